"""What a person decided in review, laid over the cards of a build: accepted, edited, rejected, or not looked at yet.

An edited card belongs to its item. Its note is found by what its source says; it says the person's words, also when
the source changes or says it no more, until the person decides anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from deckgen.cards.edited import accepted_card, edited_card, lone_card
from deckgen.definition import Definition
from deckgen.export.images import hold_without_images
from deckgen.export.note_types import spec_of
from deckgen.files.cards import Record
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.identity.asked import card_asks, words_of
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.guids import make_guid
from deckgen.identity.notes import Named
from deckgen.identity.said import is_said_again, said_now, tags_hash
from deckgen.identity.standing import Standing
from deckgen.language.plurals import counted
from deckgen.model import EDITED, Card, Hold, NoteType, Problem, Rendered, Severity, StudyItem

REJECTED = "rejected in review"
WAITING = "nobody has accepted it yet (--only-accepted)"
_NO_TAGS = tags_hash(())

Render = Callable[[Sequence[Card]], list[Rendered]]


def said_of(rendered: Rendered, key: str) -> str:
    """Return a hash of what the source of a card says, by which a decision is seen to be about other words."""
    return said_now(rendered, key, _NO_TAGS).line


def is_about(decision: DecisionRecord, rendered: Rendered | None) -> bool:
    """Return whether a decision was made about what the source says now; None says that it says nothing of it."""
    if rendered is None:
        return not decision.said
    return is_said_again(decision.said, said_of(rendered, decision.decided))


def decision_on(named: Named, choice: Decided, fields: Mapping[str, str], date: str) -> DecisionRecord:
    """Return a decision about a card, with what finds the card again before any ledger knows its note."""
    rendered = named.rendered
    source = rendered.beneath or rendered
    card = rendered.card
    is_lone = card.made == EDITED and rendered.beneath is None
    return DecisionRecord(
        decided=named.key,
        choice=choice,
        date=date,
        item=card.item,
        type=card.note_type,
        said="" if is_lone else said_of(source, named.key),
        words=words_of(card_asks(source, "")) if card.note_type.is_from_text else {},
        place=(card.sources[0].post, *card.sources[0].headings),
        fields=dict(fields),
    )


def lone_decision(record: NoteRecord, choice: Decided, date: str) -> DecisionRecord:
    """Return a decision about a note that stands without a card: it is found by its key alone."""
    return DecisionRecord(
        decided=record.key, choice=choice, date=date, item="", type=record.type, place=record.place
    )


class Decisions:
    """The decisions of a deck, ready to be laid over its cards."""

    def __init__(
        self, definition: Definition, record: Record, items: Sequence[StudyItem], *, only_accepted: bool = False
    ) -> None:
        self._path = definition.cards_path
        self._by_key = record.decisions
        self._has_model = definition.cards.llm
        self._is_lost = not definition.cards_path.exists()
        self._only_accepted = only_accepted
        decided = {decision.item for decision in self._by_key.values()}
        self._items = {item.key: item for item in items if item.key in decided}
        self._starred = frozenset(item.key for item in items if item.star) if only_accepted else frozenset()

    def known(self, ledger: Ledger) -> Mapping[str, NoteRecord]:
        """Return the notes of a ledger, and those that are decided about and that it does not know yet.

        These are held: their cards are found again however their posts are edited before the first build.
        """
        notes = ledger.notes
        more = {
            key: NoteRecord(
                key=key,
                guid=make_guid(ledger.header.namespace, key),
                type=decision.type,
                state=State.HELD,
                words=decision.words,
                place=decision.place,
            )
            for key, decision in self._by_key.items()
            if key not in notes and decision.words and aspect_of(key) != GIVEN
        }
        found = {  # a recovered ledger has the words that were shipped alone
            key: msgspec.structs.replace(note, words=self._by_key[key].words)
            for key, note in notes.items()
            if key in self._by_key and not note.words and note.fields.get("Made") == EDITED
        }
        return {**notes, **found, **more} if more or found else notes

    def applied(
        self,
        keys: Sequence[str],
        rendered: Sequence[Rendered],
        notes: Mapping[str, NoteRecord],
        render_all: Render,
        reasons: Mapping[tuple[str, str], str],
    ) -> tuple[list[str], list[Rendered]]:
        """Return the cards with what was decided about each, and the edited ones that their source gives no more.

        ``reasons`` say why a picture is not there.
        """

        def render(cards: Sequence[Card]) -> list[Rendered]:
            return hold_without_images(render_all(cards), reasons)

        edits = {key for key, decision in self._by_key.items() if decision.choice is Decided.EDIT}
        if self._is_lost:
            edits = {key for key, note in notes.items() if note.fields.get("Made") == EDITED}
        if not (self._by_key or self._only_accepted or edits):
            return list(keys), list(rendered)
        out_keys = list(keys)
        out = [self._decided(key, each, notes.get(key), render) for key, each in zip(keys, rendered, strict=True)]
        for key in sorted(edits - set(keys)):
            lone = self._lone(key, render)
            if lone is not None:
                out_keys.append(key)
                out.append(lone)
        return out_keys, out

    def _decided(self, key: str, rendered: Rendered, note: NoteRecord | None, render: Render) -> Rendered:
        decision = self._by_key.get(key)
        if self._is_lost and note is not None and note.fields.get("Made") == EDITED:
            return _as_shipped(rendered)
        if decision is None:
            return self._undecided(rendered)
        if decision.choice is Decided.REJECT:
            is_out = rendered.card.hold is not None and rendered.card.hold.is_firm
            held = rendered if is_out else rendered.with_hold(Hold.REJECTED, REJECTED)
            return msgspec.structs.replace(held, beneath=rendered)
        if decision.choice is Decided.EDIT:
            edited = render([edited_card(rendered.card, decision.fields)])[0]
            return msgspec.structs.replace(edited, beneath=rendered)
        if not is_about(decision, rendered):  # other words than those that were accepted
            return self._undecided(rendered)
        if rendered.card.hold is None:
            accepted = msgspec.structs.replace(rendered, card=msgspec.structs.replace(rendered.card, is_wanted=True))
        else:
            accepted = render([accepted_card(rendered.card)])[0]
        return msgspec.structs.replace(accepted, beneath=rendered)

    def _undecided(self, rendered: Rendered) -> Rendered:
        """Hold a card that nobody accepted, if that is asked for; a star is how a link's reading card is accepted."""
        card = rendered.card
        if not self._only_accepted or card.hold is not None:
            return rendered
        is_starred = card.note_type is NoteType.READING and card.item in self._starred
        return rendered if is_starred else rendered.with_hold(Hold.WAITS, WAITING)

    def _lone(self, key: str, render: Render) -> Rendered | None:
        """Return an edited card of which its source says nothing any more; None where its item is gone too."""
        decision = self._by_key.get(key)
        item = self._items.get(decision.item) if decision is not None else None
        if decision is None or item is None or not decision.type.is_from_text:
            return None
        if aspect_of(key) == GIVEN and not self._has_model:
            item = msgspec.structs.replace(item, hold=Hold.SWITCH, reason="switched off (cards.llm)")
        base = lone_card(decision.type, aspect_of(key), key, item)
        return render([edited_card(base, decision.fields)])[0]

    def standing(self, standing: Mapping[str, Standing]) -> dict[str, Standing]:
        """Return the notes that stand without a card, those held that were rejected."""
        rejected = {key for key, decision in self._by_key.items() if decision.choice is Decided.REJECT}
        return {
            key: msgspec.structs.replace(here, hold=Hold.REJECTED, reason=REJECTED) if key in rejected else here
            for key, here in standing.items()
        }

    def problems(self, named: Sequence[Named]) -> list[Problem]:
        """Return a note on edited cards whose source says otherwise now, and on decisions that were lost."""
        if self._is_lost and (lost := sum(each.rendered.card.made == EDITED for each in named)):
            cards = counted(lost, "card")
            message = f"is missing: {cards} that you edited stay as they were shipped; restore it from git"
            return [self._problem(message, Severity.WARNING)]
        other = sum(
            each.rendered.card.made == EDITED
            and each.key in self._by_key
            and each.rendered.card.hold is None
            and not is_about(self._by_key[each.key], each.rendered.beneath)
            for each in named
        )
        if not other:
            return []
        message = (
            f"{counted(other, 'card')} that you edited: the source says otherwise now, and your words ship until you "
            "decide; `deckgen review` shows both"
        )
        return [self._problem(message, Severity.NOTE)]

    def _problem(self, message: str, severity: Severity) -> Problem:
        return Problem(path=str(self._path), line=0, severity=severity, code="review", message=message)


def _as_shipped(rendered: Rendered) -> Rendered:
    """Return an edited card as it was shipped last: the file that has the person's words is missing."""
    spec = spec_of(rendered.card.note_type)
    card = msgspec.structs.replace(rendered.card, made=EDITED, kept=tuple(spec.fields), gaps=(), groups=())
    return msgspec.structs.replace(rendered, card=card, beneath=rendered)
