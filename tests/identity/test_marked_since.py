"""A question that was laid out and is marked as a card now, or the reverse, is the same card."""

from __future__ import annotations

import pytest

from deckgen.model import Rendered
from tests.identity.made import build, text_card

QUESTIONS = (
    "What is the other name of recall?",
    "What is Word Error Rate (WER)?",
    r"What occurs in smoothing when \(\alpha = 1\)?",
    "Metrics: What is it good for?",
)


def asking(question: str, aspect: str, answer: str) -> Rendered:
    subject = "" if aspect == "own" else question.rstrip("?")
    return text_card(subject, answer, aspect=aspect, question=question, headings=("Metrics", question), topic="Metrics")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("before", "now"), [("question", "own"), ("own", "question")])
def test_a_question_keeps_its_note_when_its_form_becomes_another(question: str, before: str, now: str) -> None:
    first = build([asking(question, before, "<div>💡 AnswerThe true positive rate</div>")])
    second = build([asking(question, now, "The true positive rate")], first.ledger)
    assert set(first.ledger.notes) == set(second.ledger.notes)
    assert not any(change.is_new or change.is_retired for change in second.changes)


def test_another_question_is_another_card() -> None:
    first = build([asking("What is recall?", "question", "A rate")])
    second = build([asking("What is precision?", "own", "A share")], first.ledger)
    assert [change.is_new for change in second.changes if not change.is_retired] == [True]
