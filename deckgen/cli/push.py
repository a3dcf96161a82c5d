"""``deckgen push``: a deck into a running Anki."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.anki_source import connection
from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, JSON, LEDGER, NAME, QUIET, STRICT, examples
from deckgen.cli.output import Styled, View, is_terminal, print_json, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.anki.connect import AnkiConnect
    from deckgen.anki.plan import Conflict, Place, PushPlan
    from deckgen.build.learner.pushing import Push, Pushed, Wish
    from deckgen.definition import Definition

MANY = 20
"""So many conflicts and missing notes are shown on a terminal."""

COUNTS = ("updated", "unchanged", "edited", "retired", "deleted", "gone")


@click.command(epilog=examples("deckgen push --dry-run", "deckgen push --yes --unattended"))
@DECKS
@LEDGER
@NAME
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask on a terminal; conflicts stay as they stand in Anki.")
@click.option("--unattended", is_flag=True, help="Import new notes without Anki's dialog, which leaves switches set.")
@click.option("--delete-retired", is_flag=True, help="Delete the notes that the posts no longer hold, reviews and all.")
@click.option("--allow-retire", is_flag=True, help="Go on even if a large part of the notes is gone from the posts.")
@click.option("--adopt", default="", metavar="QUERY", help="Let studied notes that this search in Anki finds hand over "
              "their reviews to ours with the same question; they are suspended.")  # fmt: skip
@click.option("--sync", is_flag=True, help="Let Anki sync before and after.")
@JSON
@STRICT
@QUIET
def push(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    *,
    dry_run: bool,
    yes: bool,
    unattended: bool,
    delete_retired: bool,
    allow_retire: bool,
    adopt: str,
    sync: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Build, and bring what changed into a running Anki, beside what its learner did there.

    Changed notes are written field by field; what the learner wrote, tagged, moved or deleted stays. New notes come in
    by Anki's import. It needs the add-on AnkiConnect; ANKICONNECT_URL and ANKICONNECT_KEY say where it listens and its
    key. What was there is kept in .deckgen/backups first.
    """
    from deckgen.build.learner.pushing import Wish

    wish = Wish(unattended=unattended, delete_retired=delete_retired, sync=sync, adopt=adopt)
    view = PushView(as_json=as_json, quiet=quiet, strict=strict, is_asked=not (yes or dry_run))
    with refusals(as_json=as_json):
        connect = connection()
        for definition in load_targets(go_on(find_targets(decks, name=name, output=output))):
            with opened_deck(definition, connect, wish, view, allow_retire=allow_retire) as deck:
                plan, done = push_deck(deck, view, dry_run=dry_run)
                if done is not None or dry_run:
                    view.result(deck, plan, done, connect.requests)
    raise SystemExit(view.worst)


@contextmanager
def opened_deck(
    definition: Definition, connect: AnkiConnect, wish: Wish, view: PushView, *, allow_retire: bool = False
) -> Iterator[Push]:
    """Plan a deck as a build does; nobody else builds it meanwhile."""
    from deckgen.build.learner.pulling import refuse_public
    from deckgen.build.learner.pushing import Push
    from deckgen.build.pipeline import Options, check_retired, plan_build
    from deckgen.files.lock import build_lock
    from deckgen.files.store import open_store

    refuse_public(definition)
    store, faults = open_store(definition.store_path)
    with store, build_lock(definition.ledger_path), progress_bar(quiet=view.is_quiet) as tell:
        plan = plan_build(definition, Options(redeck=True), store, tell)
        check_retired(plan, Options(allow_retire=allow_retire))
        view.problems([*faults, *plan.problems])
        deck = Push(plan, connect, wish)
        try:
            yield deck
        finally:
            deck.leave()


def push_deck(deck: Push, view: PushView, *, dry_run: bool = False) -> tuple[PushPlan, Pushed | None]:
    """Push a deck; return what was planned, and what came of it: None where nothing was to be written."""
    plan = deck.read()
    view.plan(deck.definition.deck, plan, is_asking=not dry_run)
    if dry_run:
        return plan, None
    taken, kept = view.decide(plan.conflicts)
    plan = deck.decide(taken)
    if not view.is_agreed(plan):
        view.say("nothing was written")
        return plan, None
    with progress_bar(quiet=view.is_quiet) as tell:
        return plan, deck.apply(plan, kept, tell)


