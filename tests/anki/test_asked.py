"""Notes asked for one by one say the same as the collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deckgen.anki.asked import OURS, ask_notes, quoted
from deckgen.anki.connect import AnkiConnect
from tests.anki.fake_connect import FakeAnki
from tests.anki.packages import cloze, guid, package, question
from tests.anki_real import import_package, note_by_guid, snapshot, study

pytestmark = pytest.mark.anki
NOW = 1_790_000_000
REVIEW = 2  # the type of a card that is learned


def into_filtered(col: Any, search: str, name: str) -> None:
    """Put the cards that a search finds into a filtered deck."""
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name = name
    deck.config.search_terms[0].search = search
    deck.config.search_terms[0].limit = 100
    col.sched.add_or_update_filtered_deck(deck)


@pytest.fixture
def studied(desktop: FakeAnki, tmp_path: Path) -> FakeAnki:
    """Give a collection with a card of each kind."""
    col = desktop.col
    notes = [
        question("plain"),
        question("both", BackQuestion="And back?", BackAnswer="So."),
        cloze("gaps", "{{c2::two}} and {{c30::thirty}}"),
        question("away", deck='Odd "deck": a_b*::c'),
    ]
    import_package(col, package(tmp_path / "p.apkg", *notes))
    study(col, guid("both"), guid("away"))
    study(col, guid("both"), ease=1)
    col.sched.suspend_cards([note_by_guid(col, guid("both")).cards()[1].id])
    into_filtered(col, f"Key:{guid('plain')} or Key:{guid('away')}", "Cram")
    return desktop


@pytest.mark.parametrize("is_new", [False, True])
def test_all_that_is_asked_for_is_so(studied: FakeAnki, is_new: bool) -> None:
    """Fields, tags, decks, ordinals, suspension, reviews: of the add-on of 2023 and of that of today."""
    studied.is_new = is_new
    connect = AnkiConnect(studied.url)
    ids = connect.ask("findNotes", list[int], query=OURS)
    found = ask_notes(connect, ids, now=NOW, has_reviews=True)
    state = snapshot(studied.col)
    homes = dict(studied.col.db.all("select c.id, d.name from cards c join decks d on d.id = max(c.odid, 0)"))
    assert found.keys() == state.keys()
    for key, note in found.items():
        known = state[key]
        assert (note.note_id, note.note_type, note.tags) == (known.id, known.note_type, known.tags)
        assert note.fields == known.fields
        assert note.mod == (known.mod if is_new else NOW)
        for card, told in zip(known.cards, note.cards, strict=True):
            home = homes.get(card.id, card.deck).replace("\x1f", "::")
            assert (told.ordinal, told.deck) == (card.ordinal, home)
            assert told.is_suspended is (card.queue == -1)
            assert (told.reviews, told.interval > 0) == (card.revlog, card.type == REVIEW)
    both = found[guid("both")].cards
    assert [card.lapses for card in both] == [1, 1]
    assert [card.ordinal for card in found[guid("gaps")].cards] == [1, 29]


def test_a_copy_made_in_anki_is_not_ours(studied: FakeAnki) -> None:
    """It bears the same Key, and is younger."""
    col = studied.col
    original = note_by_guid(col, guid("plain"))
    copy = col.new_note(original.note_type())
    copy.fields = list(original.fields)
    copy["Answer"] = "another"
    col.add_note(copy, col.decks.id("Mine"))
    connect = AnkiConnect(studied.url)
    ids = connect.ask("findNotes", list[int], query=OURS)
    assert len(ids) == 5
    found = ask_notes(connect, list(reversed(ids)), now=NOW, has_reviews=True)
    assert found[guid("plain")].note_id == original.id


@pytest.mark.parametrize("name", ['a "b" c', "a_b", "a*b", "a\\b", "a:b", "深度学习（二）"])
def test_a_deck_of_any_name_is_found_alone(desktop: FakeAnki, tmp_path: Path, name: str) -> None:
    """Nothing in a name has a meaning for the search."""
    import_package(desktop.col, package(tmp_path / "p.apkg", question("in", deck=name), question("out", deck="axb")))
    connect = AnkiConnect(desktop.url)
    found = connect.ask("findNotes", list[int], query=f"deck:{quoted(name)}")
    assert found == [note_by_guid(desktop.col, guid("in")).id]


def test_many_notes_take_few_requests(desktop: FakeAnki, tmp_path: Path) -> None:
    """None of its own for a note."""
    import_package(desktop.col, package(tmp_path / "p.apkg", *(question(f"n{number:04}") for number in range(1_200))))
    connect = AnkiConnect(desktop.url)
    ids = connect.ask("findNotes", list[int], query=OURS)
    assert len(ask_notes(connect, ids, now=NOW, has_reviews=True)) == 1_200
    assert connect.requests <= 25


def test_notes_that_are_gone_are_left_out(desktop: FakeAnki) -> None:
    """They may be deleted between two requests."""
    assert ask_notes(AnkiConnect(desktop.url), [5, 6], now=NOW, has_reviews=True) == {}
