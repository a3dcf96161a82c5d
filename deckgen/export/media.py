"""Images of a post to media files: found under the definition's folders, named by their content."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from pathlib import Path
from typing import NamedTuple

EXTENSIONS = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"))
"""What an image may be: pictures only. An SVG is a document that can hold scripts."""

MAX_BYTES = 100 * 1024 * 1024
"""A larger file never reaches AnkiWeb."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


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
    written = re.split(r"[?#]", url.strip(), maxsplit=1)[0]
    if url.startswith("//") or _SCHEME.match(url.strip()):
        return "not a file of this site"
    local = urllib.parse.unquote(written)
    if not local or "\0" in local or "\\" in local:
        return "not the address of a file"
    if local.startswith("/"):
        return _read(media / local.lstrip("/"), (media,)) if media else "the definition has no media folder"
    return _read(post.parent / local, (posts, media) if media else (posts,))


def _read(path: Path, roots: tuple[Path, ...]) -> MediaFile | str:
    extension = path.suffix.lower()
    if extension not in EXTENSIONS:
        return f"not a picture of a kind that a card may hold ({extension or 'no ending'})"
    try:
        real = path.resolve()
        if not any(real.is_relative_to(root.resolve()) for root in roots):
            return "it lies outside the posts and the media folder"
        if not real.is_file():
            return "no such file"
        if real.stat().st_size > MAX_BYTES:
            return "larger than 100 MB"
        return MediaFile(f"dg-{_digest(real)}{extension}", real)
    except (OSError, RuntimeError) as exc:  # RuntimeError: a circle of symbolic links, before Python 3.13
        return f"it cannot be read ({exc})"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()
