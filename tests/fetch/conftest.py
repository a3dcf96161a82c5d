"""What the tests of fetching share: a visitor on loopback, and a clock's worth of patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from deckgen.fetch.client import Client
from deckgen.fetch.guard import dial_address, resolve_name
from deckgen.fetch.limits import Limits
from deckgen.fetch.robots import Robots
from deckgen.fetch.schedule import Turns
from deckgen.fetch.values import PageError
from deckgen.fetch.visit import Visit, Visitor
from tests.fetch.servers import Net

Outcome = Visit | PageError
VisitAll = Callable[..., list[Outcome]]

QUICK = Limits(total_seconds=1.0, connect_seconds=1.0, read_seconds=1.0)


async def visit_all(
    urls: Sequence[str], *, allow: Sequence[str] = (), net: Net | None = None, limits: Limits | None = None
) -> list[Outcome]:
    allowed = frozenset(allow)
    resolve, dial = (net.resolve, net.dial) if net else (resolve_name, dial_address)
    out: list[Outcome] = []
    async with Client(limits, resolve=resolve, dial=dial) as client:
        turns = Turns(0, seed=1)
        robots = Robots(client, turns, now=0, allowed=allowed)
        visitor = Visitor(client, robots, turns, allowed=allowed, retry_after=0)
        for url in urls:
            try:
                out.append(await visitor.visit(url))
            except PageError as exc:
                out.append(exc)
    return out


@pytest.fixture
def visit() -> VisitAll:
    """Follow links one after the other; give a Visit or a PageError each."""

    def run(
        *urls: str, allow: Sequence[str] = (), net: Net | None = None, limits: Limits | None = None
    ) -> list[Outcome]:
        return asyncio.run(asyncio.wait_for(visit_all(urls, allow=allow, net=net, limits=limits), 30))

    return run


def status_of(outcome: Outcome) -> str:
    return outcome.status.value if isinstance(outcome, PageError) else str(outcome.answer.http_status)
