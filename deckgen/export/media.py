"""Images of a post to media files: found under the definition's folders, named by their content."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from pathlib import Path
from typing import NamedTuple

from deckgen.files.regular import read_regular
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


class MediaFile(NamedTuple):
    """A picture to be packed."""

    name: str
    """In Anki: never the same for other content, since Anki keeps the file that it has under a name."""
    path: Path


def find_image(url: str, *, post: Path, posts: Path, media: Path | None) -> MediaFile | str:
    """Find the picture that an image of `post` means, or say why there is none.

    An address that begins with "/" is looked for under `media`, any other beside the post. Nothing outside
    `posts` and `media` is ever read, by whatever way an address or a symbolic link leads there.
    """
    path = image_path(url, post=post, media=media)
    if isinstance(path, str):
        return path
    roots = (media,) if _local(url).startswith("/") else (posts, media)
    return _read(path, tuple(root for root in roots if root is not None))


def image_path(url: str, *, post: Path, media: Path | None) -> Path | str:
    """Return where the picture of an address would lie, or why there is no such place."""
    if _ELSEWHERE.match(url.strip()):
        return "it lies on another site, and no picture is fetched; save it beside the post, and name that file there"
    if _SCHEME.match(url.strip()):
        return "not a file of this site"
    local = _local(url)
    if not local or "\0" in local or "\\" in local:
        return "not the address of a file"
    if local.startswith("/"):
        return media / local.lstrip("/") if media else "the definition has no media folder"
    return post.parent / local


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
            return "no such file"
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
