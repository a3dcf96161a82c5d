"""Obsidian's marks inside a text: ``[[page]]``, ``[[page|alias]]``, ``![[image.png|300]]``, as its reader sees them.

An embedded page (``![[page]]``) is a link to it: what it says stands in its own post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex

_WIKI = regex(
    r"(?<![A-Za-z0-9_)\]\[])(?P<shown>!?)\[\[(?P<page>[^\s\[\]|][^\[\]\n|]*?)(?:\|(?P<alias>[^\[\]\n]*))?\]\](?!\])"
)
_IMAGE = regex(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.I)
_SIZE = regex(r"\d+(?:x\d+)?")
_NUMBER = regex(r"[\d\s.,+-]{1,3}")
"""What R and Python write in double brackets; no page has so short a number for a name."""


def wiki_pieces(text: str, line: int) -> Iterator[str | Inline]:
    """Yield a text piece by piece: images and links to pages, and the words between."""
    words = ""
    position = 0
    for found in _WIKI.finditer(text):
        if text[found.end() - 3].isspace() or _NUMBER.fullmatch(found["page"]):
            continue
        words += text[position : found.start()]
        position = found.end()
        page, alias = found["page"].strip(), (found["alias"] or "").strip()
        if words:
            yield words
        words = ""
        if found["shown"] and _IMAGE.search(page):
            described = "" if _SIZE.fullmatch(alias) else alias
            children = (Inline(InlineKind.TEXT, described, line=line),) if described else ()
            yield Inline(InlineKind.IMAGE, url=page, children=children, line=line)
        else:
            is_web = page.startswith(("http://", "https://"))
            shown = Inline(InlineKind.TEXT, alias or (page if is_web else page_name(page)), line=line)
            kind = InlineKind.LINK if is_web else InlineKind.PAGE
            yield Inline(kind, url=page, children=(shown,), line=line)
    words += text[position:]
    if words:
        yield words


def page_name(target: str) -> str:
    """Return the name that a wiki link shows of its page: its last one, or of its own page the heading's."""
    page, _, heading = target.partition("#")
    return page.rpartition("/")[2].removesuffix(".md").strip() or heading.rpartition("#")[2].lstrip("^").strip()
