"""A model that reads each card against its passage: whether it may, by probes of known verdict, and what it says.

It decides about cards that a program lets pass or only doubts; what a program has refuted it never sees. What it says
of another card, twice and otherwise, or of no card at all, is no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from deckgen.cards.recorded import POLISH, READY, REJECT
from deckgen.files.answers import Answer
from deckgen.files.cards import CardRecord, JudgeRecord
from deckgen.language.folding import squeeze
from deckgen.llm.answers import Draft, author_of, rows_of, shown
from deckgen.llm.errors import RunEndedError
from deckgen.llm.judging import Judged
from deckgen.llm.prompts import Probe
from deckgen.llm.requests import Asking, Request, card_mark, judge_request
from deckgen.llm.sources import Material

if TYPE_CHECKING:
    from asyncio import Lock

    from deckgen.llm.job import Asker

MOST_MISSED = 1
"""Probes that a judge may answer wrong."""
FIRST = 30
"""Verdicts after which a judge that refused more than half of them is not believed."""
_UNTRIED = (
    "the judge's probes, cards of which the verdict is known, are not all answered yet: until then cards ship as the "
    "checks have them"
)
FAULT = "R1: the judge says that its passage does not prove it"
YES, NO = "yes", "no"
_MEANINGS = {"yes": YES, "true": YES, "no": NO, "false": NO}
_MOST_WRONG = 80
"""Characters of what a judge calls wrong."""


class Verdict(msgspec.Struct, frozen=True):
    """What a judge says of a card."""

    word: str  # yes | no
    wrong: str = ""  # what is wrong, in its words


def read_verdicts(text: str, cards: Sequence[Draft]) -> dict[int, Verdict]:
    """Return the verdicts of an answer by the place of their card; none where it contradicts itself."""
    places = {card_mark(card): place for place, card in enumerate(cards)}
    said: dict[int, set[str]] = {}
    found: dict[int, Verdict] = {}
    for row in rows_of(text, "card", "verdict"):
        place = places.get(str(row["card"]).strip().casefold())
        word = _MEANINGS.get(str(row["verdict"]).strip().casefold())
        if place is None or word is None:
            continue
        wrong = shown(str(row.get("wrong") or ""))[:_MOST_WRONG]
        # A word of the card that is wrong, and yet the card is right: that is no verdict.
        both = squeeze(f"{cards[place].asked} {cards[place].answer}")
        said.setdefault(place, set()).update({word} | ({NO} if wrong and wrong in both else set()))
        found.setdefault(place, Verdict(word, wrong if word == NO else ""))
    return {place: verdict for place, verdict in found.items() if len(said[place]) == 1}


def probe_parts(probe: Probe) -> tuple[Material, list[Draft], list[bool]]:
    """Return a probe as a material with its cards, and whether each is proved."""
    drafts = [Draft(question=card.question, answer=card.answer, quote=card.quote) for card in probe.cards]
    source = Material(
        item="", use="judge", title=probe.title, topic="", text=probe.source, post="the probes of the judge"
    )
    return source, drafts, [card.proved for card in probe.cards]


def is_probe(source: Material) -> bool:
    """Return whether a material is one of a judge's probes, and no item of a deck."""
    return not source.item


