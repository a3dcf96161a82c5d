"""Options that mean the same in several commands, and so say the same."""

from __future__ import annotations

import click

DECKS = click.argument("decks", nargs=-1, metavar="[DECK]...", type=click.Path())
LEDGER = click.option("-o", "--output", type=click.Path(dir_okay=False), help="The .apkg whose ledger counts.")
NAME = click.option("--name", help="Name of the deck in Anki, where DECK is posts.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a deck.")
STRICT = click.option("--strict", is_flag=True, help="Let any warning give exit code 1.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print errors alone.")


def checked_resend(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the targets of notes to send again, which may be those with a dead link."""
    if not value:
        return value
    from deckgen.build.targets import MOVED

    checked_targets(context, option, tuple(target for target in value if target != MOVED))
    return value


def checked_targets(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the targets of an option; raise a BadParameter for one that can mean nothing."""
    if not value:  # as mostly: the module is not needed
        return value
    from deckgen.files.picks import ALL, is_target

    for target in value:
        if target != ALL and not is_target(target):
            raise click.BadParameter(f"{target} is no item's key, no note's Key, no URL, no glob (with *), and not all")
    return value


def examples(*calls: str) -> str:
    """Return the end of a command's help: a call a line, since one that is broken in its midst cannot be copied."""
    return "\b\nExamples:\n" + "\n".join(f"  {call}" for call in calls)
