"""The ids that flashcard plugins write are those of the cards, and never shown."""

from __future__ import annotations

import pytest

from deckgen.cards.forms.own import own_cards
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.posts.parse import make_post, parse_body
from tests.dialects.shown import Shown, cards_of, shown

CARD = Shown("What is a stack?", "Last in, first out.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What is a stack?::Last in, first out.\n<!--ID: 1566-->", "1566"),
        ("What is a stack?::Last in, first out. <!--ID: 1-->", "1"),
        ("What is a stack?::Last in, first out. ^anki-1566", "anki-1566"),
        ("What is a stack?::Last in, first out.\nid:: 64f-a", "64f-a"),
        ("Q: What is a stack?\nA: Last in, first out.\n<!--ID: 1566-->", "1566"),
        ("Q: What is a stack?\nA: Last in, first out.\nid:: 64f-a", "64f-a"),
        ("- Q: What is a stack?\n  - A: Last in, first out.\n    id:: 64f-a", "64f-a"),
        ("Q: What is a stack?\nA: Last in, first out.\n\nid:: 64f-a", "64f-a"),
        ("START\nBasic\nWhat is a stack?\nBack: Last in, first out.\n<!--ID: 1566-->\nEND", "1566"),
        ("START\nBasic\nWhat is a stack?\nBack: Last in, first out.\nID: 1566\nEND", "1566"),
        ("STARTI [Basic] What is a stack? Back: Last in, first out. <!--ID: 1566--> ENDI", "1566"),
        ("- What is a stack?::Last in, first out.\n<!--ID: 1566-->", "1566"),
        ("> Q: What is a stack?\n> A: Last in, first out.\n> <!--ID: 1566-->", "1566"),
        ("What is a stack?\n?\nLast in, first out.\n<!--ID: 1566-->", "1566"),
        ("What is a stack?\n?\nLast in, first out.\n<!--SR:!2024-01-01,1,230-->", ""),
    ],
)
def test_a_plugin_names_its_cards(text: str, name: str) -> None:
    [card] = cards_of(text)
    assert (shown(card), card.block) == (CARD, name)


ENDS = (
    "1. one\n2. two ^name",
    "1. one\n2. two\n   ^name",
    "1. one\n2. two\n^name",
    "- one\n  - two ^name",
    "- one\n\n^name",
    "- one\n- ^name",
    "```\none\n```\n^name",
    "```\none\n```\n\n^name",
    "$$\none\n$$\n\n^name",
    "> one\n> two ^name",
    "> one\n\n^name",
    "| one | two |\n|--|--|\n| three | four ^name |",
    "| one | two |\n|--|--|\n| three | four |\n^name",
    "| one | two |\n|--|--|\n| three | four |\n\n^name",
)
"""Answers that end in other than words, with a name where Obsidian and authors set it."""


@pytest.mark.parametrize("answer", ENDS)
@pytest.mark.parametrize("start", ["Q: What is it?\nA:\n", "What is it?\n?\n", "> [!question] What is it?\n> "])
def test_a_name_behind_any_answer_is_that_of_the_card(start: str, answer: str) -> None:
    """It is never shown, and so always a name: behind the last item, row or line, or below it."""
    [card] = cards_of(start + (answer.replace("\n", "\n> ") if start[0] == ">" else answer))
    assert (card.block, "^" in "".join(shown(card))) == ("name", False)


def test_names_of_several_items_name_no_card() -> None:
    [card] = cards_of("Q: What are they?\nA:\n- one ^first\n- two ^second")
    assert (shown(card), card.block) == (Shown("What are they?", "- one - two"), "")


@pytest.mark.parametrize("front", ["# What is a stack?\n\n", "What is a stack?\n"])
def test_a_file_with_a_note_id_is_one_card(front: str) -> None:
    [card] = cards_of(f"{front}---\n\nLast in,\nfirst out.\n", title="Stacks\nnoteId: 1566")
    assert (shown(card), card.block) == (CARD, "1566")


PROPERTY = "rated by:: {0} stars"
LICENSE = "<details><summary>Attributions and licensing terms</summary>\n\nPage {0} is free.\n\n</details>"
ASKS = "<details><summary>What is free here?</summary>\n\nPage {0} is free.\n\n</details>"


@pytest.mark.parametrize(
    ("text", "posts", "cards"),
    [(PROPERTY, 2, 2), (PROPERTY, 3, 0), (LICENSE, 2, 2), (LICENSE, 3, 0), (ASKS, 3, 3)],
)
def test_what_recurs_from_post_to_post_without_asking_is_no_card(text: str, posts: int, cards: int) -> None:
    made = [
        make_post(f"{number}.md", parse_body(f"# Note {number}\n\nNo.\n\n{text.format(number)}\n".encode()))
        for number in range(posts)
    ]
    items = study_items(find_places(made, Wanted()), Wanted())
    assert len(list(own_cards(items))) == cards
