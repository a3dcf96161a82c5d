"""Markdown text -> blocks and inlines with their lines; the only importer of the Markdown parser (comrak).

Outside facts: comrak's byte columns are linear in line length, its character columns are not. So only lines are
taken from it. Formulas never reach it (see ``prepass``); one is a math block exactly when it is its paragraph's sole
content. Bare URLs come from comrak's autolink extension, which leaves their text untouched;
where one ends among Chinese words is decided here, since only white space ends it there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import comrak
import msgspec

from deckgen.markdown.bare_urls import find_bare_urls, url_end
from deckgen.markdown.block_id import cut_block_id
from deckgen.markdown.details import cut_details, fold, missing
from deckgen.markdown.formulas import tex_of
from deckgen.markdown.hidden import FILLER, OPEN, pieces, restored
from deckgen.markdown.inline_html import OpenTags, picture_inlines, with_pictures
from deckgen.markdown.inline_notes import OPENS_NOTE, joined, with_inline_notes
from deckgen.markdown.numbering import number_paragraphs, trimmed
from deckgen.markdown.plain_runs import split_plain
from deckgen.markdown.prepass import Cut, prepare
from deckgen.markdown.separators import with_separators
from deckgen.markdown.text import plain_text
from deckgen.markdown.wiki import wiki_pieces, with_marked_pages, without_size
from deckgen.model import HARD, Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_EXTENSIONS = comrak.ExtensionOptions(
    table=True,
    cjk_friendly_emphasis=True,
    strikethrough=True,
    subscript=True,  # what one tilde opens is else struck out, as in 1985~1990, 1995~2000
    footnotes=True,
    tasklist=True,
    autolink=True,
    description_lists=True,
    ofm_callouts=True,
)
_OPTIONS = comrak.ParseOptions(leave_footnote_definitions=True)

_TEXT_NODE, _PARAGRAPH_NODE = comrak.Text, comrak.Paragraph
_TEXT, _CODE, _MATH = InlineKind.TEXT, InlineKind.CODE, InlineKind.MATH
_BREAK, _LINK = InlineKind.BREAK, InlineKind.LINK
_PARAGRAPH = BlockKind.PARAGRAPH

_OPEN_GAP = regex(r"(?<![A-Za-z0-9=!<>])==(?=[^\s=]|\Z)(?:(?!==).)*\Z", re.S)
_CONTENTS = regex(r"\[\[?_?toc_?\]?\]", re.I)
_CONTENTS_PARTS = 3
_MOST_CUTS = 8
"""So often folded parts are cut out anew where some stand in code, with others inside."""
_LAST_DEFINES = regex(r"(?:\A|\n)[ \t>]*\[[^\]\n]+\]:[ \t]*<[^\n]*\Z")
_WRAPPING = frozenset({comrak.Callout, comrak.DescriptionItem})
_LABELS: dict[type, Label] = {comrak.CalloutTitle: Label.TITLE, comrak.DescriptionTerm: Label.TERM}
_WRAPS: dict[type, InlineKind] = {
    comrak.Strong: InlineKind.STRONG,
    comrak.Emph: InlineKind.EMPH,
    comrak.Strikethrough: InlineKind.STRIKE,
}


class _Origin(NamedTuple):
    """What a parsed text stands for: its place in the file, and what was put aside before it was parsed."""

    offset: int  # lines before it
    hidden: Sequence[str]

    def as_written(self, text: str) -> str:
        return restored(text, self.hidden)


def parse_markdown(
    text: str, *, first_line: int = 1, has_templates: bool = False
) -> tuple[tuple[Block, ...], tuple[Cut, ...]]:
    """Return the blocks of a text and what it lost before it was parsed.

    ``first_line`` is the line of the file that the text starts on; ``has_templates`` says that the text is of a site
    that has Liquid, attribute lists and shortcodes, which elsewhere are the author's words.
    """
    prepared = prepare(text, has_templates=has_templates)
    origin = _Origin(first_line - 1, prepared.hidden)
    blocks = _all_blocks(with_separators(prepared.text), origin)
    cuts = tuple(cut._replace(line=cut.line + origin.offset) for cut in prepared.cuts)
    return tuple(blocks), cuts


def _all_blocks(text: str, origin: _Origin) -> list[Block]:
    """Parse a text that the pre-pass has made fit."""
    skipped: set[int] = set()
    for _ in range(_MOST_CUTS):
        unfolded, regions = cut_details(text, skipped)
        if not regions:
            break
        inner = number_paragraphs(_flat_blocks(unfolded, origin))
        if in_code := missing(inner, regions):
            skipped |= in_code
            continue

        def parsed(part: str, line: int) -> list[Block]:
            return _all_blocks(part, origin._replace(offset=line - 1))

        return fold(inner, regions, origin.offset, parsed, text)
    return number_paragraphs(_flat_blocks(text, origin))


def _flat_blocks(text: str, origin: _Origin) -> list[Block]:
    rest, runs = split_plain(text, origin.hidden, origin.offset)
    blocks = _joined(_parse(rest), runs, origin)
    return list(_blocks(_parse(text), origin)) if blocks is None else blocks


def _parse(text: str) -> Sequence[Any]:
    # At the very end of a text the parser knows no definition of a link whose address stands in brackets.
    text = text + "\n" if text.endswith(">") and _LAST_DEFINES.search(text) is not None else text
    root = comrak.parse_document(text, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    children: Sequence[Any] = root.children
    return children


def _joined(nodes: Sequence[Any], runs: Mapping[int, Sequence[Block]], origin: _Origin) -> list[Block] | None:
    """Put the plain runs where their rules stand; return None if a rule is missing, since it stood in something."""
    blocks: list[Block] = []
    met = 0
    for node in nodes:
        if type(node.node_value) is comrak.ThematicBreak and (run := runs.get(node.sourcepos.start.line)):
            blocks += run
            met += 1
        elif (block := _block(node, origin)) is not None:
            blocks.append(block)
    return blocks if met == len(runs) else None


def _blocks(nodes: Sequence[Any], origin: _Origin) -> Iterator[Block]:
    for node in nodes:
        block = _block(node, origin)
        if block is not None:
            yield block


def _block(node: Any, origin: _Origin) -> Block | None:
    value = node.node_value
    place = node.sourcepos
    first, last = place.start.line + origin.offset, place.end.line + origin.offset
    kind = type(value)
    if kind is _PARAGRAPH_NODE:
        return _paragraph(node, first, last, origin)
    if kind is comrak.Heading:
        inlines = trimmed(_inlines(node.children, origin))
        if inlines and "^" in inlines[-1].text:
            inlines, _ = cut_block_id(inlines)
        return Block(BlockKind.HEADING, first, last, level=value.value.level, inlines=inlines)
    if kind is comrak.CodeBlock:
        info = value.value.info.split(None, 1)[:1]
        text = origin.as_written(value.value.literal)
        return Block(BlockKind.CODE, first, last, language=info[0] if info else "", text=text)
    if kind is comrak.HtmlBlock:
        text = origin.as_written(value.value.literal)
        if inlines := trimmed(picture_inlines(text, first)):
            return Block(_PARAGRAPH, first, last, inlines=inlines)
        return Block(BlockKind.HTML, first, last, text=text, inlines=with_pictures(text, first))
    if kind is comrak.ThematicBreak:
        return Block(BlockKind.RULE, first, last)
    if kind is comrak.TableCell:
        return Block(BlockKind.CELL, first, last, inlines=trimmed(_inlines(node.children, origin)))
    return _container(node, value, first, last, origin)


def _container(node: Any, value: Any, first: int, last: int, origin: _Origin) -> Block | None:
    kind = type(value)
    children = list(_unwrapped(node, origin) if kind in _WRAPPING else _blocks(node.children, origin))
    # What closes a list decides whether comrak counts the blank line before it: a container ends with its content.
    last = children[-1].last if children else first
    if kind is comrak.List:
        ordered = value.value.list_type == comrak.ListType.Ordered
        return Block(BlockKind.LIST, first, last, start=value.value.start if ordered else 0, children=tuple(children))
    if kind is comrak.DescriptionList:
        return Block(BlockKind.LIST, first, last, children=_by_term(children), label=Label.DEFINITIONS)
    if kind is comrak.Table:
        return Block(BlockKind.TABLE, first, last, children=tuple(children))
    if kind is comrak.TableRow:
        return Block(BlockKind.ROW, first, last, is_header=bool(value.value), children=tuple(children))
    children = number_paragraphs(children)
    if kind is comrak.FootnoteDefinition:
        return Block(BlockKind.FOOTNOTE, first, last, label=value.value.name, children=tuple(children))
    if kind is comrak.TaskItem:
        box = Label.DONE if value.value.symbol else Label.TO_DO
        return Block(BlockKind.ITEM, first, last, children=tuple(children), label=box)
    if kind is comrak.Item or kind is comrak.DescriptionItem:
        return Block(BlockKind.ITEM, first, last, children=tuple(children))
    label = value.value.callout_type if kind is comrak.Callout else ""
    return Block(BlockKind.QUOTE, first, last, children=tuple(children), label=label)


def _by_term(items: Sequence[Block]) -> tuple[Block, ...]:
    """Return definitions with all that is said of a term in its item: the parser begins one for each definition."""
    out: list[Block] = []
    for item in items:
        if out and not (item.children and item.children[0].label == Label.TERM):
            both = (*out[-1].children, *item.children)
            out[-1] = msgspec.structs.replace(out[-1], last=item.last, children=both)
        else:
            out.append(item)
    return tuple(out)


def _unwrapped(node: Any, origin: _Origin) -> Iterator[Block]:
    """Yield the blocks of a callout or a definition; its title or term is a paragraph that says so."""
    for child in node.children:
        label = _LABELS.get(type(child.node_value))
        if label is None and type(child.node_value) is not comrak.DescriptionDetails:
            yield from _blocks((child,), origin)
            continue
        for block in _blocks(child.children, origin):
            yield block if label is None else msgspec.structs.replace(block, label=label)


def _paragraph(node: Any, first: int, last: int, origin: _Origin) -> Block | None:
    inlines = trimmed(_inlines(node.children, origin))
    if not inlines or _is_contents(inlines):
        return None  # a link definition, nothing but blanks, or where the page has its table of contents
    if len(inlines) == 1 and inlines[0].kind is _MATH:
        return Block(BlockKind.MATH, first, last, text=inlines[0].text)
    return Block(_PARAGRAPH, first, last, inlines=inlines)


def _is_contents(inlines: Sequence[Inline]) -> bool:
    """Return whether a paragraph only says where the page has its table of contents ([TOC], [[toc]])."""
    first = inlines[0]
    if first.kind is InlineKind.PAGE:
        return len(inlines) == 1 and first.url.lower() == "toc"
    is_short = first.text[:1] == "[" and len(inlines) <= _CONTENTS_PARTS
    return is_short and _CONTENTS.fullmatch(plain_text(inlines)) is not None


def _inlines(nodes: Sequence[Any], origin: _Origin) -> list[Inline]:
    out: list[Inline] = []
    tags = OpenTags()
    has_tildes = has_pages = has_notes = False
    for node in nodes:
        value = node.node_value
        kind = type(value)
        line = node.sourcepos.start.line + origin.offset
        if kind is _TEXT_NODE:
            text = value.value
            has_notes = has_notes or OPENS_NOTE in text
            if FILLER in text or OPEN in text or "[[" in text:
                has_pages = has_pages or "[[" in text
                _marked_text(text, line, origin, out)
            elif "www." in text or "//[" in text or ("[" in text and "://" in text):
                out.extend(_text(text, line))
            else:
                out.append(Inline(_TEXT, text, "", (), line))
        elif kind is comrak.SoftBreak:
            out.append(Inline(_BREAK, "", "", (), line))
        elif kind is comrak.LineBreak:
            out.append(Inline(_BREAK, HARD, "", (), line))
        elif kind is comrak.HtmlInline:
            tags.add(origin.as_written(value.value), line, out)
        elif kind is comrak.Subscript:
            tilde = Inline(_TEXT, "~", "", (), line)  # two strike out, one is a sign of its own
            out += [tilde, *_inlines(node.children, origin), tilde]
            has_tildes = True
        else:
            found = _inline(node, value, kind, line, origin)
            out.extend(_without_gap_mark(found, out) if kind is comrak.Link else found)
    if has_pages and any(inline.kind is _TEXT and "[[" in inline.text for inline in out):
        out = with_marked_pages(out)
    if has_notes:
        return with_inline_notes(out)
    return list(joined(out)) if has_tildes else out


def _without_gap_mark(found: Sequence[Inline], before: Sequence[Inline]) -> Sequence[Inline]:
    """Put the ``==`` back to the words in which a gap is open: the parser takes it for the end of a bare URL."""
    first = found[0] if found else None
    if first is None or not first.url.endswith("==") or not before or before[-1].kind is not InlineKind.TEXT:
        return found
    if _OPEN_GAP.search(before[-1].text) is None or plain_text(first.children) not in (first.url, first.url[7:]):
        return found
    url = plain_text(first.children)[:-2]
    return (_bare_link(url, first.line), Inline(InlineKind.TEXT, "==", line=first.line), *found[1:])


_LONGEST_PLACEHOLDER = 500
"""Characters of a picture in an address that shows nothing: it holds a place until a script puts the real one there."""
_IN_BRACKETS = regex(r"^\((https?://\S+)\)$", re.I)
"""An address that stands in brackets twice: ``[words]((URL))``."""


def _inline(node: Any, value: Any, kind: type, line: int, origin: _Origin) -> Sequence[Inline]:
    if kind is comrak.Code:
        return (Inline(_CODE, origin.as_written(value.value.literal), line=line),)
    if kind is comrak.Link:
        url = _IN_BRACKETS.sub(r"\1", origin.as_written(value.value.url))
        found = _link(node, url, line, origin)
        return _with_title(found, origin.as_written(value.value.title)) if value.value.title else found
    if kind is comrak.FootnoteReference:
        return (Inline(InlineKind.FOOTNOTE, origin.as_written(value.value.name), line=line),)
    children = tuple(_inlines(node.children, origin))
    if kind is comrak.Image:
        described = without_size(children) if children else ()
        url = origin.as_written(value.value.url)
        if url.startswith("data:") and len(url) <= _LONGEST_PLACEHOLDER:
            return described or (Inline(_TEXT, "", line=line),)  # a link around it is no bare address
        return (Inline(InlineKind.IMAGE, url=url, children=described, line=line),)
    wrap = _WRAPS.get(kind)
    if wrap is InlineKind.EMPH and len(children) == 1 and children[0].kind is InlineKind.STRONG:
        inner = Inline(wrap, children=children[0].children, line=line)  # ***bold*** is bold first
        return (Inline(InlineKind.STRONG, children=(inner,), line=line),)
    return children if wrap is None else (Inline(wrap, children=children, line=line),)


def _marked_text(text: str, line: int, origin: _Origin, out: list[Inline]) -> None:
    """Add a text with wiki links or with marks of formulas.

    A filler joins what follows to the formula of the line above.
    """
    if text.startswith(FILLER):
        text = text.removeprefix(FILLER)
        if out and out[-1].kind is _BREAK:
            out.pop()
    for words, formula in pieces(text, origin.hidden):
        for piece in wiki_pieces(words, line) if "[[" in words else (words,) if words else ():
            out.extend(_text(piece, line) if isinstance(piece, str) else (piece,))
        if formula:
            out.append(Inline(_MATH, tex_of(formula), "", (), line))


def _text(text: str, line: int) -> Iterator[Inline]:
    """Yield a text, with the bare URLs in it that the parser leaves alone as links."""
    position = 0
    for start, url in find_bare_urls(text):
        if start > position:
            yield Inline(_TEXT, text[position:start], line=line)
        yield _bare_link(url, line)
        position = start + len(url)
    if position < len(text):
        yield Inline(_TEXT, text[position:], line=line)


def _link(node: Any, url: str, line: int, origin: _Origin) -> Sequence[Inline]:
    if url.startswith("mailto:"):
        return _inlines(node.children, origin)
    place = node.sourcepos
    children = _inlines(node.children, origin) if not _is_bare(node, url) else []
    if children or place.end.line != place.start.line:
        return (Inline(_LINK, url=url, children=tuple(children), line=line),)
    written = node.children[0].node_value.value if node.children else url
    end = url_end(written)
    link = _bare_link(written[:end], line)
    return (link, *_fragment(written[end:], line, origin)) if written[end:] else (link,)


def _with_title(found: Sequence[Inline], title: str) -> Sequence[Inline]:
    return [msgspec.structs.replace(inline, title=title) if inline.kind is _LINK else inline for inline in found]


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


def _fragment(text: str, line: int, origin: _Origin) -> list[Inline]:
    """Parse what the parser swallowed behind a bare URL as if it stood alone."""
    if not re.search(rf"[`*_\[<~&{OPEN}]|://", text):
        return [Inline(_TEXT, text, line=line)]
    root = comrak.parse_document("\u200b" + text, extension_options=_EXTENSIONS, parse_options=_OPTIONS)
    out = _inlines(root.children[0].children, origin._replace(offset=line - 1)) if root.children else []
    if out and out[0].kind is _TEXT:
        head = out[0].text.removeprefix("\u200b")
        out = [Inline(_TEXT, head, line=line), *out[1:]] if head else out[1:]
    return out
