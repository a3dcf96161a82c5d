"""A folder that somebody names -> what kind of site or vault it belongs to, and what that says of its posts.

A kind is known by its own files, in the folder, or above it. A site's JavaScript is read as text, never run:
strings beside the names that a config gives them.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import msgspec

from deckgen.files.regular import read_regular
from deckgen.files.walk import POST_SUFFIXES, walk
from deckgen.files.yaml_tree import MAX_BYTES
from deckgen.patterns import regex
from deckgen.posts.hexo import part_of
from deckgen.posts.site import read_config

_POSTS = "_posts"
MOST_ABOVE = 6
"""Folders between what is named and the site that it belongs to."""

_HUGO = (
    "hugo.toml", "hugo.yaml", "hugo.json", "config/_default/hugo.toml", "config/_default/hugo.yaml",
    "config/_default/config.toml", "config/_default/config.yaml", "config.toml", "config.yaml", "config.json",
)  # fmt: skip
_SCRIPTS = ("mjs", "ts", "js", "mts", "cjs")
_TOKEN = regex(
    r"//[^\n]*|/\*.*?\*/|(?P<name>[\w$]+)['\"]?\s*[:=]\s*(?P<quote>['\"`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"
    r"|(?P<string>['\"`])(?:\\.|(?!(?P=string)).)*(?P=string)|(?P<open>[\[{(])|(?P<close>[\]})])",
    re.S,
)
_SITE = regex(r"""\b(?:site|SITE|website)\s*[:=][^;\n]*?['"`](https?://[^'"`\s]+)""")
_DAY = regex(r"(?:.*/)?\d{4}-\d\d-\d\d\.md")
_DAY_GLOB = "*[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].md"
_LEAST_DAYS = 3
"""Notes named by a day that make daily notes."""
_TEMPLATES = frozenset({"template", "templates", "archetypes", "scaffolds"})
"""Folders of what new posts are made from, as Obsidian, Hugo and Hexo call them."""
_OF_REPOSITORY = regex(
    r"(?:readme|changelog|changes|contributing|code_of_conduct|security|license|licence|agents|claude)\b.*\.md", re.I
)


