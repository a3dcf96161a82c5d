"""A cards file that everybody may read: nothing of other people's pages stands in it (``audience: public``)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from deckgen.files.cards import AskedRecord, CardRecord, Record
from deckgen.files.decisions import DecisionRecord
from deckgen.language.folding import fold
from deckgen.patterns import regex

_OF_PAGE = "link:"
"""Begins the keys of items that a page was asked about."""
_DETAIL = "Detail"
_MARKS = regex(r"[\s\\*`_$\[\]()]+")


def for_everybody(record: Record) -> Record:
    """Return what a public deck keeps: of cards about pages the questions and answers, and no passage of these pages.

    A model's reasons may quote a page as well, and so may the detail that a person left as it was when they edited a
    card. What is asked is the same afterwards: whether a page was asked about is known by hashes.
    """
    asked = {key: _asked(one) for key, one in record.asked.items()}
    cards = {key: _card(one) for key, one in record.cards.items()}
    decisions = {key: _decision(one, record.cards) for key, one in record.decisions.items()}
    shared = msgspec.structs.replace(record, asked=asked, cards=cards, decisions=decisions)
    return record if shared == record else shared


def _asked(one: AskedRecord) -> AskedRecord:
    return msgspec.structs.replace(one, reason="") if one.reason and one.asked.startswith(_OF_PAGE) else one


def _card(one: CardRecord) -> CardRecord:
    if not one.item.startswith(_OF_PAGE):
        return one
    # "R1: the quote does not stand in the source: ...": what is quoted stands behind the second colon.
    fault = ": ".join(one.fault.split(": ")[:2])
    return msgspec.structs.replace(one, quote="", detail="", fault=fault)


def _decision(one: DecisionRecord, cards: Mapping[str, CardRecord]) -> DecisionRecord:
    card = cards.get(one.decided)
    if card is None or not one.item.startswith(_OF_PAGE) or _DETAIL not in one.fields:
        return one
    if _bare(one.fields[_DETAIL]) != _bare(card.detail):
        return one  # a person's own words
    return msgspec.structs.replace(one, fields={name: text for name, text in one.fields.items() if name != _DETAIL})


def _bare(text: str) -> str:
    return _MARKS.sub("", fold(text))
