"""Where a post is published: permalinks of Jekyll, Hugo and Hexo, and the anchors of headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import msgspec
import yaml

from deckgen.files.regular import read_regular
from deckgen.files.yaml_tree import MAX_BYTES
from deckgen.model import Post, Published, Section
from deckgen.patterns import regex
from deckgen.posts.front_matter import load_yaml
from deckgen.posts.hexo import PERMALINK, Hexo, filled, is_hexo_config, read_hexo, slug_of
from deckgen.urls import host_and_path

_CONFIGS = ("_config.yml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml")
_JEKYLL_FOLDERS = frozenset({"_posts", "_drafts"})
_SLOT = regex(r":(\w*[^\W_])")
_WORDLESS = regex(r"[^\w\- ]")
_MOST_ABOVE = 6
"""Folders between a site's config and a post of its: Hugo's content/posts/2020/01/name is five."""
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A published site: its address without a closing slash, and its permalink pattern."""

    base: str = ""
    pattern: str = ""
    hexo: Hexo | None = None  # where Hexo makes it


def find_site(site: str, permalink: str, posts: Sequence[str]) -> Site:
    """Return the site by the definition, and where that says nothing by the site's own config beside the posts."""
    if not site:
        return Site()
    config = _site_config(posts)
    hexo = read_hexo(config) if is_hexo_config(config) else None
    config = config if not permalink else {}
    hugo = config.get("permalinks")
    by_section = next(iter(hugo.values()), "") if isinstance(hugo, Mapping) else ""
    pattern = permalink or _text(config.get("permalink")) or _text(by_section) or _default_pattern(config, posts)
    return Site(base=site.rstrip("/"), pattern=_JEKYLL_STYLES.get(pattern, pattern), hexo=hexo)


def _default_pattern(config: Mapping[str, Any], posts: Sequence[str]) -> str:
    """Return the permalink pattern without one in a config: Jekyll and Hexo date posts, Hugo's are under their path."""
    if is_hexo_config(config):
        return PERMALINK
    is_hugo = "baseURL" in config or ("baseurl" in config and "languageCode" in config)
    is_jekyll = any(Path(post).name == "_posts" or "_posts" in Path(post).parts for post in posts)
    return "date" if is_jekyll and not is_hugo else ""


def own_places(site: str, folders: Sequence[str], posts: Sequence[Post]) -> frozenset[str]:
    """Return host and path of the blog, by the definition, the site's own config and the posts' permalinks.

    ``folders`` are the definition's posts. A permalink that names a host is the address of one post.
    """
    config = _site_config(folders)
    base = _text(config.get("baseurl"))
    if not base.startswith("http"):
        base = _text(config.get("url")).rstrip("/") + "/" + (base or _text(config.get("root"))).lstrip("/")
    found = [host_and_path(address) for address in (site, _text(config.get("baseURL")), base)]
    found += [host_and_path(post.url) for post in posts if post.url.startswith(("http:", "https:"))]
    return frozenset(found) - {""}


def config_files(posts: Sequence[str]) -> tuple[Path, ...]:
    """Return the places where a site's own config may lie: beside the posts, or up to three folders above."""
    folders = (folder for post in posts for folder in (Path(post), *Path(post).parents[:3]))
    return tuple(dict.fromkeys(folder / name for folder in folders for name in _CONFIGS))


@lru_cache(maxsize=1024)
def is_site(folder: str) -> bool:
    """Return whether a folder of posts is of a Jekyll or Hugo site, whose posts hold Liquid, shortcodes and the like.

    It is where a folder is named ``_posts`` or ``_drafts`` (Jekyll's), or a site's config lies in it or above it.
    """
    path = Path(folder)
    if not _JEKYLL_FOLDERS.isdisjoint(path.parts):
        return True
    return any(_is_config(above / name) for above in (path, *path.parents[:_MOST_ABOVE]) for name in _CONFIGS)


def _is_config(file: Path) -> bool:
    """Return whether a file is a site's config: ``config.yaml`` may be any program's, a site's has a base URL."""
    if not file.is_file():
        return False
    if not file.name.startswith("config."):
        return True
    try:
        return b"baseurl" in read_regular(file, MAX_BYTES).lower()
    except (OSError, ValueError):
        return False


