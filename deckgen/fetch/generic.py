"""Pages of hosts without a rule: the container that its class names, or what trafilatura finds.

The only importer of trafilatura, which takes its time to load and is not asked for pages beyond all measure.
"""

from __future__ import annotations

import itertools
import logging
import re
from copy import deepcopy
from typing import Any

from deckgen.fetch.dom import HtmlElement, etree, find_all, first_line, text_of, with_shifted
from deckgen.fetch.page import Found, Page
from deckgen.fetch.plain_text import clean_lines, iso_date, squeeze_line, visible_length
from deckgen.fetch.titles import agreed_title, clean_title

_CONTAINERS = tuple(
    """
    #js_content @itemprop=articleBody #article_content #articleContent #article-content #artibody
    #Cnt-Main-Article-QQ #ArticleContent #endText #content_views #main_content #rwb_zw #js_article
    #sina_keyword_ad_area2 #blog_content #cnblogs_post_body .article-content .article_content .articleContent
    .article-body .article__content .articleBody .artical_c .art_context .content-article .post-content .post_content
    .post-body .post_body .post__content .postBody .entry-content .entry-body .blog-content .blog_content
    .BlogContent .detail-content .news_txt .news-content .rich_media_content .markdown-body .md-content
    .theme-default-content .rst-content .kg-content .yxj_content .lemma-summary .RichText .rich-text .text-content
    .box_con .rm_txt_con
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""Where the sites of our links keep an article, the surest first."""

_DROP = frozenset(
    """
    share social-share sharedaddy jp-relatedposts related related-posts related_posts post-tags comments
    comment-list comments-area post-nav post-navigation pagination toc table-of-contents breadcrumb breadcrumbs
    author-box copyright post-copyright newsletter subscribe advertisement ads ad adsbygoogle reward navbox
    reference references reflist headerlink
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_UNREAD = ("script", "style", "svg", "noscript", "iframe", "template", "link", "object", "canvas")
_KEPT = frozenset(
    """
    id class alt href eeimg data-tex type encoding itemprop property name content datetime start colspan lang
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_DATE_METAS = (
    "article:published_time", "og:release_date", "datepublished", "publishdate", "pubdate", "publish_time",
    "citation_date", "citation_online_date", "dc.date", "date", "og:published_time", "weibo: article:create_at",
    "apub:time", "article:create_at",
)  # fmt: skip
_DATE_PLACES = (
    "#pubtime_baidu", "#news-time", ".post-date", ".entry-date", ".pub_date", ".publish-time", ".post-time", ".date",
    ".time",
)  # fmt: skip
_NO_BOXES = frozenset(["a", "input", "meta", "script", "body", "html"])
_MAX_ELEMENTS = 25_000
_MAX_HTML = 1_500_000
_ENOUGH = 200  # visible characters that make a container believable


def read_generic(page: Page) -> Found:
    """Read a page by what most pages have in common."""
    box, boxed = _container(page)
    guess, remark = _extracted(page)
    body: dict[str, Any]
    if box is not None and visible_length(boxed) >= max(_ENOUGH, 0.6 * visible_length(guess)):
        body = {"body": (box,)}
    elif visible_length(guess) >= 40:
        body = {"text": guess}
    else:
        body = {"text": max(boxed, paragraphs_of(page), key=visible_length)}
    return Found(
        titles=(generic_title(page),),
        author=author_of(page),
        date=date_of(page),
        description=page.meta("og:description", "description", "twitter:description") or page.said("description"),
        remarks=(remark,) if remark else (),
        **body,
    )


def generic_title(page: Page) -> str:
    """Return the title on which the page's own places agree."""
    host = page.host
    names = (page.meta("og:site_name"), page.meta("application-name"))
    sites = (*names, host.removeprefix("www."), *host.split(".")[-2:-1])
    given = page.meta("og:title", "citation_title", "dc.title", "twitter:title") or page.title_tag
    given = given or page.said("headline", "title")
    headings = [line for node in _headings(page) if (line := _line(node))]
    if headings and not given:
        return headings[0]
    return agreed_title(clean_title(given, sites=sites), headings, sites=sites)


def _headings(page: Page) -> list[HtmlElement]:
    found = list(page.root.iter("h1"))[:6] + list(page.root.iter("h2"))[:4]
    for selector in (".article-title", ".post-title", ".entry-title", ".title"):
        found += find_all(page.root, selector)[:2]
    return found


def _line(node: HtmlElement) -> str:
    """Return the first words of a heading, which may have a whole page inside."""
    return squeeze_line("".join(itertools.islice(node.itertext(), 30)), 300)


def _container(page: Page) -> tuple[HtmlElement | None, str]:
    """Return the container whose name says that the article is in it, with its text."""
    for selector in _CONTAINERS:
        boxes = [box for box in find_all(page.root, selector)[:40] if box.tag not in _NO_BOXES]
        if len(boxes) > 6:
            continue  # a list of articles
        texts = [(box, text_of((box,), drop=_DROP)) for box in boxes]
        longest = max(texts, key=lambda text: visible_length(text[1]), default=(None, ""))
        if visible_length(longest[1]) >= _ENOUGH:
            return longest
    articles = find_all(page.root, "article")
    if len(articles) == 1:
        return articles[0], text_of(articles, drop=_DROP)
    return None, ""


def _extracted(page: Page) -> tuple[str, str]:
    """Return trafilatura's text, and a remark where it failed."""
    root = page.root
    if len(page.html) > 2 * _MAX_HTML or sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return "", ""
    html = container_html((root,))
    if len(html) > _MAX_HTML:
        return "", ""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page without a text
    try:
        text = trafilatura.extract(with_shifted(html), favor_recall=True, include_comments=False, include_tables=True)
    except Exception as exc:  # whatever a stranger's page does to it, there are the page's own paragraphs
        return "", f"trafilatura failed: {type(exc).__name__}: {exc}"[:200]
    return clean_lines(text or ""), ""


def paragraphs_of(page: Page) -> str:
    """Return the paragraphs of a page wherever they stand: those that are sentences."""
    lines = (line for line in page.visible_text.split("\n") if len(line) >= 40 or re.search(r"[。！？.!?]$", line))
    return "\n\n".join(line for line in lines if visible_length(line) > 15)


def author_of(page: Page) -> str:
    """Return whom a page names as its author; empty if that is no name."""
    name = page.meta("author", "article:author", "og:article:author", "dc.creator", "byl") or page.said("author")
    if cited := page.metas.get("citation_author"):
        name = ", ".join(_name_first(author) for author in cited[:20])
    elif name.startswith("http") or not name:
        name = first_line(page.root, "@itemprop=author", "@rel=author", ".author-name", ".byline")
    return name if cited or len(name) <= 60 else ""


def _name_first(name: str) -> str:
    """Turn "Last, First" round."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name


def date_of(page: Page) -> str:
    """Return when a page says that it was published, as an ISO date; empty if it does not say."""
    said = page.meta(*_DATE_METAS) or page.said("datePublished", "pubDate", "upDate", "dateCreated")
    times = (node.get("datetime") or node.text or "" for node in page.root.iter("time"))
    found = next(filter(None, map(iso_date, (said, *times))), "")
    return found or iso_date(first_line(page.root, *_DATE_PLACES))


def container_html(nodes: tuple[HtmlElement, ...]) -> str:
    """Return the HTML of elements without what is never read: scripts, styles, and attributes that only draw."""
    parts: list[str] = []
    for node in nodes:
        copy = deepcopy(node)
        copy.tail = None
        for inner in list(copy.iter(*_UNREAD)):
            if not (inner.get("type") or "").startswith("math/tex") and inner is not copy:
                inner.drop_tree()
        for inner in copy.iter():
            for name in list(inner.attrib):
                if name not in _KEPT or len(inner.attrib[name]) > 2000:
                    del inner.attrib[name]
        parts.append(etree.tostring(copy, encoding="unicode", method="html"))
    return "".join(parts)
