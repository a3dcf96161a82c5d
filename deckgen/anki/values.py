"""What stands in a learner's Anki, whichever way it was read: from an exported file or from a running Anki."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec


class Source(enum.StrEnum):
    """Where it was read, by how much it can prove."""

    PLAIN = "a deck's .apkg without scheduling"  # nothing of suspensions, reviews, homes of filtered cards
    DECK = "a deck's .apkg"  # what is absent may have been moved out of the deck
    COLLECTION = "a whole collection"  # an .apkg of all decks: a deletion is not proved by it either
    BACKUP = "a .colpkg"  # what is absent is not there
    RUNNING = "a running Anki"  # the same

    @property
    def proves_absence(self) -> bool:
        """Whether a note that is absent is gone."""
        return self in (Source.BACKUP, Source.RUNNING)

    @property
    def has_reviews(self) -> bool:
        """Whether suspensions and reviews would be in it, had the learner any."""
        return self is not Source.PLAIN


class AnkiCard(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A card of a note in Anki."""

    ordinal: int  # of the template, or the number of the gap less 1
    deck: str  # its home, also while it is in a filtered deck; levels joined by "::"
    is_suspended: bool = False
    reviews: int = 0  # answers so far
    lapses: int = 0
    interval: int = 0  # days; 0 while it is new or being learned


class AnkiNote(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A note of ours as it stands in Anki."""

    guid: str
    note_type: str  # its name; one of ours
    note_id: int  # Anki's own; milliseconds since 1970, about when it came
    mod: int  # seconds since 1970: when anything of it, tags too, was changed last
    fields: Mapping[str, str]  # by name, HTML as Anki holds it; empty ones too
    tags: tuple[str, ...] = ()
    cards: tuple[AnkiCard, ...] = ()  # by ordinal


class Anki(msgspec.Struct, frozen=True, kw_only=True):
    """All notes of our types in one Anki."""

    source: Source
    read_at: int  # seconds since 1970: the file's last change in it, or the clock for a running one
    notes: Mapping[str, AnkiNote]  # by GUID
    media: Mapping[str, bytes] = {}  # pictures that the learner put into Mine, by name
