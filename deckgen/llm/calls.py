"""Calls side by side: so many at a time, one pause for all, retries, an end when the server fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from deckgen.files.answers import Answer, ServerRecord
from deckgen.llm.budget import Spending
from deckgen.llm.errors import BusyError, DownError, LoadingError, RefusedError, RunEndedError
from deckgen.llm.requests import LEVELS, Request, body_of

Send = Callable[[dict[str, Any]], Awaitable[Answer]]
"""Sends the body of a call; raises a CallError."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long we wait, and how often we try."""

    calls: int = 8  # at a time, at most
    first_calls: int = 8  # at a time, before anything is known of the server
    seconds: float = 600.0  # for an answer: models that think take minutes
    first_pause: float = 1.0  # seconds; each further one in a row twice as long
    longest_pause: float = 300.0
    pauses: int = 8  # in a row, without an answer in between
    tries: int = 4  # of one request at a server that fails
    first_retry: float = 0.5  # seconds; each further one twice as long
    failures: int = 12  # in a row, of all requests
    late: int = 2  # requests in a row, or tries of one, though asked one at a time
    late_tries: int = 8  # of one request among others
    loading: float = 1800.0  # seconds that a server may take to load its model
    loading_pause: float = 10.0  # the longest meanwhile


class Lanes:
    """How many calls go side by side: more while answers come in time, half as many after one that did not."""

    def __init__(self, width: int, most: int) -> None:
        self.width = width
        self._most = most
        self._free = asyncio.Semaphore(width)
        self._closing = 0  # lanes that close when the call in them ends
        self._good = 0

    async def __aenter__(self) -> None:
        await self._free.acquire()

    async def __aexit__(self, *_exc: object) -> None:
        self._open()

    def _open(self) -> None:
        if self._closing:
            self._closing -= 1
        else:
            self._free.release()

    def came_in_time(self) -> None:
        """Widen by a lane after as many answers as there are lanes."""
        self._good += 1
        if self._good >= self.width and self.width < self._most:
            self.width, self._good = self.width + 1, 0
            self._open()

    def came_late(self, width: int) -> None:
        """Close half of the lanes, unless that was done since a call began among so many."""
        self._good = 0
        if width <= self.width:
            gone = self.width // 2
            self.width -= gone
            self._closing += gone


