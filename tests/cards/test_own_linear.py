"""No text of marked cards makes their reader slow or deep: four times as much of it costs some four times as much."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from deckgen.posts.parse import parse_body
from tests.dialects.shown import cards_of

SIZE = 2_000
FLOOR = 0.1
"""So many seconds are nothing: below, the clock says more about the machine than about us."""

FAMILIES: dict[str, Callable[[int], str]] = {
    "cards in cards": lambda n: "".join(_inside(min(i, 90)) for i in range(n // 20)),
    "answers": lambda n: "Q: What?\n" + "A: This.\n" * n,
    "answers in paragraphs": lambda n: "Q: What?\n\n" + "A: This.\n\n" * n,
    "a plugin's tag": lambda n: "a #card\nb\n\n" * n,
    "a plugin's notes without an end": lambda n: "START\nBasic\n" * n,
    "notes in a line without an end": lambda n: "STARTI [Basic] a Back: " * n,
    "cards in comments": lambda n: "<!-- deck: card\nQ: What?\nA: This.\n-->\n\n" * n,
    "notes in their sentences": lambda n: "word^[what is said] " * n,
    "notes that are open": lambda n: "word^[what is said " * n,
    "environments": lambda n: "\\begin{array}" * n + "\\end{array}" * n,
    "definitions": lambda n: "<dl>\n" + "<dt>a</dt>\n<dd>b</dd>\n" * n + "</dl>",
}


def _inside(depth: int) -> str:
    return f"{'  ' * depth}- Q: What?\n{'  ' * depth}  A: This.\n"


def _seconds(read: Callable[[], object]) -> float:
    """Return the shorter of two tries: the longer one tells of the machine."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        read()
        seconds.append(time.process_time() - start)
    return min(seconds)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_time_is_linear_in_size(name: str) -> None:
    """16 times would be quadratic; cards inside one another took twice as long for each that stood deeper."""
    once, four = (_seconds(partial(cards_of, FAMILIES[name](SIZE * factor))) for factor in (1, 4))
    assert four < FLOOR or four < 9 * max(once, FLOOR / 4)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["{{ site.a }} ", "{% if a %}b{% endif %} "])
def test_a_long_line_of_liquid_is_read_in_linear_time(piece: str) -> None:
    """Of each piece the reader asks what else stands on its line."""
    texts = ((piece * size).encode() for size in (SIZE, 4 * SIZE))
    once, four = (_seconds(partial(parse_body, text, has_templates=True)) for text in texts)
    assert four < FLOOR or four < 9 * max(once, FLOOR / 4)


def test_cards_behind_cards_are_all_read() -> None:
    """Whether an answer goes on asks only for what stands near: a thousand cards overflow no stack."""
    found = cards_of("".join(f"word {number} #card\nsays {number}\n\n" for number in range(1_000)))
    assert len(found) == 1_000
