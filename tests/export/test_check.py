from __future__ import annotations

import msgspec
import pytest

from deckgen.export.check import card_ordinals, is_empty, validate
from deckgen.model import Note
from tests.anki_real import PAST
from tests.export.made import CLOZE, QUESTION, TOPIC, guid_of, make_note


def test_sound_notes_have_no_fault() -> None:
    notes = [
        make_note("a", tags=("dl", "topic::深度学习")),
        make_note("b", TOPIC),
        make_note("c", QUESTION, deck="::".join("abcdefghijk")),
        make_note("d", CLOZE, Text=r"{{c1::a}} \({{c500::\frac{a}{b} }}\) {{c1::again}}", due=999_999),
    ]
    assert validate(notes, stamp=PAST) == []


@pytest.mark.parametrize(
    ("note", "fault"),
    [
        (make_note("a", Answer="x"), "deckgen reading has no field Answer to be filled"),
        (make_note("a", Key="x"), "deckgen reading has no field Key to be filled"),
        (make_note("a", Title=""), "Title is empty, so it has no first card"),
        (make_note("a", Title=" <br> "), "Title is empty, so it has no first card"),
        (make_note("a", QUESTION, Question="&nbsp;"), "Question is empty, so it has no first card"),
        (make_note("a", TOPIC, Topic="<div></div>"), "Topic is empty, so it has no first card"),
        (make_note("a", mod=PAST + 1), f"modified at {PAST + 1}, which is not between 1 and the build"),
        (make_note("a", mod=0), "modified at 0"),
        (make_note("a", due=1_000_000), "its place among the new cards is 1000000"),
        (make_note("a", due=-1), "its place among the new cards is -1"),
        (make_note("a", tags=("a b",)), "a tag is empty or has white space"),
        (make_note("a", tags=("a\u3000b",)), "a tag is empty or has white space"),
        (make_note("a", tags=("",)), "a tag is empty or has white space"),
        (make_note("a", tags=("a\x00",)), "a tag is empty or has white space or a control character"),
        (make_note("a", Comment="\x1f"), "the control character U+001F in Comment"),
        (make_note("a", Comment="\ud800"), "the control character U+D800 in Comment"),
        (make_note("a", CLOZE, Text="no gap"), "a cloze note without a gap"),
        (make_note("a", CLOZE, Text="{{c0::x}}"), "cloze number 0 is not between 1 and 500"),
        (make_note("a", CLOZE, Text="{{c501::x}}"), "cloze number 501 is not between 1 and 500"),
        (make_note("a", CLOZE, Text="{{c1,2::x}}"), "cloze number 1,2 is not between 1 and 500"),
        (make_note("a", CLOZE, Text="{{c1::x"), "a gap that is empty, not closed or inside another"),
        (make_note("a", CLOZE, Text="{{c1::}} "), "a gap that is empty, not closed or inside another"),
        (make_note("a", CLOZE, Text="{{c1::a {{c2::b}} c}}"), "a gap that is empty, not closed or inside"),
    ],
)
def test_a_fault_is_named_among_sound_notes(note: Note, fault: str) -> None:
    found = validate([make_note("x"), note, make_note("z")], stamp=PAST)
    assert len(found) == 1
    assert found[0].startswith(f"note {guid_of('a')}: {fault}")


@pytest.mark.parametrize("guid", ["a" * 25, "a" * 27, "A" * 26, "文" * 26, "a" * 25 + "\n"])
def test_a_guid_has_26_letters_and_digits(guid: str) -> None:
    note = msgspec.structs.replace(make_note("a"), guid=guid)
    assert validate([note], stamp=PAST) == [f"note {guid}: its GUID is not 26 characters of a-z0-9"]


@pytest.mark.parametrize(
    ("deck", "fault"),
    [
        ("::".join("abcdefghijkl"), "12 levels, Anki takes at most 11"),
        ("", "a level is empty or has blanks at its ends"),
        ("a::", "a level is empty or has blanks at its ends"),
        ("a:: b", "a level is empty or has blanks at its ends"),
        ("a\x1fb", "it has a control character"),
    ],
)
def test_a_deck_that_anki_would_change_or_refuse_is_named(deck: str, fault: str) -> None:
    assert validate([make_note("a", deck=deck)], stamp=PAST) == [f"deck {deck!r}: {fault}"]


def test_a_guid_given_twice_is_named_once() -> None:
    notes = [make_note("a"), make_note("b"), make_note("a"), make_note("a")]
    assert validate(notes, stamp=PAST) == [f"note {guid_of('a')}: its GUID is given 3 times"]


def test_all_faults_of_a_note_are_named() -> None:
    note = make_note("a", due=-1, mod=0, Title="", Answer="\x00")
    assert len(validate([note], stamp=PAST)) == 5


@pytest.mark.parametrize(
    "html", ["", " ", "\n", "<br>", "<BR/>", "<div></div>", "&nbsp;", "<br>&nbsp;\t", "\u3000"]
)
def test_what_shows_nothing_is_empty(html: str) -> None:
    assert is_empty(html)


@pytest.mark.parametrize("html", ["0", "<img src=x>", "<hr>", "&amp;", "\n.", "<b></b>"])
def test_what_shows_something_is_not_empty(html: str) -> None:
    assert not is_empty(html)


@pytest.mark.parametrize(
    ("note", "ordinals"),
    [
        (make_note("a"), [0]),
        (make_note("a", Mine="my own"), [0, 1]),
        (make_note("a", Mine="<br>"), [0]),
        (make_note("a", TOPIC), [0]),
        (make_note("a", QUESTION, BackQuestion="?"), [0, 1]),
        (make_note("a", CLOZE, Text="{{c3::x}} {{c1::y}} {{c3::z}}"), [0, 2]),
    ],
)
def test_cards_are_numbered_as_anki_does(note: Note, ordinals: list[int]) -> None:
    assert card_ordinals(note) == ordinals
