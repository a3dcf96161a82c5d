"""Best pairs first: which old thing goes on as which new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec


class Pair(msgspec.Struct, frozen=True, order=True):
    """An old thing that may be a new one; smaller is better, and ties go by name, never by chance."""

    step: int  # of the graded search: 0 is surest
    distance: float  # 1 - likeness
    new: str
    old: str


def best_pairs(pairs: Iterable[Pair], *, used_new: set[str], used_old: set[str]) -> dict[str, str]:
    """Take pairs from the best on, each thing at most once; gives old by new, and adds to the used ones."""
    chosen: dict[str, str] = {}
    for pair in sorted(pairs):
        if pair.new not in used_new and pair.old not in used_old:
            chosen[pair.new] = pair.old
            used_new.add(pair.new)
            used_old.add(pair.old)
    return chosen


def fresh_key(prefix: str, seed: str, taken: set[str]) -> str:
    """Give a key from a seed that no note has or had; the same seed gives the same key on every machine."""
    number = 0
    while True:
        text = f"{seed}\x1f{number}" if number else seed
        key = f"{prefix}:{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
        if key not in taken:
            taken.add(key)
            return key
        number += 1
