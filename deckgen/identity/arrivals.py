"""Notes that never arrived, or would not: stamped past the time that keeps them out of Anki (design.md 7.9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from deckgen.files.records import State
from deckgen.identity.notes import Change, Identified


def stamped_past(
    identified: Identified, times: Mapping[str, int], behind: Collection[str], second: int
) -> Identified:
    """Return the notes with a newer stamp where Anki's own is in the way.

    ``times`` are Anki's of notes, by GUID; ``behind`` are the GUIDs of those that lack what was shipped last. The
    others are stamped only if they change now, at a build second (``second``) that lies before the learner touched
    them. A note that was stamped past Anki's time already stays as it is, so that this happens once.
    """
    if not times:
        return identified
    changes = tuple(_past(change, times.get(change.after.guid, -1), behind, second) for change in identified.changes)
    notes = {change.after.key: change.after for change in changes}
    return Identified(ledger=msgspec.structs.replace(identified.ledger, notes=notes), changes=changes)


def _past(change: Change, theirs: int, behind: Collection[str], second: int) -> Change:
    after = change.after
    is_sent = after.guid in behind or change.before is None or change.before.mod != after.mod
    if not is_sent or after.state is not State.LIVE or not 0 < after.mod <= theirs:
        return change
    mod = max(second, after.mod + 1, theirs + 1)
    return msgspec.structs.replace(change, after=msgspec.structs.replace(after, mod=mod))
