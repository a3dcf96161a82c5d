"""What a learner does in Anki, and how it all stands there: on any collection, also inside the real desktop."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from tests.anki_real import note_by_guid, snapshot
from tests.anki_real import study as answer


def state(col: Any) -> dict[str, Any]:
    """Give all notes by GUID, as JSON can hold them."""
    notes = snapshot(col).items()
    found = {guid: {**note._asdict(), "cards": [card._asdict() for card in note.cards]} for guid, note in notes}
    return dict(json.loads(json.dumps(found)))


def edit(col: Any, guid: str, field: str, text: str) -> None:
    note = note_by_guid(col, guid)
    note[field] = text
    col.update_note(note)


def tag(col: Any, guid: str, *tags: str) -> None:
    note = note_by_guid(col, guid)
    note.tags = [*note.tags, *tags]
    col.update_note(note)


def untag(col: Any, guid: str, *tags: str) -> None:
    note = note_by_guid(col, guid)
    note.tags = [each for each in note.tags if each not in tags]
    col.update_note(note)


def study(col: Any, guid: str, ease: int) -> None:
    answer(col, guid, ease=ease)


def suspend(col: Any, guid: str) -> None:
    col.sched.suspend_cards([card.id for card in note_by_guid(col, guid).cards()])


def delete(col: Any, guid: str) -> None:
    col.remove_notes([note_by_guid(col, guid).id])


def move(col: Any, guid: str, deck: str) -> None:
    col.set_deck([card.id for card in note_by_guid(col, guid).cards()], col.decks.id(deck))


def cram(col: Any, guid: str) -> None:
    """Put a note's cards into a filtered deck."""
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name = "Cram"
    deck.config.search_terms[0].search = f"Key:{guid}"
    deck.config.search_terms[0].limit = 100
    col.sched.add_or_update_filtered_deck(deck)


def take(col: Any, path: str) -> list[int]:
    """Import a package with the options that the dialog offers, as its Import button does."""
    from tests.anki_real import import_package

    return list(import_package(col, Path(path)))


def remembered(col: Any) -> list[bool]:
    """Give what the next import dialog offers: merge, scheduling, presets."""
    options = col._backend.get_import_anki_package_presets()
    return [options.merge_notetypes, options.with_scheduling, options.with_deck_configs]


def foreign(col: Any, count: int) -> None:
    """Make a deck of somebody else's, studied, with notes of Anki's own type that bear our words and tags."""
    deck = col.decks.id("Foreign::Deck")
    kind = col.models.by_name("Basic")
    for number in range(count):
        note = col.new_note(kind)
        note["Front"], note["Back"] = f"What is {number}?", "x" * (number % 50)
        note.tags = ["deckgen::retired"] if number % 10 == 0 else ["own"]
        col.add_note(note, deck)
    col.sched.suspend_cards(col.find_cards("deck:Foreign")[:20])


def rest(col: Any) -> str:
    """Give a hash of all that is not ours: notes, cards and reviews of other types, presets, other decks."""
    ours = "select id from notetypes where name like 'deckgen %'"
    rows = [
        col.db.all(f"select * from notes where mid not in ({ours}) order by id"),
        col.db.all(f"select * from cards where nid not in (select id from notes where mid in ({ours})) order by id"),
        col.db.all(
            f"select * from revlog where cid not in (select id from cards where nid in"
            f" (select id from notes where mid in ({ours}))) order by id"
        ),
        col.db.all("select id, name, config from deck_config order by id"),
        col.db.all("select id, name, kind from decks where name like 'Foreign%' or id = 1 order by id"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def presets_of_decks(col: Any) -> dict[str, Any]:
    """Give the options and the description of each deck."""
    return {
        deck["name"]: [deck.get("conf"), deck.get("desc")] for deck in col.decks.all() if not deck.get("dyn")
    }


def clear(col: Any) -> None:
    """Take everything away."""
    col.remove_notes(col.find_notes(""))
    col.db.execute("delete from revlog")
    col.decks.remove([each.id for each in col.decks.all_names_and_ids() if each.id != 1])


def set_fsrs(col: Any, is_on: bool) -> None:
    col.set_config("fsrs", is_on)


def number_of(col: Any, front: str) -> int:
    return int(col.find_notes(f'"Front:{front}"')[0])


def studied_foreign(col: Any, count: int, now: int) -> None:
    """Make a deck that somebody has studied for months, each card with a history of its own; some are suspended."""
    choose, deck, kind = random.Random(count), col.decks.id("My own"), col.models.by_name("Basic")
    for number in range(count):
        note = col.new_note(kind)
        note["Front"], note["Back"], note.tags = f"What is word{number:03}?", "As I say it.", ["mine"]
        col.add_note(note, deck)
        (card,) = note.cards()
        second, days, lapses, reviews = now - 200 * 86_400 + number, 1, 0, choose.randint(3, 8)
        for review in range(reviews):
            button, last = choose.choice([1, 3, 3, 3, 4]), days
            days = 1 if button == 1 else min(2 * days + 1, 20)
            lapses += button == 1 and review > 0
            row = [second * 1_000, card.id, -1, button, days, last, 2_500, 5_000, int(review > 0)]
            col.db.execute("insert into revlog values (?,?,?,?,?,?,?,?,?)", *row)
            second += days * 86_400
        card.type = card.queue = 2
        card.ivl, card.due, card.factor = days, col.sched.today + choose.randint(-5, 20), 2_500
        card.reps, card.lapses = reviews, lapses
        col.update_card(card)


def pairs(col: Any) -> list[dict[str, Any]]:
    """Give each foreign card of that deck with ours of the same question."""
    history = "select ease, ivl, lastIvl, factor, time, type from revlog where cid = ? order by id"
    found = []
    for number in col.find_notes('"deck:My own"'):
        foreign = col.get_note(number)
        (card,) = foreign.cards()
        ours = [col.get_card(each) for each in col.find_cards(f'"Question:{foreign["Front"]}"')]
        told = {
            "foreign": {**_schedule(card), "queue": 2},
            "history": col.db.all(history, card.id),
            "now": {"queue": card.queue, "tags": foreign.tags},
        }
        found += [{**told, "ours": _schedule(own), "our_history": col.db.all(history, own.id)} for own in ours]
    return found


def _schedule(card: Any) -> dict[str, int]:
    names = {"type": "type", "queue": "queue", "due": "due", "interval": "ivl", "ease": "factor", "reps": "reps"}
    return {name: getattr(card, attribute) for name, attribute in {**names, "lapses": "lapses"}.items()}


def click_import(col: Any) -> int:
    """Click Import in the dialogs that are open on the desktop, and give their number."""
    import aqt  # type: ignore[import-not-found, unused-ignore]
    from aqt.import_export.import_dialog import ImportDialog  # type: ignore[import-not-found, unused-ignore]

    dialogs = [each for each in aqt.mw.app.topLevelWidgets() if isinstance(each, ImportDialog) and each.isVisible()]
    for dialog in dialogs:
        if dialog.web is not None:
            dialog.web.eval("document.querySelector('button.label-button.primary')?.click()")
    return len(dialogs)


def close_dialogs(col: Any) -> int:
    """Close the import dialogs that are open on the desktop."""
    import aqt  # type: ignore[import-not-found, unused-ignore]
    from aqt.import_export.import_dialog import ImportDialog  # type: ignore[import-not-found, unused-ignore]

    dialogs = [each for each in aqt.mw.app.topLevelWidgets() if isinstance(each, ImportDialog)]
    for dialog in dialogs:
        dialog.reject()
    return len(dialogs)
