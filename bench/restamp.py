"""Is a note stamped as changed only when a learner would see other words?

A stamp costs: Anki's import then replaces what the learner wrote into the note. So the blog's last commits
are built one after the other with one ledger, each at its own time, and the notes stamped anew are counted
against those of which the visible words changed.
"""

from __future__ import annotations

import html
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

from bench.building import define
from bench.corpus import clone_blog, git
from bench.measure import Measure
from deckgen.build.pipeline import Options, plan_build
from deckgen.definition import Definition
from deckgen.files.ledger import write_ledger
from deckgen.files.records import State
from deckgen.files.store import open_store
from deckgen.identity.notes import Change
from deckgen.identity.said import CONTEXT_FIELDS

COMMITS = 50
BAR = 1.2
_MARKUP = re.compile(r"<[^>]*>")


def commits_of(blog: Path, count: int) -> list[tuple[str, int]]:
    """The last commits, oldest first, with one more before them; times never go back."""
    out = git(blog, "log", "--first-parent", f"-{count + 1}", "--format=%H %ct")
    latest = 0
    commits = []
    for line in reversed(out.splitlines()):
        name, second = line.split()
        latest = max(latest + 1, int(second))
        commits.append((name, latest))
    return commits


def changes_of(definition: Definition, second: int) -> tuple[Change, ...]:
    """Build at a time, as far as the ledger: the package holds nothing that is not in it."""
    store, _ = open_store(definition.store_path)
    with store, mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=str(second)):
        plan = plan_build(definition, Options(), store)
    write_ledger(definition.ledger_path, plan.identified.ledger)
    return plan.identified.changes


def visible(fields: Mapping[str, str]) -> dict[str, str]:
    """What a reader sees of a note's own content: words without markup, spaces evened out."""
    words = {
        name: " ".join(html.unescape(_MARKUP.sub(" ", text)).split())
        for name, text in fields.items()
        if name not in CONTEXT_FIELDS
    }
    return {name: text for name, text in words.items() if text}


def count(changes: tuple[Change, ...], totals: Counter[str]) -> None:
    """Add what one build did to the notes that learners had before it."""
    for change in changes:
        before, after = change.before, change.after
        totals["new"] += change.is_new
        totals["retired"] += change.is_retired
        totals["revived"] += change.is_revived
        if before is None or before.state is not State.LIVE or after.state is not State.LIVE:
            continue
        totals["moved"] += change.is_moved
        totals["restamped"] += before.mod != after.mod
        totals["reworded"] += visible(before.fields) != visible(after.fields)


def replay(commits: int = COMMITS) -> Counter[str]:
    """Build commit after commit, and count."""
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blog = clone_blog(folder)
        definition = define(blog, folder / "deck", forms=True)
        definition.home.mkdir()
        for number, (commit, second) in enumerate(commits_of(blog, commits)):
            git(blog, "checkout", "--quiet", "--force", commit)
            changes = changes_of(definition, second)
            if number:
                count(changes, totals)
    return totals


def measures() -> Iterator[Measure]:
    """Stamped anew against reworded."""
    totals = replay()
    ratio = totals["restamped"] / max(totals["reworded"], 1)
    detail = ", ".join(
        f"{totals[name]:,} {name}" for name in ("restamped", "reworded", "moved", "new", "retired", "revived")
    )
    yield Measure("restamp", f"notes stamped / notes reworded, {COMMITS} commits", ratio, BAR, detail)


if __name__ == "__main__":
    print(replay())
