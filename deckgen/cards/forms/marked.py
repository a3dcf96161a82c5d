"""What is marked as a card, among the blocks of a section, in reading order; what looks so and is none says why.

    Q: What is it?            - Q: What is it?            > [!question] What is it?        ==gap==, {{c1::gap}}
    A: A test.                - A: A test.                > A test.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from deckgen.cards.forms import plugin_notes, plugins
from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.cards.forms.callouts import asked_in, is_asking
from deckgen.cards.forms.choices import is_options
from deckgen.cards.forms.folded import (
    NO_ANSWER,
    fault_of,
    folded_answers,
    hidden_blocks,
    label_shown,
    own_question,
    says_answer,
)
from deckgen.cards.forms.long_answers import paragraph
from deckgen.cards.forms.make import cut_lines, lines_joined
from deckgen.cards.forms.openings import openings
from deckgen.cards.forms.own_answers import all_answers
from deckgen.cards.forms.own_gaps import Gapped, gapped, gaps_of, left_open, may_gap
from deckgen.cards.forms.own_gaps import fault_of as gap_fault
from deckgen.cards.forms.own_labels import (
    ANSWER,
    QUESTION,
    ends_in_label,
    leads_on,
    plain_labels,
    question_and_answer,
    question_lines,
    without_label,
)
from deckgen.language.asking import asks_something
from deckgen.language.labels import asks
from deckgen.markdown.block_id import cut_block_id, id_behind, id_of_comment
from deckgen.markdown.text import is_picture, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label

UNANSWERED = "a question without an answer gives no card: begin the next line with A:"
ASKED_BELOW = "a question without an answer gives no card: what is folded below it asks something itself"
UNASKED = "an answer gives no card without words behind the label of its question"
NO_ANSWER_INSIDE = "a callout that asks gives no card without an answer below its title"
_PARAGRAPH, _LIST, _QUOTE, _DETAILS = BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.DETAILS
_BETWEEN = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.TABLE, BlockKind.QUOTE})
"""What may stand between a question and its labelled answer, beside options and pictures."""
_SEAMS = frozenset({BlockKind.RULE, BlockKind.HEADING, BlockKind.DETAILS})
"""What no question and no answer goes on behind."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What was meant as a card."""

    block: Block  # where it stands
    says: Asked | Gapped | None = None
    fault: str = ""  # why it gives none
    is_both_ways: bool = False
    key: str = ""  # what stands before ``::``, or what a folded part shows that does not ask
    is_heading: bool = False  # the heading asks
    taken: tuple[Block, ...]  # what belongs to it: no other form takes a card from there


def may_be_marked(text: str) -> bool:
    """Return whether a text may hold a marked card: a cheap look, which most do not pass."""
    return may_gap(text) or asks(text) or plugins.may_hold(text) or plugin_notes.may_be_noted(text)


def holds_asking(blocks: Sequence[Block]) -> bool:
    """Return whether any of these blocks, or of those inside, is folded or a callout that asks."""
    return any(
        block.kind is _DETAILS or is_asking(block) or (block.children and holds_asking(block.children))
        for block in blocks
    )


def marked_in(
    blocks: Sequence[Block], heading: Sequence[Inline] = (), line: int = 0, *, are_lines: bool = False
) -> Iterator[Marked]:
    """Yield what is marked as a card among blocks that stand side by side below a heading, and in what they hold.

    ``are_lines``: they are an item of a list of lines such as ``question::answer``.
    """
    start = 0
    opening = heading or (blocks[0].inlines if blocks else ())
    is_inside = bool(opening) and asks_something(plain_text(plain_question(opening)))
    if heading and blocks:
        below, start = _of_heading(heading, blocks, line)
        yield from below
    while start < len(blocks):
        found, start = _next(blocks, start, is_inside=is_inside, is_line=are_lines and not start)
        yield from _named(found, blocks[start : start + 1])


def _named(found: Iterable[Marked], behind: Sequence[Block]) -> Iterable[Marked]:
    """Return the cards, the last one with the id that a plugin wrote in a comment behind it."""
    name = id_of_comment(behind[0]) if behind else ""
    if not name:
        return found
    read = list(found)
    if not read or not isinstance(read[-1].says, Asked) or read[-1].says.block:
        return read
    says = msgspec.structs.replace(read[-1].says, block=name)
    return [*read[:-1], msgspec.structs.replace(read[-1], says=says)]


