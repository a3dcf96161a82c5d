"""A build after a large move, a third of all sections in other posts, against one in which nothing moved.

Both start from the same built deck with all posts remembered, so the moved one also pays for parsing what it
moved, and finds every note again. CPU time, in one process, in turns.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bench.building import SECOND, build, define
from bench.corpus import clone_blog
from bench.measure import Measure, timed
from deckgen.build.pipeline import Plan
from deckgen.definition import Definition

LATER = str(int(SECOND) + 86_400)
MOVED_SHARE = 3
"""Every so-manieth section goes to another post."""

_HEADING = re.compile(rb"(?m)^(?=#{1,3} )")


def move_sections(posts: Path) -> int:
    """Move every third section to the end of another post; gives how many moved."""
    paths = sorted(path for path in posts.iterdir() if path.is_file())
    stays: list[list[bytes]] = []
    moves: list[list[bytes]] = []
    number = 0
    for path in paths:
        head, *sections = _HEADING.split(path.read_bytes())
        stays.append([head])
        moves.append([])
        for section in sections:
            number += 1
            (stays if number % MOVED_SHARE else moves)[-1].append(section.rstrip() + b"\n\n")
    for place, path in enumerate(paths):
        arrived = moves[(place + 7) % len(paths)]
        path.write_bytes(b"".join([*stays[place], b"\n\n", *arrived]))
    return number // MOVED_SHARE


def build_from(start: Path, definition: Definition) -> Plan:
    """Build on a copy of a deck that was built before."""
    shutil.rmtree(definition.home, ignore_errors=True)
    shutil.copytree(start, definition.home)
    return build(definition)


def large_move(blog: Path, folder: Path) -> Measure:
    """P10: everything found again after the move, and no note lost by it."""
    start = define(blog, folder / "start", forms=True)
    start.home.mkdir()
    before = build(start).identified.ledger
    other = folder / "moved"
    shutil.copytree(blog, other)
    count = move_sections(other / "_posts")
    unmoved, moved = define(blog, folder / "unmoved-deck", forms=True), define(other, folder / "moved-deck", forms=True)
    with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=LATER):
        after = build_from(start.home, moved).identified.ledger
        kept = sum(note.state is after.notes[key].state for key, note in before.notes.items() if note.mod)
        pair = timed(lambda: build_from(start.home, moved), lambda: build_from(start.home, unmoved))
    shipped = sum(note.mod > 0 for note in before.notes.values())
    detail = f"{pair.seconds}; {count:,} sections moved, {kept:,} of {shipped:,} notes still live"
    return Measure("P10", "a third of the sections moved, build / nothing moved", pair.ratio, 2.0, detail)


def measures() -> Iterator[Measure]:
    """The large move of P10."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=SECOND):
        folder = Path(name)
        yield large_move(clone_blog(folder), folder)
