"""Cards from text: found again by what they ask and say, wherever they stand now.

A card is (aspect, subject). Graded steps, surest first: same seed; exact content; same place and alike; same topic
and more alike; anywhere and nearly equal. Place alone never matches, and no note goes on as another subject's: the
learner would meet another question under its schedule, which costs more than a lost review. So a name may grow by
brackets and by words that name nothing (subjects.py); under any other name only the very same words go on.

The thresholds were measured on the history of a real blog, see docs/decisions.md.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec
from rapidfuzz import fuzz

from deckgen.files.records import NoteRecord, State
from deckgen.identity.pairs import Pair, best_pairs, fresh_key
from deckgen.identity.subjects import have_other_names, is_other_name, is_same_subject
from deckgen.language.folding import fold
from deckgen.language.headings import without_continuation
from deckgen.language.scripts import CJK
from deckgen.model import NoteType, Rendered

ALIKE_AT_PLACE = 0.55
ALIKE_IN_TOPIC = 0.7
ALIKE_ANYWHERE = 0.85
ALIKE_WITH_ANSWER = 0.8

CANDIDATES = 8
"""So many old notes that share the rarest words are compared with a card."""

PREFIX = "card"
GIVEN = "llm"
"""Aspect of the cards whose note is found when they are written: by the fact that they ask for."""

_TEXT_CARDS = frozenset({NoteType.QUESTION, NoteType.CLOZE})
_TAG = re.compile(r"<[^>]*>")
_HIDDEN = re.compile(r"\{\{c#?\d+::(.*?)\}\}", re.S)
_NAME = re.compile(r"[A-Za-z]*\d[\w-]*|(?<![\n.!?>])(?<![.!?] )(?<![A-Za-z0-9_-])[A-Z][\w+#-]*|\b[A-Za-z]+[A-Z]\w*")
_JOINT = " \u241f "
"""Stands between the gaps of a cloze note where they are compared."""

_GAP = re.compile(r"\{\{c#?\d+::|\}\}")
_WORD = re.compile(rf"[a-z0-9_+#.]+|[{CJK}]")
_MARKS = re.compile(r"[^\w+#]+")
_COMMON = 40
"""A pair of words that so many old notes share tells nothing."""


class _Face(msgspec.Struct, frozen=True):
    """What a card or a note is compared by."""

    name: str  # the new card's number, or the old note's rank and key
    aspect: str
    subject: str  # folded
    words: str  # question and answer, folded, without markup
    names: frozenset[str]  # words in it that surely name something: with a capital or a digit inside a sentence
    answer: str  # what is to be recalled, folded
    rest: str  # the words without the subject, blanks and punctuation
    quote: str
    place: tuple[str, ...]
    topics: frozenset[str]  # folded: as a card says it, and as its post does
    penalty: float = 0.0  # of what is not there any more


def card_keys(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> list[str]:
    """Give the key of each text card, in the same order."""
    new = [_new_face(number, one) for number, one in enumerate(rendered)]
    old = [_old_face(record) for record in notes.values() if aspect_of(record.key) not in ("", GIVEN)]
    used_new: set[str] = set()
    used_old: set[str] = set()
    keys: dict[str, str] = {}
    for step in (_seed_pairs, _content_pairs, _likeness_pairs):
        rest_new = [face for face in new if face.name not in used_new]
        rest_old = [face for face in old if face.name not in used_old]
        pairs = best_pairs(step(rest_new, rest_old), used_new=used_new, used_old=used_old)
        keys |= {name: old.partition(" ")[2] for name, old in pairs.items()}
    taken = set(notes)
    return [
        keys.get(face.name)
        or fresh_key(f"{PREFIX}:{face.aspect}", f"{face.aspect}\x1f{face.subject or face.words}", taken)
        for face in new
    ]


def _new_face(number: int, one: Rendered) -> _Face:
    card = one.card
    source = card.sources[0]
    place = (source.post, *source.headings)
    return _face(f"{number:09d}", card.aspect, card.subject, one.fields, place)


def _old_face(record: NoteRecord) -> _Face:
    aspect = aspect_of(record.key)
    # Of two that are equally good the one that learners have goes first, then the one that came first.
    rank = f"{int(not record.mod)}{record.due:06d} {record.key}"
    face = _face(rank, aspect, record.subject, record.fields, record.place)
    return face if record.state is not State.RETIRED else msgspec.structs.replace(face, penalty=0.02)


def _face(name: str, aspect: str, subject: str, fields: Mapping[str, str], place: tuple[str, ...]) -> _Face:
    shown = _TAG.sub(" ", _GAP.sub(" ", " \n".join(fields.get(field, "") for field in _CONTENT)))
    words = fold(shown)
    folded = fold(subject)
    rest = _MARKS.sub("", words.replace(folded, " ") if folded else words)
    topics = {fold(fields.get("Topic", "")), *(fold(without_continuation(one)) for one in place[1:2])}
    hidden = _JOINT.join(sorted(_HIDDEN.findall(fields.get("Text", ""))))
    answer = fold(_TAG.sub(" ", fields.get("Answer", "") or hidden))
    names = frozenset(one.casefold() for one in _NAME.findall(shown)) if not folded else frozenset()
    quote = fields.get("Quote", "")
    return _Face(name, aspect, folded, words, names, answer, rest, quote, place, frozenset(topics - {""}))


_CONTENT = ("Question", "Answer", "BackQuestion", "BackAnswer", "Text")


def _seed_pairs(new: Sequence[_Face], old: Sequence[_Face]) -> Iterator[Pair]:
    """Same aspect and subject; where several are, the likest in words, then in place, go together."""
    by_seed: dict[tuple[str, str], list[_Face]] = {}
    for face in old:
        if face.subject:  # a person's own card has none, and goes by its words alone
            by_seed.setdefault((face.aspect, face.subject), []).append(face)
    count = Counter((face.aspect, face.subject) for face in new)
    for face in new:
        seed = face.aspect, face.subject
        found = by_seed.get(seed, ())
        for other in found:
            if _is_apart(face, other) and _likeness(face.answer, other.answer) < _ALIKE_APART.get(face.aspect, 0.5):
                continue
            likeness = _likeness(face.words, other.words) if len(found) > 1 or count[seed] > 1 else 1.0
            near = 0.0 if face.place == other.place else 0.01 if face.topics & other.topics else 0.02
            yield Pair(0, 1 - likeness + near + other.penalty, face.name, other.name)


_ALIKE_APART = MappingProxyType({"abbreviation": 0.9})
"""Likeness of two answers from which one name means one thing, though post and topic differ; 0.5 for most aspects.

