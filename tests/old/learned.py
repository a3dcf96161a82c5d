"""A copy of a deck that an old release shipped, and a learner who has studied all of it in a real Anki."""

from __future__ import annotations

import html
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from deckgen.cli.__main__ import main
from tests.anki_real import NoteState, fresh_collection, import_package, snapshot
from tests.continuity.blog import Learner

HERE = Path(__file__).parent
DECKS = tuple(sorted(path.parent.name for path in HERE.glob("*/posts")))
WITH_MODEL = tuple(name for name in DECKS if (HERE / name / f"{name}.cards.jsonl").exists())

DAY = 86_400
SHIPPED = 1_780_000_000 + 5 * DAY
"""The second of the last build of the old release."""

TYPED = SHIPPED + DAY
"""When the learner edited the notes."""

TODAY = SHIPPED + 10 * DAY
TAG = "a-tag-of-mine"

Notes = Mapping[str, NoteState]
"""What a package holds, by GUID."""


class OldDeck:
    """A copy that may be edited and built; ``kept`` is the folder that never changes."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.kept = HERE / name
        self.folder = folder / name
        shutil.copytree(self.kept, self.folder, ignore=shutil.ignore_patterns("before", ".deckgen"))
        self.posts = self.folder / "posts"
        self.definition = self.folder / f"{name}.yaml"
        self.package = self.folder / f"{name}.apkg"
        has_definition = self.definition.exists()
        self.deck: tuple[object, ...] = (self.definition,) if has_definition else (self.posts, "-o", self.package)
        self.ledger = self.folder / f"{name}.ledger.jsonl"

    def run(self, *arguments: object, at: int = TODAY) -> str:
        """Run a command that must not fail, and give what it printed."""
        env = {"SOURCE_DATE_EPOCH": str(at), "XDG_CACHE_HOME": str(self.folder / "cache"), "OPENAI_API_KEY": None}
        done = CliRunner(env=env).invoke(main, [str(each) for each in arguments], prog_name="deckgen")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{arguments[0]} broke: {done.exception}") from done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    def build(self, *arguments: object, at: int = TODAY) -> Notes:
        """Build, and give what the package holds now."""
        self.run("build", *self.deck, "--json", "--allow-retire", *arguments, at=at)
        return shipped(self.package)

    def read_pages(self) -> None:
        """Put the saved pages into the store, as the old release had them."""
        if (self.folder / "pages").is_dir():
            (self.folder / ".deckgen").mkdir()
            (self.folder / ".deckgen" / "store.sqlite").write_bytes(_store(self.name))

    def offer(self) -> dict[str, Any]:
        """Give what a model would be asked now."""
        told: dict[str, Any] = json.loads(self.run("write", self.definition, "--dry-run", "--json"))
        return told


def shipped(package: Path) -> Notes:
    """Read a package as Anki does."""
    with tempfile.TemporaryDirectory() as folder, fresh_collection(Path(folder)) as col:
        import_package(col, package)
        return snapshot(col)


@lru_cache
def _store(name: str) -> bytes:
    """Read the saved pages of a deck; once, since it takes seconds."""
    with tempfile.TemporaryDirectory() as folder:
        deck = OldDeck(name, Path(folder))
        deck.run("fetch", deck.definition, "--from-html", deck.folder / "pages", "--json")
        return (deck.folder / ".deckgen" / "store.sqlite").read_bytes()


@lru_cache
def old_notes(name: str) -> Notes:
    """Give what the old release shipped last."""
    return shipped(HERE / name / f"{name}.apkg")


@lru_cache
def first_notes(name: str) -> Notes:
    """Give what the old release shipped first: more than last, where notes were retired or held since."""
    package = HERE / name / f"{name}.first.apkg"
    return shipped(package) if package.exists() else old_notes(name)


def study_all(name: str, folder: Path) -> None:
    """Make the collection of somebody who imported each package of the old release, studied and tagged all notes."""
    with fresh_collection(folder) as col:
        learner = Learner(col)
        for package in (HERE / name / f"{name}.first.apkg", HERE / name / f"{name}.apkg"):
            if package.exists():
                learner.take(package)
        learner.study()
        for guid in learner.snapshot().notes:
            learner.tag(guid, TAG, at=TYPED)


_GAP = re.compile(r"\{\{c\d+::(.*?)\}\}(?!\})", re.S)


def asked(note: NoteState) -> str:
    """Give what a note asks, as plain words: of a gap card with what it hides, of a link its address."""
    if note.note_type == "deckgen cloze":
        text = note.fields["Text"]
        return plain(_GAP.sub(r"\1", text) + f" [{', '.join(sorted(_GAP.findall(text)))}]")
    names = {"deckgen reading": "URL", "deckgen topic": "Topic", "deckgen question": "Question"}
    return plain(note.fields[names[note.note_type]])


def answer(note: NoteState) -> str:
    """Give what a note answers to its question, as plain words."""
    names = {"deckgen question": ("Answer", "Image"), "deckgen topic": ("Links",)}
    return plain(" ".join(note.fields[name] for name in names.get(note.note_type, ())))


def plain(field: str) -> str:
    """Give the words of a field: an image stands for itself, all other markup for nothing."""
    images = re.sub(r'<img[^>]*src="([^"]*)"[^>]*>', r" \1 ", field)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", images)).casefold().split())


def asked_twice(old: Notes, new: Notes) -> Iterator[str]:
    """Name what two live notes ask, and what a note of today asks that an old live one asks already."""
    counts = Counter((note.note_type, asked(note), answer(note)) for note in new.values())
    yield from (f"two notes ask: {key[1]}" for key, count in counts.items() if count > 1)
    living = {asked(old[guid]): guid for guid in old if guid in new}
    facts = {fact: guid for guid in old if guid in new for fact in _facts(old[guid])}
    for guid, note in new.items():
        if living.get(asked(note), guid) != guid:
            yield f"asked again under another GUID: {asked(note)}"
        if guid not in old:
            again = {asked(old[facts[fact]]) for fact in _facts(note) & facts.keys()}
            yield from (f"the fact of “{other}” asked again: {asked(note)}" for other in sorted(again))


def _facts(note: NoteState) -> set[tuple[str, str]]:
    """Give each answer with the passage that proves it: who asks for it in other words asks it twice."""
    answers = map(plain, _GAP.findall(note.fields.get("Text", ""))) if "Text" in note.fields else [answer(note)]
    return {(quote, each) for quote in [plain(note.fields.get("Quote", ""))] if quote for each in answers if each}


def stamped(old: Notes, new: Notes) -> dict[str, str]:
    """Give the old notes that are sent again, by what they ask, with what changed in them."""
    return {
        asked(old[guid]): _cause(old[guid], note)
        for guid, note in new.items()
        if guid in old and note.mod != old[guid].mod
    }


def _cause(before: NoteState, after: NoteState) -> str:
    names = [name for name, text in before.fields.items() if after.fields.get(name, "") != text]
    return ", ".join([*names, *(["tags"] if before.tags != after.tags else [])]) or "nothing"


def content(note: NoteState) -> tuple[object, ...]:
    """Give all of a note that a package brings: type, stamp, fields, tags and the decks of its cards."""
    return note.note_type, note.mod, note.fields, note.tags, [(card.ordinal, card.deck) for card in note.cards]
