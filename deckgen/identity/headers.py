"""Headings and headers of tables that were renamed: the words of a question that stand for all cells below.

The words of a laid-out card's question are ours as far as they are not the author's, and his headers may be all of the
rest. So two things tell that only a header was renamed: the questions differ in the very words of a header, or the
card and the note quote one passage and answer by the same words of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deckgen.identity.asked import Asked
from deckgen.identity.candidates import Pair
from deckgen.identity.field_words import read_field

_FEWEST = 2
"""One answer under a header that goes on may do so by chance, where the passage does not."""

_CROWD = 64
Tokens = frozenset[str]
Change = tuple[bool, str, Tokens, Tokens]
"""Whether one passage is quoted, the post, the words that went and those that came."""

Ranked = tuple[int, Asked, Asked]


def renamed_headers(
    cards: Sequence[Asked], notes: Sequence[Asked], is_same_post: Callable[[Asked, Asked], bool]
) -> Iterator[Ranked]:
    """Give the pairs whose questions differ only in a heading or header under which most answers stand.

    The number before a pair is smaller, the more pairs differ in the same words: of two columns with equal cells each
    goes on as itself.
    """
    known: dict[str, list[Asked]] = {}
    for note in notes:
        if not note.has_gaps and note.answered.raw:
            known.setdefault(note.answered.key, []).append(note)
    renamed: dict[Change, list[Pair]] = {}
    for card in cards:
        if card.has_gaps or not card.context:
            continue
        for note in known.get(card.answered.key, ())[:_CROWD]:
            if is_same_post(card, note) and (change := _change(card, note)) is not None:
                renamed.setdefault(change, []).append((card, note))
    for (is_quoted, _, gone, _), pairs in renamed.items():
        standing = {note.name for _, note in pairs}
        if is_quoted or len(standing) >= _FEWEST:
            post, words = pairs[0][0], gone or frozenset.intersection(*(_words(note) for _, note in pairs))
            below = [note for note in notes if words <= _words(note) and is_same_post(post, note)]
            if 2 * len(standing) > sum(not note.is_retired for note in below):
                yield from ((-len(pairs), card, note) for card, note in pairs)


def _change(card: Asked, note: Asked) -> Change | None:
    """Return in which words the questions of a card and a note differ, if a header may make the difference."""
    gone, came = _words(note) - _words(card), _words(card) - _words(note)
    if card.passage and card.passage == note.passage:
        return True, card.post, gone, came
    heads = (_words_of(head) for head in (card.header, *card.headings) if head)
    if gone and came and any(came <= head for head in heads):
        return False, card.post, gone, came
    return None


def _words(asked: Asked) -> Tokens:
    return frozenset(asked.said.folded)


def _words_of(head: str) -> Tokens:
    return frozenset(read_field(head).folded)
