"""What stands behind a link, by label, host and path: one table, first match wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from deckgen.language.folding import fold
from deckgen.model import LinkKind
from deckgen.patterns import regex
from deckgen.urls import is_root, readable_name, url_host

_BY_LABEL: tuple[tuple[re.Pattern[str], LinkKind], ...] = tuple(
    (regex(label, re.I), kind)
    for label, kind in (
        (r"官网|官方网站|主页|首页|home ?page|official (?:web)?site|^website$|^site$", LinkKind.HOME),
        (r"下载|download|安装包|镜像", LinkKind.DOWNLOAD),
        (r"代码|源码|源代码|code|github|gitee|repo|项目地址|仓库", LinkKind.REPOSITORY),
        (r"论文|paper|arxiv|preprint", LinkKind.PAPER),
        (r"视频|video|录像", LinkKind.VIDEO),
        (r"数据集|dataset", LinkKind.DATASET),
        (r"课程|course|lecture|公开课", LinkKind.COURSE),
        (r"电子书|在线阅读|ebook|^book$", LinkKind.BOOK),
    )
)

_ANY = ""
_BY_HOST: tuple[tuple[str, str, LinkKind], ...] = (
    ("zhihu.com", r"/question/\d+/?(?:[?#]|$)", LinkKind.QUESTION),
    ("stackoverflow.com stackexchange.com superuser.com serverfault.com askubuntu.com quora.com mathoverflow.net",
     r"/(?!tags?/|users?/)", LinkKind.QUESTION),
    ("segmentfault.com", r"/q/", LinkKind.QUESTION),
    ("arxiv.org", r"/(?:abs|pdf)", LinkKind.PAPER),
    ("openreview.net aclweb.org aclanthology.org papers.nips.cc proceedings.neurips.cc proceedings.mlr.press doi.org "
     "dl.acm.org ieeexplore.ieee.org openaccess.thecvf.com", _ANY, LinkKind.PAPER),
    ("semanticscholar.org", r"/paper", LinkKind.PAPER),
    ("youtube.com", r"/(?:watch|playlist|embed|shorts|live)", LinkKind.VIDEO),
    ("youtu.be v.youku.com v.qq.com b23.tv", _ANY, LinkKind.VIDEO),
    ("bilibili.com", r"/(?:video|bangumi)", LinkKind.VIDEO),
    ("vimeo.com", r"/\d", LinkKind.VIDEO),
    ("iqiyi.com", r"/v_", LinkKind.VIDEO),
    ("ted.com", r"/talks", LinkKind.VIDEO),
    ("coursera.org edx.org icourse163.org xuetangx.com ocw.mit.edu khanacademy.org", _ANY, LinkKind.COURSE),
    ("udacity.com", r"/course", LinkKind.COURSE),
    ("book.douban.com", r"/subject", LinkKind.BOOK),
    ("goodreads.com", r"/book", LinkKind.BOOK),
    ("amazon.com amazon.cn amazon.co.uk amazon.de amazon.co.jp", r"/(?:.*/)?dp/", LinkKind.BOOK),
    ("books.google.com", _ANY, LinkKind.BOOK),
    ("kaggle.com", r"/(?:datasets|c)/", LinkKind.DATASET),
    ("huggingface.co", r"/datasets/", LinkKind.DATASET),
    ("archive.ics.uci.edu image-net.org", _ANY, LinkKind.DATASET),
    ("github.com gitlab.com gitee.com bitbucket.org", r"/[\w.-]+/[\w.-]+/?(?:(?:tree|blob|src)/.*|[?#].*)?$",
     LinkKind.REPOSITORY),
    ("pypi.org pypi.python.org", r"/(?:project|pypi)/.", LinkKind.TOOL),
    ("npmjs.com", r"/package/", LinkKind.TOOL),
    ("crates.io", r"/crates/", LinkKind.TOOL),
    ("sourceforge.net", r"/projects/", LinkKind.TOOL),
    ("docker.com", r"/r/", LinkKind.TOOL),
    ("pan.baidu.com", _ANY, LinkKind.DOWNLOAD),
)
"""Hosts (their subdomains too), how the rest of the URL begins, and what it then is."""
_DOMAINS = tuple(
    (tuple(f".{name}" for name in names.split()), regex(start, re.I) if start else None, kind)
    for names, start, kind in _BY_HOST
)

_DOWNLOADS = (
    "zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "exe", "msi", "dmg", "pkg", "deb", "rpm", "apk", "iso", "jar",
    "whl", "bin", "img", "torrent", "list",
)  # fmt: skip
_BY_EXTENSION: Mapping[str, LinkKind] = MappingProxyType({
    **dict.fromkeys(_DOWNLOADS, LinkKind.DOWNLOAD),
    "pdf": LinkKind.PAPER,
    "epub": LinkKind.BOOK,
    "mobi": LinkKind.BOOK,
})
_DOWNLOAD_HOST = ("download.", "dl.", "ftp.", "mirror.", "mirrors.")
_COURSE_HOST = regex(r"(?:cs|ee)\d{2,3}\w*\.(?:stanford\.edu|github\.io)$|courses?\.")
_NO_LETTER = regex(r"[\W_]+")
_INSTITUTION = regex(r"\.(?:edu|gov|ac)(?:\.[a-z]{2})?$")
_TO_READ = regex(
    r"blog|博客|newsletter|weekly|周刊|podcast|播客|magazine|杂志|\bnews\b|日报|主页|home ?page"
    r"|指南|教程|手册|文档|入门|\b(?:guide|handbook|book|docs|documentation|tutorial|course|by example)\b",
    re.I,
)
_SHORTEST_NAME = 3
"""Letters of a part of a host's name: a title may open with fewer of them by chance."""
_COURSE_PATH = regex(r"(?:^|/)(?:class|courses?)/[\w~-]", re.I)
_ARTICLE, _DOWNLOAD = LinkKind.ARTICLE, LinkKind.DOWNLOAD


