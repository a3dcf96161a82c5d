"""Which files are posts: a folder, a file or a glob, walked in one fixed order with sizes and times.

The build and the check whether there is anything to build walk with the same function, so that they cannot
differ. Only light modules are imported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

POST_SUFFIXES = (".markdown", ".md", ".mdown", ".mkd")
SKIPPED = frozenset({"node_modules"})  # thousands of other people's Markdown files
GLOB = re.compile(r"[*?\[]")


class Found(NamedTuple):
    """A post's file as it was when it was looked at."""

    path: str
    name: str  # relative to the folder that was walked, with "/"
    size: int
    mtime_ns: int
    ctime_ns: int  # changes also where the old mtime is put back


class Walk(NamedTuple):
    """All posts, sorted by path; the folders and files that could not be looked into; the patterns without a post."""

    files: tuple[Found, ...]
    unreadable: tuple[str, ...]
    empty: tuple[str, ...] = ()


def walk(patterns: Sequence[str], suffixes: tuple[str, ...] = POST_SUFFIXES) -> Walk:
    """Find the posts of these files, folders and globs; one that is found twice counts once.

    In folders, hidden folders and files are left out, and so is what has none of the suffixes (case aside).
    A pattern that is the name of something is no glob. One that finds nothing because it is not there is
    unreadable, so that its posts are not taken for deleted.
    """
    unreadable: list[str] = []
    empty: list[str] = []
    found: dict[str, Found] = {}
    for pattern in patterns:
        here = list(_walk_pattern(pattern, suffixes, unreadable))
        if not here:
            empty.append(pattern)
        for one in here:
            found.setdefault(one.path, one)
    # The system's order differs from machine to machine.
    return Walk(tuple(found[path] for path in sorted(found)), tuple(unreadable), tuple(empty))


def _walk_pattern(pattern: str, suffixes: tuple[str, ...], unreadable: list[str]) -> Iterator[Found]:
    try:
        status = os.stat(pattern)  # noqa: PTH116 - a Path a file costs more than the walk
    except OSError:
        if GLOB.search(pattern):
            yield from _walk_glob(pattern, suffixes, unreadable)
        else:
            unreadable.append(pattern)
        return
    if os.path.isdir(pattern):  # noqa: PTH112
        root = _Folder(pattern, "", os.path.realpath(pattern), ())
        yield from _walk_folder(root, suffixes, unreadable)
    else:
        name = os.path.basename(pattern)  # noqa: PTH119
        yield Found(pattern, name, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _walk_glob(pattern: str, suffixes: tuple[str, ...], unreadable: list[str]) -> Iterator[Found]:
    parts = pattern.replace(os.sep, "/").split("/")
    fixed = next(number for number, part in enumerate(parts) if GLOB.search(part))
    folder = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
    matches = re.compile(glob_regex("/".join(parts[fixed:]))).fullmatch
    asked_for = re.search(r"\.\w+$", parts[-1])  # *.txt says that .txt files are posts
    for one in _walk_pattern(
        folder, (*suffixes, asked_for[0].lower()) if asked_for else suffixes, unreadable
    ):
        folders = one.name.split("/")
        # A glob that names a folder means what is in it.
        if any(matches("/".join(folders[:depth])) for depth in range(1, len(folders) + 1)):
            yield one


def glob_regex(glob: str) -> str:
    """Return a path's glob as a regular expression: ``*`` and ``?`` stay in a folder, ``**`` does not."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])", glob)
    meaning = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(
        meaning.get(piece) or (_set_regex(piece) if number % 2 else re.escape(piece))
        for number, piece in enumerate(pieces)
    )


def _set_regex(piece: str) -> str:
    inside = piece[1:-1]
    negated = inside.startswith("!")
    inside = inside.removeprefix("!").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"[{'^' if negated else ''}{inside.replace('^', chr(92) + '^')}]"


class _Folder(NamedTuple):
    """A folder on the walk."""

    path: str
    prefix: str  # of the names in it
    real: str  # without symbolic links
    above: tuple[str, ...]  # the real folders whose links led here

    def inner(self, entry: os.DirEntry[str]) -> _Folder | None:
        """Return a folder in this one; None for a link that leads back, since the walk would go in circles."""
        prefix = f"{self.prefix}{entry.name}/"
        if not entry.is_symlink():
            return _Folder(entry.path, prefix, f"{self.real}/{entry.name}", self.above)
        real = os.path.realpath(entry.path)
        way = (*self.above, self.real)
        if any(folder == real or folder.startswith(f"{real}/") for folder in way):
            return None
        return _Folder(entry.path, prefix, real, way)


def _walk_folder(folder: _Folder, suffixes: tuple[str, ...], unreadable: list[str]) -> Iterator[Found]:
    try:
        with os.scandir(folder.path) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        unreadable.append(folder.path)
        return
    for entry in listed:
        try:
            if entry.is_dir():
                inner = None if entry.name in SKIPPED else folder.inner(entry)
                if inner is not None:
                    yield from _walk_folder(inner, suffixes, unreadable)
            elif entry.name.lower().endswith(suffixes):
                status = entry.stat()
                size, mtime_ns, ctime_ns = status.st_size, status.st_mtime_ns, status.st_ctime_ns
                yield Found(entry.path, folder.prefix + entry.name, size, mtime_ns, ctime_ns)
        except OSError:
            unreadable.append(entry.path)
