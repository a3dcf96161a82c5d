"""jianshu: three generations of class names, the newest of them made by a machine; the JSON of the page has it all."""

from __future__ import annotations

import re
from typing import Any

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page, dig, text_at
from deckgen.fetch.values import PageStatus

_GONE = re.compile(r"(?:页面|文章|内容)[^。]{0,8}(?:不存在|已(?:被)?[^。]{0,4}删除|找不到|私密)|404")
_LOCKED = re.compile(r"(?:文章|内容)[^。]{0,6}(?:已被锁定|违规|违反)|已被锁定")


def _note(page: Page) -> Any:
    return dig(page.script_json("__NEXT_DATA__"), "props", "initialState", "note", "data") or dig(
        page.script_json("__NEXT_DATA__"), "props", "pageProps", "note"
    )


def _read(page: Page) -> Found:
    root, note = page.root, _note(page)
    content = text_at(note, "free_content") or text_at(note, "content")
    body = find(
        root,
        ".show-content-free",
        ".show-content",
        "article._2rhmJa",
        "._2rhmJa",
        ".collapse-free-content",
        ".article .content",
        "section article",
    )
    if body is None and not content:
        words = f"{page.title_tag} {page.head_text[:300]}"
        status = PageStatus.TAKEN_DOWN if _LOCKED.search(words) else PageStatus.GONE if _GONE.search(words) else None
        return Found(status=status, titles=(page.meta("og:title"), page.title_tag))
    return Found(
        titles=(
            first_line(root, ".article .title", "h1.title", "h1._1RuRku", "section h1"),
            text_at(note, "public_title") or text_at(note, "title"),
            page.meta("og:title"),
            page.title_tag,
        ),
        author=first_line(root, ".author .name a", "._1OhGeD", ".info .name") or text_at(note, "user", "nickname"),
        date=iso_date(
            first_line(root, ".publish-time")
            or text_at(note, "first_shared_at")
            or next((one.get("datetime") or "" for one in root.iter("time")), "")
            or page.said("datePublished")
        ),
        body=(body,) if body is not None else (),
        html=content if body is None else "",
    )


HOST = Host(
    name="jianshu",
    version=1,
    hosts=("jianshu.com", "jianshu.io"),
    read=_read,
    takes=lambda page: page.path.startswith("/p/") or page.path == "",
    drop=frozenset(["show-foot", "modal-wrap", "support-author"]),
)
