"""A card as the note that it is: with its GUID, its numbered gaps, and the fields whose source is not at hand."""

from __future__ import annotations

import msgspec

from deckgen.files.records import NoteRecord, State
from deckgen.identity.gaps import fill_numbers, number_gaps, remember_gaps
from deckgen.identity.guids import make_guid
from deckgen.identity.packed import as_note
from deckgen.model import MOST_GAPS, Hold, Note, Rendered

WORN_OUT = f"its gaps of now and of before are more than the {MOST_GAPS} that a note of Anki's can have"


def with_kept(rendered: Rendered, before: NoteRecord | None) -> Rendered:
    """Return the fields whose source is not at hand as they were shipped last."""
    if before is None or not rendered.card.kept:
        return rendered
    kept = {name: before.fields[name] for name in rendered.card.kept if name in before.fields}
    if not kept:
        return rendered
    media = before.media if any("<img" in text for text in kept.values()) else ()
    return msgspec.structs.replace(
        rendered, fields={**rendered.fields, **kept}, media=tuple(dict.fromkeys([*rendered.media, *media]))
    )


def reserved(key: str, rendered: Rendered, namespace: str) -> NoteRecord:
    """Return the first record of a note that is not shipped yet."""
    return NoteRecord(key=key, guid=make_guid(namespace, key), type=rendered.card.note_type, state=State.HELD)


def numbered(rendered: Rendered, before: NoteRecord | None, namespace: str, key: str) -> tuple[Rendered, NoteRecord]:
    """Write the numbers of a cloze note's gaps into its text, and into its record."""
    record = before or reserved(key, rendered, namespace)
    gaps = rendered.card.gaps
    field = rendered.fields["Text"]
    shipped = record.fields.get("Text", "")
    card = rendered.card
    is_named = bool(card.block) and card.block == record.block
    numbers = number_gaps(gaps, record.gaps, groups=card.groups, text=field, shipped=shipped, is_named=is_named)
    text = fill_numbers(field, gaps, numbers)
    if max(numbers.values()) > MOST_GAPS:
        card = msgspec.structs.replace(card, hold=Hold.FATAL)
    filled = msgspec.structs.replace(rendered, card=card, fields={**rendered.fields, "Text": text})
    return filled, msgspec.structs.replace(record, gaps=remember_gaps(numbers, record.gaps))


def worded_note(key: str, rendered: Rendered, before: NoteRecord | None, namespace: str) -> Note:
    """Return a card as the note that it would be if it shipped now, whatever keeps it out."""
    rendered = with_kept(rendered, before)
    if rendered.card.gaps:
        rendered, before = numbered(rendered, before, namespace, key)
    return as_note(
        msgspec.structs.replace(
            before or reserved(key, rendered, namespace),
            fields=rendered.fields,
            tags=rendered.tags,
            deck=rendered.deck,
            media=rendered.media,
        )
    )
