"""What README.md and docs/regenerating.md tell authors of their cards is so, sentence by sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import FIRST, SECOND, THIRD, Blog

SAYS = (
    "Same question: same card; correct or lengthen its answer, or move the card, as you like. Same answer: same card "
    "too, if the question still asks nearly the same thing. Both changed: a new card, and the old one is retired, not "
    "lost. To be sure, end the line with `^any-name`, once in its file."
)

ROME = "Q: When was Rome founded?\nA: In 755 BC"
HOT, BIG = "Q: What is the opposite of hot?\nA: cold", "Q: What is the opposite of big?\nA: small"
RELU = "Q: Why does a net need nonlinear layers?\nA: Stacked linear layers collapse into one linear map"
WROTE = "Q: Who wrote it?"
PRINTS = "## What does this print?\n\n```py\nprint(1 + 1)\n```\n"
GAPS = "Adam has a default of ==0.9== for beta one and of ==0.999== for beta two."


def test_the_readme_says_it() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert SAYS in " ".join(readme.split())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ROME, "Q: When was Rome founded?\nA: In 753 BC"),
        (ROME, "Q: When was Rome founded?\nA: In 755 BC, by Romulus, as Varro has it"),
        (ROME, "Q: When was Rome founded?\nA: 755"),
        (ROME, f"{HOT}\n\n{ROME}"),
        (ROME, "Q: When was the city of Rome founded?\nA: In 755 BC"),
        (ROME, "Q: When was Rome foundd?\nA: In 755 BC"),
        (RELU, RELU.replace("Why does a net need nonlinear layers", "What would happen without any activation")),
        (f"{HOT} ^hot", f"{BIG} ^hot"),
        (GAPS, GAPS.replace("0.9==", "0.95==")),
        (GAPS, GAPS.replace("==0.9==", "0.9")),
        (GAPS, GAPS.replace("beta one", "==beta one==")),
        ("Q: Who was Goethe?\nA: A poet", "Q: Who was Johann Wolfgang von Goethe? [2 marks]\nA: A poet"),
        ("Q: What is SSH?\nA: A shell", "Q: What is SSH (Secure Shell)?\nA: A shell"),
        ("- Haus::house\n- Baum::tree", "- Haus (Häuser)::house\n- Baum, Bäume::tree"),
        ("The ==ribosome== makes proteins.", "The ==ribosome== makes proteins from what tRNA brings."),
        (f"## Dune\n\n{WROTE}\nA: Herbert", f"## Dune (1965)\n\n{WROTE}\nA: Frank Herbert"),
        (f"## Chapter 1: Nuclei\n\n{WROTE}\nA: Herbert", f"## Chapter 3: Nuclei\n\n{WROTE}\nA: Somebody"),
        (f"## Mitochondrin\n\n{WROTE}\nA: Herbert", f"## Mitochondrion\n\n{WROTE}\nA: Somebody"),
        (f"## Cell\n\n### Overview\n\n{WROTE}\nA: Him", f"## Cell\n\n### Introduction\n\n{WROTE}\nA: Somebody"),
        (f"## Sorting\n\n{HOT}", f"## Opposites\n\n{HOT.replace('cold', 'icy')}"),
        (PRINTS, f"{PRINTS}\n<details><summary>Answer</summary>\n\nTwo\n\n</details>"),
        (f"{PRINTS}\n<details><summary>Answer</summary>\n\nTwo\n\n</details>", PRINTS),
    ],
)
def test_the_same_card(tmp_path: Path, before: str, after: str) -> None:
    """The first card keeps its note."""
    assert states(tmp_path, before, after)[0] is State.LIVE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HOT, BIG),
        ("Q: Who won the cup in 1958?\nA: Brazil", "Q: Who won the cup in 1962?\nA: Brazil"),
        ("Q: What does Adam adapt?\nA: steps", "Q: What does AdamW adapt?\nA: steps"),
        (GAPS, GAPS.replace("0.999", "0.99").replace("==0.9==", "==0.8==")),
        ("The opposite of hot is ==cold==.", HOT),
        (HOT, "The opposite of hot is ==cold==."),
        (f"## Dune\n\n{WROTE}\nA: Herbert", f"## Emma\n\n{WROTE}\nA: Austen"),
        (f"## C\n\n{WROTE}\nA: Ritchie", f"## C Sharp\n\n{WROTE}\nA: Hejlsberg"),
        (f"## France\n\n### History\n\n{WROTE}\nA: Ann", f"## Italy\n\n### History\n\n{WROTE}\nA: Bea"),
        ("## Dune\n\n### Who wrote it?\n\nHerbert did.", "## Emma\n\n### Who wrote it?\n\nAusten did."),
        ("Q: दिन क्या है?\nA: सूर्योदय से सूर्यास्त तक", "Q: दान क्या है?\nA: किसी को कुछ देना"),
    ],
)
def test_another_card(tmp_path: Path, before: str, after: str) -> None:
    """The old note is retired and known, and a new one begins."""
    assert states(tmp_path, before, after) == [State.RETIRED, State.LIVE]


@pytest.mark.parametrize("topic", ["Things", "Other things"])
def test_a_card_that_moves_to_another_post_is_the_same(tmp_path: Path, topic: str) -> None:
    blog = Blog(tmp_path / "blog")
    blog.write("a.md", f"# Things\n\n{ROME}\n\n{HOT}\n")
    blog.build(at=FIRST)
    guids = {note.guid for note in blog.ledger.notes.values() if note.mod}
    blog.write("a.md", f"# Things\n\n{HOT}\n")
    blog.write("b.md", f"# {topic}\n\n{ROME}\n")
    blog.build(at=SECOND)
    assert {note.guid for note in blog.ledger.notes.values() if note.state is State.LIVE} == guids


def states(folder: Path, before: str, after: str) -> list[State]:
    """Build both, and give what became of the notes, in the order in which they were first shipped."""
    blog = Blog(folder / "blog")
    blog.write("a.md", f"# Things\n\n{before}\n")
    blog.build(at=FIRST)
    blog.write("a.md", f"# Things\n\n{after}\n")
    blog.build("--allow-retire", at=SECOND)
    notes = sorted((note for note in blog.ledger.notes.values() if note.mod), key=lambda note: note.due)
    return [note.state for note in notes]


def test_a_card_that_lost_its_mark_gives_its_reviews_to_no_other_of_the_same_name(tmp_path: Path) -> None:
    """Two commands have a switch; the list of the first becomes plain words on the day the second's is written."""
    blog = Blog(tmp_path / "blog")
    head = "# Switches\n\n## alias\n\n{}\n\n## daemon\n\n{}\n"
    first = "- `exact` - compares the times\n- `off` - ignores the header"
    second = "- `on` - runs in the background\n- `off` - runs in the foreground"
    blog.write("a.md", head.format(first, "It runs."))
    blog.build(at=FIRST)
    before = {key: note.fields for key, note in blog.ledger.notes.items() if note.mod}
    blog.write("a.md", head.format("It knows: exact - compares the times, off - ignores the header", second))
    blog.build(at=SECOND)
    assert sorted(fields["Answer"] for fields in before.values()) == ["compares the times", "ignores the header"]
    left = [blog.ledger.notes[key] for key in before]
    assert [(note.mod, note.state, note.fields) for note in left] == [
        (FIRST, State.LIVE, fields) for fields in before.values()
    ]


