"""The shipped notes that stay though no card words them now, and what their author should know about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from deckgen.build.cards import FORMS
from deckgen.build.input.wanted import skipped_forms, skipped_notes
from deckgen.cards.aspects import may_ask
from deckgen.definition import Definition
from deckgen.files.cards import Record
from deckgen.files.field_text import shown
from deckgen.files.picks import Picks
from deckgen.files.records import NoteRecord, State
from deckgen.identity.asked import MARKED
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.notes import Named
from deckgen.identity.standing import Standing, Texts
from deckgen.language.plurals import counted
from deckgen.model import EDITED, Problem, Severity

_OWN = "cards.own"
_RETIRED = State.RETIRED
"""A retired note comes back by its passage alone; most have none, and a ledger of years is full of them."""
_MOST_LINES = 10
"""So many lines are named in a warning."""


def standing_notes(
    definition: Definition, texts: Texts, records: Sequence[NoteRecord], written: Record, picks: Picks
) -> tuple[dict[str, Standing], list[Problem]]:
    """Return the shipped notes among ``records`` that stay, by key, and what is wrong about that.

    ``records`` are those that no card goes on from; ``written`` is what a model was asked.
    """
    switches = definition.cards
    records = [each for each in records if each.state is not _RETIRED or each.passage or "Quote" in each.fields]
    others = [record for record in records if aspect_of(record.key) != GIVEN]
    skipped = skipped_forms(picks)
    off = {record.key: switch for record in others if (switch := _switch(definition, aspect_of(record.key), skipped))}
    standing = skipped_notes(texts.standing(others, off), picks, {record.key: record for record in others})
    problems = _unmarked(others, standing)
    shipped = [record for record in records if record.mod and record.state is not State.RETIRED]
    model = [record for record in shipped if aspect_of(record.key) == GIVEN]
    if not model:
        return standing, problems
    if definition.cards_path.exists():  # what it names has moved; what it does not name any more is gone
        moved = [record for record in model if record.key in written.cards]
        off = {} if switches.llm else {record.key: "cards.llm" for record in moved}
        return standing | texts.standing(moved, off), problems
    # The file is an input like any other: what is absent keeps the content last shipped.
    message = f"is missing: {counted(len(model), 'card')} of a model's stay as they were shipped; restore it from git"
    path = str(definition.cards_path)
    lost = Problem(path=path, line=0, severity=Severity.WARNING, code="cards", message=message)
    return standing | {record.key: Standing(record.place) for record in model}, [*problems, lost]


def _switch(definition: Definition, aspect: str, skipped: Collection[str]) -> str:
    """Return the switch that keeps the notes of an aspect out; empty if none does."""
    if aspect in MARKED:
        return "" if definition.cards.own else _OWN
    return "" if may_ask(aspect, definition.cards.forms, skipped) else FORMS


def _unmarked(records: Sequence[NoteRecord], standing: Mapping[str, Standing]) -> list[Problem]:
    """Return a warning for each section in which cards of the author's have lost what marked them as cards."""
    found: dict[tuple[str, ...], list[NoteRecord]] = {}
    for record in records:
        here = standing.get(record.key)
        if here is not None and here.hold is None and aspect_of(record.key) in MARKED:
            found.setdefault(here.place, []).append(record)
    return [_lost_marks(place[0], lost, standing) for place, lost in found.items()]


def _lost_marks(path: str, records: Sequence[NoteRecord], standing: Mapping[str, Standing]) -> Problem:
    line, first = min(((standing[record.key].line, record) for record in records), key=_in_order)
    name = shown(first.fields.get("Question") or first.fields.get("Text", ""))
    more = [str(other) for other in sorted({standing[record.key].line for record in records}) if other != line]
    lines = f" (also line {', '.join(more[:_MOST_LINES])}{', ...' if len(more) > _MOST_LINES else ''})" if more else ""
    several = f"{len(records)} of your own cards, “{name}” first{lines}, stay"
    which = several if len(records) > 1 else f"your own card “{name}” stays"
    message = (
        f"{which} as shipped: all words stand here, but nothing marks them as a card any more; mark them again, or "
        f"write skip {first.guid} into the picks"
    )
    return Problem(path=path, line=line, severity=Severity.WARNING, code="own-card", message=message)


def _in_order(found: tuple[int, NoteRecord]) -> tuple[int, int, str]:
    line, record = found
    return line, record.due, record.key


def resting_elsewhere(named: Sequence[Named], notes: Mapping[str, NoteRecord], texts: Texts) -> frozenset[str]:
    """Return the keys of the notes whose passage still stands to the letter though their card rests on other lines.

    Looked at are the notes that go on from another place, and those of which the ledger does not say what they rest on.
    """
    cards = ((notes[each.key], each.rendered.card) for each in named if each.key in notes)
    known = (
        (record, card.sources[0]) for record, card in cards if EDITED not in (card.made, record.fields.get("Made"))
    )
    return frozenset(
        texts.verbatim(
            record for record, source in known
            if record.mod and (not record.said or record.place != (source.post, *source.headings))
        )
    )
