"""weibo: short posts stand in the JSON of the mobile pages, long ones in a container; visitors meet a wall."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import parse_html, text_of
from deckgen.fetch.page import Found, Host, Page, dig, read_json, text_at

_POST = re.compile(r"\$render_data\s*=\s*(\[.{2,200000}?\])\[0\]\s*\|\|", re.S)
_FIRST_SENTENCE = re.compile(r"^.{4,80}?(?=[。！？!?\n]|$)")


def _read(page: Page) -> Found | None:
    """Return the post that the page carries as JSON; its first sentence stands for a title."""
    found = _POST.search(page.html)
    data = read_json(found[1]) if found else None
    post = dig(data[0], "status") if isinstance(data, list) and data else {}
    html = text_at(post, "longText", "longTextContent") or text_at(post, "text")
    if not html:
        return None
    words = text_of((parse_html(html),))
    first = _FIRST_SENTENCE.match(words)
    return Found(
        titles=(text_at(post, "status_title"), first[0] if first else words[:60]),
        author=text_at(post, "user", "screen_name"),
        date=iso_date(text_at(post, "created_at")),
        html=html,
        is_title_enough=True,
    )


HOST = Host(
    name="weibo",
    version=2,
    hosts=("weibo.com", "weibo.cn"),
    read=_read,
    body=(".WB_editor_iframe_new", ".WB_editor_iframe", ".WBA_content", ".f-art-box"),
    title=(".title", ".f-art-tit"),
    author=(".author2 a", ".authorinfo .W_autocut", ".f-art-user-v2 h3"),
    date=(".time",),
)
