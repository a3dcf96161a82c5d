"""A shipped package -> the ledger that was lost: GUIDs, contents, decks and order as learners have them.

What no package holds is lost: retired and held notes, and hashes of earlier shippings. What the notes themselves do not
say, each package carries in its collection's configuration: how a card is found again after it was reworded. A package
may have been with anybody, so everything in it is checked before a ledger is made of it.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from deckgen.build.ledger_check import choices_fault, record_fault
from deckgen.export.readback import read_package
from deckgen.files.collection import PackageError
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.ledger_join import contradiction
from deckgen.files.ledger_text import FORMAT
from deckgen.files.records import RECIPE, GapNumber, Ledger, LedgerHeader, NoteRecord, State
from deckgen.model import Note, NoteType
from deckgen.patterns import regex
from deckgen.urls import canonical_url

_HREF = regex(r'<a href="([^"]*)"')
_SRC = regex(r'<img src="([^"]*)"')
_TAG = regex(
    r"</?(?:a|b|blockquote|br|code|div|em|hr|i|kbd|li|ol|p|pre|s|span|strong|sub|sup|table|td|th|tr|u|ul)>"
    r'|<a href="(?:https?|obsidian):[^"<>]*">|<img src="[^"<>:/\\]*" alt="[^"<>]*">'
    r'|<(?:ol start="\d+"|(?:div|pre|span) class="[a-z ]*")>'
)
"""What releases of deckgen wrote into fields, and nothing that does anything."""


class _Carried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a note itself does not say of its record."""

    key: str = ""  # empty: the link's address is the key
    aliases: tuple[str, ...] = ()
    subject: str = ""
    passage: str = ""
    gaps: dict[str, GapNumber] = {}
    block: str = ""
    fields: dict[str, str] = {}  # the author's, where a learner's words were laid over them; empty: there are none
    tags: tuple[str, ...] | None = None  # the author's, where a learner's stand beside them


class _Conf(msgspec.Struct, frozen=True, kw_only=True):
    """What a package carries for this purpose."""

    format: int
    namespace: str
    recipe: int = 1
    choices: dict[str, str] = {}
    places: tuple[tuple[str, ...], ...] = ()  # each once
    at: tuple[int, ...] = ()  # which of them, by note in the order of GUIDs
    notes: dict[str, _Carried] = {}  # by GUID, where there is something to say
    keys: dict[str, tuple[str, str, dict[str, GapNumber]]] = {}  # format 1: the same without places
    part: str = ""  # what of the deck it holds, where it is not all


_NOTHING = _Carried()


def package_conf(
    ledger: Ledger, shipped: Sequence[Note] = (), left_out: Collection[str] = ()
) -> dict[str, object]:
    """Return what a package carries so that a lost ledger can be rebuilt from it; the same for the same ledger.

    ``shipped`` are its notes, in which a learner's words may stand, and ``left_out`` the GUIDs that it lacks for them.
    """
    live = [note for note in ledger.notes.values() if note.state is State.LIVE and note.guid not in left_out]
    records = sorted(live, key=lambda note: note.guid)
    places = {place: number for number, place in enumerate(sorted({record.place for record in records}))}
    notes = {note.guid: note for note in shipped}
    carried = {record.guid: _carried(record, notes.get(record.guid)) for record in records}
    conf = _Conf(
        format=FORMAT,
        namespace=ledger.header.namespace,
        recipe=ledger.header.recipe,
        choices=ledger.header.choices,
        places=tuple(places),
        at=tuple(places[record.place] for record in records),
        notes={guid: more for guid, more in carried.items() if more != _NOTHING},
    )
    built: dict[str, object] = msgspec.to_builtins(conf, order="deterministic")
    return built


def _carried(record: NoteRecord, note: Note | None) -> _Carried:
    is_said = record.type is NoteType.READING and record.key == f"link:{html.unescape(record.fields.get('URL', ''))}"
    return _Carried(
        key="" if is_said else record.key,
        aliases=record.aliases,
        subject=record.subject,
        passage=record.passage,
        gaps=record.gaps,
        block=record.block,
        fields=_authors(record, note) if note is not None and note.fields != record.fields else {},
        tags=record.tags if note is not None and note.tags != record.tags else None,
    )


def _authors(record: NoteRecord, note: Note) -> dict[str, str]:
    names = sorted(record.fields.keys() | note.fields.keys())
    authors = {name: record.fields.get(name, "") for name in names}
    return {name: text for name, text in authors.items() if text != note.fields.get(name, "")}


