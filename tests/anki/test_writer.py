"""What a push writes stands in the collection afterwards, and nothing else has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.anki.connect import AnkiConnect, ConnectError
from deckgen.anki.writer import Write, send_media, show_no_note, write_notes
from tests.anki.fake_connect import FakeAnki
from tests.anki.packages import guid, package, question
from tests.anki.test_asked import into_filtered
from tests.anki_real import NoteState, import_package, note_by_guid, snapshot

pytestmark = pytest.mark.anki


@pytest.fixture
def connect(desktop: FakeAnki, tmp_path: Path) -> AnkiConnect:
    """Give access to a collection with three notes."""
    notes = [question("a", BackQuestion="Back?", BackAnswer="So."), question("b"), question("c")]
    import_package(desktop.col, package(tmp_path / "p.apkg", *notes))
    return AnkiConnect(desktop.url)


def write(desktop: FakeAnki, name: str, **what: object) -> Write:
    return Write(guid=guid(name), note_id=note_by_guid(desktop.col, guid(name)).id, **what)  # type: ignore[arg-type]


def state(desktop: FakeAnki, name: str) -> NoteState:
    return snapshot(desktop.col)[guid(name)]


def test_fields_are_written_alone(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """Only those that are named."""
    before = snapshot(desktop.col)
    assert write_notes(connect, [write(desktop, "a", fields={"Answer": "new <b>&amp;</b>"})]) == {}
    after = snapshot(desktop.col)
    assert after[guid("a")].fields == {**before[guid("a")].fields, "Answer": "new <b>&amp;</b>"}
    assert after[guid("b")] == before[guid("b")]


def test_a_tag_that_goes_takes_none_below_it_that_is_put_back(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """Anki removes the tags below one with it, so those go first and what stays is added after."""
    note = note_by_guid(desktop.col, guid("a"))
    note.tags = ["x", "x::mine", "keep"]
    desktop.col.update_note(note)
    assert write_notes(connect, [write(desktop, "a", remove=("x",), add=("new", "x::mine"))]) == {}
    assert set(state(desktop, "a").tags) == {"keep", "new", "x::mine"}


def test_cards_are_suspended_woken_and_moved(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """All of a note's, or those of some ordinals."""
    write_notes(connect, [write(desktop, "a", suspend=True), write(desktop, "b", deck="Else::Where", moved=(0,))])
    assert [card.queue for card in state(desktop, "a").cards] == [-1, -1]
    assert state(desktop, "b").cards[0].deck == "Else::Where"
    assert state(desktop, "c").cards[0].deck == "Top::Sub"
    write_notes(connect, [write(desktop, "a", wake=(1,))])
    assert [card.queue for card in state(desktop, "a").cards] == [-1, 0]


def test_a_card_in_a_filtered_deck_is_left_there(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """Its learner is studying it right now."""
    into_filtered(desktop.col, f"Key:{guid('a')}", "Cram")
    before = state(desktop, "a")
    assert write_notes(connect, [write(desktop, "a", deck="Else", moved=(0, 1))]) == {}
    assert state(desktop, "a") == before


def test_notes_are_deleted_when_they_are_meant(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """And no other one."""
    write_notes(connect, [write(desktop, "b", is_deleted=True)])
    assert snapshot(desktop.col).keys() == {guid("a"), guid("c")}


def test_what_anki_refuses_is_told_by_note(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """A note that was deleted since it was read stops no other one."""
    gone = Write(guid=guid("z"), note_id=5, fields={"Answer": "x"}, add=("t",))
    faults = write_notes(connect, [gone, write(desktop, "a", fields={"Answer": "new"})])
    assert faults == {guid("z"): "Note was not found: 5"}
    assert state(desktop, "a").fields["Answer"] == "new"


def test_what_is_alike_goes_in_few_requests(desktop: FakeAnki, tmp_path: Path) -> None:
    """A hundred notes: one request for their fields, one for all their tags."""
    names = [f"n{number:03}" for number in range(100)]
    import_package(desktop.col, package(tmp_path / "p.apkg", *map(question, names)))
    connect = AnkiConnect(desktop.url)
    writes = [write(desktop, name, fields={"Answer": "new"}, add=("t",), deck="Else", moved=(0,)) for name in names]
    assert write_notes(connect, writes) == {}
    assert connect.requests <= 5
    assert {each.fields["Answer"] for each in snapshot(desktop.col).values()} == {"new"}


def test_an_open_browse_window_shows_another_note(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """Else it would write its old text back."""
    note_id = note_by_guid(desktop.col, guid("a")).id
    desktop.browse(note_id)
    show_no_note(connect, desktop.clock.sleep)
    write_notes(connect, [write(desktop, "a", fields={"Answer": "new"})])
    desktop.clock.sleep(5)
    desktop.settle()
    assert state(desktop, "a").fields["Answer"] == "new"


def test_no_window_is_opened_where_there_is_none(desktop: FakeAnki, connect: AnkiConnect) -> None:
    """Nobody asked for one."""
    show_no_note(connect, desktop.clock.sleep)
    assert "guiBrowse" not in desktop.log


def test_a_window_that_stays_stops_the_push(
    desktop: FakeAnki, connect: AnkiConnect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be lost two seconds later is not written at all."""
    monkeypatch.setattr(desktop, "do_guiBrowse", lambda query: [])
    desktop.browse(1)
    with pytest.raises(ConnectError, match="close it"):
        show_no_note(connect, desktop.clock.sleep)


def test_pictures_that_anki_lacks_are_sent_once(desktop: FakeAnki, connect: AnkiConnect, tmp_path: Path) -> None:
    """Their names say what is in them."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    files = {"dg-0123456789abcdef.png": tmp_path / "a.png"}
    send_media(connect, files)
    send_media(connect, files)
    assert desktop.log.count("storeMediaFile") == 1
    assert (Path(desktop.col.media.dir()) / "dg-0123456789abcdef.png").read_bytes() == b"\x89PNG"
