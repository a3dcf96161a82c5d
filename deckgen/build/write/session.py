"""One deck's plan of writing: what there is to ask about, and what that would cost. Asks nobody, opens no socket."""

from __future__ import annotations

import hashlib
from functools import partial

import msgspec

from deckgen.build.input.clock import build_second, today_of
from deckgen.build.input.memory import Memory
from deckgen.build.overlay import learner_of
from deckgen.build.pipeline import Plan
from deckgen.build.targets import items_meant, no_such, targets_of
from deckgen.build.write.asking import asking_of, page_hashes, questions_of
from deckgen.build.write.paying import Purse
from deckgen.build.write.server import Server
from deckgen.files.answers import Answers, ServerRecord
from deckgen.files.cards import CardRecord, Record
from deckgen.files.learner import Learner
from deckgen.files.pages import Pages
from deckgen.files.records import Ledger
from deckgen.files.store import Store
from deckgen.identity.links import other_names
from deckgen.llm.job import Task
from deckgen.llm.judge import Judge
from deckgen.llm.offer import Offer
from deckgen.llm.plan import LOOKED_AT, WritePlan, estimate, first_size, plan_tasks, with_forgotten, with_judge
from deckgen.llm.sources import SECTION, Candidate, Material, Said, candidates, material, said_in
from deckgen.model import ItemKind, Problem, Severity, Status

OPTION = "--rewrite"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for."""

    max_items: int | None = None
    rewrite: tuple[str, ...] = ()  # targets as in picks: what they mean is asked about again, and nothing else


class Session:
    """A deck with all that there is to ask about it."""

    def __init__(self, plan: Plan, store: Store, server: Server, wish: Wish) -> None:
        definition, items, named, record = plan.definition, plan.items, plan.named, plan.record
        ledger = plan.identified.ledger
        self.definition = definition
        self.store = store
        self.server = server
        self.ledger = ledger
        self.answers = Answers(store)
        self.day = today_of(build_second()).isoformat()
        self._pages = Pages(store, other_names(items, ledger.notes))
        asking = asking_of(definition)
        memory = Memory[Said](store, f"said:{definition.ledger_path.name}", Said)
        found = candidates(
            items,
            page_hashes(self._pages),
            questions_of(named),
            {post.path: post.title for post in plan.input.posts},
            partial(memory.of_texts, said_in),
        )
        memory.keep()
        sections = sum(item.kind is ItemKind.SECTION and item.status is Status.OK for item in items)
        self.silent = sections - sum(candidate.use == SECTION for candidate in found)
        self.purse = Purse(definition.llm, server, asking.judge)
        targets = targets_of(wish.rewrite)
        if targets:
            found = with_forgotten(found, _leeches(record, ledger, learner_of(definition, ledger)))
        is_all = any(target.is_all for target in targets)
        meant = items_meant(targets, items, named, ledger.notes, ledger.header.namespace)
        self.astray = [
            no_such(OPTION, target, "nothing that may be asked about")
            for target in targets
            if not target.is_all and meant[target.text].isdisjoint(candidate.item for candidate in found)
        ]
        self.plan: WritePlan = plan_tasks(
            found,
            record,
            asking,
            self.answers,
            self._open,
            max_items=wish.max_items,
            rewrite=is_all,
            meant=frozenset().union(*meant.values()) if targets and not is_all else None,
        )

    def _open(self, candidate: Candidate) -> Material:
        """Return a candidate with its text; not all at once, for the texts of 25,000 would be a gigabyte."""
        if candidate.said:
            return material(candidate, candidate.said)
        found = self._pages.contents([candidate.item.removeprefix("link:")])
        return material(candidate, next((content.text for _, content in found), ""))

    def judge(self) -> Judge | None:
        """Return the judge of a run; None where none is wanted."""
        asking, record = self.plan.asking, self.plan.record
        if not asking.judge:
            return None
        return Judge(asking, record.judges, record.cards, is_tried=self.definition.llm.judge.is_tried, date=self.day)

    def budget(self, asked: float | None) -> float:
        """Return the budget in USD."""
        return self.definition.llm.budget_usd if asked is None else asked

    def offer(self, budget: float | None, *, looked_at: int = LOOKED_AT) -> Offer:
        """Return what asking for all that is planned would take and cost, estimated from so many requests."""
        known = self.known(self.definition.llm.model)
        memory = Memory[tuple[int, int]](self.store, f"sizes:{self.definition.ledger_path.name}", tuple[int, int])
        size = partial(_size, memory, repr(self.plan.asking))
        expected = estimate(self.plan, known, self.purse.rate, looked_at=looked_at, size=size)
        memory.keep()
        judge = self.judge()
        if judge is not None and not judge.remark and self.plan.tasks:
            known = self.known(self.plan.asking.judge)
            expected = with_judge(self.plan, expected, judge.probes(), known, self.purse.judge_rate)
        return Offer(
            deck=self.definition.deck,
            model=self.definition.llm.model,
            server=self.server.host,
            items=self.plan.items,
            done=self.plan.done,
            going=self.plan.going,
            over=self.plan.over,
            silent=self.silent,
            expected=expected,
            budget=self.budget(budget),
            is_our_price=self.purse.is_ours,
        )

    def warnings(self) -> list[Problem]:
        """Return what the user should know before paying."""
        if self.definition.cards.llm:
            return []
        message = "cards.llm is false, so `build` holds all of these cards; take it out to ship them"
        return [self.problem(message, Severity.WARNING)]

    def known(self, model: str) -> ServerRecord:
        """Return what earlier calls have shown of a model at the server."""
        return self.answers.server(self.server_name(model))

    def server_name(self, model: str) -> str:
        """Return the name under which that is kept."""
        return f"{self.server.name} {model}"

    def problem(self, message: str, severity: Severity, *, key: str = "cards") -> Problem:
        """Return a problem with the definition's line of a key."""
        cards = self.definition.cards_path
        path = str(self.definition.path or (cards if cards.exists() else self.definition.posts[0]))
        line = self.definition.lines.get(key, 0)
        return Problem(path=path, line=line, severity=severity, code="llm", message=message)


def _size(memory: Memory[tuple[int, int]], asking: str, plan: WritePlan, task: Task) -> tuple[int, int]:
    """Return the size of a task's first request, from the memory where all that decides it is the same."""
    decides = f"{asking}{(plan.open(task.candidate), task.count, task.rewrites)!r}"
    return memory.of(hashlib.blake2b(decides.encode(), digest_size=16).digest(), partial(first_size, plan, task))


def _leeches(record: Record, ledger: Ledger, learner: Learner) -> list[CardRecord]:
    """Return a model's cards that this learner forgets again and again."""
    forgotten = {key for key, note in learner.notes.items() if note.is_leech}
    notes = ((ledger.notes.get(key), card) for key, card in record.cards.items()) if forgotten else ()
    return [card for note, card in notes if note is not None and note.guid in forgotten]
