"""A tiny add-on for tests on the real desktop: it does there what its user would, and what no other add-on offers.

It runs in Anki's own Python. A file `do.json` ({"root": folder of the project, "act": name, "arguments": [...]}) that
appears in $DRIVER_FOLDER is one act of tests/anki/acts.py; `done.json` has what it returned.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import aqt  # type: ignore[import-not-found, unused-ignore]
from aqt.qt import QTimer  # type: ignore[import-not-found, unused-ignore]

FOLDER = Path(os.environ["DRIVER_FOLDER"])


def look() -> None:
    """Do what is asked, if anything is."""
    asked = FOLDER / "do.json"
    if not asked.exists() or aqt.mw.col is None:
        return
    order = json.loads(asked.read_text(encoding="utf-8"))
    asked.unlink()
    if order["root"] not in sys.path:
        sys.path.insert(0, order["root"])
    answer: dict[str, Any]
    try:
        act = getattr(importlib.import_module("tests.anki.acts"), order["act"])
        answer = {"result": act(aqt.mw.col, *order["arguments"])}
        aqt.mw.reset()
    except Exception as exc:
        answer = {"error": repr(exc)}
    place = FOLDER / "done.tmp"
    place.write_text(json.dumps(answer), encoding="utf-8")
    place.replace(FOLDER / "done.json")


timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
