"""What is to be asked about now, and what it will take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from deckgen.cards.recorded import CLOZE, POLISH, READY, bare_text, stands_in, without_gap_marks
from deckgen.files.answers import Answers, ServerRecord
from deckgen.files.cards import AskedRecord, CardRecord, Record
from deckgen.llm.job import CARDS_A_REPAIR, MOST_REPAIRS, Task
from deckgen.llm.prices import Rate
from deckgen.llm.requests import Asking, Request, first_request
from deckgen.llm.sources import MOST_CARDS, Candidate, Open, likely_cards
from deckgen.llm.together import joined
from deckgen.llm.tokens import estimate_tokens

JUDGED_INPUT = 250
"""Tokens of a card, its quote and the words around it as a judge reads them."""
JUDGED_OUTPUT = 30
"""Tokens of a verdict, before a judge has shown its own count."""

TOKENS_A_CARD = 130
"""What a card and its quote take in an answer, before a model has shown its own count."""

CARDS_OF_A_PAGE = 3
"""Cards that a page brings as a rule, where its length is not known yet."""

FEWEST_ANSWERS = 3
"""So many answers with their usage correct the estimate."""

_WHY_AGAIN = (
    "[The learner forgets this one again and again, so word this fact anew: ask for less, and name what tells it from "
    "its neighbours]"
)
"""Tells a model why a card of its own is asked for once more."""

LOOKED_AT = 500
"""Requests from which an estimate is made, if there are more."""


class WritePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to ask about."""

    asking: Asking
    record: Record
    open: Open
    tasks: tuple[Task, ...]  # to be asked about now
    done: int  # items that were asked about before
    over: int  # items left for another run (--max-items)
    is_other: bool = False  # whether the record differs from the file: a source is read otherwise, its words are not

    @property
    def items(self) -> int:
        """Return how many items the tasks ask about."""
        return sum(len(task.items) for task in self.tasks)

    @property
    def going(self) -> int:
        """Return how many of these have cards already, and wait for verdicts or other wordings."""
        return sum(len(task.items) for task in self.tasks if task.request)

    @property
    def mends(self) -> int:
        """Return how many other wordings may be asked for: one for ten cards of the deck, with those of before."""
        planned = sum(map(_planned, self.tasks))
        asked = self.record.asked.values()
        before = sum(max(entry.requests - 1 - bool(entry.judge), 0) for entry in asked)
        whole = (len(self.record.cards) + planned) // CARDS_A_REPAIR - before
        return max(MOST_REPAIRS, planned // CARDS_A_REPAIR, whole)


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What the requests of a plan take; repairs come on top, for at most one card in ten."""

    requests: int
    input_tokens: int
    output_tokens: int
    usd: float | None  # None where no price is known
    cards: int = 0  # asked for at most
    judging: int = 0  # of the requests: the judge's


def plan_tasks(
    found: Sequence[Candidate],
    record: Record,
    asking: Asking,
    answers: Answers,
    open_text: Open,
    *,
    max_items: int | None = None,
    rewrite: bool = False,
    meant: Collection[str] | None = None,
) -> WritePlan:
    """Choose what to ask about: what was never asked about, or whose source changed; with ``rewrite`` all once more.

    ``meant`` are items that are wanted in new words: these and no others are asked about then. Either way those are
    first that were asked about again least often, and the others wait: so a rewriting that was cut short goes on.
    """
    turns = _turns(found, record, meant, rewrite=rewrite)
    tasks: list[Task] = []
    done = others = 0
    by_item = record.by_item()
    known: dict[str, AskedRecord] = {}
    for candidate in found:
        asked = record.asked.get(candidate.item)
        if asked is not None and _is_same(candidate, asked, by_item.get(candidate.item, ()), open_text):
            asked = known[candidate.item] = msgspec.structs.replace(asked, source=candidate.source, own=candidate.own)
        rewrites, again = turns[candidate.item]
        if asked is None or rewrites > asked.rewrites:
            task: Task | None = Task(candidate=candidate, count=asking.count, rewrites=rewrites, again=again)
        elif asked.source == candidate.source:
            task = _repairs(candidate, asked, asking, answers)
        else:
            own = [card for card in by_item.get(candidate.item, ()) if is_kept(card, record)]
            task = _again(candidate, own, asking, asked, open_text)
        if task is None:
            done += 1
        elif meant is not None and candidate.item not in meant:
            others += 1
        else:
            tasks.append(task)
    now = (tasks := joined(tasks))[:max_items]
    newer = msgspec.structs.replace(record, asked=record.asked | known)
    return WritePlan(
        asking=asking,
        record=newer,
        open=open_text,
        tasks=tuple(now),
        done=done,
        over=others + sum(len(task.items) for task in tasks[len(now) :]),
        is_other=newer.asked != record.asked,
    )


def _turns(
    found: Sequence[Candidate], record: Record, meant: Collection[str] | None, *, rewrite: bool
) -> dict[str, tuple[int, int]]:
    """Return how often each item is to have been asked about again by wish, and how often of these as one of a few.

    The two are counted apart: what is new is asked about in the turn of all, whatever was wanted of a few.
    """
    before = {candidate.item: record.asked[candidate.item] for candidate in found if candidate.item in record.asked}
    levels = [asked.rewrites - asked.again for asked in before.values()]
    turn = min(levels, default=0) + 1 if rewrite else max(levels, default=0)
    few = before.keys() & (meant or ())
    times = min((before[item].again for item in few), default=0) + 1
    turns = dict.fromkeys((candidate.item for candidate in found), (turn, 0))
    for item, asked in before.items():
        level = max(asked.rewrites - asked.again, turn if rewrite else 0)
        again = max(asked.again, times) if item in few else asked.again
        turns[item] = level + again, again
    return turns


def _is_same(candidate: Candidate, asked: AskedRecord, own: Sequence[CardRecord], open_text: Open) -> bool:
    """Return whether a source is the one that was asked about, however it is read now.

    An entry of an earlier release does not know the source's own words: the quotes of its good cards must stand.
    """
    if asked.source == candidate.source or not candidate.own:
        return asked.source == candidate.source
    if asked.own:
        return asked.own == candidate.own
    bare = bare_text(open_text(candidate).text)
    return all(stands_in(card, bare) for card in own if card.verdict in (READY, POLISH))


def _repairs(candidate: Candidate, asked: AskedRecord, asking: Asking, answers: Answers) -> Task | None:
    """Return the task of asking for the repairs of a stored answer; None if no repair is open."""
    if not asked.open or answers.get(asked.request) is None:
        return None
    return Task(
        candidate=candidate,
        count=asking.count or MOST_CARDS,
        rewrites=asked.rewrites,
        again=asked.again,
        request=asked.request,
    )


def is_kept(card: CardRecord, record: Record) -> bool:
    """Return whether a card stays as long as its passage does: a good one, and one that a person decided about."""
    return card.verdict in (READY, POLISH) or card.card in record.decisions


def _again(
    candidate: Candidate, own: Sequence[CardRecord], asking: Asking, asked: AskedRecord, open_text: Open
) -> Task:
    """Return the task of asking about a changed source for what its cards that still stand do not ask."""
    text = open_text(candidate).text
    bare = bare_text(text)
    kept = [card for card in own if stands_in(card, bare)]
    more = msgspec.structs.replace(
        candidate,
        questions=(*candidate.questions, *(without_gap_marks(card.question) for card in kept)),
        told=(*candidate.told, *map(_told, kept)),
    )
    count = max(1, (asking.count or likely_cards(text)) - len(kept))
    return Task(candidate=more, count=count, rewrites=asked.rewrites, again=asked.again)


def _told(card: CardRecord) -> str:
    return without_gap_marks(card.question) if card.kind == CLOZE else f"{card.question} {card.answer}"


def with_forgotten(found: Sequence[Candidate], leeches: Iterable[CardRecord]) -> list[Candidate]:
    """Return what may be asked about, each told which of its cards the learner forgets, and so is to word anew."""
    forgotten: dict[str, list[str]] = {}
    for card in leeches:
        forgotten.setdefault(card.item, []).append(f"{_told(card)} {_WHY_AGAIN}")
    return [
        msgspec.structs.replace(candidate, told=(*forgotten.get(candidate.item, ()), *candidate.told))
        for candidate in found
    ]


def first_size(plan: WritePlan, task: Task) -> tuple[int, int]:
    """Return the tokens of a task's first request, and the cards that it asks for."""
    request = _first(plan, task)
    return request.input_tokens, request.count


def estimate(
    plan: WritePlan,
    server: ServerRecord,
    rate: Rate | None,
    *,
    looked_at: int = LOOKED_AT,
    size: Callable[[WritePlan, Task], tuple[int, int]] = first_size,
) -> Estimate:
    """Return what the first requests of a plan will take, corrected by what this server and model counted before.

    Of many requests ``looked_at`` are looked at: each costs milliseconds, and the sum is an estimate anyhow. ``size``
    may be a `first_size` that remembers.
    """
    alike = {_text_of(task): task for task in plan.tasks}
    tasks = list(alike.values())
    sample = [size(plan, task) for task in tasks[:: len(tasks) // looked_at + 1]]
    share = len(tasks) / max(len(sample), 1)
    input_tokens = round(sum(tokens for tokens, _ in sample) * share)
    cards = round(sum(count for _, count in sample) * share)
    output_tokens = cards * TOKENS_A_CARD
    if server.answers >= FEWEST_ANSWERS and server.expected_input:
        input_tokens = round(input_tokens * server.input / server.expected_input)
        output_tokens = round(len(tasks) * server.output / server.answers)
    usd = None if rate is None else rate.cost(input_tokens, output_tokens)
    return Estimate(
        requests=len(tasks), input_tokens=input_tokens, output_tokens=output_tokens, usd=usd, cards=cards
    )


def _text_of(task: Task) -> tuple[str, ...]:
    """Return what tells a request from others: two of the same text are one."""
    candidate = task.candidate
    return candidate.use, candidate.read, candidate.said, str(task.count), str(task.rewrites)


def _first(plan: WritePlan, task: Task) -> Request:
    source = plan.open(task.candidate)
    return first_request(source, plan.asking, count=task.count or likely_cards(source.text), rewrites=task.rewrites)


def _planned(task: Task) -> int:
    """Return the cards that a task surely pays for another wording with; the text of a page is not opened for it."""
    return task.count or (likely_cards(task.candidate.said) if task.candidate.said else CARDS_OF_A_PAGE)


def with_judge(
    plan: WritePlan, expected: Estimate, probes: Sequence[Request], server: ServerRecord, rate: Rate | None
) -> Estimate:
    """Return an estimate with what a judge takes: its probes, and a request for each request that brings cards."""
    prompt = plan.asking.prompts["judge"]
    fixed = estimate_tokens(f"{prompt.system}{prompt.user}{prompt.schema}")
    requests = expected.requests
    input_tokens = requests * fixed + expected.cards * JUDGED_INPUT
    output_tokens = expected.cards * JUDGED_OUTPUT
    if server.expected_input:
        input_tokens = round(input_tokens * server.input / server.expected_input)
    if server.judgements >= FEWEST_ANSWERS:
        output_tokens = round(requests * server.judge_output / server.judgements)
    input_tokens += sum(probe.input_tokens for probe in probes)
    output_tokens += sum(probe.count for probe in probes) * JUDGED_OUTPUT
    usd = None if expected.usd is None or rate is None else expected.usd + rate.cost(input_tokens, output_tokens)
    return Estimate(
        requests=2 * requests + len(probes),
        input_tokens=expected.input_tokens + input_tokens,
        output_tokens=expected.output_tokens + output_tokens,
        usd=usd,
        cards=expected.cards,
        judging=requests + len(probes),
    )