def is_hexo(posts: Sequence[str]) -> bool:
    """Return whether folders of posts are of a Hexo site, by its config beside them."""
    return is_hexo_config(_site_config(posts))


def _site_config(posts: Sequence[str]) -> Mapping[str, Any]:
    for file in config_files(posts):
        if file.is_file():
            return read_config(file)
    return {}


def read_config(file: Path) -> Mapping[str, Any]:
    """Return what a config in TOML, YAML or JSON says; nothing where it is absent or broken."""
    try:
        text = read_regular(file, MAX_BYTES).decode("utf-8", errors="replace")
        values = tomllib.loads(text) if file.suffix == ".toml" else load_yaml(text)
    except (yaml.YAMLError, ValueError, OSError, RecursionError):  # TOML's own error is a ValueError
        return {}
    return values if isinstance(values, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def publish(posts: Sequence[Post], site: Site) -> dict[str, Published]:
    """Return what a card says of each post, by the post's path."""
    return {post.path: _published(post, site) for post in posts}


def _published(post: Post, site: Site) -> Published:
    url = post_url(site, post)
    anchors: dict[tuple[str, ...], str] = {}
    if url:
        for headings, anchor in section_anchors(post.sections, site.hexo):
            anchors.setdefault(headings, f"#{anchor}" if anchor else "")
    return Published(
        title=post.title, slug=post.slug, tags=post.tags, folder=folder_of(post), url=url, anchors=anchors
    )


def folder_of(post: Post) -> str:
    """Return the folder of a post; of one that has a folder for itself (index.md), the one above."""
    folder = PurePosixPath(post.path).parent
    folder = folder.parent if post.is_index else folder
    return "" if str(folder) == "." else str(folder)


def post_url(site: Site, post: Post) -> str:
    """Return the address of a published post; empty where the site is not known."""
    if not site.base:
        return ""
    if post.url:
        return post.url if post.url.startswith(("http:", "https:")) else f"{site.base}/{post.url.lstrip('/')}"
    if ":" not in site.pattern:
        path = PurePosixPath(post.path).with_suffix("")
        path = path.parent if path.name in ("index", "_index") else path.with_name(post.slug)
        inside = _escape(path.as_posix())
        return f"{site.base}/" if inside == "." else f"{site.base}/{inside}/"
    year, month, day = [*post.date.split("-"), "", "", ""][:3]
    values = {
        "categories": "/".join(_slug(category) for category in post.categories),
        "year": year,
        "month": month,
        "i_month": month.lstrip("0"),
        "day": day,
        "i_day": day.lstrip("0"),
        "short_year": year[2:],
        "title": post.slug,
        "slug": _slug(post.slug),
        "filename": post.slug,
        "name": post.slug,
        "section": post.path.split("/")[0],
    }
    if site.hexo is not None:
        values = filled(values, post, site.hexo)
    if any(name not in values or (site.hexo and not values[name]) for name in _SLOT.findall(site.pattern)):
        return ""  # better none than one that leads nowhere
    address = _SLOT.sub(lambda found: _escape(values[found[1]]), site.pattern)
    return site.base + re.sub(r"/{2,}", "/", "/" + address.lstrip("/"))


def _slug(text: str) -> str:
    return re.sub(r"\s+", "-", text.strip()).lower()


def _escape(text: str) -> str:
    return quote(text, safe="/-._~")


def section_anchors(sections: Sequence[Section], hexo: Hexo | None = None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield heading path and anchor of each section, as kramdown's GitHub parser names them, or Hexo."""
    seen: dict[str, int] = {}
    for section in sections_of(sections):
        if not section.headings:
            continue
        heading = section.headings[-1]
        anchor = _WORDLESS.sub("", heading.lower()).replace(" ", "-")
        anchor = slug_of(heading, hexo.anchor_case) if hexo is not None else anchor
        number = seen.get(anchor, 0)
        seen[anchor] = number + 1
        yield section.headings, f"{anchor}-{number}" if number else anchor


def sections_of(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield sections, and those below them."""
    for section in sections:
        yield section
        yield from sections_of(section.sections)
