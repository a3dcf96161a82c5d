"""Real Anki for tests: a fresh collection, a user's import, a learner's reviews, and what became of it all.

    with fresh_collection(tmp_path) as col:
        log = import_package(col, package)          # ImportLog(new=3, updated=0, duplicate=0, conflicting=0)
        study(col, "abc...", ease=4)                 # answers every card of a note: FSRS state and review log
        before = snapshot(col)                       # {guid: NoteState(..., cards=(CardState(...), ...))}
        import_package(col, next_package)
        assert snapshot(col)["abc..."].cards == before["abc..."].cards

Packages are imported as a double-click does it, with the options that Anki's dialog has at first. Nothing
here knows deckgen. Stamps of packages should lie in the past (`PAST`), as they do for a real user.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import anki.lang
from anki.collection import Collection, ImportAnkiPackageRequest

PAST = 1_780_000_000
"""A build second that lies before every test run."""


class ImportLog(NamedTuple):
    """How many notes Anki reported under each heading of its import dialog."""

    new: int
    updated: int
    duplicate: int
    conflicting: int


class CardState(NamedTuple):
    """Everything that a learner could lose of a card; `data` holds the FSRS memory state."""

    id: int
    ordinal: int
    deck: str
    type: int
    queue: int
    due: int
    interval: int
    ease: int
    reps: int
    lapses: int
    flags: int
    data: str
    revlog: int


class NoteState(NamedTuple):
    """A note as the collection holds it."""

    id: int
    note_type: str
    mod: int
    tags: tuple[str, ...]
    fields: dict[str, str]
    cards: tuple[CardState, ...]


@contextlib.contextmanager
def fresh_collection(folder: Path, *, name: str = "collection") -> Iterator[Any]:
    """Open an empty collection with FSRS on; it is closed at the end of the block."""
    anki.lang.set_lang("en")
    folder.mkdir(parents=True, exist_ok=True)
    col = Collection(str(folder / f"{name}.anki2"))
    try:
        col.set_config("fsrs", True)
        yield col
    finally:
        col.close()


def import_package(col: Any, path: Path) -> ImportLog:
    """Import a package with the options that Anki's dialog offers in this collection."""
    options = col._backend.get_import_anki_package_presets()
    log = col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
    col.models._clear_cache()  # the Python side keeps note types; the desktop drops them after an import, too
    return ImportLog(*(len(getattr(log, name)) for name in ImportLog._fields))


def note_by_guid(col: Any, guid: str) -> Any:
    """Find Anki's own note."""
    return col.get_note(col.db.scalar("select id from notes where guid = ?", guid))


def fields_by_guid(col: Any) -> dict[str, dict[str, str]]:
    """All notes' fields by name, by GUID."""
    return {guid: state.fields for guid, state in snapshot(col).items()}


def study(col: Any, *guids: str, ease: int = 4) -> int:
    """Answer every card of these notes (of all notes if none is named) once; gives the number of answers.

    Ease 4 makes a new card a review card at once, 1 leaves it in learning.
    """
    answers = 0
    for guid in guids or tuple(col.db.list("select guid from notes")):
        for card in note_by_guid(col, guid).cards():
            card.start_timer()
            states = col._backend.get_scheduling_states(card.id)
            col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=ease - 1))
            answers += 1
    return answers


def snapshot(col: Any) -> dict[str, NoteState]:
    """Everything that an import could change, by GUID."""
    return {
        guid: NoteState(
            id=note_id,
            note_type=col.models.get(type_id)["name"],
            mod=mod,
            tags=tuple(tags.split()),
            fields=dict(zip(_field_names(col, type_id), joined.split("\x1f"), strict=True)),
            cards=tuple(_card_states(col, note_id)),
        )
        for note_id, guid, type_id, mod, tags, joined in col.db.all(
            "select id, guid, mid, mod, tags, flds from notes order by id"
        )
    }


def faults(col: Any) -> list[str]:
    """What Anki itself finds wrong: Check Database, notes without cards, empty cards, missing media."""
    found = []
    report, ok = col.fix_integrity()
    # Anki at times leaves the time of a review out when it answers a card, and its check puts it in: nothing of ours.
    told = [line for line in report.splitlines() if not line.startswith(("Added last review time", "Database rebuilt"))]
    if not ok and told:
        found += told
    bare = col.db.list("select guid from notes where id not in (select nid from cards)")
    found += [f"note {guid} has no card" for guid in bare]
    empty = col.get_empty_cards().notes
    found += [f"note {each.note_id} has empty cards {list(each.card_ids)}" for each in empty]
    found += [f"media file {name} is missing" for name in col.media.check().missing]
    return found


def rendered(col: Any, guid: str) -> list[tuple[str, str]]:
    """Front and back of every card of a note, as the reviewer gets them, without the styling."""
    cards = note_by_guid(col, guid).cards()
    return [(_without_style(card.question()), _without_style(card.answer())) for card in cards]


def _without_style(html: str) -> str:
    return str(html).rpartition("</style>")[2]


def _field_names(col: Any, type_id: int) -> list[str]:
    return [field["name"] for field in col.models.get(type_id)["flds"]]


def _card_states(col: Any, note_id: int) -> Iterator[CardState]:
    rows = col.db.all(
        "select id, ord, did, type, queue, due, ivl, factor, reps, lapses, flags, data from cards"
        " where nid = ? order by ord",
        note_id,
    )
    for number, ordinal, deck, *state in rows:
        reviews = col.db.scalar("select count() from revlog where cid = ?", number)
        yield CardState._make((number, ordinal, col.decks.name(deck), *state, reviews))
