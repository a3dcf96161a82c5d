"""Notes for the tests of this folder, and a package of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deckgen.export.apkg import write_package
from deckgen.model import Note, NoteType
from tests.anki_real import PAST

READING, TOPIC, QUESTION, CLOZE = NoteType.READING, NoteType.TOPIC, NoteType.QUESTION, NoteType.CLOZE

_FIRST = {
    READING: {"Title": "A title"},
    TOPIC: {"Topic": "A topic"},
    QUESTION: {"Question": "A question"},
    CLOZE: {"Text": "A {{c1::gap}}"},
}


def guid_of(letter: str) -> str:
    """The GUID of the note that a test calls by this letter."""
    return letter.rjust(26, "0")


def make_note(
    letter: str,
    note_type: NoteType = READING,
    *,
    deck: str = "Deck",
    mod: int = PAST,
    due: int = 0,
    tags: tuple[str, ...] = (),
    **fields: str,
) -> Note:
    """Make a note that has a first card; a test says only what it is about."""
    return Note(
        guid=guid_of(letter),
        note_type=note_type,
        fields={**_FIRST[note_type], **fields},
        deck=deck,
        mod=mod,
        due=due,
        tags=tags,
    )


def pack(target: Path, *notes: Note, media: Mapping[str, Path] | None = None) -> Path:
    """Write a package of these notes; every `mod` up to a day after `PAST` is in its past."""
    conf = {"format": 1, "namespace": "5f0c9a1e"}
    write_package(notes, target, media=media or {}, conf=conf, stamp=PAST + 86_400)
    return target
