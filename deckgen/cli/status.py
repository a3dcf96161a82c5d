"""``deckgen status``: what gave cards, what not and why, and what to do next."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.anki_source import FROM, anki_reader
from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, LEDGER, NAME, STRICT, examples
from deckgen.cli.output import Styled, View, print_json, print_problems, problem_object, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.anki.values import Anki
    from deckgen.build.pipeline import Plan
    from deckgen.build.tell.overview import Overview
    from deckgen.build.tell.status import CardStatus, ItemStatus, LostLink
    from deckgen.model import Problem

FEW = 2
"""So many problems are shown beside a deck on one screen."""

_SIGNS: dict[str, str | Styled] = {"live": Styled("✓", "green"), "held": Styled("-", "yellow"), "retired": "x"}


@click.command(epilog=examples("deckgen status", "deckgen status --held", "deckgen status --all"))
@DECKS
@LEDGER
@NAME
@click.option("--all", "as_list", is_flag=True, help="List every item with its cards, or the reason why it has none.")
@click.option("--held", "only_held", is_flag=True, help="List only held cards, with their reasons.")
@click.option("--retired", is_flag=True, help="List the notes that the posts no longer hold.")
@click.option("--anki", "as_studied", is_flag=True, help="Show how the cards are studied, by topic and form.")
@FROM
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an item, a note or a row.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print no warnings.")
def status(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    *,
    as_list: bool,
    only_held: bool,
    retired: bool,
    as_studied: bool,
    file: Path | None,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Show what gave cards, what not and why, and what to do next; nothing is written.

    With --all, --held, --retired or --json the items or notes are listed; with --anki how a learner studies the cards.
    """
    from deckgen.build.pipeline import Options, plan_build
    from deckgen.build.tell.overview import overview_of
    from deckgen.build.tell.status import item_statuses, lost_links, retired_notes
    from deckgen.build.write.next_steps import deck_argument, next_steps
    from deckgen.files.pages import Pages
    from deckgen.files.store import open_to_look
    from deckgen.identity.links import other_names

    if file is not None and not as_studied:
        raise click.UsageError("--from is for --anki")
    view = View(as_json=as_json, quiet=quiet, strict=strict)
    is_short = not (as_list or only_held or retired or as_json or as_studied)
    with refusals(as_json=as_json):
        read = anki_reader(file, "deckgen status --anki") if as_studied else None
        for definition in load_targets(go_on(find_targets(decks, name=name, output=output))):
            store, faults = open_to_look(definition.store_path)
            with store, progress_bar(quiet=view.is_quiet) as tell:
                plan = plan_build(definition, Options(), store, tell)
                records = Pages(store, other_names(plan.items, plan.identified.ledger.notes)).records()
                steps = list(next_steps(plan, store, os.environ.get("OPENAI_BASE_URL", ""))) if is_short else []
            if is_short:
                _print_some([*faults, *plan.problems], view)
            else:
                view.problems([*faults, *plan.problems])
            ledger = plan.identified.ledger
            if read is not None:
                _print_studied(plan, read(definition), as_json=as_json)
            elif retired:
                _print_retired(list(retired_notes(ledger)), as_json=as_json)
            else:
                has_forms = bool(definition.cards.forms)
                known = (plan.items, plan.named, ledger, records, plan.record.asked)
                found = list(item_statuses(*known, has_forms=has_forms, in_detail=not is_short))
                lost = list(lost_links(plan.items, records))
                if is_short:
                    _print_overview(overview_of(plan, found, lost), steps, deck_argument(definition))
                else:
                    listed = [item for item in found if _is_held(item)] if only_held else found
                    _print_items(listed, as_json=as_json, is_part=only_held)
                    if not as_json:
                        _print_lost(lost)
    raise SystemExit(view.worst)


def _print_some(problems: Sequence[Problem], view: View) -> None:
    """Print the first problems, errors before all others, and how many more there are."""
    first = sorted(map(problem_object, problems), key=lambda problem: bool(problem["severity"] != "error"))
    view.count(first)
    print_problems(first[:FEW], quiet=view.is_quiet)
    if len(first) > FEW:
        view.say(f"... and {counted(len(first) - FEW, 'problem')} more; see them with deckgen build --verbose")


def _print_overview(overview: Overview, steps: Sequence[str], deck: str) -> None:
    """Print a deck in at most twenty lines."""
    retired = f", {overview.retired:,} retired" if overview.retired else ""
    say(Styled(overview.deck, bold=True), f": {counted(overview.notes, 'note')}{retired}")
    cards = overview.links.cards
    links = f"{counted(cards, 'link')} {'is a card' if cards == 1 else 'are cards'}" if cards else ""
    if line := overview.links.line or links:
        say(f"  {line}")
    if overview.forms:
        count = sum(count for _, count in overview.forms)
        say(f"  {counted(count, 'card')} from text: ", ", ".join(f"{count:,} {form}" for form, count in overview.forms))
    if overview.split:
        say(f"  {counted(overview.split, 'long answer')} in two parts: the first block, and the rest under it in small")
    held = [(counted(count, "note"), reason) for reason, count in overview.held]
    silent = [*overview.silent, *([(counted(overview.others, "item"), "other reasons")] if overview.others else [])]
    for title, reasons in (("held", held), ("without a card", silent)):
        if reasons:
            say(f"  {title}:")
        for number, reason in reasons:
            say(f"  {number:>16}  ", Styled(reason, "yellow"))
    lost = [f"{counted(overview.dead, 'dead link')}"] * bool(overview.dead)
    lost += [f"{counted(overview.walled, 'link')} behind a wall"] * bool(overview.walled)
    if lost:
        say(f"  {', '.join(lost)}")
    if not (overview.notes or overview.held or overview.silent):
        say("  nothing to study in these posts")
        return
    for step in steps:
        say("Next: ", step)
    say(Styled(f"Lists: deckgen status {deck} --all, --held or --retired", dim=True))


