"""What is said of a term says what it is, or something about it."""

from __future__ import annotations

import re

import pytest

from deckgen.language.defining import ENDINGS, GLOSSARIES, OPENINGS, is_glossary, says_what

ENTRIES = (*OPENINGS, *ENDINGS)


@pytest.mark.parametrize(("pattern", "example"), ENTRIES, ids=[example for _, example in ENTRIES])
def test_each_entry_is_needed_by_its_example(pattern: str, example: str) -> None:
    assert says_what(example, "Foo")
    matching = [entry for entry, _ in OPENINGS if re.match(entry, example)]
    matching += [entry for entry, _ in ENDINGS if re.search(f"{entry}$", example)]
    assert pattern in matching


TOLD = [
    "ranges are cut in two", "The agent can see all of it", "An agent only sees a part",
    "Die Werte sind sortiert", "maps keys to values", "La clé est unique", "通常只有一页", "模型记住了噪声",
    "たいてい一ページだけ", "보통 한 페이지",
]  # fmt: skip


@pytest.mark.parametrize("said", TOLD)
def test_what_is_told_about_a_thing_does_not_say_what_it_is(said: str) -> None:
    assert not says_what(said, "Foo")


def test_a_sentence_that_opens_with_the_name_says_what_it_is_by_its_verb() -> None:
    assert says_what("Hybrid clouds are a mix of two sorts of clouds.", "Hybrid Clouds")
    assert says_what("过拟合是一种常见的毛病", "过拟合")
    assert not says_what("Hybrid clouds combine two sorts of clouds.", "Hybrid Clouds")


def test_a_list_of_terms_is_known_by_its_heading() -> None:
    assert all(is_glossary(heading.title()) for heading in GLOSSARIES)
    assert not is_glossary("Benefits")
