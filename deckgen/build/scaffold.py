"""Posts -> the text of a definition for them, with all that can be found out instead of asked.

Looks at what lies beside the posts: the site's own config, the images that they show, the ledger of an
earlier build. Gives values and text; writes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

import msgspec

from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import read_ledger
from deckgen.files.regular import read_regular
from deckgen.files.walk import walk
from deckgen.patterns import regex

LEDGER_SUFFIX = ".ledger.jsonl"
MERGE_RULES = ("*.ledger.jsonl text eol=lf merge=union", "*.cards.jsonl text eol=lf merge=union")

IGNORE_RULES = ("*.learner.jsonl",)
"""What git is not to keep: what one learner did."""

_IMAGE = regex(r"""(?<=[("'\s}<=])/(?!/)([^\s"'()<>{}|]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp))""", re.IGNORECASE)
_HUGO_CONFIGS = ("hugo.toml", "hugo.yaml", "config.toml")
_LONGEST_NAME = 60
"""Characters of a file's name."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a definition is going to say; paths as it will spell them."""

    deck: str
    id: str
    posts: tuple[str, ...]
    site: str = ""
    media: str = ""
    subdecks: tuple[str, ...] | None = None
    language: str = ""


def narrow_posts(path: Path) -> Path:
    """Return the folder of the posts of a site, where its whole folder is given; else the path as it is."""
    if (path / "_posts").is_dir():
        return path / "_posts"
    if (path / "content").is_dir() and any((path / name).is_file() for name in _HUGO_CONFIGS):
        return path / "content"
    return path


def find_media(posts: Sequence[Path], root: Path | None) -> Path | None:
    """Find the folder under which the site-absolute images of the posts lie; None if they show none."""
    wanted = set(_site_images(posts))
    near = [root / "static", root] if root is not None else []
    for path in posts:
        place = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        near += [folder / inner for folder in (place, *place.parents[:2]) for inner in ("", "static")]
    places = [folder for folder in dict.fromkeys(near) if folder.is_dir()]
    hits = {folder: sum((folder / image).is_file() for image in wanted) for folder in places}
    best = max(hits, key=lambda folder: hits[folder], default=None)
    return best if best is not None and hits[best] else None


def _site_images(posts: Sequence[Path]) -> Iterable[str]:
    for found in walk([os.path.abspath(path) for path in posts]).files:  # noqa: PTH100
        try:
            text = read_regular(found.path).decode("utf-8", errors="replace")
        except OSError:
            continue
        for match in _IMAGE.finditer(text):
            image = unquote(match[1])
            if ".." not in image and "\0" not in image:
                yield image


def find_ledgers(posts: Sequence[Path], folders: Iterable[Path]) -> list[Path]:
    """Find ledgers of earlier builds of these posts: beside their package, and of no definition."""
    names = {found.name for found in walk([os.path.abspath(path) for path in posts]).files}  # noqa: PTH100
    found: dict[Path, Path] = {}
    for folder in folders:
        for ledger in sorted(folder.glob(f"*{LEDGER_SUFFIX}")):
            beside = ledger.name.removesuffix(LEDGER_SUFFIX)
            if (folder / f"{beside}.yaml").exists() or not (folder / f"{beside}.apkg").exists():
                continue
            if _is_of(ledger, names):
                found.setdefault(ledger.resolve(), ledger)
    return list(found.values())


def beside(posts: Sequence[Path]) -> list[Path]:
    """Return the folders in which the ledger of a build of these posts may lie: here, and with the posts."""
    return [Path(), *posts, *(path.parent for path in posts)]


def _is_of(ledger: Path, posts: set[str]) -> bool:
    try:
        places = [record.place[0] for record in read_ledger(ledger).notes.values() if record.place]
    except (DeckgenError, OSError):
        return False
    return bool(places) and sum(place in posts for place in places) * 2 >= len(places)


def file_stem(deck: str) -> str:
    """Return the NAME of decks/NAME.yaml for a deck's name."""
    return re.sub(r'[\\/:*?"<>|\s]+', "-", deck)[:_LONGEST_NAME].strip("-.") or "deck"


def relative_path(path: Path, folder: Path) -> str:
    """Spell a path as a definition in this folder does."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link to the posts stays one
    real = absolute.parent.resolve() / absolute.name
    try:
        spelled = os.path.relpath(real, folder.resolve())
    except ValueError:  # another drive
        spelled = str(real)
    return spelled.replace(os.sep, "/")


def definition_text(draft: Draft, name: str) -> str:
    """Return the text of a definition, with a comment on every key that it can have."""
    posts = [quoted(path) for path in draft.posts]
    lines = [
        f"# Written by `deckgen init`. Build the deck with: deckgen build {name}",
        "# Only deck and posts are needed; change or take out what you like.",
        "",
        '# The top deck in Anki; "::" makes levels.',
        f"deck: {quoted(draft.deck)}",
        "",
        "# Namespace of every note's identity. Never change it: all notes would be new to everybody.",
        f"id: {quoted(draft.id)}",
        "",
        "# A file, a folder, a glob, or a list of them, relative to this file.",
        *([f"posts: {posts[0]}"] if len(posts) == 1 else ["posts:", *(f"  - {path}" for path in posts)]),
        "",
        "# The published blog: cards link back to the post and heading that they come from.",
        f"site: {quoted(draft.site)}" if draft.site else "# site: https://blog.example",
        "",
        "# The folder that /images/x.png in a post is relative to.",
        f"media: {quoted(draft.media)}" if draft.media else "# media: ../blog",
        "",
        "# Levels of decks under the top one: any of kind, category, folder, topic, post; [] for one flat deck.",
        f"{'# ' if draft.subdecks is None else ''}subdecks: [{', '.join(draft.subdecks or ())}]",
        "",
        '# Take away the first "#" to use a line; what it shows is an example.',
        *_example_lines(draft),
    ]
    return "\n".join(lines) + "\n"


def _example_lines(draft: Draft) -> list[str]:
    examples = (
        ("since: 2015-01-01", "older posts are left out"),
        ("exclude: {headings: [Ads], hosts: [pan.baidu.com]}", "also globs:, categories: and tags:"),
        (f"language: {draft.language or 'en'}", "of all words of ours; else that of the posts"),
        ("report: https://blog.example/mistake?card={key}", "a small link on each card, to tell a mistake"),
        ("audience: public", "hold no text of other people's pages and nothing of a learner's"),
        ("permalink: /:year/:month/:title/", "else the site's own config says it"),
        ("topics: post", "heading: a top-level heading is a topic; post: the whole post is one; else chosen once"),
        ('continuation_marks: ["+"]', "more marks that continue a topic, beside 续, （二）, (2)"),
        ("order: newest", "of new cards: posts or newest"),
        ("tags: [blog]", "on every note"),
        ("post_tags: false", "no tags of the posts on their notes"),
        ("cards: {reading: described, forms: false, own: true}", "reading: auto, all, described, topic or none"),
        ('llm: {model: "qwen3:8b", base_url: "http://localhost:11434/v1"}', "whom `deckgen write` asks; else OpenAI"),
    )
    width = max(len(line) for line, _ in examples)
    return [f"# {line:<{width}}  # {words}" for line, words in examples]


def quoted(text: str) -> str:
    """Write text so that YAML reads the same text, whatever is in it."""
    return '"' + "".join(map(_quoted_char, text)) + '"'


def _quoted_char(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def with_rules(text: str, rules: Sequence[str]) -> str:
    """Return the text of a file of rules for git (.gitattributes, .gitignore) with these in it."""
    missing = [rule for rule in rules if rule not in text.splitlines()]
    gap = "" if not text or text.endswith("\n") else "\n"
    return text + (gap + "".join(f"{rule}\n" for rule in missing) if missing else "")
