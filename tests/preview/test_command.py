from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckgen.cli.__main__ import main

POST = """\
# Networks

https://one.example/a

The first article

https://two.example/b

The second article
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a blog and a definition."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    folder = tmp_path / "here"
    (folder / "blog/_posts").mkdir(parents=True)
    (folder / "decks").mkdir()
    (folder / "blog/_posts/2020-01-02-learning.md").write_text(POST, encoding="utf-8")
    (folder / "decks/learn.yaml").write_text('deck: Learn\nid: "a"\nposts: ../blog/_posts\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(one) for one in arguments], prog_name="deckgen")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def cards_of(page: Path) -> list[dict[str, Any]]:
    found = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    cards: list[dict[str, Any]] = json.loads(found[1])["cards"]
    return cards


def test_the_page_lies_beside_the_deck(here: Path) -> None:
    result = run("preview")
    assert result.exit_code == 0
    page = here / "decks/learn-preview.html"
    assert str(page.relative_to(here)) in result.stdout
    assert [card["title"] for card in cards_of(page)] == ["The first article", "The second article"]


def test_nothing_else_is_written(here: Path) -> None:
    run("preview")
    written = {path.name for path in here.rglob("*") if path.is_file()} - {"store.sqlite", ".gitignore"}
    assert written == {"learn.yaml", "2020-01-02-learning.md", "learn-preview.html"}


def test_the_page_goes_where_it_is_asked_to(here: Path) -> None:
    assert run("preview", "blog/_posts", "-o", "out/page.html").exit_code == 0
    assert len(cards_of(here / "out/page.html")) == 2


def test_it_shows_what_changed_since_the_last_build(here: Path) -> None:
    run("build", "blog/_posts", "-o", "my.apkg")
    post = here / "blog/_posts/2020-01-02-learning.md"
    post.write_text(
        POST.replace("second article", "second piece") + "\nhttps://three.example/\n\nA third one\n", encoding="utf-8"
    )
    assert run("preview", "blog/_posts", "-o", "my.apkg").exit_code == 0
    cards = cards_of(here / "my-preview.html")
    assert [(card["title"], card.get("change", "")) for card in cards] == [
        ("The first article", ""),
        ("The second piece", "updated"),
        ("A third one", "new"),
    ]
    assert cards[1]["fields"] == [["Title", "The second article", "The second piece"]]


def test_in_numbers(here: Path) -> None:
    report = json.loads(run("preview", "--json").stdout)
    assert (report["deck"], report["notes"], report["new"], report["problems"]) == ("Learn", 2, 2, [])


def test_one_file_holds_one_deck(here: Path) -> None:
    (here / "decks/other.yaml").write_text('deck: Other\nid: "b"\nposts: ../blog/_posts\n', encoding="utf-8")
    assert run("preview", "-o", "page.html").exit_code == 2
    assert run("preview").exit_code == 0
    assert (here / "decks/other-preview.html").exists()


def test_links_that_stand_in_topic_notes_are_not_shown_as_held(here: Path) -> None:
    """Learners meet them there; the command and the page count as held what a build counts, and nothing else."""
    definition = here / "decks/learn.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(f"{text}cards: {{reading: topic}}\n", encoding="utf-8")
    (here / "decks/learn.picks").write_text("skip https://two.example/b\n", encoding="utf-8")
    said = run("preview").stdout
    assert "1 held" in said
    held = [card for card in cards_of(here / "decks/learn-preview.html") if card.get("change") == "held"]
    assert ["two.example" in str(card) or "second" in str(card) for card in held] == [True]
    assert "1 held" in run("build").stdout
