"""Answers put where they belong: a callout that only says Answer is a folded one, and one behind a list is its item's.

    - [ ] What is a stack?              1. What is a stack?

    > [!success]- Answer                <details><summary>Answer</summary>
    > A pile.                           A pile.</details>
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.asking import is_question
from deckgen.language.labels import ANSWER_LABEL, ANSWER_LABELS, ASKING_CALLOUTS, gives_answer, says_answer
from deckgen.markdown.text import first_line, is_picture, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_LIST, _TABLE, _QUOTE, _DETAILS = BlockKind.LIST, BlockKind.TABLE, BlockKind.QUOTE, BlockKind.DETAILS
_ENDS = frozenset({BlockKind.HEADING, BlockKind.RULE, _DETAILS})
_LABEL = regex(rf"^\s*(?:{ANSWER_LABELS})\s*\d{{0,3}}\s*[:：]", re.M)
_BETWEEN = frozenset({BlockKind.CODE, BlockKind.MATH, _TABLE})
"""What of a question may stand between its item and its answer."""


def with_answers_placed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks that stand side by side, and what they hold, with each answer where its question is."""
    out: list[Block] = []
    for block in blocks:
        answer = _labelled(_folded(_placed_inside(block), out), out)
        if answer.kind is _DETAILS and says_answer(plain_text(answer.inlines)):
            start = _asking_list(out)
            if start is not None:
                out[start:] = [_with_answer(out[start], [*out[start + 1 :], answer])]
                continue
        out.append(answer)
    return tuple(out)


def _placed_inside(block: Block) -> Block:
    if not block.children or block.kind is _TABLE:
        return block
    children = with_answers_placed(block.children)
    is_same = list(map(id, children)) == list(map(id, block.children))
    return block if is_same else msgspec.structs.replace(block, children=children)


def _labelled(block: Block, before: Sequence[Block]) -> Block:
    """Return a paragraph whose first line is bold and only says that an answer follows, where something above asks.

    That line is a label then; it may be the title of a folded box ("::: details Answer"). So is the label in a heading
    that is an answer itself.
    """
    if block.kind is BlockKind.HEADING and ANSWER_LABEL.match(plain_text(block.inlines)):
        return msgspec.structs.replace(block, kind=BlockKind.PARAGRAPH, level=0) if any(_asked_above(before)) else block
    if block.kind is not BlockKind.PARAGRAPH or not block.inlines or block.inlines[0].kind is not InlineKind.STRONG:
        return block
    line = first_line(block.inlines)
    if len(line) > 1 or not gives_answer(plain_text(line)):
        return block
    if not any(_asked_above(before)) or _is_answered(before):
        return block
    label = Inline(InlineKind.TEXT, "A: ", line=block.first)
    return msgspec.structs.replace(block, inlines=(label, *block.inlines[len(line) + 1 :]))


def _is_answered(before: Sequence[Block]) -> bool:
    """Return whether a label of an answer stands above already, below what asks last."""
    for block in reversed(before):
        if block.kind is BlockKind.PARAGRAPH and _LABEL.search(plain_text(block.inlines)):
            return True
        if block.kind is BlockKind.HEADING or _asks((block,)):
            return False
    return False


def _folded(block: Block, before: Sequence[Block]) -> Block:
    """Return a callout that only says that it holds an answer as a folded part, where something above it asks."""
    title = block.children[0] if block.kind is _QUOTE and block.label and block.children else None
    if title is None or title.label != Label.TITLE or not says_answer(plain_text(title.inlines)):
        return block
    if len(block.children) == 1 or not (block.label.casefold() in ASKING_CALLOUTS or any(_asked_above(before))):
        return block
    return Block(
        _DETAILS, block.first, block.last, inlines=title.inlines, children=block.children[1:],
        label=Label.ANSWER,
    )  # fmt: skip


def _asked_above(before: Sequence[Block]) -> Iterator[bool]:
    """Yield of each block above an answer, up to the heading or to the last answer, whether it asks."""
    for block in reversed(before):
        if block.kind is _LIST:
            yield _asks(block.children[-1].children)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            yield _asks((block,))
        elif block.kind is _QUOTE:
            yield block.label.casefold() in ASKING_CALLOUTS
        if block.kind in _ENDS:
            return


def _asks(blocks: Sequence[Block]) -> bool:
    """Return whether the first line of a paragraph or a heading asks; a callout's title does by its kind."""
    return bool(blocks) and (
        blocks[0].label == Label.TITLE or is_question(plain_text(first_line(blocks[0].inlines)))
    )


def _asking_list(before: Sequence[Block]) -> int | None:
    """Return the place of the list whose last item an answer behind it belongs to; None if there is none."""
    at = len(before) - 1
    while at >= 0 and (before[at].kind in _BETWEEN or is_picture(before[at])):
        at -= 1
    if at < 0 or before[at].kind is not _LIST:
        return None
    *others, last = before[at].children
    is_asking = (not others and before[at].start > 0) or _asks(last.children)  # one number: answers part the list
    are_answered = all(len(other.children) > 1 for other in others)  # else all items together are the question
    is_answered = any(block.kind is _DETAILS for block in last.children)
    return at if is_asking and are_answered and not is_answered else None


def _with_answer(asking: Block, behind: Sequence[Block]) -> Block:
    """Return a list that holds what stands behind it in its last item."""
    *items, last = asking.children
    end = behind[-1].last
    item = msgspec.structs.replace(last, last=end, children=(*last.children, *behind))
    return msgspec.structs.replace(asking, last=end, children=(*items, item))
