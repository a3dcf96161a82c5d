"""One face for the fake and the real desktop: what its user does, how time passes, how all stands there."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from deckgen.anki.connect import AnkiConnect
from tests.anki import acts
from tests.anki.fake_connect import FakeAnki

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("driver")
PATIENCE = 30.0


class Desk:
    """An Anki at which somebody sits."""

    url: str

    def act(self, name: str, *arguments: Any) -> Any:
        """Do an act of acts.py."""
        raise NotImplementedError

    def now(self) -> float:
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.act("state")
        return found

    def browse(self, guid: str) -> None:
        """Open a Browse window that shows a note."""
        AnkiConnect(self.url).ask("guiBrowse", object, query=f"Key:{guid}")
        self.sleep(1)


class FakeDesk(Desk):
    """The copy, in this process; its user clicks Import as soon as asked."""

    def __init__(self, anki: FakeAnki) -> None:
        self.anki, self.url = anki, anki.url

    def act(self, name: str, *arguments: Any) -> Any:
        with self.anki.lock:
            return getattr(acts, name)(self.anki.col, *arguments)

    def now(self) -> float:
        return time.time() + self.anki.clock.now

    def sleep(self, seconds: float) -> None:
        self.anki.clock.sleep(seconds)


class RealDesk(Desk):
    """The desktop, in its own process, with the add-on of `driver/`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder = url, folder
        self.clicks_import = False  # in a dialog that is open, whenever time has passed

    def act(self, name: str, *arguments: Any) -> Any:
        done = self._folder / "done.json"
        done.unlink(missing_ok=True)
        order = self._folder / "do.tmp"
        order.write_text(json.dumps({"root": os.fspath(ROOT), "act": name, "arguments": arguments}), encoding="utf-8")
        order.replace(self._folder / "do.json")
        until = time.monotonic() + PATIENCE
        while not done.exists():
            assert time.monotonic() < until, f"the desktop does not {name}"
            time.sleep(0.02)
        answer = json.loads(done.read_text(encoding="utf-8"))
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.clicks_import:
            self.act("click_import")
