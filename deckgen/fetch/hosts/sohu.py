"""sohu: og:title carries keywords behind the title, the heading does not."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.values import PageStatus

_BODIES = (
    "#mp-editor",
    "article.article",
    "#articleContent",
    ".article-text",
    "#contentText",
    "#main_content",
    "#article-content",
    "article",
    ".article",
    ".text",
)
_GONE = re.compile(r"(?:文章|内容|新闻|页面)[^。]{0,8}(?:不存在|已(?:被)?[^。]{0,6}(?:删除|下线)|找不到)|404")
_KEYWORDS = re.compile(r"(?:_[^_\s]{1,12})+$")


def _read(page: Page) -> Found:
    root = page.root
    body = find(root, *_BODIES)
    if body is None:
        status = PageStatus.GONE if _GONE.search(f"{page.title_tag} {page.head_text[:300]}") else None
        return Found(status=status, titles=(_KEYWORDS.sub("", page.meta("og:title")), page.title_tag))
    return Found(
        titles=(
            first_line(
                root,
                ".text-title h1",
                ".article-title",
                "h1.title-info",
                "h2.title-info",
                ".content-box h1",
                ".news-title h1",
                "h1",
            ),
            _KEYWORDS.sub("", page.meta("og:title")),
            _KEYWORDS.sub("", page.title_tag),
        ),
        author=page.meta("mediaid", "author") or first_line(root, ".user-info h4", ".author-name", ".name"),
        date=iso_date(
            page.meta("og:release_date", "article:published_time")
            or first_line(root, "#news-time", ".time")
            or page.said("pubDate")
        ),
        description=page.meta("description", "og:description"),
        body=(body,),
    )


def _finish(text: str) -> str:
    """Drop the site's own way back, and who was responsible."""
    text = re.sub(r"\s*返回搜狐[，,]查看更多\s*", "\n", text)
    text = re.sub(r"\n责任编辑：[^\n]{0,20}\s*$", "", text)
    return re.sub(r"^(?:原标题：[^\n]{0,120})\n+", "", text).strip()


HOST = Host(
    name="sohu",
    version=1,
    hosts=("sohu.com",),
    read=_read,
    takes=lambda page: bool(re.search(r"/a/|/n\d|/\d{8}/|/picture/", page.path)) or page.path in ("", "/"),
    drop=frozenset(
        [
            "backword", "article-tags", "bd-more", "user-info", "tag-item", "lookall-box", "expand-tip",
            "statement", "article-info",
        ]
    ),
    finish=_finish,
)
