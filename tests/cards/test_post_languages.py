"""A deck of several languages: named in that of most posts, and each card speaks its post's."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from deckgen.language.phrases import phrases
from tests.continuity.blog import SECOND, Blog

POSTS = {
    "en": """# Kettle {n}

This is what we know of the kettle and how it is used in the house.

https://example.org/en{n}

How kettles work

- **Lid {n}**: the part that closes it
- **Spout {n}**: the part that pours

## Own

Q: What is in the kettle of {n}?
A: The water is in it.
""",
    "ja": """# 索引{n}

この章では、検索を速くするための仕組みを見ていきます。図もたくさんあるので、最後まで読んでください。

https://example.org/ja{n}

B木の話

- **葉{n}**：値を持つ節のこと
- **根{n}**：最初に読む節のこと

## 自作

Q: {n}の索引は何のためにありますか？
A: 検索を速くするためです。
""",
    "de": """# Der Index {n}

Hier geht es darum, wie man die Suche mit einem Index schneller macht und was das kostet.

https://example.org/de{n}

Der B-Baum

- **Blatt {n}**: der Knoten mit den Werten
- **Wurzel {n}**: der erste Knoten

## Eigenes

Q: Was ist der Preis des Index von {n}?
A: Der Platz auf der Platte.
""",
}


def blog_of(folder: Path, *languages: str) -> Blog:
    blog = Blog(folder)
    blog.definition.write_text('deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\n', encoding="utf-8")
    for number, language in enumerate(languages):
        blog.write(f"{number}.md", POSTS[language].format(n="ABCDEFGHIJKL"[number]), title=f"T{number}")
    return blog


@pytest.mark.parametrize(
    ("languages", "wanted"),
    [
        (["ja", *["en"] * 8], "en"),
        (["en", *["ja"] * 3], "ja"),
        (["de", "de", "en", "ja"], "de"),
        (["en", "ja", "ja", "de"], "ja"),
    ],
)
def test_a_deck_is_named_in_the_language_of_most_posts(languages: list[str], wanted: str, tmp_path: Path) -> None:
    """One post, one vote: neither its length nor its script counts."""
    blog = blog_of(tmp_path, *languages)
    long = (blog.posts / "0.md").read_text(encoding="utf-8") + "\n".join(
        f"\nhttps://example.org/{number}\n\n索引の話{number}\n" for number in range(40 if languages[0] == "ja" else 0)
    )
    (blog.posts / "0.md").write_text(long, encoding="utf-8")
    blog.build()
    choices, words = blog.ledger.header.choices, phrases(wanted)
    assert (choices["language"], choices["reading"], choices["questions"]) == (wanted, words.reading, words.questions)


def test_every_word_of_ours_and_the_field_lang_are_in_the_language_of_the_post(tmp_path: Path) -> None:
    languages = ["en", "en", "ja", "de"]
    blog = blog_of(tmp_path, *languages)
    blog.build()
    notes = [note for note in blog.ledger.notes.values() if note.state is State.LIVE]
    assert len(notes) > 8
    for note in notes:
        language = languages[int(note.place[0].removesuffix(".md").rpartition("/")[2])]
        assert (note.fields["Lang"], note.fields.get("Prompt", "")) == (
            language, phrases(language).what_does_it_say if "Prompt" in note.fields else ""
        ), note.fields  # fmt: skip
    asked = {note.fields["Question"] for note in notes if "Question" in note.fields}
    things = (("en", "Lid B", "Kettle B"), ("ja", "葉C", "索引C"), ("de", "Blatt D", "Der Index D"))
    for language, thing, home in things:
        words = phrases(language)
        in_home = words.in_topic.format(thing=thing, topic=home)
        assert {words.what_is.format(thing=thing), words.what_is.format(thing=in_home)} & asked


def test_the_language_of_a_card_stamps_nothing_and_the_definition_rules_it(tmp_path: Path) -> None:
    blog = blog_of(tmp_path, "en", "en", "ja")
    blog.build()
    text = blog.definition.read_text(encoding="utf-8")
    blog.definition.write_text(text + "language: en\n", encoding="utf-8")
    assert blog.build(at=SECOND)["updated"] == 0
    blog.build("--resend", "all", at=SECOND + 1)
    assert {note.fields["Lang"] for note in blog.ledger.notes.values() if note.fields} == {"en"}
