"""A quote in the text that it was taken from: the words before it, its own, and those behind it."""

from __future__ import annotations

from deckgen.language.folding import fold
from deckgen.patterns import regex

AROUND = 600
"""Characters of the text that are shown before a quote and behind it."""
_LONGEST = 60_000
"""Characters of a text in which a quote is looked for that does not stand there to the letter."""
_MARKUP = frozenset("*`_=$")
_IN_LINE = regex(r"\$\$([^\n]+?)\$\$")


def as_written(text: str) -> str:
    """Return a section's text with a formula in a line as most authors write it: ``$$`` is our mark of any formula."""
    return _IN_LINE.sub(r"$\1$", text)


def in_passage(text: str, quote: str) -> tuple[str, str, str]:
    """Return the passage of a text around a quote, in three parts; the quote alone where the text has it nowhere.

    Blanks, markup and the width of signs tell no words apart.
    """
    first, last = _place(text, quote)
    if first < 0:
        return "", quote, ""
    start, end = max(0, first - AROUND), last + AROUND
    before, after = text[start:first], text[last:end]
    if start:
        before = "…" + before.partition("\n" if "\n" in before else " ")[2]
    return before, text[first:last], after + ("…" if end < len(text) else "")


def _place(text: str, quote: str) -> tuple[int, int]:
    at = text.find(quote)
    if at >= 0 or not quote.strip():
        return (at, at + len(quote)) if quote.strip() else (-1, -1)
    bare, places = _bare(text[:_LONGEST])
    wanted, _ = _bare(quote)
    at = bare.find(wanted)
    return (places[at], places[at + len(wanted) - 1] + 1) if wanted and at >= 0 else (-1, -1)


def _bare(text: str) -> tuple[str, list[int]]:
    """Return the characters of a text that make words, folded, and where each stands in the text."""
    parts: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in _MARKUP or char.isspace():
            continue
        folded = fold(char)
        parts.append(folded)
        places += [place] * len(folded)
    return "".join(parts), places
