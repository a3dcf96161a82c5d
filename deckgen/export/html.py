"""Words to the HTML of a field: all is escaped first, then our own small set of tags is built around it.

No HTML of a post, a page or a model passes through; see `raw_html` for the little that is kept of it. Anki
runs scripts in fields and gives meaning to `[sound:`, `[latex]`, `{{` and `\\(` in any text; none of these
can come out of here, except the math that a post or a model marked as math and that `tex` lets pass.
"""

from __future__ import annotations

import html
import itertools
import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from deckgen.export.escaped import add, attribute, clean, cloze_safe, escaped, neutral, text_html
from deckgen.export.highlight import highlighted
from deckgen.export.media import file_name, is_elsewhere
from deckgen.export.runs import MAX_DEPTH, Run, says_nothing
from deckgen.export.tex import NO_MACROS, Macros, typeset
from deckgen.markdown.block_id import cut_block_id
from deckgen.model import Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

TAGS = frozenset(
    ("a", "b", "blockquote", "br", "code", "div", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s",
     "span", "sub", "sup", "table", "td", "th", "tr", "ul")
)  # fmt: skip
"""Every tag that a field may hold."""

_NO_IMAGES: Mapping[str, str] = MappingProxyType({})
_NO_FOOTNOTES: Mapping[str, Block] = MappingProxyType({})

_PLAIN_ADDRESS = regex(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$()*+,;=%|-]*", re.I)
"""An address in which nothing is to be escaped, as most are."""
_VAULT = regex(r"obsidian://open\?vault=[\w.~%-]+&file=[\w.~%/-]+", re.ASCII)
"""A link of ours that opens a note in Obsidian."""
_PAGE_FILE = regex(r"(?![a-z][a-z0-9+.-]*:|//|/)[^#?]+\.(?:md|mdx|markdown)(?:#|$)", re.I)
"""A link to a post by its file, as it lies beside this one."""
_WEB = regex(r"https?://[^\s/]", re.IGNORECASE)

_BLANKS = regex(r"\s+")
_IGNORED_IN_URLS = {ord("\t"): None, ord("\n"): None}

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


_BOLD = frozenset({Label.TITLE, Label.TERM})  # paragraphs
_STAYING = frozenset({"li", "td", "th"})
"""What keeps its place without words: the items behind it are counted, and the cells stand below one another."""


def _nowhere(_page: str) -> str:
    return ""


class Html(NamedTuple):
    """What became of a tree."""

    html: str
    media: tuple[str, ...] = ()
    """Names of the media files that it shows."""
    missing: tuple[str, ...] = ()
    """Addresses of the images that are not there: only their description is shown."""


def words_html(text: str, macros: Macros = NO_MACROS) -> str:
    """Return plain text in which `$$` marks math, as the words of posts have it; an odd `$$` is text."""
    if "$$" not in text:
        return text_html(text)
    parts = text.split("$$")
    if len(parts) % 2 == 0:
        return text_html(text)
    out: list[str] = []
    for i, part in enumerate(parts):
        add(out, _math(part, macros) if i % 2 else text_html(part))
    return "".join(out)


def url_html(url: str) -> str:
    """Return an address as a template puts it into a link; empty if it is none (http, https, a note of a vault)."""
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    if _VAULT.fullmatch(url):
        return attribute(url)
    joined = clean(url).translate(_IGNORED_IN_URLS).strip().replace("\\", "%5C")
    address = _BLANKS.sub(lambda found: urllib.parse.quote(found[0]), joined)
    return attribute(address) if _WEB.match(address) else ""


def link_html(url: str, text: str = "", macros: Macros = NO_MACROS) -> str:
    """Return a link that a reader can follow; its text alone if the address is none of the web."""
    address = url_html(url)
    shown = words_html(text, macros) if text else text_html(url)
    return f'<a href="{address}">{shown}</a>' if address else shown


def inlines_html(
    inlines: Sequence[Inline],
    images: Mapping[str, str] = _NO_IMAGES,
    macros: Macros = NO_MACROS,
    footnotes: Mapping[str, Block] = _NO_FOOTNOTES,
    *,
    page: Callable[[str], str] = _nowhere,
) -> Html:
    """Return a run of inlines as a field.

    `images` has the media names by the images' addresses, `footnotes` what stands in the post under their names, `page`
    gives the address of another post by what a link calls it.
    """
    writer = _Writer(images, macros, footnotes, page)
    writer.inlines(cut_block_id(inlines)[0], 0)
    return writer.finished()


def blocks_html(
    blocks: Sequence[Block],
    images: Mapping[str, str] = _NO_IMAGES,
    macros: Macros = NO_MACROS,
    footnotes: Mapping[str, Block] = _NO_FOOTNOTES,
    *,
    page: Callable[[str], str] = _nowhere,
) -> Html:
    """Return blocks as a field; a paragraph that stands alone needs no tag around it."""
    writer = _Writer(images, macros, footnotes, page)
    writer.blocks(blocks, 0)
    return writer.finished()


