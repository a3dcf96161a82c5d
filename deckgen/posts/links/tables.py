"""Links in tables: a bare or labelled one takes its name from its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.folding import fold, squeeze
from deckgen.language.labels import JOINT, is_label, is_side_label
from deckgen.language.pointing import points_alone
from deckgen.markdown.text import plain_text
from deckgen.model import Block, TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.found import Found
from deckgen.posts.links.named import is_name_of, is_named, shows_host
from deckgen.posts.links.units import find_links, is_bare

_NAME_HEADER = regex(
    r"名称|名字|标题|题目|项目|工具|论文名|name|title|paper|tool|project|book|course|dataset|library", re.I
)
_WORDS_HEADER = regex(
    r"说明|描述|简介|备注|评论|介绍|特点|description|notes?|comment|about|summary", re.I
)
_LINK_HEADER = regex(r"^(?:链接|网址|地址|url|links?)$", re.I)
_TITLE_ROW = regex(
    r"(?:title|titel|titre|título|titolo|name|nom|nombre|标题|標題|名称|名稱|タイトル|題名|제목|이름)\s*[:：]?", re.I
)
"""What names the value beside it in a table of one thing's parts."""
_NAME_AND_VALUE = 2
_NUMBERS = regex(r"[\d.%/:\- ]+")


def table_links(table: Block) -> Iterator[Found]:
    """Yield the links of a table."""
    header: tuple[str, ...] = ()
    rows = [(row, tuple(squeeze(plain_text(cell.inlines)) for cell in row.children)) for row in table.children]
    whole = _titled_by_row(rows)
    for row, texts in rows:
        if row.is_header:
            header = texts
        linked = [index for index, cell in enumerate(row.children) if find_links(cell.inlines)]
        if not linked:
            continue
        thing = _row_thing(texts, header, linked, row)
        thing = whole if whole and is_label(thing) else thing
        comment = _row_words(texts, header, linked)
        for index in linked:
            yield from _cell_links(row.children[index], thing, header[index] if index < len(header) else "", comment)


def _titled_by_row(rows: Sequence[tuple[Block, Sequence[str]]]) -> str:
    """Return what a table tells the parts of, a row for each: the value of its title; empty for any other table."""
    for row, texts in rows:
        if len(texts) == _NAME_AND_VALUE and not row.is_header and _TITLE_ROW.fullmatch(texts[0]):
            return texts[1]
    return ""


def _row_thing(texts: Sequence[str], header: Sequence[str], linked: Sequence[int], row: Block) -> str:
    """Return what a row is about: the cell under a heading like "name", else the first words that name a thing."""
    for index, text in enumerate(texts):
        if index not in linked and text and index < len(header) and _NAME_HEADER.search(header[index]):
            return text
    for index, text in enumerate(texts):
        if _NUMBERS.fullmatch(text) or not text:
            continue
        if index not in linked:
            return text
        for link in find_links(row.children[index].inlines):
            shown = squeeze(plain_text(link.children))
            if not is_bare(link) and not _only_labels(link.url, shown, header[index] if index < len(header) else ""):
                return shown
    return ""


def _only_labels(url: str, text: str, head: str) -> bool:
    """Return whether the text of a link is a label: by itself, of its site, or as its column's header has it."""
    if is_label(text) or shows_host(url, text) or f" {fold(text)} " in f" {fold(head)} ":
        return True
    return points_alone(text) and not is_name_of(url, text)


def _row_words(texts: Sequence[str], header: Sequence[str], linked: Sequence[int]) -> str:
    for index, text in enumerate(texts):
        if index not in linked and index < len(header) and _WORDS_HEADER.search(header[index]):
            return text
    return ""


def _cell_links(cell: Block, thing: str, head: str, comment: str) -> Iterator[Found]:
    for link in find_links(cell.inlines):
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        text = "" if is_bare(link) else squeeze(plain_text(link.children))
        found = Found(url=link.url, line=link.line or cell.first, last=cell.last, comment=comment)
        is_beside = is_side_label(text) and thing not in ("", text)
        if text and not is_beside and (not thing or thing == text or not _only_labels(link.url, text, head)):
            owner = "" if thing == text or is_named(link.url, text) else thing
            yield msgspec.structs.replace(found, title=text, owner=owner)
            continue
        label = text if not points_alone(text) else ""
        if not label and is_label(head) and not _LINK_HEADER.match(head) and not _NAME_HEADER.search(head):
            label = head
        title = thing + JOINT + label if label and thing else thing
        kind = TitleKind.LABEL if label else TitleKind.TEXT
        yield msgspec.structs.replace(found, title=title, title_kind=kind, label=label)
