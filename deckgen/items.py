"""Posts -> study items: one a link, one a section with text of its own; continued sections are joined.

Takes posts in any order, reads them by date. Nothing here looks at the ledger or words a card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.files.garbage import no_collection
from deckgen.kept_out import (
    FREE,
    OWN_POST,
    STANDING,
    Wanted,
    excluded_host,
    heading_held,
    is_allowed,
    is_own,
    labelled,
    post_held,
    recurring_folds,
    recurring_titles,
    standing_links,
    with_answer_folds,
)
from deckgen.language.asking import asks_something
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import thing_of_heading, without_continuation
from deckgen.language.labels import asks
from deckgen.language.numbering import without_number
from deckgen.language.pointing import is_sentence
from deckgen.markdown.text import blocks_text, means_gap, plain_text, shows
from deckgen.model import (
    Block,
    BlockKind,
    Hold,
    Inline,
    InlineKind,
    ItemKind,
    Link,
    LinkKind,
    Post,
    Section,
    Source,
    Status,
    StudyItem,
    TitleKind,
)
from deckgen.topics import all_sections, recurring_headings, series_of, title_topic, top_level, topic_of
from deckgen.urls import is_root, url_host

_PARAGRAPH, _LINK, _IMAGE = BlockKind.PARAGRAPH, InlineKind.LINK, InlineKind.IMAGE
_CELL, _DETAILS = BlockKind.CELL, BlockKind.DETAILS
_SAYS = frozenset({BlockKind.CODE, BlockKind.MATH})
_SAYS_NOTHING = frozenset({BlockKind.RULE, BlockKind.HTML})
_BEST_FIRST = (
    TitleKind.TEXT, TitleKind.SHARED, TitleKind.LABEL, TitleKind.ADDRESS, TitleKind.BARE, TitleKind.PAGE
)  # fmt: skip
_GOOD_TITLE = {kind: place for place, kind in enumerate(_BEST_FIRST)}
_NO_READING = {LinkKind.HOME: "a home page: nothing to read", LinkKind.DOWNLOAD: "a download: nothing to read"}
_SEAM = Block(BlockKind.RULE, 0, 0)
"""Stands between the parts of a section from several posts, on no line."""
_STANDS: tuple[Status, Hold | None, str] = (Status.SKIPPED, Hold.NO_STUDY, STANDING)
_OK: tuple[Status, Hold | None, str] = (Status.OK, None, "")
_BY_TITLE: dict[TitleKind, tuple[Status, Hold | None, str]] = {
    TitleKind.PAGE: (Status.HELD, Hold.UNTITLED, "no title: only the page's own name is known"),
    TitleKind.BARE: (Status.HELD, Hold.UNTITLED, "no title: only a label stands before it"),
}


class Place(msgspec.Struct, frozen=True):
    """A section with what its post and its topic lend to it."""

    post: Post
    section: Section
    topic: str
    category: str
    hold: Hold | None  # what keeps all of it out
    reason: str  # the same in words


def in_order(posts: Sequence[Post]) -> list[Post]:
    """Return posts by date, then by path in natural order, so that part 10 follows part 9."""
    return sorted(posts, key=lambda post: (post.date, _natural(post.path)))


def _natural(path: str) -> tuple[tuple[int, int, str], ...]:
    parts: list[tuple[int, int, str]] = []
    text = ""
    for char in path:
        if char.isascii() and char.isdigit():
            if parts and not text and parts[-1][0] == 0:
                parts[-1] = (0, min(parts[-1][1] * 10 + int(char), 1 << 60), "")
                continue
            if text:
                parts.append((1, 0, text))
                text = ""
            parts.append((0, int(char), ""))
        else:
            text += char
    return (*parts, (1, 0, text))


def find_places(posts: Sequence[Post], wanted: Wanted) -> list[Place]:
    """Return all sections in reading order, each with its topic."""
    ordered = in_order(posts)
    top = top_level(ordered)
    recurring = recurring_headings(ordered, top, wanted.marks) if wanted.recurring_is_post else frozenset()
    last_topic: dict[str, str] = {}
    places: list[Place] = []
    for post in ordered:
        held = post_held(post, wanted)
        category = post.categories[0] if post.categories else ""
        series = fold(series_of(post.title, wanted.marks))
        topic = ""
        for section in all_sections(post.sections):
            if wanted.topic_is_post:
                topic = title_topic(post.title, wanted.marks)
            else:
                before = topic or last_topic.get(series, "")
                topic = topic_of(post, section, top, before, wanted.marks, recurring)
            hold, reason = held if held[0] else heading_held(section, wanted)
            places.append(Place(post, section, topic, category, hold, reason))
        if topic:
            last_topic[series] = topic
    return places


def study_items(places: Sequence[Place], wanted: Wanted) -> list[StudyItem]:
    """Return the study items of all places in reading order; a link or section that comes again adds a source."""
    with no_collection():
        return _study_items(places, wanted)


def _study_items(places: Sequence[Place], wanted: Wanted) -> list[StudyItem]:
    if folds := recurring_folds((place.post.path, place.section) for place in places):
        places = [msgspec.structs.replace(place, section=with_answer_folds(place.section, folds)) for place in places]
    standing = standing_links((place.post.path, place.section) for place in places)
    recurring = recurring_titles(place.section for place in places)
    links: dict[str, list[tuple[Place, Link]]] = {}
    sections: dict[str, list[Place]] = {}
    order: dict[str, None] = {}
    for place in places:
        for link in place.section.links:
            key = "link:" + link.canonical
            links.setdefault(key, []).append((place, labelled(link, recurring)))
            order.setdefault(key)
        if _has_text(place.section) or place.section.below:
            key = "section:" + section_id(place)
            sections.setdefault(key, []).append(place)
            order.setdefault(key)
    return [
        _link_item(key, links[key], wanted, is_standing=key.removeprefix("link:") in standing)
        if key in links
        else _section_item(key, sections[key])
        for key in order
    ]


def section_id(place: Place) -> str:
    """Return the id of a section: a hash of its topic and heading path, without continuation marks."""
    names = [fold(thing_of_heading(heading)) for heading in place.section.headings]
    # A post that opens below the top level lacks the heading of its topic, and is joined to the rest all the same.
    path = [fold(place.topic), *names[names[:1] == [fold(place.topic)] :]]
    return hashlib.blake2b("\x1f".join(path).encode(), digest_size=8).hexdigest()


def _source(place: Place, line: int, url: str = "") -> Source:
    return Source(post=place.post.path, line=line, headings=place.section.headings, url=url)


def _link_item(
    key: str, found: Sequence[tuple[Place, Link]], wanted: Wanted, *, is_standing: bool
) -> StudyItem:
    first_place, first = found[0]
    best = _best_titled([link for _, link in found]) if len(found) > 1 else first
    kind = best.kind
    if kind in _NO_READING:
        kind = next((link.kind for _, link in found if link.kind not in _NO_READING), kind)
    status, hold, reason = _STANDS if is_standing else _link_status(found, best, kind, wanted)
    marked = [(place, link) for place, link in found if place.section.directives]
    comments = dict.fromkeys([link.comment for _, link in found if link.comment and link.comment != best.title])
    return StudyItem(
        kind=ItemKind.LINK,
        key=key,
        title=best.title,
        title_kind=best.title_kind,
        url=first.url,
        link_kind=kind,
        comment="\n".join(comments),
        around=" ".join(dict.fromkeys([link.around for _, link in found])),
        topic=first_place.topic,
        category=first_place.category,
        sources=tuple([_source(place, link.first, link.url) for place, link in found]),
        star=bool(marked) and any(_marks(place.section, link, "star") for place, link in marked),
        status=status,
        hold=hold,
        reason=reason,
    )


def _link_status(
    found: Sequence[tuple[Place, Link]], best: Link, kind: LinkKind, wanted: Wanted
) -> tuple[Status, Hold | None, str]:
    first_place, first = found[0]
    if first.skip and all(link.skip and not is_allowed(link, wanted) for _, link in found):
        return Status.SKIPPED, Hold.NO_STUDY, first.skip
    if is_own(first.url, wanted):
        return Status.SKIPPED, Hold.NO_STUDY, OWN_POST
    if first_place.hold and all(place.hold for place, _ in found):
        return Status.HELD, first_place.hold, first_place.reason
    may_skip = first_place.hold or first_place.section.directives
    if may_skip and all(place.hold or _marks(place.section, link, "skip") for place, link in found):
        return Status.HELD, Hold.SKIPPED, "skipped by a comment in the post"
    if wanted.hosts and (pattern := excluded_host(url_host(first.url), wanted)):
        return Status.HELD, Hold.EXCLUDED, f"excluded with the host {pattern}"
    if kind in _NO_READING:
        return Status.SKIPPED, Hold.NO_READING, _NO_READING[kind]
    return _BY_TITLE.get(best.title_kind, _OK)


def _best_titled(links: Sequence[Link]) -> Link:
    """Return the first link with a title of the best kind; for one that names little, one behind it that names more.

    Such are words without a capital that the address has not ("the docs", 官方推荐); more says a longer title with a
    name in it, or that of a home page.
    """
    best = min(links, key=lambda link: _GOOD_TITLE[link.title_kind])
    if not (best.owner and _is_plain(best.title)):
        return best
    named = (link for link in links if link.title_kind is best.title_kind and not _is_plain(link.title))
    return next((link for link in named if len(link.title) > len(best.title) or is_root(link.url)), best)


def _is_plain(title: str) -> bool:
    """Return whether no letter of a title is a capital, as no word is that names nothing."""
    return title == title.lower()


# --- sections -------------------------------------------------------------------------------------------


_FEWEST_WORDS, _FEWEST_SIGNS = 3, 8
"""Words beside links, or Chinese and other signs, that say something."""


def _has_text(section: Section) -> bool:
    """Return whether a section says something beside its links; a card in a comment is something."""
    if section.directives and any(directive.verb == "card" for directive in section.directives):
        return True
    if section.is_listed and section.blocks:
        return True  # links and code do
    taken: set[int] = set()
    for link in section.links:
        taken.update(range(link.first, link.last + 1))
    for block in section.blocks:
        if _is_text(block, taken):
            return True
    is_asked = bool(section.headings) and asks_something(without_number(section.headings[-1]))
    return is_asked and (shows(section.blocks) or any(map(_says_beside_links, section.blocks)))  # a picture answers


def _is_text(block: Block, taken: set[int]) -> bool:
    kind = block.kind
    if kind is _PARAGRAPH:
        if block.first in taken and block.last in taken:
            return _is_own(block)
        return any(
            inline.kind is not _IMAGE and (inline.text.strip() or inline.children)
            for inline in block.inlines
            if inline.kind is not _LINK
        )
    if kind in _SAYS or kind in _SAYS_NOTHING:
        return kind in _SAYS
    return any(_is_text(child, taken) for child in block.children) or (
        (kind is _CELL or kind is _DETAILS) and bool(block.inlines)
    )


def _says_beside_links(block: Block) -> bool:
    """Return whether a paragraph says more than its links do, and ends as a sentence does: it may answer."""
    if block.kind is not _PARAGRAPH or not is_sentence(plain_text(block.inlines)):
        return False
    beside = plain_text([inline for inline in block.inlines if inline.kind is not _LINK])
    return len(beside.split()) >= _FEWEST_WORDS or len(beside) - len(beside.encode("ascii", "ignore")) >= _FEWEST_SIGNS


def _is_own(block: Block) -> bool:
    """Return whether a paragraph that speaks of links is meant for a card of the author's all the same."""
    if not any(_may_be_own(inline) for inline in block.inlines):  # as it is with nearly all
        return False
    text = plain_text(block.inlines)
    return asks(text) or means_gap(text)