def test_the_same_question_of_another_thing_takes_no_schedule_over(tmp_path: Path) -> None:
    """The heading says of what a question asks that several share, in one build or two, in one file or many."""
    blog = Blog(tmp_path / "blog")

    def book(name: str, writer: str) -> str:
        return f"## {name}\n\n{WROTE}\nA: {writer}\n\nQ: What is the plot?\nA: A tale of {name}\n\n"

    blog.write("a.md", f"# Books\n\n{book('Dune', 'Herbert')}{book('Kim', 'Kipling')}")
    blog.write("moby.md", book("Moby-Dick", "Melville"))
    blog.build(at=FIRST)
    first = {note.guid for note in blog.ledger.notes.values()}
    blog.write("a.md", f"# Books\n\n{book('Kim', 'Kipling')}")
    blog.build("--allow-retire", at=SECOND)
    blog.write("a.md", f"# Books\n\n{book('Kim', 'Kipling')}{book('Emma', 'Austen')}")
    blog.remove("moby.md")
    blog.write("ulysses.md", book("Ulysses", "Joyce"))
    blog.build("--allow-retire", at=THIRD)
    by_answer = {note.fields["Answer"]: note for note in blog.ledger.notes.values()}
    assert by_answer["Kipling"].guid in first
    for writer in ("Austen", "Joyce"):
        assert by_answer[writer].guid not in first
    for writer in ("Herbert", "Melville"):
        assert by_answer[writer].state is State.RETIRED


