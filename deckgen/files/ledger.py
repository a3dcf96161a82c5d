"""The ledger on disk: JSON lines, one record a line, sorted, so that git can show and merge it.

Takes a file and gives a Ledger, or a LedgerError with the line, the cause and the way out; gives the bytes of
a Ledger, the same for the same values. What the records mean is none of its business.

A file as we wrote it is read in one go and proved by writing it again. Any other one (changed, or joined by
git) is read line by line: ledger_text.py proves the lines, ledger_join.py joins records that belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from deckgen.files.atomic import holds, write_pieces
from deckgen.files.errors import LedgerError
from deckgen.files.garbage import no_collection
from deckgen.files.ledger_join import Lines, contradiction, joined_header, joined_items, joined_notes
from deckgen.files.ledger_text import (
    FORMAT,
    RESTORE,
    End,
    LastLine,
    Line,
    Text,
    check_whole,
    content_of,
    last_line,
    new_hash,
    newer_format,
    sign,
    split_text,
    why_not_json,
)
from deckgen.files.records import RECIPE, ItemRecord, Ledger, LedgerHeader, NoteRecord
from deckgen.language.plurals import counted
from deckgen.model import Problem, Severity

NEWER = "it was written by a newer deckgen; update deckgen"
T = TypeVar("T", bound=msgspec.Struct)
_BLOCK = 2_000
"""So many records are written at once."""


class _FirstLine(msgspec.Struct, frozen=True, kw_only=True):
    deckgen: int
    namespace: str
    recipe: int
    records: int
    choices: dict[str, str]


class _FirstLineOfFormat1(msgspec.Struct, frozen=True, kw_only=True):
    deckgen: int
    namespace: str
    choices: dict[str, str] = {}


_READ = 1 << 20
"""So many bytes of records are read at once, up to the end of a line."""
_ALIKE = ("Kind", "Lang", "Made", "Prompt", "Site", "Source", "Topic")
"""Fields that many notes fill with the same words."""
_ENCODER = msgspec.json.Encoder(order="deterministic")
_HEADER = msgspec.json.Decoder(LedgerHeader)
_ITEM = msgspec.json.Decoder(ItemRecord)
_NOTE = msgspec.json.Decoder(NoteRecord)


def read_ledger(path: Path) -> Ledger:
    """Read a ledger; raise a LedgerError unless it is whole and free of contradictions."""
    return read_joined(path)[0]


def read_joined(path: Path) -> tuple[Ledger, tuple[Problem, ...]]:
    """Read a ledger as `read_ledger` does; return it with a note for the user where lines of a merge were joined."""
    data = content_of(path, LedgerError)
    ledger = _as_written(data)
    return (ledger, ()) if ledger is not None else _line_by_line(str(path), split_text(str(path), data))


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return the file of a ledger; sorted, so that one ledger is one file and git shows what changed."""
    _check(ledger)
    return b"".join(_encoded(ledger))


def _check(ledger: Ledger) -> None:
    fault = contradiction(ledger.notes)
    if fault is not None:
        raise ValueError(f"a fault of deckgen, please report it: the new ledger is wrong: {fault[1]}")


def write_ledger(path: Path, ledger: Ledger) -> bool:
    """Write a ledger and return True; leave a file that says the same, in format 1 too, as it is."""
    _check(ledger)
    if _is_format_1(path) and holds(path, b"".join(_encoded_1(ledger))):
        return False
    return write_pieces(path, _encoded(ledger))


def line_of(path: str, key: str) -> int:
    """Return the line in which a note's record stands as we write it, 1 if there is none."""
    start = b'{"key":' + msgspec.json.encode(key)
    lines = content_of(Path(path), LedgerError).split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)


# --- A file as we wrote it ------------------------------------------------------------------------------


def _records(ledger: Ledger) -> list[ItemRecord | NoteRecord]:
    items = [ledger.items[key] for key in sorted(ledger.items)]
    return [*items, *[ledger.notes[key] for key in sorted(ledger.notes)]]


def _encoded(ledger: Ledger) -> Iterator[bytes]:
    """Yield the file of a ledger piece by piece: what fits a processor's cache takes half the time."""
    records, header = _records(ledger), ledger.header
    first = _FirstLine(
        deckgen=FORMAT,
        namespace=header.namespace,
        recipe=header.recipe,
        records=len(records),
        choices=header.choices,
    )
    lines = sign(_ENCODER.encode(first) + b"\n")
    hash_of_all = new_hash(lines)
    yield lines
    for start in range(0, len(records), _BLOCK):
        lines = sign(_ENCODER.encode_lines(records[start : start + _BLOCK]))
        hash_of_all.update(lines)
        yield lines
    yield last_line(len(records), hash_of_all)


