"""Of true and false cards that were written by somebody who had not read the checks, few are decided wrongly.

The set is kept apart from what was used to mend the checks: nobody looks at its cards to change them. `bench.judged`
says how it is written, how its verdicts are asked for, and prints the rates with their ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from bench.judged import Decided, cases_of, decide, interval, table

HERE = Path(__file__).parent
SETS = {name: (HERE / f"fresh_cards{name}.jsonl", HERE / f"fresh_verdicts{name}.jsonl") for name in ("", "_2")}
MOST_TRUE_REFUSED = 0.06
MOST_FALSE_SHIPPED = 0.30
MOST_FALSE_JUDGED = 0.08

Chosen = tuple[Decided, ...]


@cache
def decided_of(name: str) -> Chosen:
    cards, answers = SETS[name]
    return tuple(decide(cases_of(cards), [answers]))


@pytest.fixture(params=SETS, ids=lambda name: f"set{name}")
def decided(request: pytest.FixtureRequest) -> Chosen:
    return decided_of(request.param)


def share(chosen: Sequence[bool]) -> float:
    return sum(chosen) / len(chosen)


def of(decided: Chosen, *, is_true: bool) -> list[Decided]:
    return [each for each in decided if each.case.is_true == is_true]


def shown(decided: Chosen) -> str:
    return "\n".join(["", *table(decided)])


def test_the_set_is_large_and_of_four_languages(decided: Chosen) -> None:
    assert min(len(of(decided, is_true=True)), len(of(decided, is_true=False))) >= 80
    assert len({each.case.language for each in decided}) >= 4


def test_the_program_alone_loses_no_true_card(decided: Chosen) -> None:
    """A doubt is no refusal: such a card is worded anew, or judged."""
    assert share([each.is_refused for each in of(decided, is_true=True)]) <= MOST_TRUE_REFUSED, shown(decided)


@pytest.mark.xfail(strict=True, reason="the program alone ships 52 and 70 % of the false ones: only meaning tells")
def test_the_program_alone_ships_few_false_cards(decided: Chosen) -> None:
    assert share([each.ships_alone for each in of(decided, is_true=False)]) <= MOST_FALSE_SHIPPED, shown(decided)


def test_with_the_verdicts_of_a_strong_model(decided: Chosen) -> None:
    """Nearly no false card ships, and no more true ones are refused."""
    assert share([not each.ships_judged for each in of(decided, is_true=True)]) <= MOST_TRUE_REFUSED, shown(decided)
    assert share([each.ships_judged for each in of(decided, is_true=False)]) <= MOST_FALSE_JUDGED, shown(decided)


def test_a_range_holds_its_share() -> None:
    """Wilson's interval, also at the ends."""
    for count, whole in ((0, 10), (3, 120), (10, 10)):
        low, high = interval(count, whole)
        assert 0 <= low <= count / whole <= high <= 1
