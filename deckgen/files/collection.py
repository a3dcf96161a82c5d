"""A collection of Anki's out of a package of anybody's: unpacked within limits, read so that nothing of it runs."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol

COLLECTION = "collection.anki2"
"""Name of the database in a package that deckgen writes, and in Anki's oldest ones."""

MOST_BYTES = 2 << 30
FREE_BYTES = 64 << 20
MOST_TIMES = 12
"""What a collection may grow to while it is unpacked: at most `MOST_BYTES`, and beyond `FREE_BYTES`, which a few notes
with their blank pages do not reach, so many times its packed size; ours grow five times."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError)
"""What a zip raises that is none, or is damaged."""

_UNUSABLE = (*UNREADABLE, sqlite3.Error, LookupError, TypeError, ValueError, RuntimeError, RecursionError)
_CHUNK = 1 << 20
_LONGEST_VALUE = 256 << 20
_PRAGMAS = ("PRAGMA trusted_schema=OFF", "PRAGMA query_only=ON", "PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0")


class PackageError(Exception):
    """A file that is no package, or none of the kind that is asked for; the text says which."""


class Readable(Protocol):
    """What is read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes."""


@contextlib.contextmanager
def refusing(path: Path, kind: str) -> Iterator[Path]:
    """Give a folder to unpack a file into; whatever is wrong with the file is raised as a `PackageError` that names it.

    ``kind`` ends the sentence "FILE: not ...".
    """
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        try:
            yield Path(folder)
        except PackageError as exc:
            raise PackageError(f"{path}: not {kind} ({exc})") from exc
        except _UNUSABLE as exc:
            raise PackageError(f"{path}: not {kind} (it cannot be read)") from exc


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return a member that is stored or deflated; other ways of packing are not ours, nor Anki's."""
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError("it is packed in another way")
    return info


def bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the content of a member; raise a `PackageError` where it is larger than that."""
    with archive.open(_member(archive, name)) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise PackageError(f"its {name} is larger than {most:,} bytes")
    return data


def unpack(
    path: Path,
    archive: zipfile.ZipFile,
    name: str,
    database: Path,
    *,
    times: int = MOST_TIMES,
    through: Callable[[IO[bytes]], AbstractContextManager[Readable]] = contextlib.nullcontext,
) -> None:
    """Write a member of a package to a file; raise a `PackageError` if it grows beyond measure for its bytes packed.

    ``through`` gives a reader that unpacks what the member itself holds packed.
    """
    info = _member(archive, name)
    packed = min(info.compress_size, path.stat().st_size)  # whatever its header says
    most = min(MOST_BYTES, max(FREE_BYTES, times * packed))
    with archive.open(info) as member, through(member) as source, database.open("wb") as copy:
        written = 0
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most:
                raise PackageError(f"its collection is larger than {most >> 20} MB, for {packed >> 10} KB packed")
            copy.write(chunk)


@contextlib.contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """Open a collection to be read; nothing in it is run, and nothing of it is written."""
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.create_collation("unicase", _compare)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        yield connection


def _compare(left: str, right: str) -> int:
    """Compare as Anki's own collation does, which its newer schemas name: without regard to case."""
    first, second = left.casefold(), right.casefold()
    return (first > second) - (first < second)


def check_table(connection: sqlite3.Connection, name: str, columns: Collection[str]) -> list[str]:
    """Return the columns of a table, which has at least these; raise a `PackageError` if it is no plain table."""
    found = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (name,)).fetchall()
    listed = list(connection.execute(f"PRAGMA table_xinfo({name})"))
    names = [str(column[1]) for column in listed]
    is_plain = len(found) == 1 and found[0][0] == "table" and not str(found[0][1]).upper().startswith("CREATE VIRTUAL")
    if not is_plain or not set(columns) <= set(names):
        raise PackageError(f"its table {name} has another shape")
    if any(column[-1] for column in listed):  # hidden, or computed when it is read
        raise PackageError(f"its table {name} has computed columns")
    return names
