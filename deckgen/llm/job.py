"""One material from its first request to its judged cards, whoever answers: a server, the store, or a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from deckgen.cards.recorded import POLISH, READY
from deckgen.files.answers import Answer
from deckgen.llm.answers import Draft, author_of, read_answer, shown
from deckgen.llm.judge import NO, YES, Judge, asked_once
from deckgen.llm.judging import Judged, judge
from deckgen.llm.requests import Asking, Request, first_request, repair_request
from deckgen.llm.sources import Candidate, Material, likely_cards

MOST_REPAIRS = 2
"""Requests of repair an item; a card is repaired once."""
CARDS_A_REPAIR = 10
"""So many cards of a deck pay for one request of repair."""

CARDS, NONE, UNUSABLE = "cards", "none", "unusable"


class Asker(Protocol):
    """Answers requests; None means that there is no answer now, and may be one later."""

    judge: Judge | None

    def may_mend(self, request: Request) -> bool:
        """Return whether another wording may be asked for: a stored one, or one of those that are left."""
        ...

    async def ask(self, request: Request, material: Material) -> Answer | None:
        """Return the answer to a request."""
        ...

    async def checked(self, drafts: Sequence[Draft], material: Material) -> list[Judged]:
        """Return the program's verdict on each draft of an answer."""
        ...


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate to be asked about."""

    candidate: Candidate
    count: int  # cards wanted; 0: as the source's length has it
    rewrites: int = 0
    again: int = 0  # how many of these as one of a few items
    request: str = ""  # id of a stored answer that is read again, however it would be asked for today

    @property
    def items(self) -> list[str]:
        """Return the keys of the items that are asked about: of short sections several."""
        return [each.item for each in self.candidate.parts or (self.candidate,)]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a task."""

    task: Task
    text: str  # of the source
    count: int  # cards wanted
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
    open: int  # repairs and judgements without an answer
    judge: str = ""
    yes: int = 0
    no: int = 0


async def work(task: Task, material: Material, asking: Asking, asker: Asker) -> Outcome | None:
    """Ask, check the answer, ask once more for cards that another wording may mend, and let what is left be judged.

    Return None where the first answer is not there.
    """
    count = task.count or likely_cards(material.text)
    request = first_request(material, asking, count=count, rewrites=task.rewrites)
    if task.request:
        request = msgspec.structs.replace(request, id=task.request)
    answer = await asker.ask(request, material)
    if answer is None:
        return None
    read = read_answer(answer.text)
    cards = await asker.checked(read.drafts, material)
    answers = [answer]
    judge_here = asker.judge if any(card.is_for_judge or card.repairable for card in cards) else None
    is_judged = judge_here is not None and await judge_here.may_judge(asker)
    unanswered = 0
    for number in [at for at, card in enumerate(cards) if _may_be_mended(card, is_judged=is_judged)][:MOST_REPAIRS]:
        repair = repair_request(
            material, asking, card=_told(cards[number]), fault=cards[number].fault, rewrites=task.rewrites
        )
        if not asker.may_mend(repair):
            continue
        mended = await asked_once(asker, repair, material)
        if mended is None:
            unanswered += 1
        else:
            answers.append(mended)
            cards[number] = _mended(cards, number, mended, material)
    if judge_here is not None and is_judged is not False and any(card.is_for_judge for card in cards):
        # What waits for another wording would be judged twice.
        verdicts = None if unanswered or not is_judged else await _judged(judge_here, cards, material, asker, task)
        answers += [verdicts] if verdicts is not None else []
        unanswered += verdicts is None
    return Outcome(
        task=task,
        text=material.text,
        count=count,
        request=request.id,
        cards=tuple(cards),
        outcome=CARDS if cards else NONE if read.is_read or answer.refusal else UNUSABLE,
        reason=_reason(answer, read.no_card, read.broken),
        model=author_of(answer, asking.model),
        prompt=request.prompt,
        date=answer.date,
        requests=len(answers),
        input_tokens=sum(answer.input_tokens or 0 for answer in answers),
        output_tokens=sum(answer.output_tokens or 0 for answer in answers),
        open=unanswered,
        judge=next((card.judge for card in cards if card.judge), ""),
        yes=sum(card.judged == YES for card in cards),
        no=sum(card.judged == NO for card in cards),
    )


def _may_be_mended(card: Judged, *, is_judged: bool | None) -> bool:
    """Return whether a card is worth another wording: a doubt is the judge's, where there is one."""
    return card.repairable and (is_judged is False or not card.is_for_judge)


async def _judged(
    judge_here: Judge, cards: list[Judged], material: Material, asker: Asker, task: Task
) -> Answer | None:
    """Put the judge's verdicts into the cards; return its answer, None where there is none yet."""
    places = [at for at, card in enumerate(cards) if card.is_for_judge]
    asked = [cards[at] for at in places]
    answer = await judge_here.answer(asked, material, asker, task.rewrites)
    # One that was stopped while this was on its way is not believed any more.
    if answer is not None and not judge_here.is_stopped:
        for at, card in zip(places, judge_here.ruled(asked, answer), strict=True):
            cards[at] = card
    return answer


def _told(judged: Judged) -> dict[str, str]:
    card: dict[str, str] = msgspec.to_builtins(judged.draft)
    return card


def _mended(cards: list[Judged], number: int, answer: Answer, material: Material) -> Judged:
    """Return the mended card if it is good now, else the one that was to be mended."""
    others = [card.draft.said or card.draft.question for place, card in enumerate(cards) if place != number]
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
