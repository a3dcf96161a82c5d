"""A folder of which most posts ask: in each of them the headings that ask are a list of questions, however few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from deckgen.model import Post, Section
from deckgen.posts.answers import asks, could_ask_alone, walk

_FEWEST, _SHARE = 10, 0.5
"""Headings that ask in such a folder, and the share of such posts, and of such headings in each."""


def with_asking_posts(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts; where most of them ask by most of their headings, with those marked as listed."""
    counts = {post.path: _asking(post) for post in posts}
    asking = {path for path, (count, of) in counts.items() if count > _SHARE * of}
    speaking = sum(of > 0 for _, of in counts.values())
    if len(asking) <= _SHARE * speaking or sum(counts[path][0] for path in asking) < _FEWEST:
        return tuple(posts)
    return tuple(
        msgspec.structs.replace(post, sections=tuple(_listed(post.sections))) if post.path in asking else post
        for post in posts
    )


def _asking(post: Post) -> tuple[int, int]:
    """Return how many headings of a post could ask alone, and how many there are of the ranks of these."""
    headed = [section for section in walk(post.sections) if section.headings and not section.is_answer]
    asking = [section for section in headed if could_ask_alone(section)]
    ranks = {section.level for section in asking}
    return len(asking), sum(section.level in ranks for section in headed) if ranks else len(headed)


def _listed(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        inner = tuple(_listed(section.sections))
        is_listed = section.is_listed or (asks(section) and not section.is_answer)
        yield msgspec.structs.replace(section, sections=inner, is_listed=is_listed)
