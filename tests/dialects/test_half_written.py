"""A post that is half written stops nothing: each example, each of its lines gone, emptied, doubled or its last."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.dialects.shown import cards_of, examples
from tests.dialects.test_asked import FILES

_ITEM = re.compile(r"([\s>]*(?:[-*+]|\d+[.)])(?: \[[ xX]\])?)\s.*")


def half_written(text: str) -> Iterator[str]:
    """Give a text as it may look while somebody writes it."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        before, behind = lines[:number], lines[number + 1 :]
        others = [[], [line, line], [re.sub(r"\w", "", line)], [f"> {line}"], [f"- {line}"]]
        if (item := _ITEM.fullmatch(line)) is not None:
            others += [[item[1]], [f"{item[1]} [x]"]]
        yield "\n".join([*before, line])
        yield from ("\n".join([*before, *other, *behind]) for other in others)


@pytest.mark.parametrize("name", FILES)
def test_a_half_written_post_stops_nothing(name: str) -> None:
    for example in examples(name):
        for text in half_written(example.text):
            cards_of(text, example.title)
