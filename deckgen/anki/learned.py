"""What the learner file says of a note after a look into Anki: pure, and the same for the same look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from deckgen.anki.merge import ANKIS_TAGS, Merged, MergedField, Standing, What
from deckgen.anki.parsed_html import pictures_of
from deckgen.anki.same_html import same_html
from deckgen.anki.values import Anki
from deckgen.files.learner import Edit, LearnerNote

_THEIRS = (What.EDITED, What.CONFLICT)
_UNSURE = (What.BEHIND, What.CONFLICT)


def learned(merged: Merged, anki: Anki, clean: Callable[[str], str], digest: Callable[[bytes], str]) -> LearnerNote:
    """Return what is known of a note now.

    ``clean`` makes a field safe to pack, ``digest`` names a picture by its content. A file that says less than an
    earlier one clears nothing of what that one said.
    """
    known, note = merged.known, merged.note
    if note is None:
        is_gone = merged.standing is Standing.GONE
        return msgspec.structs.replace(known, deleted=known.deleted or anki.read_at) if is_gone else known
    deleted = known.deleted if anki.read_at <= known.deleted else 0
    if merged.is_stale:
        return msgspec.structs.replace(known, deleted=deleted)
    # A note with the stamp of ours is as an import left it: what it lacks, a package without it has overwritten.
    is_untouched = note.mod == merged.record.mod
    mine = known.mine if is_untouched and not merged.mine else clean(merged.mine)
    tags = tuple(sorted({*merged.own_tags, *known.tags})) if is_untouched else merged.own_tags
    edited = _kept(merged, is_untouched=is_untouched)
    edited |= {field.name: _edit(merged, field.name, clean(field.theirs)) for field in _new(merged)}
    is_overwritten = is_untouched and (
        mine != clean(merged.mine)
        or bool({*tags} - {*merged.own_tags} - ANKIS_TAGS)
        or any(not same_html(clean(note.fields.get(name, "")), edit.words) for name, edit in edited.items())
    )
    is_whole = not any(field.what in _UNSURE and not same_html(field.theirs, field.base) for field in merged.fields)
    return LearnerNote(
        key=known.key,
        mod=note.mod,
        seen=max(known.seen, anki.read_at),
        arrived=merged.record.mod if is_whole else known.arrived,
        behind=merged.is_behind or is_overwritten,
        mine=mine,
        tags=tags,
        edited=edited,
        media=_media([mine, *(edit.words for edit in edited.values())], known.media, anki.media, digest),
        suspended=merged.suspended,
        home=merged.home,
        is_moved=merged.is_moved,
        deleted=deleted,
        read=merged.is_read,
    )


def _new(merged: Merged) -> list[MergedField]:
    return [field for field in merged.fields if field.what in _THEIRS]


def _kept(merged: Merged, *, is_untouched: bool) -> dict[str, Edit]:
    """Return the edits that the learner did not take back, but for those that the author's words have come to equal."""
    theirs = merged.note.fields if merged.note is not None else {}
    return {
        name: edit
        for name, edit in merged.known.edited.items()
        if ((is_untouched and not edit.given_up) or same_html(theirs.get(name, ""), edit.words))
        and not same_html(merged.record.fields.get(name, ""), edit.words)
    }


def _edit(merged: Merged, name: str, words: str) -> Edit:
    """Return an edit with the words that it was made of; of a conflict nobody knows them."""
    known = merged.known.edited.get(name)
    if known is not None and same_html(known.words, words):
        return known
    is_known = any(field.name == name and field.what is What.EDITED for field in merged.fields)
    return Edit(words=words, was=merged.record.fields.get(name, "") if is_known else "")


def _media(
    fields: Iterable[str], known: Mapping[str, str], found: Mapping[str, bytes], digest: Callable[[bytes], str]
) -> dict[str, str]:
    names = sorted({name for field in fields for name in pictures_of(field)})
    hashes = {name: digest(found[name]) if name in found else known.get(name, "") for name in names}
    return {name: hashed for name, hashed in hashes.items() if hashed}
