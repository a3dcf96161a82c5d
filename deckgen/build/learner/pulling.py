"""From Anki into the learner file: what a learner did to a deck's notes, and what nobody could judge.

`push` reads the same way before it writes: `look` says what happened to each note, `taken` what the file says then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from deckgen.anki.learned import learned
from deckgen.anki.merge import Merged, Standing, What, merge
from deckgen.anki.parsed_html import pictures_of
from deckgen.anki.safe_html import safe_html
from deckgen.anki.values import Anki
from deckgen.build.changes import title_of
from deckgen.definition import Audience, Definition
from deckgen.export.forbidden import formulas_in
from deckgen.export.media import digest_of, picture_fault
from deckgen.export.note_types import NOTE_TYPES
from deckgen.export.shipped import ShippedPictures
from deckgen.export.tex import is_harmless
from deckgen.files.atomic import write_atomic
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.field_text import shown
from deckgen.files.learner import Learner, LearnerNote, read_learner, write_learner
from deckgen.files.ledger import read_ledger
from deckgen.files.lock import build_lock
from deckgen.files.records import Ledger, State
from deckgen.files.regular import read_regular
from deckgen.identity.notes import is_too_much
from deckgen.language.plurals import counted
from deckgen.model import NoteType, Problem, Severity

ALLOW = "--allow-deleted"
_OWN_WORDS = (What.EDITED, What.CONFLICT)
_FIELDS = {spec.name: frozenset(spec.fields) for spec in NOTE_TYPES}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a look into Anki found of one deck."""

    definition: Definition
    ledger: Ledger
    anki: Anki
    learner: Learner  # before
    merged: tuple[Merged, ...]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a look is going to change, before anything is written."""

    look: Look
    learner: Learner  # after
    problems: tuple[Problem, ...]

    def changed(self, *names: str) -> list[LearnerNote]:
        """Return the notes of which one of these attributes is another one than before."""
        before = self.look.learner.notes
        return [
            note
            for key, note in sorted(self.learner.notes.items())
            if any(getattr(note, name) != getattr(before.get(key, LearnerNote(key=key)), name) for name in names)
        ]


def look(definition: Definition, anki: Anki) -> Look:
    """Return what happened in Anki to the notes of a deck.

    Raise a DeckgenError where the deck was never built, is for everybody, or has no note in this Anki.
    """
    refuse_public(definition)
    try:
        ledger = read_ledger(definition.ledger_path)
    except FileNotFoundError:
        raise refused(str(definition.ledger_path), "there is no ledger, so nothing was shipped: build first") from None
    learner = read_learner(definition.learner_path, ledger.header.namespace)
    anki = with_our_fields(anki)
    shipped = [record for record in ledger.notes.values() if record.mod]
    if shipped and not any(record.guid in anki.notes for record in shipped):
        raise refused(str(definition.ledger_path), f"{anki.source} holds none of its notes: is it of another profile?")
    merged = tuple(merge(anki, shipped, learner))
    return Look(definition=definition, ledger=ledger, anki=anki, learner=learner, merged=merged)


def was_never_there(definition: Definition, anki: Anki) -> bool:
    """Return whether Anki has no note of a built deck, and no earlier look has found one."""
    ledger = read_ledger(definition.ledger_path)
    learner = read_learner(definition.learner_path, ledger.header.namespace)
    is_known = any(note.seen for note in learner.notes.values())
    return not is_known and not any(record.guid in anki.notes for record in ledger.notes.values())


def refuse_public(definition: Definition) -> None:
    """Raise a DeckgenError for a deck that is for everybody: nothing of one learner goes into it."""
    if definition.audience is Audience.PUBLIC:
        raise refused(
            str(definition.path or definition.learner_path),
            "audience: public: the deck is for everybody, so nothing of one learner goes into it; "
            "use a definition of your own",
            line=definition.lines.get("audience", 0),
        )


def with_our_fields(anki: Anki) -> Anki:
    """Return what was read without the fields that a learner added to our note types."""
    notes = dict(anki.notes)
    for guid, note in anki.notes.items():
        ours = _FIELDS[NoteType(note.note_type)]
        if not note.fields.keys() <= ours:
            fields = {name: text for name, text in note.fields.items() if name in ours}
            notes[guid] = msgspec.structs.replace(note, fields=fields)
    return msgspec.structs.replace(anki, notes=notes)


def refused(path: str, message: str, *, line: int = 0) -> DeckgenError:
    """Return what stops a pull."""
    return refusal(path, "pull", message, line)


def taken(found: Look, *, allow_deleted: bool = False) -> Taken:
    """Return what the learner file says after a look; raise a DeckgenError where too much would be deleted."""
    notes = dict(found.learner.notes)
    for merged in found.merged:
        note = _with_pictures(learned(merged, found.anki, clean, digest_of), found.anki)
        # That it was seen once more is no news: the file stays as it is, and so does what is built of it.
        if msgspec.structs.replace(note, seen=merged.known.seen if merged.known.seen else note.seen) != merged.known:
            notes[note.key] = note
    learner = msgspec.structs.replace(found.learner, notes=notes)
    if not allow_deleted:
        _guard(found, learner)
    return Taken(look=found, learner=learner, problems=tuple(_problems(found)))


def clean(field: str) -> str:
    """Return a field of the learner's as it may be packed; a formula that reaches out of it is shown as its source."""
    safe = safe_html(field)
    if all(tex is not None and is_harmless(tex) for tex in formulas_in(safe)):
        return safe
    return safe.replace("\\(", "\\<span></span>(").replace("\\[", "\\<span></span>[")


