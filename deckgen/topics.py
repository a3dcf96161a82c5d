"""What a section's topic is: its top-level heading, or its post where that heading names nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from deckgen.kept_out import MOST_POSTS
from deckgen.language.folding import fold
from deckgen.language.headings import has_continuation, is_generic_heading, thing_of_heading, without_continuation
from deckgen.model import Post, Section


def all_sections(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield sections and all below them, in reading order."""
    for section in sections:
        yield section
        yield from all_sections(section.sections)


def top_level(posts: Sequence[Post]) -> int:
    """Return the heading level that the topics of a blog stand on: where most posts have their highest heading."""
    counts = Counter(
        min(levels)
        for post in posts
        if (levels := [section.level for section in all_sections(post.sections) if section.level])
    )
    return max(counts, key=lambda level: (counts[level], -level)) if counts else 1


def topics_are_posts(posts: Sequence[Post], marks: tuple[str, ...]) -> bool:
    """Return whether most headings on the level of the topics name none: they are generic, or recur from post to post.

    A heading with a mark by which it continues recurs on purpose.
    """
    borne = _borne(posts, top_level(posts))
    recurring = _again(borne, marks)
    poor = sum(
        count
        for heading, count in borne.items()
        if is_generic_heading(heading) or _name(heading, marks) in recurring
    )
    return poor * 2 > borne.total()


def _borne(posts: Sequence[Post], top: int) -> Counter[str]:
    """Return in how many posts each heading on the level of the topics stands."""
    borne: Counter[str] = Counter()
    for post in posts:
        walked = [section for section in all_sections(post.sections) if 0 < section.level <= top]
        borne.update({section.headings[0] for section in walked if len(section.headings) == 1})
    return borne


def recurring_headings(posts: Sequence[Post], top: int, marks: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the headings that recur from post to post without a mark by which they continue."""
    return _again(_borne(posts, top), marks)


def _again(borne: Counter[str], marks: tuple[str, ...]) -> frozenset[str]:
    again = Counter[str]()
    for heading, count in borne.items():
        if not has_continuation(heading, marks):
            again[_name(heading, marks)] += count
    return frozenset(name for name, count in again.items() if count > MOST_POSTS)


def _name(heading: str, marks: tuple[str, ...]) -> str:
    return fold(thing_of_heading(without_continuation(heading, marks)))


def topic_of(
    post: Post, section: Section, top: int, before: str, marks: tuple[str, ...], recurring: frozenset[str]
) -> str:
    """Name the topic of a section; ``before`` is the one that the post, or the series, was at.

    A heading in ``recurring`` names none, unless the post is one of a series: its title then says less.
    """
    title = title_topic(post.title, marks)
    if not section.headings:
        return title
    if section.level > top and len(section.headings) == 1:
        return before or title
    heading = section.headings[0]
    if is_generic_heading(heading) or (title == post.title and title and _name(heading, marks) in recurring):
        return title
    return thing_of_heading(without_continuation(heading, marks)) or title


def title_topic(title: str, marks: tuple[str, ...]) -> str:
    """Return the topic that a post's title names: of "Series (3) -- what it treats" the series."""
    head = title.split("——")[0].split("--")[0]
    if head != title and has_continuation(head, marks):
        return without_continuation(head, marks)
    return without_continuation(title, marks)


def series_of(title: str, marks: tuple[str, ...]) -> str:
    """Return what the titles of a series share: what stands before the number of the part."""
    head = title.split("——")[0].split("--")[0].split(":")[0].split("：")[0]
    return without_continuation(head, marks)
