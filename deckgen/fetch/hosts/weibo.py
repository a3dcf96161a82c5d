"""weibo: short posts from the JSON of the mobile pages, long ones from their container; visitors meet a wall."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line, parse_html, text_of
from deckgen.fetch.page import Found, Host, Page, dig, read_json, text_at
from deckgen.fetch.statuses import is_challenge
from deckgen.fetch.values import PageStatus

_RENDER = re.compile(r"\$render_data\s*=\s*(\[.{2,200000}?\])\[0\]\s*\|\|", re.S)
_FIRST = re.compile(r"^.{4,80}?(?=[。！？!?\n]|$)")


def _read(page: Page) -> Found:
    root = page.root
    body = find(root, ".WB_editor_iframe_new", ".WB_editor_iframe", ".WBA_content", ".f-art-box")
    if body is not None:
        return Found(
            titles=(first_line(root, ".title", ".f-art-tit", "h1"), page.meta("og:title"), page.title_tag),
            author=first_line(root, ".author2 a", ".authorinfo .W_autocut", ".f-art-user-v2 h3"),
            date=iso_date(first_line(root, ".time")),
            body=(body,),
        )
    if found := _RENDER.search(page.html):
        data = read_json(found[1])
        post = dig(data[0], "status") if isinstance(data, list) and data else {}
        if html := text_at(post, "longText", "longTextContent") or text_at(post, "text"):
            words = text_of((parse_html(html),))
            first = _FIRST.match(words)
            return Found(
                titles=(text_at(post, "status_title"), first[0] if first else words[:60]),
                author=text_at(post, "user", "screen_name"),
                date=iso_date(_spelled(text_at(post, "created_at"))),
                html=html,
                title_only=True,
            )
    if is_challenge(page) or "Visitor System" in page.title_tag:
        return Found(status=PageStatus.BLOCKED)
    return Found()


def _spelled(moment: str) -> str:
    """Turn "Tue Mar 05 10:00:00 +0800 2019" into what is read elsewhere."""
    found = re.match(r"\w{3} (\w{3}) (\d\d) [\d:]+ \S+ (\d{4})$", moment)
    return f"{found[1]} {found[2]}, {found[3]}" if found else moment


HOST = Host(name="weibo", version=1, hosts=("weibo.com", "weibo.cn"), read=_read)
