"""Answers under a heading of their own, below a paragraph that asks or a title that does.

    # A network namespace                          ---
                                                   title: ¿Qué es un stream?
    What does it isolate, and why?                 ---

    ## Answer                                      ## Respuesta sólida

A heading in other words labels an answer where nearly all posts of a folder that have it have it there.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.asking import asks_in_words, asks_something, is_marked
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import heads_answer
from deckgen.language.numbering import without_number
from deckgen.language.raw_words import raw_words
from deckgen.markdown.text import plain_text
from deckgen.model import BlockKind, Post, Section
from deckgen.posts.asking.labels import with_answer_below
from deckgen.topics import all_sections

_FEWEST, _SHARE = 5, 0.8
"""Posts that have such a heading below what they ask, and their share of all that have it."""
_NONE: frozenset[str] = frozenset()


class Labels(NamedTuple):
    """Headings, folded, that label an answer besides those that say so."""

    shared: frozenset[str] = frozenset()  # by nearly all posts that have them: what stands above one asks, in any words
    known: frozenset[str] = frozenset()  # by so many once: what asks above one is still answered
    shipped: Collection[str] = frozenset()  # raw words of questions that learners have: they ask, however worded

_NO_LABELS = Labels()


def answer_headings(posts: Sequence[Post], known: frozenset[str], shipped: Collection[str]) -> Labels:
    """Return the headings that stand below what is asked in nearly all posts that have them, or did (``known``)."""
    below = Counter(name for post in posts for name in {*_below_questions(post)})
    if not any(count >= _FEWEST for count in below.values()):
        return Labels(known=known, shipped=shipped)
    borne = Counter(name for post in posts for name in {*map(_name, all_sections(post.sections))})
    shared = frozenset(name for name, count in below.items() if count >= max(_FEWEST, _SHARE * borne[name]))
    return Labels(shared, known, shipped)


def with_headed_answers(sections: tuple[Section, ...], labels: Labels = _NO_LABELS) -> tuple[Section, ...]:
    """Return sections, with what asks above such a heading marked as a question and answered by what stands below."""
    found = tuple(_with_answer(section, labels) if section.sections else section for section in sections)
    return found if any(map(operator.is_not, found, sections)) else sections


def with_shared_headings(posts: Sequence[Post], labels: Labels) -> tuple[Post, ...]:
    """Do the same for the posts of a folder, with the headings that they share."""
    if not any(labels):
        return tuple(posts)
    return tuple(
        msgspec.structs.replace(post, sections=with_headed_answers(post.sections, labels)) for post in posts
    )


def is_answer_heading(section: Section, labels: Labels) -> bool:
    """Return whether the heading of a section only says that an answer follows."""
    name = _name(section)
    return name != "" and (name in labels.shared or name in labels.known or heads_answer(section.headings[-1]))


def _with_answer(section: Section, labels: Labels) -> Section:
    first = section.sections[0]
    asks = _asks_above(section) or _is_labelled(section, _name(first), labels)
    was_shipped = _may_label(first) and raw_words(_lone_words(section)) in labels.shipped
    if was_shipped or (asks and is_answer_heading(first, labels)):
        return with_answer_below(section, (first,)) or section
    inner = with_headed_answers(section.sections, labels)
    return section if inner is section.sections else msgspec.structs.replace(section, sections=inner)


def _below_questions(post: Post) -> Iterator[str]:
    """Yield the headings, folded, right below what a post asks: by its title, or in a paragraph of its own."""
    opening = post.sections[0] if post.sections else None
    if opening is not None and _may_label(opening) and is_marked(post.title) and asks_in_words(post.title):
        yield _name(opening)
    for section in all_sections(post.sections):
        if section.sections and _may_label(section.sections[0]) and _asks_above(section):
            yield _name(section.sections[0])


def _may_label(section: Section) -> bool:
    """Return whether a heading may label an answer: it is none that any text has (Overview, Links, References)."""
    return bool(section.headings) and not is_generic_heading(section.headings[-1])


def _asks_above(section: Section) -> bool:
    """Return whether the first paragraph of a section ends in a mark, and its heading does not."""
    return _opens(section) and is_marked(plain_text(section.blocks[0].inlines))


def _is_labelled(section: Section, label: str, labels: Labels) -> bool:
    """Return whether the one paragraph above a folder's label asks: in any words, or by its words where few have it."""
    said = _lone_words(section)
    return said != "" and (label in labels.shared or (label in labels.known and asks_something(said)))


def _lone_words(section: Section) -> str:
    """Return the paragraph that is all of a section, without its number; empty where something else stands there."""
    is_alone = len(section.blocks) == 1 and _opens(section)
    return without_number(plain_text(section.blocks[0].inlines)) if is_alone else ""


def _opens(section: Section) -> bool:
    """Return whether a section opens with a paragraph that may ask for it: its heading does not, and no label has."""
    is_headed = bool(section.headings) and is_marked(section.headings[-1])
    return not is_headed and any(block.kind is BlockKind.PARAGRAPH and not block.label for block in section.blocks[:1])


def _name(section: Section) -> str:
    return fold(section.headings[-1]).strip(" :：") if section.headings else ""