class Calls:
    """Asks a server; ``server`` grows by what is learned about it, ``sent`` counts what went out."""

    def __init__(
        self, send: Send, server: ServerRecord, spending: Spending, patience: Patience, *, newer_limit: bool
    ) -> None:
        self._send = send
        self._newer_limit = newer_limit  # what is tried first at a server that we do not know
        self._spending = spending
        self._patience = patience
        self._lanes = Lanes(patience.first_calls, patience.calls)
        self._late: set[str] = set()  # requests, since the last answer
        self._loading_since: float | None = None
        self._free_at = 0.0
        self._pauses = 0
        self._failures = 0
        self._stop: RunEndedError | None = None
        self.server = server
        self.sent = 0

    async def ask(self, request: Request) -> Answer:
        """Return the answer; raise a RefusedError for this request alone, or a RunEndedError for all that follow."""
        failed = late = alone = 0
        while True:
            async with self._lanes:
                await self._turn()
                width = self._lanes.width
                try:
                    return await self._timed(request)
                except BusyError as exc:
                    self._pause(exc)
                    continue
                except DownError as exc:
                    if exc.is_late:
                        self._lanes.came_late(width)
                        late += 1
                        if width == 1 or late >= self._patience.late_tries:
                            alone += 1
                            self._give_up(request, exc, alone, late)
                        continue
                    failed += 1
                    self._count(exc, failed)
            await asyncio.sleep(self._patience.first_retry * 2 ** (failed - 1))

    async def _timed(self, request: Request) -> Answer:
        """Ask once, and see whether more could be asked at a time: not where waiting in a row takes long already."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        answer = await self._once(request)
        if loop.time() - started <= self._patience.seconds / 4:
            self._lanes.came_in_time()
        return answer

    def _give_up(self, request: Request, exc: DownError, alone: int, late: int) -> None:
        """Raise that a request, or all that follow, come too late however few are asked; nothing if not yet."""
        self._late.add(request.id)
        message = (
            f"no answer within {self._patience.seconds:.0f} s, though the server was asked few things at a time: "
            "set llm: {timeout: SECONDS} higher, ask for fewer cards_per_item, or take a faster model"
        )
        if len(self._late) >= self._patience.late:
            raise self._stopped(message) from exc
        if alone >= self._patience.late or late >= self._patience.late_tries:
            raise RefusedError(message) from exc

    def _count(self, exc: DownError, failed: int) -> None:
        """Raise what a further failure amounts to, the ``failed``-th of its request; nothing if it is asked again."""
        self._failures += 1
        if self._failures >= self._patience.failures:
            raise self._stopped(f"the server failed {self._failures} times in a row: {exc}") from exc
        if failed >= self._patience.tries:
            raise RefusedError(f"failed {failed} times: {exc}") from exc

    @property
    def ended(self) -> RunEndedError | None:
        """Return the error because of which no further call starts; None while calls start."""
        return self._stop

    def stop(self, message: str) -> None:
        """Let no further call start."""
        self._stopped(message)

    async def _turn(self) -> None:
        """Wait out the pause that all share."""
        loop = asyncio.get_running_loop()
        while (left := self._free_at - loop.time()) > 0 and self._stop is None:
            await asyncio.sleep(min(left, 0.5))
        if self._stop is not None:
            raise self._stop

    async def _once(self, request: Request) -> Answer:
        """Send a request, in the form that the server is known to take."""
        while True:
            before = self.server
            await self._reserve(request)
            answer, may_be_paid = None, False
            try:
                self.sent += 1
                newer = self._newer_limit if before.newer_limit is None else before.newer_limit
                body = body_of(request, level=before.level, newer_limit=newer)
                answer = await self._send(body)
            except RefusedError as exc:
                may_be_paid = exc.may_be_paid
                if not self._gives_way(before, exc):
                    raise
            except DownError as exc:
                may_be_paid = exc.may_be_paid
                raise
            except RunEndedError as exc:
                self._stop = self._stop or exc
                raise
            except asyncio.CancelledError:
                may_be_paid = True
                raise
            finally:
                await self._spending.settle(request, answer, may_be_paid=may_be_paid)
            if answer is not None:
                self._learn(request, answer)
                return answer

    async def _reserve(self, request: Request) -> None:
        try:
            await self._spending.reserve(request)
        except RunEndedError as exc:
            self._stop = self._stop or exc
            raise
        if self._stop is not None:
            await self._spending.settle(request, None)
            raise self._stop

    def _gives_way(self, before: ServerRecord, exc: RefusedError) -> bool:
        """Return whether the request may be asked in another form, which all later ones to the server take."""
        if exc.about == "limit" and before.newer_limit is None:
            self.server = msgspec.structs.replace(self.server, newer_limit=not self._newer_limit)
            return True
        if exc.about == "format" and before.level + 1 < len(LEVELS):
            if self.server.level == before.level:
                self.server = msgspec.structs.replace(self.server, level=before.level + 1)
            return True
        return False

    def _learn(self, request: Request, answer: Answer) -> None:
        self._pauses = self._failures = 0
        self._late.clear()
        self._loading_since = None
        if answer.input_tokens is None or answer.output_tokens is None:
            return
        known = self.server
        known = msgspec.structs.replace(
            known,
            expected_input=known.expected_input + request.input_tokens,
            input=known.input + answer.input_tokens,
        )
        if request.use == "judge":
            judged, output = known.judgements + 1, known.judge_output + answer.output_tokens
            self.server = msgspec.structs.replace(known, judgements=judged, judge_output=output)
        else:
            answers, output = known.answers + 1, known.output + answer.output_tokens
            self.server = msgspec.structs.replace(known, answers=answers, output=output)

    def _pause(self, exc: BusyError) -> None:
        """Let nobody ask for a while; calls that were on their way when it began do not make it longer."""
        now = asyncio.get_running_loop().time()
        if exc.seconds is not None and exc.seconds > self._patience.longest_pause:
            raise self._stopped(f"the server asks to wait {exc.seconds:.0f} s: {exc}") from exc
        if now < self._free_at and exc.seconds is None:
            return
        if now >= self._free_at:
            self._pauses += 1
        if isinstance(exc, LoadingError):
            self._wait_for_model(exc, now)
            return
        if self._pauses > self._patience.pauses:
            raise self._stopped(f"the server is too busy: {exc}") from exc
        seconds = self._patience.first_pause * 2 ** (self._pauses - 1) if exc.seconds is None else exc.seconds
        self._free_at = max(self._free_at, now + min(seconds, self._patience.longest_pause))

    def _wait_for_model(self, exc: LoadingError, now: float) -> None:
        """Ask again every few seconds for as long as loading may take."""
        patience = self._patience
        self._loading_since = now if self._loading_since is None else self._loading_since
        if now - self._loading_since > patience.loading:
            raise self._stopped(f"the server is still not ready after {patience.loading:.0f} s: {exc}") from exc
        seconds = exc.seconds or patience.first_pause * 2 ** min(self._pauses - 1, 8)
        self._free_at = max(self._free_at, now + min(seconds, patience.loading_pause))

    def _stopped(self, message: str) -> RunEndedError:
        self._stop = self._stop or RunEndedError(message)
        return self._stop
