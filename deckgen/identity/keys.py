"""Which card is which note: rendered cards + ledger -> a key for each card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deckgen.files.records import NoteRecord
from deckgen.identity.cards import card_keys, is_text_card
from deckgen.identity.topics import topic_keys
from deckgen.model import NoteType, Rendered


def match_keys(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> list[str]:
    """Give the key of each card, in the same order. A link goes by its canonical URL or a noted alias of it.

    A card that brings its key has found its note already.
    """
    topics = topic_keys([one for one in rendered if one.card.note_type is NoteType.TOPIC], notes)
    texts = [one for one in rendered if is_text_card(one.card.note_type) and not one.card.note_key]
    text_keys = iter(card_keys(texts, notes))
    aliases = {alias: record.key for record in notes.values() for alias in record.aliases}
    keys: list[str] = []
    for one in rendered:
        if one.card.note_key:
            keys.append(one.card.note_key)
        elif is_text_card(one.card.note_type):
            keys.append(next(text_keys))
        elif one.card.note_type is NoteType.TOPIC:
            keys.append(topics[one.card.item])
        else:
            keys.append(aliases.get(one.card.item, one.card.item))
    return keys
