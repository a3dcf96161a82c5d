"""The store may be lost, damaged, newer or unwritable at any time: the work goes on, with a word about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.store import Store, open_store, store_path
from deckgen.model import Problem, Severity


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own cache folder out of this."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def _open(path: Path) -> Store:
    store, problems = open_store(path)
    assert problems == []
    return store


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def _filled(folder: Path) -> Path:
    path = store_path(folder)
    with _open(path) as store:
        store.put_stamp("x.apkg", b"stamp")
        store.put_parsed({bytes([n]) * 16: bytes([n]) * 3_000 for n in range(100)}, "1")
        assert store.problems == []
    return path


def test_what_is_put_is_there(tmp_path: Path) -> None:
    """Also after closing; nothing else lies beside it, and git is told to leave it out."""
    path = _filled(tmp_path)
    assert _names(path.parent) == [".gitignore", "store.sqlite"]
    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    with _open(path) as store:
        assert (store.stamp("x.apkg"), store.stamp("y.apkg")) == (b"stamp", None)
        store.put_stamp("x.apkg", b"")
        assert store.stamp("x.apkg") == b""
        wanted = [bytes([n]) * 16 for n in (1, 2, 200)]
        assert store.parsed(wanted, "1") == {key: key[:1] * 3_000 for key in wanted[:2]}
        assert store.parsed(wanted, "2") == {}
        assert store.parsed([], "1") == {}
        store.put_parsed({wanted[0]: b"new"}, "2")
        assert store.parsed(wanted, "2") == {wanted[0]: b"new"}
        assert store.problems == []


def test_many_are_asked_for_in_batches(tmp_path: Path) -> None:
    """More than SQLite takes in one question."""
    values = {number.to_bytes(16, "big"): str(number).encode() for number in range(40_000)}
    with _open(store_path(tmp_path)) as store:
        store.put_parsed(values, "1")
        assert store.parsed(list(values), "1") == values


def test_old_ones_are_forgotten(tmp_path: Path) -> None:
    """But not the newest of another deck that shares the store."""
    with _open(store_path(tmp_path)) as store:
        keys = [bytes([n]) * 16 for n in range(10)]
        for key in keys:
            store.put_parsed({key: b"x"}, "1")
        store.prune_parsed({keys[0], keys[5]}, spare=3)
        assert sorted(store.parsed(keys, "1")) == sorted([keys[0], keys[5], *keys[7:]])
        store.prune_parsed(set(), spare=0)
        assert store.parsed(keys, "1") == {}


@pytest.mark.parametrize(
    ("statement", "code", "message"),
    [
        ("PRAGMA user_version = 2", "store-newer", "the store was written by a newer deckgen"),
        ("PRAGMA application_id = 1", "store-damaged", "the store is no store of deckgen"),
        (
            "ALTER TABLE parsed RENAME TO p",
            "store-damaged",
            "the store's table parsed is not as it was made",
        ),
    ],
)
def test_a_strange_store_is_set_aside(tmp_path: Path, statement: str, code: str, message: str) -> None:
    """With a warning, and an empty one takes its place."""
    path = _filled(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    store, problems = open_store(path)
    with store:
        assert store.stamp("x.apkg") is None
        store.put_stamp("x.apkg", b"again")
    assert problems == [
        Problem(
            path=str(path),
            line=0,
            severity=Severity.WARNING,
            code=code,
            message=f"{message}; set aside as store.sqlite.damaged",
        )
    ]
    assert _names(path.parent) == [".gitignore", "store.sqlite", "store.sqlite.damaged"]
    with _open(path) as store:
        assert store.stamp("x.apkg") == b"again"


def test_a_store_of_another_make_is_set_aside(tmp_path: Path) -> None:
    """What our own SQL cannot be said to is damaged, whatever words SQLite finds for it."""
    path = store_path(tmp_path)
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW parsed AS SELECT 1")
        connection.commit()
    store, (problem,) = open_store(path)
    with store:
        store.put_stamp("x", b"1")
        assert (store.stamp("x"), problem.code) == (b"1", "store-damaged")


@pytest.mark.parametrize("data", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 8_000])
def test_what_is_no_database_is_set_aside(tmp_path: Path, data: bytes) -> None:
    """Whatever lies there."""
    path = _filled(tmp_path)
    path.write_bytes(data)
    store, (problem,) = open_store(path)
    with store:
        store.put_stamp("x", b"1")
        assert (store.stamp("x"), problem.code) == (b"1", "store-damaged")


def test_a_column_whose_name_is_broken_is_damage(tmp_path: Path) -> None:
    """Python tells of it as of a fault of the SQL, and without SQLite's code."""
    path = _filled(tmp_path)
    whole = path.read_bytes()
    assert whole.count(b" value BLOB") == 2
    path.write_bytes(whole.replace(b" value BLOB", b" \x80alue BLOB"))
    store, (problem,) = open_store(path)
    with store:
        assert problem.code == "store-damaged"


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damage_never_stops_and_never_lies(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cut it anywhere or write anything into it: what is still given is what was put."""
    path = _filled(tmp_path_factory.mktemp("store"))
    whole = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        del whole[data.draw(st.integers(0, len(whole) - 1)) :]
    else:
        start = data.draw(st.integers(0, len(whole) - 1))
        junk = data.draw(st.binary(min_size=1, max_size=64))
        whole[start : start + len(junk)] = junk
    path.write_bytes(whole)
    for _ in range(3):
        store, problems = open_store(path)
        with store:
            assert store.stamp("x.apkg") in {b"stamp", None}
            keys = [bytes([n]) * 16 for n in range(100)]
            found = store.parsed(keys, "1")
            assert all(found[key] == key[:1] * 3_000 for key in found)
            store.put_stamp("y", b"1")
            store.prune_parsed(set(keys[:2]), spare=0)
            said = {problem.severity for problem in (*problems, *store.problems)}
            assert said <= {Severity.WARNING}
    _open(path).close()


def test_an_unwritable_folder_means_the_cache_folder(tmp_path: Path, cache: Path) -> None:
    """Where the definition's folder takes no store, the user's own does, and each deck has its own."""
    (tmp_path / "decks").touch()  # a file, so that no folder can be made in it
    for name in ("decks/a", "decks/b"):
        with _open(store_path(tmp_path / name)) as store:
            assert store.stamp("x") is None
            store.put_stamp("x", name.encode())
            assert Path(store.path).parent == cache / "deckgen"
    with _open(store_path(tmp_path / "decks/a")) as store:
        assert store.stamp("x") == b"decks/a"


def test_no_place_at_all_means_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note says so, and everything works for this once."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path = store_path(tmp_path / "file")
    store, problems = open_store(path)
    with store:
        store.put_parsed({b"1": b"2"}, "1")
        assert store.parsed([b"1"], "1") == {b"1": b"2"}
    message = "no place to write a store; this run keeps it in memory"
    assert problems == [
        Problem(path=str(path), line=0, severity=Severity.NOTE, code="store-memory", message=message)
    ]


def test_a_busy_store_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process writes for longer than we wait: nothing is kept, and nothing stops."""
    monkeypatch.setattr("deckgen.files.store.BUSY_SECONDS", 0.05)
    path = _filled(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, _open(path) as store:
        other.execute("BEGIN IMMEDIATE")
        store.put_stamp("x.apkg", b"new")
        store.put_stamp("x.apkg", b"new")
        assert store.stamp("x.apkg") == b"stamp"
        assert [problem.code for problem in store.problems] == ["store"]
