"""A made-up deck of own cards, gaps and terms that lives: seeded edits, and what each leaves alive."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec

from deckgen.files.records import NoteRecord
from deckgen.identity.content_words import is_one_letter_off
from deckgen.model import NoteType
from tests.continuity.rows import name_of, plain
from tests.continuity.synthetic import SYLLABLES

FRAMES = (
    "Which port does {name}{more} use?",
    "How many parts has {name}{more}?",
    "Which number does {name}{more} stand for?",
    "{name}{more}使用哪个端口？",
    "Welchen Port benutzt {name}{more}?",
    "{name}{more}はどのポートを使いますか",
)
GAPS = "{name}{more} was made by =={answer}== in =={year}==."
MORE = (" always", " by itself")
TASKS = ("sends mail", "fetches mail", "keeps folders", "relays calls", "maps names", "stores keys")
FOLDERS = 6
CARDS = 6
TERMS = 3


class Fact(msgspec.Struct, eq=False):
    """Something worth knowing; it lives while what it asks and what it says do not change at once."""

    name: str
    frame: str  # empty for a term of a list
    answer: str
    year: str = ""
    more: str = ""
    is_skipped: bool = False
    is_broken: bool = False  # asks by a picture that is not there: a card of the author's that cannot be shown

    @property
    def question(self) -> str:
        """What it asks, as the post says it; the whole text of one with gaps."""
        return self.frame.format(name=self.name, more=self.more, answer=self.answer, year=self.year)

    def text(self) -> str:
        """Give its lines in the post."""
        picture = " ![a plan](gone.png)" if self.is_broken else ""
        lines = f"{self.question}{picture}" if self.year else f"Q: {self.question}{picture}\nA: {self.answer}"
        return f"{lines}\n" + ("<!-- deck: skip -->\n" if self.is_skipped else "")

    def is_told_by(self, record: NoteRecord) -> bool:
        """Say whether a note asks and says this."""
        if self.frame:
            said = plain(self.question) if self.year else f"{plain(self.question)} | {self.answer}"
            return name_of(record, has_numbers=False) == said
        is_term = record.type is NoteType.QUESTION and record.fields["Made"] != "person"
        return is_term and name_of(record, has_numbers=False) == self.answer and self.name in record.fields["Question"]


class Section(msgspec.Struct, eq=False):
    """A file with its cards under one heading, and a list of terms under another."""

    name: str
    topic: str
    heading: str
    cards: list[Fact]
    terms: list[Fact]
    copies: list[Fact] = []
    shelf: str = "Services"

    def text(self) -> str:
        cards = "\n".join(fact.text() for fact in [*self.cards, *self.copies])
        terms = "\n\n".join(f"{fact.name}\n: {fact.answer}" for fact in self.terms)
        head = f"---\ntitle: A post\n---\n\n# {self.topic}\n\n## {self.heading}\n\n"
        return f"{head}{cards}\n## {self.shelf}\n\n{terms}\n"


class Cards:
    """All files, and an author with a seed; each fact is edited once between two builds."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._names: list[str] = []
        self._touched: list[Fact] = []
        self._drawer: list[Fact] = []
        self.sections = [self._section() for _ in range(FOLDERS)]

    def write(self, folder: Path) -> None:
        """Make the folder hold exactly these posts."""
        for path in folder.iterdir():
            path.unlink()
        for section in self.sections:
            (folder / section.name).write_text(section.text(), encoding="utf-8")

    def facts(self) -> list[Fact]:
        """Give what the posts ask for, without what is kept out."""
        found = [fact for section in self.sections for fact in [*section.cards, *section.terms]]
        return [fact for fact in found if not fact.is_skipped and not fact.is_broken]

    def edit(self, times: int) -> list[str]:
        """Make so many edits; gives their names."""
        edits: list[Callable[[], object]] = [
            self.put_right, self.put_right, self.put_right_in_list, self.reword, self.swap, self.replace,
            self.replace_name, self.replace_in_list, self.delete, self.bring_back, self.add, self.move, self.copy,
            self.shuffle, self.skip, self.break_, self.rename_file, self.rename_heading, self.rename_topic,
        ]  # fmt: skip
        self._touched = [fact for section in self.sections for fact in section.copies]
        for section in self.sections:
            section.copies = []
        made = [self.random.choice(edits) for _ in range(times)]
        for edit in made:
            edit()
        return [edit.__name__ for edit in made]

    # --- Edits that leave a fact alive ---

    def put_right(self) -> None:
        """Put another answer, or of two gaps another word in one."""
        for _, fact in self._some():
            fact.answer = self._name() if fact.year else self._number()

    def put_right_in_list(self) -> None:
        for _, fact in self._some(terms=True):
            fact.answer = self.random.choice(TASKS)

    def reword(self) -> None:
        for _, fact in self._some():
            fact.more = "" if fact.more else self.random.choice(MORE)

    def swap(self) -> None:
        """Exchange the answers of two questions."""
        found = [fact for _, fact in self._some(2) if not fact.year]
        if len(found) > 1:
            found[0].answer, found[1].answer = found[1].answer, found[0].answer

    def move(self) -> None:
        for section, fact in self._some():
            section.cards.remove(fact)
            self.random.choice(self.sections).cards.append(fact)

    def copy(self) -> None:
        """Let a card stand in a second place too, until the next edit."""
        for _, fact in self._some():
            self.random.choice(self.sections).copies.append(fact)

    def shuffle(self) -> None:
        section = self.random.choice(self.sections)
        self.random.shuffle(section.cards)
        self.random.shuffle(section.terms)

    def skip(self) -> None:
        for _, fact in self._some():
            fact.is_skipped = not fact.is_skipped

    def break_(self) -> None:
        for _, fact in self._some():
            fact.is_broken = not fact.is_broken

    def delete(self) -> None:
        for section, fact in self._some():
            section.cards.remove(fact)
            self._drawer.append(fact)

    def bring_back(self) -> None:
        if self._drawer:
            fact = self._drawer.pop()
            self.random.choice(self.sections).cards.append(fact)
            self._touched.append(fact)

    def rename_file(self) -> None:
        self.random.choice(self.sections).name = f"{self._name().lower()}.md"

    def rename_heading(self) -> None:
        self.random.choice(self.sections).heading = f"About {self._name()}"

    def rename_topic(self) -> None:
        self.random.choice(self.sections).topic = f"Notes on {self._name()}"

    # --- Edits by which another fact comes ---

    def replace(self) -> None:
        """Put another card where one stood, of the same pattern."""
        for section, fact in self._some():
            other = msgspec.structs.replace(fact, name=self._name(), answer=self._number(), year=fact.year and "1803")
            if fact.year:
                other.answer = self._name()
            self._put(section.cards, fact, other)

    def replace_name(self) -> None:
        """Put a card of another name with the same short answer."""
        for section, fact in self._some():
            if not fact.year:
                self._put(section.cards, fact, msgspec.structs.replace(fact, name=self._name()))

    def replace_in_list(self) -> None:
        for section, fact in self._some(terms=True):
            self._put(section.terms, fact, Fact(self._name(), "", self.random.choice(TASKS)))

    def add(self) -> None:
        self.random.choice(self.sections).cards.append(self._fact())

    def _put(self, facts: list[Fact], old: Fact, new: Fact) -> None:
        facts[next(place for place, fact in enumerate(facts) if fact is old)] = new
        self._touched.append(new)

    # --- What is made ---

    def _some(self, count: int = 1, *, terms: bool = False) -> list[tuple[Section, Fact]]:
        """Choose facts that nothing happened to since the last build."""
        free = [
            (section, fact)
            for section in self.sections
            for fact in (section.terms if terms else section.cards)
            if not any(fact is other for other in self._touched)
        ]
        chosen = self.random.sample(free, min(count, len(free)))
        self._touched += [fact for _, fact in chosen]
        return chosen

    def _section(self) -> Section:
        terms = [Fact(self._name(), "", self.random.choice(TASKS)) for _ in range(TERMS)]
        cards = [self._fact() for _ in range(CARDS)]
        name = self._name()
        about = f"About {self._name()}"
        return Section(f"{name.lower()}.md", f"Notes on {name}", about, cards, terms, shelf=f"{name} net")

    def _fact(self) -> Fact:
        if self.random.random() < 0.3:
            return Fact(self._name(), GAPS, self._name(), year=str(self.random.randint(1700, 1799)))
        return Fact(self._name(), self.random.choice(FRAMES), self._number())

    def _number(self) -> str:
        """Give one of few short answers: many cards say the same."""
        return str(self.random.choice([22, 25, 80, 110, 143, 443, 993, 8080]))

    def _name(self) -> str:
        while True:
            name = "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(3, 4))).capitalize()
            if not any(name == used or is_one_letter_off(name.lower(), used.lower()) for used in self._names):
                self._names.append(name)
                return name
