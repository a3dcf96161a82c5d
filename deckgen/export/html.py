"""Words to the HTML of a field: all is escaped first, then our own small set of tags is built around it.

No HTML of a post, a page or a model passes through; see `raw_html` for the little that is kept of it. Anki
runs scripts in fields and gives meaning to `[sound:`, `[latex]`, `{{` and `\\(` in any text; none of these
can come out of here, except the math that a post or a model marked as math and that `tex` lets pass.
"""

from __future__ import annotations

import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from deckgen.export import raw_html
from deckgen.export.highlight import highlighted
from deckgen.export.tex import NO_MACROS, Macros, typeset
from deckgen.model import Block, BlockKind, Inline, InlineKind

TAGS = frozenset(
    ("a", "b", "blockquote", "br", "code", "div", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s",
     "span", "sub", "sup", "table", "td", "th", "tr", "ul")
)  # fmt: skip
"""Every tag that a field may hold."""

_NO_IMAGES: Mapping[str, str] = MappingProxyType({})
_MAX_DEPTH = 40

# Control characters, marks that turn the reading direction of all that follows, halves of surrogate pairs.
_UNWANTED = r"\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNWANTED_RUN = re.compile(f"[{_UNWANTED}]+")
_SPECIAL = re.compile(rf"[&<>\[{{\\\n\u0338{_UNWANTED}]")
_ACTIVE = re.compile(r"\[(?=(?:sound|anki|type):|/?latex\]|/?\$\$?\])|\{(?=\{)|(?<=\{)\{", re.IGNORECASE)
_MATH_OPENER = re.compile(r"\\(?=[(\[])")
_OPEN_ENDS = ("\\", "[", "{")
_APART = "<span></span>"
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$()*+,;=%|-]*", re.I)
"""An address in which nothing is to be escaped, as most are."""
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_MATH = re.compile(r"(\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
_WRAPPED = re.compile(r"(?<=[a-z,;]) ?\n(?=[a-z])")

_LINE_END = re.compile(r"[ \t]*[\n\r]\s*")
_BLANKS = re.compile(r"\s+")
_IGNORED_IN_URLS = {ord("\t"): None, ord("\n"): None}
_BLOCK_EDGES = ("<div>", "<p>", "<li>", "<td>", "<th>", "<table>", "<tr>", "</tr>", "</td>", "</table>")

_TAG_BY_INLINE = MappingProxyType({InlineKind.STRONG: "b", InlineKind.EMPH: "i", InlineKind.STRIKE: "s"})
_TAG_BY_BLOCK = MappingProxyType(
    {
        BlockKind.PARAGRAPH: "p",
        BlockKind.ITEM: "li",
        BlockKind.TABLE: "table",
        BlockKind.CELL: "td",
        BlockKind.QUOTE: "blockquote",
        BlockKind.DETAILS: "div",
    }
)


class Html(NamedTuple):
    """What became of a tree."""

    html: str
    media: tuple[str, ...] = ()
    """Names of the media files that it shows."""
    missing: tuple[str, ...] = ()
    """Addresses of the images that are not there: only their description is shown."""


def text_html(text: str) -> str:
    """Return plain text as a field: escaped, normalised, its lines kept, without any meaning to Anki."""
    if not _SPECIAL.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    return _escaped(text).replace("\n", "<br>")


def words_html(text: str, macros: Macros = NO_MACROS) -> str:
    """Return plain text in which `$$` marks math, as the words of posts have it; an odd `$$` is text."""
    if "$$" not in text:
        return text_html(text)
    parts = text.split("$$")
    if len(parts) % 2 == 0:
        return text_html(text)
    out: list[str] = []
    for i, part in enumerate(parts):
        _add(out, _math(part, macros) if i % 2 else text_html(part))
    return "".join(out)


def url_html(url: str) -> str:
    """Return a web address as a template puts it into a link; empty if it is none (http and https only)."""
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    joined = _clean(url).translate(_IGNORED_IN_URLS).strip().replace("\\", "%5C")
    address = _BLANKS.sub(lambda found: urllib.parse.quote(found[0]), joined)
    return _attribute(address) if _WEB.match(address) else ""


def link_html(url: str, text: str = "", macros: Macros = NO_MACROS) -> str:
    """Return a link that a reader can follow; its text alone if the address is none of the web."""
    address = url_html(url)
    shown = words_html(text, macros) if text else text_html(url)
    return f'<a href="{address}">{shown}</a>' if address else shown


def inlines_html(inlines: Sequence[Inline], images: Mapping[str, str] = _NO_IMAGES, macros: Macros = NO_MACROS) -> Html:
    """Return a run of inlines as a field; `images` has the media names by the images' addresses."""
    writer = _Writer(images, macros)
    writer.inlines(inlines, 0)
    return writer.result()


def blocks_html(blocks: Sequence[Block], images: Mapping[str, str] = _NO_IMAGES, macros: Macros = NO_MACROS) -> Html:
    """Return blocks as a field; a paragraph that stands alone needs no tag around it."""
    writer = _Writer(images, macros)
    writer.blocks(blocks, 0)
    return writer.result()


def cloze_safe(field: str) -> str:
    """Make HTML of this module fit for the inside of `{{c1::...}}`: nothing in it ends or splits the gap."""
    parts = _MATH.split(field)
    parts[::2] = [part.replace("{", "&#123;").replace("}", "&#125;") for part in parts[::2]]
    parts[1::2] = [re.sub(r"\}(?=\})", "} ", part) for part in parts[1::2]]
    joined = "".join(parts).replace("::", "&#58;&#58;")
    # A colon at the end would join the "::" of a hint.
    return joined[:-1] + "&#58;" if joined.endswith(":") else joined


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _UNWANTED_RUN.sub("", text.replace("\r\n", "\n")))


