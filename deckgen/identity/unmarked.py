"""Shipped cards whose words stand in their post though nothing makes a card of them any more.

A label is mistyped, a sign of a list or half of a gap's mark is lost: all that the author wrote is still there, and the
loss of a sign is no wish. Looked for are the words of question and answer, all of them and in their order, with few
others in between (what is left of a label). A question that was taken out stands nowhere, and its card with it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from deckgen.files.field_text import plain, whole
from deckgen.identity.asked import Asked
from deckgen.language.folding import nfkc
from deckgen.language.negation import negations
from deckgen.language.scripts import MARKS
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import Block, BlockKind, ItemKind, NoteType, StudyItem
from deckgen.patterns import regex

SHORTEST = 8
"""Letters of a card's words from which they may stand anywhere in the post, and not in their section alone."""

MOST_BETWEEN = 0.25
"""So many other words as share of a card's own may stand between these; one always may."""

_MANY = 256
"""A post is looked through for a word at so many of its places."""

_WORD = regex(rf"[a-z0-9]+|[^\W_][{MARKS}]*")
_CELL = regex(r"</t[dh]>")
_COMMENT_OR_TAG = regex(r"<!--.*?(?:-->|\Z)|<[^>]*>", re.S)
_EDGE = ""
"""Between two stretches of a post, and in place of what a card of now says: no word."""


def words_of(note_type: NoteType, subject: str, fields: Mapping[str, str]) -> list[str]:
    """Return what a card asks and says, word by word; nothing if a side has no word."""
    if note_type is NoteType.CLOZE:
        words = _words(whole(fields.get("Text", "")))
        return words if len("".join(words)) >= SHORTEST else []
    asked = _words(subject or _plain(fields.get("Question", "")))
    said = _words(_plain(fields.get("Answer", "")))
    return asked + said if asked and said else []


class Line(NamedTuple):
    """Words of a stretch with the line of the post where they stand."""

    line: int
    text: str


def lines_of(item: StudyItem) -> list[Line]:
    """Return all words of a section in their order, also those that broken HTML holds; comments are none."""
    first = item.sources[0].line
    cards = [directive for directive in item.directives if directive.verb == "card"]
    of_cards = (Line(card.line + at, text) for card in cards for at, text in enumerate(card.text.split("\n")))
    lines = [Line(first, item.title), *_lines(item.blocks), *of_cards]
    # The lines of several posts in one section are told apart by nothing here.
    return lines if len(item.sources) == 1 else [Line(first, text) for _, text in lines]


class PostWords:
    """The words of a post's stretches, to be looked through for those of cards."""

    def __init__(self, stretches: Sequence[Sequence[Line]]) -> None:
        self._words = [_EDGE]
        self._starts: list[int] = []
        self._stands: list[tuple[int, int]] = []
        for number, lines in enumerate(stretches):
            for line, text in lines:
                self._starts.append(len(self._words))
                self._stands.append((number, line))
                self._words += _words(text)
            self._words.append(_EDGE)
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            self._places.setdefault(word, []).append(place)

    def take(self, words: Sequence[str]) -> None:
        """Take out the first place where these words stand: they are those of a card of now."""
        for first, last in self._spans(words):
            self._words[first:last] = [_EDGE] * (last - first)
            break

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the number of each stretch in which these words stand, and the line of their first."""
        for first, _ in self._spans(words):
            yield self._stands[bisect.bisect_right(self._starts, first) - 1]

    def _spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        rarest = min(range(len(words)), key=lambda place: len(self._places.get(words[place], ())), default=-1)
        for at in self._places.get(words[rarest], ())[:_MANY] if words else ():
            spare = max(1, int(len(words) * MOST_BETWEEN))
            last = self._follow(words[rarest:], at, 1, spare)
            if last is not None:
                first = self._follow(words[rarest::-1], at, -1, spare - (last - at - (len(words) - 1 - rarest)))
                if first is not None and not self._denies(first, last, words):
                    yield first, last + 1

    def _follow(self, words: Sequence[str], at: int, step: int, spare: int) -> int | None:
        """Return the place of the last of these words, the first of which stands at one; None if they do not stand."""
        if self._words[at] != words[0]:
            return None
        for word in words[1:]:
            at += step
            while self._words[at] != word:
                if spare == 0 or self._words[at] == _EDGE:
                    return None
                spare -= 1
                at += step
        return at

    def _denies(self, first: int, last: int, words: Sequence[str]) -> bool:
        return negations(" ".join(self._words[first : last + 1])) != negations(" ".join(words))


class Sections:
    """The sections of the posts by their places, read when a note of one of them is first asked for."""

    def __init__(self, items: Iterable[StudyItem]) -> None:
        self._items = items
        self._read: dict[tuple[str, ...], PostWords] = {}

    def keep(self, note: Asked) -> bool:
        """Return whether the words of a note stand in the section where it stood."""
        place = note.post, *note.headings
        if note.is_line or place not in self._by_place:
            return False
        if place not in self._read:
            self._read[place] = PostWords([lines_of(item) for item in self._by_place[place]])
        fields = {"Text": note.question, "Question": note.question, "Answer": note.answer}
        return any(True for _ in self._read[place].find(words_of(note.note_type, note.subject, fields)))

    @cached_property
    def _by_place(self) -> dict[tuple[str, ...], list[StudyItem]]:
        places: dict[tuple[str, ...], list[StudyItem]] = {}
        for item in self._items:
            if item.kind is ItemKind.SECTION:
                for source in item.sources:
                    places.setdefault((source.post, *source.headings), []).append(item)
        return places


def _words(text: str) -> list[str]:
    return _WORD.findall(nfkc(text).casefold())


def _plain(field: str) -> str:
    return plain(_CELL.sub(" ", field))


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        if block.kind is BlockKind.HTML:
            yield Line(block.first, _COMMENT_OR_TAG.sub(" ", block.text))
        elif block.inlines:
            for line, inlines in groupby(block.inlines, attrgetter("line")):
                yield Line(line or block.first, plain_text(list(inlines)))
        elif not block.children:
            yield Line(block.first, blocks_text([block]))
        yield from _lines(block.children)
