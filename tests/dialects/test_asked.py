"""What authors ask is asked, with its whole answer: each line of the files beside this one, and the figures of all."""

from __future__ import annotations

import pytest

from deckgen.cards.forms.own_faults import own_faults
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.posts.parse import make_post, parse_body
from tests.dialects.shown import Example, cards_of, examples, shown

FILES = ("laid_out.txt", "answered.txt", "nothing.txt", "marked.txt", "folded.txt", "signs.txt", "terms.txt")
EXAMPLES = [example for name in FILES for example in examples(name)]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_a_text_gives_these_cards(example: Example) -> None:
    assert [shown(card) for card in cards_of(example.text, example.title)] == example.cards


FAULTY = [
    ("Q: What is a stack?", 5, "begin the next line with A:"),
    ("Frage: Was ist ein Stapel, und wie ist er aufgebaut?", 5, "with A: or Antwort:"),
    ("질문: 스택은 무엇인가?", 5, "with A: or 답변:"),
    ("問題：スタックとは何ですか", 5, "with A: or 回答："),
    ("Q: What is a stack?\n\n<details><summary>What is a queue?</summary>A line.</details>", 5, "folded below it asks"),
    ("A text that goes on\nand says that mem::forget is safe\nto call.", 5, "join two names"),
    ("<details><summary>Answer</summary>Two.</details>", 5, "without a question"),
    ("<details><summary>What is a stack?</summary></details>", 5, "without an answer"),
    ("START\nBasic\nWhat is a stack?\n\nMore.", 5, "needs both"),
    ("> [!question] What is a stack?", 5, "below its title"),
    ("Q:\nA: Nothing is asked.", 5, "without words behind the label"),
    ("Words.\n\n1. Q: What is a stack?\n2. Q: What is a queue?\n   A: First in.", 7, "without an answer"),
    ("What is a stack?\n?", 5, "below that line"),
    ("Basic\nWhat is a stack?\nBack: A pile.\nEND", 5, "needs both"),
    ("START\nWhat is a stack?\nBack: A pile.\nEND", 5, "needs its type"),
    ("STARTI Basic What is a stack? Back: A pile. ENDI", 5, "its type in brackets"),
    ("A {{c1::stack of plates.", 5, "two colons"),
    ("A {{c0::stack}} of plates.", 5, "a number from 1"),
    ("A {{c1:stack}} of plates.", 5, "two colons"),
    ("Words.\n\n## A {{c1::stack}}\n\nOf plates.", 7, "not in a heading"),
    ("| a | b |\n|---|---|\n| {{c1::x}} | y |", 7, "table"),
    ("Words.\n\n<!-- deck: card\nQ: What is a stack?\nA:\n-->", 8, "without an answer"),
    ("START\nBasic\nWhat is a stack?\nLast in.\nEND", 5, "begins with Back:"),
    ("START\nCloze\nNothing is hidden.\nEND", 5, "needs a gap"),
    ("STARTI [Basic] What is a stack? ENDI", 5, "in one paragraph"),
    ("Words.\n\nA ==stack== is a {{c3::pile.", 7, "two colons"),
    ("A ==stack is a pile.", 5, "does not end"),
    ("A ==stack is a ==pile== of plates.", 5, "does not end"),
    ("A ==stack== is a ==pile of plates.", 5, "does not end"),
    ("A {{c1::stack of {{c2::plates}} stands}}.", 5, "inside a gap"),
]


@pytest.mark.parametrize(("text", "line", "reason"), FAULTY, ids=[text for text, _, _ in FAULTY])
def test_what_looks_like_a_marked_card_and_gives_none_is_reported(text: str, line: int, reason: str) -> None:
    post = make_post("a.md", parse_body(f"---\ntitle: Notes\n---\n\n{text}\n".encode()))
    items = study_items(find_places([post], Wanted()), Wanted())
    [problem] = own_faults(items, [])
    assert (problem.path, problem.line) == ("a.md", line)
    assert reason in problem.message


COMPARES = ["Use a == b, or a==b.", "if a==b or c ==d", "==> See below", "=== Words", "A `==x` of code"]


@pytest.mark.parametrize("text", COMPARES)
def test_what_compares_is_no_gap_left_open(text: str) -> None:
    post = make_post("a.md", parse_body(f"---\ntitle: Notes\n---\n\n{text}\n".encode()))
    assert own_faults(study_items(find_places([post], Wanted()), Wanted()), []) == []
