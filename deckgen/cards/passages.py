"""Where a card's words stand in its section: whole paragraphs, list items and rows, as their author wrote them."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.recorded import ASPECT as GIVEN
from deckgen.cards.recorded import bare_text
from deckgen.language.raw_words import raw_words
from deckgen.markdown.text import blocks_text
from deckgen.model import Block, BlockKind, Blocks, Card, Inline, InlineKind, ItemKind, StudyItem

_DEFINITION = "definition"
_PARTS = frozenset({BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.FOOTNOTE})


def with_passages(cards: Sequence[Card], items: Sequence[StudyItem]) -> list[Card]:
    """Return the cards, each of a section's own with the words of the blocks that its quote stands in."""
    sections = {item.key: item for item in items if item.kind is ItemKind.SECTION}
    known: dict[str, _Text] = {}
    out: list[Card] = []
    for card in cards:
        item = sections.get(card.item)
        if item is not None and card.aspect != GIVEN and card.quote:
            text = known.get(item.key)
            if text is None:
                text = known[item.key] = _Text(item.blocks)
            card = msgspec.structs.replace(card, passage=_with_detail(text.around(card), card))
        out.append(card)
    return out


def _with_detail(passage: str, card: Card) -> str:
    """Return a passage with the words of the blocks below it that a definition leads to."""
    detail = card.fields.get("Detail") if card.aspect == _DEFINITION else None
    for block in detail.blocks if isinstance(detail, Blocks) else ():
        words, is_more = raw_words(blocks_text([block])), block.kind is not BlockKind.PARAGRAPH
        passage += f" {words}" if is_more or f" {words} " not in f" {passage} " else ""
    return passage


class _Text:
    """The smallest blocks of a section, to be looked through for quotes."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._words: list[str] = []
        self._starts: list[int] = []
        parts: list[str] = []
        at = 0
        for bare, words in _leaves(blocks):
            self._starts.append(at)
            self._words.append(words)
            parts.append(bare)
            at += len(bare)
        self._bare = "".join(parts)

    def around(self, card: Card) -> str:
        """Return the words of the blocks that hold a card's quote; its own where it was put together of several."""
        bare = _bare(card.quote)
        at = self._bare.find(bare) if bare else -1
        if at < 0:
            return raw_words(" ".join([card.quote, *card.gaps]))
        first = bisect.bisect_right(self._starts, at) - 1
        last = bisect.bisect_left(self._starts, at + len(bare))
        return " ".join(self._words[first:last])


def _leaves(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield each smallest block: its text as quotes are looked for in it, and its words with its pictures."""
    for block in blocks:
        if block.kind in _PARTS:
            yield from _leaves(block.children)
        elif text := blocks_text([block]):
            yield _bare(text), raw_words(" ".join([text, *_pictures(block)]))


def _bare(text: str) -> str:
    """Return a text as quotes are looked for in it: a block has the marks of its gaps, a quote has not."""
    return bare_text(text).replace("==", "")


def _pictures(block: Block) -> Iterator[str]:
    for cell in (block, *block.children):
        yield from _pictures_in(cell.inlines)


def _pictures_in(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.IMAGE:
            yield inline.url
        yield from _pictures_in(inline.children)
