"""Rows of the table of edits, driven the whole way: posts, build, import, study, edit, build, import.

Each row is a deck of its own, so that no row's words vouch for another's; all of them go into one learner's collection.
A note is named by what it asks and says, "question | answer"; that of a gap card by its text with the numbers of its
gaps; where deckgen words the question, by its answer alone.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from deckgen.files.records import NoteRecord, State
from deckgen.model import NoteType
from tests.anki_real import PAST, NoteState
from tests.continuity.blog import DAY, ID, Blog, Learner, assert_nothing_lost
from tests.identity.edits import Edit

Posts = Mapping[str, str]
"""Name of a file -> what stands below its front matter."""

FROM_TEXT = frozenset({NoteType.QUESTION, NoteType.CLOZE})


class Row(NamedTuple):
    """One edit and its wanted outcome."""

    what: str
    states: tuple[Posts, ...]  # the posts at first, after each edit, and at last
    same: Mapping[str, str]  # name of a note at first -> its name at last
    new: tuple[str, ...] = ()  # other notes at last
    gone: tuple[str, ...] = ()  # retired ones
    sent: bool | None = None  # whether all of the same notes are sent again, or none; else those with another name
    language: str = "en"


class Outcome(NamedTuple):
    """What became of a row."""

    first: dict[str, NoteRecord]  # live notes by name
    last: dict[str, NoteRecord]
    records: dict[str, NoteRecord]  # all notes at last, by GUID
    before: dict[str, NoteState]  # in Anki, studied, by GUID
    after: dict[str, NoteState]


_TAG = re.compile(r"<[^>]*>|`")
_MARKED = re.compile(r"==(.+?)==")
_GAP = re.compile(r"\{\{c\d+::(.*?)\}\}")


def plain(text: str) -> str:
    """Give a field or a line of Markdown as a name has it."""
    return " ".join(html.unescape(_TAG.sub("", _MARKED.sub(r"{\1}", text))).split())


def name_of(record: NoteRecord, *, has_numbers: bool) -> str:
    """Give the name of a note; deckgen's own wording of a question is none of the author's."""
    if record.type is NoteType.CLOZE:
        text = plain(record.fields["Text"])
        return text if has_numbers else _GAP.sub(r"{\1}", text)
    answer = plain(record.fields["Answer"])
    is_own = record.fields["Made"] == "person"
    return f"{plain(record.fields['Question'])} | {answer}" if is_own else answer


def row_of(edit: Edit) -> Row:
    """Make a row of an edit of own cards."""
    before, after = ([plain(line) for line in lines] for lines in (edit.before, edit.after))
    if edit.is_silent:  # it ships as it was
        after = [now if place is None else before[place] for place, now in zip(edit.wanted, after, strict=True)]
    kept = {before[place]: now for place, now in zip(edit.wanted, after, strict=True) if place is not None}
    states: tuple[dict[str, str], ...] = ({"a.md": _post(edit.before)}, {edit.moved or "a.md": _post(edit.after)})
    if edit.said:
        states[1]["said.md"] = f"# Others\n\n{edit.said}\n"
    return Row(
        what=edit.what,
        states=states,
        same=kept,
        new=tuple([name for name in after if name not in kept.values()]),
        gone=tuple([name for name in before if name not in kept]),
        sent=False if edit.is_silent else None,
    )


def _post(lines: Sequence[str]) -> str:
    return "# Topic\n\n" + "\n\n".join(map(_markdown, lines)) + "\n"


def _markdown(line: str) -> str:
    question, bar, answer = line.partition(" | ")
    return f"Q: {question}\nA: {answer}" if bar else line


class Table:
    """All rows in one collection: each is imported, studied, edited and imported again."""

    def __init__(self, rows: Sequence[Row], learner: Learner, folder: Path) -> None:
        self._learner = learner
        decks = [(row, _blog(row, number, folder)) for number, row in enumerate(rows)]
        self._take(decks, 0)
        first = {row.what: _by_name(row, blog) for row, blog in decks}
        learner.study()
        before = learner.snapshot()
        for number in range(1, max(len(row.states) for row in rows)):
            self._take([(row, blog) for row, blog in decks if number < len(row.states)], number)
        after = learner.snapshot()
        self.outcomes: dict[str, Outcome] = {}
        for row, blog in decks:
            records = {record.guid: record for record in blog.ledger.notes.values()}
            self.outcomes[row.what] = Outcome(
                first=first[row.what],
                last=_by_name(row, blog),
                records=records,
                before={guid: before[guid] for guid in records if guid in before.notes},
                after={guid: after[guid] for guid in records if guid in after.notes},
            )

    def _take(self, decks: Sequence[tuple[Row, Blog]], number: int) -> None:
        """Build and import a state of each row; nothing is lost, and a second build of it writes nothing."""
        before = self._learner.snapshot()
        for row, blog in decks:
            _edit(blog, row.states[number])
            _build_twice(blog, PAST + (10 + number * 10) * DAY, row.what)
            log = self._learner.take(blog.package)
            assert log.conflicting == 0, row.what
        assert_nothing_lost(before, self._learner.snapshot(), log)


def _blog(row: Row, number: int, folder: Path) -> Blog:
    blog = Blog(folder / f"{number:03}")
    text = blog.definition.read_text(encoding="utf-8").replace(ID, f"{number:08x}")
    blog.definition.write_text(text.replace("language: en", f"language: {row.language}"), encoding="utf-8")
    return blog


def _edit(blog: Blog, posts: Posts) -> None:
    for path in blog.posts.iterdir():
        path.unlink()
    for name, text in posts.items():
        blog.write(name, text)


def _build_twice(blog: Blog, at: int, what: str) -> None:
    blog.build("--allow-retire", at=at)
    files = blog.files()
    shutil.rmtree(blog.definition.parent / ".deckgen")  # else nothing would be read a second time
    again = blog.build("--allow-retire", at=at + DAY)
    assert (blog.files(), again["new"], again["updated"]) == (files, 0, 0), f"{what}: the second build"


def _by_name(row: Row, blog: Blog) -> dict[str, NoteRecord]:
    live = [record for record in blog.ledger.notes.values() if record.state is State.LIVE and record.type in FROM_TEXT]
    has_numbers = any("{{c" in name for name in (*row.same, *row.new))
    found: dict[str, NoteRecord] = {}
    for record in sorted(live, key=lambda record: record.due):
        name = name_of(record, has_numbers=has_numbers)
        found[f"{name} (twice)" if name in found else name] = record
    return found
