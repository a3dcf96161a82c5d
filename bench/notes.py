"""The live notes of a deck and their note types as plain JSON, for a process that knows genanki alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import genanki

from deckgen.export.note_types import KEY, NOTE_TYPES, NoteTypeSpec, style, template_sides
from deckgen.files.ledger import read_ledger
from deckgen.identity.packed import live_notes


def leave_notes(ledger: Path, target: Path) -> int:
    """Write a ledger's live notes for `bench.peers`; return how many."""
    notes = [
        {
            "type": note.note_type,
            "guid": note.guid,
            "tags": list(note.tags),
            "due": note.due,
            "fields": {**note.fields, KEY: note.guid},
        }
        for note in live_notes(read_ledger(ledger))
    ]
    models = {str(spec.name): _model_of(spec) for spec in NOTE_TYPES}
    target.write_text(json.dumps({"models": models, "notes": notes}), encoding="utf-8")
    return len(notes)


def _model_of(spec: NoteTypeSpec) -> dict[str, Any]:
    """Return a note type as a program that uses genanki would write it."""
    sides = [(template.name, *template_sides(template)) for template in spec.templates]
    return {
        "model_id": spec.id,
        "name": str(spec.name),
        "fields": [{"name": name} for name in spec.fields],
        "templates": [{"name": name, "qfmt": front, "afmt": back} for name, front, back in sides],
        "css": style(),
        "model_type": genanki.Model.CLOZE if spec.is_cloze else genanki.Model.FRONT_BACK,
    }
