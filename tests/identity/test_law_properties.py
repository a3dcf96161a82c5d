"""What holds of the law of identity for any edits: no hijack, no GUID twice, no matter in which order things come."""

from __future__ import annotations

import itertools
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from deckgen.identity.asked import Asked
from deckgen.identity.content_words import holds
from deckgen.identity.field_words import read_line, same_words
from deckgen.identity.law import match_cards
from deckgen.identity.stands import Posts
from tests.identity.test_law import asked

THINGS = [
    "heap",
    "stack",
    "trie",
    "狗",
    "猫",
    "大端",
    "小端",
    "Einstein",
    "IPv4",
    "IPv6",
    "`tar -x`",
    "`tar -t`",
    "Haus",
]
FRAMES = ["What is {}?", "Who made {}?", "Which cost has {}?", "{} 是什么？", "{} 有多少？", "Was ist {}?"]
ANSWERS = ["8", "1958", "Brazil", "a tree", "a tree whose parents are no smaller than their children", "not a tree"]
ANSWERS += ["一种在树上排序的数据结构", "O(n log n)", "`-d`", "ein Gebäude"]
QUESTIONS = st.builds(str.format, st.sampled_from(FRAMES), st.sampled_from(THINGS))
GAPS = st.builds("=={}== means =={}== here".format, st.sampled_from(THINGS), st.sampled_from(ANSWERS))
ASKED = st.builds("{} | {}".format, QUESTIONS, st.sampled_from(ANSWERS)) | GAPS
PLACES = st.sampled_from([("a.md", "One"), ("a.md", "Two"), ("b.md", "One"), ("c.md", "Overview")])
STATES = st.lists(st.tuples(ASKED, PLACES), max_size=8)


def side(state: list[tuple[str, tuple[str, str]]], *, retired: frozenset[int] = frozenset()) -> list[Asked]:
    return [
        asked(text, f"{number:03d}", post=post, headings=(topic,), topics=frozenset({topic.casefold()}),
              is_retired=number in retired)
        for number, (text, (post, topic)) in enumerate(state)
    ]  # fmt: skip


@given(STATES, STATES)
def test_no_note_goes_to_a_card_that_asks_and_says_something_else(
    before: list[tuple[str, tuple[str, str]]], after: list[tuple[str, tuple[str, str]]]
) -> None:
    """Where both question and answer have other words, neither of which holds the other's, it is another note."""
    notes, cards = side(before), side(after)
    by_name = {note.name: note for note in notes}
    for name, found in match_cards(cards, notes, Posts(says=lambda _: True)).items():
        card, note = cards[int(name)], by_name[found]
        assert card.note_type is note.note_type
        if card.has_gaps:
            continue
        same_question = same_words(card.said, note.said)
        same_answer = same_words(card.answered, note.answered)
        grown = holds(card.tells, note.tells) or holds(note.tells, card.tells)
        assert same_question or same_answer or grown


@given(STATES, STATES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    before: list[tuple[str, tuple[str, str]]], after: list[tuple[str, tuple[str, str]]], random: Random
) -> None:
    notes, cards = side(before), side(after)
    found = match_cards(cards, notes, Posts())
    shuffled = random.sample(cards, len(cards)), random.sample(notes, len(notes))
    assert match_cards(*shuffled, Posts()) == found
    assert len(set(found.values())) == len(found)


@given(STATES)
def test_what_did_not_change_keeps_its_note(state: list[tuple[str, tuple[str, str]]]) -> None:
    """Every card of the same state finds a note of the same words."""
    notes, cards = side(state), side(state)
    found = match_cards(cards, notes, Posts())
    for card in cards:
        note = notes[int(found[card.name])]
        assert (note.said.raw, note.answered.raw) == (card.said.raw, card.answered.raw)


@given(st.lists(QUESTIONS, min_size=2, max_size=6, unique=True), st.permutations(ANSWERS))
def test_swapped_answers_leave_the_schedules_where_the_questions_are(questions: list[str], answers: list[str]) -> None:
    said = list(zip(questions, answers, strict=False))
    place = ("a.md", "One")
    notes = side([(f"{question} | {answer}", place) for question, answer in said])
    turned = [*answers[1 : len(questions)], answers[0]]
    cards = side([(f"{question} | {answer}", place) for question, answer in zip(questions, turned, strict=True)])
    assert match_cards(cards, notes, Posts()) == {card.name: card.name for card in cards}


@given(st.lists(ASKED, min_size=1, max_size=6, unique=True), st.integers(1, 40))
def test_wrapping_numbers_and_markup_change_nothing(texts: list[str], number: int) -> None:
    place = ("a.md", "One")
    notes = side([(text, place) for text in texts])
    edited = [text.replace("What is", "What\n  is").replace("made", "<b>made</b>") for text in texts]
    edited = [f"{number}. {text}" if " | " in text else text for text in edited]
    cards = side([(text, place) for text in edited])
    assert match_cards(cards, notes, Posts()) == {card.name: card.name for card in cards}


@given(st.lists(st.tuples(ASKED, PLACES), min_size=1, max_size=6), st.data())
def test_a_live_note_goes_before_a_retired_one(state: list[tuple[str, tuple[str, str]]], data: st.DataObject) -> None:
    """Of two that are equally good, the one in the deck stays."""
    twice = [*state, *state]
    retired = frozenset(range(len(state)))
    notes, cards = side(twice, retired=retired), side(state)
    found = match_cards(cards, notes, Posts())
    assert all(int(note) >= len(state) for note in found.values())


@given(ASKED)
def test_words_are_read_back_from_their_line(text: str) -> None:
    words = asked(text, "0").said
    again = read_line(words.line)
    assert (again.kinds, again.raw, again.gaps, again.quoted) == (words.kinds, words.raw, words.gaps, words.quoted)


def test_forty_of_one_pattern_all_find_their_own() -> None:
    place = ("a.md", "One")
    state = [
        (f"What is the capital of land {one}{two}? | City {two}", place)
        for one, two in itertools.product("abcdefgh", "vwxyz")
    ]
    notes, cards = side(state), side(state[::-1])
    found = match_cards(cards, notes, Posts())
    assert [int(found[card.name]) for card in cards] == list(range(len(state)))[::-1]
