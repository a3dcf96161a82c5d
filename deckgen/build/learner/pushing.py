"""One deck's `deckgen push`: what a running Anki has is read, merged with the posts, written, and read back.

Changed notes are written to Anki first, then ledger and package take their names, then the new notes are imported. A
push that is killed in between is finished by the next one: what Anki has already is found there, and a new note is in
the ledger, with its GUID, before Anki has it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.anki.adopt import ACTIONS, Foreign, find_foreign, hand_over, match, put_away, read_cards, read_reviews
from deckgen.anki.asked import ask_keys, ask_notes, of_ids
from deckgen.anki.connect import NEEDED, WRITING, AnkiConnect
from deckgen.anki.merge import Merged, Standing, merge
from deckgen.anki.plan import Conflict, Place, PushPlan, faults_of, plan_push
from deckgen.anki.running import Running
from deckgen.anki.values import AnkiNote
from deckgen.anki.writer import send_media, show_no_note, write_notes
from deckgen.build.framing import about_deck
from deckgen.build.learner.backups import keep_backup
from deckgen.build.learner.in_anki import folder_of, read_deck
from deckgen.build.learner.pulling import (
    ALLOW,
    Look,
    Taken,
    clean,
    refused,
    taken,
    with_our_fields,
    write_locked,
)
from deckgen.build.packing import media_of
from deckgen.build.pipeline import Options, Plan, apply_plan
from deckgen.definition import Definition
from deckgen.export.note_types import NOTE_TYPES
from deckgen.files.field_text import shown
from deckgen.files.learner import Edit, Learner, LearnerNote
from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import is_too_much
from deckgen.identity.packed import as_note
from deckgen.language.plurals import counted

STALE_SECONDS = 2.5
"""A window that shows a note writes it back two seconds after somebody else has changed it."""

IMPORT_SECONDS = 600.0
"""So long an import dialog may wait for its user."""

POLL_SECONDS = 1.0
MOST_EARLY = 2
"""Seconds by which a stamp of ours may lie ahead and is waited for: one lies past the learner's last touch."""

MANY = 1_000
"""More notes than so many are not asked for one by one."""

SWITCHES = "learning progress, deck presets and merging of note types"
"""What an import without a dialog leaves switched on in the next dialog; no action of the add-on puts it back."""

FIELDS = {spec.name: spec.fields for spec in NOTE_TYPES}

_NEW = "new-notes-of"
"""A package called collection.apkg, or backup-..., Anki takes for a whole one that is to replace the learner's."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks of a push."""

    unattended: bool = False
    delete_retired: bool = False
    sync: bool = False
    adopt: str = ""  # a search for foreign notes that hand over their reviews


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A note that does not stand in Anki as it was written."""

    guid: str
    title: str
    reason: str


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What a push did."""

    missing: tuple[Missing, ...] = ()
    backup: str = ""
    package: str = ""  # of new notes, where it still has to be imported by hand


