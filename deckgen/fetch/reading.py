"""Bytes of a page -> PageText. Takes what an answer or a saved file holds; opens nothing, and fails on no input.

The status comes first: what is dead, walled or thin yields no text. Then the rule of the host, else the generic one.
What the rule found is kept as a small HTML document, from which a better rule makes all of this again (`reread`).
"""

from __future__ import annotations

import re
from html import escape
from types import MappingProxyType
from typing import Any

import msgspec

from deckgen.fetch.decode import decode
from deckgen.fetch.digest import make_digest, real_description
from deckgen.fetch.documents import is_markdown, is_pdf, read_markdown, read_pdf
from deckgen.fetch.dom import find, parse_html, text_of
from deckgen.fetch.generic import container_html, generic_title, read_generic
from deckgen.fetch.hosts import host_of, read_by_rule
from deckgen.fetch.hosts.table import HOSTS
from deckgen.fetch.page import Found, Host, Page, plain_url, read_json
from deckgen.fetch.plain_text import clean_lines, squeeze_line, unescape, visible_length
from deckgen.fetch.statuses import THIN, status_of_http, status_of_page
from deckgen.fetch.titles import clean_title
from deckgen.fetch.values import PageStatus, PageText
from deckgen.patterns import regex

MAX_BODY = 16_000_000  # bytes
MAX_CONTAINER = 1_500_000  # characters
MAX_TEXT = 200_000  # characters

GENERIC = "generic"  # the rule of pages whose host has none
VERSIONS = MappingProxyType({host.name: host.version for host in HOSTS} | {GENERIC: 3, "pdf": 1, "markdown": 1})
_BINARY = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF", b"Rar!", b"7z\xbc")
_PLAIN = "deckgen-text"  # id of the element that holds, in a kept page, a text that was no HTML

_SAVED_FROM = regex(
    r"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s>]+)\s*-->|<!--[^>]{0,300}?\burl:\s*(https?://\S+)", re.I
)
_WEB = ("https://", "http://")
_MESSAGE_LINK = regex(r"\bmsg_link\s*=\s*[\"'](https?://[^\"'\s]+)[\"']")
_DOCUMENT_TAGS = regex(r"</?(?:html|head|body)\b[^>]*>")
_CONTROLS = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_page(body: bytes, *, url: str, http_status: int = 200, content_type: str = "") -> PageText:
    """Read a page; the URL is the one that answered in the end."""
    failed = status_of_http(http_status)
    if failed is not None:
        return PageText(status=failed)
    if is_pdf(body):
        return _finished(read_pdf(body[:MAX_BODY]), None, Page(""), rule="pdf")
    if _is_binary(body[:4096]):
        return PageText(status=PageStatus.UNSUPPORTED_TYPE)
    html = decode(body[:MAX_BODY], content_type=content_type)
    if is_markdown(url, content_type, html):
        page = Page("", url)
        return _finished(read_markdown(html, page), None, page, rule="markdown")
    return _read_html(Page(html, url))


def reread(container: str, *, url: str) -> PageText:
    """Read again what was kept of a page, with the rules of today."""
    kept = Page(container, url)
    if kept.meta("deckgen:whole"):
        return msgspec.structs.replace(_read_html(kept), container=container)
    rule = kept.meta("deckgen:rule")
    plain = find(kept.root, f"#{_PLAIN}")
    found = Found(
        titles=tuple(kept.metas.get("deckgen:title", ())),
        author=kept.meta("author"),
        date=kept.meta("date"),
        description=kept.meta("description"),
        body=tuple(kept.root.iter("body")) if plain is None else (),
        text=plain.text or "" if plain is not None else "",
        is_title_enough=bool(kept.meta("deckgen:title-only")),
        remarks=tuple(kept.metas.get("deckgen:remark", ())),
    )
    host = next((host for host in HOSTS if host.name == rule), None)  # a rule may be there no more
    return msgspec.structs.replace(_finished(found, host, kept, rule=rule), container=container)


def page_url(body: bytes) -> str:
    """Return the URL that a saved page says it has; empty if it does not say."""
    urls = page_urls(body)
    return next((url for url in urls if re.match(r"https?://[^\s/]+/[^\s]", url)), urls[0] if urls else "")


def page_urls(body: bytes) -> list[str]:
    """Return the URLs that a saved page names as its own, the surest first."""
    html = decode(body[:MAX_BODY])
    page = Page(html)
    links = (node for node in page.root.iter("link") if "canonical" in (node.get("rel") or "").lower())
    named = [node.get("href") or "" for node in links]
    named += [page.meta("og:url"), page.meta("twitter:url", "al:web:url")]
    named += [found[1] or found[2] for found in _SAVED_FROM.finditer(html[:8000])]
    named += [found[1] for found in _MESSAGE_LINK.finditer(html)]
    named += [page.meta("mainentityofpage", "url"), page.said("url", "@id", "mainEntityOfPage")]
    urls = (plain_url(unescape(url)) for url in named)
    return [url for url in (f"https:{url}" if url.startswith("//") else url for url in urls) if url.startswith(_WEB)]


