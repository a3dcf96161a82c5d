"""Whatever lies among the posts, the others are built: in a process with limits on memory and time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.build import cards as build_cards
from deckgen.cards.forms import own
from deckgen.cli.__main__ import main
from tests.anki_real import PAST, fresh_collection, import_package, snapshot
from tests.continuity.blog import SECOND, THIRD, Blog
from tests.hostile_files import CATEGORIES, REFUSED, SURVIVED, Maker

MEMORY = 2 << 30
SECONDS = 120
GOOD = "# Topic\n\nhttps://good.example/a\n\nA good title\n"


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """A folder with a good post."""
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "good.md").write_text(GOOD, encoding="utf-8")
    return folder


def built(posts: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own, which may take so much memory and time."""
    arguments = ["build", str(posts), "-o", str(posts.parent / "a.apkg"), "--json"]
    command = [sys.executable, "-m", "deckgen.cli.__main__", *arguments]
    paths = os.pathsep.join(filter(None, sys.path))
    given = {"SOURCE_DATE_EPOCH": str(PAST), "XDG_CACHE_HOME": str(posts.parent / "cache"), "PYTHONPATH": paths}
    return subprocess.run(
        command, env={**os.environ, **given, **environment}, capture_output=True, text=True, timeout=SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)), check=False,
    )  # fmt: skip


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_problem(posts: Path, make: Maker) -> None:
    """It is named, nothing is retired for it, and the good post is built."""
    make(posts)
    done = built(posts)
    report = report_of(done)
    assert (done.returncode, report["notes"]) == (1, 1)
    assert ["odd.md" in one["path"] for one in report["problems"]] == [True]


@pytest.mark.parametrize("make", SURVIVED.values(), ids=SURVIVED)
def test_what_is_odd_stops_nothing(posts: Path, make: Maker) -> None:
    """There may be a warning of it."""
    make(posts)
    done = built(posts)
    report = report_of(done)
    assert done.returncode == 0
    assert report["notes"] >= 1
    assert {one["severity"] for one in report["problems"]} <= {"warning", "note"}


@pytest.mark.parametrize("epoch", ["x", "-1", "1.5", "²", "9" * 30, "99999999999", "0x10"])
def test_a_second_that_is_none_is_one_sentence(posts: Path, epoch: str) -> None:
    """Also where a date is compared with it."""
    done = built(posts, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    [problem] = map(json.loads, done.stderr.splitlines())
    assert problem["path"] == "SOURCE_DATE_EPOCH"


@pytest.mark.parametrize("pattern", ["[z-a].md", "[[a&&b].md", "[--a].md", "[", "**/[]", "\\\\[.md"])
def test_a_pattern_that_matches_nothing_is_one_sentence(tmp_path: Path, pattern: str) -> None:
    """A range from z to a holds no character, as in a shell."""
    blog = Blog(tmp_path / "blog")
    blog.write("good.md", GOOD)
    blog.set(posts=json.dumps(f"../_posts/{pattern}"))
    result = blog.run("build", blog.definition)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_odd_names_of_decks_arrive_in_anki(tmp_path: Path) -> None:
    """Each note in its own deck, whatever the category, topic and title are called."""
    blog = Blog(tmp_path / "blog")
    for number, name in enumerate(CATEGORIES):
        text = f"# {name}\n\nhttps://x.example/{number}\n\nTitle {number}\n"
        blog.write(f"{number:03}.md", text, title=json.dumps(name), head=f"categories: [{json.dumps(name)}]\n")
    definition = blog.definition.read_text(encoding="utf-8")
    blog.definition.write_text(definition.replace("[kind, topic]", "[kind, category, topic, post]"), encoding="utf-8")
    report = blog.build()
    with fresh_collection(tmp_path / "anki") as col:
        log = import_package(col, blog.package)
        decks = {card.deck for note in snapshot(col).values() for card in note.cards}
    assert log.new == report["notes"] == len(CATEGORIES)
    assert all(deck.startswith("Blog::Reading") for deck in decks)


def test_a_fault_of_ours_costs_one_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever stage fails on it: the line of its section is named, its notes stay, all others are built."""
    blog = Blog(tmp_path / "blog")
    for number in range(9):
        blog.write(f"{number}.md", f"# T{number}\n\nQ: What is {number}?\nA: It is {number}.\n\n# Other\n\nText.\n")
    blog.build()
    kept = [note for note in blog.ledger.notes.values() if note.place[0] == "4.md"]

    def failing(items: Any, *marks: Any) -> Any:
        if any("What is 4" in item.text for item in items):
            raise ZeroDivisionError("\x1b[2J of ours")
        return own.own_cards(items, *marks)

    monkeypatch.setattr(build_cards, "own_cards", failing)
    blog.write("9.md", "# T9\n\nQ: What is 9?\nA: It is 9.\n")
    report = blog.build(at=SECOND, code=1)
    [problem] = report["problems"]
    assert (Path(problem["path"]).name, problem["line"], problem["severity"]) == ("4.md", 5, "error")
    assert "ZeroDivisionError" in report["problems"][0]["message"]
    assert (report["new"], report["retired"], report["updated"]) == (1, 0, 0)
    assert [note for note in blog.ledger.notes.values() if note.place[0] == "4.md"] == kept
    monkeypatch.undo()
    assert blog.build(at=THIRD)["problems"] == []


def test_preview_and_build_write_over_nothing_of_the_user(posts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post, a definition, a ledger, a foreign page: refused as wrong usage, before anything is read."""
    monkeypatch.chdir(posts.parent)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(PAST))
    (posts.parent / "page.html").write_text("<!doctype html><html><head><title>mine</title>", encoding="utf-8")
    (posts.parent / "a.yaml").write_text("deck: A\nposts: posts\n", encoding="utf-8")
    (posts.parent / "a.ledger.jsonl").write_text("{}\n", encoding="utf-8")
    (posts.parent / "link.html").symlink_to(posts / "good.md")
    for name in ("page.html", "a.yaml", "a.ledger.jsonl", "posts/good.md", "link.html", "posts"):
        before = Path(name).read_bytes() if Path(name).is_file() else b""
        for command in ("preview", "build"):
            result = CliRunner().invoke(main, [command, "posts", "-o", name])
            assert result.exit_code == 2, (command, name, result.output)
        assert not Path(name).is_file() or Path(name).read_bytes() == before
    for _ in range(2):  # a new page, then the one that preview made
        assert CliRunner().invoke(main, ["preview", "posts", "-o", "new.html"]).exit_code == 0
