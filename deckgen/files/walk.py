"""Which files are posts: a folder, a file or a glob, walked in one fixed order with sizes and times.

The build and the check whether there is anything to build walk with the same function, so that they cannot
differ. Only light modules are imported.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.patterns import regex

MDX = ".mdx"
POST_SUFFIXES = (".markdown", ".md", ".mdown", MDX, ".mkd")
_NO_TEXT = frozenset(
    """
    .avif .bmp .gif .heic .ico .jpeg .jpg .png .svg .tif .tiff .webp .mp3 .m4a .ogg .wav .mp4 .mov .webm .ttf .woff
    .woff2 .css .scss .sass .less .js .mjs .cjs .ts .jsx .tsx .json .jsonl .yml .yaml .toml .lock .map .apkg
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""Endings of what belongs to a site, and is nobody's post: pictures, sounds, styles, scripts, settings."""
SKIPPED = frozenset({"node_modules"})  # thousands of other people's Markdown files
GLOB = regex(r"[*?\[]")


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
    odd: tuple[Found, ...] = ()  # named like posts, but pipes, sockets or devices
    unread: tuple[tuple[str, int], ...] = ()  # endings of the other texts in the folders, with their counts


class _Lost(NamedTuple):
    """What the walk met and does not give."""

    unreadable: list[str]
    odd: list[Found]
    unread: Counter[str]


def walk(patterns: Sequence[str]) -> Walk:
    """Find the posts of these files, folders and globs; one that is found twice counts once.

    In folders, hidden folders and files are left out, and so is what has no suffix of a post (case aside).
    A pattern that is the name of something is no glob. One that finds nothing because it is not there is
    unreadable, so that its posts are not taken for deleted.
    """
    lost = _Lost([], [], Counter())
    empty: list[str] = []
    found: dict[str, Found] = {}
    for pattern in patterns:
        here = list(_walk_pattern(pattern, POST_SUFFIXES, lost))
        if not here:
            empty.append(pattern)
        for one in here:
            found.setdefault(one.path, one)
    # The system's order differs from machine to machine.
    files = tuple(found[path] for path in sorted(found))
    odd, unread = tuple(sorted(set(lost.odd))), tuple(sorted(lost.unread.items()))
    return Walk(files, tuple(lost.unreadable), tuple(empty), odd, unread)


def _walk_pattern(pattern: str, suffixes: tuple[str, ...], lost: _Lost) -> Iterator[Found]:
    try:
        status = os.stat(pattern)  # noqa: PTH116 - a Path a file costs more than the walk
    except (OSError, ValueError):  # the latter: a NUL in it
        if GLOB.search(pattern):
            yield from _walk_glob(pattern, suffixes, lost)
        else:
            lost.unreadable.append(pattern)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk_folder(pattern, suffixes, lost)
    else:
        yield from _found(pattern, os.path.basename(pattern), status, lost)  # noqa: PTH119


def _walk_glob(pattern: str, suffixes: tuple[str, ...], lost: _Lost) -> Iterator[Found]:
    parts = pattern.replace(os.sep, "/").split("/")
    fixed = next(number for number, part in enumerate(parts) if GLOB.search(part))
    folder = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
    matches = re.compile(glob_regex("/".join(parts[fixed:]))).fullmatch
    asked_for = re.search(r"\.\w+$", parts[-1])  # *.txt says that .txt files are posts
    lost = lost._replace(unread=Counter())  # a glob says itself what is meant
    for one in _walk_pattern(folder, (*suffixes, asked_for[0].lower()) if asked_for else suffixes, lost):
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
    escaped = "-".join(map(re.escape, inside.removeprefix("!").split("-")))
    try:
        return re.compile(f"[{'^' if negated else ''}{escaped}]").pattern
    except re.error:  # [z-a] holds no character, as in a shell
        return "(?!)"


class _Folder(NamedTuple):
    """A folder on the walk."""

    path: str
    prefix: str  # of the names in it
    real: str  # without symbolic links
    above: tuple[str, ...]  # the real folders whose links led here

    def leads_back(self, real: str) -> bool:
        """Return whether a folder lies above this one, on the way that led here."""
        inside = real.rstrip("/") + "/"  # that of / is / itself
        return any(f"{folder}/".startswith(inside) for folder in (*self.above, self.real))


def _walk_folder(root: str, suffixes: tuple[str, ...], lost: _Lost) -> Iterator[Found]:
    """Yield the files below a folder; each real folder once, under its own name rather than that of a link."""
    seen: set[str] = set()
    folders = [_Folder(root, "", os.path.realpath(root), ())]
    links: list[_Folder] = []  # met on the way, by the folders that they stand in
    while folders or links:
        if not folders:
            links.sort(reverse=True)
            folders.append(links.pop())
        folder = folders.pop()
        if folder.real in seen:
            continue
        seen.add(folder.real)
        for entry in _entries(folder, lost):
            try:
                if not entry.is_dir():
                    if entry.name.lower().endswith(suffixes):
                        yield from _found(entry.path, folder.prefix + entry.name, entry.stat(), lost)
                    elif (ending := os.path.splitext(entry.name)[1].lower()) not in _NO_TEXT:  # noqa: PTH122
                        lost.unread[ending] += 1
                    continue
                if entry.name in SKIPPED:
                    continue
                prefix = f"{folder.prefix}{entry.name}/"
                if not entry.is_symlink():
                    folders.append(_Folder(entry.path, prefix, f"{folder.real}/{entry.name}", folder.above))
                elif not folder.leads_back(real := os.path.realpath(entry.path)):
                    links.append(_Folder(entry.path, prefix, real, (*folder.above, folder.real)))
            except OSError:
                lost.unreadable.append(entry.path)


def _entries(folder: _Folder, lost: _Lost) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder.path) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        lost.unreadable.append(folder.path)
        return []


def _found(path: str, name: str, status: os.stat_result, lost: _Lost) -> Iterator[Found]:
    """Yield a regular file; a pipe, a socket or a device would be waited for, or never end."""
    found = Found(path, as_text(name), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    if stat.S_ISREG(status.st_mode):
        yield found
    else:
        lost.odd.append(found)


def as_text(name: str) -> str:
    """Return a file's name as text that any file can hold: a byte that is no UTF-8 is written out as its escape."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
