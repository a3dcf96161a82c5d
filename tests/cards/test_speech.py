"""A blog in two languages: each post's cards speak its own, and shipped ones keep what they say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from deckgen.language.phrases import phrases
from tests.continuity.blog import SECOND, Blog

CHINESE = """# {title}

一种平衡的多路搜索树，把数据放在叶子上，查找时只走一条路径。插入的时候可能要分裂结点。

https://example.org/{name}

{title}的代价
"""

ENGLISH = """# Kettle

Kettle is a tool for moving data. A kettle with a whistle tells when it is done, and one without does not.
Most people fill it with more water than they need, and then wait for longer than they want to.

https://example.org/kettle

How kettles really work
"""

PROMPTS = {language: phrases(language).what_does_it_say for language in ("zh", "en")}


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    blog = Blog(tmp_path)
    for name, title in (("a", "索引"), ("b", "事务"), ("c", "日志")):
        blog.write(f"{name}.md", CHINESE.format(name=name, title=title), title=f"{title}笔记")
    blog.write("kettle.md", ENGLISH, title="Kettle")
    return blog


def set_language(blog: Blog, line: str, settings: str = "") -> None:
    text = f'deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\n{line}\n{settings}\n'
    blog.definition.write_text(text, encoding="utf-8")


def prompt(blog: Blog, name: str) -> str:
    return blog.note(f"https://example.org/{name}").fields["Prompt"]


def test_the_cards_of_an_english_post_in_a_chinese_blog_ask_in_english(blog: Blog) -> None:
    set_language(blog, "")
    blog.build()
    assert blog.ledger.header.choices["language"] == "zh"
    assert [prompt(blog, name) for name in ("a", "kettle")] == [PROMPTS["zh"], PROMPTS["en"]]
    assert blog.note("Kettle").fields["Question"] == "What is Kettle?"


def test_a_topic_asks_in_its_own_language(blog: Blog) -> None:
    """Of one link it asks what a link's own card does."""
    set_language(blog, "", "cards: {reading: topic}")
    blog.build()
    notes = {note.subject: note.fields for note in blog.ledger.notes.values() if note.key.startswith("topic:")}
    assert notes["索引"]["Prompt"] == phrases("zh").what_does_it_say
    assert (notes["Kettle"]["Prompt"], notes["Kettle"]["Count"]) == (phrases("en").what_does_it_say, "1 link")
    blog.write("more.md", "# Kettle\n\nhttps://example.org/another\n\nAnother piece\n", title="More")
    blog.build()
    topics = {note.subject: note.fields for note in blog.ledger.notes.values() if note.key.startswith("topic:")}
    assert (topics["Kettle"]["Prompt"], topics["Kettle"]["Count"]) == (phrases("en").which_links, "2 links")


def test_one_language_for_all_if_the_definition_says_so(blog: Blog) -> None:
    set_language(blog, "language: zh")
    blog.build()
    assert prompt(blog, "kettle") == PROMPTS["zh"]


@pytest.mark.parametrize("settings", ["", "cards: {reading: topic}"])
def test_a_shipped_card_keeps_its_language(blog: Blog, settings: str) -> None:
    """As decks have it that were made when a deck had one language."""
    set_language(blog, "language: zh", settings)
    blog.build()
    shipped = blog.ledger.notes
    set_language(blog, "", settings)
    report = blog.build(at=SECOND)
    assert (report["updated"], report["new"]) == (0, 0)
    notes = {key: msgspec.structs.replace(note, words={}) for key, note in blog.ledger.notes.items()}
    assert notes == shipped  # but for the words of the card, by which the next build finds the note
