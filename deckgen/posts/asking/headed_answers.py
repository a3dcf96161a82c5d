"""Answers under a heading of their own, below a paragraph that asks or a title that does.

    # A network namespace                          ---
                                                   title: ¿Qué es un stream?
    What does it isolate, and why?                 ---

    ## Answer                                      ## Respuesta sólida

A heading in other words labels an answer where nearly all posts of a folder that have it have it there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.asking import asks_in_words, is_marked
from deckgen.language.folding import fold
from deckgen.language.labels import heads_answer
from deckgen.markdown.text import plain_text
from deckgen.model import BlockKind, Post, Section
from deckgen.posts.asking.labels import with_answer_below
from deckgen.topics import all_sections

_FEWEST, _SHARE = 5, 0.8
"""Posts that have such a heading below what they ask, and their share of all that have it."""
_NONE: frozenset[str] = frozenset()


def answer_headings(posts: Sequence[Post]) -> frozenset[str]:
    """Return the headings, folded, that stand below what is asked in nearly all posts that have them."""
    below = Counter(name for post in posts for name in {*_below_questions(post)})
    if not any(count >= _FEWEST for count in below.values()):
        return _NONE
    borne = Counter(name for post in posts for name in {*map(_name, all_sections(post.sections))})
    return frozenset(name for name, count in below.items() if count >= max(_FEWEST, _SHARE * borne[name]))


def with_headed_answers(sections: Sequence[Section], labels: frozenset[str] = _NONE) -> tuple[Section, ...]:
    """Return sections, with what asks above such a heading marked as a question and answered by what stands below.

    ``labels`` are headings, folded, that label an answer besides those that say so.
    """
    return tuple(_with_answer(section, labels) if section.sections else section for section in sections)


def with_shared_headings(posts: Sequence[Post], labels: frozenset[str]) -> tuple[Post, ...]:
    """Do the same for posts, with the headings that all of them have: what stands above one asks, however worded."""
    return tuple(
        post
        if labels.isdisjoint(map(_name, all_sections(post.sections)))
        else msgspec.structs.replace(post, sections=with_headed_answers(post.sections, labels))
        for post in posts
    ) if labels else tuple(posts)


def is_answer_heading(section: Section, labels: frozenset[str]) -> bool:
    """Return whether the heading of a section only says that an answer follows."""
    return bool(section.headings) and (_name(section) in labels or heads_answer(section.headings[-1]))


def _with_answer(section: Section, labels: frozenset[str]) -> Section:
    first = section.sections[0]
    if is_answer_heading(first, labels) and (_asks_above(section) or (_name(first) in labels and _opens(section))):
        return with_answer_below(section, (first,)) or section
    return msgspec.structs.replace(section, sections=with_headed_answers(section.sections, labels))


def _below_questions(post: Post) -> Iterator[str]:
    """Yield the headings, folded, right below what a post asks: by its title, or in a paragraph of its own."""
    opening = post.sections[0] if post.sections else None
    if opening is not None and opening.headings and is_marked(post.title) and asks_in_words(post.title):
        yield _name(opening)
    for section in all_sections(post.sections):
        if section.sections and _asks_above(section):
            yield _name(section.sections[0])


def _asks_above(section: Section) -> bool:
    """Return whether the first paragraph of a section ends in a mark, and its heading does not."""
    return _opens(section) and is_marked(plain_text(section.blocks[0].inlines))


def _opens(section: Section) -> bool:
    """Return whether a section opens with a paragraph that may ask for it: its heading does not, and no label has."""
    is_headed = bool(section.headings) and is_marked(section.headings[-1])
    return not is_headed and any(block.kind is BlockKind.PARAGRAPH and not block.label for block in section.blocks[:1])


def _name(section: Section) -> str:
    return fold(section.headings[-1]).strip(" :：") if section.headings else ""
