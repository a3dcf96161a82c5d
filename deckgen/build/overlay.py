"""What one learner did to their notes, laid over the author's when a package is written; the ledger never sees it.

Their takeaway, their tags and the words that they wrote anew go into the package, so that an import overwrites none of
it; notes that they deleted or are done with stay out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.anki.merge import ANKIS_TAGS, conflicts, laid_over
from deckgen.build.changes import title_of
from deckgen.definition import Audience, Definition
from deckgen.export.check import validate
from deckgen.export.shipped import ShippedPictures
from deckgen.files.field_text import shown
from deckgen.files.learner import Learner, LearnerNote, read_learner
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.identity.notes import Change, Identified
from deckgen.model import Note, Problem, Severity

_LONGEST_SHOWN = 80


class Laid(msgspec.Struct, frozen=True, kw_only=True):
    """The notes of a package as one learner gets them."""

    notes: tuple[Note, ...]
    media: dict[str, Path] = {}  # the learner's own pictures, by their names in the fields
    left_out: frozenset[str] = frozenset()  # GUIDs


def learner_of(definition: Definition, ledger: Ledger) -> Learner:
    """Return what is known of the learner; nobody's for a public deck. Raise a LearnerError for a broken file."""
    namespace = ledger.header.namespace
    if definition.audience is Audience.PUBLIC:
        return Learner(namespace=namespace)
    return read_learner(definition.learner_path, namespace)


def stamped_for(learner: Learner, identified: Identified, second: int) -> Identified:
    """Return the notes of a build with newer stamps where the time of this learner's Anki keeps them out of it.

    These are the notes that lack what was shipped last, and those that change now, at a build second that lies before
    the learner touched them (design.md 7.9). A note that was stamped past Anki's time already stays as it is, so that
    this happens once.
    """
    if not learner.notes:
        return identified
    edits = {key: note.edited.values() for key, note in learner.notes.items()}
    given_up = {key: max((edit.given_up for edit in edits[key]), default=0) for key in edits}
    times = {key: max(note.mod, given_up[key]) for key, note in learner.notes.items()}
    behind = frozenset(key for key, note in learner.notes.items() if note.behind or given_up[key])
    changes = tuple(_past(change, times.get(change.after.guid, -1), behind, second) for change in identified.changes)
    notes = {change.after.key: change.after for change in changes}
    return Identified(ledger=msgspec.structs.replace(identified.ledger, notes=notes), changes=changes)


def _past(change: Change, theirs: int, behind: Collection[str], second: int) -> Change:
    after = change.after
    is_sent = after.guid in behind or change.before is None or change.before.mod != after.mod
    if not is_sent or after.state is not State.LIVE or not 0 < after.mod <= theirs:
        return change
    mod = max(second, after.mod + 1, theirs + 1)
    return msgspec.structs.replace(change, after=msgspec.structs.replace(after, mod=mod))


def lay_over(notes: Sequence[Note], learner: Learner, pictures: ShippedPictures) -> Laid:
    """Return the notes of a package with what the learner did to them."""
    if not learner.notes:
        return Laid(notes=tuple(notes))
    left_out = frozenset(key for key, known in learner.notes.items() if known.is_left_out)
    laid = [_laid(note, learner.notes.get(note.guid)) for note in notes if note.guid not in left_out]
    hashes = _pictures(laid, learner)
    found = {name: pictures.find(name, hashed) for name, hashed in sorted(hashes.items())}
    media = {name: path for name, path in found.items() if path is not None}
    return Laid(notes=tuple(_with_media(note, learner, media) for note in laid), media=media, left_out=left_out)


def _laid(note: Note, known: LearnerNote | None) -> Note:
    if known is None:
        return note
    tags = _with_tags(note.tags, known.tags)
    whole = msgspec.structs.replace(note, fields=laid_over(note.fields, known), tags=tags)
    if not known.edited or is_fit(whole):
        return whole
    without = msgspec.structs.replace(known, edited={})
    return msgspec.structs.replace(whole, fields=laid_over(note.fields, without))


def is_fit(note: Note) -> bool:
    """Return whether Anki would take a note with the learner's words in it, and make a card of it."""
    return not validate([note], stamp=note.mod)


def _with_tags(tags: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    known = {tag.casefold() for tag in tags}
    more = [tag for tag in own if tag.casefold() not in known and tag not in ANKIS_TAGS]
    return tuple(sorted({*tags, *more})) if more else tags


def _pictures(notes: Sequence[Note], learner: Learner) -> dict[str, str]:
    """Return the hashes of the learner's pictures by name; Anki has one file of a name, that of the latest look."""
    known = [learner.notes[note.guid] for note in notes if note.guid in learner.notes]
    return {name: hashed for note in sorted(known, key=_seen) for name, hashed in note.media.items()}


def _seen(note: LearnerNote) -> tuple[int, str]:
    return note.seen, note.key


def _with_media(note: Note, learner: Learner, media: Mapping[str, Path]) -> Note:
    known = learner.notes.get(note.guid)
    names = [name for name in sorted(known.media) if name in media] if known is not None else []
    return msgspec.structs.replace(note, media=(*note.media, *names)) if names else note


# --- What a build says of it ----------------------------------------------------------------------------


def learner_problems(definition: Definition, learner: Learner, ledger: Ledger) -> list[Problem]:
    """Return what of the learner's words and the author's does not go together, and what is not used."""
    path = str(definition.learner_path)
    if definition.audience is Audience.PUBLIC and definition.learner_path.exists():
        message = "not used: the deck is for everybody (audience: public), and this is one learner's own"
        return [Problem(path=path, line=0, severity=Severity.NOTE, code="learner", message=message)]
    by_guid = {record.guid: record for record in ledger.notes.values() if record.state is State.LIVE}
    found = [(by_guid[key], known) for key, known in sorted(learner.notes.items()) if known.edited and key in by_guid]
    return [problem for record, known in found for problem in _conflict_problems(path, record, known)]


def _conflict_problems(path: str, record: NoteRecord, known: LearnerNote) -> Iterator[Problem]:
    def problem(message: str) -> Problem:
        text = f"{_cut(title_of(record))} (Key:{record.guid}): {message}"
        return Problem(path=path, line=0, severity=Severity.WARNING, code="conflict", message=text)

    for name in conflicts(record, known):
        here, there = shown(record.fields.get(name, "")), shown(known.edited[name].words)
        yield problem(
            f"{name} says “{_cut(here)}” in the posts and “{_cut(there)}” in your Anki. Yours is shipped; to end it, "
            "decide in deckgen review, or let both say the same, in Anki or in the post, and pull again"
        )
    laid = Note(
        guid=record.guid, note_type=record.type, fields=laid_over(record.fields, known), deck=record.deck,
        mod=record.mod, due=record.due,
    )  # fmt: skip
    if not is_fit(laid):
        yield problem("what you wrote into it would leave it without a card, so the author's words are shipped")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


