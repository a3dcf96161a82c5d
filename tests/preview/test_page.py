from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import Change
from deckgen.model import Note, NoteType, Problem, Severity
from deckgen.preview.page import Deck, in_script, preview_page
from tests.specimens import PICTURE, SPECIMENS

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def record(note: Note, state: State = State.LIVE, **more: Any) -> NoteRecord:
    return NoteRecord(
        key=f"card:x:{note.guid}", guid=note.guid, type=note.note_type, state=state, mod=note.mod, deck=note.deck,
        fields=note.fields, place=("a.md", "H"), **more,
    )  # fmt: skip


def deck(*changes: Change, **more: Any) -> Deck:
    return Deck(name="A & <B>", changes=changes, counts=[("notes", len(changes))], **more)


def new(note: Note, **more: Any) -> Change:
    return Change(before=None, after=record(note, **more))


def data_of(page: str) -> dict[str, Any]:
    found = DATA.search(page)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.fixture(scope="module")
def page() -> str:
    return preview_page(deck(*map(new, SPECIMENS.values())))


def test_every_card_is_there(page: str) -> None:
    cards = data_of(page)["cards"]
    assert len(cards) == len({card["id"] for card in cards}) > len(SPECIMENS)
    assert {card["type"] for card in cards} == {"reading", "topic", "question", "cloze"}
    assert {card["change"] for card in cards} == {"new"}
    assert all(card["front"] and card["title"] for card in cards)
    assert all(card["front"][: card["same"]] + card["back"] != card["front"] for card in cards)


def test_formulas_need_no_script(page: str) -> None:
    sides = " ".join(card["front"] + card["back"] for card in data_of(page)["cards"])
    assert "<math" in sides
    assert "\\(" not in sides


def test_the_page_loads_nothing(page: str) -> None:
    """Its own rule for the browser allows its own script and styles alone, by their hashes."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    rules = dict(rule.split(" ", 1) for rule in found[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    outside = DATA.sub("", page)
    scripts = re.findall(r"<script>(.*?)</script>", outside, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", outside, re.DOTALL)
    card_styles = re.findall(r'<script type="text/plain" id="card-style">(.*?)</script>', outside, re.DOTALL)
    assert rules["script-src"].split() == [digest(text) for text in scripts]
    assert rules["style-src"].split() == [digest(text) for text in styles[:1] + card_styles]
    assert not re.search(r"<link|src=[\"']?http|@import|url\(|<[^>]*\son\w+=", outside)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_nothing_on_a_card_ends_the_data() -> None:
    hostile = "</script><script>alert(1)</script><!--<script>"
    note = Note(
        guid="a", note_type=NoteType.READING, fields={"Title": hostile, "Topic": hostile}, deck="d", mod=1, due=0
    )
    problem = Problem(path="a.md", line=1, severity=Severity.ERROR, code="x", message=hostile)
    page = preview_page(deck(new(note), problems=[problem]))
    assert page.count("</script") == DATA.sub("<script></script>", page).count("<script") == 3
    assert "<!--" not in page.removeprefix("<!doctype")
    data = data_of(page)
    assert data["problems"] == [["error", "a.md:1", hostile]]
    assert hostile in data["cards"][0]["front"]


@pytest.mark.parametrize("value", ["</script>", "<!--", "<!", "</", "a<b", "\\</", "<\\/"])
def test_escaped_json_says_the_same(value: str) -> None:
    assert json.loads(in_script(json.dumps({value: value}))) == {value: value}


def test_the_name_of_the_deck_is_text(page: str) -> None:
    assert f"<title>{html.escape('A & <B>')}</title>" in page


def test_what_a_build_changes_is_told() -> None:
    """New, updated with the words before and after, held with the reason, retired; what retired long ago is not."""
    notes = iter(SPECIMENS.values())
    first, second, _third, fourth, fifth, sixth = (next(notes) for _ in range(6))
    old = record(second)
    after = record(msgspec.structs.replace(second, fields=second.fields | {"Title": "Other"}, mod=second.mod + 1))
    held = NoteRecord(key="link:https://x.example/a", guid="h", type=NoteType.READING, state=State.HELD)
    page = preview_page(
        deck(
            new(first),
            Change(before=old, after=after),
            Change(before=None, after=held, reason="no title"),
            Change(before=record(fourth), after=record(fourth, State.RETIRED)),
            Change(before=record(fifth, State.RETIRED), after=record(fifth, State.RETIRED)),
            Change(before=record(sixth), after=record(sixth)),
            titles={"link:https://x.example/a": "A link"},
        )
    )
    cards = data_of(page)["cards"]
    assert [(card.get("change"), card.get("reason")) for card in cards if not card["id"].endswith("-1")] == [
        ("new", None), ("updated", None), ("held", "no title"), ("retired", None), (None, None),
    ]  # fmt: skip
    assert cards[1]["fields"][0][0] == "Title"
    assert cards[1]["fields"][0][2] == "Other"
    bare = next(card for card in cards if card.get("change") == "held")
    assert (bare["title"], "front" in bare) == ("A link", False)
    assert data_of(page)["counts"][0][1] == len(cards) - 1


def test_a_backward_card_is_listed_by_its_own_question() -> None:
    fields = {
        "Question": "What is NAT?",
        "Answer": "x",
        "BackQuestion": "Which one hides hosts, \\(n\\)?",
        "BackAnswer": "NAT",
    }
    note = Note(guid="g", note_type=NoteType.QUESTION, fields=fields, deck="d", mod=1, due=0)
    cards = data_of(preview_page(deck(new(note))))["cards"]
    assert [card["title"] for card in cards] == ["What is NAT?", "Which one hides hosts, n?"]


def test_one_of_a_thing_is_no_plural() -> None:
    note = Note(guid="g", note_type=NoteType.READING, fields={"Title": "T"}, deck="d", mod=1, due=0)
    assert data_of(preview_page(deck(new(note))))["counts"] == [["card", 1], ["note", 1]]


def test_pictures_lie_in_the_page(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG")
    page = preview_page(
        deck(new(SPECIMENS["image"], media=(PICTURE,)), media={PICTURE: picture, "dg-other.png": picture})
    )
    assert data_of(page)["media"] == {PICTURE: "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()}


def test_ten_thousand_cards() -> None:
    """A page of them is made in seconds and stays of a size that a browser opens at once."""
    fields = SPECIMENS["reading"].fields
    notes = [
        Note(
            guid=str(number),
            note_type=NoteType.READING,
            fields=fields | {"Title": f"标题 {number}"},
            deck="d",
            mod=1,
            due=0,
        )
        for number in range(10_000)
    ]
    start = time.process_time()
    page = preview_page(deck(*map(new, notes)))
    assert time.process_time() - start < 10
    assert len(page.encode()) < 16_000_000
