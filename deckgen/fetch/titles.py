"""Titles as pages carry them -> titles as their authors wrote them: without site names and counters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deckgen.fetch.plain_text import fold, squeeze_line, unescape
from deckgen.language.scripts import HAN
from deckgen.patterns import regex

MAX_TITLE = 300

_BEFORE = regex(
    r"^\s*[（(]\s*\d{1,4}\+?\s*(?:封私信|条消息|条通知|条私信|条未读|条动态|封|条|个)[^()（）]{0,40}[）)]\s*|"
    r"^GitHub\s+[-–·]\s+"
)
_ANSWER_OF = regex(r"\s*[-–—]\s*[^-–—?？]{1,60}?\s?的(?:回答|文章|想法|视频)\s*$")
_SEPARATOR = regex(r"\s*(?:--+|——+|\s[-–—|·•/»«:]\s|[_|｜丨»«]|-|–|—)\s*")

_SITE_NAMES = (
    "知乎|知乎专栏|CSDN|CSDN下载|CSDN问答|CSDN文库|ITeye|博客园|简书|搜狐|搜狐科技|腾讯科技|腾讯云|阿里云|网易|"
    "网易订阅|网易科技|新浪|新浪科技|新浪财经|新浪看点|凤凰科技|澎湃|The Paper|界面|36氪|36kr|虎嗅|AI研习社|"
    "钛媒体|机器之心|量子位|InfoQ|极客邦|掘金|稀土掘金|SegmentFault|思否|SegmentFault 思否|OSCHINA|开源中国|"
    "我的个人空间|51CTO|ITPUB|Linux公社|Linux中国|菜鸟教程|脚本之家|慕课手记|豆瓣|豆瓣读书|豆瓣电影|豆瓣小组|"
    "豆瓣日记|今日头条|头条|微博|新浪微博|百度知道|百度文库|百度经验|百度贴吧|百家号|维基百科，自由的百科全书|"
    "Wikipedia|Wikipedia, the free encyclopedia|哔哩哔哩|bilibili|哔哩哔哩_bilibili|B站|YouTube|GitHub|"
    "GitHub Pages|Gitee|Gist|Medium|Towards Data Science|Stack Overflow|Stack Exchange|Quora|Reddit|Hacker News|"
    "DZone|DEV Community|ACM|Nature|Science|The New York Times|BBC News 中文|阮一峰的网络日志|酷壳|CoolShell|"
    "酷 壳|伯乐在线|开发者头条|IT之家|PaperWeekly|少数派|爱范儿|果壳|知识库|集智俱乐部|微信公众平台|优酷|爱奇艺|"
    "喜马拉雅|网易云课堂|网易公开课|Coursera|edX|datawhale|飞桨AI Studio|CSDN云计算|程序员客栈|语雀|飞书云文档|"
    "推酷|V2EX|煎蛋|小众软件|ZOL|中关村在线|硅谷动力|第一财经|新京报|南方周末|中青在线|中国科学院"
)
_SITES = frozenset(map(fold, _SITE_NAMES.split("|")))
"""Names that a title may end in (or, on some sites, begin with), as `fold` gives them."""

_SITE_LIKE = regex(
    r"^.{0,14}(?:网|博客|社区|论坛|频道|新闻网|新闻|日报|晚报|周刊|百科|公众号|门户|资讯|技术团队|开发者社区|"
    r"官方网站|官网|个人主页)$|^[\w.-]+\.(?:com|cn|net|org|io|cc|me|com\.cn|edu\.cn)$",
    re.I,
)
_JOINTS = frozenset("_|-—–｜,，·丨")
_CHANNEL = regex(rf"^[{HAN}]{{2,4}}(?:频道)?$")


def clean_title(title: str, *, sites: Iterable[str] = ()) -> str:
    """Return a title on one line, without the counters of the reader's account and the names of sites at its ends."""
    title = _BEFORE.sub("", squeeze_line(unescape(title[:8000]), MAX_TITLE))
    known = {fold(site) for site in sites if site} - {""}
    for _ in range(5):
        cut = _without_site(title, known)
        if cut == title:
            break
        title = cut
    return title.rstrip(" \t-|｜·•—–").lstrip(" \t-|｜·•") or title


def _without_site(title: str, known: set[str]) -> str:
    for found in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: found.start()].rstrip(), title[found.end() :].strip()
        if not head or not tail or len(tail) > 40:
            break
        if _is_site(tail, known) and len(fold(head)) >= 2:
            # 人民网 names the channel before itself: 标题--文化--人民网.
            parts = head.rpartition("--")
            return parts[0] if parts[0] and found[0].startswith("--") and _CHANNEL.match(parts[2]) else head
    return title


def _is_site(text: str, known: set[str]) -> bool:
    name = fold(text)
    return name in _SITES or name in known or _SITE_LIKE.match(text) is not None


def without_answerer(title: str) -> str:
    """Drop the name by which zhihu ends the title of one answer."""
    return _ANSWER_OF.sub("", title)


def agreed_title(title: str, headings: Iterable[str], *, sites: Iterable[str] = ()) -> str:
    """Return the heading of the page that a title begins or ends with, if there is one; else the title.

    Sites add names and keywords to their titles, hardly ever to their headings.
    """
    whole = fold(title)
    known = {fold(site) for site in sites}
    best = ""
    for heading in headings:
        line = squeeze_line(heading, MAX_TITLE)
        name = fold(line)
        if not 3 <= len(name) < len(whole) or len(name) <= len(fold(best)) or _is_site(line, known):
            continue
        share = len(name) / len(whole)
        rest = title[len(line) :].lstrip() if title.startswith(line) else ""
        begins = whole.startswith(name) and (share > 0.5 or (share > 0.3 and rest[:1] in _JOINTS))
        if begins or (whole.endswith(name) and share > 0.6):
            best = line
    return best or title
