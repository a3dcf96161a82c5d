"""The text of a ledger: lines with check sums, the marks of git, and what proves that no line is lost.

A line is a JSON object whose last field is the CRC-32 of the line without that field, so that any changed bit shows
in its own line. The first line says how many records follow; the last one says it again, with the BLAKE2 hash of all
lines before it, so that a lost, doubled or exchanged line shows too. Lines of format 1 have no sums.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from deckgen.files.errors import CardsError, LearnerError, LedgerError
from deckgen.files.regular import read_regular
from deckgen.patterns import regex

FORMAT = 2
MARK = regex(rb"(?:<{7}|={7}|>{7}|\|{7})(?=[ \r]|$)")
"""A line that git writes where two sides conflict."""

RESTORE = "restore the file from git, or rebuild it with: deckgen build --recover FILE.apkg"
NOT_WHOLE = f"after a merge keep the lines of both sides, both last lines too; else {RESTORE}"

_HEADER = regex(rb'\{"deckgen":(\d{1,9})[,}]')
_SIGNED = regex(rb'(.*),"sum":"([0-9a-f]{8})"\}', re.DOTALL)
_AFTER = {b"": b"<", b"<": b"|=", b"|": b"=", b"=": b">"}
"""Which mark may follow which; the first one follows none."""


class Line(NamedTuple):
    """A line that holds something."""

    number: int  # in the file, from 1
    body: bytes  # the JSON object without its sum
    raw: bytes  # as it stands in the file, its end aside


class Text(NamedTuple):
    """The lines of a file, every sum checked."""

    lines: list[Line]
    has_marks: bool  # git had left a conflict in it
    is_old: bool  # some lines are of format 1, which has no sums


class End(NamedTuple):
    """What a first or last line says of the file that it was written for."""

    number: int  # of the line
    records: int
    sum_of_all: str = ""  # of a last line


class LastLine(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a last line."""

    end: int  # number of the records
    all: str  # hash of the lines before it


def content_of(path: Path, refused: type[LedgerError | LearnerError | CardsError]) -> bytes:
    """Return the lines of a file; raise a FileNotFoundError where there is none, else what is refused."""
    try:
        return read_regular(path).removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise refused(path, 1, f"not readable: {exc.strerror or exc}") from exc


def sign(lines: bytes) -> bytes:
    """Return JSON lines, each of which holds a field, with their sums."""
    crc32 = zlib.crc32
    return b"".join([b'%b,"sum":"%08x"}\n' % (line[:-1], crc32(line)) for line in lines.split(b"\n")[:-1]])


def unsigned(line: bytes) -> bytes | None:
    """Return a signed line without its sum: empty if that is of another text, None if there is none."""
    signed = _SIGNED.fullmatch(line)
    if signed is None:
        return None
    body = signed[1] + b"}"
    return body if zlib.crc32(body) == int(signed[2], 16) else b""


def new_hash(lines: bytes) -> hashlib.blake2b:
    """Return the hash of what the last line says of all lines before it, to go on with."""
    return hashlib.blake2b(lines, digest_size=8)


def last_line(records: int, before: hashlib.blake2b) -> bytes:
    """Return the line that ends a file of so many records, by the hash of all lines before it."""
    return sign(msgspec.json.encode(LastLine(end=records, all=before.hexdigest())) + b"\n")


def split_text(path: str, data: bytes) -> Text:
    """Take a file apart; of a conflict both sides are given. Raise a LedgerError for a line that was changed.

    Line ends of Windows and empty lines do no harm. A line without a sum is taken only beside a header of format 1.
    """
    lines, has_marks = _without_marks(path, data.split(b"\n"))
    is_old = False
    for number, line in lines:
        header = _HEADER.match(line)
        if header is not None and not _SIGNED.fullmatch(line):
            if int(header[1]) > FORMAT:
                raise LedgerError(path, number, newer_format(int(header[1]), FORMAT))
            is_old = is_old or int(header[1]) == 1
    cut = data.count(b"\n") + 1  # the line without an end, if there is one
    checked = [_checked(path, number, line, is_old=is_old, is_cut=number == cut) for number, line in lines]
    return Text(checked, has_marks, is_old)


def why_not_json(line: bytes) -> str:
    """Return why a line that could not be decoded is none of ours, in our words: a library's own may change."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as exc:
        return f"not UTF-8 at byte {exc.start + 1}"
    return "not JSON"


def newer_format(version: int, known: int) -> str:
    """Return why a file of a format that this deckgen does not know is not taken."""
    return f"format {version} is newer than the {known} of this deckgen; update deckgen"


def _without_marks(path: str, lines: Sequence[bytes]) -> tuple[list[tuple[int, bytes]], bool]:
    """Return the lines of both sides of each conflict; what both came from (diff3, zdiff3) is dropped."""
    kept = []
    side, opened, has_marks = b"", 0, False
    for number, line in enumerate(lines, 1):
        if MARK.match(line):
            mark = line[:1]
            if mark not in _AFTER[side]:
                raise LedgerError(path, number, "a conflict mark without its partner; start the merge again")
            opened, has_marks = number, True
            side = b"" if mark == b">" else mark
        elif line.strip() and side != b"|":
            kept.append((number, line.removesuffix(b"\r")))
    if side:
        raise LedgerError(path, opened, "a conflict that does not end; start the merge again")
    return kept, has_marks


def _checked(path: str, number: int, line: bytes, *, is_old: bool, is_cut: bool) -> Line:
    body = unsigned(line)
    if body is None:
        if is_old and not is_cut:
            return Line(number, line, line)
        what = "the last line is cut off" if is_cut else "the line was changed: it has no check sum"
        raise LedgerError(path, number, f"{what}; {RESTORE}")
    if not body:
        raise LedgerError(path, number, f"the line was changed: its check sum is of another text; {RESTORE}")
    return Line(number, body, line)


def check_whole(path: str, text: Text, records: int, headers: Sequence[End], ends: Sequence[End]) -> None:
    """Raise a LedgerError if a file that no merge has touched lacks a line, or has one that is not its own."""
    last = text.lines[-1].number
    if not ends:
        said = max(header.records for header in headers)
        message = f"the file is cut off: {records} records are here, and there were {said}"
        raise LedgerError(path, last, f"{message}; {NOT_WHOLE}")
    if len(headers) > 1:
        raise LedgerError(path, headers[1].number, f"a second first line; {NOT_WHOLE}")
    end = ends[0]
    if end.records != records or headers[0].records != records:
        said = end.records if end.records != records else headers[0].records
        raise LedgerError(path, last, f"{records} records are here, and there were {said}; {NOT_WHOLE}")
    before = b"".join(line.raw + b"\n" for line in text.lines if line.number != end.number)
    if end.number != last or new_hash(before).hexdigest() != end.sum_of_all:
        message = f"a line is of another ledger or out of its order: the sum of all is not {end.sum_of_all}"
        raise LedgerError(path, last, f"{message}; {NOT_WHOLE}")
