"""Banks of questions: entries one after another through a post, where most ask and so all do, however they are worded.

    **12. State Beer's law.**        12. Write a loop.             What is a stack?
                                                                   Last in, first out.
    It is linear.                        `for x in y`
                                                                   What is a queue?

A bank with numbers is told by these, whatever headings part it (Section A, 1 to 10) and however an entry asks
("Compare A and B"); one of plain lines by lines that ask and nothing else, the first of which opens its section.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import (
    asks_in_other_words,
    asks_in_words,
    asks_nothing,
    asks_something,
    holds_mark,
    is_marked,
    says_more,
)
from deckgen.language.headings import is_example, is_generic_heading
from deckgen.language.in_prose import leans_on_moment
from deckgen.language.labels import ANSWER_LABEL, ends_in_colon, is_label
from deckgen.language.numbering import number_digits, without_number
from deckgen.language.scripts import ASKS
from deckgen.markdown.text import first_line, plain_text, ticked, without_code
from deckgen.model import Block, BlockKind, InlineKind, Label, Section
from deckgen.patterns import regex
from deckgen.topics import all_sections

_MANY, _SOME = 10, 0.4
_FEW, _MOST = 5, 0.5
"""Entries of a bank, and the share of them that ask by their words."""
_RUNNING = 0.8
"""Share of them whose number is the next one."""
_NEARLY_ALL = 0.8
"""Share of bold lines without numbers that ask by their mark."""
_AFTER_MARK = regex(rf"(?<=[{ASKS}])[^\w{ASKS}]+$")
_IN_TURNS = 3
_PLAIN, _PLAIN_BESIDE = 3, 2
"""Plain lines that ask, in a post and in a section of it."""
_LAST_OPENING = 1
"""Where the first of them stands at the latest."""
_PARAGRAPH, _LIST, _CODE = BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.CODE
_OPENS_ITEM = frozenset({_PARAGRAPH, BlockKind.HEADING})
_STRONG = InlineKind.STRONG
_NO_PLAIN = frozenset({_STRONG, InlineKind.LINK})
"""With which no plain line begins: bold asks by itself, and a link leads elsewhere."""
_SHOWN = frozenset({_CODE, _LIST, BlockKind.TABLE, BlockKind.MATH})


class _Entry(NamedTuple):
    """A paragraph that an entry of a bank opens."""

    block: Block
    name: str  # without its number
    number: int
    is_choice: bool = False  # one of the options below it is ticked


def with_banks(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post, the entries of its banks of questions marked as such."""
    blocks = [block for section in all_sections(sections) for block in section.blocks]
    bold = [block for block in blocks if block.inlines and _opens_bold(block)]
    boxed = {id(block) for block, behind in itertools.pairwise(blocks) if _has_boxes(behind)}
    found = itertools.chain(_bank(_bold(bold, boxed)), _bank(_items(blocks)))
    entries = {id(each.block) for each in found if each.is_choice or _may_ask(each.name)}
    entries |= set(_bold_lines(bold)) | set(_plain(sections))
    return tuple(_marked(section, entries) for section in sections) if entries else tuple(sections)


def _opens_bold(block: Block) -> bool:
    return block.inlines[0].kind is _STRONG and block.kind is _PARAGRAPH


def _bank(found: Iterable[_Entry]) -> Sequence[_Entry]:
    """Return entries if they are a bank's."""
    entries = list(found)
    if (count := len(entries)) < _FEW:
        return ()
    asking = sum(each.is_choice or asks_something(each.name) for each in entries)
    if not ((count >= _MANY and asking >= _SOME * count) or (count >= _FEW and asking >= _MOST * count)):
        return ()
    running = sum(after.number == before.number + 1 for before, after in itertools.pairwise(entries))
    return entries if running >= _RUNNING * (count - 1) else ()


def _has_boxes(block: Block) -> bool:
    """Return whether a list is one of boxes, some of which are ticked: answers to choose from."""
    labels = [entry.label for entry in block.children] if block.kind is _LIST else []
    return Label.DONE in labels and all(label in (Label.DONE, Label.TO_DO) for label in labels)


def _bold(bold: Sequence[Block], boxed: set[int]) -> Iterator[_Entry]:
    """Yield the paragraphs that open with a bold line with a number before its words; ``boxed``: above boxes."""
    for block in bold:
        text = plain_text(block.inlines[:1])
        digits = number_digits(text)
        if digits and (name := without_number(text)).strip():
            yield _Entry(block, name, int(digits), is_choice=id(block) in boxed)


def _bold_lines(bold: Sequence[Block]) -> Iterator[int]:
    """Yield the ids of the paragraphs that open with a bold line of their own, if nearly all of many such lines ask."""
    lines = [(block, name) for block in bold if (name := _bold_line(block))]
    if len(lines) < _MANY:
        return
    asking = [block for block, name in lines if asks_something(name) and is_marked(_AFTER_MARK.sub("", name))]
    if len(asking) >= _MANY and len(asking) >= _NEARLY_ALL * len(lines):
        yield from map(id, asking)


def _bold_line(block: Block) -> str:
    """Return the bold words that a paragraph opens with, if they are all of its first line; else an empty text."""
    line = first_line(block.inlines)
    return without_number(plain_text(line)).strip() if len(line) == 1 else ""


def _items(blocks: Sequence[Block]) -> Iterator[_Entry]:
    """Yield the first paragraphs of the numbered items that may be answered: below their line, or behind the list."""
    for block in blocks:
        if block.kind is not _LIST or not block.start:
            continue
        for number, item in enumerate(block.children):
            first = item.children[0] if item.children else None
            is_answered = len(item.children) > 1 or len(block.children) == 1
            if first is not None and first.kind in _OPENS_ITEM and (is_answered or _has_lines(first)):
                name = plain_text(first_line(first.inlines))
                is_choice = any(ticked(each) is not None for each in item.children[1:])
                yield _Entry(first, name, block.start + number, is_choice)


