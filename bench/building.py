"""A build inside this process, for what asks about its notes and not about its start."""

from __future__ import annotations

from pathlib import Path

from deckgen.build.pipeline import Options, Plan, apply_plan, plan_build
from deckgen.cards.aspects import FORMS
from deckgen.definition import CardSwitches, Definition, ReadingCards
from deckgen.files.store import open_store

SECOND = "1780000000"


def define(blog: Path, home: Path, *, forms: bool) -> Definition:
    """A deck of the blog with its files in a folder."""
    return Definition(
        name="blog",
        home=home,
        deck="Blog",
        id="bench",
        posts=(str(blog / "_posts"),),
        cards=CardSwitches(reading=ReadingCards.ALL, forms=FORMS if forms else ()),
    )


def build(definition: Definition) -> Plan:
    """Build as the command does, with whatever the folder's store remembers."""
    store, _ = open_store(definition.store_path)
    with store:
        plan = plan_build(definition, Options(), store)
        apply_plan(plan, Options(allow_retire=True))
    return plan
