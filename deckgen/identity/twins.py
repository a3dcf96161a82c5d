"""Two cards that ask the same, or the same fact in other words: the one that learners have stays, else the first.

Cards that ask and say the same to the word share a key already: they are one note with two sources. Twins are those
of two keys. Marked cards are never twins of one another: who writes two on purpose means two. Nor are the questions of
two headings, or of a model that wrote both from one text and answers them otherwise, unless they are the same to the
word: lists of questions differ by a word ("rest parameters", "default parameters"); and the same question of two places
with two answers is asked of each: a card shows its place.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from deckgen.files.records import NoteRecord, State
from deckgen.identity.asked import MARKED, Asked, card_asks, note_asks, topic_of
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.content_words import differ_in_marks
from deckgen.identity.notes import Named
from deckgen.identity.stands import is_same_answer
from deckgen.language.folding import TWINS, dice, fold, trigrams
from deckgen.language.own_phrases import cell_of_today
from deckgen.model import PLACE_JOINT, Hold, Source
from deckgen.patterns import regex


class _Front(msgspec.Struct, frozen=True):
    """What a card or a standing note asks, and where."""

    asked: Asked
    source: Source
    is_marked: bool
    is_heading: bool  # a heading, or what stands like one, asks it
    pages: frozenset[str]  # addresses of the page that it was written from
    written: str  # the item that a model wrote it for
    pieces: frozenset[str]
    place: str  # the post's title and the headings above it, as the card shows them


def one_a_note(named: Sequence[Named], notes: Mapping[str, NoteRecord] = MappingProxyType({})) -> list[Named]:
    """Return the cards with the sources of those that share their key.

    What may ship goes before what may not, then what stands where its note stood: a copy elsewhere takes no note away
    from its place.
    """
    groups: dict[str, list[Named]] = {}
    for each in named:
        if each.rendered.card.note_type.is_from_text:
            groups.setdefault(each.key, []).append(each)
    leads = {key: _lead(group, notes.get(key)) for key, group in groups.items()}
    out = [each for each in named if each.key not in leads or leads[each.key] is each]
    return [_joined(each, groups[each.key]) if len(groups.get(each.key, ())) > 1 else each for each in out]


def _lead(group: Sequence[Named], note: NoteRecord | None) -> Named:
    able = [each for each in group if each.rendered.card.hold is None] or group
    sources = ((each, each.rendered.card.sources[0]) for each in able)
    return next((each for each, at in sources if note and note.place == (at.post, *at.headings)), able[0])


def _joined(lead: Named, group: Sequence[Named]) -> Named:
    others = [source for each in group if each is not lead for source in each.rendered.card.sources]
    copies = [each.rendered.card.sources[0] for each in group if each is not lead]
    sources = dict.fromkeys([*lead.rendered.card.sources, *others])
    card = msgspec.structs.replace(lead.rendered.card, sources=tuple(sources), copies=tuple(copies))
    return msgspec.structs.replace(lead, rendered=msgspec.structs.replace(lead.rendered, card=card))


def hold_twins(
    named: Sequence[Named], notes: Mapping[str, NoteRecord], standing: Sequence[NoteRecord] = ()
) -> list[Named]:
    """Hold the cards from text whose question another card, or a note that only stands, asks already."""
    known = [_of_note(record) for record in standing if record.type.is_from_text]
    order = sorted(range(len(named)), key=lambda number: (*_rank(named[number], notes), number))
    fronts = {
        number: _of_card(named[number], number)
        for number in order
        if named[number].rendered.card.note_type.is_from_text and named[number].rendered.card.hold is None
    }
    search = _Search([*known, *fronts.values()])
    twins: dict[int, _Front] = {}
    for front in known:
        search.keep(front)
    for number, front in fronts.items():
        stays = _is_shipped(named[number], notes) or named[number].rendered.card.is_wanted
        twin = None if stays else search.twin(front)
        if twin is None:
            search.keep(front)
        else:
            twins[number] = twin
    return [_held(each, twins[number]) if number in twins else each for number, each in enumerate(named)]


def _of_card(named: Named, number: int) -> _Front:
    card = named.rendered.card
    pages = card.fields.get("URL") if card.note_key else None
    return _front(
        card_asks(named.rendered, str(number)),
        card.sources[0],
        card.aspect,
        topic=card.topic,
        pages=frozenset({pages} if isinstance(pages, str) and pages else ()),
        written=card.item if card.aspect == GIVEN else "",
        shown=named.rendered.fields.get("Source", ""),
    )


def _of_note(record: NoteRecord) -> _Front:
    source = Source(post=record.place[0] if record.place else "", line=0, headings=record.place[1:])
    aspect = aspect_of(record.key)
    asked, shown = note_asks(record, aspect), record.fields.get("Source", "")
    return _front(asked, source, aspect, topic=topic_of(record), shown=shown)


def _front(
    asked: Asked,
    source: Source,
    aspect: str,
    *,
    topic: str,
    shown: str,
    pages: frozenset[str] = frozenset(),
    written: str = "",
) -> _Front:
    if aspect in MARKED:  # a heading that asks "What is the capital of France?" is compared in the words of a table
        asked = msgspec.structs.replace(asked, question=cell_of_today(asked.question))
    # A short form means many things, and a reader tells them apart by the topic that stands on the card.
    beside = topic if aspect == _ABBREVIATION else ""
    text = fold(f"{asked.cue} {asked.said.key} {beside}")
    place = fold(_TAG.sub("", shown).rpartition(PLACE_JOINT)[0])
    return _Front(asked, source, aspect in MARKED, aspect == _QUESTION, pages, written, trigrams(text), place)


_TAG = regex(r"<[^>]*>")
_ABBREVIATION = "abbreviation"
_QUESTION = "question"


_FEW = 64
"""So many cards with one name are each looked at; among more, those that share rare pieces too."""


class _Search:
    """The fronts that are kept so far; found by a name, by what they say, or by the rare pieces of a text.

    What a text names or counts its twin says too: so its rarest name leads to all of its twins.

    Two sets of pieces with a likeness of t share one of the rarest ones of each, when so many of these are looked at
    that what is left cannot make up for it: of n pieces, n - ceil(n * t / (2 - t)) + 1. So nothing is missed.
    """

    def __init__(self, fronts: Sequence[_Front]) -> None:
        self._times = Counter(itertools.chain.from_iterable(front.pieces for front in fronts))
        self._said = Counter(itertools.chain.from_iterable(front.asked.about.words for front in fronts))
        self._marked: dict[Hashable, list[_Front]] = {}
        self._others: dict[Hashable, list[_Front]] = {}

    def keep(self, front: _Front) -> None:
        kept = self._marked if front.is_marked else self._others
        words = (("word", word) for word in front.asked.about.words)
        for name in (*words, *self._names(front)):
            kept.setdefault(name, []).append(front)

    def twin(self, front: _Front) -> _Front | None:
        """Return one of the kept fronts that asks the same; marked ones are not even looked at for one another."""
        for kept in (self._others,) if front.is_marked else (self._marked, self._others):
            seen: set[int] = set()
            for other in self._near(front, kept) if kept else ():
                if id(other) not in seen and _are_twins(front, other):
                    return other
                seen.add(id(other))
        return None

    def _near(self, front: _Front, kept: Mapping[Hashable, Sequence[_Front]]) -> Iterator[_Front]:
        if marks := front.asked.about.marks:
            rarest = min(marks, key=lambda mark: (self._said[mark], mark))
            named = kept.get(("word", rarest), ())
            if len(named) <= _FEW:
                yield from named
                return
        for name in self._names(front):
            yield from kept.get(name, ())

    def _names(self, front: _Front) -> Iterator[Hashable]:
        asked = front.asked
        if asked.subject and asked.answered.raw:
            yield "fact", asked.about.words, asked.about.pairs, asked.about.singles, asked.answered.key
        count = len(front.pieces)
        looked_at = count - math.ceil(count * TWINS / (2 - TWINS)) + 1
        rare = sorted(front.pieces, key=lambda piece: (self._times[piece], piece))[:looked_at]
        yield from ((asked.note_type, piece) for piece in rare)


def _are_twins(one: _Front, two: _Front) -> bool:
    """Return whether two cards ask the same: by nearly the same words, or of the same thing with the same answer."""
    if len(one.pages | two.pages) > 1:
        return False
    first, second = one.asked, two.asked
    if differ_in_marks(first.about, second.about) or first.said.pictures != second.said.pictures:
        return False
    if first.subject and second.subject and first.said.key == second.said.key and first.signs != second.signs:
        return False
    if one.written and one.written == two.written and first.said.key != second.said.key:
        return first.answered.key == second.answered.key  # whoever wrote both told two things apart
    if one.is_heading and two.is_heading:
        is_apart = "" != one.place != two.place != "" and not is_same_answer(first, second)
        return first.cue == second.cue and first.said.key == second.said.key and not is_apart
    if first.note_type is second.note_type and dice(one.pieces, two.pieces) >= TWINS and _of_like_things(one, two):
        return True
    return (
        bool(first.subject and second.subject)
        and first.about.units == second.about.units
        and is_same_answer(first, second)
    )


def _of_like_things(one: _Front, two: _Front) -> bool:
    """Return whether what two fronts of our words ask about is nearly the same: a long cue makes fronts alike."""
    subjects = [fold(each.asked.subject) for each in (one, two) if not each.is_heading]
    if len(subjects) < 2 or not all(subjects) or subjects[0] == subjects[1]:
        return True
    return dice(*map(trigrams, subjects)) >= TWINS


def _is_shipped(named: Named, notes: Mapping[str, NoteRecord]) -> bool:
    record = notes.get(named.key)
    return record is not None and record.mod > 0 and record.state is not State.RETIRED


def _rank(named: Named, notes: Mapping[str, NoteRecord]) -> tuple[bool, bool]:
    """Order cards so that those which stay come first: what learners have, then what a person wants."""
    return not _is_shipped(named, notes), not named.rendered.card.is_wanted


def _held(named: Named, twin: _Front) -> Named:
    place = f"{twin.source.post}:{twin.source.line}" if twin.source.line else twin.source.post
    held = named.rendered.with_hold(Hold.GATE, f"R9: asked already by the card from {place}")
    return msgspec.structs.replace(named, rendered=held)
