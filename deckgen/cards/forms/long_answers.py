"""An answer in two parts: what the card asks for, and the further words below it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from deckgen.cards.sentences import length, part, sentences
from deckgen.language.in_prose import points_onward
from deckgen.language.labels import ends_in_colon
from deckgen.markdown.text import blocks_text, plain_text, says_words, shows
from deckgen.model import Block, BlockKind, Blocks, Content, Inline, InlineKind
from deckgen.patterns import regex

MOST_BLOCKS = 3
"""Of an answer that stands on the card as a whole."""
MOST_LENGTH = 3.2
"""The same as a length (see ``length``): some 80 words."""

_SHORT = 0.8
"""A paragraph that only leads on: some 20 words."""
_LABEL = 0.2
"""A label: some five words without an end."""
_LABELLED = frozenset({BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE, BlockKind.QUOTE})
_TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
_ENDS, _END = regex(r"[.。．!！?？]\W*$"), 10
"""How a sentence ends, and in so many characters."""
_BREAKS_OFF = (",", "，", "、")


def paragraph(inlines: Sequence[Inline], line: int) -> Block:
    """Return a run as a paragraph."""
    return Block(BlockKind.PARAGRAPH, line, inlines[-1].line or line if inlines else line, inlines=tuple(inlines))


def answer_parts(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Split a long answer: its first block, with those behind it as long as one ends in a colon, and the rest."""
    if len(blocks) <= MOST_BLOCKS and length(blocks_text(blocks)) <= MOST_LENGTH:
        return blocks, ()
    end = 1
    while end < len(blocks) and (
        _opens_more(blocks[end - 1]) or _goes_on(blocks[end - 1], blocks[end]) or not any(map(_says, blocks[:end]))
    ):
        end += 1
    return blocks[:end], blocks[end:]


def _says(block: Block) -> bool:
    """Return whether a block says something itself: it is no picture, and not just the name of another note."""
    return says_words(block) and [inline.kind for inline in block.inlines] != [InlineKind.PAGE]


def _opens_more(block: Block) -> bool:
    """Return whether a block says nothing without the next: it ends in a colon, or only names it, in bold words."""
    if block.kind is BlockKind.QUOTE and len(block.children) == 1:
        return _opens_more(block.children[0])
    is_bold = [each.kind for each in block.inlines] == [InlineKind.STRONG]
    return leads_over(block) or (block.kind is BlockKind.PARAGRAPH and (is_bold or _ends_onward(block.inlines)))


def _ends_onward(inlines: Sequence[Inline]) -> bool:
    """Return whether the last sentence of a paragraph is short and leads on to what stands behind it."""
    return points_onward(plain_text(inlines)) and _is_onward(plain_text(sentences(inlines)[-1]))


def _goes_on(block: Block, below: Block) -> bool:
    """Return whether a block breaks off: a formula stands in the middle of its sentence, or it is a list's label."""
    text = blocks_text((block,)).rstrip()
    if block.kind is BlockKind.PARAGRAPH and text.endswith(_BREAKS_OFF):
        return True
    if block.kind not in _TEXTS or _ENDS.search(text[-_END:]) is not None:
        return text.endswith(("...", "…"))
    is_label = block.kind is BlockKind.PARAGRAPH and length(text) <= _LABEL
    return below.kind is BlockKind.MATH or (is_label and below.kind in _LABELLED)


def opens_onward(block: Block) -> bool:
    """Return whether a block is a short paragraph that leads on to what stands behind it."""
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    return _is_onward(plain_text(block.inlines))


def _is_onward(text: str) -> bool:
    return length(text) <= _SHORT and points_onward(text)


def leads_over(block: Block) -> bool:
    """Return whether a block ends in a colon, and so says nothing without the next."""
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and (
        block.kind is BlockKind.HEADING or ends_in_colon(plain_text(block.inlines))
    )


def behind(sentence: Sequence[Inline], inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return what stands behind a sentence of a run."""
    text, said = plain_text(inlines), plain_text(sentence)
    return part(inlines, text.find(said) + len(said), len(text))


def detail_behind(block: Block, sentence: Sequence[Inline], below: Sequence[Block], *, opens: str = "") -> Content:
    """Return what a paragraph says behind a sentence, some 80 words at most, with what its end leads to, as a detail.

    ``below`` are the blocks below it, of which only a list or a formula that belongs to its last words is taken;
    ``opens`` is what the detail opens with. A sentence at the end that points at what is not taken is left out.
    """
    rest = behind(sentence, block.inlines)
    said = [plain_text(run) for run in sentences(rest)]
    kept = [text for text, end in zip(said, itertools.accumulate(map(length, said)), strict=True) if end <= MOST_LENGTH]
    led_to = _led_to(paragraph(rest, block.first) if rest else block, below) if len(kept) == len(said) else ()
    while kept and not led_to and _leads_away(kept[-1]):
        kept.pop()
    text, end = plain_text(rest), 0
    for each in kept:
        end = text.find(each, end) + len(each)
    told = [*([paragraph(part(rest, 0, end), block.first)] if end > 0 else []), *led_to]
    if not told or shows(told):
        return opens
    return Blocks((*([paragraph([Inline(InlineKind.TEXT, opens)], block.first)] if opens else []), *told))


def _leads_away(text: str) -> bool:
    return ends_in_colon(text) or text.endswith(_BREAKS_OFF) or points_onward(text)


def _led_to(block: Block, below: Sequence[Block]) -> Sequence[Block]:
    """Return the block below a paragraph, if it is a formula, or a short list, code or quote that it announces."""
    is_led_to = below[:1] and (below[0].kind is BlockKind.MATH or (leads_over(block) and below[0].kind in _LABELLED))
    return below[:1] if is_led_to and length(blocks_text(below[:1])) <= MOST_LENGTH else ()
