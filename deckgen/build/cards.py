"""Which cards a deck words, under its switches: of its links, of marked and laid-out forms, of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from deckgen.build.input.choices import reading_of
from deckgen.build.input.remembered import worded_cards
from deckgen.cards.elsewhere import with_elsewhere
from deckgen.cards.forms.own import Marks, own_cards
from deckgen.cards.gates import gated, switched_off
from deckgen.cards.page_titles import with_page_titles
from deckgen.cards.reading import listed_links, reading_cards, topic_cards
from deckgen.cards.recorded import recorded_cards
from deckgen.cards.recurring import hold_placeholders, hold_recurring
from deckgen.cards.speech import Speech
from deckgen.definition import Audience, Definition, ReadingCards
from deckgen.files.cards import Record
from deckgen.files.pages import Pages
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.files.store import Store
from deckgen.language.folding import fold
from deckgen.language.phrases import phrases
from deckgen.model import Card, Hold, NoteType, Page, Published, Status, StudyItem

_TOPICS_OFF = "topic cards are switched off (cards.reading)"
FORMS = "cards.forms"
"""The switch of the laid-out forms, as people know it."""


def link_pages(definition: Definition, pages: Pages) -> dict[str, Page] | None:
    """Return what the store knows of the links' pages; None where the deck may hold nothing of other people's."""
    if definition.audience is Audience.PUBLIC:
        return None
    return {
        url: Page(title=record.title, author=record.author, date=record.date, digest=record.digest)
        for url, record in pages.records().items()
        if record.kept
    }


def write_cards(
    definition: Definition,
    items: Sequence[StudyItem],
    ledger: Ledger,
    store: Store,
    pages: Mapping[str, Page] | None,
    posts: Mapping[str, Published],
    marks: Marks,
) -> list[Card]:
    """Word the cards of all items, in reading order; ``posts`` are what cards say of them, ``marks`` are its own."""
    words = phrases(ledger.header.choices["language"], is_ruled=bool(definition.language))
    speech = Speech(words, items, ledger.notes, by_post=not definition.language)
    cards = _link_cards(definition, with_page_titles(items, pages), speech, ledger, pages, posts)
    own = hold_placeholders(gated(list(own_cards(items, marks))))
    cards += own if definition.cards.own else [switched_off(card, "cards.own") for card in own]
    return cards + _rule_cards(definition, items, speech, ledger, store, marks)


def _link_cards(
    definition: Definition,
    items: Sequence[StudyItem],
    speech: Speech,
    ledger: Ledger,
    pages: Mapping[str, Page] | None,
    posts: Mapping[str, Published],
) -> list[Card]:
    """Word the cards of links and of their topics."""
    reading, items = reading_of(definition, ledger), list(_with_listed(items, ledger))
    shipped = [record for record in ledger.notes.values() if record.type is NoteType.READING and record.mod]
    names = {name for record in shipped for name in (record.key, *record.aliases)}
    if reading is ReadingCards.TOPIC:
        return reading_cards(items, speech, pages, shipped=names) + topic_cards(items, speech, posts)
    known = [record for record in ledger.notes.values() if record.type is NoteType.TOPIC]
    if reading is not ReadingCards.DESCRIBED:
        topics = topic_cards(items, speech, posts) if known else []
        off = [msgspec.structs.replace(card, hold=Hold.SWITCH, reason=_TOPICS_OFF) for card in topics]
        return reading_cards(items, speech, pages, shipped=names) + _known_topics(off, known)
    is_written = definition.cards.reading is ReadingCards.DESCRIBED
    listed = listed_links(items, names, pages if is_written else None)
    topics = topic_cards(items, speech, posts, listed=listed)
    wanted = [card for card in topics if card.hold is not Hold.SWITCH]
    off = [card for card in topics if card.hold is Hold.SWITCH]
    return reading_cards(items, speech, pages, listed, names) + wanted + _known_topics(off, known)


def _with_listed(items: Sequence[StudyItem], ledger: Ledger) -> Iterator[StudyItem]:
    """Yield the items; a link that a shipped topic note lists is one to study, whatever this version thinks of it."""
    listed = {
        link
        for record in ledger.notes.values()
        if record.type is NoteType.TOPIC and record.mod and record.state is not State.RETIRED
        for link in record.links
    }
    for item in items:
        is_kept = item.hold is Hold.NO_STUDY and item.key.removeprefix("link:") in listed
        yield msgspec.structs.replace(item, status=Status.OK, hold=None, reason="") if is_kept else item


def _known_topics(cards: Sequence[Card], known: Sequence[NoteRecord]) -> list[Card]:
    """Return the topic cards that a note of the ledger may go on as: nobody asks after the others."""
    names = {fold(record.subject) for record in known}
    links = {link for record in known for link in record.links}
    return [card for card in cards if fold(card.subject) in names or not links.isdisjoint(card.links)]


def model_cards(definition: Definition, items: Sequence[StudyItem], record: Record) -> list[Card]:
    """Return the cards that a model wrote, as they were recorded: nothing is asked here."""
    cards = gated(recorded_cards(record, items))
    return cards if definition.cards.llm else [switched_off(card, "cards.llm") for card in cards]


def _rule_cards(
    definition: Definition, items: Sequence[StudyItem], speech: Speech, ledger: Ledger, store: Store, marks: Marks
) -> list[Card]:
    """Word the cards of the forms; those that a switch keeps out too, where learners may have them."""
    switches = definition.cards
    if not switches.forms and not any(record.type.is_from_text for record in ledger.notes.values()):
        return []
    worded = worded_cards(items, speech.of_section, marks, store, definition.ledger_path.name)
    cards = hold_recurring(with_elsewhere(worded, items))
    return [card if card.form in switches.forms else switched_off(card, FORMS) for card in cards]
