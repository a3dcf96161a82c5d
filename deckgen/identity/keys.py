"""Which card is which note: rendered cards + ledger -> a key for each card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from deckgen.files.records import ItemRecord, NoteRecord
from deckgen.identity.cards import card_keys
from deckgen.identity.renamed import Move, moved_sections
from deckgen.identity.spellings import Spellings
from deckgen.identity.topics import topic_keys
from deckgen.identity.unmarked import Sections
from deckgen.model import NoteType, Rendered, StudyItem


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the posts say beside their cards."""

    posts: frozenset[str] = frozenset()  # paths of all that are there
    items: tuple[StudyItem, ...] = ()
    sections: Mapping[str, ItemRecord] = {}  # as the last build knew them


def match_keys(
    rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord], around: Surroundings | None = None
) -> list[str]:
    """Return the key of each card, in the same order. A link goes by its canonical URL or a noted alias of it.

    A card that brings its key has found its note already.
    """
    around = around or Surroundings()
    topics = topic_keys([one for one in rendered if one.card.note_type is NoteType.TOPIC], notes)
    texts = [one for one in rendered if one.card.note_type.is_from_text and not one.card.note_key]
    text_keys = iter(
        card_keys(
            texts,
            notes,
            present=around.posts,
            moves=(moved_sections(around.items, around.sections), _moved_links(rendered, notes)),
            says=Spellings(text for item in around.items for text in (item.title, item.text, item.comment)),
            sections=Sections(around.items),
        )
    )
    aliases = {alias: record.key for record in notes.values() for alias in record.aliases}
    keys: list[str] = []
    for one in rendered:
        if one.card.note_key:
            keys.append(one.card.note_key)
        elif one.card.note_type.is_from_text:
            keys.append(next(text_keys))
        elif one.card.note_type is NoteType.TOPIC:
            keys.append(topics[one.card.item])
        else:
            keys.append(aliases.get(one.card.item, one.card.item))
    return keys


def _moved_links(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> list[Move]:
    now = {one.card.item: one.card.sources[0].post for one in rendered if one.card.note_type is NoteType.READING}
    links = [record for record in notes.values() if record.type is NoteType.READING and record.place]
    found = (next((now[name] for name in (record.key, *record.aliases) if name in now), "") for record in links)
    return [(record.place[0], post) for record, post in zip(links, found, strict=True)]
