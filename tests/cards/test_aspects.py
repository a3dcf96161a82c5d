"""One table says what cards ask: each form stands in it, each phrase fits the parts, and nothing else is asked anew."""

from __future__ import annotations

import string
from pathlib import Path

import msgspec
import pytest

from deckgen.build import cards as build_cards
from deckgen.cards.aspects import ASPECTS, FORMS, ROW, Ask, ClosedAspectError, aspect_named, check_open, may_ask
from deckgen.cards.forms import rule_cards, word_of
from deckgen.files.records import State
from deckgen.language.phrases import LANGUAGES, phrases
from deckgen.model import Card, Parts, StudyItem
from tests.cards.sections import item
from tests.continuity.blog import SECOND, Blog


def card(aspect: str) -> Card:
    found = next(rule_cards([item("Foo是一种按词频排序的算法。", "Foo")], phrases("zh")))
    return msgspec.structs.replace(found, aspect=aspect)


def test_each_form_is_a_file_of_its_name() -> None:
    assert len(set(FORMS)) == len(FORMS) > 0
    assert all(callable(word_of(form)) for form in FORMS)


def test_a_closed_aspect_has_no_form() -> None:
    closed = [aspect for aspect in ASPECTS.values() if not aspect.is_open]
    assert closed
    assert not [aspect for aspect in closed if aspect.forms or aspect.asks]


ASKS = {ask.phrase: ask for aspect in ASPECTS.values() for ask in aspect.asks}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_phrase_asks_for_parts_in_every_language(ask: Ask) -> None:
    for language in LANGUAGES:
        slots = {name for _, name, _, _ in string.Formatter().parse(ask.by(phrases(language))) if name}
        assert slots
        assert slots <= set(Parts.__struct_fields__)


def test_the_headers_of_tables_are_one_entry_and_no_other_name_has_two_parts() -> None:
    assert aspect_named("row:格式") is ASPECTS[ROW]
    assert aspect_named("definition:x") is None
    assert may_ask("definition", ("definition",))
    assert not may_ask("definition", ("question",))


def test_what_no_form_words_any_more_stands_unless_its_form_is_skipped_or_none_is_wanted() -> None:
    assert may_ask("row:格式", ("definition",))
    assert may_ask("purpose", ("definition",))
    assert not may_ask("row:格式", ("definition",), {"table"})
    assert not may_ask("row:格式", ("definition",), {"definition"})
    assert not may_ask("row:格式", ())


@pytest.mark.parametrize("aspect", ["purpose", "row:格式", "definition:x", "no such"])
def test_a_new_card_of_an_aspect_that_is_not_open_is_a_fault_of_ours(aspect: str) -> None:
    with pytest.raises(ClosedAspectError, match=aspect):
        check_open([card("definition"), card(aspect)])
    check_open([card("definition")])


def test_a_build_refuses_a_new_card_of_a_closed_aspect_and_keeps_an_old_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# Foo\n\nFoo is a tool that reads logs.\n")
    blog.build()
    before = {note.key for note in blog.ledger.notes.values()}
    assert any(key.startswith("card:definition:") for key in before)

    def worded(items: list[StudyItem], *_rest: object) -> list[Card]:
        words = phrases("en")
        return [msgspec.structs.replace(card, aspect="purpose") for card in rule_cards(items, words)]

    monkeypatch.setattr(build_cards, "worded_cards", worded)
    blog.write("b.md", "# Bar\n\nBar is a tool that mends pipes.\n")
    [fault] = blog.build(at=SECOND, code=1)["problems"]
    assert (fault["path"], fault["code"]) == (str(blog.posts / "b.md"), "fault")
    assert "'purpose', which is not open" in fault["message"]
    blog.remove("b.md")
    monkeypatch.setattr(build_cards, "worded_cards", lambda *_rest: [])
    blog.build(at=SECOND)
    assert {note.key for note in blog.ledger.notes.values() if note.state is State.LIVE} == before
