"""The store: what deckgen may forget at any time. A SQLite file beside the definition.

It keeps the stamp of the last build and the posts as they were parsed, by the hash of their text. It never
stops a command: a damaged or newer store is set aside, an unwritable place is replaced by the user's cache
folder and then by memory, and what cannot be read or written is as if it were not there. Only light modules
are imported, because a build that has nothing to do opens the store and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from deckgen.model import Problem

FORMAT = 1
APPLICATION = 0x6465636B  # "deck": no other program's file is taken for a store
FOLDER = ".deckgen"
BATCH = 500
SPARE_ROWS = 5_000  # parsed posts of other decks that share the store
BUSY_SECONDS = 5.0
PRIMARY_CODE = 0xFF  # the bits of an SQLite result that say what went wrong; the others say where

# Rowid tables: WITHOUT ROWID with large values reads at half the speed.
SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS stamp (output TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS parsed (hash BLOB PRIMARY KEY, version TEXT NOT NULL, value BLOB NOT NULL);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""
COLUMNS = (("stamp", ("output", "value")), ("parsed", ("hash", "version", "value")))

T = TypeVar("T")


class _UnusableError(Exception):
    """The file is no store of this version."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Store:
    """An open store. ``problems`` grows by what happened after the opening."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._db = connection
        self.path = path  # empty: in memory
        self.problems: list[Problem] = []
        self._damaged = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and set it aside if it turned out to be damaged; twice does no harm."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()
        if self._damaged and self.path:
            self._damaged = False
            with contextlib.suppress(OSError):
                _set_aside(Path(self.path))

    def stamp(self, output: str) -> bytes | None:
        """Return the stamp of the last build of this output."""
        query = "SELECT value FROM stamp WHERE output = ?"
        row = self._try(lambda: self._db.execute(query, (output,)).fetchone(), None)
        return None if row is None else unsealed(output.encode(), row[0])

    def put_stamp(self, output: str, value: bytes) -> None:
        """Keep the stamp of this output in place of an earlier one."""
        self.write("INSERT OR REPLACE INTO stamp VALUES (?, ?)", [(output, sealed(output.encode(), value))])

    def parsed(self, hashes: Sequence[bytes], version: str) -> dict[bytes, bytes]:
        """Return what is known for these hashes, made by this version of the parser."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(hashes), BATCH):
            batch = hashes[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT hash, value FROM parsed WHERE version = ? AND hash IN ({marks})"  # noqa: S608 - marks
            for key, value in self.rows(query, (version, *batch)):
                content = unsealed(key, value)
                if content is not None:
                    found[key] = content
        return found

    def put_parsed(self, values: Mapping[bytes, bytes], version: str) -> None:
        """Keep parsed posts by the hash of their text."""
        rows = [(key, version, sealed(key, value)) for key, value in values.items()]
        self.write("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?)", rows)

    def prune_parsed(self, keep: set[bytes], *, spare: int = SPARE_ROWS) -> None:
        """Forget all but these and the ``spare`` newest others, which may belong to another deck."""
        rows = self.rows("SELECT hash FROM parsed ORDER BY rowid DESC", ())
        others = [key for (key,) in rows if key not in keep]
        self.write("DELETE FROM parsed WHERE hash = ?", [(key,) for key in others[spare:]])

    def forget_stamps(self) -> None:
        """Let the next build of every output look at everything: an input that no stamp names has changed."""
        self.write("DELETE FROM stamp WHERE ?", [(1,)])

    def rows(self, query: str, values: Sequence[str | bytes | int] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none where the store cannot be read."""
        nothing: list[tuple[Any, ...]] = []
        return self._try(lambda: self._db.execute(query, values).fetchall(), nothing)

    def write(self, query: str, rows: Sequence[Sequence[str | bytes | int]]) -> None:
        """Write rows, all or none."""
        self.write_all([(query, rows)])

    def write_all(self, changes: Sequence[tuple[str, Sequence[Sequence[str | bytes | int]]]]) -> None:
        """Make several changes, all or none."""
        wanted = [(query, rows) for query, rows in changes if rows]

        def write() -> None:
            with self._db:
                for query, rows in wanted:
                    self._db.executemany(query, rows)

        if wanted:
            self._try(write, None)

    def add_tables(self, tables: Mapping[str, str]) -> None:
        """Make further tables, by name and columns, where they are missing."""
        known = {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name in tables.keys() - known:
            query = f"CREATE TABLE IF NOT EXISTS {name} ({tables[name]})"
            self._try(lambda query=query: self._db.execute(query), None)  # type: ignore[misc]

    def has_table(self, name: str) -> bool:
        """Return whether a table was ever made: reading commands make none."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))

    def take_over(self, other: Path) -> None:
        """Take what another store fetched and was answered; what is here stays, and stamps are each store's own."""
        self._try(lambda: self._db.execute("ATTACH ? AS other", (str(other),)), None)
        query = "SELECT name, sql FROM other.sqlite_master WHERE type = 'table' AND name NOT IN ('stamp', 'parsed')"
        known = {name for (name,) in self.rows("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
        for name, made in self.rows(query):
            if name not in known:
                self._try(lambda made=made: self._db.execute(made), None)  # type: ignore[misc]
            taken = f"INSERT OR IGNORE INTO main.{name} SELECT * FROM other.{name} WHERE ?"  # noqa: S608 - our names
            self.write(taken, [(1,)])
        self._try(lambda: self._db.execute("DETACH other"), None)

    def _try(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            return work()
        except sqlite3.ProgrammingError:  # a fault of ours says nothing about the file
            raise
        except sqlite3.OperationalError as exc:  # busy, disk full, read-only: the next time may do better
            self._note("store", f"the store could not be used ({exc})")
        except sqlite3.Error as exc:
            self._damaged = True
            message = f"the store is damaged ({exc}); set aside as {Path(self.path).name}.damaged"
            self._note("store-damaged", message)
        return otherwise

    def _note(self, code: str, message: str) -> None:
        problem = _problem(self.path, code, message)
        if problem not in self.problems:
            self.problems.append(problem)


def store_path(home: Path) -> Path:
    """Return the store's place for definitions, or outputs, of this folder."""
    return home / FOLDER / "store.sqlite"


def open_store(path: Path) -> tuple[Store, list[Problem]]:
    """Open or make the store; always gives one that works."""
    problems: list[Problem] = []
    for place_of in (Path, _in_cache_folder):
        store = _open_or_replace(place_of(path), problems)
        if store is not None:
            return store, problems
    message = "no place to write a store; this run keeps it in memory"
    problems.append(_problem(str(path), "store-memory", message, note=True))
    return Store(_connected(":memory:"), ""), problems


def open_to_look(path: Path) -> tuple[Store, list[Problem]]:
    """Open the store for a command that writes nothing; where there is none, one in memory serves."""
    is_there = path.parent.exists() or _in_cache_folder(path).exists()
    return open_store(path) if is_there else (Store(_connected(":memory:"), ""), [])


def _in_cache_folder(path: Path) -> Path:
    """Return the store's place where the definition's folder cannot be written."""
    import hashlib  # seldom needed, and not light

    root = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))  # noqa: PTH111 - never raises
    name = hashlib.blake2b(os.fsencode(path.absolute()), digest_size=16).hexdigest()
    return root / "deckgen" / f"{name}.sqlite"


def _open_or_replace(place: Path, problems: list[Problem]) -> Store | None:
    try:
        _make_folder(place.parent)
        if place.exists() and not os.access(place, os.W_OK):
            return None
        try:
            return Store(_connected(str(place)), str(place))
        except _UnusableError as exc:
            _set_aside(place)
            message = f"{exc}; set aside as {place.name}.damaged"
            problems.append(_problem(str(place), exc.code, message))
            return Store(_connected(str(place)), str(place))
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            message = f"the store has been in use by another program for {BUSY_SECONDS:g} s; this run does without it"
            problems.append(_problem(str(place), "store", message))
    except (OSError, sqlite3.Error, _UnusableError):
        pass
    return None


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.joinpath(".gitignore").write_text("*\n", encoding="utf-8")


def _connected(place: str) -> sqlite3.Connection:
    # Fetching writes from a thread of its own; whoever shares a store takes turns.
    connection = sqlite3.connect(place, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        if _is_new(connection):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)
        _check(connection)
    except sqlite3.OperationalError as exc:
        code = getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR)  # none: Python could not read what SQLite gave
        if code & PRIMARY_CODE == sqlite3.SQLITE_ERROR:  # our SQL is sound, so the schema is not
            raise _UnusableError("store-damaged", f"the store is damaged ({exc})") from exc
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as exc:  # the latter: broken bytes in a column of text
        raise _UnusableError("store-damaged", f"the store is damaged ({exc})") from exc


def _is_new(connection: sqlite3.Connection) -> bool:
    version = _number(connection, "user_version")
    if version > FORMAT:
        raise _UnusableError("store-newer", "the store was written by a newer deckgen")
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and (version < FORMAT or _number(connection, "application_id") != APPLICATION):
        raise _UnusableError("store-damaged", "the store is no store of deckgen")
    return empty or version < FORMAT


def _check(connection: sqlite3.Connection) -> None:
    """Look at the edges: a whole check would read the file, and what is kept carries checksums."""
    for table, columns in COLUMNS:
        found = tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
        if found != columns:
            raise _UnusableError("store-damaged", f"the store's table {table} is not as it was made")
        connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()  # noqa: S608 - our names


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _set_aside(place: Path) -> None:
    place.replace(f"{place}.damaged")
    for ending in ("-wal", "-shm"):
        Path(f"{place}{ending}").unlink(missing_ok=True)


def sealed(key: bytes, value: bytes) -> bytes:
    """Return a value with a checksum of it and its key."""
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(4, "big") + value


def unsealed(key: bytes, value: bytes) -> bytes | None:
    """Return the value without its checksum; SQLite itself does not notice a changed byte in it."""
    content = value[4:]
    return content if sealed(key, content) == value else None


def _problem(path: str, code: str, message: str, *, note: bool = False) -> Problem:
    from deckgen.model import Problem, Severity

    severity = Severity.NOTE if note else Severity.WARNING
    return Problem(path=path, line=0, severity=severity, code=code, message=message)
