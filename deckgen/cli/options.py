"""Options that mean the same in several commands, and so say the same."""

from __future__ import annotations

import click

DECKS = click.argument("decks", nargs=-1, metavar="[DECK]...", type=click.Path())
LEDGER = click.option("-o", "--output", type=click.Path(dir_okay=False), help="The .apkg whose ledger counts.")
NAME = click.option("--name", help="Name of the deck in Anki, where DECK is posts.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a deck.")
STRICT = click.option("--strict", is_flag=True, help="Let any warning give exit code 1.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print errors alone.")


def examples(*calls: str) -> str:
    """Return the end of a command's help: a call a line, since one that is broken in its midst cannot be copied."""
    return "\b\nExamples:\n" + "\n".join(f"  {call}" for call in calls)
