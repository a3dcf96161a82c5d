"""Answers under a heading of their own, below a paragraph that asks or a title that does.

    # A network namespace                          ---
                                                   title: ¿Qué es un stream?
    What does it isolate, and why?                 ---

    ## Answer                                      ## Respuesta sólida

A heading in other words labels an answer where nearly all posts of a folder that have it have it there.
"""

from __future__ import annotations

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

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.shared | self.known


_NO_LABELS = Labels()


def answer_headings(posts: Sequence[Post], known: frozenset[str], shipped: Collection[str]) -> Labels:
    """Return the headings that stand below what is asked in nearly all posts that have them, or did (``known``)."""
    below = Counter(name for post in posts for name in {*_below_questions(post)})
    if not any(count >= _FEWEST for count in below.values()):
        return Labels(known=known, shipped=shipped)
    borne = Counter(name for post in posts for name in {*map(_name, all_sections(post.sections))})
    shared = frozenset(name for name, count in below.items() if count >= max(_FEWEST, _SHARE * borne[name]))
    return Labels(shared, known, shipped)


def with_headed_answers(sections: Sequence[Section], labels: Labels = _NO_LABELS) -> tuple[Section, ...]:
    """Return sections, with what asks above such a heading marked as a question and answered by what stands below."""
    return tuple(_with_answer(section, labels) if section.sections else section for section in sections)


def with_shared_headings(posts: Sequence[Post], labels: Labels) -> tuple[Post, ...]:
    """Do the same for the posts of a folder, with the headings that they share."""
    if not (labels.all or labels.shipped):
        return tuple(posts)
    return tuple(
        msgspec.structs.replace(post, sections=with_headed_answers(post.sections, labels)) for post in posts
    )


def is_answer_heading(section: Section, labels: Labels) -> bool:
    """Return whether the heading of a section only says that an answer follows."""
    return bool(section.headings) and (_name(section) in labels.all or heads_answer(section.headings[-1]))


def _with_answer(section: Section, labels: Labels) -> Section:
    first = section.sections[0]
    is_asked = is_answer_heading(first, labels) and (_asks_above(section) or _may_ask(section, _name(first), labels))
    if is_asked or (labels.shipped and _is_shipped(section, labels)):
        return with_answer_below(section, (first,)) or section
    return msgspec.structs.replace(section, sections=with_headed_answers(section.sections, labels))


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


def _may_ask(section: Section, label: str, labels: Labels) -> bool:
    """Return whether the one paragraph above a folder's label asks: in any words, or by its words where few have it."""
    if len(section.blocks) != 1 or not _opens(section):
        return False
    said = without_number(plain_text(section.blocks[0].inlines))
    return label in labels.shared or (label in labels.known and asks_something(said))


def _is_shipped(section: Section, labels: Labels) -> bool:
    """Return whether all of a section, above a heading of whatever words, is a question that learners have."""
    if len(section.blocks) != 1 or not (_opens(section) and _may_label(section.sections[0])):
        return False
    return raw_words(without_number(plain_text(section.blocks[0].inlines))) in labels.shipped


def _opens(section: Section) -> bool:
    """Return whether a section opens with a paragraph that may ask for it: its heading does not, and no label has."""
    is_headed = bool(section.headings) and is_marked(section.headings[-1])
    return not is_headed and any(block.kind is BlockKind.PARAGRAPH and not block.label for block in section.blocks[:1])


def _name(section: Section) -> str:
    return fold(section.headings[-1]).strip(" :：") if section.headings else ""
