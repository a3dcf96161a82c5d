"""Pages read again by better rules, from what the store kept of them: no network."""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.fetch import records
from deckgen.fetch.reader import Again, Readers
from deckgen.fetch.stop import StopError
from deckgen.files.pages import PageRecord, Pages


def rule_versions() -> dict[str, int]:
    """Return the version of each rule as it is now, by its name."""
    from deckgen.fetch import generic, pdf
    from deckgen.fetch.hosts.table import HOSTS

    return {host.name: host.version for host in HOSTS} | {generic.NAME: generic.VERSION, "pdf": pdf.VERSION}


def outdated(known: Mapping[str, PageRecord], versions: Mapping[str, int]) -> list[str]:
    """Return the URLs of pages that an older version of their rule read."""
    return [
        url for url, one in known.items() if one.kept and one.rule_version < versions.get(one.rule, one.rule_version)
    ]


def read_all_again(pages: Pages, readers: Readers) -> int:
    """Read what is outdated again; return how many pages that were."""
    known = pages.records()
    count = 0
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
        count += 1
    if count:
        pages.tell_builds()
    return count
