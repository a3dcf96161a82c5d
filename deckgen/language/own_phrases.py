"""Our own phrases, known again in a question: one of a language that came later says what the earlier one said.

Decks of before asked in Chinese or English; their notes are found again by a card that asks in Japanese or German.
"""

from __future__ import annotations

import re
from functools import cache

from deckgen.language.phrases import SPOKEN, Phrases, phrases
from deckgen.language.scripts import CJK
from deckgen.patterns import regex

_FIRST = ("en", "zh")
"""Languages of the first decks: their phrases are compared as they are."""
_NAMES = (
    "which_command", "full_form", "short_form", "what_does", "what_is", "what_are",
)  # fmt: skip
"""Phrases of questions, the more special ones first."""
_SLOT = regex(r"\\\{(\w+)\\\}")
_FORMER_CELLS = (
    ("en", "Which {column} goes with {header} {thing}?"),
    ("en", "What is the {column} of {thing}?"),
    ("zh", "{header}“{thing}”对应的{column}是什么？"),
    ("zh", "{thing} 的{column}是什么？"),
)
"""How the first decks asked for a table's cell."""
_HAS_CJK = regex(f"[{CJK}]")


def in_first_language(question: str) -> str:
    """Return a question in one of our later phrases as the first languages ask it; any other one as it is.

    They asked about what is written in East Asia in Chinese, and about all else in English.
    """
    for literals, pattern, name in _later():
        if all(literal in question for literal in literals) and (found := pattern.fullmatch(question)) is not None:
            words = phrases("zh" if any(map(_HAS_CJK.search, found.groups())) else "en")
            said: str = getattr(words, name)
            return said.format_map({"deed": "", **found.groupdict()})
    return question


def cell_of_today(question: str) -> str:
    """Return the question for a table's cell as it is asked today, whichever release asked it."""
    for pattern, words in _former_cells():
        if (found := pattern.fullmatch(question)) is not None:
            return words.which_cell.format_map(found.groupdict())
    return question


@cache
def _former_cells() -> tuple[tuple[re.Pattern[str], Phrases], ...]:
    return tuple((_pattern(said), phrases(language)) for language, said in _FORMER_CELLS)


@cache
def _later() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    """Return the later phrases: what must stand in a question, its pattern, and the name of the phrase."""
    return tuple(
        _phrase(phrases(language), name) for language in SPOKEN if language not in _FIRST for name in _NAMES
    )


def _phrase(words: Phrases, name: str) -> tuple[tuple[str, ...], re.Pattern[str], str]:
    said: str = getattr(words, name)
    return tuple(filter(None, re.split(r"\{\w+\}", said))), _pattern(said), name


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(_SLOT.sub(r"(?P<\1>.{1,400}?)", re.escape(said)), re.S)
