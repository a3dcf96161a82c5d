"""Files that were renamed: the name is gone, and most of its sections or notes stand in one new file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from deckgen.files.records import ItemRecord
from deckgen.identity.asked import Asked
from deckgen.identity.stands import answer_stands
from deckgen.model import ItemKind, StudyItem

Move = tuple[str, str]
"""The file in which something stood, and the one in which it stands now."""


def renamed_posts(
    cards: Sequence[Asked],
    notes: Sequence[Asked],
    present: Collection[str],
    *others: Iterable[Move],
) -> dict[str, str]:
    """Return the new name of each post that was renamed.

    ``present`` are the posts of now; ``others`` are what else moved (sections, links), a kind an argument: most of one
    kind is enough.
    """
    known = {note.post for note in notes if note.post} | {old for kind in others for old, _ in kind}
    gone, new = known - set(present), set(present) - known
    if not gone or not new:
        return {}
    kinds = [_asked_again(cards, [note for note in notes if note.post in gone]), *others]
    found: dict[str, str] = {}
    for moves in kinds:
        for old, now in _most(moves, gone):
            if now in new:
                found.setdefault(old, now)
    times = Counter(found.values())
    return {old: now for old, now in sorted(found.items()) if times[now] == 1}


def moved_sections(items: Iterable[StudyItem], sections: Mapping[str, ItemRecord]) -> list[Move]:
    """Return the posts in which each section stood and stands; "" where it is gone."""
    now = {item.key: item.sources[0].post for item in items if item.kind is ItemKind.SECTION}
    return [(record.place[0], now.get(key, "")) for key, record in sections.items() if record.place]


def _asked_again(cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Move]:
    """Yield where the question of each note stands now, with its answer; nowhere where several posts ask it, or none.

    A question with another answer proves nothing: the files of a series ask the same of other things.
    """
    asking: dict[tuple[str, str], list[Asked]] = {}
    for card in cards:
        asking.setdefault((card.note_type, card.asking.key), []).append(card)
    for note in notes:
        if not note.is_retired:
            known = asking.get((note.note_type, note.asking.key), [])
            places = {card.post for card in known if answer_stands(card, note)}
            yield note.post, next(iter(places)) if len(places) == 1 else ""


def _most(moves: Iterable[Move], gone: Collection[str]) -> Iterator[Move]:
    """Yield for each post that is gone the one to which more than half of what it held has moved."""
    count: dict[str, Counter[str]] = {}
    for old, now in moves:
        if old in gone:
            count.setdefault(old, Counter())[now] += 1
    for old, places in count.items():
        now, times = max(places.items(), key=lambda item: (item[1], item[0]))
        if now and 2 * times > sum(places.values()):
            yield old, now
