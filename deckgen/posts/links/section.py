"""A heading and the blocks below it -> the links of a section, each with its title and the author's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.folding import squeeze
from deckgen.language.headings import thing_of_heading
from deckgen.language.labels import (
    is_card_label,
    is_label,
    is_reference_label,
    names_nothing,
    without_colon,
)
from deckgen.language.pointing import is_sentence, is_titlelike, points_to_link
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, Link
from deckgen.patterns import regex
from deckgen.posts.links.found import ACCOUNT, FAR, REACH, Context, Found, make_link
from deckgen.posts.links.headed import headed
from deckgen.posts.links.kinds import account_of, is_repository_host
from deckgen.posts.links.mixed import mixed_links
from deckgen.posts.links.named import is_told, name_borne, opens_with_name
from deckgen.posts.links.openings import SENTENCE_HEAD
from deckgen.posts.links.raw_html import html_links
from deckgen.posts.links.runs import split_runs
from deckgen.posts.links.tables import table_links
from deckgen.posts.links.units import Unit, UnitKind, find_links, image_alt, said_before, said_of, section_units
from deckgen.posts.links.url_lines import quote_links, run_links
from deckgen.urls import url_host

_URL, _TEXT, _LEAD, _LIST, _MIXED = UnitKind.URL, UnitKind.TEXT, UnitKind.LEAD, UnitKind.LIST, UnitKind.MIXED
_HTML, _HEADING, _DETAILS = BlockKind.HTML, BlockKind.HEADING, BlockKind.DETAILS
_LINK = InlineKind.LINK
_ATTRIBUTES = regex(r"\s*(?:-{2,3}|[‒–—―⸺]{1,2})")
"""Begins the line that says whose the words above are, as under a quotation: what stands behind it is another's."""


def links_below(
    heading: Block | None, headings: tuple[str, ...], blocks: Sequence[Block], *, title: str, is_group: bool
) -> Iterator[Link]:
    """Yield the links of a section: those of its heading, then those below it.

    ``headings`` are the path to it with its own, ``title`` is the post's. The heading of a group of sections
    (``is_group``) names no link of its own.
    """
    context = Context(headings, title, names_url=not is_group)
    yield from map(make_link, _heading_links(heading))
    yield from map(make_link, _without_accounts(_without_loans(_section_links(blocks, context))))


def _heading_links(heading: Block | None) -> Iterator[Found]:
    if heading is None:
        return
    text = squeeze(plain_text(heading.inlines))
    for link in find_links(heading.inlines):
        if link.url.lower().startswith(("http:", "https:")):
            own = squeeze(plain_text(link.children)) or image_alt(link)
            title = own if own and not is_label(own) and own != link.url else text.replace(own, "").strip(" -–—:：[]()")
            yield Found(url=link.url, line=link.line, last=heading.last, title=title)


def _section_links(blocks: Sequence[Block], context: Context) -> list[Found]:
    """Return the links of a section's own blocks, in the order of their lines."""
    if not _any_may_link(blocks):
        return []
    units = section_units(blocks)
    inner = context if context.names_url and _has_one_free_url(units) else _inner(context)
    found = sorted(_unit_links(units, (), inner), key=_line_of)
    return headed(found, units[0], context) if found else found


def _without_loans(found: list[Found]) -> list[Found]:
    """Take the heading's title back from links that all say "here": it can be the title of one only."""
    lent = [link.title for link in found if link.is_borrowed] if found else []
    if len(lent) < 2:  # as it is with nearly all
        return found
    loans = Counter(lent)
    return [
        msgspec.structs.replace(link, title="") if link.is_borrowed and loans[link.title] > 1 else link
        for link in found
    ]


def _without_accounts(found: list[Found]) -> list[Found]:
    """Mark the pages of one account on several sites, one of them a site of repositories, as somebody's pages."""
    sites: dict[str, set[str]] = {}
    for link in found if any(account_of(link.url, is_sure=True) for link in found) else ():
        sites.setdefault(account_of(link.url), set()).add(url_host(link.url))
    theirs = {name for name, hosts in sites.items() if name and len(hosts) > 1 and any(map(is_repository_host, hosts))}
    return [
        msgspec.structs.replace(link, skip=link.skip or ACCOUNT) if account_of(link.url) in theirs else link
        for link in found
    ] if theirs else found


def _line_of(found: Found) -> int:
    return found.line


def _inner(context: Context, *, cites: bool = False) -> Context:
    return Context(context.headings, context.topic, cites=cites)


def _cites(units: Sequence[Unit], place: int, context: Context) -> bool:
    """Return whether a block lists sources: below a lead-in or a heading that says so."""
    above = units[place - 1] if place else None
    if above is not None and above.kind is UnitKind.LEAD:
        return is_reference_label(without_colon(above.text))
    return context.cites or (bool(context.headings) and is_reference_label(context.headings[-1]))


