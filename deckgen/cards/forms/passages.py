"""A section as the rules read it: its paragraphs and sentences with their words, cut once for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from deckgen.cards.forms.lists import names_no_things, owner_of
from deckgen.cards.sentences import sentences
from deckgen.language.folding import squeeze
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, StudyItem
from deckgen.patterns import regex

LONGEST = 600
"""A sentence with more characters is a text without full stops: it words no card, and would cost patterns dear."""
_HOLDERS = frozenset({BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE})
_PARAGRAPH, _LIST = BlockKind.PARAGRAPH, BlockKind.LIST
_GOES_ON = frozenset({BlockKind.LIST, BlockKind.MATH, BlockKind.CODE})
_ENDS = regex(r"[.。．!！?？…]\W{0,5}$")
_LABEL = 20
"""A label of links is no longer."""
_REFERENCES = regex(
    r"(?:参考|参见|参阅|扩展|延伸|阅读|文献|资料|相关|链接|文章|references?|see also|further |reading|links?|"
    r"resources?)+\s*[：:]$",
    re.I,
)


class Passage(NamedTuple):
    """A sentence of a section and where it stands."""

    text: str  # what a reader sees, line breaks kept
    run: tuple[Inline, ...]
    is_first: bool  # it opens its paragraph
    goes_on: bool = False  # the list or formula below is a part of it

    @property
    def quote(self) -> str:
        """The sentence on one line, as a card quotes it."""
        return squeeze(self.text)


class Paragraph:
    """A paragraph of a section; it is cut into sentences when the first rule asks for them."""

    def __init__(self, block: Block, around: Sequence[Block], *, is_top: bool, is_near: bool) -> None:
        self.block = block
        self.text = plain_text(block.inlines)
        self.is_top = is_top  # it stands at the top of its section
        self.is_near = is_near  # at the top, or all of an item of a list there
        self._around = around
        self._passages: tuple[Passage, ...] | None = None
        self._is_title: bool | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its sentences, those left out that no card could hold."""
        if self._passages is None:  # a cached_property takes a lock, some ten thousand times a build
            self._passages = self._cut()
        return self._passages

    def _cut(self) -> tuple[Passage, ...]:
        inlines, runs = self.block.inlines, sentences(self.block.inlines)
        if len(runs) == 1 and len(runs[0]) == len(inlines) == 1 and runs[0][0] is inlines[0]:  # its words are known
            is_short = len(self.text) <= LONGEST
            return (Passage(self.text, runs[0], True, self._goes_on),) if is_short else ()
        found: list[Passage] = []
        for place, run in enumerate(runs):
            text = plain_text(run)
            if len(text) <= LONGEST:
                goes_on = place == len(runs) - 1 and self._goes_on
                found.append(Passage(text, run, place == 0, goes_on))
        return tuple(found)

    @property
    def below(self) -> Sequence[Block]:
        """The block right below it, if there is one."""
        return () if self._around[-1] is self.block else self._around[-1:]

    @property
    def _goes_on(self) -> bool:
        """Whether it ends in no mark, with a list, a formula or code below it."""
        return any(block.kind in _GOES_ON for block in self.below) and _ENDS.search(self.text) is None

    def has(self, kinds: frozenset[InlineKind]) -> bool:
        """Return whether something of these kinds stands in it, which is asked before it is cut: little has it."""
        return not kinds.isdisjoint([inline.kind for inline in self.block.inlines])

    def holding(self, hints: Sequence[re.Pattern[str]]) -> Iterator[Passage]:
        """Yield its sentences in which all hints are found; all of the paragraph holds them."""
        for passage in self.passages:
            if passage.text == self.text or _holds(passage.text, hints):
                yield passage

    @property
    def is_title(self) -> bool:
        """Whether it is the title of a link next to it, and so a sentence of somebody else's."""
        if self._is_title is None:
            self._is_title = self._stands_by_link()
        return self._is_title

    def _stands_by_link(self) -> bool:
        if _ends_sentence(self.text) or any(inline.kind is InlineKind.LINK for inline in self.block.inlines):
            return False
        return any(_is_bare_link(other) for other in self._around if other is not self.block)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip()
    return bare.endswith(("。", "；", ";", "：", ":", "…")) or (bare[-1:] == "." and bare[-2:-1] not in ("", "."))


