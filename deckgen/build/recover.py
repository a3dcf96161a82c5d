"""A shipped package -> the ledger that was lost: GUIDs, contents, decks and order as learners have them.

What no package holds is lost: retired and held notes, and where each card stood in the posts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from deckgen.export.readback import PackageError, read_package
from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import FORMAT
from deckgen.files.records import Ledger, LedgerHeader, NoteRecord, State
from deckgen.model import Note, NoteType, Problem, Severity
from deckgen.urls import canonical_url

_HREF = re.compile(r'<a href="([^"]*)"')


class _Conf(msgspec.Struct, frozen=True):
    """What a package carries for this purpose."""

    format: int
    namespace: str
    choices: dict[str, str] = {}
    keys: dict[str, tuple[str, str, dict[str, int]]] = {}


def recover_ledger(package: Path) -> Ledger:
    """Rebuild a ledger from a package of ours; raise a DeckgenError if it is none."""
    try:
        contents = read_package(package)
        conf = msgspec.convert(contents.conf, _Conf)
    except (PackageError, OSError) as exc:
        raise _refused(package, str(exc)) from exc
    except msgspec.ValidationError as exc:
        raise _refused(package, "it was not made by deckgen, or by an update pack's older build") from exc
    if conf.format > FORMAT:
        raise _refused(package, "it was made by a newer deckgen; update deckgen")
    records = [_record(note, conf.keys) for note in contents.notes]
    header = LedgerHeader(deckgen=FORMAT, namespace=conf.namespace, choices=conf.choices)
    return Ledger(header=header, notes={record.key: record for record in records})


def _refused(package: Path, reason: str) -> DeckgenError:
    message = f"no ledger can be made from it: {reason}"
    return DeckgenError(
        (Problem(path=str(package), line=0, severity=Severity.ERROR, code="recover", message=message),)
    )


def _record(note: Note, keys: Mapping[str, Any]) -> NoteRecord:
    key, subject, gaps = keys.get(note.guid) or (_link_key(note), "", {})
    links = tuple(canonical_url(html.unescape(url)) for url in _HREF.findall(note.fields.get("Links", "")))
    return NoteRecord(
        key=key,
        guid=note.guid,
        type=note.note_type,
        state=State.LIVE,
        mod=note.mod,
        deck=note.deck,
        due=note.due,
        tags=note.tags,
        fields=note.fields,
        media=note.media,
        links=links if note.note_type is NoteType.TOPIC else (),
        subject=subject,
        gaps=gaps,
    )


def _link_key(note: Note) -> str:
    return "link:" + canonical_url(html.unescape(note.fields.get("URL", note.guid)))