def _code(text: str, language: str) -> str:
    runs = ((name, escaped(run)) for name, run in highlighted(text, language))
    inside = "".join(f'<span class="{name}">{run}</span>' if name else run for name, run in runs)
    return f'<pre class="code">{inside}</pre>'


def _math(tex: str, macros: Macros, ends: str = "()") -> str:
    source = clean(tex)
    passed = typeset(source, macros)
    if passed is None:
        return f"<code>{text_html(source.strip())}</code>"
    return neutral(f"\\{ends[0]}{html.escape(passed, quote=False)}\\{ends[1]}") if passed else ""


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


def _without_id(block: Block) -> Block | None:
    """Return a block without the block id at its end; None if it is nothing else."""
    if block.kind is not BlockKind.PARAGRAPH or not block.inlines:
        return block
    left, name = cut_block_id(block.inlines)
    if not name:
        return block
    return msgspec.structs.replace(block, inlines=left) if left else None


def _has_title(callout: Block) -> bool:
    return bool(callout.children) and callout.children[0].label == Label.TITLE


def _boxed(item: Block) -> tuple[Block, ...]:
    """Return what a task holds, its box before the first words."""
    box = Inline(InlineKind.TEXT, f"{item.label} ")
    first = item.children[0] if item.children else None
    if first is None or first.kind is not BlockKind.PARAGRAPH:
        return (Block(BlockKind.PARAGRAPH, item.first, item.first, inlines=(box,)), *item.children)
    return (msgspec.structs.replace(first, inlines=(box, *first.inlines)), *item.children[1:])


