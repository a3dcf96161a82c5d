"""How long one waits for little or nothing: whole processes against `python -c "import click"`.

`--help` (P1), a build of a whole blog in which nothing has changed (B3), and of a small one after an edit (B1).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import blog_posts
from bench.generate import write_posts
from bench.measure import Measure, in_turns
from bench.processes import DECKGEN, build, click_alone, cpu_seconds, define, edits

RUNS = 15
FEW = 10
"""The posts of a small blog."""


def against_click(arguments: Sequence[str | Path], folder: Path, goal: str, what: str, bar: float) -> Measure:
    """Run a command of deckgen and the floor in turns."""
    pair = in_turns(lambda: cpu_seconds((*DECKGEN, *arguments), folder), click_alone(folder), RUNS)
    return Measure(goal, f'{what} / python -c "import click"', pair.ratio, bar, pair.seconds)


def small_edit(folder: Path) -> Measure:
    """Measure what the owner of a small blog waits for after each edit."""
    posts = folder / "posts"
    write_posts(posts, FEW)
    definition = define(folder / "deck", posts)
    build(definition)
    pair = in_turns(edits(posts, definition), click_alone(folder), repeats=9)
    return Measure("B1", f'1 of {FEW} posts edited, build / python -c "import click"', pair.ratio, 8.0, pair.seconds)


def measures() -> Iterator[Measure]:
    """Yield P1, B3 and B1."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield against_click(["--help"], folder, "P1", "--help", 1.25)
        yield small_edit(folder / "small")
        posts = blog_posts(folder / "blog")
        definition = define(folder / "deck", posts)
        build(definition)
        time.sleep(2.5)  # files younger than that are hashed, since a change might not show in their times
        what = f"build without a change, {len(list(posts.iterdir()))} posts"
        yield against_click(["build", definition], folder, "B3", what, 2.0)
