"""The ledger on disk: JSON lines, one record a line, sorted, so that git can show and merge it.

Takes a file and gives a Ledger, or a LedgerError with the line, the cause and the way out; gives the bytes of
a Ledger, the same for the same values. What the records mean is none of its business.

A file as we wrote it is read in one go and proved by writing it again. Any other one (edited, or joined by
git) is read line by line; records that belong together are joined, see ledger_join.py.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

import msgspec

from deckgen.files.errors import LedgerError
from deckgen.files.garbage import no_collection
from deckgen.files.ledger_join import Lines, contradiction, joined_header, joined_items, joined_notes
from deckgen.files.records import ItemRecord, Ledger, LedgerHeader, NoteRecord

FORMAT = 1
MARK = re.compile(rb"(?:<{7}|={7}|>{7}|\|{7})(?=[ \r]|$)")
RESTORE = "restore the file from git, or rebuild it with: deckgen build --recover FILE.apkg"
NEWER = "it was written by a newer deckgen; update deckgen"

_ENCODER = msgspec.json.Encoder(order="deterministic")
_HEADER = msgspec.json.Decoder(LedgerHeader)
_ITEM = msgspec.json.Decoder(ItemRecord)
_NOTE = msgspec.json.Decoder(NoteRecord)


def read_ledger(path: Path) -> Ledger:
    """Read a ledger; raise a LedgerError unless it is whole and free of contradictions."""
    data = _bytes_of(path)
    return _as_written(data) or _line_by_line(str(path), _numbered(str(path), data))


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return the file of a ledger; sorted, so that one ledger is one file and git shows what changed."""
    items = [ledger.items[key] for key in sorted(ledger.items)]
    notes = [ledger.notes[key] for key in sorted(ledger.notes)]
    fault = contradiction(ledger.notes)
    if fault is not None:
        raise ValueError(f"a fault of deckgen, please report it: the new ledger is wrong: {fault[1]}")
    return _ENCODER.encode_lines([ledger.header, *items, *notes])


def merge_file(path: Path) -> Ledger:
    """Join both sides of the conflicts in this file; writes nothing."""
    return _line_by_line(str(path), _without_marks(str(path), _bytes_of(path)))


# --- A file as we wrote it ------------------------------------------------------------------------------


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise LedgerError(path, 1, f"not readable: {exc.strerror or exc}") from exc


def _as_written(data: bytes) -> Ledger | None:
    """Read a file that is to the byte what we would write; None if it is not."""
    items_at = data.find(b"\n") + 1
    notes_at = _start_of_notes(data)
    view = memoryview(data)
    try:
        with no_collection():
            header = _HEADER.decode(view[:items_at])
            items = _ITEM.decode_lines(view[items_at:notes_at])
            notes = _NOTE.decode_lines(view[notes_at:])
            same = _ENCODER.encode_lines([header, *items, *notes]) == data
    except (msgspec.MsgspecError, ValueError, RecursionError):  # not JSON, not UTF-8, wrong types, nested too deep
        return None
    ledger = Ledger(
        header=header,
        items={item.item: item for item in items},
        notes={note.key: note for note in notes},
    )
    whole = same and header.deckgen == FORMAT and _is_ascending(ledger.items) and _is_ascending(ledger.notes)
    none_lost = len(items) == len(ledger.items) and len(notes) == len(ledger.notes)
    return ledger if whole and none_lost and contradiction(ledger.notes) is None else None


def _is_ascending(keys: Iterable[str]) -> bool:
    return all(first < second for first, second in itertools.pairwise(keys))


def _start_of_notes(data: bytes) -> int:
    at = data.find(b'\n{"key":')
    return len(data) if at < 0 else at + 1


def _numbered(path: str, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something, with their numbers."""
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if MARK.match(line):
            raise LedgerError(
                path, number, f"a conflict mark of git; mend it with: deckgen ledger merge {path}"
            )
        if number == len(lines) and line:
            raise LedgerError(path, number, f"the last line is cut off; {RESTORE}")
        if line.strip():
            yield number, line


def _without_marks(path: str, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of both sides of each conflict; what both came from (diff3, zdiff3) is dropped."""
    after = {b"": b"<", b"<": b"|=", b"|": b"=", b"=": b">"}
    side, opened = b"", 0
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        mark = MARK.match(line)
        if mark:
            sign = line[:1]
            if sign not in after[side]:
                raise LedgerError(path, number, "a conflict mark without its partner; start the merge again")
            opened = number
            side = b"" if sign == b">" else sign
        elif number == len(lines) and line and not side:
            raise LedgerError(path, number, f"the last line is cut off; {RESTORE}")
        elif line.strip() and side != b"|":
            yield number, line
    if side:
        raise LedgerError(path, opened, "a conflict that does not end; start the merge again")


def _line_by_line(path: str, numbered: Iterator[tuple[int, bytes]]) -> Ledger:
    lines = Lines(path)
    for number, line in numbered:
        _add(lines, number, line)
    header = joined_header(lines)
    notes = joined_notes(lines)
    fault = contradiction(notes)
    if fault is not None:
        key, message = fault
        raise LedgerError(path, lines.notes[key][-1][0], f"{message}; {RESTORE}")
    return Ledger(header=header, items=joined_items(lines), notes=notes)


def _add(lines: Lines, number: int, line: bytes) -> None:
    try:
        fields = msgspec.json.decode(line)
        if not isinstance(fields, dict):
            _refuse(lines.path, number, f"no record; {RESTORE}")
        if "deckgen" in fields:
            _check_format(lines.path, number, fields["deckgen"])
            lines.headers.append((number, _known(_HEADER, line, fields)))
        elif not lines.headers:
            _refuse(lines.path, number, f"no header in the first line; {RESTORE}")
        elif "item" in fields:
            item = _known(_ITEM, line, fields)
            lines.items.setdefault(item.item, []).append((number, item))
        elif "key" in fields:
            note = _known(_NOTE, line, fields)
            lines.notes.setdefault(note.key, []).append((number, note))
        else:
            _refuse(lines.path, number, f"an unknown kind of record ({', '.join(fields)}); {NEWER}")
    except _UnknownFieldError as exc:
        _refuse(lines.path, number, f"unknown field {exc}; {NEWER}")
    except msgspec.ValidationError as exc:
        _refuse(lines.path, number, f"a record with a wrong value ({exc}); {RESTORE}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse(lines.path, number, f"{why_not_json(line)}; {RESTORE}")


def why_not_json(line: bytes) -> str:
    """Return why a line that could not be decoded is none of ours: in our words, since a library's own may change."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as exc:
        return f"not UTF-8 at byte {exc.start + 1}"
    return "not JSON"


T = TypeVar("T", bound=msgspec.Struct)


class _UnknownFieldError(Exception):
    """A record of ours with a field that is not ours."""


def _known(decoder: msgspec.json.Decoder[T], line: bytes, fields: dict[str, object]) -> T:
    value = decoder.decode(line)
    for name in fields:
        if name not in value.__struct_fields__:
            raise _UnknownFieldError(name)
    return value


def _check_format(path: str, number: int, version: object) -> None:
    if not isinstance(version, int) or version < 1:
        _refuse(path, number, f"a header without a format version; {RESTORE}")
    if version > FORMAT:
        _refuse(path, number, f"format {version} is newer than the {FORMAT} of this deckgen; update deckgen")


def _refuse(path: str, number: int, message: str) -> NoReturn:
    raise LedgerError(path, number, message)
