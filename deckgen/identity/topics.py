"""Topic cards: found again by name, else by the links that they share with a topic that is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from deckgen.files.records import NoteRecord
from deckgen.identity.pairs import Pair, best_pairs, fresh_key
from deckgen.language.folding import fold
from deckgen.model import NoteType, Rendered

SHARED_LINKS = 0.5
"""Share of the smaller topic's links that two states of one topic have in common at least."""

PREFIX = "topic"


def topic_keys(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> dict[str, str]:
    """Give the key of each topic card, by its item."""
    known = [record for record in notes.values() if record.type is NoteType.TOPIC]
    used_new: set[str] = set()
    used_old: set[str] = set()
    keys = best_pairs(_pairs(rendered, known), used_new=used_new, used_old=used_old)
    taken = {record.key for record in known}
    for one in rendered:
        if one.card.item not in keys:
            keys[one.card.item] = fresh_key(PREFIX, fold(one.card.subject), taken)
    return keys


def _pairs(rendered: Sequence[Rendered], known: Sequence[NoteRecord]) -> Iterator[Pair]:
    by_name = {fold(record.subject): record for record in known}
    by_key = {record.key: record for record in known}
    by_link: dict[str, list[str]] = {}
    for record in known:
        for link in record.links:
            by_link.setdefault(link, []).append(record.key)
    for one in rendered:
        card = one.card
        same = by_name.get(fold(card.subject))
        if same is not None:
            yield Pair(0, 0.0, card.item, same.key)
        shared = Counter(key for link in card.links for key in by_link.get(link, ()))
        for key, count in shared.items():
            share = count / min(len(by_key[key].links), len(card.links))
            if share >= SHARED_LINKS:
                yield Pair(1, -count * share, card.item, key)
