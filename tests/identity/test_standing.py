"""A text note that no rule words any more stays as long as its passage stands in the posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog


def _definition(blog: Blog) -> tuple[str, State, tuple[str, ...]]:
    [note] = [note for note in blog.ledger.notes.values() if note.key.startswith("card:definition:")]
    return note.guid, note.state, note.place


def test_a_definition_stays_below_a_heading_that_names_something_else(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# Kettle\n\nKettle is a tool for moving data between systems.\n")
    blog.build()
    guid, _, _ = _definition(blog)
    blog.remove("a.md")
    text = "It began in 2003. Kettle is a tool for moving data between systems."
    blog.write("b.md", f"# Moving data\n\nSome words before.\n\n{text}\n")
    report = blog.build(at=SECOND)
    assert _definition(blog) == (guid, State.LIVE, ("b.md", "Moving data"))
    assert (report["retired"], report["updated"], report["moved"]) == (0, 0, 1)


def test_a_definition_stays_where_its_sentence_is_only_told_of_a_link(tmp_path: Path) -> None:
    """As where nothing else stands above the first heading any more."""
    blog = Blog(tmp_path)
    linked = "[Kettle](https://kettle.example/a) is a tool for moving data between systems.\n"
    blog.write("a.md", f"# Kettle\n\nKettle is a tool for moving data between systems.\n\nIt began in 2003. {linked}")
    blog.build()
    guid, _, _ = _definition(blog)
    blog.write("a.md", f"{linked}\n# Other\n\nIt began in 2003.\n")
    report = blog.build(at=SECOND)
    assert _definition(blog)[:2] == (guid, State.LIVE)
    assert report["retired"] == 0


def test_a_definition_that_stays_is_held_while_the_rules_are_off(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# Kettle\n\nKettle is a tool for moving data between systems.\n")
    blog.build()
    guid, _, _ = _definition(blog)
    blog.set("cards: {forms: false}")
    blog.write("a.md", "# Moving data\n\nIt began in 2003. Kettle is a tool for moving data between systems.\n")
    assert blog.build(at=SECOND)["held"] == 1
    assert _definition(blog)[:2] == (guid, State.HELD)
    blog.set()
    report = blog.build(at=SECOND + 1)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    assert _definition(blog)[:2] == (guid, State.LIVE)


def test_a_definition_whose_passage_is_gone_retires_and_comes_back_with_it(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    text = "# Kettle\n\nKettle is a tool for moving data between systems.\n"
    blog.write("a.md", text)
    blog.build()
    guid, _, _ = _definition(blog)
    blog.write("a.md", "# Kettle\n\nNothing about it.\n")
    assert blog.build(at=SECOND)["retired"] == 1
    blog.write("a.md", "# Tools\n\nWords. Kettle is a tool for moving data between systems.\n")
    report = blog.build(at=SECOND + 1)
    assert _definition(blog)[:2] == (guid, State.LIVE)
    assert (report["retired"], report["revived"]) == (0, 1)


LIST = "# Words\n\n- Haus::house\n- Maus::mouse\n- Hund::dog\n"


def _states(blog: Blog) -> dict[str, State]:
    return {note.fields["Question"]: note.state for note in blog.ledger.notes.values()}


def test_cards_that_lost_their_marks_are_named_with_their_lines(tmp_path: Path) -> None:
    """In one warning for a section, at the first line, with a way out that ends it."""
    blog = Blog(tmp_path)
    blog.write("a.md", LIST)
    blog.build()
    blog.write("a.md", LIST.replace("::", " "))
    [told] = blog.build(at=SECOND)["problems"]
    first = (blog.posts / "a.md").read_text(encoding="utf-8").split("\n").index("- Haus house") + 1
    assert (told["path"], told["line"], told["severity"]) == (str(blog.posts / "a.md"), first, "warning")
    assert f"3 of your own cards, “Haus” first (also line {first + 1}, {first + 2})" in told["message"]
    for note in blog.ledger.notes.values():
        with blog.picks.open("a", encoding="utf-8") as picks:
            picks.write(f"skip {note.guid}\n")
    assert blog.build(at=SECOND + 1)["problems"] == []
    assert set(_states(blog).values()) == {State.HELD}


def test_cards_that_lost_their_marks_are_held_with_the_others_of_their_form(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", LIST)
    blog.build()
    blog.write("a.md", LIST.replace("Maus::", "Maus "))
    blog.set("cards: {own: false}")
    assert blog.build(at=SECOND)["held"] == 3
    blog.set()
    report = blog.build(at=SECOND + 1)
    assert (report["notes"], report["updated"], report["retired"]) == (3, 0, 0)


HOT = "the hot plug::a connector that works while the power is on"
PLUGS = f"# Servers\n\nWords.\n\n{HOT}\nthe cold start::a boot with the power off\nthe warm start::a reset\n"


@pytest.mark.parametrize("mark", ["", "- "])
def test_a_line_that_lost_its_sign_leaves_the_others_of_its_list_alone(tmp_path: Path, mark: str) -> None:
    """One of the others that was put right in the same edit goes on as itself, and the broken line is the one named."""
    text = PLUGS.replace("the hot", f"{mark}the hot").replace("\nthe cold", f"\n{mark}the cold")
    text = text.replace("\nthe warm", f"\n{mark}the warm")
    blog = Blog(tmp_path)
    blog.write("a.md", text)
    blog.build()
    before = {note.guid: note for note in blog.ledger.notes.values()}
    blog.write("a.md", text.replace("the power is on", "the mains is on").replace("cold start::", "cold start:"))
    report = blog.build(at=SECOND)
    after = {note.guid: note for note in blog.ledger.notes.values()}
    assert before.keys() == after.keys()
    sent = [note.fields["Question"] for guid, note in after.items() if note.mod != before[guid].mod]
    assert (sent, report["updated"], report["retired"]) == (["the hot plug"], 1, 0)
    [told] = report["problems"]
    assert (blog.posts / "a.md").read_text(encoding="utf-8").split("\n")[told["line"] - 1].startswith(f"{mark}the cold")
    assert "your own card “the cold start” stays" in told["message"]


def test_cards_that_a_comment_skips_are_held(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", f"{LIST}\nWords.\n")
    blog.build()
    blog.write("a.md", f"{LIST}<!-- deck: skip -->\n\nWords.\n")
    assert (blog.build(at=SECOND)["held"], blog.ledger_path.read_text(encoding="utf-8").count("retired")) == (3, 0)


def test_a_card_that_was_retired_does_not_come_back_with_its_words_alone(tmp_path: Path) -> None:
    """What its author took out and tells in prose later is not asked again."""
    blog = Blog(tmp_path)
    blog.write("a.md", f"{LIST}\nWords.\n")
    blog.build()
    blog.write("a.md", "# Words\n\nWords.\n")
    assert blog.build("--allow-retire", at=SECOND)["retired"] == 3
    blog.write("a.md", "# Words\n\nHaus house, Maus mouse, Hund dog.\n")
    assert blog.build(at=SECOND + 1)["notes"] == 0


def test_two_cards_with_one_question_ship_once(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# One\n\n## Kettle\n\nKettle is a tool for moving data.\n")
    blog.write("b.md", "# Two\n\n## Kettle\n\nKettle is a vessel for boiling water.\n")
    report = blog.build()
    assert (report["notes"], report["held"]) == (1, 1)
    status = blog.run("status", "--all", blog.definition).output
    assert "R9" in status
    assert "a.md" in status


def test_a_held_card_of_the_same_words_elsewhere_takes_no_note(tmp_path: Path) -> None:
    """An edit makes a shipped card equal to one that never shipped: the learner's goes on with the new answer."""
    blog = Blog(tmp_path)
    page = "# Kettles\n\n## What are lids for?\n\n{}\n\n## The lid\n\nIt is flat.\n"
    blog.write("a.md", page.format("They keep the heat in."), title="Pots")
    blog.write("b.md", page.format("Ann told me of lids.").replace("# Kettles", "# Ann", 1), title="Ann on pots")
    blog.build()
    [(guid, state)] = [(note.guid, note.state) for note in blog.ledger.notes.values() if note.mod]
    blog.write("a.md", page.format("Ann told me of lids."), title="Pots")
    report = blog.build(at=SECOND)
    notes = {note.guid: note for note in blog.ledger.notes.values()}
    assert (notes[guid].state, state) == (State.LIVE, State.LIVE)
    assert notes[guid].fields["Answer"] == "Ann told me of lids."
    assert (report["retired"], report["new"]) == (0, 0)
