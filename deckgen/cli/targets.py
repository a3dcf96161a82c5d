"""TARGET on the command line: items and notes, named as in picks."""

from __future__ import annotations

import click


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
