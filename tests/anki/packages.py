"""Small packages for tests of what Anki does with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deckgen.export.apkg import write_package
from deckgen.model import Note, NoteType
from tests.anki_real import PAST


def guid(name: str) -> str:
    """Give a GUID that can be told by its beginning."""
    return name.ljust(26, "z")


def question(name: str, *, deck: str = "Top::Sub", mod: int = PAST, **fields: str) -> Note:
    """Make a question that says its name."""
    filled = {"Question": f"What is {name}?", "Answer": f"It is {name}.", **fields}
    return Note(guid=guid(name), note_type=NoteType.QUESTION, fields=filled, tags=("own",), deck=deck, mod=mod, due=1)


def cloze(name: str, text: str, *, deck: str = "Top::Sub") -> Note:
    """Make a note with gaps."""
    return Note(guid=guid(name), note_type=NoteType.CLOZE, fields={"Text": text}, deck=deck, mod=PAST, due=2)


def package(path: Path, *notes: Note, **extra: Any) -> Path:
    """Write a package of these notes."""
    write_package(notes, path, conf={}, stamp=max(note.mod for note in notes), **extra)
    return path
