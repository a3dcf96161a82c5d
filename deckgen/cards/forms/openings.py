"""Where a question opens: a heading, a bold line, a line of a bank, or the first line of an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.cards.forms.asked import plain_question
from deckgen.cards.forms.long_answers import paragraph
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import (
    asks_by_words,
    asks_in_words,
    asks_something,
    first_mark,
    holds_mark,
    is_marked,
    says_more,
)
from deckgen.language.labels import ANSWER_LABELS, heads_answer, heads_question
from deckgen.language.numbering import is_number, number_digits
from deckgen.language.scripts import ASKS
from deckgen.markdown.text import bold_opening, first_line, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_PARAGRAPH, _LIST, _BREAK = BlockKind.PARAGRAPH, BlockKind.LIST, InlineKind.BREAK
_SET_OFF = frozenset({InlineKind.STRONG, InlineKind.EMPH})
_ARROW = r"→|⇒|➜|➡|-{1,2}>|={1,2}>"
_JOINT = regex(rf"^\s*(?:[:：]|{_ARROW}|[-–—]{{1,2}}(?=\s)|(?:{ANSWER_LABELS})\s*[:：])\s*")
_BLANK = Inline(InlineKind.TEXT, " ")
_BESIDE = regex(
    rf"[^{ASKS}]{{3,300}}[{ASKS}](?:\s+(?:[-–—]{{1,2}}|:)\s+|\s*(?:{_ARROW}|(?:{ANSWER_LABELS})\s*[:：])\s*)\S"
)
_RIGHT_BEHIND = regex(rf"[^{ASKS}]{{3,300}}[{ASKS}]\s+\S")
_POINTS = regex(rf"(?<=\S)\s+(?:{_ARROW})\s+(?=\S)")
_FEWEST, _SURE = 3, 5
"""Items of a list that is told by what most of them do, and by what all do."""
_NEARLY_ALL = 0.8
"""Share of a column's cells that ask."""


class Opening(NamedTuple):
    """Where a question opens: its words, and what of its answer stands in the same paragraph or item."""

    question: tuple[Inline, ...]
    said: tuple[Block, ...]
    line: int
    flows: bool  # what stands behind its block belongs to its answer
    is_outlined: bool = False  # a plain item of an outline asks
    is_entry: bool = False  # it is one of a bank of questions


def bears_number(block: Block) -> bool:
    """Return whether a paragraph opens with a number in bold."""
    return number_digits(bold_opening(block)) != ""


def openings(block: Block) -> Iterator[Opening]:
    """Yield the questions that a block opens: one a bold line of a paragraph, one an item of a list."""
    if block.kind is _PARAGRAPH and _is_plain_entry(block):
        head, rest = _first_line(block.inlines)
        said = (paragraph(rest, rest[0].line or block.first),) if rest else ()
        yield Opening(plain_question(head), said, block.first, flows=True)
    elif block.kind is _PARAGRAPH:
        pieces = list(_cut_at_questions(block.inlines))
        for number, piece in enumerate(pieces, 1):
            found = _bold(piece, block.first, is_entry=number == 1 and block.label == Label.QUESTION)
            if found is not None:
                yield found._replace(flows=number == len(pieces))
    elif block.kind is BlockKind.HEADING:
        question = plain_question(block.inlines)
        if asks_something(plain_text(question)):
            yield Opening(question, (), block.first, flows=True)
    elif block.kind is BlockKind.TABLE:
        yield from _rows(block)
    elif block.kind is _LIST and _answers_beside(block):
        yield from filter(None, map(_beside, block.children))
    elif block.kind is _LIST:
        are_answered, is_numbered = True, asks_by_number(block)
        for number, entry in enumerate(block.children, 1):
            found = read_item(entry, is_numbered=is_numbered)
            if found is not None:
                is_alone = len(block.children) == 1
                flows = number == len(block.children) and (is_alone or (are_answered and not found.said))
                yield found._replace(flows=flows)
            are_answered = found is not None and bool(found.said)


