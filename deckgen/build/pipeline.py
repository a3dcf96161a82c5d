"""The order of the stages: the only module that knows them all.

posts -> items -> cards -> fields -> notes -> package. The ledger is renamed before the package, so that a build
that is killed between the two is finished by the next one, to the same bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.cards import link_pages, model_cards, write_cards
from deckgen.build.decided import Decisions
from deckgen.build.framing import frame_of, with_report_links
from deckgen.build.input.absent import absent_places, awaited_places
from deckgen.build.input.addresses import with_addresses
from deckgen.build.input.choices import (
    check_namespace,
    language_notes,
    new_ledger,
    reading_of,
    shared_of,
    with_choices,
    with_shared,
    with_topics,
)
from deckgen.build.input.clock import build_second, second_of, today_of
from deckgen.build.input.faulty import without_faulty
from deckgen.build.input.memory import Memory
from deckgen.build.input.naming import risky_name
from deckgen.build.input.picture_places import PicturePlaces
from deckgen.build.input.read_posts import Input, Progress, at_files, read_posts
from deckgen.build.input.translations import without_translations
from deckgen.build.input.wanted import (
    Chosen,
    form_faults,
    former_excludes,
    picked,
    picked_notes,
    starred,
    unknown_addresses,
    wanted_of,
)
from deckgen.build.ledger_check import check_ledger, check_next
from deckgen.build.overlay import lay_over, learner_of, learner_problems, stamped_for
from deckgen.build.packing import Packing, with_left_over, with_parts
from deckgen.build.parts import SplitBy, check_ledger_is_there, left_over, packages_of, parts_of
from deckgen.build.public import record_of, shared_problems, with_audience
from deckgen.build.report import Report, links_of, report_of, without_notes
from deckgen.build.sent_again import resent_notes, unfit_notes, unfit_problems
from deckgen.build.standing import resting_elsewhere, standing_notes
from deckgen.cards.aspects import check_open
from deckgen.cards.forms.own import ASPECT as OWN
from deckgen.cards.forms.own import Marks, marks_of
from deckgen.cards.forms.own_faults import bare_questions, own_faults
from deckgen.cards.own_posts import with_own_posts
from deckgen.cards.passages import with_passages
from deckgen.definition import Definition, Order
from deckgen.export.fields import Frame, deep_decks, render_cards
from deckgen.export.images import Images, hold_without_images, with_shipped_images
from deckgen.export.shipped import ShippedPictures
from deckgen.files.cards import Record
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.garbage import no_collection
from deckgen.files.learner import Learner
from deckgen.files.ledger import read_joined, write_ledger
from deckgen.files.pages import Pages
from deckgen.files.picks import Picks, read_picks
from deckgen.files.records import ItemRecord, Ledger
from deckgen.files.store import Store
from deckgen.identity.cards import shipped_questions
from deckgen.identity.dead_links import addresses_of, dead_links
from deckgen.identity.keys import Surroundings, match_keys
from deckgen.identity.links import other_names
from deckgen.identity.look_alikes import look_alikes
from deckgen.identity.notes import (
    Identified,
    Named,
    Rules,
    identify,
    retires_too_much,
)
from deckgen.identity.packed import changed_since, live_notes
from deckgen.identity.said import tags_hash
from deckgen.identity.sections import Hashes, hashes_of, name_sections, untouched_sections
from deckgen.identity.standing import Standing, Texts
from deckgen.identity.twins import hold_twins, one_a_note
from deckgen.items import find_places, in_order, study_items
from deckgen.model import Problem, Rendered, StudyItem
from deckgen.posts.asking.order import with_asked_posts
from deckgen.urls import canonical_url

Known = tuple[Ledger, tuple[Problem, ...]]
"""A ledger, and what was joined when it was read."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks of a build."""

    allow_retire: bool = False
    redeck: bool = False
    since: str = ""  # ISO date: an update pack instead of the full package
    resend: tuple[str, ...] = ()  # targets, as in picks, of notes to send again
    only_accepted: bool = False  # ship for the first time what a person accepted, and nothing else
    split: str = ""  # a SplitBy: a package for each
    into: str = ""  # the folder of these; empty: the deck's own

    def folder(self, definition: Definition) -> Path:
        """Return where the parts of a deck go."""
        return Path(self.into) if self.into else definition.home


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a build is going to do, before anything is written."""

    definition: Definition
    record: Record  # what a model was asked
    input: Input
    items: tuple[StudyItem, ...]
    named: tuple[Named, ...]  # every card that was worded, shipped or not
    identified: Identified
    problems: tuple[Problem, ...]
    second: int
    learner: Learner  # whose package it is
    media: dict[str, Path] = {}  # by the name in the fields
    sought: frozenset[Path] = frozenset()  # where pictures and folders would lie that are not there


def quiet(_step: str, _done: int, _all: int) -> None:
    """Report progress to nobody."""


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What the posts hold, before any card is worded."""

    input: Input
    items: tuple[StudyItem, ...]
    picks: Picks
    ledger: Ledger  # as the last build left it, with the choices of this one
    sections: Mapping[str, ItemRecord]  # as the last build knew them
    problems: tuple[Problem, ...]


