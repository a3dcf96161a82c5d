"""One deck's `deckgen write`: its plan, and the ways in which its requests find their answers."""

from __future__ import annotations

import asyncio
import glob
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from deckgen.build.asking import asking_of, page_hashes, questions_of
from deckgen.build.book import Book
from deckgen.build.clock import build_second, today_of
from deckgen.build.paying import NoPriceError, Purse
from deckgen.build.server import OPENAI, Server
from deckgen.definition import Definition
from deckgen.files.answers import Answer, Answers
from deckgen.files.atomic import write_atomic
from deckgen.files.cards import BatchRecord, Record
from deckgen.files.errors import DeckgenError
from deckgen.files.pages import Pages
from deckgen.files.records import Ledger
from deckgen.files.store import Store
from deckgen.identity.links import other_names
from deckgen.identity.notes import Named
from deckgen.language.plurals import counted
from deckgen.llm.batches import read_outputs, shards
from deckgen.llm.budget import Spending
from deckgen.llm.calls import Calls, Patience
from deckgen.llm.errors import RunEndedError
from deckgen.llm.judge import FAULT, Judge
from deckgen.llm.offer import Offer
from deckgen.llm.plan import LOOKED_AT, Wish, WritePlan, estimate, plan_tasks, with_judge
from deckgen.llm.remote import collect
from deckgen.llm.requests import Request
from deckgen.llm.run import Offline, Online, Tell, Told, settle_all
from deckgen.llm.sources import Candidate, Material, candidates, material, text_hash
from deckgen.llm.summary import Summary
from deckgen.model import Problem, Severity, StudyItem

Say = Callable[[str], None]


