"""Section items: found again by their place, else by the lines that they share with a section that is gone."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from deckgen.files.records import ItemRecord
from deckgen.identity.pairs import Pair, best_pairs, fresh_key
from deckgen.language.folding import fold, nfkc
from deckgen.language.raw_words import raw_words, short_hash
from deckgen.model import Block, ItemKind, Label, StudyItem

KEPT_LINES = 24
"""So many hashes are kept of a section: the smallest ones, so that two states share a share of them (bottom-k)."""

SHARED_AT_TITLE = 0.34
SHARED_ANYWHERE = 0.6
PREFIX = "section"


class Hashes(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What of a section's words its record holds."""

    lines: tuple[str, ...]
    said: str


def name_sections(
    items: Sequence[StudyItem],
    known: Mapping[str, ItemRecord],
    absent: Collection[str] = (),
    hashes: Callable[..., Hashes] | None = None,
) -> tuple[list[StudyItem], dict[str, ItemRecord]]:
    """Return the items with lasting keys for the sections, and the next item records of the ledger.

    Of sections in ``absent`` posts, which could not be read whole, it is not known what their author says. ``hashes``
    may be a `hashes_of` that remembers.
    """
    sections = [item for item in items if item.kind is ItemKind.SECTION]
    records = {item.key: _record(item, hashes or hashes_of) for item in sections}
    used_new: set[str] = set()
    used_old: set[str] = set()
    keys = best_pairs(_same_place(records, known), used_new=used_new, used_old=used_old)
    left = {key: record for key, record in records.items() if key not in used_new}
    gone = {key: record for key, record in known.items() if key not in used_old}
    keys |= best_pairs(_same_lines(left, gone), used_new=used_new, used_old=used_old)
    taken = set(known)
    for key in records:
        if key not in keys:
            keys[key] = fresh_key(PREFIX, key, taken)
    named = [
        msgspec.structs.replace(item, key=keys[item.key]) if item.kind is ItemKind.SECTION else item for item in items
    ]
    fresh = (
        msgspec.structs.replace(record, item=keys[key], said="" if record.place[0] in absent else record.said)
        for key, record in records.items()
    )
    # What says the same is kept once: most of a section's record are the hashes of its lines.
    other = {record.item: record for record in fresh if known.get(record.item) != record}
    return named, {**known, **other}


class Untouched(NamedTuple):
    """The sections in which the author has changed no word since the last build."""

    keys: frozenset[str] = frozenset()
    places: Mapping[tuple[str, ...], str] = MappingProxyType({})  # where each known section stood, and its key

    def of(self, place: tuple[str, ...], item: str) -> frozenset[str]:
        """Return the keys for a note that stood at a place; none if its card stands in what was another section."""
        return self.keys if self.places.get(place, item) == item else frozenset()


def untouched_sections(before: Mapping[str, ItemRecord], now: Mapping[str, ItemRecord]) -> Untouched:
    """Return the sections in which the author has changed no word since the last build."""
    keys = frozenset(key for key, record in before.items() if record.said and now[key].said == record.said)
    return Untouched(keys, {record.place: key for key, record in before.items()})


def _record(item: StudyItem, hashes: Callable[..., Hashes]) -> ItemRecord:
    source = item.sources[0]
    written = [directive.text for directive in item.directives]
    ticks = "".join(_ticks(item.blocks))
    found = hashes(item.text, item.title, item.skipped, *written, *([ticks] if "x" in ticks else []))
    return ItemRecord(
        item=item.key,
        title=item.title,
        topic=item.topic,
        place=(source.post, *source.headings),
        lines=found.lines,
        said=found.said,
    )


def _ticks(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield of each box whether it is ticked: it says which option is right, and stands in no text."""
    for block in blocks:
        if block.label in (Label.DONE, Label.TO_DO):
            yield "x" if block.label == Label.DONE else "o"
        yield from _ticks(block.children)


def hashes_of(text: str, title: str, *rest: str) -> Hashes:
    """Return the hashes of all that an author wrote into a section, the cards in its comments too."""
    lines = set(map(str.strip, nfkc(text).casefold().split("\n"))) - {""}
    smallest = sorted([zlib.crc32(line.encode()) for line in lines])[:KEPT_LINES]
    said = "\n".join(map(raw_words, (title, text, *rest)))
    return Hashes(tuple([f"{crc:08x}" for crc in smallest]), short_hash(said))


def _same_place(new: Mapping[str, ItemRecord], old: Mapping[str, ItemRecord]) -> Iterator[Pair]:
    """Same topic and heading path; the lines decide between two, and a place with no line in common is another's."""
    by_name: dict[tuple[str, str], list[ItemRecord]] = {}
    for record in old.values():
        by_name.setdefault(_name(record), []).append(record)
    for key, record in new.items():
        for other in by_name.get(_name(record), ()):
            shared = _shared(record, other)
            near = 0 if record.place == other.place else 1
            if shared or near == 0:
                yield Pair(near if shared else 2, 1 - shared, key, other.item)


def _name(record: ItemRecord) -> tuple[str, str]:
    return fold(record.topic), fold(record.title)


def _same_lines(new: Mapping[str, ItemRecord], old: Mapping[str, ItemRecord]) -> Iterator[Pair]:
    by_line: dict[str, list[str]] = {}
    for record in old.values():
        for line in record.lines:
            by_line.setdefault(line, []).append(record.item)
    for key, record in new.items():
        count = Counter(item for line in record.lines for item in by_line.get(line, ())[:64])
        for item, number in count.items():
            share = number / max(1, min(len(record.lines), len(old[item].lines)))
            same_title = fold(record.title) == fold(old[item].title)
            if share >= (SHARED_AT_TITLE if same_title else SHARED_ANYWHERE):
                yield Pair(0 if same_title else 1, 1 - share, key, item)


def _shared(one: ItemRecord, two: ItemRecord) -> float:
    both = len(set(one.lines) & set(two.lines))
    return both / max(1, min(len(one.lines), len(two.lines)))
