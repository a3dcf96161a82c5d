"""A model's card as it was recorded -> what ships."""

from __future__ import annotations

import pytest

from deckgen.cards.gates import gated
from deckgen.cards.recorded import recorded_card
from deckgen.files.cards import CardRecord
from deckgen.model import ItemKind, Source, StudyItem

ITEM = StudyItem(
    key="section:1",
    kind=ItemKind.SECTION,
    title="卡方系数",
    topic="统计",
    sources=(Source(post="a.md", line=1, headings=("统计",)),),
)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("令$$w_i^{(1)} = 1", "令$$w_i^{(1)} = 1$$"),
        ("\\chi^2 = \\frac{O}{E}\n$$\n\n其中$$O$$表示实际值", "$$\\chi^2 = \\frac{O}{E} $$ 其中$$O$$表示实际值"),
        ("\\chi^2\n$$\n\n其中$$\\chi", "$$\\chi^2 $$ 其中$$\\chi$$"),
        ("当 $$x > 0$$ 时", "当 $$x > 0$$ 时"),
        ("路由器有两个网口", "路由器有两个网口"),
    ],
)
def test_a_quote_that_begins_or_ends_in_a_formula_breaks_no_card(quote: str, shown: str) -> None:
    """A model copies a passage letter by letter, and may begin behind the formula's mark."""
    card = recorded_card(
        CardRecord(
            card="card:llm:1",
            item="section:1",
            question="卡方系数的公式是什么？",
            answer="$$\\frac{O}{E}$$",
            quote=quote,
            source="s",
            made="m section/5",
            date="2026-11-30",
            verdict="ready",
        ),
        ITEM,
    )
    assert card.fields["Quote"] == shown
    assert [each.hold for each in gated([card])] == [None]
