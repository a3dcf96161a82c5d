"""The sample deck: what `make deck` builds must check clean, and every shape in its posts must give items."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main
from deckgen.files.walk import walk
from tests.conftest import ROOT

SAMPLE = ROOT / "decks" / "sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample, so that a test leaves nothing beside it."""
    folder = tmp_path_factory.mktemp("decks")
    shutil.copytree(SAMPLE, folder / "sample")
    shutil.copy(SAMPLE.with_suffix(".yaml"), folder)
    return folder / "sample.yaml"


@pytest.fixture(scope="module")
def built(sample: Path) -> dict[str, Any]:
    """What a first build reports."""
    result = CliRunner().invoke(main, ["build", str(sample), "--json", "--strict"])
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


@pytest.fixture(scope="module")
def items(sample: Path) -> list[dict[str, Any]]:
    """All its study items."""
    result = CliRunner().invoke(main, ["items", str(sample), "--json", "--strict"])
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_it_builds_without_a_problem(built: dict[str, Any]) -> None:
    """Not an error, not a warning, not a note: it is what a newcomer sees first."""
    assert built["problems"] == []
    assert built["notes"] == built["new"] > 50


def test_every_post_gives_items_that_ship(items: list[dict[str, Any]]) -> None:
    """No post is there for nothing."""
    posts = {found.name for found in walk([str(SAMPLE / "_posts")]).files}
    assert {item["post"] for item in items if item["status"] == "ok"} == posts


SHAPES = {
    "URL, blank line, title": ("https://www.sqlite.org/datatype3.html", "article", "Datatypes In SQLite"),
    "a label before the URL": ("https://github.com/git/git", "repository", "Git · 代码"),
    "a label and two URLs": ("https://github.com/sqlite/sqlite", "repository", "SQLite · 代码"),
    "a name and its URL on one line": ("https://github.com/BurntSushi/ripgrep", "repository", "ripgrep"),
    "a link inside a sentence": (
        "https://hsivonen.fi/string-length/",
        "article",
        'It\'s Not Wrong that "🤦🏼\u200d♂️".length == 7',
    ),
    "a list of papers": ("https://arxiv.org/abs/1706.03762", "paper", "Attention Is All You Need"),
    "a heading that is a link": (
        "https://norvig.com/21-days.html",
        "article",
        "Teach Yourself Programming in Ten Years",
    ),
    "read more, in a numbered list": ("https://12factor.net/", "article", "The Twelve-Factor App"),
    "a list inside a list": ("https://github.com/vinta/awesome-python", "repository", "Awesome Python"),
}


@pytest.mark.parametrize(("url", "kind", "title"), SHAPES.values(), ids=list(SHAPES))
def test_each_shape_gives_its_link(items: list[dict[str, Any]], url: str, kind: str, title: str) -> None:
    """The title is what a reader would take for it."""
    found = [(item["link_kind"], item["title"], item["status"]) for item in items if item.get("url") == url]
    assert found == [(kind, title, "ok")]


@pytest.mark.parametrize("kind", ["article", "paper", "repository", "video"])
def test_kinds_of_links(items: list[dict[str, Any]], kind: str) -> None:
    """The sample shows each of the usual kinds."""
    assert [item for item in items if item.get("link_kind") == kind and item["status"] == "ok"]


def test_words_of_the_author_stand_with_their_link(items: list[dict[str, Any]]) -> None:
    """A comment below a title belongs to the link."""
    by_title = {item["title"]: item for item in items if item["kind"] == "link"}
    assert "一直讲到reset" in by_title["Git from the Bottom Up"]["comment"]


def test_a_topic_that_runs_over_two_posts_is_one(items: list[dict[str, Any]]) -> None:
    """Its continuation mark is no part of its name."""
    posts = {item["post"] for item in items if item["topic"] == "Git"}
    assert {"2024-03-02-git.md", "2024-04-13-git-2.md"} <= posts


def test_sections_are_there_with_their_text(items: list[dict[str, Any]]) -> None:
    """Definitions, tables, formulas and quotations come whole."""
    text = {item["title"]: item["text"] for item in items if item["kind"] == "section"}
    assert "R = e^{-t/S}" in text["遗忘曲线"]
    assert "BLOB | 原样保存的字节" in text["存储类"]
    assert "Ken Thompson" in text["UTF-8"]


def test_what_is_no_reading_says_why(items: list[dict[str, Any]]) -> None:
    """Local addresses and home pages are listed, with their reason; what stands in code is nobody's link."""
    skipped = {item["url"]: item["reason"] for item in items if item["status"] == "skipped"}
    assert "https://sqlite.org/" in skipped
    assert any(url.startswith("http://localhost") for url in skipped)
    assert all(skipped.values())
    ok = {item.get("url") for item in items if item["status"] == "ok"}
    assert "https://example.org/install.sh" not in ok
