"""What is said of a term says what it is, or something about it."""

from __future__ import annotations

import re

import pytest

from deckgen.language.defining import (
    ENDINGS,
    GLOSSARIES,
    OPENINGS,
    RECORDS,
    WHAT_IS,
    asks_what,
    is_glossary,
    is_of_record,
    says_deed,
    says_what,
)

ENTRIES = (*OPENINGS, *ENDINGS)


@pytest.mark.parametrize(("pattern", "example"), ENTRIES, ids=[example for _, example in ENTRIES])
def test_each_entry_is_needed_by_its_example(pattern: str, example: str) -> None:
    assert says_what(example, "Foo")
    matching = [entry for entry, _ in OPENINGS if re.match(entry, example)]
    matching += [entry for entry, _ in ENDINGS if re.search(f"{entry}$", example)]
    assert pattern in matching


@pytest.mark.parametrize(("pattern", "example"), WHAT_IS, ids=[example for _, example in WHAT_IS])
def test_each_way_to_ask_what_a_thing_is_has_its_example(pattern: str, example: str) -> None:
    assert asks_what(example)
    bare = example.rstrip("?？ ")
    assert [entry for entry, _ in WHAT_IS if re.match(entry, bare, re.I)] == [pattern]


@pytest.mark.parametrize("question", ["What is the use of a lid?", "What is it?", "Was ist der Grund?", "Why is it?"])
def test_other_questions_ask_for_something_of_it(question: str) -> None:
    assert not asks_what(question)


TOLD = [
    "A robot learns to walk by falling.", "The need to send whole tables, whatever changed, can fill a net.",
    "The architecture of both tasks should be alike.", "The best value of g often depends on the task.",
    "The loss of one key highlights the need for a second one.", "Any web framework should have a router.",
    "The similarity ranges from 0 to 1.", "One of its strong points, the lid, keeps water hot.",
    "Der Wert der Rate kann klein sein", "A pot consists of two parts.", "Ein Kessel soll weniger Wasser verbrauchen",
    "水が入っていること", "指標を値として読むので、見直しが必要です",
    "ranges are cut in two", "The agent can see all of it", "An agent only sees a part",
    "Die Werte sind sortiert", "maps keys to values", "La clé est unique", "通常只有一页", "模型记住了噪声",
    "たいてい一ページだけ", "보통 한 페이지",
]  # fmt: skip


@pytest.mark.parametrize("said", TOLD)
def test_what_is_told_about_a_thing_does_not_say_what_it_is(said: str) -> None:
    assert not says_what(said, "Foo")


KINDS = [
    "A function where you can place what has effects.", "The amount of time you can afford to be without it.",
    "A class that grants access to whoever is known.", "a process that keeps the number of files",
    "A series of steps to reach a goal.", "ein Verfahren, das ohne Rückgriff ist", "A small setup for those who start.",
]  # fmt: skip


@pytest.mark.parametrize("said", KINDS)
def test_what_a_kind_does_is_still_its_definition(said: str) -> None:
    assert says_what(said, "Foo")


@pytest.mark.parametrize(
    ("said", "is_deed"),
    [
        ("returns the rows of a table", True), ("go up a level", True), ("called once before each row", True),
        ("Element an das Ende anhängen", True), ("生成したものを表示する", True), ("matches any character", True),
        ("control characters", False), ("letters from a to z", False), ("start of a line", False),
        ("Index der Definition", False), ("objects that inherit from it", False),
        ("a value that is true or false", False),
    ],
)  # fmt: skip
def test_what_something_does_is_known_by_its_verb(said: str, *, is_deed: bool) -> None:
    assert says_deed(said) is is_deed


@pytest.mark.parametrize(("pattern", "heading"), RECORDS, ids=[heading for _, heading in RECORDS])
def test_a_heading_says_that_fields_are_listed_by_one_entry_alone(pattern: str, heading: str) -> None:
    assert is_of_record(heading)
    assert [each for each, _ in RECORDS if re.search(each, heading, re.I)] == [pattern]


@pytest.mark.parametrize("heading", ["Commands", "Fieldwork", "命令", "Werkzeuge", "Attribution"])
def test_a_heading_of_something_else_lists_no_fields(heading: str) -> None:
    assert not is_of_record(heading)


def test_a_sentence_that_opens_with_the_name_says_what_it_is_by_its_verb() -> None:
    assert says_what("Hybrid clouds are a mix of two sorts of clouds.", "Hybrid Clouds")
    assert says_what("过拟合是一种常见的毛病", "过拟合")
    assert not says_what("Hybrid clouds combine two sorts of clouds.", "Hybrid Clouds")


def test_a_list_of_terms_is_known_by_its_heading() -> None:
    assert all(is_glossary(heading.title()) for heading in GLOSSARIES)
    assert is_glossary("A.3. 用語集")
    assert not is_glossary("Benefits")


GERMAN_STATEMENTS = (
    "Ein wachsender Wohlstand führt zu gesteigertem Konsum.",
    "Die klare Trennung zwischen alten und neuen Kriegen ignoriert die klassischen Staatenkriege.",
    "Die freie Entfaltung der Persönlichkeit beinhaltet die Freiheit der Wirtschaft.",
)
GERMAN_DEFINITIONS = (
    "ein Verfahren mit Rückgriff auf die Quelle",
    "eine Methode zur Prüfung, die jeder Schritt durchläuft",
    "die Zahl der Dateien, die ein Prozess geöffnet hat",
    "ein Gefäß, das Wasser kocht",
)


@pytest.mark.parametrize("said", [*GERMAN_STATEMENTS, *GERMAN_DEFINITIONS])
def test_a_german_sentence_with_a_verb_of_its_own_is_no_definition(said: str) -> None:
    """German writes its nouns with a capital, so a small word in -t right behind one is the verb."""
    assert says_what(said, "Teekanne") == (said in GERMAN_DEFINITIONS)