def recover_ledger(package: Path, namespace: str = "") -> Ledger:
    """Return the ledger of a package that deckgen wrote, the fields of its notes as they are there.

    Raise a DeckgenError if it is no such package, if something in it is not as we write it, or if the definition has a
    `namespace` (its id) and the package another.
    """
    try:
        contents = read_package(package)
        conf = msgspec.convert(contents.conf, _Conf)
    except PackageError as exc:
        raise _refused(package, str(exc).removeprefix(f"{package}: ")) from exc
    except (msgspec.ValidationError, RecursionError) as exc:
        raise _refused(package, "what it says of its ledger is not as deckgen writes it") from exc
    if conf.format > FORMAT or conf.recipe > RECIPE:
        raise _refused(package, "it was made by a newer deckgen; update deckgen")
    if namespace and conf.namespace != namespace:
        message = f'it has the id "{conf.namespace}", and the definition "{namespace}": it is another deck\'s'
        raise _refused(package, message)
    if conf.part:
        raise _refused(package, "it holds a part of the deck (build --split), not all; name a full package")
    ledger = _ledger(package, conf, contents.notes)
    fault = choices_fault(conf.choices) or _fault(ledger)
    if fault:
        raise _refused(package, fault)
    return ledger


def _refused(package: Path, reason: str) -> DeckgenError:
    return refusal(package, "recover", f"no ledger can be made from it: {reason}")


def _ledger(package: Path, conf: _Conf, notes: Sequence[Note]) -> Ledger:
    header = LedgerHeader(deckgen=FORMAT, namespace=conf.namespace, recipe=conf.recipe, choices=conf.choices)
    records = [_record(note, carried, place) for note, carried, place in _with_conf(package, conf, notes)]
    by_key = {record.key: record for record in records}
    if len(by_key) < len(records):
        raise _refused(package, "two of its notes have one key")
    try:  # the ranges of numbers are checked as the ledger's are
        return msgspec.convert(Ledger(header=header, notes=by_key), Ledger, from_attributes=True)
    except msgspec.ValidationError as exc:
        raise _refused(package, "a note's time or place among the new cards is out of range") from exc


def _with_conf(package: Path, conf: _Conf, notes: Sequence[Note]) -> list[tuple[Note, _Carried, tuple[str, ...]]]:
    if conf.format < FORMAT:
        old = {guid: _Carried(key=key, subject=subject, gaps=gaps) for guid, (key, subject, gaps) in conf.keys.items()}
        return [(note, old.get(note.guid, _NOTHING), ()) for note in notes]
    guids = sorted(note.guid for note in notes)
    if len(guids) != len(conf.at) or not all(0 <= at < len(conf.places) for at in conf.at):
        raise _refused(package, f"it holds {len(notes)} notes, and says where {len(conf.at)} stood")
    places = {guid: conf.places[at] for guid, at in zip(guids, conf.at, strict=True)}
    return [(note, conf.notes.get(note.guid, _NOTHING), places[note.guid]) for note in notes]


def _record(note: Note, carried: _Carried, place: tuple[str, ...]) -> NoteRecord:
    fields = {name: text for name, text in {**note.fields, **carried.fields}.items() if text}
    links = tuple(canonical_url(html.unescape(url)) for url in _HREF.findall(fields.get("Links", "")))
    return NoteRecord(
        key=carried.key or f"link:{canonical_url(html.unescape(note.fields.get('URL', note.guid)))}",
        guid=note.guid,
        type=note.note_type,
        state=State.LIVE,
        mod=note.mod,
        deck=note.deck,
        due=note.due,
        aliases=carried.aliases,
        tags=note.tags if carried.tags is None else carried.tags,
        fields=fields,
        media=tuple(dict.fromkeys(html.unescape(name) for text in fields.values() for name in _SRC.findall(text))),
        links=links if note.note_type is NoteType.TOPIC else (),
        subject=carried.subject,
        passage=carried.passage,
        place=place,
        gaps=carried.gaps,
        block=carried.block,
    )


def _fault(ledger: Ledger) -> str:
    """Return what is wrong with the notes of a package; empty if nothing is."""
    found = contradiction(ledger.notes) or record_fault(ledger.notes)
    if found is not None:
        return found[1]
    for record in ledger.notes.values():
        for name, text in record.fields.items():
            if "<" in text and "<" in _TAG.sub("", text):
                return f"note {record.guid} has markup in {name} that deckgen does not write"
    return ""
