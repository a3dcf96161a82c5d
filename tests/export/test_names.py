from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.export.check import validate
from deckgen.export.names import deck_path, safe_deck_part, safe_tag
from tests.anki_real import PAST
from tests.export.made import make_note


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("深度学习", "深度学习"),
        ("C++ std::vector", "C++ std：vector"),
        ("vector<int> [sound:a] [1]", "vector＜int＞ ［sound:a] [1]"),
        (" a\tb\nc ", "a b c"),
        ("a\x1fb\u202ec", "abc"),
        ("e\u0301", "é"),
        ("::", "："),
        (" : ", "?"),
        ("", "?"),
        ("a:", "a"),
        ("x" * 300, "x" * 100),
    ],
)
def test_any_text_makes_one_level_of_a_deck(text: str, name: str) -> None:
    assert safe_deck_part(text, "?") == name


@given(st.lists(st.text(), min_size=1, max_size=11))
def test_a_path_of_safe_levels_has_no_fault(texts: list[str]) -> None:
    deck = deck_path(*(safe_deck_part(text, "none") for text in texts))
    assert deck.count("::") == len(texts) - 1
    assert validate([make_note("a", deck=deck)], stamp=PAST) == []


def test_more_levels_than_anki_takes_are_refused() -> None:
    with pytest.raises(ValueError, match="12 levels, Anki takes at most 11"):
        deck_path(*"abcdefghijkl")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("deep learning", "deep_learning"),
        ("全角\u3000空格", "全角_空格"),
        ("topic::深度学习", "topic::深度学习"),
        ("::a::::b::", "a::b"),
        ("a\x00b", "ab"),
        (" ", ""),
        ("", ""),
    ],
)
def test_any_text_makes_a_tag(text: str, tag: str) -> None:
    assert safe_tag(text) == tag


@given(st.text())
def test_a_safe_tag_has_no_fault(text: str) -> None:
    tag = safe_tag(text)
    assert safe_tag(tag) == tag
    assert not tag or validate([make_note("a", tags=(tag,))], stamp=PAST) == []
