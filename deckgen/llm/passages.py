"""Where a quote stands in a source as it was read, and the words around it: what proves a card, and no more."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache

from deckgen.patterns import regex

AROUND = 400
"""Characters before and behind a quote that belong to its passage."""
GAP = "\n[...]\n"
"""What stands between two passages of one text."""
_UNSEEN = frozenset("*_~`#>")
"""Signs of Markdown, which a quote may leave out."""
_BREAK = regex(r"\n+|(?<=[。！？])|(?<=[.!?]) ")


def passages_around(quotes: Sequence[str], text: str) -> str:
    """Return the parts of a text in which these quotes stand, in its order; empty if none of them stands there."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(filter(None, (place_of(quote, text) for quote in quotes))):
        start, end = _from(text, start), _to(text, end)
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return GAP.join(text[start:end].strip() for start, end in spans)


def place_of(quote: str, text: str, unseen: frozenset[str] = _UNSEEN) -> tuple[int, int] | None:
    """Return where a quote begins and ends, whatever white space, width, case and ``unseen`` signs it has."""
    wanted = _bare(quote, unseen)[0]
    whole, places = _bare(text, unseen)
    at = whole.find(wanted) if wanted else -1
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _from(text: str, at: int) -> int:
    start = max(at - AROUND, 0)
    found = _BREAK.search(text, start, at) if start else None
    return found.end() if found else start


def _to(text: str, at: int) -> int:
    end = min(at + AROUND, len(text))
    last = at
    for found in _BREAK.finditer(text, at, end) if end < len(text) else ():
        last = found.end()
    return last if last > at else end


@lru_cache(maxsize=4)
def _bare(text: str, unseen: frozenset[str]) -> tuple[str, array[int]]:
    signs: list[str] = []
    places: array[int] = array("l")
    for at, sign in enumerate(text):
        for folded in _folded(sign):
            if folded not in unseen:
                signs.append(folded)
                places.append(at)
    return "".join(signs), places


@lru_cache(maxsize=1 << 14)
def _folded(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign).casefold()
    return "".join(part for part in folded if not part.isspace())
