"""A heading, a bold paragraph or a numbered item that asks, answered by all that stands below it.

    ## What is overfitting?                 **为什么要有激活函数？**             3. Why is `list` no key?
    A model learns the noise.               没有它，网络只是线性的。               It can change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.cards.forms.alone import doubt, place_doubt
from deckgen.cards.forms.asked import (
    Asked,
    asked,
    behind_label,
    cue_of,
    fields_of,
    front_and_answer,
    headings_above,
    leads_over,
    paragraph,
    plain_question,
    quote_of,
)
from deckgen.cards.forms.folded import says_answer
from deckgen.cards.forms.own_gaps import words_of_marked
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import (
    asks_by_words,
    asks_in_words,
    asks_something,
    is_marked,
    is_number,
    number_width,
    says_more,
    stands_alone,
)
from deckgen.language.folding import fold, squeeze
from deckgen.language.in_prose import leans_on_moment
from deckgen.language.phrases import Phrases
from deckgen.markdown.text import blocks_text, has_picture, plain_text
from deckgen.model import Block, BlockKind, Card, Hold, Inline, InlineKind, Label, NoteType, StudyItem
from deckgen.patterns import regex

ASPECT = "question"
_PARAGRAPH, _LIST, _BREAK = BlockKind.PARAGRAPH, BlockKind.LIST, InlineKind.BREAK
_HEADING, _TABLE, _QUOTE = BlockKind.HEADING, BlockKind.TABLE, BlockKind.QUOTE
_STRONG, _TEXT, _QUESTION = InlineKind.STRONG, InlineKind.TEXT, Label.QUESTION
_ENDS = frozenset({BlockKind.HEADING, BlockKind.RULE})
_RULES = frozenset({BlockKind.RULE})
_SET_OFF = frozenset({InlineKind.STRONG, InlineKind.EMPH})
_JOINT = regex(r"^\s*(?:[:：]|[-–—]{1,2}(?=\s))\s*")
_UNNAMED = "R3: no heading above it, nor the post's title, names what it is about"
_FEWEST, _MANY = 3, 10
"""Questions of a list: so many that each could ask alone, or so many by their mark."""
_UNWRITTEN = frozenset({"todo", "tbd", "wip", "tba", "...", "…", "待补充", "待续", "略", "coming soon"})


class Opening(NamedTuple):
    """Where a question opens: its words, and what of its answer stands in the same paragraph or item."""

    question: tuple[Inline, ...]
    said: tuple[Block, ...]
    line: int
    flows: bool  # what stands behind its block belongs to its answer
    is_outlined: bool = False  # a plain item of an outline asks


def cards(item: ReadItem, words: Phrases, asked_there: Iterable[Asked] | None = None) -> Iterator[Card]:
    """Word a card for each question of a section that has an answer below it; they may be known already."""
    for found in questions(item) if asked_there is None else asked_there:
        text = plain_text(found.question)
        is_clear = stands_alone(text) or cue_of(item, text) != ""
        if not is_clear and not any(headings_above(item, text)):
            continue  # nobody could say what it is about
        unnamed = "" if is_clear or found.is_listed else _UNNAMED  # whoever lists questions asks them as they are
        reason = "" if item.hold else doubt(found) or place_doubt(found, item) or unnamed
        shown = msgspec.structs.replace(found, question=words_of_marked(found.question))
        fields = fields_of(shown, item, words, is_laid_out=True)
        subject = squeeze(text).rstrip("?？")
        yield Card(
            note_type=NoteType.QUESTION,
            item=item.key,
            aspect=ASPECT,
            subject=subject,
            fields={**fields, "Kind": ASPECT},
            sources=item.sources,
            topic=item.topic,
            category=item.category,
            quote=quote_of(found),
            hold=Hold.GATE if reason else item.hold,
            reason=reason or item.reason,
            block=found.block,
            is_split="Detail" in fields,
        )


def questions(item: StudyItem) -> Iterator[Asked]:
    """Yield what a section asks and answers: by its heading, then by what stands in it."""
    if item.is_answer or (any(map(says_answer, item.blocks)) and not item.below):
        return
    blocks = item.blocks
    heading = plain_question(item.heading or (Inline(InlineKind.TEXT, item.title),))
    taken = 0
    if not item.is_asked and (item.is_listed or asks_something(plain_text(heading))):
        below = (*blocks, *item.below)
        answer = _up_to_next(below, map(tuple, map(openings, below)), ends=_RULES)
        found = _answered(heading, answer, item.sources[0].line)
        if found is not None:
            taken = len(answer)
            is_chapter = item.has_parts and not item.below
            yield msgspec.structs.replace(found, is_listed=item.is_listed, is_chapter=is_chapter)
    yield from questions_in(blocks[taken:])


def without_answers(item: StudyItem, found: Sequence[Asked]) -> tuple[Block, ...]:
    """Return the blocks of a section that are none of its questions and no answer, for the other forms."""
    if item.is_answer:
        return ()
    taken = {id(block) for each in found for block in (*each.front, *each.answer)}
    taken |= {id(block) for block in item.blocks if _asks_in_rows(block)}
    lines = {each.line for each in found}
    return tuple(block for block in item.blocks if id(block) not in taken and not _is_question(block, lines))


def _asks_in_rows(block: Block) -> bool:
    """Return whether most rows of a table ask in their first cell: what they answer is no value of a column."""
    if block.kind is not _TABLE:
        return False
    firsts = [plain_text(row.children[0].inlines) for row in block.children if row.children and not row.is_header]
    return 2 * sum(map(is_marked, firsts)) > len(firsts)


def _is_question(block: Block, lines: set[int]) -> bool:
    if block.kind is _LIST:
        return any(child.first in lines for entry in block.children for child in entry.children)
    return block.first in lines


def questions_in(blocks: Sequence[Block]) -> Iterator[Asked]:
    """Yield the questions of bold paragraphs and items among blocks that stand side by side, and inside of them."""
    at = 0
    opened = [tuple(openings(block)) for block in blocks]
    is_listed = _are_questions(blocks, opened)
    while at < len(blocks):
        block, behind = blocks[at], blocks[at + 1 :]
        at += 1
        taken = 0
        for opening in opened[at - 1]:
            flown = _up_to_next(behind, opened[at:], asking=block) if opening.flows else ()
            found = _answered(opening.question, (*opening.said, *flown), opening.line)
            if found is not None:
                taken = len(flown)
                is_among = is_listed or block.label == _QUESTION
                yield msgspec.structs.replace(found, is_listed=is_among, is_outlined=opening.is_outlined)
        yield from _questions_inside(block)
        at += taken


def _are_questions(blocks: Sequence[Block], opened: Sequence[Sequence[Opening]]) -> bool:
    """Return whether blocks hold a list of questions: three or more, and half of the entries beside them."""
    texts = [plain_text(opening.question) for found in opened for opening in found]
    asking = sum(asks_in_words(text) and not leans_on_moment(text) for text in texts)
    entries = sum(max(len(found), len(block.children)) for found, block in zip(opened, blocks, strict=True) if found)
    return 2 * len(texts) > entries and (len(texts) >= _MANY or len(texts) == asking >= _FEWEST)


def _questions_inside(block: Block) -> Iterator[Asked]:
    """Yield the questions of a quote, and of the items of a list that ask nothing themselves."""
    if block.kind is _QUOTE:
        yield from questions_in(block.children)
    elif block.kind is _LIST:
        for entry in block.children:
            if len(entry.children) > 1 and _item(entry, is_numbered=_asks_by_number(block)) is None:
                yield from questions_in(entry.children[1:])


def _answered(question: tuple[Inline, ...], answer: Sequence[Block], line: int) -> Asked | None:
    front, rest = behind_label(answer) or front_and_answer(question, answer)
    found = asked(question, rest, line, front=front)
    return found if found is not None and answers(found.answer) else None


def _up_to_next(
    blocks: Sequence[Block],
    opened: Iterable[Sequence[Opening]],
    *,
    ends: frozenset[BlockKind] = _ENDS,
    asking: Block | None = None,
) -> tuple[Block, ...]:
    """Return the blocks up to the next question, number, rule or heading; a list that asks on its way is none."""
    out: list[Block] = []
    for block, found in zip(blocks, opened, strict=True):
        if (block.kind in ends and out) or (found and 2 * len(found) >= len(block.children)):
            break
        if asking is not None and _counts_on(block, asking):
            break
        out.append(block)
    return tuple(out)


def _counts_on(block: Block, asking: Block) -> bool:
    """Return whether a block bears the next number where one with a number asks: it opens another matter."""
    if block.kind is _LIST:
        return asking.kind is _LIST and block.start > asking.start > 0
    return _bears_number(block) and _bears_number(asking)


def _bears_number(block: Block) -> bool:
    """Return whether a paragraph opens with a number in bold."""
    first = block.inlines[0] if block.kind is _PARAGRAPH and block.inlines else None
    text = plain_text([first]) if first is not None and first.kind is _STRONG else ""
    return number_width(text) > 0 and any(map(str.isdigit, text[: number_width(text)]))


def openings(block: Block) -> Iterator[Opening]:
    """Yield the questions that a block opens: one a bold line of a paragraph, one an item of a list."""
    if block.kind is _PARAGRAPH:
        pieces = list(_cut_at_questions(block.inlines))
        for number, piece in enumerate(pieces, 1):
            found = _bold(piece, block.first, is_entry=number == 1 and block.label == _QUESTION)
            if found is not None:
                yield found._replace(flows=number == len(pieces))
    elif block.kind is _HEADING:
        question = plain_question(block.inlines)
        if asks_something(plain_text(question)):
            yield Opening(question, (), block.first, flows=True)
    elif block.kind is _LIST:
        are_answered, is_numbered = True, _asks_by_number(block)
        for number, entry in enumerate(block.children, 1):
            found = _item(entry, is_numbered=is_numbered)
            if found is not None:
                is_alone = len(block.children) == 1
                flows = number == len(block.children) and (is_alone or (are_answered and not found.said))
                yield found._replace(flows=flows)
            are_answered = found is not None and bool(found.said)


def _asks_by_number(block: Block) -> bool:
    """Return whether the numbers of a list are those of questions: few of its items state something."""
    items = block.children
    return block.start > 0 and (
        len(items) < _FEWEST or 2 * sum(_item(entry, is_numbered=True) is not None for entry in items) >= len(items)
    )


def _cut_at_questions(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Cut a paragraph at its lines that open with a bold question."""
    start = 0
    for number in range(1, len(inlines)):
        first = inlines[number]
        if inlines[number - 1].kind is _BREAK and first.kind is _STRONG:
            text = plain_text(plain_question([first]))
            if is_marked(text) and asks_something(text):
                yield trimmed(inlines[start:number])
                start = number
    yield tuple(inlines[start:])


