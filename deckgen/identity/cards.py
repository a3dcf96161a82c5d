"""Cards from text: found again by what they ask and say, wherever they stand now.

A card is (aspect, subject). Graded steps, surest first: same seed; exact content; same place and alike; same topic
and more alike; anywhere and nearly equal. Place alone never matches, and no note goes on as another subject's: the
learner would meet another question under its schedule, which costs more than a lost review.

The thresholds were measured on the history of a real blog, see docs/decisions.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from rapidfuzz import fuzz

from deckgen.identity.pairs import Pair, best_pairs, fresh_key
from deckgen.model import NoteRecord, NoteType, Rendered, State
from deckgen.words import fold

ALIKE_AT_PLACE = 0.55
ALIKE_IN_TOPIC = 0.7
ALIKE_ANYWHERE = 0.85
ALIKE_WITH_NEW_NAME = 0.9
"""Likeness of the rest of the words, 0 to 1, where the subject goes by another name now."""

CANDIDATES = 8
"""So many old notes that share the rarest words are compared with a card."""

PREFIX = "card"
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[a-z0-9_+#.]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[a-z0-9][a-z0-9_+#.-]*")
_COMMON = 40
"""A pair of words that so many old notes share tells nothing."""


class _Face(msgspec.Struct, frozen=True):
    """What a card or a note is compared by."""

    name: str  # the new card's number, or the old note's key
    aspect: str
    subject: str  # folded
    words: str  # question and answer, folded, without markup
    rest: str  # the same without the subject
    place: tuple[str, ...]
    topic: str  # folded
    penalty: float = 0.0  # of what is not there any more


def card_keys(rendered: Sequence[Rendered], notes: Mapping[str, NoteRecord]) -> list[str]:
    """Give the key of each text card, in the same order."""
    new = [_new_face(number, one) for number, one in enumerate(rendered)]
    old = [_old_face(record) for record in notes.values() if record.key.startswith(PREFIX + ":")]
    used_new: set[str] = set()
    used_old: set[str] = set()
    keys: dict[str, str] = {}
    for step in (_seed_pairs, _content_pairs, _likeness_pairs):
        rest_new = [face for face in new if face.name not in used_new]
        rest_old = [face for face in old if face.name not in used_old]
        keys |= best_pairs(step(rest_new, rest_old), used_new=used_new, used_old=used_old)
    taken = set(notes)
    return [
        keys.get(face.name) or fresh_key(f"{PREFIX}:{face.aspect}", f"{face.aspect}\x1f{face.subject}", taken)
        for face in new
    ]


def _new_face(number: int, one: Rendered) -> _Face:
    card = one.card
    source = card.sources[0]
    return _face(f"{number:09d}", card.aspect, card.subject, one.fields, (source.post, *source.headings), card.topic)


def _old_face(record: NoteRecord) -> _Face:
    aspect = record.key.removeprefix(PREFIX + ":").rpartition(":")[0]
    topic = record.place[1] if len(record.place) > 1 else ""
    face = _face(record.key, aspect, record.subject, record.fields, record.place, topic)
    return face if record.state is not State.RETIRED else msgspec.structs.replace(face, penalty=0.02)


def _face(
    name: str, aspect: str, subject: str, fields: Mapping[str, str], place: tuple[str, ...], topic: str
) -> _Face:
    words = fold(_TAG.sub(" ", " ".join(fields.get(field, "") for field in _CONTENT)))
    folded = fold(subject)
    rest = words.replace(folded, " ") if folded else words
    return _Face(name, aspect, folded, words, rest, place, fold(topic))


_CONTENT = ("Question", "Answer", "BackQuestion", "BackAnswer", "Text")


def _seed_pairs(new: Sequence[_Face], old: Sequence[_Face]) -> Iterator[Pair]:
    """Same aspect and subject; where several are, the likest in words, then in place, go together."""
    by_seed: dict[tuple[str, str], list[_Face]] = {}
    for face in old:
        by_seed.setdefault((face.aspect, face.subject), []).append(face)
    for face in new:
        found = by_seed.get((face.aspect, face.subject), ())
        for other in found:
            likeness = _likeness(face.words, other.words) if len(found) > 1 else 1.0
            near = 0.0 if face.place == other.place else 0.01 if face.topic == other.topic else 0.02
            yield Pair(0, 1 - likeness + near + other.penalty, face.name, other.name)


def _content_pairs(new: Sequence[_Face], old: Sequence[_Face]) -> Iterator[Pair]:
    """The same words to the letter, the name of the subject aside."""
    by_words: dict[tuple[str, str], list[_Face]] = {}
    for face in old:
        by_words.setdefault((face.aspect, face.rest), []).append(face)
    for face in new:
        for other in by_words.get((face.aspect, face.rest), ()):
            if _is_same_subject(face, other) or face.words == other.words:
                yield Pair(0, other.penalty, face.name, other.name)


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
    """Give the pair of a card and a note that are alike enough for how far apart they stand."""
    if face.aspect != other.aspect:
        return None
    if _is_same_subject(face, other):
        likeness = _likeness(face.words, other.words)
        needed = ALIKE_ANYWHERE
        step = 2
        if face.place == other.place:
            step, needed = 0, ALIKE_AT_PLACE
        elif face.topic and face.topic == other.topic:
            step, needed = 1, ALIKE_IN_TOPIC
    else:
        likeness = _likeness(face.rest, other.rest)
        step, needed = 3, ALIKE_WITH_NEW_NAME
        if face.place[:1] != other.place[:1] and face.topic != other.topic:
            return None
        if len(other.rest) < _ENOUGH_WORDS or _other_names(face.subject, other.subject):
            return None
    if likeness < needed:
        return None
    return Pair(step, 1 - likeness + other.penalty, face.name, other.name)


_ENOUGH_WORDS = 24
"""Shorter answers are alike by chance ("a sorting algorithm")."""


def _is_same_subject(face: _Face, other: _Face) -> bool:
    """Say whether two names may mean one subject: equal, or one with an addition to the other."""
    one, two = face.subject, other.subject
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    if len(short) < 2 or not short:
        return False
    if short.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])", long) is not None and not _added_name(short, long)
    return (long.startswith(short) or long.endswith(short)) and len(long) - len(short) <= 4 and not _added_name(short, long)


def _added_name(short: str, long: str) -> bool:
    """Say whether the longer name adds a number or a word that makes it another thing ("yolo" and "yolo v2")."""
    added = long.replace(short, " ", 1).strip(" ()（）[]《》")
    return bool(re.search(r"\d", added)) or (added.isascii() and bool(added) and "(" not in long and "（" not in long)


def _other_names(one: str, two: str) -> bool:
    """Say whether two subjects carry different Latin names or numbers, and so are different things."""
    return set(_LATIN.findall(one)) != set(_LATIN.findall(two)) or not (one and two)


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
    return {f"{face.aspect}\x1f{one} {two}" for one, two in zip(words, words[1:], strict=False)}


def is_text_card(note_type: NoteType) -> bool:
    """Say whether notes of this type come from text, and so go by aspect and subject."""
    return note_type in (NoteType.QUESTION, NoteType.CLOZE)