class Clock(msgspec.Struct, frozen=True):
    """Time, and how it passes."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Push:
    """A deck that is pushed into a running Anki."""

    def __init__(
        self, plan: Plan, connect: AnkiConnect, wish: Wish, clock: Clock = Clock()  # noqa: B008
    ) -> None:
        self.definition: Definition = plan.definition
        self.is_unattended = wish.unattended
        self._plan, self._learner, self._connect, self._wish, self._clock = plan, plan.learner, connect, wish, clock
        changes = [change for change in plan.identified.changes if change.after.mod]
        self._ours = {change.after.guid: change.after for change in changes}
        self._base = [change.before if change.before and change.before.mod else change.after for change in changes]
        self._folder = folder_of(self.definition)
        self._actions: frozenset[str] = frozenset()
        self._running: Running | None = None
        self._merged: list[Merged] = []
        self._foreign: list[Foreign] = []

    def read(self) -> PushPlan:
        """Read Anki and return what is going to be written; raise a ConnectError where that cannot be done."""
        self._actions = self._connect.actions(NEEDED | WRITING | (ACTIONS if self._wish.adopt else frozenset()))
        if self._wish.sync:
            self._sync()
        self._running = read_deck(self.definition, self._connect, self._actions, int(self._clock.now()))
        self._merged = merge(with_our_fields(self._running.anki), self._base, self._learner, self._ours)
        self._check_gone()
        if self._wish.adopt:
            self._foreign = find_foreign(self._connect, self._wish.adopt)
        return self.decide(frozenset())

    def decide(self, taken: frozenset[Place]) -> PushPlan:
        """Return what is going to be written, with the conflicts that were decided for the posts."""
        plan = plan_push(self._merged, self._ours, taken=taken, delete_retired=self._wish.delete_retired)
        there = [each for each in self._merged if each.note is not None and not any(c.reviews for c in each.note.cards)]
        fresh = [self._ours[each.record.guid] for each in there]
        live = [record for record in fresh if record.state is State.LIVE]
        return msgspec.structs.replace(plan, adopted=tuple(match(self._foreign, [*plan.new, *live])))

    def leave(self) -> None:
        """Remove what was read for nothing."""
        if self._running is not None and self._running.file is not None:
            self._running.file.unlink(missing_ok=True)

    def apply(
        self, plan: PushPlan, kept: frozenset[Place], tell: Callable[[str, int, int], None]
    ) -> Pushed:
        """Write all of it, and look whether it stands there; ``kept`` are the conflicts decided for the learner."""
        started = int(self._clock.now()) if plan.is_empty else self._start(plan)
        if plan.writes:
            show_no_note(self._connect, self._clock.sleep)
        backup = self._keep(plan)
        written = {write.guid for write in plan.writes if write.fields}
        send_media(self._connect, media_of((self._ours[guid] for guid in written), self._plan.media))
        faults = write_notes(self._connect, plan.writes, lambda done, of: tell("written to Anki", done, of))
        apply_plan(self._plan, Options(redeck=True, allow_retire=True))
        package = self._import(plan.new, tell) if plan.new else ""
        if written:
            self._clock.sleep(STALE_SECONDS)
        found = self._read_back(plan, started)
        missing = (*self._missing(plan, found, faults), *self._adopt(plan, found))
        self._remember(plan, found, kept, {each.guid for each in missing})
        if self._wish.sync:
            self._sync()
        return Pushed(missing=missing, backup=backup, package=package)

    def _check_gone(self) -> None:
        """Raise a DeckgenError where so much is gone that this is more often another profile."""
        seen = [each for each in self._merged if each.known.seen and not each.known.deleted]
        gone = sum(each.standing is Standing.GONE for each in seen)
        if is_too_much(gone, len(seen)):
            raise refused(
                str(self.definition.learner_path),
                f"{gone:,} of {counted(len(seen), 'note')} that were in Anki are gone from it, as in another profile. "
                f"If you deleted them, run deckgen pull {ALLOW}; if this Anki is a new one, move this file away",
            )

    # --- What Anki is asked to do -----------------------------------------------------------------------

    def _sync(self) -> None:
        """Let Anki sync, and wait: a question about the collection is answered when that is done."""
        self._connect.ask("sync", object)
        self._clock.sleep(POLL_SECONDS)
        self._connect.ask("findNotes", list[int], query="nid:1")

    def _start(self, plan: PushPlan) -> int:
        """Return the second of now, later than our stamps: else Anki's times would not tell what is ours."""
        stamps = [self._plan.second, *(self._ours[write.guid].mod for write in plan.writes)]
        if 0 <= (early := max(stamps) - int(self._clock.now())) <= MOST_EARLY:
            self._clock.sleep(early + 1)
        return int(self._clock.now())

    def _keep(self, plan: PushPlan) -> str:
        """Keep what was read as a backup, with what the file does not hold of what is going to be changed."""
        assert self._running is not None
        if plan.is_empty:
            return ""
        running = self._running
        outside = [
            running.anki.notes[write.guid]
            for write in plan.writes
            if running.file is None or write.guid in running.outside
        ]
        more: dict[str, Sequence[object]] = {"outside": outside, "adopted": [each.foreign for each in plan.adopted]}
        folder, name = self._folder / "backups", self.definition.name
        return os.fspath(keep_backup(folder, name, self._clock.now(), running.file, more))

    def _import(self, new: Sequence[NoteRecord], tell: Callable[[str, int, int], None]) -> str:
        """Import a package of new notes alone, which can overwrite nothing; return it where nobody could."""
        package = self._write_package(new)
        place = str(package.resolve())
        if not self._shares_folder():
            return os.fspath(package)
        if self._wish.unattended:
            self._check_types(new)
            self._connect.ask("importPackage", bool, path=place)
            return ""
        self._connect.ask("guiImportFile", object, path=place.replace(os.sep, "/"))
        until = self._clock.now() + IMPORT_SECONDS
        keys = [record.guid for record in new]
        with contextlib.suppress(KeyboardInterrupt):  # who closed the dialog need not wait
            while not ask_keys(self._connect, keys[:1]) and self._clock.now() < until:
                tell("waiting for Import in Anki's dialog (Ctrl-C: not now)", 0, len(new))
                self._clock.sleep(POLL_SECONDS)
        return ""

    def _check_types(self, new: Sequence[NoteRecord]) -> None:
        """Raise a DeckgenError where an import without a dialog, which merges note types, would change one."""
        there = self._connect.ask("modelNames", list[str])
        for name in sorted({record.type for record in new}):
            if name in there and tuple(self._connect.ask("modelFieldNames", list[str], modelName=name)) != FIELDS[name]:
                raise refused(
                    self._connect.place,
                    f'the fields of the note type "{name}" were changed in Anki, and an import without a dialog would '
                    "change them back: push again without --unattended",
                )

    def _write_package(self, new: Sequence[NoteRecord]) -> Path:
        from deckgen.export.apkg import write_package  # genanki is heavy, and most pushes bring no new note

        assert self._running is not None
        is_first = not self._running.anki.notes  # a description that the learner wrote is not written over
        notes = [as_note(record) for record in new]
        package = self._folder / f"{_NEW}-{self.definition.name}.apkg"
        write_package(
            notes,
            package,
            media=media_of(notes, self._plan.media),
            about=about_deck(self.definition, self._plan.identified.ledger.header) if is_first else {},
            conf={},
            stamp=max(note.mod for note in notes),
        )
        return package

    def _shares_folder(self) -> bool:
        """Return whether a path means the same for Anki and for us."""
        assert self._running is not None
        if self._running.file is not None:
            return True
        if "getMediaDirPath" not in self._actions:
            return False
        return Path(self._connect.ask("getMediaDirPath", str)).is_dir()

    # --- What came of it --------------------------------------------------------------------------------

    def _read_back(self, plan: PushPlan, started: int) -> dict[str, AnkiNote]:
        """Return what stands in Anki now of what was written; many notes are read as all are, in one request."""
        wanted = {write.guid for write in plan.writes} | {record.guid for record in plan.new}
        if len(wanted) > MANY:
            again = read_deck(self.definition, self._connect, self._actions, started)
            if again.file is not None:
                again.file.unlink()
            return {guid: note for guid, note in again.anki.notes.items() if guid in wanted}
        ids = [write.note_id for write in plan.writes]
        ids += ask_keys(self._connect, [record.guid for record in plan.new])
        has_reviews = "getReviewsOfCards" in self._actions
        found = ask_notes(self._connect, ids, now=started, has_reviews=has_reviews) if ids else {}
        for record in plan.new:  # an import keeps our stamp, which not every add-on tells
            if record.guid in found:
                found[record.guid] = msgspec.structs.replace(found[record.guid], mod=record.mod)
        return found

    def _missing(
        self, plan: PushPlan, found: Mapping[str, AnkiNote], faults: Mapping[str, str]
    ) -> Iterator[Missing]:
        for write in plan.writes:
            reasons = [*filter(None, [faults.get(write.guid)]), *faults_of(write, found.get(write.guid))]
            if reasons:
                yield Missing(guid=write.guid, title=self._title(write.guid), reason="; ".join(reasons))
        for record in plan.new:
            if record.guid not in found:
                yield Missing(guid=record.guid, title=self._title(record.guid), reason="it was not imported")

    def _adopt(self, plan: PushPlan, found: Mapping[str, AnkiNote]) -> Iterator[Missing]:
        """Let foreign notes hand over their reviews, then put them away; yield those that could not."""
        assert self._running is not None
        notes = {**self._running.anki.notes, **found}
        done = []
        for adoption in plan.adopted:
            note = notes.get(adoption.record.guid)
            if note is None:
                continue  # missing anyway
            cards = read_cards(self._connect, of_ids([note.note_id]))
            known = read_reviews(self._connect, [card.card_id for card in cards])
            if fault := hand_over(self._connect, adoption, cards, known):
                title = f"{adoption.foreign.title} (nid:{adoption.foreign.note_id})"
                yield Missing(guid=note.guid, title=title, reason=f"its reviews were not taken over: {fault}")
            else:
                done.append(adoption)
        put_away(self._connect, done)

    def _title(self, guid: str) -> str:
        return shown(next(iter(self._ours[guid].fields.values()), ""))

    def _remember(
        self, plan: PushPlan, found: Mapping[str, AnkiNote], kept: frozenset[Place], missing: set[str]
    ) -> None:
        """Note in the learner file what arrived, and what was decided."""
        assert self._running is not None
        before = self._running.anki
        gone = {write.guid for write in plan.writes if write.is_deleted and write.guid not in missing}
        notes = {guid: note for guid, note in {**before.notes, **found}.items() if guid not in gone}
        after = with_our_fields(msgspec.structs.replace(before, notes=notes))
        known = {guid: note for guid, note in self._learner.notes.items() if guid not in gone}
        live = [record for record in self._ours.values() if record.guid not in gone]
        for record in live:  # what is not missing has arrived, but for what the learner keeps
            if record.guid in notes and record.guid not in missing and record.state is State.LIVE:
                earlier = known.get(record.guid, LearnerNote(key=record.guid))
                known[record.guid] = msgspec.structs.replace(earlier, arrived=record.mod)
        arrived = Learner(namespace=self._learner.namespace, notes=known)
        now = Look(
            definition=self.definition,
            ledger=self._plan.identified.ledger,
            anki=after,
            learner=arrived,
            merged=tuple(merge(after, live, arrived)),
        )
        learner = taken(now, allow_deleted=True).learner
        edits = {conflict.guid: dict[str, Edit]() for conflict in plan.conflicts}
        for conflict in plan.conflicts:
            edits[conflict.guid][conflict.field] = self._edit(conflict, kept)
        settled = {
            guid: msgspec.structs.replace(note, edited={**note.edited, **edits[guid]}) if guid in edits else note
            for guid, note in learner.notes.items()
        }
        learner = msgspec.structs.replace(learner, notes=settled)
        write_locked(Taken(look=now, learner=learner, problems=()))

    def _edit(self, conflict: Conflict, kept: frozenset[Place]) -> Edit:
        """Return the learner's words of a conflict: decided for them until the posts say something else, or open."""
        was = conflict.ours if conflict.place in kept else conflict.was
        return Edit(words=clean(conflict.theirs), was=was)
