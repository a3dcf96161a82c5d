"""Cards, problems and changes -> one HTML file that needs nothing else: no script, font or picture from elsewhere.

The cards lie in the page as JSON; its script shows one at a time in frames that run no script and load nothing.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import importlib.resources
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deckgen.build.changes import NoteChange, note_changes
from deckgen.cards.points import in_words
from deckgen.export.note_types import front_of, spec_of, style
from deckgen.files.field_text import plain, shown
from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import Change
from deckgen.identity.packed import as_note
from deckgen.model import NoteType, Problem
from deckgen.patterns import regex
from deckgen.preview.formulas import with_formulas
from deckgen.preview.render import Sides, note_sides

MAX_MEDIA = 48 * 1024 * 1024
"""So many bytes of pictures go into a page; what comes after is shown by its description."""

MARKER = b'<meta name="generator" content="deckgen preview">'
"""Stands in the head of every page, so that no other file is ever written over."""

_HEAD_BYTES = 2_000
# Pages of releases that had no marker: only they begin with this policy.
_EARLIER_HEAD = (
    b'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"
)
_JPEG = (".jpg", ".jpeg")
_PLACEHOLDER = regex(r"\{(\w+)\}")
_DELIMITER = regex(r"\\[()\[\]]")


class Deck(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is made of: a deck as the next build would leave it."""

    name: str
    changes: Sequence[Change]  # one a note, in reading order
    counts: Sequence[tuple[str, int]]
    problems: Sequence[Problem] = ()
    media: Mapping[str, Path] = {}  # by the name in the fields
    titles: Mapping[str, str] = {}  # of notes that never had a field, by their keys


class More(msgspec.Struct, frozen=True, kw_only=True):
    """What a page has beside the cards: markup for its places, styles, a script that runs before it starts."""

    parts: Mapping[str, str] = {}  # HTML by the names of `PLACES`
    style: str = ""
    script: str = ""
    policy: str = ""  # what it may do beside showing its own


PLACES = ("progress", "keys", "filters", "deciding", "editing")
"""Where a page of another kind has more than the preview."""


def preview_page(deck: Deck) -> str:
    """Return the page of a deck."""
    cards = list(_cards(deck))
    faces = [card for card in cards if "front" in card]
    data = {
        "cards": cards,
        "counts": list(shown_counts([("cards", len(faces)), *deck.counts])),
        "problems": [problem_row(problem) for problem in deck.problems],
        "media": dict(_media(deck)),
    }
    return page_of(deck.name, data)


def page_of(name: str, data: Mapping[str, Any], more: More | None = None) -> str:
    """Return the page that shows cards; what it shows lies in it as ``data``, what it may load its policy says."""
    more = more or More()
    look, card_look = f"{_read('page.css')}{more.style}", style()
    script = f"{_read('page.js')}{more.script}\nstart();\n"
    styles = " ".join(map(_hash, (look, card_look)))
    parts = {
        "policy": f"default-src 'none'; script-src {_hash(script)}; style-src {styles}; img-src data:; "
        f"base-uri 'none'; form-action 'none'{more.policy}",
        "title": html.escape(name),
        "style": look,
        "card_style": card_look,
        "script": script,
        "data": in_script(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        **dict.fromkeys(PLACES, ""),
        **more.parts,
    }
    return _PLACEHOLDER.sub(lambda found: parts[found[1]], _read("page.html"))


def may_be_replaced(path: Path) -> bool:
    """Return whether there is nothing of this name, or a page that ``preview_page`` made. Raise an OSError."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return MARKER in head.partition(b"<title>")[0] or head.startswith(_EARLIER_HEAD)


def shown_counts(counts: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield counts with their names as a reader says them: 1 note, 2 notes."""
    for name, count in counts:
        yield name.removesuffix("s") if count == 1 else name, count


def in_script(text: str) -> str:
    """Make JSON fit for a script element, which only these two marks end or confuse."""
    return text.replace("</", "<\\/").replace("<!", "<\\u0021")


@functools.cache
def _read(name: str) -> str:
    file = importlib.resources.files("deckgen.preview") / "templates" / name
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def problem_row(problem: Problem) -> tuple[str, str, str]:
    """Return a problem as the page lists it."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return str(problem.severity), place, problem.message


def _cards(deck: Deck) -> Iterator[dict[str, Any]]:
    told = {change.key: change for change in note_changes(deck.changes)}
    for change in deck.changes:
        record = change.after
        if record.state is State.RETIRED and not change.is_retired:
            continue
        about = about_note(change, told.get(record.key), deck.titles)
        sides = list(note_sides(as_note(record))) if record.fields else []
        for side in sides:
            yield about | _asked(record, side) | {"id": f"{record.guid}-{side.ordinal}"} | _sides(side, record.type)
        if not sides:
            yield about | {"id": record.guid}


def about_note(change: Change, told: NoteChange | None, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the list and the lines below a card show of a note; what is empty is left out."""
    record = change.after
    kind = record.type.removeprefix("deckgen ")
    known = _bare(titles.get(record.key, "") or record.subject) or record.key.removeprefix("link:")
    out: dict[str, Any] = {
        "title": _title(record) or known,
        "topic": plain(record.fields.get("Topic", "")),
        "type": kind,
        "kind": f"{kind}: {aspect}" if (aspect := plain(record.fields.get("Kind", ""))) else kind,
        "change": told.what if told is not None else "held" if record.state is State.HELD else "",
        "reason": in_words(change.reason),
        "place": " › ".join(record.place),
        "was": " › ".join(told.was) if told is not None else "",
        "deck": record.deck,
        "tags": " ".join(record.tags),
        "fields": [(change.field, change.old, change.new) for change in told.fields] if told is not None else [],
    }
    return {name: value for name, value in out.items() if value or name in ("title", "topic")}


def _title(record: NoteRecord) -> str:
    return _words(front_of(record.type, record.fields))


def _words(field: str) -> str:
    return _bare(shown(field))


def _bare(title: str) -> str:
    """Return a title without the marks of its formulas, which a list does not typeset."""
    return _DELIMITER.sub("", title)


def _asked(record: NoteRecord, sides: Sides) -> dict[str, str]:
    """Return the title of a question note's second card, which is its own question; empty for all other cards."""
    if record.type is not NoteType.QUESTION or not sides.ordinal:
        return {}
    return {"title": _words(record.fields[spec_of(record.type).templates[sides.ordinal].asks])}


def _sides(sides: Sides, note_type: NoteType) -> dict[str, Any]:
    """Return both sides; the back without what both begin with, which is often half of it."""
    front, back = with_formulas(sides.front), with_formulas(sides.back)
    same = next((i for i, (char, other) in enumerate(zip(front, back, strict=False)) if char != other), len(front))
    name = "" if note_type in (NoteType.READING, NoteType.QUESTION) and not sides.ordinal else sides.name
    return {"front": front, "same": same, "back": back[same:]} | ({"name": name} if name else {})


def _media(deck: Deck) -> Iterator[tuple[str, str]]:
    wanted = {name for change in deck.changes for name in change.after.media}
    left = MAX_MEDIA
    for name in sorted(wanted & deck.media.keys()):
        path = deck.media[name]
        left -= path.stat().st_size
        if left < 0:
            return
        yield name, data_url(name, path)


def data_url(name: str, path: Path) -> str:
    """Return a picture as an address that holds all of it. Raise an OSError where it cannot be read."""
    ending = Path(name).suffix.lower()
    kind = "jpeg" if ending in _JPEG else ending.removeprefix(".")
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
