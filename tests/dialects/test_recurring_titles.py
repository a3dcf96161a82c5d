"""A title that other pages bear from post to post is a label, in whatever language; it takes its thing before it."""

from __future__ import annotations

import pytest

from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.model import ItemKind
from deckgen.posts.parse import make_post, parse_body

LINE = "- [{name}](https://{name}.example/)：a pot, [{label}](https://{host}.example/{path})\n"


def titles(*texts: str) -> list[str]:
    posts = [make_post(f"{number}.md", parse_body(text.encode())) for number, text in enumerate(texts)]
    wanted = Wanted()
    return [item.title for item in study_items(find_places(posts, wanted), wanted) if item.kind is ItemKind.LINK]


def held(*texts: str) -> list[str]:
    posts = [make_post(f"{number}.md", parse_body(text.encode())) for number, text in enumerate(texts)]
    return [item.reason for item in study_items(find_places(posts, Wanted()), Wanted()) if item.kind is ItemKind.LINK]


def posts_with(label: str, count: int, *, path: str = "read") -> list[str]:
    names = ["kettle", "teapot", "samovar", "urn"][:count]
    return [LINE.format(name=name, label=label, host=f"{name}-x", path=path) for name in names]


@pytest.mark.parametrize("label", ["在线阅读", "live demo", "doc officielle", "オンラインで読む"])
def test_the_same_words_for_other_pages_are_a_label(label: str) -> None:
    assert titles(*posts_with(label, 3))[1::2] == [f"{name} · {label}" for name in ("kettle", "teapot", "samovar")]


def test_the_same_words_three_times_in_a_post_are_a_label_too() -> None:
    assert titles("\n".join(posts_with("lue lisää", 3)))[1::2] == [
        f"{name} · lue lisää" for name in ("kettle", "teapot", "samovar")
    ]


def test_pictures_of_one_name_name_nothing() -> None:
    post = 'Words of it.\n\n<a href="https://gyazo.example/{}"><img src="a.png" alt="Image from Gyazo"/></a>\n'
    found = held(*(post.format(number) for number in ("c2f", "a1f", "b3e")))
    assert found == ["no title: only a label stands before it"] * 3
    assert held(*(post.format(number) for number in ("c2f", "a1f"))) == ["", ""]


def test_in_two_posts_they_may_be_titles() -> None:
    assert titles(*posts_with("在线阅读", 2))[1::2] == ["在线阅读", "在线阅读"]


def test_what_the_address_holds_is_a_name_however_often_it_stands_there() -> None:
    """ActiveRecord in three posts is three pages on ActiveRecord."""
    assert titles(*posts_with("ActiveRecord", 3, path="activerecord"))[1::2] == ["ActiveRecord"] * 3


def test_one_page_under_one_title_everywhere_is_no_label() -> None:
    line = "We like [Boiling water](https://boil.example/1) best.\n"
    assert titles(line, line, line) == ["Boiling water"]


def test_a_label_in_table_and_html_takes_the_thing_of_its_row() -> None:
    row = "| Pot | Try |\n| --- | --- |\n| {name} | [試してみる](https://x.example/{name}1) |\n"
    cell = "<table><tr><td>{name}</td><td><a href='https://y.example/{name}2'>試してみる</a></td></tr></table>\n"
    found = titles(*(row.format(name=name) + "\n" + cell.format(name=name) for name in ("Urn", "Cup", "Lid")))
    assert found[:2] == ["Urn · 試してみる", "Urn · 試してみる"]


def test_what_is_said_of_an_entry_paragraphs_below_is_of_the_entry() -> None:
    post = "1、[{name}](https://github.com/ann/{name})\n\n![](x.png)\n\n一个水壶（[介绍文章](https://{name}-x.example/read)）。\n"
    found = titles(*(post.format(name=name) for name in ("kettle", "teapot", "samovar")))
    assert found == ["kettle", "kettle · 介绍文章", "teapot", "teapot · 介绍文章", "samovar", "samovar · 介绍文章"]
