"""Patterns as data: a form's table of sentences, each pattern with the examples that are its test.

A table is text. A line that opens with "/" is a pattern of a language; the lines below it are its examples:

    / en NAME is (?P<what>an? .+)
    Kettle :: A kettle is ‹a vessel for tea›. => What is a kettle?
    Kettle :: A kettle is empty.

An example is a heading path (joined by " > "), the text of its section (``\\n`` for a line's end) and its cards'
questions; their answers are marked in the text, in the same order. One without questions gives no card. What is longer
than a line goes on below, behind "=>"; a line "/ de" says the language of the examples that follow. Words in capitals
stand for what all patterns of the form share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import msgspec

from deckgen.patterns import regex

_ANSWER = regex("‹(.*?)›", re.S)
_HEAD = regex(r"/ (?P<language>\w\w)(?: (?P<pattern>.+))?")


class Example(NamedTuple):
    """A section and the cards that it gives; no question: it gives none."""

    language: str
    headings: tuple[str, ...]
    text: str
    cards: tuple[tuple[str, str], ...]  # question and answer


class Found(NamedTuple):
    """A sentence that has a shape."""

    match: re.Match[str]
    language: str


class Shape(msgspec.Struct, frozen=True, dict=True):
    """A pattern of one language, compiled when it is first tried."""

    language: str
    pattern: str
    examples: tuple[Example, ...]

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to be matched."""
        return re.compile(self.pattern, re.S)


class Shapes:
    """A form's table; it is read when the form first looks at a text."""

    def __init__(self, table: str, **shared: str) -> None:
        self._table = table
        self._shared = shared

    @cached_property
    def all(self) -> tuple[Shape, ...]:
        """Its patterns in order."""
        found: list[Shape] = []
        language = ""
        for line in filter(None, map(str.strip, re.sub(r"\n\s*=>", " =>", self._table).splitlines())):
            head = _HEAD.fullmatch(line)
            if head is not None:
                language = head["language"]
                if head["pattern"]:
                    found.append(Shape(language, self._whole(head["pattern"]), ()))
            else:
                last = found.pop()
                examples = (*last.examples, _example(language, line))
                found.append(msgspec.structs.replace(last, examples=examples))
        return tuple(found)

    def _whole(self, pattern: str) -> str:
        for name, text in self._shared.items():
            pattern = pattern.replace(name, text)
        return pattern

    def match(self, text: str) -> Found | None:
        """Return how a text has the first shape that fits all of it."""
        for shape in self.all:
            found = shape.compiled.fullmatch(text)
            if found is not None:
                return Found(found, shape.language)
        return None

    def within(self, text: str) -> Iterator[Found]:
        """Yield all places of a text that have one of the shapes."""
        for shape in self.all:
            for found in shape.compiled.finditer(text):
                yield Found(found, shape.language)


def _example(language: str, line: str) -> Example:
    place, text = line.replace("\\n", "\n").split(" :: ", 1)
    said, *questions = text.split(" => ")
    answers = _ANSWER.findall(said)
    cards = tuple(zip(questions, answers, strict=True))
    return Example(language, tuple(place.split(" > ")), re.sub("[‹›]", "", said), cards)
