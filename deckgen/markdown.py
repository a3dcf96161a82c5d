"""Markdown text -> blocks and inlines with their lines; the only importer of the Markdown parser (comrak).

Outside facts: comrak's byte columns are linear in line length, its character columns are not, and `$$x$$` says
display math even in mid-sentence. So only lines are taken from it, and a formula is a math block exactly when it is
its paragraph's sole content. Bare URLs come from comrak's autolink extension, which leaves their text untouched;
where one ends among Chinese words is decided here, since only white space ends it there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

import comrak

from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.prepass import BLANK, prepare

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

_CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_STOP = "\\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018-\u201f\u2026"
_URL = re.compile(rf"(?:https?://|www\.)[^{_STOP}]+", re.I)
_BARE_URL = re.compile(rf"(?<![\w@./-])www\.[A-Za-z0-9-]+\.[^{_STOP}{_CJK}]+|https?://\[[^{_STOP}{_CJK}]+", re.I)
_DASHED_URL = re.compile(rf"(?<=--)www\.[A-Za-z0-9-]+\.[^{_STOP}{_CJK}]+", re.I)
_CJK_PATH = re.compile(r"/(?:wiki|item|view|zh-cn|zh-hans|question|topic|tag|tags|category)/|[?&#][^=]*=", re.I)
_FIRST_CJK = re.compile(rf"[{_CJK}]")
_MARKER = re.compile(
    r"^(?:(?P<dot>\d{1,3})[.．、](?!\d)|(?P<paren>\d{1,3})[)）]|[(（](?P<both>\d{1,3})[)）])[ \t]*"
)
_STEP = re.compile(r"^(?:step|步骤|第)\s*(\d{1,3})\s*(?:步)?\s*[:：.、]?", re.I)
_ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_IMG = re.compile(r"<img\s[^>]*?src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)


def parse_markdown(text: str, *, first_line: int = 1) -> tuple[tuple[Block, ...], tuple[tuple[int, str], ...]]:
    """Give the blocks of a text and what had to be cut from it, as (line, message).

    ``first_line`` is the line of the file that the text starts on.
    """
    prepared, cuts = prepare(text)
    root = comrak.parse_document(prepared, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    offset = first_line - 1
    blocks = _number_paragraphs(list(_blocks(root.children, offset)))
    return tuple(blocks), tuple((line + offset, message) for line, message in cuts)


def plain_text(inlines: Sequence[Inline]) -> str:
    """Give what a reader sees of a run of inlines, without images; math keeps its ``$$``."""
    return "".join(_plain(inlines))


def _plain(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        kind = inline.kind
        if kind is InlineKind.TEXT or kind is InlineKind.CODE:
            yield inline.text
        elif kind is InlineKind.BREAK:
            yield "\n"
        elif kind is InlineKind.MATH:
            yield f"$${inline.text}$$"
        elif kind is not InlineKind.IMAGE and kind is not InlineKind.HTML:
            yield from _plain(inline.children)


# --- blocks ---------------------------------------------------------------------------------------------


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
    if kind is comrak.Paragraph:
        return _paragraph(node, first, last, offset)
    if kind is comrak.Heading:
        inlines = tuple(_trimmed(_inlines(node.children, offset)))
        return Block(BlockKind.HEADING, first, last, level=value.value.level, inlines=inlines)
    if kind is comrak.CodeBlock:
        info = value.value.info.split(None, 1)[:1]
        return Block(BlockKind.CODE, first, last, info=info[0] if info else "", text=value.value.literal)
    if kind is comrak.HtmlBlock:
        return Block(BlockKind.HTML, first, last, text=value.value.literal)
    if kind is comrak.ThematicBreak:
        return Block(BlockKind.RULE, first, last)
    if kind is comrak.TableCell:
        return Block(BlockKind.CELL, first, last, inlines=tuple(_trimmed(_inlines(node.children, offset))))
    return _container(node, value, first, last, offset)


def _container(node: Any, value: Any, first: int, last: int, offset: int) -> Block | None:
    kind = type(value)
    children: Iterator[Block] | list[Block] = _blocks(node.children, offset)
    if kind is comrak.List:
        ordered = value.value.list_type == comrak.ListType.Ordered
        return Block(
            BlockKind.LIST, first, last, level=value.value.start if ordered else 0, children=tuple(children)
        )
    if kind is comrak.Table:
        return Block(BlockKind.TABLE, first, last, children=tuple(children))
    if kind is comrak.TableRow:
        return Block(BlockKind.ROW, first, last, info="header" if value.value else "", children=tuple(children))
    children = _number_paragraphs(list(children))
    if kind is comrak.Item or kind is comrak.TaskItem:
        return Block(BlockKind.ITEM, first, last, children=tuple(children))
    if kind is comrak.FootnoteDefinition:
        return Block(BlockKind.FOOTNOTE, first, last, info=value.value.name, children=tuple(children))
    return Block(BlockKind.QUOTE, first, last, children=tuple(children))


def _paragraph(node: Any, first: int, last: int, offset: int) -> Block | None:
    inlines = tuple(_trimmed(_inlines(node.children, offset)))
    if not inlines:
        return None
    if len(inlines) == 1 and inlines[0].kind is InlineKind.MATH:
        return Block(BlockKind.MATH, first, last, text=inlines[0].text)
    return Block(BlockKind.PARAGRAPH, first, last, inlines=inlines)


# --- inlines --------------------------------------------------------------------------------------------


def _inlines(nodes: Sequence[Any], offset: int) -> list[Inline]:
    out: list[Inline] = []
    anchors: list[int] = []
    for node in nodes:
        value = node.node_value
        kind = type(value)
        line = node.sourcepos.start.line + offset
        if kind is comrak.Text:
            out.extend(_text(value.value, line))
        elif kind is comrak.SoftBreak or kind is comrak.LineBreak:
            out.append(Inline(InlineKind.BREAK, line=line))
        elif kind is comrak.HtmlInline:
            _html_inline(value.value, line, out, anchors)
        else:
            out.extend(_inline(node, value, kind, line, offset))
    return out


def _inline(node: Any, value: Any, kind: type, line: int, offset: int) -> Iterator[Inline]:
    if kind is comrak.Code:
        yield Inline(InlineKind.CODE, value.value.literal, line=line)
    elif kind is comrak.Math:
        yield Inline(InlineKind.MATH, value.value.literal.replace(BLANK, "").strip(), line=line)
    elif kind is comrak.Link:
        yield from _link(node, value.value.url, line, offset)
    elif kind is comrak.Image:
        children = tuple(_inlines(node.children, offset))
        yield Inline(InlineKind.IMAGE, url=value.value.url, children=children, line=line)
    elif kind is comrak.FootnoteReference:
        yield Inline(InlineKind.FOOTNOTE, value.value.name, line=line)
    else:
        wrap = _WRAPS.get(kind)
        children = tuple(_inlines(node.children, offset))
        if wrap is None:
            yield from children
        else:
            yield Inline(wrap, children=children, line=line)


_WRAPS: dict[type, InlineKind] = {
    comrak.Strong: InlineKind.STRONG,
    comrak.Emph: InlineKind.EMPH,
    comrak.Strikethrough: InlineKind.STRIKE,
}


def _text(text: str, line: int) -> Iterator[Inline]:
    """Give a text, with the bare URLs in it that the parser leaves alone as links."""
    if "www." not in text and "//[" not in text:
        yield Inline(InlineKind.TEXT, text, line=line)
        return
    position = 0
    for found in [*_BARE_URL.finditer(text), *_DASHED_URL.finditer(text)]:
        if found.start() < position:
            continue
        url = _trim_url(found[0])
        if found.start() > position:
            yield Inline(InlineKind.TEXT, text[position : found.start()], line=line)
        yield _bare_link(url, line)
        position = found.start() + len(url)
    if position < len(text):
        yield Inline(InlineKind.TEXT, text[position:], line=line)


def _link(node: Any, url: str, line: int, offset: int) -> Iterator[Inline]:
    if url.startswith("mailto:"):
        yield from _inlines(node.children, offset)
        return
    place = node.sourcepos
    children = _inlines(node.children, offset) if not _is_bare(node, url) else []
    if children or place.end.line != place.start.line:
        yield Inline(InlineKind.LINK, url=url, children=tuple(children), line=line)
        return
    written = node.children[0].node_value.value if node.children else url
    end = _url_end(written)
    yield _bare_link(written[:end], line)
    if written[end:]:
        yield from _fragment(written[end:], line)


def _is_bare(node: Any, url: str) -> bool:
    """Say whether a link is a URL without brackets: then its text fills its whole place."""
    if len(node.children) != 1 or type(node.children[0].node_value) is not comrak.Text:
        return not node.children
    text = node.children[0]
    if text.sourcepos.start.column != node.sourcepos.start.column:
        return False
    written: str = text.node_value.value
    return url in (written, "http://" + written) or html.unescape(written) == url


def _bare_link(url: str, line: int) -> Inline:
    target = url if "://" in url else "http://" + url
    return Inline(InlineKind.LINK, url=target, children=(Inline(InlineKind.TEXT, url, line=line),), line=line)


def _url_end(written: str) -> int:
    """Give where a bare URL ends in a run of text without white space."""
    found = _URL.match(written)
    if found is None:
        return len(written)
    url = found[0]
    if (cut := _FIRST_CJK.search(url)) is not None:
        alone = found.end() == len(written)
        head = url[: cut.start()]
        if not (_CJK_PATH.search(head) or (alone and len(url) - cut.start() < 40 and head[-1] in "/=_-%")):
            url = head
    return len(_trim_url(url))


def _trim_url(url: str) -> str:
    """Drop what is glued to the end of a URL: closing punctuation, markup, an unopened bracket."""
    url = re.split(r"\*\*|\|", url, maxsplit=1)[0]
    while url and (url[-1] in ".,;:!?'*_~^\\" or (url[-1] in ")]}" and _is_unopened(url))):
        url = url[:-1]
    return url


def _is_unopened(url: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{"}[url[-1]]
    return url.count(url[-1]) > url.count(opening)


def _fragment(text: str, line: int) -> list[Inline]:
    """Parse what the parser swallowed behind a bare URL as if it stood alone."""
    if not re.search(r"[`*_$\[<~&]|://", text):
        return [Inline(InlineKind.TEXT, text, line=line)]
    root = comrak.parse_document("\u200b" + text, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    out = _inlines(root.children[0].children, line - 1) if root.children else []
    if out and out[0].kind is InlineKind.TEXT:
        head = out[0].text.removeprefix("\u200b")
        out = [Inline(InlineKind.TEXT, head, line=line), *out[1:]] if head else out[1:]
    return out


def _html_inline(tag: str, line: int, out: list[Inline], anchors: list[int]) -> None:
    """Join ``<a href>`` to ``</a>`` and ``<img>`` to what Markdown would have given; keep other tags."""
    lower = tag[:6].lower()
    if (found := _ANCHOR.match(tag)) is not None:
        anchors.append(len(out))
        out.append(Inline(InlineKind.LINK, url=html.unescape(next(filter(None, found.groups()), "")), line=line))
    elif lower.startswith("</a") and anchors:
        start = anchors.pop()
        out[start:] = [Inline(InlineKind.LINK, url=out[start].url, children=tuple(out[start + 1 :]), line=line)]
    elif (found := _IMG.match(tag)) is not None:
        alt = _ALT.search(tag)
        text = html.unescape(alt[1] or alt[2] or "") if alt else ""
        children = (Inline(InlineKind.TEXT, text, line=line),) if text else ()
        source = html.unescape(next(filter(None, found.groups()), ""))
        out.append(Inline(InlineKind.IMAGE, url=source, children=children, line=line))
    elif lower.startswith("<br"):
        out.append(Inline(InlineKind.BREAK, line=line))
    else:
        out.append(Inline(InlineKind.HTML, tag, line=line))


def _trimmed(inlines: list[Inline]) -> list[Inline]:
    """Drop breaks and blanks at both ends."""
    start, end = 0, len(inlines)
    while start < end and _is_blank(inlines[start]):
        start += 1
    while end > start and _is_blank(inlines[end - 1]):
        end -= 1
    return inlines[start:end]


def _is_blank(inline: Inline) -> bool:
    return inline.kind is InlineKind.BREAK or (inline.kind is InlineKind.TEXT and not inline.text.strip())


# --- paragraphs that a reader takes for list items ------------------------------------------------------


def _number_paragraphs(blocks: list[Block]) -> list[Block]:
    """Turn paragraphs that open with "1.", "(1)", "1）" or "**Step 1**" into list items."""
    if not any(block.kind is BlockKind.PARAGRAPH and _numbers(block) for block in blocks):
        return blocks
    out: list[Block] = []
    items: list[Block] = []
    style = ""
    for block in blocks:
        numbers = _numbers(block) if block.kind is BlockKind.PARAGRAPH else ()
        if not numbers:
            if items:
                out.append(_as_list(items, start))
                items = []
            out.append(block)
            continue
        if items and (numbers[0][0] != style or numbers[0][1] != expected):
            out.append(_as_list(items, start))
            items = []
        if not items:
            style, start = numbers[0][:2]
        expected = numbers[-1][1] + 1
        items.extend(_split_items(block, numbers))
    if items:
        out.append(_as_list(items, start))
    return out


def _as_list(items: list[Block], start: int) -> Block:
    return Block(BlockKind.LIST, items[0].first, items[-1].last, level=max(start, 1), children=tuple(items))


def _numbers(block: Block) -> tuple[tuple[str, int, int, int], ...]:
    """Give (style, number, index of the inline, characters of the marker) of each line that is an item.

    Empty unless the paragraph's first line is one.
    """
    out = []
    at_start = True
    for index, inline in enumerate(block.inlines):
        if at_start:
            found = _item_mark(inline)
            if found is not None:
                out.append((found[0], found[1], index, found[2]))
            elif not out:
                return ()
        at_start = inline.kind is InlineKind.BREAK
    return tuple(out)


def _item_mark(inline: Inline) -> tuple[str, int, int] | None:
    if inline.kind is InlineKind.TEXT:
        found = _MARKER.match(inline.text)
        if found is None or (found.end() < 3 and not found[0].strip()):
            return None
        style = next(name for name, value in found.groupdict().items() if value)
        return style, int(found[style]), found.end()
    if inline.kind is InlineKind.STRONG:
        found = _STEP.match(plain_text(inline.children))
        return ("step", int(found[1]), 0) if found else None
    return None


def _split_items(block: Block, numbers: tuple[tuple[str, int, int, int], ...]) -> Iterator[Block]:
    ends = [index for _, _, index, _ in numbers[1:]] + [len(block.inlines)]
    for (_, _, index, width), end in zip(numbers, ends, strict=True):
        head = block.inlines[index]
        if width:
            head = Inline(InlineKind.TEXT, head.text[width:], line=head.line)
        run = [*([head] if head.text or head.children else []), *block.inlines[index + 1 : end]]
        inlines = tuple(_trimmed(run))
        if not inlines:
            continue
        first = block.first if index == 0 else inlines[0].line
        last = block.last if end == len(block.inlines) else inlines[-1].line
        child = Block(BlockKind.PARAGRAPH, first, last, inlines=inlines)
        yield Block(BlockKind.ITEM, first, last, children=(child,))


# --- text -----------------------------------------------------------------------------------------------


def blocks_text(blocks: Sequence[Block]) -> str:
    """Give the text of blocks as a reader sees it, a blank line between them; code and formulas stay whole."""
    return "\n\n".join(text for text in (_block_text(block) for block in blocks) if text)


def _block_text(block: Block) -> str:
    kind = block.kind
    if kind is BlockKind.CODE:
        return block.text.rstrip("\n")
    if kind is BlockKind.MATH:
        return f"$$\n{block.text}\n$$"
    if kind in (BlockKind.HTML, BlockKind.RULE):
        return ""
    if kind is BlockKind.ROW:
        return " | ".join(plain_text(cell.inlines) for cell in block.children)
    if kind is BlockKind.LIST:
        return "\n".join(_item_text(block, number) for number in range(len(block.children)))
    if block.children:
        joint = "\n" if kind is BlockKind.TABLE else "\n\n"
        return joint.join(text for text in map(_block_text, block.children) if text)
    return plain_text(block.inlines)


def _item_text(block: Block, number: int) -> str:
    mark = f"{block.level + number}. " if block.level else "- "
    return mark + "\n".join(filter(None, map(_block_text, block.children[number].children)))
