"""Labels of questions and answers that deckgen has no words for, told by how they take turns all through a post.

    P: ¿Cuál es la capital?       **В:** Какая столица?        Q : Quelle est la capitale ?
    R: Madrid.                    **О:** Москва.               R : Paris.

    C: The [mitochondrion] makes [ATP].       (the gaps of hashcards, marked as ours are)

One letter before each question, another one before each answer: which language it is does not matter. Speakers have
names, and whoever answers asks back; so most that stand first ask, and few of those behind them do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import is_marked
from deckgen.language.folding import fold
from deckgen.language.labels import heads_answer, heads_question
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_LABEL = regex(
    r"\W{0,3}(?P<number>\d{1,3}[.)]\s*)?(?P<label>[^\W\d_](?:[^\W\d_ ]{0,10}[^\W\d_])?)\s?\d{0,3}\s*"
    r"(?:[】\]]\s*[:：]?|[:：](?!//))[\s*_]*"
)
_OPENS = regex(r"\W{0,3}(?:\d{1,3}[.)]\s*)?[^\W\d_]{1,12}\s?\d{0,3}\s*(?:[:：】\]]|\Z)")
"""How the first words of such a line open: a cheap look, which most do not pass."""
_CLOZE, _GAPS = regex(r"C:\s+"), regex(r"(?:\[\])+")
_BRACKET, _NO_BRACKET = regex(r"[\[\]]"), regex(r"[^\[\]]+")
_FEWEST, _FEWEST_KNOWN = 3, 2
"""Pairs of a post; fewer are enough where one of the two labels is known."""
_MOST = 0.7
"""Share of both that stand in pairs, of the first ones that ask and of the others that do not: people forget a mark."""
_PARAGRAPH, _BREAK, _TEXT = BlockKind.PARAGRAPH, InlineKind.BREAK, InlineKind.TEXT
_HOLDERS = frozenset({BlockKind.LIST, BlockKind.ITEM})
_SIGNS = {True: "Q: ", False: "A: "}


class _Line(NamedTuple):
    """A line that opens with a label."""

    place: tuple[int, int]  # of its block, and of its first inline there
    label: str  # folded
    width: int  # characters of its text that the label takes
    asks: bool
    is_plain: bool  # no number stands before it


def with_label_pairs(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a post, with Q: and A: in the places of the labels that take turns in it."""
    blocks = [_with_gaps(block) if block.kind is _PARAGRAPH else block for block in blocks]
    lines = list(_lines(blocks))
    asking, answering = _pair(lines)
    signs = {line.place: line for line in lines if line.label in (asking, answering)}
    return tuple(_relabelled(blocks, signs, asking)) if signs else tuple(blocks)


def _with_gaps(block: Block) -> Block:
    """Return a paragraph that hashcards reads as a text with gaps with the marks of ours in the places of brackets."""
    first, *others = block.inlines or (None,)
    if first is None or first.kind is not _TEXT or not _CLOZE.match(first.text):
        return block
    run = (msgspec.structs.replace(first, text=_CLOZE.sub("", first.text)), *others)
    if not _GAPS.fullmatch("".join(_NO_BRACKET.sub("", inline.text) for inline in run if inline.kind is _TEXT)):
        return block
    marked = (
        msgspec.structs.replace(inline, text=_BRACKET.sub("==", inline.text)) if inline.kind is _TEXT else inline
        for inline in run
    )
    return msgspec.structs.replace(block, inlines=tuple(marked))


def _pair(lines: Sequence[_Line]) -> tuple[str, str]:
    """Return the two labels that take turns from the first to the last; empty if none do, or both are known."""
    tried: set[str] = set()
    for first, behind in itertools.pairwise(lines):
        if first.asks and first.label != behind.label and first.label not in tried and _may_be(first, behind.label):
            tried.add(first.label)
            if _take_turns(lines, first.label, behind.label):
                return first.label, behind.label
    return "", ""


def _may_be(first: _Line, answering: str) -> bool:
    """Return whether two labels may be those of a question and its answer, and are no pair that is read as it is."""
    knows_first, knows_second = _asks_by_name(first.label), _answers_by_name(answering)
    if _answers_by_name(first.label) or _asks_by_name(answering) or (knows_first and knows_second and first.is_plain):
        return False
    return (knows_first or len(first.label) == 1) and (knows_second or len(answering) == 1)


def _take_turns(lines: Sequence[_Line], asking: str, answering: str) -> bool:
    turns = [line for line in lines if line.label in (asking, answering)]
    firsts = [line for line in turns if line.label == asking]
    seconds = [line for line in turns if line.label == answering]
    pairs = sum(line.label == asking and behind.label == answering for line, behind in itertools.pairwise(turns))
    is_known = _asks_by_name(asking) or _answers_by_name(answering)
    return (
        pairs >= (_FEWEST_KNOWN if is_known else _FEWEST)
        and pairs >= _MOST * max(len(firsts), len(seconds))
        and (is_known or sum(line.asks for line in firsts) >= _MOST * len(firsts))
        and sum(not line.asks for line in seconds) >= _MOST * len(seconds)
    )


def _asks_by_name(label: str) -> bool:
    return label == "q" or heads_question(label)


def _answers_by_name(label: str) -> bool:
    return label == "a" or heads_answer(label)


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    """Yield the lines of paragraphs, also those of lists, that open with a label."""
    for block in blocks:
        if block.kind in _HOLDERS:
            yield from _lines(block.children)
        elif block.kind is _PARAGRAPH:
            for start, end in _openings(block.inlines):
                text = plain_text(block.inlines[start:end])
                if found := _LABEL.match(text):
                    label = fold(found["label"])
                    is_asking = is_marked(text[found.end() :])
                    yield _Line((id(block), start), label, found.end(), is_asking, found["number"] is None)


def _openings(inlines: Sequence[Inline]) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends that may open with a label."""
    for start, end in _spans(inlines):
        if start < end and _OPENS.match(inlines[start].text or plain_text(inlines[start : start + 1])):
            yield start, end


def _spans(inlines: Sequence[Inline]) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends."""
    start = 0
    for index, inline in enumerate(inlines):
        if inline.kind is _BREAK:
            yield start, index
            start = index + 1
    yield start, len(inlines)


def _relabelled(
    blocks: Sequence[Block], signs: Mapping[tuple[int, int], _Line], asking: str
) -> Iterator[Block]:
    for block in blocks:
        if block.kind in _HOLDERS:
            yield msgspec.structs.replace(block, children=tuple(_relabelled(block.children, signs, asking)))
            continue
        inlines: list[Inline] = []
        for start, end in _spans(block.inlines) if block.kind is _PARAGRAPH else ():
            line = signs.get((id(block), start))
            if line is None:
                inlines += block.inlines[start:end]
            else:
                opening = Inline(_TEXT, _SIGNS[line.label == asking], line=block.inlines[start].line)
                inlines += (opening, *_without(block.inlines[start:end], line.width))
            inlines += block.inlines[end : end + 1]  # the break
        yield msgspec.structs.replace(block, inlines=tuple(inlines)) if inlines else block


def _without(inlines: Sequence[Inline], width: int) -> Iterator[Inline]:
    """Yield a line without so many characters of its text at its start."""
    for inline in inlines:
        length = len(plain_text((inline,)))
        if width <= 0:
            yield inline
        elif length > width and inline.children:
            yield msgspec.structs.replace(inline, children=tuple(_without(inline.children, width)))
        elif length > width:
            yield msgspec.structs.replace(inline, text=inline.text[width:])
        width -= length
