"""Folded answers: what a ``<details>`` shows is the question, what it hides the answer.

    <details><summary>What is DNS?</summary>It maps names to addresses.</details>

Where it only shows "Answer", the question is what stands before it: the heading or item with its code and options.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.cards.forms.own_gaps import may_gap
from deckgen.cards.forms.own_labels import ANSWER, OPTION_B, QUESTION
from deckgen.language.asking import asks_something
from deckgen.language.folding import fold
from deckgen.language.labels import says_answer as is_answer_label
from deckgen.language.numbering import number_digits, without_number
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_NOTHING = regex(
    r"(?:click|expand|show|see|view|open|toggle|unfold|hide|more|read|details?|output|outputs|results?|full|complete|"
    r"table of contents|toc|contents|hints?|notes?|warnings?|tips?|changelog|changes|code|source|examples?|logs?|"
    r"screenshots?|spoilers?|展开|点击|更多|详情|查看|目录|提示|输出|结果|代码|源码|注意|更新|日志|もっと|詳細|目次|더|자세히)\b.*|"
    r"(?:展开|点击|更多|详情|查看|目录|提示|输出|结果|代码|源码).*",
    re.I | re.S,
)
"""What a folded part shows that is no question."""
NO_QUESTION = "a folded answer gives no card without a question before it: in its heading, its item or its paragraph"
NO_ANSWER = "a folded question gives no card without an answer below its <summary>"
_WORDS = 3
"""A summary of so many words asks, with or without a mark."""
_DETAILS = BlockKind.DETAILS


def says_answer(block: Block) -> bool:
    """Return whether a folded part only says that it holds an answer."""
    return block.kind is _DETAILS and (
        block.label == Label.ANSWER or is_answer_label(plain_text(block.inlines))
    )


def own_question(block: Block, *, is_inside: bool = False) -> Asked | None:
    """Return what a folded part asks by what it shows, and answers by what it hides; None if it asks nothing.

    ``is_inside``: it stands in the answer to another question, so only what surely asks is a question.
    """
    if block.kind is not _DETAILS or says_answer(block):
        return None
    text = without_number(_shown(block))
    is_asked = asks_something(without_number(plain_text(block.inlines))) or (
        _NOTHING.fullmatch(text) is None
        and (block.label == Label.QUESTION or (not is_inside and _is_long(text)))
    )
    return asked(plain_question(block.inlines), hidden_blocks(block), block.first) if is_asked else None


def label_shown(block: Block) -> str:
    """Return what a folded part shows, in small letters; empty where it asks: many posts may ask the same."""
    return "" if asks_something(without_number(plain_text(block.inlines))) else _shown(block)


def _is_long(text: str) -> bool:
    return len(text.split()) >= _WORDS or (len(text) >= 2 * _WORDS and not text.isascii())


def fault_of(block: Block) -> str:
    """Return why a folded part that was meant as a card, and gave none, did not; empty where it was not meant so."""
    if says_answer(block):
        return NO_QUESTION
    return NO_ANSWER if asks_something(without_number(_shown(block))) else ""


def folded_answers(
    heading: Sequence[Inline], blocks: Sequence[Block], line: int
) -> Iterator[tuple[Asked, int, int]]:
    """Yield the questions of a heading or an item whose answers are folded, with the places where each begins and ends.

    What stands before a folded answer asks in place of a heading that does not, or has its answer; what is folded right
    behind it and asks nothing is more of the answer, and so is a hint above it.
    """
    start = end = 0
    is_asking = bool(heading) and asks_something(plain_text(heading))
    for number, block in enumerate(blocks):
        if number < end:
            continue
        is_seam = block.kind is BlockKind.RULE or own_question(block, is_inside=is_asking) is not None
        if is_seam or (start and block.kind is BlockKind.HEADING):
            start = number + 1
        if not says_answer(block):
            continue
        start += _instructions(blocks[start:number])
        start += 0 if is_asking and not start else _cards(blocks[start:number])
        between = blocks[start:number]
        question = tuple(heading)
        if _asks_itself(between, question, is_first=not start):
            question, front = plain_question(between[0].inlines), between[1:]
        elif question and (between or not start):  # the same heading may ask again, of other code
            front = between
        else:
            start = number + 1
            continue
        more = tuple(itertools.takewhile(_is_more, blocks[number + 1 :]))
        end = number + 1 + len(more)
        said = (*hidden_blocks(block), *_shown_open((*more, *filter(_is_more, front))))
        front = [each for each in front if not _is_more(each)]
        found = asked(question, said, blocks[start].first if start else line, front=front)
        if found is not None:
            yield found, start, end
        start = end


def _is_more(block: Block) -> bool:
    """Return whether a block is folded and asks nothing itself: another solution, its code, a hint."""
    return block.kind is _DETAILS and own_question(block, is_inside=True) is None


def _shown_open(folds: Iterable[Block]) -> Iterator[Block]:
    """Yield what folded parts hold, each behind what it shows, in bold."""
    for part in folds:
        if part.inlines:
            bold = Inline(InlineKind.STRONG, children=part.inlines, line=part.first)
            yield Block(BlockKind.PARAGRAPH, part.first, part.first, inlines=(bold,))
        yield from hidden_blocks(part)


def _instructions(blocks: Sequence[Block]) -> int:
    """Return how many blocks stand before the paragraph with the question's number: they are for all of a section."""
    numbered = [at for at, block in enumerate(blocks) if _bears_number(block)]
    return numbered[-1] if numbered and numbered[0] else 0


def _cards(blocks: Sequence[Block]) -> int:
    """Return how many blocks stand before a folded answer's question: cards of their own, with their answers.

    Letters of options ("A: a net" above "B: a pot") label no answers.
    """
    texts = [plain_text(block.inlines) if block.kind is BlockKind.PARAGRAPH else "" for block in blocks]
    last = answered = 0
    is_labelled = False
    for at, text in enumerate(texts):
        is_labelled = is_labelled or QUESTION.match(text) is not None
        is_answered = is_labelled and any(map(ANSWER.match, text.splitlines()))
        if is_answered and not OPTION_B.search("\n".join(texts[at : at + 2])):
            last, answered, is_labelled = at + 1, at + 1, False
        elif may_gap(text):
            last = at + 1
    asking = (at for at in range(last, len(blocks)) if asks_something(texts[at]))
    return next(asking, answered) if last else 0


def _bears_number(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and number_digits(plain_text(block.inlines)) != ""


def _asks_itself(blocks: Sequence[Block], heading: Sequence[Inline], *, is_first: bool) -> bool:
    """Return whether what stands before a folded answer is a question of its own, with its code and options."""
    if not blocks or blocks[0].kind is not BlockKind.PARAGRAPH:
        return False
    if not is_first or not heading:
        return True
    texts = (plain_text(block.inlines) for block in blocks if block.kind is BlockKind.PARAGRAPH)
    return not asks_something(plain_text(heading)) and any(map(asks_something, texts))


def hidden_blocks(block: Block) -> tuple[Block, ...]:
    """Return what is hidden, without folded parts that only repeat that it is an answer."""
    out: list[Block] = []
    for child in block.children:
        out += hidden_blocks(child) if says_answer(child) else (child,)
    return tuple(out)


def _shown(block: Block) -> str:
    return fold(plain_text(block.inlines)).strip(" :：.!！▶►👉*_()（）[]【】")
