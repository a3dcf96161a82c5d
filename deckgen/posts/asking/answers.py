"""A heading that asks, and the sections below it that are parts of its answer."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.asking import asks_in_other_words, asks_in_words, asks_nothing, asks_something, is_marked
from deckgen.language.headings import is_example, is_generic_heading
from deckgen.language.in_prose import leans_on_moment
from deckgen.language.labels import answer_label, heads_answer, is_label
from deckgen.language.numbering import number_width, without_number
from deckgen.language.subjects import is_attribute
from deckgen.markdown.text import plain_text, shows, without_code
from deckgen.model import Block, BlockKind, Inline, InlineKind, Section
from deckgen.topics import all_sections

_FEWEST = 10
"""Sections of a list of questions."""
_MOST, _SOME = 0.8, 0.4
"""Share of them that ask by their words, of all and of those with a number."""
_FEW, _MORE = 5, 0.7
"""Sections with a number of a shorter list, and their share."""
_FEWEST_OTHERS = 6
"""Sections of a rank that all ask, from which a mark is enough where the language's words for asking are not known."""
_ALL_MARKED = 5
"""Sections of a rank that all end in their mark, and so are a list, whatever they lean on: "Can I cancel my order?"."""
_FEWEST_ASKING, _HALF = 3, 0.5
"""Sections of a rank that ask, and their share, from which each of them stands in a list of questions."""
MOST_BLOCKS, MOST_LISTED = 12, 40
"""Of an answer that runs over sections of its own, alone and among questions: a longer one is a chapter, of which the
opening answers."""


LABEL = (Inline(InlineKind.TEXT, "A:"),)
"""Parts what belongs to the question from the answer below its heading."""


