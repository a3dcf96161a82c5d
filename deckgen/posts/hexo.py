"""Addresses and anchors of a Hexo site: hexo.io/docs/permalinks, its slugize, and the headings of its usual renderer.

The file's path below ``_posts`` is the post's name as ``new_post_name`` reads it: by its default a date stays in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from deckgen.model import Post
from deckgen.patterns import regex

PERMALINK = ":year/:month/:day/:title/"
_ONLY_ITS_CONFIG = frozenset({"source_dir", "public_dir", "new_post_name"})
_POSTS = "_posts"
_SPECIAL = regex(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/\x00-\x1f]+")
_SEGMENTS = {"year": r"\d{4}", "month": r"\d\d", "day": r"\d\d", "i_month": r"\d\d?", "i_day": r"\d\d?"}
_TITLE = "(?P<title>.+?)"
_SLOT = regex(r":(\w*[^\W_])")
_CASES = {"1": str.lower, "2": str.upper}


class Hexo(msgspec.Struct, frozen=True, kw_only=True):
    """What a site's config says of its addresses."""

    new_post_name: str = ":title.md"
    anchor_case: str = ""
    category_case: str = ""
    category_map: dict[str, str] = {}
    default_category: str = "uncategorized"
    defaults: dict[str, str] = {}  # of slots that a post leaves empty


def is_hexo_config(config: Mapping[str, Any]) -> bool:
    """Return whether a site's config is Hexo's."""
    return not _ONLY_ITS_CONFIG.isdisjoint(config)


def read_hexo(config: Mapping[str, Any]) -> Hexo:
    """Return what a config says of addresses."""
    anchors = part_of(part_of(config, "markdown"), "anchors").get("case", "")
    return Hexo(
        new_post_name=_text(config.get("new_post_name")) or ":title.md",
        anchor_case=_text(part_of(config, "marked").get("modifyAnchors", anchors)),
        category_case=_text(config.get("filename_case")),
        category_map={str(name): _text(slug) for name, slug in part_of(config, "category_map").items()},
        default_category=_text(config.get("default_category")) or "uncategorized",
        defaults={str(name): _text(value) for name, value in part_of(config, "permalink_defaults").items()},
    )


def part_of(config: object, key: str) -> Mapping[str, Any]:
    """Return a part of a config that has parts of its own; an empty one where it is anything else."""
    value = config.get(key) if isinstance(config, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def slug_of(text: str, case: str = "") -> str:
    """Return a text as it stands in an address: Latin letters bare, every run of signs one ``-``."""
    bare = "".join(_without_accent(letter) if letter > "~" else letter for letter in text)
    return _CASES.get(case, str)(_SPECIAL.sub("-", bare).strip("-"))


def _without_accent(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def filled(slots: Mapping[str, str], post: Post, hexo: Hexo) -> dict[str, str]:
    """Return what stands for the slots of a permalink, with what only Hexo has or does in its own way."""
    path = PurePosixPath(post.path).with_suffix("")
    parts = path.parts[path.parts.index(_POSTS) + 1 :] if _POSTS in path.parts else path.parts
    title = _title("/".join(parts), hexo.new_post_name)
    categories = "/".join(slug_of(hexo.category_map.get(name) or name, hexo.category_case) for name in post.categories)
    return {
        **hexo.defaults,
        **dict(post.attributes),
        **slots,
        "title": title,
        "slug": title,
        "name": title.rpartition("/")[2],
        "post_title": slug_of(post.title, "1"),
        "category": categories or hexo.default_category,
    }


def _title(path: str, new_post_name: str) -> str:
    """Return what of a post's path is its name."""
    pieces = _SLOT.split(new_post_name.rpartition(".")[0] or new_post_name)
    pattern = re.escape(pieces[0])
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        is_title = name == "title" and _TITLE not in pattern
        pattern += (_TITLE if is_title else f"(?:{_SEGMENTS.get(name, '.+?')})") + re.escape(text)
    found = re.fullmatch(pattern, path)
    return found["title"] if found is not None and "title" in found.groupdict() else slug_of(path)
