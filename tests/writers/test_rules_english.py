"""English prose: what the rules ask of plain technical sentences, and what they leave alone."""

from __future__ import annotations

import pytest

from tests.writers.test_precision import shipped, worded

FOUND = [
    ("A mutex is a lock that only one thread can hold.", "What is a mutex?", "a lock that only one thread can hold"),
    (
        "The Foo cycle is a series of reactions that releases energy.",
        "What is the Foo cycle?",
        "a series of reactions that releases energy",
    ),
    (
        "Osmosis is the movement of water through a membrane.",
        "What is Osmosis?",
        "the movement of water through a membrane",
    ),
    ("Enzymes are proteins that speed up reactions.", "What are Enzymes?", "proteins that speed up reactions"),
    ("The frobnicator, also known as the widget, turns things.", "What is another name for frobnicator?", "widget"),
    (
        "A CDN, or content delivery network, is a group of servers.",
        "What does CDN stand for?",
        "content delivery network",
    ),
    ("FOO stands for Fast Object Oracle.", "What does FOO stand for?", "Fast Object Oracle"),
    (
        "`foo scan` is used to find the commit that broke a test.",
        "What is the use of foo scan?",
        "to find the commit that broke a test",
    ),
    ("A primary key is used to tell rows apart.", "What is the use of primary key?", "to tell rows apart"),
    (
        "The drawback of the mean is that it is sensitive to outliers.",
        "What is a drawback of mean?",
        "sensitive to outliers",
    ),
    (
        "An advantage of cast iron is that it retains heat well.",
        "What is an advantage of cast iron?",
        "retains heat well",
    ),
    (
        "Meiosis differs from mitosis in that it produces four cells.",
        "How does Meiosis differ from mitosis?",
        "produces four cells",
    ),
    (
        "The Foo reaction was described by Louis Bernier in the early 1920s.",
        "Who described Foo reaction?",
        "Louis Bernier",
    ),
    (
        "The FooDB engine skips the log because all pages are copied on write.",
        "Why is it that the FooDB engine skips the log?",
        "all pages are copied on write",
    ),
    ("Use the median when the distribution is skewed.", "When to choose median?", "when the distribution is skewed"),
    ("To shelve all changes, run `git stash`.", "git: shelve all changes: which command?", "git stash"),
    (
        "Use `cargo check` to check a crate without building it.",
        "cargo: check a crate without building it: which command?",
        "cargo check",
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), FOUND)
def test_a_plain_sentence_gives_its_card(text: str, question: str, answer: str) -> None:
    assert (question, answer) in shipped(text, "Notes", language="en")


def test_a_prompt_is_not_typed() -> None:
    found = shipped("List all branches:\n\n```\n$ git branch -a\n```", "Git", language="en")
    assert found == [("git: List all branches: which command?", "git branch -a")]


def test_a_tool_below_its_heading_is_told_to_the_end_of_the_sentence() -> None:
    text = "A small tool for programs that are\nwritten in Foo.js by hand. It is fast."
    assert shipped(text, "Barly", language="en") == [
        ("What is Barly?", "A small tool for programs that are\nwritten in Foo.js by hand")
    ]
    assert shipped("An invalid tool was passed to the server.", "ERR_FOO", language="en") == []


def test_stages_after_a_colon_are_gaps() -> None:
    found = shipped(
        "Photosynthesis consists of two stages: the light reactions and the Calvin cycle.", "Notes", language="en"
    )
    assert [answer for _, answer in found] == ["the light reactions、the Calvin cycle"]


def test_a_formula_is_asked_by_the_subject_of_its_sentence() -> None:
    found = shipped("The sample variance is defined as:\n\n$$\ns^2=\\frac{1}{n}\\sum x_i\n$$", "Tests", language="en")
    assert [question for question, _ in found] == ["Tests: What is the formula of sample variance?"]


def test_a_table_of_commands_needs_no_heading() -> None:
    text = (
        "| Command | Description |\n|---|---|\n| `git blame` | Show who changed a line |\n| `git gc` | Pack objects |\n"
    )
    assert ("What does git blame do?", "Show who changed a line") in shipped(text, "Commands", language="en")


def test_a_heading_that_asks_what_the_definition_asks_gives_one_card() -> None:
    found = worded("A sidecar is a container that runs next to the main one.", "What is a sidecar?")
    assert [card.aspect for card in found] == ["definition"]


@pytest.mark.parametrize(
    "text",
    [
        "This is a post that I wrote on a train.",
        "The problem is a lack of time in the morning.",
        "The result is an error that nobody reads.",
        "The server is a machine that I bought last year.",
        "Foo is a great language for small tools.",
        "Another option is a tunnel that hides the host.",
        "Clippy is a linter.",
        "It was used to test the things that we had.",
        "Testing is important because bugs are bad.",
        "My editor is fast because it is written in C.",
        "The advantage of this approach is that it is simple.",
        "An advantage of Foo is that it is easy to use.",
        "There are two types of people: those who sleep and those who do not.",
        "Foo was developed by us in 2010.",
        "He worked at MIF (Massachusetts Institute of Foo).",
        "A queue is a line that I stand in because it is there.",
        "Use `foo` to be happy.",
        "It began long ago. Barly is a tool for moving data between systems.",
        "Use care when the server runs as root.",
        "Unless there is a need for speed in the loop, use Foo.",
        "`env`: The environment that the call is made in.",
        "- `env`: The environment of the call\n- `value`: The value to set\n",
        "The server object is an instance of the Foo class.",
    ],
)
def test_small_talk_gives_no_card(text: str) -> None:
    assert shipped(text, "Notes", language="en") == []
