"""A new note and a retired one that look like one card whose question and answer were both changed at once.

Nothing vouches for such a card (`law`), so its reviews stay with the retired note: a person should know while the
edit can still be made in two steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import ratio

from deckgen.files.field_text import shown
from deckgen.files.records import NoteRecord
from deckgen.identity.notes import Change, Identified, Named
from deckgen.identity.pairs import Pair, best_pairs
from deckgen.language.folding import fold
from deckgen.model import NoteType, Problem, Severity

ALIKE = "alike"
"""Code of the problems that tell of such a pair: once, at the build that does it."""
_LEAST = 70.0
"""Percent of a question's letters that are those of the other."""
_MOST = 50
"""New and retired notes of one heading that are compared; an article written anew is no edit of its cards."""
_FRONTS = {NoteType.QUESTION: "Question", NoteType.CLOZE: "Text"}


def look_alikes(identified: Identified, named: Sequence[Named]) -> list[Problem]:
    """Return a note for each new card that looks like one which is retired with it at the same place."""
    new, old = _by_place(identified.changes, is_new=True), _by_place(identified.changes, is_new=False)
    found: dict[str, str] = {}
    records: dict[str, NoteRecord] = {}
    for place in new.keys() & old.keys():
        if max(len(new[place]), len(old[place])) <= _MOST:
            records |= {record.key: record for record in (*new[place], *old[place])}
            found |= best_pairs(_pairs(new[place], old[place]), used_new=set(), used_old=set())
    if not found:
        return []
    sources = {one.key: one.rendered.card.sources[0] for one in named if one.key in found}
    return [
        _told(sources[key].post, sources[key].line, records[key], records[found[key]])
        for key in sorted(found, key=lambda key: (sources[key].post, sources[key].line))
    ]


def _by_place(changes: Sequence[Change], *, is_new: bool) -> dict[tuple[str, ...], list[NoteRecord]]:
    out: dict[tuple[str, ...], list[NoteRecord]] = {}
    for change in changes:
        if change.after.type in _FRONTS and (change.is_new if is_new else change.is_retired and change.after.mod):
            place = (change.after.type, *change.after.place)
            out.setdefault(place, []).append(change.after)
    return out


def _pairs(new: Sequence[NoteRecord], old: Sequence[NoteRecord]) -> Iterator[Pair]:
    for one in new:
        for other in old:
            likeness = ratio(_front(one), _front(other))
            if likeness >= _LEAST:
                yield Pair(0, 1 - likeness / 100, one.key, other.key)


def _front(record: NoteRecord) -> str:
    return fold(shown(record.fields.get(_FRONTS[record.type], "")))


def _told(post: str, line: int, new: NoteRecord, old: NoteRecord) -> Problem:
    asks, asked = (shown(record.fields.get(_FRONTS[record.type], ""))[:80] for record in (new, old))
    message = (
        f"“{asks}” is a new card, and “{asked}” is retired: question and answer changed at once, so its reviews do not "
        "go along. One card keeps them if the two changes come in two builds (`deckgen diff` tells before), or if "
        "`^any-name` stood at its end before"
    )
    return Problem(path=post, line=line, severity=Severity.NOTE, code=ALIKE, message=message)
