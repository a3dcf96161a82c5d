"""Shipped notes that lead to an address of the posts that is no more: a post or a heading was renamed or moved."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from deckgen.files.records import NoteRecord
from deckgen.identity.notes import Named
from deckgen.model import Published
from deckgen.patterns import regex

_LINK = regex(r'<a href="([^"]*)">')
_SOURCE = regex(r'\s*<a href="([^"]*)">', re.S)
"""The field *Source* begins with the link to the post, if there is one; what follows is no address of ours."""


def addresses_of(published: Iterable[Published]) -> frozenset[str]:
    """Return every address that the posts and their headings have today."""
    pages = [page for page in published if page.url]
    return frozenset(page.url + anchor for page in pages for anchor in ("", *page.anchors.values()))


def dead_links(
    named: Sequence[Named], notes: Mapping[str, NoteRecord], addresses: frozenset[str]
) -> frozenset[str]:
    """Return the keys of the shipped notes that name an address of the posts that is gone, and have a living one now.

    ``addresses`` are those of today.
    """
    places = frozenset(map(_place, addresses))
    found = set()
    for one in named:
        record = notes.get(one.key)
        if record is None or not record.mod:
            continue
        now = _ours(one.rendered.fields, places)
        if now and not _ours(record.fields, places) - now <= addresses:
            found.add(one.key)
    return frozenset(found)


def _ours(fields: Mapping[str, str], places: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return the addresses of the posts that fields name: that of the source, and others of the same site."""
    found = _SOURCE.match(fields.get("Source", ""))
    urls = [found[1]] if found else []
    for name, text in fields.items():
        if name != "Source" and "<a href" in text:
            urls += [url for url in _LINK.findall(text) if _place(html.unescape(url)) in places]
    return frozenset(map(html.unescape, urls))


def _place(address: str) -> tuple[str, str]:
    """Return what the addresses of one site share; of a vault's, that they open it."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
