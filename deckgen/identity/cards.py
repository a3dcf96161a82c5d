"""The keys of cards from text: cards with fields + ledger -> a key for each, by the law of identity (law.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from deckgen.files.field_text import without_hints
from deckgen.files.records import NoteRecord, State
from deckgen.identity.asked import MARKED, WHOLE, Asked, card_asks, note_asks
from deckgen.identity.field_words import CODE
from deckgen.identity.law import match_cards
from deckgen.identity.pairs import fresh_key
from deckgen.identity.read_before import read_before
from deckgen.identity.renamed import Move, renamed_posts
from deckgen.identity.spellings import Spellings
from deckgen.identity.stands import Posts
from deckgen.identity.unmarked import Sections
from deckgen.language.folding import fold
from deckgen.language.raw_words import raw_words
from deckgen.model import Rendered
from deckgen.patterns import regex

PREFIX = "card"
GIVEN = "llm"
"""Aspect of the cards whose note is found when they are written: by the fact that they ask for."""

_CONTENT = ("Question", "Answer", "BackQuestion", "BackAnswer", "Text")
_TAG = regex(r"<[^>]*>")
_GAP = regex(r"\{\{c#?\d+::|\}\}")


def card_keys(
    rendered: Sequence[Rendered],
    notes: Mapping[str, NoteRecord],
    *,
    present: Collection[str] = (),
    moves: Sequence[Iterable[Move]] = (),
    says: Spellings | None = None,
    sections: Sections | None = None,
) -> list[str]:
    """Return the key of each text card, in the same order; cards that ask and say the same share one.

    ``present`` are the posts of now, ``moves`` what else of them stands in another file than before, ``says`` their
    words, ``sections`` what stands where.
    """
    cards = _named(rendered)
    known = {
        asked.name: (record.key, asked)
        for record in notes.values()
        if (aspect := aspect_of(record.key)) not in ("", GIVEN)
        for asked in (note_asks(record, aspect),)
    }
    old = [asked for _, asked in known.values()]
    here = {*present, *(card.post for card in cards)}
    keeps = (sections or Sections(())).keep
    posts = Posts(renamed=renamed_posts(cards, old, here, *moves), says=says or Spellings(()), keeps=keeps)
    found = match_cards(cards, old, posts)
    found |= _read_before(cards, rendered, found, old, posts)
    found |= _marked_since(cards, rendered, found, known, posts)
    keys = _of_one_fact(cards, {card: known[note] for card, note in found.items()})
    _share(cards, keys)
    _begin(cards, rendered, keys, taken=set(notes))
    return [keys[card.name] for card in cards]


def _read_before(
    cards: Sequence[Asked],
    rendered: Sequence[Rendered],
    found: Mapping[str, str],
    old: Sequence[Asked],
    posts: Posts,
) -> dict[str, str]:
    """Return the notes of the cards that found none but by what earlier releases read in the same words."""
    left = [
        card_asks(before, card.name)
        for card, each in zip(cards, rendered, strict=True)
        if card.name not in found and (before := read_before(each)) is not None
    ]
    taken = set(found.values())
    return match_cards(left, [note for note in old if note.name not in taken], posts) if left else {}


def _marked_since(
    cards: Sequence[Asked],
    rendered: Sequence[Rendered],
    found: Mapping[str, str],
    known: Mapping[str, tuple[str, Asked]],
    posts: Posts,
) -> dict[str, str]:
    """Return the notes of the cards that found none, where what asks was laid out and is marked now, or the reverse.

    A note of the other form is read as its form has it: what may be a cue of ours there is the author's here.
    """
    taken = set(found.values())
    out: dict[str, str] = {}
    for aspects, others in ((MARKED, frozenset({WHOLE})), (frozenset({WHOLE}), MARKED)):
        left = [
            card_asks(each, card.name, is_marked=aspects is not MARKED)
            for card, each in zip(cards, rendered, strict=True)
            if card.name not in found and each.card.aspect in aspects
        ]
        notes = [asked for key, asked in known.values() if asked.name not in taken and aspect_of(key) in others]
        out |= match_cards(left, notes, posts) if left and notes else {}
    return out


def _named(rendered: Sequence[Rendered]) -> list[Asked]:
    """Return what the cards ask, each named by its place and words: never by where it comes in the input."""
    order = sorted(range(len(rendered)), key=lambda number: _order(rendered[number]))
    names = {number: f"{place:06d}" for place, number in enumerate(order)}
    return [card_asks(card, names[number]) for number, card in enumerate(rendered)]


def _order(rendered: Rendered) -> tuple[str, int, str]:
    source = rendered.card.sources[0]
    return source.post, source.line, "\x1f".join(rendered.fields.get(field, "") for field in _CONTENT)


def _of_one_fact(cards: Sequence[Asked], found: Mapping[str, tuple[str, Asked]]) -> dict[str, str]:
    """Return the keys of the cards that found a note; cards of the same words only where their notes had these too.

    Two notes of one fact stay where learners have both; no edit makes two of two facts, and a card that never shipped
    takes the words from none that learners have.
    """
    keys: dict[str, str] = {}
    if all(card.sides == found[card.name][1].sides for card in cards if card.name in found):
        return {name: key for name, (key, _) in found.items()}
    begun: set[tuple[object, ...]] = set()
    matched = [(card, *found[card.name]) for card in cards if card.name in found]
    order = sorted(matched, key=lambda item: (not item[2].is_shipped, _words(item[0]) != _words(item[2]), item[0].name))
    for card, key, note in order:
        words = _words(card)
        if words not in begun or (note.is_shipped and words == _words(note)):
            keys[card.name] = key
            begun.add(words)
    return keys


def _share(cards: Sequence[Asked], keys: dict[str, str]) -> None:
    """Give a card that asks and says what a card with a key does that key too."""
    left = [card for card in cards if card.name not in keys]
    if not left or not keys:
        return
    by_words: dict[tuple[object, ...], str] = {}
    for card in sorted(cards, key=lambda card: card.name):
        if card.name in keys:
            by_words.setdefault(_words(card), keys[card.name])
    for card in left:
        if (key := by_words.get(_words(card))) is not None:
            keys[card.name] = key


def _begin(cards: Sequence[Asked], rendered: Sequence[Rendered], keys: dict[str, str], *, taken: set[str]) -> None:
    """Give each card that goes on from no note a key of its own; the same words at the first build, the same key."""
    by_words: dict[tuple[object, ...], str] = {}
    left = [(seed_of(one), asked) for one, asked in zip(rendered, cards, strict=True) if asked.name not in keys]
    for (prefix, seed), asked in sorted(left, key=lambda item: (item[0], item[1].name)):
        words = _words(asked)
        if words not in by_words:
            by_words[words] = fresh_key(prefix, seed, taken)
        keys[asked.name] = by_words[words]


def seed_of(rendered: Rendered) -> tuple[str, str]:
    """Return what a new key is made from (recipe 1, frozen): what is before its hash, and what is hashed."""
    card = rendered.card
    shown = " \n".join(rendered.fields.get(field, "") for field in _CONTENT)
    words = fold(_TAG.sub(" ", _GAP.sub(" ", without_hints(shown))))
    return f"{PREFIX}:{card.aspect}", f"{card.aspect}\x1f{fold(card.subject) or words}"


def _words(asked: Asked) -> tuple[object, ...]:
    said, answered = asked.said, asked.answered
    tokens = zip(said.kinds, said.raw, strict=True) if CODE in said.kinds else ()
    code = tuple([raw for kind, raw in tokens if kind == CODE])
    return asked.note_type, said.key, code, said.pictures, answered.key, answered.pictures


def shipped_questions(notes: Iterable[NoteRecord]) -> frozenset[str]:
    """Return the raw words of the laid-out questions that learners have, without our cues."""
    shipped = (note for note in notes if note.mod and note.state is not State.RETIRED)
    return frozenset(raw_words(note.subject) for note in shipped if aspect_of(note.key) == WHOLE)


def aspect_of(key: str) -> str:
    """Return the aspect in a text card's key; empty for any other key."""
    return key.removeprefix(PREFIX + ":").rpartition(":")[0] if key.startswith(PREFIX + ":") else ""
