"""Link items -> reading cards, and topic cards for the links that have none of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from deckgen.cards.speech import Speech
from deckgen.language.folding import fold
from deckgen.language.labels import ends_in_colon
from deckgen.language.phrases import Phrases
from deckgen.language.raw_words import raw_words
from deckgen.language.scripts import HAN, KANA
from deckgen.model import (
    Card,
    Hold,
    Inline,
    InlineKind,
    ItemKind,
    LinkKind,
    NoteType,
    Page,
    Published,
    Run,
    Source,
    Status,
    StudyItem,
    TitleKind,
)
from deckgen.patterns import regex
from deckgen.urls import url_host

ASPECT = "link"
TOPIC_ASPECT = "topic"
MOST_LISTED = 20
"""Links of a topic that its note lists; nobody reads a longer list."""
FEWEST_WORDS = 3
"""So many words beside its title describe a link; fewer are an author, a date or a format."""
STANDS = "stands on the note of its topic (cards.reading: described); a star gives it a card of its own"

SAME_TITLE = "has the title of another link of its topic, on whose note it stands (More); a star gives it a card"
_NAMED = frozenset({TitleKind.TEXT, TitleKind.SHARED, TitleKind.LABEL})
"""Titles by which links of one topic are told apart: a bare label or a page's address names no thing."""

PAGE_FIELDS = ("Author", "Published", "Digest")
_NO_PAGES: Mapping[str, Page] = MappingProxyType({})
_FREE = (None, Hold.SWITCH, Hold.READ)
"""What keeps no link out of its topic."""
_NO_POSTS: Mapping[str, Published] = MappingProxyType({})
_MOST_PLACES = 3
_PROMPTS = MappingProxyType(
    {
        LinkKind.TOOL: "what_is_it_for",
        LinkKind.REPOSITORY: "what_is_it_for",
        LinkKind.PAPER: "what_does_it_show",
        LinkKind.COURSE: "what_does_it_teach",
        LinkKind.BOOK: "what_does_it_teach",
    }
)
"""What is asked of a link by its kind; of all others, what it says."""
_UNSPACED = regex(f"[{HAN}{KANA}]")
_QUESTION = regex(r"(?<!\s\?)[?？](?!(?<=\s\?)\?)[”\"」』）)]?\s*$|(?:吗|呢)$")


def reading_cards(
    items: Sequence[StudyItem],
    speech: Speech,
    pages: Mapping[str, Page] | None = _NO_PAGES,
    listed: Collection[str] = frozenset(),
    shipped: Collection[str] = frozenset(),
) -> list[Card]:
    """Word one card a link, also of what is held or skipped: what was shipped once may have to stay.

    ``pages`` are what is known of the links' pages, by canonical URL; None where no card may say anything of them.
    ``listed`` are the keys of the items that stand on their topic's note instead, ``shipped`` of those that learners
    have. Of links of one topic with one title the first has a card, on which the others stand.
    """
    together, same = _same_title(items), _same_in_topic(items, listed)
    beside = {item.key for found in same.values() for item in _beside(found, shipped)}
    cards = (
        _reading_card(item, _others(item, together, same), speech.of_link(item), pages)
        for item in items
        if item.kind is ItemKind.LINK
    )
    return [_kept_out(card, listed, beside) for card in cards]


def _kept_out(card: Card, listed: Collection[str], beside: Collection[str]) -> Card:
    if card.item in listed:
        return msgspec.structs.replace(card, hold=Hold.SWITCH, reason=STANDS)
    return msgspec.structs.replace(card, hold=Hold.SWITCH, reason=SAME_TITLE) if card.item in beside else card


def listed_links(
    items: Sequence[StudyItem], shipped: Collection[str], pages: Mapping[str, Page] | None
) -> frozenset[str]:
    """Return the keys of the links that have no card of their own where only described ones have: the rest of them.

    ``shipped`` are those that learners have; ``pages`` those whose extract describes them too.
    """
    digests = {"link:" + url for url, page in (pages or {}).items() if page.digest}
    return frozenset(
        item.key
        for item in items
        if item.kind is ItemKind.LINK
        and item.status is Status.OK
        and not (item.star or item.key in shipped or item.key in digests or is_described(item))
    )


