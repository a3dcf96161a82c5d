"""Own cards by the thousand: twice the cards take twice the time, little more than a script, and all ship (B4)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure, in_turns
from bench.processes import build, build_cold, cpu_seconds, define, ledger_of
from deckgen.files.ledger import read_ledger
from deckgen.identity.packed import live_notes

CARDS = 4_000
A_FILE = 100
BAR = 2.2
BESIDE_A_SCRIPT = 3.0
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
    """Yield B4: a cold build and one after an edit, of twice the cards against once, and once against a script."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = (_deck_of(folder, count) for count in (CARDS, CARDS // 2))
        pair = in_turns(lambda: _cold(large), lambda: _cold(small), repeats=3)
        what = f"{CARDS:,} own cards in {CARDS // A_FILE} files / half of them"
        yield Measure("B4", what, pair.ratio, BAR, pair.seconds)
        script = ("-m", "bench.peers", "by-hand", small.parent.parent / "posts", folder / "by-hand.apkg")
        pair = in_turns(lambda: _cold(small), lambda: cpu_seconds(script, folder))
        what = f"{CARDS // 2:,} own cards / a script with markdown-it-py and genanki"
        yield Measure("B4", what, pair.ratio, BESIDE_A_SCRIPT, pair.seconds)
        pair = in_turns(lambda: _edited(large), lambda: _edited(small), repeats=3)
        what = f"{CARDS:,} own cards after an edit of every fiftieth / half of them"
        yield Measure("B4", what, pair.ratio, BAR, pair.seconds)


def _deck_of(folder: Path, count: int) -> Path:
    posts = folder / str(count) / "posts"
    write_posts(posts, count)
    return define(folder / str(count) / "deck", posts)


def _cold(definition: Path) -> float:
    seconds = build_cold(definition)
    _check(definition)
    return seconds


def _edited(definition: Path) -> float:
    edit(definition.parent.parent / "posts")
    seconds = build(definition)
    _check(definition)
    return seconds


def _check(definition: Path) -> None:
    shipped = len(live_notes(read_ledger(ledger_of(definition))))
    if shipped != A_FILE * len(list((definition.parent.parent / "posts").iterdir())):
        raise AssertionError(f"only {shipped} own cards shipped")
