"""The numbers of a cloze note's gaps: old ones keep theirs, new ones go on behind them, or join those of their group.

Anki knows a card by its number, so a number never changes and is never given to another gap. The same words, words
that hold the other's, or the only changed gap between unchanged words are the same gap. In a text that its author
named, a gap that is left takes the next number that would show nothing: the name says that it is the same card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from deckgen.identity.content_words import Content, content_of, holds
from deckgen.identity.field_words import read_field, read_line
from deckgen.identity.gap_texts import changed_gaps
from deckgen.patterns import regex

_PLACEHOLDER = regex(r"\{\{c#(\d+)::")
_GAPS = regex(r"\{\{c#?(\d+)::")


def number_gaps(
    gaps: Sequence[str],
    known: Mapping[str, int],
    *,
    groups: Sequence[int] = (),
    text: str = "",
    shipped: str = "",
    is_named: bool = False,
) -> dict[str, int]:
    """Return the number of each gap, by its hidden text.

    ``known`` are the numbers of the note so far, gone ones too; ``text`` is the field of now, in which the gaps are
    marked by their place in ``gaps``, and ``shipped`` the field as last shipped, with its numbers. Gaps of which
    ``groups`` says the same are hidden together: a new one takes the number of the first of them. ``is_named`` says
    that the author's own name for the card found the note.
    """
    numbers = {gap: known[gap] for gap in gaps if gap in known}
    for pairs in (_same_words, _holding, _at_the_same_place(gaps, text, shipped)):
        used = set(numbers.values())
        free = {gap: number for gap, number in known.items() if number not in used}
        numbers |= pairs([gap for gap in dict.fromkeys(gaps) if gap not in numbers], free)
    following = max([0, *known.values()]) + 1
    group_of = dict(zip(gaps, groups or range(len(gaps)), strict=True))
    shared: dict[int, int] = {}
    for gap in gaps:
        if gap in numbers:
            shared.setdefault(group_of[gap], numbers[gap])
    if is_named:
        left = dict.fromkeys(group_of[gap] for gap in gaps if group_of[gap] not in shared)
        empty = dict.fromkeys(number for number in _numbers(shipped) if number not in numbers.values())
        shared |= dict(zip(left, empty, strict=False))
    for gap in gaps:
        if gap not in numbers:
            number = shared.setdefault(group_of[gap], following)
            following += number == following
            numbers[gap] = number
    return numbers


Matching = Callable[[Sequence[str], Mapping[str, int]], dict[str, int]]


def _same_words(gaps: Sequence[str], free: Mapping[str, int]) -> dict[str, int]:
    by_words: dict[str, int] = {}
    for gap, number in sorted(free.items(), key=lambda item: item[1]):
        by_words.setdefault(_key(gap), number)
    found: dict[str, int] = {}
    for gap in gaps:
        if (key := _key(gap)) in by_words:
            found[gap] = by_words.pop(key)
    return found


def _holding(gaps: Sequence[str], free: Mapping[str, int]) -> dict[str, int]:
    """Pair gaps of which one holds all content words of the other; those that share most words first."""
    index: dict[str, list[str]] = {}
    for gap in free:
        for unit in _content(gap).units:
            index.setdefault(unit, []).append(gap)
    pairs: list[tuple[int, int, int]] = []
    for place, gap in enumerate(gaps):
        now = _content(gap)
        near = {other for unit in now.units for other in index.get(unit, ())[:_MANY]}
        for other in near:
            before = _content(other)
            if holds(now, before) or holds(before, now):
                pairs.append((abs(len(now.units) - len(before.units)), place, free[other]))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, place, number in sorted(pairs):
        if gaps[place] not in found and number not in taken:
            found[gaps[place]] = number
            taken.add(number)
    return found


_MANY = 32
"""So many gaps with one word are compared with another one."""


def _at_the_same_place(gaps: Sequence[str], text: str, shipped: str) -> Matching:
    """Pair the only changed gap between unchanged words with the one that stood there."""

    def pairs(left: Sequence[str], free: Mapping[str, int]) -> dict[str, int]:
        if not left or not free or not text or not shipped:
            return {}
        new, old = read_field(text, has_gaps=True), read_field(shipped, has_gaps=True)
        here, there = _numbers(text), _numbers(shipped)
        if len(here) != len(new.gaps) or len(there) != len(old.gaps):
            return {}
        at_new = dict(zip(new.gaps, here, strict=True))
        at_old = dict(zip(old.gaps, there, strict=True))
        free_numbers, found = set(free.values()), dict[str, int]()
        for before, now in (changed_gaps(new, old) or {}).items():
            gap, number = gaps[at_new[now]], at_old[before]
            if gap in left and gap not in found and number in free_numbers:
                free_numbers.discard(number)
                found[gap] = number
        return found

    return pairs


def _numbers(text: str) -> list[int]:
    return [int(found) for found in _GAPS.findall(text)]


@lru_cache(maxsize=1 << 12)
def _key(gap: str) -> str:
    return read_line(gap).key or gap


@lru_cache(maxsize=1 << 12)
def _content(gap: str) -> Content:
    return content_of(read_line(gap))


def remember_gaps(numbers: Mapping[str, int], known: Mapping[str, int]) -> dict[str, int]:
    """Return what the ledger keeps: the gaps of now, and the gone ones, so that no number is given twice."""
    used = set(numbers.values())
    kept = {gap: number for gap, number in known.items() if number not in used}
    return dict(sorted({**kept, **numbers}.items(), key=lambda item: (item[1], item[0])))


def fill_numbers(text: str, gaps: Sequence[str], numbers: Mapping[str, int]) -> str:
    """Return a field in which the gaps, marked by their place in ``gaps``, have their numbers."""
    return _PLACEHOLDER.sub(lambda found: f"{{{{c{numbers[gaps[int(found[1])]]}::", text)
