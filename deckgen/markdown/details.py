"""``<details><summary>...</summary>...</details>`` as a block of its own, with Markdown or HTML inside; ``<dl>`` too.

A Markdown parser ends raw HTML at the next blank line, so what unfolds would fall apart into blocks beside it. Here
each region is cut out before the text is parsed, a comment stands in its place, and the inside is parsed by itself.
A comment that the parser does not give back as HTML stood in code: that region is left as it was written.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from deckgen.markdown.code_lines import fence_after
from deckgen.model import HARD, Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

Parse = Callable[[str, int], Sequence[Block]]
"""Gives the blocks of a text that begins on this line of the file."""

_OPEN = regex(r"^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(<(?P<name>details|dl)\b[^>\n]*>)", re.I)
_BEHIND_WORDS = regex(r"^([^#|`<\n]*\S[ \t]+)(<(?P<name>details)\b[^>\n]*>)", re.I)
_TAG = regex(r"<(?P<slash>/?)(?P<name>details|dl)\b[^>\n]*>", re.I)
_PARTS = regex(r"(?P<ticks>`+).*?(?P=ticks)(?!`)|<(?P<name>/?dl|dt|dd)\b[^>\n]*>", re.I | re.S)
_END = regex(r"\s*</d[td]\s*>\s*(?:</?div\b[^>\n]*>\s*)*\Z", re.I)
_LIST_BEHIND = regex(r"(?<=\S)[ \t]*(?=<dl\b)", re.I)
_SUMMARY = regex(r"\s*<summary\b[^>]*>(.*?)</summary\s*>", re.I | re.S)
_DEFINITION = regex(r"^ {0,3}\[[^\]\n^]+\]:[ \t]*\S.*$", re.M)
_FOOTNOTE = regex(r"^ {0,3}(\[\^[^\]\s]+\]:)", re.M)
_PRE = regex(r"[ \t]*<pre\b[^>]*>\s*(?:<code\b([^>]*)>)?(.*?)(?:</code\s*>)?\s*</pre\s*>", re.I | re.S)
_LANGUAGE = regex(r"language-([\w+#-]+)")
_BLOCK_TAG = regex(r"</?(?:p|div|section|ul|ol|blockquote|center|article)\b[^>\n]*>", re.I)
_ITEM = regex(r"[ \t]*<li\b[^>\n]*>\s*", re.I)
_END_ITEM = regex(r"</li\s*>", re.I)
_ALL_BOLD = regex(r"\s*(?:<br\s*/?>\s*)*<(b|strong)>(?=\s*\n)(.*?)</\1>\s*\Z", re.I | re.S)
_INLINE = regex(r"</?(?:b|strong|i|em|h[1-6]|p|span|font|u|big|small|summary|div|br)\b[^>\n]*/?>", re.I)
_CODE = regex(r"<code\b[^>\n]*>([^`\n]*?)</code\s*>", re.I)
_NUMBER = regex(r"^\s*(?:\d{1,4}[.)]|[-*+#>])+\s+")
_PLACE = regex(r"\s*<!--details (\d+)-->\s*")
_MOST_DEPTH = 6
_MOST_LINES = 2000


class Region(msgspec.Struct, frozen=True):
    """A folded part of a text, by its lines (from 0, both inclusive)."""

    first: int
    last: int
    inside: str  # what stands between its tags, its container's marks taken off
    is_list: bool = False  # it is a list of definitions


def cut_details(text: str, skipped: Collection[int] = ()) -> tuple[str, list[Region]]:
    """Return a text of as many lines with a comment for each folded part, and these parts in order.

    What opens on a ``skipped`` line (from 0) is none.
    """
    folded = text.casefold()
    if "<details" not in folded and "<dl" not in folded:
        return text, []
    lines = text.split("\n")
    found: list[Region] = []
    fence, at = "", 0
    while at < len(lines):
        line = lines[at]
        may_open = "<" in line and not fence and at not in skipped
        opening = (_OPEN.match(line) or _BEHIND_WORDS.match(line)) if may_open else None
        name = opening["name"].casefold() if opening is not None else ""
        end = _end(lines, at, len(opening[1]), name) if opening is not None else None
        if opening is None or end is None or (opening.re is _BEHIND_WORDS and end[0] > at):
            fence = fence_after(line, fence)
            at += 1
            continue
        last, behind = end
        found.append(Region(at, last, _inside(lines, at, last, len(opening[1]), behind), name == "dl"))
        rest = lines[last][behind:].strip()
        behind_words = f" {rest}" if rest and opening.re is _BEHIND_WORDS else ""
        lines[at : last + 1] = [""] * (last - at + 1)
        lines[at] = f"{opening[1]}<!--details {len(found) - 1}-->{behind_words}"
        if rest and last > at:
            lines[last] = " " * len(opening[1]) + rest
        at = last + 1
    return "\n".join(lines), found


def _end(lines: Sequence[str], at: int, start: int, name: str) -> tuple[int, int] | None:
    """Return the line and the place behind the tag that closes what opens here; None if none does."""
    depth, fence = 0, ""
    for number in range(at, min(at + _MOST_LINES, len(lines))):
        line = lines[number]
        before, fence = fence, fence_after(line, fence)
        if before or fence:
            continue
        for tag in _TAG.finditer(line, start if number == at else 0):
            if tag["name"].casefold() != name:
                continue
            depth += -1 if tag["slash"] else 1
            if depth > _MOST_DEPTH:
                return None
            if depth == 0:
                return number, tag.end()
    return None


def _inside(lines: Sequence[str], first: int, last: int, width: int, behind: int) -> str:
    """Return what stands between the tags, without the marks of the list or quote around it."""
    whole = [lines[first][width:], *(_without_marks(line, width) for line in lines[first + 1 : last + 1])]
    cut = len(lines[last]) - behind
    whole[-1] = whole[-1][: len(whole[-1]) - cut]
    text = "\n".join(whole)
    opening, closing = _TAG.match(text), text.rfind("</")
    return text[opening.end() if opening else 0 : closing]


def _without_marks(line: str, width: int) -> str:
    end = 0
    while end < min(width, len(line)) and line[end] in " \t>":
        end += 1
    return line[end:]


def missing(blocks: Sequence[Block], regions: Sequence[Region]) -> set[int]:
    """Return the lines (from 0) of the folded parts whose comments are not among the blocks: they stand in code."""
    met = set(_numbers(blocks))
    return {region.first for number, region in enumerate(regions) if number not in met}


def _numbers(blocks: Sequence[Block]) -> Iterator[int]:
    for block in blocks:
        htmls = [block.text] if block.kind is BlockKind.HTML else []
        if block.kind is BlockKind.PARAGRAPH:
            htmls = [inline.text for inline in block.inlines if inline.kind is InlineKind.HTML]
        for text in htmls:
            if found := _PLACE.fullmatch(text):
                yield int(found[1])
        yield from _numbers(block.children)


def fold(blocks: Sequence[Block], regions: Sequence[Region], offset: int, parse: Parse, text: str) -> list[Block]:
    """Return blocks with the folded parts in the places of their comments.

    ``text`` is the whole, for the links and footnotes that are defined in it.
    """
    footnotes = (f"{name} -" for name in dict.fromkeys(_FOOTNOTE.findall(text)))
    definitions = "\n\n".join(("\n".join(_DEFINITION.findall(text)), *footnotes)).strip()
    read = (_listed if region.is_list else _details for region in regions)
    known = {
        number: each(region, offset, parse, definitions)
        for number, (each, region) in enumerate(zip(read, regions, strict=True))
    }
    return _placed(blocks, known)


def _placed(blocks: Sequence[Block], known: Mapping[int, Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HTML and (found := _PLACE.fullmatch(block.text)):
            out.append(known[int(found[1])])
        elif block.children:
            children = _placed(block.children, known)
            last = max(block.last, children[-1].last)
            out.append(msgspec.structs.replace(block, children=tuple(children), last=last))
        elif block.kind is BlockKind.PARAGRAPH:
            out += _parted(block, known)
        else:
            out.append(block)
    return out


def _parted(block: Block, known: Mapping[int, Block]) -> Iterator[Block]:
    """Part a paragraph from what is folded behind its words: "What is two and two? <details>..."."""
    start = 0
    for at, inline in enumerate(block.inlines):
        if inline.kind is InlineKind.HTML and (found := _PLACE.fullmatch(inline.text)):
            yield from _part(block, start, at)
            yield known[int(found[1])]
            start = at + 1
    yield from _part(block, start, len(block.inlines))


def _part(block: Block, start: int, end: int) -> Iterator[Block]:
    inlines = block.inlines[start:end]
    if end - start == len(block.inlines):
        yield block
    elif any((inline.kind is not InlineKind.BREAK and inline.text.strip()) or inline.children for inline in inlines):
        lines = [inline.line for inline in inlines]
        yield msgspec.structs.replace(block, first=min(lines), last=max(lines), inlines=inlines)


def _details(region: Region, offset: int, parse: Parse, definitions: str) -> Block:
    first = region.first + 1 + offset
    summary, inside = "", region.inside
    if (found := _SUMMARY.match(inside)) is not None:
        summary, inside = found[1], inside[found.end() :]
    line = first + region.inside[: len(region.inside) - len(inside)].count("\n")
    last = region.last + 1 + offset
    children = _blocks(inside, line, last, parse, definitions)
    inlines = _inlines(summary, parse, first)
    return Block(BlockKind.DETAILS, first, last, inlines=inlines, children=children)


def _blocks(inside: str, line: int, last: int, parse: Parse, definitions: str) -> tuple[Block, ...]:
    """Return the blocks of what stands between two tags; ``line`` is its first one, ``last`` that of its frame."""
    body = _as_markdown(inside)
    parsed = parse(f"{body}\n\n{definitions}" if definitions else body, line)
    end = line + body.count("\n")
    return _clamped([block for block in parsed if block.kind is not BlockKind.FOOTNOTE or block.first <= end], last)


def _listed(region: Region, offset: int, parse: Parse, definitions: str) -> Block:
    """Read ``<dl>`` as what Markdown gives for definitions: an item for each term, or for several side by side."""
    first, last = region.first + 1 + offset, region.last + 1 + offset
    items: list[list[Block]] = []
    was_term = False
    for is_term, start, text in _parts_of(region.inside):
        line = min(first + start, last)
        if is_term:
            inlines = _inlines(text, parse, line)
            if was_term and inlines:
                both = (*items[-1][0].inlines, Inline(InlineKind.BREAK, HARD, line=line), *inlines)
                items[-1][0] = msgspec.structs.replace(items[-1][0], last=line, inlines=both)
            elif inlines:
                items.append([Block(BlockKind.PARAGRAPH, line, line, inlines=inlines, label=Label.TERM)])
            was_term = was_term or bool(inlines)
        elif said := _blocks(text, line, last, parse, definitions):
            items = items or [[]]
            items[-1] += said
            was_term = False
    if not items:
        return Block(BlockKind.HTML, first, last)
    entries = (Block(BlockKind.ITEM, item[0].first, item[-1].last, children=tuple(item)) for item in items)
    return Block(BlockKind.LIST, first, last, children=tuple(entries), label=Label.DEFINITIONS)


def _parts_of(inside: str) -> Iterator[tuple[bool, int, str]]:
    """Yield the terms of a list and what is said of them: whether it is a term, the lines before it, and its text."""
    is_term, start, lines, depth = False, 0, 0, 0
    for tag in _PARTS.finditer(inside):
        name = (tag["name"] or "").casefold()
        depth += {"dl": 1, "/dl": -1}.get(name, 0)
        if name in ("dt", "dd") and depth == 0:
            yield is_term, lines, _END.sub("", inside[start : tag.start()])
            lines += inside.count("\n", start, tag.end())
            is_term, start = name == "dt", tag.end()
    yield is_term, lines, _END.sub("", inside[start:])


def _clamped(blocks: Sequence[Block], last: int) -> tuple[Block, ...]:
    """Return blocks that end before their frame does: lines that stood for tags are none of the file."""
    if not blocks or max(block.last for block in blocks) <= last:
        return tuple(blocks)
    return tuple(
        msgspec.structs.replace(
            block,
            first=min(block.first, last),
            last=min(block.last, last),
            inlines=tuple(_clamped_inline(inline, last) for inline in block.inlines),
            children=_clamped(block.children, last),
        )
        for block in blocks
    )


def _clamped_inline(inline: Inline, last: int) -> Inline:
    children = tuple(_clamped_inline(child, last) for child in inline.children)
    return msgspec.structs.replace(inline, line=min(inline.line, last), children=children)


def _inlines(summary: str, parse: Parse, line: int) -> tuple[Inline, ...]:
    text = " ".join(_INLINE.sub(" ", _CODE.sub(r"`\1`", summary)).split())
    blocks = parse(_NUMBER.sub("", text, count=1), line)
    if blocks and blocks[0].kind is BlockKind.MATH:
        return (Inline(InlineKind.MATH, blocks[0].text, line=line),)
    return blocks[0].inlines if blocks else ()


def _as_markdown(text: str) -> str:
    """Return the inside of a folded part with the block tags of HTML as their Markdown likeness."""
    if (bold := _ALL_BOLD.fullmatch(text)) is not None:
        text = bold[2]
    text = _PRE.sub(_fenced, text) if "<" in text else text
    text = "\n".join(_outdented(text.split("\n")))
    if "<" not in text:
        return text
    parts = re.split(r"((?:^|\n)[ \t]*(?:```|~~~).*?(?:\n[ \t]*(?:```|~~~)[ \t]*(?=\n|\Z)|\Z))", text, flags=re.S)
    return "".join(part if number % 2 else _without_tags(part) for number, part in enumerate(parts))


def _fenced(found: re.Match[str]) -> str:
    language = _LANGUAGE.search(found[1] or "")
    code = html.unescape(re.sub(r"<[^>\n]*>", "", found[2])).strip("\n")
    return f"\n```{language[1] if language else ''}\n{code}\n```\n"


def _without_tags(text: str) -> str:
    text = _LIST_BEHIND.sub("\n\n", _END_ITEM.sub("", _ITEM.sub("\n- ", text)))
    return _BLOCK_TAG.sub(lambda tag: "" if _is_alone(text, tag) else "\n\n", text)


def _outdented(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines with HTML and what follows it, up to a blank line, to the left: no blanks make code of it there."""
    is_html, fence, indent = True, "", 0
    for number, line in enumerate(lines):
        before, fence = fence, fence_after(line, fence)
        bare = line.lstrip(" \t")
        if before:
            yield line[min(indent, len(line) - len(bare)) :]
            continue
        is_tag = bare.startswith("<")
        is_html = is_tag or (is_html and (bool(bare) or not number))
        if is_html and (is_tag or not number or _is_left(lines[number - 1]) or len(line) - len(bare) < indent or fence):
            indent = len(line) - len(bare)
        elif not is_html:
            indent = 0
        yield line[indent:]


def _is_left(line: str) -> bool:
    """Return whether what follows this line is a run of its own: behind a tag, or the line of the summary."""
    return not line.strip() or line.lstrip(" \t").startswith("<")


def _is_alone(text: str, tag: re.Match[str]) -> bool:
    """Return whether a tag has a line for itself: what stood on it is gone, and the lines stay as many."""
    before, behind = text[: tag.start()].rpartition("\n")[2], text[tag.end() :].partition("\n")[0]
    return not before.strip() and not behind.strip()
