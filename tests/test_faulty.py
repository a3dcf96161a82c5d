"""A post on which deckgen itself fails is told and left out; the others, and all notes, stay."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from deckgen.build.input.faulty import without_faulty
from deckgen.build.input.read_posts import Input
from deckgen.posts.parse import make_post, parse_body

NAMES = ["a", "b", "c", "d", "e", "f", "g"]


def given() -> Input:
    text = b"# Lids\n\nWords.\n\n# Pots\n\nMore words.\n"
    return Input(posts=tuple(make_post(f"{name}.md", parse_body(text)) for name in NAMES), problems=())


def failing(*, together: set[str]) -> tuple[list[str], list[str]]:
    """Return the posts that are read, and the places of the problems, where work fails on these posts together."""
    told: list[str] = []

    def work(posts: Input) -> list[str]:
        names = [post.path.removesuffix(".md") for post in posts.posts]
        if together.issubset(names):
            raise IndexError("tuple index out of range")
        told[:] = [f"{problem.path}:{problem.line} {problem.code}" for problem in posts.problems]
        return names

    return without_faulty(given(), work), told


@pytest.mark.parametrize("name", NAMES)
def test_one_post_stops_no_other(name: str) -> None:
    left, told = failing(together={name})
    assert left == [other for other in NAMES if other != name]
    assert told == [f"{name}.md:1 fault"]


@pytest.mark.parametrize("together", [{"a", "g"}, {"b", "c"}, {"a", "d", "f"}])
def test_posts_that_fail_together_stop_no_other(together: set[str]) -> None:
    """One of them is left out: the last, for those before it do no harm without it."""
    left, told = failing(together=together)
    assert left == [other for other in NAMES if other != max(together)]
    assert told == [f"{max(together)}.md:1 fault"]


def test_many_posts_that_fail_are_found_in_little_work() -> None:
    """Each is told; the work is done as often as for a few whole folders, not for each of them anew."""
    named = itertools.product(given().posts, range(30))
    posts = tuple(msgspec.structs.replace(post, path=f"{post.path}-{number}") for post, number in named)
    bad = {post.path for post in posts[::20]}
    done: list[int] = []

    def work(posts: Input) -> list[str]:
        names = [post.path for post in posts.posts]
        done.append(len(names))
        if bad.intersection(names):
            raise IndexError("tuple index out of range")
        return [problem.path for problem in posts.problems]

    told = without_faulty(msgspec.structs.replace(given(), posts=posts), work)
    assert sorted(told) == sorted(bad)
    assert sum(done) < 10 * len(posts)  # one after the other it is 55 times


def test_a_failure_at_no_post_is_not_hidden() -> None:
    """It is told after one search: no post is left out for it."""
    tried: list[int] = []

    def work(posts: Input) -> None:
        tried.append(len(posts.posts))
        raise IndexError("no post's fault")

    with pytest.raises(IndexError, match="no post's fault"):
        without_faulty(given(), work)
    assert tried == [7, 0]
