"""One deck's `deckgen write`: its plan, and the ways in which its requests find their answers."""

from __future__ import annotations

import asyncio
import glob
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from deckgen.build.book import Book
from deckgen.build.clock import build_second, today_of
from deckgen.cards.recorded import ASPECT
from deckgen.definition import Definition
from deckgen.files.answers import Answer, Answers
from deckgen.files.atomic import write_atomic
from deckgen.files.cards import BatchRecord, Record
from deckgen.files.errors import DeckgenError
from deckgen.files.field_text import plain
from deckgen.files.pages import Pages
from deckgen.files.records import Ledger
from deckgen.files.store import Store
from deckgen.identity.cards import is_text_card
from deckgen.identity.links import other_names
from deckgen.identity.notes import Named
from deckgen.language.plurals import counted
from deckgen.llm.batches import read_outputs, shards
from deckgen.llm.budget import Spending
from deckgen.llm.calls import Calls, Patience
from deckgen.llm.errors import RunEndedError
from deckgen.llm.offer import Offer
from deckgen.llm.plan import LOOKED_AT, Wish, WritePlan, estimate, plan_tasks
from deckgen.llm.prices import Rate, price_of
from deckgen.llm.prompts import Prompt, PromptError, load_prompt
from deckgen.llm.remote import collect
from deckgen.llm.requests import Asking, Request
from deckgen.llm.run import Offline, Online, Tell, Told, settle_all
from deckgen.llm.sources import Candidate, Material, candidates, material, text_hash
from deckgen.llm.summary import Summary
from deckgen.model import Problem, Severity, StudyItem

