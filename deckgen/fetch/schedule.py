"""Whose turn it is: one request at a time and host, with a pause after each; and when to leave a host alone."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deckgen.fetch.values import PageStatus

JITTER = 0.25  # the share of itself by which a pause may be longer
MAX_WAIT_SECONDS = 120.0  # a host that asks for more patience is left for another day
MAX_BLOCKED = 3  # blocked answers in a row end a host's run
BLOCKING = frozenset({PageStatus.BLOCKED, PageStatus.RATE_LIMITED, PageStatus.LOGIN_REQUIRED})


class Host:
    """What is known of one host during a run."""

    def __init__(self, pause: float) -> None:
        self.lock = asyncio.Lock()
        self.pause = pause
        self.free_at = 0.0  # by the loop's clock
        self.stopped = ""  # why nothing more is asked of it
        self._blocked = 0

    def note(self, status: PageStatus) -> None:
        """Count blocked answers; a host that blocks is not asked on."""
        self._blocked = self._blocked + 1 if status in BLOCKING else 0
        if self._blocked >= MAX_BLOCKED and not self.stopped:
            self.stopped = f"{MAX_BLOCKED} blocked answers in a row"


class Turns:
    """Hands out turns, host by host."""

    def __init__(self, pause: float, *, seed: int | None = None) -> None:
        self._pause = pause
        self._hosts: dict[str, Host] = {}
        self._random = random.Random(seed)  # noqa: S311 - jitter, no secret

    def host(self, key: str) -> Host:
        """Return a host by its key."""
        if key not in self._hosts:
            self._hosts[key] = Host(self._pause)
        return self._hosts[key]

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for one's turn with a host; the next comes after its pause, counted from the end of this one."""
        host = self.host(key)
        loop = asyncio.get_running_loop()
        async with host.lock:
            if (wait := host.free_at - loop.time()) > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                pause = host.pause * (1 + JITTER * self._random.random())
                host.free_at = max(host.free_at, loop.time() + pause)

    def delay(self, key: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        host = self.host(key)
        host.free_at = max(host.free_at, asyncio.get_running_loop().time() + seconds)


def retry_seconds(header: str) -> float | None:
    """Read a Retry-After, in seconds or as a date; None if it says nothing."""
    text = header.strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
