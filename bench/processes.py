"""Whole processes, timed from start to end: deckgen as it is installed, and what it is measured against.

`import click` is the least that any command of deckgen starts with. Compiled modules are at hand as after any
installation.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.corpus import ROOT

IMPORT_CLICK = ("-c", "import click")
DECKGEN = ("-m", "deckgen.cli")
"""What the installed script `deckgen` does."""

_WITH_PEAK = (
    "-c",
    "import atexit; from bench.processes import say_peak; atexit.register(say_peak); "
    "from deckgen.cli.__main__ import main; main()",
)


def cpu_seconds(command: Sequence[str | Path], folder: Path) -> float:
    """Return the CPU time of one process of this Python, in user and system mode."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    with process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} failed: {said.decode(errors='replace')[-2000:]}")
    return used.ru_utime + used.ru_stime


def click_alone(folder: Path) -> Callable[[], float]:
    """Return a clock of the floor of all commands."""
    return lambda: cpu_seconds(IMPORT_CLICK, folder)


def define(home: Path, posts: Path, cards: str = "{}") -> Path:
    """Write the definition of a deck of these posts into a folder of its own; return its path."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "deck.yaml"
    path.write_text(f'deck: Deck\nid: "bench"\nposts: {posts}\ncards: {cards}\n', encoding="utf-8")
    return path


def build(definition: Path) -> float:
    """Build a deck; return the CPU seconds of it."""
    return cpu_seconds((*DECKGEN, "build", definition, "--allow-retire"), definition.parent)


def build_cold(definition: Path) -> float:
    """Build a deck as on a machine that has never seen it; return the CPU seconds of it."""
    forget(definition)
    return build(definition)


def edits(posts: Path, definition: Path) -> Callable[[], float]:
    """Return a clock of a build after one post got another link, another one each time."""
    post = sorted(posts.iterdir())[0]
    text = post.read_bytes()
    number = itertools.count()

    def edit_and_build() -> float:
        post.write_bytes(text + b"\n\nhttps://bench.example/%d\n\nAn article of today\n" % next(number))
        return build(definition)

    return edit_and_build


def forget(definition: Path) -> None:
    """Remove all that builds left beside a definition."""
    for path in sorted(definition.parent.rglob("*"), reverse=True):
        if path != definition:
            path.rmdir() if path.is_dir() else path.unlink()


def ledger_of(definition: Path) -> Path:
    """Return where a deck's ledger lies."""
    return definition.with_suffix(".ledger.jsonl")


def build_peak(definition: Path) -> float:
    """Build a deck; return the most memory of it, in megabytes."""
    command = [sys.executable, *_WITH_PEAK, "build", str(definition), "--allow-retire"]
    done = subprocess.run(
        command, cwd=definition.parent, env=_environment(), capture_output=True, encoding="utf-8", check=True
    )
    return float(done.stderr.splitlines()[-1])


def say_peak() -> None:
    """Print the most memory of this process as the last line of stderr."""
    print(peak_megabytes(), file=sys.stderr)


def peak_megabytes() -> float:
    """Return the most memory of this process. Linux's `ru_maxrss` would count that of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        return int(found[1]) / 1024 if found else 0.0
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT)}
