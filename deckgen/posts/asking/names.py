"""Posts that answer one question: what their head asks, or their names or titles where most of a folder do.

The name is the question and the note its answer, where most notes of a folder are so; one name that asks is a title.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from deckgen.language.asking import asks_in_words, asks_something, is_marked, language_mark
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading
from deckgen.language.in_prose import asks_yes_or_no
from deckgen.language.labels import heads_answer
from deckgen.language.numbering import without_number
from deckgen.language.raw_words import raw_words
from deckgen.language.scripts import ASKS, cjk_share
from deckgen.model import BlockKind, Inline, InlineKind, Label, Post, Section
from deckgen.posts.asking.answers import asks, blocks_of
from deckgen.posts.asking.headed_answers import Labels, is_answer_heading
from deckgen.topics import all_sections

_FEWEST, _SHARE = 3, 0.5
"""Notes of a folder whose names ask, and their share."""
_MOST_BLOCKS, _MOST_TITLED = 100, 20
"""Of a note that answers one question, by its name and by its title: a longer one with such a title is an article."""


def asked_by_names(posts: Sequence[Post], labels: Labels) -> dict[str, str]:
    """Return what names or titles ask, by the posts' paths; ``labels`` head their answers."""
    return {post.path: question for post in posts if (question := _question(post, labels))}


def asking_folders(posts: Sequence[Post], asked: Collection[str]) -> frozenset[str]:
    """Return the folders, relative to the posts, most of whose posts are among these paths."""
    folders = Counter(map(_folder, asked))
    sizes = Counter(_folder(post.path) for post in posts)
    return frozenset(name for name, count in folders.items() if count >= max(_FEWEST, _SHARE * sizes[name]))


def with_asking_names(
    posts: Sequence[Post], asked: Mapping[str, str], folders: Collection[str], shipped: Collection[str]
) -> tuple[Post, ...]:
    """Return the posts; one whose name asks, in such a folder, with that question above its opening.

    ``shipped`` are the raw words of questions that learners have: a name that is one asks in any folder.
    """
    listed = {path for path, name in asked.items() if _folder(path) in folders or raw_words(name) in shipped}
    return tuple(
        msgspec.structs.replace(post, sections=with_question(post.sections, asked[post.path]))
        if post.path in listed
        else _without_title_asked(post)
        for post in posts
    )


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _without_title_asked(post: Post) -> Post:
    """Return a post of which a heading asks what its title does, so that its opening is no answer to that."""
    if not asks_something(without_number(post.title)):
        return post
    is_headed = any(_heads(section, post.title) for section in all_sections(post.sections[1:]))
    return msgspec.structs.replace(post, sections=_with_silent_opening(post.sections)) if is_headed else post


def _question(post: Post, labels: Labels) -> str:
    """Return what a post's title asks by its mark, or the name of its file, in its mark; empty if none asks."""
    is_headed = any(section.headings and not is_answer_heading(section, labels) for section in post.sections[:1])
    if is_marked(post.title) and asks_in_words(post.title) and not is_headed:
        return post.title if _length(all_sections(post.sections)) <= _MOST_TITLED else ""
    name = without_number(PurePosixPath(post.path).stem).strip()
    if " " not in name and not cjk_share(name):
        return ""  # the slug of a title
    if not (asks_something(name) or asks_yes_or_no(name)) or not (asks_in_words(name) or asks_yes_or_no(name)):
        return ""
    return name if is_marked(name) else name.rstrip(" .。") + (language_mark(name) if not asks_yes_or_no(name) else "?")


def with_question(sections: Sequence[Section], question: str, *, is_head: bool = False) -> tuple[Section, ...]:
    """Return the sections of a post whose opening a question heads; it answers with what no other question takes.

    Where a heading asks the same, or a label says what asks, that does. ``is_head``: the post's head asks it, and no
    rule ends its answer.
    """
    if not sections:
        return ()
    labels = (block.label for section in all_sections(sections) for block in section.blocks)
    if not is_head and Label.QUESTION in labels:
        return tuple(sections)
    if any(_heads(section, question) for section in all_sections(sections[1:])):
        return _with_silent_opening(sections)
    first = sections[0]
    has_own = bool(first.headings) and asks_something(without_number(first.headings[-1]))
    title = first.title if has_own else (Inline(InlineKind.TEXT, question, line=first.first),)
    behind = all_sections((*first.sections, *sections[1:]))
    parts = list(itertools.takewhile(lambda part: not (asks(part) or part.below or part.directives), behind))
    if _length((first, *parts)) > _MOST_BLOCKS:
        parts = []
    below = blocks_of([msgspec.structs.replace(part, sections=()) for part in parts if not _only_links(part)])
    opening, *others = _as_answers(sections, {id(part) for part in parts})
    if first.headings and heads_answer(first.headings[-1]):  # the question heads what only said that it answers
        opening = msgspec.structs.replace(opening, headings=(*first.headings[:-1], question))
    opening = msgspec.structs.replace(opening, title=title, is_listed=True, has_parts=False, below=tuple(below))
    if is_head:
        left = tuple(block for block in opening.blocks if block.kind is not BlockKind.RULE)
        opening = msgspec.structs.replace(opening, blocks=left)
    return (opening, *others)


def _heads(section: Section, question: str) -> bool:
    """Return whether a section's heading asks this."""
    return bool(section.headings) and _bare(section.headings[-1]) == _bare(question)


def _with_silent_opening(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post; what stands before the first heading answers no question."""
    first, *others = sections
    return tuple(sections) if first.headings else (msgspec.structs.replace(first, is_answer=True), *others)


def _bare(question: str) -> str:
    return fold(without_number(question)).strip(f"{ASKS} ")


def _length(sections: Iterable[Section]) -> int:
    return sum(1 + len(section.blocks) for section in sections)


def _as_answers(sections: Sequence[Section], parts: set[int]) -> Iterator[Section]:
    """Yield sections, those that are parts of the answer marked so."""
    for section in sections:
        inner = tuple(_as_answers(section.sections, parts))
        yield msgspec.structs.replace(section, sections=inner, is_answer=section.is_answer or id(section) in parts)


def _only_links(section: Section) -> bool:
    """Return whether a section lists where to read on: its heading is generic, and all below it is links."""
    kinds = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
    is_named = bool(section.headings) and is_generic_heading(section.headings[-1])
    return is_named and bool(section.links) and all(block.kind in kinds for block in section.blocks)
