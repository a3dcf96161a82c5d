"""Pages of hosts without a rule: the container that its class names, or what trafilatura finds.

The only importer of trafilatura, which takes its time to load and is not asked for pages beyond all measure.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find_all, first_line, text_of
from deckgen.fetch.page import Found, Page
from deckgen.fetch.plain_text import clean_lines, visible_length
from deckgen.fetch.titles import agreed_title, clean_title

NAME = "generic"
VERSION = 1

_CONTAINERS = (
    "#js_content", "@itemprop=articleBody", "#article_content", "#articleContent", "#article-content", "#artibody",
        "#Cnt-Main-Article-QQ", "#ArticleContent",
    "#endText", "#content_views", "#main_content", "#rwb_zw", "#js_article", "#sina_keyword_ad_area2", "#blog_content",
        "#cnblogs_post_body",
    ".article-content", ".article_content", ".articleContent", ".article-body", ".article__content", ".articleBody",
        ".artical_c", ".art_context",
    ".content-article", ".post-content", ".post_content", ".post-body", ".post_body", ".post__content", ".postBody",
        ".entry-content", ".entry-body", ".blog-content",
    ".blog_content", ".BlogContent", ".detail-content", ".news_txt", ".news-content", ".rich_media_content",
        ".markdown-body", ".md-content", ".theme-default-content",
    ".rst-content", ".kg-content", ".yxj_content", ".lemma-summary", ".RichText", ".rich-text", ".text-content",
        ".box_con", ".rm_txt_con",
)  # fmt: skip
"""Where the sites of our links keep an article, the surest first."""

_DROP = frozenset(
    [
        "share", "social-share", "sharedaddy", "jp-relatedposts", "related", "related-posts", "related_posts",
        "post-tags", "comments", "comment-list", "comments-area", "post-nav", "post-navigation", "pagination",
        "toc", "table-of-contents", "breadcrumb", "breadcrumbs", "author-box", "copyright", "post-copyright",
        "newsletter", "subscribe", "advertisement", "ads", "ad", "adsbygoogle", "reward", "navbox",
        "reference", "references", "reflist", "headerlink",
    ]
)
_MAX_ELEMENTS = 25_000
_MAX_HTML = 1_500_000
_ENOUGH = 200  # visible characters that make a container believable


_HEADED = frozenset({"segmentfault.com", "www.segmentfault.com"})
"""Hosts that put a tag before their titles; the heading is the author's."""


def read_generic(page: Page) -> Found:
    """Read a page by what most pages have in common."""
    box, boxed = _container(page)
    guess = _extracted(page)
    if visible_length(boxed) >= max(_ENOUGH, 0.6 * visible_length(guess)):
        body: dict[str, Any] = {"body": (box,)}
    elif visible_length(guess) >= 40:
        body = {"text": guess}
    else:
        text = paragraphs_of(page)
        body = {"text": text if visible_length(text) > visible_length(boxed) else boxed}
    return Found(
        titles=(generic_title(page),),
        author=_author(page),
        date=_date(page),
        description=page.meta("og:description", "description", "twitter:description") or page.said("description"),
        **body,
    )


def generic_title(page: Page) -> str:
    """Give the title on which the page's own places agree."""
    sites = (
        page.meta("og:site_name"),
        page.meta("application-name"),
        page.host.removeprefix("www."),
        *page.host.split(".")[-2:-1],
    )
    given = (
        page.meta("og:title", "citation_title", "dc.title", "twitter:title")
        or page.title_tag
        or page.said("headline", "title")
    )
    headings = [line for node in _headings(page) if (line := _own_line(node))]
    if headings and (not given or page.host in _HEADED):
        return headings[0]
    return agreed_title(clean_title(given, sites=sites), headings, sites=sites)


def _headings(page: Page) -> list[HtmlElement]:
    found = list(page.root.iter("h1"))[:6] + list(page.root.iter("h2"))[:4]
    for selector in (".article-title", ".post-title", ".entry-title", ".title"):
        found += find_all(page.root, selector)[:2]
    return found


