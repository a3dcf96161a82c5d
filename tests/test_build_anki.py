"""From posts to a real Anki: everything arrives, and nothing that was learnt is lost by the next build."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main
from tests.anki_real import (
    PAST,
    ImportLog,
    NoteState,
    faults,
    fresh_collection,
    import_package,
    snapshot,
    study,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.anki

SINGLE = "2017-12-22-Deep_Learning_25.markdown"
DAY = 86_400

Build = Callable[[int], dict[str, Any]]


def builder(arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Give a function that builds at a given second, without the help of a store."""

    def build(second: int) -> dict[str, Any]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(second))
        for store in folder.rglob(".deckgen"):
            shutil.rmtree(store)
        result = CliRunner().invoke(main, ["build", *arguments, "--json"])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        report: dict[str, Any] = json.loads(result.stdout)
        return report

    return build


def decks_of(notes: dict[str, NoteState]) -> set[str]:
    return {card.deck for note in notes.values() for card in note.cards}


def check_deck(build: Build, folder: Path) -> dict[str, NoteState]:
    """Import a deck, study it, build and import it again: all arrives, then nothing happens."""
    first = build(PAST)
    with fresh_collection(folder / "anki") as col:
        package = Path(first["output"])
        assert import_package(col, package) == ImportLog(first["notes"], 0, 0, 0)
        notes = snapshot(col)
        assert first["notes"] == first["new"] == len(notes)
        assert faults(col) == []
        assert len(decks_of(notes)) >= 2
        assert study(col, *sorted(notes)[:20]) >= 20
        before = snapshot(col)
        again = build(PAST + DAY)
        assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, first["notes"])
        assert import_package(col, package) == ImportLog(0, 0, first["notes"], 0)
        assert snapshot(col) == before
    return notes


def test_the_sample_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a newcomer builds first comes to Anki whole."""
    shutil.copytree(ROOT / "decks" / "sample", tmp_path / "sample")
    definition = Path(shutil.copy(ROOT / "decks" / "sample.yaml", tmp_path))
    notes = check_deck(builder([str(definition)], tmp_path, monkeypatch), tmp_path)
    assert all(deck.startswith("deckgen 示例::") for deck in decks_of(notes))


def test_a_single_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Path) -> None:
    """A post of 68 links gives 68 reading notes in more than one subdeck."""
    output = tmp_path / "one.apkg"
    notes = check_deck(builder([str(corpus / SINGLE), "-o", str(output)], tmp_path, monkeypatch), tmp_path)
    reading = {guid: note for guid, note in notes.items() if note.note_type == "deckgen reading"}
    assert len(reading) == 68
    assert len(decks_of(reading)) >= 2


def test_a_whole_blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Path) -> None:
    """Some thousands of notes, a card for every link, as they stand at the end of the corpus."""
    if shutil.which("git") is None:
        pytest.skip("git is needed to open the corpus")
    blog = tmp_path / "blog"
    bundle = str(corpus / "posts-2011-2018.bundle")
    subprocess.run(["git", "clone", "--quiet", bundle, str(blog)], check=True)
    definition = tmp_path / "blog.yaml"
    definition.write_text("deck: Blog\nposts: blog/_posts\ncards: {reading: all}\n", encoding="utf-8")
    notes = check_deck(builder([str(definition)], tmp_path, monkeypatch), tmp_path)
    assert len(notes) > 7_000