def _with_pictures(note: LearnerNote, anki: Anki) -> LearnerNote:
    """Return a note without what is called a picture and is none, and so is not kept."""
    kept = {
        name: hashed
        for name, hashed in note.media.items()
        if name not in anki.media or not picture_fault(name, anki.media[name])
    }
    return note if kept == note.media else msgspec.structs.replace(note, media=kept)


def _guard(found: Look, learner: Learner) -> None:
    live = [record.guid for record in found.ledger.notes.values() if record.state is State.LIVE]
    seen = [guid for guid in live if guid in found.learner.notes and found.learner.notes[guid].seen]
    there = [guid for guid in seen if not found.learner.notes[guid].deleted]
    gone = sum(learner.notes[guid].deleted > 0 for guid in there)
    if is_too_much(gone, len(there)):
        raise refused(
            str(found.definition.learner_path),
            f"{gone:,} of {counted(len(there), 'note')} would count as deleted. If you deleted them, pull with "
            f"{ALLOW}; if not, this is another profile's, or an older file. Nothing was written",
        )


def write(result: Taken) -> bool:
    """Write the learner file, and their pictures into the store's folder; return whether the file is another one."""
    with build_lock(result.look.definition.ledger_path):
        return write_locked(result)


def write_locked(result: Taken) -> bool:
    """Do so for who holds the deck's lock."""
    definition, anki = result.look.definition, result.look.anki
    pictures = ShippedPictures([definition.output_path], definition.store_path)
    for name in sorted({name for note in result.learner.notes.values() for name in note.media}):
        if name in anki.media:
            pictures.keep(name, anki.media[name])
    return write_learner(definition.learner_path, result.learner)


def write_picks(result: Taken) -> None:
    """Let the picks skip what the learner deleted with this pull, for everybody.

    What is read stays the learner's alone: a reading note that was shipped stays for all others.
    """
    path = result.look.definition.picks_path
    text = read_regular(path) if path.exists() else b""
    gone = {note.key for note in result.changed("deleted") if note.deleted and note.key.encode() not in text}
    records = [merged.record for merged in result.look.merged if merged.record.guid in gone]
    lines = "".join(f"skip {record.guid}  # deleted in Anki: {title_of(record)}\n" for record in records)
    if lines:
        gap = b"" if not text or text.endswith(b"\n") else b"\n"
        write_atomic(path, text + gap + lines.encode("utf-8", "replace"))


