"""What a run asks for: which links, in which order, of which hosts, how long; and what is said of a link after it.

Starred links come first, then those that a card can be written for, then the rest; within each, reading order.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from deckgen.fetch import records as tries
from deckgen.fetch.schedule import JITTER
from deckgen.fetch.values import PageClass, PageStatus
from deckgen.files.pages import PageRecord
from deckgen.model import Hold, ItemKind, Source, Status, StudyItem
from deckgen.patterns import regex

MAX_HOSTS = 32  # asked at once
PAGE_SECONDS = 1.0  # what a page takes beside the pause after it, for the estimate
_GLUED = " \t\r\n\u3000,;!'\"*`，。；：！？、）》」』】”’…"
_UNWANTED = frozenset({Hold.EXCLUDED, Hold.SINCE, Hold.PICKS, Hold.SKIPPED, Hold.NO_STUDY, Hold.NO_READING})
_ARXIV = regex(r"(https?://(?:www\.)?arxiv\.org)/pdf/([\w./-]+?)(?:\.pdf)?(?:[?#].*)?")


class PageLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link whose page is wanted."""

    url: str  # canonical: what the store knows it by
    written: str  # as the posts give it first
    address: str  # what is asked for
    title: str
    sources: tuple[Source, ...]
    rank: int = 0  # 0 starred, 1 a card can be written for it, 2 the rest, 3 not to be asked for

    @property
    def host(self) -> str:
        """Return the host, with its port, as reports name it."""
        return host_of(self.address)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for."""

    max_pages: int
    host: str = ""
    refresh: bool = False
    retry_failed: bool = False


class FetchPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for in this run, and what is left for another."""

    links: tuple[PageLink, ...]  # all of the host, in reading order
    due: tuple[PageLink, ...]  # to be asked for now, the most wanted first
    over: tuple[PageLink, ...]  # due as well, but over the budget
    hosts: dict[str, int]  # links to be asked for now, by host, the most first
    seconds: float  # about how long it takes


def host_of(url: str) -> str:
    """Return a URL's host and port in lower case."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def page_links(items: Sequence[StudyItem]) -> list[PageLink]:
    """Return the link of every link item, in reading order."""
    return [
        PageLink(
            url=item.key.removeprefix("link:"),
            written=item.url,
            address=address_of(item.url),
            title=item.title,
            sources=item.sources,
            rank=_rank(item),
        )
        for item in items
        if item.kind is ItemKind.LINK
    ]


def address_of(url: str) -> str:
    """Return what to ask for: the URL without what the text around it left on it; a paper's abstract, not its PDF."""
    address = url.strip(_GLUED).replace("&amp;", "&")
    paper = _ARXIV.fullmatch(address)
    return f"{paper[1]}/abs/{paper[2]}" if paper else address


def _rank(item: StudyItem) -> int:
    if item.hold in _UNWANTED:
        return 3
    if item.star:
        return 0
    return 1 if item.status is Status.OK else 2


def plan_fetch(
    links: Sequence[PageLink], records: Mapping[str, PageRecord], wish: Wish, *, now: int, pause: float
) -> FetchPlan:
    """Choose what to ask for now."""
    here = [link for link in links if link.rank < 3 and _is_of(link.host, wish.host)]
    due = sorted((link for link in here if _is_due(records.get(link.url), wish, now)), key=lambda link: link.rank)
    now_due = due[: wish.max_pages]
    hosts = dict(Counter(link.host for link in now_due).most_common())
    return FetchPlan(
        links=tuple(here),
        due=tuple(now_due),
        over=tuple(due[wish.max_pages :]),
        hosts=hosts,
        seconds=_seconds(hosts, pause),
    )


def _is_of(host: str, wanted: str) -> bool:
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    return not wanted or wanted in (host, name) or name.endswith("." + wanted)


def _is_due(record: PageRecord | None, wish: Wish, now: int) -> bool:
    if record is None or record.next_try <= now:
        return True
    return wish.refresh if record.page_class == PageClass.OK else wish.retry_failed


def _seconds(hosts: Mapping[str, int], pause: float) -> float:
    times = [count * (PAGE_SECONDS + pause * (1 + JITTER / 2)) for count in hosts.values()]
    return max([*times, sum(times) / MAX_HOSTS]) if times else 0.0


def clock() -> int:
    """Return the second: pages are fetched when they are, whatever SOURCE_DATE_EPOCH says of builds."""
    return int(time.time())


def line_of(link: PageLink, record: PageRecord | None, text: str) -> dict[str, Any]:
    """Return a link as ``--json`` prints it; one without a record was left for another run."""
    if record is None:
        record = tries.tried(None, PageStatus.SKIPPED_BUDGET, at=0)
    is_text = record.status == PageStatus.OK
    return {
        "url": link.written,
        "status": record.status,
        "class": record.page_class,
        "title": record.title or (link.title if record.page_class == PageClass.OK else ""),
        "author": record.author,
        "date": record.date,
        "digest": record.digest,
        "text": text if is_text else None,
        "final_url": record.final_url,
        "remarks": list(record.remarks),
        "next_try": time.strftime("%Y-%m-%d", time.gmtime(record.next_try)) if record.tried else "",
        "post": link.sources[0].post,
        "line": link.sources[0].line,
    }
