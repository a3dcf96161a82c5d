"""What a build makes of decisions: accepted, edited and rejected cards of every kind, for as long as a deck lives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from deckgen.build.decided import decision_on
from deckgen.build.pipeline import Options, Plan, plan_build
from deckgen.cards.edited import editable
from deckgen.cards.recorded import REWRITE
from deckgen.definition import load_definition
from deckgen.files.cards import CardRecord, cards_bytes, read_cards
from deckgen.files.decisions import Decided
from deckgen.files.records import NoteRecord, State
from deckgen.files.store import open_store
from deckgen.identity.notes import Named
from deckgen.model import Rendered
from tests.continuity.blog import FIRST, SECOND, THIRD, Blog

POST = """\
# Trees

## What is a heap?

A tree in which each parent is at least as large as its children.

## Names

Q: Who named the treap?
A: Aragon and Seidel, in 1989.

The height of a balanced tree is ==logarithmic== in its size.

## To read

- https://trees.example/heaps

  Heaps, step by step
"""
HEAP, TREAP, HEIGHT, LINK = "heap", "treap", "height", "Heaps"
FRONT = {HEAP: "What is a heap?", TREAP: "Who named the treap?", HEIGHT: "balanced tree", LINK: "Heaps, step by step"}
EDITS = {
    HEAP: {"Question": "Which tree is a heap?", "Answer": "One whose parents are **at least** their children."},
    TREAP: {"Question": "Who coined the word treap?", "Answer": "Cecilia Aragon and Raimund Seidel"},
    HEIGHT: {"Text": "A balanced tree of n nodes has a height of ==O(log n)==."},
    LINK: {"Title": "Heaps, explained", "Comment": "with *pictures*"},
}


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    blog = Blog(tmp_path)
    blog.write("2020-01-01-trees.md", POST)
    return blog


def plan_of(blog: Blog) -> Plan:
    definition = load_definition(blog.definition)
    store, _ = open_store(definition.store_path)
    with store:
        return plan_build(definition, Options(), store)


def card_of(plan: Plan, name: str) -> Named:
    return next(each for each in plan.named if FRONT[name] in first_of(each.rendered.beneath or each.rendered))


def first_of(rendered: Rendered) -> str:
    return " ".join(rendered.fields.get(field, "") for field in ("Question", "Text", "Title"))


def decide(blog: Blog, name: str, choice: Decided, fields: Mapping[str, str] | None = None, *, at: int = FIRST) -> str:
    """Decide as a review does; return the key of the note."""
    plan = plan_of(blog)
    named = card_of(plan, name)
    words = {**editable(named.rendered.card), **(fields or {})} if fields else {}
    path = plan.definition.cards_path
    record = read_cards(path)
    decision = decision_on(named, choice, words, f"2026-01-01T00:00:{at % 60:02}Z")
    path.write_bytes(
        cards_bytes(msgspec.structs.replace(record, decisions=record.decisions | {named.key: decision}))
    )
    return named.key


def undo(blog: Blog, key: str) -> None:
    path = load_definition(blog.definition).cards_path
    record = read_cards(path)
    left = {other: decision for other, decision in record.decisions.items() if other != key}
    path.write_bytes(cards_bytes(msgspec.structs.replace(record, decisions=left)))


def build(blog: Blog, *arguments: str, at: int) -> dict[str, int]:
    result = blog.run("build", blog.definition, "--json", *arguments, at=at)
    assert result.exit_code == 0, result.stderr
    report: dict[str, int] = json.loads(result.stdout)
    return report


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_card_keeps_its_note_and_says_the_persons_words(blog: Blog, name: str) -> None:
    """Of every kind: the same GUID, sent again once, then nothing moves; undone it says its source's words again."""
    assert build(blog, at=FIRST)["new"] == 4
    before = blog.ledger.notes
    key = decide(blog, name, Decided.EDIT, EDITS[name])
    report = build(blog, at=SECOND)
    assert (report["updated"], report["unchanged"], report["new"], report["retired"]) == (1, 3, 0, 0)
    note = blog.ledger.notes[key]
    assert (note.guid, note.mod, note.state) == (before[key].guid, SECOND, State.LIVE)
    assert note.fields["Made"] == "edited"
    assert {other for other, each in blog.ledger.notes.items() if each != before[other]} == {key}
    ledger = blog.ledger_path.read_bytes()
    assert build(blog, at=THIRD)["unchanged"] == 4
    assert blog.ledger_path.read_bytes() == ledger
    undo(blog, key)
    assert build(blog, at=THIRD)["updated"] == 1
    assert blog.ledger.notes[key].fields == before[key].fields
    assert blog.ledger.notes[key].words == before[key].words


