"""A source that a newer release reads otherwise is not paid for again; one whose words changed is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.files.pages import Pages
from deckgen.files.store import open_store
from deckgen.llm import sources
from tests.llm.blog import Blog, page_text

SECTION = "# 网络设备\n\n" + page_text("路由器") + "\n"


def entries(blog: Blog) -> list[dict[str, Any]]:
    """Give the lines about what was asked."""
    lines = (blog.folder / "deck.cards.jsonl").read_text(encoding="utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if "asked" in entry]


def without_own(blog: Blog) -> None:
    """Make a file as an old release left it."""
    path: Path = blog.folder / "deck.cards.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for entry in lines:
        entry.pop("own", None)
    path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in lines), encoding="utf-8")


def read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a section's text be read with other words left out."""
    real = sources.without_titles
    monkeypatch.setattr(sources, "without_titles", lambda text, titles: real(text, titles) + "\n\nread otherwise")


@pytest.mark.parametrize("is_old", [False, True], ids=["with its own words", "of before"])
def test_a_section_that_is_read_otherwise_is_known(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, is_old: bool
) -> None:
    """Not a request is sent, and the file knows both hashes from then on."""
    blog.put({}, sections=SECTION)
    assert blog.write()["requests"] == 1
    before = entries(blog)
    assert all(entry["own"] for entry in before)
    if is_old:
        without_own(blog)
    read_otherwise(monkeypatch)
    assert blog.write()["requests"] == 0
    (entry,) = entries(blog)
    assert (entry["own"], entry["source"] == before[0]["source"]) == (before[0]["own"], False)
    data = (blog.folder / "deck.cards.jsonl").read_bytes()
    assert blog.write()["requests"] == 0
    assert (blog.folder / "deck.cards.jsonl").read_bytes() == data


@pytest.mark.parametrize("is_old", [False, True], ids=["with its own words", "of before"])
def test_a_section_of_other_words_is_asked_about(blog: Blog, is_old: bool) -> None:
    """Its quotes stand no more."""
    blog.put({}, sections=SECTION)
    blog.write()
    if is_old:
        without_own(blog)
    blog.put({}, sections="# 网络设备\n\n" + page_text("交换机") + "\n")
    assert blog.write()["requests"] == 1


def test_a_page_that_a_better_rule_reads_otherwise_is_known(blog: Blog) -> None:
    """What it was read from is the same."""
    text = page_text("电台")
    blog.put({"a": text})
    page(blog, text_hash="1" * 64, own_hash="a" * 12)
    assert blog.write()["requests"] == 1
    page(blog, text_hash="2" * 64, own_hash="a" * 12)
    assert blog.write()["requests"] == 0
    page(blog, text_hash="3" * 64, own_hash="b" * 12)
    assert blog.write()["requests"] == 1


def page(blog: Blog, **changes: str) -> None:
    """Change what the store knows of the page."""
    store, _ = open_store(blog.store_path)
    with store:
        pages = Pages(store)
        url = "https://x.example/a"
        pages.put({url: msgspec.structs.replace(pages.records()[url], **changes)}, {})
        pages.tell_builds()
