"""Markdown text -> blocks and inlines with their lines; the only importer of the Markdown parser (comrak).

Outside facts: comrak's byte columns are linear in line length, its character columns are not, and `$$x$$` says
display math even in mid-sentence. So only lines are taken from it, and a formula is a math block exactly when it is
its paragraph's sole content. Bare URLs come from comrak's autolink extension, which leaves their text untouched;
where one ends among Chinese words is decided here, since only white space ends it there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import comrak

from deckgen.markdown.bare_urls import find_bare_urls, url_end
from deckgen.markdown.details import cut_details, fold
from deckgen.markdown.numbering import number_paragraphs, trimmed
from deckgen.markdown.plain_runs import split_plain
from deckgen.markdown.prepass import BLANK, prepare
from deckgen.markdown.separators import with_separators
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind

_EXTENSIONS = comrak.ExtensionOptions(
    table=True,
    math_dollars=True,
    cjk_friendly_emphasis=True,
    strikethrough=True,
    footnotes=True,
    tasklist=True,
    autolink=True,
)
_OPTIONS = comrak.ParseOptions(leave_footnote_definitions=True)

_TEXT_NODE, _MATH_NODE, _PARAGRAPH_NODE = comrak.Text, comrak.Math, comrak.Paragraph
_TEXT, _CODE, _MATH = InlineKind.TEXT, InlineKind.CODE, InlineKind.MATH
_BREAK, _LINK = InlineKind.BREAK, InlineKind.LINK
_PARAGRAPH = BlockKind.PARAGRAPH

_OPEN_GAP = re.compile(r"(?<![A-Za-z0-9=!<>])==(?=[^\s=]|\Z)(?:(?!==).)*\Z", re.S)
_ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_IMG = re.compile(r"<img\s[^>]*?src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_WRAPS: dict[type, InlineKind] = {
    comrak.Strong: InlineKind.STRONG,
    comrak.Emph: InlineKind.EMPH,
    comrak.Strikethrough: InlineKind.STRIKE,
}


def parse_markdown(text: str, *, first_line: int = 1) -> tuple[tuple[Block, ...], tuple[tuple[int, str], ...]]:
    """Return the blocks of a text and what had to be cut from it, as (line, message).

    ``first_line`` is the line of the file that the text starts on.
    """
    prepared, cuts = prepare(text)
    offset = first_line - 1
    blocks = _all_blocks(with_separators(prepared), offset)
    return tuple(blocks), tuple((line + offset, message) for line, message in cuts)


def _all_blocks(text: str, offset: int) -> list[Block]:
    """Parse a text that the pre-pass has made fit."""
    unfolded, regions = cut_details(text)
    if regions:
        inner = number_paragraphs(_flat_blocks(unfolded, offset))
        blocks = fold(inner, regions, offset, lambda part, line: _all_blocks(part, line - 1), text)
        if blocks is not None:
            return blocks
    return number_paragraphs(_flat_blocks(text, offset))


def _flat_blocks(text: str, offset: int) -> list[Block]:
    rest, runs = split_plain(text, offset)
    blocks = _joined(_parse(rest), runs, offset)
    return list(_blocks(_parse(text), offset)) if blocks is None else blocks


def _parse(text: str) -> Sequence[Any]:
    root = comrak.parse_document(text, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    children: Sequence[Any] = root.children
    return children


def _joined(nodes: Sequence[Any], runs: Mapping[int, Sequence[Block]], offset: int) -> list[Block] | None:
    """Put the plain runs where their rules stand; return None if a rule is missing, since it stood in something."""
    blocks: list[Block] = []
    met = 0
    for node in nodes:
        if type(node.node_value) is comrak.ThematicBreak and (run := runs.get(node.sourcepos.start.line)):
            blocks += run
            met += 1
        elif (block := _block(node, offset)) is not None:
            blocks.append(block)
    return blocks if met == len(runs) else None


def _blocks(nodes: Sequence[Any], offset: int) -> Iterator[Block]:
    for node in nodes:
        block = _block(node, offset)
        if block is not None:
            yield block


def _block(node: Any, offset: int) -> Block | None:
    value = node.node_value
    place = node.sourcepos
    first, last = place.start.line + offset, place.end.line + offset
    kind = type(value)
    if kind is _PARAGRAPH_NODE:
        return _paragraph(node, first, last, offset)
    if kind is comrak.Heading:
        inlines = trimmed(_inlines(node.children, offset))
        return Block(BlockKind.HEADING, first, last, level=value.value.level, inlines=inlines)
    if kind is comrak.CodeBlock:
        info = value.value.info.split(None, 1)[:1]
        text = value.value.literal.replace(BLANK, "")
        return Block(BlockKind.CODE, first, last, language=info[0] if info else "", text=text)
    if kind is comrak.HtmlBlock:
        return Block(BlockKind.HTML, first, last, text=value.value.literal.replace(BLANK, ""))
    if kind is comrak.ThematicBreak:
        return Block(BlockKind.RULE, first, last)
    if kind is comrak.TableCell:
        return Block(BlockKind.CELL, first, last, inlines=trimmed(_inlines(node.children, offset)))
    return _container(node, value, first, last, offset)


def _container(node: Any, value: Any, first: int, last: int, offset: int) -> Block | None:
    kind = type(value)
    children = list(_blocks(node.children, offset))
    # What closes a list decides whether comrak counts the blank line before it: a container ends with its content.
    last = children[-1].last if children else first
    if kind is comrak.List:
        ordered = value.value.list_type == comrak.ListType.Ordered
        return Block(
            BlockKind.LIST, first, last, start=value.value.start if ordered else 0, children=tuple(children)
        )
    if kind is comrak.Table:
        return Block(BlockKind.TABLE, first, last, children=tuple(children))
    if kind is comrak.TableRow:
        return Block(BlockKind.ROW, first, last, is_header=bool(value.value), children=tuple(children))
    children = number_paragraphs(children)
    if kind is comrak.Item or kind is comrak.TaskItem:
        return Block(BlockKind.ITEM, first, last, children=tuple(children))
    if kind is comrak.FootnoteDefinition:
        return Block(BlockKind.FOOTNOTE, first, last, label=value.value.name, children=tuple(children))
    return Block(BlockKind.QUOTE, first, last, children=tuple(children))


def _paragraph(node: Any, first: int, last: int, offset: int) -> Block | None:
    inlines = trimmed(_inlines(node.children, offset))
    if not inlines:
        return None  # a link definition, or nothing but blanks
    if len(inlines) == 1 and inlines[0].kind is _MATH:
        return Block(BlockKind.MATH, first, last, text=inlines[0].text)
    return Block(_PARAGRAPH, first, last, inlines=inlines)


def _inlines(nodes: Sequence[Any], offset: int) -> list[Inline]:
    out: list[Inline] = []
    anchors: list[int] = []
    for node in nodes:
        value = node.node_value
        kind = type(value)
        line = node.sourcepos.start.line + offset
        if kind is _TEXT_NODE:
            text = value.value
            if "www." in text or "//[" in text or BLANK in text:
                out.extend(_text(text, line))
            else:
                out.append(Inline(_TEXT, text, "", (), line))
        elif kind is _MATH_NODE:
            out.append(Inline(_MATH, value.value.literal.replace(BLANK, "").strip(), "", (), line))
        elif kind is comrak.SoftBreak or kind is comrak.LineBreak:
            out.append(Inline(_BREAK, "", "", (), line))
        elif kind is comrak.HtmlInline:
            _html_inline(value.value, line, out, anchors)
        else:
            found = _inline(node, value, kind, line, offset)
            out.extend(_without_gap_mark(found, out) if kind is comrak.Link else found)
    return out


def _without_gap_mark(found: Sequence[Inline], before: Sequence[Inline]) -> Sequence[Inline]:
    """Put the ``==`` back to the words in which a gap is open: the parser takes it for the end of a bare URL."""
    first = found[0] if found else None
    if first is None or not first.url.endswith("==") or not before or before[-1].kind is not InlineKind.TEXT:
        return found
    if _OPEN_GAP.search(before[-1].text) is None or plain_text(first.children) not in (first.url, first.url[7:]):
        return found
    url = plain_text(first.children)[:-2]
    return (_bare_link(url, first.line), Inline(InlineKind.TEXT, "==", line=first.line), *found[1:])


def _inline(node: Any, value: Any, kind: type, line: int, offset: int) -> Sequence[Inline]:
    if kind is comrak.Code:
        return (Inline(_CODE, value.value.literal, line=line),)
    if kind is comrak.Link:
        return _link(node, value.value.url, line, offset)
    if kind is comrak.FootnoteReference:
        return (Inline(InlineKind.FOOTNOTE, value.value.name, line=line),)
    children = tuple(_inlines(node.children, offset))
    if kind is comrak.Image:
        return (Inline(InlineKind.IMAGE, url=value.value.url, children=children, line=line),)
    wrap = _WRAPS.get(kind)
    return children if wrap is None else (Inline(wrap, children=children, line=line),)


def _text(text: str, line: int) -> Iterator[Inline]:
    """Yield a text, with the bare URLs in it that the parser leaves alone as links."""
    text = text.replace(BLANK, "")  # it filled a formula that turned out to be none
    position = 0
    for start, url in find_bare_urls(text):
        if start > position:
            yield Inline(_TEXT, text[position:start], line=line)
        yield _bare_link(url, line)
        position = start + len(url)
    if position < len(text):
        yield Inline(_TEXT, text[position:], line=line)


def _link(node: Any, url: str, line: int, offset: int) -> Sequence[Inline]:
    if url.startswith("mailto:"):
        return _inlines(node.children, offset)
    place = node.sourcepos
    children = _inlines(node.children, offset) if not _is_bare(node, url) else []
    if children or place.end.line != place.start.line:
        return (Inline(_LINK, url=url, children=tuple(children), line=line),)
    written = node.children[0].node_value.value if node.children else url
    end = url_end(written)
    link = _bare_link(written[:end], line)
    return (link, *_fragment(written[end:], line)) if written[end:] else (link,)


def _is_bare(node: Any, url: str) -> bool:
    """Return whether a link is a URL without brackets, whose text then fills its whole place."""
    if len(node.children) != 1 or type(node.children[0].node_value) is not comrak.Text:
        return not node.children
    text = node.children[0]
    if text.sourcepos.start.column != node.sourcepos.start.column:
        return False
    written: str = text.node_value.value
    return url in (written, "http://" + written) or html.unescape(written) == url


def _bare_link(url: str, line: int) -> Inline:
    target = url if "://" in url else "http://" + url
    return Inline(_LINK, url=target, children=(Inline(_TEXT, url, line=line),), line=line)


def _fragment(text: str, line: int) -> list[Inline]:
    """Parse what the parser swallowed behind a bare URL as if it stood alone."""
    if not re.search(r"[`*_$\[<~&]|://", text):
        return [Inline(_TEXT, text, line=line)]
    root = comrak.parse_document("\u200b" + text, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    out = _inlines(root.children[0].children, line - 1) if root.children else []
    if out and out[0].kind is _TEXT:
        head = out[0].text.removeprefix("\u200b")
        out = [Inline(_TEXT, head, line=line), *out[1:]] if head else out[1:]
    return out


def _html_inline(tag: str, line: int, out: list[Inline], anchors: list[int]) -> None:
    """Join ``<a href>`` to ``</a>`` and ``<img>`` to what Markdown would have given; keep other tags."""
    lower = tag[:6].lower()
    if (found := _ANCHOR.match(tag)) is not None:
        anchors.append(len(out))
        out.append(Inline(_LINK, url=html.unescape(next(filter(None, found.groups()), "")), line=line))
    elif lower.startswith("</a") and anchors:
        start = anchors.pop()
        out[start:] = [Inline(_LINK, url=out[start].url, children=tuple(out[start + 1 :]), line=line)]
    elif (found := _IMG.match(tag)) is not None:
        alt = _ALT.search(tag)
        text = html.unescape(alt[1] or alt[2] or "") if alt else ""
        children = (Inline(_TEXT, text, line=line),) if text else ()
        source = html.unescape(next(filter(None, found.groups()), ""))
        out.append(Inline(InlineKind.IMAGE, url=source, children=children, line=line))
    elif lower.startswith("<br"):
        out.append(Inline(_BREAK, line=line))
    else:
        out.append(Inline(InlineKind.HTML, tag, line=line))