def test_the_words_of_an_edit_are_shown_as_markdown_safely(blog: Blog) -> None:
    """Bold is bold; HTML, Anki's marks and foreign TeX are words, as in every field."""
    key = decide(blog, HEAP, Decided.EDIT, {
        "Question": "A **heap** <script>alert(1)</script> {{Answer}}?", "Answer": "$$\\href{x}{y}$$ [sound:a.mp3]"
    })  # fmt: skip
    build(blog, at=FIRST)
    fields = blog.ledger.notes[key].fields
    assert "<b>heap</b>" in fields["Question"]
    assert "<script" not in fields["Question"]
    assert "{{" not in fields["Question"]
    assert fields["Answer"].startswith("<code>")
    assert "[sound:" not in fields["Answer"]


def edited_post(old: str, new: str) -> Callable[[Blog], None]:
    return lambda blog: blog.write("2020-01-01-trees.md", POST.replace(old, new))


CHANGES = {
    HEAP: edited_post("A tree in which each parent is at least", "A tree in which every parent is greater or"),
    TREAP: edited_post("Aragon and Seidel, in 1989", "Aragon and Seidel, in the year 1989"),
    HEIGHT: edited_post("==logarithmic==", "==logarithmic at most=="),
    LINK: edited_post("Heaps, step by step", "Heaps, step by step, in 2021"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_persons_words_ship_though_the_source_changes(blog: Blog, name: str) -> None:
    """No second note comes, nothing is sent again, and the build says that there is something to decide."""
    build(blog, at=FIRST)
    key = decide(blog, name, Decided.EDIT, EDITS[name])
    build(blog, at=SECOND)
    before = blog.ledger.notes
    CHANGES[name](blog)
    result = blog.run("build", blog.definition, at=THIRD)
    assert "1 card that you edited: the source says otherwise now" in result.stderr
    after = blog.ledger.notes
    assert after.keys() == before.keys()
    assert (after[key].guid, after[key].mod, after[key].fields) == (before[key].guid, SECOND, before[key].fields)
    assert {other for other, note in after.items() if note.mod == THIRD} == set()


@pytest.mark.parametrize("name", [HEAP, TREAP, HEIGHT])
def test_an_edit_outlives_many_small_changes_of_its_source(blog: Blog, name: str) -> None:
    """Each build remembers what the source said last: it is found however far it has come from the first words."""
    build(blog, at=FIRST)
    key = decide(blog, name, Decided.EDIT, EDITS[name])
    steps = [
        ("A tree in which each parent", "A binary tree in which each parent"),
        ("Who named the treap", "Who named the treap first"),
        ("of a balanced tree is", "of a balanced tree of nodes is"),
        ("What is a heap?", "What is a binary heap?"),
        ("Aragon and Seidel, in 1989", "Cecilia Aragon and Raimund Seidel, in 1989"),
        ("==logarithmic==", "==logarithmic, at most=="),
    ]
    text = POST
    for number, (old, new) in enumerate(steps, 1):
        text = text.replace(old, new)
        blog.write("2020-01-01-trees.md", text)
        assert build(blog, at=FIRST + number)["new"] == 0, new
    assert blog.ledger.notes[key].state is State.LIVE
    undo(blog, key)
    report = build(blog, at=THIRD)
    assert (report["new"], report["retired"]) == (0, 0)


def test_an_edit_stays_where_its_source_says_nothing_of_it_any_more(blog: Blog) -> None:
    """The section is there, its question is gone: the person's card belongs to it until the person decides."""
    build(blog, at=FIRST)
    key = decide(blog, TREAP, Decided.EDIT, EDITS[TREAP])
    build(blog, at=SECOND)
    edited_post("Q: Who named the treap?\nA: Aragon and Seidel, in 1989.\n", "A treap is both.\n")(blog)
    before = blog.ledger.notes[key]
    assert build(blog, at=THIRD)["retired"] == 0
    assert blog.ledger.notes[key] == before
    edited_post(POST, "# Other things\n\nNothing.\n")(blog)
    build(blog, "--allow-retire", at=THIRD + 1)
    assert blog.ledger.notes[key].state is State.RETIRED


@pytest.mark.parametrize("name", EDITS)
def test_a_rejected_card_never_comes_back_by_itself(blog: Blog, name: str) -> None:
    """Shipped or not, and however its source is edited; undone it is back with its GUID."""
    build(blog, at=FIRST)
    guid = blog.ledger.notes[card_of(plan_of(blog), name).key].guid
    key = decide(blog, name, Decided.REJECT)
    report = build(blog, at=SECOND)
    assert (report["notes"], report["held"], report["retired"]) == (3, 1, 0)
    CHANGES[name](blog)
    report = build(blog, at=THIRD)
    assert (report["notes"], report["new"], report["held"]) == (3, 0, 1)
    undo(blog, key)
    assert build(blog, at=THIRD)["notes"] == 4
    assert blog.ledger.notes[key].guid == guid


@pytest.mark.parametrize("name", EDITS)
def test_it_does_so_before_any_build(blog: Blog, name: str) -> None:
    """No ledger knows the card yet, and its post is edited between the review and the first build."""
    decide(blog, name, Decided.REJECT)
    CHANGES[name](blog)
    assert build(blog, at=FIRST)["notes"] == 3


def test_only_what_was_accepted_is_shipped_for_the_first_time(blog: Blog) -> None:
    """What learners have stays; a starred link is accepted; other words than the accepted ones wait again."""
    assert build(blog, "--only-accepted", at=FIRST)["notes"] == 0
    heap = decide(blog, HEAP, Decided.ACCEPT)
    blog.picks.write_text("star https://trees.example/heaps\n", encoding="utf-8")
    report = build(blog, "--only-accepted", at=FIRST)
    assert (report["notes"], report["new"], report["held"]) == (2, 2, 2)
    CHANGES[HEAP](blog)
    report = build(blog, "--only-accepted", at=SECOND)
    assert (report["notes"], report["updated"]) == (2, 0)
    assert blog.ledger.notes[heap].mod == FIRST
    decide(blog, HEAP, Decided.ACCEPT)
    assert build(blog, "--only-accepted", at=SECOND)["updated"] == 1


def a_model_card(blog: Blog, **changes: str) -> CardRecord:
    section = next(item.key for item in plan_of(blog).items if item.title == "What is a heap?")
    card = CardRecord(
        card="card:llm:0123456789-0123456789abcdef", item=section, question="How large is a parent in this heap?",
        answer="At least as large as its children", quote="each parent is at least as large as its children",
        source="5f", made="m qa/1", verdict=REWRITE, fault="R3: leans on what is not on the card: this heap",
    )  # fmt: skip
    return msgspec.structs.replace(card, **changes)


def test_an_accepted_card_of_a_model_ships_whatever_the_gates_say(blog: Blog) -> None:
    """A person's word is above the checks, but for what cannot be shown at all."""
    path = load_definition(blog.definition).cards_path
    card = a_model_card(blog)
    empty = a_model_card(blog, card="card:llm:0123456789-1123456789abcdef", answer="")
    record = read_cards(path)
    record = msgspec.structs.replace(record, cards={card.card: card, empty.card: empty})
    path.write_bytes(cards_bytes(record))
    assert build(blog, at=FIRST)["held"] == 2
    plan = plan_of(blog)
    decisions = {
        key: decision_on(next(each for each in plan.named if each.key == key), Decided.ACCEPT, {}, "2026")
        for key in record.cards
    }
    path.write_bytes(cards_bytes(msgspec.structs.replace(record, decisions=decisions)))
    report = build(blog, at=SECOND)
    assert (report["new"], report["held"]) == (1, 1)
    assert blog.ledger.notes[card.card].state is State.LIVE


def test_an_accepted_twin_is_no_twin(blog: Blog) -> None:
    """A card that asks nearly what another does is held, until a person says that it is wanted."""
    path = load_definition(blog.definition).cards_path
    card = a_model_card(blog, verdict="ready", fault="", question="What is a heap ?")
    path.write_bytes(cards_bytes(msgspec.structs.replace(read_cards(path), cards={card.card: card})))
    assert build(blog, at=FIRST)["held"] == 1
    named = next(each for each in plan_of(blog).named if each.key == card.card)
    record = read_cards(path)
    decision = decision_on(named, Decided.ACCEPT, {}, "2026")
    path.write_bytes(cards_bytes(msgspec.structs.replace(record, decisions={card.card: decision})))
    assert build(blog, at=SECOND)["held"] == 0


def test_without_the_cards_file_edited_cards_stay_as_they_were_shipped(blog: Blog) -> None:
    """An input that is absent keeps the content last shipped, and is missed."""
    build(blog, at=FIRST)
    for name, fields in EDITS.items():
        decide(blog, name, Decided.EDIT, fields)
    build(blog, at=SECOND)
    before = blog.ledger.notes
    path = load_definition(blog.definition).cards_path
    kept = path.read_bytes()
    path.unlink()
    result = blog.run("build", blog.definition, at=THIRD)
    assert "4 cards that you edited stay as they were shipped; restore it from git" in result.stderr
    after = blog.ledger.notes
    assert {key: stays(note) for key, note in after.items()} == {key: stays(note) for key, note in before.items()}
    path.write_bytes(kept)
    assert build(blog, at=THIRD)["unchanged"] == 4


def stays(note: NoteRecord) -> tuple[object, ...]:
    return note.guid, note.mod, note.fields, note.state


def test_a_models_card_in_other_words_is_sent_again(blog: Blog) -> None:
    """Asked again by wish about a section that nobody touched: what the model says now is what ships."""
    path = load_definition(blog.definition).cards_path
    card = a_model_card(blog, verdict="ready", fault="", question="How does a parent compare with its children?")
    path.write_bytes(cards_bytes(msgspec.structs.replace(read_cards(path), cards={card.card: card})))
    assert build(blog, at=FIRST)["new"] == 5
    other = msgspec.structs.replace(card, question="How large is each parent of a heap?")
    path.write_bytes(cards_bytes(msgspec.structs.replace(read_cards(path), cards={card.card: other})))
    assert build(blog, at=SECOND)["updated"] == 1
    assert blog.ledger.notes[card.card].fields["Question"] == "How large is each parent of a heap?"
