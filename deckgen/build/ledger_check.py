"""What no build of ours can have written, said before anything is built on it.

The file's own proof (files/ledger.py) holds for what we wrote; a ledger of format 1, one that somebody made, and a
package that somebody had for a while are checked here for what Anki would refuse. A fault in what was read is the
file's; the same fault in a note that we word is ours (export/check.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.build.input.choices import READING, TOPICS
from deckgen.definition import ReadingCards, Subdeck, Topics, deck_name_fault
from deckgen.export.check import validate
from deckgen.files.errors import LedgerError
from deckgen.files.ledger import line_of
from deckgen.files.ledger_join import contradiction
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.identity.packed import as_note
from deckgen.model import NoteType

_LAST_SECOND = 253_402_300_799
_PREFIX_BY_TYPE = {
    NoteType.READING: "link:",
    NoteType.TOPIC: "topic:",
    NoteType.QUESTION: "card:",
    NoteType.CLOZE: "card:",
}


def check_ledger(path: str, ledger: Ledger) -> None:
    """Raise a LedgerError, with the line, if a choice or a record is none that a build can have written."""
    fault = choices_fault(ledger.header.choices)
    if fault:
        raise LedgerError(path, 1, fault)
    found = record_fault(ledger.notes)
    if found is not None:
        raise LedgerError(path, line_of(path, found[0]), f"{found[1]}; restore the file from git")


def check_next(path: str, before: Ledger, after: Ledger) -> None:
    """Raise a LedgerError if a note of this build gets what a record has that was read: its GUID, or its alias.

    Ours never do, since a GUID is made of its key: the record has the GUID of another key.
    """
    found = contradiction(after.notes)
    if found is None:
        return
    guid = after.notes[found[0]].guid
    key = next((key for key, record in before.notes.items() if record.guid == guid), found[0])
    message = f"the record has what belongs to another one: {found[1]}; restore the file from git"
    raise LedgerError(path, line_of(path, key), message)


def choices_fault(choices: Mapping[str, str]) -> str:
    """Return what is wrong with what a deck decided once; empty if nothing is."""
    for name in ("reading", "questions"):
        if name in choices and (fault := deck_name_fault(choices[name])):
            return f"the deck's choice {name} is no name of a deck: it {fault}"
    known = {"subdecks": [*Subdeck], READING: [*ReadingCards][1:], TOPICS: [*Topics][1:]}  # auto is no choice
    for name, words in known.items():
        unknown = [word for word in choices.get(name, "").split(",") if word and word not in words]
        if unknown:
            return f"the deck's choice {name} has {ascii(unknown[0])[:40]}, which is none"
    return ""


def record_fault(notes: Mapping[str, NoteRecord]) -> tuple[str, str] | None:
    """Return (key, what is wrong) of the first record that Anki or its own key forbids, None if all are sound."""
    for key, record in notes.items():
        if not key.startswith(_PREFIX_BY_TYPE[record.type]):
            return key, f"a record of the type {record.type} with the key of another"
        if record.state is not State.HELD and not record.mod:
            return key, f"a record that is {record.state} and was never shipped"
    shipped = [record for record in notes.values() if record.mod]
    if not validate([as_note(record) for record in shipped], stamp=_LAST_SECOND):
        return None
    # GUIDs that two notes share are refused by then, so a fault is always one of a single note.
    for record in shipped:
        faults = validate([as_note(record)], stamp=_LAST_SECOND)
        if faults:
            return record.key, faults[0]
    return None
