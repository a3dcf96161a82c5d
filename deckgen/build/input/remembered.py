"""What the forms word from each section, remembered: an edited post is worded anew, the others are not.

A form sees one section and nothing else, and not where it stands, so the same section gives the same cards wherever
it moves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from deckgen.build.input.memory import Memory
from deckgen.cards.forms import placed, rule_cards
from deckgen.cards.forms.own import Marks
from deckgen.cards.gates import gated
from deckgen.files.store import Store
from deckgen.language.phrases import Phrases
from deckgen.model import Card, Content, Hold, ItemKind, NoteType, Parts, StudyItem

_PLACED = frozenset({"item", "note_key", "sources", "copies", "category", "kept", "block", "passage", "is_wanted"})
"""What of a card depends on where its section stands, and on what a person decided."""
_SAME = tuple(name for name in Card.__struct_fields__ if name not in _PLACED)


class _Inline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An inline without its line."""

    kind: str
    text: str
    url: str
    children: tuple[_Inline, ...]


class _Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A block without its lines."""

    kind: str
    level: int
    start: int
    language: str
    label: str
    is_header: bool
    text: str
    inlines: tuple[_Inline, ...]
    children: tuple[_Block, ...]


class _Path(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A source without its post and line."""

    headings: tuple[str, ...]


class _Section(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that a form may look at."""

    title: str
    topic: str
    sources: tuple[_Path, ...]
    heading: tuple[_Inline, ...]
    post_title: str
    blocks: tuple[_Block, ...]
    below: tuple[_Block, ...]
    is_answer: bool
    is_listed: bool
    has_parts: bool
    is_asked: bool
    text: str
    parts: tuple[str, ...]
    skipped: str


class _Kept(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A card as the store keeps it: what does not depend on its place."""

    note_type: NoteType
    aspect: str
    form: str
    subject: str
    topic: str
    quote: str
    links: tuple[str, ...]
    is_split: bool
    made: str
    gaps: tuple[str, ...]
    groups: tuple[int, ...]
    hold: Hold | None  # by a gate; what holds the section is not remembered
    reason: str
    fields: dict[str, Content]
    parts: Parts


_ENCODE = msgspec.msgpack.Encoder().encode


def worded_cards(
    items: Sequence[StudyItem], words_for: Callable[[StudyItem], Phrases], marks: Marks, store: Store, deck: str
) -> list[Card]:
    """Return the cards that the forms word from all sections, gated; what the store remembers is not worded again."""
    memory: Memory[tuple[_Kept, ...]] = Memory(store, f"worded:{deck}", tuple[_Kept, ...])
    cards: list[Card] = []
    for item in items:
        if item.kind is not ItemKind.SECTION:
            continue
        words = words_for(item)
        found = memory.of(_key(item, words), partial(_worded, item, words, marks))
        cards += [_card(card, item) for card in found]
    memory.keep()
    return cards


def _worded(item: StudyItem, words: Phrases, marks: Marks) -> tuple[_Kept, ...]:
    free = msgspec.structs.replace(item, hold=None, reason="")
    return tuple(map(_keep, gated(list(rule_cards([free], words, marks)))))


def _key(item: StudyItem, words: Phrases) -> bytes:
    section = msgspec.convert(item, _Section, from_attributes=True)
    spoken = f"{words.language} {words.is_ruled}".encode()
    return hashlib.blake2b(_ENCODE(section), digest_size=16, key=spoken).digest()


def _keep(card: Card) -> _Kept:
    same: dict[str, Any] = {name: getattr(card, name) for name in _SAME}
    return _Kept(**same)


def _card(kept: _Kept, item: StudyItem) -> Card:
    same: dict[str, Any] = {name: getattr(kept, name) for name in _SAME}
    if item.hold is not None:
        same |= {"hold": item.hold, "reason": item.reason}
    return placed(Card(**same, item=item.key, sources=item.sources, category=item.category), item)