def _neutral(field: str) -> str:
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", field)


def _attribute(text: str) -> str:
    return _neutral(html.escape(text)).replace("\\", "&#92;")


def _escaped(text: str) -> str:
    # MathJax reads what the browser has decoded, so only a tag keeps the two characters of an opener apart.
    apart = _MATH_OPENER.sub(r"\\<span></span>", html.escape(_clean(text), quote=False))
    # Anki normalises fields as a whole: behind a tag this mark would join its ">" to "≯", and the tag be none.
    return _neutral(apart).replace("\u0338", "&#824;")


def _code(text: str, language: str) -> str:
    runs = ((name, _escaped(run)) for name, run in highlighted(text, language))
    inside = "".join(f'<span class="{name}">{run}</span>' if name else run for name, run in runs)
    return f'<pre class="code">{inside}</pre>'


def _math(tex: str, macros: Macros, ends: str = "()") -> str:
    source = _clean(tex)
    passed = typeset(source, macros)
    if passed is None:
        return f"<code>{text_html(source.strip())}</code>"
    return _neutral(f"\\{ends[0]}{html.escape(passed, quote=False)}\\{ends[1]}") if passed else ""


def _add(out: list[str], piece: str) -> None:
    """Add what was escaped by itself to what stands before it: the two may make no mark together."""
    if piece:
        if out and out[-1].endswith(_OPEN_ENDS) and not piece.startswith(("<", "\\")):
            out.append(_APART)
        out.append(piece)


def _plain(inlines: Iterable[Inline]) -> str:
    """The words of a tree without any of its marks, however deep it is."""
    parts: list[str] = []
    stack = list(inlines)[::-1]
    while stack:
        inline = stack.pop()
        if inline.kind is InlineKind.BREAK:
            parts.append(" ")
        elif inline.kind is not InlineKind.HTML:
            parts.append(inline.text)
        stack += inline.children[::-1]
    return "".join(parts)


def _plain_blocks(blocks: Iterable[Block]) -> str:
    parts: list[str] = []
    stack = list(blocks)[::-1]
    while stack:
        block = stack.pop()
        parts.append("" if block.kind is BlockKind.HTML else block.text or _plain(block.inlines))
        stack += block.children[::-1]
    return "\n".join(part for part in parts if part)


