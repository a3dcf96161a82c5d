"""The workflow of docs/publish.md, its steps run as GitHub runs them: on a clone of a repository on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deckgen.files.ledger import read_ledger
from tests.anki_real import PAST, fresh_collection, import_package, snapshot, study
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "publish"
DAY = 86_400
POST = """\
---
title: Learning
---

# Networks

https://one.example/a

The first article

https://two.example/b

The second article
"""
NETWORK = re.compile(r"pip install|curl|wget|https?://")


def steps() -> list[dict[str, Any]]:
    """Return the steps of the workflow, as GitHub reads them."""
    workflow = yaml.safe_load((EXAMPLE / "decks.yml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = workflow["jobs"]["decks"]["steps"]
    return found


class Remote:
    """A repository that everybody clones, with a deck of a blog."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare = folder / "blog.git"
        tools = folder / "bin"
        tools.mkdir()
        for name, line in (("deckgen", '-m deckgen.cli "$@"'), ("python", '"$@"')):
            (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {line}\n', encoding="utf-8")
            (tools / name).chmod(0o755)
        self.environment = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LANG": "C.UTF-8",
        }
        self.git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))

    def git(self, place: Path, *arguments: str) -> str:
        author = ("-c", "user.name=Me", "-c", "user.email=me@blog.example")
        return subprocess.run(
            ["git", *author, *arguments], cwd=place, env=self.environment, capture_output=True, text=True, check=True
        ).stdout

    def clone(self, name: str) -> Path:
        self.git(self.folder, "clone", "--quiet", str(self.bare), name)
        return self.folder / name

    def commit(self, name: str, posts: dict[str, str | None], more: dict[str, str] | None = None) -> None:
        """Push posts as their author does; None takes one away."""
        place = self.clone(name)
        self.git(place, "checkout", "--quiet", "-B", "main")
        for path, text in {**{f"_posts/{name}": text for name, text in posts.items()}, **(more or {})}.items():
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True) if text is None else file.write_text(text, encoding="utf-8")
        self.git(place, "add", "--all")
        self.git(place, "commit", "--quiet", "--message", name)
        self.git(place, "push", "--quiet", "origin", "main")

    def log(self) -> list[str]:
        return self.git(self.bare, "log", "--format=%s", "main").splitlines()

    def run(self, name: str, second: int, *, between: Any = None) -> tuple[Path, str]:
        """Run the workflow on a fresh clone; return it and the name of the step that failed, empty if none did.

        ``between`` is called before the step that commits.
        """
        place = self.clone(name)
        environment = {**self.environment, "SOURCE_DATE_EPOCH": str(second)}
        for step in steps():
            if "run" not in step or step["name"] == "Install deckgen":
                continue
            if between is not None and step["name"].startswith("Commit"):
                between()
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=place, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                return place, str(step["name"])
        return place, ""


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """A blog with one post, and the deck of it, as `init` and the docs leave them."""
    remote = Remote(tmp_path)
    remote.commit(
        "begin",
        {"2020-01-02-learning.md": POST},
        {
            "decks/blog.yaml": 'deck: My <Blog>\nid: "0a1b2c3d"\nposts: ../_posts\nlanguage: en\naudience: public\n',
            "decks/.gitattributes": "*.ledger.jsonl text eol=lf merge=union\n*.cards.jsonl text eol=lf merge=union\n",
            ".github/decks_page.py": (EXAMPLE / "decks_page.py").read_text(encoding="utf-8"),
        },
    )
    return remote


def test_only_known_steps_need_a_network() -> None:
    """Not run here are actions of GitHub's and the installation; nothing is published before it is committed."""
    found = steps()
    assert [step["name"] for step in found if NETWORK.search(step.get("run", ""))] == ["Install deckgen"]
    names = [step.get("name") or step["uses"].partition("@")[0] for step in found]
    assert names.index("Commit ledgers and cards") < names.index("actions/upload-pages-artifact")


