"""Paragraphs that open with "1.xxx", "(1)", "1）" or "**Step 1**" are list items to a reader, and so to us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_MARKER = regex(
    r"^(?:(?P<dot>[0-9]{1,3})[.．、](?!\d)|(?P<paren>[0-9]{1,3})[)）]|[(（](?P<both>[0-9]{1,3})[)）])[ \t]*"
)
_STEP = regex(r"^(?:step|步骤|第)\s*([0-9]{1,3})\s*(?:步)?\s*[:：.、]?", re.I)
_FIRST_CHARACTERS = frozenset("0123456789(（")


_PARAGRAPH = BlockKind.PARAGRAPH
_TEXT, _BREAK, _STRONG = InlineKind.TEXT, InlineKind.BREAK, InlineKind.STRONG


class _Mark(NamedTuple):
    """How a line is numbered."""

    style: str
    number: int
    width: int  # characters of the marker, which the item loses
    place: int = 0  # of the inline that carries it


def number_paragraphs(blocks: list[Block]) -> list[Block]:
    """Turn numbered paragraphs into lists of items; what is not numbered stays."""
    candidates = [
        place
        for place, block in enumerate(blocks)
        if block.kind is _PARAGRAPH
        and (block.inlines[0].text[:1] in _FIRST_CHARACTERS or block.inlines[0].kind is _STRONG)
    ]
    numbered = {place: marks for place in candidates if (marks := _marks(blocks[place]))}
    if not numbered:
        return blocks
    out: list[Block] = []
    items: list[Block] = []
    style, start, expected, behind = "", 0, 0, 0
    for place, marks in numbered.items():
        if items and (place != behind or (marks[0].style, marks[0].number) != (style, expected)):
            out.append(_as_list(items, start))
            items = []
        out += blocks[behind:place]
        if not items:
            style, start = marks[0].style, marks[0].number
        items.extend(_split_items(blocks[place], marks))
        expected, behind = marks[-1].number + 1, place + 1
    if items:
        out.append(_as_list(items, start))
    return out + blocks[behind:]


def _as_list(items: Sequence[Block], start: int) -> Block:
    return Block(BlockKind.LIST, items[0].first, items[-1].last, start=max(start, 1), children=tuple(items))


def _marks(block: Block) -> tuple[_Mark, ...]:
    """Return the marks of the lines of a paragraph; empty unless its first line has one."""
    marks: list[_Mark] = []
    at_start = True
    for index, inline in enumerate(block.inlines):
        if at_start:
            mark = _mark(inline)
            if mark is not None:
                marks.append(mark._replace(place=index))
            elif not marks:
                return ()
        at_start = inline.kind is _BREAK
    return tuple(marks)


def _mark(inline: Inline) -> _Mark | None:
    if inline.kind is _TEXT:
        found = _MARKER.match(inline.text)
        if found is None:
            return None
        style = next(name for name, value in found.groupdict().items() if value)
        return _Mark(style, int(found[style]), found.end())
    if inline.kind is _STRONG:
        found = _STEP.match("".join(child.text for child in inline.children))
        return _Mark("step", int(found[1]), 0) if found else None
    return None


def _split_items(block: Block, marks: Sequence[_Mark]) -> Iterator[Block]:
    ends = [mark.place for mark in marks[1:]] + [len(block.inlines)]
    for mark, end in zip(marks, ends, strict=True):
        head = block.inlines[mark.place]
        if mark.width:
            head = Inline(_TEXT, head.text[mark.width :], line=head.line)
        run = [*([head] if head.text or head.children else []), *block.inlines[mark.place + 1 : end]]
        inlines = trimmed(run)
        if not inlines:
            continue
        first = block.first if mark.place == 0 else inlines[0].line
        last = block.last if end == len(block.inlines) else inlines[-1].line
        child = Block(BlockKind.PARAGRAPH, first, last, inlines=inlines)
        yield Block(BlockKind.ITEM, first, last, children=(child,))


def trimmed(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Drop breaks and blanks at both ends."""
    if inlines and not _is_blank(inlines[0]) and not _is_blank(inlines[-1]):
        return tuple(inlines)
    start, end = 0, len(inlines)
    while start < end and _is_blank(inlines[start]):
        start += 1
    while end > start and _is_blank(inlines[end - 1]):
        end -= 1
    return tuple(inlines[start:end])


def _is_blank(inline: Inline) -> bool:
    return inline.kind is _BREAK or (inline.kind is _TEXT and not inline.text.strip())