class _Writer:
    """One field in the making."""

    def __init__(self, images: Mapping[str, str], macros: Macros) -> None:
        self._images, self._macros = images, macros
        self._out: list[str] = []
        self._media: dict[str, None] = {}
        self._missing: dict[str, None] = {}

    def result(self) -> Html:
        return Html("".join(self._out).strip(), tuple(self._media), tuple(self._missing))

    def inlines(self, inlines: Iterable[Inline], depth: int) -> None:
        run = _Run(self._out)
        for inline in inlines:
            if inline.kind is InlineKind.HTML:
                run.html(inline.text)
            elif inline.kind is InlineKind.TEXT:
                run.text(inline.text)
            elif inline.kind is InlineKind.BREAK:
                run.text("\n")
            elif not run.is_dropping:
                run.flush()
                self._inline(inline, depth)
        run.close()

    def _inline(self, inline: Inline, depth: int) -> None:
        if depth > _MAX_DEPTH:
            _add(self._out, text_html(_plain((inline,))))
        elif inline.kind is InlineKind.CODE:
            self._out.append(f"<code>{text_html(inline.text)}</code>")
        elif inline.kind is InlineKind.MATH:
            _add(self._out, _math(inline.text, self._macros))
        elif inline.kind is InlineKind.FOOTNOTE:
            self._out.append(f"<sup>{text_html(inline.text or _plain(inline.children))}</sup>")
        elif inline.kind is InlineKind.IMAGE:
            self._image(inline)
        elif inline.kind is InlineKind.LINK:
            self._link(inline, depth)
        elif inline.kind is InlineKind.GAP:
            self._gap(inline, depth)
        else:
            self._inside(_TAG_BY_INLINE[inline.kind], inline.children, depth)

    def _inside(self, tag: str, inlines: Iterable[Inline], depth: int) -> None:
        self._out.append(f"<{tag}>")
        self.inlines(inlines, depth + 1)
        self._out.append(f"</{tag}>")

    def _image(self, inline: Inline) -> None:
        described = _plain(inline.children) or inline.text
        if name := self._images.get(inline.url):
            self._media[name] = None
            self._out.append(f'<img src="{_attribute(name)}" alt="{_attribute(_clean(described))}">')
        else:
            self._missing[inline.url] = None
            _add(self._out, text_html(described))

    def _gap(self, inline: Inline, depth: int) -> None:
        """A gap with the mark that identity turns into the cloze number."""
        inner = _Writer(self._images, self._macros)
        inner.inlines(inline.children, depth + 1)
        hidden = inner.result()
        self._media |= dict.fromkeys(hidden.media)
        self._missing |= dict.fromkeys(hidden.missing)
        self._out.append(f"{{{{c#{inline.number}::{cloze_safe(hidden.html)}}}}}")

    def _link(self, inline: Inline, depth: int) -> None:
        address = url_html(inline.url)
        if address:
            self._out.append(f'<a href="{address}">')
        if inline.children:
            self.inlines(inline.children, depth + 1)
        else:
            _add(self._out, text_html(inline.text or inline.url))
        if address:
            self._out.append("</a>")

    def blocks(self, blocks: Sequence[Block], depth: int) -> None:
        if len(blocks) == 1 and blocks[0].kind is BlockKind.PARAGRAPH:
            self.inlines(blocks[0].inlines, depth)
            return
        for block in blocks:
            self._block(block, depth)

    def _block(self, block: Block, depth: int) -> None:
        if depth > _MAX_DEPTH:
            self._out.append(f"<p>{text_html(_plain_blocks((block,)))}</p>")
        elif tag := _TAG_BY_BLOCK.get(block.kind):
            self._around(tag, block, depth)
        elif block.kind is BlockKind.HEADING:
            self._out.append("<p>")
            self._inside("b", block.inlines, depth)
            self._out.append("</p>")
        elif block.kind is BlockKind.CODE:
            self._out.append(_code(_clean(block.text).rstrip(), block.language))
        elif block.kind is BlockKind.MATH:
            self._out.append(f'<div class="math">{_math(block.text, self._macros, "[]")}</div>')
        elif block.kind is BlockKind.LIST:
            self._list(block, depth)
        elif block.kind is BlockKind.ROW:
            self._row(block, depth)
        elif block.kind is BlockKind.HTML:
            self._inside("div", (Inline(InlineKind.HTML, block.text),), depth)
        elif block.kind is BlockKind.RULE:
            self._out.append("<hr>")
        elif block.kind is BlockKind.FOOTNOTE:
            self._out.append(f"<div><sup>{text_html(block.label)}</sup> ")
            self.blocks(block.children, depth + 1)
            self._out.append("</div>")

    def _around(self, tag: str, block: Block, depth: int) -> None:
        self._out.append(f"<{tag}>")
        self.inlines(block.inlines, depth + 1)
        self.blocks(block.children, depth + 1)
        self._out.append(f"</{tag}>")

    def _list(self, block: Block, depth: int) -> None:
        start = f' start="{block.start}"' if block.start > 1 else ""
        opener, closer = (f"<ol{start}>", "</ol>") if block.start else ("<ul>", "</ul>")
        self._out.append(opener)
        for item in block.children:
            self._block(item, depth + 1)
        self._out.append(closer)

    def _row(self, block: Block, depth: int) -> None:
        tag = "th" if block.is_header else "td"
        self._out.append("<tr>")
        for cell in block.children:
            self._around(tag, cell, depth + 1)
        self._out.append("</tr>")


