"""A link followed to its page: hop by hop, each one checked, asked for in turn and allowed by robots.txt.

Dead links may be sought in the Wayback Machine, on request alone, and no faster than it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from deckgen.fetch.client import Client, Clock
from deckgen.fetch.guard import follow, host_key, is_lifted, read_url
from deckgen.fetch.robots import Robots
from deckgen.fetch.schedule import MAX_WAIT_SECONDS, Turns, retry_seconds
from deckgen.fetch.values import Answer, PageError, PageStatus
from deckgen.fetch.web import httpx2
from deckgen.patterns import regex

RETRY_SECONDS = 5.0  # of rest before a second try that the host set no time for
ARCHIVE = "https://archive.org/wayback/available?url="
ARCHIVE_PAUSE = 3.0
ARCHIVE_HOSTS = ("archive.org", "web.archive.org")
_SNAPSHOT = regex(r"https?://web\.archive\.org/web/(\d{14})/(.+)")

_RETRIED = frozenset({429, 500, 502, 503, 504})
_BUSY = frozenset({429, 503})


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Where a link led."""

    answer: Answer
    is_redirected: bool = False


@dataclass(frozen=True)
class Visitor:
    """Follows links for one run."""

    client: Client
    robots: Robots
    turns: Turns
    allowed: frozenset[str] = frozenset()  # host:port
    retry_after: float = RETRY_SECONDS

    async def visit(self, address: str, validators: Mapping[str, str] = MappingProxyType({})) -> Visit:
        """Follow a link to its end; what stops it is raised as a PageError."""
        clock = Clock(self.client.limits.total_seconds)
        url, before = read_url(address), None
        for hop in range(self.client.limits.hops + 1):
            lifted = is_lifted(url, before, self.allowed)
            await self.robots.check(url, lifted=lifted)
            answer = await self._ask(url, clock, lifted=lifted, headers=validators)
            if not answer.location:
                return Visit(answer=answer, is_redirected=hop > 0)
            before, url = url, follow(url, answer.location)
        raise PageError(PageStatus.REDIRECT_LOOP, f"more than {self.client.limits.hops} redirects")

    async def _ask(self, url: httpx2.URL, clock: Clock, *, lifted: bool, headers: Mapping[str, str]) -> Answer:
        """Ask, and once more if the server or the way there was only out of order."""
        answer: Answer | None = None
        for is_last in (False, True):
            key = host_key(url)
            try:
                async with self.turns.turn(key):
                    answer = await self.client.ask(url, clock, lifted=lifted, headers=headers)
            except PageError as exc:
                if is_last or exc.status is not PageStatus.CONNECT_ERROR:
                    raise
                self.turns.delay(key, self.retry_after)
                continue
            if answer.http_status not in _RETRIED or (wait := self._patience(answer)) is None:
                break
            if not is_last:
                self.turns.delay(key, wait)
        if answer is None:
            raise PageError(PageStatus.CONNECT_ERROR, "no answer")
        if answer.http_status in _BUSY:
            self._give_up(answer, host_key(url))
        return answer

    def _patience(self, answer: Answer) -> float | None:
        """Return how long to wait before another try; None if that is too long for today."""
        wait = retry_seconds(answer.retry_after)
        if wait is None:
            return self.retry_after
        return wait if wait <= MAX_WAIT_SECONDS else None

    def _give_up(self, answer: Answer, key: str) -> None:
        wait = retry_seconds(answer.retry_after)
        if wait is not None and wait > MAX_WAIT_SECONDS:
            self.turns.host(key).stopped = f"asked to be left alone for {wait:,.0f} s"
        if answer.http_status == 429 or wait is not None:
            raise PageError(PageStatus.RATE_LIMITED, f"answered {answer.http_status}", retry_after=wait)


class _Closest(msgspec.Struct, frozen=True):
    url: str = ""
    available: bool = False


class _Available(msgspec.Struct, frozen=True):
    archived_snapshots: dict[str, _Closest] = {}


async def visit_archive(visitor: Visitor, address: str) -> tuple[Visit, str] | None:
    """Return the closest snapshot of a page and its day; None if there is none. Raise a PageError."""
    visit = await visitor.visit(ARCHIVE + quote(address, safe=""))
    if visit.answer.http_status != 200:
        raise PageError(PageStatus.SERVER_ERROR, f"the Wayback Machine answered {visit.answer.http_status}")
    try:
        closest = msgspec.json.decode(visit.answer.body, type=_Available).archived_snapshots.get("closest", _Closest())
    except msgspec.MsgspecError:
        raise PageError(PageStatus.SERVER_ERROR, "the Wayback Machine's answer is none") from None
    found = _SNAPSHOT.fullmatch(closest.url)
    if not closest.available or found is None:
        return None
    # id_ gives the page as it was, without the archive's own frame and links.
    snapshot = await visitor.visit(f"https://web.archive.org/web/{found[1]}id_/{found[2]}")
    day = f"{found[1][:4]}-{found[1][4:6]}-{found[1][6:8]}"
    return (snapshot, day) if snapshot.answer.http_status == 200 else None
