"""Notes to an .apkg: the only importer of genanki.

genanki gives the schema and the JSON of note types and decks. The rows are written here, in blocks: genanki
itself reads and writes all decks anew for each deck, gives one modification time to all notes and checks
HTML in quadratic time. The same notes make the same file to the byte: no clock, no random number and no
time of a file goes into it. What is wrong is found before the file has its name, so a package is whole or
not there.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import functools
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from deckgen.export.check import card_ordinals, validate
from deckgen.export.note_types import KEY, MODIFIED, NOTE_TYPES, NoteTypeSpec, spec_of, style, template_sides
from deckgen.export.readback import CONF_KEY, verify_archive, verify_rows
from deckgen.files.atomic import beside
from deckgen.files.collection import COLLECTION
from deckgen.model import Note

# genanki takes its cached properties from a package that loads asyncio, and with it sockets: a tenth of a small build.
sys.modules.setdefault("cached_property", functools)

import genanki  # noqa: E402
from genanki.apkg_col import APKG_COL  # noqa: E402
from genanki.apkg_schema import APKG_SCHEMA  # noqa: E402

_NO_MEDIA: Mapping[str, Path] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_BLOCK = 2_000
_CHUNK = 1 << 18
_FIRST_DECK_ID = 1 << 40  # far from 1, which is Anki's own deck, and with any hash below 2**53
_COMPRESSION = zipfile.ZIP_DEFLATED
_COMPRESSION_LEVEL = 1  # higher ones take three times as long for a tenth of the size

# The database is thrown away if anything goes wrong, so nothing guards it; larger pages waste less.
_PRAGMAS = (
    "PRAGMA page_size=32768",
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
)
_INSERT_NOTE = "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,?,0,0,'')"
_INSERT_CARD = "INSERT INTO cards VALUES(?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')"

_INDEXES_BY_TYPE = {spec.name: {name: i for i, name in enumerate(spec.fields)} for spec in NOTE_TYPES}


class ExportBug(Exception):  # noqa: N818 - it is announced as what it is
    """deckgen was about to write a package that Anki refuses, or one that does not hold its notes."""

    def __init__(self, target: Path, faults: Sequence[str]) -> None:
        shown = "\n".join(f"  {fault}" for fault in faults[:10])
        more = f"\n  and {len(faults) - 10} more" if len(faults) > 10 else ""
        super().__init__(
            f"{target}: not written. This is a bug in deckgen, not in your posts.\n{shown}{more}\n"
            "Please report these lines, the posts that they come from and what `deckgen --version` says."
        )


def write_package(
    notes: Sequence[Note],
    target: Path,
    *,
    media: Mapping[str, Path] = _NO_MEDIA,
    about: Mapping[str, str] = _NO_WORDS,
    conf: Mapping[str, object],
    stamp: int,
    before_replace: Callable[[], object] | None = None,
) -> bool:
    """Write `notes` and the `media` files (by their names in the fields) to `target`, whole or not at all.

    Gives whether `target` is another file now; one that holds these bytes already is left alone.

    `about` are the descriptions of decks, HTML by path; of decks that hold no note of the package they are left out.
    `conf` is kept in the collection's configuration under "deckgen". `stamp`, the second of the build, only
    bounds the notes' own `mod`; it does not go into the file. `before_replace` is called when the package is
    written and proved, just before it takes its name: the moment for the ledger to take its own.
    """
    if faults := validate(notes, stamp=stamp, texts=False):
        raise ExportBug(target, faults)
    # Both lie beside the target: what a killed build leaves there is found and removed by the next one.
    with beside(target) as temporary, beside(target) as database:
        try:
            faults = _Package(notes, media, about, conf, database).write(temporary)
        except UnicodeEncodeError as exc:
            faults = [str(exc)]
        except sqlite3.OperationalError as exc:
            is_full = exc.sqlite_errorcode == sqlite3.SQLITE_FULL
            message = f"not written, and what was there is as it was: {exc}"
            raise OSError(errno.ENOSPC if is_full else errno.EIO, message, os.fspath(target)) from exc
        if faults := faults or verify_archive(temporary, media):
            raise ExportBug(target, validate(notes, stamp=stamp) or faults)
        if before_replace is not None:
            before_replace()
        place = Path(os.path.realpath(target))
        if place.is_file() and filecmp.cmp(temporary, place, shallow=False):
            return False
        temporary.replace(place)
        return True


class _Package:
    """What genanki's package is, with rows in blocks, times of its own and a zip without the clock."""

    def __init__(
        self,
        notes: Sequence[Note],
        media: Mapping[str, Path],
        about: Mapping[str, str],
        conf: Mapping[str, object],
        database: Path,
    ) -> None:
        # By time, so that ids, which tell a learner when a note was made, grow with the rows.
        self._notes = sorted(notes, key=_second)
        self._conf = dict(conf)
        self._database = database
        self._media = dict(sorted(media.items()))
        paths = dict.fromkeys(note.deck for note in notes)
        described = [name for name in about if any(f"{path}::".startswith(f"{name}::") for path in paths)]
        # Anki takes no description from a deck of which it does not find the one right below it in the package.
        below = tuple(f"{name}::" for name in described)
        between = {level for path in paths for level in _levels(path) if level.startswith(below)}
        spellings = one_spelling([*paths, *described, *sorted(between)])
        numbers = deck_ids(spellings.values())
        self._deck_id_by_name = {name: numbers[spelling] for name, spelling in spellings.items()}
        words = {spellings[name]: about[name] for name in described}
        self._decks = [genanki.Deck(number, name, words.get(name, "")) for name, number in numbers.items()]

    def write(self, file: Path) -> list[str]:
        """Write the package and say what is wrong with its rows, read back before they are packed."""
        with contextlib.closing(sqlite3.connect(self._database, isolation_level=None)) as connection:
            self._write_collection(connection.cursor())
            if faults := verify_rows(connection, self._notes):
                return faults
        _write_zip(file, self._database, self._media)
        return []

    def _write_collection(self, cursor: sqlite3.Cursor) -> None:
        tables, indexes = _split_schema(APKG_SCHEMA)
        for statement in (*_PRAGMAS, "BEGIN", *tables, APKG_COL):
            cursor.execute(statement)
        self._write_headers(cursor)
        self._write_rows(cursor)
        for statement in (*indexes, "COMMIT"):  # sorting rows once is cheaper than keeping them sorted
            cursor.execute(statement)

    def _write_headers(self, cursor: sqlite3.Cursor) -> None:
        conf, decks = map(json.loads, cursor.execute("SELECT conf, decks FROM col").fetchone())
        conf[CONF_KEY] = self._conf
        decks |= {str(deck.deck_id): deck.to_json() for deck in self._decks}
        models = {str(spec.id): _model(spec).to_json(MODIFIED, 1) for spec in NOTE_TYPES}
        # Only in words of posts, which no page shows, can the conf hold a "<"; let nobody take it for a tag.
        values = [msgspec.json.encode(value).decode() for value in (conf, decks, models)]
        values[0] = values[0].replace("<", "\\u003c")
        cursor.execute("UPDATE col SET conf = ?, decks = ?, models = ?", values)

    def _write_rows(self, cursor: sqlite3.Cursor) -> None:
        note_id = card_id = 0
        for start in range(0, len(self._notes), _BLOCK):
            note_rows, card_rows = [], []
            for note in self._notes[start : start + _BLOCK]:
                mod, due, deck_id = note.mod, note.due, self._deck_id_by_name[note.deck]
                note_id = max(note_id + 1, mod * 1000)
                note_rows.append(_note_row(note, note_id))
                for ordinal in card_ordinals(note):
                    card_id = max(card_id + 1, note_id)
                    card_rows.append((card_id, note_id, deck_id, ordinal, mod, due))
            cursor.executemany(_INSERT_NOTE, note_rows)
            cursor.executemany(_INSERT_CARD, card_rows)


