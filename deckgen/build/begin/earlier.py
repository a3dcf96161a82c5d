"""What an earlier build of the same posts left, taken over whole: ledger, cards, picks, learner file, store."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from deckgen.build.input.site_kinds import Kind
from deckgen.files.atomic import write_atomic
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.ledger import read_ledger
from deckgen.files.records import Ledger, State
from deckgen.files.regular import read_regular
from deckgen.files.store import open_store, store_path
from deckgen.files.walk import walk

LEDGER_SUFFIX = ".ledger.jsonl"
WITH_IT = (".cards.jsonl", ".picks", ".learner.jsonl")
"""What lies beside a ledger under the same name: cards of a model and of a person, choices, what one learner did."""


_MOST = 200
"""Folders that are looked into."""


def find_ledgers(posts: Sequence[Path], folders: Iterable[Path], *, of_definitions: bool = False) -> list[Path]:
    """Find ledgers of earlier builds of these posts: beside their package, and of no definition, or of one alone."""
    names = _names(posts)
    found: dict[Path, Path] = {}
    for folder in folders:
        for ledger in sorted(folder.glob(f"*{LEDGER_SUFFIX}")):
            beside = ledger.name.removesuffix(LEDGER_SUFFIX)
            has_definition = (folder / f"{beside}.yaml").exists()
            if has_definition is not of_definitions or not (has_definition or (folder / f"{beside}.apkg").exists()):
                continue
            if _is_of(ledger, names):
                found.setdefault(ledger.resolve(), ledger)
    return list(found.values())


def beside(posts: Sequence[Path]) -> list[Path]:
    """Return the folders in which the ledger of a build of these posts may lie: here, and with the posts."""
    return [Path(), *posts, *(path.parent for path in posts)]


def nearby(posts: Sequence[Path]) -> list[Path]:
    """Return the folders in which it may lie that lie here, too: somebody's ``-o out/my.apkg``."""
    here = (folder for folder in sorted(Path().iterdir()) if folder.is_dir() and not folder.name.startswith("."))
    return [*beside(posts), *islice(here, _MOST)]


def is_of(ledger: Ledger, posts: Sequence[Path]) -> bool:
    """Return whether most notes of a ledger stand in these posts, by the places that they have there."""
    return _stands_in(ledger, _names(posts))


def ships_from(ledger: Ledger, kind: Kind) -> bool:
    """Return whether a note of an earlier build stands in what is not to be read."""
    live = (record for record in ledger.notes.values() if record.state is State.LIVE and record.place)
    return any(kind.leaves_out(record.place[0]) for record in live)


def _names(posts: Sequence[Path]) -> set[str]:
    return {found.name for found in walk([os.path.abspath(path) for path in posts]).files}  # noqa: PTH100


def _is_of(ledger: Path, posts: set[str]) -> bool:
    try:
        return _stands_in(read_ledger(ledger), posts)
    except (DeckgenError, OSError):
        return False


def _stands_in(ledger: Ledger, posts: set[str]) -> bool:
    places = [record.place[0] for record in ledger.notes.values() if record.place]
    return bool(places) and sum(place in posts for place in places) * 2 >= len(places)


def check_place(earlier: Path, place: Path) -> None:
    """Raise a DeckgenError where a file of another deck lies where one of the earlier build's would go."""
    for source, target in _files(earlier, place):
        if target.exists() and read_regular(target) != read_regular(source):
            message = f"is another than {source}, which the deck goes on with; name another definition with -o"
            raise refusal(target, "init", message)


def take_along(earlier: Path, place: Path) -> list[Path]:
    """Copy what lies beside the ledger of an earlier build to the definition's place; return what was copied.

    What the earlier store has fetched and was answered is taken into that of the definition.
    """
    taken: list[Path] = []
    for source, target in _files(earlier, place):
        if not target.exists():
            write_atomic(target, read_regular(source))
            taken.append(source)
    old, new = store_path(earlier.parent), store_path(place.parent)
    if old.is_file() and old.resolve() != new.resolve():
        store, _ = open_store(new)
        with store:
            store.take_over(old)
    return taken


def _files(earlier: Path, place: Path) -> list[tuple[Path, Path]]:
    """Return the files beside an earlier ledger with where they go; none for a ledger of another name."""
    if not earlier.name.endswith(LEDGER_SUFFIX):
        return []
    stem = earlier.name.removesuffix(LEDGER_SUFFIX)
    pairs = [(earlier.with_name(stem + ending), place.with_name(place.stem + ending)) for ending in WITH_IT]
    return [(source, target) for source, target in pairs if source.is_file() and source.resolve() != target.resolve()]
