"""A list of an answer's own that took in the number of the next question: parted again.

    1. What is a stack?

    A pile:

    1. push
    2. pop

    2. What is a queue?         To CommonMark the third item of the list above it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.language.asking import asks_in_words, asks_something
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind

_HEADING, _LIST, _PARAGRAPH = BlockKind.HEADING, BlockKind.LIST, BlockKind.PARAGRAPH


def with_lists_parted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks that stand side by side, each numbered question among them in a list of its own."""
    out: list[Block] = []
    number = 0  # of the question that is being answered
    for block in blocks:
        if block.kind is _HEADING:
            number = 0
        if block.kind is not _LIST or not block.start:
            out.append(block)
            continue
        *others, last = block.children
        is_asking = _asks(last)
        if number and others and is_asking and block.start <= number and not any(map(_asks, others)):
            own = msgspec.structs.replace(block, last=others[-1].last, children=tuple(others))
            number += 1
            out += [own, Block(_LIST, last.first, block.last, start=number, children=(last,))]
            continue
        if is_asking and not others:
            number = block.start
        out.append(block)
    return tuple(out)


def _asks(item: Block) -> bool:
    """Return whether an item is one line that asks by its words."""
    first = item.children[0] if item.children else None
    if first is None or first.kind is not _PARAGRAPH:
        return False
    text = plain_text(first.inlines).partition("\n")[0]
    return asks_something(text, in_prose=True) and asks_in_words(text)