class Skip(msgspec.Struct, frozen=True):
    """What is not to be read, and why."""

    glob: str
    reason: str


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What a site's or vault's own files say."""

    name: str = ""  # Jekyll, Hugo, ...; empty for a plain folder
    config: Path | None = None  # the file, or folder, that says so
    root: Path | None = None  # the folder of the site
    posts: Path  # where the posts are, if a whole site was named
    others: tuple[Path, ...] = ()  # further folders of posts: decks of their own
    title: str = ""
    url: str = ""
    permalink: str = ""
    is_read_by_build: bool = True  # the build finds the permalink in the config too
    media: tuple[Path, ...] = ()  # where site-absolute pictures may lie
    published: tuple[Path, ...] = ()  # folders that the site publishes whatever lies in them
    unpublished: tuple[str, ...] = ()  # what of them its config leaves out
    skips: tuple[Skip, ...] = ()
    tags: tuple[str, ...] = ()  # that a plugin for flashcards looks for

    def publishes(self, folder: Path) -> bool:
        """Return whether the site would hand out what lies in a folder, though nobody asked it to."""
        path = Path(os.path.abspath(folder))  # noqa: PTH100 - as the folders of the site are spelled
        for top in (Path(os.path.abspath(published)) for published in self.published):  # noqa: PTH100
            parts = path.relative_to(top).parts if path.is_relative_to(top) else ()
            is_out = any(part.startswith(("_", ".")) for part in parts)
            if parts and not is_out and parts[0] not in self.unpublished:
                return True
        return False

    def leaves_out(self, path: str) -> bool:
        """Return whether a post is not to be read."""
        return any(fnmatch.fnmatch(path, skip.glob) for skip in self.skips)


def kind_of(path: Path) -> Kind:
    """Return the kind of what a folder or file of posts belongs to; one without a name where nothing tells it."""
    folder = Path(os.path.abspath(path))  # noqa: PTH100 - a link to the posts stays one
    bare: Kind | None = None  # a folder called _posts, whose site's own files may lie further up
    for above in (folder, *list(folder.parents)[:MOST_ABOVE]):
        kind = _kind_at(above, path)
        if kind is not None and kind.config is not None and kind.config.name != _POSTS:
            return kind
        bare = bare or kind
        if (above / ".git").exists():
            break
    if bare is not None:
        return bare
    inside = [folder for folder in _folders(path) if not folder.name.startswith(".")]
    below = [kind for folder in inside if (kind := _kind_at(folder.absolute(), folder)) is not None]
    return below[0] if len(below) == 1 else Kind(posts=path, skips=tuple(_plain_skips(path)))


def _kind_at(root: Path, named: Path) -> Kind | None:
    """Return the kind of a site or vault whose top is this folder; a vault that is published is its site."""
    for find in (_docusaurus, _astro, _hexo, _hugo, _jekyll, _vault):
        kind = find(root, named)
        if kind is not None:
            return msgspec.structs.replace(kind, url=kind.url or _by_cname(root))
    return None


# --- each kind ------------------------------------------------------------------------------------------


def _vault(root: Path, named: Path) -> Kind | None:
    own = root / ".obsidian"
    if not own.is_dir():
        return None
    plugins = own / "plugins"
    folders = (
        ("the folder of templates (.obsidian/templates.json)", read_config(own / "templates.json").get("folder")),
        ("Templater's folder", read_config(plugins / "templater-obsidian/data.json").get("templates_folder")),
        ("the daily notes (.obsidian/daily-notes.json)", read_config(own / "daily-notes.json").get("folder")),
        *_periodic(read_config(plugins / "periodic-notes/data.json")),
    )
    inside = _inside(named, root)
    skips = [
        Skip(glob, reason)
        for reason, folder in folders
        if (glob := _folder_glob(folder, inside)) and (root / folder.strip().strip("/")).is_dir()
    ]
    ignored = read_config(own / "app.json").get("userIgnoreFilters")
    filters = [text for text in ignored if isinstance(text, str)] if isinstance(ignored, list) else []
    globs = [_folder_glob(text, inside) for text in filters if text[:1] not in ("/", ".")]  # a regular expression else
    skips += [Skip(glob, "Obsidian's own list of excluded files") for glob in globs if glob]
    names = [found.name for found in walk([str(named)]).files]
    if sum(_DAY.fullmatch(name) is not None for name in names) >= _LEAST_DAYS:
        skips.append(Skip(_DAY_GLOB, "notes named by a day are daily notes"))
    if any(name.endswith(".excalidraw.md") for name in names):
        skips.append(Skip("*.excalidraw.md", "drawings"))
    marked = part_of(read_config(plugins / "obsidian-spaced-repetition/data.json"), "settings").get("flashcardTags")
    return Kind(
        name="Obsidian", config=own, root=root, posts=named, title=root.name, url="obsidian", media=(root,),
        skips=_once(skips),
        tags=tuple(str(tag).lstrip("#") for tag in marked) if isinstance(marked, list) else (),
    )  # fmt: skip


def _periodic(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in ("daily", "weekly", "monthly", "quarterly", "yearly"):
        part = part_of(settings, name)
        if part.get("enabled"):
            yield f"the {name} notes (Periodic Notes)", part.get("folder")


def _docusaurus(root: Path, named: Path) -> Kind | None:
    config = _script(root, "docusaurus.config") or (
        _script(root / "website", "docusaurus.config") if _is_same(root, named) else None
    )
    if config is None:
        return None
    text, home = _text(config), config.parent
    values = _js_values(text)
    base = urljoin(values.get("url", "") + "/", values.get("baseUrl", "/").lstrip("/"))
    docs, blog = (_part_of(text, part, home) for part in ("docs", "blog"))
    posts, others = _chosen(named, root, [folder for folder, _ in (docs, blog) if folder is not None])
    is_blog = blog[0] is not None and _is_below(posts, blog[0])
    _, route = blog if is_blog else docs
    return Kind(
        name="Docusaurus", config=config, root=home, posts=posts, others=others, title=values.get("title", ""),
        url=base if is_blog else urljoin(base, route),
        permalink="/".join(["", *filter(None, [route]), ":year/:month/:day/:title/"]) if is_blog else "",
        is_read_by_build=False,
        media=(home / "static",), skips=_partials(posts),
    )  # fmt: skip


def _part_of(text: str, part: str, home: Path) -> tuple[Path | None, str]:
    """Return the folder of the docs or the blog of a Docusaurus site, and its route."""
    options = re.search(rf"\b{part}\s*:\s*\{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}", text)
    values = _js_values(options[1]) if options else {}
    folder = Path(os.path.normpath(home / values.get("path", part)))
    return folder if _has_posts(folder) else None, values.get("routeBasePath", part).strip("/")


def _astro(root: Path, named: Path) -> Kind | None:
    config = _script(root, "astro.config") or (
        _script(root / "docs", "astro.config") if _is_same(root, named) else None
    )
    if config is None:
        return None
    home = config.parent
    files = (config, home / "src/consts.ts", home / "src/config.ts")
    sources = [_uncommented(_text(file)) for file in files if file.is_file()]
    values = {name: text for source in reversed(sources) for name, text in _js_values(source).items()}
    found = next(filter(None, map(_SITE.search, sources)), None)
    content = home / "src/content"
    collections = sorted(filter(_has_posts, _folders(content)), key=lambda folder: (-_count(folder), folder))
    posts, others = _chosen(named, root, collections)
    collection = _inside(posts, content).partition("/")[0] if _is_below(posts, content) else ""
    base = urljoin((found[1] if found else "") + "/", values.get("base", "/").strip("/"))
    has_route = bool(collection) and (home / "src/pages" / collection).is_dir()
    return Kind(
        name="Astro", config=config, root=home, posts=posts, others=others,
        title=values.get("SITE_TITLE", "") or values.get("title", ""),
        url=f"{base.rstrip('/')}/{collection}" if has_route else base, is_read_by_build=False,
        media=(home / "public",), skips=_partials(posts),
    )  # fmt: skip


def _hexo(root: Path, named: Path) -> Kind | None:
    config = root / "_config.yml"
    values = read_config(config)
    if not {"source_dir", "public_dir", "new_post_name"} & values.keys():
        return None
    source = root / str(values.get("source_dir") or "source")
    posts, others = _chosen(named, root, [source / "_posts"])
    return Kind(
        name="Hexo", config=config, root=root, posts=posts, others=others, title=_string(values, "title"),
        url=urljoin(_string(values, "url").rstrip("/") + "/", _string(values, "root").lstrip("/")),
        permalink=_string(values, "permalink"), media=(source, root), published=(source,),
    )  # fmt: skip


def _hugo(root: Path, named: Path) -> Kind | None:
    for name in _HUGO:
        config = root / name
        values = {key.lower(): value for key, value in read_config(config).items()}
        if not values or (not config.name.startswith("hugo.") and "baseurl" not in values):
            continue
        languages = values.get("languages") or read_config(config.with_name(f"languages{config.suffix}"))
        spoken = part_of(languages, _string(values, "defaultcontentlanguage") or "en")
        own = {key.lower(): value for key, value in spoken.items()}
        content = _string(own, "contentdir") or _string(values, "contentdir") or _mounted(values) or "content"
        posts, others = _chosen(named, root, [root / content])
        links = part_of(values, "permalinks") or read_config(config.with_name(f"permalinks{config.suffix}"))
        links = part_of(links, "page") or links  # newer ones part those of pages from those of lists
        return Kind(
            name="Hugo", config=config, root=root, posts=posts, others=others,
            title=_string(own, "title") or _string(values, "title"), url=_string(values, "baseurl"),
            permalink=next((each for each in links.values() if isinstance(each, str)), ""),
            is_read_by_build=config.parent == root and config.suffix != ".json", media=(root / "static", root),
            published=(root / content, root / "static"),
        )  # fmt: skip
    return None


def _mounted(values: Mapping[str, Any]) -> str:
    """Return the folder that Hugo mounts as its content, the default language's first."""
    mounts = part_of(values, "module").get("mounts")
    found = [mount for mount in mounts if isinstance(mount, Mapping)] if isinstance(mounts, list) else []
    content = [_string(mount, "source") for mount in found if _string(mount, "target") == "content"]
    return next((source for source in content if source and not source.startswith("..")), "")


