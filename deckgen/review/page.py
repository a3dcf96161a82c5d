"""The page of a review: the one that the preview shows cards on, with what decides about them beside it."""

from __future__ import annotations

import functools
import importlib.resources
import urllib.parse
from typing import Any

from deckgen.preview.page import More, page_of, problem_row
from deckgen.review.desk import Desk
from deckgen.review.queue import KINDS

_SPLIT = "<!-- place: "


def review_page(desk: Desk) -> str:
    """Return the page of a deck, as its notes are now."""
    rows = desk.rows()
    data: dict[str, Any] = {
        "cards": rows,
        "counts": [],
        "problems": [problem_row(problem) for problem in desk.plan.problems],
        "media": {},
        "kinds": [(kind.name, kind.label) for kind in KINDS],
        "seq": desk.seq(),
        "home": urllib.parse.quote(desk.name, safe=""),
    }
    return page_of(desk.plan.definition.deck, data, _more())


@functools.cache
def _more() -> More:
    """Return what the page has beside the cards."""
    markup: dict[str, str] = {}
    for part in _read("review.html").split(_SPLIT)[1:]:
        name, _, text = part.partition(" -->")
        markup[name] = text.strip()
    return More(parts=markup, style=_read("review.css"), script=_read("review.js"), policy="; connect-src 'self'")


def _read(name: str) -> str:
    file = importlib.resources.files("deckgen.review") / "templates" / name
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
