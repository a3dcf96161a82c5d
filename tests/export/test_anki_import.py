"""What a learner gets: our packages in a real Anki, imported as a double-click does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.export.apkg import write_package
from deckgen.export.escaped import cloze_safe, text_html
from deckgen.model import Note, NoteType
from tests.anki_real import (
    PAST,
    ImportLog,
    faults,
    fields_by_guid,
    fresh_collection,
    import_package,
    note_by_guid,
    rendered,
    snapshot,
    study,
)
from tests.export.made import CLOZE, QUESTION, TOPIC, guid_of, make_note, pack

LATER = PAST + 60


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Any]:
    with fresh_collection(tmp_path / "anki") as collection:
        yield collection


def all_kinds() -> tuple[Note, ...]:
    return (
        make_note("a", Title="A paper", URL="https://x.example/?a=1&amp;b=2", Site="x.example", Prompt="Go"),
        make_note("b", Mine="my takeaway", Comment="worth it", Digest="an extract", Author="A. Uthor"),
        make_note("c", TOPIC, Topic="The topic", Links="<ol><li>one</li></ol>", Count="1", Prompt="Which?"),
        make_note("d", QUESTION, Question="forth?", Answer="yes", BackQuestion="back?", BackAnswer="no"),
        make_note("e", QUESTION, Question="only forth?", Answer="yes", Quote="it says so", Detail="more"),
        make_note("f", CLOZE, Text="a {{c1::first}} and a {{c3::third}}", Context="post › heading"),
    )


def changed(note: Note, **fields: str) -> Note:
    return msgspec.structs.replace(note, fields={**note.fields, **fields}, mod=LATER)


# --- a first import ---


def test_every_note_is_new_and_has_its_cards_and_anki_finds_nothing_wrong(col: Any, tmp_path: Path) -> None:
    log = import_package(col, pack(tmp_path / "a.apkg", *all_kinds()))
    assert log == ImportLog(new=6, updated=0, duplicate=0, conflicting=0)
    assert faults(col) == []
    cards = {guid: [card.ordinal for card in note.cards] for guid, note in snapshot(col).items()}
    assert cards == {
        guid_of("a"): [0],
        guid_of("b"): [0, 1],
        guid_of("c"): [0],
        guid_of("d"): [0, 1],
        guid_of("e"): [0],
        guid_of("f"): [0, 2],
    }


def test_fields_tags_and_decks_arrive_as_they_are(col: Any, tmp_path: Path) -> None:
    deck = "::".join(["深度学习", *"bcdefghijk"])
    tags = ("dl", "topic::深度学习")
    note = make_note("a", deck=deck, tags=tags, due=123_456, Comment="a &lt;b&gt;<br>“c”\td")
    import_package(col, pack(tmp_path / "a.apkg", note))
    (state,) = snapshot(col).values()
    assert {name: text for name, text in state.fields.items() if text} == {**note.fields, "Key": note.guid}
    assert (state.tags, state.mod) == (note.tags, note.mod)
    assert [(card.deck, card.due) for card in state.cards] == [(deck, 123_456)]


def test_the_top_deck_is_described_however_deep_its_notes_lie(col: Any, tmp_path: Path) -> None:
    deep = make_note("a", deck="Top::Questions::Things")
    write_package([deep], tmp_path / "a.apkg", about={"Top": "What it is."}, conf={}, stamp=deep.mod)
    import_package(col, tmp_path / "a.apkg")
    descriptions = {deck["name"]: deck["desc"] for deck in col.decks.all() if deck["id"] != 1}
    assert descriptions == {"Top": "What it is.", "Top::Questions": "", "Top::Questions::Things": ""}


def test_decks_that_differ_in_case_alone_are_one(col: Any, tmp_path: Path) -> None:
    notes = make_note("a", deck="D::CNN"), make_note("b", deck="d::cnn")
    import_package(col, pack(tmp_path / "a.apkg", *notes))
    assert {card.deck for note in snapshot(col).values() for card in note.cards} == {"D::CNN"}


def test_a_picture_arrives_if_a_field_shows_it(col: Any, tmp_path: Path) -> None:
    name = "dg-0123456789abcdef.png"
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG picture")
    note = make_note("a", QUESTION, Image=f'<img src="{name}" alt="">')
    import_package(col, pack(tmp_path / "a.apkg", note, media={name: picture}))
    assert (Path(col.media.dir()) / name).read_bytes() == picture.read_bytes()
    assert faults(col) == []


def test_what_rebuilds_a_lost_ledger_stays_in_the_package(col: Any, tmp_path: Path) -> None:
    """Anki imports a package whose configuration says more than its own, and takes nothing of it over."""
    log = import_package(col, pack(tmp_path / "a.apkg", make_note("a")))
    assert log.new == 1
    assert col.get_config("deckgen") is None


# --- what the cards show ---


def test_cards_show_what_they_ask_and_then_what_they_answer(col: Any, tmp_path: Path) -> None:
    import_package(col, pack(tmp_path / "a.apkg", *all_kinds()))
    ((front, back),) = rendered(col, guid_of("a"))
    assert "A paper" in front
    assert "Go" in front
    assert front.count('<a class="open" href="https://x.example/?a=1&amp;b=2" dir="auto">x.example</a>') == 1
    assert "A paper" in back
    ((front, back), (front_again, back_again)) = rendered(col, guid_of("d"))
    assert ("forth?" in front, "yes" in front, "yes" in back) == (True, False, True)
    assert ("back?" in front_again, "no" in back_again, "yes" in back_again) == (True, True, False)
    ((front, back),) = rendered(col, guid_of("e"))
    assert "it says so" not in front
    assert "<details" in back
    assert "it says so" in back
    ((front, back),) = rendered(col, guid_of("c"))
    assert ("The topic" in front, "one" in front, "one" in back) == (True, True, True)
    assert front.index("<details") < front.index("one") < front.index("</details>")
    assert "<details" not in back


def test_a_takeaway_is_asked_for_only_where_there_is_one(col: Any, tmp_path: Path) -> None:
    import_package(col, pack(tmp_path / "a.apkg", *all_kinds()))
    assert len(rendered(col, guid_of("a"))) == 1
    _, (front, back) = rendered(col, guid_of("b"))
    assert "A title" in front
    assert "my takeaway" not in front
    assert "my takeaway" in back


def test_a_takeaway_that_a_learner_types_makes_its_card(col: Any, tmp_path: Path) -> None:
    import_package(col, pack(tmp_path / "a.apkg", make_note("a")))
    note = note_by_guid(col, guid_of("a"))
    note["Mine"] = "typed in Anki"
    col.update_note(note)
    assert len(rendered(col, guid_of("a"))) == 2
    assert faults(col) == []


def test_gaps_hide_what_stands_in_them(col: Any, tmp_path: Path) -> None:
    words, formula = cloze_safe(text_html("std::vector<T>}}")), cloze_safe(r"\(x^{a_{b}}\)")
    text = f"Use {{{{c1::{words}}}}} or {{{{c2::{formula}}}}}."
    import_package(col, pack(tmp_path / "a.apkg", make_note("a", CLOZE, Text=text, Context="C++")))
    (first_front, first_back), (second_front, second_back) = rendered(col, guid_of("a"))
    assert "vector" not in strip_data(first_front)
    assert "std&#58;&#58;vector&lt;T&gt;&#125;&#125;</span>" in first_back
    assert "x^" not in strip_data(second_front)
    assert r"\(x^{a_{b} }\)" in second_back
    assert "C++" in first_front


def strip_data(html: str) -> str:
    """Without the copy of the hidden words that Anki itself keeps in an attribute."""
    return "".join(part.partition('"')[2] if i else part for i, part in enumerate(html.split('data-cloze="')))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "[sound:a.mp3] [latex]x[/latex] [$]x[/$] [anki:tts lang=en]x[/anki:tts]",
        "{{Title}} {{c1::x}} {{#Mine}} {{FrontSide}}",
        'vector<int> "quoted" &lt; a < b > c',
    ],
)
def test_hostile_text_stays_text(text: str, col: Any, tmp_path: Path) -> None:
    field = text_html(text)
    import_package(col, pack(tmp_path / "a.apkg", make_note("a", Title=field, Comment=field, Mine=field)))
    assert fields_by_guid(col)[guid_of("a")]["Title"] == field
    for front, back in rendered(col, guid_of("a")):
        assert field in front
        assert field in back
    assert faults(col) == []


# --- the next package ---


def test_a_second_import_updates_nothing(col: Any, tmp_path: Path) -> None:
    package = pack(tmp_path / "a.apkg", *all_kinds())
    import_package(col, package)
    study(col)
    before = snapshot(col)
    assert import_package(col, package) == ImportLog(new=0, updated=0, duplicate=6, conflicting=0)
    assert snapshot(col) == before


def test_only_the_note_that_changed_is_updated_and_no_progress_is_lost(col: Any, tmp_path: Path) -> None:
    notes = all_kinds()
    import_package(col, pack(tmp_path / "a.apkg", *notes))
    assert study(col) == 9
    before = snapshot(col)
    edited = changed(notes[3], Answer="a better answer")
    log = import_package(col, pack(tmp_path / "b.apkg", *notes[:3], edited, *notes[4:]))
    after = snapshot(col)
    assert log == ImportLog(new=0, updated=1, duplicate=5, conflicting=0)
    assert after[guid_of("d")].fields["Answer"] == "a better answer"
    assert [note.cards for note in after.values()] == [note.cards for note in before.values()]
    assert all(card.revlog == 1 and '"s":' in card.data for note in after.values() for card in note.cards)
    assert {**after, guid_of("d"): None} == {**before, guid_of("d"): None}


def test_a_note_that_did_not_change_keeps_what_a_learner_did_to_it(col: Any, tmp_path: Path) -> None:
    notes = all_kinds()
    import_package(col, pack(tmp_path / "a.apkg", *notes))
    note = note_by_guid(col, guid_of("a"))
    note["Comment"] = "mine"
    note.tags = ["own"]
    col.update_note(note)
    import_package(col, pack(tmp_path / "b.apkg", *notes[:1], changed(notes[1], Comment="new")))
    state = snapshot(col)[guid_of("a")]
    assert (state.fields["Comment"], state.tags) == ("mine", ("own",))


def test_a_note_that_is_gone_from_the_package_stays_in_anki(col: Any, tmp_path: Path) -> None:
    notes = all_kinds()
    import_package(col, pack(tmp_path / "a.apkg", *notes))
    study(col)
    before = snapshot(col)
    import_package(col, pack(tmp_path / "b.apkg", *notes[2:]))
    assert snapshot(col) == before


def test_a_further_gap_adds_a_card_and_keeps_the_others(col: Any, tmp_path: Path) -> None:
    note = make_note("a", CLOZE, Text="{{c1::one}} two")
    import_package(col, pack(tmp_path / "a.apkg", note))
    study(col)
    before = snapshot(col)[note.guid].cards
    import_package(col, pack(tmp_path / "b.apkg", changed(note, Text="{{c1::one}} {{c2::two}}")))
    after = snapshot(col)[note.guid].cards
    assert after[:1] == before
    assert [(card.ordinal, card.revlog) for card in after] == [(0, 1), (1, 0)]


def test_no_import_makes_a_second_note_type_or_asks_for_a_full_sync(col: Any, tmp_path: Path) -> None:
    import_package(col, pack(tmp_path / "a.apkg", *all_kinds()))
    schema = col.db.scalar("select scm from col")
    import_package(col, pack(tmp_path / "b.apkg", *(changed(note) for note in all_kinds())))
    names = {each.name for each in col.models.all_names_and_ids()}
    assert {name for name in names if "deckgen" in name} == {str(note_type) for note_type in NoteType}
    assert col.db.scalar("select scm from col") == schema


def test_styling_that_a_learner_changed_stays(col: Any, tmp_path: Path) -> None:
    import_package(col, pack(tmp_path / "a.apkg", *all_kinds()))
    note_type = col.models.by_name("deckgen reading")
    note_type["css"] = ".card { color: red }"
    col.models.update_dict(note_type)
    import_package(col, pack(tmp_path / "b.apkg", *(changed(note) for note in all_kinds())))
    assert col.models.by_name("deckgen reading")["css"] == ".card { color: red }"
