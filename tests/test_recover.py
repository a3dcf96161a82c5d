"""A lost ledger comes back from the package that deckgen wrote, and from nothing else, whatever is in it."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from deckgen.build.recover import package_conf, recover_ledger
from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import ledger_bytes, read_ledger
from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog, anki

OLD = Path(__file__).parent / "old"
PACKAGES = sorted(path for path in OLD.glob("*/*.apkg") if path.with_suffix(".ledger.jsonl").exists())
POST = "2020-01-01-post.md"
TEXT = """\
# Training

## Clipping

Clipping is a technique that limits the size of the gradient in each step of training.

https://one.example/a

The first article

## Cards

Q: Who proposed dropout?
A: Hinton and others

The ==Seine== flows through ==Paris==, ==Rouen== and ==Le Havre== to the sea.
"""
LIMIT = 700 << 20


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    blog = Blog(tmp_path / "blog")
    blog.write(POST, TEXT)
    blog.build()
    return blog


def test_what_a_package_carries_is_enough(blog: Blog) -> None:
    """All that the ledger says of live notes; what is lost is named in the module."""
    lost = {"said": "", "earlier": (), "words": {}}
    expected = {
        key: msgspec.structs.replace(note, **lost)
        for key, note in blog.ledger.notes.items()
        if note.state is State.LIVE
    }
    recovered = recover_ledger(blog.package)
    assert recovered.notes == expected
    assert recovered.header == blog.ledger.header


def test_what_a_package_carries_does_not_depend_on_the_order_of_anything(blog: Blog) -> None:
    """Of gaps least of all: a ledger as it was planned and as it is read give one package."""
    ledger = blog.ledger
    backwards = msgspec.structs.replace(
        ledger,
        notes={
            key: msgspec.structs.replace(note, gaps=dict(reversed(note.gaps.items())))
            for key, note in reversed(ledger.notes.items())
        },
    )
    assert max(len(note.gaps) for note in ledger.notes.values()) == 4
    assert json.dumps(package_conf(backwards)) == json.dumps(package_conf(ledger))
    first = blog.package.read_bytes()
    shutil.rmtree(blog.folder / "decks" / ".deckgen")
    blog.package.unlink()
    blog.build()
    assert blog.package.read_bytes() == first


@pytest.mark.parametrize("package", ["today", "format 1"])
def test_a_card_that_was_reworded_is_found_after_a_recovery(tmp_path: Path, package: str) -> None:
    """The question got a word more, and the builds after it go on as ever."""
    blog = Blog(tmp_path / "blog")
    blog.write(POST, TEXT)
    blog.build()
    guid = next(one.guid for one in blog.ledger.notes.values() if one.fields.get("Answer") == "Hinton and others")
    if package == "format 1":
        without_places(blog.package)
    blog.ledger_path.unlink()
    blog.write(POST, TEXT.replace("Who proposed dropout?", "Who proposed dropout first?"))
    report = blog.build("--recover", blog.package, at=SECOND)
    assert (report["new"], report["updated"], report["retired"]) == (0, 1, 0)
    found = next(one for one in blog.ledger.notes.values() if one.guid == guid)
    assert (found.state, found.fields["Question"]) == (State.LIVE, "Who proposed dropout first?")
    blog.write(POST, TEXT.replace("Who proposed dropout?", "Who was it that proposed dropout first?"))
    assert blog.build(at=SECOND + 60)["retired"] == 0


def without_places(package: Path) -> None:
    """Make the package one of a release that carried less."""

    def change(connection: sqlite3.Connection) -> None:
        (text,) = connection.execute("SELECT conf FROM col").fetchone()
        conf = json.loads(text)
        ours = conf["deckgen"]
        keys = {
            guid: [note["key"], note.get("subject", ""), note.get("gaps", {})] for guid, note in ours["notes"].items()
        }
        conf["deckgen"] = {"format": 1, "namespace": ours["namespace"], "choices": ours["choices"], "keys": keys}
        connection.execute("UPDATE col SET conf = ?", [json.dumps(conf)])

    rewrite(package, package, change)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.stem)
def test_a_package_of_an_older_release_gives_its_ledger(tmp_path: Path, package: Path) -> None:
    """Real ones, with the ledgers that were written with them."""
    before = read_ledger(package.with_suffix(".ledger.jsonl"))
    recovered = recover_ledger(package)
    live = {key: note for key, note in before.notes.items() if note.state is State.LIVE}
    assert recovered.header == before.header
    assert recovered.notes == {
        key: msgspec.structs.replace(note, place=(), media=recovered.notes[key].media) for key, note in live.items()
    }
    assert [set(recovered.notes[key].media) for key in live] == [set(note.media) for note in live.values()]
    (tmp_path / "x").write_bytes(ledger_bytes(recovered))
    assert read_ledger(tmp_path / "x") == recovered


def test_an_image_of_a_recovered_note_stays_in_the_package(blog: Blog) -> None:
    """Its name is read off the fields."""
    image = blog.posts / "a.png"
    image.write_bytes(bytes.fromhex("89504e470d0a1a0a0000000d49484452"))
    blog.write(POST, TEXT.replace("A: Hinton and others", "A: Hinton ![photo](a.png)"))
    blog.build(at=SECOND)
    expected = {note.media for note in blog.ledger.notes.values()}
    assert {note.media for note in recover_ledger(blog.package).notes.values()} == expected
    assert len(expected) == 2


# --- Anki ---


def test_anki_takes_nothing_of_it_and_gives_nothing_back(blog: Blog, tmp_path: Path) -> None:
    """A learner's collection has no word of it, and what Anki exports is refused with the way out."""
    from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

    with anki(tmp_path) as learner:
        log = learner.take(blog.package)
        assert (log.conflicting, log.new > 0) == (0, True)
        assert learner.col.get_config("deckgen") is None
        deck = learner.col.decks.id_for_name("Blog")
        for legacy in (True, False):
            exported = tmp_path / f"{legacy}.apkg"
            options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
            learner.col.export_anki_package(out_path=str(exported), options=options, limit=DeckIdLimit(deck))
            with pytest.raises(DeckgenError, match="name the file that deckgen wrote"):
                recover_ledger(exported)


