"""What must hold of notes before they are packed: each point makes Anki refuse, split or lose something.

Nothing here depends on the posts: a note that fails was made wrongly, so every message is about deckgen.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from deckgen.export.names import MAX_LEVELS
from deckgen.export.note_types import KEY, NOTE_TYPES
from deckgen.model import MOST_GAPS, Note, NoteType
from deckgen.patterns import regex

MAX_DUE = 999_999
_CLOZE = NoteType.CLOZE
CONTROL_BYTES = bytes(i for i in range(32) if i not in b"\t\n") + b"\x7f"
"""Control characters, which Anki drops or refuses; U+001F is its own separator of the fields."""

_GUID_LENGTH = 26
_GUIDS = regex(r"[a-z0-9]*")
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_GAP = regex(r"\{\{c([\d,]+)::")
_CLOSED_GAP = regex(r"\{\{c(\d+)::(?:(?!\{\{c\d).)+?\}\}", re.DOTALL)
# What Anki takes for an empty field, and a field that shows nothing but blanks.
_EMPTY = regex(r"(?:\s|&nbsp;|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_MAYBE_EMPTY = frozenset("<& \t\n\r\f\v\xa0\u3000")
_BLOCK = 2_000

_KNOWN_BY_TYPE = {spec.name: frozenset(spec.fields) - {KEY} for spec in NOTE_TYPES}
_ASKS_BY_TYPE = {
    spec.name: tuple((ordinal, template.asks) for ordinal, template in enumerate(spec.templates))
    for spec in NOTE_TYPES
}  # fmt: skip


def is_empty(html: str) -> bool:
    """Whether Anki shows nothing for this field, and so makes no card that depends on it."""
    return not html or (html[0] in _MAYBE_EMPTY and _EMPTY.fullmatch(html) is not None)


def card_ordinals(note: Note) -> list[int]:
    """Number the cards that Anki holds for a note: by template, or by cloze number less one."""
    if note.note_type is NoteType.CLOZE:
        return sorted({int(number) - 1 for number in _CLOSED_GAP.findall(note.fields.get("Text", ""))})
    fields = note.fields
    return [i for i, name in _ASKS_BY_TYPE[note.note_type] if name in fields and not is_empty(fields[name])]


def validate(notes: Sequence[Note], *, stamp: int, texts: bool = True) -> list[str]:
    """List what is wrong with these notes, as sentences; empty if they may be packed.

    `stamp` is the second of the build: a later `mod` would make Anki ignore every build until then. Without
    `texts`, the fields are not searched for control characters: who reads the rows back finds them cheaper.
    """
    faults = _repeated_guids(notes)
    for deck in sorted({note.deck for note in notes}):
        faults += [f"deck {deck!r}: {fault}" for fault in _deck_faults(deck)]
    for start in range(0, len(notes), _BLOCK):
        block = notes[start : start + _BLOCK]
        if not _is_sound(block, stamp) or (texts and _has_control(block)):
            faults += [f"note {note.guid}: {fault}" for note in block for fault in _note_faults(note, stamp)]
    return faults


def _repeated_guids(notes: Sequence[Note]) -> list[str]:
    if len({note.guid for note in notes}) == len(notes):
        return []
    counts = collections.Counter(note.guid for note in notes)
    return [f"note {guid}: its GUID is given {count} times" for guid, count in counts.items() if count > 1]


def _deck_faults(deck: str) -> Iterator[str]:
    levels = deck.split("::")
    if len(levels) > MAX_LEVELS:
        yield f"{len(levels)} levels, Anki takes at most {MAX_LEVELS}"
    if any(not level or level != level.strip() for level in levels):
        yield "a level is empty or has blanks at its ends"
    if _CONTROL.search(deck) or "\n" in deck or "\t" in deck:
        yield "it has a control character"


def _is_sound(notes: Sequence[Note], stamp: int) -> bool:
    """Whether no note of a block has a fault: the tests of `_note_faults`, a block at a time.

    Note by note they would cost as much as half the writing, and they fail only where deckgen is wrong.
    """
    guids = [note.guid for note in notes]
    mods = [note.mod for note in notes]
    dues = [note.due for note in notes]
    return (
        set(map(len, guids)) == {_GUID_LENGTH}
        and _GUIDS.fullmatch("".join(guids)) is not None
        and 0 < min(mods) <= max(mods) <= stamp
        and 0 <= min(dues) <= max(dues) <= MAX_DUE
        and not any(_has_bad_tag(tags) for tags in {note.tags for note in notes})
        and all(_KNOWN_BY_TYPE[note.note_type].issuperset(note.fields) for note in notes)
        and not any(map(_front_fault, notes))
    )


def _note_faults(note: Note, stamp: int) -> Iterator[str]:
    if len(note.guid) != _GUID_LENGTH or not _GUIDS.fullmatch(note.guid):
        yield f"its GUID is not {_GUID_LENGTH} characters of a-z0-9"
    if not 0 < note.mod <= stamp:
        yield f"modified at {note.mod}, which is not between 1 and the build second {stamp}"
    if not 0 <= note.due <= MAX_DUE:
        yield f"its place among the new cards is {note.due}, which is not between 0 and {MAX_DUE}"
    if _has_bad_tag(note.tags):
        yield f"a tag is empty or has white space or a control character in it: {note.tags}"
    if unknown := sorted(set(note.fields) - _KNOWN_BY_TYPE[note.note_type]):
        yield f"{note.note_type} has no field {', '.join(unknown)} to be filled"
    if fault := _front_fault(note):
        yield fault
    for name, text in note.fields.items():
        if found := _CONTROL.search(text):
            yield f"the control character U+{ord(found[0]):04X} in {name}: {text[:60]!r}"


def _has_bad_tag(tags: tuple[str, ...]) -> bool:
    return len(" ".join(tags).split()) != len(tags) or _CONTROL.search("".join(tags)) is not None


def _front_fault(note: Note) -> str:
    """Why a note would have no first card, or others than its text says; empty if all is well."""
    if note.note_type is _CLOZE:
        return _cloze_fault(note.fields.get("Text", ""))
    first = _ASKS_BY_TYPE[note.note_type][0][1]
    return f"{first} is empty, so it has no first card" if is_empty(note.fields.get(first, "")) else ""


def _cloze_fault(text: str) -> str:
    opened = _GAP.findall(text)
    if not opened:
        return "a cloze note without a gap"
    if wrong := [each for each in opened if "," in each or not 1 <= int(each) <= MOST_GAPS]:
        return f"cloze number {wrong[0]} is not between 1 and {MOST_GAPS}"
    if len(_CLOSED_GAP.findall(text)) != len(opened):
        return "a gap that is empty, not closed or inside another"
    return ""


def _has_control(notes: Sequence[Note]) -> bool:
    try:
        joined = "".join(chain.from_iterable(note.fields.values() for note in notes)).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return True
    return len(joined.translate(None, CONTROL_BYTES)) != len(joined)
