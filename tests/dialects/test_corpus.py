"""Of questions in all layouts and languages nearly all are asked, of look-alikes nearly none: the figures of both."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from deckgen.markdown.text import text_of
from tests.dialects.shown import FOLDER, cards_of

ASKED = 0.99
"""Share of the questions that are asked at least, each with its whole answer."""
FALSE = 0.02
"""Share of the look-alikes that ask at most."""

ANSWER = ("The first words say it.", "so it goes", "the last words")
WHOLE = "{0}\n\n- {1}\n\n{2}"

LAYOUTS: MappingProxyType[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "heading": lambda question, answer: f"## {question}\n\n{answer}\n\n## Behind\n\nOther words.\n",
        "numbered heading": lambda question, answer: f"### 3. {question}\n\n{answer}\n\n---\n\nOther words.\n",
        "bold": lambda question, answer: f"**{question}**\n\n{answer}\n\n---\n\nOther words.\n",
        "bold with a number": lambda question, answer: f"**Q7.** {question}\n\n{answer}\n\n---\n\nOther words.\n",
        "quoted": lambda question, answer: "> " + f"**{question}**\n\n{answer}".replace("\n", "\n> ") + "\n",
        "numbered item": lambda question, answer: f"1. {question}\n\n   {answer.replace(chr(10), chr(10) + '   ')}\n",
    }
)
MARKED: MappingProxyType[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "folded": lambda question, answer: f"<details><summary>{question}</summary>\n\n{answer}\n\n</details>\n",
        "callout": lambda question, answer: f"> [!question] {question}\n> " + answer.replace("\n", "\n> ") + "\n",
        "between marks": lambda question, answer: f"START\nBasic\n{question}\nBack: {answer}\nEND\n",
        "labelled": lambda question, answer: f"Q: {question}\nA: {answer}\n\n---\n\nOther words.\n",
        "folded answer": lambda question, answer: (
            f"### {question}\n\n<details><summary>Answer</summary>\n\n{answer}\n\n</details>\n"
        ),
    }
)


def lines(name: str) -> list[str]:
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line]


def bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def is_asked(text: str, question: str) -> bool:
    cards = cards_of(text, "Compilers")
    if len(cards) != 1:
        return False
    fields = cards[0].fields
    said = " ".join(text_of(fields.get(name, "")) for name in ("Answer", "Detail"))
    return bare(question) in bare(text_of(fields["Question"])) and "Other" not in said and all(
        words in said for words in ANSWER
    )


def test_questions_are_asked_with_their_whole_answers() -> None:
    answer = WHOLE.format(*ANSWER)
    missed = [
        f"{name}: {question}"
        for question in lines("questions.txt")
        for name, layout in (LAYOUTS | MARKED).items()
        if not is_asked(layout(question, answer), question)
    ]
    count = len(lines("questions.txt")) * len(LAYOUTS | MARKED)
    assert count >= 400
    assert len(missed) <= (1 - ASKED) * count, missed


def test_what_only_looks_like_a_question_asks_nothing() -> None:
    answer = WHOLE.format(*ANSWER)
    asked = [
        f"{name}: {words}"
        for words in lines("lookalikes.txt")
        for name, layout in LAYOUTS.items()
        if any(card.aspect == "question" for card in cards_of(layout(words, answer), "Notes"))
    ]
    count = len(lines("lookalikes.txt")) * len(LAYOUTS)
    assert count >= 400
    assert len(asked) <= FALSE * count, asked
