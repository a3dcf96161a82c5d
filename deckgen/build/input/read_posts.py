"""A definition's posts, read: walk, drafts, parsing remembered by content. Input goes no further than here."""

from __future__ import annotations

import datetime
import functools
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from deckgen.definition import Definition
from deckgen.files.own_code import code_version
from deckgen.files.regular import read_regular
from deckgen.files.stamp import Seen, seen_post
from deckgen.files.store import Store
from deckgen.files.walk import MDX, POST_SUFFIXES, Found, as_text, walk
from deckgen.language.plurals import counted
from deckgen.model import Post, Problem, Severity
from deckgen.posts.front_matter import FrontMatter
from deckgen.posts.pages import vault_of
from deckgen.posts.parse import Body, Finding, make_post, parse_body, problems_of
from deckgen.posts.site import is_hexo, is_site

_DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
_ENDINGS = 5
"""So many endings of files that are not read are named."""
_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Body).decode

Progress = Callable[[str, int, int], None]
"""Told of each step: what is done, how far, of how many."""


class _Dialect(NamedTuple):
    """What else than Markdown a post may hold, by its place and name."""

    has_templates: bool  # of a Jekyll or Hugo site
    is_mdx: bool


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """All posts that count today, and what is to be said of the others."""

    posts: tuple[Post, ...]
    problems: tuple[Problem, ...]
    absent: frozenset[str] = frozenset()  # paths that could not be read whole
    is_whole: bool = True  # every pattern named something
    looked_ns: int = 0
    next_due: str = ""  # ISO date of the next post that is dated in the future
    seen: tuple[Seen, ...] = ()
    folders: dict[str, str] = {}  # of each file by its name, to find images by


def read_posts(definition: Definition, store: Store, today: datetime.date, progress: Progress) -> Input:
    """Read the posts that the definition names; one that cannot be read becomes a problem, and stops nothing."""
    looked_ns = time.time_ns()
    walked = walk(definition.posts)
    problems = [_unreadable(path) for path in walked.unreadable]
    if not walked.unreadable:
        severity = Severity.WARNING if walked.files else Severity.ERROR
        problems += [_no_posts(pattern, severity) for pattern in walked.empty]
    contents, lost = _read_files(walked.files)
    lost += [_problem(odd.name, 0, "unreadable", "a pipe, a socket or a device, so no post") for odd in walked.odd]
    problems += lost
    problems += _unread(definition, walked.unread)
    given = [
        (content, _Dialect(is_site(str(Path(found.path).parent)), found.name.lower().endswith(MDX)))
        for found, content in contents
    ]
    bodies = _bodies(given, store, progress)
    posts: list[Post] = []
    folders: dict[str, str] = {}
    absent = {problem.path for problem in lost}
    next_due, vaults, of_hexo = "", functools.cache(vault_of), is_hexo(definition.posts)
    for (found, _), (_, dialect), body in zip(contents, given, bodies, strict=True):
        is_note = not dialect.has_templates and vaults(Path(found.path).parent) is not None
        post = make_post(_unique(found, folders), body, is_note=is_note, is_hexo=of_hexo)
        if body.front.draft or _is_draft(found.name):
            continue
        if post.date > today.isoformat():
            next_due = min(next_due or post.date, post.date)
            continue
        problems += problems_of(_shown(found.path), body)
        folders[post.path] = str(Path(found.path).parent)
        if post.broken:
            absent.add(post.path)
        posts.append(post)
    for found in (*walked.files, *walked.odd):
        folders.setdefault(found.name, str(Path(found.path).parent))
    return Input(
        posts=tuple(posts),
        problems=tuple(problems),
        absent=frozenset(absent),
        is_whole=not walked.unreadable and not walked.empty,
        looked_ns=looked_ns,
        next_due=next_due,
        seen=tuple(_seen(walked.files, contents)),
        folders=folders,
    )


