"""A whole build from cold against bare genanki, which only writes the finished fields to one deck (P5).

Also: a build after one post was edited against a cold one (P10). CPU time, in one process, in turns.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import genanki

from bench.corpus import clone_blog
from bench.measure import Measure, timed
from deckgen.build.pipeline import Options, Plan, apply_plan, plan_build
from deckgen.cards.aspects import FORMS
from deckgen.definition import CardSwitches, Definition, ReadingCards
from deckgen.export.note_types import KEY, NOTE_TYPES, NoteTypeSpec, style, template_sides
from deckgen.files.ledger import read_ledger
from deckgen.files.store import open_store
from deckgen.identity.packed import live_notes
from deckgen.model import Note

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


def build_cold(definition: Definition) -> None:
    """Build as on a machine that has never seen the posts."""
    shutil.rmtree(definition.home)
    definition.home.mkdir()
    build(definition)


def model_of(spec: NoteTypeSpec) -> genanki.Model:
    """A note type as a program that uses genanki would write it."""
    sides = [(template.name, *template_sides(template)) for template in spec.templates]
    return genanki.Model(
        spec.id,
        str(spec.name),
        fields=[{"name": name} for name in spec.fields],
        templates=[{"name": name, "qfmt": front, "afmt": back} for name, front, back in sides],
        css=style(),
        model_type=genanki.Model.CLOZE if spec.is_cloze else genanki.Model.FRONT_BACK,
    )


def write_bare(notes: Sequence[Note], target: Path) -> None:
    """Write the same notes with nothing but genanki."""
    models = {spec.name: (model_of(spec), spec.fields) for spec in NOTE_TYPES}
    deck = genanki.Deck(1 << 40, "Blog")
    for note in notes:
        model, names = models[note.note_type]
        fields = [note.guid if name == KEY else note.fields.get(name, "") for name in names]
        deck.add_note(genanki.Note(model, fields, guid=note.guid, tags=list(note.tags), due=note.due))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it takes some of our texts for faulty HTML
        genanki.Package(deck).write_to_file(target)


def cold(blog: Path, folder: Path, *, forms: bool) -> Measure:
    """P5: everything from the posts to the package against the packaging library alone."""
    definition = define(blog, folder / "cold", forms=forms)
    definition.home.mkdir(exist_ok=True)
    build_cold(definition)
    notes = live_notes(read_ledger(definition.ledger_path))
    with mock.patch.object(tempfile, "tempdir", str(folder)):  # genanki leaves its database there
        pair = timed(lambda: build_cold(definition), lambda: write_bare(notes, folder / "bare.apkg"))
    cards, bar = ("all forms", 6.0) if forms else ("reading cards", 3.0)
    return Measure(
        "P5", f"cold build, {len(notes):,} notes, {cards} / bare genanki", pair.ratio, bar, pair.seconds
    )


def one_edited(blog: Path, folder: Path) -> Measure:
    """P10: one post edited, all others remembered, against a cold build."""
    first, second = (define(blog, folder / name, forms=True) for name in ("edited", "cold"))
    for definition in (first, second):
        definition.home.mkdir(exist_ok=True)
        build(definition)
    post = sorted((blog / "_posts").iterdir())[0]
    text = post.read_bytes()
    number = itertools.count()

    def edit_and_build() -> None:
        post.write_bytes(text + b"\nhttps://bench.example/%d\n\nAn article of today\n" % next(number))
        parsed = build(first).input.parsed
        if parsed != 1:
            raise AssertionError(f"one post was edited, but {parsed} were parsed")

    pair = timed(edit_and_build, lambda: build_cold(second))
    post.write_bytes(text)
    return Measure("P10", "one post edited, build / cold build", pair.ratio, 0.6, pair.seconds)


def measures() -> Iterator[Measure]:
    """P5 and P10."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=SECOND):
        folder = Path(name)
        blog = clone_blog(folder)
        for forms in (False, True):
            yield cold(blog, folder, forms=forms)
        yield one_edited(blog, folder)
