"""A heading that recurs in more than two posts asks nothing, nor does a label under three headings of a post."""

from __future__ import annotations

import pytest

from deckgen.cards.recurring import hold_placeholders, hold_recurring
from deckgen.model import Card, Source
from tests.dialects.shown import cards_of

ASKED = "## What did the tests find?\n\nA fault.\n"


def in_post(card: Card, path: str) -> Card:
    return Card(**{name: getattr(card, name) for name in Card.__struct_fields__} | {
        "sources": (Source(post=path, line=1, headings=card.sources[0].headings),)
    })


@pytest.mark.parametrize(("posts", "is_held"), [(1, False), (2, False), (3, True)])
def test_a_question_of_three_posts_is_a_habit(posts: int, *, is_held: bool) -> None:
    [card] = cards_of(ASKED)
    cards = hold_recurring([in_post(card, f"{number}.md") for number in range(posts)])
    assert [bool(each.hold) for each in cards] == [is_held] * posts


MODE = "## {0}\n\n- **Description**: a mode for {0} alone.\n- **Beacon**: a frame that {0} sends.\n\n"


@pytest.mark.parametrize(("modes", "is_held"), [(["Mesh", "Monitor"], False), (["Mesh", "Monitor", "Bridge"], True)])
def test_a_label_of_three_sections_names_no_thing(modes: list[str], *, is_held: bool) -> None:
    cards = hold_recurring(cards_of("".join(map(MODE.format, modes))))
    labels = [card for card in cards if card.subject == "Beacon"]
    assert [bool(card.hold) for card in labels] == [is_held] * len(modes)


def test_code_may_stand_in_many_sections() -> None:
    """A switch of the same name does something else for each command."""
    switches = "## {0}\n\n- `-v` - prints more of {0}\n- `off` - stops {0}\n\n"
    cards = hold_recurring(cards_of("".join(map(switches.format, ["grep", "sort", "tail", "head"]))))
    assert [card.reason for card in cards] == [""] * 8


PHRASES = ["Every step has its own place.", "每一步都有自己的位置和说明文字。"]


@pytest.mark.parametrize("answer", [*PHRASES, "A short word.", "Yes, it always is."])
@pytest.mark.parametrize("posts", [4, 5])
def test_an_answer_that_five_posts_have_is_a_phrase_of_their_author(answer: str, posts: int) -> None:
    """It opens each of them, and says nothing of what is asked; a short one may be right as often."""
    cards = [
        in_post(card, f"{number}.md")
        for number, name in enumerate(["a stack", "a heap", "a queue", "a tree", "a set"][:posts])
        for card in cards_of(f"## What is the use of {name}?\n\n{answer}\n")
    ]
    is_held = posts == 5 and answer in PHRASES
    assert [bool(each.hold) for each in hold_recurring(cards)] == [is_held] * posts


FOLDED = "<details><summary>What is {0}?</summary>\n\n{1}\n\n</details>\n\n"
PLACES = ["To be completed.", "TODO", "待补充"]


@pytest.mark.parametrize("answer", [*PLACES, "Da completare in seguito.", "Yes, it always is.", "True", "O(n)"])
@pytest.mark.parametrize("layout", [FOLDED, "Q: What is {0}?\nA: {1}\n\n"])
@pytest.mark.parametrize("count", [4, 5])
def test_an_own_answer_that_five_questions_of_a_post_have_is_still_to_be_written(
    answer: str, layout: str, count: int
) -> None:
    asked = "".join(layout.format(name, answer) for name in ["a stack", "a heap", "a queue", "a tree", "a set"][:count])
    cards = hold_placeholders(cards_of(asked))
    is_held = count == 5 and answer not in {"Yes, it always is.", "True", "O(n)"}
    assert [bool(each.hold) for each in cards] == [is_held] * count


def test_options_of_their_own_may_have_one_right_answer() -> None:
    asked = "".join(
        f"Q: Which holds of {name}?\n\n- A. One of them\n- B. All of the above\n\nA: All of the above.\n\n"
        for name in "abcdef"
    )
    assert [card.hold for card in hold_placeholders(cards_of(asked))] == [None] * 6