def at_files(problems: Iterable[Problem], folders: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return problems, each of a post with the path of its file as the user knows it; ``folders`` hold the files."""
    return tuple(
        msgspec.structs.replace(problem, path=_shown(str(Path(folders[problem.path]) / Path(problem.path).name)))
        if problem.path in folders
        else problem
        for problem in problems
    )


def _is_draft(name: str) -> bool:
    return not _DRAFT_FOLDERS.isdisjoint(name.split("/")[:-1])


def _unique(found: Found, taken: dict[str, str]) -> str:
    """Return a name for a post that no other has: of two alike, the later one gets its folder's name in front."""
    return found.name if found.name not in taken else f"{Path(found.path).parent.name}/{found.name}"


def _read_files(files: Sequence[Found]) -> tuple[list[tuple[Found, bytes]], list[Problem]]:
    contents: list[tuple[Found, bytes]] = []
    problems: list[Problem] = []
    for found in files:
        try:
            contents.append((found, read_regular(found.path)))
        except OSError as exc:
            message = f"not readable: {exc.strerror or exc}; its notes stay as they are"
            problems.append(_problem(found.name, 1, "unreadable", message))
    return contents, problems


def _bodies(contents: Sequence[tuple[bytes, _Dialect]], store: Store, progress: Progress) -> list[Body]:
    """Parse what the store does not remember; of each post it is known what is Markdown there."""
    hashes = [
        hashlib.blake2b(
            content,
            digest_size=16,
            salt=b"site" if dialect.has_templates else b"",
            person=b"mdx" if dialect.is_mdx else b"",
        ).digest()
        for content, dialect in contents
    ]
    known = _decoded(store.parsed(hashes, code_version()))
    fresh: dict[bytes, bytes] = {}
    bodies: list[Body] = []
    for number, ((content, dialect), key) in enumerate(zip(contents, hashes, strict=True)):
        body = known.get(key)
        if body is None:
            body = known[key] = _parsed(content, dialect)
            if not body.broken:
                fresh[key] = _ENCODE(body)
            progress("reading posts", number + 1, len(contents))
        bodies.append(body)
    if fresh:
        store.put_parsed(fresh, code_version())
        store.prune_parsed(set(hashes))
    return bodies


def _parsed(content: bytes, dialect: _Dialect) -> Body:
    """Parse a post; one that we cannot read for any reason stops no other."""
    try:
        return parse_body(content, has_templates=dialect.has_templates, is_mdx=dialect.is_mdx)
    except Exception as exc:
        finding = Finding(1, Severity.ERROR, "fault", fault_message(exc))
        return Body(front=FrontMatter(), findings=(finding,), broken=True)


def fault_message(exc: Exception) -> str:
    """Return what is said of a post on which deckgen itself failed."""
    what = "there is not enough memory for it" if isinstance(exc, MemoryError) else f"{type(exc).__name__}: {exc}"
    return f"deckgen failed on this post, which is a bug of ours ({what[:200]}); its notes stay as they are"


def _decoded(values: dict[bytes, bytes]) -> dict[bytes, Body]:
    out: dict[bytes, Body] = {}
    for key, value in values.items():
        try:
            out[key] = _DECODE(value)
        except msgspec.MsgspecError:
            continue  # of another shape: it is parsed again
    return out


def _seen(files: Sequence[Found], contents: Sequence[tuple[Found, bytes]]) -> list[Seen]:
    data = {found.path: content for found, content in contents}
    return [seen_post(found, data.get(found.path, b"")) for found in files]


def _shown(path: str) -> str:
    """Return a path as the user knows it: from where they stand, if it is below."""
    try:
        return as_text(str(Path(path).relative_to(Path.cwd())))
    except ValueError:
        return as_text(path)


def _unreadable(path: str) -> Problem:
    message = "there is nothing of this name, or it cannot be read: check `posts:`; no note is retired"
    return _problem(_shown(path), 0, "no-posts", message)


def _unread(definition: Definition, unread: Sequence[tuple[str, int]]) -> list[Problem]:
    """Return one note that counts the files of the folders which are no posts."""
    if not unread:
        return []
    most_first = sorted(unread, key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{count} {ending or 'without an ending'}" for ending, count in most_first[:_ENDINGS])
    more = ", ..." if len(most_first) > _ENDINGS else ""
    count = sum(count for _, count in unread)
    verb = "is" if count == 1 else "are"
    message = f"{counted(count, 'file')} of the posts' folders {verb} not read: {listed}{more}; posts are "
    message += f"{', '.join(POST_SUFFIXES)}"
    path, line = _shown(str(definition.path or definition.posts[0])), definition.lines.get("posts", 0)
    return [Problem(path=path, line=line, severity=Severity.NOTE, code="not-read", message=message)]


def _no_posts(pattern: str, severity: Severity) -> Problem:
    message = "no Markdown file (.md, .markdown, .mdx) in it: check `posts:`; no note is retired"
    return Problem(path=_shown(pattern), line=0, severity=severity, code="no-posts", message=message)


def _problem(path: str, line: int, code: str, message: str) -> Problem:
    return Problem(path=path, line=line, severity=Severity.ERROR, code=code, message=message)
