"""The id that an author gave a card, by which it is known whatever becomes of its words: ``^any-name`` at its end.

    What is the capital of France? Paris ^capital

It is Obsidian's block id: no word of the card, and never shown. ``x ^2``, ``2 ^n`` and ``Paris ^1`` stay what they
say: an id of digits has three at least, and one letter alone is no id behind what may be its base. A comment of a
plugin, ``<!--ID: 1566-->``, and Logseq's last line ``id:: 64f-a`` are ones too.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.markdown.numbering import trimmed
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_BLOCK_ID = regex(r"(?:^|(?<=\s))\^(?P<name>[^\W_][\w-]*)\s*\Z")
_COMMENT = regex(r"\s*<!--\s*ID:\s*([\w-]+)\s*-->\s*")
_LOGSEQ = regex(r"id::\s*([\w-]+)\s*")
_FEW_DIGITS = regex(r"\d{1,2}")
_BASE = regex(r"(?:\b[^\W\d_]|\d|[)\]}])\s*\Z")
_LINE_BEGINS = (None, InlineKind.BREAK)
_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.CELL})
_HOLD_LINES = frozenset({BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.ROW})


def without_block_id(text: str) -> str:
    """Return words of one line without the block id that they end with."""
    if "^" not in text:
        return text
    left, _ = cut_block_id((Inline(InlineKind.TEXT, text),))
    return left[0].text if left else ""


def cut_block_id(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], str]:
    """Return a run without the block id that it ends with, and the id without its mark; the id is empty if it has none.

    The id may stand on a line of its own.
    """
    last = inlines[-1] if inlines else None
    if last is not None and last.text.startswith("id::") and (len(inlines) < 2 or inlines[-2].kind is InlineKind.BREAK):
        logseq = _LOGSEQ.fullmatch(last.text)
        return (tuple(inlines), "") if logseq is None else (trimmed(inlines[:-1]), logseq[1])
    if last is not None and last.kind is InlineKind.HTML and (named := comment_id(last.text)):
        return trimmed(inlines[:-1]), named
    if (
        last is None
        or last.kind is not InlineKind.TEXT
        or "^" not in last.text
        or (found := _BLOCK_ID.search(last.text)) is None
    ):
        return tuple(inlines), ""
    name, before = found["name"], last.text[: found.start()]
    kind = inlines[-2].kind if len(inlines) > 1 else None
    is_power = len(name) == 1 and (_BASE.search(before) if before.strip() else kind not in _LINE_BEGINS)
    if is_power or _FEW_DIGITS.fullmatch(name):
        return tuple(inlines), ""
    return trimmed([*inlines[:-1], msgspec.structs.replace(last, text=before.rstrip())]), name


def cut_at_end(block: Block) -> tuple[Block | None, str]:
    """Return a block without the block id at its end, None if nothing is left of it, and the id."""
    if block.kind in _LINES:
        inlines, name = cut_block_id(block.inlines)
        return msgspec.structs.replace(block, inlines=inlines) if inlines else None, name
    children = list(block.children)
    while block.kind is BlockKind.ROW and children and not children[-1].inlines:
        children.pop()
    if block.kind not in _HOLD_LINES or not children:
        return block, ""
    left, name = cut_at_end(children[-1])
    if left is None and block.kind is BlockKind.ROW and len(children) > 1:
        left = msgspec.structs.replace(children[-1], inlines=())  # a row keeps its cells
    kept = (*children[:-1], *([left] if left else ()), *block.children[len(children) :])
    return msgspec.structs.replace(block, children=kept) if left or len(children) > 1 else None, name


def ids_in(block: Block) -> int:
    """Return how many lines of a block end with an id."""
    return sum(map(ids_in, block.children)) + bool(block.kind in _LINES and cut_block_id(block.inlines)[1])


def without_ids(block: Block) -> Block:
    """Return a block in which no line ends with an id; the same block where none did."""
    if block.kind in _LINES:
        left, name = cut_block_id(block.inlines)
        return msgspec.structs.replace(block, inlines=left) if name else block
    if block.kind not in _HOLD_LINES:
        return block
    children = tuple(map(without_ids, block.children))
    is_same = all(child is other for child, other in zip(children, block.children, strict=True))
    return block if is_same else msgspec.structs.replace(block, children=children)


def id_behind(behind: Sequence[Block]) -> str:
    """Return the block id in a paragraph of its own, as it stands behind a list, a table or code."""
    if not behind or behind[0].kind is not BlockKind.PARAGRAPH:
        return ""
    left, name = cut_block_id(behind[0].inlines)
    return "" if left else name


def id_of_comment(block: Block) -> str:
    """Return the id in a plugin's comment that stands alone; empty if a block is none."""
    return comment_id(block.text) if block.kind is BlockKind.HTML else ""


def comment_id(text: str) -> str:
    """Return the id in a plugin's comment; empty if a text is none."""
    found = _COMMENT.fullmatch(text)
    return found[1] if found else ""
