"""Builds of a whole blog beside a process that writes the same notes with bare genanki, the packaging library alone.

Cold ones (B6), and one after an edit of one post (B2).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.corpus import blog_posts
from bench.measure import Measure, in_turns
from bench.notes import leave_notes
from bench.processes import build_cold, cpu_seconds, define, edits, ledger_of

READING_ALONE = "{reading: all, own: false, forms: false}"
ALL_FORMS = "{reading: all}"


def against_genanki(posts: Path, folder: Path) -> Iterator[Measure]:
    """B6 and B2: cold builds and an edit against bare genanki."""
    count = len(list(posts.iterdir()))
    for name, cards, bar in (("reading alone", READING_ALONE, 4.5), ("all forms", ALL_FORMS, 5.8)):
        definition = define(folder / name.split()[0], posts, cards)
        build_cold(definition)
        bare = _bare_genanki(definition, folder)
        pair = in_turns(lambda: build_cold(definition), bare)  # noqa: B023 - called at once
        what = f"cold build of {count} posts, {name} / bare genanki writing the same notes"
        yield Measure("B6", what, pair.ratio, bar, pair.seconds)
    pair = in_turns(edits(posts, definition), bare)
    yield Measure("B2", f"1 of {count} posts edited, build / bare genanki", pair.ratio, 3.2, pair.seconds)


def _bare_genanki(definition: Path, folder: Path) -> Callable[[], float]:
    notes = folder / "notes.json"
    leave_notes(ledger_of(definition), notes)
    command = ("-m", "bench.peers", "bare", notes, folder / "bare.apkg")
    return lambda: cpu_seconds(command, folder)


def measures() -> Iterator[Measure]:
    """Yield B6 and B2."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from against_genanki(blog_posts(folder / "blog"), folder)
