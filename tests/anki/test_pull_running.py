"""`pull` from a running Anki: the same as from its file, with its pictures, and nothing is left or written there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main
from tests.anki.blog import Blog
from tests.anki.desks import FakeDesk
from tests.anki.fake_connect import FakeAnki

pytestmark = pytest.mark.anki

URL = "https://distill.pub/2017/momentum/"
PICTURE = b"\x89PNG\r\n\x1a\n a picture of the learner's"
MINE = 'It <b>averages</b>. <img src="paste-1.png">'


@pytest.fixture
def blog(desktop: FakeAnki, tmp_path: Path) -> Blog:
    """Give a pushed blog, and a learner who has done a bit of all."""
    found = Blog(tmp_path / "blog", FakeDesk(desktop))
    questions = {name: f"The {name}." for name in ("alpha", "beta", "gamma", "delta")}
    found.put(questions, {URL: "Why Momentum Really Works"})
    found.push()
    (Path(desktop.col.media.dir()) / "paste-1.png").write_bytes(PICTURE)
    desk = found.desk
    desk.act("edit", found.guid("Momentum"), "Mine", MINE)
    desk.act("edit", found.guid("alpha"), "Answer", "As I say it.")
    desk.act("tag", found.guid("beta"), "hard")
    desk.act("suspend", found.guid("gamma"))
    desk.act("delete", found.guid("delta"))
    return found


def pull(blog: Blog, *arguments: str) -> dict[str, Any]:
    environment = {key: blog.environment()[key] for key in ("SOURCE_DATE_EPOCH", "ANKICONNECT_URL")}
    done = CliRunner().invoke(main, ["pull", str(blog.path), "--json", *arguments], env=environment)
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["shared folder", "no shared folder"])
def test_all_comes_home(blog: Blog, desktop: FakeAnki, is_elsewhere: bool) -> None:
    """A deletion, too: a running Anki proves it."""
    desktop.is_elsewhere = is_elsewhere
    state = blog.desk.state()
    report = pull(blog)
    counts = {name: report[name] for name in ("mine", "edited", "tags", "suspended", "deleted", "missing")}
    assert counts == {"mine": 1, "edited": 1, "tags": 1, "suspended": 1, "deleted": 1, "missing": 0}
    known = blog.learner().notes
    assert known[blog.guid("Momentum")].mine == MINE
    assert known[blog.guid("Momentum")].media.keys() == {"paste-1.png"}
    assert known[blog.guid("alpha")].edited["Answer"].words == "As I say it."
    assert known[blog.guid("delta")].deleted
    assert blog.desk.state() == state
    assert list((blog.folder / ".deckgen" / "backups").glob(".*.apkg")) == []
    blog.push()
    assert not pull(blog)["written"] or is_elsewhere  # there nobody tells when a note was changed


def test_a_dry_run_writes_nothing(blog: Blog) -> None:
    """Nor does it leave a file."""
    before = (blog.folder / "d.learner.jsonl").read_bytes()
    assert pull(blog, "--dry-run")["mine"] == 1
    assert (blog.folder / "d.learner.jsonl").read_bytes() == before


def test_a_picture_of_a_moved_note_comes_home(blog: Blog) -> None:
    """The exported deck does not hold it."""
    blog.desk.act("move", blog.guid("Momentum"), "Favourites")
    pull(blog)
    assert blog.learner().notes[blog.guid("Momentum")].media.keys() == {"paste-1.png"}


def test_how_a_deck_is_studied_is_asked_of_a_running_anki(blog: Blog) -> None:
    """The same rows as by a file; nothing is written."""
    before = (blog.folder / "d.learner.jsonl").read_bytes()
    done = CliRunner().invoke(main, ["status", str(blog.path), "--anki", "--json"], env=blog.environment())
    assert done.exit_code == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["topic"] for row in rows if "topic" in row} == {"Things"}
    assert (blog.folder / "d.learner.jsonl").read_bytes() == before


@pytest.mark.parametrize("command", [["pull"], ["status", "--anki"]], ids=" ".join)
def test_no_anki_is_told(blog: Blog, command: list[str]) -> None:
    """With the way without it."""
    environment = {**blog.environment(), "ANKICONNECT_URL": "http://127.0.0.1:9"}
    done = CliRunner().invoke(main, [*command, str(blog.path)], env=environment)
    assert done.exit_code == 1
    assert "no Anki answers" in done.stderr
    assert f"deckgen {' '.join(command)} --from FILE.colpkg" in done.stderr
