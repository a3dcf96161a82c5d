"""Notes asked for by AnkiConnect, in batches: those that no file holds, or all of them where no folder is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from deckgen.anki.connect import AnkiConnect, Call, batches
from deckgen.anki.values import AnkiCard, AnkiNote
from deckgen.model import NoteType

OURS = "(" + " or ".join(f'note:"{name}{plus}"' for name in NoteType for plus in ("", "+")) + ")"
"""A search for all notes of our types; one to which a learner added a field goes by its name with a plus."""

_BATCH = 500
_KEYS = 400
"""So many fit into a search."""

_ORDINALS, _MOST_ORDINALS = 20, 500
"""So many numbers of cards are looked for at once, and in all."""

_SPECIAL = '\\"*_:'
_AGAIN = 1  # the button that counts a lapse
_REVIEW = 1  # the kind of an answer to a card that was learned


class _Value(msgspec.Struct, frozen=True):
    value: str


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    """What `notesInfo` says of a note; of one that is gone, nothing."""

    note_id: int = 0
    model_name: str = ""
    tags: tuple[str, ...] = ()
    fields: dict[str, _Value] = {}
    cards: tuple[int, ...] = ()
    mod: int | None = None  # the add-on of 2023 does not say


class _Review(msgspec.Struct, frozen=True):
    ease: int
    ivl: int
    type: int


def quoted(text: str) -> str:
    """Return a text for a search, in quotes, without a meaning of its own."""
    return '"' + "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in text) + '"'


def of_ids(ids: Sequence[int]) -> str:
    """Return a search for notes by Anki's ids."""
    return "nid:" + ",".join(map(str, ids))


def ask_keys(connect: AnkiConnect, keys: Sequence[str]) -> list[int]:
    """Return Anki's ids of the notes of our types that bear one of these Keys."""
    found: list[int] = []
    for batch in batches(keys, _KEYS):
        found += connect.ask("findNotes", list[int], query=f'{OURS} "Key:re:^({"|".join(batch)})$"')
    return found


def ask_notes(connect: AnkiConnect, ids: Sequence[int], *, now: int, has_reviews: bool) -> dict[str, AnkiNote]:
    """Return notes of our types by their Key.

    A note whose time Anki does not tell gets ``now``, the latest that it can be. Of two notes of one Key the older
    stands: a learner's copy bears the Key of what it was copied from. ``has_reviews``: the add-on tells of reviews.
    """
    found: dict[str, AnkiNote] = {}
    for batch in batches(ids, _BATCH):
        infos = connect.ask("notesInfo", list[_Info], notes=list(batch))
        ours = [info for info in infos if info.note_id and "Key" in info.fields]
        cards = _Cards(connect, ours, has_reviews=has_reviews) if ours else None
        for info in ours:
            key = info.fields["Key"].value
            note = AnkiNote(
                guid=key,
                note_type=info.model_name.rstrip("+"),
                note_id=info.note_id,
                mod=now if info.mod is None else info.mod,
                fields={name: field.value for name, field in info.fields.items()},
                tags=info.tags,
                cards=cards.of(info.cards) if cards is not None else (),
            )
            if key not in found or note.note_id < found[key].note_id:
                found[key] = note
    return found


class _Cards:
    """What searches say of the cards of some notes: far quicker than `cardsInfo`, which renders each."""

    def __init__(self, connect: AnkiConnect, infos: Sequence[_Info], *, has_reviews: bool) -> None:
        self._connect = connect
        self._scope = of_ids([info.note_id for info in infos])
        ids = [card for info in infos for card in info.cards]
        self._suspended = frozenset(self._search(["is:suspended"])[0])
        self._ordinals = self._find_ordinals(len(ids))
        decks = connect.ask("getDecks", dict[str, list[int]], cards=ids)
        self._decks = {card: deck for deck, cards in decks.items() for card in cards}
        self._decks |= self._homes(self._search(["deck:filtered"])[0])
        self._reviews: Mapping[str, list[_Review]] = {}
        if has_reviews:
            self._reviews = connect.ask("getReviewsOfCards", dict[str, list[_Review]], cards=ids)

    def of(self, ids: Sequence[int]) -> tuple[AnkiCard, ...]:
        """Return the cards of a note."""
        cards = [self._card(card) for card in ids if card in self._ordinals and card in self._decks]
        return tuple(sorted(cards, key=lambda card: card.ordinal))

    def _card(self, card: int) -> AnkiCard:
        reviews = self._reviews.get(str(card), [])
        return AnkiCard(
            ordinal=self._ordinals[card],
            deck=self._decks[card],
            is_suspended=card in self._suspended,
            reviews=len(reviews),
            lapses=sum(review.ease == _AGAIN and review.type == _REVIEW for review in reviews),
            interval=max(reviews[-1].ivl, 0) if reviews else 0,  # seconds of a card that is being learned are below 0
        )

    def _search(self, queries: Sequence[str]) -> list[list[int]]:
        scope = self._scope
        return self._connect.ask_all([Call("findCards", list[int], {"query": f"{scope} {each}"}) for each in queries])

    def _find_ordinals(self, wanted: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for start in range(0, _MOST_ORDINALS, _ORDINALS):
            numbers = range(start, start + _ORDINALS)
            searches = self._search([f"card:{number + 1}" for number in numbers])
            found |= {card: number for number, cards in zip(numbers, searches, strict=True) for card in cards}
            if len(found) >= wanted:
                break
        return found

    def _homes(self, filtered: Sequence[int]) -> dict[int, str]:
        """Return the decks to which cards in filtered decks go back: a search for those finds them too."""
        if not filtered:
            return {}
        names = sorted(self._connect.ask("deckNames", list[str]), key=len)
        found = self._search([f"deck:{quoted(name)} deck:filtered" for name in names])
        return {
            card: name
            for name, cards in zip(names, found, strict=True)  # the last one is the deepest
            for card in cards
            if self._decks.get(card) != name
        }
