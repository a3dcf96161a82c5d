"""Obsidian's marks inside a text: ``[[page]]``, ``[[page|alias]]``, ``![[image.png|300]]``, as its reader sees them.

An embedded page (``![[page]]``) is a link to it: what it says stands in its own post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex

_WIKI = regex(
    r"(?<![A-Za-z0-9_)\]\[])(?P<shown>!?)\[\[(?P<page>[^\s\[\]|][^\[\]\n|]*?)(?:\|(?P<alias>[^\[\]\n]*))?\]\]"
)
_IMAGE = regex(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.I)
_SIZE = regex(r"(?:\A|\|)\d+(?:x\d+)?\Z")
_OPEN = regex(r"(?<![A-Za-z0-9_)\]\[!])\[\[(?P<page>[^\s\[\]|][^\[\]\n|]*)\|(?P<alias>[^\[\]\n]*)\Z")
_NUMBER = regex(r"[\d\s.,+-]{1,3}")
"""What R and Python write in double brackets; no page has so short a number for a name."""


def wiki_pieces(text: str, line: int) -> Iterator[str | Inline]:
    """Yield a text piece by piece: images and links to pages, and the words between."""
    words = ""
    position = 0
    for found in _WIKI.finditer(text):
        if text[found.end() - 3].isspace() or _NUMBER.fullmatch(found["page"]) or _closes_more(text, found):
            continue
        words += text[position : found.start()]
        position = found.end()
        page, alias = found["page"].strip(), (found["alias"] or "").strip()
        if words:
            yield words
        words = ""
        if found["shown"] and _IMAGE.search(page):
            described = _SIZE.sub("", alias)
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


def _closes_more(text: str, found: re.Match[str]) -> bool:
    """Return whether a third bracket closes what no bracket before the link has opened."""
    if text[found.end() : found.end() + 1] != "]":
        return False
    return text.count("[", 0, found.start()) <= text.count("]", 0, found.start())


def with_marked_pages(inlines: Sequence[Inline]) -> list[Inline]:
    """Return a run in which links whose alias is marked (``[[page|an *alias*]]``) are links too."""
    out: list[Inline] = []
    start = -1
    opened: re.Match[str] | None = None
    for inline in inlines:
        is_text = inline.kind is InlineKind.TEXT
        end = inline.text.find("]]") if is_text else -1
        if opened is not None and end >= 0:
            out[start:] = _marked_page(opened, out[start], out[start + 1 :], inline.text[:end])
            inline = msgspec.structs.replace(inline, text=inline.text[end + 2 :])
        if end >= 0 or inline.kind in (InlineKind.BREAK, InlineKind.PAGE):
            opened = None
        if is_text and (found := _OPEN.search(inline.text)):
            opened, start = found, len(out)
        if not is_text or inline.text:
            out.append(inline)
    return out


def _marked_page(opened: re.Match[str], first: Inline, between: Sequence[Inline], last: str) -> Iterator[Inline]:
    words = first.text[: opened.start()]
    if words:
        yield msgspec.structs.replace(first, text=words)
    texts = ((Inline(InlineKind.TEXT, text, line=first.line),) if text else () for text in (opened["alias"], last))
    head, tail = texts
    yield Inline(InlineKind.PAGE, url=opened["page"].strip(), children=(*head, *between, *tail), line=first.line)


def without_size(described: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return the description of an image without the size that Obsidian reads at its end: ``![words|300](x.png)``."""
    *before, last = described
    if last.kind is not InlineKind.TEXT or not last.text[-1:].isdigit() or not (before or "|" in last.text):
        return tuple(described)
    left = _SIZE.sub("", last.text) if "|" in last.text else last.text
    return (*before, *((msgspec.structs.replace(last, text=left),) if left else ()))


def page_name(target: str) -> str:
    """Return the name that a wiki link shows of its page: its last one, or of its own page the heading's."""
    page, _, heading = target.partition("#")
    return page.rpartition("/")[2].removesuffix(".md").strip() or heading.rpartition("#")[2].lstrip("^").strip()