class ReadItem(StudyItem, frozen=True, kw_only=True, dict=True, gc=True):
    """A section in the hands of the rules."""

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs in order, those of lists and quotes included; tables and headings hold none."""
        return tuple(_paragraphs(self.blocks))

    @cached_property
    def unnamed(self) -> frozenset[int]:
        """The first blocks, by their id, of the items of lists that name no things, or the values of another."""
        lists = [number for number, block in enumerate(self.blocks) if block.kind is _LIST]
        unnamed = (number for number in lists if names_no_things(self, number) or owner_of(self.blocks, number))
        entries = (entry for number in unnamed for entry in self.blocks[number].children)
        return frozenset(id(entry.children[0]) for entry in entries if entry.children)

    @cached_property
    def opening(self) -> Paragraph | None:
        """The paragraph that it opens with; None if that is something else, or opens with what no card could hold."""
        first = next((paragraph for paragraph in self.paragraphs if not paragraph.is_title), None)
        return first if first is not None and first.is_top and first.passages and first.passages[0].is_first else None

    def is_noted(self, quote: str) -> bool:
        """Return whether a sentence stands in a note on a link of a list, which says what the link is."""
        first = quote.partition(" ")[0]
        for paragraph in self.paragraphs:
            if paragraph.is_top and first in paragraph.text and quote in squeeze(paragraph.text):
                number = next(number for number, block in enumerate(self.blocks) if block is paragraph.block)
                return _annotates(self.blocks, number) or self._lists_links(number)
        return False

    def is_described(self, quote: str) -> bool:
        """Return whether a text is the item of a list that describes a link: its note says the same."""
        listed = (paragraph for paragraph in self.paragraphs if paragraph.is_near and not paragraph.is_top)
        return any(_describes(each.block.inlines) and _is_part(quote, squeeze(each.text)) for each in listed)

    def _lists_links(self, number: int) -> bool:
        is_list = _REFERENCES.fullmatch(f"{self.title.strip()}:") is not None
        return is_list and any(map(_is_bare_link, self.blocks[:number]))

    def passages(self, *hints: re.Pattern[str]) -> Iterator[Passage]:
        """Yield the sentences in which all ``hints`` are found; titles of links are left out."""
        for paragraph in self.paragraphs:
            text = paragraph.text
            for hint in hints:
                if hint.search(text) is None:
                    break  # as most do: a call of _holds would cost as much again
            else:
                if not paragraph.is_title:
                    yield from paragraph.holding(hints)


def _holds(text: str, hints: Sequence[re.Pattern[str]]) -> bool:
    for hint in hints:  # noqa: SIM110 - all() would make a generator for each of some hundred thousand sentences
        if hint.search(text) is None:
            return False
    return True


def as_read(item: StudyItem) -> ReadItem:
    """Return a section to the rules."""
    return ReadItem(**{name: getattr(item, name) for name in StudyItem.__struct_fields__})


def _paragraphs(blocks: Sequence[Block], *, is_top: bool = True, is_near: bool = True) -> Iterator[Paragraph]:
    for number, block in enumerate(blocks):
        if block.kind is _PARAGRAPH:
            yield Paragraph(block, _around(blocks, number), is_top=is_top, is_near=is_near)
        elif is_top and block.kind is _LIST:
            for entry in block.children:
                is_plain = len(entry.children) == 1 and entry.children[0].kind is _PARAGRAPH
                yield from _paragraphs(entry.children, is_top=False, is_near=is_plain)
        elif block.kind in _HOLDERS:
            yield from _paragraphs(block.children, is_top=False, is_near=False)


def _around(blocks: Sequence[Block], number: int) -> Sequence[Block]:
    return blocks[max(number - 1, 0) : number + 2]


def _describes(inlines: Sequence[Inline]) -> bool:
    """Return whether an item opens or ends with a link to a page of somebody's."""
    said = [inline for inline in inlines if inline.kind is not InlineKind.TEXT or re.search(r"\w", inline.text)]
    return bool(said) and any(map(_leads_out, (said[0], said[-1])))


def _leads_out(inline: Inline) -> bool:
    if inline.kind is not InlineKind.LINK:
        return len(inline.children) == 1 and _leads_out(inline.children[0])
    return inline.url.startswith(("https://", "http://"))


def _is_part(text: str, other: str) -> bool:
    return text in other or other in text


def _is_bare_link(block: Block) -> bool:
    if block.kind is not _PARAGRAPH or not block.inlines:
        return False
    beside = [inline for inline in block.inlines if inline.kind not in (InlineKind.LINK, InlineKind.BREAK)]
    return not any(inline.text.strip() for inline in beside)


def _annotates(blocks: Sequence[Block], number: int) -> bool:
    """Return whether a paragraph stands below a link of a list of links, as a note on it.

    A link with a label of its own ("官网：") belongs to what is said above it, and the text goes on below it.
    """
    kinds = [inline.kind for inline in blocks[number].inlines[:2]]
    if kinds == [InlineKind.LINK, InlineKind.BREAK]:
        return True
    if number == 0 or not _is_bare_link(blocks[number - 1]):
        return False
    label = plain_text(blocks[number - 2].inlines).rstrip() if number > 1 else ""
    if label.endswith(("：", ":")) and not _REFERENCES.search(label[-_LABEL:]):
        return False
    after = blocks[number + 1] if number + 1 < len(blocks) else None
    return after is None or after.kind is BlockKind.HEADING or _is_bare_link(after)