def _note_row(note: Note, note_id: int) -> tuple[int | str, ...]:
    note_type, guid, tags = note.note_type, note.guid, note.tags
    indexes = _INDEXES_BY_TYPE[note_type]
    values = [""] * len(indexes)
    for name, value in note.fields.items():
        values[indexes[name]] = value
    values[indexes[KEY]] = guid
    joined_tags = f" {' '.join(tags)} " if tags else ""
    return (note_id, guid, spec_of(note_type).id, note.mod, joined_tags, "\x1f".join(values), values[0])


def _levels(path: str) -> list[str]:
    """Return a deck and all above it."""
    parts = path.split("::")
    return ["::".join(parts[:count]) for count in range(1, len(parts) + 1)]


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """Return decks that differ in case alone the spelling met first: Anki would call the second one "NAME_"."""
    spelling_by_fold: dict[str, str] = {}
    spelling_by_name: dict[str, str] = {}
    for name in dict.fromkeys(names):
        path = ""
        for level in name.split("::"):
            longer = f"{path}::{level}" if path else level
            path = spelling_by_fold.setdefault(longer.casefold(), longer)
        spelling_by_name[name] = path
    return spelling_by_name


def spelled_alike(notes: Sequence[Note]) -> list[Note]:
    """Return notes with the decks that one package of them all would give them, in their order."""
    spellings = one_spelling(note.deck for note in sorted(notes, key=_second))
    return [msgspec.structs.replace(note, deck=spellings[note.deck]) for note in notes]