class PushView(View):
    """What the user sees of a push."""

    def __init__(self, *, as_json: bool, quiet: bool, strict: bool, is_asked: bool) -> None:
        super().__init__(as_json=as_json, quiet=quiet, strict=strict)
        self._is_asked = is_asked and not as_json and is_terminal()

    def plan(self, name: str, plan: PushPlan, *, is_asking: bool) -> None:
        """Show what is going to be written: the counts, then each conflict with its sides."""
        if self.is_quiet:
            return
        for line in plan_lines(name, plan):
            say(*line, err=is_asking)
        for conflict in plan.conflicts[:MANY]:
            for line in conflict_lines(conflict):
                say(*line, err=is_asking)
        if len(plan.conflicts) > MANY:
            say(f"  ... and {len(plan.conflicts) - MANY} more", err=is_asking)

    def decide(self, conflicts: Sequence[Conflict]) -> tuple[frozenset[Place], frozenset[Place]]:
        """Return the conflicts that are decided for the posts, and those for the words in Anki."""
        taken: set[Place] = set()
        kept: set[Place] = set()
        if self._is_asked:
            for conflict in conflicts:
                self.say(f"{conflict.title[:60]}: {conflict.field}")
                words = "Keep what stands in Anki (a), take the posts' words (p), or decide later (l)?"
                answer = click.prompt(words, type=click.Choice(["a", "p", "l"]), default="l", err=True)
                {"a": kept, "p": taken, "l": set()}[answer].add(conflict.place)
        return frozenset(taken), frozenset(kept)

    def is_agreed(self, plan: PushPlan) -> bool:
        """Return whether this may be written; who does not sit at a terminal has said so by the command."""
        if not self._is_asked or plan.is_empty:
            return True
        return click.confirm("Write this into Anki?", default=True, err=True)

    def result(self, deck: Push, plan: PushPlan, done: Pushed | None, requests: int) -> None:
        """Print what was done, and what has not arrived."""
        if done is not None:
            self.worst = max(self.worst, int(bool(done.missing)))
        if self.as_json:
            print_json(push_object(deck.definition.deck, plan, done, requests))
        elif done is not None:
            for line in () if self.is_quiet else result_lines(plan, done, is_unattended=deck.is_unattended):
                say(*line)
            self.missing(done)

    def missing(self, done: Pushed) -> None:
        """Print what has not arrived, for people."""
        for missing in () if self.as_json else done.missing[:MANY]:
            title = f"{missing.title[:60]} (Key:{missing.guid})"
            say(Styled("missing", "red"), f": {title}: {missing.reason}", err=True)
        if len(done.missing) > MANY and not self.as_json:
            say(f"... and {len(done.missing) - MANY} more", err=True)


def push_object(name: str, plan: PushPlan, done: Pushed | None, requests: int) -> dict[str, Any]:
    """Return a push as ``--json`` prints it."""
    import msgspec

    counts = {count: getattr(plan, count) for count in COUNTS}
    return {
        "deck": name,
        "written": done is not None,
        "new": len(plan.new),
        **counts,
        "adopted": [{"note": each.foreign.note_id, "key": each.record.guid} for each in plan.adopted],
        "conflicts": msgspec.to_builtins(plan.conflicts),
        "missing": msgspec.to_builtins(done.missing) if done is not None else [],
        "backup": done.backup if done is not None else "",
        "package": done.package if done is not None else "",
        "requests": requests,
    }


def plan_lines(name: str, plan: PushPlan) -> Iterator[tuple[str | Styled, ...]]:
    """Return the counts of what is going to be written."""
    parts = [f"{len(plan.new):,} new"] if plan.new else []
    parts += [f"{getattr(plan, count):,} {count}" for count in COUNTS[:2] if getattr(plan, count)]
    yield Styled(name, bold=True), f": {', '.join(parts) or 'nothing of it is in this Anki'}"
    if plan.edited:
        yield (f"  {counted(plan.edited, 'note')} in the learner's own words stay so in these fields",)
    if plan.gone:
        yield (f"  {counted(plan.gone, 'note')} that the learner deleted stay deleted",)
    if plan.retired:
        yield (f"  {counted(plan.retired, 'note')} gone from the posts: tagged deckgen::retired and suspended",)
    if plan.deleted:
        yield "  ", Styled(f"{counted(plan.deleted, 'note')} gone from the posts: deleted with their reviews", "red")
    if plan.adopted:
        yield (f"  {counted(len(plan.adopted), 'note')} of another deck: reviews handed over to ours, then suspended",)
    yield from ((f"    {each.foreign.title} (nid:{each.foreign.note_id})",) for each in plan.adopted[:MANY])
    if plan.conflicts:
        yield "  ", Styled(counted(len(plan.conflicts), "conflict"), "yellow"), ": both sides changed the same field"


def conflict_lines(conflict: Conflict) -> Iterator[tuple[str | Styled, ...]]:
    """Return a conflict with what was shipped, what stands in Anki, and what the posts say."""
    from deckgen.files.field_text import plain

    yield (f"    {conflict.title[:60]} (Key:{conflict.guid}): {conflict.field}",)
    for side, text in (("shipped", conflict.base), ("in Anki", conflict.theirs), ("posts", conflict.ours)):
        yield Styled(f"      {side:>8}  ", dim=True), plain(text) or "(nothing)"


def result_lines(plan: PushPlan, done: Pushed, *, is_unattended: bool) -> Iterator[tuple[str | Styled, ...]]:
    """Return what was done, in lines that a person can act on."""
    from deckgen.build.learner.pushing import SWITCHES

    written = len(plan.writes) + len(plan.new) - len(done.missing)
    if plan.is_empty:
        yield ("Nothing to write: Anki has all of it.",)
        return
    yield (f"{counted(written, 'note')} written to Anki and found there.",)
    if done.backup:
        yield (f"What was there before: {done.backup}",)
    if done.package:
        yield (f"Anki cannot read our files, so import the new notes there by hand: {done.package}",)
    elif plan.new and is_unattended:
        yield (f"Anki's next import dialog has {SWITCHES} switched on: switch them off there.",)
