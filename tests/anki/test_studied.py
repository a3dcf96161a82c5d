"""How a deck is studied, by topic and form, and what is kept of the cards of 90 days ago."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.anki.conftest import Home, Student
from tests.anki.exports import EXPORTS
from tests.anki_real import study
from tests.continuity.blog import SECOND


@pytest.fixture
def lived(home: Home, learner: Student) -> Home:
    """All was answered once and some of it again; one card was put away, one is a leech, one is young."""
    learner.study(home.key("untouched"), ease=1)
    learner.suspend(home.key("suspended"))
    learner.tag(home.key("leech"), "leech")
    ids = [card.id for card in learner.cards(home.key("edited"))]
    learner.col.db.execute(f"update cards set ivl = 21, lapses = 3 where id = {ids[0]}")
    home.write("new.md", "# Colours\n\nQ: Which colour has a frog?\nA: Green.\n")
    home.build(at=SECOND)
    learner.take(home.package)
    young = home.asking("Which colour has a frog?").guid
    learner.col.db.execute("update notes set id = 1796000000000 where guid = ?", young)
    learner.col.db.execute("update cards set nid = 1796000000000 where nid not in (select id from notes)")
    return home


def rows_of(home: Home, learner: Student, kind: str = "colpkg") -> list[dict[str, Any]]:
    result = home.run("status", home.definition, "--anki", "--from", learner.export(kind), "--json", at=SECOND)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("kind", [kind for kind in EXPORTS if EXPORTS[kind].has_scheduling])
def test_a_row_a_topic_and_form(lived: Home, learner: Student, kind: str) -> None:
    rows = [row for row in rows_of(lived, learner, kind) if row.pop("kind") == "studied"]
    by_form = {row["form"]: row for row in rows if row["topic"] == "Colours"}
    assert by_form["own"] == {
        "topic": "Colours", "form": "own", "cards": 9, "seen": 8, "mature": 1, "lapses": 4, "leeches": 1,
    }  # fmt: skip
    (links,) = [row for row in rows if row["form"] == "link"]
    assert (links["topic"], links["cards"], links["seen"], links["leeches"]) == ("A post", 5, 5, 0)


def test_what_is_kept_of_old_cards(lived: Home, learner: Student) -> None:
    """One was put away and one is a leech, so seven of nine; the tenth came too lately to tell."""
    rows = [row for row in rows_of(lived, learner) if row.pop("kind") == "kept"]
    assert {"form": "own", "writer": "person", "came": 9, "kept": 7} in rows
    assert {"form": "link", "writer": "rules", "came": 5, "kept": 5} in rows


def test_what_a_person_reads(lived: Home, learner: Student) -> None:
    said = lived.run("status", lived.definition, "--anki", "--from", learner.export(), at=SECOND).stdout
    assert "Blog: 15 cards in a .colpkg" in said
    assert "       9       8       1       4       1  Colours  own" in said
    assert "       7 of      9  own  person" in said


def test_a_file_without_reviews_tells_nothing(lived: Home, learner: Student) -> None:
    file = learner.export("a deck without scheduling")
    result = lived.run("status", lived.definition, "--anki", "--from", file, at=SECOND)
    assert result.exit_code == 1
    assert "no reviews are in the file" in result.stderr


@pytest.mark.parametrize(("arguments", "words"), [
    (["--from", "{}"], "--from is for --anki"),
])  # fmt: skip
def test_wrong_usage_is_told(home: Home, arguments: list[str], words: str) -> None:
    given = [argument.format(home.package) for argument in arguments]
    result = home.run("status", home.definition, *given)
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_nothing_is_written(lived: Home, learner: Student) -> None:
    before = lived.files()
    assert study(learner.col, lived.key("one")) == 1
    rows_of(lived, learner)
    assert lived.files() == before
