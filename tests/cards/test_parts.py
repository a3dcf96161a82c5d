"""A card keeps the parts that its question is worded from, and its fields know what they are made of."""

from __future__ import annotations

import msgspec
import pytest

from deckgen.cards.forms import rule_cards
from deckgen.cards.forms.own import own_cards
from deckgen.export.fields import Frame, PostMacros, render_cards
from deckgen.files.field_text import whole
from deckgen.files.records import Ledger, LedgerHeader
from deckgen.identity.notes import Named, Rules, identify
from deckgen.language.phrases import phrases
from deckgen.model import Blocks, Card, Content, Parts, Rendered, Run
from tests.cards.sections import item

ABBREVIATION = "ABQ（Another Big Queue）很快。"
FRAME = Frame(
    deck="D", subdecks=(), reading_deck="R", question_deck="Q", language="zh", tags=(), sources={},
    macros=PostMacros((), {}),
)  # fmt: skip


def first(text: str, *headings: str) -> Card:
    return next(rule_cards([item(text, *headings)], phrases("zh")))


def rendered(cards: list[Card]) -> list[Rendered]:
    return render_cards(cards, FRAME, lambda _source, _address: None)


@pytest.mark.parametrize(
    ("text", "headings", "parts"),
    [
        ("Foo是一种按词频排序的算法。", ("Foo",), Parts(thing="Foo")),
        ("A Foo is a tool that reads logs.", ("Foo",), Parts(thing="Foo", article="a")),
        (ABBREVIATION, ("Mysql",), Parts(thing="ABQ", topic="Mysql")),
    ],
)
def test_a_worded_question_keeps_its_parts(text: str, headings: tuple[str, ...], parts: Parts) -> None:
    assert first(text, *headings).parts == parts


def test_the_authors_own_words_have_no_parts() -> None:
    (own,) = own_cards([item("Q: What is it?\nA: A test.", "Foo")])
    assert own.parts == first("因为数据很少，模型会过拟合。", "为什么会过拟合？").parts == Parts()


def test_a_content_comes_back_from_the_store_as_what_it_was() -> None:
    card = first("- 数据很少\n- 模型很大", "为什么会过拟合？")
    kinds = {name: type(content) for name, content in card.fields.items()}
    assert kinds == {"Question": Run, "Answer": Blocks, "Kind": str}
    encoded = msgspec.msgpack.encode(card.fields)
    assert msgspec.msgpack.decode(encoded, type=dict[str, Content]) == card.fields
    assert type(first(ABBREVIATION, "Mysql").fields["Answer"]) is Run
    assert not Run(())
    assert not Blocks(())


def test_the_words_beside_the_fields_are_what_a_record_of_them_says() -> None:
    gap = next(own_cards([item("A ==gap== & $$x<1$$.", "Foo")]))
    for one in rendered([gap, first("Foo是一种`a<b`的算法。", "Foo")]):
        names = {"Question", "Answer", "Text"} & one.fields.keys()
        assert names
        assert {name: one.words[name] for name in names} == {name: whole(one.fields[name]) for name in names}
    assert rendered([gap])[0].words["Text"] == "A gap & \\(x<1\\)."


def test_a_cue_or_a_phrase_of_ours_is_no_news_and_the_authors_words_are() -> None:
    own = next(own_cards([item("Q: ROS（机器人）的全称是什么？\nA: Robot Operating System", "ROS")]))
    ours = first(ABBREVIATION, "Mysql")
    other_home = first(ABBREVIATION, "Postgres")
    other_own = next(own_cards([item("Q: ROS的全称是什么？\nA: Robot Operating System", "ROS")]))
    assert not is_updated(ours, other_home)
    assert is_updated(own, other_own)
    assert is_updated(ours, first(ABBREVIATION.replace("Another", "Any"), "Mysql"))


def is_updated(before: Card, after: Card) -> bool:
    """Whether a note that was shipped as one card is shipped anew as another one."""
    ledger = Ledger(header=LedgerHeader(deckgen=1, namespace="n"))
    for second, card in ((1, before), (2, after)):
        named = [Named(key="card:x:1", rendered=rendered([card])[0])]
        found = identify(named, ledger, Rules(second=second))
        ledger = found.ledger
    return found.changes[0].is_updated
