"""Which card is which note: cards + ledger -> a key for each card.

A link is its canonical URL. A topic is found again by its name, else by the links that it shares with a topic that
is not there any more.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from deckgen.model import Ledger, NoteRecord, NoteType, Rendered
from deckgen.words import fold

_TOPIC_OVERLAP = 0.5
"""Share of the smaller topic's links that two states of one topic have in common at least."""


def match_keys(rendered: Sequence[Rendered], ledger: Ledger) -> list[str]:
    """Give the key of each card, in the same order."""
    topics = _topic_keys([one for one in rendered if one.card.note_type is NoteType.TOPIC], ledger.notes)
    keys: list[str] = []
    aliases = {alias: record.key for record in ledger.notes.values() for alias in record.aliases}
    for one in rendered:
        if one.card.note_type is NoteType.TOPIC:
            keys.append(topics[one.card.item])
        else:
            keys.append(aliases.get(one.card.item, one.card.item))
    return keys


def _topic_keys(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> dict[str, str]:
    """Give the key of each topic card, by its item."""
    known = [record for record in notes.values() if record.type is NoteType.TOPIC]
    by_link: dict[str, list[NoteRecord]] = {}
    for record in known:
        for link in record.links:
            by_link.setdefault(link, []).append(record)
    pairs: list[tuple[int, float, str, str]] = []
    for one in rendered:
        shared = Counter(record.key for link in one.card.links for record in by_link.get(link, ()))
        for record in known:
            name = record.fields.get("Topic", "") == one.fields.get("Topic") or _topic_key(one.card.subject) == record.key
            count = shared.get(record.key, 0)
            overlap = count / min(len(record.links) or 1, len(one.card.links) or 1)
            if name or (overlap >= _TOPIC_OVERLAP and count > 1):
                # Negative, so that sorting brings the best pair first and ties go by name.
                pairs.append((0 if name else 1, -count * overlap, one.card.item, record.key))
    return _assigned(sorted(pairs), [one.card for one in rendered], {record.key for record in known})


def _assigned(pairs: Iterable[tuple[int, float, str, str]], cards: Sequence[object], taken: set[str]) -> dict[str, str]:
    keys: dict[str, str] = {}
    used: set[str] = set()
    for _, _, item, key in pairs:
        if item not in keys and key not in used:
            keys[item] = key
            used.add(key)
    for card in cards:
        item = card.item  # type: ignore[attr-defined]
        if item not in keys:
            keys[item] = _fresh_key(card.subject, taken)  # type: ignore[attr-defined]
            taken.add(keys[item])
    return keys


def _topic_key(subject: str, number: int = 0) -> str:
    seed = fold(subject) + (f"\x1f{number}" if number else "")
    return "topic:" + hashlib.blake2b(seed.encode(), digest_size=8).hexdigest()


def _fresh_key(subject: str, taken: set[str]) -> str:
    number = 0
    while _topic_key(subject, number) in taken:
        number += 1
    return _topic_key(subject, number)
