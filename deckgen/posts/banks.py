"""Paragraphs that open with a bold number, one after another through a post: where most of them ask, all of them do.

A bank of questions is told by its numbers, whatever headings part it (Section A, 1 to 10) and however an entry asks
("State Beer's law", "Compare A and B").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from deckgen.language.asking import asks_nothing, asks_something, number_width, without_number
from deckgen.language.labels import is_label
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, InlineKind, Label, Section

_PARAGRAPH, _STRONG = BlockKind.PARAGRAPH, InlineKind.STRONG

FEWEST = 10
"""Entries of a bank."""
_SOME = 0.4
"""Share of them that ask by their words."""
_RUNNING = 0.8
"""Share of them whose number is the next one."""


def with_banks(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post, the entries of its bank of questions marked as such."""
    found = {id(block): name for block in _blocks(sections) if (name := _entry(block)) is not None}
    names = list(found.values())
    asking = sum(asks_something(without_number(name)) for name in names)
    if len(names) < FEWEST or asking < _SOME * len(names) or not _run_on(names):
        return tuple(sections)
    entries = {block for block, name in found.items() if _may_ask(without_number(name))}
    return tuple(_marked(section, entries) for section in sections)


def _blocks(sections: Sequence[Section]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from _blocks(section.sections)


def _entry(block: Block) -> str | None:
    """Return the bold line that a paragraph opens with, if a number stands before its words."""
    if block.kind is not _PARAGRAPH or not block.inlines or block.inlines[0].kind is not _STRONG:
        return None
    text = plain_text(block.inlines[:1])
    width = number_width(text)
    return text if any(map(str.isdigit, text[:width])) and text[width:].strip() else None


def _run_on(names: Sequence[str]) -> bool:
    numbers = [int("".join(filter(str.isdigit, name[: number_width(name)]))) for name in names]
    return sum(after == before + 1 for before, after in pairwise(numbers)) >= _RUNNING * (len(numbers) - 1)


def _may_ask(name: str) -> bool:
    return not (is_label(name) or asks_nothing(name))


def _marked(section: Section, entries: set[int]) -> Section:
    blocks = tuple(
        msgspec.structs.replace(block, label=Label.QUESTION) if id(block) in entries else block
        for block in section.blocks
    )
    inner = tuple(_marked(each, entries) for each in section.sections)
    return msgspec.structs.replace(section, blocks=blocks, sections=inner)
