"""AnkiConnect for tests that have no desktop: a loopback server around a real collection of the `anki` library.

What an action does to the collection, the library does. What lies around it (windows, dialogs, settings) is copied
from what was seen on Anki 26.9.3 with the add-on of 2023; tests/anki/test_both.py holds the copy against the real one.

    with fake_anki(tmp_path) as anki:
        anki.url                        # for AnkiConnect(url)
        anki.col                        # the collection itself
        anki.browse(note_id)            # a Browse window with this note selected
        anki.clock.sleep(3)             # nobody waits: time of its own

A Browse window writes the text that it shows back two seconds after somebody else has changed the note, unless another
note is shown by then.
"""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from anki.collection import (
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from tests.anki_real import fresh_collection

STALE_SECONDS = 2.0
WRONG_KEY = "valid api key must be provided"
CLOSED = "collection is not available"
LACKS_IN_2023 = frozenset({"getActiveProfile", "notesModTime"})


class Clock:
    """Time that passes only when somebody waits for it."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class FakeAnki:
    """A desktop with its collection, windows and add-on."""

    def __init__(self, col: Any) -> None:
        self.col = col
        self.url = ""
        self.key = ""
        self.is_open = True
        self.is_new = False  # the add-on of 2026 instead of that of 2023
        self.lacks: frozenset[str] = frozenset()
        self.is_elsewhere = False  # on another computer: no folder is shared
        self.answers_dialogs = True  # its user clicks Import as soon as asked
        self.clock = Clock()
        self.log: list[str] = []  # actions, in order; those of a multi too
        self.requests = 0
        self.dialogs: list[str] = []  # import dialogs that are open
        self.before: Callable[[str], None] = lambda _action: None
        """Called before each action that a request asks for."""
        self.raw: bytes | None = None  # to be answered whatever is asked
        self.told_length: int | None = None  # of the answer, where that is another one
        self.synced = 0
        self._selected: list[int] = []
        self._stale: list[tuple[float, int, list[str]]] = []
        self.lock = threading.RLock()

    # --- what its user does ---------------------------------------------------------------------------------

    def browse(self, *note_ids: int) -> None:
        """Select notes in a Browse window."""
        self._selected = list(note_ids)

    def click_import(self) -> None:
        """Click Import in every dialog that is open, with the options that it shows."""
        for path in self.dialogs:
            if Path(path).is_file():  # else it is an empty one
                self._import(path, self.col._backend.get_import_anki_package_presets())
        self.dialogs.clear()

    def settle(self) -> None:
        """Let windows do what they do when time has passed."""
        due = [stale for stale in self._stale if stale[0] <= self.clock.now]
        self._stale = [stale for stale in self._stale if stale[0] > self.clock.now]
        for _, note_id, fields in due:
            if note_id in self._selected:
                note = self.col.get_note(note_id)
                note.fields = list(fields)
                self.col.update_note(note)

    # --- the add-on -----------------------------------------------------------------------------------------

    def handle(self, request: Any) -> Any:
        """Answer one request as the add-on does."""
        name, version = request.get("action", ""), request.get("version", 4)
        try:
            if request.get("key") != (self.key or None) and name != "requestPermission":
                raise ValueError(WRONG_KEY)
            if name not in self.actions():
                raise ValueError("unsupported action")
            self.log.append(name)
            self.before(name)
            self.settle()
            if self.answers_dialogs and self.dialogs:
                self.click_import()
            result = getattr(self, f"do_{name}")(**request.get("params", {}))
        except Exception as exc:
            return {"result": None, "error": str(exc)}
        return result if version <= 4 else {"result": result, "error": None}

    def actions(self) -> list[str]:
        """Name what this add-on can do."""
        known = [name.removeprefix("do_") for name in dir(type(self)) if name.startswith("do_")]
        lacks = self.lacks if self.is_new else self.lacks | LACKS_IN_2023
        return [name for name in known if name not in lacks]

    def _col(self) -> Any:
        if not self.is_open:
            raise ValueError(CLOSED)
        return self.col

    def do_version(self) -> int:
        return 6

    def do_apiReflect(self, scopes: list[str], actions: list[str] | None = None) -> Any:  # noqa: N802
        return {"scopes": scopes, "actions": self.actions()}

    def do_multi(self, actions: list[Any]) -> list[Any]:
        return [self.handle(action) for action in actions]

    def do_getActiveProfile(self) -> str:  # noqa: N802
        return "test"

    def do_sync(self) -> None:
        self._col()
        self.synced += 1

    def do_findNotes(self, query: str) -> list[int]:  # noqa: N802
        return [int(each) for each in self._col().find_notes(query)]

    def do_findCards(self, query: str) -> list[int]:  # noqa: N802
        return [int(each) for each in self._col().find_cards(query)]

    def do_notesInfo(self, notes: list[int]) -> list[Any]:  # noqa: N802
        return [self._note_info(note_id) for note_id in notes]

    def _note_info(self, note_id: int) -> dict[str, Any]:
        col = self._col()
        if not col.db.scalar("select count() from notes where id = ?", note_id):
            return {}
        note = col.get_note(note_id)
        fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
        info = {
            "noteId": note.id,
            "tags": note.tags,
            "fields": fields,
            "modelName": note.note_type()["name"],
            "cards": col.db.list("select id from cards where nid = ? order by ord", note_id),
        }
        return {**info, "profile": "test", "mod": note.mod} if self.is_new else info

    def do_cardsInfo(self, cards: list[int]) -> list[Any]:  # noqa: N802
        return [self._card_info(self._card(card)) for card in cards]

    def _card_info(self, card: Any) -> dict[str, Any]:
        return {
            "cardId": card.id,
            "ord": card.ord,
            "deckName": self.col.decks.name(card.did),
            "interval": card.ivl,
            "note": card.nid,
            "type": card.type,
            "queue": card.queue,
            "due": card.due,
            "factor": card.factor,
            "reps": card.reps,
            "lapses": card.lapses,
            "mod": card.mod,
        }

    def _card(self, card: int) -> Any:
        try:
            return self._col().get_card(card)
        except Exception as exc:
            raise ValueError(f"Card was not found: {card}") from exc

    def do_deckNames(self) -> list[str]:  # noqa: N802
        return [each.name for each in self._col().decks.all_names_and_ids()]

    def do_getDecks(self, cards: list[int]) -> dict[str, list[int]]:  # noqa: N802
        found: dict[str, list[int]] = {}
        for card in cards:
            deck = self._col().db.scalar("select did from cards where id = ?", card)
            name = self.col.decks.get(deck or 1)["name"]
            found.setdefault(name, []).append(card)
        return found

    def do_getReviewsOfCards(self, cards: list[int]) -> dict[str, list[dict[str, int]]]:  # noqa: N802
        names = ["id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type"]
        query = f"select {','.join(names)} from revlog where cid = ?"
        return {
            str(card): [dict(zip(names, row, strict=True)) for row in self._col().db.all(query, card)]
            for card in cards
        }

    def do_updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        col = self._col()
        found = self._note(note["id"])
        self._disturb([found.id])
        for name, value in note["fields"].items():
            if name in found:
                found[name] = value
        col.update_note(found)

    def _note(self, note_id: int) -> Any:
        try:
            return self._col().get_note(note_id)
        except Exception as exc:
            raise ValueError(f"Note was not found: {note_id}") from exc

    def do_addTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self._col().tags.bulk_add(notes, tags)

    def do_removeTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self._col().tags.bulk_remove(notes, tags)

    def do_createDeck(self, deck: str) -> int:  # noqa: N802
        return int(self._col().decks.id(deck))

    def do_changeDeck(self, cards: list[int], deck: str) -> None:  # noqa: N802
        col = self._col()
        number = col.decks.id(deck)
        col.sched.remFromDyn(cards)
        listed = ",".join(map(str, cards))
        col.db.execute(f"update cards set usn=-1, mod=?, did=? where id in ({listed})", int(time.time()), number)

    def do_suspend(self, cards: list[int]) -> bool:
        waiting = [card for card in cards if self._card(card).queue != -1]
        self._col().sched.suspend_cards(waiting)
        return bool(waiting)

    def do_unsuspend(self, cards: list[int]) -> None:
        self._col().sched.unsuspend_cards(cards)

    def do_deleteNotes(self, notes: list[int]) -> None:  # noqa: N802
        self._col().remove_notes(notes)

    def do_exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:  # noqa: N802, N803
        col = self._col()
        number = col.decks.id_for_name(deck)
        if number is None:
            return False
        options = ExportAnkiPackageOptions(
            with_scheduling=includeSched, with_deck_configs=includeSched, with_media=True, legacy=True
        )
        place = f"{path}.elsewhere" if self.is_elsewhere else path
        col.export_anki_package(out_path=place, options=options, limit=DeckIdLimit(deck_id=number))
        return True

    def do_importPackage(self, path: str) -> bool:  # noqa: N802
        self._col()
        if self.is_elsewhere:
            raise ValueError(f"Failed to open '{path}': No such file or directory (os error 2)")
        # As the add-on's old importer has it; the collection remembers these for its next dialog.
        options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True, with_deck_configs=True)
        self._import(path, options)
        return True

    def _import(self, path: str, options: ImportAnkiPackageOptions) -> None:
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
        self.col.models._clear_cache()
        self._disturb([each.id.nid for each in log.updated])

    def _disturb(self, note_ids: list[int]) -> None:
        """Let an open Browse window write back what it shows of notes that somebody else is changing."""
        for note_id in set(note_ids) & set(self._selected):
            fields = list(self.col.get_note(note_id).fields)
            self._stale.append((self.clock.now + STALE_SECONDS, note_id, fields))

    def do_guiImportFile(self, path: str | None = None) -> None:  # noqa: N802
        self._col()
        self.dialogs.append(path or "")

    def do_guiBrowse(self, query: str | None = None) -> list[int]:  # noqa: N802
        found = self.do_findCards(query or "")
        notes = self.col.db.list(f"select distinct nid from cards where id in ({','.join(map(str, found))})")
        self._selected = notes[:1]
        return found

    def do_guiSelectedNotes(self) -> list[int]:  # noqa: N802
        return self._selected

    def do_retrieveMediaFile(self, filename: str) -> Any:  # noqa: N802
        place = Path(self._col().media.dir()) / Path(filename).name
        return base64.b64encode(place.read_bytes()).decode() if place.is_file() else False

    def do_modelNames(self) -> list[str]:  # noqa: N802
        return [each.name for each in self._col().models.all_names_and_ids()]

    def do_modelFieldNames(self, modelName: str) -> list[str]:  # noqa: N802, N803
        return [field["name"] for field in self._col().models.by_name(modelName)["flds"]]

    def do_getMediaDirPath(self) -> str:  # noqa: N802
        folder = str(Path(self._col().media.dir()).resolve())
        return f"/elsewhere{folder}" if self.is_elsewhere else folder

    def do_getMediaFilesNames(self, pattern: str = "*") -> list[str]:  # noqa: N802
        return sorted(each.name for each in Path(self._col().media.dir()).glob(pattern))

    def do_storeMediaFile(self, filename: str, data: str, deleteExisting: bool = True) -> str:  # noqa: N802, N803
        return str(self._col().media.write_data(filename, base64.b64decode(data)))

    def do_insertReviews(self, reviews: list[list[int]]) -> None:  # noqa: N802
        for row in reviews:
            self._col().db.execute("insert into revlog values (?,?,?,?,?,?,?,?,?)", *row)

    def do_setSpecificValueOfCard(  # noqa: N802
        self, card: int, keys: list[str], newValues: list[Any], warning_check: bool = False  # noqa: N803
    ) -> Any:
        guarded = {"did", "id", "ivl", "lapses", "left", "mod", "nid", "odid", "odue", "ord", "queue", "reps", "type"}
        if guarded & set(keys) and not warning_check:
            return False
        found = self._card(card)
        for name, value in zip(keys, newValues, strict=True):
            setattr(found, name, value)
        self._col().update_card(found)
        return [True]


class _Handler(http.server.BaseHTTPRequestHandler):
    anki: FakeAnki

    def do_POST(self) -> None:
        anki = self.anki
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with anki.lock:
            anki.requests += 1
            data = anki.raw if anki.raw is not None else json.dumps(anki.handle(json.loads(body))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(anki.told_length or len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):  # who asked may be killed
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextlib.contextmanager
def serving(anki: FakeAnki) -> Iterator[FakeAnki]:
    """Let a fake answer on a loopback address."""
    handler = type("Handler", (_Handler,), {"anki": anki})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    anki.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield anki
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def fake_anki(folder: Path) -> Iterator[FakeAnki]:
    """Run a fake around a fresh collection."""
    with fresh_collection(folder) as col, serving(FakeAnki(col)) as anki:
        yield anki
