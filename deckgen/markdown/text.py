"""Blocks and inlines -> the plain text that a reader sees of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.markdown.block_id import cut_block_id
from deckgen.model import Block, BlockKind, Blocks, Content, Inline, InlineKind, Label, Run
from deckgen.patterns import regex

_TEXT, _CODE, _MATH = InlineKind.TEXT, InlineKind.CODE, InlineKind.MATH
_BREAK, _LINK = InlineKind.BREAK, InlineKind.LINK
_PARAGRAPH = BlockKind.PARAGRAPH
_OF_PICTURES = frozenset({InlineKind.IMAGE, InlineKind.BREAK})
_IMAGE, _TAG, _FOOTNOTE = InlineKind.IMAGE, InlineKind.HTML, InlineKind.FOOTNOTE
_CODE_BLOCK, _MATH_BLOCK, _HTML, _ROW = BlockKind.CODE, BlockKind.MATH, BlockKind.HTML, BlockKind.ROW
_LIST, _DETAILS, _TABLE = BlockKind.LIST, BlockKind.DETAILS, BlockKind.TABLE
_FEWEST_OTHERS = 2
"""Options of a choice beside the one that is right."""
_WORDLESS_KINDS = frozenset({BlockKind.HTML, BlockKind.RULE})

_WORDLESS = regex(r"<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>|&nbsp;", re.I | re.S)
_OWN_GAP = regex(r"(?<![A-Za-z0-9=!<>])==[^\s=].*?==", re.S)


def plain_text(inlines: Sequence[Inline]) -> str:
    """Return what a reader sees of a run of inlines, without images; math keeps its ``$$``."""
    if len(inlines) == 1:
        return _plain(inlines[0])
    return "".join([_plain(inline) for inline in inlines])


def _plain(inline: Inline) -> str:
    kind = inline.kind
    if kind is _TEXT or kind is _CODE:
        return inline.text
    if kind is _BREAK:
        return "\n"
    if kind is _MATH:
        return f"$${inline.text}$$"
    if kind is _IMAGE or kind is _TAG or kind is _FOOTNOTE:
        return ""
    return plain_text(inline.children)


def without_code(inlines: Sequence[Inline]) -> str:
    """Return what a reader sees of a run, with a name in the place of each code, whose words are none of the text."""
    return "".join([
        "x" if inline.kind is _CODE else without_code(inline.children) if inline.children else _plain(inline)
        for inline in inlines
    ])


def ends_in_code(inlines: Sequence[Inline]) -> bool:
    """Return whether a run leads over to the code that ends it: "What does this print? `f(1)`"."""
    is_last = len(inlines) > 1 and inlines[-1].kind is _CODE
    return is_last and plain_text(inlines[:-1]).rstrip()[-1:] in ("?", "？", ":", "：")


def blocks_text(blocks: Sequence[Block]) -> str:
    """Return the text of blocks as a reader sees it, a blank line between them; code and formulas stay whole."""
    return "\n\n".join(filter(None, map(_block_text, blocks)))


def _block_text(block: Block) -> str:
    kind = block.kind
    if kind is _PARAGRAPH:
        return _paragraph_text(block.inlines)
    if kind is _CODE_BLOCK:
        return block.text.rstrip("\n")
    if kind is _MATH_BLOCK:
        return f"$$\n{block.text}\n$$"
    if kind in _WORDLESS_KINDS:
        return ""
    if kind is _ROW:
        return " | ".join(plain_text(cell.inlines) for cell in block.children)
    if kind is _LIST:
        return "\n".join(_item_text(block, number) for number in range(len(block.children)))
    if kind is _DETAILS:
        return "\n\n".join(filter(None, (plain_text(block.inlines), *map(_block_text, block.children))))
    if block.children:
        joint = "\n" if kind is _TABLE else "\n\n"
        return joint.join(text for text in map(_block_text, block.children) if text)
    return plain_text(block.inlines)


def shows(blocks: Sequence[Block]) -> bool:
    """Return whether blocks show something that is no text of theirs: a picture, or HTML with words in it."""
    return any(
        has_picture(block.inlines) or _shows_html(block.text, block.kind) or shows(block.children) for block in blocks
    )


def text_of(content: Content) -> str:
    """Return the words of a field."""
    match content:
        case str():
            return content
        case Run():
            return plain_text(content.inlines)
        case Blocks():
            return blocks_text(content.blocks)


def prose_of(content: Content) -> str:
    """Return the words of a field without its code, which may say anything."""
    match content:
        case str():
            return content
        case Run():
            return without_code(content.inlines)
        case Blocks():
            return " ".join(map(_prose_of, content.blocks))


def _prose_of(block: Block) -> str:
    return " ".join((without_code(block.inlines), *map(_prose_of, block.children)))


def says_words(block: Block) -> bool:
    """Return whether a block holds more than pictures and their names."""
    words = (inline for inline in block.inlines if inline.kind is not InlineKind.IMAGE)
    return any(map(says_words, block.children)) or bool(block.text.strip() or plain_text(tuple(words)).strip())


def is_picture(block: Block) -> bool:
    """Return whether a block is a paragraph of pictures and nothing else."""
    return block.kind is _PARAGRAPH and block.inlines != () and all(each.kind in _OF_PICTURES for each in block.inlines)


def ticked(block: Block) -> Block | None:
    """Return the one ticked entry of a list of three or more boxes, a choice and its answer; None if it is none.

    What is done of a plan is seldom so even.
    """
    labels = [entry.label for entry in block.children] if block.kind is _LIST else []
    others = labels.count(Label.TO_DO)
    is_choice = labels.count(Label.DONE) == 1 and others == len(labels) - 1 >= _FEWEST_OTHERS
    return block.children[labels.index(Label.DONE)] if is_choice else None


def first_line(inlines: Sequence[Inline]) -> Sequence[Inline]:
    """Return what stands before the first break of a run."""
    for number, inline in enumerate(inlines):
        if inline.kind is _BREAK:
            return inlines[:number]
    return inlines


def bold_opening(block: Block) -> str:
    """Return the bold words that open a paragraph; empty if none do."""
    first = block.inlines[0] if block.kind is _PARAGRAPH and block.inlines else None
    return plain_text([first]) if first is not None and first.kind is InlineKind.STRONG else ""


def has_picture(inlines: Sequence[Inline]) -> bool:
    """Return whether a picture stands in a run."""
    return any(inline.kind is _IMAGE or has_picture(inline.children) for inline in inlines)


def _shows_html(text: str, kind: BlockKind) -> bool:
    return kind is _HTML and ("<img" in text.lower() or _WORDLESS.sub("", text).strip() != "")


def _paragraph_text(inlines: Sequence[Inline]) -> str:
    if inlines and "^" in inlines[-1].text:
        inlines, _ = cut_block_id(inlines)
    if len(inlines) == 1:  # a text, or a link that is one: so are most
        inline = inlines[0]
        if inline.kind is _LINK and len(inline.children) == 1:
            inline = inline.children[0]
        if inline.kind is _TEXT:
            return inline.text
    return plain_text(inlines)


def _item_text(block: Block, number: int) -> str:
    mark = f"{block.start + number}. " if block.start else "- "
    return mark + "\n".join(filter(None, map(_block_text, block.children[number].children)))


def means_gap(text: str) -> bool:
    """Return whether marks of a gap stand in these words, complete or not."""
    return "==" in text and _OWN_GAP.search(text) is not None
