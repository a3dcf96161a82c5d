"""A quote in the text that it was taken from: the words before it, its own, and those behind it."""

from __future__ import annotations

from deckgen.llm.passages import place_of
from deckgen.patterns import regex

AROUND = 600
"""Characters of the text that are shown before a quote and behind it."""
_LONGEST = 60_000
"""Characters of a text in which a quote is looked for that does not stand there to the letter."""
_UNSEEN = frozenset("*`_=$")
_IN_LINE = regex(r"\$\$([^\n]+?)\$\$")


def as_written(text: str) -> str:
    """Return a section's text with a formula in a line as most authors write it: ``$$`` is our mark of any formula."""
    return _IN_LINE.sub(r"$\1$", text)


def in_passage(text: str, quote: str) -> tuple[str, str, str]:
    """Return the passage of a text around a quote, in three parts; the quote alone where the text has it nowhere.

    Blanks, markup and the width of signs tell no words apart.
    """
    at = text.find(quote) if quote.strip() else -1
    place = (at, at + len(quote)) if at >= 0 else place_of(quote, text[:_LONGEST], _UNSEEN)
    if place is None:
        return "", quote, ""
    first, last = place
    start, end = max(0, first - AROUND), last + AROUND
    before, after = text[start:first], text[last:end]
    if start:
        before = "…" + before.partition("\n" if "\n" in before else " ")[2]
    return before, text[first:last], after + ("…" if end < len(text) else "")
