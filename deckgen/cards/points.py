"""The points by which a card is judged (docs/quality.md), as people read them: the one table of their short names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from deckgen.patterns import regex

POINTS: Mapping[str, str] = MappingProxyType(
    {
        "R1": "its source does not bear it out",
        "R2": "not worth recalling",
        "R3": "does not stand alone",
        "R4": "no clear question",
        "R5": "too much for one card",
        "R6": "gives itself away",
        "R7": "not clear in a year",
        "R8": "language",
        "R9": "asked already",
        "R10": "broken",
        "R11": "no source",
        "R12": "too many of its kind",
    }
)

_POINT = regex(r"(R\d+): (?=\S)")


def in_words(reason: str) -> str:
    """Return a reason with the name of its point before what is wrong, and the point's code behind all."""
    found = _POINT.match(reason)
    name = POINTS.get(found[1], "") if found else ""
    if found is None or not name:
        return reason
    said = reason[found.end() :]
    return f"{said if said.startswith(name) else f'{name}: {said}'} ({found[1]})"
