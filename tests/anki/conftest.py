"""A blog of each kind of note, and a learner who has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.learner import Learner as Known
from deckgen.files.learner import LearnerNote, read_learner
from deckgen.files.records import NoteRecord
from tests.anki.desktops import desktop, fresh_desk, real_desk
from tests.anki.exports import export
from tests.continuity.blog import ID, SECOND, Blog, Learner, anki

__all__ = ["desktop", "fresh_desk", "real_desk"]

LINK = "https://{}.example/a"
WORDS = ("one", "two", "three", "four", "five")
QUESTIONS = {
    "edited": "Which colour has grass?",
    "tagged": "Which colour has the sea?",
    "flagged": "Which colour has snow?",
    "suspended": "Which colour has coal?",
    "deleted": "Which colour has blood?",
    "moved": "Which colour has the sun?",
    "leech": "Which colour has a raven?",
    "untouched": "Which colour has a rose?",
}
ANSWERS = dict(zip(QUESTIONS, ("Green.", "Blue.", "White.", "Black.", "Red.", "Yellow.", "Jet.", "Pink."), strict=True))


class Home(Blog):
    """A blog whose owner learns it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "cards: {reading: all}")
        self.answers = dict(ANSWERS)
        self.comments = dict.fromkeys(WORDS, "")
        self.learner_path = self.folder / "decks" / "blog.learner.jsonl"
        self.save()

    def save(self) -> None:
        """Write the post as it is now."""
        lines = ["# Colours", ""]
        for name, question in QUESTIONS.items():
            lines += [f"Q: {question}", f"A: {self.answers[name]}", ""]
        lines += ["# Reading", ""]
        for word in WORDS:
            comment = f": {self.comments[word]}" if self.comments[word] else ""
            lines += [f"- [The article number {word}]({LINK.format(word)}){comment}"]
        lines += ["", "# Gaps", "", "The capital of France is ==Paris==. #card", ""]
        self.write("colours.md", "\n".join(lines))

    def key(self, name: str) -> str:
        """Give the Key of a question or a link."""
        return self.guid(LINK.format(name)) if name not in QUESTIONS else self.asking(QUESTIONS[name]).guid

    def asking(self, question: str) -> NoteRecord:
        """Find the one note of a question."""
        (record,) = [note for note in self.ledger.notes.values() if note.fields.get("Question") == question]
        return record

    def pull(self, file: Path, *arguments: object, at: int = SECOND, code: int = 0) -> dict[str, Any]:
        """Pull, and give what ``--json`` says."""
        result = self.run("pull", self.definition, "--from", file, "--json", *arguments, at=at)
        assert result.exit_code == code, result.output
        report: dict[str, Any] = json.loads(result.stdout or result.stderr.splitlines()[0])
        return report

    @property
    def known(self) -> Known:
        return read_learner(self.learner_path, ID)

    def of(self, name: str) -> LearnerNote:
        """Give what is known of a question or a link."""
        return self.known.notes[self.key(name)]


class Student(Learner):
    """A learner who exports, too."""

    def __init__(self, col: Any, folder: Path) -> None:
        super().__init__(col)
        self.folder = folder

    def export(self, kind: str = "colpkg") -> Path:
        return export(self.col, self.folder, kind)

    def cards(self, guid: str) -> list[Any]:
        return [self.col.get_card(card.id) for card in self.snapshot()[guid].cards]

    def suspend(self, guid: str) -> None:
        self.col.sched.suspend_cards([card.id for card in self.cards(guid)])

    def move(self, guid: str, deck: str) -> None:
        self.col.set_deck([card.id for card in self.cards(guid)], self.col.decks.id(deck))

    def has(self, guid: str) -> bool:
        return guid in self.snapshot().notes


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "blog")
    home.build()
    return home


@pytest.fixture
def learner(tmp_path: Path, home: Home) -> Iterator[Student]:
    """Somebody who imported all and answered it once."""
    with anki(tmp_path) as somebody:
        student = Student(somebody.col, tmp_path)
        student.take(home.package)
        student.study()
        yield student
