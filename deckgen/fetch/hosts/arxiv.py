"""arXiv: the abstract's page."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line, text_of
from deckgen.fetch.page import Found, Host, Page


def _read(page: Page) -> Found:
    root = page.root
    title = re.sub(r"^Title:\s*", "", first_line(root, "h1.title"))
    node = find(root, "blockquote.abstract", ".abstract")
    abstract = page.meta("citation_abstract") or re.sub(
        r"^Abstract:\s*", "", text_of((node,)) if node is not None else ""
    )
    authors = page.metas.get("citation_author", [])
    return Found(
        titles=(
            page.meta("citation_title"),
            title,
            re.sub(r"^\[[^\]]+\]\s*", "", page.meta("og:title") or page.title_tag),
        ),
        author=", ".join(_name_first(one) for one in authors[:20])
        or re.sub(r"^Authors?:\s*", "", first_line(root, ".authors")),
        date=iso_date(page.meta("citation_date", "citation_online_date") or first_line(root, ".dateline")),
        text=abstract,
        title_only=True,
    )


def _name_first(name: str) -> str:
    """Turn "Last, First" round."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name


HOST = Host(
    name="arxiv",
    version=1,
    hosts=("arxiv.org",),
    read=_read,
    takes=lambda page: page.path.startswith("/abs/") or bool(page.meta("citation_arxiv_id")),
)
