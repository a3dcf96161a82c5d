"""A heading, a bold paragraph or a numbered item that asks, answered by all that stands below it.

    ## What is overfitting?                 **为什么要有激活函数？**             3. Why is `list` no key?
    A model learns the noise.               没有它，网络只是线性的。               It can change.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from deckgen.cards.forms.alone import by_definition, doubt, place_doubt
from deckgen.cards.forms.asked import Asked, asked, cue_of, fields_of, headings_above, plain_question, quote_of
from deckgen.cards.forms.choices import behind_label, front_and_answer
from deckgen.cards.forms.folded import says_answer
from deckgen.cards.forms.long_answers import leads_over
from deckgen.cards.forms.openings import Opening, asks_by_number, bears_number, openings, read_item
from deckgen.cards.forms.own_gaps import words_of_marked
from deckgen.cards.forms.own_labels import ANSWER, ends_in_label
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.sentences import sentences
from deckgen.language.asking import asks_in_other_words, asks_in_words, asks_something, is_marked
from deckgen.language.folding import fold, squeeze
from deckgen.language.in_prose import leans_on_moment
from deckgen.language.phrases import Phrases
from deckgen.language.pointing import is_sentence, points_to_link
from deckgen.language.scripts import ASKS
from deckgen.language.subjects import stands_alone
from deckgen.markdown.text import blocks_text, has_picture, plain_text, without_code
from deckgen.model import Block, BlockKind, Card, Hold, Inline, InlineKind, Label, NoteType, StudyItem

ASPECT = "question"
_PARAGRAPH, _LIST = BlockKind.PARAGRAPH, BlockKind.LIST
_TABLE, _QUOTE, _QUESTION = BlockKind.TABLE, BlockKind.QUOTE, Label.QUESTION
_ENDS = frozenset({BlockKind.HEADING, BlockKind.RULE})
_RULES = frozenset({BlockKind.RULE})
_UNNAMED = "R3: no heading above it, nor the post's title, names what it is about"
_FEWEST, _FEWEST_OTHERS, _MANY = 3, 5, 10
"""Questions of a list: so many that each could ask alone, or would if their words were known, or so many by mark."""
_UNWRITTEN = frozenset({"todo", "tbd", "wip", "tba", "...", "…", "待补充", "待续", "略", "coming soon"})


def cards(item: ReadItem, words: Phrases, asked_there: Iterable[Asked] | None = None) -> Iterator[Card]:
    """Word a card for each question of a section that has an answer below it; they may be known already."""
    for found in questions(item) if asked_there is None else asked_there:
        text = plain_text(found.question)
        is_clear = stands_alone(without_code(found.question)) or found.has_code or cue_of(item, text) != ""
        if not is_clear and not any(headings_above(item, text)):
            continue  # nobody could say what it is about
        unnamed = "" if is_clear or found.is_listed else _UNNAMED  # whoever lists questions asks them as they are
        reason = "" if item.hold else doubt(found) or place_doubt(found, item) or unnamed
        shown = msgspec.structs.replace(found, question=words_of_marked(found.question))
        fields = by_definition(found, fields_of(shown, item, words, is_laid_out=True))
        subject = squeeze(text).rstrip(ASKS)
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
    heading = plain_question(item.heading or (Inline(InlineKind.TEXT, item.title),))
    is_asking = not item.is_asked and (item.is_listed or asks_something(plain_text(heading)))
    for blocks in _parts(item.blocks):
        taken = 0
        if is_asking:
            below = (*blocks, *item.below)
            answer = _below_heading(below, [tuple(openings(block)) for block in below], is_listed=item.is_listed)
            found = _answered(heading, answer, blocks[0].first if item.parts and blocks else item.sources[0].line)
            if found is not None:
                taken = len(answer)
                is_chapter = item.has_parts and not item.below
                yield msgspec.structs.replace(found, is_listed=item.is_listed, is_chapter=is_chapter)
        yield from questions_in(blocks[taken:])


def _below_heading(
    blocks: Sequence[Block], opened: Sequence[Sequence[Opening]], *, is_listed: bool
) -> tuple[Block, ...]:
    """Return the answer to a heading; of one among headings that ask also what it asks itself on its way.

    Where the label of an answer stands on a line of its own, what asks right above it is the heading's question said
    in full.
    """
    at = next((at for at, found in enumerate(opened, 1) if found), 0) if is_listed else 0
    is_answered = at < len(blocks) and blocks[at].kind is _PARAGRAPH
    if at and is_answered and ends_in_label(blocks[at].inlines):
        return (*blocks[:at], *_up_to_next(blocks[at:], opened[at:], ends=_RULES))
    answer = _up_to_next(blocks, opened, ends=_RULES)
    inner = sum(map(len, opened))
    has_labels = any(ANSWER.match(plain_text(block.inlines)) for block in blocks if block.kind is _PARAGRAPH)
    if is_listed and inner > 0 and not has_labels and (inner < _FEWEST or (answer and leads_over(answer[-1]))):
        return _up_to_next(blocks, [()] * len(blocks), ends=_RULES)
    return answer


def _parts(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Yield what stands below one heading in several places, each by itself: there is a rule on no line between."""
    start = 0
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.RULE and not block.first:
            yield blocks[start:number]
            start = number + 1
    yield blocks[start:]


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
                is_among = is_listed or opening.is_entry or block.label == _QUESTION
                yield msgspec.structs.replace(found, is_listed=is_among, is_outlined=opening.is_outlined)
        yield from _questions_inside(block)
        at += taken


