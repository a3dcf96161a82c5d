"""A file that Anki exported -> `Anki`: .apkg and .colpkg, in the format of today and in those of before.

    format   database              packed by   names of decks, note types and fields
    anki21b  schema 18             zstd        tables `decks`, `notetypes`, `fields`
    anki21   schema 11             deflate     JSON in `col`
    anki2    schema 11, oldest     deflate     the same; beside the others it only asks for a newer Anki

Formats as https://github.com/ankitects/anki has them (rslib/src/import_export/package, proto/anki/import_export.proto).
"""

from __future__ import annotations

import functools
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import zstandard

from deckgen.anki.parsed_html import pictures_of
from deckgen.anki.values import Anki, AnkiCard, AnkiNote, Source
from deckgen.files.collection import COLLECTION, PackageError, bounded, check_table, opened, refusing, unpack
from deckgen.files.learner import Ordinal
from deckgen.files.records import Second
from deckgen.model import NoteType
from deckgen.patterns import regex

KIND = "a file that Anki exported"
ENDINGS = (".apkg", ".colpkg")
MOST_PICTURE_BYTES = 100 << 20
"""A larger picture never reaches AnkiWeb."""

_NEWEST = "collection.anki21b"
_NEWER = "collection.anki21"
_META_FORMAT = 3
_TIMES = 40
"""What zstd packs so often that it is no bomb: a collection holds indexes and much that is alike."""
_WINDOW = 1 << 27
_MOST_LIST_BYTES = 64 << 20
_SUSPENDED = -1
_OURS = frozenset(NoteType)
_NAME = regex(r'[^\x00-\x1f\x7f<>:"/\\|?*\[\]^]{1,120}')
"""A name that Anki gives to a file: any other one would make it refuse our package."""

_MADE_BY_US = "deckgen"
"""Where the configuration of a package that deckgen wrote says so; no import takes it over."""
_FIELD_JOINT = "\x1f"
_TABLES = {
    "col": "mod ver conf models decks",
    "notes": "id guid mid mod tags flds",
    "cards": "id nid did ord odid type queue flags reps lapses ivl",
    "revlog": "id cid ease",
}
_NEW_TABLES = {"notetypes": "id name", "fields": "ntid ord name", "decks": "id name"}
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
_CARDS = "SELECT id, nid, ord, did, odid, queue, reps, lapses, ivl FROM cards ORDER BY nid, ord"
_REVIEWS = "SELECT cid, count(*) FROM revlog WHERE ease > 0 GROUP BY cid"
_IS_PLAIN = """SELECT NOT EXISTS (SELECT 1 FROM revlog)
    AND NOT EXISTS (SELECT 1 FROM cards WHERE type != 0 OR queue != 0 OR flags != 0 OR reps != 0)"""


_NoteRow = tuple[int, str, int, Second, str, str]
_CardRow = tuple[int, int, Ordinal, int, int, int, int, int, int]


class _Names(NamedTuple):
    """What the rows of a collection call by number."""

    types: Mapping[int, str]  # ours alone, as we call them
    fields: Mapping[int, Sequence[str]]  # by note type, in their order
    decks: Mapping[int, str]


def read_exported(path: Path) -> Anki:
    """Read an exported file: the notes of our types, and the pictures of their fields that are not ours.

    Raise a `PackageError` if Anki has not exported it, or if it grows beyond all measure; `OSError` if there is no such
    file. Nothing in it is run.
    """
    if path.suffix.lower() not in ENDINGS:
        raise PackageError(f"{path}: not {KIND} (its name ends in neither {' nor '.join(ENDINGS)})")
    with refusing(path, KIND) as folder, zipfile.ZipFile(path) as archive:
        database = folder / "collection"
        try:
            name = _unpack(path, archive, database)
            with opened(database) as connection:
                found = _read(connection, is_backup=path.suffix.lower() == ENDINGS[1])
            return msgspec.structs.replace(found, media=_Media(archive, is_packed=name == _NEWEST).of(found.notes))
        except zstandard.ZstdError as exc:
            raise PackageError("it is damaged") from exc


