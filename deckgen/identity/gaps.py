"""The numbers of a cloze note's gaps: old ones keep theirs, new ones go on behind them.

Anki knows a card by its number, so a number never changes and is never given to another gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from deckgen.identity.pairs import Pair, best_pairs

ALIKE = 0.75
"""Likeness from which a gap that is not there any more goes on as a new one."""

_PLACEHOLDER = re.compile(r"\{\{c#(\d+)::")


def number_gaps(gaps: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Give each gap its number, by its hidden text; ``known`` are those of the note so far, gone ones too."""
    numbers = {gap: known[gap] for gap in gaps if gap in known}
    pairs = _alike([gap for gap in gaps if gap not in known], [gap for gap in known if gap not in numbers])
    for gap, old in best_pairs(pairs, used_new=set(), used_old=set()).items():
        numbers[gap] = known[old]
    following = max([0, *known.values()]) + 1
    for gap in gaps:
        if gap not in numbers:
            numbers[gap] = following
            following += 1
    return numbers


def _alike(new: Sequence[str], lost: Sequence[str]) -> Iterator[Pair]:
    for gap in new:
        for old in lost:
            likeness = fuzz.ratio(gap, old) / 100
            if likeness >= ALIKE:
                yield Pair(0, 1 - likeness, gap, old)


def _likeness(gap: str, old: str) -> float:
    """Give the likeness of two gaps in percent; one that holds the other is the same with more or fewer words."""
    contained = min(len(gap), len(old)) > 1 and (gap in old or old in gap)
    return max(fuzz.ratio(gap, old), 90.0 if contained else 0.0)


def remember_gaps(numbers: Mapping[str, int], known: Mapping[str, int]) -> dict[str, int]:
    """Give what the ledger keeps: the gaps of now, and the gone ones, so that no number is given twice."""
    gone = {gap: number for gap, number in known.items() if number not in numbers.values()}
    return {**gone, **numbers}


def fill_numbers(text: str, gaps: Sequence[str], numbers: Mapping[str, int]) -> str:
    """Write the numbers into a field in which the gaps are marked by their place in ``gaps``."""
    return _PLACEHOLDER.sub(lambda found: f"{{{{c{numbers[gaps[int(found[1])]]}::", text)
