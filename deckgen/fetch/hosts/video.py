"""Videos on bilibili and YouTube: there is nothing to read but a title and what the author says about it."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find_all, first_line
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.plain_text import js_text
from deckgen.fetch.values import PageStatus

_BILIBILI_TAIL = re.compile(r"(?:[_-]哔哩哔哩.*|[_-]bilibili.*|\s*-\s*嗶哩嗶哩.*)$", re.I)
_BILIBILI_COUNTS = re.compile(r"[，,；;]?\s*(?:视频播放量|点赞数|相关视频|简介：-|弹幕量).*$", re.S)
_BILIBILI_GONE = re.compile(r"视频去哪了|啊叻|视频不见了|出错啦|稿件不可见|404")
_PLAYABLE = re.compile(r'"playabilityStatus":\{"status":"(\w+)"')
_SHORT = re.compile(r'"shortDescription":"((?:[^"\\]|\\.){0,5000})"')


def _bilibili(page: Page) -> Found:
    title = (
        first_line(page.root, "h1.video-title", ".media-title", ".tit")
        or page.meta("og:title", "title")
        or page.title_tag
    )
    title = _BILIBILI_TAIL.sub("", title)
    if _BILIBILI_GONE.search(f"{title[:20]} {page.head_text[:80]}") and not page.meta("og:url"):
        return Found(status=PageStatus.GONE)
    return Found(
        titles=(title,),
        author=page.meta("author") or first_line(page.root, ".up-name", ".username"),
        date=iso_date(
            page.meta("uploaddate", "datepublished") or first_line(page.root, ".pubdate-text", ".pubdate-ip-text")
        ),
        description=_BILIBILI_COUNTS.sub("", page.meta("og:description", "description")),
        title_only=True,
    )


def _youtube(page: Page) -> Found:
    status = found[1] if (found := _PLAYABLE.search(page.html)) else ""
    title = re.sub(r"\s*-\s*YouTube$", "", page.meta("og:title", "title") or page.title_tag)
    if "consent." in page.host or title.startswith("Before you continue"):
        return Found(status=PageStatus.BLOCKED)
    if title in ("", "YouTube", "-"):
        return Found(status=PageStatus.BLOCKED if status == "LOGIN_REQUIRED" else PageStatus.GONE)
    said = found[1] if (found := _SHORT.search(page.html)) else ""
    names = [one.get("content") or "" for one in find_all(page.root, "@itemprop=name") if one.tag == "link"]
    return Found(
        titles=(title,),
        author=next(filter(None, names), "") or page.meta("author"),
        date=iso_date(page.meta("datepublished", "uploaddate")),
        description=js_text(said) or page.meta("og:description", "description"),
        title_only=True,
    )


BILIBILI = Host(
    name="bilibili",
    version=1,
    hosts=("bilibili.com", "b23.tv"),
    read=_bilibili,
    takes=lambda page: page.path.startswith(("/video/", "/bangumi/", "/cheese/", "/av", "/BV")),
)

YOUTUBE = Host(
    name="youtube",
    version=1,
    hosts=("youtube.com", "youtu.be", "youtube-nocookie.com"),
    read=_youtube,
    takes=lambda page: page.path.startswith(("/watch", "/embed/", "/shorts/", "/live/")) or page.host == "youtu.be",
)
