"""Which notes are worth a look for a card: never all against all.

Each function gives pairs that may be one card; whether they are, the law decides. What is looked up is small, so that
twice the cards take twice the time, and the order does not depend on the order of the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence

from deckgen.identity.asked import Asked
from deckgen.identity.field_words import WORD

Pair = tuple[Asked, Asked]

_RARE = 64
"""A word that so many notes share is no way to look for one of them."""

_FEW = 16
"""So many notes that share most with a card are looked at."""

_CROWD = 4_096
"""Pairs of cards and notes that ask the very same, up to which each is looked at."""

_SHORTEST_MENDED = 5


def by_question(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
    """Give the pairs whose questions have the same words in the same order."""
    yield from _equal(cards, notes, lambda asked: asked.said.key)


def by_place(cards: Sequence[Asked], notes: Sequence[Asked], renamed: Mapping[str, str]) -> Iterator[Pair]:
    """Give the pairs of questions that stand under the same headings of a post; ``renamed``: a post's path of today."""
    there: dict[Hashable, list[Asked]] = {}
    for note in notes:
        there.setdefault((note.note_type, renamed.get(note.post, note.post), note.place), []).append(note)
    for card in cards:
        known = () if card.has_gaps else there.get((card.note_type, card.post, card.place), ())
        yield from ((card, note) for note in known[:_RARE])


def by_text_around_gaps(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
    """Give the pairs of gap cards with the same text outside of the gaps, or with most of it."""
    texts, known = [card for card in cards if card.has_gaps], [note for note in notes if note.has_gaps]
    for card, note in _equal(texts, known, lambda asked: asked.asking.key):
        if card.said.key != note.said.key:
            yield card, note
    for card, note in _sharing(texts, known, lambda asked: asked.about.units):
        if card.asking.key != note.asking.key:
            yield card, note


def by_reworded_question(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
    """Give the pairs that share most words of question and answer."""
    return _sharing(cards, notes, lambda asked: {*_marked("q", asked.about.units), *_marked("a", asked.tells.units)})


def by_answer(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
    """Give the pairs that share most words of the answer."""
    return _sharing(cards, notes, lambda asked: asked.tells.units)


def _marked(side: str, units: Collection[str]) -> set[str]:
    return {side + unit for unit in units}


def by_word_off_by_a_letter(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
    """Give the pairs whose questions differ in one word, which becomes the other's when each loses a letter at most."""
    index: dict[Hashable, list[Asked]] = {}
    for note in notes:
        for key in _with_a_letter_less(note):
            index.setdefault(key, []).append(note)
    for card in cards:
        found = {note.name: note for key in _with_a_letter_less(card) for note in index.get(key, ())[:_RARE]}
        for name in sorted(found):
            yield card, found[name]


def _with_a_letter_less(asked: Asked) -> set[Hashable]:
    """Give what a question is without one letter of one word: its other words, and what is left of that one."""
    words = asked.asking
    hashes = [hash(pair) for pair in enumerate(words.folded)]
    total = sum(hashes)
    keys: set[Hashable] = set()
    for place, (kind, word) in enumerate(zip(words.kinds, words.folded, strict=True)):
        if kind == WORD and len(word) >= _SHORTEST_MENDED:
            rest = (asked.note_type, len(hashes), place, total - hashes[place])
            keys.add((rest, word))
            keys.update((rest, word[:at] + word[at + 1 :]) for at in range(len(word)))
    return keys


def _equal(cards: Sequence[Asked], notes: Sequence[Asked], key: Callable[[Asked], str]) -> Iterator[Pair]:
    """Give the pairs with one key; in a crowd only those that answer the same or stand under the same headings."""
    here, there = _grouped(cards, key), _grouped(notes, key)
    for name in here.keys() & there.keys():
        group, known = here[name], there[name]
        if len(group) * len(known) <= _CROWD:
            yield from ((card, note) for card in group for note in known)
            continue
        for narrower in (_by_answer, _by_place):
            of_card, of_note = _grouped(group, narrower), _grouped(known, narrower)
            for each in of_card.keys() & of_note.keys():
                yield from zip(of_card[each], of_note[each], strict=False)


def _by_answer(asked: Asked) -> str:
    return f"{asked.post}\x1f{asked.answered.key}"


def _by_place(asked: Asked) -> str:
    return "\x1f".join((asked.post, *asked.headings))


def _grouped(asked: Sequence[Asked], key: Callable[[Asked], str]) -> dict[tuple[str, str], list[Asked]]:
    groups: dict[tuple[str, str], list[Asked]] = {}
    for each in sorted(asked, key=lambda each: each.name):
        groups.setdefault((each.note_type, key(each)), []).append(each)
    return groups


def _sharing(
    cards: Sequence[Asked], notes: Sequence[Asked], units: Callable[[Asked], Collection[str]]
) -> Iterator[Pair]:
    """Give each card the few notes of its type that share most rare units with it."""
    if not cards or not notes:
        return
    index: dict[tuple[str, str], list[int]] = {}
    for number, note in enumerate(notes):
        for unit in units(note):
            index.setdefault((note.note_type, unit), []).append(number)
    for card in cards:
        count: Counter[int] = Counter()
        for unit in units(card):
            found = index.get((card.note_type, unit), ())
            if len(found) <= _RARE:
                count.update(found)
        best = sorted(count, key=lambda number: (-count[number], notes[number].name))
        yield from ((card, notes[number]) for number in best[:_FEW])