def _unpack(path: Path, archive: zipfile.ZipFile, database: Path) -> str:
    """Unpack the newest collection of a file, and return its name."""
    names = frozenset(archive.namelist())
    if "meta" in names and _format_of(archive) > _META_FORMAT:
        raise PackageError("Anki wrote it in a newer format; export it again with 'Support older Anki versions'")
    name = next((name for name in (_NEWEST, _NEWER, COLLECTION) if name in names), None)
    if name is None:
        raise PackageError("it holds no collection")
    if name == _NEWEST:
        through = functools.partial(_unzstd().stream_reader, read_across_frames=True)
        unpack(path, archive, name, database, times=_TIMES, through=through)
    else:
        unpack(path, archive, name, database)
    return name


def _unzstd() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW)


def _format_of(archive: zipfile.ZipFile) -> int:
    """Return the number of the format that a file names: field 1 of a message of protobuf's."""
    data = bounded(archive, "meta", 64)
    fields = {number: value for number, value in _messages(data) if isinstance(value, int)}
    return fields.get(1, 0)


# --- Notes and cards ------------------------------------------------------------------------------------


def _read(connection: sqlite3.Connection, *, is_backup: bool) -> Anki:
    for table, columns in _TABLES.items():
        check_table(connection, table, columns.split())
    rows = connection.execute("SELECT mod, ver, conf FROM col").fetchall()
    if len(rows) != 1:
        raise PackageError("it holds not one collection")
    modified, version, conf = rows[0]
    if conf and _MADE_BY_US in json.loads(conf):
        raise PackageError("deckgen wrote it; in Anki, export the deck with its scheduling, or all as a .colpkg")
    names = _new_names(connection) if version > 11 else _old_names(connection)
    cards = _cards(connection, names)
    notes: dict[str, AnkiNote] = {}
    for row in msgspec.convert(connection.execute(_NOTES).fetchall(), list[_NoteRow]):
        if row[2] in names.types:
            note = _note(row, names, tuple(cards.get(row[0], ())))
            notes.setdefault(note.guid, note)  # of two notes of one GUID Anki itself updates the first
    is_plain = bool(connection.execute(_IS_PLAIN).fetchone()[0])
    read_at = msgspec.convert(modified // 1000, Second)
    return Anki(source=_source(notes, is_backup=is_backup, is_plain=is_plain), read_at=read_at, notes=notes)


def _source(notes: Mapping[str, AnkiNote], *, is_backup: bool, is_plain: bool) -> Source:
    if is_backup:
        return Source.BACKUP
    if is_plain:
        return Source.PLAIN
    tops = {card.deck.split("::")[0].casefold() for note in notes.values() for card in note.cards}
    return Source.COLLECTION if len(tops) > 1 else Source.DECK


def _note(row: _NoteRow, names: _Names, cards: tuple[AnkiCard, ...]) -> AnkiNote:
    note_id, guid, type_id, mod, tags, joined = row
    fields, texts = names.fields[type_id], joined.split(_FIELD_JOINT)
    if len(fields) != len(texts):
        raise PackageError(f"note {ascii(guid)[:40]} has {len(texts)} fields instead of {len(fields)}")
    return AnkiNote(
        guid=str(guid),
        note_type=names.types[type_id],
        note_id=note_id,
        mod=mod,
        fields=dict(zip(fields, texts, strict=True)),
        tags=tuple(tags.split()),
        cards=cards,
    )


def _cards(connection: sqlite3.Connection, names: _Names) -> dict[int, list[AnkiCard]]:
    """Return the cards of each note; one that lies in a filtered deck has its home in `odid`."""
    reviews: dict[int, int] = dict(connection.execute(_REVIEWS).fetchall())
    found: dict[int, list[AnkiCard]] = {}
    rows = msgspec.convert(connection.execute(_CARDS).fetchall(), list[_CardRow])
    for cid, nid, ordinal, did, odid, queue, reps, lapses, interval in rows:
        card = AnkiCard(
            ordinal=ordinal,
            deck=names.decks.get(odid or did, ""),
            is_suspended=queue == _SUSPENDED,
            reviews=max(reps, reviews.get(cid, 0)),
            lapses=lapses,
            interval=max(interval, 0),  # of a card that is being learned: seconds, below 0
        )
        found.setdefault(nid, []).append(card)
    return found


def _new_names(connection: sqlite3.Connection) -> _Names:
    for table, columns in _NEW_TABLES.items():
        check_table(connection, table, columns.split())
    types = {number: str(name) for number, name in connection.execute("SELECT id, name FROM notetypes")}
    fields: dict[int, dict[int, str]] = {}
    for type_id, ordinal, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(type_id, {})[ordinal] = str(name)
    rows = connection.execute("SELECT id, name FROM decks")
    decks = {number: str(name).replace(_FIELD_JOINT, "::") for number, name in rows}
    ordered = {number: [names[at] for at in sorted(names)] for number, names in fields.items()}
    return _Names(_ours(types), ordered, decks)


def _old_names(connection: sqlite3.Connection) -> _Names:
    models, decks = map(json.loads, connection.execute("SELECT models, decks FROM col").fetchone())
    types = {int(number): str(model["name"]) for number, model in models.items()}
    fields = {
        int(number): [str(field["name"]) for field in sorted(model["flds"], key=lambda field: int(field["ord"]))]
        for number, model in models.items()
    }
    return _Names(_ours(types), fields, {int(number): str(deck["name"]) for number, deck in decks.items()})


def _ours(types: Mapping[int, str]) -> dict[int, str]:
    """Return the note types that are ours; a learner who added a field to one has the rest under "NAME+"."""
    return {number: name.rstrip("+") for number, name in types.items() if name.rstrip("+") in _OURS}


# --- Pictures -------------------------------------------------------------------------------------------


class _Media:
    """The media of a file, by their names."""

    def __init__(self, archive: zipfile.ZipFile, *, is_packed: bool) -> None:
        self._archive, self._is_packed = archive, is_packed
        self._members = dict(self._listed()) if "media" in archive.namelist() else {}

    def of(self, notes: Mapping[str, AnkiNote]) -> dict[str, bytes]:
        """Return the pictures that fields show, as far as they are not ours and the file holds them."""
        texts = [text for note in notes.values() for text in note.fields.values() if "<" in text]
        wanted = {name for text in texts for name in pictures_of(text) if _NAME.fullmatch(name)}
        return {name: self._bytes(self._members[name]) for name in sorted(wanted & self._members.keys())}

    def _listed(self) -> Iterator[tuple[str, str]]:
        data = bounded(self._archive, "media", _MOST_LIST_BYTES)
        if not self._is_packed:
            yield from ((str(name), str(member)) for member, name in json.loads(data).items())
            return
        with _unzstd().stream_reader(data) as reader:
            data = reader.read(_MOST_LIST_BYTES)
        for number, (_, entry) in enumerate(item for item in _messages(data) if item[0] == 1):
            named = dict(_messages(entry)) if isinstance(entry, bytes) else {}
            name = named.get(1, b"")
            yield (name.decode("utf-8") if isinstance(name, bytes) else ""), str(number)

    def _bytes(self, member: str) -> bytes:
        data = bounded(self._archive, member, MOST_PICTURE_BYTES)
        if not self._is_packed:
            return data
        with _unzstd().stream_reader(data) as reader:
            data = reader.read(MOST_PICTURE_BYTES + 1)
        if len(data) > MOST_PICTURE_BYTES:
            raise PackageError(f"its media file {member} is larger than {MOST_PICTURE_BYTES >> 20} MB")
        return data


def _messages(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a message of protobuf's, with their numbers: https://protobuf.dev/programming-guides/encoding."""
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        value: int | bytes
        if tag & 7 == 0:
            value, at = _number(data, at)
        elif tag & 7 == 2:
            length, at = _number(data, at)
            if at + length > len(data):
                raise PackageError("its list of media is cut off")
            value, at = data[at : at + length], at + length
        else:
            raise PackageError("its list of media has another shape")
        yield tag >> 3, value


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if shift > 63:
            raise PackageError("its list of media has another shape")
    return value | data[at] << shift, at + 1
