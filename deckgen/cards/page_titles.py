"""Links that nothing in the posts names: where their page was fetched, it names itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from deckgen.language.folding import fold
from deckgen.model import Hold, Page, Status, StudyItem, TitleKind
from deckgen.urls import url_host

_UNNAMED = frozenset({TitleKind.ADDRESS, TitleKind.PAGE})


def with_page_titles(items: Sequence[StudyItem], pages: Mapping[str, Page] | None) -> list[StudyItem]:
    """Return the items, links that have but an address for a title under what their page calls itself.

    What learners have stays as it is: nothing in the posts has changed (`identity/notes.py`).
    """
    return [_titled(item, pages) for item in items] if pages else list(items)


def _titled(item: StudyItem, pages: Mapping[str, Page]) -> StudyItem:
    if item.title_kind not in _UNNAMED or item.hold not in (None, Hold.UNTITLED):
        return item
    page = pages.get(item.key.removeprefix("link:"))
    if page is None or not page.title or _names_site(page.title, item.url):
        return item
    return msgspec.structs.replace(
        item, title=page.title, title_kind=TitleKind.TEXT, status=Status.OK, hold=None, reason=""
    )


def _names_site(title: str, url: str) -> bool:
    """Return whether a title is but the name of the site, as pages have it that say nothing of themselves."""
    letters = "".join(filter(str.isalnum, fold(title)))
    return letters in url_host(url).replace(".", "")
