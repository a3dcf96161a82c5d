"""What stands between a question and its answer: code, and options to choose from; and which of these is right."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from deckgen.cards.forms.own_labels import ANSWER, plain_labels, without_label
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import asks_to_choose, points_below
from deckgen.language.labels import SOLUTION_LABEL, says_answer
from deckgen.language.options import are_options, beside, is_right, without_sign
from deckgen.markdown.text import blocks_text, plain_text, ticked
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_CHOICE = regex(
    r"\W*(?:(?P<label>[^\W\d_][^:：\n]{0,20})[:：]\s*)?\W{0,2}[A-Ha-h](?:\W{1,3}[A-Ha-h]\b){0,4}(?:\W*$|[.)）:])"
)
"""Which options are right: "C)", "b, d", "Lösung: a"."""
Split = tuple[Sequence[Block], Sequence[Block]]
"""What belongs to a question, and what answers it."""


def front_and_answer(question: Sequence[Inline], blocks: Sequence[Block]) -> Split:
    """Split off the code, with the options behind it, that a question speaks of, as long as an answer is left.

    Of options of which some are marked as right, all belong to the question, without the mark, and those answer.
    """
    end = next((at for at, block in enumerate(blocks) if block.kind is not BlockKind.CODE), len(blocks))
    if end < len(blocks) and (right := tuple(map(_unmarked, _right_of(blocks[end])))):
        options, chosen = (
            msgspec.structs.replace(blocks[end], children=entries)
            for entries in (tuple(map(_unmarked, blocks[end].children)), right)
        )
        answer = right[0].children if len(right) == 1 else (chosen,)
        return (*blocks[:end], options), (*answer, *blocks[end + 1 :])
    end = 0
    if points_below(plain_text(question)):
        while end < len(blocks) and (blocks[end].kind is BlockKind.CODE or (end and is_options(blocks[end]))):
            end += 1
        if not end and blocks and (is_options(blocks[0]) or _chooses_from(question, blocks[0])):
            end = 1
    return (blocks[:end], blocks[end:]) if end < len(blocks) else ((), blocks)


def _right_of(block: Block) -> Sequence[Block]:
    """Return the options of a list that are right: by their ticks, or one by a sign or in bold among signs of a row."""
    if block.kind is not BlockKind.LIST:
        return ()
    if (found := ticked(block)) is not None:
        return (found,)
    if not is_options(block):
        return ()
    labels = [entry.label for entry in block.children]
    if 0 < labels.count(Label.DONE) < len(labels) == labels.count(Label.DONE) + labels.count(Label.TO_DO):
        return [entry for entry in block.children if entry.label == Label.DONE]
    for is_mark in (lambda entry: is_right(blocks_text(entry.children)), _is_bold):
        marked = [entry for entry in block.children if is_mark(entry)]
        if len(marked) == 1:
            return marked
    return ()


def _is_bold(entry: Block) -> bool:
    return [inline.kind for child in entry.children[:1] for inline in child.inlines] == [InlineKind.STRONG]


def _unmarked(entry: Block) -> Block:
    """Return an option without what says that it is right."""
    if not entry.children:  # a box without words
        return msgspec.structs.replace(entry, label="")
    first, *more = entry.children
    inlines = first.inlines[0].children if _is_bold(entry) else first.inlines
    run = [msgspec.structs.replace(each, text=without_sign(each.text)) for each in inlines]
    return msgspec.structs.replace(
        entry, label="", children=(msgspec.structs.replace(first, inlines=trimmed(run)), *more)
    )


def _chooses_from(question: Sequence[Inline], block: Block) -> bool:
    """Return whether a question asks to choose from the list below it: "Which of the following ..."."""
    return block.kind is BlockKind.LIST and asks_to_choose(plain_text(question))


def behind_label(blocks: Sequence[Block]) -> Split | None:
    """Split a question's code and options from the answer behind its label (Answer: B); None if there is no label.

    The letter of an option, right behind all of them, needs none.
    """
    for number, block in enumerate(blocks):
        label = _label_of(block, is_first=not number)
        if label is not None and not is_options(block):
            left = without_label(plain_labels(block.inlines), label)
            answer = [*([msgspec.structs.replace(block, inlines=left)] if left else []), *blocks[number + 1 :]]
            return (blocks[:number], answer) if answer else None
        if block.kind is BlockKind.CODE and (found := ANSWER.match(block.text)) and block.text[found.end() :].strip():
            code = msgspec.structs.replace(block, text=block.text[found.end() :])
            return blocks[:number], [code, *blocks[number + 1 :]]
        if number and is_options(blocks[number - 1]) and _is_choice(block):
            return blocks[:number], blocks[number:]
        if (said := _labelled_item(block)) is not None:
            return blocks[:number], [*said, *blocks[number + 1 :]]
    return None


def _label_of(block: Block, *, is_first: bool) -> re.Pattern[str] | None:
    """Return the pattern of the label that a paragraph opens with; None if it does with none of an answer's."""
    text = plain_text(block.inlines) if block.kind is BlockKind.PARAGRAPH else ""
    return next((label for label in (ANSWER, SOLUTION_LABEL)[: 1 + is_first] if label.match(text)), None)


def _labelled_item(block: Block) -> Sequence[Block] | None:
    """Return what the first item of a list says behind its label, with the items behind it; None without a label."""
    first, *others = block.children if block.kind is BlockKind.LIST and not is_options(block) else (None,)
    opening = first.children[0] if first is not None and first.children else block
    if opening.kind is not BlockKind.PARAGRAPH or first is None or not ANSWER.match(plain_text(opening.inlines)):
        return None
    left = without_label(plain_labels(opening.inlines), ANSWER)
    said = [*([msgspec.structs.replace(opening, inlines=left)] if left else []), *first.children[1:]]
    said += [msgspec.structs.replace(block, children=tuple(others))] if others else []
    return said or None


def _is_choice(block: Block) -> bool:
    found = _CHOICE.match(plain_text(block.inlines))
    return found is not None and (found["label"] is None or says_answer(found["label"]))


def is_options(block: Block) -> bool:
    """Return whether the items of a list, or the lines of a paragraph, are answers to choose from: A, B, C."""
    if block.kind is BlockKind.PARAGRAPH:
        text = plain_text(block.inlines)
        return are_options(text.split("\n") if "\n" in text else beside(text))
    return block.kind is BlockKind.LIST and are_options([blocks_text(entry.children) for entry in block.children])