class Session:
    """A deck with all that there is to ask about it."""

    def __init__(
        self,
        definition: Definition,
        store: Store,
        server: Server,
        wish: Wish,
        *,
        items: Sequence[StudyItem],
        named: Sequence[Named],
        ledger: Ledger,
        record: Record,
    ) -> None:
        self._definition = definition
        self._store = store
        self._server = server
        self._ledger = ledger
        self._answers = Answers(store)
        self._pages = Pages(store, other_names(items, ledger.notes))
        self._day = today_of(build_second()).isoformat()
        asking = asking_of(definition)
        found = candidates(items, page_hashes(self._pages), questions_of(named))
        self._purse = Purse(definition.llm, server, asking.judge)
        self.plan: WritePlan = plan_tasks(found, record, asking, self._answers, wish, self._open)

    # --- what is going to happen ------------------------------------------------------------------------

    def _judge(self) -> Judge | None:
        """Return the judge of a run; None where none is wanted."""
        asking, record = self.plan.asking, self.plan.record
        if not asking.judge:
            return None
        known = record.judges.get(f"{asking.judge} {asking.prompts['judge'].title}")
        return Judge(asking, known, record.cards, is_tried=self._definition.llm.judge.is_tried, date=self._day)

    def budget(self, asked: float | None) -> float:
        """Return the budget in USD."""
        return self._definition.llm.budget_usd if asked is None else asked

    def offer(self, budget: float | None, *, looked_at: int = LOOKED_AT) -> Offer:
        """Return what asking for all that is planned would take and cost, estimated from so many requests."""
        expected = estimate(self.plan, self._known, self._purse.rate, looked_at=looked_at)
        judge = self._judge()
        if judge is not None and not judge.remark and self.plan.tasks:
            known = self._answers.server(self._server_name(self.plan.asking.judge))
            expected = with_judge(self.plan, expected, judge.probes(), known, self._purse.judge_rate)
        return Offer(
            deck=self._definition.deck,
            model=self._definition.llm.model,
            server=self._server.host,
            items=len(self.plan.tasks),
            done=self.plan.done,
            over=self.plan.over,
            expected=expected,
            budget=self.budget(budget),
            is_our_price=self._purse.is_ours,
        )

    def warnings(self) -> list[Problem]:
        """Return what the user should know before paying."""
        if self._definition.cards.llm:
            return []
        message = "cards.llm is false, so `build` holds all of these cards; set it to true to ship them"
        if self._definition.path is None:
            message = "without a definition that says cards: {llm: true} `build` holds all of these cards; see `init`"
        return [self._problem(message, Severity.WARNING)]

    # --- where answers come from ------------------------------------------------------------------------

    def ask(self, *, budget: float | None, key: str, tell: Tell) -> Summary:
        """Ask the server for all that is planned, within the budget."""
        told = Told()
        self._take_over()
        if not self.plan.tasks:
            return self._summary(told)
        spending = self._spending(self.budget(budget))
        self._check_key(key)
        self._answers.make()
        asyncio.run(self._ask(told, spending, key, tell))
        return self._summary(told)

    def _spending(self, budget: float) -> Spending:
        try:
            return self._purse.spending(budget)
        except NoPriceError as exc:
            raise DeckgenError((self._problem(str(exc), Severity.ERROR, key="llm"),)) from None

    async def _ask(self, told: Told, spending: Spending, key: str, tell: Tell) -> None:
        from deckgen.llm.client import Client  # openai takes most of a second to load

        patience = Patience()
        asking = self.plan.asking
        async with Client(self._server.base_url, key, self._day) as client:
            calls = {
                model: Calls(
                    client.send,
                    self._answers.server(self._server_name(model)),
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

            desk = Online(self._answers, calls, told, self._on_their_way, self._judge(), self.plan.mends)
            try:
                with self._book(desk.judge) as book:
                    await settle_all(self.plan, desk, book.add, told, workers=patience.calls, tell=count, stop=stop)
                    self._close(desk.judge, told)
            finally:
                count(told)
                for model, asked in calls.items():
                    if asked.ended is not None:  # a repair that was not asked for any more ends no item, but the run
                        told.stop, told.is_error = str(asked.ended), asked.ended.is_error
                    self._answers.put_server(self._server_name(model), asked.server)

    def export(self, folder: Path) -> Summary:
        """Write what is not answered yet into files in the batch format."""
        self._take_over()
        desk = self._offline(self._on_their_way)
        told = self._settled_offline(desk)
        folder.mkdir(parents=True, exist_ok=True)
        files: list[str] = []
        for number, (_, data) in enumerate(self._shards(desk.pending.values()), 1):
            path = folder / f"{self._definition.name}-{number:04d}.jsonl"
            write_atomic(path, data)
            files.append(str(path))
        for stale in _shards_from(folder, self._definition.name, len(files) + 1):
            stale.unlink()
        return msgspec.structs.replace(self._summary(told), exported=len(desk.pending), files=tuple(files))

    def take(self, outputs: Sequence[Path]) -> Summary:
        """Take the answers in these outputs, and settle the items that they answer."""
        answers, problems = read_outputs(outputs, self._day)
        self._take_over()
        self._answers.make()
        self._keep(answers)
        desk = self._offline(self._on_their_way)
        told = self._settled_offline(desk)
        told.problems += problems
        strange = len(answers.keys() - desk.used)
        if strange:
            message = f"{counted(strange, 'answer')} to requests that nobody waits for: asked for otherwise, or settled"
            told.problems.append(self._problem(message, Severity.NOTE, key="llm"))
        taken = len(answers.keys() & desk.used)
        return msgspec.structs.replace(self._summary(told), taken=taken, pending=len(desk.pending))

    def batch(self, *, budget: float | None, key: str, say: Say) -> Summary:
        """Collect what the server has answered in batches, and hand it over what is not asked for yet."""
        self._check_key(key)
        self._take_over()
        self._answers.make()
        return asyncio.run(self._batch(self.budget(budget), key, say))

    async def _batch(self, budget: float, key: str, say: Say) -> Summary:
        from deckgen.llm.client import Client  # openai takes most of a second to load

        # Before the first build there is no namespace yet, but a batch must be known again.
        label = self._definition.id or text_hash(str(self._definition.cards_path.resolve()))
        async with Client(self._server.base_url, key, self._day) as client:
            known = self.plan.record.batches
            try:
                got = await collect(client, known, label=label, server=self._server.host, date=self._day)
            except RunEndedError as exc:
                return self._summary(Told(stop=str(exc), is_error=True))
            self._keep(got.answers)
            record = msgspec.structs.replace(self.plan.record, batches=got.records)
            book = Book(self._definition.cards_path, record, self._ledger.notes)
            book.write(always=got.records != known)
            desk = self._offline(())
            if desk.judge is not None:
                desk.judge.keep = book.add_judge
            told = Told(problems=list(got.problems))
            with book:
                await settle_all(self.plan, desk, book.add, told, workers=1, tell=_silent)
                self._close(desk.judge, told)
            going = {request for batch in got.records.values() for request in batch.requests}
            for shard, data in self._affordable(desk, going, budget, told):
                try:
                    batch = await client.hand_over(data, f"{self._definition.name}.jsonl", label)
                except RunEndedError as exc:
                    told.stop, told.is_error = str(exc), True
                    break
                ids = tuple(request.id for request in shard)
                book.add_batch(BatchRecord(batch=batch, server=self._server.host, date=self._day, requests=ids))
                say(f"batch {batch}: {counted(len(ids), 'request')}")
        waiting = tuple(record.batch for record in book.record.batches.values() if record.requests)
        return msgspec.structs.replace(
            self._summary(told), taken=len(got.answers), pending=len(desk.pending), batches=waiting
        )

    def _affordable(
        self, desk: Offline, going: set[str], budget: float, told: Told
    ) -> Iterator[tuple[list[Request], bytes]]:
        """Yield the shards that the budget surely pays for at the full price, beside what is on its way."""
        spending = self._spending(budget)
        left = budget - sum(spending.most(request) for request in desk.pending.values() if request.id in going)
        wanted: list[Request] = []
        for request in desk.pending.values():
            if request.id not in going:
                left -= spending.most(request)
                if left < 0:
                    told.stop = f"the budget of {budget:.2f} USD holds no further request, at the most that it may cost"
                    break
                wanted.append(request)
        yield from self._shards(wanted)

    def _shards(self, requests: Iterable[Request]) -> Iterator[tuple[list[Request], bytes]]:
        """Yield files of requests, each of one model: a batch takes no second one."""
        by_model: dict[str, list[Request]] = {}
        for request in requests:
            by_model.setdefault(request.model, []).append(request)
        for same in by_model.values():
            yield from shards(same, newer_limit=self._is_openai)

    @property
    def _on_their_way(self) -> frozenset[str]:
        """Return the requests that were handed over in batches, and are paid for."""
        batches = self.plan.record.batches.values()
        return frozenset(request for batch in batches for request in batch.requests)

    def _check_key(self, key: str) -> None:
        """Raise a DeckgenError where the server surely asks for a key and there is none."""
        if self._is_openai and not key:
            message = f"{self._server.host} asks for a key: set OPENAI_API_KEY, or name another server (llm.base_url)"
            raise DeckgenError((self._problem(message, Severity.ERROR, key="llm"),))

    def _settled_offline(self, desk: Offline) -> Told:
        told = Told()
        with self._book(desk.judge) as book:
            asyncio.run(settle_all(self.plan, desk, book.add, told, workers=1, tell=_silent))
            self._close(desk.judge, told)
        return told

    def _offline(self, elsewhere: Collection[str]) -> Offline:
        return Offline(self._answers, elsewhere, self._judge(), self.plan.mends)

    def _close(self, judge: Judge | None, told: Told) -> None:
        """Say why the judge does not judge, where it does not."""
        if judge is None:
            return
        if judge.is_stopped:  # what it refused is none of its own any more
            told.ready += sum(count for fault, count in told.held.items() if fault.startswith(FAULT))
            told.held = {fault: count for fault, count in told.held.items() if not fault.startswith(FAULT)}
        if judge.remark:
            told.problems.append(self._problem(judge.remark, Severity.NOTE, key="llm"))

    def _open(self, candidate: Candidate) -> Material:
        """Return a candidate with its text; not all at once, for the texts of 25,000 would be a gigabyte."""
        if candidate.said:
            return material(candidate, candidate.said)
        found = self._pages.contents([candidate.item.removeprefix("link:")])
        return material(candidate, next((content.text for _, content in found), ""))

    # --- what they all need -----------------------------------------------------------------------------

    def _keep(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers; raise a DeckgenError where that fails, before anything is told to be collected."""
        for request, answer in answers.items():
            self._answers.put(request, answer)
        if any(self._answers.get(request) is None for request in answers):
            message = "the answers could not be kept in the store; nothing of them is lost, try again"
            raise DeckgenError((*self._store.problems, self._problem(message, Severity.ERROR)))

    def _book(self, judge: Judge | None = None) -> Book:
        book = Book(self._definition.cards_path, self.plan.record, self._ledger.notes)
        if judge is not None:
            judge.keep = book.add_judge
        return book

    def _take_over(self) -> None:
        """Write down the hashes of sources that are only read otherwise than when they were asked about."""
        self._book().write(always=self.plan.is_other)

    @property
    def _is_openai(self) -> bool:
        return self._server.host == urlsplit(OPENAI).netloc

    def _server_name(self, model: str) -> str:
        return f"{self._server.name} {model}"

    @property
    def _known(self) -> Any:
        return self._answers.server(self._server_name(self._definition.llm.model))

    def _summary(self, told: Told) -> Summary:
        return Summary(
            deck=self._definition.deck,
            told=told,
            over=self.plan.over,
            batches=tuple(record.batch for record in self.plan.record.batches.values() if record.requests),
            problems=tuple(told.problems),
        )

    def _problem(self, message: str, severity: Severity, *, key: str = "cards") -> Problem:
        path = str(self._definition.path or self._definition.cards_path)
        line = self._definition.lines.get(key, 0)
        return Problem(path=path, line=line, severity=severity, code="llm", message=message)


def _silent(_told: object) -> None:
    """Tell nobody."""


def _shards_from(folder: Path, name: str, first: int) -> list[Path]:
    """Return the shards of an earlier, longer export: answers to them would come late."""
    numbered = [(path, path.stem.removeprefix(f"{name}-")) for path in folder.glob(f"{glob.escape(name)}-*.jsonl")]
    return [path for path, number in numbered if number.isdigit() and len(number) == 4 and int(number) >= first]
