"""What a review shows of one note: its cards as Anki shows them, their words to edit, the quote, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from deckgen.anki.merge import laid_over
from deckgen.build.framing import frame_of
from deckgen.build.input.picture_places import PicturePlaces
from deckgen.build.pipeline import Plan
from deckgen.cards.edited import editable, edited_card, fault_in
from deckgen.cards.gates import faults_of
from deckgen.cards.points import in_words
from deckgen.export.fields import render_cards
from deckgen.export.images import Images
from deckgen.export.shipped import ShippedPictures
from deckgen.files.cards import CardRecord
from deckgen.files.decisions import Decided
from deckgen.files.pages import Pages
from deckgen.files.records import NoteRecord, State
from deckgen.files.store import open_store
from deckgen.identity.packed import as_note
from deckgen.identity.worded import worded_note
from deckgen.model import EDITED, Card, ItemKind, Note, NoteType, Rendered, StudyItem
from deckgen.preview.formulas import with_formulas
from deckgen.preview.page import data_url
from deckgen.preview.render import note_sides
from deckgen.review.queue import Subject
from deckgen.review.quoted import as_written, in_passage

MOST_PICTURE_BYTES = 8 * 1024 * 1024
"""A larger picture is shown by its description."""


class Shown:
    """The notes of a planned build, made visible one by one."""

    def __init__(self, plan: Plan) -> None:
        definition = plan.definition
        self._plan = plan
        self._namespace = plan.identified.ledger.header.namespace
        self._frame = frame_of(definition, plan.identified.ledger.header, plan.input)
        pictures = ShippedPictures([definition.output_path], definition.store_path)
        self._images = Images(PicturePlaces(definition).of, plan.input.folders, pictures)

    def rendered(self, card: Card) -> Rendered:
        """Return a card with its fields, by the same way that a build goes."""
        return render_cards([card], self._frame, self._images.name_of)[0]

    def detail(self, subject: Subject) -> dict[str, Any]:
        """Return all that the page shows of a note beside its row."""
        change, source, decision = subject.change, subject.source, subject.decision
        fields = decision.fields if decision is not None and decision.choice is Decided.EDIT else None
        note = as_note(change.after) if self._ships_as_it_is(subject) else self._note(subject, fields)
        out: dict[str, Any] = {"sides": self._sides(_as_learned(note, subject)), **self._about(subject)}
        if subject.base is not None:
            out["words"] = fields or editable(subject.base.card)
        if fields is not None and source is not None:
            out["source"] = editable(source.card)
            out["other"] = self._sides(self._note(subject, None))
        elif subject.fought:
            out["other"] = self._sides(as_note(change.after))
        return out

    def _ships_as_it_is(self, subject: Subject) -> bool:
        """Return whether learners have what is to be shown, which may be worded otherwise than today."""
        decision, record = subject.decision, subject.change.after
        if subject.source is None or (decision is not None and decision.choice is Decided.EDIT):
            return subject.base is None
        return record.state is State.LIVE and bool(record.fields) and record.fields.get("Made") != EDITED

    def _note(self, subject: Subject, fields: Mapping[str, str] | None) -> Note:
        key = subject.change.after.key
        base = subject.base
        if base is None:
            return as_note(subject.change.after)
        card = base if fields is None else self.rendered(edited_card(base.card, fields))
        return worded_note(key, card, subject.change.before, self._namespace)

    def sketch(self, subject: Subject, fields: Mapping[str, str]) -> dict[str, Any]:
        """Return what edited words would look like, or why they make no card."""
        base = subject.base
        if base is None:
            return {"fault": "nothing words this note any more, so there is nothing to edit"}
        fault = fault_in(base.card.note_type, fields)
        if fault:
            return {"fault": fault}
        card = edited_card(base.card, fields)
        warning = in_words(card.reason) if card.hold is not None else ""
        return {"sides": self._sides(self._note(subject, fields)), "warning": warning}

    def _sides(self, note: Note) -> list[dict[str, Any]]:
        media = dict(self._media(note.media))
        return [
            {"name": side.name, "front": with_formulas(side.front), "back": with_formulas(side.back), "media": media}
            for side in note_sides(note)
        ]

    def _media(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            path = self._images.files.get(name) or self._plan.media.get(name)
            if path is not None and path.stat().st_size <= MOST_PICTURE_BYTES:
                yield name, data_url(name, path)

    # --- beside the card --------------------------------------------------------------------------------

    def _about(self, subject: Subject) -> dict[str, Any]:
        card = subject.source.card if subject.source is not None else None
        record = subject.change.after
        source = card.sources[0] if card is not None else None
        out: dict[str, Any] = {
            "at": f"{source.post}:{source.line}" if source is not None else "",
            "made": subject.written.made if subject.written is not None else card.made if card is not None else "",
            "url": subject.item.url if subject.item is not None else "",
            "verdict": list(_verdict(subject)),
            "passage": self._passage(subject, record),
        }
        return {name: value for name, value in out.items() if value}

    def _passage(self, subject: Subject, record: NoteRecord) -> tuple[str, str, str] | None:
        card, item = subject.base.card if subject.base is not None else None, subject.item
        if item is None:
            return None
        if record.type in (NoteType.READING, NoteType.TOPIC):
            text = as_written(self._section_text.get((item.sources[0].post, item.sources[0].headings), ""))
            return in_passage(text, item.title) if text else None
        quote = card.quote if card is not None else ""
        if item.kind is ItemKind.SECTION:
            text, quote = as_written(item.text), as_written(quote)
        else:
            text = self._page_text(item)
        return in_passage(text, quote) if quote else ("", "", text[:1000])

    @cached_property
    def _section_text(self) -> dict[tuple[str, tuple[str, ...]], str]:
        """The words of each section by its place: of one that runs over several posts those that stand there."""
        return {
            (source.post, source.headings): item.parts[number] if item.parts else item.text
            for item in self._plan.items
            if item.kind is ItemKind.SECTION
            for number, source in enumerate(item.sources)
        }

    def _page_text(self, item: StudyItem) -> str:
        store, _ = open_store(self._plan.definition.store_path)
        with store:
            found = Pages(store).contents([item.key.removeprefix("link:")])
            return next((content.text for _, content in found), "")


def _as_learned(note: Note, subject: Subject) -> Note:
    """Return a note with the words that its learner wrote in Anki, as it goes into their package."""
    if subject.known is None or not subject.known.edited or subject.change.after.state is not State.LIVE:
        return note
    return msgspec.structs.replace(note, fields=laid_over(note.fields, subject.known))


def _verdict(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield what the judge and the checks say of a card, each with how much it weighs."""
    written, source = subject.written, subject.source
    if written is not None:
        yield from _of_model(written)
    held = source.card.reason if source is not None and source.card.hold is not None else ""
    if source is not None and written is None:
        for fault in faults_of(msgspec.structs.replace(source.card, hold=None)):
            said = f"{fault.point}: {fault.message}"
            yield fault.weight.value, in_words(said)
            held = "" if said == held else held
    if source is not None and held and source.card.note_type is not NoteType.READING:
        yield "held", in_words(held)


def _of_model(written: CardRecord) -> Iterator[tuple[str, str]]:
    if written.judged:
        yield f"judged-{written.judged}", f"{written.judge} says {written.judged}"
    yield written.program or written.verdict, f"checks: {written.program or written.verdict}"