def _jekyll(root: Path, named: Path) -> Kind | None:
    config = root / "_config.yml"
    has_posts = (root / _POSTS).is_dir()
    is_meant = _is_same(root, named) or _is_below(named, root / _POSTS)
    if not config.is_file() and not (has_posts and is_meant):
        return None
    values = read_config(config)
    posts, others = _chosen(named, root, [root / _POSTS] if has_posts else [])
    address = _string(values, "url").rstrip("/")
    excluded = found if isinstance(found := values.get("exclude"), list) else []
    return Kind(
        name="Jekyll", config=config if config.is_file() else root / _POSTS, root=root, posts=posts, others=others,
        title=_string(values, "title") or _string(values, "name"),
        url=urljoin(address + "/", _string(values, "baseurl").lstrip("/")) if address else "",
        permalink=_string(values, "permalink"), media=(root,), published=(root,),
        unpublished=tuple(str(name).strip("/") for name in excluded if isinstance(name, str)),
    )  # fmt: skip


def _plain_skips(path: Path) -> Iterator[Skip]:
    """Yield what a folder of notes holds that is none: its repository's own pages, and templates."""
    if (path / ".git").exists():
        own = [file.name for file in sorted(path.iterdir()) if _OF_REPOSITORY.fullmatch(file.name)]
        if {found.name for found in walk([str(path)]).files} - {*own}:  # else its pages are its subject
            yield from (Skip(name, "a page of the repository, not of its subject") for name in own)
    for folder in _folders(path):
        if folder.name.lower().strip("_") in _TEMPLATES and _has_posts(folder):
            yield Skip(f"{folder.name}/*", "templates")


