"""What is to be asked about now, and what it will take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from deckgen.files.answers import Answers, ServerRecord
from deckgen.files.cards import AskedRecord, CardRecord, Record
from deckgen.writers.llm.job import Task
from deckgen.writers.llm.materials import Material
from deckgen.writers.llm.prices import Rate
from deckgen.writers.llm.requests import Asking, Request, first_request
from deckgen.writers.llm.spending import MILLION
from deckgen.writers.recorded import POLISH, READY, bare_text

TOKENS_A_CARD = 130
"""What a card and its quote take in an answer, before a model has shown its own count."""

FEWEST_ANSWERS = 3
"""So many answers with their usage correct the estimate."""

class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for."""

    max_items: int | None = None
    rewrite: bool = False


class WritePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to ask about."""

    asking: Asking
    record: Record
    tasks: tuple[Task, ...]  # to be asked about now
    done: int  # items that were asked about before
    over: int  # items left for another run (--max-items)


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What the first requests of a plan take; repairs come on top, for about one card in ten."""

    requests: int
    input_tokens: int
    output_tokens: int
    usd: float | None  # None where no price is known


def plan_tasks(
    found: Sequence[Material], record: Record, asking: Asking, answers: Answers, wish: Wish
) -> WritePlan:
    """Choose what to ask about: what was never asked about, whose source changed, or all for new words by wish."""
    here = [record.asked[one.item].rewrites for one in found if one.item in record.asked]
    # A rewriting that was cut short goes on with the items that it had not reached.
    turn = (min(here, default=0) + 1) if wish.rewrite else max(here, default=0)
    tasks: list[Task] = []
    done = 0
    by_item = record.by_item()
    for material in found:
        own = by_item.get(material.item, ())
        task = _task(material, record.asked.get(material.item), own, asking, answers, turn, rewrite=wish.rewrite)
        if task is None:
            done += 1
        else:
            tasks.append(task)
    now = tasks if wish.max_items is None else tasks[: wish.max_items]
    return WritePlan(asking=asking, record=record, tasks=tuple(now), done=done, over=len(tasks) - len(now))


def _task(
    material: Material,
    asked: AskedRecord | None,
    own: Sequence[CardRecord],
    asking: Asking,
    answers: Answers,
    turn: int,
    *,
    rewrite: bool,
) -> Task | None:
    if asked is None:
        return Task(material=material, count=asking.count, rewrites=turn)
    if rewrite and asked.rewrites < turn:
        return Task(material=material, count=asking.count, rewrites=turn)
    if asked.source == material.source:
        if asked.open and answers.get(asked.request) is not None:  # its repairs are still to be asked for
            return Task(material=material, count=asking.count, rewrites=asked.rewrites)
        return None
    bare = bare_text(material.text)
    kept = [one.question for one in own if one.verdict in (READY, POLISH) and bare_text(one.quote) in bare]
    more = msgspec.structs.replace(material, questions=(*material.questions, *kept))
    return Task(material=more, count=max(1, asking.count - len(kept)), rewrites=max(turn, asked.rewrites))


def estimate(plan: WritePlan, server: ServerRecord, rate: Rate | None) -> Estimate:
    """Say what the first requests of a plan will take, corrected by what this server and model counted before."""
    requests = {one.id: one for one in map(plan_request(plan.asking), plan.tasks)}.values()
    input_tokens = sum(one.input_tokens for one in requests)
    output_tokens = sum(one.count for one in requests) * TOKENS_A_CARD
    if server.answers >= FEWEST_ANSWERS and server.expected_input:
        input_tokens = round(input_tokens * server.input / server.expected_input)
        output_tokens = round(len(requests) * server.output / server.answers)
    usd = None if rate is None else (input_tokens * rate.input + output_tokens * rate.output) / MILLION
    return Estimate(requests=len(requests), input_tokens=input_tokens, output_tokens=output_tokens, usd=usd)


def plan_request(asking: Asking) -> Callable[[Task], Request]:
    """Give what makes the first request of a task."""
    return lambda task: first_request(task.material, asking, count=task.count, rewrites=task.rewrites)
