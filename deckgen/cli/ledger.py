"""``deckgen ledger merge``: mends a ledger in which git left conflict marks."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli.output import refusals, say
from deckgen.language.plurals import counted


@click.group()
def ledger() -> None:
    """Mend a deck's ledger."""


@ledger.command(epilog="Example: deckgen ledger merge decks/my.ledger.jsonl && git add decks/my.ledger.jsonl")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def merge(file: Path) -> None:
    """Join both sides of the conflicts in FILE: every note of either side stays, the newer content wins."""
    from deckgen.files.atomic import write_atomic
    from deckgen.files.ledger import ledger_bytes, merge_file
    from deckgen.files.lock import build_lock

    with refusals(), build_lock(file):
        joined = merge_file(file)
        changed = write_atomic(file, ledger_bytes(joined))
    words = "both sides are joined" if changed else "there was nothing to join"
    say(f"{file}: {counted(len(joined.notes), 'note')}; {words}.")
