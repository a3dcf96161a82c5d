"""`update --watch`: each save is built soon and told on a line, a burst once, and nothing ends it but Ctrl-C."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from deckgen.build.watching import (
    MOST,
    PATIENCE,
    QUIET,
    SHARE,
    SHORTEST,
    Clock,
    Files,
    State,
    Watched,
    changed,
    look,
    told_names,
    wait_for_change,
)
from tests.update.test_order import Deck

HANG = 20.0
POST = "# Topic {0}\n\nQ: What is thing {0}?\nA: {1} {0}.\n\nhttps://a.example/{0}\n\nWords on it, number {0}\n"

# --- when a change is over --------------------------------------------------------------------------------------


class Folder:
    """Files on a clock of their own: what is done to them, and when."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0
        self.cost = 0.0  # seconds of work that a look takes
        self.looks = 0
        self.files: dict[str, State] = {"a.md": (10, 0, 0, 0), "b.md": (20, 0, 0, 0)}
        self.acts: list[tuple[float, Callable[[], object]]] = []

    def at(self, second: float, name: str, size: int | None) -> Folder:
        """Let a file have this size from then on; None: it goes."""
        def act() -> None:
            if size is None:
                self.files.pop(name)
            else:
                self.files[name] = (size, int(second * 1e9), 0, 0)

        self.acts.append((second, act))
        return self

    def look(self) -> Files:
        self.looks += 1
        self.worked += self.cost
        for second, act in sorted(self.acts, key=lambda each: each[0]):
            if second <= self.now:
                act()
        self.acts = [each for each in self.acts if each[0] > self.now]
        return dict(self.files)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def wait(self) -> list[str]:
        """Wait for a change, and give the files that have changed then."""
        known = dict(self.files)
        found = wait_for_change(self.look, known, Clock(lambda: self.now, lambda: self.worked, self.sleep))
        return changed(known, found)


def test_a_save_is_seen_soon() -> None:
    """Half a second after it, nothing more is waited for."""
    folder = Folder().at(5.0, "a.md", 11)
    assert folder.wait() == ["a.md"]
    assert folder.now < 5.0 + SHORTEST + 2 * QUIET


def test_a_checkout_is_one_change() -> None:
    """A hundred saves, each soon after the one before."""
    folder = Folder()
    for number in range(100):
        folder.at(1 + number * 0.05, f"{number:03}.md", 5)
    assert len(folder.wait()) == 100


def test_a_save_by_rename_is_one_change() -> None:
    """The old file goes, and the new one comes a moment later."""
    assert Folder().at(1.0, "a.md", None).at(1.5, "a.md", 12).wait() == ["a.md"]


def test_a_half_written_post_is_waited_for() -> None:
    """Emptied, then written in two pieces: none of its notes is retired in between."""
    folder = Folder().at(1.0, "a.md", 0).at(1.6, "a.md", 6).at(1.7, "a.md", 12)
    assert folder.wait() == ["a.md"]
    assert folder.files["a.md"][0] == 12


def test_a_file_that_comes_and_goes_is_no_change() -> None:
    """Editors try whether they may write."""
    assert Folder().at(1.0, "4913.md", 1).at(1.1, "4913.md", None).at(9.0, "b.md", 21).wait() == ["b.md"]


def test_a_deleted_folder_is_a_change() -> None:
    """After some patience."""
    folder = Folder().at(1.0, "a.md", None).at(1.0, "b.md", None)
    assert folder.wait() == ["a.md", "b.md"]
    assert 1.0 + PATIENCE <= folder.now < 2.0 + PATIENCE


def test_who_writes_for_ever_is_built_all_the_same() -> None:
    """A sync program at work."""
    folder = Folder()
    for number in range(2_000):
        folder.at(1 + number * 0.1, "a.md", number + 30)
    assert folder.wait() == ["a.md"]
    assert folder.now < 1.5 + MOST


def test_looking_costs_a_small_share() -> None:
    """Whatever a look takes."""
    folder = Folder().at(1_000.0, "a.md", 11)
    folder.cost = 0.05
    folder.wait()
    assert folder.worked <= folder.now * SHARE * 1.1


def test_a_folder_is_its_names(tmp_path: Path) -> None:
    """A build that writes its files there anew changes none: else each build would be followed by another one."""
    (tmp_path / "a.apkg").write_bytes(b"1")
    watched = Watched((), (str(tmp_path),))
    before = look(watched)
    (tmp_path / "a.new").write_bytes(b"2")
    (tmp_path / "a.new").replace(tmp_path / "a.apkg")
    (tmp_path / ".hidden").write_bytes(b"")
    assert changed(before, look(watched)) == []
    (tmp_path / "a.png").write_bytes(b"")
    assert changed(before, look(watched)) == [str(tmp_path)]


