"""How long one waits for nothing: whole processes against `python -c "import click"`.

`--help` (P1) and a build of the whole blog in which nothing has changed (P2). Wall time, process by process
in turns, with compiled modules at hand as after any installation.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import ROOT, clone_blog
from bench.measure import Measure

RUNS = 15
FLOOR = ("-c", "import click")
DECKGEN = ("-c", "from deckgen.cli.__main__ import main; main(prog_name='deckgen')")
"""What the installed script `deckgen` does."""


def wall_seconds(arguments: Sequence[str], folder: Path) -> float:
    """Time one process of this Python from start to end."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - start


def against_floor(arguments: Sequence[str], folder: Path, goal: str, what: str, bar: float) -> Measure:
    """Run a command of deckgen and the floor in turns; each is run once unmeasured."""
    pairs: list[tuple[float, float]] = []
    for turn in range(RUNS + 1):
        if turn % 2:
            ours = wall_seconds((*DECKGEN, *arguments), folder)
            floor = wall_seconds(FLOOR, folder)
        else:
            floor = wall_seconds(FLOOR, folder)
            ours = wall_seconds((*DECKGEN, *arguments), folder)
        pairs.append((ours, floor))
    del pairs[0]
    ratio = statistics.median(ours / floor for ours, floor in pairs)
    medians = [statistics.median(column) * 1000 for column in zip(*pairs, strict=True)]
    return Measure(goal, what, ratio, bar, f"{medians[0]:.0f} ms / {medians[1]:.0f} ms, {RUNS} runs")


def measures() -> Iterator[Measure]:
    """P1 and P2."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield against_floor(["--help"], folder, "P1", '--help / python -c "import click"', 1.25)
        blog = clone_blog(folder)
        build = ["build", str(blog / "_posts"), "-o", str(folder / "blog.apkg")]
        wall_seconds((*DECKGEN, *build), folder)
        time.sleep(2.5)  # files younger than that are hashed, since a change might not show in their times
        posts = sum(1 for _ in (blog / "_posts").iterdir())
        what = f'build without a change, {posts} posts / python -c "import click"'
        yield against_floor(build, folder, "P2", what, 2.0)
