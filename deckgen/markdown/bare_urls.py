"""Where a bare URL ends in running text: the Markdown parser ends it at white space only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.language.scripts import CJK
from deckgen.patterns import regex

_CJK = r"\u2e80-\u2fdf" + CJK  # with the radicals
_STOP = "\\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018-\u201f\u2026"
_URL = regex(rf"(?i:https?://|www\.)[^{_STOP}]+")
_BARE_URL = regex(
    rf"(?<![A-Za-z0-9_@./-])(?i:www\.)[A-Za-z0-9-]+\.[^{_STOP}{_CJK}]+|(?i:https?://)\[[^{_STOP}{_CJK}]+"
)
_DASHED_URL = regex(rf"(?<=--)(?i:www\.)[A-Za-z0-9-]+\.[^{_STOP}{_CJK}]+")
_BEHIND_BRACKET = regex(rf"\[[^\[\]]{{0,300}}?((?i:https?://)[A-Za-z0-9-]+\.[^{_STOP}]+)")
"""In square brackets, closed or not, the parser links no address."""
# Only the words are asked for in any case: a class of thousands of signs that have none takes ten times as long to
# compile for both.
_CJK_PATH = regex(r"/(?:wiki|item|view|zh-cn|zh-hans|question|topic|tag|tags|category)/|[?&#][^=]*=", re.I)
_FIRST_CJK = regex(rf"[{_CJK}]")
_GLUED = regex(r"\*\*|\||\((?=https?:)", re.I)
"""Marks that no address holds, and the bracket around it once more: ``url(url)``."""
_ASCII_URL = regex(r"https?://[A-Za-z0-9/._~?=%+#&:-]*[A-Za-z0-9/=]")


def url_end(written: str) -> int:
    """Return where a bare URL ends in a run of text without white space."""
    if _ASCII_URL.fullmatch(written):
        return len(written)
    found = _URL.match(written)
    if found is None:
        return len(written)
    url = found[0]
    if (cut := _FIRST_CJK.search(url)) is not None:
        alone = found.end() == len(written)
        head = url[: cut.start()]
        if not (_CJK_PATH.search(head) or (alone and len(url) - cut.start() < 40 and head[-1] in "/=_-%")):
            url = head
    return len(trim_url(url))


def trim_url(url: str) -> str:
    """Drop what is glued to the end of a URL: closing punctuation, markup, a bracket without its other half."""
    url = _GLUED.split(url, maxsplit=1)[0]
    surplus = {closing: url.count(closing) - url.count(opening) for opening, closing in ("()", "[]", "{}")}
    end = len(url)
    while end:
        last = url[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ".,;:!?'*_~^\\([{":
            break
        end -= 1
    return url[:end]


def find_bare_urls(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and text of the URLs that the parser misses: ``www.`` among Chinese words, IPv6 hosts, in ``[``."""
    found = [(each.start(), trim_url(each[0])) for kind in (_BARE_URL, _DASHED_URL) for each in kind.finditer(text)]
    if "[" in text and "://" in text:
        found += [(each.start(1), each[1][: url_end(each[1])]) for each in _BEHIND_BRACKET.finditer(text)]
    position = 0
    for start, url in sorted(found):
        if start >= position:
            yield start, url
            position = start + len(url)
