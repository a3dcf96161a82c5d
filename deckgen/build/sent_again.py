"""Which shipped notes are sent again though their author changed nothing: by wish, or because a field must not stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from deckgen.build.targets import MOVED, no_such, targets_of
from deckgen.export.forbidden import must_not_stay
from deckgen.files.field_text import shown
from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import Identified, Named
from deckgen.model import Problem, Severity

OPTION = "--resend"


def resent_notes(
    named: Sequence[Named], notes: Mapping[str, NoteRecord], targets: Sequence[str], dead: frozenset[str]
) -> tuple[frozenset[str], list[Problem]]:
    """Return the keys of the shipped notes that these targets mean, and a problem for each target that means none.

    ``dead`` are those of the notes that lead to an address that is gone.
    """
    found: set[str] = set()
    problems = []
    shipped = [note for note in named if note.key in notes and notes[note.key].mod] if targets else []
    for target in targets_of(targets):
        if target.text == MOVED:
            found |= dead
            continue
        hits = {note.key for note in shipped if target.means_note(note, notes[note.key].guid)}
        found |= hits
        if not hits:
            problems.append(no_such(OPTION, target, "no note that was shipped"))
    return frozenset(found), problems


def unfit_notes(notes: Mapping[str, NoteRecord]) -> frozenset[str]:
    """Return the keys of the shipped notes of which a field must not stay as it is."""
    shipped = (record for record in notes.values() if record.mod and record.state is not State.RETIRED)
    return frozenset(record.key for record in shipped if any(map(must_not_stay, record.fields.values())))


def unfit_problems(path: str, unfit: Collection[str], identified: Identified) -> list[Problem]:
    """List what became of the notes of which a field must not stay."""
    if not unfit:
        return []
    problems = []
    for change in identified.changes:
        key = change.after.key
        if key not in unfit or change.before is None:
            continue
        name = shown(next(iter(change.before.fields.values()), "")) or key
        sent = change.after.mod != change.before.mod and change.after.state is State.LIVE
        what = "is sent again without it" if sent else "is held until its source can be read"
        message = f"{name[:80]}: held markup or TeX that no field may hold; it {what}"
        severity = Severity.NOTE if sent else Severity.WARNING
        problems.append(Problem(path=path, line=0, severity=severity, code="unfit", message=message))
    return problems
