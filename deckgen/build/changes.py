"""What a build changes, told note by note: the same words for ``diff`` on a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from deckgen.cards.reading import STANDS
from deckgen.export.note_types import front_of, spec_of
from deckgen.files.field_text import plain, shown
from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import Change, Named
from deckgen.identity.said import CONTEXT_FIELDS
from deckgen.model import StudyItem

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


class FieldChange(msgspec.Struct, frozen=True):
    """A field with its words before and after, without markup."""

    field: str
    old: str
    new: str


class NoteChange(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a note."""

    what: str  # new | updated | moved | held | retired | revived
    key: str
    guid: str
    type: str
    title: str
    place: tuple[str, ...]  # post, then the heading path
    was: tuple[str, ...] = ()  # where it stood before, if it moved
    fields: tuple[FieldChange, ...] = ()
    tags: tuple[str, ...] = ()  # "+tag" and "-tag"
    reason: str = ""


def note_changes(changes: Sequence[Change], titles: Mapping[str, str] = _NO_TITLES) -> Iterator[NoteChange]:
    """Yield what happens to each note, in reading order; a note both updated and moved counts as updated.

    ``titles`` are those of ``titles_of``.
    """
    for change in changes:
        what = _what(change)
        if what:
            yield _told(change, what, titles.get(change.after.key, ""))


def titles_of(items: Sequence[StudyItem], named: Sequence[Named]) -> dict[str, str]:
    """Return the words by which a person knows what was never shipped, by its key."""
    fronts = {note.key: front_of(note.rendered.card.note_type, note.rendered.fields) for note in named}
    return {item.key: item.title for item in items} | {key: shown(front) for key, front in fronts.items() if front}


def _what(change: Change) -> str:
    if change.is_new:
        return "new"
    if change.is_retired:
        return "retired"
    if change.is_revived:
        return "revived"
    before, after = change.before, change.after
    if after.state is State.HELD and before is None and change.reason == STANDS:
        return ""  # it is on another note
    if after.state is State.HELD:
        return "held" if before is None or before.state is not State.HELD else ""
    if change.is_updated:
        return "updated"
    return "moved" if change.is_moved and after.state is State.LIVE else ""


def title_of(record: NoteRecord, before: NoteRecord | None = None, title: str = "") -> str:
    """Return the words by which a person knows a note; ``before`` is its record of the last build.

    ``title`` is what it says where it was never shipped.
    """
    words = record.fields or (before.fields if before is not None else {})
    return shown(front_of(record.type, words)) or title or record.subject or record.key


def _told(change: Change, what: str, title: str) -> NoteChange:
    before, after = change.before, change.after
    title = title_of(after, before, title)
    return NoteChange(
        what=what,
        key=after.key,
        guid=after.guid,
        type=after.type.value,
        title=title,
        place=after.place,
        was=before.place if before is not None and before.place != after.place else (),
        fields=tuple(_field_changes(change)) if what in ("updated", "revived") else (),
        tags=tuple(_tag_changes(change)),
        reason=change.reason,
    )


def _field_changes(change: Change) -> Iterator[FieldChange]:
    if change.before is None:
        return
    old, new = change.before.fields, change.after.fields
    order = [*spec_of(change.after.type).fields]
    for name in sorted(old.keys() | new.keys(), key=lambda name: (name in CONTEXT_FIELDS, order.index(name), name)):
        if old.get(name, "") != new.get(name, ""):
            yield FieldChange(name, plain(old.get(name, "")), plain(new.get(name, "")))


def _tag_changes(change: Change) -> Iterator[str]:
    old = set(change.before.tags) if change.before is not None and change.before.mod else set()
    new = set(change.after.tags)
    if old:
        yield from (f"-{tag}" for tag in sorted(old - new))
        yield from (f"+{tag}" for tag in sorted(new - old))


def change_object(change: NoteChange) -> dict[str, Any]:
    """Return a change as ``diff --json`` prints it."""
    out: dict[str, Any] = msgspec.to_builtins(change)
    return out