def _second(note: Note) -> int:
    return note.mod


def deck_ids(names: Iterable[str]) -> dict[str, int]:
    """Number decks by a hash of their names, so that the number of one hardly ever depends on the others."""
    number_by_name: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(set(names)):
        number = _FIRST_DECK_ID + int.from_bytes(hashlib.blake2b(name.encode(), digest_size=6).digest())
        while number in taken:  # decks that share an id swallow each other
            number += 1
        taken.add(number)
        number_by_name[name] = number
    return number_by_name


def _model(spec: NoteTypeSpec) -> genanki.Model:
    sides = [(template.name, *template_sides(template)) for template in spec.templates]
    model = genanki.Model(
        spec.id,
        str(spec.name),
        fields=[{"name": name} for name in spec.fields],
        templates=[{"name": name, "qfmt": front, "afmt": back} for name, front, back in sides],
        css=style(),
        model_type=genanki.Model.CLOZE if spec.is_cloze else genanki.Model.FRONT_BACK,
    )
    # What genanki would find out, and keep so, by rendering each template once for each of its fields.
    vars(model)["_req"] = [
        [ordinal, "all", [spec.fields.index(template.asks)]] for ordinal, template in enumerate(spec.templates)
    ]
    return model


def _split_schema(schema: str) -> tuple[list[str], list[str]]:
    statements = [each.strip() for each in schema.split(";") if each.strip()]
    indexes = [each for each in statements if each.startswith("CREATE INDEX")]
    return [each for each in statements if each not in indexes], indexes


def _write_zip(target: Path, database: Path, media: Mapping[str, Path]) -> None:
    with target.open("xb") as handle:
        with zipfile.ZipFile(handle, "w", _COMPRESSION, compresslevel=_COMPRESSION_LEVEL) as archive:
            # Opened by name, which gives the entry zip's first date, 1980, and the level above.
            _copy(database, archive, COLLECTION)
            archive.writestr(_stored("media"), json.dumps(dict(enumerate(media)), ensure_ascii=False))
            for number, path in enumerate(media.values()):
                _copy(path, archive, _stored(str(number)))
            for info in archive.infolist():  # the same on every system
                info.create_system, info.external_attr = 3, 0o644 << 16
        handle.flush()
        os.fsync(handle.fileno())


def _copy(path: Path, archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> None:
    with path.open("rb") as source, archive.open(member, "w") as copy:
        shutil.copyfileobj(source, copy, _CHUNK)


def _stored(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