@pytest.mark.anki
def test_years_of_a_blog(remote: Remote, tmp_path: Path) -> None:
    """Newcomers get all, learners the changes, each at the time that they name; nobody loses a review."""
    first, failed = remote.run("first", PAST - 200 * DAY)
    assert (failed, remote.log()) == ("", ["Build the decks", "begin"])
    assert {path.name for path in (first / "public").iterdir()} == {
        "blog.apkg", "blog-1-months.apkg", "blog-3-months.apkg", "blog-12-months.apkg", "index.html",
    }  # fmt: skip
    page = (first / "public" / "index.html").read_text(encoding="utf-8")
    assert "<h2>My &lt;Blog&gt;</h2>" in page
    assert "<h3>New in the last month</h3><ul><li>The first article</li><li>The second article</li></ul>" in page

    still, failed = remote.run("still", PAST - 100 * DAY)
    assert (failed, remote.log()) == ("", ["Build the decks", "begin"])
    assert {path.name for path in (still / "public").iterdir()} == {"blog.apkg", "blog-12-months.apkg", "index.html"}
    assert (still / "public/blog.apkg").read_bytes() == (first / "public/blog.apkg").read_bytes()
    assert "in the last month" not in (still / "public" / "index.html").read_text(encoding="utf-8")

    text = POST.replace("The first", "The very first").replace("two.example/b", "three.example/c")
    remote.commit("edit", {"2020-01-02-learning.md": text.replace("second", "third")})
    last, failed = remote.run("last", PAST)
    assert (failed, remote.log()) == ("", ["Build the decks", "edit", "Build the decks", "begin"])
    page = (last / "public" / "index.html").read_text(encoding="utf-8")
    for name, title in (("New", "The third article"), ("Changed", "The very first article"),
                        ("Withdrawn", "The second article")):  # fmt: skip
        assert f"<h3>{name} in the last month</h3><ul><li>{title}</li></ul>" in page
    assert all(re.search(f'href="{path.name}"', page) for path in (last / "public").glob("*.apkg"))
    committed = remote.clone("look") / "decks"
    assert (committed / "blog.ledger.jsonl").read_bytes() == (last / "decks/blog.ledger.jsonl").read_bytes()
    assert not list(committed.glob("*.apkg"))

    with fresh_collection(tmp_path / "anki") as col:
        import_package(col, first / "public/blog.apkg")
        study(col)
        learnt = {guid: note.cards for guid, note in snapshot(col).items()}
        log = import_package(col, last / "public/blog-1-months.apkg")
        assert (log.new, log.updated) == (1, 2)
        notes = snapshot(col)
        assert {guid: notes[guid].cards for guid in learnt} == learnt
        assert [note.fields["Title"] for note in notes.values() if "deckgen::retired" in note.tags] == [
            "The second article"
        ]


def test_nothing_is_published_without_its_ledger(remote: Remote) -> None:
    """Somebody pushed meanwhile: the run fails before it publishes; the next one has both."""
    remote.run("first", PAST - 50 * DAY)
    remote.commit("more", {"2020-02-02-more.md": POST.replace("one.example", "five.example")})
    _, failed = remote.run("late", PAST, between=lambda: remote.commit("other", {"2020-03-03-other.md": POST}))
    assert failed == "Commit ledgers and cards"
    assert remote.log()[0] == "other"
    again, failed = remote.run("again", PAST + 60)
    assert (failed, remote.log()[0]) == ("", "Build the decks")
    assert any("five.example" in key for key in read_ledger(again / "decks/blog.ledger.jsonl").notes)


def test_a_build_that_fails_publishes_nothing(remote: Remote) -> None:
    """Most of the posts are gone by mistake: the first step fails, and the ledger in the repository is as it was."""
    links = "".join(f"\nhttps://many.example/{number}\n\nArticle number {number}\n" for number in range(30))
    remote.commit("many", {"2020-02-02-many.md": f"# Many\n{links}"})
    remote.run("first", PAST - 50 * DAY)
    before = (remote.clone("before") / "decks/blog.ledger.jsonl").read_bytes()
    remote.commit("oops", {"2020-02-02-many.md": None})
    place, failed = remote.run("broken", PAST)
    assert failed == "Build the packages for newcomers"
    assert not (place / "public").exists()
    assert (remote.clone("after") / "decks/blog.ledger.jsonl").read_bytes() == before