def _may_be_own(inline: Inline) -> bool:
    text = inline.text
    return bool(inline.children) or "==" in text or "Q" in text or "问" in text


def _section_item(key: str, places: Sequence[Place]) -> StudyItem:
    first = places[0]
    parts = [_wanted_blocks(place.section) for place in places]
    heading = first.section.headings[-1] if first.section.headings else first.post.title
    hold, reason = FREE
    if all(place.hold or _is_marked(place.section) for place in places):
        hold, reason = (first.hold, first.reason) if first.hold else (Hold.SKIPPED, "skipped by a comment in the post")
    return StudyItem(
        kind=ItemKind.SECTION,
        key=key,
        title=squeeze(without_continuation(heading)),
        heading=first.section.title,
        post_title=first.post.title,
        topic=first.topic,
        category=first.category,
        sources=tuple(_source(place, place.section.first) for place in places),
        blocks=parts[0][0] if len(parts) == 1 else tuple(_joined(list(_whole(places, parts)))),
        below=first.section.below if len(places) == 1 else (),
        is_answer=all(place.section.is_answer for place in places),
        is_listed=first.section.is_listed,
        has_parts=first.section.has_parts,
        text="\n\n".join(filter(None, (blocks_text(part[0]) for part in parts))),
        parts=tuple(blocks_text(part[0]) for part in parts) if len(parts) > 1 else (),
        skipped="\n\n".join(filter(None, (blocks_text(part[1]) for part in parts))),
        directives=tuple(directive for place in places for directive in place.section.directives),
        status=Status.HELD if hold else Status.OK,
        hold=hold,
        reason=reason,
    )


