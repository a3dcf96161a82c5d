"""All notes of ours in a running Anki: one file that it exports, which is a backup too, and what that does not hold."""

from __future__ import annotations

import base64
import binascii
import contextlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from deckgen.anki.asked import OURS, ask_notes, quoted
from deckgen.anki.connect import AnkiConnect, RefusedError
from deckgen.anki.exported import read_exported
from deckgen.anki.parsed_html import pictures_of
from deckgen.anki.values import Anki, AnkiNote, Source


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What was read, and the file that it was read from."""

    anki: Anki
    file: Path | None  # None where Anki has no such deck, or shares no folder with us
    outside: frozenset[str] = frozenset()  # GUIDs of notes that the file does not hold, or not with all their cards


def read_running(connect: AnkiConnect, deck: str, file: Path, *, actions: frozenset[str], now: int) -> Running:
    """Read all notes of our types.

    ``deck`` is the one that Anki exports into ``file``; ``actions`` what the add-on can do; ``now`` the second of the
    reading. Notes that a learner has moved elsewhere, and cards in filtered decks, are asked for.
    """
    has_file = "exportPackage" in actions and _is_exported(connect, deck, file)
    held = read_exported(file) if has_file else None
    scope = f" (-deck:{quoted(deck)} or deck:filtered)" if held is not None else ""
    ids = connect.ask("findNotes", list[int], query=OURS + scope)
    outside = ask_notes(connect, ids, now=now, has_reviews="getReviewsOfCards" in actions)
    notes: dict[str, AnkiNote] = {**(held.notes if held is not None else {}), **outside}
    media = {**_pictures(connect, outside, actions), **(held.media if held is not None else {})}
    anki = Anki(source=Source.RUNNING, read_at=now, notes=notes, media=media)
    return Running(anki=anki, file=file if held is not None else None, outside=frozenset(outside))


def _pictures(connect: AnkiConnect, notes: Mapping[str, AnkiNote], actions: frozenset[str]) -> dict[str, bytes]:
    """Return the pictures that fields of these notes show and that are not ours, by their names."""
    if "retrieveMediaFile" not in actions:
        return {}
    found = {}
    wanted = {name for note in notes.values() for text in note.fields.values() for name in pictures_of(text)}
    for name in sorted(wanted):
        answer = connect.ask("retrieveMediaFile", object, filename=name)  # False where there is none
        if isinstance(answer, str):
            with contextlib.suppress(binascii.Error):
                found[name] = base64.b64decode(answer, validate=True)
    return found


def _is_exported(connect: AnkiConnect, deck: str, file: Path) -> bool:
    """Let Anki write its deck; return whether it did so where we can read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    try:
        is_done = connect.ask("exportPackage", bool, deck=deck, path=str(file.resolve()), includeSched=True)
    except RefusedError:  # it may be locked up in a container, or on another computer
        return False
    return is_done and file.is_file()
