"""What README.md and docs/regenerating.md tell authors of their cards is so, sentence by sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import FIRST, SECOND, Blog

SAYS = (
    "Same question: same card; correct or lengthen its answer, or move the card, as you like. Same answer: same card "
    "too, if the question still asks nearly the same thing. Both changed: a new card, and the old one is retired, not "
    "lost. To be sure, end the line with `^any-name`, once in its file."
)

ROME = "Q: When was Rome founded?\nA: In 755 BC"
HOT, BIG = "Q: What is the opposite of hot?\nA: cold", "Q: What is the opposite of big?\nA: small"
RELU = "Q: Why does a net need nonlinear layers?\nA: Stacked linear layers collapse into one linear map"
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