def _whole(
    places: Sequence[Place], parts: Sequence[tuple[tuple[Block, ...], tuple[Block, ...]]]
) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of each of a section's parts, with those below it that go on with its answer."""
    for place, (wanted, _) in zip(places, parts, strict=True):
        yield (*wanted, *place.section.below)


def _joined(parts: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Yield the blocks of a section's parts with a rule between them: no answer runs on into another post."""
    for number, part in enumerate(filter(None, parts)):
        if number:
            yield _SEAM
        yield from part


def _is_marked(section: Section, verb: str = "skip") -> bool:
    return any(directive.is_section and directive.verb == verb for directive in section.directives)


def _marks(section: Section, link: Link, verb: str) -> bool:
    """Return whether a comment of the post marks a link."""
    return bool(section.directives) and any(
        directive.verb == verb
        and (directive.is_section or not (directive.last < link.first or directive.first > link.last))
        for directive in section.directives
    )


def _wanted_blocks(section: Section) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Split a section's blocks into those that cards may come from and those that the author skips."""
    skips = [directive for directive in section.directives if directive.verb == "skip" and not directive.is_section]
    if not skips:
        return section.blocks, ()
    wanted: list[Block] = []
    skipped: list[Block] = []
    for block in section.blocks:
        is_skipped = any(skip.first <= block.last and skip.last >= block.first for skip in skips)
        (skipped if is_skipped else wanted).append(block)
    return tuple(wanted), tuple(skipped)
