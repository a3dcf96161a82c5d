"""One material from its first request to its judged cards, whoever answers: a server, the store, or a batch."""

from __future__ import annotations

from typing import Protocol

import msgspec

from deckgen.cards.recorded import POLISH, READY
from deckgen.files.answers import Answer
from deckgen.llm.answers import read_answer, shown
from deckgen.llm.errors import RunEndedError
from deckgen.llm.judging import Judged, judge
from deckgen.llm.requests import Asking, Request, first_request, repair_request
from deckgen.llm.sources import Candidate, Material

MOST_REPAIRS = 2
"""Requests of repair an item; a card is repaired once."""

CARDS, NONE, UNUSABLE = "cards", "none", "unusable"


class Asker(Protocol):
    """Answers requests; None means that there is no answer now, and may be one later."""

    async def ask(self, request: Request, material: Material) -> Answer | None:
        """Return the answer to a request."""
        ...


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate to be asked about."""

    candidate: Candidate
    count: int  # cards wanted
    rewrites: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a task."""

    task: Task
    text: str  # of the source
    request: str  # id of the first one
    cards: tuple[Judged, ...]
    outcome: str  # cards | none | unusable
    reason: str
    model: str
    prompt: str
    date: str
    requests: int
    input_tokens: int
    output_tokens: int
    open: int  # repairs without an answer


async def work(task: Task, material: Material, asking: Asking, asker: Asker) -> Outcome | None:
    """Ask, judge the answer, and ask once more for cards that another wording may mend.

    Return None where the first answer is not there.
    """
    request = first_request(material, asking, count=task.count, rewrites=task.rewrites)
    answer = await asker.ask(request, material)
    if answer is None:
        return None
    read = read_answer(answer.text)
    cards = judge(read.drafts, material)
    answers = [answer]
    unanswered = 0
    for number in [number for number, card in enumerate(cards) if card.repairable][:MOST_REPAIRS]:
        repair = repair_request(
            material, asking, card=_told(cards[number]), fault=cards[number].fault, rewrites=task.rewrites
        )
        mended = await _asked(asker, repair, material)
        if mended is None:
            unanswered += 1
        else:
            answers.append(mended)
            cards[number] = _mended(cards, number, mended, material)
    return Outcome(
        task=task,
        text=material.text,
        request=request.id,
        cards=tuple(cards),
        outcome=CARDS if cards else NONE if read.is_read or answer.refusal else UNUSABLE,
        reason=_reason(answer, read.no_card, read.broken),
        model=asking.model,
        prompt=request.prompt,
        date=answer.date,
        requests=len(answers),
        input_tokens=sum(answer.input_tokens or 0 for answer in answers),
        output_tokens=sum(answer.output_tokens or 0 for answer in answers),
        open=unanswered,
    )


async def _asked(asker: Asker, repair: Request, material: Material) -> Answer | None:
    """Ask for a repair; return None where the run ends: it still keeps the cards that were paid for."""
    try:
        return await asker.ask(repair, material)
    except RunEndedError:
        return None


def _told(judged: Judged) -> dict[str, str]:
    card: dict[str, str] = msgspec.to_builtins(judged.draft)
    return card


def _mended(cards: list[Judged], number: int, answer: Answer, material: Material) -> Judged:
    """Return the mended card if it is good now, else the one that was to be mended."""
    others = [card.draft.question for place, card in enumerate(cards) if place != number]
    here = msgspec.structs.replace(material, questions=(*material.questions, *others))
    again = judge(read_answer(answer.text).drafts[:1], here)
    return again[0] if again and again[0].verdict in (READY, POLISH) else cards[number]


def _reason(answer: Answer, no_card: str, broken: tuple[str, ...]) -> str:
    if answer.refusal:
        return f"refused: {shown(answer.refusal)[:200]}"
    said = (shown(no_card)[:200],) if no_card else ()
    if answer.finish == "length":
        cut = "the answer was cut off at its limit"
        return "; ".join((*said, cut, *(fault for fault in broken if "cut off" not in fault)))
    return "; ".join((*said, *broken))
