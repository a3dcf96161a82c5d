"""How prose leans on its moment, tells a story and leads on: each entry has an example that nothing else knows."""

from __future__ import annotations

import re

import pytest

from deckgen.language import in_prose
from deckgen.language.in_prose import (
    asks_yes_or_no,
    behind_yes_or_no,
    goes_on,
    is_unwritten,
    leans_on_moment,
    names_thing,
    opens_as_question,
    points_onward,
    tells,
)

TABLES = (in_prose.LEANS, in_prose.TELLS, in_prose.GOES_ON, in_prose.ONWARD)
ENTRIES = [(table, entry) for table in TABLES for entry in table]


@pytest.mark.parametrize(("table", "entry"), ENTRIES, ids=[entry[1] for _, entry in ENTRIES])
def test_each_entry_has_an_example_that_it_alone_knows(
    table: tuple[tuple[str, str], ...], entry: tuple[str, str]
) -> None:
    assert [pattern for pattern, *_ in table if re.search(pattern, entry[1])] == [entry[0]]


@pytest.mark.parametrize(
    "question",
    [
        "What is a Type I error?", "How does I/O work?", "What is a function that calls itself?", "什么是链表？",
        "为什么这么快？", "Was ist ein Kessel?", "Quel est le prix ?", "¿Qué es una olla?", "それぞれの違いは？",
    ],
)  # fmt: skip
def test_a_question_that_names_its_thing_does_not_lean(question: str) -> None:
    assert not leans_on_moment(question)


def test_sentences_that_answer_tell_no_story_and_lead_nowhere() -> None:
    for sentence in ("I/O is slow.", "A kettle boils water.", "水壶用来烧水。", "Ein Kessel kocht Wasser."):
        assert not tells(sentence)
        assert not points_onward(sentence)
        assert not goes_on(sentence)


@pytest.mark.parametrize("sentence", ["So far nobody knows.", "但丁是诗人。", "Dochte sind aus Wolle.", "ではない。"])
def test_a_word_that_opens_alike_goes_on_with_nothing(sentence: str) -> None:
    assert not goes_on(sentence)


@pytest.mark.parametrize("heading", ["Kettles", "Sorting of pots", "Beyond the sea", "二叉树", "Spring Boot 3"])
def test_a_thing_is_a_cue(heading: str) -> None:
    assert names_thing(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "094-pots-and-lids-part-01", "pots_and_lids", "a1B2c3D4e5F6g7", "Add the lid to the pot", "Set up a kettle",
        "Make sure the lid is on", "TODO: lids", "通用的水壶。", "Our kettles", "What a kettle does with water in it",
    ],
)  # fmt: skip
def test_a_file_a_step_and_a_sentence_are_no_cues(heading: str) -> None:
    assert not names_thing(heading)


def test_a_question_opens_with_its_verb_or_with_a_word_that_asks() -> None:
    assert asks_yes_or_no("Is a kettle hot?")
    assert not asks_yes_or_no("Island life?")
    for question in ("In which order do pots boil?", "Wozu dient ein Topf?", "À quoi sert un pot ?", "¿Que es esto?"):
        assert opens_as_question(question)
    assert not opens_as_question("Freedom of pots?")


def test_a_yes_is_told_from_what_stands_behind_it_and_a_plan_from_a_text() -> None:
    assert behind_yes_or_no("No, it is not.") == "it is not."
    assert behind_yes_or_no("Nobody knows.") == ""
    assert is_unwritten("TODO: lids")
    assert not is_unwritten("Todos are lists.")


@pytest.mark.parametrize(("pattern", "example"), in_prose.NOTHING_SAID)
def test_that_there_is_no_answer_is_known_by_one_entry_alone(pattern: str, example: str) -> None:
    assert in_prose.says_nothing(f"{example}.")
    assert [each for each, _ in in_prose.NOTHING_SAID if re.fullmatch(each, example, re.I)] == [pattern]


@pytest.mark.parametrize("answer", ["No idea is lost in it", "不知道的值", "Unknown words are kept", "0"])
def test_an_answer_that_says_something_is_one(answer: str) -> None:
    assert not in_prose.says_nothing(answer)


@pytest.mark.parametrize(
    "question", ["Comment?", "何を変えるのか？", "まず何から始めるか？", "いつ入った機能か？", "なぜIframeなのか？"]
)
def test_a_question_that_leaves_out_its_thing_is_known(question: str) -> None:
    assert in_prose.lacks_thing(question)


@pytest.mark.parametrize(
    "question",
    ["Why tea?", "過学習とは？", "なぜ水は沸くのか？", "Firebase の何がいいのか？", "Gitで何ができるか？", "何为栈？"],
)
def test_a_question_that_names_its_thing_is_whole(question: str) -> None:
    assert not in_prose.lacks_thing(question)


def test_two_questions_of_one_heading_are_several() -> None:
    assert in_prose.asks_several("Why error correction? Isn't detection enough?")
    assert in_prose.asks_several("栈是什么？队列呢？")
    assert not in_prose.asks_several("What does a?b mean?")


def test_an_answer_that_opens_with_a_property_says_not_what_the_thing_is() -> None:
    assert in_prose.tells_property("Kettle's main use is tea.", ["Kettle"])
    assert in_prose.tells_property("EditorConfigの最も重要な特徴は、重大度である。", ["EditorConfig"])
    assert not in_prose.tells_property("Kettle is a vessel, and its main use is tea.", ["Kettle"])


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Do zbierania pytań i ich ocen.", ""), ("I dati sono al sicuro.", ""),
        ("I miei dati?", "Il sito non li vende."),
        ("Hoe werkt het als je stopt?", ""), ("ücretsiz mi?", "Bu uygulama çok iyi ve ücretsiz olarak çalışır."),
    ],
)  # fmt: skip
def test_words_of_one_language_are_none_of_another(text: str, beside: str) -> None:
    assert not leans_on_moment(text, beside)
    assert not tells(text, beside)
