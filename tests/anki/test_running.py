"""A running Anki read whole: by the file that it exports, by questions, or by both, to the same notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.anki.connect import AnkiConnect
from deckgen.anki.running import Running, read_running
from deckgen.anki.values import Anki, Source
from tests.anki.fake_connect import FakeAnki
from tests.anki.packages import cloze, guid, package, question
from tests.anki.test_asked import into_filtered
from tests.anki_real import import_package, note_by_guid, study

pytestmark = pytest.mark.anki
NOW = 1_790_000_000


@pytest.fixture
def studied(desktop: FakeAnki, tmp_path: Path) -> FakeAnki:
    """Give a collection with notes at home, moved away, half moved and in a filtered deck."""
    col = desktop.col
    desktop.is_new = True
    notes = [
        question("home", Answer="An <b>answer</b> &amp; more."),
        question("half", BackQuestion="And back?", BackAnswer="So."),
        question("away"),
        question("cram"),
        cloze("gaps", "{{c1::one}} and {{c3::three}}"),
    ]
    import_package(col, package(tmp_path / "p.apkg", *notes))
    study(col, guid("home"), guid("away"))
    away = col.decks.id("Favourites")
    col.set_deck([note_by_guid(col, guid("away")).cards()[0].id, note_by_guid(col, guid("half")).cards()[1].id], away)
    into_filtered(col, f"Key:{guid('cram')}", "Cram")
    col.sched.suspend_cards([note_by_guid(col, guid("home")).cards()[0].id])
    return desktop


def read(desktop: FakeAnki, folder: Path, deck: str = "Top") -> Running:
    connect = AnkiConnect(desktop.url)
    return read_running(connect, deck, folder / "backups" / "b.apkg", actions=connect.actions(), now=NOW)


def plain(anki: Anki) -> object:
    """Give all that both ways of reading tell."""
    return {
        key: (note.fields, note.tags, note.mod, note.cards)
        for key, note in anki.notes.items()
    }


def test_the_file_and_what_it_does_not_hold(studied: FakeAnki, tmp_path: Path) -> None:
    """Notes elsewhere are asked for, and no other one is."""
    found = read(studied, tmp_path)
    assert found.file is not None
    assert found.file.is_file()
    assert found.anki.source is Source.RUNNING
    assert found.outside == {guid("away"), guid("half"), guid("cram")}
    assert {key.rstrip("z"): [card.deck for card in note.cards] for key, note in found.anki.notes.items()} == {
        "home": ["Top::Sub"],
        "half": ["Top::Sub", "Favourites"],
        "away": ["Favourites"],
        "cram": ["Top::Sub"],
        "gaps": ["Top::Sub", "Top::Sub"],
    }


def test_both_ways_say_the_same(studied: FakeAnki, tmp_path: Path) -> None:
    """With a shared folder and without one."""
    by_file = read(studied, tmp_path)
    studied.is_elsewhere = True
    asked = read(studied, tmp_path / "other")
    assert asked.file is None
    assert plain(asked.anki) == plain(by_file.anki)
    studied.is_elsewhere, studied.lacks = False, frozenset({"exportPackage"})
    assert plain(read(studied, tmp_path / "third").anki) == plain(by_file.anki)


def test_a_folder_that_anki_may_not_write_to_is_none(
    studied: FakeAnki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be locked up in a container of its own."""

    def refuse(**_: object) -> None:
        raise ValueError("Failed to create file in '/nope': No such file or directory (os error 2)")

    monkeypatch.setattr(studied, "do_exportPackage", refuse)
    found = read(studied, tmp_path)
    assert found.file is None
    assert len(found.anki.notes) == 5


def test_an_anki_without_the_deck_has_none_of_its_notes(desktop: FakeAnki, tmp_path: Path) -> None:
    """Before the first push."""
    assert read(desktop, tmp_path).anki.notes == {}


def test_a_learner_renamed_the_deck(studied: FakeAnki, tmp_path: Path) -> None:
    """Its notes are found by their types."""
    studied.col.decks.rename(studied.col.decks.by_name("Top"), "My own")
    found = read(studied, tmp_path)
    assert found.anki.notes[guid("home")].cards[0].deck == "My own::Sub"
    assert len(found.anki.notes) == 5


def test_an_old_file_is_not_taken_for_a_new_one(studied: FakeAnki, tmp_path: Path) -> None:
    """Where Anki writes elsewhere, what lies here is of another day."""
    read(studied, tmp_path)
    studied.is_elsewhere = True
    assert read(studied, tmp_path).file is None