def collect(definition: Definition, store: Store, progress: Progress = quiet) -> Collected:
    """Read the posts; return their study items, with picks and switches applied. Nothing is written."""
    known = _ledger(definition)
    given = read_posts(definition, store, today_of(build_second()), progress)
    found = without_faulty(given, lambda posts: _collected(definition, store, known, posts))
    return msgspec.structs.replace(found, problems=at_files(found.problems, found.input.folders))


def _collected(definition: Definition, store: Store, known: Known, given: Input) -> Collected:
    ledger, merged = known
    given = without_translations(given, definition, ledger)
    posts, shared = with_asked_posts(given.posts, shared_of(ledger), shipped_questions(ledger.notes.values()))
    given, ledger = msgspec.structs.replace(given, posts=posts), with_shared(ledger, shared)
    ledger = with_topics(ledger, definition, given.posts)
    wanted = wanted_of(definition, given.posts, ledger)
    items = study_items(find_places(given.posts, wanted), wanted)
    ledger = with_choices(ledger, definition, given.posts, items)
    read = [*language_notes(ledger, definition, given.posts, items), *former_excludes(definition, given.posts)]
    read += absent_places(definition, given.folders)
    sections = ledger.items
    memory = Memory[Hashes](store, f"sections:{definition.ledger_path.name}", Hashes)
    items, records = name_sections(items, sections, given.absent, functools.partial(memory.of_texts, hashes_of))
    memory.keep()
    ledger = msgspec.structs.replace(ledger, items=records)
    picks, faults = read_picks(definition.picks_path, canonical_url)
    ledger, moved = with_addresses(ledger, items, picks, given, sections, definition.picks_path)
    chosen = Chosen(picks, items, ledger)
    held = starred(picked(items, chosen, reading_of(definition, ledger)), chosen)
    faults += chosen.idle_stars(held, str(definition.picks_path))
    faults += form_faults(picks, str(definition.picks_path))
    faults += unknown_addresses(picks, items, ledger.notes, str(definition.picks_path))
    problems = (*definition.notes, *merged, *given.problems, *faults, *moved, *read)
    return Collected(
        input=given, items=tuple(held), picks=picks, ledger=ledger, sections=sections, problems=problems
    )


def _ledger(definition: Definition) -> Known:
    try:
        ledger, merged = read_joined(definition.ledger_path)
    except FileNotFoundError:
        if definition.output_path.exists():
            raise _lost_ledger(definition) from None
        return new_ledger(definition), ()
    check_namespace(definition, ledger)
    check_ledger(str(definition.ledger_path), ledger)
    return ledger, merged


def _lost_ledger(definition: Definition) -> DeckgenError:
    message = (
        f"there is {definition.output_path.name} but no {definition.ledger_path.name}: built without it, reworded "
        "cards would lose their progress. Restore it from git, or rebuild it with: deckgen build --recover "
        f"{definition.output_path}; if this package is another deck's, name another one with -o"
    )
    return refusal(definition.ledger_path, "no-ledger", message)


def plan_build(definition: Definition, options: Options, store: Store, progress: Progress = quiet) -> Plan:
    """Decide all that a build is going to do. Nothing is written."""
    with no_collection():
        if options.split:
            check_ledger_is_there(definition, options.folder(definition))
        known = _ledger(definition)
        given = read_posts(definition, store, today_of(build_second()), progress)
        return without_faulty(given, lambda posts: _planned(definition, options, store, known, posts))


