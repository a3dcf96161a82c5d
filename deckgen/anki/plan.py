"""What a push writes: from what happened to each note, and what the posts say now, to writes, new notes and conflicts.

Nothing is decided against the learner: a field that both have changed stays as it stands in Anki until somebody says
otherwise, cards that they moved stay where they are, what they deleted stays deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from deckgen.anki.adopt import Adoption
from deckgen.anki.merge import Merged, MergedField, Standing, What, has_come
from deckgen.anki.same_html import same_html
from deckgen.anki.values import AnkiNote
from deckgen.anki.writer import Write
from deckgen.files.field_text import shown
from deckgen.files.records import RETIRED_TAG, NoteRecord, State
from deckgen.model import GENERATED

Place = tuple[str, str]
"""A field of a note: GUID and name."""

_JOINT = "::"


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A field that both have changed, or of which nobody can tell."""

    guid: str
    title: str
    field: str
    base: str  # HTML, as are the others; what was shipped last
    theirs: str
    ours: str
    was: str = ""  # the author's words that the learner had before them, as far as that is known

    @property
    def place(self) -> Place:
        """What it is about."""
        return self.guid, self.field


class PushPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a push is going to do."""

    writes: tuple[Write, ...] = ()  # to notes that Anki has, by GUID
    new: tuple[NoteRecord, ...] = ()  # notes that it never had, by their place among the new cards
    conflicts: tuple[Conflict, ...] = ()
    unchanged: int = 0
    edited: int = 0  # notes that stand in the learner's own words, and stay so
    gone: int = 0  # notes that the learner deleted, and that stay so
    retired: int = 0  # notes that are tagged and suspended now
    deleted: int = 0  # retired notes that are deleted, as was asked for
    adopted: tuple[Adoption, ...] = ()  # foreign notes that hand over their reviews, as was asked for

    @property
    def updated(self) -> int:
        """Notes whose fields, tags or decks change."""
        return len(self.writes) - self.retired - self.deleted

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.writes and not self.new and not self.adopted


def plan_push(
    merged: Iterable[Merged],
    ours: Mapping[str, NoteRecord],
    *,
    taken: frozenset[Place] = frozenset(),
    delete_retired: bool = False,
) -> PushPlan:
    """Decide what to write. ``ours`` are the records of the posts of now, by GUID; ``taken`` the conflicts that were
    decided for the posts.
    """
    writes, new, conflicts = [], [], []
    counts = dict.fromkeys(("unchanged", "edited", "gone", "retired", "deleted"), 0)
    for each in merged:
        record = ours.get(each.record.guid, each.record)
        if each.note is None:
            if record.state is State.LIVE and each.standing is Standing.NEVER and not each.known.is_left_out:
                new.append(record)
            counts["gone"] += each.standing is Standing.GONE
            continue
        if record.state is State.RETIRED:
            write = _retired(each.note, is_deleted=delete_retired)
            counts["deleted" if delete_retired else "retired"] += write is not None
        elif record.state is State.LIVE:
            kept = [field for field in each.fields if _is_kept(each, field)]
            fought = [_conflict(each, field) for field in kept if _is_fought(each, field)]
            conflicts += [conflict for conflict in fought if conflict.place not in taken]
            stays = {field.name for field in kept if (record.guid, field.name) not in taken}
            counts["edited"] += bool(stays)
            write = _updated(each, each.note, record, stays)
        else:
            write = None
        writes += [write] if write is not None else []
        counts["unchanged"] += write is None
    new.sort(key=lambda record: (record.due, record.guid))
    return PushPlan(
        writes=tuple(writes),
        new=tuple(new),
        conflicts=tuple(conflicts),
        unchanged=counts["unchanged"],
        edited=counts["edited"],
        gone=counts["gone"],
        retired=counts["retired"],
        deleted=counts["deleted"],
    )


def _is_kept(merged: Merged, field: MergedField) -> bool:
    """Return whether a field stands in the learner's words, or in words of which nobody knows."""
    if same_html(field.theirs, field.ours):
        return False
    edit = merged.known.edited.get(field.name)
    was_edited = edit is not None and not edit.given_up and same_html(field.theirs, edit.words)
    return was_edited or field.what in (What.EDITED, What.CONFLICT)


