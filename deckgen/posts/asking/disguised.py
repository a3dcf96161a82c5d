"""Questions that are written as something else: a list that is indented as code, headings and paragraphs as HTML.

        1. What is a stack?             <h3>What is a stack?</h3>
           Last in, first out.          <p>Last in, first out.</p>

Three that ask say that it is no code, and no page's frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.asking import asks_in_other_words, asks_in_words, asks_something, holds_mark
from deckgen.language.numbering import without_number
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import first_line, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_FEWEST = 3
_ANCHOR = 2
"""Tags at least of an anchor: it opens and ends."""
_TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_OPENS_LIST = regex(r"\d{1,3}[.)] ")
_PART = regex(
    r"<(?P<name>h[1-6]|p)\b[^<>]*>(?P<said>(?:[^<]|<(?!/?(?:h[1-6]|p)\b))*)</(?P=name)>\s*", re.I
)
_TAG = regex(r"<[^<>]*>")


def with_disguised_read(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a post, its questions in code or HTML read as what they are."""
    is_bank = sum(map(_heads_question, blocks)) >= _FEWEST
    out: list[Block] = []
    for block in blocks:
        out += (is_bank and tuple(_parts(block))) or _listed(block) or (_without_anchor(block),)
    return tuple(out)


def _without_anchor(block: Block) -> Block:
    """Return a paragraph or heading without the anchor that it opens with; its number goes into the bold behind it.

    ``<span id="q2">2</span>. **What is a heap?**``, ``### <a name="q1"></a>1. What is a stack?``
    """
    if block.kind not in _TEXTS or not block.inlines or block.inlines[0].kind is not InlineKind.HTML:
        return block
    end = next((at for at, each in enumerate(block.inlines) if not _is_anchor(each)), len(block.inlines))
    number = "".join(each.text for each in block.inlines[:end] if each.kind is InlineKind.TEXT)
    rest = block.inlines[end:]
    if end < _ANCHOR or not rest:
        return block
    if rest[0].kind is InlineKind.TEXT:
        number, rest = number + rest[0].text, rest[1:]
    opening = Inline(InlineKind.TEXT, number, line=block.first)
    if rest and rest[0].kind is InlineKind.STRONG and without_number(f"{number}x") == "x":
        bold = msgspec.structs.replace(rest[0], children=(opening, *rest[0].children))
        return msgspec.structs.replace(block, inlines=(bold, *rest[1:]))
    return msgspec.structs.replace(block, inlines=(*((opening,) if number else ()), *rest))


def _is_anchor(inline: Inline) -> bool:
    """Return whether an inline is a tag, or a number that may stand in one."""
    is_number = inline.kind is InlineKind.TEXT and inline.text.strip().isdigit()
    return is_number or inline.kind is InlineKind.HTML


def _heads_question(block: Block) -> bool:
    if block.kind is not BlockKind.HTML or not holds_mark(block.text):
        return False
    found = _PART.match(block.text)
    return found is not None and found["name"] != "p" and _asks(_TAG.sub("", found["said"]).strip())


def _listed(block: Block) -> tuple[Block, ...]:
    """Return the list that stands in code; nothing where that is no list of questions."""
    if block.kind is not BlockKind.CODE or not (holds_mark(block.text) and _OPENS_LIST.match(block.text)):
        return ()
    if block.last - block.first + 1 > block.text.count("\n"):  # between fences
        return ()
    read, _ = parse_markdown(block.text, first_line=block.first)
    items = [item for each in read if each.kind is BlockKind.LIST for item in each.children if item.children]
    asking = sum(_asks(plain_text(first_line(item.children[0].inlines))) for item in items)
    return tuple(read) if asking >= _FEWEST and 2 * asking >= len(items) else ()


def _parts(block: Block) -> Iterator[Block]:
    """Yield the headings of HTML as bold paragraphs, and its paragraphs; nothing where it holds anything else."""
    found = list(_PART.finditer(block.text)) if block.kind is BlockKind.HTML else []
    if sum(len(part[0]) for part in found) < len(block.text):
        return
    line, at = block.first, 0
    for part in found:
        line += block.text.count("\n", at, part.start("said"))
        at = part.start("said")
        is_heading = part["name"].lower() != "p"
        said = part["said"].strip()
        read, _ = parse_markdown(without_number(said) if is_heading else said, first_line=line)
        if is_heading:
            inlines = tuple(inline for each in read for inline in each.inlines)
            bold = Inline(InlineKind.STRONG, "", children=inlines, line=line)
            yield Block(BlockKind.PARAGRAPH, line, line, inlines=(bold,))
        else:
            yield from read


def _asks(text: str) -> bool:
    bare = without_number(text)
    return asks_something(bare, in_prose=True) and (asks_in_words(bare) or asks_in_other_words(bare))
