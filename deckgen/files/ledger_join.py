"""How records of a ledger that belong together are joined, and when they contradict each other.

Two branches build, and git puts the lines of both into one file, with or without marks. A line that one side changed
may stand there as it was before, too. The result depends on the records alone, never on the order of the lines:

- a note (one key, one GUID): the greater mod wins, then live over held over retired, then one that knows the
  author's words (`said`) over one that does not, then the greater text;
  aliases are united; gaps are united, and of two numbers for one gap the smaller stays, since numbers only
  grow and so it was given first; hashes of earlier shippings are united, the winner's first; a block id of any
  stays, of two the greater;
- an item: the greater text wins, the line hashes are united;
- a header (one namespace): of two words for one choice the one from the smaller text of choices stays, of two
  recipes the greater.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from deckgen.files.errors import LedgerError
from deckgen.files.records import ItemRecord, LedgerHeader, NoteRecord, State
from deckgen.patterns import regex

_GUID_LENGTH = 26
_GUID_SIGNS = regex(r"[a-z0-9]*")
ONE_ID = "keep one of them (a deck has one id)"
EARLIER = 8
"""So many earlier shippings of a note are known."""

RANK = (State.RETIRED, State.HELD, State.LIVE)

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Lines(msgspec.Struct):
    """The records of a file as its lines give them, each with its line number."""

    path: str
    headers: list[tuple[int, LedgerHeader]] = []
    items: dict[str, list[tuple[int, ItemRecord]]] = {}
    notes: dict[str, list[tuple[int, NoteRecord]]] = {}


def joined_header(lines: Lines) -> LedgerHeader:
    """Return the one header of a file."""
    if not lines.headers:
        raise LedgerError(lines.path, 1, "the file is empty; restore it from git, or delete it to start anew")
    first_line, first = lines.headers[0]
    for line, header in lines.headers[1:]:
        if header.namespace != first.namespace:
            message = (
                f"a header with id {header.namespace}, but line {first_line} has {first.namespace}; {ONE_ID}"
            )
            raise LedgerError(lines.path, line, message)
    choices: dict[str, str] = {}
    for one in sorted((header.choices for _, header in lines.headers), key=_ENCODER.encode):
        choices = one | choices
    recipe = max(header.recipe for _, header in lines.headers)
    return msgspec.structs.replace(first, recipe=recipe, choices=choices)


def joined_items(lines: Lines) -> dict[str, ItemRecord]:
    """Return one record for each item's key."""
    return {
        key: found[0][1] if len(found) == 1 else _join_items([item for _, item in found])
        for key, found in sorted(lines.items.items())
    }


def joined_notes(lines: Lines) -> dict[str, NoteRecord]:
    """Return one record for each note's key; two GUIDs for a key are refused."""
    notes = {}
    for key, found in sorted(lines.notes.items()):
        first_line, first = found[0]
        for line, note in found[1:]:
            if note.guid != first.guid:
                message = (
                    f"{key} has GUID {note.guid} here and {first.guid} in line {first_line}; "
                    "keep the line of the deck that was shared"
                )
                raise LedgerError(lines.path, line, message)
        notes[key] = first if len(found) == 1 else _join_notes([note for _, note in found])
    return notes


def contradiction(notes: Mapping[str, NoteRecord]) -> tuple[str, str] | None:
    """Find a GUID of a wrong form, one with two keys, or a key that means two notes: (key, what is wrong)."""
    guids = [note.guid for note in notes.values()]
    # The two cheap looks at all are enough for a ledger of 100,000 notes in which nothing is wrong.
    if not set(map(len, guids)) <= {_GUID_LENGTH} or not _GUID_SIGNS.fullmatch("".join(guids)):
        for key, note in notes.items():
            if not re.fullmatch(r"[a-z0-9]{26}", note.guid):
                return key, f"{key} has {note.guid!r}, which is no GUID (26 of a-z and 0-9)"
    if len(set(guids)) < len(guids):
        twice = _first_twice((note.guid, key) for key, note in notes.items())
        if twice is not None:
            return twice[2], f"GUID {twice[0]} has two keys, {twice[1]} and {twice[2]}"
    return _alias_contradiction(notes)


def _alias_contradiction(notes: Mapping[str, NoteRecord]) -> tuple[str, str] | None:
    owner: dict[str, str] = {}
    for key, note in notes.items():
        for alias in note.aliases:
            other = owner.setdefault(alias, key)
            # Where one of the two means the other, they are one link, and the next build gives it all its addresses.
            if other != key and other not in note.aliases and key not in notes[other].aliases:
                return key, f"{alias}, an alias of {key}, already means {other}"
    return None


def _first_twice(pairs: Iterable[tuple[str, str]]) -> tuple[str, str, str] | None:
    seen: dict[str, str] = {}
    for value, key in pairs:
        if seen.setdefault(value, key) != key:
            return value, seen[value], key
    return None


def _join_notes(notes: list[NoteRecord]) -> NoteRecord:
    notes = sorted(notes, key=_note_rank, reverse=True)
    winner = notes[0]
    gaps: dict[str, int] = {}
    for note in notes:
        for text, number in note.gaps.items():
            gaps[text] = min(number, gaps.get(text, number))
    aliases = {alias for note in notes for alias in note.aliases} - {winner.key}
    earlier = dict.fromkeys(shipping for note in notes for shipping in note.earlier)
    return msgspec.structs.replace(
        winner,
        aliases=tuple(sorted(aliases)),
        gaps=gaps,
        earlier=tuple(earlier)[:EARLIER],
        block=max(note.block for note in notes),
    )


def _note_rank(note: NoteRecord) -> tuple[int, int, bool, bytes]:
    # Without what is united anyway, so that joining in two steps gives what joining in one does.
    text = _ENCODER.encode(msgspec.structs.replace(note, aliases=(), gaps={}, earlier=(), block=""))
    return note.mod, RANK.index(note.state), bool(note.said), text


def _join_items(items: list[ItemRecord]) -> ItemRecord:
    winner = max(items, key=lambda item: _ENCODER.encode(msgspec.structs.replace(item, lines=())))
    lines = {line for item in items for line in item.lines}
    # Words that are not surely those of all are those of none: a note that asks is then compared by its own.
    said = winner.said if len({item.said for item in items}) == 1 else ""
    return msgspec.structs.replace(winner, lines=tuple(sorted(lines)), said=said)