def is_described(item: StudyItem) -> bool:
    """Return whether the author says of a link what its title does not; the sentence around it is no description."""
    return bool(item.comment) and any(_says_more(line, item.title) for line in item.comment.split("\n"))


def _says_more(line: str, title: str) -> bool:
    said, name = f" {raw_words(line)} ", f" {raw_words(title)} "
    if ends_in_colon(line) or said.find(name) > 0:
        return False
    known = {*name.split()}
    return sum(_weight(word) for word in said.split() if word not in known) >= FEWEST_WORDS


def _weight(word: str) -> int:
    """Count a run of Han or kana as so many words of two signs."""
    return len(word) // 2 if _UNSPACED.search(word) else 1


def _title_key(item: StudyItem) -> tuple[str, str]:
    return fold(item.title), item.sources[0].post


def _same_title(items: Sequence[StudyItem]) -> Mapping[tuple[str, str], list[StudyItem]]:
    """Return the links that share one title in one post."""
    found: dict[tuple[str, str], list[StudyItem]] = {}
    for item in items:
        if item.title_kind is TitleKind.SHARED:
            found.setdefault(_title_key(item), []).append(item)
    return found


def _topic_key(item: StudyItem) -> tuple[str, ...]:
    """Return what links with one name share; "Slides" under two headings of a topic are slides of two things."""
    return fold(item.title), fold(item.topic), *map(fold, item.sources[0].headings[1:])


def _same_in_topic(items: Sequence[StudyItem], listed: Collection[str]) -> Mapping[tuple[str, ...], list[StudyItem]]:
    """Return the links with a card of their own that share one title in one topic, in reading order."""
    found: dict[tuple[str, ...], list[StudyItem]] = {}
    for item in items:
        is_free = item.kind is ItemKind.LINK and item.hold is None and item.status is Status.OK
        if is_free and item.title_kind in _NAMED and item.key not in listed:
            found.setdefault(_topic_key(item), []).append(item)
    return {key: links for key, links in found.items() if len(links) > 1}


def _beside(links: Sequence[StudyItem], shipped: Collection[str]) -> list[StudyItem]:
    """Return which of such links stand on another's note: all but what learners have, what is starred, or the first."""
    free = [item for item in links if not (item.star or item.key in shipped)]
    return free if len(free) < len(links) else free[1:]


def _others(
    item: StudyItem,
    together: Mapping[tuple[str, str], Sequence[StudyItem]],
    same: Mapping[tuple[str, ...], Sequence[StudyItem]],
) -> list[StudyItem]:
    """Return the links that stand on the note of this one: of its text in its post, and of its title in its topic."""
    others = [*together.get(_title_key(item), ()), *same.get(_topic_key(item), ())]
    by_key = {other.key: other for other in others if other.key != item.key}
    return list(by_key.values())


def _reading_card(
    item: StudyItem, together: Sequence[StudyItem], words: Phrases, pages: Mapping[str, Page] | None
) -> Card:
    page = None if pages is None else pages.get(item.key.removeprefix("link:"))
    more = Run(tuple(link_lines(together, with_hosts=True)))
    return Card(
        note_type=NoteType.READING,
        item=item.key,
        aspect=ASPECT,
        subject=item.title,
        fields={
            "Title": item.title,
            "URL": item.url,
            "Prompt": prompt_of(item, words),
            "Site": url_host(item.url),
            "Kind": item.link_kind.value,
            "Comment": item.comment,
            "More": more,
            **(_page_fields(page, words) if page else {}),
        },
        passage=item.around,
        kept=PAGE_FIELDS if page is None and pages is not None else (),
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        hold=item.hold,
        reason=item.reason,
    )


def prompt_of(item: StudyItem, words: Phrases) -> str:
    """Return what is asked of a link: a title that asks is the question itself."""
    if is_question(item.title):
        return item.title
    return str(getattr(words, _PROMPTS.get(item.link_kind, "what_does_it_say")))


def _page_fields(page: Page, words: Phrases) -> dict[str, str]:
    """Return what a page says of itself; its own sentences are called what they are."""
    digest = words.extract.format(text=page.digest) if page.digest else ""
    return dict(zip(PAGE_FIELDS, (page.author, page.date, digest), strict=True))


def is_question(title: str) -> bool:
    """Return whether a title asks by itself."""
    return _QUESTION.search(title) is not None


