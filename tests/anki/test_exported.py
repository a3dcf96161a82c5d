"""Each file that Anki exports is read as it stands in the collection; each other one is refused with a sentence."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from deckgen.anki.exported import read_exported
from deckgen.anki.values import Anki, Source
from deckgen.files.collection import PackageError
from tests.anki.exports import EXPORTS, export
from tests.anki_real import note_by_guid, snapshot
from tests.continuity.blog import Blog, Learner, anki

POST = """# Networks

https://one.example/a

The first article

https://two.example/b

The second article

https://three.example/c

The third article
"""
FIRST, SECOND, THIRD = "https://one.example/a", "https://two.example/b", "https://three.example/c"
PICTURE = b"\x89PNG\r\n\x1a\n picture"
SOURCES = {
    "a deck": Source.DECK,
    "a deck, older Anki": Source.DECK,
    "a deck without scheduling": Source.PLAIN,
    "all decks": Source.COLLECTION,
    "colpkg": Source.BACKUP,
    "colpkg, older Anki": Source.BACKUP,
}


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    blog = Blog(tmp_path / "blog", "cards: {reading: all}")
    blog.write("a.md", POST)
    blog.build()
    return blog


@pytest.fixture
def learner(tmp_path: Path, blog: Blog) -> Iterator[Learner]:
    """Somebody who studied all, and did something to each note."""
    with anki(tmp_path) as learner:
        learner.take(blog.package)
        learner.study()
        (Path(learner.col.media.dir()) / "paste-1.png").write_bytes(PICTURE)
        learner.edit(blog.guid(FIRST), Mine='It says <b>so</b>. <img src="paste-1.png">')
        learner.tag(blog.guid(SECOND), "mine")
        card = note_by_guid(learner.col, blog.guid(SECOND)).cards()[0]
        learner.col.sched.suspend_cards([card.id])
        moved = note_by_guid(learner.col, blog.guid(THIRD)).cards()[0]
        learner.col.set_deck([moved.id], learner.col.decks.id("Mine"))
        yield learner


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_file_says_what_stands_in_the_collection(tmp_path: Path, blog: Blog, learner: Learner, kind: str) -> None:
    """Fields, tags and times in every file; suspension and reviews unless it was exported without."""
    stands = snapshot(learner.col)
    found = read_exported(export(learner.col, tmp_path, kind))
    assert found.source is SOURCES[kind]
    moved = set() if EXPORTS[kind].is_whole else {blog.guid(THIRD)}
    assert found.notes.keys() == stands.keys() - moved
    for guid, note in found.notes.items():
        state = stands[guid]
        assert (note.note_type, note.mod, dict(note.fields)) == (state.note_type, state.mod, state.fields)
        assert (note.note_id, note.tags) == (state.id, state.tags)
        assert [card.ordinal for card in note.cards] == [card.ordinal for card in state.cards]
        for card, kept in zip(note.cards, state.cards, strict=True):
            assert card.deck == kept.deck
            if found.source.has_reviews:
                assert card.is_suspended is (kept.queue == -1)
                assert (card.reviews, card.lapses, card.interval) == (kept.reps, kept.lapses, kept.interval)
    assert found.media == {"paste-1.png": PICTURE}
    assert found.source.proves_absence == EXPORTS[kind].is_backup


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_card_in_a_filtered_deck_has_its_home(tmp_path: Path, blog: Blog, learner: Learner, kind: str) -> None:
    """It lies there for a while; where it belongs is where we put it."""
    guid = blog.guid(FIRST)
    filtered = learner.col.sched.get_or_create_filtered_deck(0)
    filtered.name = "Today"
    del filtered.config.search_terms[1:]
    filtered.config.search_terms[0].search = f"Key:{guid}"
    filtered.allow_empty = True
    filtered.config.reschedule = True
    learner.col.sched.add_or_update_filtered_deck(filtered)
    assert snapshot(learner.col)[guid].cards[0].deck == "Today"
    found = read_exported(export(learner.col, tmp_path, kind, "Blog" if EXPORTS[kind].is_whole else "Today"))
    home = blog.note(FIRST).deck if found.source.has_reviews else "Today"  # without scheduling Anki forgets it
    assert found.notes[guid].cards[0].deck == home


def test_notes_under_a_type_with_a_plus_are_ours(tmp_path: Path, blog: Blog, learner: Learner) -> None:
    """A learner who added a field to our note type gets the next notes under a second one."""
    models = learner.col.models
    model = models.by_name("deckgen reading")
    models.add_field(model, models.new_field("Own"))
    models.update_dict(model)
    blog.write("b.md", "# Networks\n\nhttps://four.example/d\n\nThe fourth article\n")
    blog.build(at=1_780_900_000)
    learner.take(blog.package)
    names = {model["name"] for model in models.all()}
    assert "deckgen reading+" in names
    found = read_exported(export(learner.col, tmp_path, "all decks"))
    assert {blog.guid("https://four.example/d"), blog.guid(FIRST)} <= found.notes.keys()
    assert {note.note_type for note in found.notes.values()} == {"deckgen reading"}


def test_what_deckgen_wrote_is_no_export(blog: Blog) -> None:
    with pytest.raises(PackageError, match=r"blog\.apkg: not a file that Anki exported \(deckgen wrote it; in Anki, "):
        read_exported(blog.package)


# --- Hostile files ---


def changed(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change the collection inside an export of today's format."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    packed = members["collection.anki21b"]
    database = path.with_suffix(".db")
    database.write_bytes(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        change(connection)
        connection.commit()
    members["collection.anki21b"] = zipped(database.read_bytes())
    rewrite(path, members)


def rewrite(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def with_member(name: str, data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            members = {each: archive.read(each) for each in archive.namelist()}
        rewrite(path, {**members, name: data})

    return make


def in_database(*statements: str) -> Callable[[Path], None]:
    def change(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return lambda path: changed(path, change)


def zipped(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def bomb() -> bytes:
    packer, out = zstandard.ZstdCompressor(level=1), io.BytesIO()
    with packer.stream_writer(out, closefd=False) as writer:
        for _ in range(80):
            writer.write(bytes(1 << 20))
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no zip": (lambda path: path.write_bytes(b"no zip"), "it cannot be read"),
    "empty": (lambda path: path.write_bytes(b""), "it cannot be read"),
    "no collection": (lambda path: rewrite(path, {"media": b"{}"}), "it holds no collection"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-900]), "it cannot be read"),
    "a newer format": (with_member("meta", b"\x08\x04"), "Support older Anki versions"),
    "no zstd": (with_member("collection.anki21b", b"x" * 900), "it is damaged"),
    "a bomb": (with_member("collection.anki21b", bomb()), "its collection is larger than 64 MB"),
    "no database": (with_member("collection.anki21b", zipped(b"x" * 9_000)), "cannot be read"),
    "a view for notes": (
        in_database("ALTER TABLE notes RENAME TO other", "CREATE VIEW notes AS SELECT * FROM other"),
        "its table notes has another shape",
    ),
    "a computed column": (
        in_database("ALTER TABLE notes ADD COLUMN more AS (upper(guid))"), "its table notes has computed columns"
    ),
    "a table less": (in_database("DROP TABLE revlog"), "its table revlog has another shape"),
    "two collections": (
        in_database("INSERT INTO col SELECT 2,crt,mod,scm,ver,dty,usn,ls,conf,models,decks,dconf,tags FROM col"),
        "it holds not one collection",
    ),
    "a field too many": (in_database("UPDATE notes SET flds = flds || char(31)"), "has 21 fields instead of 20"),
    "a time beyond all times": (in_database("UPDATE notes SET mod = 1 << 60"), "it cannot be read"),
    "a collection of no time": (in_database("UPDATE col SET mod = -5000"), "it cannot be read"),
    "a card without a number": (in_database("UPDATE cards SET ord = -1"), "it cannot be read"),
    "text for a number": (in_database("UPDATE notes SET mod = 'x'"), "it cannot be read"),
    "a list of media that is none": (with_member("media", zipped(b"\xff" * 90)), "list of media"),
    "no list of media": (with_member("media", b"{}"), "it is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_other_files_are_refused_with_a_sentence(tmp_path: Path, learner: Learner, case: str) -> None:
    """Whoever made them, and without a traceback."""
    make, words = HOSTILE[case]
    path = export(learner.col, tmp_path, "a deck")
    make(path)
    with pytest.raises(PackageError, match=r"export\.apkg: not a file that Anki exported \(") as caught:
        read_exported(path)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["..%2Fx.png", "a/b.png", "a\\b.png", "x" * 130 + ".png", "a\nb.png"])
def test_a_picture_with_a_name_that_leads_elsewhere_is_not_taken(
    tmp_path: Path, blog: Blog, learner: Learner, name: str
) -> None:
    """Anki would refuse the whole package that holds it."""
    path = export(learner.col, tmp_path, "colpkg, older Anki")
    with zipfile.ZipFile(path) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    listed = {"0": name.replace("%2F", "/"), "1": "paste-1.png"}
    database = tmp_path / "old.db"
    database.write_bytes(members["collection.anki21"])
    with contextlib.closing(sqlite3.connect(database)) as connection:
        html = f'<img src="{name}"><img src="paste-1.png">'
        connection.execute("UPDATE notes SET flds = replace(flds, 'It says', ?)", [html])
        connection.commit()
    members |= {"collection.anki21": database.read_bytes(), "media": json.dumps(listed).encode()}
    rewrite(path, members | dict.fromkeys("01", PICTURE))
    assert read_exported(path).media == {"paste-1.png": PICTURE}


def test_the_ending_says_what_a_file_proves(tmp_path: Path, learner: Learner) -> None:
    path = export(learner.col, tmp_path, "a deck").rename(tmp_path / "export.zip")
    with pytest.raises(PackageError, match=r"its name ends in neither \.apkg nor \.colpkg"):
        read_exported(path)
    with pytest.raises(FileNotFoundError):
        read_exported(tmp_path / "nothing.apkg")


def test_tables_of_add_ons_do_no_harm(tmp_path: Path, blog: Blog, learner: Learner) -> None:
    """Some keep theirs in the collection, and a backup brings them along."""
    path = export(learner.col, tmp_path, "colpkg")
    changed(path, lambda connection: connection.execute("CREATE TABLE addon (x)"))
    assert isinstance(read_exported(path), Anki)
    assert json.dumps(sorted(read_exported(path).notes)) == json.dumps(sorted(snapshot(learner.col)))
