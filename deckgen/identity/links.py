"""Which addresses are one link (design.md 7.1): a link is its canonical URL, and keeps its note where it is put right.

It was put right if the old address is gone from the posts, and in the same build one address that no note has yet
is the old one without a bracket and what is glued behind it, in the same post, or bears the same title of the author's
own, one to one, in the same post or topic, or stands among the same words of the author's under the same headings,
whatever titles we read there; or if the picks say ``same``. Then the
new address is an alias of the old note, in the ledger, for ever, unless the picks say ``apart``.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from deckgen.files.field_text import plain
from deckgen.files.picks import Pair, Verb
from deckgen.files.records import NoteRecord, State
from deckgen.identity.asked import topics_of
from deckgen.identity.guids import make_guid
from deckgen.identity.renamed import Move, renamed_posts
from deckgen.identity.said import around_hash, read_said
from deckgen.language.folding import fold
from deckgen.model import Hold, ItemKind, NoteType, StudyItem, TitleKind
from deckgen.patterns import regex

PREFIX = "link:"

_OWN_TITLES = frozenset({TitleKind.TEXT, TitleKind.SHARED})
_GLUE = regex(r"[\[\]()]")
"""What an earlier release took for a part of an address in running text."""
_FORMULA = regex(r"\$\$|\\[()\[\]]")

Joined = tuple[str, str]
"""The keys of an old and a new address of one link."""


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the links' addresses in this build."""

    notes: dict[str, NoteRecord]  # of the ledger, with the aliases of now
    joined: tuple[Joined, ...] = ()  # in this build: addresses that mean the same note from now on
    unknown: tuple[Pair, ...] = ()  # lines of the picks that name no link of the posts or the ledger


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of the posts, beside their items."""

    posts: frozenset[str] = frozenset()  # all that are there
    absent: frozenset[str] = frozenset()  # posts that could not be read whole
    is_whole: bool = True  # no part of the input is missing
    moves: Sequence[Move] = ()  # of the sections: where each stood and stands


def settle_links(
    items: Sequence[StudyItem], notes: dict[str, NoteRecord], pairs: Sequence[Pair], read: Reading, namespace: str
) -> Links:
    """Return the ledger's notes with the aliases that hold from now on.

    ``pairs`` are the lines of the picks that say whether two addresses are one link; the last one about two holds.
    """
    links = [item for item in items if item.kind is ItemKind.LINK]
    here = {item.key for item in links}
    families = _Families(notes, pairs)
    joined: list[Joined] = []
    unknown: list[Pair] = []
    for pair in families.same:
        old, new = _keys(pair)
        if not any(name in known for name in (old, new) for known in (notes, here, families.names())):
            unknown.append(pair)
        elif families.join(old, new) and not notes.keys().isdisjoint((old, new)):
            joined.append((old, new))
    if read.is_whole:
        gone = [record for record in families.shipped() if _is_gone(record, here, families, read)]
        new_links = [item for item in links if item.key not in notes and item.key not in families.names()]
        if gone and new_links:
            found = _put_right(gone, new_links, links, families, read)
            joined += [pair for pair in found if families.join(*pair)]
    changed = families.records(here, namespace)
    return Links(notes={**notes, **changed} if changed else notes, joined=tuple(joined), unknown=tuple(unknown))


def other_names(items: Iterable[StudyItem], notes: Mapping[str, NoteRecord]) -> dict[str, tuple[str, ...]]:
    """Return the other keys that mean the same note, the latest first, by the key of each item that has some."""
    families = [(*reversed(record.aliases), record.key) for record in notes.values() if record.aliases]
    by_name = {name: family for family in families for name in family}
    if not by_name:
        return {}
    keys = [item.key for item in items if item.key in by_name]
    return {key: tuple(name for name in by_name[key] if name != key) for key in keys}


def _keys(pair: Pair) -> Joined:
    return PREFIX + pair.old, PREFIX + pair.new


class _Families:
    """The addresses that mean one note, as the ledger and the picks have it."""

    def __init__(self, notes: Mapping[str, NoteRecord], pairs: Sequence[Pair]) -> None:
        last = {frozenset(_keys(pair)): pair for pair in pairs}
        self.same = [pair for pair in last.values() if pair.verb is Verb.SAME]
        self._apart = [_keys(pair) for pair in last.values() if pair.verb is Verb.APART]
        self._notes = notes
        self._by_name: dict[str, tuple[str, ...]] = {}
        for key, record in notes.items():
            if record.aliases:
                for alias in self._kept(key, record.aliases):
                    self.join(key, alias)

    def _kept(self, key: str, aliases: Sequence[str]) -> list[str]:
        """Return the aliases that the picks do not take back: of two that are apart the later one, never the key."""
        names = {key, *aliases}
        lost = {old if new == key else new for old, new in self._apart if {old, new} <= names}
        return [alias for alias in aliases if alias not in lost]

    def names(self) -> Collection[str]:
        """Return all addresses that share a note with another one."""
        return self._by_name.keys()

    def of(self, name: str) -> tuple[str, ...]:
        """Return all addresses of a link, the oldest first."""
        return self._by_name.get(name, (name,))

    def join(self, old: str, new: str) -> bool:
        """Make two links one; return False where they are already, or where the picks forbid it."""
        names = tuple(dict.fromkeys((*self.of(old), *self.of(new))))
        if names == self.of(old) or any({*pair} <= {*names} for pair in self._apart):
            return False
        self._by_name |= dict.fromkeys(names, names)
        return True

    def note(self, names: Sequence[str]) -> NoteRecord | None:
        """Return the note of a link: the live one stays, then one that learners have, then the earlier in order."""
        records = [self._notes[name] for name in names if name in self._notes]
        return min(records, key=_order, default=None)

    def shipped(self) -> list[NoteRecord]:
        """Return the notes of the links that stood in the posts at the last build, as far as learners have them."""
        return [
            record
            for record in self._notes.values()
            if record.type is NoteType.READING and record.mod and record.state is not State.RETIRED
        ]

    def records(self, here: Collection[str], namespace: str) -> dict[str, NoteRecord]:
        """Return the records whose aliases change; a link that has no note yet gets one reserved."""
        wanted: dict[str, tuple[str, ...]] = {key: () for key, record in self._notes.items() if record.aliases}
        wanted |= {name: () for name in self._by_name if name in self._notes}
        reserved: dict[str, NoteRecord] = {}
        for names in dict.fromkeys(self._by_name.values()):
            note = self.note(names)
            if note is None and any(name in here for name in names):
                note = reserved[names[0]] = _reserved(names[0], namespace)
            if note is not None:
                wanted[note.key] = tuple(name for name in names if name != note.key)
        notes = {key: reserved.get(key) or self._notes[key] for key in wanted}
        return {
            key: msgspec.structs.replace(notes[key], aliases=aliases)
            for key, aliases in wanted.items()
            if key in reserved or notes[key].aliases != aliases
        }


def _order(record: NoteRecord) -> tuple[bool, bool, int, str]:
    return record.state is not State.LIVE, not record.mod, record.due, record.key


def _reserved(key: str, namespace: str) -> NoteRecord:
    return NoteRecord(key=key, guid=make_guid(namespace, key), type=NoteType.READING, state=State.HELD)


# --- Addresses that were put right -----------------------------------------------------------------------


def _is_gone(record: NoteRecord, here: Collection[str], families: _Families, read: Reading) -> bool:
    """Return whether no address of a note stands in the posts any more, as far as that can be known."""
    names = families.of(record.key)
    if any(name in here for name in names) or families.note(names) is not record:
        return False
    return not read.absent or (bool(record.place) and record.place[0] in read.posts - read.absent)


class _Gone(msgspec.Struct, frozen=True):
    """A note whose address is gone, as its successor is looked for."""

    record: NoteRecord
    title: str
    post: str  # by its name of now
    topics: frozenset[str]

    def had_around(self, item: StudyItem) -> bool:
        """Return whether the words around another link are those around this one, its address aside."""
        before = read_said(self.record.said)
        url = html.unescape(self.record.fields.get("URL", ""))
        return before is not None and bool(url) and before.passage == around_hash(item.around.replace(item.url, url))

    def is_in_post(self, item: StudyItem) -> bool:
        """Return whether a link stands in the post in which this one stood."""
        return any(source.post == self.post for source in item.sources)

    def is_in_topic(self, item: StudyItem) -> bool:
        """Return whether a link stands under the topic of this one, which names something."""
        return any(self.topics & topics_of(item.topic, source.headings) for source in item.sources)

    def is_under_headings(self, item: StudyItem) -> bool:
        """Return whether a link stands under the very headings under which this one stood."""
        places = [(source.post, *source.headings) for source in item.sources]
        return (self.post, *self.record.place[1:]) in places


def _put_right(
    gone: Sequence[NoteRecord],
    new: Sequence[StudyItem],
    links: Sequence[StudyItem],
    families: _Families,
    read: Reading,
) -> list[Joined]:
    """Return the old and the new key of the links whose address was put right: by words around it, then by title."""
    renamed = _renamed(links, families, read)
    old = [_gone(record, renamed) for record in gone]
    found: list[Joined] = []
    for pairs in (_read_to_its_end, _of_same_words):
        found += pairs(old, new)
        done = {name for pair in found for name in pair}
        old = [one for one in old if one.record.key not in done]
        new = [item for item in new if item.key not in done]
    return [*found, *_of_same_title(old, new, links)]


def _read_to_its_end(old: Sequence[_Gone], new: Sequence[StudyItem]) -> list[Joined]:
    """Return the pairs of which the new address is the old one without a bracket, and all that was glued to it."""
    by_key = {item.key: item for item in new}
    found: dict[str, str] = {}
    for one in old:
        for glue in _GLUE.finditer(one.record.key):
            item = by_key.get(one.record.key[: glue.start()].rstrip("/"))
            if item is not None and one.is_in_post(item) and item.key not in found.values():
                found[one.record.key] = item.key
                break
    return list(found.items())


def _of_same_words(old: Sequence[_Gone], new: Sequence[StudyItem]) -> list[Joined]:
    """Return the pairs, one to one under the same headings, around which the author changed nothing but the address."""
    at_place: dict[tuple[str, ...], list[StudyItem]] = {}
    for item in new:
        if _has_own_title(item):  # of a row of bare addresses the words around say nothing
            source = item.sources[0]
            at_place.setdefault((source.post, *source.headings), []).append(item)
    near = [(one, item) for one in old for item in at_place.get((one.post, *one.record.place[1:]), ())[:_MANY]]
    near = [(one, item) for one, item in near if one.had_around(item)]
    olds, news = Counter(one.record.key for one, _ in near), Counter(item.key for _, item in near)
    return [(one.record.key, item.key) for one, item in near if olds[one.record.key] == news[item.key] == 1]


_MANY = 64
"""So many new links under one heading are looked at for each that is gone from there."""


def _of_same_title(old: Sequence[_Gone], new: Sequence[StudyItem], links: Sequence[StudyItem]) -> list[Joined]:
    """Return the pairs with the same title of the author's own, one to one in a post, else in a topic."""
    wanted = _by_title(item for item in new if _has_own_title(item))
    old = [one for one in old if one.title in wanted]
    fresh = {item.key for item in new}
    stay = _by_title(item for item in links if item.key not in fresh)
    found: list[Joined] = []
    for is_near in (_Gone.is_in_post, _Gone.is_in_topic):
        near = [(one, item) for one in old for item in wanted[one.title] if is_near(one, item)]
        olds, news = Counter(one.record.key for one, _ in near), Counter(item.key for _, item in near)
        for one, item in near:
            others = any(is_near(one, other) for other in stay.get(one.title, ()))
            if olds[one.record.key] == news[item.key] == 1 and (not others or one.is_under_headings(item)):
                found.append((one.record.key, item.key))
        old = [one for one in old if one.record.key not in olds]
        wanted = {title: [item for item in items if item.key not in news] for title, items in wanted.items()}
    return found


def _by_title(items: Iterable[StudyItem]) -> dict[str, list[StudyItem]]:
    found: dict[str, list[StudyItem]] = {}
    for item in items:
        if title := _title(item.title):
            found.setdefault(title, []).append(item)
    return found


def _has_own_title(item: StudyItem) -> bool:
    return item.title_kind in _OWN_TITLES and item.hold is not Hold.NO_STUDY


def _title(text: str) -> str:
    """Return a title as it is compared: a formula may stand between dollars or in TeX's brackets."""
    return fold(_FORMULA.sub(" ", text))


def _gone(record: NoteRecord, renamed: Mapping[str, str]) -> _Gone:
    post = record.place[0] if record.place else ""
    topics = topics_of(html.unescape(record.fields.get("Topic", "")), record.place[1:])
    return _Gone(record, _title(plain(record.fields.get("Title", ""))), renamed.get(post, post), topics)


def _renamed(links: Sequence[StudyItem], families: _Families, read: Reading) -> dict[str, str]:
    now = {name: item.sources[0].post for item in links for name in families.of(item.key)}
    moves = [(record.place[0], now.get(record.key, "")) for record in families.shipped() if record.place]
    return renamed_posts([], [], read.posts, read.moves, moves)