def _rows(table: Block) -> Iterator[Opening]:
    """Yield the questions of a table's column, each answered in the cell of another."""
    columns = _asking_columns(table)
    for row in table.children if columns is not None else ():
        cells = [cell.inlines for cell in row.children]
        if columns is None or row.is_header or max(columns) >= len(cells):
            continue
        question, answer = plain_question(cells[columns[0]]), trimmed(cells[columns[1]])
        if question and answer:
            yield Opening(question, (paragraph(answer, row.first),), row.first, flows=False, is_entry=True)


def _asking_columns(table: Block) -> tuple[int, int] | None:
    """Return the columns of a table's questions and answers, by their headers, or where nearly each row asks.

    Then the answers stand in the last column, right behind the questions.
    """
    heads = [plain_text(cell.inlines).strip(" ?*:") for row in table.children if row.is_header for cell in row.children]
    asking = next((number for number, head in enumerate(heads) if heads_question(head.rstrip("s"))), None)
    answering = next((number for number, head in enumerate(heads) if heads_answer(head) or head == "A"), None)
    if asking is not None and answering is not None:
        return asking, answering
    column = len(heads) - 2
    rows = [row.children for row in table.children if not row.is_header and len(row.children) == len(heads)]
    if column < 0 or len(rows) < _FEWEST:
        return None
    texts = [plain_text(cells[column].inlines) for cells in rows if not _is_link(cells[column].inlines)]
    count = sum(is_marked(text) and asks_in_words(text) for text in texts)
    others = any(is_marked(plain_text(cells[column + 1].inlines)) for cells in rows)
    return (column, column + 1) if count >= _NEARLY_ALL * len(rows) and not others else None


def _is_link(inlines: Sequence[Inline]) -> bool:
    """Return whether a cell is one link: what it asks is answered there."""
    return [inline.kind for inline in trimmed(inlines)] in ([InlineKind.LINK], [InlineKind.PAGE])


def _is_plain_entry(block: Block) -> bool:
    """Return whether a paragraph opens with a line of a bank that stands in no bold."""
    return block.label == Label.QUESTION and block.inlines[0].kind is not InlineKind.STRONG


def _answers_beside(block: Block) -> bool:
    """Return whether most items of a list ask and answer in one run of words: "Who signs it? - Both"."""
    texts = [_opening_words(entry) for entry in block.children]
    pairs = sum(_BESIDE.match(text) is not None for text in texts)
    if pairs == len(texts) > 1 or (len(texts) >= _FEWEST and 2 * pairs > len(texts)):
        return True
    if len(texts) < _SURE or not holds_mark(texts[0]):
        return False
    return all(_RIGHT_BEHIND.match(text) and asks_in_words(text[: first_mark(text) + 1]) for text in texts)


def _opening_words(entry: Block) -> str:
    first = entry.children[0] if entry.children else None
    return plain_text(first.inlines) if first is not None and first.kind is _PARAGRAPH else ""


def _beside(entry: Block) -> Opening | None:
    """Read an item of such a list, whether or not a sign stands between its question and its answer."""
    first = entry.children[0] if entry.children else None
    if first is None or first.kind is not _PARAGRAPH:
        return None
    cut = _first_sentence(first.inlines, is_entry=True) or _at_arrow(first.inlines)
    if cut is None:
        return None
    question, rest = cut
    question = tuple(_BLANK if inline.kind is _BREAK else inline for inline in question)  # an editor's line
    said = (paragraph(_without_joint(trimmed(rest)), first.first), *entry.children[1:])
    return Opening(question, said, first.first, flows=False, is_entry=True)


def _at_arrow(head: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]] | None:
    """Cut an item without a mark at the arrow that points to its answer; None if it has none."""
    for number, inline in enumerate(head):
        found = _POINTS.search(inline.text) if inline.kind is InlineKind.TEXT else None
        if found is not None:
            own = msgspec.structs.replace(inline, text=inline.text[: found.start()])
            left = msgspec.structs.replace(inline, text=inline.text[found.end() :])
            return plain_question([*head[:number], own]), trimmed([left, *head[number + 1 :]])
    return None