def _are_questions(blocks: Sequence[Block], opened: Sequence[Sequence[Opening]]) -> bool:
    """Return whether blocks hold a list of questions: three or more, and half of the entries beside them."""
    texts = [without_code(opening.question) for found in opened for opening in found]
    asking = sum(asks_in_words(text) and not leans_on_moment(text) for text in texts)
    if asking < len(texts) >= _FEWEST_OTHERS:
        asking += sum(asks_in_other_words(text) and not asks_in_words(text) for text in texts)
    entries = sum(max(len(found), len(block.children)) for found, block in zip(opened, blocks, strict=True) if found)
    return 2 * len(texts) > entries and (len(texts) >= _MANY or len(texts) == asking >= _FEWEST)


def _questions_inside(block: Block) -> Iterator[Asked]:
    """Yield the questions of a quote, and of the items of a list that ask nothing themselves."""
    if block.kind is _QUOTE:
        yield from questions_in(block.children)
    elif block.kind is _LIST:
        for entry in block.children:
            if len(entry.children) > 1 and read_item(entry, is_numbered=asks_by_number(block)) is None:
                yield from questions_in(entry.children[1:])


def _answered(question: tuple[Inline, ...], answer: Sequence[Block], line: int) -> Asked | None:
    labelled = behind_label(answer)
    front, rest = labelled or front_and_answer(question, answer)
    found = asked(question, rest, line, front=front)
    if found is None and labelled is None and front:  # nothing but a way back stands behind the code, so that answers
        found = asked(question, answer, line)
    return found if found is not None and answers(found.answer) else None


def _up_to_next(
    blocks: Sequence[Block],
    opened: Iterable[Sequence[Opening]],
    *,
    ends: frozenset[BlockKind] = _ENDS,
    asking: Block | None = None,
) -> tuple[Block, ...]:
    """Return the blocks up to the next question, number, rule or heading; a list that asks on its way is none.

    Behind an entry of a bank a heading is a part of its answer, and what asks before the answer's label is its own.
    """
    out: list[Block] = []
    is_entry = asking is not None and asking.label == _QUESTION
    ends = _RULES if is_entry else ends
    labelled = _labelled(blocks, ends) if is_entry else 0
    is_counted = asking is not None and _is_counted(asking) and _goes_on_counting(blocks, asking, ends)
    for number, (block, found) in enumerate(zip(blocks, opened, strict=True)):
        is_next = number >= labelled and bool(found) and 2 * len(found) >= len(block.children)
        if (block.kind in ends and out) or (is_next and (_is_counted(block) or not is_counted)):
            break
        if asking is not None and _counts_on(block, asking):
            break
        out.append(block)
    return tuple(out)


def _labelled(blocks: Sequence[Block], ends: frozenset[BlockKind]) -> int:
    """Return the place of the label that opens an entry's answer; 0 if there is none before the next entry."""
    for number, block in enumerate(blocks):
        if block.kind in ends or block.label == _QUESTION:
            break
        if block.kind is _PARAGRAPH and ANSWER.match(plain_text(block.inlines)):
            return number
    return 0


def _is_counted(block: Block) -> bool:
    """Return whether a question bears a number, or is one of a bank."""
    return block.start > 0 or block.label == _QUESTION or bears_number(block)


def _goes_on_counting(blocks: Sequence[Block], asking: Block, ends: frozenset[BlockKind]) -> bool:
    """Return whether another number follows: what asks without one before it is a turn of the answer."""
    here = itertools.takewhile(lambda block: block.kind not in ends, blocks)
    return any(_counts_on(block, asking) or block.label == _QUESTION for block in here)


def _counts_on(block: Block, asking: Block) -> bool:
    """Return whether a block bears the next number where one with a number asks: it opens another matter."""
    if block.kind is _LIST:
        return asking.kind is _LIST and block.start > asking.start > 0
    return bears_number(block) and bears_number(asking)


def answers(blocks: Sequence[Block]) -> bool:
    """Return whether blocks say something themselves, beside addresses and links to where an answer stands."""
    first, *more = blocks
    is_way = first.kind is _PARAGRAPH and _is_links(first.inlines) and not has_picture(first.inlines)
    if is_way and not any(map(_states, more)):
        return False
    said = squeeze(blocks_text(blocks))
    if fold(said).strip(" .。!！()（）*_") in _UNWRITTEN or leads_over(blocks[-1]):
        return False
    return not (len(blocks) == 1 and is_marked(said) and all(map(is_marked, map(plain_text, sentences(first.inlines)))))


def _states(block: Block) -> bool:
    """Return whether a block behind a link is a sentence of the answer, and none about that link."""
    text = plain_text(block.inlines) if block.kind is _PARAGRAPH else ""
    return is_sentence(text) and not points_to_link(text) and not any(i.kind is InlineKind.LINK for i in block.inlines)


def _is_links(inlines: Sequence[Inline]) -> bool:
    beside = [inline for inline in inlines if inline.kind is not InlineKind.LINK]
    return not any(char.isalnum() for char in plain_text(beside)) and len(beside) < len(inlines)
