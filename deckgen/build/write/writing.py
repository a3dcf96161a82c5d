"""One deck's `deckgen write`: the ways in which its requests find their answers."""

from __future__ import annotations

import asyncio
import glob
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from deckgen.build.public import tells_too_much
from deckgen.build.write.book import Book
from deckgen.build.write.next_steps import deck_argument
from deckgen.build.write.paying import NoPriceError
from deckgen.build.write.server import OPENAI
from deckgen.build.write.session import Session
from deckgen.cards.recorded import POLISH, READY
from deckgen.definition import Audience
from deckgen.extras import require
from deckgen.files.answers import Answer, ServerRecord
from deckgen.files.atomic import write_atomic
from deckgen.files.cards import BatchRecord, Record, read_cards
from deckgen.files.errors import DeckgenError
from deckgen.language.plurals import counted
from deckgen.llm.batches import Cutter, read_outputs, shards
from deckgen.llm.budget import Spending
from deckgen.llm.calls import Calls, Patience
from deckgen.llm.cores import Cores
from deckgen.llm.errors import RunEndedError
from deckgen.llm.judge import FAULT, Judge
from deckgen.llm.remote import collect
from deckgen.llm.requests import LEVELS, Request
from deckgen.llm.run import Offline, Online, Tell, Told, settle_all
from deckgen.llm.sources import text_hash
from deckgen.llm.summary import Summary
from deckgen.model import Problem, Severity

Say = Callable[[str], None]
Agree = Callable[[], bool]
"""Asks the user whether what was said last may be paid for."""

_FURTHER = frozenset({"repair", "judge"})
"""Uses of requests that ask about cards which are there."""

KEPT_AT_ONCE = 1_000
"""Answers of a file that wait for the disk together: they are in the file until then."""


