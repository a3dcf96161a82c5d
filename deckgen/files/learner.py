"""``NAME.learner.jsonl``: what one person did to the notes in their Anki, as `pull` and `push` found it.

JSON lines with check sums as the ledger's (ledger_text.py), one record a line, sorted by the notes' Key. It is laid
over the author's content when a package is written, and nowhere else; never committed, so no merge is joined here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import msgspec

from deckgen.files.atomic import write_atomic
from deckgen.files.errors import LearnerError
from deckgen.files.ledger_text import (
    LastLine,
    content_of,
    last_line,
    new_hash,
    newer_format,
    sign,
    unsigned,
    why_not_json,
)
from deckgen.files.records import Second

FORMAT = 1
LEECH = "leech"
"""The tag that Anki gives to a note that is forgotten again and again."""


_AGAIN = "move the file away; the next `deckgen pull` writes it anew from what stands in Anki"
Ordinal = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
T = TypeVar("T", bound=msgspec.Struct)


class Edit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field that the learner wrote anew."""

    words: str  # HTML, made safe
    was: str  # the author's HTML that they had before them; another one now makes it a conflict
    given_up: Second = 0  # the stamp of ours at which the learner took the author's words instead; 0: they did not


class LearnerNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a learner did to one note."""

    key: str  # its Key, which is its GUID
    mod: Second = 0  # Anki's, when it was last seen there
    seen: Second = 0  # as of when it was last seen there; 0: never
    arrived: Second = 0  # the `mod` of ours that was found there, whole
    behind: bool = False  # an earlier shipping stands there, and `mod` keeps ours out: it is stamped anew
    mine: str = ""  # HTML, made safe
    tags: tuple[str, ...] = ()  # their own, Anki's `leech` and `marked` among them
    edited: dict[str, Edit] = {}  # by field
    media: dict[str, str] = {}  # pictures in mine and edited fields: hash of the content by name
    suspended: tuple[Ordinal, ...] = ()  # cards, by their ordinals
    home: str = ""  # deck of its cards, when it was last seen
    is_moved: bool = False  # it is there by their own hand
    deleted: Second = 0  # as of when it was found gone; 0: it is not
    read: bool = False  # a reading note that they are done with

    @property
    def is_leech(self) -> bool:
        """Whether Anki calls it one that is forgotten again and again."""
        return LEECH in self.tags

    @property
    def is_left_out(self) -> bool:
        """Whether it stays out of this learner's packages."""
        return bool(self.deleted) or self.read


class Learner(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    namespace: str  # of the ledger whose notes these are
    notes: Mapping[str, LearnerNote] = {}  # by Key


class _FirstLine(msgspec.Struct, frozen=True, kw_only=True):
    deckgen_learner: int
    namespace: str
    records: int


_ENCODER = msgspec.json.Encoder(order="deterministic")


def read_learner(path: Path, namespace: str) -> Learner:
    """Read the file; an absent one is empty. Raise a LearnerError with the line that cannot be taken.

    ``namespace`` is that of the ledger: a file of another deck's is refused.
    """
    try:
        data = content_of(path, LearnerError)
    except FileNotFoundError:
        return Learner(namespace=namespace)
    lines = list(_bodies(path, data))
    first = _taken(path, *lines[0], _FirstLine) if lines else _refuse(path, 1, "the file is empty")
    if first.deckgen_learner > FORMAT:
        raise LearnerError(path, 1, newer_format(first.deckgen_learner, FORMAT))
    if first.namespace != namespace:
        message = f'it is of the deck with the id "{first.namespace}", and this one has "{namespace}"; move it away'
        raise LearnerError(path, 1, message)
    last_number, last = lines[-1]
    if b'{"end":' not in last[:7]:
        _refuse(path, last_number, f"the file is cut off: {len(lines) - 1} records are here of {first.records}")
    notes = [_taken(path, number, body, LearnerNote) for number, body in lines[1:-1]]
    learner = Learner(namespace=namespace, notes={note.key: note for note in notes})
    end = _taken(path, last_number, last, LastLine)
    if not len(notes) == len(learner.notes) == first.records == end.end:
        _refuse(path, last_number, f"{len(notes)} records are here, and there were {end.end}")
    if data.replace(b"\r\n", b"\n") != learner_bytes(learner):
        _refuse(path, last_number, "a line is out of its order, or of another file")
    return learner


def learner_bytes(learner: Learner) -> bytes:
    """Return the file of these records, the same for the same ones."""
    first = _FirstLine(deckgen_learner=FORMAT, namespace=learner.namespace, records=len(learner.notes))
    records = [learner.notes[key] for key in sorted(learner.notes)]
    lines = sign(_ENCODER.encode_lines([first, *records]))
    return lines + last_line(len(records), new_hash(lines))


def write_learner(path: Path, learner: Learner) -> bool:
    """Write the file and return True; leave one that says the same as it is."""
    return write_atomic(path, learner_bytes(learner))


def _bodies(path: Path, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines without their sums, each with its number."""
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if number == len(lines):
            _refuse(path, number, "the last line is cut off")
        body = unsigned(line.removesuffix(b"\r"))
        if not body:
            _refuse(path, number, "the line was changed: its check sum is missing, or of another text")
        yield number, body


def _taken(path: Path, number: int, body: bytes, kind: type[T]) -> T:
    try:
        value = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as exc:
        _refuse(path, number, f"a record with a wrong value ({exc})")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse(path, number, why_not_json(body))
    if _ENCODER.encode(value) != body:
        raise LearnerError(path, number, "a record with fields of a newer deckgen; update deckgen")
    return value


def _refuse(path: Path, number: int, message: str) -> NoReturn:
    raise LearnerError(path, number, f"{message}; {_AGAIN}")
