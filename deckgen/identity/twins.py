"""Two cards that ask the same, or the same fact in other words: the one that learners have stays, else the first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from deckgen.identity.cards import is_text_card
from deckgen.identity.notes import Named
from deckgen.model import Hold, NoteRecord, State
from deckgen.words import TWINS, dice, fold, trigrams

_TAG = re.compile(r"<[^>]*>")
_GAP = re.compile(r"\{\{c#\d+::")


def hold_twins(named: Sequence[Named], notes: Mapping[str, NoteRecord]) -> list[Named]:
    """Hold the cards from text whose question another card asks already."""
    order = sorted(range(len(named)), key=lambda number: (not _is_shipped(named[number], notes), number))
    asked: dict[str | tuple[str, ...], Named] = {}
    by_subject: dict[str, list[tuple[Named, frozenset[str]]]] = {}
    twins: dict[int, Named] = {}
    for number in order:
        one = named[number]
        if not is_text_card(one.rendered.card.note_type) or one.rendered.card.hold is not None:
            continue
        front = _front(one)
        about = by_subject.setdefault(_about(one), [])
        pieces = trigrams(front)
        fact = _fact(one)
        twin = asked.get(front) or (asked.get(fact) if fact else None)
        twin = twin or next((other for other, known in about if dice(pieces, known) >= TWINS), None)
        twin = None if twin is not None and _are_pages(one, twin) else twin
        if twin is None or _is_shipped(one, notes):
            asked.setdefault(front, one)
            asked.setdefault(fact, one)
            about.append((one, pieces))
        else:
            twins[number] = twin
    return [_held(one, twins[number]) if number in twins else one for number, one in enumerate(named)]


def _about(one: Named) -> str:
    """Give what a card is compared under: its subject; a model's card, which has none, under its item."""
    card = one.rendered.card
    return fold(card.subject) or (card.item if card.key else "")


def _are_pages(one: Named, two: Named) -> bool:
    """Say whether two cards come from two pages: each may say what the other says."""
    pages = {each.rendered.card.fields.get("URL") for each in (one, two) if each.rendered.card.key}
    return len(pages - {None}) > 1


def _is_shipped(one: Named, notes: Mapping[str, NoteRecord]) -> bool:
    record = notes.get(one.key)
    return record is not None and record.mod > 0 and record.state is not State.RETIRED


def _front(one: Named) -> str:
    fields = one.rendered.fields
    cue = fields.get("Topic", "") if one.rendered.card.aspect == "abbreviation" else ""
    return fold(_TAG.sub(" ", _GAP.sub("", fields.get("Question") or fields.get("Text", ""))) + "\n" + cue)


def _fact(one: Named) -> tuple[str, ...]:
    """Give what a card asks and says whatever its wording: aspect, subject and answer; empty without a subject."""
    card = one.rendered.card
    answer = fold(_TAG.sub(" ", one.rendered.fields.get("Answer", "")))
    return (card.aspect, fold(card.subject), answer) if card.subject and answer else ()


def _held(one: Named, twin: Named) -> Named:
    card = one.rendered.card
    source = twin.rendered.card.sources[0]
    reason = f"R9: asked already by the card from {source.post}:{source.line}"
    held = msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
    return msgspec.structs.replace(one, rendered=msgspec.structs.replace(one.rendered, card=held))