class Writing:
    """A session whose requests find their answers."""

    def __init__(self, session: Session) -> None:
        self._deck = session
        self._answers = session.answers
        self.plan = session.plan

    # --- where answers come from ------------------------------------------------------------------------

    def ask(self, *, budget: float | None, key: str, tell: Tell) -> Summary:
        """Ask the server for all that is planned, within the budget."""
        told = Told()
        self._take_over()
        if not self.plan.tasks:
            return self._summary(told)
        spending = self._spending(self._deck.budget(budget))
        self.check_key(key)
        self._answers.make()
        asyncio.run(self._ask(told, spending, key, tell))
        return self._summary(told)

    def _spending(self, budget: float) -> Spending:
        try:
            return Spending(budget, *self._deck.purse.rates())
        except NoPriceError as exc:
            raise DeckgenError((self._deck.problem(str(exc), Severity.ERROR, key="llm"),)) from None

    async def _ask(self, told: Told, spending: Spending, key: str, tell: Tell) -> None:
        from deckgen.llm.client import Client  # openai takes most of a second to load

        patience = self._patience()
        asking = self.plan.asking
        async with Client(self._deck.server.base_url, key, self._deck.day, patience.seconds) as client:
            calls = {
                model: Calls(
                    client.send,
                    self._answers.server(self._deck.server_name(model)),
                    spending,
                    patience,
                    newer_limit=self._is_openai,
                )
                for model in dict.fromkeys((asking.model, asking.judge or asking.model))
            }

            def count(so_far: Told) -> None:
                so_far.sent, so_far.spent = sum(asked.sent for asked in calls.values()), spending.spent
                tell(so_far)

            def stop(message: str) -> None:
                for asked in calls.values():
                    asked.stop(message)

            desk = Online(
                answers=self._answers,
                elsewhere=self._on_their_way,
                judge=self._deck.judge(),
                mends=self.plan.mends,
                calls=calls,
                told=told,
            )
            try:
                with self._book(desk.judge) as book:
                    await settle_all(self.plan, desk, book.add, told, workers=patience.calls, tell=count, stop=stop)
                    self._close(desk.judge, told)
            finally:
                count(told)
                for model, asked in calls.items():
                    if asked.ended is not None:  # a repair that was not asked for any more ends no item, but the run
                        told.stop, told.is_error = str(asked.ended), asked.ended.is_error
                    told.problems += self._less_sure(model, asked.server)
                    self._answers.put_server(self._deck.server_name(model), asked.server)

    def _patience(self) -> Patience:
        """Return what the definition says; a server on this machine mostly answers one request at a time."""
        llm, usual = self._deck.definition.llm, Patience()
        most = llm.calls or usual.calls
        first = 1 if llm.calls is None and self._deck.server.is_local else most
        return Patience(calls=most, first_calls=first, seconds=llm.timeout or usual.seconds)

    def _less_sure(self, model: str, server: ServerRecord) -> Iterator[Problem]:
        """Say once that a server does not hold a model to the form of an answer."""
        if server.level > self._deck.known(model).level:
            form = LEVELS[server.level].replace("plain", "words alone")
            message = f"{model} at this server takes no json_schema: the form of its answers is asked for by {form}"
            yield self._deck.problem(message, Severity.NOTE, key="llm")

    def export(self, folder: Path, tell: Tell) -> Summary:
        """Write what is not answered yet into files in the batch format."""
        self._take_over()
        files: list[str] = []

        def full(_requests: list[Request], data: bytes) -> None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._deck.definition.name}-{len(files) + 1:04d}.jsonl"
            write_atomic(path, data)
            files.append(str(path))

        def full_of_probes(_requests: list[Request], data: bytes) -> None:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomic(probes, data)

        judge, probes = self._deck.judge(), folder / f"{self._deck.definition.name}-judge-probes.jsonl"
        trials = {request.id for request in judge.probes()} if judge is not None else frozenset()
        cutter = Cutter(full, newer_limit=self._is_openai)
        apart = Cutter(full_of_probes, newer_limit=self._is_openai)
        desk, told = self._settled_offline(
            lambda request: (apart if request.id in trials else cutter).add(request), tell, is_export=True
        )
        cutter.close()
        probes.unlink(missing_ok=True)
        apart.close()
        for stale in _shards_from(folder, self._deck.definition.name, len(files) + 1):
            stale.unlink()
        last = [str(probes)] if trials & desk.pending.keys() else []
        return msgspec.structs.replace(
            self._summary(told), exported=len(desk.pending), files=(*files, *last), probes=str(probes)
        )

    def take(self, outputs: Sequence[Path], tell: Tell) -> Summary:
        """Take the answers in these outputs, and settle the items that they answer."""
        answers, problems = read_outputs(outputs, self._deck.day)
        self._take_over()
        self._answers.make()
        self._keep(answers)
        desk, told = self._settled_offline(_unasked, tell)
        told.problems += problems
        strange = len(answers.keys() - desk.used)
        if strange:
            message = f"{counted(strange, 'answer')} to requests that nobody waits for: asked for otherwise, or settled"
            told.problems.append(self._deck.problem(message, Severity.NOTE, key="llm"))
        taken = len(answers.keys() & desk.used)
        more = sum(use in _FURTHER for use in desk.pending.values())
        return msgspec.structs.replace(self._summary(told), taken=taken, pending=len(desk.pending), more=more)

    def batch(self, *, budget: float | None, key: str, say: Say, agree: Agree) -> Summary:
        """Collect what the server has answered in batches; hand it over what is not asked for yet, if agreed."""
        self.check_key(key)
        self._take_over()
        self._answers.make()
        return asyncio.run(self._batch(self._deck.budget(budget), key, say, agree))

    async def _batch(self, budget: float, key: str, say: Say, agree: Agree) -> Summary:
        from deckgen.llm.client import Client  # openai takes most of a second to load

        # Before the first build there is no namespace yet, but a batch must be known again.
        definition, host, day = self._deck.definition, self._deck.server.host, self._deck.day
        label = definition.id or text_hash(str(definition.cards_path.resolve()))
        async with Client(self._deck.server.base_url, key, day) as client:
            known = self.plan.record.batches
            try:
                got = await collect(client, known, label=label, server=host, date=day)
            except RunEndedError as exc:
                return self._summary(Told(stop=str(exc), is_error=True))
            self._keep(got.answers)
            record = msgspec.structs.replace(self.plan.record, batches=got.records)
            book = self._book_of(record)
            book.write(always=got.records != known)
            pending: list[Request] = []
            desk = self._offline((), pending.append, Cores(0))
            if desk.judge is not None:
                desk.judge.keep = book.add_judge
            told = Told(problems=list(got.problems))
            with book:
                await settle_all(self.plan, desk, book.add, told, workers=1, tell=_silent)
                self._close(desk.judge, told)
            going = {request for batch in got.records.values() for request in batch.requests}
            wanted = self._affordable(pending, going, budget, told, say)
            for shard, data in shards(wanted if wanted and agree() else (), newer_limit=self._is_openai):
                try:
                    batch = await client.hand_over(data, f"{definition.name}.jsonl", label)
                except RunEndedError as exc:
                    told.stop, told.is_error = str(exc), True
                    break
                ids = tuple(request.id for request in shard)
                book.add_batch(BatchRecord(batch=batch, server=host, date=day, requests=ids))
                say(f"batch {batch}: {counted(len(ids), 'request')}")
        waiting = tuple(record.batch for record in book.record.batches.values() if record.requests)
        return msgspec.structs.replace(
            self._summary(told), taken=len(got.answers), pending=len(desk.pending), batches=waiting
        )

    def _affordable(
        self, pending: Sequence[Request], going: set[str], budget: float, told: Told, say: Say
    ) -> list[Request]:
        """Return the requests that the budget surely pays for at the full price, beside what is on its way."""
        spending = self._spending(budget)
        left = start = budget - sum(spending.most(request) for request in pending if request.id in going)
        wanted: list[Request] = []
        for request in pending:
            if request.id not in going:
                most = spending.most(request)
                if most > left:
                    told.stop = f"the budget of {budget:.2f} USD holds no further request, at the most that it may cost"
                    break
                left -= most
                wanted.append(request)
        if wanted:
            model, host = self.plan.asking.model, self._deck.server.host
            say(f"{counted(len(wanted), 'request')} to {model} at {host} in batches, at most {start - left:.4f} USD")
        return wanted

    @property
    def _on_their_way(self) -> frozenset[str]:
        """Return the requests that were handed over in batches, and are paid for."""
        batches = self.plan.record.batches.values()
        return frozenset(request for batch in batches for request in batch.requests)

    def check_key(self, key: str) -> None:
        """Raise a DeckgenError where the client is not installed, or a key is missing that is surely asked for."""
        require("write")
        if self._is_openai and not key:
            host = self._deck.server.host
            message = (
                f"{host} asks for a key: set OPENAI_API_KEY, or name a server of your own (llm.base_url), "
                "or --export the requests to whoever answers them"
            )
            raise DeckgenError((self._deck.problem(message, Severity.ERROR, key="llm"),))

    def _settled_offline(
        self, take: Callable[[Request], None], tell: Tell, *, is_export: bool = False
    ) -> tuple[Offline, Told]:
        """Settle what the store answers; each request that it does not answer is passed on."""
        told = Told()
        with Cores(len(self.plan.tasks)) as cores:
            desk = self._offline(self._on_their_way, take, cores)
            with self._book(desk.judge) as book:
                asyncio.run(settle_all(self.plan, desk, book.add, told, workers=cores.workers, tell=tell))
                self._close(desk.judge, told, is_export=is_export)
        return desk, told

    def _offline(self, elsewhere: Collection[str], take: Callable[[Request], None], cores: Cores) -> Offline:
        return Offline(
            answers=self._answers,
            elsewhere=elsewhere,
            judge=self._deck.judge(),
            mends=self.plan.mends,
            take=take,
            cores=cores,
        )

    def _close(self, judge: Judge | None, told: Told, *, is_export: bool = False) -> None:
        """Say why the judge does not judge, where it does not; an export itself holds the probes that are to come."""
        if judge is None:
            return
        if judge.is_stopped:  # what it refused is none of its own any more
            told.ready += sum(count for fault, count in told.held.items() if fault.startswith(FAULT))
            told.held = {fault: count for fault, count in told.held.items() if not fault.startswith(FAULT)}
        if judge.remark and not (is_export and judge.is_untried):
            told.problems.append(self._deck.problem(judge.remark, Severity.NOTE, key="llm"))

    # --- what they all need -----------------------------------------------------------------------------

    def _keep(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers; raise a DeckgenError where that fails, before anything is told to be collected."""
        rows = iter(answers.items())
        while some := [*islice(rows, KEPT_AT_ONCE)]:
            self._answers.put_all(some)
        if any(self._answers.get(request) is None for request in answers):
            message = "the answers could not be kept in the store; nothing of them is lost, try again"
            raise DeckgenError((*self._deck.store.problems, self._deck.problem(message, Severity.ERROR)))

    def _book(self, judge: Judge | None = None) -> Book:
        book = self._book_of(self.plan.record)
        if judge is not None:
            judge.keep = book.add_judge
        return book

    def _book_of(self, record: Record) -> Book:
        definition = self._deck.definition
        is_public = definition.audience is Audience.PUBLIC
        return Book(definition.cards_path, record, self._deck.ledger.notes, is_public=is_public)

    def _take_over(self) -> None:
        """Write down the hashes of sources that are only read otherwise than when they were asked about.

        The file of a deck that has become public loses the passages of pages.
        """
        self._book().write(always=self.plan.is_other or tells_too_much(self._deck.definition))

    @property
    def _is_openai(self) -> bool:
        return self._deck.server.host == urlsplit(OPENAI).netloc

    def next_steps(self, done: Summary) -> Iterator[str]:
        """Yield what there is to do after a run: what waits for answers, and the cards that a build would ship."""
        definition, deck = self._deck.definition, deck_argument(self._deck.definition)
        if done.more:
            yield f"Next: `deckgen write {deck} --export DIR` asks for them"
        cards = read_cards(definition.cards_path).cards if definition.cards_path.exists() else {}
        shipped = {key for key, note in self._deck.ledger.notes.items() if note.mod}
        fresh = sum(card.verdict in (READY, POLISH) and key not in shipped for key, card in cards.items())
        if not definition.cards.llm:
            return
        if fresh:
            yield f"Next: `deckgen build {deck}` ships {counted(fresh, 'new card')} of a model"
        elif done.told.items and cards:
            yield f"Next: `deckgen build {deck}` takes over what has changed"

    def _summary(self, told: Told) -> Summary:
        return Summary(
            deck=self._deck.definition.deck,
            told=told,
            over=self.plan.over,
            batches=tuple(record.batch for record in self.plan.record.batches.values() if record.requests),
            problems=tuple(told.problems),
        )


def _unasked(_request: Request) -> None:
    """Leave a request for another export."""


def _silent(_told: object) -> None:
    """Tell nobody."""


def _shards_from(folder: Path, name: str, first: int) -> list[Path]:
    """Return the shards of an earlier, longer export: answers to them would come late."""
    numbered = [(path, path.stem.removeprefix(f"{name}-")) for path in folder.glob(f"{glob.escape(name)}-*.jsonl")]
    return [path for path, number in numbered if number.isdecimal() and len(number) == 4 and int(number) >= first]
