"""A list of questions: the entries that do not ask by their words ask as those beside them do."""

from __future__ import annotations

import pytest

from deckgen.cards.forms import rule_cards
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.language.phrases import phrases
from deckgen.markdown.text import text_of
from deckgen.posts.parse import make_post, parse_body

ASKING = tuple(f"What is structure {letter}" for letter in "abcdefghijkl")


def asked(headings: list[str]) -> list[str]:
    text = "# All\n\n" + "".join(f"## {heading}\n\nIt holds {heading}, and more.\n\n" for heading in headings)
    items = study_items(find_places([make_post("a.md", parse_body(text.encode()))], Wanted()), Wanted())
    return [text_of(card.fields["Question"]) for card in rule_cards(items, phrases("en")) if card.aspect == "question"]


def numbered(headings: list[str]) -> list[str]:
    return [f"{number}. {heading}" for number, heading in enumerate(headings, 1)]


@pytest.mark.parametrize("entry", ["Write a stack of plates", "sizeof 和 strlen 的区别", "The three laws of queues."])
def test_an_entry_of_a_list_of_questions_is_asked_as_it_is_written(entry: str) -> None:
    assert entry in asked([*ASKING, entry])
    assert entry in asked(numbered([*ASKING[:5], *(["The rest of structures"] * 5), entry]))


@pytest.mark.parametrize("entry", ["Conclusion", "参考", "How to install", "Advantages", "GitHub"])
def test_what_asks_nothing_anywhere_asks_nothing_in_a_list_of_questions(entry: str) -> None:
    assert asked([*ASKING, entry]) == [f"{question}?" for question in ASKING]


@pytest.mark.parametrize(
    "headings",
    [
        [*ASKING[:6], "The plan"],  # a post that asks on its way
        [*ASKING[:6], *("The plan of " + question for question in ASKING[:6])],
        numbered([*ASKING[:3], *("The plan of " + question for question in ASKING)]),
    ],
)
def test_a_post_of_chapters_is_no_list_of_questions(headings: list[str]) -> None:
    assert not [question for question in asked(headings) if "plan" in question]


def bank(entries: list[str], shape: str) -> list[str]:
    """Put entries into a post in two sections, and give what it asks."""
    answer = "\n\nIt is so, number {}.\n\n"
    parts = [shape.format(number, entry) + answer.format(number) for number, entry in enumerate(entries, 1)]
    half = len(parts) // 2
    sections = "".join(["## Section A\n\n", *parts[:half], "## Section B\n\n", *parts[half:]])
    post = make_post("a.md", parse_body(f"# A long title of all that is asked in here\n\n{sections}".encode()))
    items = study_items(find_places([post], Wanted()), Wanted())
    cards = [card for card in rule_cards(items, phrases("en")) if card.aspect == "question" and card.hold is None]
    return [text_of(card.fields["Question"]) for card in cards]


REQUESTS = [
    "State the law of Beer and Lambert.",
    "Compare agar and gelatin",
    "Calculate the mass of a mole",
    "Summarize it all",
]


@pytest.mark.parametrize("shape", ["**{}. {}**", "**Q{}. {}**", "### {}. {}"])
def test_all_entries_of_a_bank_are_asked(shape: str) -> None:
    """Whatever headings part its numbers, and however an entry asks: whoever numbers questions asks each of them."""
    entries = [*ASKING[:4], *REQUESTS[:2], *ASKING[4:8], *REQUESTS[2:]]
    found = bank(entries, shape)
    assert len(found) == len(entries), found
    for entry in entries:
        assert any(entry.rstrip(".?") in question for question in found), entry


@pytest.mark.parametrize("shape", ["**{}. {}**", "### {}. {}"])
def test_numbered_steps_are_no_bank(shape: str) -> None:
    """Most of their entries do not ask; and numbers that do not run on count something else."""
    steps = [f"Mount the part {letter}" for letter in "abcdefghij"]
    assert bank([*ASKING[:3], *steps], shape) != []
    assert not any("Mount" in question for question in bank([*ASKING[:3], *steps], shape))