def _of_heading(heading: Sequence[Inline], blocks: Sequence[Block], line: int) -> tuple[list[Marked], int]:
    """Read a heading that is labelled as a question, or whose answer is folded."""
    asking = Block(_PARAGRAPH, line, line, inlines=tuple(heading))
    if turned := plugins.turned_by(asking, blocks):
        found = _of_plugin(turned, asking)
        return [msgspec.structs.replace(found, is_heading=True)], len(found.taken) - 1
    if QUESTION.match(plain_text(heading)):
        found = _labelled(msgspec.structs.replace(asking, inlines=plain_labels(heading)), blocks, opens=True)
        end = len(found.taken) - 1
        rules = sum(1 for _ in itertools.takewhile(lambda block: block.kind is BlockKind.RULE, blocks[end:]))
        if not rules or blocks[end + rules - 1].first:
            return [msgspec.structs.replace(found, is_heading=True)], end
        again, more = _of_heading(heading, blocks[end + rules :], line)  # "What is it? (2)", of other lines
        return [msgspec.structs.replace(found, is_heading=True), *again], end + rules + more
    question, sign = plugins.without_sign(heading)
    if sign:
        answer = _whole(blocks)
        says = asked(plain_question(question), answer, line)
        fault = "" if says else UNANSWERED
        return [Marked(block=blocks[0], says=says, fault=fault, is_heading=True, taken=tuple(answer))], len(answer)
    return _folded(plain_question(heading), blocks, line)


def _folded(heading: Sequence[Inline], blocks: Sequence[Block], line: int) -> tuple[list[Marked], int]:
    """Read the folded answers below a heading, and the cards between them; return where the last one ends."""
    out: list[Marked] = []
    end = 0
    for says, start, behind in folded_answers(heading, blocks, line):
        out += marked_in(blocks[end:start])
        is_heading = says.question == tuple(heading)
        out.append(
            Marked(block=blocks[start], says=says, taken=tuple(blocks[start:behind]), is_heading=is_heading)
        )
        end = behind
    return out, end


def _next(
    blocks: Sequence[Block], at: int, *, is_inside: bool = False, is_line: bool = False
) -> tuple[Iterable[Marked], int]:
    """Read the card that a block opens, and return where the next one may; nothing where it opens none.

    Cards inside a block are read when they are asked for: whether it opens one takes no look at all that it holds.
    """
    block, behind = blocks[at], blocks[at + 1 :]
    if block.kind is _PARAGRAPH:
        found = list(_of_paragraph(block, behind, is_line=is_line))
        return found, at + max([1, *(len(each.taken) for each in found)])
    if block.kind is _DETAILS:
        says = own_question(block, is_inside=is_inside)
        if says is not None:
            return [Marked(block=block, says=says, key=label_shown(block), taken=(block,))], at + 1
        fault = fault_of(block)
        mine = [Marked(block=block, fault=fault, taken=())] if fault else []
        return itertools.chain(mine, marked_in(block.children)), at + 1
    if block.kind is _LIST:
        return _of_list(block), at + 1
    if block.kind is _QUOTE:
        if not is_asking(block) or not block.children:
            return marked_in(block.children), at + 1
        beside = tuple(behind[:1]) if any(map(says_answer, behind[:1])) else ()
        says, taken = asked_in(block, beside), (block, *beside)
        return [Marked(block=block, says=says, fault="" if says else NO_ANSWER_INSIDE, taken=taken)], at + len(taken)
    return [], at + 1


def _of_list(block: Block) -> Iterator[Marked]:
    """Read each item by itself; an answer may be all of the next one."""
    are_lines = plugins.are_lines(block.children)
    number = 0
    while number < len(block.children):
        children = block.children[number].children
        while number + 1 < len(block.children) and _opens_answer(block.children[number + 1]):
            number += 1
            children = (*children, *block.children[number].children)
        number += 1
        children = tuple(_with_answer_beside(children))
        if children and children[0].kind is _PARAGRAPH and any(map(says_answer, children)):
            found = list(folded_answers(plain_question(children[0].inlines), children[1:], children[0].first))
            if found:
                yield from (Marked(block=children[0], says=each, taken=tuple(children)) for each, *_ in found)
                continue
        yield from marked_in(children, are_lines=are_lines)


def _of_plugin(card: plugins.Found, block: Block) -> Marked:
    if card.is_doubtful:
        return Marked(block=block, fault=plugins.IN_PROSE, taken=())
    fault = "" if card.says is not None else plugins.NO_ANSWER
    return Marked(
        block=block,
        says=card.says,
        fault=fault,
        is_both_ways=card.is_both_ways,
        key=card.key,
        taken=(block, *card.taken),
    )