def test_names_on_a_line() -> None:
    """Relative to the posts, a few of them."""
    paths = [f"/x/posts/y/{name}.md" for name in "abcde"]
    assert told_names(paths, ["/x/posts"]) == "y/a.md, y/b.md, y/c.md and 2 more"
    assert told_names(["/x/decks/d.yaml"], ["/x/posts"]) == "d.yaml"


# --- the command ------------------------------------------------------------------------------------------------


class Watch:
    """The command at work on a deck, and the lines that it says."""

    def __init__(self, deck: Deck, **environment: str) -> None:
        self.deck = deck
        path = os.pathsep.join(filter(None, sys.path))
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "deckgen", "update", str(deck.path), "--watch"],
            env={**os.environ, "PYTHONPATH": path, **environment}, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.out: queue.Queue[str] = queue.Queue()
        self.err: queue.Queue[str] = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, args=each)
            for each in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()
        self.wait_for(self.err, "Watching")

    def _read(self, pipe: IO[str], lines: queue.Queue[str]) -> None:
        with pipe:
            for line in pipe:
                lines.put(line)

    def wait_for(self, lines: queue.Queue[str], words: str) -> str:
        """Give the next line that says so."""
        until = time.monotonic() + HANG
        while time.monotonic() < until:
            if words in (line := lines.get(timeout=HANG)):
                return line
        raise AssertionError(words)

    def told(self, name: str) -> str:
        """Give the next line on a file, without time and duration."""
        return self.wait_for(self.out, name).split(" ", 1)[1].rsplit(" (", 1)[0]

    def end(self) -> int:
        """End it with Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=HANG)

    def close(self) -> None:
        """End it however it stands."""
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    made = Deck(tmp_path)
    for number in range(100):
        write(made, number)
    return made


def write(deck: Deck, number: int, words: str = "It is number") -> Path:
    path = deck.posts / f"{number:03}.md"
    path.write_text(POST.format(number, words), encoding="utf-8")
    return path


@pytest.fixture
def watch(deck: Deck) -> Iterator[Watch]:
    made = Watch(deck)
    yield made
    made.close()


def test_a_save_is_in_the_package_within_a_second(watch: Watch) -> None:
    """In a blog of 100 posts; the quickest of five, for who shares the machine."""
    took = []
    for number in range(5):
        saved = time.monotonic()
        write(watch.deck, number, "Other words of")
        assert watch.told(f"{number:03}.md") == f"{number:03}.md: 1 updated"
        took.append(time.monotonic() - saved)
    assert min(took) < 1.0, took
    assert watch.end() == 0


def test_what_goes_wrong_ends_nothing(watch: Watch) -> None:
    """A post with an error, a definition that cannot be read, a deleted folder: said once, and mended it goes on."""
    deck, definition = watch.deck, watch.deck.path.read_text(encoding="utf-8")
    (deck.posts / "bad.md").write_text("<<<<<<< a\n# B\n=======\n# C\n>>>>>>> b\n", encoding="utf-8")
    assert watch.told("bad.md").endswith("; 1 error")
    assert "bad.md:1: error" in watch.wait_for(watch.err, "bad.md")
    deck.path.write_text("deck: D\nposts: [", encoding="utf-8")
    assert watch.told("d.yaml") == "d.yaml: not built; 1 error"
    watch.wait_for(watch.err, "d.yaml:")
    deck.path.write_text(definition, encoding="utf-8")
    assert watch.told("d.yaml") == "d.yaml: no note changed; 1 error"
    (deck.posts / "bad.md").unlink()
    assert watch.told("bad.md") == "bad.md: no note changed"
    ledger = deck.ledger.read_bytes()
    shutil.move(deck.posts, deck.folder / "away")
    assert watch.told("and 98 more").endswith("no note changed; 1 error")
    assert deck.ledger.read_bytes() == ledger, "what cannot be read is not taken for deleted"
    shutil.move(deck.folder / "away", deck.posts)
    assert watch.told("and 98 more").endswith("no note changed")
    write(deck, 7, "Other words of")
    assert watch.told("007.md") == "007.md: 1 updated"
    assert watch.end() == 0


def test_a_decision_and_a_pick_are_saves(watch: Watch) -> None:
    """What was skipped is held with the next build, by itself."""
    watch.deck.path.with_suffix(".picks").write_text("skip https://a.example/7\n", encoding="utf-8")
    watch.told("d.picks")
    assert "https://a.example/7" in watch.deck.ledger.read_text(encoding="utf-8")
    assert watch.end() == 0


def test_only_a_build_is_run_on_a_save(deck: Deck, request: pytest.FixtureRequest) -> None:
    """All is run once; then neither Anki nor a model nor a page is asked."""
    deck.define("build push")
    watch = Watch(deck, ANKICONNECT_URL="http://127.0.0.1:9")
    request.addfinalizer(watch.close)
    assert "push   failed" in watch.wait_for(watch.out, "push")
    write(deck, 3, "Other words of")
    assert watch.told("003.md") == "003.md: 1 updated"
    assert watch.err.empty()
    assert watch.end() == 0
