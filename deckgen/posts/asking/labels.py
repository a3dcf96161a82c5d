"""Questions below a line that only says that they are some: whatever their words, they ask.

    ## Question 3                **Frage 3 von 20**               ## 题目
    Name the noble gases.        Nenne die Edelgase.              列举惰性气体。

    **Answer:** Helium ...       Antwort: Helium ...              ## 答案

A line that counts in other words, or in none (``### 3.``), is such a label where many do in turn and most of what
stands below them asks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import asks_something
from deckgen.language.folding import fold
from deckgen.language.labels import ANSWER_LABEL, Counted, answer_label, counted, heads_answer, heads_question
from deckgen.language.labels import asks as reads_as_marked
from deckgen.language.numbering import without_number
from deckgen.language.options import are_options, opens_option
from deckgen.language.scripts import ASKS
from deckgen.markdown.text import blocks_text, first_line, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label, Section
from deckgen.patterns import regex
from deckgen.posts.asking.answers import LABEL, as_answer, asks, blocks_of
from deckgen.topics import all_sections

_FEWEST, _SHARE = 3, 0.5
"""Labels that count in words that need not mean a question, and the share of what is below them that asks."""
_RUNNING = 0.8
"""Share of them whose number is the next one."""
_PARAGRAPH, _LIST, _BREAK = BlockKind.PARAGRAPH, BlockKind.LIST, InlineKind.BREAK
_TEXT, _STRONG = InlineKind.TEXT, InlineKind.STRONG
_OWN_WORDS = 160
"""Letters of a sentence that a question is about, at most."""
_TAGS = ("{%", "{{")
"""A tag of some site's templates is no question."""
_ENDS = regex(r"[.。!！?？:：]\W*$")
"""How a question ends that a formula below it is no part of."""
_ASKS = regex(f"[{ASKS}]\\W*$")


class _Found(NamedTuple):
    """A label, and whether what stands below it asks by its words."""

    place: int  # of its section or block
    counts: Counted
    asks: bool
    is_answered: bool = True  # a label of an answer or options stand below it


