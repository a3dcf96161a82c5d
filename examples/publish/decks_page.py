"""Write a page with the packages of all decks, and what is new in them: decks_page.py DECKS PUBLIC.

DECKS is the folder of the definitions and their ledgers, PUBLIC the one with the packages: NAME.apkg, and
NAME-1-months.apkg and so on where something has changed in that time. It writes PUBLIC/index.html.
"""

from __future__ import annotations

import html
import os
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from deckgen.build.changes import title_of
from deckgen.definition import Definition, load_definition
from deckgen.files.ledger import read_ledger
from deckgen.files.records import NoteRecord, State

MONTHS = {1: "the last month", 3: "the last three months", 12: "the last year"}
DAYS = 31  # of a month, as the packs count them
MOST = 100
"""Notes of a deck that are named; the packs hold all."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Decks</title>
<style>
body {{ font: 1rem/1.5 sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}
</style>
<h1>Decks</h1>
<p>Import a package with a double-click, as often as you like: Anki keeps every review. Update packs are for those who
have the deck: take one that reaches back to before your last import.</p>
{decks}
</html>
"""


def main(decks: Path, public: Path) -> None:
    """Write the page."""
    now = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    found = [load_definition(path) for path in sorted(decks.glob("*.yaml"))]
    parts = [line for deck in found for line in deck_lines(deck, public, now)]
    (public / "index.html").write_text(PAGE.format(decks="\n".join(parts)), encoding="utf-8")


def deck_lines(definition: Definition, public: Path, now: int) -> Iterator[str]:
    """Yield what the page says of one deck; ``now`` is in seconds since 1970."""
    if not definition.ledger_path.exists():
        return  # nothing came of its posts yet
    notes = sorted(read_ledger(definition.ledger_path).notes.values(), key=lambda note: (-note.mod, note.due, note.key))
    live = sum(note.state is State.LIVE for note in notes)
    yield f"<h2>{html.escape(definition.deck)}</h2>"
    yield f"<p>For newcomers: {link(public / f'{definition.name}.apkg')}, all {live:,} notes.</p>"
    packs = [(public / f"{definition.name}-{months}-months.apkg", words) for months, words in MONTHS.items()]
    there = [f"<li>{link(path)}: what changed in {words}</li>" for path, words in packs if path.exists()]
    yield f"<ul>{''.join(there)}</ul>" if there else "<p>Nothing has changed in the last year.</p>"
    recent = [note for note in notes if note.mod >= now - DAYS * 86_400 and note.state is not State.HELD]
    for name, shown in (
        ("New", [note for note in recent if note.state is State.LIVE and not note.earlier]),
        ("Changed", [note for note in recent if note.state is State.LIVE and note.earlier]),
        ("Withdrawn", [note for note in recent if note.state is State.RETIRED]),
    ):
        yield from section(name, shown)


def section(name: str, notes: list[NoteRecord]) -> Iterator[str]:
    """Yield a list of notes by their titles, if there are any."""
    if not notes:
        return
    items = "".join(f"<li>{html.escape(title_of(note))}</li>" for note in notes[:MOST])
    more = f"<p>and {len(notes) - MOST:,} more</p>" if len(notes) > MOST else ""
    yield f"<h3>{name} in the last month</h3><ul>{items}</ul>{more}"


def link(path: Path) -> str:
    """Return a link to a package beside the page."""
    return f'<a href="{urllib.parse.quote(path.name)}">{html.escape(path.name)}</a>'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
