"""Which cards a deck words, under its switches: of its links, of marked and laid-out forms, of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deckgen.build.remembered import worded_cards
from deckgen.cards.elsewhere import with_elsewhere
from deckgen.cards.forms.own import own_cards
from deckgen.cards.gates import gated, switched_off
from deckgen.cards.reading import reading_cards, topic_cards
from deckgen.cards.recorded import recorded_cards
from deckgen.cards.recurring import hold_recurring
from deckgen.cards.speech import Speech
from deckgen.definition import Audience, Definition, ReadingCards
from deckgen.files.cards import Record
from deckgen.files.pages import Pages
from deckgen.files.records import Ledger
from deckgen.files.store import Store
from deckgen.identity.cards import is_text_card
from deckgen.language.phrases import phrases
from deckgen.model import Card, NoteType, Page, StudyItem

FORMS = "cards.forms"
"""The switch of the laid-out forms, as people know it."""


def link_pages(definition: Definition, pages: Pages) -> dict[str, Page] | None:
    """Return what the store knows of the links' pages; None where the deck may hold nothing of other people's."""
    if definition.audience is Audience.PUBLIC:
        return None
    return {
        url: Page(author=record.author, date=record.date, digest=record.digest)
        for url, record in pages.records().items()
        if record.kept
    }


def write_cards(
    definition: Definition,
    items: Sequence[StudyItem],
    ledger: Ledger,
    store: Store,
    pages: Mapping[str, Page] | None,
) -> list[Card]:
    """Word the cards of all items, in reading order."""
    words = phrases(ledger.header.choices["language"], is_ruled=bool(definition.language))
    speech = Speech(words, items, ledger.notes, by_post=not definition.language)
    cards = reading_cards(items, speech, pages)
    by_topic = definition.cards.reading is ReadingCards.TOPIC
    if by_topic or any(record.type is NoteType.TOPIC for record in ledger.notes.values()):
        cards += topic_cards(items, speech, is_wanted=by_topic)
    own = gated(list(own_cards(items)))
    cards += own if definition.cards.own else [switched_off(card, "cards.own") for card in own]
    return cards + _rule_cards(definition, items, speech, ledger, store)


def model_cards(definition: Definition, items: Sequence[StudyItem], record: Record) -> list[Card]:
    """Return the cards that a model wrote, as they were recorded: nothing is asked here."""
    cards = gated(recorded_cards(record, items, is_public=definition.audience is Audience.PUBLIC))
    return cards if definition.cards.llm else [switched_off(card, "cards.llm") for card in cards]


def _rule_cards(
    definition: Definition, items: Sequence[StudyItem], speech: Speech, ledger: Ledger, store: Store
) -> list[Card]:
    """Word the cards of the forms; those that a switch keeps out too, where learners may have them."""
    switches = definition.cards
    if not switches.forms and not any(is_text_card(record.type) for record in ledger.notes.values()):
        return []
    cards = with_elsewhere(worded_cards(items, speech.of_section, store, definition.ledger_path.name), items)
    cards = hold_recurring(cards)
    return [card if card.form in switches.forms else switched_off(card, FORMS) for card in cards]