def _is_fought(merged: Merged, field: MergedField) -> bool:
    """Return whether the posts changed a field, too, since the learner wrote it anew."""
    if field.what is What.CONFLICT:
        return True
    edit = merged.known.edited.get(field.name)
    if edit is not None and same_html(field.theirs, edit.words):
        return not same_html(edit.was, field.ours)
    return not same_html(merged.record.fields.get(field.name, ""), field.ours)


def _conflict(merged: Merged, field: MergedField) -> Conflict:
    note, edit = merged.note, merged.known.edited.get(field.name)
    shipped = merged.record.fields.get(field.name, "")
    title = shown(next((text for text in note.fields.values() if text), "")) if note is not None else ""
    return Conflict(
        guid=merged.record.guid,
        title=title,
        field=field.name,
        base=field.base,
        theirs=field.theirs,
        ours=field.ours,
        was="" if field.what is What.CONFLICT and edit is None else edit.was if edit is not None else shipped,
    )


def _retired(note: AnkiNote, *, is_deleted: bool) -> Write | None:
    if is_deleted:
        return Write(guid=note.guid, note_id=note.note_id, is_deleted=True)
    if RETIRED_TAG in note.tags:  # once is enough: who wakes its cards wants to go on with them
        return None
    return Write(guid=note.guid, note_id=note.note_id, suspend=True, add=(RETIRED_TAG,))


def _updated(merged: Merged, note: AnkiNote, record: NoteRecord, stays: set[str]) -> Write | None:
    """Return what makes a note of Anki's say what the posts say, but in the fields that stay."""
    fields = {
        field.name: field.ours
        for field in merged.fields
        if field.name not in stays and not same_html(field.theirs, field.ours)
    }
    add, remove = _tags(merged, note, record)
    deck, moved = _moves(merged, note, record)
    asleep = {card.ordinal for card in note.cards if card.is_suspended} if RETIRED_TAG in note.tags else set()
    wake = tuple(sorted(asleep - set(merged.known.suspended)))  # but those that the learner had suspended
    if not (fields or add or remove or deck or wake):
        return None
    return Write(
        guid=note.guid, note_id=note.note_id, fields=fields, add=add, remove=remove, deck=deck, moved=moved, wake=wake
    )


def _tags(merged: Merged, note: AnkiNote, record: NoteRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags to add and those to remove; the learner's own stay, and what they removed stays away."""
    base, ours, theirs = (
        {tag.casefold(): tag for tag in tags} for tags in (merged.record.tags, record.tags, note.tags)
    )
    came = has_come(merged.record, merged.known, note)
    missing = {name for name in ours.keys() - theirs.keys() if name not in base or not came}
    former = base.keys() if came else base.keys() | {name for name in theirs if name.startswith(GENERATED)}
    removed = theirs.keys() & (former | {RETIRED_TAG}) - ours.keys()
    below = {name for name in theirs.keys() - removed if any(name.startswith(f"{tag}{_JOINT}") for tag in removed)}
    again = {**theirs, **ours}
    return (
        tuple(sorted(again[name] for name in missing | below)),
        tuple(sorted(theirs[name] for name in removed)),
    )


def _moves(merged: Merged, note: AnkiNote, record: NoteRecord) -> tuple[str, tuple[int, ...]]:
    """Return where a note's cards go and which of them: those that stand where the learner left all of them."""
    home = merged.home.casefold()
    if not home or merged.is_moved or home == record.deck.casefold():
        return "", ()
    return record.deck, tuple(card.ordinal for card in note.cards if card.deck.casefold() == home)


def faults_of(write: Write, note: AnkiNote | None) -> Iterator[str]:
    """Yield what of a write does not stand in Anki, read back."""
    if note is None or write.is_deleted:
        if (note is None) is not write.is_deleted:
            yield "it is not there any more" if note is None else "it is still there"
        return
    for name, text in write.fields.items():
        if not same_html(note.fields.get(name, ""), text):
            yield f"{name} stands as before"
    tags = {tag.casefold() for tag in note.tags}
    if any(tag.casefold() not in tags for tag in write.add) or any(tag.casefold() in tags for tag in write.remove):
        yield "its tags stand as before"
    awake = [card for card in note.cards if not card.is_suspended]
    if (write.suspend and awake) or {card.ordinal for card in awake} < set(write.wake):
        yield "its cards are suspended as before"
