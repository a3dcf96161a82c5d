"""Three-way: what the author shipped last, what stands in Anki, what the posts say now -> what happened to each note.

    base     the ledger's content last shipped, with what the learner file knows laid over it
    theirs   what stands in Anki
    ours     what the posts say now; for who has not read them, what the ledger says

A field that stands in Anki as in `base` has arrived. Any other one was edited by the learner, or an earlier shipping of
ours still stands there: Anki keeps the newer of two notes, so that a tag that was set between build and import keeps
ours out for ever. The ledger's hashes of earlier shippings tell the two apart; where they do not, it is a conflict.
"""

from __future__ import annotations

import enum
import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from deckgen.anki.same_html import is_blank, same_html
from deckgen.anki.values import Anki, AnkiNote, Source
from deckgen.files.learner import LEECH, Learner, LearnerNote
from deckgen.files.records import RETIRED_TAG, NoteRecord, shipping_of
from deckgen.model import GENERATED, NoteType

MINE = "Mine"
"""The learner's own field, which no author fills."""

ANKIS_TAGS = frozenset({LEECH, "marked"})
"""Tags that Anki gives, leaves out of a file without scheduling, and takes away when it imports a newer note."""

_NOT_THE_AUTHORS = frozenset({MINE, "Key", "Spare1", "Spare2", "Spare3", "Spare4"})
_MOST_EDITED = 6
"""Fields of one note, of which each selection is tried: more were hardly edited in a note that is behind."""


class Standing(enum.StrEnum):
    """Whether a note is in Anki."""

    THERE = "there"
    GONE = "missing with proof"  # it was seen there once, and a source that proves absence lacks it
    NEVER = "never imported"  # a source that proves absence lacks it, and it was never seen there
    UNKNOWN = "missing without proof"


class What(enum.StrEnum):
    """What happened to a field."""

    ARRIVED = "arrived"  # as shipped last, or as the learner file knows it
    BEHIND = "not arrived"  # an earlier shipping stands there
    EDITED = "edited by the learner"
    CONFLICT = "edited by both"  # or nobody can tell




