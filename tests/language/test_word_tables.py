"""The word lists that forms read: each entry has an example that is lost without it."""

from __future__ import annotations

import re

import pytest

from deckgen.language import deeds, no_definition
from deckgen.language.columns import PROPERTIES, holds_commands, holds_full_forms, is_data, is_header, spells_out
from deckgen.language.headings import names_field
from deckgen.language.page_kinds import NO_LESSON, is_no_lesson

REFUSED = [*no_definition.NO_DEFINITION, *no_definition.PEOPLE]


@pytest.mark.parametrize(("pattern", "example"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_definition_is_refused_by_its_own_entry_alone(pattern: str, example: str) -> None:
    assert not no_definition.defines(example)
    others = [other for other, _ in REFUSED if other != pattern]
    assert not [other for other in others if re.search(other, example, re.I)]


@pytest.mark.parametrize(
    "what",
    [
        "一种按词频排序的检索算法", "a vessel that boils water", "most commonly a tree of pages",
        "an economic good, usually a raw one", "the least value for which it holds",
        "a protocol of the web that hides whole pages",
        "ein Verfahren, bei dem eine Funktion sich selbst aufruft", "関数が自分自身を呼び出すこと",
    ],
)  # fmt: skip
def test_a_definition_of_the_same_shape_is_one(what: str) -> None:
    assert no_definition.defines(what)


DEEDS = [
    *((deed, f"{deed} all files") for deed in deeds.FIRST.split("|")),
    *((deed, f"{deed}所有文件") for deed in deeds.FIRST_HAN.split("|")),
    *((deed, f"Foo {deed}") for deed in deeds.LAST.split("|")),
]


def test_each_deed_makes_a_task() -> None:
    assert [task for _, task in DEEDS if not deeds.is_deed(task)] == []


@pytest.mark.parametrize(
    "text", ["Output of it", "the branches", "所有文件", "查看文件的方法", "运行之后", "copy is much faster", "Zweige"]
)
def test_what_names_no_deed_is_no_task(text: str) -> None:
    assert not deeds.is_deed(text)


@pytest.mark.parametrize(("pattern", "titles"), NO_LESSON, ids=range(len(NO_LESSON)))
def test_a_page_that_teaches_nothing_is_known_by_its_title(pattern: str, titles: tuple[str, ...]) -> None:
    assert titles
    for title in titles:
        assert re.fullmatch(pattern, title, re.I)
        assert is_no_lesson(title)
        assert is_no_lesson("Notes", (title, "Graphs"))


@pytest.mark.parametrize("title", ["About trees", "关于过拟合", "Monthly means", "A licence to sort", "日报系统的设计"])
def test_a_lesson_of_a_like_title_stays_one(title: str) -> None:
    assert not is_no_lesson(title)


@pytest.mark.parametrize(
    "header",
    ["命令", "操作", "语句", "指令", "コマンド", "명령", "SQL", "Command", "Befehl", "Commande", "Comando"],
)
def test_a_column_of_commands(header: str) -> None:
    assert holds_commands(header)
    assert not holds_full_forms(header)


@pytest.mark.parametrize(
    "header", ["全称", "全名", "英文全称", "Full form", "Full name", "Stands for", "正式名称", "Langform"]
)
def test_a_column_of_full_forms(header: str) -> None:
    assert holds_full_forms(header)
    assert not holds_commands(header)


def test_a_part_of_a_page_is_no_field() -> None:
    assert [names_field(heading) for heading in ("Definition", "原理", "Algebra")] == [False, False, True]


@pytest.mark.parametrize(("pattern", "header"), PROPERTIES, ids=range(len(PROPERTIES)))
def test_a_header_is_a_property_by_its_own_entry_alone(pattern: str, header: str) -> None:
    assert is_header(header)
    ending = header.split()[-1]
    assert [other for other, _ in PROPERTIES if re.search(rf"(?:{other})$", ending, re.I)] == [pattern]


@pytest.mark.parametrize("header", ["Was?", "Foo", "Symbol", "$Q$", "Set", "手順", "收费", "3D BCC", "Punkte"])
def test_a_header_that_says_no_property_asks_nothing(header: str) -> None:
    assert not is_header(header)


@pytest.mark.parametrize(
    ("name", "cell"), [("GND", "Ground"), ("Arcustangens", "arctan"), ("FooMaster", "Foo Master")]
)
def test_a_cell_that_only_spells_its_row_is_seen(name: str, cell: str) -> None:
    assert spells_out(name, cell)


@pytest.mark.parametrize(
    ("name", "cell"), [("GET", "reads a page"), ("C4.5", "gain ratio"), ("PUT", "资源"), ("甲", "ground")]
)
def test_a_cell_that_says_more_is_none(name: str, cell: str) -> None:
    assert not spells_out(name, cell)


@pytest.mark.parametrize("cell", ["$20 a month", "约50ms", "same as above", "Selbe Bedeutung", "同上", "1,000分"])
def test_a_price_a_measure_or_a_row_above_is_data(cell: str) -> None:
    assert is_data(cell)
