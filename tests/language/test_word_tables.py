"""The word lists that forms read: each entry has an example that is lost without it."""

from __future__ import annotations

import re

import pytest

from deckgen.language import no_definition
from deckgen.language.columns import PROPERTIES, is_property, names_property
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


def test_a_part_of_a_page_is_no_field() -> None:
    assert [names_field(heading) for heading in ("Definition", "原理", "Algebra")] == [False, False, True]


@pytest.mark.parametrize(("pattern", "name"), PROPERTIES, ids=range(len(PROPERTIES)))
def test_a_name_is_a_property_by_its_own_entry_alone(pattern: str, name: str) -> None:
    assert is_property(name)
    assert [other for other, _ in PROPERTIES if re.fullmatch(other, name, re.I)] == [pattern]


@pytest.mark.parametrize("name", ["Was?", "Foo", "Symbol", "$Q$", "Set", "手順", "收费", "3D BCC", "Punkte"])
def test_what_names_a_thing_is_no_property(name: str) -> None:
    assert not is_property(name)


@pytest.mark.parametrize("name", ["機能の役割", "purpose of the lid", "Zweck von Deckeln", "Pot or pan", "前提条件"])
def test_a_property_of_a_thing_and_a_choice_of_two_are_no_term(name: str) -> None:
    assert names_property(name)


@pytest.mark.parametrize("name", ["Rate of change", "水の沸点", "Oracle", "Porto"])
def test_a_term_with_a_thing_of_its_own_is_one(name: str) -> None:
    assert not names_property(name)
