"""Blocks -> units: a section as the sequence of lines that a reader takes links and titles from."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from deckgen.language.folding import squeeze
from deckgen.language.labels import ends_in_colon
from deckgen.language.pointing import ends_small, names_alone
from deckgen.language.scripts import LATIN
from deckgen.markdown.text import plain_text
from deckgen.model import HARD, Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex


class UnitKind(enum.Enum):
    """What a line of a section is to somebody who looks for links."""

    URL = enum.auto()  # a URL and nothing else
    TEXT = enum.auto()
    LEAD = enum.auto()  # a text that ends in a colon
    MIXED = enum.auto()  # text with links in it
    BREAK = enum.auto()  # what no title reaches over: an image, a rule, code, a formula
    LIST = enum.auto()
    TABLE = enum.auto()
    HTML = enum.auto()
    QUOTE = enum.auto()


class Unit(msgspec.Struct, frozen=True, gc=False):
    """One line, or some lines of one text; blocks with a structure of their own stay whole."""

    kind: UnitKind
    first: int
    last: int
    paragraph: int  # units of one paragraph share it
    text: str = ""
    inlines: tuple[Inline, ...] = ()
    block: Block | None = None
    url: str = ""  # of a URL line


_BLOCK_UNITS = {
    BlockKind.LIST: UnitKind.LIST,
    BlockKind.TABLE: UnitKind.TABLE,
    BlockKind.HTML: UnitKind.HTML,
    BlockKind.QUOTE: UnitKind.QUOTE,
    BlockKind.FOOTNOTE: UnitKind.QUOTE,
}


_URL, _TEXT_UNIT, _LEAD = UnitKind.URL, UnitKind.TEXT, UnitKind.LEAD
_BREAK, _TEXT, _LINK = InlineKind.BREAK, InlineKind.TEXT, InlineKind.LINK
_PARAGRAPH, _HEADING, _LIST = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST
_GOES_ON = regex(rf"[{LATIN}],?\s*$")
_SHORTEST_WRAPPED = 50
"""Characters of a line in its file that an editor wrapped; a shorter one was ended by its writer."""
_SAYS_MORE = frozenset("-–—:：|")
_BETWEEN_URLS = " \t,，、;；和与|/"


def section_units(blocks: Sequence[Block]) -> list[Unit]:
    """Return the units of a section's own blocks, in order."""
    units: list[Unit] = []
    for number, block in enumerate(blocks):
        kind = block.kind
        if kind is _PARAGRAPH or kind is _HEADING:  # a heading here stands in a list or a quote
            unit = _single_unit(block, number) if len(block.inlines) == 1 else None
            if unit is not None:
                units.append(unit)
            else:
                units.extend(_paragraph_units(block, number))
        elif kind is _LIST and (alone := _only_url(block, number)) is not None:
            units.append(alone)
        else:
            unit_kind = _BLOCK_UNITS.get(kind, UnitKind.BREAK)
            if unit_kind is UnitKind.HTML and block.text.lstrip().startswith("<!--"):
                continue
            units.append(Unit(unit_kind, block.first, block.last, number, block=block))
    return units


def _single_unit(block: Block, number: int) -> Unit | None:
    """Return the unit of a paragraph that is one text or one bare URL, as most are."""
    inlines = block.inlines
    alone = inlines[0]
    if alone.kind is _TEXT:
        text = " ".join(alone.text.split())
        kind = _LEAD if text.endswith((":", "：")) else _TEXT_UNIT
        return Unit(kind, block.first, block.last, number, text, inlines)
    if alone.kind is _LINK and is_bare(alone):
        return Unit(_URL, block.first, block.last, number, alone.children[0].text, inlines, None, alone.url)
    return None


def _only_url(block: Block, number: int) -> Unit | None:
    """Return the URL line in a list of one item that is nothing but a URL ("3.http://…" above its title)."""
    if len(block.children) != 1 or len(block.children[0].children) != 1:
        return None
    paragraph = block.children[0].children[0]
    units = _paragraph_units(paragraph, number) if paragraph.kind is _PARAGRAPH else []
    return units[0] if len(units) == 1 and units[0].kind is _URL else None


def _paragraph_units(block: Block, number: int) -> list[Unit]:
    units: list[Unit] = []
    for line in _lines(block.inlines):
        if rows := _url_units(line, number):
            units.extend(rows)
            continue
        unit = _line_unit(line, number)
        if units and units[-1].kind is _TEXT_UNIT and unit.kind in (_TEXT_UNIT, _LEAD):
            units[-1] = _joined(units[-1], unit)
        else:
            units.append(unit)
    return units


