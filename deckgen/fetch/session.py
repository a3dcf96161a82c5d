"""What one `deckgen fetch` does for one store, step by step; the command line asks for the steps and shows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from deckgen.fetch.again import read_all_again
from deckgen.fetch.plan import FetchPlan, PageLink
from deckgen.fetch.reader import Readers
from deckgen.fetch.report import clock
from deckgen.fetch.run import Run, Tell, Told, Ways
from deckgen.fetch.values import PageStatus
from deckgen.files.pages import PageRecord, Pages


def fetch(
    plan: FetchPlan,
    pages: Pages,
    ways: Ways,
    *,
    tell: Tell,
    use_archive: bool = False,
    now: Callable[[], int] = clock,
) -> tuple[Told, bool]:
    """Ask for what a plan holds; return what was done, and whether it was stopped with Ctrl-C."""
    pages.make()
    known = {link.url: link for link in plan.links}
    with Readers(ways.limits.parse_seconds) as readers:
        told = Told()
        try:
            if plan.due or pages.bodies():
                readers.start()
            read_all_again(pages, readers)
            if plan.due or pages.bodies():
                run = Run(pages, readers, ways, now=now, tell=tell)
                told = run.told
                asyncio.run(run.go(plan.due, known))
            if use_archive:
                run = Run(pages, readers, ways, now=now, tell=tell)
                run.told = told
                asyncio.run(run.go_archive(lost_links(plan.links, pages.records())))
        except KeyboardInterrupt:
            return told, True
    return told, False


def lost_links(links: Sequence[PageLink], known: Mapping[str, PageRecord]) -> list[PageLink]:
    """Return the links that only an archive may still have, and was never asked for."""
    lost = {PageStatus.GONE, PageStatus.DNS_ERROR}
    return [
        link
        for link in links
        if (record := known.get(link.url)) and record.status in lost and not record.kept and not record.archive_asked
    ]
