"""Who learned from a deck that an old release shipped loses nothing: not by the upgrade, not by an edit after it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.anki_real import faults, fresh_collection
from tests.continuity.blog import Learner, Snapshot, assert_nothing_lost
from tests.old.edits import EDITS, Edit
from tests.old.expected import BREAKS, GONE, STAMPED
from tests.old.learned import (
    DAY,
    DECKS,
    HERE,
    TAG,
    TODAY,
    WITH_MODEL,
    Notes,
    OldDeck,
    asked,
    asked_twice,
    content,
    first_notes,
    old_notes,
    stamped,
    study_all,
)

ASPECTS = (
    {"definition", "abbreviation", "alias", "command", "use", "formula", "number", "purpose", "suits", "insensitive"}
    | {"advantage", "drawback", "difference", "origin", "reason", "question", "kinds", "steps", "list", "cloze"}
    | {"image", "person", "year", "own", "llm"}
)
SENT_TWICE = tuple(name for name in DECKS if (HERE / name / "before").is_dir())


@pytest.fixture(scope="session")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the folder of a collection in which all notes of a deck were studied; each is made once."""
    made: dict[str, Path] = {}

    def give(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            study_all(name, made[name])
        return made[name]

    return give


@contextmanager
def learner_of(deck: OldDeck, studied: Callable[[str], Path]) -> Iterator[Learner]:
    """Open a copy of the collection of somebody who has studied a deck."""
    folder = deck.folder.parent / "anki"
    shutil.copytree(studied(deck.name), folder)
    with fresh_collection(folder) as col:
        yield Learner(col)


def import_whole(learner: Learner, deck: OldDeck, before: Snapshot) -> Snapshot:
    """Import what was built, and find every review, card and note as it was."""
    log = learner.take(deck.package)
    after = learner.snapshot()
    assert_nothing_lost(before, after, log)
    return after


def entries(table: dict[tuple[str, str], str], name: str) -> dict[str, str]:
    """Give what a table says of a deck."""
    return {what: reason for (deck, what), reason in table.items() if deck == name}


def lost(old: Notes, new: Notes) -> set[str]:
    """Name what is asked no more."""
    return {asked(old[guid]) for guid in old.keys() - new.keys()}


def test_the_decks_hold_every_aspect_of_their_release() -> None:
    """What is not in them is not proved."""
    kinds = {note.fields["Kind"] for name in DECKS for note in old_notes(name).values() if "Kind" in note.fields}
    assert kinds >= ASPECTS
    assert any(kind.startswith("row:") for kind in kinds)


@pytest.mark.parametrize(
    ("name", "has_pages"),
    [(name, has_pages) for name in DECKS for has_pages in (False, True)[: 1 + (HERE / name / "pages").is_dir()]],
)
def test_an_upgrade_costs_nothing(name: str, has_pages: bool, tmp_path: Path, studied: Callable[[str], Path]) -> None:
    """All notes live on with their GUID, sent again only for a cause that is known; nothing is asked a second time."""
    deck, old = OldDeck(name, tmp_path), old_notes(name)
    if has_pages:
        deck.read_pages()
    deck.package.unlink()
    new = deck.build()
    sent_again = stamped(old, new)
    print(name, "stamped anew:", sent_again, "new:", [asked(new[guid]) for guid in new.keys() - old.keys()])
    assert lost(old, new) == entries(GONE, name).keys()
    assert sent_again == entries(STAMPED, name)
    assert list(asked_twice(old, new)) == []
    same = [guid for guid in old if guid in new and asked(old[guid]) not in sent_again]
    assert {guid: content(new[guid]) for guid in same} == {guid: content(old[guid]) for guid in same}
    with learner_of(deck, studied) as learner:
        after = import_whole(learner, deck, learner.snapshot())
        assert [asked(old[guid]) for guid in same if TAG not in after[guid].tags] == []
        assert faults(learner.col) == []


NEVER_ASKED = {"every": 1}
"""Requests about sections of a few words, which the release of a deck left out."""


@pytest.mark.parametrize("name", WITH_MODEL)
def test_an_upgrade_asks_no_model_again(name: str, tmp_path: Path) -> None:
    """Each page and section that was paid for is known, before the first build and after it."""
    deck = OldDeck(name, tmp_path)
    deck.read_pages()
    lines = (deck.folder / f"{name}.cards.jsonl").read_text(encoding="utf-8").splitlines()
    count = sum("asked" in json.loads(line) for line in lines)
    assert count > 0
    for _ in range(2):
        offer = deck.offer()
        assert (offer["items"], offer["done"]) == (NEVER_ASKED.get(name, 0), count)
        deck.build()


def cases() -> Iterator[object]:
    """Give each edit of each deck; those that break today must be seen when they are mended."""
    known = {(edit.name, name) for edit in EDITS for name in edit.decks}
    assert known >= BREAKS.keys()
    for edit in EDITS:
        for name in edit.decks:
            reason = BREAKS.get((edit.name, name))
            marks = [pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)] if reason else []
            yield pytest.param(edit, name, marks=marks, id=f"{edit.name}: {name}")