def _encoded_1(ledger: Ledger) -> Iterator[bytes]:
    first = _FirstLineOfFormat1(deckgen=1, namespace=ledger.header.namespace, choices=ledger.header.choices)
    yield _ENCODER.encode_lines([first, *_records(ledger)])


def _is(data: bytes, pieces: Iterable[bytes]) -> bool:
    """Return whether these pieces, one behind the other, are the data."""
    position = 0
    for piece in pieces:
        if not data.startswith(piece, position):
            return False
        position += len(piece)
    return position == len(data)


def _is_format_1(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(13) == b'{"deckgen":1,'
    except OSError:
        return False


def _as_written(data: bytes) -> Ledger | None:
    """Read a file that is to the byte what we would write; None if it is not."""
    items_at = data.find(b"\n") + 1
    end_at = data.rfind(b"\n", 0, -1) + 1
    notes_at = data.find(b'\n{"key":', 0, end_at) + 1 or end_at
    view = memoryview(data)
    try:
        with no_collection():
            header = _HEADER.decode(view[:items_at])
            if header.deckgen == 1:
                end_at = len(data)
                notes_at = data.find(b'\n{"key":') + 1 or end_at
            items = _ITEM.decode_lines(view[items_at:notes_at])
            ledger = Ledger(
                header=msgspec.structs.replace(header, deckgen=FORMAT),
                items={item.item: item for item in items},
                notes={note.key: note for note in _notes(view[notes_at:end_at])},
            )
            same = _is(data, _encoded_1(ledger) if header.deckgen == 1 else _encoded(ledger))
    except (ValueError, RecursionError):  # not JSON, not UTF-8, wrong types
        return None
    known = header.deckgen in (1, FORMAT) and header.recipe <= RECIPE
    return ledger if same and known and contradiction(ledger.notes) is None else None


def _notes(lines: memoryview) -> Iterator[NoteRecord]:
    """Read records block by block; what many say alike is kept once, or a ledger of years takes twice the memory."""
    known: dict[Any, Any] = {}
    nothing: dict[str, Any] = {}
    once, kept = known.setdefault, msgspec.structs.force_setattr
    start = 0
    while start < len(lines):
        end = start + _READ
        rest = bytes(lines[end : end + _READ])
        end = min(end + rest.find(b"\n") + 1 if b"\n" in rest else len(lines), len(lines))
        for note in _NOTE.decode_lines(lines[start:end]):
            place, tags, deck, fields = note.place, note.tags, note.deck, note.fields
            kept(note, "place", once(place, place))
            kept(note, "tags", once(tags, tags))
            kept(note, "deck", once(deck, deck))
            if not note.gaps:  # of empty ones, two in most records take 128 bytes a note
                kept(note, "gaps", nothing)
            if not note.words:
                kept(note, "words", nothing)
            for name in _ALIKE:
                if name in fields:
                    value = fields[name]
                    fields[name] = once(value, value)
            yield note
        start = end


# --- Any other file -------------------------------------------------------------------------------------


def _line_by_line(path: str, text: Text) -> tuple[Ledger, tuple[Problem, ...]]:
    lines = Lines(path)
    heads: list[End] = []
    ends: list[End] = []
    for line in text.lines:
        _add(lines, heads, ends, line)
    header = joined_header(lines)
    count = sum(map(len, lines.items.values())) + sum(map(len, lines.notes.values()))
    is_merged = len(ends) > 1 or (bool(ends) and (text.has_marks or text.is_old))
    is_format_1 = text.is_old and not ends and not any(head.records for head in heads)
    if not is_merged and not is_format_1:
        check_whole(path, text, count, heads, ends)
    notes = joined_notes(lines)
    fault = contradiction(notes)
    if fault is not None:
        key, message = fault
        raise LedgerError(path, lines.notes[key][-1][0], f"{message}; {RESTORE}")
    ledger = Ledger(header=header, items=joined_items(lines), notes=notes)
    is_merged = is_merged or text.has_marks or count > len(ledger.items) + len(notes) or len(lines.headers) > 1
    return ledger, _merge_notes(lines) if is_merged else ()


def _merge_notes(lines: Lines) -> tuple[Problem, ...]:
    """Say that a merge was finished here."""
    twice = sum(len(found) > 1 for found in lines.notes.values())
    message = "two builds that git had merged were joined: all notes of both stay"
    if twice:
        message += f", and of {counted(twice, 'note')} that stood here twice the newer content"
    return (Problem(path=lines.path, line=0, severity=Severity.NOTE, code="merged", message=message),)


def _add(lines: Lines, heads: list[End], ends: list[End], line: Line) -> None:
    """Read a line and put it where it belongs."""
    fields = _fields_of(lines.path, line)
    if "deckgen" in fields:
        header, head = _header(lines.path, line, fields)
        lines.headers.append((line.number, header))
        heads.append(head)
    elif not lines.headers:
        raise LedgerError(lines.path, line.number, f"no header in the first line; {RESTORE}")
    elif "end" in fields:
        end = _known(lines.path, line, fields, LastLine)
        ends.append(End(line.number, end.end, end.all))
    elif "item" in fields:
        item = _known(lines.path, line, fields, ItemRecord)
        lines.items.setdefault(item.item, []).append((line.number, item))
    elif "key" in fields:
        note = _known(lines.path, line, fields, NoteRecord)
        lines.notes.setdefault(note.key, []).append((line.number, note))
    else:
        names = ", ".join(map(ascii, fields))[:80]
        raise LedgerError(lines.path, line.number, f"an unknown kind of record ({names}); {NEWER}")


def _fields_of(path: str, line: Line) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(line.body)
        is_plain = isinstance(fields, dict)
    except (ValueError, RecursionError, OverflowError):
        raise LedgerError(path, line.number, f"{why_not_json(line.body)}; {RESTORE}") from None
    if not is_plain:
        raise LedgerError(path, line.number, f"the line is no record; {RESTORE}")
    return dict(fields)


def _header(path: str, line: Line, fields: dict[str, Any]) -> tuple[LedgerHeader, End]:
    version = fields["deckgen"]
    if type(version) is not int or version < 1:
        raise LedgerError(path, line.number, f"a header without a format version; {RESTORE}")
    if version > FORMAT:
        raise LedgerError(path, line.number, newer_format(version, FORMAT))
    if version == 1:
        old = _known(path, line, fields, _FirstLineOfFormat1)
        return LedgerHeader(deckgen=FORMAT, namespace=old.namespace, choices=old.choices), End(line.number, 0)
    first = _known(path, line, fields, _FirstLine)
    if first.recipe > RECIPE:
        raise LedgerError(path, line.number, f"its keys are of recipe {first.recipe}; {NEWER}")
    header = LedgerHeader(deckgen=FORMAT, namespace=first.namespace, recipe=first.recipe, choices=first.choices)
    return header, End(line.number, first.records)


def _known(path: str, line: Line, fields: dict[str, Any], kind: type[T]) -> T:
    """Read a record of ours, which has no field but ours and each of them once."""
    try:
        value = msgspec.convert(fields, kind)
    except (ValueError, RecursionError, OverflowError):
        raise LedgerError(path, line.number, f"{_wrong_field(fields, kind)}; {RESTORE}") from None
    unknown = [name for name in fields if name not in value.__struct_fields__]
    if unknown:
        raise LedgerError(path, line.number, f"unknown field {ascii(unknown[0])[:80]}; {NEWER}")
    if _ENCODER.encode(value) != line.body and (twice := _doubled(line.body)):
        raise LedgerError(path, line.number, f"{ascii(twice)[:80]} stands twice in one record; {RESTORE}")
    return value


def _wrong_field(fields: dict[str, Any], kind: type[T]) -> str:
    for field in msgspec.structs.fields(kind):
        if field.name not in fields:
            if field.required:
                return f"the record has no {field.name}"
            continue
        try:
            msgspec.convert(fields[field.name], field.type)
        except (ValueError, RecursionError, OverflowError):
            return f"the record has a wrong value for {field.name}"
    return "the record has a wrong value"


def _doubled(body: bytes) -> str:
    """Return a name that stands twice in an object of this line, of which JSON would silently take the last."""
    import json  # the other reader takes such a line without a word

    found: list[str] = []

    def look(pairs: Sequence[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        found.extend(name for name in names if names.count(name) > 1)

    json.loads(body, object_pairs_hook=look)
    return found[0] if found else ""