# --- reading --------------------------------------------------------------------------------------------


def _chosen(named: Path, root: Path, folders: Sequence[Path]) -> tuple[Path, tuple[Path, ...]]:
    """Return the posts, and further folders of posts, where a whole site is named; else what is named."""
    there = [folder for folder in folders if folder.is_dir()]
    if not there or not _is_same(root, named):
        return named, ()
    spelled = [named / os.path.relpath(folder, root) for folder in there]
    return Path(os.path.normpath(spelled[0])), tuple(Path(os.path.normpath(folder)) for folder in spelled[1:])


def _is_same(root: Path, named: Path) -> bool:
    return Path(os.path.abspath(named)) == root  # noqa: PTH100


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.abspath(path)).is_relative_to(Path(os.path.abspath(folder)))  # noqa: PTH100


def _inside(named: Path, root: Path) -> str:
    inside = Path(os.path.relpath(named, root)).as_posix()
    return "" if inside == "." else f"{inside}/"


def _folder_glob(folder: Any, inside: str) -> str:
    """Return the glob of all in a folder of the vault, seen from the posts; empty where it is not among them."""
    if not isinstance(folder, str) or not (name := folder.strip().strip("/")) or not f"{name}/".startswith(inside):
        return ""
    rest = name.removeprefix(inside)
    return rest if rest.endswith(".md") else f"{rest}/*"


def _partials(posts: Path) -> tuple[Skip, ...]:
    names = [found.name for found in walk([str(posts)]).files]
    if not any(part.startswith("_") for name in names for part in name.split("/")):
        return ()
    reason = "what begins with _ is no page of the site"
    return (Skip("_*", reason), Skip("*/_*", reason))


def _once(skips: Sequence[Skip]) -> tuple[Skip, ...]:
    return tuple({skip.glob: skip for skip in reversed(skips)}.values())[::-1]


def _folders(path: Path) -> list[Path]:
    return sorted(folder for folder in path.iterdir() if folder.is_dir()) if path.is_dir() else []


def _count(folder: Path) -> int:
    return sum(file.suffix.lower() in POST_SUFFIXES for file in folder.rglob("*"))


def _has_posts(folder: Path) -> bool:
    return folder.is_dir() and any(file.suffix.lower() in POST_SUFFIXES for file in folder.rglob("*"))


def _script(folder: Path, stem: str) -> Path | None:
    return next((file for ending in _SCRIPTS if (file := folder / f"{stem}.{ending}").is_file()), None)


def _text(file: Path) -> str:
    try:
        return read_regular(file, MAX_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _uncommented(text: str) -> str:
    return _TOKEN.sub(lambda token: "" if token[0].startswith(("//", "/*")) else token[0], text)


def _js_values(text: str) -> dict[str, str]:
    """Return the strings that stand beside a name in JavaScript; of one name the least deep counts, then the first."""
    found: dict[str, tuple[int, str]] = {}
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token["open"] is not None) - (token["close"] is not None)
        name = token["name"]
        if name and "${" not in token["text"] and (name not in found or depth < found[name][0]):
            found[name] = depth, token["text"]
    return {name: re.sub(r"\\(.)", r"\1", value) for name, (_, value) in found.items()}


def _string(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _by_cname(root: Path) -> str:
    """Return the address of a site that GitHub publishes under a name of its own."""
    for folder in ("", "static", "source", "public", "docs"):
        host = _text(root / folder / "CNAME").strip() if (root / folder / "CNAME").is_file() else ""
        if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host):
            return f"https://{host.lower()}"
    return ""
