"""A build that is killed at any moment: each file is whole, and the next build gives what an undisturbed one gives.

Nothing is left behind either, beside the package or in the system's folder for temporary files.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from deckgen.model import NoteType
from tests.continuity.blog import FIRST, SECOND, Blog
from tests.continuity.made_up_cards import Cards
from tests.continuity.synthetic import SyntheticBlog

POSTS = 100
KILLS = 50
EDITS = 60


class Disturbed:
    """A blog that was built once and then edited, put back to that point before every try.

    Own cards and gaps are in it too, some of them held.
    """

    def __init__(self, folder: Path) -> None:
        self.blog = Blog(folder)
        self.home = self.blog.definition.parent
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        own = folder / "_own"
        own.mkdir()
        self.blog.set(posts="[../_posts, ../_own]")
        author, cards = SyntheticBlog(POSTS, seed=1), Cards(seed=1)
        for fact in [fact for fact in cards.facts() if fact.frame][::5]:
            fact.is_broken = True
        author.write(self.blog.posts)
        cards.write(own)
        self.blog.build(at=FIRST)
        self.guids = self.known()
        held = [note for note in read_ledger(self.blog.ledger_path).notes.values() if note.state is State.HELD]
        assert {note.type for note in held} >= {NoteType.QUESTION, NoteType.CLOZE}
        shutil.copytree(self.home, folder / "built")
        author.edit(EDITS)
        cards.edit(EDITS)
        author.write(self.blog.posts)
        cards.write(own)
        started = time.monotonic()
        assert self.start().wait() == 0
        self.seconds = time.monotonic() - started
        self.wanted = self.blog.files()
        assert self.wanted["blog.apkg"] != (folder / "built" / "blog.apkg").read_bytes()

    def put_back(self) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self.blog.folder / "built", self.home)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the second build in a process of its own."""
        command = [sys.executable, "-m", "deckgen.cli", "build", str(self.blog.definition), "-q", "--allow-retire"]
        env = {
            **os.environ,
            "SOURCE_DATE_EPOCH": str(SECOND),
            "XDG_CACHE_HOME": str(self.blog.folder / "cache"),
            "TMPDIR": str(self.temporary),
        }
        return subprocess.Popen(command, env=env, cwd=self.blog.folder)

    def known(self) -> dict[str, str]:
        """Give the GUIDs that somebody may have learned from."""
        notes = read_ledger(self.blog.ledger_path).notes
        return {key: note.guid for key, note in notes.items() if note.mod}

    def is_writing(self) -> bool:
        """Say whether the package is being written beside its place."""
        return any(path.suffix == ".tmp" for path in self.home.iterdir())

    def has_new_ledger(self) -> bool:
        """Say whether the ledger has its new content."""
        return self.blog.ledger_path.stat().st_size == len(self.wanted["blog.ledger.jsonl"])


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> Disturbed:
    return Disturbed(tmp_path_factory.mktemp("kill") / "blog")


def kill_when(process: subprocess.Popen[bytes], is_reached: Callable[[], bool], delay: float) -> bool:
    """Kill a process so long after something is reached; gives whether it was still running."""
    while process.poll() is None and not is_reached():
        time.sleep(0.000_5)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.mark.slow
def test_a_killed_build_is_finished_by_the_next_one_to_the_same_bytes(disturbed: Disturbed) -> None:
    """Fifty seeded moments: anywhere, while the package is written, and between ledger and package."""
    rng = random.Random(7)
    phases: list[Callable[[], bool]] = [lambda: True, disturbed.is_writing, disturbed.has_new_ledger]
    longest = [disturbed.seconds, disturbed.seconds / 8, 0.004]
    killed = 0
    for number in range(KILLS):
        disturbed.put_back()
        phase = number % len(phases)
        delay = rng.uniform(0, longest[phase])
        if kill_when(disturbed.start(), phases[phase], delay):
            killed += 1
        else:  # too late: the machine is quicker now than it was when the build was timed
            longest[phase] /= 2
        what = f"kill {number}, {delay:.4f} s into phase {phase}"
        now = disturbed.known()
        assert {key: now[key] for key in disturbed.guids} == disturbed.guids, what
        assert len(set(now.values())) == len(now), what
        disturbed.blog.build("--allow-retire", at=SECOND)
        assert disturbed.blog.files().keys() == disturbed.wanted.keys(), what
        assert disturbed.blog.files() == disturbed.wanted, what
        assert list(disturbed.temporary.iterdir()) == [], what
    assert killed > KILLS // 2, "most builds were done before they were killed"