# --- packages that somebody had in between ---

Change = Callable[[sqlite3.Connection], object]


def rewrite(package: Path, target: Path, change: Change) -> None:
    """Change a package's collection, and pack it again."""
    with zipfile.ZipFile(package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    database = target.with_suffix(".sqlite")
    database.write_bytes(members["collection.anki2"])
    connection = sqlite3.connect(database)
    change(connection)
    connection.commit()
    connection.close()
    members["collection.anki2"] = database.read_bytes()
    database.unlink()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def sql(*statements: str) -> Change:
    return lambda connection: [connection.execute(statement) for statement in statements]


def ours(**changes: object) -> Change:
    """Change what the package says of its ledger."""

    def change(connection: sqlite3.Connection) -> None:
        conf = json.loads(connection.execute("SELECT conf FROM col").fetchone()[0])
        conf["deckgen"] |= changes
        connection.execute("UPDATE col SET conf = ?", [json.dumps(conf)])

    return change


def field(old: str, new: str) -> str:
    return f"UPDATE notes SET flds = replace(flds, '{old}', '{new}')"


HOSTILE: dict[str, Change] = {
    "a view": sql("ALTER TABLE notes RENAME TO n", "CREATE VIEW notes AS SELECT * FROM n"),
    "a further view": sql("CREATE VIEW v AS SELECT 1"),
    "a trigger": sql("CREATE TRIGGER t AFTER UPDATE ON notes BEGIN DELETE FROM notes; END"),
    "a virtual table": sql("CREATE VIRTUAL TABLE v USING fts5(x)"),
    "a further table": sql("CREATE TABLE more (x)"),
    "a computed column": sql("ALTER TABLE notes ADD COLUMN c GENERATED ALWAYS AS (hex(zeroblob(1000000))) VIRTUAL"),
    "a further column": sql("ALTER TABLE notes ADD COLUMN c"),
    "no notes": sql("DROP TABLE notes"),
    "two collections": sql(
        "INSERT INTO col SELECT 2, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags FROM col"
    ),
    "no collection": sql("DELETE FROM col"),
    "a conf that is none": sql("UPDATE col SET conf = 'x'"),
    "a deep conf": sql(f"UPDATE col SET conf = '{'[' * 100_000}'"),
    "a conf of bytes": sql("UPDATE col SET conf = x'ff00'"),
    "decks that are none": sql("UPDATE col SET decks = '[1]'"),
    "decks without names": sql("UPDATE col SET decks = '{\"1\": {}}'"),
    "a number for a GUID": sql("UPDATE notes SET guid = 7"),
    "a GUID of another shape": sql("UPDATE notes SET guid = 'short'"),
    "capitals in a GUID": sql("UPDATE notes SET flds = replace(flds, guid, upper(guid)), guid = upper(guid)"),
    "one GUID for all": sql(f"UPDATE notes SET flds = replace(flds, guid, '{'a' * 26}'), guid = '{'a' * 26}'"),
    "another note type": sql("UPDATE notes SET mid = 1"),
    "a field too many": sql("UPDATE notes SET flds = flds || x'1f'"),
    "a field too few": sql("UPDATE notes SET flds = 'x'"),
    "fields of bytes": sql("UPDATE notes SET flds = x'ff'"),
    "no fields": sql("UPDATE notes SET flds = ''"),
    "a time before all": sql("UPDATE notes SET mod = -5"),
    "no time": sql("UPDATE notes SET mod = 0"),
    "a time after all": sql("UPDATE notes SET mod = 9000000000000000000"),
    "a time of text": sql("UPDATE notes SET mod = 'x'"),
    "a due after all": sql("UPDATE cards SET due = 5000000"),
    "a due of text": sql("UPDATE cards SET due = 'x'"),
    "a deck that is not there": sql("UPDATE cards SET did = 4"),
    "no cards": sql("DELETE FROM cards"),
    "tags of bytes": sql("UPDATE notes SET tags = x'ff'"),
    "a control character in a tag": sql("UPDATE notes SET tags = ' a' || char(7) || ' '"),
    "a control character in a field": sql("UPDATE notes SET flds = replace(flds, 'Hinton', char(7))"),
    "a deck with an empty level": sql("UPDATE col SET decks = replace(decks, 'Blog', 'Blog::')"),
    "a script in a field": sql(field("Hinton", "<script>alert(1)</script>")),
    "a handler in a field": sql(field("Hinton", "<img src=\"x\" onerror=\"alert(1)\">")),
    "a script in a link": sql(field("Hinton", "<a href=\"javascript:alert(1)\">x</a>")),
    "an image of the net": sql(field("Hinton", "<img src=\"https://x.example/x\" alt=\"\">")),
    "no gap": sql("UPDATE notes SET flds = replace(flds, '{{c', '{c')"),
    "a gap beyond all": sql("UPDATE notes SET flds = replace(flds, '{{c1', '{{c9999')"),
    "a newer format": ours(format=99),
    "a newer recipe": ours(recipe=99),
    "a format of text": ours(format="1"),
    "no format": sql("UPDATE col SET conf = '{\"deckgen\":{}}'"),
    "nothing of ours": sql("UPDATE col SET conf = '{}'"),
    "a number for all": sql("UPDATE col SET conf = '{\"deckgen\":5}'"),
    "a namespace of numbers": ours(namespace=5),
    "choices of numbers": ours(choices={"language": 5}),
    "subdecks that are none": ours(choices={"subdecks": "kind,moon"}),
    "a deck without a name": ours(choices={"reading": ""}),
    "a deck with a bell": ours(choices={"questions": "a\x07"}),
    "places that are none": ours(places=[5]),
    "too few places": ours(at=[]),
    "a place beyond all": ours(at=[99] * 4),
    "a place before all": ours(at=[-1] * 4),
    "notes that are none": ours(notes=[]),
    "no key": ours(notes={}),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_package_that_is_not_as_we_write_it_is_refused_whole(blog: Blog, what: str) -> None:
    """In one sentence that names the file; no ledger is made, and none of it is called our fault."""
    package = blog.folder / "other.apkg"
    rewrite(blog.package, package, HOSTILE[what])
    blog.ledger_path.unlink()
    (problem,) = blog.refused("--recover", package)
    assert (problem["path"], problem["code"]) == (str(package), "recover")
    assert problem["message"].startswith("no ledger can be made from it: ")
    assert "\n" not in problem["message"]
    assert "please report" not in problem["message"]
    assert not blog.ledger_path.exists()


def test_the_same_package_packed_again_is_taken(blog: Blog) -> None:
    """What the hostile ones are made with changes nothing by itself."""
    package = blog.folder / "other.apkg"
    rewrite(blog.package, package, sql("UPDATE notes SET usn = -1"))
    assert recover_ledger(package) == recover_ledger(blog.package)


def test_a_package_of_another_deck_is_refused_before_anything_is_written(blog: Blog) -> None:
    """Its id is not the definition's: with it every note would be new to every learner."""
    package = blog.folder / "other.apkg"
    rewrite(blog.package, package, ours(namespace="ffffffff"))
    blog.ledger_path.unlink()
    (problem,) = blog.refused("--recover", package)
    assert "another deck's" in problem["message"]


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_that_grows_is_refused_within_limits(blog: Blog, packing: int) -> None:
    """Two gigabytes out of some megabytes or less: neither memory nor the disk is filled."""
    package = blog.folder / "other.apkg"
    with zipfile.ZipFile(package, "w", packing, compresslevel=1) as archive:
        archive.writestr("media", "{}")
        with archive.open("collection.anki2", "w", force_zip64=True) as member:
            for _ in range(2_048 if packing == zipfile.ZIP_DEFLATED else 100):
                member.write(bytes(1 << 20))
    blog.ledger_path.unlink()
    command = [sys.executable, "-m", "deckgen.cli", "build", str(blog.definition), "--recover", str(package)]
    env = {**os.environ, "XDG_CACHE_HOME": str(blog.folder / "cache")}
    done = subprocess.run(command, capture_output=True, text=True, env=env, preexec_fn=_limited, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(f"{package}: error: no ledger can be made from it: ")
    assert not blog.ledger_path.exists()
