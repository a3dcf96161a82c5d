"""Anchors that say nothing alone, language by language, and lines that give a password; each entry with an example."""

from __future__ import annotations

import pytest

from deckgen.language.pointing import ends_small, gives_code, names_little, points_alone


@pytest.mark.parametrize(
    "anchor",
    [
        "here", "this answer", "in this post", "On that page", "at this site", "from this list", "see these notes",
        "read this post", "via those notes", "it's 106", "that", "been in it", "#12", "353", "@ann", "这里",
        "这篇文章", "这个帖子",
        "该条", "此份", "那款", "这位", "这种", "那段", "那边", "这儿", "此处", "请看这篇", "参见该文", "参考这个",
        "详见此书", "见这里", "看这段", "在这里", "从那里", "こちら", "そちら", "ここ", "これ", "それ", "この記事",
        "そのページ", "こちらの記事", "ここから", "こちらへ", "この資料を参照", "여기", "이 글", "해당 문서",
        "hier", "dort", "in diesem Beitrag", "auf dieser Seite", "zu diesem Thema", "dieser Artikel", "ici",
        "dans cet article", "cette page", "ce billet", "aquí", "en este artículo", "esta página",
    ],
)
def test_anchors_that_only_point(anchor: str) -> None:
    assert points_alone(anchor)


@pytest.mark.parametrize(
    "anchor",
    [
        "this works", "This Week in Tea", "这是我的第一篇博客文章", "此外还有很多烧水的办法", "このご時世に",
        "Kettle 2", "2020-10-13", "Anna", "Hierarchie", "iceberg", "这本书的第二版", "@pots/lid",
    ],
)
def test_anchors_that_say_something(anchor: str) -> None:
    assert not points_alone(anchor)


@pytest.mark.parametrize(
    "line",
    [
        "提取码: ab12", "（提取码：9hj7 ）", "访问码：x1y2", "密码:bmlm", "解压密码：tea123", "口令：abcd",
        "Password: tea123", "passcode: 1234", "Passwort: tee1", "Mot de passe : the1", "contraseña: te123",
        "パスワード：ocha1", "비밀번호: cha1",
    ],
)
def test_lines_that_give_a_password(line: str) -> None:
    assert gives_code(line)


@pytest.mark.parametrize(
    "line",
    ["密码：从凯撒到今天的历史", "wifi-password：快速获取密码", "Passwords and how to choose them", "密码学入门"],
)
def test_titles_that_speak_of_passwords(line: str) -> None:
    assert not gives_code(line)


@pytest.mark.parametrize(
    "anchor",
    [
        "I found", "we shut it", "you know them", "he brews", "she’ll boil it", "they've said so", "he'd boil it",
        "merged changes", "wrote a lid", "made two lids", "found two pots", "built two pots", "gave two lids",
        "said two words", "told two lids", "began two lids", "a ton", "documented here", "More details",
    ],
)
def test_anchors_that_name_nothing(anchor: str) -> None:
    assert names_little(anchor)


@pytest.mark.parametrize(
    ("anchor", "head"),
    [
        ("curated list", "our "), ("garbage collection", ""), ("Tea", ""), ("need for speed", ""), ("this works", ""),
        ("used by all of the tea drinkers", ""), ("made by Ann", ""), ("related lids", "an "), ("used lids", "The "),
        ("used lids", "my "), ("used lids", "your "), ("used lids", "his "), ("used lids", "her "),
        ("used lids", "their "), ("used lids", "its "),
    ],
)
def test_anchors_that_name_something(anchor: str, head: str) -> None:
    assert not names_little(anchor, head)


@pytest.mark.parametrize(
    "text", ["Der Quelltext liegt auf", "le code est dispo sur", "se puede leer en", "The code is on"]
)
def test_words_that_more_must_follow(text: str) -> None:
    assert ends_small(text)