def _is_binary(head: bytes) -> bool:
    """Return whether a body is an image, an archive or the like, whatever its type says."""
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not is_utf16 and (head.startswith(_BINARY) or head.count(0) > len(head) // 20 > 0)


def _read_html(page: Page) -> PageText:
    host = host_of(page)
    if not page.host:  # a saved page whose URL was lost
        told = Page(page.html, page_url(page.html.encode("utf-8", "replace")))
        if host := host_of(told):
            page = told
    found = None if host is None else read_by_rule(page, host)
    if found is None:
        host, found = None, read_generic(page)
        status = status_of_page(page, found.text or text_of(found.body))
        if status is None and page.html.lstrip()[:1] in "{[" and read_json(page.html) is not None:
            status = PageStatus.UNSUPPORTED_TYPE
        found = msgspec.structs.replace(found, status=status)
    return _finished(found, host, page)


def _finished(found: Found, host: Host | None, page: Page, *, rule: str = "") -> PageText:
    """Clean what a rule found, judge it, and keep what it was made from."""
    rule = host.name if host is not None else rule or GENERIC
    version = VERSIONS.get(rule, VERSIONS[GENERIC])
    if found.status is not None:
        return PageText(status=found.status, rule=rule, rule_version=version, remarks=found.remarks)
    body = found.body or ((parse_html(found.html),) if found.html else ())
    dropped = frozenset(host.drop.split()) if host is not None else frozenset()
    text = (clean_lines(found.text) if found.text else text_of(body, drop=dropped))[:MAX_TEXT].rstrip()
    if host is not None and host.tail:
        text = _without_tail(text, host.tail)
    title = _title(found, page)
    text = _without_title(text, title)
    description = clean_lines(unescape(found.description[:8000]))
    is_ok = (length := visible_length(text)) >= THIN
    short = PageStatus.TITLE_ONLY if title and found.is_title_enough and length < 20 else PageStatus.THIN
    return PageText(
        status=PageStatus.OK if is_ok else short,
        title=title,
        author=_author(found.author),
        date=found.date,
        text=text if is_ok else "",
        digest=make_digest(description, text, title=title)
        if is_ok
        else real_description(description, title=title) or real_description(text, title=title),
        container=_container(found, body, page, rule),
        rule=rule,
        rule_version=version,
        remarks=found.remarks,
    )


def _title(found: Found, page: Page) -> str:
    """Return the first title that is left when names of sites are gone."""
    cleaned = (clean_title(title, sites=(page.meta("og:site_name"),)) for title in found.titles if title)
    title = next(filter(None, cleaned), "")
    return title or (generic_title(page) if page.html and not page.meta("deckgen:rule") else "")


def _without_title(text: str, title: str) -> str:
    """Drop first lines that only say the title again."""
    text = re.sub(r"^原标题：[^\n]{0,120}\n+", "", text)
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and rest and first.strip() == title else text


def _without_tail(text: str, pattern: str) -> str:
    """Cut off what a host puts behind an article, from the first line of a pattern in the last quarter."""
    tail = re.compile(rf"\W{{0,6}}(?:{pattern})\W{{0,6}}$", re.I)
    place = 0
    for line in text.splitlines(keepends=True):
        if place >= len(text) * 3 // 4 and len(line) < 220 and tail.match(line.rstrip("\n")):
            return text[:place].rstrip()
        place += len(line)
    return text


def _author(name: str) -> str:
    name = squeeze_line(unescape(name[:2000]), 200)
    return re.sub(r"^(?:作者|author|by|posted by|文)\s*[:：/|｜]\s*|^by\s+", "", name, flags=re.I).strip(" ,，|·")


def _container(found: Found, body: tuple[Any, ...], page: Page, rule: str) -> str:
    """Return what `reread` reads: the part that the rule chose, else the page without its scripts."""
    metas = [("deckgen:rule", rule)]
    if rule == GENERIC and not body:
        inner = container_html((page.root,))
        metas += [("deckgen:whole", "1")]
    else:
        text = f'<pre id="{_PLAIN}">{escape(clean_lines(found.text))}</pre>' if found.text else ""
        inner = text or found.html or container_html(body)
        metas += [("author", found.author), ("date", found.date), ("description", found.description[:4000])]
        metas += [("deckgen:title", title[:2000]) for title in found.titles if title]
        metas += [("deckgen:remark", remark) for remark in found.remarks]
        metas += [("deckgen:title-only", "1")] if found.is_title_enough else []
    inner = _DOCUMENT_TAGS.sub("", inner[:MAX_CONTAINER])
    head = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in metas if value)
    return _CONTROLS.sub("", f"<html><head>{head}</head><body>{inner}</body></html>")
