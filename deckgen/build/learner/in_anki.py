"""A deck as it stands in a running Anki, for the commands that read it."""

from __future__ import annotations

import time
from pathlib import Path

from deckgen.anki.connect import NEEDED, AnkiConnect
from deckgen.anki.running import Running, read_running
from deckgen.anki.values import Anki
from deckgen.definition import Definition
from deckgen.export.fields import top_deck


def folder_of(definition: Definition) -> Path:
    """Return the folder in which files lie that pass between Anki and us."""
    return definition.home / ".deckgen"


def read_deck(definition: Definition, connect: AnkiConnect, actions: frozenset[str], now: int) -> Running:
    """Read a deck; its file is left for who wants it for a backup. Raise a ConnectError where there is no Anki."""
    file = folder_of(definition) / "backups" / f".{definition.name}.reading.apkg"
    return read_running(connect, top_deck(definition.deck), file, actions=actions, now=now)


def anki_now(definition: Definition, connect: AnkiConnect) -> Anki:
    """Return what stands in Anki now, and leave no file."""
    running = read_deck(definition, connect, connect.actions(NEEDED), int(time.time()))
    if running.file is not None:
        running.file.unlink(missing_ok=True)
    return running.anki
