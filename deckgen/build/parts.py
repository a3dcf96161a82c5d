"""A deck in parts, one package a category, topic or post: which note goes into which, and what the files are called.

A part is named by its label alone, never by what other parts there are, so that it keeps its name from build to build.
"""

from __future__ import annotations

import enum
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.definition import Definition
from deckgen.export.readback import read_package
from deckgen.files.collection import PackageError
from deckgen.files.errors import refusal
from deckgen.files.ledger_text import FORMAT
from deckgen.files.records import Ledger, LedgerHeader
from deckgen.identity.notes import Named
from deckgen.model import GENERATED, Note, Problem, Severity

CODE = "part"
_SUFFIX = ".apkg"
_UPDATE = "update"
"""Ends the names of update packs, and so of no part."""
_WITHOUT = "other"
"""Names the part of the notes that have no category."""
_MOST_BYTES = 80
"""Of a part's own name in UTF-8: file systems take 255 for a whole one, and a temporary one is longer."""
_SAFE = frozenset("-_.+")
"""What besides letters, marks and digits every file system and every address takes."""


class SplitBy(enum.StrEnum):
    """What has a package of its own."""

    CATEGORY = "category"
    TOPIC = "topic"
    POST = "post"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A package that holds a part of a deck."""

    label: str  # the category, topic or post as it is written in tags and paths; empty where notes have none
    path: Path
    notes: tuple[Note, ...]


def parts_of(
    notes: Sequence[Note], by: SplitBy, ledger: Ledger, named: Sequence[Named], place: tuple[Path, str], *, update: bool
) -> list[Part]:
    """Return these notes in parts, in the order of their files' names.

    A note belongs where its card stands now, one without a card where it was last seen. ``place`` is the folder and
    the NAME of the files; those of an ``update`` pack end in it.
    """
    cards = {note.key: note.rendered for note in named}
    found: dict[str, list[Note]] = {}
    labels: dict[str, str] = {}
    record_by_guid = {record.guid: record for record in ledger.notes.values()}
    for note in notes:
        record = record_by_guid[note.guid]
        rendered = cards.get(record.key)
        if by is SplitBy.POST:
            label = rendered.card.sources[0].post if rendered else record.place[0] if record.place else ""
        else:
            label = _tagged(rendered.tags if rendered else record.tags, by)
        name = part_name(label.removesuffix(".md") if by is SplitBy.POST else label)
        labels.setdefault(name, label)
        found.setdefault(name, []).append(note)
    folder, deck = place
    end = f"-{_UPDATE}{_SUFFIX}" if update else _SUFFIX
    return [
        Part(label=labels[name], path=folder / f"{deck}-{name}{end}", notes=tuple(found[name]))
        for name in sorted(found)
    ]


def _tagged(tags: Iterable[str], by: SplitBy) -> str:
    start = f"{GENERATED}{by}::"
    return next((tag.removeprefix(start) for tag in tags if tag.startswith(start)), "")


def part_name(label: str) -> str:
    """Return what a part is called in its file's name: the label in small letters where that can be, else with a hash.

    Labels that differ in case alone are one part, as Anki takes their tags for one, and most systems their files.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", label).casefold())
    safe = "".join(sign if unicodedata.category(sign)[0] in "LMN" or sign in _SAFE else "_" for sign in plain)
    name = safe.encode()[:_MOST_BYTES].decode(errors="ignore").strip("._-") or _WITHOUT
    if name == plain and not name.endswith(_UPDATE):
        return name
    return f"{name}-{hashlib.blake2b(plain.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"


def part_conf(header: LedgerHeader, part: Part) -> dict[str, object]:
    """Return what a part's package says of itself; no ledger can be made from it."""
    return {"format": FORMAT, "namespace": header.namespace, "part": part.label or _WITHOUT}


def left_over(folder: Path, deck: str, namespace: str, written: Iterable[Part] = ()) -> list[Path]:
    """Return packages in a folder that an earlier build left as parts of this deck, and this one did not write.

    An empty ``namespace`` is any deck's.
    """
    known = {part.path.name for part in written}
    return [path for path in packages_of(folder, deck) if path.name not in known and _is_part(path, namespace)]


def packages_of(folder: Path, deck: str) -> Iterator[Path]:
    """Yield the files of a folder that may be parts of a deck, by their names."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            name = path.name
            if name.startswith(f"{deck}-") and name.endswith(_SUFFIX) and not name.endswith(f"{_UPDATE}{_SUFFIX}"):
                yield path


def _is_part(path: Path, namespace: str) -> bool:
    try:
        conf = read_package(path).conf
    except (PackageError, OSError):
        return False
    return isinstance(conf, Mapping) and "part" in conf and namespace in ("", conf.get("namespace"))


def left_problem(path: Path) -> Problem:
    """Return what is said of a part that is no part any more."""
    message = "no note of the deck goes into this part any more; it is left as it is, so delete it if nobody needs it"
    return Problem(path=str(path), line=0, severity=Severity.NOTE, code=CODE, message=message)


def check_places(parts: Sequence[Part]) -> None:
    """Raise a DeckgenError where a part would take the place of another deck's package."""
    for part in parts:
        others = [part.path.with_suffix(suffix) for suffix in (".ledger.jsonl", ".yaml", ".yml")]
        other = next((path for path in others if path.exists()), None)
        if other is not None:
            message = f"the part “{part.label}” would be called as the deck of {other.name} is; name a folder with -o"
            raise refusal(part.path, CODE, message)


def check_ledger_is_there(definition: Definition, folder: Path) -> None:
    """Raise a DeckgenError where a deck has parts and no ledger: a build would begin it anew."""
    if not definition.ledger_path.exists() and (left := left_over(folder, definition.name, definition.id)):
        message = (
            f"there is {left[0].name}, a part of a deck, but no {definition.ledger_path.name}: built without it, "
            "reworded cards would lose their progress. Restore it from git, or rebuild it from a full package "
            "(--recover FILE.apkg)"
        )
        raise refusal(definition.ledger_path, CODE, message)
