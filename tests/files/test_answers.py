"""Answers in the store: what was kept is found, what is damaged is as if it were not there, reading makes nothing."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import zlib
from pathlib import Path

import msgspec
import pytest

from deckgen.files.answers import Answer, Answers, ServerRecord
from deckgen.files.store import Store, open_store, sealed

ANSWER = Answer(text='{"cards": []} 内容', model="m", finish="stop", input_tokens=7, output_tokens=5, date="2026-01-01")
SERVER = ServerRecord(level=1, newer_limit=False, expected_input=3, input=4, answers=5, output=6)
NAME = "http://localhost/v1 m"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with an answer and a server."""
    store, _ = open_store(tmp_path / "store.sqlite")
    with store:
        answers = Answers(store)
        answers.make()
        answers.put("a", ANSWER)
        answers.put("b", ANSWER)
        answers.put_server(NAME, SERVER)
    return tmp_path / "store.sqlite"


def opened(path: Path) -> Store:
    store, problems = open_store(path)
    assert problems == []
    return store


def change(path: Path, query: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(query, values)


def test_what_was_kept_is_found(path: Path) -> None:
    with opened(path) as store:
        answers = Answers(store)
        assert (answers.get("a"), answers.get("b"), answers.get("c")) == (ANSWER, ANSWER, None)
        assert (answers.server(NAME), answers.server("other")) == (SERVER, ServerRecord())


def test_a_later_answer_takes_the_place_of_an_earlier_one(path: Path) -> None:
    other = msgspec.structs.replace(ANSWER, text="other")
    with opened(path) as store:
        answers = Answers(store)
        answers.put("a", other)
        assert answers.get("a") == other


def test_every_changed_byte_is_seen(path: Path) -> None:
    """A damaged row is as if absent, and damages no other; keeping the answer again mends it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute("SELECT value FROM answer WHERE id = 'a'").fetchone()
    choose = random.Random(3)
    for place in range(len(value)):
        harmed = bytearray(value)
        harmed[place] ^= 1 << choose.randrange(8)
        change(path, "UPDATE answer SET value = ? WHERE id = 'a'", bytes(harmed))
        with opened(path) as store:
            assert Answers(store).get("a") is None
            assert Answers(store).get("b") == ANSWER
    with opened(path) as store:
        Answers(store).put("a", ANSWER)
        assert Answers(store).get("a") == ANSWER


SHAPES: dict[str, object] = {
    "nothing": b"",
    "short": b"abc",
    "another answer's": None,  # the value of b, as it is
    "text": "text",
    "number": 3,
    "not packed": sealed(b"a", b"plain"),
    "not msgpack": sealed(b"a", zlib.compress(b"\xc1\xc1")),
    "another shape": sealed(b"a", zlib.compress(msgspec.msgpack.encode(["x"]))),
    "wrong type": sealed(b"a", zlib.compress(msgspec.msgpack.encode({"text": 3}))),
    "no text": sealed(b"a", zlib.compress(msgspec.msgpack.encode({"model": "m"}))),
    "cut": sealed(b"a", zlib.compress(msgspec.msgpack.encode(ANSWER))[:-4]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_another_shape_is_as_if_absent(path: Path, name: str) -> None:
    """Of a later version, of nobody, of another row."""
    value = SHAPES[name]
    if value is None:
        change(path, "UPDATE answer SET value = (SELECT value FROM answer WHERE id = 'b') WHERE id = 'a'")
    else:
        change(path, "UPDATE answer SET value = ? WHERE id = 'a'", value)
    with opened(path) as store:
        assert Answers(store).get("a") is None
        assert store.problems == []


def test_fields_of_a_later_version_are_passed_over(path: Path) -> None:
    """Its answer is an answer: it was paid for."""
    later = sealed(b"a", zlib.compress(msgspec.msgpack.encode({"text": "t", "mood": "good"})))
    change(path, "UPDATE answer SET value = ? WHERE id = 'a'", later)
    with opened(path) as store:
        assert Answers(store).get("a") == Answer(text="t")


def test_a_damaged_server_is_as_if_unknown(path: Path) -> None:
    change(path, "UPDATE llm_server SET value = x'00'")
    with opened(path) as store:
        assert Answers(store).server(NAME) == ServerRecord()


def test_reading_makes_nothing(tmp_path: Path) -> None:
    """No table in a store that has none, and no answer in one."""
    store, _ = open_store(tmp_path / "store.sqlite")
    with store:
        answers = Answers(store)
        assert answers.get("a") is None
        assert answers.server(NAME) == ServerRecord()
        assert not store.has_table("answer")
        assert not store.has_table("llm_server")
        assert store.problems == []


def test_a_store_that_another_holds_loses_nothing_that_it_has(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is told, what is there is read, and the next try succeeds."""
    monkeypatch.setattr("deckgen.files.store.BUSY_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other, opened(path) as store:
        answers = Answers(store)
        other.execute("BEGIN IMMEDIATE")
        answers.put("c", ANSWER)
        assert answers.get("c") is None
        assert answers.get("a") == ANSWER
        (problem,) = store.problems
        assert "locked" in problem.message
        other.execute("ROLLBACK")
        answers.put("c", ANSWER)
        assert answers.get("c") == ANSWER
