"""A page as the host rules see it, and what a rule finds in one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import msgspec

from deckgen.fetch.dom import HtmlElement, parse_html, text_of
from deckgen.fetch.plain_text import squeeze_line, unescape
from deckgen.fetch.values import PageStatus
from deckgen.patterns import regex

_MAX_JSON = 4_000_000  # characters
_ARCHIVED = regex(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(?=https?://)")


def plain_url(url: str) -> str:
    """Return a URL without what the web archive puts before it."""
    return _ARCHIVED.sub("", url.strip())


class Page:
    """The text of a page with its tree and its metadata, each made when first asked for."""

    def __init__(self, html: str, url: str = "") -> None:
        self.html = html
        self.url = plain_url(url)
        try:
            parts = urlsplit(self.url)
            self.host, self.path = (parts.hostname or "").lower(), parts.path
        except ValueError:
            self.host = self.path = ""

    @cached_property
    def root(self) -> HtmlElement:
        """The tree."""
        return parse_html(self.html)

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """What the ``<meta>`` elements say, by property, name or itemprop in lower case."""
        found: dict[str, list[str]] = {}
        for node in self.root.iter("meta"):
            content = (node.get("content") or "").strip()
            for name in (node.get("property"), node.get("name"), node.get("itemprop")):
                if name and content:
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str:
        """Return the first of these that the page declares, decoded."""
        for name in names:
            for content in self.metas.get(name, ()):
                if text := unescape(content[:20_000]).strip():
                    return text
        return ""

    @cached_property
    def title_tag(self) -> str:
        """What ``<title>`` says (the first outside an image)."""
        for node in self.root.iter("title"):
            parent = node.getparent()
            if parent is None or parent.tag not in ("svg", "g", "symbol"):
                return squeeze_line(unescape((node.text or "")[:8000]))
        return ""

    @cached_property
    def head_text(self) -> str:
        """The first visible words of the page."""
        return squeeze_line(self.visible_text, 2000)

    @cached_property
    def visible_text(self) -> str:
        """All that a reader would see."""
        return text_of(self.root.iter("body"))

    @cached_property
    def linked_data(self) -> tuple[dict[str, Any], ...]:
        """The JSON-LD objects of the page."""
        found: list[dict[str, Any]] = []
        for node in self.root.iter("script"):
            if "ld+json" in (node.get("type") or ""):
                found.extend(_objects(read_json(node.text or "")))
        return tuple(found)

    def said(self, *names: str) -> str:
        """Return the first text that the JSON-LD objects have under one of these names."""
        for name in names:
            for thing in self.linked_data:
                if text := _text_of_value(thing.get(name)):
                    return unescape(text).strip()
        return ""

    def script_json(self, element_id: str) -> Any:
        """Return the JSON of the script with an id; None if there is none."""
        for node in self.root.iter("script"):
            if node.get("id") == element_id:
                return read_json(node.text or "")
        return None


def read_json(text: str) -> Any:
    """Return what a JSON text says, None where it is none or beyond all measure."""
    if not text or len(text) > _MAX_JSON:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = value.get("@graph")
    if isinstance(value, list):
        yield from (thing for thing in value[:50] if isinstance(thing, dict))


def _text_of_value(value: Any) -> str:
    """Return a text, or the name of a person or thing."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return value[:20_000] if isinstance(value, str) else ""


def dig(value: Any, *path: str) -> Any:
    """Return what stands at the end of a path of names through JSON objects; an empty object if nothing does."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return {} if value is None else value


def text_at(value: Any, *path: str) -> str:
    """Return the text or number at the end of a path."""
    found = dig(value, *path)
    return str(found) if isinstance(found, str | int | float) else ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule finds: words as the page has them, not yet cleaned."""

    status: PageStatus | None = None  # where the page itself says that there is nothing to read
    titles: tuple[str, ...] = ()  # the best first
    author: str = ""
    date: str = ""
    description: str = ""
    body: tuple[Any, ...] = ()  # elements
    html: str = ""  # the body, where the page carries it in JSON
    text: str = ""  # the body, where it is plain text
    is_title_enough: bool = False  # without a body the title is all that there is
    remarks: tuple[str, ...] = ()


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of a host. Its selectors are those of `dom.find_all`, the surest first.

    What they do not find is sought as on any page.
    """

    name: str
    version: int  # goes up whenever the rule would read a page differently
    hosts: tuple[str, ...]  # names, each with all that lies below it
    read: Callable[[Page], Found | None] | None = None  # what is tried before the selectors
    pages: str = ""  # the beginning of the paths of the pages that the selectors are for
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    author_of_path: str = ""  # a pattern whose group is the author, where the path names them
    date: tuple[str, ...] = ()
    drop: str = ""  # classes and ids inside the body that are no part of it
    tail: str = ""  # a line that looks so ends the text, if it stands in the last quarter
    is_title_enough: bool = False  # without a body the title is all that there is
