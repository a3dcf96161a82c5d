"""Whatever answers instead of AnkiConnect: a clear sentence with the next step, and nothing is taken for an answer."""

from __future__ import annotations

import json
import socket

import pytest

from deckgen.anki import connect as module
from deckgen.anki.connect import NEEDED, WRITING, AnkiConnect, Call, ConnectError, RefusedError
from tests.anki.fake_connect import FakeAnki

pytestmark = pytest.mark.anki


def fault(url: str, key: str = "") -> str:
    """Give what a user reads who looks for notes there."""
    with pytest.raises(ConnectError) as caught:
        AnkiConnect(url, key).ask("findNotes", list[int], query="nid:1")
    assert caught.value.problems[0].path == url
    return caught.value.message


def test_no_anki_is_running() -> None:
    """What is missing may be Anki or the add-on; the sentence names both, with the add-on's number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    message = fault(f"http://127.0.0.1:{port}")
    assert "Start it" in message
    assert "2055492159" in message


def test_the_profile_is_closed(desktop: FakeAnki) -> None:
    """The add-on answers though the collection is not there."""
    desktop.is_open = False
    assert AnkiConnect(desktop.url).ask("version", int) == 6
    assert "no profile is open" in fault(desktop.url)


@pytest.mark.parametrize("key", ["", "wrong"])
def test_the_key_is_missing_or_wrong(desktop: FakeAnki, key: str) -> None:
    """The add-on's settings have it."""
    desktop.key = "right"
    assert "set ANKICONNECT_KEY" in fault(desktop.url, key)


def test_each_part_of_a_multi_bears_the_key(desktop: FakeAnki) -> None:
    """The add-on asks each for it."""
    desktop.key = "right"
    assert AnkiConnect(desktop.url, "right").ask_all([Call("version", int), Call("version", int)]) == [6, 6]


@pytest.mark.parametrize("lacking", ["apiReflect", "multi", "updateNoteFields"])
def test_the_add_on_is_too_old(desktop: FakeAnki, lacking: str) -> None:
    """It is told by what it lacks, since the number of its interface never changes."""
    desktop.lacks = frozenset({lacking})
    with pytest.raises(ConnectError, match=f"too old: it lacks {lacking}.*Check for Updates"):
        AnkiConnect(desktop.url).actions(NEEDED | WRITING)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8765", "ftp://127.0.0.1", "http://", "http://127.0.0.1:x", "http://a:b@127.0.0.1:1"]
)
def test_an_address_that_is_none(url: str) -> None:
    """Nothing is sent anywhere."""
    with pytest.raises(ConnectError, match="ANKICONNECT_URL is no address"):
        AnkiConnect(url)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"AnkiConnect v.6",
        b"null",
        b"[]",
        b"6",
        b'{"result": [1]}',
        b'{"result": [1], "error": 5}',
        b'{"error": null}',
        b"[" * 100_000,
        b'{"result": "\xff", "error": null}',
        b'{"result": ["1"], "error": null}',
        b'{"result": {"1": 2}, "error": null}',
        b'{"result": null, "error": null}',
        b'{"result": [1e400], "error": null}',
        b'{"result": [123456789012345678901234567890.5], "error": null}',
    ],
    ids=range(16),
)
def test_no_answer_of_another_kind_is_taken(desktop: FakeAnki, raw: bytes) -> None:
    """Not JSON, JSON of another shape, values of other types."""
    desktop.raw = raw
    assert "AnkiConnect" in fault(desktop.url)


def test_half_a_body_is_no_answer(desktop: FakeAnki) -> None:
    """The header promises more than comes."""
    desktop.raw, desktop.told_length = b'{"result": [1], "error": null}', 1_000
    assert "the connection broke" in fault(desktop.url)


def test_a_huge_answer_is_not_read(desktop: FakeAnki, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is bounded before it is looked at."""
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    desktop.raw = json.dumps({"result": [1] * 1_000, "error": None}).encode()
    assert "is larger than" in fault(desktop.url)


def test_an_anki_that_waits_for_its_user(desktop: FakeAnki, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that asks something keeps the add-on silent."""
    monkeypatch.setattr(module, "SECONDS", 0.2)
    with desktop.lock:
        assert "is a question open in Anki" in fault(desktop.url)


@pytest.mark.parametrize("raw", [b'{"result": [], "error": null}', b'{"result": [5, 6], "error": null}'])
def test_a_multi_needs_an_answer_for_each(desktop: FakeAnki, raw: bytes) -> None:
    """Else one would be taken for another's."""
    desktop.raw = raw
    with pytest.raises(ConnectError):
        AnkiConnect(desktop.url).ask_all([Call("version", int), Call("version", int)])


def test_a_refusal_says_whose(desktop: FakeAnki) -> None:
    """Anki's own word, with the action."""
    with pytest.raises(RefusedError, match="Anki refused updateNoteFields: Note was not found: 5"):
        AnkiConnect(desktop.url).ask("updateNoteFields", object, note={"id": 5, "fields": {}})


def test_many_actions_go_in_few_requests(desktop: FakeAnki, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at once, and not more bytes than the add-on reads quickly."""
    connect = AnkiConnect(desktop.url)
    connect.ask_all([Call("version", int)] * 250)
    assert connect.requests == 3
    monkeypatch.setattr(module, "MOST_ASKED", 1_000)
    calls = [Call("findNotes", list[int], {"query": f"nid:1 {'x' * 400}"})] * 6
    assert connect.ask_all(calls) == [[]] * 6
    assert connect.requests == 6
