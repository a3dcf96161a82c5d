"""A small blog that is edited and built again, and a learner who imports what comes of it into a real Anki."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from deckgen.cli.__main__ import main
from deckgen.files.ledger import read_ledger
from deckgen.files.ledger_text import FORMAT
from deckgen.files.records import Ledger, LedgerHeader, NoteRecord
from tests.anki_real import (
    PAST,
    CardState,
    ImportLog,
    NoteState,
    fresh_collection,
    import_package,
    note_by_guid,
    snapshot,
    study,
)

FIRST = PAST
"""The second of the first build."""

DAY = 86_400
BETWEEN = FIRST + 5 * DAY
"""When the learner edits a note: after the first build, before the second."""

SECOND = FIRST + 10 * DAY
THIRD = FIRST + 20 * DAY

ID = "0a1b2c3d"


class Blog:
    """Posts in a folder with a definition beside it, and the deck that is built from them."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.folder = folder
        self.posts = folder / "_posts"
        self.posts.mkdir(parents=True)
        self.definition = folder / "decks" / "blog.yaml"
        self.definition.parent.mkdir()
        self.package = folder / "decks" / "blog.apkg"
        self.update = folder / "decks" / "blog-update.apkg"
        self.ledger_path = folder / "decks" / "blog.ledger.jsonl"
        self.picks = folder / "decks" / "blog.picks"
        self.set(settings)

    def set(self, settings: str = "", *, posts: str = "../_posts") -> None:
        """Write the definition anew with these lines in it."""
        text = f'deck: Blog\nid: "{ID}"\nposts: {posts}\nlanguage: en\nsubdecks: [kind, topic]\n{settings}\n'
        self.definition.write_text(text, encoding="utf-8")

    def write(self, name: str, text: str, *, title: str = "A post", head: str = "") -> None:
        """Write a post with this front matter."""
        content = f"---\ntitle: {title}\n{head}---\n\n{text}"
        (self.posts / name).write_text(content, encoding="utf-8")

    def rename(self, old: str, new: str) -> None:
        (self.posts / old).rename(self.posts / new)

    def remove(self, name: str) -> None:
        (self.posts / name).unlink()

    def run(self, *arguments: object, at: int = FIRST) -> Result:
        """Run a command at this second; what it raises besides an exit fails the test."""
        env = {"SOURCE_DATE_EPOCH": str(at), "XDG_CACHE_HOME": str(self.folder / "cache"), "COLUMNS": "200"}
        result = CliRunner(env=env).invoke(main, [str(one) for one in arguments], prog_name="deckgen")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def build(self, *arguments: object, at: int = FIRST, code: int = 0) -> dict[str, Any]:
        """Build, and give what ``--json`` says; the exit code must be ``code``."""
        result = self.run("build", self.definition, "--json", *arguments, at=at)
        assert result.exit_code == code, result.output
        report: dict[str, Any] = json.loads(result.stdout)
        return report

    def refused(self, *arguments: object, at: int = FIRST) -> list[dict[str, Any]]:
        """Try a build that must be refused whole, and give the problems that it names."""
        before = self.files()
        result = self.run("build", self.definition, "--json", *arguments, at=at)
        assert (result.exit_code, result.stdout) == (1, "")
        assert self.files() == before
        return [json.loads(line) for line in result.stderr.splitlines()]

    def diff(self, *arguments: object, at: int = SECOND) -> list[dict[str, Any]]:
        """Give what ``diff --json`` says."""
        result = self.run("diff", self.definition, "--json", *arguments, at=at)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    def files(self) -> dict[str, bytes]:
        """Give the files that a build makes, the store and the lock aside."""
        return {path.name: path.read_bytes() for path in sorted(self.definition.parent.iterdir()) if path.is_file()}

    @property
    def ledger(self) -> Ledger:
        """Give the ledger; an empty one where no build has given a note yet."""
        if not self.ledger_path.exists():
            return Ledger(header=LedgerHeader(deckgen=FORMAT, namespace=ID))
        return read_ledger(self.ledger_path)

    def note(self, what: str) -> NoteRecord:
        """Find the one note of a URL, or of a subject."""
        found = [
            record
            for record in self.ledger.notes.values()
            if what in (record.subject, record.key.removeprefix("link:"))
        ]
        assert len(found) == 1, f"{what}: {[record.key for record in found]}"
        return found[0]

    def guid(self, what: str) -> str:
        """Give the GUID of the one note of a URL, or of a subject."""
        return self.note(what).guid


class Learner:
    """Somebody with a real Anki, who studies, edits and tags what they imported."""

    def __init__(self, col: Any) -> None:
        self.col = col

    def take(self, package: Path) -> ImportLog:
        """Import a package by a double-click."""
        return import_package(self.col, package)

    def study(self, *guids: str, ease: int = 4) -> None:
        """Answer all cards of these notes, of all notes if none is named."""
        assert study(self.col, *guids, ease=ease) > 0

    def edit(self, guid: str, *, at: int = BETWEEN, **fields: str) -> None:
        """Type into fields of a note, at this second."""
        note = note_by_guid(self.col, guid)
        for name, text in fields.items():
            note[name] = text
        self._save(note, at)

    def tag(self, guid: str, tag: str, *, at: int = BETWEEN) -> None:
        """Add a tag to a note, at this second."""
        note = note_by_guid(self.col, guid)
        note.add_tag(tag)
        self._save(note, at)

    def _save(self, note: Any, at: int) -> None:
        self.col.update_note(note)
        self.col.db.execute("update notes set mod = ? where id = ?", at, note.id)

    def delete(self, guid: str) -> None:
        self.col.remove_notes([note_by_guid(self.col, guid).id])

    def snapshot(self) -> Snapshot:
        return Snapshot(self.col)


class Snapshot:
    """Everything that an import could change: all notes with their cards, and all reviews."""

    def __init__(self, col: Any) -> None:
        self.notes: dict[str, NoteState] = snapshot(col)
        self.count: int = col.note_count()
        self.reviews: list[list[int]] = col.db.all("select * from revlog order by id")

    def __getitem__(self, guid: str) -> NoteState:
        return self.notes[guid]

    def cards(self) -> dict[int, CardState]:
        """Give all cards by id: a note may get a further one, and keeps those that it has."""
        return {card.id: card for note in self.notes.values() for card in note.cards}

    def field(self, guid: str, name: str) -> str:
        return self.notes[guid].fields[name]


@contextlib.contextmanager
def anki(folder: Path) -> Iterator[Learner]:
    """Open an empty collection for a learner."""
    with fresh_collection(folder / "anki") as col:
        yield Learner(col)


def assert_nothing_lost(before: Snapshot, after: Snapshot, log: ImportLog) -> None:
    """No review, no card state, no note is lost; no note is there twice; Anki found no conflict."""
    assert log.conflicting == 0
    assert after.count == len(after.notes), "two notes of one GUID"
    assert after.reviews == before.reviews
    assert before.cards().items() <= after.cards().items(), "a card is gone or has another state"
    assert {guid: after[guid].id for guid in before.notes} == {guid: before[guid].id for guid in before.notes}
