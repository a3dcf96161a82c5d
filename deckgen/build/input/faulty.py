"""A post on which deckgen itself fails is found, said and left out, so that one post never stops the others.

Nothing here knows the stages: the work is done again with fewer posts until the one is found with which it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from deckgen.build.input.read_posts import Input, fault_message
from deckgen.files.errors import DeckgenError
from deckgen.model import Post, Problem, Severity

MOST_FAULTY, _SHARE = 20, 0.5
"""So many posts may fail, or that share of them: of more the cause lies elsewhere."""

T = TypeVar("T")
Work = Callable[[Input], T]


def without_faulty(given: Input, work: Work[T]) -> T:
    """Return what the work makes of the posts that it does not fail on; each other one is a problem of the input.

    Raise what the work raises where that lies at no post, and every refusal (DeckgenError, OSError).
    """
    for _ in range(MOST_FAULTY):
        fault = _fault(given, given.posts, work)
        if not isinstance(fault, Exception):
            return fault[0]
        if _fails_anyhow(given, work):
            raise fault
        alone = list(_faulty_posts(given, given.posts, work, fault))
        if len(alone) > max(MOST_FAULTY, _SHARE * len(given.posts)):
            raise fault
        for post, own in alone or [(_last_faulty(given, work), fault)]:
            given = _spared(given, post, own, _faulty_line(given, post, work))
    return work(given)


def _fault(given: Input, posts: Sequence[Post], work: Work[T]) -> tuple[T] | Exception:
    """Do the work on these posts alone; give what it raised, or what came of it."""
    try:
        return (work(msgspec.structs.replace(given, posts=tuple(posts))),)
    except (DeckgenError, OSError):
        raise
    except Exception as exc:
        return exc


def _faulty_posts(
    given: Input, posts: Sequence[Post], work: Work[T], fault: Exception
) -> Iterator[tuple[Post, Exception]]:
    """Yield the posts with which the work fails alone, each with its fault, looked for in halves of those that fail."""
    if len(posts) == 1:
        yield posts[0], fault
        return
    for half in (posts[: len(posts) // 2], posts[len(posts) // 2 :]):
        found = _fault(given, half, work)
        if isinstance(found, Exception):
            yield from _faulty_posts(given, half, work, found)


def _last_faulty(given: Input, work: Work[T]) -> Post:
    """Return the first post with which the work fails together with those before it, and alone with none of them."""
    works, fails = 0, len(given.posts)  # so many posts
    while fails - works > 1:
        half = (works + fails) // 2
        has_failed = isinstance(_fault(given, given.posts[:half], work), Exception)
        works, fails = (works, half) if has_failed else (half, fails)
    return given.posts[fails - 1]


def _fails_anyhow(given: Input, work: Work[T]) -> bool:
    """Return whether the work fails without any post too; that it refuses to begin without one says nothing."""
    try:
        return isinstance(_fault(given, (), work), Exception)
    except (DeckgenError, OSError):
        return False


def _faulty_line(given: Input, post: Post, work: Work[T]) -> int:
    """Return the first line of the section that the work fails on, or 1."""
    for section in post.sections:
        alone = msgspec.structs.replace(post, sections=(section,))
        if isinstance(_fault(given, [alone], work), Exception):
            return section.first
    return 1


def _spared(given: Input, post: Post, fault: Exception, line: int) -> Input:
    message = fault_message(fault)
    problem = Problem(path=post.path, line=line, severity=Severity.ERROR, code="fault", message=message)
    return msgspec.structs.replace(
        given,
        posts=tuple(other for other in given.posts if other is not post),
        problems=(*given.problems, problem),
        absent=given.absent | {post.path},
    )
