"""Two states of a text with gaps: which gaps have other words now, and whether anything else changed."""

from __future__ import annotations

import bisect
import sys
from difflib import SequenceMatcher

from deckgen.identity.field_words import Words

Span = tuple[int, int]

_LONGEST = 1_000
"""Tokens up to which the parts in the middle of two texts are compared; in longer ones the ends alone."""


def changed_gaps(new: Words, old: Words) -> dict[Span, Span] | None:
    """Return the gaps of the new text whose words changed, by those of the old one; None if other words changed too.

    A gap that was set around words, or taken away from them, changes none.
    """
    if len(new.gaps) == len(old.gaps) and new.without(new.gaps).key == old.without(old.gaps).key:
        pairs = zip(old.gaps, new.gaps, strict=True)
        return {gap: now for gap, now in pairs if old.folded[slice(*gap)] != new.folded[slice(*now)]}
    changed: dict[Span, Span] = {}
    for old_from, old_to, new_from, new_to in _edits(old.folded, new.folded):
        before, after = _gap_at(old.gaps, old_from, old_to), _gap_at(new.gaps, new_from, new_to)
        if before is None or after is None or changed.setdefault(before, after) != after:
            return None
    return changed if len(set(changed.values())) == len(changed) else None


def _gap_at(gaps: tuple[Span, ...], start: int, end: int) -> Span | None:
    """Return the gap that holds all of a stretch of tokens, or the place of an empty one."""
    at = bisect.bisect_right(gaps, (start, sys.maxsize))
    return next((gap for gap in gaps[max(at - 2, 0) : at] if gap[0] <= start and end <= gap[1]), None)


def _edits(old: tuple[str, ...], new: tuple[str, ...]) -> list[tuple[int, int, int, int]]:
    """Return the stretches in which two token lists differ: from, up to, in the old one and in the new one."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if not middle[0] and not middle[1]:
        return []
    if max(map(len, middle)) > _LONGEST:
        return [(start, len(old) - end, start, len(new) - end)]
    matcher = SequenceMatcher(None, middle[0], middle[1], autojunk=False)
    return [(start + i, start + j, start + k, start + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
