"""What a person decided about a card, as ``NAME.cards.jsonl`` holds it: a line a card, whoever worded the card."""

from __future__ import annotations

import enum

import msgspec

from deckgen.model import NoteType


class Decided(enum.StrEnum):
    """What was decided."""

    ACCEPT = "accept"  # it is good as it is worded
    EDIT = "edit"  # it says what the person wrote
    REJECT = "reject"  # it is never to be shipped


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision about the card of one note; undone, its line goes."""

    decided: str  # key of the note
    choice: Decided
    date: str  # UTC, to the second: of two, the later one holds
    item: str  # key of the item that the card is of
    type: NoteType
    said: str = ""  # hash of what its source said then, so that it is seen when that changes; empty: nothing
    words: dict[str, str] = {}  # the card's own plain words, by which it is found again while no ledger knows its note
    place: tuple[str, ...] = ()  # where it stood: post, then the heading path
    fields: dict[str, str] = {}  # of an edited card: the person's words in Markdown, by field
