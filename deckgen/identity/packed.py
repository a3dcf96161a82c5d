"""What of a ledger goes into a package: all live notes, or those that changed since a day."""

from __future__ import annotations

from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.model import Note


def live_notes(ledger: Ledger) -> list[Note]:
    """Return the notes of the full package, by their place among the new cards."""
    records = [record for record in ledger.notes.values() if record.state is State.LIVE]
    return [as_note(record) for record in sorted(records, key=lambda record: (record.due, record.guid))]


def changed_since(ledger: Ledger, second: int) -> list[Note]:
    """Return the notes of an update pack: new, changed, or retired at that second or later."""
    records = [
        record
        for record in ledger.notes.values()
        if record.mod >= max(second, 1) and record.state is not State.HELD
    ]
    return [as_note(record) for record in sorted(records, key=lambda record: (record.due, record.guid))]



def as_note(record: NoteRecord) -> Note:
    """Return a record as Anki gets it."""
    return Note(
        guid=record.guid,
        note_type=record.type,
        fields=record.fields,
        tags=record.tags,
        deck=record.deck,
        mod=record.mod,
        due=record.due,
        media=record.media,
    )