def with_labels_read(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post; below each label of a question that question stands in its place."""
    found = list(_labels(sections))
    chosen = set(_chosen(found)) if found else set()
    is_labelled = chosen or any(map(_shows_label, all_sections(sections)))
    return tuple(_read(sections, chosen)) if is_labelled else tuple(sections)


def _labels(sections: Sequence[Section]) -> Iterator[_Found]:
    """Yield the headings and the lines that count, in reading order."""
    for section in sections:
        counts = counted(section.headings[-1]) if section.headings else None
        if counts is not None:
            yield _Found(id(section), counts, asks=_asks(_below(section)), is_answered=_is_answered(section))
        for block, behind in itertools.pairwise((*section.blocks, None)):
            counts = _counted_line(block)
            if counts is not None and block is not None:
                yield _Found(id(block), counts, asks=_asks(_lines_below(block) or _words(behind)))
        yield from _labels(section.sections)


def _is_answered(section: Section) -> bool:
    """Return whether a heading, a label of an answer, options or a folded part stand below a heading."""
    if not section.blocks or any(map(_heads_answer, section.sections)):
        return True
    return any(
        _is_choice_or_rule(block) or block.label or ANSWER_LABEL.match(plain_text(block.inlines))
        for block in section.blocks
    )


def _below(section: Section) -> Sequence[Inline]:
    """Return what stands right below a heading: the first paragraph, or the heading below it."""
    if section.blocks:
        return _words(section.blocks[0])
    return section.sections[0].title if section.sections else ()


def _words(block: Block | None) -> Sequence[Inline]:
    if block is not None and block.kind is BlockKind.QUOTE and not block.label and len(block.children) == 1:
        return _words(block.children[0])
    if block is None or block.kind is not _PARAGRAPH or plain_text(block.inlines).startswith(_TAGS):
        return ()
    return block.inlines


def _asks(inlines: Sequence[Inline]) -> bool:
    return bool(inlines) and asks_something(without_number(plain_text(_cut(inlines)[0])))


def _counted_line(block: Block | None) -> Counted | None:
    """Return what the first line of a paragraph counts; in plain words it says that it counts questions."""
    if block is None or block.kind is not _PARAGRAPH or not block.inlines or block.label:
        return None
    opening = block.inlines[0].kind
    is_bold = opening is _STRONG
    if not is_bold and opening is not _TEXT:
        return None
    line = first_line(block.inlines)
    if is_bold and len(line) > 1:
        return None
    text = plain_text(line)
    if is_bold and heads_question(label := text.strip(" :：*.")):
        return Counted(fold(label), 0)  # it labels the one question of its place
    counts = counted(text)
    return counts if counts is not None and (is_bold or heads_question(counts.words)) else None


def _lines_below(block: Block) -> Sequence[Inline]:
    return block.inlines[len(first_line(block.inlines)) + 1 :]


def _chosen(found: Sequence[_Found]) -> Iterator[int]:
    """Yield the places of the labels that stand above questions."""
    by_words: dict[str, list[_Found]] = {}
    for each in found:
        by_words.setdefault(each.counts.words, []).append(each)
    for words, labels in by_words.items():
        if (heads_question(words) and any(each.asks or each.is_answered for each in labels)) or _are_questions(labels):
            yield from (label.place for label in labels)


def _are_questions(labels: Sequence[_Found]) -> bool:
    asking = sum(label.asks for label in labels)
    numbers = [label.counts.number for label in labels]
    running = sum(after == before + 1 for before, after in itertools.pairwise(numbers))
    return asking >= _FEWEST and asking >= _SHARE * len(labels) and running >= _RUNNING * (len(labels) - 1)


def _read(sections: Sequence[Section], chosen: set[int]) -> Iterator[Section]:
    """Yield sections side by side, their questions marked; sections behind one that head its answer go below it.

    So does one behind a heading that asks itself.
    """
    at = 0
    while at < len(sections):
        section = sections[at]
        at += 1
        heads = _bare_heading(section)
        is_label = id(section) in chosen or heads_question(heads)
        may_be = (is_label or counted(heads) is not None) and not _heads_answer(section)  # "Answer 1", "Answer 2"
        inside = tuple(itertools.takewhile(_heads_answer, section.sections)) if may_be else ()
        beside = tuple(itertools.takewhile(_heads_answer, sections[at:])) if may_be and not section.sections else ()
        is_label = is_label or any(answer_label(f"{_bare_heading(each)}:") > 1 for each in (inside or beside)[:1])
        asked = with_answer_below(section, inside or beside, is_counted=id(section) in chosen) if is_label else None
        if asked is None:
            if not section.sections and asks(section) and any(map(_only_answers, sections[at : at + 1])):
                section = msgspec.structs.replace(section, last=sections[at].last, sections=(sections[at],))
                at += 1
            inner = tuple(_read(section.sections, chosen)) if section.sections else ()
            blocks = tuple(_with_lines_read(section.blocks, chosen))
            yield msgspec.structs.replace(section, blocks=blocks, sections=inner)
            continue
        yield asked
        at += len(beside)


def _shows_label(section: Section) -> bool:
    """Return whether a section's heading is the label of a question or of an answer."""
    return heads_question(_bare_heading(section)) or _heads_answer(section)


def _only_answers(section: Section) -> bool:
    """Return whether a section's heading only says that it answers the one before it."""
    return bool(section.headings) and heads_answer(section.headings[-1])


def _heads_answer(section: Section) -> bool:
    """Return whether a section's heading only says that an answer follows; below the label of a question "A" does."""
    return _only_answers(section) or _bare_heading(section) == "A"


def _bare_heading(section: Section) -> str:
    return section.headings[-1].strip(" :：*.") if section.headings else ""


def with_answer_below(section: Section, answers: Sequence[Section], *, is_counted: bool = False) -> Section | None:
    """Return a section of a label with its question marked, and its ``answers`` below that; None if it asks none.

    A label that counts nothing ("Question") needs an answer that is headed as such.
    """
    if not section.blocks and section.sections and not answers and is_counted:  # a heading below the label asks
        first = msgspec.structs.replace(section.sections[0], is_listed=True)
        return msgspec.structs.replace(section, sections=(first, *section.sections[1:]))
    words = _words(section.blocks[0]) if section.blocks and (is_counted or answers) else ()
    if not words or reads_as_marked(plain_text(words)):
        return None
    question, rest = _cut(words)
    opening = msgspec.structs.replace(section.blocks[0], kind=_PARAGRAPH, children=(), inlines=tuple(_plain(question)))
    more = [msgspec.structs.replace(opening, inlines=tuple(rest))] if rest else []
    left = (*more, *section.blocks[1:])
    is_cut = bool(left) and left[0].kind is BlockKind.MATH and not _ENDS.search(plain_text(question))
    if not answers and (is_cut or _only_offers(left)):
        return None
    others = section.sections[len(answers) :] if section.sections else ()
    return msgspec.structs.replace(
        section,
        last=max(section.last, *(answer.last for answer in answers)) if answers else section.last,
        blocks=(msgspec.structs.replace(opening, label=Label.QUESTION), *left, *_answer_blocks(answers)),
        sections=(*map(as_answer, answers), *others),
    )


def _plain(question: Sequence[Inline]) -> Iterator[Inline]:
    """Yield a question as one line; words in bold that only open it do not part it from the rest."""
    for number, inline in enumerate(question):
        if inline.kind is _BREAK:
            yield msgspec.structs.replace(inline, kind=InlineKind.TEXT, text=" ")
        elif not number and len(question) > 1 and inline.kind is _STRONG:
            yield from inline.children
        else:
            yield inline


def _answer_blocks(answers: Sequence[Section]) -> Iterator[Block]:
    """Yield what stands in the sections of an answer, each below its heading in bold; the first is labelled."""
    for number, answer in enumerate(answers):
        line = answer.first
        bold = Inline(InlineKind.STRONG, "", children=answer.title, line=line)
        yield Block(_PARAGRAPH, line, line, inlines=(bold,) if number else LABEL)
        yield from answer.blocks
        yield from blocks_of(answer.sections)


def _cut(inlines: Sequence[Inline]) -> tuple[Sequence[Inline], Sequence[Inline]]:
    """Split the lines of a question from its options and the answer in the same paragraph."""
    starts = [number + 1 for number, inline in enumerate(inlines) if inline.kind is _BREAK]
    for start in starts:
        line = plain_text(first_line(inlines[start:]))
        if opens_option(line) or ANSWER_LABEL.match(line):
            return inlines[: start - 1], inlines[start:]
    for start in starts:
        if _ASKS.search(plain_text(inlines[: start - 1])) or inlines[start - 2].kind is _STRONG:
            return inlines[: start - 1], inlines[start:]
    return inlines, ()


def _only_offers(left: Sequence[Block]) -> bool:
    """Return whether what stands below a question ends in options, with but a sentence of its own before them."""
    start = next((number for number, block in enumerate(left) if _is_choice_or_rule(block)), len(left))
    has_options = any(block.kind in (BlockKind.LIST, _PARAGRAPH) for block in left[start:])
    is_short = len(blocks_text(left[:start])) <= _OWN_WORDS
    return all(map(_is_choice_or_rule, left[start:])) and (not start or (has_options and is_short))


def _is_choice_or_rule(block: Block) -> bool:
    """Return whether a block offers answers and says of none that it is right, or says nothing."""
    if block.kind is _LIST:
        texts = [plain_text(item.children[0].inlines) for item in block.children if item.children]
        return all(item.label == Label.TO_DO for item in block.children) or are_options(texts)
    if block.kind is _PARAGRAPH:
        return are_options(plain_text(block.inlines).split("\n"))
    return block.kind in (BlockKind.RULE, BlockKind.HTML)


def _with_lines_read(blocks: Sequence[Block], chosen: set[int]) -> Iterator[Block]:
    """Yield blocks without the lines that are labels; the paragraph below each is the question."""
    label: Block | None = None
    for block in blocks:
        if label is not None and block.kind is _PARAGRAPH:
            yield msgspec.structs.replace(block, first=label.first, label=Label.QUESTION)
            label = None
            continue
        if label is not None:
            yield label
        label = block if id(block) in chosen else None
        if label is not None and (below := _lines_below(label)):
            yield msgspec.structs.replace(label, inlines=tuple(below), label=Label.QUESTION)
            label = None
        elif label is None:
            yield block
    if label is not None:
        yield label
