"""What readers of a deck are told: its description, and on each card a link to where mistakes are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckgen.files.ledger import read_ledger
from tests.anki_real import fresh_collection, import_package, snapshot, study
from tests.cli.conftest import SECOND, Deckgen

REPORT = "https://git.example/me/blog/issues/new?title={key}&labels=card"
TEXT = 'deck: Blog\nid: "0a1b2c3d"\nposts: ../blog/_posts\nlanguage: en\nsite: https://blog.example\n'
ASKED = "\n# What is a heap?\n\nA tree in which each parent is larger than its children.\n"


@pytest.fixture
def deck(posts: Path) -> Path:
    """A deck of links and a question."""
    post = posts / "2020-01-02-learning.md"
    post.write_text(post.read_text(encoding="utf-8") + ASKED, encoding="utf-8")
    definition = Path("decks/blog.yaml")
    definition.parent.mkdir()
    definition.write_text(TEXT, encoding="utf-8")
    return definition


@pytest.mark.anki
def test_a_link_on_each_card_and_a_description(deckgen: Deckgen, deck: Path, tmp_path: Path) -> None:
    """Each back has one link with the Key of its note; the deck says what it is, whose, and how it is used."""
    deck.write_text(TEXT + f"report: {REPORT}\n", encoding="utf-8")
    assert deckgen("build", deck).code == 0
    with fresh_collection(tmp_path / "anki") as col:
        import_package(col, deck.with_suffix(".apkg"))
        notes = snapshot(col)
        assert len(notes) == 3
        for card_id in col.find_cards(""):
            card = col.get_card(card_id)
            key = card.note()["Key"]
            back = card.render_output().answer_text
            href = REPORT.replace("{key}", key).replace("&", "&amp;")
            assert re.findall(r'<a href="(https://git[^"]*)">([^<]*)</a>', back) == [(href, "report a mistake")]
            assert "https://git" not in card.render_output().question_text
        description = col.decks.by_name("Blog")["desc"]
        assert '<a href="https://blog.example">Blog</a>' in description
        assert "{" not in description
        assert col.db.scalar("select count() from notes where flds like '%{key}%'") == 0


def test_shipped_notes_follow_with_their_next_change(
    deckgen: Deckgen, deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a deck comes to have a link undoes no learner's words: it is no change of a note; --resend brings it."""
    assert deckgen("build", deck).code == 0
    before = read_ledger(deck.with_name("blog.ledger.jsonl")).notes
    with fresh_collection(tmp_path / "anki") as col:
        import_package(col, deck.with_suffix(".apkg"))
        study(col)
        learnt = {guid: note.cards for guid, note in snapshot(col).items()}
        deck.write_text(TEXT + f"report: {REPORT}\n", encoding="utf-8")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SECOND) + 86_400))
        said = deckgen("build", deck)
        assert "3 notes would look a little different" in said.out
        assert read_ledger(deck.with_name("blog.ledger.jsonl")).notes == before
        report = deckgen("build", deck, "--resend", "all", "--json").objects[0]
        assert report["updated"] == 3
        import_package(col, deck.with_suffix(".apkg"))
        notes = snapshot(col)
        assert all("report a mistake" in note.fields["Source"] for note in notes.values())
        assert {guid: note.cards for guid, note in notes.items()} == learnt


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("https://git.example/new", "must hold {key}"),
        ("https://git.example/new?a={key}&b={title}", "no other braces"),
        ("mailto:me@blog.example?subject={key}", "must be an address"),
    ],
)
def test_what_is_no_such_address(deckgen: Deckgen, deck: Path, value: str, why: str) -> None:
    """It is refused with its line."""
    deck.write_text(TEXT + f"report: {value}\n", encoding="utf-8")
    said = deckgen("build", deck)
    assert said.code == 1
    assert said.err.startswith(f"{deck}:6: error: report")
    assert why in said.err
