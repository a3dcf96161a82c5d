"""The corpus as a careful reader sees it: 200 hand-labelled links (tests/labels/README.md), and no URL line lost."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.model import Link, StudyItem
from deckgen.posts.parse import make_post, parse_body
from tests.posts.links import links_of

LABELS = Path(__file__).parents[1] / "labels" / "link_titles.jsonl"
WANTED_SHARE = 0.98
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_URL_LINE = re.compile(r">?\s*(https?://\S+)\s*")


@pytest.fixture(scope="module")
def links_by_line(posts: Path) -> dict[tuple[str, int], list[Link]]:
    """All links of the corpus, by post and line."""
    found: defaultdict[tuple[str, int], list[Link]] = defaultdict(list)
    for path in sorted(posts.iterdir()):
        for link in links_of(parse_body(path.read_bytes()).sections):
            found[path.name, link.first].append(link)
    return dict(found)


def _hash(title: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", title).split()).casefold().rstrip("。.，,；;：: ")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_right(label: dict[str, Any], links: list[Link]) -> bool:
    number = label.get("nth", 0)
    link = links[number] if number < len(links) else None
    if label["expect"] == "skip":
        return link is None or bool(link.skip)
    return link is not None and not link.skip and _hash(link.title) in label["titles"]


def test_titles_are_those_of_a_careful_reader(links_by_line: dict[tuple[str, int], list[Link]]) -> None:
    """At least 98 of 100 links have the title that a reader would give them."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wrong = [
        f"{label['post']}:{label['line']} ({label['shape']})"
        for label in labels
        if not _is_right(label, links_by_line.get((label["post"], label["line"]), []))
    ]
    assert len(wrong) <= (1 - WANTED_SHARE) * len(labels), wrong


def _url_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside code that are one URL and nothing else, found without the parser."""
    fence = ""
    is_highlight = False
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark is not None and mark[1].startswith(fence) else fence
        elif mark is not None:
            fence = mark[1]
        elif "{%" in line and "highlight" in line:
            is_highlight = "endhighlight" not in line
        elif not is_highlight and not line.startswith(("    ", "\t")) and (found := _URL_LINE.fullmatch(line)):
            yield number, found[1]


def test_no_url_line_is_lost(posts: Path) -> None:
    """Every URL that stands alone on a line outside code is an item, or skipped with a reason."""
    parsed = [make_post(path.name, parse_body(path.read_bytes())) for path in sorted(posts.iterdir())]
    wanted = Wanted()
    items = study_items(find_places(parsed, wanted), wanted)
    sources = {(source.post, source.line): item for item in items for source in item.sources if source.url}
    lines = [
        (path.name, number)
        for path in sorted(posts.iterdir())
        for number, _ in _url_lines(path.read_text(encoding="utf-8"))
    ]
    assert len(lines) > 7000
    assert [line for line in lines if line not in sources] == []
    assert [item.key for item in items if not _has_reason(item)] == []


def _has_reason(item: StudyItem) -> bool:
    return (item.hold is None) == (not item.reason)
