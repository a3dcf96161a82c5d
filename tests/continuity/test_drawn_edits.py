"""Edits that nobody chose: whatever an author does between two builds, each fact goes on under its own note."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.model import NoteType
from tests.continuity.blog import DAY, FIRST, Blog, anki
from tests.continuity.made_up_cards import Cards, Fact
from tests.continuity.test_replay import Follower

STATES = 6
EDITS = 14


def live(ledger: Ledger) -> list[NoteRecord]:
    types = (NoteType.QUESTION, NoteType.CLOZE)
    return [record for record in ledger.notes.values() if record.state is State.LIVE and record.type in types]


def notes_of(author: Cards, ledger: Ledger) -> list[tuple[Fact, str]]:
    """Give the GUID of each fact that the posts ask for; none is told by two notes, and no note tells nothing."""
    found: list[tuple[Fact, str]] = []
    records = live(ledger)
    for fact in author.facts():
        told = [record.guid for record in records if fact.is_told_by(record)]
        assert len(told) == 1, f"{fact} is told by {len(told)} notes"
        found.append((fact, told[0]))
    held = [fact for section in author.sections for fact in section.cards if fact.is_skipped or fact.is_broken]
    others = {record.guid for record in records} - {guid for _, guid in found}
    assert len(others) <= len(held), "a fact that is gone still ships"
    return found


@pytest.mark.anki
@pytest.mark.parametrize("seed", range(8))
def test_each_fact_goes_on_under_its_own_note(tmp_path: Path, seed: int) -> None:
    """No review is lost, no note goes to another fact, no fact is told twice; and a learner's collection agrees."""
    blog, author = Blog(tmp_path / "blog"), Cards(seed)
    known: dict[int, tuple[Fact, str]] = {}
    edits: list[str] = []
    with anki(tmp_path) as learner:
        follower = Follower(learner, seed)
        for number in range(STATES):
            second = FIRST + number * 30 * DAY
            author.write(blog.posts)
            blog.build("--allow-retire", at=second)
            ledger = blog.ledger
            for fact, guid in notes_of(author, ledger):
                assert known.setdefault(id(fact), (fact, guid))[1] == guid, (edits, fact, "has another note")
            assert len({guid for _, guid in known.values()}) == len(known), (edits, "a note went to another fact")
            follower.follow(blog.package, ledger, second)
            edits = author.edit(EDITS)


@pytest.mark.parametrize("seed", range(8))
def test_a_second_build_writes_nothing_with_and_without_the_store(tmp_path: Path, seed: int) -> None:
    """Decks with held own cards and gaps too: the bytes are those of the posts and the ledger alone."""
    one, two, author = Blog(tmp_path / "one"), Blog(tmp_path / "two"), Cards(seed)
    for number in range(STATES):
        second = FIRST + number * 30 * DAY
        for blog in (one, two):
            author.write(blog.posts)
            blog.build("--allow-retire", at=second)
        files = one.files()
        assert two.files() == files
        for blog in (one, two):
            shutil.rmtree(blog.definition.parent / ".deckgen")
            blog.build("--allow-retire", at=second + DAY)
            assert blog.files() == files
        author.edit(EDITS)
        shutil.rmtree(two.definition.parent / ".deckgen")
