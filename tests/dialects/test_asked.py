"""What authors ask is asked, with its whole answer: each line of the files beside this one, and the figures of all."""

from __future__ import annotations

import pytest

from tests.dialects.shown import Example, cards_of, examples, shown

FILES = ("laid_out.txt", "nothing.txt", "marked.txt", "terms.txt")
EXAMPLES = [example for name in FILES for example in examples(name)]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_a_text_gives_these_cards(example: Example) -> None:
    assert [shown(card) for card in cards_of(example.text, example.title)] == example.cards
