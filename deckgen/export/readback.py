"""An .apkg read back: to prove what was written, and to rebuild a lost ledger."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.export.check import CONTROL_BYTES
from deckgen.export.note_types import KEY, NOTE_TYPES
from deckgen.model import Note

COLLECTION = "collection.anki2"
"""Name of the database in a package."""

CONF_KEY = "deckgen"
"""Where the collection's configuration carries what a lost ledger is rebuilt from."""

_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError)
_SPEC_BY_ID = {spec.id: spec for spec in NOTE_TYPES}
_ID_BY_TYPE = {spec.name: spec.id for spec in NOTE_TYPES}
_SEPARATORS_BY_ID = {spec.id: len(spec.fields) - 1 for spec in NOTE_TYPES}
_FIRST_CARDS = "SELECT nid, count(*), did, due, min(ord) FROM cards GROUP BY nid"


class PackageContents(msgspec.Struct, frozen=True, kw_only=True):
    """What a package that deckgen wrote says."""

    notes: tuple[Note, ...]
    """In the order of their ids; fields hold what is filled, without Key; `media` is empty."""

    conf: dict[str, object]
    """What `write_package` was given as `conf`."""

    cards: dict[str, int]
    """Number of cards by GUID."""


class PackageError(Exception):
    """A file that is no package, or one that deckgen did not write; the text says which."""


def read_package(path: Path) -> PackageContents:
    """Read a package that deckgen wrote; `PackageError` if it is none, `OSError` if there is no such file."""
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        database = Path(folder) / COLLECTION
        try:
            _unpack(path, database)
            with contextlib.closing(sqlite3.connect(database)) as connection:
                return _contents(connection)
        except (*_UNREADABLE, sqlite3.DatabaseError, LookupError, TypeError, ValueError) as exc:
            raise PackageError(f"{path}: not a package that deckgen wrote ({exc})") from exc


def _unpack(path: Path, database: Path) -> None:
    with zipfile.ZipFile(path) as archive, archive.open(COLLECTION) as member, database.open("wb") as copy:
        shutil.copyfileobj(member, copy)


def _contents(connection: sqlite3.Connection) -> PackageContents:
    conf_json, decks_json = connection.execute("SELECT conf, decks FROM col").fetchone()
    deck_by_id = {deck["id"]: deck["name"] for deck in json.loads(decks_json).values()}
    rows = connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id").fetchall()
    # SQLite takes did and due from the row that has the minimum: https://sqlite.org/lang_select.html#bareagg
    first_cards = connection.execute(_FIRST_CARDS)
    cards = {nid: (count, deck_by_id[did], due) for nid, count, did, due, _ in first_cards}
    return PackageContents(
        notes=tuple(_note(row, *cards[row[0]][1:]) for row in rows),
        conf=json.loads(conf_json)[CONF_KEY],
        cards={row[1]: cards[row[0]][0] for row in rows},
    )


def _note(row: tuple[int, str, int, int, str, str], deck: str, due: int) -> Note:
    _, guid, type_id, mod, tags, joined = row
    spec = _SPEC_BY_ID[type_id]
    fields = dict(zip(spec.fields, joined.split("\x1f"), strict=True))
    return Note(
        guid=guid,
        note_type=spec.name,
        fields={name: value for name, value in fields.items() if value and name != KEY},
        tags=tuple(tags.split()),
        deck=deck,
        mod=mod,
        due=due,
    )


def verify_rows(connection: sqlite3.Connection, notes: Sequence[Note]) -> list[str]:
    """Compare the rows of a collection with the notes that it was written from, in the order of their ids."""
    faults = list(_row_faults(connection, notes))
    stored, carded = connection.execute(
        "SELECT (SELECT count(*) FROM notes), count(DISTINCT nid) FROM cards"
    ).fetchone()
    if stored != len(notes):
        faults.append(f"the package has {stored} notes instead of {len(notes)}")
    if carded != stored:
        faults.append(f"the package has {stored - carded} notes without a card")
    return faults


def _row_faults(connection: sqlite3.Connection, notes: Sequence[Note]) -> Iterator[str]:
    # As bytes, which need no decoding: the separators of the fields are their only control characters.
    rows = connection.execute("SELECT guid, mid, mod, CAST(flds AS BLOB) FROM notes ORDER BY id")
    for note, (guid, type_id, mod, joined) in zip(notes, rows, strict=False):
        if guid != note.guid or type_id != _ID_BY_TYPE[note.note_type] or mod != note.mod:
            yield f"note {note.guid}: the package has {guid} of {mod} in its place"
        elif len(joined) - len(joined.translate(None, CONTROL_BYTES)) != _SEPARATORS_BY_ID[type_id]:
            yield f"note {guid}: a control character in its fields, or not as many fields as its type has"


def verify_archive(path: Path, media: Mapping[str, Path]) -> list[str]:
    """Read the file really written: its members, and each of them to the end against its checksum."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_archive_faults(archive, media))
    except _UNREADABLE as exc:
        return [f"the package cannot be read back: {exc}"]


def _archive_faults(archive: zipfile.ZipFile, media: Mapping[str, Path]) -> Iterator[str]:
    if archive.namelist() != [COLLECTION, "media", *map(str, range(len(media)))]:
        yield f"the package holds other files than it should: {archive.namelist()[:10]}"
    elif damaged := archive.testzip():
        yield f"the package cannot be read back: {damaged}"
    elif sorted(json.loads(archive.read("media")).values()) != sorted(media):
        yield "the package lists other media than it was given"
