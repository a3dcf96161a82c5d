"""Packaging against its floor: the same rows put by executemany into the same schema and zipped.

`write_package` is measured whole: checks, rows, zip, and the proof, which reads the product back. B7 compares zips of
one kind, since deflating alone outlasts the floor.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from unittest import mock

from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from bench.measure import Measure, timed
from bench.processes import peak_megabytes
from deckgen.export import apkg
from deckgen.model import Note, NoteType

COUNT = 25_000
MANY_DECKS = 5_861
_STAMP = 1_780_000_000
_NOTE_SQL = f"INSERT INTO notes VALUES({','.join('?' * 11)})"
_CARD_SQL = f"INSERT INTO cards VALUES({','.join('?' * 18)})"

Row = tuple[object, ...]


def made_notes(count: int = COUNT, decks: int = 500, *, length: int = 150) -> Iterator[Note]:
    """Reading notes with two texts of that length (none for 0), in words as uneven as those of a language."""
    random_ = random.Random(1)
    words = ["".join(chr(0x4E00 + random_.randrange(2_500)) for _ in range(2)) for _ in range(6_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def text(characters: int) -> str:
        return "".join(random_.choices(words, cum_weights=weights, k=characters // 2))

    topics = [text(6) for _ in range(300)]
    for i in range(count):
        topic = topics[i // 40 % len(topics)]
        yield Note(
            guid=f"{random_.getrandbits(100):026d}"[:26],
            note_type=NoteType.READING,
            fields={
                "Title": text(20),
                "URL": f"https://mp.weixin.qq.com/s/{random_.getrandbits(88):022x}",
                "Topic": topic,
                "Site": "mp.weixin.qq.com",
                "Digest": text(length),
                "Comment": text(length),
                "Source": f'<a href="https://blog.example/2017/{i // 30}/">{topic}（{i // 30}）</a>',
                "Lang": "zh",
                "Made": "rules",
            },
            tags=("dl", f"post::{i // 30}"),
            deck=f"深度学习::阅读::{i * decks // count}",
            mod=_STAMP,
            due=i,
        )


def note_rows(notes: Iterable[Note]) -> list[Row]:
    """The rows that our packager writes for these notes."""
    rows: list[Row] = []
    for number, note in enumerate(notes, _STAMP * 1000):
        *columns, tags, fields, first = apkg._note_row(note, number)
        rows.append((*columns, -1, tags, fields, first, 0, 0, ""))
    return rows


def card_rows(rows: Iterable[Row], decks: int = 500) -> Iterator[Row]:
    """The rows of their cards, one a note."""
    for due, (number, *_) in enumerate(rows):
        yield (number, number, 1 + due % decks, 0, _STAMP, -1, 0, 0, due, *[0] * 8, "")


def write_floor(
    rows: Iterable[Row], cards: Iterable[Row], folder: Path, compression: int = zipfile.ZIP_STORED
) -> Path:
    """The least that writes these rows: nothing is checked, nothing is made."""
    database, target = folder / "floor.anki2", folder / "floor.apkg"
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    connection.executescript(APKG_SCHEMA)
    connection.executescript(APKG_COL)
    connection.executemany(_NOTE_SQL, rows)
    connection.executemany(_CARD_SQL, cards)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(target, "w", compression, compresslevel=1) as archive:
        archive.write(database, "collection.anki2")
    return target


def write_ours(notes: list[Note], folder: Path, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """The product, or the same in a stored zip."""
    target = folder / "ours.apkg"
    with mock.patch.object(apkg, "_COMPRESSION", compression):
        apkg.write_package(notes, target, conf={}, stamp=_STAMP)
    return target


def cpu(folder: Path) -> list[Measure]:
    """B7: CPU time against the floor."""
    notes = list(made_notes())
    rows = note_rows(notes)
    cards = list(card_rows(rows))
    measures = []
    for kind, compression in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
        pair = timed(
            lambda: write_ours(notes, folder, compression),  # noqa: B023 - called at once
            lambda: write_floor(rows, cards, folder, compression),  # noqa: B023
        )
        what = f"package / floor, {COUNT:,} notes, both {kind}"
        measures.append(Measure("B7", what, pair.ratio, 1.6, pair.seconds))
    return measures


def decks(folder: Path) -> Measure:
    """P7: many decks against one."""
    many, one = list(made_notes(decks=MANY_DECKS)), list(made_notes(decks=1))
    pair = timed(lambda: write_ours(many, folder), lambda: write_ours(one, folder))
    return Measure("P7", f"package, {MANY_DECKS:,} decks / 1 deck", pair.ratio, 1.25, pair.seconds)


def memory() -> Measure:
    """P8: peak memory of a process that holds notes and packs them / one that holds and writes their rows."""
    ours, floor = (_child_megabytes(name) for name in ("ours", "floor"))
    return Measure("P8", "peak memory, package / floor", ours / floor, 1.4, f"{ours:.0f} MB / {floor:.0f} MB")


def size(folder: Path) -> Measure:
    """P15: what deflating saves of notes that are a title and a link, as most notes of a blog are."""
    notes = list(made_notes(length=0))
    kinds = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
    deflated, stored = (write_ours(notes, folder, kind).stat().st_size for kind in kinds)
    detail = f"{deflated / 1e6:.1f} MB / {stored / 1e6:.1f} MB"
    return Measure("P15", "size, deflated / stored", deflated / stored, 0.3, detail)


def _child_megabytes(name: str) -> float:
    command = [sys.executable, "-m", "bench.packaging", name]
    return float(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout)


def _child(name: str, folder: Path) -> None:
    if name == "ours":
        write_ours(list(made_notes()), folder)
    else:
        rows = note_rows(made_notes())
        write_floor(rows, card_rows(rows), folder)
    print(peak_megabytes())


def measures() -> Iterator[Measure]:
    """All of them, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from cpu(folder)
        yield decks(folder)
        yield memory()
        yield size(folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder_name:
        _child(sys.argv[1], Path(folder_name))
