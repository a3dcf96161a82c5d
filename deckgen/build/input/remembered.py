"""What the forms word from each section, remembered: an edited post is worded anew, the others are not.

A form sees one section and nothing else, and not where it stands, so the same section gives the same cards wherever
it moves, for as long as the code is the same. The store keeps them as it keeps parsed posts; without it, all is
worded again, to the same cards.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import deckgen
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


class _Memory(msgspec.Struct, frozen=True, array_like=True):
    """The cards of all sections, by a hash of the section."""

    version: str
    cards: dict[bytes, tuple[_Kept, ...]]


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(_Memory).decode


def worded_cards(
    items: Sequence[StudyItem], words_for: Callable[[StudyItem], Phrases], marks: Marks, store: Store, deck: str
) -> list[Card]:
    """Return the cards that the forms word from all sections, gated; what the store remembers is not worded again."""
    version = _version()
    known = _remembered(store, deck, version)
    kept: dict[bytes, tuple[_Kept, ...]] = {}
    cards: list[Card] = []
    fresh = False
    for item in items:
        if item.kind is not ItemKind.SECTION:
            continue
        words = words_for(item)
        key = _key(item, words)
        found = known.get(key)
        if found is None:
            fresh = True
            free = msgspec.structs.replace(item, hold=None, reason="")
            found = tuple(map(_keep, gated(list(rule_cards([free], words, marks)))))
        kept[key] = found
        cards += [_card(card, item) for card in found]
    if fresh:
        store.put_stamp(_name(deck), _ENCODE(_Memory(version, kept)))
    return cards


def _key(item: StudyItem, words: Phrases) -> bytes:
    section = msgspec.convert(item, _Section, from_attributes=True)
    spoken = f"{words.language} {words.is_ruled}".encode()
    return hashlib.blake2b(_ENCODE(section), digest_size=16, key=spoken).digest()


def _name(deck: str) -> str:
    return "worded:" + deck


def _remembered(store: Store, deck: str, version: str) -> dict[bytes, tuple[_Kept, ...]]:
    try:
        memory = _DECODE(store.stamp(_name(deck)) or b"")
    except msgspec.MsgspecError:
        return {}  # nothing, or of another shape
    return memory.cards if memory.version == version else {}


def _version() -> str:
    """Return a hash of our code, the words of all languages among it: after a change all is worded anew."""
    parts = [deckgen.__version__, *_all_code()]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


@cache
def _all_code() -> tuple[str, ...]:
    return tuple(sorted(_code(Path(deckgen.__file__).parent)))


def _code(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _code(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _keep(card: Card) -> _Kept:
    same: dict[str, Any] = {name: getattr(card, name) for name in _SAME}
    return _Kept(**same)


def _card(kept: _Kept, item: StudyItem) -> Card:
    same: dict[str, Any] = {name: getattr(kept, name) for name in _SAME}
    if item.hold is not None:
        same |= {"hold": item.hold, "reason": item.reason}
    return placed(Card(**same, item=item.key, sources=item.sources, category=item.category), item)
