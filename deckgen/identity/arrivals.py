"""Notes that never arrived: stamped past the time that keeps them out of a learner's Anki (design.md 7.9)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from deckgen.files.records import State
from deckgen.identity.notes import Change, Identified


def stamped_past(identified: Identified, behind: Mapping[str, int], second: int) -> Identified:
    """Return the notes with a newer stamp where Anki's own is in the way.

    ``behind`` holds Anki's time of each such note by GUID; ``second`` is the build second. A note that was stamped past
    it already stays as it is, so that this happens once.
    """
    if not behind:
        return identified
    changes = tuple(_past(change, behind.get(change.after.guid, -1), second) for change in identified.changes)
    notes = {change.after.key: change.after for change in changes}
    return Identified(ledger=msgspec.structs.replace(identified.ledger, notes=notes), changes=changes)


def _past(change: Change, theirs: int, second: int) -> Change:
    after = change.after
    if after.state is not State.LIVE or not 0 < after.mod <= theirs:
        return change
    mod = max(second, after.mod + 1, theirs + 1)
    return msgspec.structs.replace(change, after=msgspec.structs.replace(after, mod=mod))
