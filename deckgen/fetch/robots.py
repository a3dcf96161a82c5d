"""What robots.txt allows, as RFC 9309 reads it: one answer an origin, remembered for a day.

4xx and HTML are no rules, 5xx and 429 forbid everything, and where robots.txt cannot be had at all the page
cannot either, for the same reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from deckgen.fetch.client import TOKEN, Client, Clock
from deckgen.fetch.guard import follow, host_key, is_lifted, origin_of
from deckgen.fetch.schedule import Turns
from deckgen.fetch.values import Answer, PageError, PageStatus
from deckgen.fetch.web import httpx2

if TYPE_CHECKING:
    from protego import Protego

KEEP_SECONDS = 24 * 3600
MAX_HOPS = 5
MAX_CRAWL_DELAY = 30.0
_NO_RULES = ""
_ALL_FORBIDDEN = "User-agent: *\nDisallow: /\n"


class RobotsText(msgspec.Struct, frozen=True):
    """The rules of an origin, as the store keeps them for a day."""

    text: str
    at: int  # seconds since 1970
    remark: str = ""  # why it forbids everything, if it could not be read


@dataclass(frozen=True)
class Robots:
    """Asks each origin once; ``new`` holds what was learnt in this run."""

    client: Client
    turns: Turns
    now: int  # seconds since 1970
    allowed: frozenset[str] = frozenset()  # host:port
    known: Mapping[str, RobotsText] = field(default_factory=dict)
    new: dict[str, RobotsText] = field(default_factory=dict)
    _rules: dict[str, asyncio.Future[tuple[Protego, str]]] = field(default_factory=dict)

    async def check(self, url: httpx2.URL, *, lifted: bool) -> None:
        """Raise a PageError if the page may not be asked for; take over the host's crawl-delay."""
        rules, remark = await self._of(url, lifted=lifted)
        if not rules.can_fetch(str(url), TOKEN):
            raise PageError(PageStatus.ROBOTS_DENIED, remark or "forbidden by robots.txt")
        if (delay := rules.crawl_delay(TOKEN) or 0.0) > MAX_CRAWL_DELAY:
            raise PageError(PageStatus.ROBOTS_DENIED, f"robots.txt asks for {delay:g} s between requests")
        host = self.turns.host(host_key(url))
        host.pause = max(host.pause, delay)

    async def _of(self, url: httpx2.URL, *, lifted: bool) -> tuple[Protego, str]:
        origin = f"{url.scheme}://{origin_of(url)}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._read(origin, url, lifted=lifted))
        # A page that gives up leaves the question open for the others.
        return await asyncio.shield(self._rules[origin])

    async def _read(self, origin: str, url: httpx2.URL, *, lifted: bool) -> tuple[Protego, str]:
        from protego import Protego  # not needed where nothing is asked for

        found = self.known.get(origin)
        if found is None or not 0 <= self.now - found.at < KEEP_SECONDS:
            found = await self._ask(url.copy_with(raw_path=b"/robots.txt"), lifted=lifted)
            self.new[origin] = found
        return Protego.parse(found.text), found.remark

    async def _ask(self, url: httpx2.URL, *, lifted: bool) -> RobotsText:
        clock = Clock(self.client.limits.total_seconds)
        for _ in range(MAX_HOPS + 1):
            async with self.turns.turn(host_key(url)):
                answer = await self.client.ask(url, clock, lifted=lifted, cut_at=self.client.limits.robots_bytes)
            if not answer.location:
                return self._text(answer)
            before, url = url, follow(url, answer.location)
            lifted = is_lifted(url, before, self.allowed)
        return RobotsText(_NO_RULES, self.now)  # as if there were none, says the RFC

    def _text(self, answer: Answer) -> RobotsText:
        status = answer.http_status
        if status == 429 or status >= 500:
            return RobotsText(_ALL_FORBIDDEN, self.now, f"robots.txt answered {status}")
        text = answer.body.decode("utf-8-sig", "replace")
        is_html = "html" in answer.content_type.lower() or text.lstrip()[:1] == "<"
        return RobotsText(_NO_RULES if status != 200 or is_html else text, self.now)
