"""What keeps a card out: a point of the rubric is told by what it means, not by a word that happens to stand there."""

from __future__ import annotations

import pytest

from deckgen.cards.gates import faults_of
from deckgen.model import Card, Inline, InlineKind, NoteType, Run, Source


def card(aspect: str, question: str, answer: str) -> Card:
    return Card(
        note_type=NoteType.QUESTION,
        item="section:a",
        aspect=aspect,
        subject="K",
        fields={"Question": question, "Answer": Run((Inline(InlineKind.TEXT, answer),))},
        sources=(Source(post="a.md", line=1, headings=("A",)),),
        quote=f"{question} {answer}",
    )


@pytest.mark.parametrize(
    ("aspect", "answer", "points"),
    [
        ("abbreviation", "Least Recently Used", []),
        ("definition", "a cache that drops what was recently used least", ["R7"]),
        ("definition", "the latest kettle", ["R7"]),
        ("definition", "the latest kettle of 2019", []),
    ],
)
def test_a_name_is_as_clear_in_a_year(aspect: str, answer: str, points: list[str]) -> None:
    found = [fault.point for fault in faults_of(card(aspect, "What is a kettle?", answer))]
    assert found == points
