"""A run: who answers, and when what came of it is written down.

An answer is in the store before anything is made of it, and NAME.cards.jsonl follows within seconds: a run that is
killed pays again for no more than the calls that were on their way.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from deckgen.cards.recorded import POLISH, READY
from deckgen.files.answers import Answer, Answers
from deckgen.files.cards import CardRecord
from deckgen.files.errors import refusal
from deckgen.llm.answers import Draft
from deckgen.llm.calls import Calls
from deckgen.llm.cores import Cores
from deckgen.llm.errors import RefusedError, RunEndedError
from deckgen.llm.job import Asker, Outcome, Task, work
from deckgen.llm.judge import Judge, is_probe
from deckgen.llm.judging import Judged
from deckgen.llm.judging import judge as checked_here
from deckgen.llm.plan import WritePlan
from deckgen.llm.requests import Request
from deckgen.llm.sources import Material
from deckgen.model import Problem

STOPPED = "stopped; what was answered is kept, and the same command goes on"
"""What a run says that was ended with Ctrl-C."""


class Told(msgspec.Struct, kw_only=True):
    """What a run did; it grows while the run goes."""

    items: int = 0  # settled
    sent: int = 0
    spent: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    ready: int = 0  # cards that may ship
    held: dict[str, int] = {}  # others, by their fault
    none: int = 0  # items without a card
    proved: int = 0  # cards of which the judge says so
    refused: int = 0
    waiting: int = 0  # items whose answer is not there
    stop: str = ""  # why the run ended before its end
    is_error: bool = False
    problems: list[Problem] = []


@dataclass(kw_only=True)
class Desk:
    """Where answers come from: the store at least."""

    answers: Answers
    elsewhere: Collection[str]  # requests that are paid for in a batch
    judge: Judge | None
    mends: int  # other wordings that may be asked for
    _granted: set[str] = field(default_factory=set)

    async def checked(self, drafts: Sequence[Draft], material: Material) -> list[Judged]:
        """Return the program's verdict on each draft."""
        return checked_here(drafts, material)

    def may_mend(self, request: Request) -> bool:
        """Return whether another wording may be asked for; what is paid for, or was granted, always may."""
        if request.id in self._granted or request.id in self.elsewhere or self.answers.get(request.id) is not None:
            return True
        if len(self._granted) >= self.mends:
            return False
        self._granted.add(request.id)
        return True


@dataclass(kw_only=True)
class Offline(Desk):
    """Answers from the store alone, and passes on what is not answered yet."""

    take: Callable[[Request], None]
    cores: Cores
    pending: dict[str, str] = field(default_factory=dict)  # requests without an answer, with the use of each
    used: set[str] = field(default_factory=set)

    async def checked(self, drafts: Sequence[Draft], material: Material) -> list[Judged]:
        """Return the program's verdict on each draft, from whichever core is free."""
        return await self.cores.judge(drafts, material)

    async def ask(self, request: Request, material: Material) -> Answer | None:  # noqa: ARG002 - as Asker has it
        """Return a stored answer."""
        answer = self.answers.get(request.id)
        if answer is not None:
            self.used.add(request.id)
        elif request.id not in self.elsewhere and request.id not in self.pending:
            self.pending[request.id] = request.use
            self.take(request)
        return answer


@dataclass(kw_only=True)
class Online(Desk):
    """Answers from the store, else from a server; what the server says is stored at once."""

    calls: Mapping[str, Calls]  # by model
    told: Told
    _going: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def ask(self, request: Request, material: Material) -> Answer | None:
        """Return the answer; a request that the server does not take is a problem of its item alone."""
        async with self._going.setdefault(request.id, asyncio.Lock()):  # two items may have one text
            answer = self.answers.get(request.id)
            if answer is not None and answer.signed and is_probe(material):
                answer = None  # what an assistant answered tries the assistant, not the model that is asked now
            if answer is not None or request.id in self.elsewhere:
                return answer
            try:
                answer = await self.calls[request.model].ask(request)
            except RefusedError as exc:
                message = f"{material.title}: the model gave no answer: {exc}"
                self.told.problems += refusal(material.post, "llm", message, material.line).problems
                return None
            self.answers.put(request.id, answer)
        self.told.input_tokens += answer.input_tokens or 0
        self.told.output_tokens += answer.output_tokens or 0
        return answer


Tell = Callable[[Told], None]
Keep = Callable[[Outcome], Sequence[CardRecord]]
"""Writes down what came of an item, and returns its cards as they are recorded."""
Stop = Callable[[str], None]


async def settle_all(
    plan: WritePlan, desk: Asker, keep: Keep, told: Told, *, workers: int, tell: Tell, stop: Stop | None = None
) -> None:
    """Work through the tasks, so many side by side; what is settled is kept however the run ends.

    ``stop`` lets no further call start. Without it there is nobody to wait for, and Ctrl-C ends at once.
    """
    queue = iter(plan.tasks)
    if stop is None and plan.tasks and desk.judge is not None:
        await desk.judge.may_judge(desk)  # its probes go into the first file of requests

    async def worker() -> None:
        try:
            await _work_through(queue, plan, desk, keep, told, tell)
        except Exception as exc:
            if stop is not None:  # others' answers are on their way and paid for: they are waited for
                stop(f"stopped by a failure: {type(exc).__name__}")
            raise

    with _graceful(stop):
        ends = await asyncio.gather(*(worker() for _ in range(workers)), return_exceptions=True)
    for end in ends:
        if end is not None:
            raise end


async def _work_through(
    queue: Iterator[Task], plan: WritePlan, desk: Asker, keep: Keep, told: Told, tell: Tell
) -> None:
    for task in queue:
        await asyncio.sleep(0)  # answers out of the store wait for nothing, and Ctrl-C would
        try:
            outcome = await work(task, plan.open(task.candidate), plan.asking, desk)
        except RunEndedError as exc:
            told.stop, told.is_error = str(exc), exc.is_error
            return
        if outcome is None:
            told.waiting += len(task.items)
        else:
            _count(told, task.items, keep(outcome))
            told.proved += outcome.yes
            told.refused += outcome.no
        tell(told)


def _count(told: Told, items: Collection[str], cards: Sequence[CardRecord]) -> None:
    good = [card for card in cards if card.verdict in (READY, POLISH)]
    told.items += len(items)
    told.ready += len(good)
    told.none += len({*items} - {card.item for card in good})
    told.held = dict(Counter(told.held) + Counter(card.fault for card in cards if card not in good))


@contextlib.contextmanager
def _graceful(stop: Stop | None) -> Iterator[None]:
    """Let Ctrl-C start no further call and wait for those on their way, which are paid for; twice ends at once."""
    if stop is None:
        yield
        return
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        stop(STOPPED)

    try:
        loop.add_signal_handler(signal.SIGINT, on_signal)
    except (NotImplementedError, RuntimeError, ValueError):  # no main thread, or Windows
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
