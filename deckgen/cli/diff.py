"""``deckgen diff``: what the next build would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, LEDGER, NAME, STRICT, examples
from deckgen.cli.output import Styled, View, print_json, progress_bar, refusals, say

if TYPE_CHECKING:
    from deckgen.build.changes import NoteChange
    from deckgen.build.report import Report

_SIGNS = {
    "new": ("+", "green"),
    "revived": ("+", "green"),
    "updated": ("~", "yellow"),
    "moved": ("→", "cyan"),
    "held": ("-", "magenta"),
    "retired": ("-", "red"),
}

FEW = 3
"""So many notes of a renamed post are listed; of more the number."""
_OURS = frozenset({"Made", "Lang", "Site", "Kind", "Count"})
"""Fields in which deckgen keeps its books; ``--json`` has them."""


@click.command(epilog=examples("deckgen diff", "deckgen diff --stat", "deckgen diff --exit-code -q"))
@DECKS
@LEDGER
@NAME
@click.option("--redeck", is_flag=True, help="As for build: take the current deck paths for all notes.")
@click.option("--stat", is_flag=True, help="Print the totals alone.")
@click.option("--exit-code", "as_exit_code", is_flag=True, help="Exit with 1 if a build would change anything.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a note (with --stat: a deck).")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print no warnings and no moved notes.")
def diff(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    *,
    redeck: bool,
    stat: bool,
    as_exit_code: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Show what the next build would do, before it does it; nothing is written.

    New and revived notes are marked +, updated ones ~ with the old and the new text, moved ones →, held and retired
    ones -.
    """
    from deckgen.build.changes import change_object, note_changes, titles_of
    from deckgen.build.pipeline import Options, plan_build, plan_report
    from deckgen.cli.build import report_json, report_object
    from deckgen.files.store import open_to_look

    view = View(as_json=as_json, quiet=quiet, strict=strict)
    with refusals(as_json=as_json):
        for definition in load_targets(go_on(find_targets(decks, name=name, output=output))):
            store, faults = open_to_look(definition.store_path)
            with store, progress_bar(quiet=view.is_quiet) as tell:
                plan = plan_build(definition, Options(redeck=redeck), store, tell)
            changes = list(note_changes(plan.identified.changes, titles_of(plan.items, plan.named)))
            report = plan_report(plan)
            view.problems([*faults, *plan.problems])
            if as_json and stat:
                print_json(report_json(report_object(report, faults)))
            elif as_json:
                for change in changes:
                    print_json(change_object(change))
            else:
                print_changes(changes, report, quiet=quiet, stat=stat)
            view.worst = max(view.worst, int(as_exit_code and bool(changes)))
    raise SystemExit(view.worst)


def print_changes(changes: Sequence[NoteChange], report: Report, *, quiet: bool, stat: bool = False) -> None:
    """Print changes like git: a line a note, below it the words that change; with ``stat`` their numbers alone."""
    from deckgen.cards.points import in_words

    together = _moved_together(changes)
    for change in () if stat else changes:
        if change.what == "moved" and quiet:
            continue
        if (files := _files_of(change)) in together:
            if count := together[files]:
                words = f"→ moved   {count:,} notes, under the same headings"
                say(Styled(words, "cyan"), Styled(f"  {files[1]}", dim=True))
                say(Styled(f"           from {files[0]}", dim=True))
            together[files] = 0
            continue
        sign, colour = _SIGNS[change.what]
        place = " › ".join(change.place)
        say(Styled(f"{sign} {change.what:<8}{change.title}", colour), Styled(f"  {place}", dim=True))
        if change.was and change.what in ("moved", "updated"):
            say(Styled(f"           from {' › '.join(change.was)}", dim=True))
        if change.reason:
            say(Styled(f"           {in_words(change.reason)}", dim=True))
        for field in change.fields:
            if field.field in _OURS:
                continue
            say(f"    {field.field}")
            _print_words("-", field.old, "red")
            _print_words("+", field.new, "green")
        for tag in change.tags:
            say("    ", Styled(tag, "green" if tag.startswith("+") else "red"))
    totals = ", ".join(
        f"{getattr(report, name):,} {name}" for name in ("new", "updated", "moved", "revived") if getattr(report, name)
    )
    held = sum(change.what == "held" for change in changes)
    going = [f"{count:,} {word}" for count, word in ((held, "held"), (report.retiring, "retired")) if count]
    say(f"{report.deck}: {', '.join(filter(None, [totals, *going])) or 'nothing would change'}")


def _files_of(change: NoteChange) -> tuple[str, str]:
    """Return the post in which a note stood that moved and nothing else, and the one in which it stands."""
    is_same = change.what == "moved" and change.was[1:] == change.place[1:]
    return (change.was[0], change.place[0]) if is_same and change.was and change.place else ("", "")


def _moved_together(changes: Sequence[NoteChange]) -> dict[tuple[str, str], int]:
    """Return how many notes went along with a renamed post, by its names; a few are named one by one."""
    counts = Counter(map(_files_of, changes))
    return {files: count for files, count in counts.items() if count > FEW and files[0]}


def _print_words(sign: str, words: str, colour: str) -> None:
    for line in words.splitlines():
        say("    ", Styled(f"{sign} {line}", colour))
