"""What there is to do after a build: what a model could be asked, and about what that costs. Asks nobody."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator

from deckgen.build.pipeline import Plan
from deckgen.build.write.server import server_of
from deckgen.build.write.session import Session, Wish
from deckgen.definition import Definition
from deckgen.files.errors import DeckgenError
from deckgen.files.records import State
from deckgen.files.store import Store
from deckgen.language.plurals import counted
from deckgen.llm.sources import SECTION
from deckgen.model import Hold

FEW = 60
"""Requests that tell the cost of thousands well enough for a line."""


def deck_argument(definition: Definition) -> str:
    """Return the arguments that mean this deck on the command line."""
    place = definition.path or definition.posts[0]
    words = [os.path.relpath(place)]
    if definition.path is None and definition.output is not None:
        words += ["-o", os.path.relpath(definition.output)]
    return shlex.join(words)


def next_steps(plan: Plan, store: Store, base_url: str) -> Iterator[str]:
    """Yield what there is to do next, a sentence each; ``base_url`` is the environment's server of models."""
    definition, deck = plan.definition, deck_argument(plan.definition)
    if held := _held_by_a_check(plan):
        shown = f"shows {counted(held, 'card')} that a check holds, each with its reason"
        is_reviewed = definition.path is not None
        listed = f"`deckgen status {deck} --held` {shown}"
        yield f"`deckgen review {deck}` {shown}; a key lets it in" if is_reviewed else listed
    try:
        session = Session(plan, store, server_of(definition, base_url), Wish())
    except DeckgenError:  # a prompt or a server that cannot be used: `write` says what is wrong
        return
    tasks = session.plan.tasks
    if not tasks:
        return
    live = {change.after.key for change in plan.identified.changes if change.after.state is State.LIVE}
    text = (note for note in plan.named if note.rendered.card.note_type.is_from_text)
    with_card = {note.rendered.card.item for note in text if note.key in live}
    bare = sum(item not in with_card for task in tasks if task.candidate.use == SECTION for item in task.items)
    more = session.plan.items - bare
    others = f" and {counted(more, 'more item')}" if more else ""
    about = f"them{others}" if bare else counted(more, "item")
    cost = _cost(session.offer(None, looked_at=FEW).expected.usd)
    lead = f"{counted(bare, 'section')} {'has' if bare == 1 else 'have'} no card yet; " if bare else ""
    few = session.silent
    rest = f"; {counted(few, 'section')} state{'s' * (few == 1)} nothing to ask about" if few else ""
    yield f"{lead}`deckgen write {deck} --dry-run` would ask a model about {about}, {cost}{rest}"


def _held_by_a_check(plan: Plan) -> int:
    """Count the cards that nobody has and that a check keeps out: a person may see it otherwise."""
    held = {
        change.after.key
        for change in plan.identified.changes
        if change.after.state is State.HELD and not change.after.mod
    }
    return sum(note.key in held and note.rendered.card.hold in (Hold.GATE, Hold.FATAL) for note in plan.named)


def _cost(usd: float | None) -> str:
    """Say about what a model asks for its answers."""
    if usd is None:
        return "at a price that is not known"
    if usd == 0:
        return "at no cost"
    return f"about ${usd:,.2f}" if usd >= 0.01 else "less than $0.01"