class _Writer:
    """One field in the making."""

    def __init__(
        self,
        images: Mapping[str, str],
        macros: Macros,
        footnotes: Mapping[str, Block],
        page: Callable[[str], str],
    ) -> None:
        self._images, self._macros, self._footnotes, self._page = images, macros, footnotes, page
        self._referred: list[str] = []
        self._notes: dict[str, Block] = {}  # that stand in their sentences
        self._told: set[str] = set()
        self._out: list[str] = []
        self._media: dict[str, None] = {}
        self._missing: dict[str, None] = {}
        self._is_in_link = False

    def finished(self) -> Html:
        """Return the field, with what the footnotes say that it refers to and does not hold."""
        for label in self._referred:  # a footnote may refer to others
            if note := self._notes.get(label) or self._footnotes.get(label):
                self._footnote(note, 0)
        return self.result()

    def result(self) -> Html:
        shown = "" if says_nothing(self._out, 0) else "".join(self._out).strip()
        return Html(shown, tuple(self._media), tuple(self._missing))

    def inlines(self, inlines: Iterable[Inline], depth: int) -> None:
        run = Run(self._out)
        for inline in inlines:
            if inline.kind is InlineKind.HTML:
                run.html(inline.text)
            elif inline.kind is InlineKind.TEXT:
                run.text(inline.text)
            elif inline.kind is InlineKind.BREAK:
                run.line_break() if inline.text else run.text("\n")
            elif not run.is_dropping:
                run.flush()
                self._inline(inline, depth)
        run.close()

    def _inline(self, inline: Inline, depth: int) -> None:
        if depth > MAX_DEPTH:
            add(self._out, text_html(_plain((inline,))))
        elif inline.kind is InlineKind.CODE:
            self._out.append(f"<code>{text_html(inline.text)}</code>")
        elif inline.kind is InlineKind.MATH:
            add(self._out, _math(inline.text, self._macros))
        elif inline.kind is InlineKind.FOOTNOTE:
            label = inline.text or self._noted(inline)
            self._referred.append(label)
            self._out.append(f"<sup>{text_html(label)}</sup>")
        elif inline.kind is InlineKind.IMAGE:
            self._image(inline)
        elif inline.kind in (InlineKind.LINK, InlineKind.PAGE):
            self._link(inline, depth)
        elif inline.kind is InlineKind.GAP:
            self._gap(inline, depth)
        else:
            self._inside(_TAG_BY_INLINE[inline.kind], inline.children, depth)

    def _noted(self, note: Inline) -> str:
        """Keep a note that stands in its sentence, and return its number: the next that is no other footnote's."""
        numbers = map(str, itertools.count(len(self._referred) + 1))
        label = next(each for each in numbers if each not in self._footnotes and each not in self._notes)
        words = Block(BlockKind.PARAGRAPH, note.line, note.line, inlines=note.children)
        self._notes[label] = Block(BlockKind.FOOTNOTE, note.line, note.line, label=label, children=(words,))
        return label

    def _inside(self, tag: str, inlines: Iterable[Inline], depth: int) -> None:
        start = len(self._out)
        self._out.append(f"<{tag}>")
        self.inlines(inlines, depth + 1)
        self._close(tag, start)

    def _close(self, tag: str, start: int) -> None:
        """Close the tag that was opened at ``start``; one that holds nothing for a reader goes."""
        if tag not in _STAYING and says_nothing(self._out, start + 1):
            del self._out[start:]
        else:
            self._out.append(f"</{tag}>")

    def _image(self, inline: Inline) -> None:
        described = _plain(inline.children) or inline.text
        if name := self._images.get(inline.url):
            self._media[name] = None
            self._out.append(f'<img src="{attribute(name)}" alt="{attribute(clean(described))}">')
            return
        self._missing[inline.url] = None
        address = url_html(inline.url) if is_elsewhere(inline.url) and not self._is_in_link else ""
        shown = text_html(described or (file_name(inline.url) if address else ""))
        add(self._out, f'<a href="{address}">{shown}</a>' if address and shown else shown)

    def _gap(self, inline: Inline, depth: int) -> None:
        """A gap with the mark that identity turns into the cloze number."""
        inner = _Writer(self._images, self._macros, self._footnotes, self._page)
        inner._notes = self._notes
        inner.inlines(inline.children, depth + 1)
        hidden = inner.result()
        self._media |= dict.fromkeys(hidden.media)
        self._missing |= dict.fromkeys(hidden.missing)
        self._referred += inner._referred
        hint = f"::{cloze_safe(text_html(inline.text))}" if inline.text else ""
        self._out.append(f"{{{{c#{inline.number}::{cloze_safe(hidden.html)}{hint}}}}}")

    def _link(self, inline: Inline, depth: int) -> None:
        is_page = inline.kind is InlineKind.PAGE or _PAGE_FILE.match(inline.url) is not None
        address = url_html(self._page(inline.url) if is_page else inline.url)
        start = len(self._out) if address else -1
        if address:
            self._out.append(f'<a href="{address}">')
        outer, self._is_in_link = self._is_in_link, self._is_in_link or address != ""
        if inline.children:
            self.inlines(inline.children, depth + 1)
        else:
            add(self._out, text_html(inline.text or inline.url))
        self._is_in_link = outer
        if address:
            self._close("a", start)

    def blocks(self, blocks: Sequence[Block], depth: int) -> None:
        shown = [block for block in map(_without_id, blocks) if block is not None]
        if len(shown) == 1 and shown[0].kind is BlockKind.PARAGRAPH and shown[0].label not in _BOLD:
            self.inlines(shown[0].inlines, depth)
            return
        for block in shown:
            self._block(block, depth)

    def _block(self, block: Block, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._out.append(f"<p>{text_html(_plain_blocks((block,)))}</p>")
        elif tag := _TAG_BY_BLOCK.get(block.kind):
            self._around(tag, block, depth)
        elif block.kind is BlockKind.HEADING:
            start = len(self._out)
            self._out.append("<p>")
            self._inside("b", block.inlines, depth)
            self._close("p", start)
        elif block.kind is BlockKind.CODE:
            self._out.append(_code(clean(block.text).rstrip(), block.language))
        elif block.kind is BlockKind.MATH:
            self._out.append(f'<div class="math">{_math(block.text, self._macros, "[]")}</div>')
        elif block.kind is BlockKind.LIST:
            self._list(block, depth)
        elif block.kind is BlockKind.ROW:
            self._row(block, depth)
        elif block.kind is BlockKind.HTML:
            self._inside("div", block.inlines or (Inline(InlineKind.HTML, block.text),), depth)
        elif block.kind is BlockKind.RULE:
            self._out.append("<hr>")
        elif block.kind is BlockKind.FOOTNOTE:
            self._footnote(block, depth)

    def _footnote(self, block: Block, depth: int) -> None:
        if block.label in self._told:
            return  # the first of two that have one name is the one that a page shows
        self._told.add(block.label)
        self._out.append(f"<div><sup>{text_html(block.label)}</sup> ")
        self.blocks(block.children, depth + 1)
        self._out.append("</div>")

    def _around(self, tag: str, block: Block, depth: int) -> None:
        start = len(self._out)
        self._out.append(f"<{tag}>")
        children = block.children
        if block.label in (Label.TO_DO, Label.DONE):
            children = _boxed(block)
        elif block.label in _BOLD:
            self._inside("b", block.inlines, depth)
        elif block.kind is BlockKind.DETAILS:
            self._block(msgspec.structs.replace(block, kind=BlockKind.HEADING, children=()), depth + 1)
        elif block.kind is BlockKind.QUOTE and block.label and not _has_title(block):
            self._out.append(f"<p><b>{text_html(block.label.capitalize())}</b></p>")
        if block.kind is not BlockKind.DETAILS and block.label not in _BOLD:
            self.inlines(block.inlines, depth + 1)
        self.blocks(children, depth + 1)
        self._close(tag, start)

    def _list(self, block: Block, depth: int) -> None:
        number = f' start="{block.start}"' if block.start > 1 else ""
        start = len(self._out)
        self._out.append(f"<ol{number}>" if block.start else "<ul>")
        for item in block.children:
            self._block(item, depth + 1)
        self._close("ol" if block.start else "ul", start)

    def _row(self, block: Block, depth: int) -> None:
        tag = "th" if block.is_header else "td"
        self._out.append("<tr>")
        for cell in block.children:
            self._around(tag, cell, depth + 1)
        self._out.append("</tr>")
