"""Callouts that ask: ``> [!question] What is it?``, with the answer below the title or in a callout of its own.

A title may hold both: ``> [!question] What is it? :: A test.``
"""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.cards.forms.choices import is_options
from deckgen.cards.forms.folded import hidden_blocks, says_answer
from deckgen.cards.forms.long_answers import paragraph
from deckgen.cards.forms.plugins import two_sides
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import is_question
from deckgen.language.labels import ASKING_CALLOUTS
from deckgen.markdown.text import first_line, plain_text
from deckgen.model import Block, BlockKind


def is_asking(block: Block) -> bool:
    """Return whether a block is a callout that asks."""
    return block.kind is BlockKind.QUOTE and block.label.casefold() in ASKING_CALLOUTS


def asked_in(block: Block, beside: Sequence[Block] = ()) -> Asked | None:
    """Read a callout that asks: its title is the question, or its first paragraph where it has none.

    A paragraph that is all of a callout may ask in its first line and answer in the others.
    What is folded ``beside`` one that only asks, with options, is its answer.
    """
    first, *behind = block.children
    question, behind_colons = two_sides(first)
    line = first_line(question)
    if not behind and not behind_colons and is_question(plain_text(line)):
        question, behind_colons = line, [paragraph(trimmed(question[len(line) + 1 :]), first.first)]
    front: Sequence[Block] = ()
    if beside and all(inner.kind is BlockKind.LIST or is_options(inner) for inner in behind):
        return asked(plain_question(question), hidden_blocks(beside[0]), block.first, front=behind)
    for number, inner in enumerate(behind):
        if says_answer(inner):
            front, behind = behind[:number], [*hidden_blocks(inner), *behind[number + 1 :]]
            break
    return asked(plain_question(question), [*behind_colons, *behind], block.first, front=front)
