"""Posts -> study items: topics, continued sections, and what becomes of a link."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from deckgen.items import find_places, in_order, study_items
from deckgen.kept_out import Wanted
from deckgen.model import Hold, ItemKind, Post, Status, StudyItem
from deckgen.posts.parse import make_post, parse_body
from deckgen.topics import topics_are_posts


def post(path: str, text: str, title: str = "", category: str = "") -> Post:
    head = f"---\ntitle: {title}\ncategories: {category}\n---\n" if title else ""
    return make_post(path, parse_body((head + text).encode()))


def items_of(*posts: Post, **wanted: Any) -> list[StudyItem]:
    choice = Wanted(**wanted)
    return study_items(find_places(posts, choice), choice)


def topics_of(*posts: Post, **wanted: Any) -> list[str]:
    return [place.topic for place in find_places(posts, Wanted(**wanted))]


# --- topics -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["CNN（续）", "CNN(续)", "CNN 续", "CNN（二）", "CNN (2)", "CNN（12）", "CNN（续2）", "CNN (cont.)", "CNN part 2"],
)
def test_a_continued_heading_is_its_topic(heading: str) -> None:
    """A topic that runs over several posts is one topic."""
    assert topics_of(post("a.md", "# CNN\n\nx\n"), post("b.md", f"# {heading}\n\ny\n")) == ["CNN", "CNN"]


@pytest.mark.parametrize(
    "heading",
    ["参考", "参考资料", "概述", "References", "OTHER", "其他", "See also", "1. 概述", "参考：", "工具和资源"],
)
def test_a_generic_heading_is_no_topic(heading: str) -> None:
    """What every post has names nothing; the post's title does."""
    assert topics_of(post("a.md", f"# {heading}\n\nx\n", title="Graph Theory")) == ["Graph Theory"]


@pytest.mark.parametrize("heading", ["工具链", "RNN概述", "Introduction to Algorithms", "C++", "2018", "对象"])
def test_other_headings_are_topics(heading: str) -> None:
    """A heading that only holds a generic word is one of its own."""
    assert topics_of(post("a.md", f"# {heading}\n\nx\n", title="T")) == [heading]


def test_a_post_that_opens_below_the_top_level_goes_on() -> None:
    """Its first sections belong to the topic that the series was at."""
    posts = (
        post("2018-01-01-s-1.md", "# RNN\n\n## a\n\nx\n", title="Series（一）"),
        post("2018-01-02-s-2.md", "## b\n\ny\n\n# LSTM\n\nz\n", title="Series（二）"),
    )
    assert topics_of(*posts) == ["RNN", "RNN", "RNN", "LSTM"]


def test_a_post_without_headings_has_its_title_as_topic() -> None:
    """And so has what stands before the first heading."""
    assert topics_of(post("a.md", "x\n", title="T")) == ["T"]
    assert topics_of(post("a.md", "x\n\n# A\n\ny\n", title="T")) == ["T", "A"]


def test_a_title_that_numbers_a_series_names_the_series() -> None:
    """Part 3 of a series without headings is no topic of its own."""
    assert topics_of(post("a.md", "x\n", title="机器学习（三）——KNN")) == ["机器学习"]


def test_topics_by_post() -> None:
    """On an ordinary blog, whose headings say Introduction and Results, a post is a topic."""
    assert topics_of(post("a.md", "# A\n\nx\n\n# B\n\ny\n", title="T"), topic_is_post=True) == ["T", "T"]


def test_marks_of_the_definition() -> None:
    """An author's own sign of continuation counts as well."""
    assert topics_of(post("a.md", "# CNN+\n\nx\n", title="T"), marks=("+",)) == ["CNN"]
    assert topics_of(post("a.md", "# CNN+\n\nx\n", title="T")) == ["CNN+"]


def test_a_part_leaves_no_comma_behind() -> None:
    """What parted the number from the name goes with it."""
    assert topics_of(post("a.md", "x\n", title="Keyboard mod, Part 1")) == ["Keyboard mod"]


def test_a_blog_whose_posts_start_at_the_second_level() -> None:
    """The level that most posts start at is the one of topics."""
    assert topics_of(post("a.md", "## A\n\nx\n\n### B\n\ny\n"), post("b.md", "## C\n\nx\n")) == ["A", "A", "C"]


@pytest.mark.parametrize(
    ("posts", "is_post"),
    [
        (["# Overview\n\nx\n\n# References\n\nx\n", "# Kettles\n\nx\n"], True),
        (["# Overview\n\nx\n", "# Kettles\n\nx\n"], False),
        (["# What I brewed\n\nx\n"] * 3, True),
        (["# What I brewed\n\nx\n"] * 2, False),
        (["# CNN\n\nx\n", "# CNN（续）\n\nx\n", "# CNN（二）\n\nx\n", "# CNN（三）\n\nx\n"], False),
        (["## What I brewed\n\n### Cups\n\nx\n"] * 3 + ["### Pots\n\nx\n"], True),
        (["x\n", "y\n"], False),
    ],
)
def test_the_post_is_the_topic_where_most_top_level_headings_name_none(posts: list[str], is_post: bool) -> None:
    """They are generic, or recur from post to post without a mark that they continue."""
    made = [post(f"{number}.md", text) for number, text in enumerate(posts)]
    assert topics_are_posts(made, ()) is is_post