def asks_by_number(block: Block) -> bool:
    """Return whether the numbers of a list are those of questions: few of its items state something."""
    items = block.children
    return block.start > 0 and (
        len(items) < _FEWEST or 2 * sum(read_item(entry, is_numbered=True) is not None for entry in items) >= len(items)
    )


def _cut_at_questions(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Cut a paragraph at its lines that open with a bold question."""
    start = 0
    for number in range(1, len(inlines)):
        first = inlines[number]
        if inlines[number - 1].kind is _BREAK and first.kind is InlineKind.STRONG:
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
    if first is None or first.kind is not InlineKind.STRONG:
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
    if not inlines or inlines[0].kind is not InlineKind.TEXT:
        return inlines
    return trimmed([msgspec.structs.replace(inlines[0], text=_JOINT.sub("", inlines[0].text)), *inlines[1:]])


def read_item(entry: Block, *, is_numbered: bool) -> Opening | None:
    """Read an item whose first line asks: a numbered one, or a bold one of any list."""
    if not entry.children or entry.children[0].kind not in (_PARAGRAPH, BlockKind.HEADING):
        return None
    opening = entry.children[0]
    head, rest = _first_line(opening.inlines)
    is_entry = is_numbered and opening.label == Label.QUESTION
    is_set_off = opening.kind is BlockKind.HEADING or (len(head) == 1 and head[0].kind in _SET_OFF)
    opens_bold = head[0].kind is InlineKind.STRONG and is_marked(plain_text(head[:1])) if head else False
    if opens_bold and len(head) > 1:
        head, rest, is_set_off = head[:1], (*_without_joint(trimmed(head[1:])), *rest), True
    is_laid_out = is_numbered or is_set_off or opens_bold
    if not is_laid_out and not (is_marked(plain_text(head)) and len(entry.children) > 1):
        return None
    found = _line_opening(head, rest, entry.children[1:], opening.first, is_set_off=is_set_off, is_entry=is_entry)
    return found._replace(is_outlined=not is_laid_out, is_entry=is_entry) if found is not None else None


def _line_opening(
    head: Sequence[Inline],
    rest: Sequence[Inline],
    behind: Sequence[Block],
    line: int,
    *,
    is_set_off: bool,
    is_entry: bool = False,
) -> Opening | None:
    """Read a line that asks, alone or by its first sentence; the lines below it open the answer.

    ``is_entry``: it is one of a bank of questions, so that it asks as a whole, whatever it says.
    """
    question = plain_question(head)
    text = plain_text(question)
    if not asks_something(text, in_prose=not is_set_off) or (says_more(text) and not is_set_off):
        cut = _first_sentence(head)
        if cut is None and not is_entry:
            return None
        if cut is not None:
            question, more = cut
            rest = (*more, *rest)
    said = (*((paragraph(rest, rest[0].line or line),) if rest else ()), *behind)
    return Opening(question, said, line, flows=False)


def _first_line(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    head = tuple(first_line(inlines))
    return head, trimmed(inlines[len(head) + 1 :])


def _first_sentence(
    head: Sequence[Inline], *, is_entry: bool = False
) -> tuple[tuple[Inline, ...], tuple[Inline, ...]] | None:
    """Cut a line behind the question that opens it, by its mark and its words; None if none does.

    ``is_entry``: it stands among lines that ask and answer, so that its mark is enough.
    """
    for number, inline in enumerate(head):
        at = -1
        if inline.kind is InlineKind.TEXT:
            at = first_mark(inline.text)
        elif inline.kind in _SET_OFF and is_marked(plain_text([inline])):
            at = 0
        if at < 0:
            continue
        is_text = inline.kind is InlineKind.TEXT
        own = msgspec.structs.replace(inline, text=inline.text[: at + 1]) if is_text else inline
        left = msgspec.structs.replace(inline, text=inline.text[at + 1 :]) if is_text else None
        question = plain_question([*head[:number], own])
        behind = trimmed([*([left] if left is not None else []), *head[number + 1 :]])
        text = plain_text(question)
        is_asked = asks_something(text) and (is_entry or asks_by_words(text) or not is_text)
        return (question, behind) if is_asked and plain_text(behind).strip() else None
    return None