def _is_held(item: ItemStatus) -> bool:
    return any(card.state != "live" for card in item.cards)


def _print_retired(cards: Sequence[CardStatus], *, as_json: bool) -> None:
    import msgspec

    for card in cards:
        if as_json:
            print_json(msgspec.to_builtins(card))
        else:
            say(f"{card.guid}  {card.front}")
    if not as_json:
        find = "; find one in Anki's browser with Key:GUID" if cards else ""
        say(f"{counted(len(cards), 'note')} retired{find}")


def _print_studied(plan: Plan, anki: Anki, *, as_json: bool) -> None:
    """Print how the cards are studied: a row a topic and form, then what is kept of the cards of 90 days ago."""
    import msgspec

    from deckgen.build.learner.pulling import refused
    from deckgen.build.tell.studied import OLD, kept, studied

    if not anki.source.has_reviews:
        raise refused(plan.definition.deck, "no reviews are in the file: in Anki, export with scheduling information")
    rows, old = studied(plan, anki), kept(plan, anki)
    if as_json:
        for kind, found in (("studied", rows), ("kept", old)):
            for row in found:
                print_json({"kind": kind, **msgspec.to_builtins(row)})
        return
    cards = counted(sum(row.cards for row in rows), "card")
    say(Styled(plan.definition.deck, bold=True), f": {cards} in {anki.source}")
    say(Styled("   cards    seen  mature  lapses leeches", dim=True))
    for row in rows:
        numbers = (row.cards, row.seen, row.mature, row.lapses, row.leeches)
        say("".join(f"{number:>8,}" for number in numbers), f"  {row.topic}", Styled(f"  {row.form}", "cyan"))
    if old:
        say(f"Of the cards that came {OLD} days ago or more, neither suspended nor leeches:")
    for each in old:
        say(f"  {each.kept:>6,} of {each.came:>6,}  {each.form}", Styled(f"  {each.writer}", dim=True))


def _print_items(items: Sequence[ItemStatus], *, as_json: bool, is_part: bool = False) -> None:
    import msgspec

    from deckgen.cards.points import in_words

    if as_json:
        for item in items:
            print_json(msgspec.to_builtins(item))
        return
    topic = None
    for item in items:
        if item.topic != topic:
            topic = item.topic
            say()
            say(Styled(topic, bold=True))
        place = Styled(f"  {item.post}:{item.line}", dim=True)
        reason = in_words(f"{item.reason} ({item.detail})" if item.detail else item.reason)
        say(f"  {item.title}", place, Styled(f"  {reason}" if reason else "", "yellow"))
        if item.model not in ("", "cards"):
            say(Styled(f"    model: {item.model}", dim=True))
        for card in item.cards:
            if card.aspect == "link":
                continue  # its title is the line above
            why = Styled(f"  {in_words(card.reason)}" if card.reason else "", dim=True)
            say("    ", _SIGNS[card.state], f" {card.aspect}: {card.front}", why)
    _print_totals(items, "cards of these items" if is_part else "cards")


def _print_lost(lost: Sequence[LostLink]) -> None:
    """List the places whose links should be mended."""
    for words, colour, links in (
        ("dead link", "red", [link for link in lost if link.is_dead]),
        ("link behind a wall", "yellow", [link for link in lost if not link.is_dead]),
    ):
        if links:
            say()
            say(Styled(counted(len(links), words), bold=True))
        for link in links:
            remark = f" ({link.remark})" if link.remark else ""
            say(f"  {link.post}:{link.line}: ", Styled(link.status, colour), f" {link.url}{remark}")


def _print_totals(items: Sequence[ItemStatus], name: str) -> None:
    from deckgen.cards.points import in_words

    states = Counter(card.state for item in items for card in item.cards)
    aspects = Counter(card.aspect for item in items for card in item.cards if card.state == "live")
    reasons = Counter(item.reason for item in items if item.reason)
    split = sum(card.is_split and card.state == "live" for item in items for card in item.cards)
    say()
    say(f"{name}: " + (", ".join(f"{count:,} {state}" for state, count in states.most_common()) or "none"))
    if aspects:
        say("live by aspect: " + ", ".join(f"{count:,} {aspect}" for aspect, count in aspects.most_common()))
    if split:
        say(f"{counted(split, 'long answer')} in two parts: the first block, and the rest under it in small")
    for reason, count in reasons.most_common(12):
        say(f"  {counted(count, 'item'):>12}: {in_words(reason)}")
