"""``deckgen preview``: the cards as Anki shows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, JSON, NAME, QUIET, STRICT, examples
from deckgen.cli.output import Styled, View, print_json, print_problems, problem_object, progress_bar, refusals, say

if TYPE_CHECKING:
    from deckgen.definition import Definition
    from deckgen.preview.page import Deck

MANY = 20
"""So many problems are printed; the page has them all."""

COUNTS = ("notes", "new", "updated", "revived", "moved", "unchanged", "held", "retired")


@click.command(epilog=examples("deckgen preview", "deckgen preview path/to/_posts -o page.html"))
@DECKS
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Where the page goes (FILE.html), or the deck that it is of (FILE.apkg).",
)
@NAME
@JSON
@STRICT
@QUIET
def preview(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    *,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Write all cards as Anki shows them to one page: NAME-preview.html beside the deck.

    The page needs no network and no other file. It tells what the next build would change; nothing is built.
    """
    package = output if output and output.lower().endswith(".apkg") else None
    page = Path(output) if output and package is None else None
    view = View(as_json=as_json, quiet=quiet, strict=strict)
    with refusals(as_json=as_json):
        definitions = load_targets(go_on(find_targets(decks, name=name, output=package)))
        if page is not None and len(definitions) > 1:
            raise click.UsageError(f"-o names one file, but there are {len(definitions)} decks")
        targets = [page or definition.home / f"{definition.name}-preview.html" for definition in definitions]
        for target in targets:
            _refuse_other_files(target)
        for definition, target in zip(definitions, targets, strict=True):
            _write(_plan(definition, quiet=view.is_quiet), target, view)
    raise SystemExit(view.worst)


def _refuse_other_files(target: Path) -> None:
    """Refuse to write over what preview did not make: a post, a ledger, a definition, a page of the user's own."""
    from deckgen.preview.page import may_be_replaced

    if not may_be_replaced(target):
        message = f"{target} is no page that preview made, and nothing else is written over; name another one with -o"
        raise click.UsageError(message)


def _plan(definition: Definition, *, quiet: bool) -> Deck:
    """Decide what a build would ship; writes nothing."""
    from deckgen.build.changes import titles_of
    from deckgen.build.pipeline import Options, plan_build, plan_report
    from deckgen.build.report import listed_notes
    from deckgen.files.store import open_store
    from deckgen.preview.page import Deck

    store, faults = open_store(definition.store_path)
    with store, progress_bar(quiet=quiet) as tell:
        plan = plan_build(definition, Options(), store, tell)
    report = plan_report(plan)
    changes = plan.identified.changes
    listed = listed_notes(changes)
    totals = {name: getattr(report, name) for name in COUNTS}
    totals["held"] -= report.listed
    return Deck(
        name=definition.deck,
        changes=[change for change in changes if change.after.key not in listed],
        counts=[(name, count) for name, count in totals.items() if count],
        problems=(*faults, *plan.problems),
        media=plan.media,
        titles=titles_of(plan.items, plan.named),
    )


def _write(deck: Deck, target: Path, view: View) -> None:
    from deckgen.files.atomic import write_atomic
    from deckgen.preview.page import preview_page, shown_counts

    text = preview_page(deck).encode("utf-8", "backslashreplace")  # a byte of a broken file name
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(target, text)
    objects = [problem_object(problem) for problem in deck.problems]
    view.count(objects)
    if view.as_json:
        out: dict[str, Any] = {"deck": deck.name, "output": str(target), **dict(deck.counts), "problems": objects}
        print_json(out)
        return
    print_problems(objects[:MANY], quiet=view.is_quiet)
    if not view.is_quiet:
        if len(objects) > MANY:
            say(f"... and {len(objects) - MANY} more; they are all on the page", err=True)
        counts = ", ".join(f"{count:,} {name}" for name, count in shown_counts(deck.counts))
        say(Styled(deck.name, bold=True), f": {counts or 'nothing to study in these posts'}")
        say(f"Open it in a browser: {target}")