class Judge:
    """The judge of a run; ``record`` is what there is to be known of it in later ones, which ``keep`` writes down."""

    def __init__(
        self,
        asking: Asking,
        known: Mapping[str, JudgeRecord],
        cards: Mapping[str, CardRecord],
        *,
        is_tried: bool,
        date: str,
    ) -> None:
        self._asking = asking
        self._known, self._cards = known, cards
        self._is_tried = is_tried
        self._date = date
        self._lock: Lock | None = None
        self._is_silent = False  # it did not answer its probes: it is asked again by the next run
        self.keep: Callable[[JudgeRecord], None] = _unkept
        self.record: JudgeRecord | None = None
        self._sit_as(asking.judge)

    def _sit_as(self, author: str) -> None:
        """Take the name of who answers, what is known of it, and the count of what it has judged."""
        self.name = self._name_of(author)
        known = self._known.get(self.name)
        is_known = known is not None and (known.stopped or (self._is_tried and known.probes > 0))
        self.record = known if is_known else None
        own = [card.judged for card in self._cards.values() if card.judge == self.name and card.judged]
        self._judged, self._refused = len(own), own.count(NO)

    def _name_of(self, author: str) -> str:
        return f"{author} {self._asking.prompts['judge'].title}"

    @property
    def is_stopped(self) -> bool:
        """Whether it refused too much of what it judged first."""
        return self.record is not None and self.record.stopped

    @property
    def remark(self) -> str:
        """Say why it does not judge; empty where it does."""
        record = self.record
        if record is None:
            return _UNTRIED if self._is_silent else ""
        if record.stopped:
            return f"{self.name} refused more than half of the first {FIRST} cards, so it does not judge"
        if not self._is_passed:
            return f"{self.name} missed {record.missed} of {record.probes} probes, so it does not judge"
        return ""

    def probes(self) -> list[Request]:
        """Return the requests by which it is still to be tried."""
        if not self._is_tried or self.record is not None:
            return []
        return [self._request(*probe_parts(probe)[:2]) for probe in self._asking.prompts["judge"].probes]

    @property
    def is_untried(self) -> bool:
        """Whether its probes are still without an answer."""
        return self.record is None and self._is_silent

    def _request(self, source: Material, cards: Sequence[Draft], rewrites: int = 0) -> Request:
        return judge_request(source, self._asking, cards, rewrites=rewrites)

    async def may_judge(self, asker: Asker) -> bool | None:
        """Return whether it judges; None as long as its probes are not answered."""
        from asyncio import Lock  # a build, which asks nobody, plans with a judge too and does without

        self._lock = self._lock or Lock()
        async with self._lock:
            if self.record is None and not self._is_silent:
                await self._try(asker)
        if self.record is None:
            return None
        return not self.record.stopped and self._is_passed

    @property
    def _is_passed(self) -> bool:
        return not self._is_tried or (self.record is not None and self.record.missed <= MOST_MISSED)

    async def _try(self, asker: Asker) -> None:
        probes = self._asking.prompts["judge"].probes if self._is_tried else ()
        asked = missed = 0
        authors: dict[str, None] = {}
        for probe in probes:
            source, drafts, known = probe_parts(probe)
            answer = await asked_once(asker, self._request(source, drafts), source)
            if answer is None:
                self._is_silent = True
                continue  # the others may go into the same file of requests
            authors[author_of(answer, self._asking.judge)] = None
            said = read_verdicts(answer.text, drafts)
            asked += len(drafts)
            right = [YES if is_true else NO for is_true in known]
            missed += sum(said.get(at, Verdict("")).word != word for at, word in enumerate(right))
        if self._is_silent:
            return
        for author in authors:  # an assistant's word is not that of the model which the definition names
            self._sit_as(author)
        if self.record is None:
            self.record = JudgeRecord(judge=self.name, probes=asked, missed=missed, date=self._date)
            if self._is_tried:
                self.keep(self.record)

    async def answer(self, cards: Sequence[Judged], material: Material, asker: Asker, rewrites: int) -> Answer | None:
        """Ask about the cards of an item; None where there is no answer yet."""
        return await asked_once(asker, self._request(material, [card.draft for card in cards], rewrites), material)

    def ruled(self, cards: Sequence[Judged], answer: Answer) -> list[Judged]:
        """Return the cards with what the judge says of each; one without a verdict stays as the program has it."""
        said = read_verdicts(answer.text, [card.draft for card in cards])
        name = self._name_of(author_of(answer, self._asking.judge))
        if self._judged < FIRST:
            self._judged += len(said)
            self._refused += sum(verdict.word == NO for verdict in said.values())
            if self._judged >= FIRST and 2 * self._refused > self._judged and self.record is not None:
                self.record = msgspec.structs.replace(self.record, stopped=True)
                self.keep(self.record)  # at once: a killed run must not begin to believe it again
        return [_with(card, said[place], name) if place in said else card for place, card in enumerate(cards)]


def _with(card: Judged, verdict: Verdict, judge: str) -> Judged:
    if verdict.word == NO:
        new, fault = REJECT, f"{FAULT}: {verdict.wrong}" if verdict.wrong else FAULT
    elif card.verdict in (READY, POLISH):
        new, fault = card.verdict, card.fault
    else:
        new, fault = READY, ""
    program = card.verdict if new != card.verdict else ""
    return msgspec.structs.replace(
        card, verdict=new, fault=fault, judge=judge, judged=verdict.word, program=program
    )


def _unkept(_record: JudgeRecord) -> None:
    """Write down nothing."""


async def asked_once(asker: Asker, request: Request, material: Material) -> Answer | None:
    """Ask; return None where the run ends: it still keeps the cards that were paid for."""
    try:
        return await asker.ask(request, material)
    except RunEndedError:
        return None
