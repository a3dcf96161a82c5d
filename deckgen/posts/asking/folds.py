"""Folded parts that hold the answer to what stands above them, told by where they stand, whatever they show.

    ### Q: What is DNS?                                  ### Define disjoint sets.
    <details><summary>💡 Tap me</summary>                <details><summary>Ответ</summary>
    It maps names to addresses.</details>                They share no element.</details>

One alone below a question answers it. What many of a post's folded parts show, most of them right below a question, is
their label wherever it stands, and so is a word for an answer in what several show at the end of their sections. What
asks itself is another question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import asks_something, is_question
from deckgen.language.labels import asks, bare_label, holds_answer, says_answer
from deckgen.language.numbering import without_number
from deckgen.markdown.text import is_picture, plain_text, shows
from deckgen.model import Block, BlockKind, Label

_LONGEST_LABEL = 40
_MOST_WORDS = 6
_MANY, _MOST = 10, 0.5
"""Folded parts side by side, and the share that asks, from which all of them are questions."""
_FEWEST = 3
"""So many folded parts that show the same have it for a label."""
_FEWEST_SOLVED = 2
"""So many folded parts at the end of a section whose label has a word for an answer hold one."""
_FEWEST_INSIDE = 2
"""So many headings that ask make a folded part a part of the post."""
_DETAILS = BlockKind.DETAILS
_ENDS = frozenset({BlockKind.HEADING, BlockKind.RULE})
_BETWEEN = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.TABLE, BlockKind.QUOTE, BlockKind.LIST})
"""What may belong to a question above its answer."""


class _Folded(NamedTuple):
    """A folded part, by what it shows, and how it stands to what is above it."""

    shown: str
    block: Block
    answers: bool = False  # it stands alone below a question, with no more than code and options between
    is_next: bool = False  # and nothing between them that could answer
    is_last: bool = False  # something stands above it in its section, and nothing below


def with_answer_folds(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a post, the folded parts that hold an answer labelled so."""
    entries = _entries(blocks)
    found = list(_folded_in(blocks))
    if not found and not entries:
        return tuple(blocks)
    counts = Counter(each.shown for each in found)
    answering = Counter(each.shown for each in found if each.answers)
    labels = {shown for shown, count in answering.items() if counts[shown] >= _FEWEST and 2 * count >= counts[shown]}
    chosen = {id(each.block) for each in found if each.is_next or each.shown in labels}
    solving = {id(each.block) for each in found if each.is_last and holds_answer(each.shown)}
    chosen |= solving if len(solving) >= _FEWEST_SOLVED else set()
    labels_of = dict.fromkeys(entries, Label.QUESTION) | dict.fromkeys(chosen, Label.ANSWER)
    return tuple(_labelled(blocks, labels_of)) if labels_of else tuple(blocks)


def _entries(blocks: Sequence[Block]) -> set[int]:
    """Return the folded parts side by side that are a list of questions, so that all of them ask: most do, of many."""
    folded = [block for block in blocks if block.kind is _DETAILS and block.inlines]
    if len(folded) < _MANY:
        return set()
    texts = [plain_text(block.inlines) for block in folded]
    if sum(asks_something(without_number(text)) for text in texts) < _MOST * len(folded):
        return set()
    return {id(block) for block, text in zip(folded, texts, strict=True) if not says_answer(text)}


def unfolded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks of a post, a folded part of it among them: one with headings that ask, or that shows nothing.

    What it shows stands before what it holds.
    """
    for block in blocks:
        inside = [each for each in block.children if each.kind is BlockKind.HEADING] if block.kind is _DETAILS else []
        if block.label or not inside or (block.inlines and sum(map(_asks, inside)) < _FEWEST_INSIDE):
            yield block
            continue
        if block.inlines:
            yield Block(BlockKind.PARAGRAPH, block.first, block.first, inlines=block.inlines)
        yield from unfolded(block.children)


def _labelled(blocks: Sequence[Block], labels: Mapping[int, Label]) -> Iterator[Block]:
    for block in blocks:
        if block.children:
            children = tuple(_labelled(block.children, labels))
            label = labels.get(id(block), block.label)
            yield msgspec.structs.replace(block, children=children, label=label)
        else:
            yield block


def _folded_in(blocks: Sequence[Block]) -> Iterator[_Folded]:
    """Yield the folded parts that may hold an answer, among blocks side by side and in what they hold."""
    for block in blocks:
        if block.children:
            yield from _folded_in(block.children)
    if any(block.kind is _DETAILS for block in blocks):  # hardly ever, and to ask each paragraph takes time
        yield from _folded_beside(blocks)


def _folded_beside(blocks: Sequence[Block]) -> Iterator[_Folded]:
    question = ""  # labelled, asking, or nothing
    between: list[Block] = []
    for number, block in enumerate(blocks):
        if block.kind in _ENDS or (block.kind is BlockKind.PARAGRAPH and _asks(block)):
            question, between = plain_text(block.inlines) if _asks(block) else "", []
        elif block.kind is not _DETAILS:
            between.append(block)
        elif shown := _label_of(block):
            is_end = _ends_here(blocks[number + 1 :])
            is_alone = question != "" and is_end and all(map(_may_stand_between, between))
            is_next = is_alone and (not between or asks(question))
            is_last = is_end and number > 0 and blocks[number - 1].kind is not _DETAILS
            yield _Folded(shown, block, answers=is_alone, is_next=is_next, is_last=is_last)
            between.append(block)
        else:
            question = ""  # answered, or followed by another one


def _label_of(block: Block) -> str:
    """Return what a folded part shows if that may be a label; empty if it asks, says too much or is a known one."""
    text = plain_text(block.inlines)
    label = bare_label(text)
    if not label or len(label) > _LONGEST_LABEL or len(label.split()) > _MOST_WORDS or says_answer(text):
        return ""
    return "" if asks_something(without_number(text)) else label


def _asks(block: Block) -> bool:
    return is_question(plain_text(block.inlines))


def _ends_here(behind: Sequence[Block]) -> bool:
    return not behind or behind[0].kind in _ENDS or (behind[0].kind is BlockKind.PARAGRAPH and _asks(behind[0]))


def _may_stand_between(block: Block) -> bool:
    return block.kind in _BETWEEN or is_picture(block) or (block.kind is BlockKind.HTML and not shows((block,)))