Say = Callable[[str], None]
OPENAI = "https://api.openai.com/v1"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Server(msgspec.Struct, frozen=True):
    """Whom we ask."""

    base_url: str
    host: str  # with its port, without the user and password that an address may hold

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, and so costs nothing."""
        return urlsplit(self.base_url).hostname in _LOOPBACK

    @property
    def name(self) -> str:
        """Return the address as it may be written down."""
        return urlsplit(self.base_url)._replace(netloc=self.host).geturl()


def server_of(definition: Definition, environment: str) -> Server:
    """Return the server of the definition, else of the environment, else OpenAI's; raise a DeckgenError for no URL."""
    base_url = (definition.llm.base_url or environment.strip() or OPENAI).rstrip("/")
    try:
        parts = urlsplit(base_url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or len(base_url.split()) != 1 or not base_url.isprintable():
        message = "must be an address such as http://localhost:8080/v1"
        path, line = "OPENAI_BASE_URL", 0
        if definition.llm.base_url:
            path, line = str(definition.path), definition.lines.get("llm", 0)
            message = f"llm.base_url: {message}"
        raise DeckgenError(
            (Problem(path=path, line=line, severity=Severity.ERROR, code="llm", message=message),)
        )
    return Server(base_url, parts.netloc.rpartition("@")[2])


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
        asking = Asking(
            model=definition.llm.model, prompts=_prompts(definition), count=definition.llm.cards_per_item
        )
        found = candidates(items, _page_hashes(self._pages), _questions(named))
        self.plan: WritePlan = plan_tasks(found, record, asking, self._answers, wish, self._open)

    # --- what is going to happen ------------------------------------------------------------------------

    @cached_property
    def rate(self) -> Rate | None:
        """Return the price of the model: the definition's, else ours; nothing on this machine."""
        price = self._definition.llm.price
        if price is not None:
            return Rate(price.input, price.output)
        return Rate(0.0, 0.0) if self._server.is_local else price_of(self._definition.llm.model)

    def budget(self, asked: float | None) -> float:
        """Return the budget in USD."""
        return self._definition.llm.budget_usd if asked is None else asked

    def offer(self, budget: float | None, *, looked_at: int = LOOKED_AT) -> Offer:
        """Return what asking for all that is planned would take and cost, estimated from so many requests."""
        return Offer(
            deck=self._definition.deck,
            model=self._definition.llm.model,
            server=self._server.host,
            items=len(self.plan.tasks),
            done=self.plan.done,
            over=self.plan.over,
            expected=estimate(self.plan, self._known, self.rate, looked_at=looked_at),
            budget=self.budget(budget),
            is_our_price=self._definition.llm.price is None and not self._server.is_local,
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
        rate = self._priced()
        self._check_key(key)
        self._answers.make()
        asyncio.run(self._ask(told, rate, self.budget(budget), key, tell))
        return self._summary(told)

    def _priced(self) -> Rate:
        """Return the price of the model; raise a DeckgenError where none is known, since no budget could be kept."""
        if self.rate is None:
            message = (
                f"no price is known for {self._definition.llm.model}, so no budget can be kept; give it in the "
                "definition: llm: {price: {input: USD, output: USD}} (per million tokens)"
            )
            raise DeckgenError((self._problem(message, Severity.ERROR, key="llm"),))
        return self.rate

    async def _ask(self, told: Told, rate: Rate, budget: float, key: str, tell: Tell) -> None:
        from deckgen.llm.client import Client  # openai takes most of a second to load

        spending = Spending(budget, rate)
        patience = Patience()
        async with Client(self._server.base_url, key, self._day) as client:
            calls = Calls(client.send, self._known, spending, patience, newer_limit=self._is_openai)

            def count(so_far: Told) -> None:
                so_far.sent, so_far.spent = calls.sent, spending.spent
                tell(so_far)

            desk = Online(self._answers, calls, told, self._on_their_way)
            try:
                with self._book() as book:
                    await settle_all(
                        self.plan, desk, book.add, told, workers=patience.calls, tell=count, stop=calls.stop
                    )
            finally:
                told.sent, told.spent = calls.sent, spending.spent
                if calls.ended is not None:  # a repair that was not asked for any more ends no item, but the run
                    told.stop, told.is_error = str(calls.ended), calls.ended.is_error
                self._answers.put_server(self._server_name, calls.server)

    def export(self, folder: Path) -> Summary:
        """Write what is not answered yet into files in the batch format."""
        self._take_over()
        desk = Offline(self._answers, self._on_their_way)
        told = self._settled_offline(desk)
        folder.mkdir(parents=True, exist_ok=True)
        files: list[str] = []
        for number, (_, data) in enumerate(shards(desk.pending.values(), newer_limit=self._is_openai), 1):
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
        desk = Offline(self._answers, self._on_their_way)
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
            desk = Offline(self._answers)
            told = Told(problems=list(got.problems))
            with book:
                await settle_all(self.plan, desk, book.add, told, workers=1, tell=_silent)
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
        spending = Spending(budget, self._priced())
        left = budget - sum(spending.most(request) for request in desk.pending.values() if request.id in going)
        wanted: list[Request] = []
        for request in desk.pending.values():
            if request.id not in going:
                left -= spending.most(request)
                if left < 0:
                    told.stop = f"the budget of {budget:.2f} USD holds no further request, at the most that it may cost"
                    break
                wanted.append(request)
        yield from shards(wanted, newer_limit=self._is_openai)

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
        with self._book() as book:
            asyncio.run(settle_all(self.plan, desk, book.add, told, workers=1, tell=_silent))
        return told

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

    def _book(self) -> Book:
        return Book(self._definition.cards_path, self.plan.record, self._ledger.notes)

    def _take_over(self) -> None:
        """Write down the hashes of sources that are only read otherwise than when they were asked about."""
        self._book().write(always=self.plan.is_other)

    @property
    def _is_openai(self) -> bool:
        return self._server.host == urlsplit(OPENAI).netloc

    @property
    def _server_name(self) -> str:
        return f"{self._server.name} {self._definition.llm.model}"

    @property
    def _known(self) -> Any:
        return self._answers.server(self._server_name)

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


def _prompts(definition: Definition) -> dict[str, Prompt]:
    """Load the prompts; all that is wrong with any of them is told at once."""
    found: dict[str, Prompt] = {}
    problems: list[Problem] = []
    for use in ("page", "section", "repair"):
        try:
            found[use] = load_prompt(getattr(definition.llm.prompts, use), use)
        except PromptError as exc:
            problems += exc.problems
    if problems:
        raise PromptError(tuple(problems))
    return found


def _page_hashes(pages: Pages) -> dict[str, tuple[str, str]]:
    """Return the pages that say something, each by a hash of what it says and of what that was read from."""
    read = ((url, record) for url, record in pages.records().items() if record.kept == "ok")
    return {url: (record.text_hash[:24], record.own_hash) for url, record in read}


def _questions(named: Iterable[Named]) -> Mapping[str, list[str]]:
    """Return the questions that learners get from forms and authors, by item."""
    found: dict[str, list[str]] = {}
    for note in named:
        card = note.rendered.card
        if is_text_card(card.note_type) and card.hold is None and card.aspect != ASPECT:
            front = note.rendered.fields.get("Question") or note.rendered.fields.get("Text", "")
            found.setdefault(card.item, []).append(plain(front))
    return found

