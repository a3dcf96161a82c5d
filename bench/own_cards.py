"""Own cards by the thousand: twice the cards take twice the time, and all of them ship (B4)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bench.building import SECOND, build
from bench.measure import Measure, timed
from deckgen.definition import Definition
from deckgen.files.ledger import read_ledger
from deckgen.identity.packed import live_notes

CARDS = 4_000
A_FILE = 100
BAR = 2.2
_NAMES = ("heap", "stack", "queue", "trie", "graph", "matrix", "tensor", "socket", "kernel", "mutex")


def write_posts(folder: Path, count: int) -> None:
    """Write so many questions of one pattern, 100 a file, every fourth a sentence with a gap."""
    folder.mkdir(parents=True)
    for start in range(0, count, A_FILE):
        cards = "\n\n".join(_card(number) for number in range(start, start + A_FILE))
        text = f"---\ntitle: Part {start}\n---\n\n# Numbers {start // A_FILE}\n\n{cards}\n"
        (folder / f"{start:05}.md").write_text(text, encoding="utf-8")


def _card(number: int) -> str:
    name = f"{_NAMES[number % len(_NAMES)]} {number}"
    if number % 4 == 3:
        return f"The {name} holds =={number % 97} parts== and is {number % 13} years old."
    return f"Q: How many parts has the {name}?\nA: {number % 97}"


def build_cold(home: Path, posts: Path) -> int:
    """Build a deck that is not known, with an empty store; return how many notes ship."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return build_again(home, posts)


def build_again(home: Path, posts: Path) -> int:
    """Build a deck that is known; return how many notes ship."""
    definition = Definition(name="own", home=home, deck="Own", id="bench", posts=(str(posts),))
    build(definition)
    return len(live_notes(read_ledger(definition.ledger_path)))


def edit(posts: Path) -> None:
    """Put every fiftieth answer right, and rename every tenth file."""
    for number, path in enumerate(sorted(posts.iterdir())):
        lines = path.read_text(encoding="utf-8").split("\n")
        lines = [
            line + " at least" if line.startswith("A: ") and not at % 50 else line for at, line in enumerate(lines)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        if number % 10 == 0:
            path.rename(path.with_stem(f"{path.stem}-renamed"))


def measures() -> Iterator[Measure]:
    """A cold build, and one after an edit, of twice the cards against once."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=SECOND):
        folder = Path(name)
        sides = {count: (folder / f"home-{count}", folder / f"posts-{count}") for count in (CARDS, CARDS // 2)}
        for count, (home, posts) in sides.items():
            write_posts(posts, count)
            if (shipped := build_cold(home, posts)) != count:
                raise AssertionError(f"of {count} own cards {shipped} shipped")
        large, small = sides[CARDS], sides[CARDS // 2]
        pair = timed(lambda: build_cold(*large), lambda: build_cold(*small), repeats=3)
        what = f"{CARDS:,} own cards in {CARDS // A_FILE} files / half of them"
        yield Measure("B4", what, pair.ratio, BAR, pair.seconds)
        pair = timed(lambda: _edited(*large), lambda: _edited(*small), repeats=3)
        yield Measure("B4", f"{what}, after an edit", pair.ratio, BAR, pair.seconds)


def _edited(home: Path, posts: Path) -> None:
    edit(posts)
    if build_again(home, posts) != A_FILE * len(list(posts.iterdir())):
        raise AssertionError("an edit cost a note")