def _has_lines(block: Block) -> bool:
    return any(inline.kind is InlineKind.BREAK for inline in block.inlines)


def _plain(sections: Sequence[Section]) -> Iterator[int]:
    """Yield the ids of the paragraphs whose first lines ask, where a post is a bank of them or a label answers."""
    found: list[int] = []
    for section in all_sections(sections):
        blocks = tuple(map(_line, section.blocks))
        if not _may_ask_plainly(blocks):
            continue
        asking = [number for number in range(len(blocks)) if _is_asked_plainly(blocks, number)]
        yield from (id(section.blocks[number]) for number in asking if _is_answered(blocks[number + 1 :]))
        if len(asking) < _PLAIN_BESIDE or asking[0] > _LAST_OPENING:
            continue
        clear = sum(_asks_clearly(blocks[number], blocks[number + 1 : number + 2]) for number in asking)
        if (clear >= _PLAIN_BESIDE and 2 * clear >= len(asking)) or _is_in_turns(blocks, asking):
            found += [id(section.blocks[number]) for number in asking]
    if len(found) >= _PLAIN:
        yield from found


def _line(block: Block) -> Block:
    """Return a quote of one paragraph as that, in no bold: "> **What is a stack?**" is a plain line, too."""
    if block.kind is not BlockKind.QUOTE or block.label or [each.kind for each in block.children] != [_PARAGRAPH]:
        return block
    inlines = block.children[0].inlines
    if [inline.kind for inline in inlines] == [_STRONG]:
        inlines = inlines[0].children
    return msgspec.structs.replace(block, kind=_PARAGRAPH, children=(), inlines=inlines)


def _may_ask_plainly(blocks: Sequence[Block]) -> bool:
    """Return whether lines of a section may be questions, at a tenth of what it takes to read all of them."""
    marked = itertools.islice(filter(_shows_question, blocks), _PLAIN_BESIDE)
    if len(list(marked)) < _PLAIN_BESIDE and not any(map(_shows_answer, blocks)):
        return False
    opening = range(min(_LAST_OPENING + 1, len(blocks)))
    return any(_is_asked_plainly(blocks, number) for number in opening) or any(map(_is_answer, blocks))


def _is_in_turns(blocks: Sequence[Block], asking: Sequence[int]) -> bool:
    """Return whether questions in words that are not known here stand at each second or third paragraph."""
    if len(asking) < _FEW or _IN_TURNS * len(asking) < sum(block.kind is _PARAGRAPH for block in blocks):
        return False
    return all(asks_in_other_words(without_number(plain_text(first_line(blocks[at].inlines)))) for at in asking)


def _shows_question(block: Block) -> bool:
    for inline in block.inlines:
        if holds_mark(inline.text) or any(holds_mark(each.text) for each in inline.children):
            return True
    return False


def _shows_answer(block: Block) -> bool:
    """Return whether a block opens with the label of an answer."""
    text = block.text if block.kind is _CODE else block.inlines[0].text if block.inlines else ""
    text = text or plain_text(block.inlines[:1])
    return (":" in text or "：" in text) and ANSWER_LABEL.match(text) is not None


def _is_asked_plainly(blocks: Sequence[Block], number: int) -> bool:
    """Return whether the first line of a paragraph asks, and nothing else, and something follows that may answer."""
    block = blocks[number]
    if block.kind is not _PARAGRAPH or block.inlines[:1] == () or block.inlines[0].kind in _NO_PLAIN:
        return False
    if block.label or not (number + 1 < len(blocks) or _has_lines(block)):
        return False
    name = without_number(without_code(first_line(block.inlines)).strip())
    return asks_something(name, in_prose=True) and not says_more(name)


def _is_answered(behind: Sequence[Block]) -> bool:
    """Return whether a label opens the answer right below a question, its code and its options."""
    for block in behind:
        if _is_answer(block):
            return True
        if block.kind not in _SHOWN:
            return False
    return False


def _is_answer(block: Block) -> bool:
    return ANSWER_LABEL.match(block.text if block.kind is _CODE else plain_text(block.inlines)) is not None


def _asks_clearly(block: Block, behind: Sequence[Block]) -> bool:
    """Return whether a line asks by its words too, and means what it names or what stands right below it."""
    name = without_number(without_code(first_line(block.inlines)).strip())
    return asks_in_words(name) and (any(each.kind in _SHOWN for each in behind) or not leans_on_moment(name))


def _may_ask(name: str) -> bool:
    if is_label(name) or (asks_nothing(name) and not is_marked(name)):  # "How to install ...?" asks among questions
        return False
    return asks_something(name) or not (ends_in_colon(name) or is_generic_heading(name) or is_example(name))


def _marked(section: Section, entries: set[int]) -> Section:
    blocks = tuple(_marked_block(block, entries) for block in section.blocks)
    inner = tuple(_marked(each, entries) for each in section.sections)
    return msgspec.structs.replace(section, blocks=blocks, sections=inner)


def _marked_block(block: Block, entries: set[int]) -> Block:
    if id(block) in entries:
        return msgspec.structs.replace(_line(block), label=Label.QUESTION)
    if block.kind is not _LIST or not any(item.children and id(item.children[0]) in entries for item in block.children):
        return block
    items = tuple(
        msgspec.structs.replace(item, children=(_marked_block(item.children[0], entries), *item.children[1:]))
        if item.children
        else item
        for item in block.children
    )
    return msgspec.structs.replace(block, children=items)