def _has_one_free_url(units: Sequence[Unit]) -> bool:
    """Return whether a section has a single row of URLs without a lead-in: only that can be titled by the heading."""
    count = 0
    kind = None
    for unit in units:
        if unit.kind is _URL and kind is not _URL and kind is not _LEAD:
            count += 1
        kind = unit.kind
    return count == 1


def _any_may_link(blocks: Sequence[Block]) -> bool:
    for block in blocks:  # noqa: SIM110 - asked of every section, and a loop is twice as fast
        if _may_link(block):
            return True
    return False


def _may_link(block: Block) -> bool:
    if block.kind is _HTML:
        return "http" in block.text
    if block.inlines and block.kind is not _DETAILS:
        return _has_link(block.inlines)
    return any(_may_link(child) for child in block.children)


def _has_link(inlines: tuple[Inline, ...]) -> bool:
    for inline in inlines:  # noqa: SIM110 - asked of every paragraph, and a loop is twice as fast
        if inline.kind is _LINK or (inline.children and _has_link(inline.children)):
            return True
    return False


def _unit_links(units: Sequence[Unit], outer: Sequence[str], context: Context) -> Iterator[Found]:
    """Yield the links of units; ``outer`` are the texts before them all, nearest first."""
    heading = thing_of_heading(context.headings[-1]) if context.headings else ""
    lent = (*map(thing_of_heading, reversed(context.headings)), context.topic)
    for run in split_runs(units, outer):
        texts = (*((run.lead.text,) if run.lead is not None else run.before[:1]), *lent)
        yield from (_with_borne_name(found, texts, heading) for found in run_links(run, context))
    entry = last_entry = ""  # the title of the link that is all of the line before, and of the last such line
    for place, unit in enumerate(units):
        if unit.kind is _MIXED:
            before, above = _texts_before(units, place, outer), _title_above(units, place) or entry
            said, below = _texts_before(units, place, outer, has_links=False), _title_below(units, place)
            texts = (said_before(unit), *before[:1], *lent)
            links = mixed_links(unit, before, context, said=said, above=above, below=below, entry=last_entry)
            found = [_with_borne_name(link, texts, heading) for link in links]
            entry = ""
        elif unit.block is not None and _may_link(unit.block):
            inner = _inner(context, cites=_cites(units, place, context))
            found = list(_block_links(unit, _texts_before(units, place, outer), inner))
        else:
            continue
        if len(found) == 1 and not found[0].label and _is_entry(unit, found[0]):
            last_entry = found[0].title
            entry = last_entry if unit.kind is _MIXED and _goes_on(units, place) else entry
        yield from _described(found, units, place)


def _with_borne_name(found: Found, texts: Sequence[str], heading: str) -> Found:
    """Return a link without a title under the name of its address, if a text around bears it, or a heading it tells."""
    if found.title or found.label or found.skip:
        return found
    if name := name_borne(found.url, texts):
        return msgspec.structs.replace(found, title=name)
    return msgspec.structs.replace(found, title=heading, is_borrowed=True) if is_told(found.url, heading) else found


def _described(found: list[Found], units: Sequence[Unit], place: int) -> list[Found]:
    """Add the one paragraph behind a titled link to its comment, as link digests are laid out."""
    if len(found) != 1 or found[0].comment or found[0].label or not found[0].title or found[0].skip:
        return found
    if not _is_entry(units[place], found[0]) or _ATTRIBUTES.match(units[place].text):
        return found
    behind = place + 1
    if behind < len(units) and units[behind].kind is UnitKind.BREAK:  # an image
        behind += 1
    if behind == len(units) or units[behind].kind is not _TEXT:
        return found
    text = units[behind].text
    is_last = behind + 1 == len(units) or units[behind + 1].kind is not _TEXT
    if points_to_link(text) or (is_last and is_sentence(text) and behind == place + 1):
        return [msgspec.structs.replace(found[0], comment=text)]
    return found


def _is_entry(unit: Unit, found: Found) -> bool:
    """Return whether a unit is one titled link, maybe numbered, and nothing else."""
    if unit.kind is _LIST and unit.block is not None and len(unit.block.children) == 1:
        inner = section_units(unit.block.children[0].children)
        return len(inner) == 1 and len(inner[0].text) - len(found.title) < 8
    return unit.kind is _MIXED and len(unit.text) - len(found.title) < 8


def _texts_before(
    units: Sequence[Unit], place: int, outer: Sequence[str], *, has_links: bool = True
) -> list[str]:
    """Return the nearest texts before a unit, nearest first, those with links in them too if ``has_links``."""
    texts: list[str] = []
    for unit in reversed(units[max(0, place - FAR) : place]):
        if len(texts) == REACH:
            break
        if unit.kind is _TEXT or _opens_with_name_lead(unit):
            texts.append(unit.text)
        elif has_links and unit.kind is _MIXED:
            texts.append(said_of(unit))
    return [*texts, *outer][:REACH]