def _bold(inlines: Sequence[Inline], line: int, *, is_entry: bool) -> Opening | None:
    """Read a paragraph that opens with a bold question, or with a bold number before it; its rest opens the answer.

    ``is_entry``: it is one of a bank of questions, so that its bold line asks, whatever it says.
    """
    first = inlines[0] if inlines else None
    if first is None or first.kind is not _STRONG:
        return None
    line = first.line or line
    if is_number(plain_text([first])):
        head, rest = _first_line(inlines[1:])
        return _line_opening(trimmed(head), rest, (), line, is_set_off=False)
    question = plain_question([first])
    rest = _without_joint(trimmed(inlines[1:]))
    text = plain_text(question)
    is_alone = not rest or inlines[1].kind is _BREAK
    if not is_entry and (not asks_something(text) or not (is_alone or is_marked(text))):
        return None
    said = (paragraph(rest, rest[0].line or line),) if rest else ()
    return Opening(question, said, line, flows=True)


def _without_joint(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Drop the colon or dash that joins an answer to the bold question before it."""
    if not inlines or inlines[0].kind is not _TEXT:
        return inlines
    return trimmed([msgspec.structs.replace(inlines[0], text=_JOINT.sub("", inlines[0].text)), *inlines[1:]])


def _item(entry: Block, *, is_numbered: bool) -> Opening | None:
    """Read an item whose first line asks: a numbered one, or a bold one of any list."""
    if not entry.children or entry.children[0].kind not in (_PARAGRAPH, BlockKind.HEADING):
        return None
    opening = entry.children[0]
    head, rest = _first_line(opening.inlines)
    is_set_off = opening.kind is _HEADING or (len(head) == 1 and head[0].kind in _SET_OFF)
    opens_bold = head[0].kind is _STRONG and is_marked(plain_text(head[:1])) if head else False
    is_laid_out = is_numbered or is_set_off or opens_bold
    if not is_laid_out and not (is_marked(plain_text(head)) and len(entry.children) > 1):
        return None
    found = _line_opening(head, rest, entry.children[1:], opening.first, is_set_off=is_set_off)
    return found._replace(is_outlined=not is_laid_out) if found is not None else None


def _line_opening(
    head: Sequence[Inline], rest: Sequence[Inline], behind: Sequence[Block], line: int, *, is_set_off: bool
) -> Opening | None:
    """Read a line that asks, alone or by its first sentence; the lines below it open the answer."""
    question = plain_question(head)
    text = plain_text(question)
    if not asks_something(text, in_prose=not is_set_off) or (says_more(text) and not is_set_off):
        cut = _first_sentence(head)
        if cut is None:
            return None
        question, more = cut
        rest = (*more, *rest)
    said = (*((paragraph(rest, rest[0].line or line),) if rest else ()), *behind)
    return Opening(question, said, line, flows=False)


def _first_line(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    for number, inline in enumerate(inlines):
        if inline.kind is _BREAK:
            return tuple(inlines[:number]), trimmed(inlines[number + 1 :])
    return tuple(inlines), ()


def _first_sentence(head: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]] | None:
    """Cut a line behind the question that opens it, by its mark and its words; None if none does."""
    for number, inline in enumerate(head):
        at = -1
        if inline.kind is _TEXT:
            at = min((place for mark in "?？" if (place := inline.text.find(mark)) >= 0), default=-1)
        elif inline.kind in _SET_OFF and is_marked(plain_text([inline])):
            at = 0
        if at < 0:
            continue
        is_text = inline.kind is _TEXT
        own = msgspec.structs.replace(inline, text=inline.text[: at + 1]) if is_text else inline
        left = msgspec.structs.replace(inline, text=inline.text[at + 1 :]) if is_text else None
        question = plain_question([*head[:number], own])
        behind = trimmed([*([left] if left is not None else []), *head[number + 1 :]])
        text = plain_text(question)
        is_asked = asks_something(text) and (asks_by_words(text) or not is_text)
        return (question, behind) if is_asked and plain_text(behind).strip() else None
    return None


def answers(blocks: Sequence[Block]) -> bool:
    """Return whether blocks say something themselves, beside addresses and links to where an answer stands."""
    first = blocks[0]
    if first.kind is _PARAGRAPH and _is_links(first.inlines) and not has_picture(first.inlines):
        return False
    said = squeeze(blocks_text(blocks))
    if fold(said).strip(" .。!！()（）*_") in _UNWRITTEN or leads_over(blocks[-1]):
        return False
    return not (len(blocks) == 1 and is_marked(said))


def _is_links(inlines: Sequence[Inline]) -> bool:
    beside = [inline for inline in inlines if inline.kind is not InlineKind.LINK]
    return not any(char.isalnum() for char in plain_text(beside)) and len(beside) < len(inlines)
