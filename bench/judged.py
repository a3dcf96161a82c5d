"""How many true cards the checks refuse and how many false ones they let ship, with and without a judge's verdicts.

    python -m bench.judged CARDS.jsonl                                  the checks of a program alone
    python -m bench.judged CARDS.jsonl --export DIR                     requests for verdicts, in the batch format
    python -m bench.judged CARDS.jsonl --answers ANSWERS.jsonl          with what a judge answered to them
    python -m bench.judged CARDS.jsonl --list                           each card that was decided wrongly, and why

A line of CARDS is an object: source, title, quote, question, answer, is_true, language; detail may stand beside them.
Answers are lines of a batch's output, or {"custom_id": ..., "text": ...}; verdicts are found by the names of the cards,
so that they hold while the requests change. The committed set is tests/llm/fresh_cards.jsonl, its recorded answers are
tests/llm/fresh_verdicts.jsonl; tests/llm/test_fresh_cards.py holds both to the limits.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from deckgen.cards.recorded import POLISH, READY
from deckgen.language.folding import fold
from deckgen.llm.answers import Draft
from deckgen.llm.batches import read_outputs, shards
from deckgen.llm.judge import NO, YES, Verdict, read_verdicts
from deckgen.llm.judging import Judged, judge
from deckgen.llm.prompts import load_prompt
from deckgen.llm.requests import Asking, Request, judge_request
from deckgen.llm.sources import Material

MOST_CARDS = 8
"""Cards of a request: an item has no more."""
TRUTH = ("R1", "R10")
"""Points about which a judge and these rates are; a card may be held for others, true or not."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A card of which a person knows whether its source says it."""

    source: str
    quote: str
    question: str
    answer: str
    is_true: bool
    language: str
    title: str = ""
    detail: str = ""

    @property
    def draft(self) -> Draft:
        """Return the card as a model would have worded it."""
        return Draft(question=self.question, answer=self.answer, quote=self.quote, detail=self.detail)

    @property
    def material(self) -> Material:
        """Return its source."""
        return Material(item=self.title, use="page", title=self.title, topic=self.title, text=self.source)


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A case with what became of its card."""

    case: Case
    checked: Judged
    verdict: Verdict | None

    @property
    def is_doubted(self) -> bool:
        """Whether the program leaves it to a judge, or to another wording."""
        return self.checked.is_doubted

    @property
    def ships_alone(self) -> bool:
        """Whether it ships without a judge, as far as truth goes."""
        return self.checked.verdict in (READY, POLISH) or self.checked.fault.split(":")[0] not in TRUTH

    @property
    def is_refused(self) -> bool:
        """Whether it is lost without a judge: no other wording is asked for."""
        return not self.ships_alone and not self.checked.repairable

    @property
    def ships_judged(self) -> bool:
        """Whether it ships with one."""
        if self.verdict is None:
            return self.ships_alone
        return (self.ships_alone and self.verdict.word != NO) or (self.is_doubted and self.verdict.word == YES)


def cases_of(path: Path) -> list[Case]:
    """Read a set of cards."""
    return [msgspec.json.decode(line, type=Case) for line in path.read_bytes().splitlines() if line.strip()]


def decide(cases: Sequence[Case], answers: Sequence[Path] = ()) -> list[Decided]:
    """Hold each card against its source, and look its verdict up in what a judge answered."""
    texts = [answer.text for answer in read_outputs(answers, "")[0].values()]
    drafts = [case.draft for case in cases]
    verdicts = {place: verdict for text in texts for place, verdict in read_verdicts(text, drafts).items()}
    return [
        Decided(case=case, checked=judge([case.draft], case.material)[0], verdict=verdicts.get(place))
        for place, case in enumerate(cases)
    ]


def requests_of(cases: Sequence[Case], model: str) -> Iterator[Request]:
    """Yield requests for verdicts on all cards; no two cards of one ask the same, for one would give the other away."""
    asking = Asking(model=model, prompts={"judge": load_prompt("judge", "judge")}, count=MOST_CARDS, judge=model)
    groups: list[list[Case]] = []
    for case in cases:
        for group in groups:
            is_other = any(fold(case.question) == fold(known.question) for known in group)
            if group[0].source == case.source and not is_other and len(group) < MOST_CARDS:
                group.append(case)
                break
        else:
            groups.append([case])
    for group in groups:
        yield judge_request(group[0].material, asking, [case.draft for case in group])


def interval(count: int, whole: int) -> tuple[float, float]:
    """Return the range of a share at 95 % (Wilson)."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, count / whole
    middle = share + z * z / (2 * whole)
    around = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max((middle - around) / (1 + z * z / whole), 0.0), min((middle + around) / (1 + z * z / whole), 1.0)


def told(count: int, whole: int) -> str:
    """Return a share in words."""
    low, high = interval(count, whole)
    share = count / whole if whole else 0.0
    return f"{count:4} of {whole:4}  {share:6.1%}  ({low:.1%} to {high:.1%})"


def table(decided: Sequence[Decided]) -> Iterator[str]:
    """Yield the rates, of all cards and of each language."""
    has_verdicts = any(each.verdict for each in decided)
    for language in ("all", *sorted({each.case.language for each in decided})):
        here = [each for each in decided if language in ("all", each.case.language)]
        true = [each for each in here if each.case.is_true]
        false = [each for each in here if not each.case.is_true]
        yield f"{language}:"
        for name, cards in (("true", true), ("false", false)):
            refused, shipped = sum(each.is_refused for each in cards), sum(each.ships_alone for each in cards)
            yield f"  {name + ' refused by the program':<31}{told(refused, len(cards))}"
            yield f"  {name + ' to be worded anew':<31}{told(len(cards) - refused - shipped, len(cards))}"
        yield f"  false shipped without a judge  {told(sum(each.ships_alone for each in false), len(false))}"
        if has_verdicts:
            yield f"  true refused with the judge    {told(sum(not each.ships_judged for each in true), len(true))}"
            yield f"  false shipped with the judge   {told(sum(each.ships_judged for each in false), len(false))}"
            yield f"  without a verdict              {told(sum(each.verdict is None for each in here), len(here))}"


def wrong(decided: Sequence[Decided]) -> Iterator[str]:
    """Yield the cards that were decided wrongly, as lines of JSON."""
    for each in decided:
        if each.ships_alone != each.case.is_true or each.ships_judged != each.case.is_true:
            row = {
                "is_true": each.case.is_true,
                "question": each.case.question,
                "answer": each.case.answer,
                "quote": each.case.quote,
                "program": each.checked.fault,
                "judge": f"{each.verdict.word} {each.verdict.wrong}".strip() if each.verdict else "",
            }
            yield json.dumps(row, ensure_ascii=False)


def main() -> None:
    """Print the rates of a set, or write the requests for its verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cards", type=Path)
    parser.add_argument("--answers", type=Path, nargs="*", default=[])
    parser.add_argument("--export", type=Path)
    parser.add_argument("--model", default="judge")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    cases = cases_of(options.cards)
    if options.export:
        options.export.mkdir(parents=True, exist_ok=True)
        for number, (_, data) in enumerate(shards(requests_of(cases, options.model), newer_limit=True), 1):
            (options.export / f"verdicts-{number:04d}.jsonl").write_bytes(data)
        return
    decided = decide(cases, options.answers)
    print("\n".join(wrong(decided) if options.list else table(decided)))


if __name__ == "__main__":
    main()
