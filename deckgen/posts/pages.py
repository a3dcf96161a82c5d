"""The post that a link names (``[[page#heading]]``, ``../page.md``), and its address on a site or in a vault."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from deckgen.language.folding import fold
from deckgen.model import Post, Published
from deckgen.patterns import regex
from deckgen.posts.site import folder_of, sections_of

_ENDING = regex(r"\.(?:md|mdx|markdown)$", re.I)
_INDEX = frozenset({"index", "_index", "readme"})
_NOT_IN_LINKS = regex(r"[#|^:\[\]]|%%")
"""What Obsidian leaves out of a heading where it links to it."""


class PageNames:
    """The posts by their names: the path or an end of it, the name without its date, a title that no other has."""

    def __init__(self, published: Mapping[str, Published]) -> None:
        self._published = published
        self._by_name: dict[str, list[str]] = {}
        titles: dict[str, list[str]] = {}
        for path in sorted(published, key=lambda path: (path.count("/"), path)):
            for name in dict.fromkeys(_names(path, published[path])):
                self._by_name.setdefault(name, []).append(path)
            titles.setdefault(fold(published[path].title), []).append(path)
        for title, paths in titles.items():
            if len(paths) == 1:
                self._by_name.setdefault(title, paths)

    def address(self, post: str, target: str) -> str:
        """Return the address of what a link of a post names; empty if there is no such page, or it has none."""
        page, _, heading = target.partition("#")
        path = self._found(post, page) if page else post
        found = self._published.get(path)
        if found is None or not found.url:
            return ""
        return found.url + _suffix(found, heading)

    def _found(self, post: str, page: str) -> str:
        page = _ENDING.sub("", unquote(page).strip().lstrip("/"))
        folder = posixpath.dirname(post)
        for name in (posixpath.normpath(posixpath.join(folder, page)), page):
            paths = self._by_name.get(fold(name), [])
            exact = [path for path in paths if fold(_ENDING.sub("", path)) == fold(name)]
            if exact or paths:
                return (exact or sorted(paths, key=lambda path: posixpath.dirname(path) != folder))[0]
        return ""


def _names(path: str, page: Published) -> Iterator[str]:
    parts = _ENDING.sub("", path).split("/")
    yield fold("/".join(parts))
    if parts[-1].lower() in _INDEX and len(parts) > 1:
        parts = parts[:-1]
    for start in range(len(parts)):
        yield fold("/".join(parts[start:]))
    yield fold("/".join([*parts[:-1], page.slug]))
    yield fold(page.slug)


def _suffix(page: Published, heading: str) -> str:
    """Return how the address of a heading ends; empty where there is none of that name."""
    wanted = fold(unquote(heading).rpartition("#")[2])
    if not wanted:
        return ""
    for headings, suffix in page.anchors.items():
        if wanted in (fold(headings[-1]), fold(suffix.removeprefix("#"))):
            return suffix
    return ""


def publish_in_vault(posts: Sequence[Post], folders: Mapping[str, str], root: Path) -> dict[str, Published]:
    """Return what a card says of each note of a vault, by its path: links open Obsidian.

    ``folders`` are the folders that the posts lie in; the vault is the one above with a folder ``.obsidian``, else
    ``root``.
    """
    vaults = {folder: vault_of(Path(folder)) or root for folder in set(folders.values())}
    out: dict[str, Published] = {}
    for post in posts:
        folder = Path(folders[post.path])
        vault = vaults[str(folder)]
        inside = folder.relative_to(vault) if folder.is_relative_to(vault) else Path()
        file = _ENDING.sub("", (PurePosixPath(inside.as_posix()) / PurePosixPath(post.path).name).as_posix())
        anchors: dict[tuple[str, ...], str] = {}
        for section in sections_of(post.sections):
            if section.headings:
                name = " ".join(_NOT_IN_LINKS.sub(" ", section.headings[-1]).split())
                anchors.setdefault(section.headings, quote(f"#{name}", safe=""))
        out[post.path] = Published(
            title=post.title,
            slug=post.slug,
            tags=post.tags,
            folder=folder_of(post),
            url=f"obsidian://open?vault={quote(vault.name, safe='')}&file={quote(file, safe='/')}",
            anchors=anchors,
        )
    return out


def vault_of(folder: Path) -> Path | None:
    """Return the vault that a folder lies in, if it lies in one."""
    return next((above for above in (folder, *folder.parents) if (above / ".obsidian").is_dir()), None)