def _planned(definition: Definition, options: Options, store: Store, known: Known, given: Input) -> Plan:
    found, second = _collected(definition, store, known, given), build_second()
    names = other_names(found.items, found.ledger.notes)
    record = record_of(definition).under_names_of_now(names)
    frame, notes = frame_of(definition, found.ledger.header, found.input), found.ledger.notes
    marks, pages = marks_of(found.items), link_pages(definition, Pages(store, names))
    worded = write_cards(definition, found.items, found.ledger, store, pages, frame.sources, marks)
    worded += model_cards(definition, found.items, record)
    cards = with_own_posts(with_passages(worded, found.items), found.items)
    images = Images(PicturePlaces(definition).of, found.input.folders, _shipped_pictures(definition, options))
    rendered = hold_without_images(render_cards(cards, frame, images.name_of), images.reasons)
    posts = frozenset(post.path for post in found.input.posts) | found.input.absent
    around = Surroundings(posts=posts, items=found.items, sections=found.sections)
    decisions = Decisions(definition, record, found.items, only_accepted=options.only_accepted)
    keys = match_keys(rendered, decisions.known(found.ledger), around)
    check_open(ready.card for key, ready in zip(keys, rendered, strict=True) if key not in notes)
    again = functools.partial(render_cards, frame=frame, images=images.name_of)
    keys, rendered = decisions.applied(keys, rendered, notes, again, images.reasons)
    rendered, missing = with_shipped_images(rendered, [notes.get(key) for key in keys], images, again)
    texts = Texts(found.items, found.sections, list(zip(rendered, map(notes.get, keys), strict=True)))
    left = [notes[key] for key in sorted(notes.keys() - set(keys))]
    standing, lost = standing_notes(definition, texts, left, record, found.picks)
    standing = decisions.standing(standing)
    named = _one_each(definition, found, zip(keys, rendered, strict=True), standing)
    resent, astray = resent_notes(named, notes, options.resend, dead := _dead(found, frame, named))
    rest = resting_elsewhere(named, notes, texts)
    rules = _rules(definition, options, found, second, resend=resent, dead=dead, unmoved=rest)
    learner = learner_of(definition, found.ledger)
    identified = identify(named, found.ledger, rules, standing)
    identified = stamped_for(learner, with_audience(definition, identified, second, record), second)
    check_next(str(definition.ledger_path), found.ledger, identified.ledger)
    images.look_in(found.items, identified.ledger.notes.values())
    lost += images.add_shipped(identified.ledger.notes.values())
    problems = [*found.problems, *missing, *lost, *astray, *_own_faults(definition, found, named, marks)]
    problems += [*deep_decks(rendered, frame), *decisions.problems(named), *risky_name(definition.output_path)]
    problems += shared_problems(definition, identified, record)
    problems += learner_problems(definition, learner, identified.ledger)
    problems += unfit_problems(str(definition.ledger_path), rules.unfit, identified) + look_alikes(identified, named)
    return Plan(
        definition=definition,
        record=record,
        input=found.input,
        items=found.items,
        named=tuple(named),
        identified=identified,
        problems=tuple(sorted(at_files(problems, found.input.folders))),
        second=second,
        learner=learner,
        media=images.files, sought=frozenset([*images.sought, *awaited_places(definition, found.input.folders)]),
    )


def _one_each(
    definition: Definition, found: Collected, keyed: Iterable[tuple[str, Rendered]], standing: Mapping[str, Standing]
) -> list[Named]:
    """Return one card for each note and question, as the picks want it; ``standing`` are notes without a card."""
    notes = found.ledger.notes
    named = one_a_note([Named(key=key, rendered=card) for key, card in keyed], notes)
    named = hold_twins(named, notes, [notes[key] for key, here in standing.items() if here.hold is None])
    named = picked_notes(named, found.picks, notes, found.ledger.header.namespace)
    return with_report_links(named, found.ledger, definition)


def _dead(found: Collected, frame: Frame, named: Sequence[Named]) -> frozenset[str]:
    """Return the keys of the notes that lead to an address that is gone; of posts that are not there nobody knows."""
    is_known = found.input.is_whole and not found.input.absent
    return dead_links(named, found.ledger.notes, addresses_of(frame.sources.values())) if is_known else frozenset()