def _with_answer_beside(children: Sequence[Block]) -> Iterator[Block]:
    """Yield what an item holds; an answer that is the first item below its question stands beside it."""
    for number, child in enumerate(children):
        is_below = number and child.kind is _LIST and _opens_answer(child.children[0]) and not is_options(child)
        if is_below:
            first, *others = child.children
            yield from first.children
            if others:
                yield msgspec.structs.replace(child, children=tuple(others))
        else:
            yield child


def _opens_answer(entry: Block) -> bool:
    return any(map(_is_answer, entry.children[:1]))


def _is_answer(block: Block) -> bool:
    return block.kind is _PARAGRAPH and ANSWER.match(plain_text(block.inlines)) is not None


def _of_paragraph(block: Block, behind: Sequence[Block], *, is_line: bool = False) -> Iterator[Marked]:
    text = plain_text(block.inlines)
    if "\n?" in text and plugins.is_turned(block):
        yield from (_of_plugin(card, block) for card in plugins.cards_of(block, behind))
    elif lines := _labelled_lines(block, text, behind):
        is_bold = len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.STRONG  # it stands like a heading
        for number, inlines in enumerate(lines, 1):
            asking = msgspec.structs.replace(block, inlines=inlines, first=inlines[0].line or block.first)
            found = _labelled(asking, behind if number == len(lines) else (), opens=is_bold)
            yield msgspec.structs.replace(found, taken=(block, *found.taken[1:]))
    elif plugin_notes.may_be_noted(text) and (noted := list(_noted(block, behind))):
        yield from noted
    elif plugins.are_cards(cards := plugins.cards_of(block, behind, is_item=is_line)):
        yield from (_of_plugin(card, block) for card in cards)
    elif (folded := _folded_below(behind, is_entry=block.label == Label.QUESTION)) and (
        asks_something(text) or block.label == Label.QUESTION
    ):
        between, hidden, end = folded
        says = asked(plain_question(block.inlines), hidden, block.first, front=between)
        yield Marked(block=block, says=says, fault="" if says else NO_ANSWER, taken=(block, *behind[:end]))
    elif may_gap(text):
        left, name = cut_block_id(block.inlines)
        gaps = gapped(left, name or id_behind(behind))
        if gaps is not None:
            yield Marked(block=block, says=gaps, fault=left_open(gaps), taken=(block,))
        elif fault := gap_fault(left):
            yield Marked(block=block, fault=fault, taken=())
    else:
        yield from (_of_plugin(card, block) for card in cards)


def _labelled_lines(block: Block, text: str, behind: Sequence[Block]) -> list[tuple[Inline, ...]]:
    """Return the labelled questions of a paragraph, each with the lines behind it.

    Below words that open the paragraph a label proves nothing before an answer has one too.
    """
    if QUESTION.match(text):
        return [] if leads_on(block.inlines) else list(question_lines(plain_labels(block.inlines)))
    if not asks(text):
        return []
    _, *lines = question_lines(plain_labels(block.inlines))
    is_answered = any(question_and_answer(line)[1] or ends_in_label(line) for line in lines)
    return lines if is_answered or (behind and _is_answer(behind[0])) else []


def _noted(block: Block, behind: Sequence[Block]) -> Iterator[Marked]:
    notes, count = plugin_notes.notes_between(block, behind)
    for note in notes or plugin_notes.inline_notes(block):
        taken = (block, *behind[:count]) if note.says else (block,)
        yield Marked(block=block, says=note.says, fault=note.fault, is_both_ways=note.is_both_ways, taken=taken)


def _labelled(block: Block, behind: Sequence[Block], *, opens: bool = False) -> Marked:
    """Read a labelled question; its answer stands beside it or behind it, below code and options that belong to it."""
    question, answer = question_and_answer(block.inlines)
    if not answer and (folded := _folded_below(behind, is_labelled=True, is_bare=not question)):
        between, hidden, used = folded
        says = asked(question, hidden, block.first, front=between)
        return Marked(block=block, says=says, fault="" if says else UNASKED, taken=(block, *behind[:used]))
    front: list[Block] = []
    rest = list(behind)
    is_open = not answer and ends_in_label(plain_labels(block.inlines))
    if not answer and (not is_open or any(map(_is_answer, rest[:1]))):  # a label may stand there twice
        front, rest, answer, is_open = _answer_below(rest)
    if not answer and (is_open or opens) and rest:
        answered = _whole(rest)
        used = len(behind) - len(rest) + len(answered)
    elif answer:
        more = _whole(rest)
        answered = [paragraph(answer, answer[0].line or block.first), *more] if not cut_block_id(answer)[1] else []
        if not answered:
            answered, more = [paragraph(answer, answer[0].line or block.first)], []
        used = len(behind) - len(rest) + len(more)
    else:
        is_folded = any(each.kind is _DETAILS for each in behind[:1])
        return Marked(block=block, fault=ASKED_BELOW if is_folded else UNANSWERED, taken=(block,))
    says = asked(question, all_answers(block, behind, answered), block.first, front=front)
    fault = "" if says else UNANSWERED if question or front else UNASKED
    return Marked(block=block, says=says, fault=fault, taken=(block, *behind[:used]))


