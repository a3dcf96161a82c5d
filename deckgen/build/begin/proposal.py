"""Posts and what their site says -> what a first definition proposes, each with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from deckgen.build.input.choices import MANY_TOPICS
from deckgen.build.input.site_kinds import Kind
from deckgen.build.pipeline import Collected
from deckgen.language.headings import without_continuation
from deckgen.language.plurals import counted
from deckgen.model import Post

_LEAST_MARKED = 3
"""Headings that go on from another one by the same mark, for it to be the author's."""
_LONGEST_MARK = 6
_MOST_TAGS = 3


class Guess(msgspec.Struct, frozen=True):
    """A value for a key of the definition, with what speaks for it; without a value there is nothing to say."""

    value: tuple[str, ...] = ()
    reason: str = ""


def wanted_posts(posts: Sequence[Post], kind: Kind) -> list[Post]:
    """Return the posts without those that are not to be read."""
    return [post for post in posts if not kind.leaves_out(post.path)]


def guess_subdecks(found: Collected, posts: Sequence[Post], choices: Mapping[str, str], *, is_old: bool) -> Guess:
    """Guess the levels of decks: an earlier build's, else folders or categories that hold most of the posts."""
    chosen = tuple(filter(None, choices.get("subdecks", "").split(",")))
    if is_old:
        return Guess(chosen, "as the earlier build has it")
    folders = Counter(path.parts[0] for post in posts if len((path := PurePosixPath(post.path)).parts) > 1)
    categories = Counter(post.categories[0] for post in posts if post.categories)
    topics = len({item.topic for item in found.items})
    if _is_order(categories, posts) and topics > MANY_TOPICS:
        return Guess(("kind", "category"), f"{counted(len(categories), 'category')}, {topics} topics")
    if _is_order(folders, posts) and not categories:
        return Guess(("kind", "folder"), f"the posts lie in {counted(len(folders), 'folder')}")
    return Guess(chosen, f"{counted(topics, 'topic')}" + ("; more than 40 decks slow Anki down" if topics > 40 else ""))


def _is_order(places: Mapping[str, int], posts: Sequence[Post]) -> bool:
    """Return whether the author sorts the posts by these."""
    return 2 <= len(places) <= MANY_TOPICS and sum(places.values()) * 2 >= len(posts)


def guess_marks(posts: Sequence[Post]) -> Guess:
    """Guess what the author puts behind a heading that goes on from an earlier one: `Networks +` after `Networks`."""
    sections = (section for post in posts for section in post.sections if section.headings)
    headings = {without_continuation(section.headings[0]) for section in sections}
    ends: dict[str, set[str]] = {}
    for heading in headings:
        for length in range(1, min(_LONGEST_MARK, len(heading) - 1) + 1):
            mark, base = heading[-length:].strip(), heading[:-length].strip()
            if base in headings and mark and not any(char.isalnum() for char in mark):
                ends.setdefault(mark, set()).add(base)
    marks = tuple(mark for mark, bases in sorted(ends.items()) if len(bases) >= _LEAST_MARKED)
    count = sum(len(ends[mark]) for mark in marks)
    return Guess(marks, f"{counted(count, 'heading')} with such an end also stand without it")


def guess_tags(posts: Sequence[Post], kind: Kind) -> Guess:
    """Guess by which tags a vault's cards could be chosen: those of its flashcard plugin, else the most frequent."""
    borne = Counter(tag.lstrip("#") for post in posts for tag in dict.fromkeys(post.tags))
    marked = [tag for tag in kind.tags if borne[tag]]
    tags = marked or [tag for tag, _ in borne.most_common(_MOST_TAGS)] or ["flashcards"]
    said = ", ".join(f"#{tag}: {counted(borne[tag], 'note')}" for tag in tags if borne[tag])
    return Guess(tuple(tags), said or "no note bears a tag yet")
