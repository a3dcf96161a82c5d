"""A quote where it stands: found whatever blanks and markup stand between its words, with what is around it."""

from __future__ import annotations

import pytest

from deckgen.review.quoted import AROUND, as_written, in_passage


@pytest.mark.parametrize(
    ("text", "quote", "parts"),
    [
        ("One. Two. Three.", "Two.", ("One. ", "Two.", " Three.")),
        ("A **bold\nword** here", "bold word", ("A **", "bold\nword", "** here")),
        ("前文：红黑树，是树。后文", "红黑树,是树", ("前文：", "红黑树，是树", "。后文")),
        ("STRASSE ist da", "straße", ("", "STRASSE", " ist da")),
        ("nothing of it", "elsewhere", ("", "elsewhere", "")),
        ("the $s$ of it", "the $$s$$ of", ("", "the $s$ of", " it")),
        ("text", "", ("", "", "")),
        ("", "quote", ("", "quote", "")),
    ],
)
def test_a_quote_in_its_passage(text: str, quote: str, parts: tuple[str, str, str]) -> None:
    assert in_passage(text, quote) == parts


def test_a_formula_in_a_line_has_the_marks_of_most_authors() -> None:
    """That of a block keeps its own."""
    assert as_written("a $$s$$ b $$t$$\n\n$$\nu\n$$") == "a $s$ b $t$\n\n$$\nu\n$$"


def test_only_what_is_near_is_shown() -> None:
    text = "\n".join(["a line of words before it"] * 100 + ["the quote"] + ["a line of words behind it"] * 100)
    before, quote, after = in_passage(text, "the quote")
    assert quote == "the quote"
    assert before.startswith("…a line")
    assert len(before) <= AROUND + 1
    assert after.endswith("…")
    assert len(after) <= AROUND + 1
