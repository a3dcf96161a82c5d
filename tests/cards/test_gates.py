"""What keeps a card out: a point of the rubric is told by what it means, not by a word that happens to stand there."""

from __future__ import annotations

import msgspec
import pytest

from deckgen.cards.gates import Weight, faults_of
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


@pytest.mark.parametrize(
    ("answer", "is_read"),
    [
        ("A pot [for tea]{.notes} and a lid", False),
        ("\\pause\nA pot for tea", False),
        ("A pot {=tex} for tea", False),
        ("<Note kind='tip'>\nA pot for tea", False),
        ("A list of <T> in a pot", True),
        ("A pot at C:\\Users\\tea", True),
        ("A pot [for tea] {and} a lid", True),
    ],
)
def test_markup_of_another_program_keeps_a_laid_out_card_back_and_none_that_was_shipped(
    answer: str, *, is_read: bool
) -> None:
    laid_out = msgspec.structs.replace(card("question", "What is a kettle?", answer), form="question")
    found = [fault.weight for fault in faults_of(laid_out) if fault.point == "R10"]
    assert found == ([] if is_read else [Weight.STRUCTURAL])
