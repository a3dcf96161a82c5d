"""What AnkiConnect does, said once, and held against the copy that other tests use and against the real one.

The real one runs where ANKI_PY and ADDON_SRC name it (docs/anki.md says how); else these are skipped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from deckgen.anki.connect import AnkiConnect, Call, ConnectError, RefusedError
from tests.anki.desks import RealDesk
from tests.anki.fake_connect import FakeAnki
from tests.anki.packages import guid, package, question

pytestmark = pytest.mark.anki

PAUSE = 3.0
"""Longer than a Browse window takes to write back."""


class Desk(NamedTuple):
    """An Anki, and how time passes there."""

    connect: AnkiConnect
    wait: Callable[[float], None]
    folder: Path

    def ids(self, *names: str) -> list[int]:
        return [self.connect.ask("findNotes", list[int], query=f"Key:{guid(name)}")[0] for name in names]

    def cards(self, name: str) -> list[int]:
        return self.connect.ask("findCards", list[int], query=f"Key:{guid(name)}")

    def take(self, *names: str) -> list[int]:
        """Import notes of these names."""
        place = package(self.folder / f"{names[0]}.apkg", *map(question, names))
        assert self.connect.ask("importPackage", bool, path=str(place))
        return self.ids(*names)

    def answer_of(self, name: str) -> Any:
        info = self.connect.ask("notesInfo", list[Any], notes=self.ids(name))
        return info[0]["fields"]["Answer"]["value"]


def refused(connect: AnkiConnect, action: str, **params: Any) -> str:
    with pytest.raises(RefusedError) as caught:
        connect.ask(action, object, **params)
    return caught.value.problems[0].message.partition(": ")[2]


def imported(desk: Desk) -> Any:
    """A package arrives whole, with its Keys, and none of its notes says when it was changed, nor its GUID."""
    ids = desk.take("ima", "imb")
    infos = desk.connect.ask("notesInfo", list[dict[str, Any]], notes=ids)
    assert infos[0]["fields"]["Question"] == {"value": "What is ima?", "order": 0}
    return sorted(infos[0]), infos[0]["tags"], infos[0]["modelName"], len(infos[1]["cards"])


def nowhere(desk: Desk) -> Any:
    """What is not there is an empty answer, no answer or a refusal, action by action."""
    ask = desk.connect.ask
    return (
        ask("notesInfo", object, notes=[5]),
        ask("getDecks", object, cards=[5]),
        ask("addTags", object, notes=[5], tags="x"),
        ask("changeDeck", object, cards=[5], deck="Top::Sub"),
        ask("deleteNotes", object, notes=[5]),
        ask("exportPackage", object, deck="No such", path=str(desk.folder / "none.apkg"), includeSched=True),
        refused(desk.connect, "updateNoteFields", note={"id": 5, "fields": {}}),
        refused(desk.connect, "suspend", cards=[5]),
        refused(desk.connect, "importPackage", path="/no/such.apkg"),
    )


def together(desk: Desk) -> Any:
    """In a multi each action has its own answer, and one that fails stops none."""
    (note,) = desk.take("mul")
    calls = [
        Call("addTags", object, {"notes": [note], "tags": "p q"}),
        Call("updateNoteFields", object, {"note": {"id": 5, "fields": {}}}),
        Call("noSuchAction", object),
        Call("removeTags", object, {"notes": [note], "tags": "own p"}),
    ]
    done = desk.connect.try_all(calls)
    return done, desk.connect.ask("notesInfo", list[dict[str, Any]], notes=[note])[0]["tags"]


def moved(desk: Desk) -> Any:
    """A deck is made when a card is moved there."""
    desk.take("mov")
    desk.connect.ask("changeDeck", object, cards=desk.cards("mov"), deck="Away::There")
    return list(desk.connect.ask("getDecks", dict[str, list[int]], cards=desk.cards("mov")))


def found_by_key(desk: Desk) -> Any:
    """A search for several Keys at once finds them."""
    ids = desk.take("kea", "keb", "kec")
    found = desk.connect.ask("findNotes", list[int], query=f'"Key:re:^({guid("kea")}|{guid("kec")})$"')
    return sorted(found) == sorted([ids[0], ids[2]])


def exported(desk: Desk) -> Any:
    """A deck is exported where we say, with its decks below."""
    desk.take("exp")
    place = desk.folder / "out.apkg"
    done = desk.connect.ask("exportPackage", bool, deck="Top", path=str(place), includeSched=True)
    return done, place.is_file()


def stale_browser(desk: Desk) -> Any:
    """A note shown in the Browse window gets its old text back, unless another search came first."""
    (note,) = desk.take("bro")
    connect = desk.connect
    connect.ask("guiBrowse", object, query=f"nid:{note}")
    desk.wait(1)
    selected = connect.ask("guiSelectedNotes", list[int]) == [note]
    write = {"id": note, "fields": {"Answer": "new"}}
    connect.ask("updateNoteFields", object, note=write)
    desk.wait(PAUSE)
    later = desk.answer_of("bro")
    connect.ask("guiBrowse", object, query="nid:1")
    desk.wait(1)
    none = connect.ask("guiSelectedNotes", list[int])
    connect.ask("updateNoteFields", object, note=write)
    desk.wait(PAUSE)
    return selected, later, none, desk.answer_of("bro")


def suspended(desk: Desk) -> Any:
    """A search knows what is suspended."""
    desk.take("sus")
    done = desk.connect.ask("suspend", object, cards=desk.cards("sus"))
    return done, desk.connect.ask("findCards", list[int], query=f"is:suspended Key:{guid('sus')}") == desk.cards("sus")


def dialog(desk: Desk) -> Any:
    """The import dialog answers at once, whatever becomes of it."""
    return desk.connect.ask("guiImportFile", object, path=str(desk.folder / "no-such.apkg"))


KEYS_OF_2023 = ["cards", "fields", "modelName", "noteId", "tags"]
TABLE: list[tuple[Callable[[Desk], Any], Any]] = [
    (imported, (KEYS_OF_2023, ["own"], "deckgen question", 1)),
    (
        nowhere,
        (
            [{}], {"Default": [5]}, None, None, None, False, "Note was not found: 5", "Card was not found: 5",
            "Failed to open '/no/such.apkg': No such file or directory (os error 2)",
        ),
    ),
    (together, (["", "Note was not found: 5", "unsupported action", ""], ["q"])),
    (moved, ["Away::There"]),
    (found_by_key, True),
    (exported, (True, True)),
    (stale_browser, (True, "It is bro.", [], "new")),
    (suspended, (True, True)),
    (dialog, None),
]  # fmt: skip
"""Each case with what came of it on the real desktop. The dialog stays open there, so it is the last one."""

CASES = pytest.mark.parametrize(("case", "expected"), TABLE, ids=[case.__name__ for case, _ in TABLE])


@CASES
def test_the_copy_does_as_the_desktop(
    case: Callable[[Desk], Any], expected: Any, desktop: FakeAnki, tmp_path: Path
) -> None:
    """What other tests rest on."""
    assert case(Desk(AnkiConnect(desktop.url), desktop.clock.sleep, tmp_path)) == expected


@pytest.mark.anki_desktop
@CASES
def test_the_desktop_does_so(case: Callable[[Desk], Any], expected: Any, real_desk: RealDesk, tmp_path: Path) -> None:
    """What the table says."""
    assert case(Desk(AnkiConnect(real_desk.url), time.sleep, tmp_path)) == expected


@pytest.mark.anki_desktop
def test_the_desktop_has_what_is_needed(real_desk: RealDesk) -> None:
    """Even the add-on of 2023 does."""
    from deckgen.anki.connect import NEEDED, WRITING

    assert AnkiConnect(real_desk.url).actions(NEEDED | WRITING) >= NEEDED | WRITING


@pytest.mark.anki_desktop
def test_the_desktop_knows_no_other_key(real_desk: RealDesk) -> None:
    """A key where none is set is a wrong one."""
    with pytest.raises(ConnectError, match="ANKICONNECT_KEY"):
        AnkiConnect(real_desk.url, "wrong").ask("version", int)
