"""An .apkg read back: to prove what was written, and to rebuild a lost ledger."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deckgen.export.check import CONTROL_BYTES
from deckgen.export.note_types import KEY, NOTE_TYPES, spec_of
from deckgen.files.collection import COLLECTION, UNREADABLE, PackageError, check_table, opened, refusing, unpack
from deckgen.model import Note

CONF_KEY = "deckgen"
"""Where the collection's configuration carries what a lost ledger is rebuilt from."""

_SPEC_BY_ID = {spec.id: spec for spec in NOTE_TYPES}
_SEPARATORS_BY_ID = {spec.id: len(spec.fields) - 1 for spec in NOTE_TYPES}
_FIRST_CARDS = "SELECT nid, did, due, min(ord) FROM cards GROUP BY nid"
_COLUMNS = {
    "col": "id crt mod scm ver dty usn ls conf models decks dconf tags",
    "notes": "id guid mid mod usn tags flds sfld csum flags data",
    "cards": "id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data",
    "revlog": "id cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}
"""The tables of a collection, and nothing but these: https://github.com/kerrickstaley/genanki (apkg_schema.py)."""


class PackageContents(msgspec.Struct, frozen=True, kw_only=True):
    """What a package that deckgen wrote says."""

    notes: tuple[Note, ...]
    """In the order of their ids; fields hold what is filled, without Key; `media` is empty."""

    conf: object
    """What `write_package` was given as `conf`; nothing of it is checked."""


def read_package(path: Path) -> PackageContents:
    """Read a package that deckgen wrote, whoever had it since.

    Raise `PackageError` if it is none, or grows beyond all measure; `OSError` if there is no such file. Nothing in it
    is run: a collection with a view, a trigger or a table of its own kind is none of ours.
    """
    with refusing(path, "a package that deckgen wrote") as folder:
        database = folder / COLLECTION
        _unpack(path, database)
        with opened(database) as connection:
            _check_schema(connection)
            return _contents(connection)


def _unpack(path: Path, database: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if COLLECTION not in names or any(name.startswith(f"{COLLECTION[:-1]}21") for name in names):
            raise PackageError("Anki has exported it, or it holds no collection; name the file that deckgen wrote")
        unpack(path, archive, COLLECTION, database)


def _check_schema(connection: sqlite3.Connection) -> None:
    """Refuse whatever could run something of its own when it is read."""
    tables = set()
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if kind == "index" and str(name).startswith("ix_"):
            continue
        if kind != "table" or name not in _COLUMNS or str(sql).upper().startswith("CREATE VIRTUAL"):
            raise PackageError(f"its collection holds the {ascii(kind)[1:20]} {ascii(name)[:40]}")
        tables.add(name)
    for name in ("col", "notes", "cards"):
        columns = _COLUMNS[name].split()
        if name not in tables or check_table(connection, name, columns) != columns:
            raise PackageError(f"its table {name} has another shape")


def _contents(connection: sqlite3.Connection) -> PackageContents:
    rows = connection.execute("SELECT conf, decks FROM col").fetchall()
    if len(rows) != 1:
        raise PackageError("it holds not one collection")
    conf, decks = (msgspec.json.decode(value, type=dict[str, Any]) for value in rows[0])
    if CONF_KEY not in conf:
        raise PackageError("another program wrote it; name the file that deckgen wrote")
    deck_by_id = {deck["id"]: deck["name"] for deck in decks.values()}
    # SQLite takes did and due from the row that has the minimum: https://sqlite.org/lang_select.html#bareagg
    first_cards = connection.execute(_FIRST_CARDS)
    cards = {nid: (deck_by_id[did], due) for nid, did, due, _ in first_cards}
    notes = connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id").fetchall()
    return PackageContents(notes=tuple(_note(row, *cards[row[0]]) for row in notes), conf=conf[CONF_KEY])


def _note(row: tuple[int, str, int, int, str, str], deck: str, due: int) -> Note:
    _, guid, type_id, mod, tags, joined = row
    spec = _SPEC_BY_ID.get(type_id)
    if spec is None:
        raise PackageError("it has notes of other types than ours")
    names, texts = spec.fields, joined.split("\x1f")
    if len(names) != len(texts):
        raise PackageError(f"note {ascii(guid)[:40]} has {len(texts)} fields instead of {len(names)}")
    fields = dict(zip(names, texts, strict=True))
    if fields[KEY] != guid:
        raise PackageError(f"note {ascii(guid)[:40]} has another GUID in its field {KEY}")
    return msgspec.convert(
        {
            "guid": guid,
            "note_type": spec.name,
            "fields": {name: value for name, value in fields.items() if value and name != KEY},
            "tags": tags.split(),
            "deck": deck,
            "mod": mod,
            "due": due,
        },
        Note,
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
        if guid != note.guid or type_id != spec_of(note.note_type).id or mod != note.mod:
            yield f"note {note.guid}: the package has {guid} of {mod} in its place"
        elif len(joined) - len(joined.translate(None, CONTROL_BYTES)) != _SEPARATORS_BY_ID[type_id]:
            yield f"note {guid}: a control character in its fields, or not as many fields as its type has"


def verify_archive(path: Path, media: Mapping[str, Path]) -> list[str]:
    """Read the file really written: its members, and each of them to the end against its checksum."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_archive_faults(archive, media))
    except UNREADABLE as exc:
        return [f"the package cannot be read back: {exc}"]


def _archive_faults(archive: zipfile.ZipFile, media: Mapping[str, Path]) -> Iterator[str]:
    if archive.namelist() != [COLLECTION, "media", *map(str, range(len(media)))]:
        yield f"the package holds other files than it should: {archive.namelist()[:10]}"
    elif damaged := archive.testzip():
        yield f"the package cannot be read back: {damaged}"
    elif sorted(json.loads(archive.read("media")).values()) != sorted(media):
        yield "the package lists other media than it was given"
