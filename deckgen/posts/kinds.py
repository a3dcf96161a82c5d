"""What stands behind a link, by label, host and path: one table, first match wins."""

from __future__ import annotations

import re

from deckgen.model import LinkKind
from deckgen.urls import is_root, url_host

_BY_LABEL: tuple[tuple[re.Pattern[str], LinkKind], ...] = (
    (re.compile(r"官网|官方网站|主页|首页|home ?page|official (?:web)?site|^website$|^site$", re.I), LinkKind.HOME),
    (re.compile(r"下载|download|安装包|镜像", re.I), LinkKind.DOWNLOAD),
    (re.compile(r"代码|源码|源代码|code|github|gitee|repo|项目地址|仓库", re.I), LinkKind.REPOSITORY),
    (re.compile(r"论文|paper|arxiv|preprint", re.I), LinkKind.PAPER),
    (re.compile(r"视频|video|录像", re.I), LinkKind.VIDEO),
    (re.compile(r"数据集|dataset", re.I), LinkKind.DATASET),
    (re.compile(r"课程|course|lecture|公开课", re.I), LinkKind.COURSE),
    (re.compile(r"电子书|在线阅读|ebook|^book$", re.I), LinkKind.BOOK),
)

_DOWNLOAD_PATH = re.compile(
    r"\.(?:zip|rar|7z|gz|tgz|bz2|xz|tar|exe|msi|dmg|pkg|deb|rpm|apk|iso|jar|whl|bin|img|torrent|list)(?:[?#]|$)"
    r"|^https?://pan\.baidu\.com/|/releases/download/|^https?://(?:download|dl|ftp|mirrors?)\.[^/]+/",
    re.I,
)
_BY_URL: tuple[tuple[re.Pattern[str], LinkKind], ...] = (
    (re.compile(r"^https?://(?:www\.)?zhihu\.com/question/\d+/?(?:[?#]|$)", re.I), LinkKind.QUESTION),
    (re.compile(r"^https?://(?:[\w.]+\.)?(?:stackoverflow|stackexchange|superuser|serverfault|askubuntu|quora)\.com/"
                r"(?!tags?/|users?/)", re.I), LinkKind.QUESTION),
    (re.compile(r"^https?://(?:[\w.]+\.)?(?:arxiv\.org/(?:abs|pdf)|openreview\.net|aclweb\.org|aclanthology\.org|"
                r"papers\.nips\.cc|proceedings\.mlr\.press|doi\.org|dl\.acm\.org|ieeexplore\.ieee\.org|"
                r"openaccess\.thecvf\.com|semanticscholar\.org/paper)", re.I), LinkKind.PAPER),
    (re.compile(r"^https?://(?:[\w.]+\.)?(?:youtube\.com/watch|youtu\.be/|bilibili\.com/(?:video|bangumi)|vimeo\.com/\d|"
                r"v\.youku\.com|v\.qq\.com|iqiyi\.com/v_|ted\.com/talks|b23\.tv/)", re.I), LinkKind.VIDEO),
    (re.compile(r"^https?://(?:[\w.]+\.)?(?:coursera\.org|edx\.org|udacity\.com/course|icourse163\.org|xuetangx\.com|"
                r"ocw\.mit\.edu|khanacademy\.org)|/(?:class|courses?)/[\w~-]+", re.I), LinkKind.COURSE),
    (re.compile(r"^https?://(?:cs|ee)\d{2,3}\w*\.(?:stanford\.edu|github\.io)", re.I), LinkKind.COURSE),
    (re.compile(r"^https?://(?:book\.douban\.com/subject|(?:www\.)?goodreads\.com/book|(?:www\.)?amazon\.[\w.]+/.*dp/|"
                r"books\.google\.)|\.(?:epub|mobi)$", re.I), LinkKind.BOOK),
    (re.compile(r"^https?://(?:(?:www\.)?kaggle\.com/(?:datasets|c)/|huggingface\.co/datasets/|archive\.ics\.uci\.edu/|"
                r"(?:www\.)?image-net\.org)", re.I), LinkKind.DATASET),
    (re.compile(r"^https?://(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org)/[\w.-]+/[\w.-]+/?"
                r"(?:(?:tree|blob|src)/.*|[?#].*)?$", re.I), LinkKind.REPOSITORY),
    (re.compile(r"^https?://(?:pypi\.(?:python\.)?org/(?:project|pypi)/.|(?:www\.)?npmjs\.com/package/|crates\.io/crates/|"
                r"sourceforge\.net/projects/|(?:www\.)?docker\.com/r/)", re.I), LinkKind.TOOL),
    (re.compile(r"^https?://[^?#]*\.pdf(?:[?#]|$)", re.I), LinkKind.PAPER),
)


def link_kind(url: str, *, label: str = "", has_title: bool = True) -> LinkKind:
    """Tell the kind of a link; ``label`` is what stood before the URL ("官网"), without its colon.

    A root URL is a home page only where it has no title of its own.
    """
    if _DOWNLOAD_PATH.search(url):
        return LinkKind.DOWNLOAD
    for pattern, kind in _BY_LABEL:
        if label and pattern.search(label):
            return kind
    for pattern, kind in _BY_URL:
        if pattern.search(url):
            return kind
    if is_root(url) and not has_title:
        return LinkKind.HOME
    return LinkKind.ARTICLE


def is_reading(kind: LinkKind) -> bool:
    """Say whether a link of this kind is something to read (or watch), not a place to go to."""
    return kind not in (LinkKind.HOME, LinkKind.DOWNLOAD)


def describes_itself(url: str) -> bool:
    """Say whether the readable name of a page is as good as a title (an encyclopedia's article)."""
    return url_host(url).endswith(("wikipedia.org", "baike.baidu.com")) and not is_root(url)
