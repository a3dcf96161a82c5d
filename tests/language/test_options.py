"""Options to choose from are told by the row of their signs, the right one by its own."""

from __future__ import annotations

import pytest

from deckgen.language.options import are_options, beside, is_right, opens_option, without_sign


@pytest.mark.parametrize(
    "texts",
    [
        ["A) a pot", "B) a lid"],
        ["a. a pot", "b. a lid", "c. a spoon"],
        ["(A) a pot", "(B) a lid"],
        ["[ ] A. a pot", "[ ] B. a lid"],
        ["A ein Topf", "B ein Deckel", "C ein Löffel"],
        ["а) горшок", "б) крышка"],
        ["ア　鍋", "イ　蓋", "ウ　匙"],
        ["① 냄비", "② 뚜껑", "③ 숟가락"],
        ["1) a pot", "2) a lid"],
    ],
)
def test_signs_of_a_row_open_options(texts: list[str]) -> None:
    assert are_options(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["A) a pot"],
        ["A) a pot", "C) a lid"],
        ["A pot is hot", "Both are"],
        ["A pot", "B flat"],
        ["a pot", "a lid", "a spoon"],
        ["1 pot", "2 lids", "3 spoons"],
        ["A: a pot", "words"],
    ],
)
def test_other_texts_are_no_options(texts: list[str]) -> None:
    assert not are_options(texts)


def test_options_stand_beside_each_other_and_show_which_is_right() -> None:
    assert beside("(a) red (b) blue (c) green") == ["(a) red", "(b) blue", "(c) green"]
    assert opens_option("B) a lid")
    assert not opens_option("2) a lid")
    assert not opens_option("B flat")
    assert is_right("C) a spoon ✅")
    assert not is_right("C) a spoon")
    assert without_sign("C) a spoon ✔️").strip() == "C) a spoon"