def test_the_same_question_of_two_posts_keeps_its_places_when_both_answers_change(tmp_path: Path) -> None:
    """The one answer of now is a part of the other's of before."""
    blog = Blog(tmp_path / "blog")
    blog.write("a.md", "# Port\n\nQ: Which port?\nA: 22\n")
    blog.write("b.md", "# Ports\n\nQ: Which port?\nA: 80 and 443\n")
    blog.build(at=FIRST)
    places = {note.place[0]: note.guid for note in blog.ledger.notes.values()}
    blog.write("a.md", "# Port\n\nQ: Which port?\nA: 443\n")
    blog.write("b.md", "# Ports\n\nQ: Which port?\nA: 80 and 8443\n")
    blog.build(at=SECOND)
    assert {note.place[0]: note.guid for note in blog.ledger.notes.values()} == places


def test_a_card_that_is_taken_out_goes_though_another_says_its_words(tmp_path: Path) -> None:
    layers = "Q: How many layers has the model?\nA: Seven"
    blog = Blog(tmp_path / "blog")
    blog.write("a.md", f"# Nets\n\n{layers}\n")
    blog.build(at=FIRST)
    blog.write("a.md", f"# Nets\n\n{layers}\n\n{layers} layers\n")
    blog.build(at=SECOND)
    blog.write("a.md", f"# Nets\n\n{layers} layers\n")
    blog.build("--allow-retire", at=THIRD)
    assert sorted(note.state for note in blog.ledger.notes.values()) == [State.LIVE, State.RETIRED]


def test_a_card_without_its_label_stands_though_a_post_with_its_words_shares_a_link(tmp_path: Path) -> None:
    asked, link = "How do you send the output into a file?\nA: `ls {} a.txt`\n\n", "See [this](https://a.example/x)."
    blog = Blog(tmp_path / "blog")
    blog.write("a.md", "# Shell\n\nQ: " + asked.format(">") + link)
    blog.build(at=FIRST)
    [guid] = [note.guid for note in blog.ledger.notes.values() if note.fields.get("Question")]
    blog.write("a.md", "# Shell\n\nQ " + asked.format(">") + link)
    blog.write("b.md", "# Files\n\nQ: " + asked.format(">>") + link)
    blog.build("--allow-retire", at=SECOND)
    assert [note.state for note in blog.ledger.notes.values() if note.guid == guid] == [State.LIVE]


def test_a_heading_and_a_marked_card_that_ask_the_same_are_one(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    blog.write("a.md", "# France\n\n## What is the capital of France?\n\nParis, on the Seine.\n")
    blog.write("b.md", "# Towns\n\nQ: What is the capital of France?\nA: Paris, on the Seine.\n")
    blog.build(at=FIRST)
    assert sum(note.state is State.LIVE for note in blog.ledger.notes.values()) == 1


SAFE = "## {}\n\n### Is it safe?\n\n{}\n\n"


def test_answers_that_change_places_change_under_their_headings(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    yes, no = "Yes, it is safe.", "No, it is not safe."
    blog.write("a.md", f"# Things\n\n{SAFE.format('Milk', yes)}{SAFE.format('Lead', no)}")
    blog.build(at=FIRST)
    before = {note.place[2]: note.guid for note in blog.ledger.notes.values()}
    blog.write("a.md", f"# Things\n\n{SAFE.format('Milk', no)}{SAFE.format('Lead', yes)}")
    blog.build(at=SECOND)
    after = {note.fields["Question"]: note for note in blog.ledger.notes.values()}
    assert {name: note.fields["Answer"] for name, note in after.items()} == {
        "Milk: Is it safe?": no, "Lead: Is it safe?": yes,
    }  # fmt: skip
    assert {note.place[2]: note.guid for note in after.values()} == before


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("- [x] A. oak\n- [ ] B. pine\n- [ ] C. fir", "- [ ] A. oak\n- [x] B. pine\n- [ ] C. fir", "Answer"),
        ("- [x] A. oak\n- [x] B. yew\n- [ ] C. fir", "- [x] A. oak\n- [ ] B. yew\n- [ ] C. fir", "Answer"),
        ("```js\ntypeof null\n```\n\n**Answer:** x", "```js\ntypeof {}\n```\n\n**Answer:** x", "Question"),
    ],
)
def test_what_only_a_tick_or_code_says_is_sent(tmp_path: Path, before: str, after: str, field: str) -> None:
    blog = Blog(tmp_path / "blog")
    text = "# Woods\n\n## Which of the following is hard?\n\n{}\n"
    blog.write("a.md", text.format(before))
    blog.build(at=FIRST)
    [old] = blog.ledger.notes.values()
    blog.write("a.md", text.format(after))
    blog.build(at=SECOND)
    [new] = blog.ledger.notes.values()
    assert (new.guid, new.mod > old.mod) == (old.guid, True)
    assert new.fields[field] != old.fields[field]
