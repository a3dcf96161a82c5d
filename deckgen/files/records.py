"""What a ledger holds: the records of notes and sections, and its header.

The ledger is the only thing besides the posts that a deck is made from.
"""

from __future__ import annotations

import enum
import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Annotated

import msgspec

from deckgen.model import NoteType

RETIRED_TAG = "deckgen::retired"
"""On notes that the posts no longer hold."""

RECIPE = 1
"""Of the keys: how they are made of a subject."""

Second = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]  # to the end of the year 9999
Due = Annotated[int, msgspec.Meta(ge=0, le=999_999)]
GapNumber = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class State(enum.StrEnum):
    """What has become of a note."""

    LIVE = "live"  # shipped
    HELD = "held"  # kept out; its GUID is reserved
    RETIRED = "retired"  # gone from the posts; known for ever


class NoteRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the ledger knows of a note: its identity, and its content as last shipped."""

    key: str  # link:CANONICAL, topic:ID or card:ASPECT:ID
    guid: str
    type: NoteType
    state: State
    mod: Second = 0  # seconds since 1970; 0 while it was never shipped
    deck: str = ""
    due: Due = 0
    aliases: tuple[str, ...] = ()  # further keys that mean this note
    tags: tuple[str, ...] = ()
    fields: dict[str, str] = {}  # HTML, filled ones only, without Key
    media: tuple[str, ...] = ()
    links: tuple[str, ...] = ()  # topic notes: canonical URLs, to be found again by
    subject: str = ""  # text cards
    place: tuple[str, ...] = ()  # where it was last seen: post, then the heading path
    copies: tuple[tuple[str, ...], ...] = ()  # text cards: further such places, where the very same was asked and said
    passage: str = ""  # plain words by which it is found while no form words it, where its Quote stands no more
    gaps: dict[str, GapNumber] = {}  # cloze: hidden text -> its number, for ever
    said: str = ""  # hash of the author's words behind it, as last shipped
    earlier: tuple[str, ...] = ()  # hashes of up to eight earlier shippings of its content, newest first
    words: dict[str, str] = {}  # plain words by field, by which it is found again: where its fields say others, or none
    block: str = ""  # the block id that the author wrote, without its mark


class ItemRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the ledger knows of a section: enough to find it again after it moved."""

    item: str  # section:ID
    title: str = ""
    topic: str = ""
    place: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()  # short hashes of its lines, sorted
    said: str = ""  # hash of all its words as the author wrote them


class LedgerHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What the first line of a ledger says of all of it."""

    deckgen: int  # format version
    namespace: str  # the definition's id, or one made at the first build
    recipe: int = RECIPE
    choices: dict[str, str] = {}  # what is chosen once: language, subdecks, names of the kinds


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file: the only thing besides the posts that a deck is made from."""

    header: LedgerHeader
    notes: dict[str, NoteRecord] = {}  # by key
    items: dict[str, ItemRecord] = {}  # by item key


def shipping_of(fields: Mapping[str, str]) -> str:
    """Return the hash of a note's content as Anki holds it: all filled fields but Key, in Unicode's NFC.

    ``pull`` finds by it that a learner's note is an earlier shipping of ours, so that our later one never arrived.
    """
    lines = (f"{name}\x1f{text}" for name, text in sorted(fields.items()) if text and name != "Key")
    data = unicodedata.normalize("NFC", "\x1e".join(lines))
    return hashlib.blake2b(data.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
