"""A reason is read in words: the short name of the point that a card fails, what is wrong, and the code behind it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import deckgen
from deckgen.cards.points import POINTS, in_words


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("R5: an article is its answer", "too much for one card: an article is its answer (R5)"),
        ("R10: question or answer is empty", "broken: question or answer is empty (R10)"),
        ("R9: asked already by the card from a.md:3", "asked already by the card from a.md:3 (R9)"),
        ("rejected in review", "rejected in review"),
        ("RFC: a word of its own", "RFC: a word of its own"),
        ("R99: no point", "R99: no point"),
        ("", ""),
    ],
)
def test_the_point_is_named(reason: str, told: str) -> None:
    assert in_words(reason) == told


def test_every_point_that_a_reason_names_has_a_name() -> None:
    """No text of the program names a point that the one table has not."""
    named = set()
    for path in Path(deckgen.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= set(re.findall(r"^(R\d+)(?=: |$)", node.value))
    assert named <= POINTS.keys()
    assert len(named) > 5
