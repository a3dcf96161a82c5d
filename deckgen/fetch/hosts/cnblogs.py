"""cnblogs: the first ``h1`` is the name of the blog, the post's own title is a link with an id."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.values import PageStatus

_BODIES = (
    "#cnblogs_post_body",
    ".blogpost-body",
    "#cnblogs_post_description_body",
    ".postBody .postText",
    ".postText",
    ".postBody",
    "#news_body",
    ".entry .post-body",
)
_PROTECTED = re.compile(r"设置密码|密码保护|需要登录|请(?:先)?登录")
_TITLE = re.compile(r"\s+-\s+[^-]{1,40}\s+-\s+博客园$")
_GONE = re.compile(r"不存在|已(?:被)?[^。]{0,4}删除|404|找不到")


def _read(page: Page) -> Found:
    root = page.root
    body = find(root, *_BODIES)
    if body is None:
        words = f"{page.title_tag} {page.head_text[:300]}"
        status = (
            PageStatus.LOGIN_REQUIRED if _PROTECTED.search(words) else PageStatus.GONE if _GONE.search(words) else None
        )
        return Found(status=status, titles=(page.meta("og:title"), _TITLE.sub("", page.title_tag)))
    return Found(
        titles=(
            first_line(
                root,
                "#cb_post_title_url",
                ".postTitle a",
                ".postTitle",
                ".postTitle2",
                "h1.postTitle",
                "#news_title",
                ".post-title",
            ),
            page.meta("og:title"),
            _TITLE.sub("", page.title_tag),
        ),
        author=first_line(
            root, ".postDesc a", "#author_profile_detail a", "#Header1_HeaderTitle", "#lnkBlogTitle", ".blogtitle"
        ),
        date=iso_date(first_line(root, "#post-date", ".postDesc #post-date", ".postDesc", "#news_info .time")),
        description=page.meta("og:description", "description"),
        body=(body,),
    )


HOST = Host(
    name="cnblogs",
    version=1,
    hosts=("cnblogs.com",),
    read=_read,
    takes=lambda page: (
        find(page.root, *_BODIES) is not None or re.search(r"/p/|/archive/|/articles?/", page.path) is not None
    ),
    drop=frozenset([
        "cnblogs_code_open", "cnblogs_code_copy", "MySignature", "blog_post_info_block", "toolbar", "gutter",
    ]),
)
