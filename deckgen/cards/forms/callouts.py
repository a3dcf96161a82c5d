"""Callouts that ask: ``> [!question] What is it?``, with the answer below the title or in a callout of its own."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.language.labels import says_answer
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Label

_ASKING = frozenset({"question", "faq", "help"})
"""Kinds of callouts that ask."""
_QUOTE = BlockKind.QUOTE


def is_asking(block: Block) -> bool:
    """Return whether a block is a callout that asks."""
    return block.kind is _QUOTE and block.label.casefold() in _ASKING


def asked_in(block: Block) -> Asked | None:
    """Read a callout that asks: its title is the question, or its first paragraph where it has none."""
    first, *behind = block.children
    question = first.inlines if first.kind is BlockKind.PARAGRAPH else ()
    front: Sequence[Block] = ()
    for number, inner in enumerate(behind):
        if _is_answer(inner):
            front, behind = behind[:number], [*inner.children[1:], *behind[number + 1 :]]
            break
    return asked(plain_question(question), behind, block.first, front=front)


def _is_answer(block: Block) -> bool:
    """Return whether a callout only says by its title that it holds the answer."""
    title = block.children[0] if block.kind is _QUOTE and block.label and block.children else None
    return title is not None and title.label == Label.TITLE and says_answer(plain_text(title.inlines))
