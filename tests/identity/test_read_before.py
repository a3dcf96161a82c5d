"""How earlier releases read a card: their notes are found by it again, and not stamped for it."""

from __future__ import annotations

from deckgen.identity.field_words import read_field
from deckgen.identity.read_before import read_before
from deckgen.model import Rendered
from tests.dialects.shown import cards_of


def rendered(question: str) -> Rendered:
    [card] = cards_of("Q: What is neither?\nA: None of them.\n")
    return Rendered(card=card, fields={"Question": question, "Answer": "None of them."}, tags=(), deck="Notes")


def test_what_a_folded_part_shows_was_one_word_with_what_it_hides() -> None:
    before = read_before(rendered("<p>What is neither?</p><div><p><b>Hint</b></p>Think.</div>"))
    assert before is not None
    assert before.fields["Question"] == "<p>What is neither?</p><div>HintThink.</div>"


def test_a_card_without_a_folded_part_was_read_as_now() -> None:
    assert read_before(rendered("<p>What is <b>neither</b>?</p>")) is None
    assert read_field("<div>HintThink.</div>").raw != read_field("<div><p><b>Hint</b></p>Think.</div>").raw