# --- What is said of it ---------------------------------------------------------------------------------


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A field that says one thing in Anki and another in the posts."""

    key: str  # of the note
    title: str
    field: str
    theirs: str  # plain words
    ours: str
    is_sure: bool  # the author changed it since; else the learner's words may have been made of the author's last ones


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """What a pull took, in numbers: of notes that are otherwise than the learner file said before."""

    deck: str
    source: str
    learner: str  # the file
    notes: int  # shipped and live
    found: int  # of these
    mine: int
    tags: int
    edited: int
    suspended: int
    moved: int
    deleted: int
    read: int
    behind: int  # all whose last shipping Anki keeps out; the next build stamps them anew
    missing: int  # not there, and nothing proves that they were deleted
    conflicts: tuple[Conflict, ...] = ()
    written: bool = False
    problems: tuple[Problem, ...] = ()


def pulled(result: Taken, *, written: bool = False) -> Pulled:
    """Return what a pull took."""
    found = result.look
    live = [merged for merged in found.merged if merged.record.state is State.LIVE]
    standings = Counter(merged.standing for merged in live)
    return Pulled(
        deck=found.definition.deck,
        source=found.anki.source.value,
        learner=str(found.definition.learner_path),
        notes=len(live),
        found=standings[Standing.THERE],
        mine=len(result.changed("mine")),
        tags=len(result.changed("tags")),
        edited=len(result.changed("edited")),
        suspended=len(result.changed("suspended")),
        moved=len(result.changed("is_moved")),
        deleted=len(result.changed("deleted")),
        read=len(result.changed("read")),
        behind=sum(note.behind for note in result.learner.notes.values()),
        missing=standings[Standing.UNKNOWN],
        conflicts=tuple(_conflicts(found)),
        written=written,
        problems=result.problems,
    )


def _conflicts(found: Look) -> Iterator[Conflict]:
    for merged in found.merged:
        for field in merged.fields:
            if field.what is What.CONFLICT and not merged.is_stale:
                edit = merged.known.edited.get(field.name)
                yield Conflict(
                    key=merged.record.guid,
                    title=title_of(merged.record),
                    field=field.name,
                    theirs=shown(field.theirs),
                    ours=shown(merged.record.fields.get(field.name, "")),
                    is_sure=edit is not None and bool(edit.was),
                )


def _problems(found: Look) -> Iterator[Problem]:
    """Yield what could not be judged, or not be taken as it is."""
    path = str(found.definition.learner_path)

    def problem(severity: Severity, code: str, message: str) -> Problem:
        return Problem(path=path, line=0, severity=severity, code=code, message=message)

    if not found.anki.source.has_reviews:
        message = "no reviews are in the file, so nothing is known of suspended, moved and read notes: what was, stays"
        yield problem(Severity.NOTE, "no-reviews", message)
    missing = [merged for merged in found.merged if merged.standing is Standing.UNKNOWN and not merged.known.deleted]
    if missing:
        message = f"{counted(len(missing), 'note')} not found, which proves no deletion: only a .colpkg of all does"
        yield problem(Severity.NOTE, "missing", message)
    for merged in found.merged:
        if merged.note is None or merged.is_stale:
            continue
        fields = [merged.mine, *(field.theirs for field in merged.fields if field.what in _OWN_WORDS)]
        if not any(fields):
            continue
        name = f"{title_of(merged.record)} (Key:{merged.record.guid})"
        if any(clean(field) != field for field in fields):
            message = f"{name}: what runs, or calls another site, is left out of your words"
            yield problem(Severity.NOTE, "unsafe", message)
        for picture in sorted({picture for field in fields for picture in pictures_of(field)}):
            if picture not in merged.known.media and (fault := _fault(picture, found.anki)):
                yield problem(Severity.WARNING, "picture", f"{name}: the picture {picture} is not taken: {fault}")


def _fault(name: str, anki: Anki) -> str:
    """Return why a picture is not taken; one that is written with percent signs may be there without them."""
    if name in anki.media:
        return picture_fault(name, anki.media[name])
    return "" if unquote(name) in anki.media else "no file of that name was exported"
