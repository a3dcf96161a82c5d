"""What a public deck may not hold, taken out of notes that an earlier, private build shipped (``audience: public``).

The posts are the author's, and so are the words of a model about a page. An extract of a page, what it says of its
author, a passage of it that a card quotes, and an address that opens a file on the author's own machine are not for
everybody. Notes that cards word anew lose them with their cards; this is for all others: held, retired, standing, of
posts that could not be read, and for addresses, which a note keeps as it keeps all that says where it stands.
"""

from __future__ import annotations

import msgspec

from deckgen.files.records import NoteRecord, State
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.notes import Change, Identified
from deckgen.identity.said import COPIED, OF_PAGE, earlier_shippings
from deckgen.model import NoteType
from deckgen.patterns import regex

_LOCAL = regex(r'<a href="obsidian:[^"]*">(.*?)</a>')
"""A link that opens a note on the machine of whoever has the vault."""


def for_everybody(identified: Identified, second: int, own: frozenset[str]) -> Identified:
    """Return the notes of a build without what a public deck may not hold.

    A note that is in packages is stamped with it, as one of which a field must not stay; ``second`` is the build's.
    ``own`` are the keys of cards about pages whose Detail a person wrote.
    """
    changes = tuple(_shared(change, second, own) for change in identified.changes)
    notes = {change.after.key: change.after for change in changes}
    return Identified(ledger=msgspec.structs.replace(identified.ledger, notes=notes), changes=changes)


def taken_out(identified: Identified, own: frozenset[str]) -> int:
    """Return how many notes of before hold what a public deck may not."""
    before = [change.before for change in identified.changes if change.before is not None]
    return sum(_fields(record, own) != record.fields for record in before)


def _shared(change: Change, second: int, own: frozenset[str]) -> Change:
    after = change.after
    fields = _fields(after, own)
    if fields == after.fields:
        return change
    before = change.before
    is_sent = before is None or before.mod != after.mod or after.state is State.HELD
    shared = msgspec.structs.replace(
        after,
        fields=fields,
        mod=after.mod if is_sent else max(second, after.mod + 1),
        earlier=earlier_shippings(before, fields) if before is not None else (),
    )
    return msgspec.structs.replace(change, after=shared)


def _fields(record: NoteRecord, own: frozenset[str]) -> dict[str, str]:
    out = frozenset[str]()
    if record.type is NoteType.READING:
        out = OF_PAGE
    elif aspect_of(record.key) == GIVEN and record.fields.get("URL"):
        out = COPIED - {"Detail"} if record.key in own else COPIED
    return {
        name: _LOCAL.sub(r"\1", text) if "obsidian:" in text else text
        for name, text in record.fields.items()
        if name not in out
    }