def link_lines(items: Sequence[StudyItem], *, with_hosts: bool = False) -> Iterator[Inline]:
    """Yield the links of items, each on a line of its own; with its host where titles do not tell them apart."""
    for number, item in enumerate(items):
        if number:
            yield Inline(InlineKind.BREAK)
        is_shared = with_hosts or item.title_kind is TitleKind.SHARED
        text = item.title if not is_shared else f"{item.title} ({url_host(item.url)})"
        yield Inline(InlineKind.LINK, url=item.url, children=(Inline(InlineKind.TEXT, text),))


def topic_cards(
    items: Sequence[StudyItem],
    speech: Speech,
    posts: Mapping[str, Published] = _NO_POSTS,
    *,
    listed: Collection[str] | None = None,
) -> list[Card]:
    """Word one card a topic: its links, starred ones first, those left out that something else than a switch holds.

    ``posts`` say where what is not listed stands. ``listed`` are the keys of the links without a card of their own;
    None for all. A topic of which nothing is left is held for the reason of its links: it is not gone from the posts.
    """
    by_topic: dict[str, list[StudyItem]] = {}
    for item in items:
        if item.kind is ItemKind.LINK and item.status is not Status.SKIPPED:
            by_topic.setdefault(item.topic, []).append(item)
    return [
        _topic_card(topic, found, speech.of_topic(topic, found[0]), posts, listed) for topic, found in by_topic.items()
    ]


def _topic_card(
    topic: str,
    all_items: Sequence[StudyItem],
    words: Phrases,
    posts: Mapping[str, Published],
    listed: Collection[str] | None,
) -> Card:
    free = [item for item in all_items if item.hold in _FREE]
    known = free or all_items
    hold, reason = (None, "") if free else (known[0].hold, known[0].reason)
    items = known
    if free and listed is not None:
        items = [item for item in known if item.star or item.key in listed]
        if not any(item.key in listed for item in known):
            items, hold, reason = known, Hold.SWITCH, "each of its links has a card of its own (cards.reading)"
    items = sorted(items, key=lambda item: not item.star)
    # Of all its links: that one has a card of its own, or is skipped by a pick, is no change of the author's.
    around = [item.around for item in all_items if not free or item.hold in (*_FREE, Hold.PICKS)]
    return Card(
        note_type=NoteType.TOPIC,
        item="topic:" + fold(topic),
        aspect=TOPIC_ASPECT,
        subject=topic,
        fields={
            "Topic": topic,
            "Links": Run((*link_lines(items[:MOST_LISTED]), *_rest(items[MOST_LISTED:], words, posts))),
            "Prompt": words.which_links if len(items) > 1 else words.what_does_it_say,
            "Count": words.links.format(count=len(items)) if len(items) > 1 else words.one_link,
        },
        sources=tuple(dict.fromkeys(item.sources[0] for item in items)),
        topic=topic,
        category=items[0].category,
        passage=" ".join(sorted(around)),
        links=tuple(item.key.removeprefix("link:") for item in items),
        hold=hold,
        reason=reason,
    )


def _rest(items: Sequence[StudyItem], words: Phrases, posts: Mapping[str, Published]) -> Iterator[Inline]:
    """Yield the line that ends a list: how many more links there are, and in which posts."""
    if not items:
        return
    before, _, behind = words.more_links.format(count=len(items), place="\0").partition("\0")
    first: dict[str, Source] = {}
    for item in items:
        first.setdefault(item.sources[0].post, item.sources[0])
    places = list(_places(list(first.values()), posts))
    yield Inline(InlineKind.BREAK)
    yield Inline(InlineKind.EMPH, children=(_text(before), *places, _text(behind)))


def _places(sources: Sequence[Source], posts: Mapping[str, Published]) -> Iterator[Inline]:
    """Yield the names of posts, as links to the published heading where the site is known."""
    for number, source in enumerate(sources[:_MOST_PLACES]):
        if number:
            yield _text(", ")
        post = posts.get(source.post)
        name = _text(post.title if post is not None and post.title else source.post)
        if post is None or not post.url:
            yield name
        else:
            anchor = post.anchors.get(source.headings, "")
            yield Inline(InlineKind.LINK, url=post.url + anchor, children=(name,))
    if len(sources) > _MOST_PLACES:
        yield _text(", …")


def _text(text: str) -> Inline:
    return Inline(InlineKind.TEXT, text)
