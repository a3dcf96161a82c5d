"""A section as the rules read it: its paragraphs and sentences with their words, cut once for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from deckgen.markdown import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, StudyItem
from deckgen.writers.sentences import sentences

LONGEST = 600
"""A sentence with more characters is a text without full stops: it words no card, and would cost patterns dear."""


class Passage(NamedTuple):
    """A sentence of a section and where it stands."""

    text: str  # what a reader sees, line breaks kept
    run: tuple[Inline, ...]
    is_first: bool  # it opens its paragraph
    is_aside: bool  # it stands in a block quote


class Paragraph:
    """A paragraph of a section; it is cut into sentences when the first rule asks for them."""

    def __init__(
        self, block: Block, around: Sequence[Block], *, is_top: bool, is_near: bool, is_aside: bool
    ) -> None:
        self.block = block
        self.text = plain_text(block.inlines)
        self.is_top = is_top  # it stands at the top of its section
        self.is_near = is_near  # at the top, or all of an item of a list there
        self._around = around
        self._is_aside = is_aside

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Its sentences, those left out that no card could hold."""
        cut = [(plain_text(run), run) for run in sentences(self.block.inlines)]
        return tuple(
            [
                Passage(text, run, place == 0, self._is_aside)
                for place, (text, run) in enumerate(cut)
                if len(text) <= LONGEST
            ]
        )

    @cached_property
    def is_title(self) -> bool:
        """Whether it is the title of a link next to it, and so a sentence of somebody else's."""
        if any(inline.kind is InlineKind.LINK for inline in self.block.inlines) or _SENTENCE_END.search(self.text):
            return False
        return any(_is_bare_link(other) for other in self._around if other is not self.block)


_SENTENCE_END = re.compile(r"[。；;：:…]\s*$|[^.]\.\s*$")


class ReadItem(StudyItem, frozen=True, kw_only=True, dict=True, gc=True):
    """A section in the hands of the rules."""

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs in order, those of lists and quotes included; tables and headings hold none."""
        return tuple(_paragraphs(self.blocks))

    @cached_property
    def opening(self) -> Passage | None:
        """Its first sentence; None if it opens with something else than a paragraph."""
        if not self.blocks or self.blocks[0].kind is not BlockKind.PARAGRAPH:
            return None
        return next((passage for passage in self.paragraphs[0].passages if passage.is_first), None)

    def passages(self, hint: re.Pattern[str]) -> Iterator[Passage]:
        """Give the sentences in which ``hint`` is found; titles of links are left out."""
        for paragraph in self.paragraphs:
            if hint.search(paragraph.text) and not paragraph.is_title:
                for passage in paragraph.passages:
                    if hint.search(passage.text):
                        yield passage


def as_read(item: StudyItem, blocks: tuple[Block, ...]) -> ReadItem:
    """Give a section to the rules, with these of its blocks."""
    values = {name: getattr(item, name) for name in StudyItem.__struct_fields__}
    return ReadItem(**{**values, "blocks": blocks})


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH:
            yield Paragraph(block, _around(blocks, number), is_top=True, is_near=True, is_aside=False)
        elif block.kind is BlockKind.LIST:
            for one in block.children:
                is_plain = len(one.children) == 1 and one.children[0].kind is BlockKind.PARAGRAPH
                yield from _below(one.children, is_near=is_plain, is_aside=False)
        elif block.kind is BlockKind.QUOTE:
            yield from _below(block.children, is_near=False, is_aside=True)


def _below(blocks: Sequence[Block], *, is_near: bool, is_aside: bool) -> Iterator[Paragraph]:
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH:
            yield Paragraph(block, _around(blocks, number), is_top=False, is_near=is_near, is_aside=is_aside)
        elif block.kind in _HOLDERS:
            yield from _below(block.children, is_near=False, is_aside=is_aside or block.kind is BlockKind.QUOTE)


_HOLDERS = frozenset({BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE})


def _around(blocks: Sequence[Block], number: int) -> Sequence[Block]:
    return blocks[max(number - 1, 0) : number + 2]


def _is_bare_link(block: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or not block.inlines:
        return False
    beside = [inline for inline in block.inlines if inline.kind not in (InlineKind.LINK, InlineKind.BREAK)]
    return not any(inline.text.strip() for inline in beside)