class _Run:
    """Siblings of one run: text is gathered before it is escaped, raw tags are closed in their order."""

    def __init__(self, out: list[str]) -> None:
        self._out = out
        self._text: list[str] = []
        self._open: list[str] = []
        self._dropped = ""

    @property
    def is_dropping(self) -> bool:
        return bool(self._dropped)

    def text(self, text: str) -> None:
        if not self._dropped:
            self._text.append(text)

    def flush(self) -> None:
        if self._text:
            text = _LINE_END.sub("\n", _WRAPPED.sub(" ", "".join(self._text)))
            if not self._out or self._out[-1].endswith(_BLOCK_EDGES):
                text = text.lstrip()
            _add(self._out, _escaped(text).replace("\n", "<br>"))
            self._text.clear()

    def close(self) -> None:
        self.flush()
        self._close_down_to(0)

    def html(self, raw: str) -> None:
        for piece in raw_html.pieces(raw):
            if not piece.tag:
                self.text(_BLANKS.sub(" ", piece.text))
            elif self._dropped:
                self._dropped = "" if piece.closing and piece.tag == self._dropped else self._dropped
            elif piece.tag in raw_html.DROPPED:
                self._dropped = "" if piece.closing else piece.tag
            else:
                self._tag(piece.tag, closing=piece.closing)

    def _tag(self, name: str, *, closing: bool) -> None:
        tag = raw_html.KEPT.get(name, "")
        is_cut_off = tag in ("tr", "td", "th") and "table" not in self._open  # an empty line ends raw HTML
        if not tag or is_cut_off:
            self._gap(name)
        elif not closing:
            self._open_tag(tag)
        elif tag in self._open:
            self._close_down_to(len(self._open) - 1 - self._open[::-1].index(tag))

    def _open_tag(self, tag: str) -> None:
        if len(self._open) < _MAX_DEPTH:
            self.flush()
            self._out.append(f"<{tag}>")
            self._open.append(tag)

    def _gap(self, name: str) -> None:
        """A tag that is left out still keeps two lines, or two cells, apart."""
        if name in raw_html.LINES:
            self._text.append("\r")  # a line that the post asked for, whatever stands around it
        elif name in ("td", "th"):
            self._text.append(" ")

    def _close_down_to(self, depth: int) -> None:
        self.flush()
        while len(self._open) > depth:
            self._out.append(f"</{self._open.pop()}>")
