"""What stands around a link's title and is none of it: 【视频】, [B站], "作者：…" behind a book, a sponsor's mark."""

from __future__ import annotations

import re
from typing import NamedTuple

from deckgen.language.scripts import HAN
from deckgen.patterns import regex

_MEDIA = (
    r"videos?|视频|录像|pdf|slides|ppt|podcasts?|播客|audio|音频|B站|bilibili|哔哩哔哩|youtube|油管|优酷|腾讯视频|知乎"
    r"|微信|公众号|微信公众号"
)
_SORT = r"文章|论文|工具|书|图书|书籍|教程|开源|资源|项目|新闻|课程|网站"
_BEFORE = regex(rf"^(?:[\[（(]\s*({_MEDIA})\s*[\]）)]|【\s*({_MEDIA}|{_SORT})\s*】)\s*(?=\S)", re.I)
_BEHIND = regex(rf"(?<=\S)\s*[【\[（(]\s*({_MEDIA})\s*[】\]）)]$", re.I)
_BOOK = regex(
    rf"^(《[^《》]{{1,120}}》)\s*[（(,，]?\s*((?:作者|著者|译者|编者)\s*[:：][^（）()]*|[{HAN}·]{{2,5}}\s*(?:著|编|(?<!翻)译))\s*[）)]?$"
)
_MARK_ALONE = regex(rf"^[【\[（(]\s*(?:{_MEDIA})\s*[】\]）)]$", re.I)

_HIGHLIGHT = regex(r"==(?=\S)([^=]+)(?<=\S)==")

_OPENS = ("《", "【", "[", "(", "（")
_CLOSES = ("】", "]", ")", "）")

_SPONSOR = r"赞助商?|广告|推广|sponsor(?:ed|s|ship)?|advertisement|promoted"
_SPONSOR_BEFORE = regex(
    rf"^\W*(?:本[期周文次]|特别|独家|特约|our|this (?:week|issue)['’]s)?\s*(?:{_SPONSOR}|ad)\W*(?:by|from)?\W*$", re.I
)
_SPONSOR_BEHIND = regex(
    r"^\W*(?:(?:提供的?)?(?:独家|特约|冠名)?赞助(?:播出|支持|的)?|[【\[（(]\s*(?:广告|推广|赞助|sponsor(?:ed)?|ad|promoted)\s*[】\]）)])\W*$",
    re.I,
)
_SPONSOR_TITLE = regex(
    rf"^[【\[（(]\s*(?:{_SPONSOR}|ad)\s*[】\]）)]|[【\[（(]\s*(?:{_SPONSOR}|ad)\s*[】\]）)]$|^sponsored by\b", re.I
)


class Undecorated(NamedTuple):
    """A title by itself."""

    title: str
    about: str = ""  # who made it
    sort: str = ""  # what it is said to be: "视频"


def undecorated(title: str) -> Undecorated:
    """Return a title without what only says where its piece lies, or of what sort it is."""
    if not title.startswith(_OPENS) and not title.endswith(_CLOSES):  # so it is with most
        return Undecorated(title)
    if (book := _BOOK.match(title)) is not None:
        return Undecorated(book[1], about=book[2].strip())
    sort = ""
    if (found := _BEFORE.match(title)) is not None:
        sort, title = found[1] or found[2], title[found.end() :]
    while (found := _BEHIND.search(title)) is not None:
        sort, title = sort or found[1], title[: found.start()].rstrip()
    return Undecorated(title, sort=sort)


def is_sponsored(head: str, title: str, tail: str) -> bool:
    """Return whether a line is a sponsor's, by the words before its link, of the link, and behind it."""
    return any(
        pattern.search(words) is not None
        for pattern, words in ((_SPONSOR_BEFORE, head), (_SPONSOR_TITLE, title), (_SPONSOR_BEHIND, tail))
    )


def without_highlights(text: str) -> str:
    """Return a text without the marks of ``==highlights==``."""
    return _HIGHLIGHT.sub(r"\1", text) if "==" in text else text


def said(comment: str) -> str:
    """Return a comment; empty if it says nothing, as a bracket or a "[B站]" that is left over."""
    return comment if any(map(str.isalnum, comment)) and not _MARK_ALONE.match(comment) else ""
