"""Where the words of a card stand in a post, all of them and in their order."""

from __future__ import annotations

import pytest

from deckgen.identity.unmarked import Line, PostWords, words_of
from deckgen.model import NoteType

CELL = {"Question": "What is a cell?", "Answer": "The unit of life"}


def stands(fields: dict[str, str], *texts: str, note_type: NoteType = NoteType.QUESTION) -> list[int]:
    found = made(*texts).find(words_of(note_type, "", fields))
    return [number for number, _ in found]


def made(*texts: str) -> PostWords:
    return PostWords([[Line(7 + at, line) for at, line in enumerate(text.split("\n"))] for text in texts])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Q What is a cell?\nA: The unit of life", True),
        ("What is a cell? Anwser: The unit of life.", True),
        ("**What is a cell?** The *unit* of life, and more", True),
        ("The unit of life is a cell", False),
        ("The unit of life. What is a cell?", False),
        ("What is a cell? The unit of all that has ever been life", False),
        ("What is a cell? Not the unit of life", False),
        ("What is a cell?", False),
        ("The unit of life", False),
    ],
)
def test_all_words_stand_in_their_order_with_few_between(text: str, found: bool) -> None:
    assert stands(CELL, "Before.", text, "Behind.") == [1] * found


def test_words_of_two_stretches_are_those_of_neither() -> None:
    assert stands(CELL, "What is a cell?", "The unit of life") == []


def test_han_signs_are_found_beside_a_label_without_its_colon() -> None:
    assert stands({"Question": "细胞是什么？", "Answer": "生命的单位"}, "问：细胞是什么？\n答生命的单位") == [0]
    assert stands({"Question": "细胞是什么？", "Answer": "生命的单位"}, "细胞不是什么？\n生命的单位") == []


def test_what_a_card_of_now_says_is_free_for_no_other() -> None:
    words = words_of(NoteType.QUESTION, "", CELL)
    post = made("What is a cell? The unit of life", "Words.\nWhat is a cell? The unit of life")
    post.take(words)
    assert list(post.find(words)) == [(1, 8)]
    post.take(words)
    assert list(post.find(words)) == []


def test_a_card_with_an_empty_side_or_a_short_text_has_no_words_to_stand_by() -> None:
    assert words_of(NoteType.QUESTION, "", {"Question": "What is this?", "Answer": '<img src="a.png">'}) == []
    assert words_of(NoteType.CLOZE, "", {"Text": "{{c1::cat}}"}) == []
    assert words_of(NoteType.CLOZE, "", {"Text": "A {{c1::cat}} has claws"}) == ["a", "cat", "has", "claws"]


def test_cells_of_a_table_are_words_of_their_own() -> None:
    fields = {"Question": "Which?", "Answer": "<table><tr><td>one</td><td>two</td></tr></table>"}
    assert words_of(NoteType.QUESTION, "", fields) == ["which", "one", "two"]
