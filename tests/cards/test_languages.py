"""A deck speaks the language of its posts or of its definition, in all of our words, and keeps what it chose."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from deckgen.files.records import State
from deckgen.language.phrases import LANGUAGES, phrases
from tests.continuity.blog import SECOND, Blog

POSTS = {
    language: f"# {{n}}{heading}\n\n{text}\n\nhttps://example.org/{{n}}\n\n{title}\n"
    for language, heading, text, title in (
        ("ja", "索引", "この章では、検索を速くするための仕組みを見ていきます。", "B木の話"),
        ("ko", "인덱스", "이 장에서는 검색을 빠르게 하는 구조를 살펴봅니다.", "B 트리 이야기"),
        ("de", "Der Index", "Hier geht es darum, wie man die Suche schneller macht.", "Der B-Baum"),
        ("fr", "Un index", "On voit ici comment rendre la recherche plus rapide.", "Un arbre B"),
        ("es", "El índice", "Aquí se ve cómo hacer más rápida la búsqueda.", "El árbol B"),
    )
}
FORMS = """# Kettle

A kettle is a vessel that boils water for tea.

## BERT

BERT (Bidirectional Encoder Representations from Transformers) reads text. BERT is trained on two tasks.

## Readers

Most of them are older than BERT.

## Writers

BERT writes nothing.

https://example.org/kettle

How kettles work
"""


def set_language(blog: Blog, language: str) -> None:
    line = f"language: {language}\n" if language else ""
    blog.definition.write_text(f'deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\n{line}', encoding="utf-8")


@pytest.mark.parametrize("language", POSTS)
def test_a_deck_speaks_the_language_of_its_posts(language: str, tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    set_language(blog, "")
    for number in "12":
        blog.write(f"{number}.md", POSTS[language].format(n=number), title=number)
    blog.build()
    words = phrases(language)
    choices = blog.ledger.header.choices
    assert (choices["language"], choices["reading"], choices["questions"]) == (language, words.reading, words.questions)
    assert blog.note("https://example.org/1").fields["Prompt"] == words.what_does_it_say


def test_what_was_chosen_once_never_flips(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    set_language(blog, "")
    blog.write("1.md", POSTS["de"].format(n=1), title="Eins")
    blog.build()
    for number in "234":
        blog.write(f"{number}.md", POSTS["ja"].format(n=number), title=number)
    blog.build(at=SECOND)
    assert blog.ledger.header.choices["language"] == "de"
    assert blog.ledger.header.choices["reading"] == phrases("de").reading


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_kana_and_hangul_never_get_chinese_words_and_the_line_to_add_is_named(language: str, tmp_path: Path) -> None:
    """As earlier releases left such decks: their ledger says zh."""
    blog = Blog(tmp_path)
    set_language(blog, "zh")
    blog.write("1.md", POSTS[language].format(n=1), title="1")
    blog.build()
    shipped = blog.ledger.notes
    set_language(blog, "")
    blog.write("2.md", POSTS[language].format(n=2), title="2")
    report = blog.build(at=SECOND)
    (note,) = [problem for problem in report["problems"] if problem["code"] == "language"]
    assert note["severity"] == "note"
    assert f"`language: {language}`" in note["message"]
    assert Path(note["path"]).name == "blog.yaml"
    assert (report["updated"], report["retired"]) == (0, 0)
    assert {key: blog.ledger.notes[key].fields for key in shipped} == {key: shipped[key].fields for key in shipped}
    assert blog.note("https://example.org/2").fields["Prompt"] == phrases(language).what_does_it_say
    set_language(blog, language)
    assert "language" not in [problem["code"] for problem in blog.build(at=SECOND + 9)["problems"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_definition_rules_every_word_of_ours(language: str, tmp_path: Path) -> None:
    """Over an English post too; a language of which we know no word gets English ones."""
    blog = Blog(tmp_path)
    set_language(blog, language)
    blog.write("a.md", FORMS)
    blog.build()
    words = phrases(language)
    asked = [note.fields["Question"] for note in blog.ledger.notes.values() if "Question" in note.fields]
    kettle = "a kettle" if language == "en" else "Kettle"
    thing = words.in_topic.format(thing="BERT", topic="Kettle")
    assert words.what_is.format(thing=kettle) in asked
    assert {words.full_form.format(thing="BERT"), words.full_form.format(thing=thing)} & set(asked)
    assert blog.note("https://example.org/kettle").fields["Prompt"] == words.what_does_it_say
    assert all(note.deck.split("::")[1] in (words.reading, words.questions) for note in blog.ledger.notes.values())


@pytest.mark.parametrize(("before", "after"), [*pairwise(LANGUAGES), *pairwise(LANGUAGES[::-1])])
def test_another_language_costs_no_review(before: str, after: str, tmp_path: Path) -> None:
    """Each note is found again, keeps its words, and is not stamped."""
    blog = Blog(tmp_path)
    set_language(blog, before)
    blog.write("a.md", FORMS)
    blog.build()
    shipped = blog.ledger.notes
    set_language(blog, after)
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    assert {key: note.fields for key, note in blog.ledger.notes.items() if note.state is State.LIVE} == {
        key: note.fields for key, note in shipped.items() if note.state is State.LIVE
    }


def test_posts_of_taiwan_are_asked_as_they_are_written(tmp_path: Path) -> None:
    """Decks, prompts and questions; a post in the signs of China among them is asked in those."""
    blog = Blog(tmp_path)
    set_language(blog, "")
    text = "# 水壺\n\n水壺是指一種用來燒開水的容器，這個容器沒有蓋子。\n\n[怎麼燒水的說明](https://example.org/1)\n"
    blog.write("a.md", text, title="關於水壺")
    blog.write("b.md", "# 锅盖\n\n锅盖是指一种盖住锅口的金属片，会让锅里的水开得更快。\n", title="关于锅盖")
    blog.build()
    words = phrases("zh-TW")
    asked = {note.fields["Question"] for note in blog.ledger.notes.values() if "Question" in note.fields}
    assert asked == {"水壺是什麼？", "锅盖是什么？"}
    spoken = [(note.place[0], note.fields["Lang"]) for note in blog.ledger.notes.values()]
    assert set(spoken) == {("a.md", "zh-Hant"), ("b.md", "zh")}
    assert blog.note("https://example.org/1").fields["Prompt"] == words.what_does_it_say
    assert {note.deck.split("::")[1] for note in blog.ledger.notes.values()} == {words.reading, words.questions}


def test_a_deck_that_was_asked_in_the_signs_of_china_is_not_stamped(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    set_language(blog, "zh")
    blog.write("a.md", "# 水壺\n\n水壺是指一種用來燒開水的容器，這個容器沒有蓋子。\n", title="關於水壺")
    blog.build()
    set_language(blog, "")
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
