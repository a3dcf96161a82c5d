"""``deckgen items``: what there is to study."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, LEDGER, NAME, STRICT, examples
from deckgen.cli.output import Styled, View, harmless, print_json, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.model import StudyItem


@click.command(epilog=examples("deckgen items path/to/_posts", "deckgen items --json | jq .title"))
@DECKS
@LEDGER
@NAME
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an item.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print no warnings.")
def items(
    decks: tuple[str, ...], output: str | None, name: str | None, *, as_json: bool, strict: bool, quiet: bool
) -> None:
    """List what there is to study in the posts: one item a link, one a section with text of its own.

    Held and skipped items are listed with the reason.
    """
    from deckgen.build.pipeline import collect
    from deckgen.files.store import open_store

    view = View(as_json=as_json, quiet=quiet, strict=strict)
    with refusals(as_json=as_json):
        for definition in load_targets(go_on(find_targets(decks, name=name, output=output))):
            store, faults = open_store(definition.store_path)
            with store, progress_bar(quiet=view.is_quiet) as tell:
                found = collect(definition, store, tell)
            view.problems([*faults, *found.problems])
            if as_json:
                for item in found.items:
                    print_json(item_object(item))
            else:
                print_items(found.items)
    raise SystemExit(view.worst)


def item_object(item: StudyItem) -> dict[str, Any]:
    """Return an item as ``--json`` prints it."""
    first = item.sources[0]
    out: dict[str, Any] = {"kind": str(item.kind), "key": item.key, "title": item.title}
    if item.url:
        out |= {"url": item.url, "link_kind": str(item.link_kind), "comment": item.comment}
    out |= {
        "topic": item.topic,
        "headings": list(first.headings),
        "post": first.post,
        "line": first.line,
        "sources": [
            {"post": source.post, "line": source.line, "headings": list(source.headings), "url": source.url}
            for source in item.sources
        ],
    }
    if not item.url:
        out["text"] = item.text
    return out | {"status": str(item.status), "reason": item.reason}


def print_items(items: Sequence[StudyItem]) -> None:
    """Print items for people: under their topics, what is left out with its reason."""
    topic = None
    width = 78 if not sys.stdout.isatty() else max(60, click.get_current_context().max_content_width or 100)
    for item in items:
        if item.topic != topic:
            topic = item.topic
            say()
            say(Styled(topic, bold=True))
        mark = {"ok": "  ", "held": "- ", "skipped": "x "}[item.status]
        what = str(item.link_kind) if item.url else "section"
        line = f"{mark}{what:<10} {item.title}"
        place = f"{item.sources[0].post}:{item.sources[0].line}"
        tail = f"  ({item.reason})" if item.reason else ""
        say(_cut(line, width), Styled(f"  {place}{tail}", dim=True))
    counts = Counter((str(item.kind), str(item.status)) for item in items)
    say()
    say(", ".join(f"{counted(count, kind)} {status}" for (kind, status), count in sorted(counts.items())))


def _cut(text: str, width: int) -> str:
    text = harmless(text)
    return text if len(text) <= width else text[: width - 1] + "…"
