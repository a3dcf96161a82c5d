"""Posts -> the text of a definition for them, with all that can be found out instead of asked.

Looks at what lies beside the posts: the site's own config, the images that they show, the ledger of an
earlier build. Gives values and text; writes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import msgspec

from deckgen.build.begin.proposal import Guess
from deckgen.build.input.site_kinds import Skip
from deckgen.files.regular import read_regular
from deckgen.files.walk import walk
from deckgen.patterns import regex

MERGE_RULES = ("*.ledger.jsonl text eol=lf merge=union", "*.cards.jsonl text eol=lf merge=union")

IGNORE_RULES = ("*.learner.jsonl",)
"""What git is not to keep: what one learner did."""

_IMAGE = regex(r"""(?<=[("'\s}<=])/(?!/)([^\s"'()<>{}|]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp))""", re.IGNORECASE)
_LONGEST_NAME = 60
"""Characters of a file's name."""
_HELD = '# What is no post. Without the "#" of its last line the notes that it gave are held, and keep their reviews:'


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a definition is going to say; paths as it will spell them, and of each guess the reason."""

    deck: str
    deck_reason: str = ""
    id: str
    posts: tuple[str, ...]
    posts_reason: str = ""
    site: str = ""
    site_reason: str = ""
    permalink: str = ""
    permalink_reason: str = ""
    is_permalink_read: bool = False  # the build reads it in the site's config
    media: str = ""
    media_reason: str = ""
    subdecks: Guess = Guess()
    marks: Guess = Guess()
    tags: Guess | None = None  # by which the posts could be chosen
    skips: tuple[Skip, ...] = ()
    is_skip_asked: bool = False  # notes of an earlier build stand in what is no post: they are not left out unasked
    is_old: bool = False  # it goes on from an earlier build
    language: str = ""


def find_media(posts: Sequence[Path], places: Sequence[Path]) -> Path | None:
    """Find the folder under which the site-absolute images of the posts lie; None if they show none."""
    wanted = set(_site_images(posts))
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
        f'# The top deck in Anki; "::" makes levels.{_because(draft.deck_reason)}',
        f"deck: {quoted(draft.deck)}",
        "",
        "# Namespace of every note's identity. Never change it: all notes would be new to everybody.",
        f"id: {quoted(draft.id)}",
        "",
        f"# A file, a folder, a glob, or a list of them, relative to this file.{_because(draft.posts_reason)}",
        *([f"posts: {posts[0]}"] if len(posts) == 1 else ["posts:", *(f"  - {path}" for path in posts)]),
        "",
        "# The published blog: cards link back to the post and heading that they come from."
        f"{_because(draft.site_reason)}",
        f"site: {quoted(draft.site)}" if draft.site else "# site: https://blog.example",
        "",
        f"# The folder that /images/x.png in a post is relative to.{_because(draft.media_reason)}",
        f"media: {quoted(draft.media)}" if draft.media else "# media: ../blog",
        "",
        "# Levels of decks under the top one: any of kind, category, folder, topic, post; [] for one flat deck."
        f"{_because(draft.subdecks.reason)}",
        f"{'' if draft.subdecks.reason else '# '}subdecks: [{', '.join(draft.subdecks.value)}]",
        *_found_lines(draft),
        "",
        '# Take away the first "#" to use a line; what it shows is an example.',
        *_example_lines(draft),
    ]
    return "\n".join(lines) + "\n"


def _because(reason: str) -> str:
    """Return what a guess rests on, as the end of a comment; a name in it cannot end the line."""
    return f" ({''.join(char if char.isprintable() else '?' for char in reason)})" if reason else ""


def _found_lines(draft: Draft) -> Iterator[str]:
    """Yield the lines that only some posts need; a choice, or what leaves notes out of an older deck, has its "#"."""
    if draft.skips:
        yield from ("", _HELD if draft.is_skip_asked else "# What is no post and gives no notes:")
        yield from (f"#   {quoted(skip.glob)}{_because(skip.reason)}" for skip in draft.skips)
        globs = ", ".join(quoted(skip.glob) for skip in draft.skips)
        yield f"{'# ' if draft.is_skip_asked else ''}exclude: {{globs: [{globs}]}}"
    if draft.tags is not None:
        question = "# Only the notes that bear one of these tags, if not all are for studying."
        yield from ("", f"{question}{_because(draft.tags.reason)}")
        yield f"# only: {{tags: [{', '.join(map(quoted, draft.tags.value))}]}}"
    if draft.marks.value:
        yield from ("", f"# Ends of headings that go on from an earlier one.{_because(draft.marks.reason)}")
        yield f"{'# ' if draft.is_old else ''}continuation_marks: [{', '.join(map(quoted, draft.marks.value))}]"
    if draft.permalink:
        yield from ("", f"# How the address of a post is made.{_because(draft.permalink_reason)}")
        yield f"{'# ' if draft.is_permalink_read else ''}permalink: {quoted(draft.permalink)}"


def _example_lines(draft: Draft) -> list[str]:
    exclude = "" if draft.skips else "exclude: {headings: [Ads], hosts: [files.example]}"
    marks = "" if draft.marks.value else 'continuation_marks: ["+"]'
    examples = (
        ("since: 2015-01-01", "older posts are left out"),
        (exclude, "also globs:, categories: and tags:"),
        (f"language: {draft.language or 'en'}", "of all words of ours; else that of the posts"),
        ("report: https://blog.example/mistake?card={key}", "a small link on each card, to tell a mistake"),
        ("audience: public", "hold no text of other people's pages and nothing of a learner's"),
        ("" if draft.permalink else "permalink: /:year/:month/:title/", "else the site's own config says it"),
        ("topics: post", "heading: a top-level heading is a topic; post: the whole post is one; else chosen once"),
        (marks, "more marks that continue a topic, beside 续, （二）, (2)"),
        ("order: newest", "of new cards: posts or newest"),
        ("tags: [blog]", "on every note"),
        ("post_tags: false", "no tags of the posts on their notes"),
        ("cards: {reading: described, forms: false, own: true}", "reading: auto, all, described, topic or none"),
        ('llm: {model: "qwen3:8b", base_url: "http://localhost:11434/v1"}', "whom `deckgen write` asks; else OpenAI"),
    )
    width = max(len(line) for line, _ in examples)
    return [f"# {line:<{width}}  # {words}" for line, words in examples if line]


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