def _lines(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Yield the lines of a text; one that an editor wrapped goes on over the break."""
    start = 0
    for index, inline in enumerate(inlines):
        if inline.kind is _BREAK and not _is_wrapped(inlines, start, index):
            if index > start:
                yield tuple(inlines[start:index])
            start = index + 1
    if start < len(inlines):
        yield tuple(inlines[start:])


def _is_wrapped(inlines: Sequence[Inline], start: int, index: int) -> bool:
    """Return whether a sentence in Latin letters goes on over a break: a long line, and a small letter behind it.

    So does any line that ends in a word like "for", whatever stands behind it.
    """
    if not start < index < len(inlines) - 1 or inlines[index].text == HARD:
        return False
    above, below = inlines[index - 1], inlines[index + 1]
    if above.kind is not _TEXT or not _GOES_ON.search(above.text):
        return False
    if ends_small(above.text):
        return True
    shown = below.text if below.kind is _TEXT else "" if is_bare(below) else plain_text((below,))
    return shown[:1].islower() and _written_length(inlines[start:index]) >= _SHORTEST_WRAPPED


def _written_length(inlines: Sequence[Inline]) -> int:
    """Return how long a line is in its file, where addresses stand beside what is shown of it."""
    return len(plain_text(inlines)) + sum(len(link.url) for link in find_links(inlines) if not is_bare(link))


def _url_units(line: Sequence[Inline], number: int) -> list[Unit]:
    """Return the URLs of a line that holds several and nothing else, as lines of their own; empty for any other."""
    if sum(inline.kind is _LINK for inline in line) < 2:
        return []
    if not all(is_bare(inline) if inline.kind is _LINK else _is_between(inline) for inline in line):
        return []
    return [
        Unit(_URL, link.line, link.line, number, link.children[0].text, (link,), url=link.url)
        for link in line
        if link.kind is _LINK
    ]


def _is_between(inline: Inline) -> bool:
    return not inline.children and not inline.text.strip(_BETWEEN_URLS)


def _line_unit(line: tuple[Inline, ...], number: int) -> Unit:
    first, last = line[0].line, line[-1].line
    text = squeeze(plain_text(line))
    links = [inline for inline in line if has_link(inline)]
    if not links:
        kind = _LEAD if ends_in_colon(text) else _TEXT_UNIT
        if not text or all(inline.kind is InlineKind.CODE for inline in line):
            kind = UnitKind.BREAK
        return Unit(kind, first, last, number, text, line)
    link = find_links(line)[0]
    is_alone = len(links) == 1 and is_bare(link) and text == link.children[0].text
    kind = _URL if is_alone else UnitKind.MIXED
    return Unit(kind, first, last, number, text, line, url=link.url if is_alone else "")


def _joined(above: Unit, below: Unit) -> Unit:
    text = join_lines(above.text, below.text)
    return Unit(below.kind, above.first, below.last, above.paragraph, text, above.inlines + below.inlines)


def join_lines(first: str, second: str) -> str:
    """Join two lines of a text as a reader does: a blank only between Latin words."""
    if not first or not second:
        return first or second
    return f"{first} {second}" if first[-1].isascii() and second[0].isascii() else first + second


def has_link(inline: Inline) -> bool:
    """Return whether a link stands in this run of text."""
    return inline.kind is _LINK or any(has_link(child) for child in inline.children)


def find_links(inlines: Sequence[Inline]) -> list[Inline]:
    """Return the links in a run of inlines, in order, whatever they are wrapped in."""
    out: list[Inline] = []
    for inline in inlines:
        if inline.kind is _LINK:
            out.append(inline)
        elif inline.children:
            out.extend(find_links(inline.children))
    return out


def is_bare(link: Inline) -> bool:
    """Return whether a link shows its URL and nothing else."""
    if len(link.children) != 1 or link.children[0].kind is not _TEXT:
        return False
    text = link.children[0].text
    return (link.url == text or link.url == "http://" + text) and not names_alone(link.title)


def said_before(unit: Unit) -> str:
    """Return the words of a line that ends in a URL."""
    url = find_links(unit.inlines)[-1].url
    return unit.text.removesuffix(url).rstrip() if unit.text.endswith(url) else ""


def said_of(unit: Unit) -> str:
    """Return what a line with links names: all its words, or the link that it opens with and says more of behind."""
    first = unit.inlines[0]
    if first.kind is not _LINK or is_bare(first) or len(find_links(unit.inlines)) > 1:
        return unit.text
    text = squeeze(plain_text(first.children))
    return text if unit.text.removeprefix(text).lstrip()[:1] in _SAYS_MORE else unit.text


_IMAGE_FILE = regex(r"\.(?:png|jpe?g|gif|svg|webp|bmp)$", re.I)


def is_image_address(url: str) -> bool:
    """Return whether an address is that of a picture's file."""
    return _IMAGE_FILE.search(urlsplit(url).path) is not None


def image_title(link: Inline) -> str:
    """Return the alternative text of the images that a link shows; the name of a file is none."""
    alt = image_alt(link)
    return "" if _IMAGE_FILE.search(alt) else alt


def image_alt(link: Inline) -> str:
    """Return the alternative text of the images that a link shows."""
    return squeeze(" ".join(plain_text(child.children) for child in link.children if child.kind is InlineKind.IMAGE))