def link_kind(url: str, *, label: str = "", title: str = "") -> LinkKind:
    """Return the kind of a link; ``label`` is what stood before the URL ("官网"), without its colon.

    A root URL without a title is a home page. One whose title is its host's name ("Kettle", kettle.example) is the
    thing of that name, which the author lists as a tool; any other title makes it something to read.
    """
    host, _, path = url.partition("://")[2].partition("/")
    by_extension = _extension_kind(path) if "." in path else None
    if by_extension is _DOWNLOAD or host.startswith(_DOWNLOAD_HOST) or "/releases/download/" in path:
        return _DOWNLOAD
    kind = _label_kind(label) if label else None
    kind = kind or _host_kind(host, path) or by_extension
    if kind is not None:
        return kind
    if not is_root(url):
        return _ARTICLE
    if not title:
        return LinkKind.HOME
    return LinkKind.TOOL if _is_named_by_host(title, url_host(url)) else LinkKind.ARTICLE


def _is_named_by_host(title: str, host: str) -> bool:
    """Return whether a title opens with the name that its host has too; a blog is read, whatever its name."""
    names = [name.replace("-", "") for name in host.split(".")[:-1]]
    if _INSTITUTION.search(host):
        names = names[:1]
    opening = _NO_LETTER.sub("", fold(title))
    return not _TO_READ.search(f"{title} {host}") and any(
        len(name) >= _SHORTEST_NAME and opening.startswith(name) for name in names
    )


def _label_kind(label: str) -> LinkKind | None:
    return next((kind for pattern, kind in _BY_LABEL if pattern.search(label)), None)


def _extension_kind(path: str) -> LinkKind | None:
    """Return the kind by the ending of the path, with its query (``?file=a.zip``) or without; None if it has none."""
    kind = _BY_EXTENSION.get(path.rpartition(".")[2].lower())
    if kind is None and ("?" in path or "#" in path):
        kind = _BY_EXTENSION.get(re.split(r"[?#]", path, maxsplit=1)[0].rpartition(".")[2].lower())
    return kind


def _host_kind(host: str, path: str) -> LinkKind | None:
    for pattern, kind in _host_rules(host):
        if pattern is None or pattern.match("/" + path):
            return kind
    if ("class" in path or "ourse" in path) and _COURSE_PATH.search(path):
        return LinkKind.COURSE
    return None


@lru_cache(maxsize=8192)
def _host_rules(host: str) -> tuple[tuple[re.Pattern[str] | None, LinkKind], ...]:
    """Return the rules of a host and of all domains that it belongs to."""
    host = host.rpartition("@")[2].partition(":")[0].lower()
    if _COURSE_HOST.match(host):
        return ((None, LinkKind.COURSE),)
    host = f".{host}"
    return tuple([(start, kind) for domains, start, kind in _DOMAINS if host.endswith(domains)])


_PERSON = regex(r"@?[\w.-]+(?: [\w.-]+){0,2}")
_PERSON_PATH = regex(r"/((?:u|users?|people|in|authors?|profile)/|[@~])?([^/]+)/?")


def is_page_of(url: str, name: str) -> bool:
    """Return whether a page is that of a person of this name: it lies where sites keep the pages of their people."""
    return _PERSON.fullmatch(name) is not None and bool(account_of(url))


def account_of(url: str, *, is_sure: bool = False) -> str:
    """Return the name of the account whose page an address may be, or must be if ``is_sure``; an empty text for others.
    """
    path = url.partition("://")[2].partition("/")[2].partition("#")[0].partition("?")[0]
    found = _PERSON_PATH.fullmatch("/" + path)
    if found is None or (is_sure and not found[1] and not is_repository_host(url_host(url))):
        return ""
    return found[2]


def shows_account(url: str, anchor: str) -> bool:
    """Return whether an anchor bears the name of the account whose page its address is: "@ann", "GitHub @ann"."""
    words = anchor.casefold().split()
    name = account_of(url, is_sure=len(words) > 1)
    return bool(name) and f"@{name}".casefold() in words


def is_account_of(url: str, name: str) -> bool:
    """Return whether a page is surely that of the account of somebody with this name."""
    return _NO_LETTER.sub("", account_of(url, is_sure=True)).casefold() == _NO_LETTER.sub("", name).casefold() != ""


def is_known_host(host: str) -> bool:
    """Return whether a host offers the things of many people, so that its own name names none of them."""
    return bool(_host_rules(host))


def is_repository_host(host: str) -> bool:
    """Return whether a host offers the repositories of many people."""
    return any(kind is LinkKind.REPOSITORY for _, kind in _host_rules(host)) and host.count(".") == 1


def describes_itself(url: str) -> bool:
    """Return whether the readable name of a page is as good as a title (an encyclopedia's article)."""
    return url_host(url).endswith(("wikipedia.org", "baike.baidu.com")) and not is_root(url)


def article_name(url: str) -> str:
    """Return what an encyclopedia's article is called, by its address; an empty text for any other page."""
    if not describes_itself(url):
        return ""
    name = readable_name(url)
    return (name.partition("/wiki/")[2] or name.rpartition("/")[2]).replace("_", " ")  # "Input/output" is one name
