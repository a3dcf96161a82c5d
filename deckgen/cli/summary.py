"""What a build did in a few lines that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deckgen.cli.output import Styled
from deckgen.language.plurals import counted

MANY = 20
"""So many parts of a deck are named at once."""

FEW_LINKS = 20
"""So many reading notes are no flood."""

FEW_BETTER = 10
"""Of fewer notes, unless they are a quarter of the deck, nobody is told that only our wording is another now."""

_PRICE = "what was typed into a note in Anki is then replaced, no review is lost"

NEW_A_DAY = 20
"""New cards a day in a fresh Anki profile."""


def counts_line(report: dict[str, Any]) -> str:
    """Return how many notes a build made, sent again, and let be; and how many are held or retired."""
    parts = [f"{report[name]:,} {name}" for name in ("new", "updated", "unchanged", "revived") if report[name]]
    parts += [f"{report['moved']:,} of them moved"] * bool(report["moved"])
    totals = {"held": report["held"] - report["listed"], "retired": report["retired"]}
    parts += [f"{count:,} {name} in all" for name, count in totals.items() if count]
    return ", ".join(parts) or "nothing to study in these posts"


def summary_lines(report: dict[str, Any]) -> Iterator[tuple[str | Styled, ...]]:
    """Return what a build did in a few lines that a person can act on."""
    yield Styled(report["deck"], bold=True), f": {counted(report['notes'], 'note')}"
    yield (f"  {counts_line(report)}",)
    yield from ((f"  {line}",) for line in report["instead"])
    if report["new"]:
        days = -(-report["new"] // NEW_A_DAY)
        yield (f"  {counted(report['new'], 'new note')}: {counted(days, 'day')} at Anki's {NEW_A_DAY} new cards a day",)
    if report["new"] == report["notes"]:
        yield from ((f"  {line}",) for line in _kind_lines(report))
    if report["links"]:
        yield (f"  {report['links']}",)
    yield from ((f"  {line}",) for line in better_lines(report["better"], report["notes"]))
    yield from ((line,) for line in _gone_lines(report))
    if report["parts"]:
        yield from ((line,) for line in _part_lines(report))
    elif report["notes"] or report["shipped"]:
        yield (_import_line(report),)
    yield from ((f"Next: {step}",) for step in report["next"])


def _gone_lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield how to find in Anki what learners keep and the package has not any more; an import deletes nothing."""
    for name, search in report["searches"].items():
        count, found = report["retiring" if name == "retired" else "holding"], search.count(" OR ") + 1
        what = f"{name} with this build" if name == "retired" else "held with this build, and still in Anki"
        yield f"  {count:,} {what}; find {'them' if found == count else f'the first {found}'} in Anki's browser with:"
        yield f"    {search}"


def _kind_lines(report: dict[str, Any]) -> Iterator[str]:
    """Say at a first build how many notes are to be read and how many ask, and what that means."""
    reading = report["reading"]
    questions = report["notes"] - reading
    if reading:
        asked = f"{counted(questions, 'question')} (which your text answers)" if questions else "no question"
        yield f"{counted(reading, 'reading note')} (of what you link to: read it, recall what it says), {asked}"
    if reading > max(questions, FEW_LINKS) and not report["listed"]:
        yield "  `cards: {reading: described}` in a definition (`deckgen init` writes one) keeps the links you describe"


def better_lines(better: dict[str, int], notes: int = 0) -> Iterator[str]:
    """Say which of the notes that ship as they were would be others today, and how to send them.

    A dead link is always told; a few notes that are only worded otherwise are nobody's concern, of so many ``notes``.
    """
    if not better:
        return
    from deckgen.identity.said import ADDRESS, CAUSES

    if dead := better.get(ADDRESS, 0):
        links = "links" if dead == 1 else "link"
        yield f"{counted(dead, 'note')} {links} to an address that your posts have no more (a renamed post or heading):"
        yield f"  build with --resend moved to send {'it' if dead == 1 else 'them'} again; {_PRICE}"
    count = sum(better.values()) - dead
    if not count or (notes and count < FEW_BETTER and (count == 1 or count * 4 < notes)):
        return
    causes = ", ".join(f"{CAUSES[cause]} {number:,}" for cause, number in better.items() if cause != ADDRESS)
    yield f"{counted(count, 'note')} would look a little different if shipped first today ({causes}); nothing is wrong:"
    yield f"  each follows when you next change its text; --resend all sends every note now; {_PRICE}"


def _part_lines(report: dict[str, Any]) -> Iterator[str]:
    parts = report["parts"]
    fresh = sum(part["written"] for part in parts)
    if not fresh:
        yield f"Nothing to import; the {counted(len(parts), 'part')} in {report['output']} are as they were."
        return
    yield f"Import those that you want from {report['output']}; {fresh:,} of {counted(len(parts), 'part')} changed:"
    shown = [part for part in parts if part["written"]][:MANY]
    yield from (f"  {Path(part['output']).name} ({counted(part['notes'], 'note')})" for part in shown)
    if fresh > len(shown):
        yield f"  ... and {fresh - len(shown)} more; --json lists them all"


def _import_line(report: dict[str, Any]) -> str:
    if not report["written"]:
        if not report["shipped"]:
            return f"Nothing to import: no note has changed since then; {report['output']} is not written."
        return f"Nothing to import; {report['output']} is as it was."
    size = f" ({counted(report['shipped'], 'note')})" if report["shipped"] != report["notes"] else ""
    return f"Import it with a double-click: {report['output']}{size}"