class MergedField(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A field of which the three are not all the same."""

    name: str
    what: What
    base: str  # HTML, as are the others
    theirs: str
    ours: str


class Merged(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What happened to one shipped note of the ledger."""

    record: NoteRecord  # base, before anything was laid over it
    known: LearnerNote  # what the learner file says of it; empty but for its key where it says nothing
    note: AnkiNote | None  # theirs
    standing: Standing
    fields: tuple[MergedField, ...] = ()  # the author's, by name; never Mine
    mine: str = ""  # HTML as Anki holds it
    own_tags: tuple[str, ...] = ()  # the learner's, Anki's own among them; sorted
    home: str = ""  # deck of its cards
    is_moved: bool = False  # by the learner, so it stays there
    suspended: tuple[int, ...] = ()  # ordinals of its cards
    is_read: bool = False  # a reading note that the learner is done with
    is_behind: bool = False  # Anki keeps ours out: only a newer stamp, or `push`, brings it there
    is_stale: bool = False  # the learner file knows it from a later look: nothing here is news


def merge(
    anki: Anki, shipped: Sequence[NoteRecord], learner: Learner, ours: Mapping[str, NoteRecord] | None = None
) -> list[Merged]:
    """Return what happened to each shipped note, in the order of their GUIDs.

    ``shipped`` are the ledger's records that have a `mod`; ``ours`` those of the posts of now, by GUID.
    """
    records = sorted((record for record in shipped if record.mod), key=lambda record: record.guid)
    return [_merged(anki, record, learner, (ours or {}).get(record.guid, record)) for record in records]


def laid_over(fields: Mapping[str, str], known: LearnerNote) -> dict[str, str]:
    """Return an author's fields with the learner's own words laid over them."""
    edited = {name: edit.words for name, edit in known.edited.items() if not edit.given_up}
    laid = {**fields, **{name: text for name, text in edited.items() if not same_html(text, fields.get(name, ""))}}
    if known.mine:
        laid[MINE] = known.mine
    return {name: text for name, text in laid.items() if text}


def conflicts(record: NoteRecord, known: LearnerNote) -> list[str]:
    """Return the fields that the learner wrote anew and the author has changed since, or may have."""
    return [
        name
        for name, edit in sorted(known.edited.items())
        if not edit.given_up
        and not same_html(edit.was, now := record.fields.get(name, "")) and not same_html(edit.words, now)
    ]


def _merged(anki: Anki, record: NoteRecord, learner: Learner, ours: NoteRecord) -> Merged:
    known = learner.notes.get(record.guid, LearnerNote(key=record.guid))
    note = anki.notes.get(record.guid)
    if note is None:
        return Merged(record=record, known=known, note=None, standing=_absence(anki, known))
    fields = tuple(_fields(record, known, note, ours))
    home = note.cards[0].deck if note.cards else ""
    is_put_away = RETIRED_TAG in note.tags  # by us
    return Merged(
        record=record,
        known=known,
        note=note,
        standing=Standing.THERE,
        fields=fields,
        mine="" if is_blank(mine := note.fields.get(MINE, "")) else mine,
        own_tags=_own_tags(anki, record, known, note),
        home=home if anki.source.has_reviews else known.home,
        is_moved=_is_moved(record, known, home) if anki.source.has_reviews else known.is_moved,
        suspended=_suspended(note) if anki.source.has_reviews and not is_put_away else known.suspended,
        is_read=_is_read(note, known) if anki.source.has_reviews else known.read,
        is_behind=any(field.what is What.BEHIND for field in fields) and note.mod >= record.mod,
        is_stale=note.mod < known.mod and anki.source is not Source.RUNNING,
    )


def _absence(anki: Anki, known: LearnerNote) -> Standing:
    if not anki.source.proves_absence:
        return Standing.UNKNOWN
    if not known.seen:
        return Standing.NEVER
    return Standing.GONE if anki.read_at >= known.seen else Standing.UNKNOWN


def _own_tags(anki: Anki, record: NoteRecord, known: LearnerNote, note: AnkiNote) -> tuple[str, ...]:
    authors = {tag.casefold() for tag in record.tags}
    own = {
        tag
        for tag in note.tags
        if tag.isprintable() and tag.casefold() not in authors and not tag.casefold().startswith(GENERATED)
    }
    if not anki.source.has_reviews:
        own |= ANKIS_TAGS.intersection(known.tags)
    return tuple(sorted(own))


def _is_moved(record: NoteRecord, known: LearnerNote, home: str) -> bool:
    """Return whether the learner put a note elsewhere; the author's own change of a deck moves no card in Anki."""
    if known.home and _folded(home) == _folded(known.home):
        return known.is_moved
    return bool(home) and _folded(home) != _folded(record.deck)


def _folded(deck: str) -> str:
    return unicodedata.normalize("NFC", deck).casefold()


def _suspended(note: AnkiNote) -> tuple[int, ...]:
    return tuple(card.ordinal for card in note.cards if card.is_suspended)


def _is_read(note: AnkiNote, known: LearnerNote) -> bool:
    """Return whether a reading note was put away after a review, by no one but the learner."""
    if note.note_type != NoteType.READING or not note.cards:
        return False
    tags = {tag.casefold() for tag in (*note.tags, *known.tags)}
    is_put_away = all(card.is_suspended for card in note.cards) and any(card.reviews for card in note.cards)
    return is_put_away and not tags & {LEECH, RETIRED_TAG}


# --- Fields ---------------------------------------------------------------------------------------------


def _fields(record: NoteRecord, known: LearnerNote, note: AnkiNote, ours: NoteRecord) -> Iterator[MergedField]:
    if not known.edited and ours.fields == record.fields and _is_as_shipped(record, note):
        return  # as most notes are
    base, now = laid_over(record.fields, known), ours.fields
    names = sorted((base.keys() | note.fields.keys() | now.keys()) - _NOT_THE_AUTHORS)
    theirs = {name: note.fields.get(name, "") for name in names}
    others = [
        name
        for name in names
        if not same_html(theirs[name], base.get(name, ""))
        and not same_html(theirs[name], record.fields.get(name, ""))  # an edit that was taken back
    ]
    given_up = [name for name in others if _is_given_up(known, name, theirs[name])]
    others = [name for name in others if name not in given_up]
    whats = _whats(record, known, note, others) if others else {}
    whats |= dict.fromkeys(given_up, What.BEHIND)
    whats |= {name: What.CONFLICT for name in conflicts(record, known) if same_html(theirs[name], base[name])}
    for name in names:
        texts = theirs[name], base.get(name, ""), now.get(name, "")
        if name in whats or not same_html(texts[0], texts[2]) or texts[1] != texts[2]:
            yield MergedField(
                name=name, what=whats.get(name, What.ARRIVED), base=texts[1], theirs=texts[0], ours=texts[2]
            )


def _is_given_up(known: LearnerNote, name: str, theirs: str) -> bool:
    """Return whether a field still stands as the learner wrote it, though they took the author's words since."""
    edit = known.edited.get(name)
    return edit is not None and bool(edit.given_up) and same_html(theirs, edit.words)


def _is_as_shipped(record: NoteRecord, note: AnkiNote) -> bool:
    shipped = record.fields
    return all(text == shipped.get(name, "") or name in _NOT_THE_AUTHORS for name, text in note.fields.items())


def _whats(record: NoteRecord, known: LearnerNote, note: AnkiNote, others: Sequence[str]) -> dict[str, What]:
    """Return what happened to the fields that stand in Anki otherwise than was shipped last."""
    if has_come(record, known, note):
        return dict.fromkeys(others, What.EDITED)
    behind = _behind(record, known, note, others)
    if behind is None:
        return dict.fromkeys(others, What.CONFLICT)
    return {name: What.BEHIND if name in behind else What.EDITED for name in others}


def has_come(record: NoteRecord, known: LearnerNote, note: AnkiNote) -> bool:
    """Return whether what was shipped last has been in this Anki for sure.

    It was found there; or it has this very stamp; or the note came with it, since packages make a note's number of the
    stamp's milliseconds, and Anki keeps it (the next notes of a package count on from there).
    """
    return record.mod in (known.arrived, note.mod) or note.note_id >= record.mod * 1000


def _behind(
    record: NoteRecord, known: LearnerNote, note: AnkiNote, others: Sequence[str]
) -> frozenset[str] | None:
    """Return the fields that stand as in an earlier shipping, the rest being the learner's; None where none fits."""
    if not record.earlier or len(others) > _MOST_EDITED:
        return None
    content = {name: text for name, text in note.fields.items() if name not in _NOT_THE_AUTHORS}
    for name, text in content.items():
        edit = known.edited.get(name)
        if edit is not None and same_html(text, edit.words):
            content[name] = edit.was
        elif same_html(text, record.fields.get(name, "")):
            content[name] = record.fields.get(name, "")
        else:
            content[name] = text.replace("<tbody>", "").replace("</tbody>", "").replace("&nbsp;", "\xa0")
    for count in range(len(others)):
        for edited in itertools.combinations(others, count):
            tried = {**content, **{name: record.fields.get(name, "") for name in edited}}
            if shipping_of(tried) in record.earlier:
                return frozenset(others) - set(edited)
    return None
