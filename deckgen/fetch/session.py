"""What one `deckgen fetch` does for one store, step by step; the command line asks for the steps and shows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from deckgen.fetch import records
from deckgen.fetch.plan import FetchPlan, PageLink, clock
from deckgen.fetch.reader import Again, Readers
from deckgen.fetch.run import Run, Tell, Told, Ways
from deckgen.fetch.values import PageStatus, StopError
from deckgen.files.pages import PageRecord, Pages


def fetch(
    plan: FetchPlan, pages: Pages, ways: Ways, *, tell: Tell, use_archive: bool = False, now: Callable[[], int] = clock
) -> tuple[Told, bool]:
    """Ask for what a plan holds; return what was done, and whether it was stopped with Ctrl-C."""
    pages.make()
    known = {link.url: link for link in plan.links}
    with Readers(ways.limits.parse_seconds) as readers:
        told = Told()
        try:
            if plan.due or pages.bodies():
                readers.start()
            _read_again(pages, readers)
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


def rule_versions() -> dict[str, int]:
    """Return the version of each rule as it is now, by its name."""
    from deckgen.fetch import generic, pdf
    from deckgen.fetch.hosts.table import HOSTS

    return {host.name: host.version for host in HOSTS} | {generic.NAME: generic.VERSION, "pdf": pdf.VERSION}


def outdated(known: Mapping[str, PageRecord], versions: Mapping[str, int]) -> list[str]:
    """Return the URLs of pages that an older version of their rule read."""
    kept = {url: record for url, record in known.items() if record.kept}
    return [url for url, page in kept.items() if page.rule_version < versions.get(page.rule, page.rule_version)]


def _read_again(pages: Pages, readers: Readers) -> None:
    """Read what the store kept of pages that older rules read: no network."""
    known = pages.records()
    is_better = False
    for url, content in pages.contents(outdated(known, rule_versions())):
        record = known[url]
        if not content.container:
            continue
        try:
            page = readers.read(Again(container=content.container, url=record.final_url or url))
        except StopError:
            continue  # what there was is still good
        record, better = records.read_again(record, page)
        pages.put({url: record}, {} if better is None else {url: better})
        is_better = True
    if is_better:
        pages.tell_builds()