@pytest.mark.parametrize(("edit", "name"), list(cases()))
def test_an_edit_after_the_upgrade_costs_nothing(
    edit: Edit, name: str, tmp_path: Path, studied: Callable[[str], Path]
) -> None:
    """Each subject that the edit leaves alive has the GUID that the old release gave it, and all its reviews."""
    deck, old = OldDeck(name, tmp_path), old_notes(name)
    deck.read_pages()
    with learner_of(deck, studied) as learner:
        before = learner.snapshot()
        for number, step in enumerate(edit.steps):
            step(deck)
            new = deck.build(at=TODAY + number * DAY)
            import_whole(learner, deck, before)
    assert lost(old, new) == {*edit.gone, *entries(GONE, name)}
    assert list(asked_twice(old, new)) == []
    if edit.is_silent:
        assert stamped(old, new).keys() <= entries(STAMPED, name).keys()
        if name in WITH_MODEL:
            assert deck.offer()["items"] == NEVER_ASKED.get(name, 0)


@pytest.mark.parametrize("name", SENT_TWICE)
def test_what_the_old_release_retired_or_held_comes_back_as_itself(
    name: str, tmp_path: Path, studied: Callable[[str], Path]
) -> None:
    """Under the GUID of its first shipping, for those who have learned it then."""
    deck, first = OldDeck(name, tmp_path), first_notes(name)
    for file in (deck.kept / "before").iterdir():
        shutil.copy(file, deck.posts if file.suffix == ".md" else deck.folder)
    new = deck.build()
    assert len(first) > len(old_notes(name))
    assert lost(first, new) == entries(GONE, name).keys()
    assert list(asked_twice(first, new)) == []
    with learner_of(deck, studied) as learner:
        import_whole(learner, deck, learner.snapshot())


@pytest.mark.parametrize("name", DECKS)
def test_a_ledger_is_recovered_from_the_old_package(name: str, tmp_path: Path, studied: Callable[[str], Path]) -> None:
    """All notes have their GUIDs and their contents again, and a later build changes nothing."""
    deck, old = OldDeck(name, tmp_path), old_notes(name)
    package = shutil.copy(deck.package, tmp_path / "of-a-learner.apkg")
    deck.ledger.unlink()
    for arguments, at in ((("--recover", package), TODAY), ((), TODAY + DAY)):
        new = deck.build(*arguments, at=at)
        assert lost(old, new) == entries(GONE, name).keys()
        assert stamped(old, new) == entries(STAMPED, name)
        assert list(asked_twice(old, new)) == []
    with learner_of(deck, studied) as learner:
        import_whole(learner, deck, learner.snapshot())
