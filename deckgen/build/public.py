"""A deck for everybody (``audience: public``): what of the cards file and of earlier builds does not go into it."""

from __future__ import annotations

from deckgen.definition import Audience, Definition
from deckgen.files import shared_cards
from deckgen.files.cards import Record, read_cards
from deckgen.identity import shared
from deckgen.identity.notes import Identified
from deckgen.language.plurals import counted
from deckgen.model import EDITED, Problem, Severity

CODE = "public"


def record_of(definition: Definition) -> Record:
    """Return what a model was asked and a person decided, as this deck's audience may see it."""
    record = read_cards(definition.cards_path)
    return shared_cards.for_everybody(record) if definition.audience is Audience.PUBLIC else record


def tells_too_much(definition: Definition) -> bool:
    """Return whether the cards file of a public deck holds passages of pages, from when it was private."""
    if definition.audience is not Audience.PUBLIC:
        return False
    record = read_cards(definition.cards_path)
    return shared_cards.for_everybody(record) is not record


def with_audience(definition: Definition, identified: Identified, second: int, record: Record) -> Identified:
    """Return the notes of a build without what its audience may not see; ``second`` is the build's."""
    if definition.audience is not Audience.PUBLIC:
        return identified
    return shared.for_everybody(identified, second, _own_details(definition, identified, record))


def _own_details(definition: Definition, identified: Identified, record: Record) -> frozenset[str]:
    """Return the keys of cards whose detail is a person's; without the file that tells it, of all that they edited."""
    if definition.cards_path.exists():
        return frozenset(key for key, decision in record.decisions.items() if "Detail" in decision.fields)
    notes = identified.ledger.notes.items()
    return frozenset(key for key, note in notes if note.fields.get("Made") == EDITED)


def shared_problems(definition: Definition, identified: Identified, record: Record) -> list[Problem]:
    """Return what is said where an earlier, private build left what a public deck may not hold."""
    if definition.audience is not Audience.PUBLIC:
        return []
    found = []
    if count := shared.taken_out(identified, _own_details(definition, identified, record)):
        message = (
            f"{counted(count, 'note')} of before held text of other people's pages, or links into your vault; this "
            "build takes it out (audience: public). What was committed or handed out before is still there"
        )
        found.append(_problem(str(definition.ledger_path), Severity.NOTE, message))
    if tells_too_much(definition):
        message = (
            "holds passages of other people's pages, from when the deck was private: no package has them, but this "
            "file has; `deckgen write` or a decision in `deckgen review` takes them out"
        )
        found.append(_problem(str(definition.cards_path), Severity.WARNING, message))
    return found


def _problem(path: str, severity: Severity, message: str) -> Problem:
    return Problem(path=path, line=0, severity=severity, code=CODE, message=message)
