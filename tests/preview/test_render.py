from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckgen.export.note_types import NOTE_TYPES, spec_of
from deckgen.model import Note, NoteType
from deckgen.preview.render import card_sides, fill, note_sides
from tests.anki_real import fresh_collection, import_package, rendered
from tests.export.made import CLOZE, make_note, pack
from tests.specimens import SPECIMENS

HARD_CLOZES = (
    "{{c1::a}} and {{c2::b::hint}} and {{c1::c}}",
    "{{c3::std&#58;&#58;vector&lt;int&gt;}} of <b>{{c2::<code>x</code>}}</b>",
    r"\(x = {{c1::\frac{a}{b} }}\) and {{c2::\[y\]}}",
    "{{c1::one<br>two}}",
)


def as_anki_says(side: str) -> str:
    """Leave out what only Anki's own scripts read: the hidden text of a gap as an attribute."""
    return re.sub(r' data-cloze="[^"]*"', "", side).strip()


@pytest.mark.anki
def test_every_note_looks_as_in_anki(tmp_path: Path) -> None:
    """Both sides of every card of every note type are what Anki's renderer gives, to the byte."""
    notes = list(SPECIMENS.values())
    notes += [make_note(f"z{number}", CLOZE, Text=text) for number, text in enumerate(HARD_CLOZES)]
    notes += [make_note(f"y{number}", spec.name) for number, spec in enumerate(NOTE_TYPES)]
    notes.append(
        make_note("x", NoteType.QUESTION, Answer=" ", Topic="&nbsp;<br>", Quote="<div></div>", Detail="{{Question}}")
    )
    package = pack(tmp_path / "all.apkg", *notes)
    with fresh_collection(tmp_path / "anki") as col:
        import_package(col, package)
        for note in notes:
            ours = [(card.front.strip(), card.back.strip()) for card in note_sides(note)]
            assert ours == [tuple(map(as_anki_says, sides)) for sides in rendered(col, note.guid)]


@pytest.mark.parametrize(
    ("template", "side"),
    [
        ("a {{F}} b", "a 1 b"),
        ("{{#F}}x{{F}}{{/F}}{{^F}}y{{/F}}", "x1"),
        ("{{#G}}x{{/G}}{{^G}}y{{/G}}", "y"),
        ("{{#F}}{{#G}}x{{/G}}{{^G}}y{{/G}}z{{/F}}", "yz"),
        ("{{#G}}{{^G}}x{{/G}}{{F}}{{/G}}", ""),
        ("no marks", "no marks"),
    ],
)
def test_templates(template: str, side: str) -> None:
    assert fill(template, {"F": "1", "G": "<br> "}) == side


def test_what_a_field_says_is_no_template() -> None:
    assert fill("{{F}}", {"F": "{{G}}", "G": "x"}) == "{{G}}"


def test_cards_of_a_cloze_note() -> None:
    note = Note(guid="a", note_type=CLOZE, fields={"Text": "{{c2::a}} {{c5::b}}"}, deck="d", mod=1, due=0)
    assert [(card.name, card.ordinal) for card in note_sides(note)] == [("Cloze 2", 1), ("Cloze 5", 4)]
    assert "[...]" in card_sides(spec_of(CLOZE), 4, note.fields).front
