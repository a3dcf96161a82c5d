"""Headings and headers of tables that were renamed: the words of a question that stand for all cells below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deckgen.identity.asked import Asked
from deckgen.identity.candidates import Pair
from deckgen.identity.field_words import read_field

_FEWEST = 2
"""One answer under a header that goes on may do so by chance."""

_CROWD = 64
Tokens = tuple[str, ...]


def renamed_headers(
    cards: Sequence[Asked], notes: Sequence[Asked], is_same_post: Callable[[Asked, Asked], bool]
) -> Iterator[Pair]:
    """Give the pairs whose questions differ only in a heading or header under which most answers stand."""
    known: dict[str, list[Asked]] = {}
    for note in notes:
        if not note.has_gaps and note.answered.raw:
            known.setdefault(note.answered.key, []).append(note)
    renamed: dict[tuple[str, Tokens, Tokens], list[Pair]] = {}
    for card in cards:
        if card.has_gaps or not card.context:
            continue
        for note in known.get(card.answered.key, ())[:_CROWD]:
            before, after = _difference(note.said.folded, card.said.folded)
            if before and after and is_same_post(card, note) and _heads(card, after):
                renamed.setdefault((card.post, before, after), []).append((card, note))
    for (_, before, _), pairs in sorted(renamed.items(), key=lambda item: item[0]):
        standing = {note.name for _, note in pairs}
        here = [note for note in notes if not note.is_retired and is_same_post(pairs[0][0], note)]
        below = sum(_stands_in(before, note.said.folded) for note in here) if len(standing) >= _FEWEST else 0
        if below and 2 * len(standing) > below:
            yield from pairs


def _difference(old: Tokens, new: Tokens) -> tuple[Tokens, Tokens]:
    """Return the one stretch in which two questions differ, in both."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _heads(card: Asked, words: Tokens) -> bool:
    """Return whether words of a question come from the header of its column or from a heading above it."""
    return any(_stands_in(words, read_field(head).folded) for head in (card.header, *card.headings) if head)


def _stands_in(words: Tokens, text: Tokens) -> bool:
    return any(text[at : at + len(words)] == words for at in range(len(text) - len(words) + 1))
