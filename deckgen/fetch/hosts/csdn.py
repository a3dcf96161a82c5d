"""CSDN: heading and body are the author's; the site words the <title>, and counts readers in the description."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.values import PageStatus

_AUTHOR_TITLE = re.compile(
    r"(?:_[^_]{1,40}的博客)?\s*[-_]\s*CSDN博客(?:_.*)?$|\s+-\s+[^-]{1,40}\s+-\s+(?:博客频道\s+-\s+)?CSDN(?:\.NET"
    r"|博客)$"
)
_GONE = re.compile(
    r"(?:博文|文章|页面|内容)[^。]{0,8}(?:不存在|已(?:被)?[^。]{0,4}删除|设为私密|仅[^。]{0,6}可见|找不到)|404"
)
_BODIES = (
    "#content_views",
    "#article_content",
    "#js_content",
    ".markdown_views",
    ".htmledit_views",
    ".article_content",
    ".blog-content-box article",
)


def _read(page: Page) -> Found:
    root = page.root
    body = find(root, *_BODIES)
    if body is None:
        status = PageStatus.GONE if _GONE.search(f"{page.title_tag} {page.head_text[:300]}") else None
        return Found(status=status, titles=(page.meta("og:title"), page.title_tag))
    heading = first_line(
        root,
        "h1.title-article",
        "#articleContentId",
        ".title-article",
        "h1.csdn_top",
        ".article_title h1",
        ".link_title",
        ".article-title-box h1",
        ".article_title",
    )
    return Found(
        titles=(heading, page.meta("og:title"), _AUTHOR_TITLE.sub("", page.title_tag)),
        author=first_line(
            root,
            ".follow-nickName",
            "#uid",
            ".profile-intro-name-boxTop a",
            ".user-profile-head-name",
            ".username_a",
            ".user_name",
        )
        or page.meta("author"),
        date=iso_date(page.said("pubDate", "datePublished") or _time(page)),
        body=(body,),
    )


def _time(page: Page) -> str:
    return first_line(
        page.root, ".bar-content .time", "span.time", ".link_postdate", ".article-bar-top .time", ".up-time", ".time"
    )


def _finish(text: str) -> str:
    return re.sub(r"\n(?:```\n)?(?:版权声明：本文为[^\n]{0,200})$", "", text)


HOST = Host(
    name="csdn",
    version=1,
    hosts=("blog.csdn.net", "bbs.csdn.net", "csdn.net"),
    read=_read,
    takes=lambda page: "/article/" in page.path or find(page.root, *_BODIES) is not None,
    drop=frozenset(
        [
            "article-copyright", "toc", "recommend-box", "hide-article-box", "blog-tags-box",
            "csdn-tracking-statistics", "dp-highlighter-bar", "bar",
        ]
    ),
    finish=_finish,
)
