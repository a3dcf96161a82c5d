"""Tags of HTML among words -> what Markdown would have given: links, images, line breaks, bold and italics."""

from __future__ import annotations

import html
import re

import msgspec

from deckgen.model import HARD, Inline, InlineKind
from deckgen.patterns import regex

_ANCHOR = regex(r"<a\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_TITLE = regex(r"\stitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_IMG = regex(r"<img\s[^>]*?src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_ALT = regex(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_WRAPPING = regex(r"<(?P<slash>/?)(?P<name>b|strong|i|em)(?:\s[^<>]*)?>", re.I)
_KINDS = {"b": InlineKind.STRONG, "strong": InlineKind.STRONG, "i": InlineKind.EMPH, "em": InlineKind.EMPH}
_MOST_OPEN = 20
"""So many may stand inside one another; more are no writing."""


_OTHER = regex(
    r"<(?:a|h[1-6]|table|ul|ol|dl|pre|video|audio|iframe|svg|script|style|template|details|form|object|picture)\b", re.I
)
"""What makes more of a block than a picture with its caption."""
_PIECES = regex(r"<!--.*?(?:-->|\Z)|<[^<>]*>|[^<]+|<", re.S)
_IMG_OR_HIDDEN = regex(r"<!--.*?(?:-->|\Z)|<(script|style|template|svg)\b.*?(?:</\1\s*>|\Z)|<img\s[^>]*>", re.I | re.S)
_KEPT = regex(r"<(?:img|br|/?(?:b|strong|i|em|code|sub|sup|kbd))\b", re.I)
_NEXT_LINE = regex(r"</(?:p|div|center)|<(?:figcaption|p|div)\b", re.I)


def title_of_tag(tag: str) -> str:
    """Return the title that a tag of HTML, or its attributes alone, gives, or an empty text."""
    found = _TITLE.search(tag) if "title" in tag.lower() else None
    return html.unescape(found[1] or found[2] or "") if found is not None else ""


class OpenTags:
    """The tags of a run that are not closed yet; one that never is stays a tag."""

    def __init__(self) -> None:
        self._opened: list[tuple[str, int]] = []  # a name, and the place of its tag in the run

    def add(self, tag: str, line: int, out: list[Inline]) -> None:
        """Add a tag to the run ``out``."""
        lower = tag[:6].lower()
        if (found := _ANCHOR.match(tag)) is not None:
            self._opened.append(("a", len(out)))
            url = html.unescape(next(filter(None, found.groups()), ""))
            out.append(Inline(InlineKind.LINK, url=url, line=line, title=title_of_tag(tag)))
        elif lower.startswith("</a"):
            self._close_link(tag, line, out)
        elif (found := _IMG.match(tag)) is not None:
            out.append(_image(tag, html.unescape(next(filter(None, found.groups()), "")), line))
        elif lower.startswith("<br"):
            out.append(Inline(InlineKind.BREAK, HARD, line=line))
        elif (found := _WRAPPING.fullmatch(tag)) is None:
            out.append(Inline(InlineKind.HTML, tag, line=line))
        elif found["slash"]:
            self._close(found["name"].lower(), tag, line, out)
        else:
            if len(self._opened) < _MOST_OPEN:
                self._opened.append((found["name"].lower(), len(out)))
            out.append(Inline(InlineKind.HTML, tag, line=line))

    def _close_link(self, tag: str, line: int, out: list[Inline]) -> None:
        while self._opened:
            name, start = self._opened.pop()
            if name == "a":
                out[start:] = [msgspec.structs.replace(out[start], children=tuple(out[start + 1 :]), line=line)]
                return
        out.append(Inline(InlineKind.HTML, tag, line=line))

    def _close(self, name: str, tag: str, line: int, out: list[Inline]) -> None:
        if self._opened and self._opened[-1][0] == name and self._opened[-1][1] + 1 < len(out):
            start = self._opened.pop()[1]
            out[start:] = [Inline(_KINDS[name], children=tuple(out[start + 1 :]), line=out[start].line)]
        else:
            out.append(Inline(InlineKind.HTML, tag, line=line))


def picture_inlines(block: str, line: int) -> list[Inline]:
    """Return a block of HTML that is a picture, or some with a caption, as a run; empty if it is anything else."""
    if "<img" not in block.lower() or _OTHER.search(block) is not None:
        return []
    out: list[Inline] = []
    tags = OpenTags()
    for piece in _PIECES.findall(block):
        if _KEPT.match(piece):
            tags.add(piece, line, out)
        elif _NEXT_LINE.match(piece):
            if out and out[-1].kind is not InlineKind.BREAK:
                out.append(Inline(InlineKind.BREAK, HARD, line=line))
        elif not piece.startswith("<") and (piece.strip() or out):
            out.append(Inline(InlineKind.TEXT, html.unescape(" ".join(f".{piece}.".split()))[1:-1], line=line))
        line += piece.count("\n")
    return out if any(inline.kind is InlineKind.IMAGE for inline in out) else []


def with_pictures(block: str, line: int) -> tuple[Inline, ...]:
    """Return a block of HTML cut at its pictures; nothing if it shows none."""
    if "<img" not in block.lower():
        return ()
    out: list[Inline] = []
    start = 0
    for tag in _IMG_OR_HIDDEN.finditer(block):
        found = _IMG.match(tag[0])
        if found is not None:
            source = html.unescape(next(filter(None, found.groups()), ""))
            out += [*_html(block[start : tag.start()], line), _image(tag[0], source, line + _lines(block, tag.start()))]
            start = tag.end()
    return (*out, *_html(block[start:].rstrip(), line)) if out else ()


def _html(text: str, line: int) -> tuple[Inline, ...]:
    return (Inline(InlineKind.HTML, text, line=line),) if text.strip() else ()


def _lines(text: str, end: int) -> int:
    return text.count("\n", 0, end)


def _image(tag: str, source: str, line: int) -> Inline:
    alt = _ALT.search(tag)
    text = html.unescape(alt[1] or alt[2] or "") if alt else ""
    children = (Inline(InlineKind.TEXT, text, line=line),) if text else ()
    return Inline(InlineKind.IMAGE, url=source, children=children, line=line)
