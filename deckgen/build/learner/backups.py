"""What was in Anki before a push, kept in `.deckgen/backups`: the last ten of each deck."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.files.atomic import write_atomic

MOST_BACKUPS = 10
PREFIX = "before-push"
"""A package called backup-... Anki takes for a whole collection that is to replace the learner's."""


def keep_backup(
    folder: Path, deck: str, now: float, package: Path | None, more: Mapping[str, Sequence[object]]
) -> Path:
    """Keep a package that Anki exported, and beside it as JSON ``more`` that it does not hold; return the main file.

    ``deck`` is the name of the deck's files, ``now`` the second of the push; ``more`` has an ending for each list.
    """
    stamp = datetime.datetime.fromtimestamp(now, tz=datetime.UTC).strftime("%Y%m%d-%H%M%S")
    ours = re.compile(re.escape(f"{PREFIX}-{deck}-") + r"(\d{8}-\d{6}(?:-\d+)?)\.(?:[a-z]+\.)?(?:apkg|json)")
    known = _by_name(folder, ours)
    names = (f"{stamp}{again}" for again in itertools.chain([""], (f"-{number}" for number in itertools.count(2))))
    name = next(name for name in names if name not in known)
    stem = f"{PREFIX}-{deck}-{name}"
    kept = folder / f"{stem}.apkg"
    for ending, values in more.items():
        if values:
            kept = folder / f"{stem}.{ending}.json"
            write_atomic(kept, msgspec.json.format(msgspec.json.encode(values)))
    if package is not None:
        kept = package.replace(folder / f"{stem}.apkg")
    found = _by_name(folder, ours)
    for old in sorted(found)[:-MOST_BACKUPS]:
        for path in found[old]:
            path.unlink(missing_ok=True)
    return kept


def _by_name(folder: Path, ours: re.Pattern[str]) -> dict[str, list[Path]]:
    """Return the files of each backup, by the time in their names."""
    found: dict[str, list[Path]] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if named := ours.fullmatch(path.name):
            found.setdefault(named[1], []).append(path)
    return found
