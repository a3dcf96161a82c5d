"""One deck under review: its notes as the next build would leave them, and what is decided about them.

A decision is on the disk before it is answered. The notes are planned anew when somebody else has changed what they
are made from; decisions made here change no plan.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from deckgen.build.changes import note_changes
from deckgen.build.decided import decision_on, lone_decision
from deckgen.build.input.read_posts import Progress
from deckgen.build.pipeline import Options, Plan, plan_build, quiet
from deckgen.cards.edited import editable, fault_in
from deckgen.definition import Audience, Definition
from deckgen.export.note_types import front_of
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.errors import refusal
from deckgen.files.field_text import shown
from deckgen.files.learner import LearnerNote
from deckgen.files.picks import Choice
from deckgen.files.records import State as Stage
from deckgen.files.regular import state_of
from deckgen.files.store import open_store
from deckgen.files.walk import walk
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.notes import Named
from deckgen.model import EDITED, NoteType, Rendered
from deckgen.preview.page import about_note
from deckgen.review.keeper import Keeper
from deckgen.review.own_words import OwnWords, settled
from deckgen.review.queue import KINDS, Subject, is_open, kind_of
from deckgen.review.shown import Shown

ACCEPT, TAKE, EDIT, REJECT, STAR, SKIP = "accept", "take", "edit", "reject", "star", "skip"
CHOICES = (ACCEPT, TAKE, EDIT, REJECT, STAR, SKIP)


class Refused(Exception):  # noqa: N818 - no fault of ours: what was asked for cannot be
    """A decision that cannot be made; its words say why."""


class State(msgspec.Struct, frozen=True):
    """What is decided about a note."""

    decision: DecisionRecord | None
    pick: Choice | None
    known: LearnerNote | None = None  # what the learner's file says


class _Event(msgspec.Struct, frozen=True):
    """A decision made in this session."""

    key: str
    before: State
    after: State


class Desk:
    """The notes of a deck, to be decided about from several pages at once."""

    def __init__(self, definition: Definition, progress: Progress = quiet) -> None:
        self.name = definition.name
        self._definition = definition
        self._lock = threading.RLock()
        self._log: list[str] = []  # keys of the notes that were decided about, in that order
        self._done: dict[str, str] = {}  # the same by the names that the pages gave to their requests
        self._stacks: dict[str, list[_Event]] = {}  # by page, to be undone
        self._keeper = Keeper(
            definition.cards_path, definition.picks_path, is_public=definition.audience is Audience.PUBLIC
        )
        self._own_words = OwnWords(definition)
        self._read(progress)

    def _read(self, progress: Progress) -> None:
        seen = _look(self._definition)
        self._keeper.read()
        store, _ = open_store(self._definition.store_path)
        with store:
            plan = plan_build(self._definition, Options(), store, progress)
        _refuse_lost(plan)
        self.plan = plan
        self._own_words.read(plan.identified.ledger.header.namespace)
        self._shown = Shown(plan)
        cards = {each.key: each for each in plan.named}
        items = {item.key: item for item in plan.items}
        self._subjects: dict[str, Subject] = {}
        for change in plan.identified.changes:
            key = change.after.key
            base, source = _base_of(cards.get(key))
            item = items.get(base.card.item if base is not None else key)
            self._subjects[key] = Subject(
                change=change, source=source, base=base, written=plan.record.cards.get(key),
                decision=self._keeper.decisions.get(key), item=item, known=self._own_words.of(change.after.guid),
            )  # fmt: skip
        self._kinds = {key: kind_of(subject) for key, subject in self._subjects.items()}
        self._seen = seen

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a note, by its kind and in reading order; all is planned anew if its inputs have changed."""
        with self._lock:
            if _look(self._definition) != self._seen or self._keeper.is_other() or self._own_words.is_other():
                self._read(quiet)
            told = {change.key: change for change in note_changes(self.plan.identified.changes)}
            titles = {item.key: item.title for item in self.plan.items}
            titles |= {key: _title(subject.base) for key, subject in self._subjects.items() if subject.base is not None}
            rows: list[dict[str, Any]] = []
            for key, subject in self._subjects.items():
                kind, why = self._kinds[key]
                if subject.change.after.state is Stage.RETIRED:
                    continue
                about = about_note(subject.change, told.get(key), titles)
                if not about["topic"] and subject.base is not None:
                    about["topic"] = subject.base.card.topic
                named = {"id": key, "guid": subject.change.after.guid, "queue": kind, "why": why}
                rows.append({**about, **named, **self._state(key)})
            order = {kind.name: place for place, kind in enumerate(KINDS)}
            return sorted(rows, key=lambda row: order.get(row["queue"], len(order)))

    def seq(self) -> int:
        """Return the number of decisions of this session."""
        return len(self._log)

    def detail(self, key: str) -> dict[str, Any]:
        """Return what is shown of one note. Raise Refused where there is none."""
        with self._lock:
            return self._shown.detail(self._now(key))

    def sketch(self, key: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """Return what edited words would look like."""
        with self._lock:
            return self._shown.sketch(self._now(key), fields)

    def news(self, since: int) -> dict[str, Any]:
        """Return what was decided after so many decisions, here or on another page."""
        with self._lock:
            keys = {key for key in self._log[max(since, 0) :] if key in self._subjects}
            return {"seq": self.seq(), "states": {key: self._state(key) for key in sorted(keys)}}

    def _state(self, key: str) -> dict[str, Any]:
        subject = self._now(key)
        pick = self._pick(subject)
        out: dict[str, Any] = {"open": is_open(subject, self._kinds[key][0], pick)}
        if subject.decision is not None:
            out["decision"] = subject.decision.choice.value
        if pick is not None:
            out["pick"] = pick.value
        return out

    def _now(self, key: str) -> Subject:
        if key not in self._subjects:
            raise Refused("this note is not there any more; reload the page")
        subject = self._subjects[key]
        known = self._own_words.of(subject.change.after.guid)
        return msgspec.structs.replace(subject, decision=self._keeper.decisions.get(key), known=known)

    def _target(self, subject: Subject) -> str:
        """Return what the picks call the item of a note: an address where it has one that is no glob."""
        item = subject.item
        if item is None:
            return subject.change.after.guid
        is_plain = item.url and "*" not in item.url and len(item.url.split()) == 1 and "://" in item.url
        return item.url if is_plain else item.key if "*" not in item.key else subject.change.after.guid

    def _pick(self, subject: Subject) -> Choice | None:
        return self._keeper.own.get(self._target(subject))

    # --- deciding ---------------------------------------------------------------------------------------

    def decide(self, key: str, choice: str, *, fields: Mapping[str, str], event: str, tab: str) -> None:
        """Make a decision; return when it is on the disk. One that was made already is not made twice.

        Raise Refused where it cannot be made.
        """
        with self._lock:
            if event in self._done:
                return
            subject = self._now(key)
            before = State(subject.decision, self._pick(subject), subject.known)
            after = self._after(subject, before, choice, fields)
            self._put(key, before, after)
            self._stacks.setdefault(tab, []).append(_Event(key, before, after))
            self._note(event, key)

    def undo(self, *, event: str, tab: str) -> str:
        """Take back the last decision of a page; return the key of its note. Raise Refused where there is none."""
        with self._lock:
            if event in self._done:
                return self._done[event]
            stack = self._stacks.get(tab, [])
            if not stack:
                raise Refused("there is nothing to undo")
            last = stack.pop()
            subject = self._now(last.key)
            is_of_known = last.before.known != last.after.known  # else another look into Anki does not matter
            now = State(subject.decision, self._pick(subject), subject.known if is_of_known else last.after.known)
            if now != last.after:
                raise Refused("another page has decided about this card since; nothing was undone")
            self._put(last.key, now, last.before)
            self._note(event, last.key)
            return last.key

    def _note(self, event: str, key: str) -> None:
        """Remember a request, and that something was decided about a note, and about all others of its item."""
        self._done[event] = key
        item = self._subjects[key].item
        others = [other for other, subject in self._subjects.items() if item is not None and subject.item is item]
        self._log += [key, *others]

    def _after(self, subject: Subject, before: State, choice: str, fields: Mapping[str, str]) -> State:
        is_link = subject.change.after.type is NoteType.READING
        if choice == STAR and not is_link:
            raise Refused("only a link can have a star")
        if choice in (STAR, SKIP) and subject.item is not None:
            pick = Choice(choice)
            return msgspec.structs.replace(before, pick=None if before.pick is pick else pick)
        if subject.known is not None and subject.fought and choice in (ACCEPT, TAKE):
            known = settled(subject.known, subject.change.after, is_kept=choice == ACCEPT)
            return msgspec.structs.replace(before, known=known)
        if choice == SKIP:  # a topic's note, which is of no single link or section
            choice = REJECT
        is_bare = is_link and self._kinds[subject.change.after.key][0] == "link"
        if is_bare and choice in (ACCEPT, REJECT):  # what gives it a card, or keeps it from one
            return msgspec.structs.replace(before, pick=Choice.STAR if choice == ACCEPT else Choice.SKIP)
        keeps_star = choice != REJECT and (before.pick is Choice.STAR or is_bare)
        decision = self._decision(subject, choice, fields)
        return msgspec.structs.replace(before, decision=decision, pick=Choice.STAR if keeps_star else None)

    def _decision(self, subject: Subject, choice: str, fields: Mapping[str, str]) -> DecisionRecord:
        known, base, date = subject.decision, subject.base, _second()
        record = subject.change.after
        if base is None:
            if choice == EDIT:
                raise Refused("nothing words this note any more, so there is nothing to edit")
            return lone_decision(record, Decided.REJECT if choice == REJECT else Decided.ACCEPT, date)
        named = Named(key=record.key, rendered=base)
        is_edited = known is not None and known.choice is Decided.EDIT
        if choice == REJECT:
            return decision_on(named, Decided.REJECT, {}, date)
        if choice == ACCEPT and is_edited and known is not None:
            return decision_on(named, Decided.EDIT, known.fields, date)  # the person's words, for the source of now
        if choice == TAKE and subject.source is None:
            raise Refused("its source says nothing of it any more, so there are no other words to take")
        if choice == EDIT:
            if fault := fault_in(base.card.note_type, fields):
                raise Refused(fault)
            if subject.source is None or dict(fields) != editable(base.card):
                return decision_on(named, Decided.EDIT, fields, date)
        return decision_on(named, Decided.ACCEPT, {}, date)

    def _put(self, key: str, before: State, after: State) -> None:
        if after.decision != before.decision:
            self._keeper.decide(key, after.decision)
        if after.pick is not before.pick:
            self._keeper.pick(self._target(self._subjects[key]), after.pick)
        if before.known is None or after.known is None or after.known == before.known:
            return
        if not self._own_words.put(before.known, after.known):
            raise Refused("Anki was read meanwhile; reload the page")


def _base_of(named: Named | None) -> tuple[Rendered | None, Rendered | None]:
    """Return the card that is to be decided about, and the same if it is what its source gives now."""
    if named is None:
        return None, None
    rendered = named.rendered
    if rendered.beneath is not None:
        return rendered.beneath, rendered.beneath
    return rendered, None if rendered.card.made == EDITED else rendered


def _title(rendered: Rendered) -> str:
    """Return the words by which a list names a card that was never shipped."""
    return shown(front_of(rendered.card.note_type, rendered.fields))


def _look(definition: Definition) -> tuple[object, ...]:
    """Return what tells whether a deck's inputs are as they were; decisions are not among them."""
    files = [definition.ledger_path, *([definition.path] if definition.path is not None else [])]
    return (*walk(definition.posts).files, *map(state_of, files))


def _refuse_lost(plan: Plan) -> None:
    """Raise a DeckgenError where the cards file is lost: a new one would say that all it held is gone."""
    definition = plan.definition
    notes = plan.identified.ledger.notes.values()
    is_of_file = (note.mod and (aspect_of(note.key) == GIVEN or note.fields.get("Made") == EDITED) for note in notes)
    if definition.cards_path.exists() or not any(is_of_file):
        return
    message = "is missing, and the ledger knows cards that it held; restore it from git before you review"
    raise refusal(definition.cards_path, "review", message)


def _second() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