def _folded_below(
    behind: Sequence[Block], *, is_labelled: bool = False, is_bare: bool = False, is_entry: bool = False
) -> tuple[Sequence[Block], tuple[Block, ...], int] | None:
    """Split what stands behind a question: the rest of it, with hints, the folded answer, and where that ends.

    More text is of a question that ``is_labelled``, and the first of it all that a label asks that ``is_bare``.
    """
    for number, block in enumerate(behind):
        if says_answer(block):
            return behind[:number], hidden_blocks(block), number + 1
        is_more = (is_labelled or is_entry) and block.kind not in _SEAMS and not _ends_question(block)
        is_own = (is_bare and not number and block.label == Label.QUESTION) or (
            block.kind is _LIST and any(map(says_answer, behind[number + 1 : number + 2]))
        )
        if not (is_own or is_more or _is_hint(block) or _is_between(block)):
            break
    return _all_folded(behind) if is_labelled else None


def _all_folded(behind: Sequence[Block]) -> tuple[Sequence[Block], tuple[Block, ...], int] | None:
    """Take all that is folded right below a question for its answer, each part under what it shows."""
    folded = tuple(itertools.takewhile(lambda block: block.kind is _DETAILS and not own_question(block), behind))
    is_answered = any(map(_is_answer, behind[len(folded) : len(folded) + 1]))
    return ((), folded, len(folded)) if folded and not is_answered else None


def _ends_question(block: Block) -> bool:
    """Return whether a block is no part of the question above it; a list of questions may be one."""
    return _is_answer(block) or (block.kind is not _LIST and _opens_card(block))


def _is_hint(block: Block) -> bool:
    """Return whether a block is folded and asks nothing itself."""
    return block.kind is _DETAILS and own_question(block, is_inside=True) is None


def _is_between(block: Block) -> bool:
    return block.kind in _BETWEEN or is_options(block) or is_picture(block)


def _answer_below(behind: Sequence[Block]) -> tuple[list[Block], list[Block], tuple[Inline, ...], bool]:
    """Split what stands behind a question: its code and options, what follows the answer's paragraph, and that.

    The last says that the answer's label stands alone, so that what follows is the answer.
    """
    for number, block in enumerate(behind):
        left, lines = cut_lines(block, lambda text: ANSWER.match(text) is not None)
        if lines:  # a list takes in the line below it
            answer = without_label(plain_labels(lines_joined(lines)), ANSWER)
            return [*behind[:number], left], list(behind[number + 1 :]), answer, not answer
        if _is_answer(block):
            answer = without_label(plain_labels(block.inlines), ANSWER)
            return list(behind[:number]), list(behind[number + 1 :]), answer, not answer
        if not _is_between(block) and not _is_hint(block):
            break
    return [], list(behind), (), False


def _whole(behind: Sequence[Block]) -> list[Block]:
    """Return what goes on with an answer: up to a rule, a heading, the next question, or the block id that ends it."""
    out: list[Block] = []
    for block in behind:
        if block.kind in _SEAMS or id_of_comment(block):
            break
        if _opens_card(block):
            break
        out.append(block)
        if block.kind is _PARAGRAPH and cut_block_id(block.inlines)[1]:
            break
    return out


def _opens_card(block: Block) -> bool:
    if block.kind is _PARAGRAPH:
        text = plain_text(block.inlines)
        if _labelled_lines(block, text, ()) or plugins.are_cards(plugins.cards_of(block, ())):
            return True
        if plugin_notes.may_be_noted(text) and any(True for _ in _noted(block, ())):
            return True
        if may_gap(text) and gaps_of(block.inlines)[1]:
            return True
    elif block.kind in (_LIST, _QUOTE) and any(True for _ in _next((block,), 0)[0]):
        return True
    return any(True for _ in openings(block))
