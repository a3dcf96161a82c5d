"""Faults that readers of many cards named: each pattern beside a good card of the same shape."""

from __future__ import annotations

import pytest

from tests.cards.test_precision import shipped


def answers(text: str, *headings: str) -> list[str]:
    return [answer for _, answer in shipped(text, *headings)]


FOO = "Foo试验是在同样条件下重复进行的一种随机试验。"


def test_a_note_on_a_link_of_a_list_gives_no_card() -> None:
    noted = (
        "参考：\n\nhttp://a.org/\n\n甲的教程\n\nhttp://foo.org/\n\n"
        "某网（Foo Of Statistics，简称FOS）成立于某年，是一个统计学的网站。\n\nhttp://b.org/"
    )
    listed = "http://foo.org/\n\nFOS（Foo Of Statistics）是一个统计学的网站。\n\n甲的教程"
    labelled = "官网：\n\nhttp://foo.org/\n\nFOS（Foo Of Statistics）是一个统计学的网站。\n\nFOS下载很快。"
    assert answers(noted, "统计") == []
    assert answers(listed, "统计", "参考资料") == []
    assert answers(labelled, "统计") == ["Foo Of Statistics"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("AbcNLP是Abc AI实验室的作品。", ("AbcNLP",)),
        ("启动Foo\n\n`bin/foo start -e cloud -noprompt`", ("Foo",)),
        ("Foo是一款高性能的日志分析框架。", ("Foo",)),
        ("Foo是某公司的产品开发旗舰解决方案。", ("Foo",)),
        ("Foo是李开复的课题，后来成为长期的项目。", ("Foo",)),
        ("Foo是Bar的小组的新作。", ("Foo",)),
        ("FOO（Foo Of Other Conferences）是顶级会议。", ("算法",)),
        ("Foo模型全称为差分平均模型（Foo Average Model），也叫求和平均模型。", ("Foo模型",)),
    ],
)
def test_a_doubtful_card_is_refused(text: str, headings: tuple[str, ...]) -> None:
    assert shipped(text, *headings) == []


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        ("Foo是一款用于日志分析的框架。", ("Foo",), "一款用于日志分析的框架"),
        ("Foo距离是度量分布之间差异的一种对称的距离。", ("Foo距离",), "度量分布之间差异的一种对称的距离"),
        ("Foo是一种快速、只读的XML引擎。", ("Foo",), "一种快速、只读的XML引擎"),
        ("Foo是一种并行分发日志的引擎。", ("Foo",), "一种并行分发日志的引擎"),
        ("Foo是一种在自动机（automaton）上匹配字符串的算法。", ("Foo",), "一种在自动机（automaton）上匹配字符串的算法"),
        ("Foo is a tool that reads logs.", ("Foo",), "a tool that reads logs"),
    ],
)
def test_its_good_neighbour_is_kept(text: str, headings: tuple[str, ...], expected: str) -> None:
    assert expected in answers(text, *headings)


