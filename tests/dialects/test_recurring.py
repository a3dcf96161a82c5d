"""A heading that recurs in more than two posts asks nothing."""

from __future__ import annotations

import pytest

from deckgen.cards.recurring import hold_recurring
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
