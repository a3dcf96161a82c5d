"""Short sections of one topic are asked about in one request: a few words each are not worth one.

An item stays its own: each card belongs to the section that holds its quote, and each section is known as asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.recorded import bare_text
from deckgen.llm.job import CARDS, NONE, Outcome, Task
from deckgen.llm.judge import NO, YES
from deckgen.llm.judging import Judged
from deckgen.llm.sources import Candidate

MOST_SECTIONS, MOST_TOKENS = 8, 600
"""What one request holds of short sections."""


def joined(tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks with those on short sections put together, each where the first of its sections stood.

    Sections of one topic go together; those whose stored answer is read again with the others of that answer.
    """
    groups: dict[int, list[Task]] = {}
    tokens: dict[int, int] = {}  # of each group
    last: dict[tuple[str, str, int, int], int] = {}
    for at, task in enumerate(tasks):
        if not task.candidate.is_short:
            groups[at] = [task]
            continue
        key = ("" if task.request else task.candidate.topic, task.request, task.rewrites, task.again)
        first = last.get(key, at)
        own = 0 if task.request else task.candidate.tokens
        is_full = len(groups.get(first, ())) == MOST_SECTIONS or tokens.get(first, 0) + own > MOST_TOKENS
        first = at if is_full and not task.request else first
        last[key] = first
        tokens[first] = tokens.get(first, 0) + own
        groups.setdefault(first, []).append(task)
    return [_task(group) if group[0].candidate.is_short else group[0] for group in groups.values()]


def _task(tasks: Sequence[Task]) -> Task:
    first = tasks[0].candidate
    parts = [task.candidate for task in tasks]
    said = "\n\n".join(f"{part.title}\n\n{part.said}" for part in parts)
    whole = msgspec.structs.replace(
        first,
        title=first.topic or first.title,
        said=said,
        questions=tuple(question for part in parts for question in part.questions),
        told=tuple(card for part in parts for card in part.told),
        parts=tuple(parts),
    )
    # Sections with a limit of their own have cards that stand.
    count = sum(task.count for task in tasks) if all(task.count for task in tasks) else 0
    return msgspec.structs.replace(tasks[0], candidate=whole, count=count)


def apart(outcome: Outcome) -> Iterator[Outcome]:
    """Yield what came of each item that was asked about; all that was used is counted with the first."""
    parts = outcome.task.candidate.parts
    if not parts:
        yield outcome
        return
    texts = [bare_text(part.said) for part in parts]
    places = [_place(judged, texts) for judged in outcome.cards]
    # What stands in none of them is told with the first; read again, it may be of a section that is another one by now.
    strange = -1 if outcome.task.request else 0
    for at, part in enumerate(parts):
        own = [place if place >= 0 else strange for place in places]
        cards = tuple(judged for judged, place in zip(outcome.cards, own, strict=True) if place == at)
        yield _part(outcome, part, cards, is_first=at == 0)


def _part(outcome: Outcome, part: Candidate, cards: tuple[Judged, ...], *, is_first: bool) -> Outcome:
    used = {} if is_first else {"requests": 0, "input_tokens": 0, "output_tokens": 0}
    return msgspec.structs.replace(
        outcome,
        task=msgspec.structs.replace(outcome.task, candidate=part),
        text=part.said,
        cards=cards,
        outcome=NONE if outcome.outcome == CARDS and not cards else outcome.outcome,
        yes=sum(card.judged == YES for card in cards),
        no=sum(card.judged == NO for card in cards),
        **used,
    )


def _place(judged: Judged, texts: Sequence[str]) -> int:
    quote = bare_text(judged.draft.quote)
    return next((at for at, text in enumerate(texts) if quote in text), -1)