A short form means many things: NB is a normal burst in one post and naive Bayes in the next.
"""


def _is_apart(face: _Face, other: _Face) -> bool:
    return face.place[:1] != other.place[:1] and not face.topics & other.topics


def _content_pairs(new: Sequence[_Face], old: Sequence[_Face]) -> Iterator[Pair]:
    """The same words to the letter, the name of the subject aside."""
    by_words: dict[tuple[str, str], list[_Face]] = {}
    for face in old:
        by_words.setdefault((face.aspect, face.rest), []).append(face)
    for face in new:
        for other in by_words.get((face.aspect, face.rest), ()):
            if face.words == other.words or is_same_subject(face.subject, other.subject):
                yield Pair(0, other.penalty, face.name, other.name)
            elif _is_renamed(face, other):
                yield Pair(1, other.penalty, face.name, other.name)


def _is_renamed(face: _Face, other: _Face) -> bool:
    """Say whether a subject may go by another name now, where all other words are the same."""
    if face.quote and face.quote == other.quote:
        return True  # the very same passage, asked for by another name
    near = face.place[:1] == other.place[:1] or bool(face.topics & other.topics)
    return near and len(face.rest) >= _ENOUGH and not is_other_name(face.subject, other.subject)


_ENOUGH = 24
"""Shorter answers are the same by chance ("a sorting algorithm")."""


def _likeness_pairs(new: Sequence[_Face], old: Sequence[_Face]) -> Iterator[Pair]:
    if not new or not old:
        return
    index = _Index(old)
    for face in new:
        for other in index.candidates(face):
            pair = _graded(face, other)
            if pair is not None:
                yield pair


def _graded(face: _Face, other: _Face) -> Pair | None:
    """Give the pair of a card and a note of one subject that are alike enough for how far apart they stand."""
    if face.aspect != other.aspect:
        return None
    if not is_same_subject(face.subject, other.subject):
        return _asked_again(face, other)
    if not face.subject and face.names - other.names and other.names - face.names:
        return None
    step, needed = 2, ALIKE_ANYWHERE
    if face.place[:1] == other.place[:1] and _around(face) == _around(other):
        step, needed = 0, ALIKE_AT_PLACE
    elif face.topics & other.topics:
        step, needed = 1, ALIKE_IN_TOPIC
    likeness = _likeness(face.words, other.words)
    return Pair(step, 1 - likeness + other.penalty, face.name, other.name) if likeness >= needed else None


def _asked_again(face: _Face, other: _Face) -> Pair | None:
    """Give the pair of two wordings of one question: the same answer, near by, and no other name in it."""
    if _is_apart(face, other) or not face.answer or face.answer != other.answer:
        return None
    likeness = _likeness(face.words, other.words)
    # Several gaps with the same words are a surer sign than one answer, which two things may share.
    differ = have_other_names if _JOINT in face.answer else is_other_name
    if likeness < ALIKE_WITH_ANSWER or differ(face.subject, other.subject):
        return None
    return Pair(3, 1 - likeness + other.penalty, face.name, other.name)


def _around(face: _Face) -> tuple[str, ...]:
    """Give the headings above a card's own one, which is reworded together with the question."""
    return face.place[1:-1]


def _likeness(one: str, two: str) -> float:
    return fuzz.ratio(one, two) / 100


class _Index:
    """Old notes by the pairs of neighbouring words in them, rare ones first: never all against all."""

    def __init__(self, faces: Sequence[_Face]) -> None:
        self._faces = faces
        self._by_gram: dict[str, list[int]] = {}
        for number, face in enumerate(faces):
            for gram in _grams(face):
                self._by_gram.setdefault(gram, []).append(number)

    def candidates(self, face: _Face) -> list[_Face]:
        """Give the few old notes that share most with a card."""
        count: Counter[int] = Counter()
        for gram in _grams(face):
            found = self._by_gram.get(gram, ())
            if len(found) <= _COMMON:
                for number in found:
                    count[number] += 1
        best = sorted(count, key=lambda number: (-count[number], self._faces[number].name))
        return [self._faces[number] for number in best[:CANDIDATES]]


def _grams(face: _Face) -> set[str]:
    words = _WORD.findall(face.words)
    return {f"{face.aspect}\x1f{one} {two}" for one, two in itertools.pairwise(words)}


def aspect_of(key: str) -> str:
    """Give the aspect in a text card's key; empty for any other key."""
    return key.removeprefix(PREFIX + ":").rpartition(":")[0] if key.startswith(PREFIX + ":") else ""


def is_text_card(note_type: NoteType) -> bool:
    """Say whether notes of this type come from text, and so go by aspect and subject."""
    return note_type in _TEXT_CARDS
