"""What a push writes to the notes that a running Anki has, in few requests."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deckgen.anki.adopt import read_cards
from deckgen.anki.asked import of_ids
from deckgen.anki.connect import AnkiConnect, Call, ConnectError, batches

CLOSE_SECONDS = 3.0
POLL_SECONDS = 0.25
NO_NOTE = "nid:1"
"""A search that finds nothing."""

_BATCH = 500
_MOVABLE = "-deck:filtered"


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """What is written to a note."""

    guid: str
    note_id: int
    fields: Mapping[str, str] = {}  # HTML, only what changes
    add: tuple[str, ...] = ()  # tags
    remove: tuple[str, ...] = ()
    deck: str = ""  # where cards of it go; empty: they stay
    moved: tuple[int, ...] = ()  # the ordinals of those cards; one in a filtered deck stays there
    suspend: bool = False  # all of its cards
    wake: tuple[int, ...] = ()  # ordinals of cards that are suspended no more
    is_deleted: bool = False


Shared = tuple[Sequence[str], Call[Any]]
"""An action, with the GUIDs of the notes that it is for."""


def show_no_note(connect: AnkiConnect, sleep: Callable[[float], None] = time.sleep) -> None:
    """Let an open Browse window show no note: it would write its old text back over ours.

    No window is opened where there is none. Raise a ConnectError where a note stays shown.
    """
    waited = 0.0
    while connect.ask("guiSelectedNotes", list[int]):
        if waited >= CLOSE_SECONDS:
            raise ConnectError(connect.place, "a note is open in Anki's Browse window: close it, then push again")
        connect.ask("guiBrowse", object, query=NO_NOTE)
        sleep(POLL_SECONDS)
        waited += POLL_SECONDS


def write_notes(
    connect: AnkiConnect, writes: Sequence[Write], tell: Callable[[int, int], None] = lambda _done, _all: None
) -> dict[str, str]:
    """Write all of this; return by GUID what Anki refused, in its words. ``tell`` gets what is done, of how much."""
    calls = [*_field_calls(writes), *_card_calls(connect, writes), *_tag_calls(writes), *_delete_calls(writes)]
    faults: dict[str, str] = {}
    done = 0
    for part in batches(calls, _BATCH):
        for (guids, _), fault in zip(part, connect.try_all([call for _, call in part]), strict=True):
            if fault:
                faults |= dict.fromkeys(guids, fault)
        done += len(part)
        tell(done, len(calls))
    return faults


def _field_calls(writes: Sequence[Write]) -> Iterator[Shared]:
    for write in writes:
        if write.fields:
            note = {"id": write.note_id, "fields": write.fields}
            yield (write.guid,), Call("updateNoteFields", object, {"note": note})


def _card_calls(connect: AnkiConnect, writes: Sequence[Write]) -> Iterator[Shared]:
    """Yield what happens to cards: before notes are tagged, so that a push killed in between does both again."""
    wanted = [write for write in writes if write.deck or write.suspend or write.wake]
    cards = _cards(connect, [write.note_id for write in wanted])
    movable = _movable(connect, [write.note_id for write in wanted if write.deck])
    for action, whose in (
        ("suspend", [(write, cards[write.note_id].values()) for write in wanted if write.suspend]),
        ("unsuspend", [(write, map(cards[write.note_id].get, write.wake)) for write in wanted if write.wake]),
    ):
        ids = [card for _, found in whose for card in found if card]
        if ids:
            yield [write.guid for write, _ in whose], Call(action, object, {"cards": ids})
    for deck, moved in _grouped((write.deck, write) for write in wanted):
        chosen = [cards[write.note_id].get(ordinal) for write in moved for ordinal in write.moved]
        ids = [card for card in chosen if card in movable]
        if ids:
            yield [write.guid for write in moved], Call("changeDeck", object, {"cards": ids, "deck": deck})


def _tag_calls(writes: Sequence[Write]) -> Iterator[Shared]:
    """Yield what happens to tags: first what goes, since Anki takes the tags below it away too."""
    for action, named in (
        ("removeTags", [(" ".join(write.remove), write) for write in writes]),
        ("addTags", [(" ".join(write.add), write) for write in writes]),
    ):
        for tags, tagged in _grouped(named):
            notes = [write.note_id for write in tagged]
            yield [write.guid for write in tagged], Call(action, object, {"notes": notes, "tags": tags})


def _delete_calls(writes: Sequence[Write]) -> Iterator[Shared]:
    if gone := [write for write in writes if write.is_deleted]:
        notes = [write.note_id for write in gone]
        yield [write.guid for write in gone], Call("deleteNotes", object, {"notes": notes})


def _grouped(named: Any) -> Iterator[tuple[str, list[Write]]]:
    groups: dict[str, list[Write]] = {}
    for name, write in named:
        if name:
            groups.setdefault(name, []).append(write)
    yield from groups.items()


def _cards(connect: AnkiConnect, notes: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return the cards of notes: by note, by ordinal."""
    found: dict[int, dict[int, int]] = {note: {} for note in notes}
    for batch in batches(notes, _BATCH):
        for card in read_cards(connect, of_ids(batch)):
            found[card.note][card.ord] = card.card_id
    return found


def _movable(connect: AnkiConnect, notes: Sequence[int]) -> frozenset[int]:
    """Return the cards of notes that are in no filtered deck: those go home by themselves."""
    found: set[int] = set()
    for batch in batches(notes, _BATCH):
        found.update(connect.ask("findCards", list[int], query=f"{of_ids(batch)} {_MOVABLE}"))
    return frozenset(found)


def send_media(connect: AnkiConnect, files: Mapping[str, Path]) -> None:
    """Send the pictures of fields that Anki lacks: ours are named by their content, so one of a name is the same."""
    if not files:
        return
    there = frozenset(connect.ask("getMediaFilesNames", list[str], pattern="dg-*"))
    for name, path in sorted(files.items()):
        if name not in there:
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            connect.ask("storeMediaFile", object, filename=name, data=data, deleteExisting=False)
