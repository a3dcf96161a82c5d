"""A folder of which most posts ask: in each of them the headings that ask are a list of questions, however few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from deckgen.model import Post, Section
from deckgen.posts.asking.answers import asks, could_ask_alone, with_answers
from deckgen.topics import all_sections

_FEWEST, _SHARE = 10, 0.5
"""Headings that ask in such a folder, and the share of such posts, and of such headings in each."""


def with_asking_posts(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts; where most of them ask by most of their headings, with those marked as listed."""
    clear = {post.path: _asking(post, could_ask_alone) for post in posts}
    lists = [count for count, of in clear.values() if count > _SHARE * of]
    if 2 * len(lists) <= sum(of > 0 for _, of in clear.values()) or sum(lists) < _FEWEST:
        return tuple(posts)
    return tuple(map(_as_list, posts))


def _as_list(post: Post) -> Post:
    count, of = _asking(post, asks)
    if count <= _SHARE * of:
        return post
    return msgspec.structs.replace(post, sections=with_answers(tuple(_listed(post.sections))))


def _asking(post: Post, asks_so: Callable[[Section], bool]) -> tuple[int, int]:
    """Return how many headings of a post ask, and how many there are of the ranks of these."""
    headed = [section for section in all_sections(post.sections) if section.headings and not section.is_answer]
    asking = [section for section in headed if asks_so(section)]
    ranks = {section.level for section in asking}
    return len(asking), sum(section.level in ranks for section in headed) if ranks else len(headed)


def _listed(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        inner = tuple(_listed(section.sections))
        is_listed = section.is_listed or (asks(section) and not section.is_answer)
        yield msgspec.structs.replace(section, sections=inner, is_listed=is_listed)
