"""Images of a post to media files: found beside it, in its vault or under the media folder, named by their content."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import urllib.parse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from deckgen.files.regular import read_regular
from deckgen.files.walk import SKIPPED
from deckgen.language.folding import fold
from deckgen.patterns import regex

EXTENSIONS = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"))
"""What an image may be: pictures only. An SVG is a document that can hold scripts."""

MAX_BYTES = 100 * 1024 * 1024
"""A larger file never reaches AnkiWeb."""

_HEAD_BYTES = 32
_PICTURE = regex(  # by the first bytes, as a browser tells them (WHATWG MIME Sniffing, section 6.1)
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBPVP|BM|....ftyp(?:avi[fs]|mif1|msf1)", re.DOTALL
)
_LFS_POINTER = b"version https://git-lfs"
_ELSEWHERE = regex(r"(?:https?:)?//", re.I)
_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_MISSING = "no such file"
_NO_MEDIA = (
    "no folder near the posts holds it: `media:` in the definition, which `deckgen init` writes, says in which folder "
    "such addresses begin"
)


class MediaFile(NamedTuple):
    """A picture to be packed."""

    name: str
    """In Anki: never the same for other content, since Anki keeps the file that it has under a name."""
    path: Path


class Roots(NamedTuple):
    """The folders in which pictures of a post may lie. Nothing outside of them is ever read."""

    posts: Path
    media: Path | None = None
    """Where an address that begins with "/" begins."""
    vault: Path | None = None
    """Obsidian's: there a picture is found by its name, wherever it lies."""
    near: tuple[Path, ...] = ()
    """Where such an address may begin, in place of ``media``: that folder counts in which the picture lies."""


class Pictures:
    """The pictures of a vault, by their names."""

    def __init__(self, root: Path) -> None:
        self.folders: list[Path] = []
        self._by_name: dict[str, list[tuple[str, Path]]] = {}
        for folder, inside, files in os.walk(root):
            inside[:] = sorted(name for name in inside if not name.startswith(".") and name not in SKIPPED)
            self.folders.append(Path(folder))
            for name in sorted(files):
                if Path(name).suffix.lower() in EXTENSIONS:
                    path = Path(folder, name)
                    self._by_name.setdefault(fold(name), []).append((fold(path.relative_to(root).as_posix()), path))

    def named(self, address: str, folder: Path) -> list[Path]:
        """Return the pictures whose path ends so: those at or below ``folder`` first, then the least deep ones."""
        end = fold(posixpath.normpath(address))
        found = self._by_name.get(end.rpartition("/")[2], ())
        paths = [path for inside, path in found if f"/{inside}".endswith(f"/{end}")]
        return sorted(paths, key=lambda path: (not path.is_relative_to(folder), len(path.parts)))


def find_image(
    url: str, *, post: Path, roots: Roots, pictures: Callable[[Path], Pictures] = Pictures
) -> MediaFile | str:
    """Find the picture that an image of `post` means, or say why there is none.

    An address that begins with "/" is looked for under the media folder and the vault, any other beside the post, too,
    and then by its name in the vault; `pictures` gives those of a folder. Nothing outside `roots` is ever read, by
    whatever way an address or a symbolic link leads there.
    """
    places = image_places(url, post=post, roots=roots)
    if isinstance(places, str):
        return places
    local = _local(url)
    folders = tuple(root for root in (roots.vault, roots.media, *roots.near) if root is not None)
    allowed = folders if local.startswith("/") else (roots.posts, *folders)
    found = [_read(place, allowed) for place in places]
    if roots.vault is not None and not any(isinstance(one, MediaFile) for one in found):
        shelves = [folder for folder in (roots.vault, roots.media) if folder is not None]
        named = [path for folder in shelves for path in pictures(folder).named(local.lstrip("/"), post.parent)]
        found += [_read(path, allowed) for path in named]
    faults = [one for one in found if isinstance(one, str)]
    there = next((one for one in found if isinstance(one, MediaFile)), None)
    nowhere = _NO_MEDIA if local.startswith("/") and roots.media is None else _MISSING
    return there or next((fault for fault in faults if fault != _MISSING), nowhere)


def is_elsewhere(url: str) -> bool:
    """Return whether a picture lies on another site, from which none is fetched."""
    return _ELSEWHERE.match(url.strip()) is not None


def file_name(address: str) -> str:
    """Return the name of the file that an address ends in."""
    return urllib.parse.unquote(urllib.parse.urlsplit(address).path.rpartition("/")[2])


def image_places(url: str, *, post: Path, roots: Roots) -> Sequence[Path] | str:
    """Return where the picture of an address would lie, the first place first, or why there is no such place."""
    if is_elsewhere(url):
        return "it lies on another site, and no picture is fetched; save it beside the post, and name that file there"
    if _SCHEME.match(url.strip()):
        return "not a file of this site"
    local = _local(url)
    if not local or "\0" in local or "\\" in local:
        return "not the address of a file"
    below = [root / local.lstrip("/") for root in (roots.media, roots.vault, *roots.near) if root is not None]
    if not local.startswith("/"):
        return list(dict.fromkeys([post.parent / local, *below]))
    return below or _NO_MEDIA


def _local(url: str) -> str:
    return urllib.parse.unquote(re.split(r"[?#]", url.strip(), maxsplit=1)[0])


def _read(path: Path, roots: tuple[Path, ...]) -> MediaFile | str:
    extension = path.suffix.lower()
    if fault := _ending_fault(extension):
        return fault
    try:
        real = path.resolve()
        if not any(real.is_relative_to(root.resolve()) for root in roots):
            return "it lies outside the posts and the media folder"
        if not real.is_file():
            return _MISSING
        if real.stat().st_size > MAX_BYTES:
            return "larger than 100 MB"
        data = read_regular(real, MAX_BYTES)
        if fault := picture_fault(path.name, data):
            return fault
        return MediaFile(f"dg-{digest_of(data)}{extension}", real)
    except (OSError, RuntimeError) as exc:  # RuntimeError: a circle of symbolic links, before Python 3.13
        return f"it cannot be read ({exc})"


def _ending_fault(extension: str) -> str:
    return "" if extension in EXTENSIONS else (
        f"not a picture of a kind that a card may hold ({extension or 'no ending'})"
    )


def picture_fault(name: str, data: bytes) -> str:
    """Return why a file is no picture that a card may hold, by its name and its first bytes; empty if it is one."""
    head = data[:_HEAD_BYTES]
    if fault := _ending_fault(Path(name).suffix.lower()):
        return fault
    if not head:
        return "the file is empty"
    if head.startswith(_LFS_POINTER):
        return "the file only points to a picture in Git LFS: run git lfs pull"
    return "" if _PICTURE.match(head) else "the file does not hold a picture"


def digest_of(data: bytes) -> str:
    """Return what names a picture by its content."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()