def _title_above(units: Sequence[Unit], place: int) -> str:
    """Return the text before a unit that reads like its title: all bold, or right above in the same paragraph."""
    if bold := _bold_above(units, place):
        return bold
    above = units[place - 1] if place else None
    if above is None or above.kind is not _TEXT or above.paragraph != units[place].paragraph:
        return ""
    is_title = above.first == above.last and is_titlelike(above.text) and not above.text[:1].islower()
    is_title = is_title and not above.text.endswith(("!", "！"))
    return above.text if is_title and not SENTENCE_HEAD.search(above.text) else ""


def _bold_above(units: Sequence[Unit], place: int) -> str:
    """Return the nearest text before a unit that is all bold, with no other link between them but its own."""
    for unit in reversed(units[max(0, place - REACH) : place]):
        if unit.kind is _URL and unit.paragraph == units[place].paragraph:
            continue
        if unit.kind is not _TEXT:
            return ""
        if unit.inlines and unit.inlines[0].kind is InlineKind.STRONG:
            text = squeeze(plain_text(unit.inlines[:1]))
            return "" if is_card_label(text) else text
    return ""


def _title_below(units: Sequence[Unit], place: int) -> str:
    """Return the text right below a unit if it may be its title: in the same paragraph, or as the address has it."""
    below = units[place + 1] if _goes_on(units, place, is_near=False) else None
    if below is None or below.kind is not _TEXT or not is_titlelike(below.text):
        return ""
    is_near = below.paragraph == units[place].paragraph
    return below.text if is_near or opens_with_name(find_links(units[place].inlines)[0].url, below.text) else ""


def _goes_on(units: Sequence[Unit], place: int, *, is_near: bool = True) -> bool:
    """Return whether another unit stands behind one, ``is_near`` in the same paragraph."""
    behind = place + 1
    return behind < len(units) and (not is_near or units[behind].paragraph == units[place].paragraph)


def _opens_with_name_lead(unit: Unit) -> bool:
    return unit.kind is _LEAD and not is_reference_label(without_colon(unit.text))


def _block_links(unit: Unit, before: Sequence[str], context: Context) -> Iterator[Found]:
    block = unit.block
    if block is None:
        return
    if block.kind is BlockKind.DETAILS:
        yield from _folded_links(block, context)
    elif unit.kind is _LIST:
        for item in block.children:
            yield from _item_links(item, before, context)
    elif unit.kind is UnitKind.TABLE:
        yield from table_links(block)
    elif unit.kind is UnitKind.HTML:
        yield from html_links(block, context)
    elif unit.kind is UnitKind.QUOTE:
        yield from quote_links(unit, context)
        inner = section_units(block.children)
        yield from _unit_links([unit for unit in inner if unit.kind not in (_URL,)], before, context)


def _folded_links(block: Block, context: Context) -> Iterator[Found]:
    """Read what is folded as a small section under its summary."""
    summary = squeeze(plain_text(block.inlines))
    if _has_link(block.inlines):
        line = Block(BlockKind.PARAGRAPH, block.first, block.first, inlines=block.inlines)
        yield from _section_links([line], context)
    if summary and not names_nothing(summary):
        context = Context((*context.headings, summary), context.topic)
    inside = [
        msgspec.structs.replace(child, kind=BlockKind.PARAGRAPH) if child.kind is _HEADING else child
        for child in block.children
    ]
    yield from _section_links(inside, context)


def _item_links(item: Block, before: Sequence[str], context: Context) -> Iterator[Found]:
    """Read a list item as a small section of its own: its first text names what stands in it."""
    if not _may_link(item):
        return
    units = section_units(item.children)
    found = _quoted(list(_unit_links(units, before, context)), item)
    bare = [link for link in found if not link.title and not link.label]
    is_parent = len(bare) == 1 and units[0].kind is _TEXT and is_titlelike(units[0].text)
    below = _first_text(units[1].block) if len(units) > 1 and units[1].kind is _LIST else ""
    for link in found:
        title = units[0].text if is_parent else name_borne(link.url, [below]) if below else ""
        yield msgspec.structs.replace(link, title=title) if title and link in bare else link


def _quoted(found: list[Found], item: Block) -> list[Found]:
    """Return the one link of an item with what is quoted of its piece right below it, as newsletters do."""
    quote = item.children[-1]
    if len(found) != 1 or found[0].skip or len(item.children) != 2 or quote.kind is not BlockKind.QUOTE:
        return found
    said = squeeze(blocks_text(quote.children)) if not (quote.label or _may_link(quote)) else ""
    about = found[0].comment.rstrip(" :：")
    return [msgspec.structs.replace(found[0], comment=f"{about}: {said}" if about and said else said or about)]


def _first_text(block: Block | None) -> str:
    """Return the text that a list opens with."""
    while block is not None and not block.inlines:
        block = block.children[0] if block.children else None
    return squeeze(plain_text(block.inlines)) if block is not None else ""