def with_answers(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post, each marked that is a part of the answer to a heading above it.

    A heading that asks is answered by the sections below it too, unless one of them asks itself, or they say too much.
    """
    ranks: dict[int, list[Section]] = {}
    for section in all_sections(sections):
        if section.headings:
            ranks.setdefault(section.level, []).append(section)
    asking = frozenset(level for level, found in ranks.items() if _are_questions(found))
    banks = frozenset(level for level, found in ranks.items() if _is_numbered(_with_number(found)))
    return _with_answers(sections, asking, banks)


def _with_answers(
    sections: Sequence[Section], ranks: frozenset[int], banks: frozenset[int]
) -> tuple[Section, ...]:
    """Do the same for sections side by side; all that ask of these ranks stand in a list of questions.

    Of the ranks that are ``banks`` all with a number do, however they ask.
    """
    has_more = not all(map(asks, sections[1:]))
    return tuple(_marked(section, ranks, banks, has_more=has_more) for section in _listed(sections, ranks, banks))


def _are_questions(sections: Sequence[Section]) -> bool:
    """Return whether sections are a list of questions: many that ask, or some of which each could ask alone."""
    asking = sum(map(asks, sections))
    if asking >= _FEWEST and asking >= _SOME * len(sections):
        return True
    if not _is_most(asking, len(sections)):
        return False
    if len(sections) >= _ALL_MARKED and all(is_marked(section.headings[-1]) for section in sections):
        return True
    alone = sum(map(could_ask_alone, sections))
    if alone < asking == len(sections) >= _FEWEST_OTHERS:
        alone = sum(could_ask_alone(each) or _asks_in_other_words(each) for each in sections)
    return asking == alone


def _asks_in_other_words(section: Section) -> bool:
    return asks_in_other_words(without_number(section.headings[-1]))


def _is_most(asking: int, count: int) -> bool:
    return asking >= _FEWEST_ASKING and asking > _HALF * count


def _with_number(sections: Sequence[Section]) -> list[Section]:
    return list(filter(_has_number, sections))


def _has_number(section: Section) -> bool:
    return bool(section.headings) and number_width(section.headings[-1]) > 0


def _is_numbered(numbered: Sequence[Section]) -> bool:
    count, asking = len(numbered), sum(map(asks, numbered))
    return (count >= _FEWEST and asking >= _SOME * count) or (count >= _FEW and asking >= _MORE * count)


def _listed(sections: Sequence[Section], ranks: frozenset[int], banks: frozenset[int]) -> Iterator[Section]:
    """Yield sections side by side; where they are a list of questions, the rest of its entries ask too."""
    of = [section for section in sections if section.headings]
    numbered = _with_number(of)
    is_list = len(of) >= _FEWEST and sum(map(asks, of)) >= _MOST * len(of)
    is_numbered = _is_numbered(numbered)
    are_questions = _are_questions(of)
    answered = set(_with_label(of))
    are_numbered = is_numbered or _is_most(sum(map(asks, numbered)), len(numbered))
    for section in sections:
        has_number = _has_number(section)
        is_answered = section.first in answered
        is_entry = is_list or (has_number and (is_numbered or section.level in banks)) or is_answered
        is_among = are_questions or section.level in ranks or (has_number and are_numbered) or is_answered
        is_question = is_among and asks(section)
        is_listed = is_question or (is_entry and _may_ask(section))
        yield msgspec.structs.replace(section, is_listed=True) if is_listed else section


def _with_label(sections: Sequence[Section]) -> Iterator[int]:
    """Yield the lines of sections side by side in which a label answers, if half of them, and some, have one."""
    if len(sections) < _FEWEST_ASKING:
        return
    labelled = [section.first for section in sections if any(map(_opens_answer, section.blocks))]
    if len(labelled) >= _FEWEST_ASKING and len(labelled) >= _HALF * len(sections):
        yield from labelled


def _opens_answer(block: Block) -> bool:
    text = block.inlines[0].text or plain_text(block.inlines[:1]) if block.inlines else ""
    return len(text) > 1 and (":" in text or "：" in text) and answer_label(text) > 1


def _may_ask(section: Section) -> bool:
    if not section.headings or asks(section):
        return False
    name = without_number(section.headings[-1])
    is_nameless = is_generic_heading(name) or is_attribute(name) or is_label(name) or is_example(name)
    return not (is_nameless or asks_nothing(name))


def _marked(section: Section, ranks: frozenset[int], banks: frozenset[int], *, has_more: bool) -> Section:
    if not section.sections:
        return msgspec.structs.replace(section, has_parts=True) if has_more and not section.headings else section
    answering = _answering(section)
    own = tuple(map(as_answer, section.sections[:answering]))
    rest = section.sections[answering:]
    has_parts = not all(map(asks, rest))
    inner = _with_answers(rest, ranks, banks) if rest else ()
    return msgspec.structs.replace(section, has_parts=has_parts, sections=(*own, *inner), below=tuple(blocks_of(own)))


def _answering(section: Section) -> int:
    """Return how many of the sections below a heading that asks are parts of its answer.

    All are, unless one asks itself or they say too much; among headings that ask, also those before the first of these.
    """
    if not asks(section):
        return 0
    parts = list(
        itertools.takewhile(
            lambda part: not any(asks(each) or each.directives for each in all_sections([part])), section.sections
        )
    )
    if len(parts) < len(section.sections) and not section.is_listed:
        return 0
    count = sum(1 + len(each.blocks) for each in all_sections(parts)) + len(section.blocks)
    return len(parts) if count <= (MOST_LISTED if section.is_listed else MOST_BLOCKS) else 0


def as_answer(section: Section) -> Section:
    """Return a section as a part of the answer to a heading above it."""
    return msgspec.structs.replace(section, is_answer=True, sections=tuple(map(as_answer, section.sections)))


def blocks_of(sections: Sequence[Section]) -> Iterator[Block]:
    """Yield what stands in sections, their headings included; a first one that only says "Answer" is a label.

    A heading below which nothing stands says nothing either.
    """
    for number, section in enumerate(all_sections(sections)):
        first = section.first
        if not any(_says(each.blocks) for each in all_sections([section])):
            continue
        if not number and section.headings and heads_answer(section.headings[-1]):
            yield Block(BlockKind.PARAGRAPH, first, first, inlines=LABEL)
        else:
            yield Block(BlockKind.HEADING, first, first, level=section.level, inlines=section.title)
        yield from section.blocks


def _says(blocks: Sequence[Block]) -> bool:
    return any(block.kind is not BlockKind.HTML or shows([block]) for block in blocks)


def could_ask_alone(section: Section) -> bool:
    """Return whether a heading would ask alone too: no turn of speech, and nothing that leans on its moment."""
    text = without_number(section.headings[-1]) if section.headings else ""
    return asks_something(text) and asks_in_words(text) and not leans_on_moment(without_code(section.title))


def asks(section: Section) -> bool:
    """Return whether a section stands among questions, or its heading asks."""
    if section.is_listed:
        return True
    return bool(section.headings) and asks_something(without_number(section.headings[-1]))
