"""Years in a minute: state after state of a blog goes through one ledger and into one learner's Anki.

The states are those of a real blog's history, where it is present, and of a made-up one that is edited at random.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bench.replay import commits, replay
from deckgen.files.ledger import read_ledger
from deckgen.files.records import Ledger, State
from deckgen.model import NoteType
from tests.continuity.blog import DAY, FIRST, Blog, Learner, Snapshot, anki, assert_nothing_lost
from tests.continuity.synthetic import SyntheticBlog

pytestmark = pytest.mark.anki

EVERY = 200
STATES = 6
STUDIED = 40
"""So many notes a learner studies, edits and tags between two imports."""


class Follower:
    """A learner who imports every package, and what must not happen to them."""

    def __init__(self, learner: Learner, seed: int) -> None:
        self.learner = learner
        self.random = random.Random(seed)
        self.before = Snapshot(learner.col)
        self.mods: dict[str, int] = {}

    def follow(self, package: Path, ledger: Ledger, second: int) -> None:
        """Import, compare with what was, then study, edit and tag some notes an hour later."""
        log = self.learner.take(package)
        after = self.learner.snapshot()
        assert_nothing_lost(self.before, after, log)
        mods = {record.guid: record.mod for record in ledger.notes.values()}
        same = {guid for guid in self.before.notes if mods[guid] == self.mods[guid]}
        assert {guid: after[guid] for guid in same} == {guid: self.before[guid] for guid in same}
        live = {record.guid for record in ledger.notes.values() if record.state is State.LIVE}
        assert live <= after.notes.keys()
        self.mods = mods
        self._work(sorted(after.notes), second + 3_600)
        self.before = self.learner.snapshot()

    def _work(self, guids: list[str], second: int) -> None:
        chosen = self.random.sample(guids, min(STUDIED, len(guids)))
        for guid in chosen:
            self.learner.study(guid, ease=self.random.randint(1, 4))
        for guid in chosen[::2]:
            self.learner.edit(guid, at=second, Made=f"edited at {second}")
            self.learner.tag(guid, "leech", at=second)


@pytest.fixture(scope="module")
def history(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the corpus' own history."""
    (bundle,) = corpus.glob("*.bundle")
    repo = tmp_path_factory.mktemp("history") / "blog"
    subprocess.run(["git", "clone", "-q", str(bundle), str(repo)], check=True)
    return repo


def test_a_real_history_breaks_no_promise(history: Path, tmp_path: Path) -> None:
    """No link and no card loses its GUID, none gets another subject's, no stamp moves for nothing; nothing is lost."""
    states = [*commits(history, EVERY)][-STATES:]
    output = tmp_path / "replay.apkg"
    with anki(tmp_path) as learner:
        follower = Follower(learner, seed=1)
        steps = replay(history, "_posts", output, states)
        for state, step in zip(states, steps, strict=True):
            broken = {name: found for name, found in msgspec.structs.asdict(step.faults).items() if found}
            assert broken == {}, f"state {step.commit}"
            follower.follow(output, read_ledger(tmp_path / "replay.ledger.jsonl"), state.second)
        assert len(follower.before.reviews) > STUDIED * (STATES - 1)


def made_up_states(folder: Path, seed: int, count: int) -> Iterator[tuple[Blog, SyntheticBlog, int]]:
    """Build state after state of a made-up blog, a month apart, each some edits on."""
    blog, author = Blog(folder), SyntheticBlog(12, seed=seed)
    for number in range(count):
        second = FIRST + number * 30 * DAY
        author.write(blog.posts)
        blog.build("--allow-retire", at=second)
        yield blog, author, second
        author.edit(12)


@pytest.mark.parametrize("seed", range(6))
def test_a_made_up_history_breaks_no_promise(tmp_path: Path, seed: int) -> None:
    """Whatever is edited, each thing and each link goes on under its own GUID and its own schedule."""
    guids: dict[str, str] = {}
    with anki(tmp_path) as learner:
        follower = Follower(learner, seed)
        for blog, author, second in made_up_states(tmp_path / "blog", seed, 6):
            ledger = blog.ledger
            now = {**_links(ledger), **_things(ledger)}
            assert now.keys() == author.urls() | author.things()
            again = {name: guid for name, guid in now.items() if name in guids}
            assert again == {name: guids[name] for name in again}, "a link or a thing has another GUID"
            assert len(set(now.values())) == len(now)
            guids |= now
            assert len(set(guids.values())) == len(guids), "a GUID went to another thing"
            follower.follow(blog.package, ledger, second)


def _links(ledger: Ledger) -> dict[str, str]:
    return {
        record.key.removeprefix("link:"): record.guid
        for record in ledger.notes.values()
        if record.type is NoteType.READING and record.state is State.LIVE
    }


def _things(ledger: Ledger) -> dict[str, str]:
    """Give the GUIDs of the live definitions by what they define, brackets aside."""
    return {
        record.subject.partition(" (")[0]: record.guid
        for record in ledger.notes.values()
        if record.key.startswith("card:definition:") and record.state is State.LIVE
    }
