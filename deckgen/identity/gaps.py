"""The numbers of a cloze note's gaps: old ones keep theirs, new ones go on behind them.

Anki knows a card by its number, so a number never changes and is never given to another gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

MAX_NUMBER = 500
ALIKE = 60
"""Likeness in percent from which a gap that is not there any more goes on as a new one."""

_PLACEHOLDER = re.compile(r"\{\{c#(\d+)::")


def number_gaps(gaps: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Give each gap its number, by its hidden text; ``known`` are those of the note so far, gone ones included."""
    numbers = {gap: known[gap] for gap in gaps if gap in known}
    lost = {gap: number for gap, number in known.items() if gap not in numbers}
    for gap in gaps:
        if gap not in numbers and (old := _likest(gap, lost)) is not None:
            numbers[gap] = lost.pop(old)
    following = max([0, *known.values()]) + 1
    for gap in gaps:
        if gap not in numbers:
            numbers[gap] = following
            following += 1
    return numbers


def _likest(gap: str, lost: Mapping[str, int]) -> str | None:
    scored = sorted((-fuzz.ratio(gap, old), number, old) for old, number in lost.items())
    return scored[0][2] if scored and -scored[0][0] >= ALIKE else None


def remember_gaps(numbers: Mapping[str, int], known: Mapping[str, int]) -> dict[str, int]:
    """Give what the ledger keeps: the gaps of now, and those that are gone, so that no number is given twice."""
    gone = {gap: number for gap, number in known.items() if number not in numbers.values()}
    return {**gone, **numbers}


def fill_numbers(text: str, gaps: Sequence[str], numbers: Mapping[str, int]) -> str:
    """Write the numbers into a field in which the gaps are marked by their place in ``gaps``."""
    return _PLACEHOLDER.sub(lambda found: f"{{{{c{numbers[gaps[int(found[1])]]}::", text)