@pytest.mark.parametrize(
    ("title", "topics"), [("jitsu {}", ["jitsu 0", "jitsu 1", "jitsu 2"]), ("Series ({})", ["Flags"] * 3)]
)
def test_a_heading_that_recurs_from_post_to_post_names_its_post(title: str, topics: list[str]) -> None:
    """The Flags of three commands are three things; the parts of a series say less than what they treat."""
    posts = [post(f"{number}.md", "# Flags\n\nx\n", title=title.format(number)) for number in range(3)]
    assert topics_of(*posts, recurring_is_post=True) == topics
    assert topics_of(*posts) == ["Flags"] * 3, "in decks of earlier releases"
    assert topics_of(*posts[:2], recurring_is_post=True) == ["Flags"] * 2


# --- sections ---------------------------------------------------------------------------------------------


def test_continued_sections_are_joined_in_post_order() -> None:
    """One section over two posts is one item, whichever file comes first."""
    later = post("2018-02-02-b.md", "# CNN（续）\n\n第二段。\n", title="B")
    first = post("2018-01-01-a.md", "# CNN\n\n第一段。\n", title="A")
    (item,) = items_of(later, first)
    assert (item.kind, item.title, item.text) == (ItemKind.SECTION, "CNN", "第一段。\n\n第二段。")
    assert [source.post for source in item.sources] == ["2018-01-01-a.md", "2018-02-02-b.md"]


def test_posts_are_read_by_date_and_number() -> None:
    """Part 10 follows part 9."""
    names = ["dl_10.md", "dl_9.md", "dl_1.md", "2018-01-01-x.md"]
    assert [one.path for one in in_order([post(name, "x") for name in names])] == [
        "dl_1.md", "dl_9.md", "dl_10.md", "2018-01-01-x.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_item"),
    [
        ("http://a.example/b\n\n标题\n", False),
        ("- [a](http://a.example/b) - words on it\n", False),
        ("![](a.png)\n", False),
        ("---\n", False),
        ("一句话。\n", True),
        ("```\ncode\n```\n", True),
        ("$$x$$\n", True),
        ("http://a.example/b\n\n标题\n\n一段与它无关的正文。\n", True),
        ("| a | b |\n|---|---|\n| c | d |\n", True),
    ],
)
def test_a_section_with_text_of_its_own_is_an_item(text: str, is_item: bool) -> None:
    """Links and what is said on them are no text of a section."""
    kinds = [item.kind for item in items_of(post("a.md", "# A\n\n" + text))]
    assert (ItemKind.SECTION in kinds) is is_item


# --- links ------------------------------------------------------------------------------------------------


def test_one_link_in_two_posts_is_one_item() -> None:
    """However it is spelled; the better title wins, and all comments are kept."""
    (item,) = items_of(
        post("a.md", "# A\n\nhttp://a.example/b/\n"),
        post("b.md", "# B\n\n## C\n\nx\n\nhttps://a.example/b?utm_source=x\n\n真标题\n\n这篇文章很好。\n"),
        topic_is_post=False,
    )[:1]
    assert (item.key, item.title, item.url) == ("link:https://a.example/b", "A", "http://a.example/b/")
    assert item.comment == "这篇文章很好。"
    assert [(source.post, source.line) for source in item.sources] == [("a.md", 3), ("b.md", 7)]


@pytest.mark.parametrize(
    ("text", "status", "hold"),
    [
        ("http://a.example/b\n\n标题\n", Status.OK, None),
        ("http://localhost/b\n\n标题\n", Status.SKIPPED, Hold.NO_STUDY),
        ("官网：\n\nhttp://a.example/\n", Status.SKIPPED, Hold.NO_READING),
        ("http://a.example/b.zip\n\n标题\n", Status.SKIPPED, Hold.NO_READING),
        ("[Kettle](https://kettle.example) is a tool.\n", Status.OK, None),
        ("Sponsored by [Kettle](https://kettle.example)\n", Status.SKIPPED, Hold.NO_STUDY),
        ("一句话。\n\nhttp://a.example/b\n\n---\n\nhttp://a.example/c\n", Status.HELD, Hold.UNTITLED),
    ],
)
def test_what_becomes_of_a_link(text: str, status: Status, hold: Hold | None) -> None:
    """A link that makes no card has a reason."""
    item = next(one for one in items_of(post("a.md", "# A\n\n" + text)) if one.kind is ItemKind.LINK)
    assert (item.status, item.hold, bool(item.reason)) == (status, hold, hold is not None)


@pytest.mark.parametrize(
    ("wanted", "hold"),
    [
        ({"globs": ("a*",)}, Hold.EXCLUDED),
        ({"categories": ("dl",)}, Hold.EXCLUDED),
        ({"headings": ("a",)}, Hold.EXCLUDED),
        ({"headings": ("公司",)}, Hold.EXCLUDED),
        ({"hosts": ("b.example",)}, Hold.EXCLUDED),
        ({"since": "2019-01-01"}, Hold.SINCE),
        ({"since": "2018-01-01"}, None),
        ({"hosts": ("x.b.example",)}, None),
        ({"headings": ("b",)}, None),
    ],
)
def test_what_the_definition_leaves_out(wanted: dict[str, Any], hold: Hold | None) -> None:
    """It is held, not forgotten."""
    one = post("a-2018.md", "# A\n\n## 公司（续）\n\nhttp://www.b.example/c\n\n标题\n", title="T", category="dl")
    (item,) = items_of(msgspec.structs.replace(one, date="2018-06-01"), **wanted)
    assert item.hold is hold
