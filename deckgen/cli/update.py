"""``deckgen update``: all that a definition switches on, in order; or a build on each save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.decks import Target, find_targets, load_targets
from deckgen.cli.options import DECKS, QUIET, STRICT, examples
from deckgen.cli.output import Styled, print_json, print_problems, problem_object, refusals, say, told_once

if TYPE_CHECKING:
    from deckgen.build.updating import Ran
    from deckgen.cli.stages import Manner

_COLOURS = {"failed": "red", "stopped": "yellow", "not run": "yellow"}
_STOPPED = 2
"""What an update that was stopped gives; the process ends with 1."""


@click.command(epilog=examples("deckgen update", "deckgen update decks/learn.yaml --watch"))
@DECKS
@click.option("--watch", is_flag=True, help="Then build again on each save, until Ctrl-C; a save runs nothing else.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing on a terminal: pay within the budget, leave conflicts.")
@click.option("--unattended", is_flag=True, help="Let push import new notes without Anki's dialog, as its own option.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a deck; with --watch one a build, too.")
@STRICT
@QUIET
def update(
    decks: tuple[str, ...],
    *,
    watch: bool,
    yes: bool,
    unattended: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Run what a definition says (update:), of pull, fetch, write, build and push, in this order.

    A stage that fails keeps those from running that need it: build and push need pull, push needs build. On a terminal
    write and push ask first, as they do by themselves; elsewhere write pays no more than llm.budget_usd, and conflicts
    stay as they are in Anki. With --watch all is run once; then each save of a post, picture, definition or decision
    builds, and only that: no network, no Anki, no money. Ctrl-C loses nothing.
    """
    from deckgen.cli.stages import Manner
    from deckgen.cli.watching import watch_decks
    from deckgen.cli.write import server_key
    from deckgen.definition import Stage

    targets = find_targets(decks)
    if targets[0].definition is None:
        message = f"{decks[0]} is no definition, and only that says what to run (update:); see deckgen init"
        raise click.UsageError(message)
    manner = Manner(yes=yes, unattended=unattended, as_json=as_json, strict=strict, quiet=quiet)
    worst = 0
    with refusals(as_json=as_json):
        if any(Stage.WRITE in definition.update for definition in load_targets(targets)):
            server_key()  # one that is none is wrong usage, and nothing is begun
        for target in targets:
            worst = max(worst, code := _update(target, manner))
            if code == _STOPPED:
                raise SystemExit(1)
        if watch:
            watch_decks(targets, manner)
            return
    raise SystemExit(worst)


def _update(target: Target, manner: Manner) -> int:
    """Run the stages of one deck under one lock, and sum them up; return 0, 1 for an error or _STOPPED."""
    from deckgen.build.updating import Outcome, run_stages
    from deckgen.cli.stages import Stages
    from deckgen.files.lock import update_lock

    definition = load_targets([target])[0]
    stages = Stages(target, definition, manner)
    ran: list[Ran] = []
    with update_lock(definition.ledger_path), told_once():
        for each in run_stages(definition.update, stages.do):
            print_problems(map(problem_object, each.problems), as_json=manner.as_json, quiet=manner.quiet)
            ran.append(each)
    _print(definition.deck, ran, manner)
    if any(each.outcome is Outcome.STOPPED for each in ran):
        return _STOPPED
    return int(any(each.outcome is not Outcome.DONE or each.is_error for each in ran))


def _print(deck: str, ran: Sequence[Ran], manner: Manner) -> None:
    if manner.as_json:
        print_json({"deck": deck, "stages": [_object(each) for each in ran]})
    elif not manner.quiet:
        say(Styled(deck, bold=True))
        for each in ran:
            ended = Styled(f"{each.outcome}: ", _COLOURS[each.outcome]) if each.outcome in _COLOURS else ""
            say(f"  {each.stage:<5}  ", ended, each.words)


def _object(ran: Ran) -> dict[str, Any]:
    problems = [problem_object(problem) for problem in ran.problems]
    return {
        "stage": ran.stage.value,
        "outcome": ran.outcome.value,
        "message": ran.words,
        "result": ran.result,
        "problems": problems,
    }
