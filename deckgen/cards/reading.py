"""Link items -> reading cards, or one topic card for all links of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from deckgen.cards.speech import Speech
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases
from deckgen.model import (
    Card,
    Hold,
    Inline,
    InlineKind,
    ItemKind,
    NoteType,
    Page,
    Run,
    Status,
    StudyItem,
    TitleKind,
)
from deckgen.urls import url_host

ASPECT = "link"
TOPIC_ASPECT = "topic"
PAGE_FIELDS = ("Author", "Published", "Digest")
_NO_PAGES: Mapping[str, Page] = MappingProxyType({})
_QUESTION = re.compile(r"[?？][”\"」』）)]?\s*$|(?:吗|呢)$")


def reading_cards(
    items: Sequence[StudyItem], speech: Speech, pages: Mapping[str, Page] | None = _NO_PAGES
) -> list[Card]:
    """Word one card a link, also of what is held or skipped: what was shipped once may have to stay.

    ``pages`` are what is known of the links' pages, by canonical URL; None where no card may say anything of them.
    """
    together = _same_title(items)
    return [
        _reading_card(item, together.get(_title_key(item), ()), speech.of_link(item), pages)
        for item in items
        if item.kind is ItemKind.LINK
    ]


def _title_key(item: StudyItem) -> tuple[str, str]:
    return fold(item.title), item.sources[0].post


def _same_title(items: Sequence[StudyItem]) -> Mapping[tuple[str, str], list[StudyItem]]:
    """Return the links that share one title in one post."""
    found: dict[tuple[str, str], list[StudyItem]] = {}
    for item in items:
        if item.title_kind is TitleKind.SHARED:
            found.setdefault(_title_key(item), []).append(item)
    return found


def _reading_card(
    item: StudyItem, together: Sequence[StudyItem], words: Phrases, pages: Mapping[str, Page] | None
) -> Card:
    page = None if pages is None else pages.get(item.key.removeprefix("link:"))
    more = Run(tuple(link_lines([other for other in together if other.key != item.key])))
    return Card(
        note_type=NoteType.READING,
        item=item.key,
        aspect=ASPECT,
        subject=item.title,
        fields={
            "Title": item.title,
            "URL": item.url,
            "Prompt": item.title if is_question(item.title) else words.what_does_it_say,
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


def _page_fields(page: Page, words: Phrases) -> dict[str, str]:
    """Return what a page says of itself; its own sentences are called what they are."""
    digest = words.extract.format(text=page.digest) if page.digest else ""
    return dict(zip(PAGE_FIELDS, (page.author, page.date, digest), strict=True))


def is_question(title: str) -> bool:
    """Return whether a title asks by itself."""
    return _QUESTION.search(title) is not None


def link_lines(items: Sequence[StudyItem]) -> Iterator[Inline]:
    """Yield the links of items, each on a line of its own."""
    for number, item in enumerate(items):
        if number:
            yield Inline(InlineKind.BREAK)
        text = item.title if item.title_kind is not TitleKind.SHARED else f"{item.title} ({url_host(item.url)})"
        yield Inline(InlineKind.LINK, url=item.url, children=(Inline(InlineKind.TEXT, text),))


def topic_cards(items: Sequence[StudyItem], speech: Speech, *, is_wanted: bool) -> list[Card]:
    """Word one card a topic: its links in order, those left out that something else than the switch holds.

    A topic of which nothing is left is held for the reason of its links: its note is not gone from the posts.
    """
    by_topic: dict[str, list[StudyItem]] = {}
    for item in items:
        if item.kind is ItemKind.LINK and item.status is not Status.SKIPPED:
            by_topic.setdefault(item.topic, []).append(item)
    return [
        _topic_card(topic, found, speech.of_topic(topic, found[0]), is_wanted=is_wanted)
        for topic, found in by_topic.items()
    ]


def _topic_card(topic: str, all_items: Sequence[StudyItem], words: Phrases, *, is_wanted: bool) -> Card:
    free = [item for item in all_items if item.hold in (None, Hold.SWITCH)]
    items = free or all_items
    hold, reason = (None, "") if free else (items[0].hold, items[0].reason)
    if not is_wanted:
        hold, reason = Hold.SWITCH, "topic cards are switched off (cards.reading)"
    return Card(
        note_type=NoteType.TOPIC,
        item="topic:" + fold(topic),
        aspect=TOPIC_ASPECT,
        subject=topic,
        fields={
            "Topic": topic,
            "Links": Run(tuple(link_lines(items))),
            "Prompt": words.which_links,
            "Count": words.links.format(count=len(items)) if len(items) > 1 else words.one_link,
        },
        sources=tuple(dict.fromkeys(item.sources[0] for item in items)),
        topic=topic,
        category=items[0].category,
        passage=" ".join(sorted(item.around for item in items)),
        links=tuple(item.key.removeprefix("link:") for item in items),
        hold=hold,
        reason=reason,
    )
