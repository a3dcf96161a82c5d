"""Wikipedia and its sisters: the article without boxes, notes and edit links."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.values import PageStatus

_SITE = re.compile(r"\s*[-–—]\s*(?:Wikipedia|维基百科|維基百科|Wiki[a-z]+).{0,30}$", re.I)
_END = re.compile(
    r"^(?:参考文献|参考资料|參考文獻|參考資料|注释|註釋|外部链接|外部連結|参见|參見|References|External links|"
    r"See also|Notes|Further reading)$"
)


def _read(page: Page) -> Found:
    root = page.root
    if find(root, ".noarticletext") is not None:
        return Found(status=PageStatus.GONE)
    body = find(root, "#mw-content-text", "#bodyContent", ".mw-parser-output", "#content")
    return Found(
        titles=(
            first_line(root, "#firstHeading", "#section_0", "h1"),
            _SITE.sub("", page.meta("og:title")),
            _SITE.sub("", page.title_tag),
        ),
        date=iso_date(page.said("datePublished")),
        body=(body,) if body is not None else (),
    )


def _finish(text: str) -> str:
    """Drop the lists of references and links that end an article."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number > len(lines) // 3 and _END.match(line):
            return "\n".join(lines[:number]).rstrip()
    return text


HOST = Host(
    name="wikipedia",
    version=1,
    hosts=("wikipedia.org", "wikibooks.org", "wikisource.org", "wiktionary.org"),
    read=_read,
    takes=lambda page: find(page.root, "#mw-content-text", "#firstHeading", "#section_0") is not None,
    drop=frozenset(
        [
            "navbox", "vertical-navbox", "navbox-styles", "infobox", "metadata", "ambox", "noprint", "toc",
            "reference", "references", "reflist", "mw-references-wrap", "catlinks", "printfooter", "hatnote",
            "mw-jump-link", "mw-empty-elt", "sistersitebox", "portal", "mw-authority-control", "siteSub",
            "contentSub", "noexcerpt", "mbox-small", "shortdescription",
        ]
    ),
    finish=_finish,
)