def _own_line(node: HtmlElement) -> str:
    words = "".join(
        part
        for part, _ in zip(
            node.itertext("h1", "h2", "a", "span", "strong", "b", "div", "p", "em", "font", "bdi"),
            range(30),
            strict=False,
        )
    )
    return " ".join(words[:2000].split())[:300]


def _container(page: Page) -> tuple[HtmlElement | None, str]:
    """Give the container whose name says that the article is in it, with its text."""
    for selector in _CONTAINERS:
        boxes = [
            one
            for one in find_all(page.root, selector)[:40]
            if one.tag not in ("a", "input", "meta", "script", "body", "html")
        ]
        if len(boxes) > 6:
            continue  # a list of articles
        texts = [(visible_length(text := text_of((one,), drop=_DROP)), text, one) for one in boxes]
        if texts and (best := max(texts, key=lambda one: one[0]))[0] >= _ENOUGH:
            return best[2], best[1]
    articles = find_all(page.root, "article")
    if len(articles) == 1:
        return articles[0], text_of(articles, drop=_DROP)
    return None, ""


def _extracted(page: Page) -> str:
    """Give trafilatura's text."""
    root = page.root
    if len(page.html) > 2 * _MAX_HTML or sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return ""
    html = container_html((root,))
    if len(html) > _MAX_HTML:
        return ""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page without a text
    try:
        text = trafilatura.extract(html, favor_recall=True, include_comments=False, include_tables=True)
    except Exception:
        text = None
    return clean_lines(text or "")


def paragraphs_of(page: Page) -> str:
    """Give the paragraphs of a page wherever they stand: those that are sentences."""
    lines = (line for line in page.visible_text.split("\n") if len(line) >= 40 or re.search(r"[。！？.!?]$", line))
    return "\n\n".join(line for line in lines if visible_length(line) > 15)


def _author(page: Page) -> str:
    name = page.meta(
        "author", "article:author", "og:article:author", "citation_author", "dc.creator", "byl"
    ) or page.said("author")
    if name.startswith("http") or not name:
        name = first_line(page.root, "@itemprop=author", "@rel=author", ".author-name", ".byline")
    return name if len(name) <= 60 else ""


def _date(page: Page) -> str:
    said = page.meta(
        "article:published_time", "og:release_date", "datepublished", "publishdate", "pubdate", "publish_time",
            "citation_date", "dc.date", "date", "og:published_time", "weibo: article:create_at",
        "apub:time", "article:create_at",
    ) or page.said("datePublished", "pubDate", "upDate", "dateCreated")  # fmt: skip
    if date := iso_date(said):
        return date
    for node in page.root.iter("time"):
        if date := iso_date(node.get("datetime") or node.text or ""):
            return date
    return iso_date(
        first_line(
            page.root,
            "#pubtime_baidu",
            "#news-time",
            ".post-date",
            ".entry-date",
            ".pub_date",
            ".publish-time",
            ".post-time",
            ".date",
            ".time",
        )
    )


def container_html(nodes: tuple[HtmlElement, ...]) -> str:
    """Give the HTML of elements without what is never read: scripts, styles, and attributes that only draw."""
    parts: list[str] = []
    for node in nodes:
        copy = etree.fromstring(
            etree.tostring(node, encoding="utf-8", with_tail=False), etree.HTMLParser(encoding="utf-8", huge_tree=True)
        )
        if copy is None:
            continue
        for one in list(
            copy.iter("script", "style", "svg", "noscript", "iframe", "template", "link", "object", "canvas")
        ):
            if not (one.get("type") or "").startswith("math/tex"):
                _remove(one)
        for one in copy.iter():
            for name in list(one.attrib):
                if name not in _KEPT or len(one.attrib[name]) > 2000:
                    del one.attrib[name]
        parts.append(etree.tostring(copy, encoding="unicode", method="html"))
    return "".join(parts)


_KEPT = frozenset(
    [
        "id", "class", "alt", "href", "eeimg", "data-tex", "type", "encoding", "itemprop", "property", "name",
        "content", "datetime", "start", "colspan", "lang",
    ]
)


def _remove(node: Any) -> None:
    """Take an element out of its tree; what stands behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)
