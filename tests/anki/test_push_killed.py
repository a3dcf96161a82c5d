"""A push that is killed at any moment, then run again: Anki, ledger and backup agree, and no note is there twice."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from deckgen.anki.exported import read_exported
from deckgen.anki.same_html import same_html
from deckgen.files.records import State
from tests.anki.blog import Blog
from tests.anki.desks import FakeDesk
from tests.anki.fake_connect import FakeAnki

pytestmark = [pytest.mark.anki, pytest.mark.slow]

KILLS = 20
ACTIONS = 24
"""About so many actions a push asks for."""

LONGEST = 0.3
"""Seconds between an action and the kill: what a push does itself is killed too."""

SEED = 7


class Killer:
    """Kills a process some time after it has asked for so many actions."""

    def __init__(self, desktop: FakeAnki, process: subprocess.Popen[bytes], count: int, delay: float) -> None:
        self._wanted = len(desktop.log) + count
        self._desktop, self._timer = desktop, threading.Timer(delay, process.kill)
        desktop.before = self._look

    def _look(self, _action: str) -> None:
        if len(self._desktop.log) >= self._wanted and not self._timer.is_alive() and not self._timer.finished.is_set():
            self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()
        self._desktop.before = lambda _action: None


def change(blog: Blog, choose: random.Random, number: int) -> None:
    """Let the author change, add and drop questions."""
    for word in choose.sample(sorted(blog.questions), 6):
        blog.questions[word] = f"Said in another way in round {number}, by {word}."
    blog.questions.pop(choose.choice(sorted(blog.questions)))
    blog.put({f"thing{number:02}{letter}": f"New in round {number} {letter}." for letter in "abc"})


def check(blog: Blog, desk: FakeDesk, edits: dict[str, str]) -> None:
    """Hold what Anki has against the ledger."""
    state = desk.state()
    keys = Counter(note["fields"]["Key"] for note in state.values())
    assert max(keys.values()) == 1, "no note is there twice"
    records = {record.guid: record for record in blog.ledger().notes.values() if record.mod}
    assert keys.keys() == records.keys()
    for guid, record in records.items():
        note = state[guid]
        if record.state is State.RETIRED:
            assert "deckgen::retired" in note["tags"]
            assert {card["queue"] for card in note["cards"]} == {-1}
        else:
            wanted = {**record.fields, **({"Detail": edits[guid]} if guid in edits else {})}
            assert all(same_html(note["fields"][name], text) for name, text in wanted.items())
    for path in (blog.folder / ".deckgen" / "backups").glob("*.apkg"):
        assert read_exported(path).notes.keys() <= keys.keys()
    assert len(list((blog.folder / ".deckgen" / "backups").glob("*.apkg"))) <= 10


def test_kills_lose_nothing_and_double_nothing(desktop: FakeAnki, tmp_path: Path) -> None:
    """Twenty kills, each met by a push that ends; what the learner wrote and reviewed stays."""
    choose = random.Random(SEED)
    desk = FakeDesk(desktop)
    blog = Blog(tmp_path / "blog", desk)
    blog.put({f"word{number:02}": f"The meaning of word {number}." for number in range(40)})
    blog.push()
    edits: dict[str, str] = {}
    killed = 0
    for number in itertools.count():
        if killed == KILLS:
            break
        change(blog, choose, number)
        studied = blog.guid(choose.choice([word for word in sorted(blog.questions) if word.startswith("word")]))
        edits[studied] = f"My remark {number}."
        desk.act("edit", studied, "Detail", edits[studied])
        desk.act("study", studied, 3)
        cards = {guid: note["cards"] for guid, note in desk.state().items()}
        command = [sys.executable, "-m", "deckgen.cli", "push", str(blog.path), "--yes", "--unattended", "-q"]
        process = subprocess.Popen(command, env=blog.environment())
        killer = Killer(desktop, process, choose.randrange(ACTIONS), choose.random() * LONGEST)
        process.wait()
        killer.stop()
        killed += process.returncode < 0
        done = blog.push()
        assert done.pushed is not None
        assert done.pushed.missing == ()
        assert done.plan.conflicts == ()
        check(blog, desk, edits)
        reviews = {guid: [card["revlog"] for card in note["cards"]] for guid, note in desk.state().items()}
        assert all(reviews[guid] == [card["revlog"] for card in found] for guid, found in cards.items())
        again = blog.push()
        assert again.plan.is_empty
