"""Answers that stand in a section of their own, by the numbers of the questions above it: put below these.

    ## Questions                           ## Answer key

    1. Which gas do plants take in?        1. B, carbon dioxide
       - A. Oxygen                         2. Helium
       - B. Carbon dioxide
    2. Name a noble gas.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import asks_something
from deckgen.language.labels import heads_answer
from deckgen.language.numbering import is_number, number_digits, without_number
from deckgen.markdown.text import bold_opening, first_line, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Section
from deckgen.patterns import regex
from deckgen.posts.asking.answers import LABEL, as_answer
from deckgen.topics import all_sections

_FEWEST, _NEARLY_ALL, _SHARE = 3, 0.8, 0.5
"""Answers of a key, the share of them that have a question, and that of these which ask by their words."""
_PARAGRAPH, _LIST, _CODE = BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.CODE
_SEPARATOR = regex(r"^\s*[.):：-]?\s*")


class _Entry(NamedTuple):
    """What bears a number: an item of a list, or a bold line with what stands below it."""

    number: int
    place: int  # id of the item, or of the paragraph
    words: str
    said: tuple[Block, ...]  # behind its number in an item, or behind its line


def with_answer_keys(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post with the answers of its keys below their questions."""
    if not any(map(_heads_key, all_sections(sections))):
        return tuple(sections)
    answers: dict[int, tuple[Block, ...]] = {}
    keys: set[int] = set()
    open_entries: list[_Entry] = []
    for section in all_sections(sections):
        entries = list(_entries(section.blocks))
        if not _heads_key(section):
            open_entries += entries
            continue
        paired = _paired(_last_run(open_entries), [*entries, *_rows(section.blocks)])
        if paired:
            keys.add(id(section))
            answers |= paired
            open_entries = []
    return tuple(_filled(section, answers, keys) for section in sections) if keys else tuple(sections)


def _heads_key(section: Section) -> bool:
    return any(heads_answer(without_number(heading)) for heading in section.headings)


def _rows(blocks: Sequence[Block]) -> Iterator[_Entry]:
    """Yield the rows of a key's tables: a number, and the answer beside it."""
    for table in blocks:
        for row in table.children if table.kind is BlockKind.TABLE else ():
            cells = [cell.inlines for cell in row.children]
            digits = number_digits(f"{plain_text(cells[0]).strip()}. x") if len(cells) > 1 else ""
            if digits and cells[1]:
                answer = Block(_PARAGRAPH, row.first, row.last, inlines=cells[1])
                yield _Entry(int(digits), id(row), plain_text(cells[1]), (answer,))


def _entries(blocks: Sequence[Block]) -> Iterator[_Entry]:
    """Yield what bears a number among blocks side by side."""
    opened: _Entry | None = None
    for block in itertools.chain.from_iterable(map(_lines, blocks)):
        if block.kind is _LIST and block.start:
            if opened is not None:
                yield opened
            opened = None
            for number, item in enumerate(block.children):
                words = plain_text(first_line(item.children[0].inlines)) if item.children else ""
                yield _Entry(block.start + number, id(item), words, item.children)
        elif digits := number_digits(f"{bold_opening(block)} x"):
            if opened is not None:
                yield opened
            words = without_number(plain_text(first_line(block.inlines)))
            opened = _Entry(int(digits), id(block), words, _behind_number(block))
        elif opened is not None:
            opened = opened._replace(said=(*opened.said, block))
    if opened is not None:
        yield opened


def _lines(block: Block) -> Iterator[Block]:
    """Yield a paragraph cut at its lines that open with a bold number."""
    starts = [
        number + 1
        for number, (mark, inline) in enumerate(itertools.pairwise(block.inlines))
        if mark.kind is InlineKind.BREAK and inline.kind is InlineKind.STRONG and is_number(plain_text([inline]))
    ]
    if not starts or not is_number(bold_opening(block)):
        yield block
        return
    for start, end in itertools.pairwise((0, *starts, len(block.inlines) + 1)):
        yield msgspec.structs.replace(block, inlines=block.inlines[start : end - 1])


def _behind_number(block: Block) -> tuple[Block, ...]:
    """Return what of a paragraph stands behind a number that is all of its bold opening: "**3.** Helium"."""
    bare = bold_opening(block).strip(" .):：")
    rest: Sequence[Inline] = block.inlines[1:]
    if not bare.isdecimal() or not rest:
        return ()
    first = msgspec.structs.replace(rest[0], text=_SEPARATOR.sub("", rest[0].text, count=1))
    return (msgspec.structs.replace(block, inlines=(first, *rest[1:])),)


def _last_run(entries: Sequence[_Entry]) -> dict[int, _Entry]:
    """Return the entries right above a key by their numbers, up to one that another bears again."""
    run: dict[int, _Entry] = {}
    for entry in reversed(entries):
        if entry.number in run:
            break
        run[entry.number] = entry
    return run


def _paired(questions: Mapping[int, _Entry], answers: Sequence[_Entry]) -> dict[int, tuple[Block, ...]]:
    """Return the answers of a key by the places of their questions; empty if it is none."""
    pairs = [(questions[each.number], each) for each in answers if each.number in questions and each.said]
    asking = sum(asks_something(question.words) for question, _ in pairs)
    if len(pairs) < max(_FEWEST, _NEARLY_ALL * len(answers)) or asking < _SHARE * len(pairs):
        return {}
    if any(not all(map(_may_belong, question.said)) for question, _ in pairs):
        return {}
    return {question.place: answer.said for question, answer in pairs}


def _may_belong(block: Block) -> bool:
    """Return whether a block below a question may be a part of it: its words, its code, or options without a tick."""
    return block.kind in (_PARAGRAPH, _CODE, BlockKind.RULE) or (block.kind is _LIST and not block.start)


def _filled(section: Section, answers: Mapping[int, tuple[Block, ...]], keys: set[int]) -> Section:
    if id(section) in keys:
        return as_answer(section)
    blocks = tuple(_with_answers(section.blocks, answers))
    inner = tuple(_filled(each, answers, keys) for each in section.sections)
    return msgspec.structs.replace(section, blocks=blocks, sections=inner)


def _with_answers(blocks: Sequence[Block], answers: Mapping[int, tuple[Block, ...]]) -> Iterator[Block]:
    """Yield blocks with each answer at the end of its item, or before the next bold number."""
    waiting: tuple[Block, ...] = ()
    for block in blocks:
        if waiting and (id(block) in answers or number_digits(bold_opening(block)) or block.kind is BlockKind.RULE):
            yield from waiting
            waiting = ()
        if block.kind is _LIST and any(id(item) in answers for item in block.children):
            yield msgspec.structs.replace(block, children=tuple(_with_answer(item, answers) for item in block.children))
            continue
        yield block
        if id(block) in answers:
            waiting = _labelled(answers[id(block)], block)
    yield from waiting


def _with_answer(item: Block, answers: Mapping[int, tuple[Block, ...]]) -> Block:
    if id(item) not in answers:
        return item
    return msgspec.structs.replace(item, children=(*item.children, *_labelled(answers[id(item)], item)))


def _labelled(said: Sequence[Block], block: Block) -> tuple[Block, ...]:
    return (Block(_PARAGRAPH, block.last, block.last, inlines=LABEL), *said)
