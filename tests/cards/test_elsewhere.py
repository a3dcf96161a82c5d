"""What only the whole deck can say: an abbreviation that nobody uses again, a planned heading, two readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog

DEFINED = "# Nets\n\nWe train a Long Short-Term Memory (LSTM) for a week.\n"


def questions(blog: Blog, state: State = State.LIVE) -> set[str]:
    notes = (note for note in blog.ledger.notes.values() if note.state is state)
    return {note.fields.get("Question", note.words.get("Question", "")) for note in notes}


def test_an_abbreviation_is_asked_where_two_other_sections_use_it(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", DEFINED)
    blog.build()
    assert questions(blog) == set()
    blog.write("b.md", "# Speech\n\nHere the LSTM reads sound.\n")
    blog.build(at=SECOND)
    assert questions(blog) == set()
    blog.write("c.md", "# Text\n\nHere the LSTM reads words.\n")
    blog.build(at=SECOND + 1)
    assert questions(blog) == {"What does LSTM stand for?"}


def test_a_shipped_one_stays_when_its_use_is_gone(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", DEFINED)
    blog.write("b.md", "# Speech\n\nHere the LSTM reads sound.\n\n# Text\n\nHere the LSTM reads words.\n")
    blog.build()
    blog.remove("b.md")
    report = blog.build(at=SECOND)
    assert (report["retired"], report["updated"]) == (0, 0)
    assert questions(blog) == {"What does LSTM stand for?"}


def test_a_label_before_a_colon_is_no_use(tmp_path: Path) -> None:
    """It may be who speaks."""
    blog = Blog(tmp_path)
    blog.write("a.md", DEFINED)
    blog.write("b.md", "# Speech\n\nLSTM: so we waited for the sound.\n\n# Text\n\nLSTM: and read the words.\n")
    blog.build()
    assert questions(blog) == set()


def test_an_abbreviation_of_two_meanings_is_not_asked(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    for name, full in (("a", "Public Cloud Access"), ("b", "Principal Component Analysis")):
        blog.write(f"{name}.md", f"We like {full} (PCA) a lot.\n", title=f"What {name} said about it all to us")
    blog.build()
    assert questions(blog) == set()


def test_one_card_asks_for_an_abbreviation_in_both_numbers(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", DEFINED)
    blog.write("b.md", "# Speech\n\nAll Long Short-Term Memories (LSTMs) and the LSTM read sound.\n")
    blog.write("c.md", "# Text\n\nHere LSTMs read words, and the LSTM too.\n")
    blog.write("d.md", "# Film\n\nHere LSTMs see, and the LSTM too.\n")
    blog.write("e.md", "# Song\n\nThe long short-term memory (LSTM) sings.\n")
    blog.build()
    assert questions(blog) == {"What does LSTM stand for?"} | {
        question for question in questions(blog) if "LSTMs" in question
    }
    assert len(questions(blog)) <= 2


def test_a_fifth_of_the_cards_at_most_ask_for_abbreviations(tmp_path: Path) -> None:
    """Those that most sections use stay; a deck may always have five."""
    names = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Theta")
    blog = Blog(tmp_path)
    short = [f"{name[0]}QR" for name in names]
    pairs = zip(names, short, strict=True)
    blog.write("a.md", "\n\n".join(f"# {name} part\n\nThe {name} Queue Reader ({each}) came." for name, each in pairs))
    blog.write("b.md", f"# One\n\nUse {', '.join(short)} here.\n\n# Two\n\nUse {', '.join(short)} there.\n")
    blog.write("c.md", f"# Three\n\nUse {', '.join(short[2:])} once more.\n")
    blog.build()
    assert questions(blog) == {f"What does {each} stand for?" for each in short[2:]}


def test_what_stands_beside_a_heading_of_the_posts_plan_is_not_asked(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    rows = "- `bolt`: holds two plates\n- `nut`: holds the bolt\n"
    for name in ("a", "b"):
        blog.write(f"{name}.md", f"# Post {name}\n\nWords.\n\n## Body\n\nMore words.\n")
    blog.write("c.md", f"# Metal parts\n\nWords.\n\n## Body\n\n{rows}")
    blog.write("d.md", f"# Metal parts\n\nWords.\n\n## Fasteners\n\n{rows.replace('`bolt`', '`rivet`')}")
    blog.build()
    assert questions(blog) == {"What does rivet (Fasteners) do?", "What does nut (Fasteners) do?"}
    assert "What does bolt do" in questions(blog, State.HELD)


ANSWERS = ("A pot boils water.", "Lids keep heat in.", "A spoon stirs what boils.", "Tea is poured from it.")
TOLD = ("I boil my water in a pot.", "We met and I told them of lids.", "My spoon is of wood.", "A kettle pours tea.")
ASKED = ("What does a pot do?", "What are lids for?", "What is a spoon for?", "What is tea poured from?")


def interview(answers: tuple[str, ...]) -> str:
    parts = (f"## {question}\n\n{said}\n\n" for question, said in zip(ASKED, answers, strict=True))
    return "# Kettles\n\n" + "".join(parts)


def test_an_interview_asks_nobody_and_costs_no_shipped_card(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", interview(TOLD), title="Ann on pots")
    blog.build()
    assert questions(blog) == set()
    blog.write("a.md", interview(ANSWERS), title="Pots")
    blog.build(at=SECOND)
    assert questions(blog) == set(ASKED)
    blog.write("a.md", interview((ANSWERS[0], *TOLD[1:])), title="Pots")
    assert blog.build(at=SECOND + 1)["retired"] == 0
    assert questions(blog) == set(ASKED)


CODE = "A value like any other:\n\n```js\nconst pot = () => console.log('I boil my water')\n```\n\nCall `me()`."
QUOTED = "Memory. Its log says “I do not know what I did” on each line."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is a type I error?", "A type I error is an alarm without a fire."),
        ("What is a first order function?", CODE),
        ("What does an agent lack?", QUOTED),
    ],
)
def test_what_speaks_of_nobody_makes_no_interview(tmp_path: Path, question: str, answer: str) -> None:
    """One of two answers that spoke of somebody would be half of a post's."""
    blog = Blog(tmp_path)
    other = "## What does a loop do?\n\nIt repeats a step.\n"
    blog.write("a.md", f"# Things\n\n{other}\n## {question}\n\n{answer}\n", title="Things")
    blog.build()
    assert questions(blog) == {"What does a loop do?", question}


def test_one_question_of_a_post_is_no_interview(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    said = "A pot boils water. In my kitchen it makes soup as well, and I keep rice in it."
    blog.write("a.md", f"# Pots\n\n## What is a pot for?\n\n{said}\n", title="Pots")
    blog.build()
    assert questions(blog) == {"What is a pot for?"}