def _rules(
    definition: Definition, options: Options, found: Collected, second: int, **notes: frozenset[str]
) -> Rules:
    """Return how this build treats what the ledger knows; ``notes`` are the rules for some, by their keys."""
    is_newest = definition.order is Order.NEWEST
    rules = Rules(
        second=second,
        newest_first=tuple(post.path for post in reversed(in_order(found.input.posts))) if is_newest else (),
        starred=frozenset(item.key for item in found.items if item.star),
        redeck=options.redeck,
        absent=found.input.absent,
        read=frozenset(post.path for post in found.input.posts) - found.input.absent,
        retire_nothing=not found.input.is_whole,
        tags=tags_hash(definition.tags),
        untouched=untouched_sections(found.sections, found.ledger.items),
        unfit=unfit_notes(found.ledger.notes),
    )
    return msgspec.structs.replace(rules, **notes)


def _own_faults(definition: Definition, found: Collected, named: Sequence[Named], marks: Marks) -> list[Problem]:
    own = [note.rendered.card for note in named if note.rendered.card.aspect == OWN]
    return own_faults(found.items, own, marks) + bare_questions(found.input.posts) if definition.cards.own else []


def apply_plan(plan: Plan, options: Options) -> Report:
    """Write what a plan decided: the ledger, then the package, each only if it is another file than before."""
    check_retired(plan, options)
    with no_collection():
        return _applied(plan, options)


def _applied(plan: Plan, options: Options) -> Report:
    definition, ledger = plan.definition, plan.identified.ledger
    target = update_path(definition) if options.since else definition.output_path
    target = options.folder(definition) if options.split else target
    notes = changed_since(ledger, second_of(options.since)) if options.since else live_notes(ledger)
    if not ledger.notes and not definition.ledger_path.exists():  # no choice is made for ever by a build of nothing
        deck = str(definition.path or definition.posts[0])
        return without_notes(_report(plan, target), deck, plan.items)
    target.parent.mkdir(parents=True, exist_ok=True)
    if options.since and not notes:  # an empty pack would only take the place of a good one
        write_ledger(definition.ledger_path, ledger)
        return _report(plan, target)
    packing = Packing(
        definition=definition,
        ledger=ledger,
        laid=lay_over(notes, plan.learner, _shipped_pictures(definition, options)),
        media=plan.media,
        second=plan.second,
    )
    shipped = len(packing.laid.notes)
    if not options.split:
        written = packing.write(target)
        return _report(plan, target, shipped=shipped, written=written)
    by, name = SplitBy(options.split), definition.name
    parts = parts_of(packing.spelled(), by, ledger, plan.named, (target, name), update=bool(options.since))
    report = with_parts(_report(plan, target, shipped=shipped), packing.write_parts(parts, target))
    return report if options.since else with_left_over(report, left_over(target, name, ledger.header.namespace, parts))


def _shipped_pictures(definition: Definition, options: Options) -> ShippedPictures:
    parts = packages_of(options.folder(definition), definition.name) if options.split else ()
    return ShippedPictures([definition.output_path, *parts], definition.store_path)


def _report(plan: Plan, target: Path, *, shipped: int = 0, written: bool = False) -> Report:
    return report_of(
        plan.identified.changes,
        plan.problems,
        deck=plan.definition.deck,
        output=str(target),
        shipped=shipped,
        written=written,
        links=links_of(plan.identified.changes, plan.items, plan.definition.picks_path.name),
    )


def plan_report(plan: Plan) -> Report:
    """Count what a plan would do."""
    return _report(plan, plan.definition.output_path)


def update_path(definition: Definition) -> Path:
    """Return where an update pack goes: NAME-update.apkg; with a definition, ``-o`` may say otherwise."""
    if definition.path is not None and definition.output is not None:
        return definition.output
    return definition.home / f"{definition.name}-update.apkg"


def check_retired(plan: Plan, options: Options) -> None:
    """Raise a DeckgenError where a build would retire a large part of the deck."""
    too_much = retires_too_much(plan.identified.changes)
    if options.allow_retire or too_much is None:
        return
    message = (
        f"this build would retire {too_much[0]} of {too_much[1]} notes, because their posts no longer hold them. If "
        "that is meant, build with --allow-retire; if not, check `posts:`. Nothing was written"
    )
    retire = refusal(plan.definition.path or plan.definition.output_path, "retire", message)
    raise DeckgenError((*plan.problems, *retire.problems))
