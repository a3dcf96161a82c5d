"""The order of the stages: the only module that knows them all.

posts -> items -> cards -> fields -> notes -> package. The ledger is renamed before the package, so that a build
that is killed between the two is finished by the next one, to the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen import __version__
from deckgen.build.choices import check_namespace, new_ledger, with_choices
from deckgen.build.clock import build_second, second_of, today_of
from deckgen.build.ledger_check import check_ledger, check_next
from deckgen.build.read_posts import Input, Progress, read_posts
from deckgen.build.recover import package_conf
from deckgen.build.remembered import worded_cards
from deckgen.build.report import Report, report_of
from deckgen.build.wanted import picked, picked_notes, starred, wanted_of
from deckgen.cards.aspects import may_ask
from deckgen.cards.forms.own import ASPECT as OWN
from deckgen.cards.forms.own import own_cards
from deckgen.cards.forms.own_faults import own_faults
from deckgen.cards.gates import gated, switched_off
from deckgen.cards.reading import reading_cards, topic_cards
from deckgen.cards.recorded import recorded_cards
from deckgen.cards.speech import Speech
from deckgen.definition import Audience, Definition, Order, ReadingCards
from deckgen.export.fields import Frame, render_cards
from deckgen.export.images import Images, hold_without_images
from deckgen.files.cards import Record, read_cards
from deckgen.files.errors import DeckgenError
from deckgen.files.garbage import no_collection
from deckgen.files.ledger import read_joined, write_ledger
from deckgen.files.pages import Pages
from deckgen.files.picks import Picks, read_picks
from deckgen.files.records import ItemRecord, Ledger, LedgerHeader, State
from deckgen.files.stamp import Seen, encode_stamp, make_stamp, see
from deckgen.files.store import Store
from deckgen.identity.cards import GIVEN, aspect_of, is_text_card
from deckgen.identity.keys import match_keys
from deckgen.identity.notes import (
    Identified,
    Named,
    Rules,
    changed_since,
    identify,
    live_notes,
    retires_too_much,
)
from deckgen.identity.sections import name_sections
from deckgen.identity.standing import Standing, standing_notes
from deckgen.identity.twins import hold_twins
from deckgen.items import find_places, study_items
from deckgen.language.phrases import Phrases, phrases
from deckgen.language.plurals import counted
from deckgen.model import Card, NoteType, Page, Post, Problem, Severity, StudyItem
from deckgen.posts.site import config_files, find_site, publish
from deckgen.urls import canonical_url

FORMS = "cards.forms"
"""The switch of the laid-out forms, as people know it."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks of a build."""

    allow_retire: bool = False
    redeck: bool = False
    since: str = ""  # ISO date: an update pack instead of the full package


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
    media: dict[str, Path] = {}  # by the name in the fields


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
    """Read the posts and give their study items, with picks and switches applied; writes nothing."""
    ledger, merged = _ledger(definition)
    given = read_posts(definition, store, today_of(build_second()), progress)
    wanted = wanted_of(definition)
    items = study_items(find_places(given.posts, wanted), wanted)
    ledger = with_choices(ledger, definition, given.posts, items)
    sections = ledger.items
    items, records = name_sections(items, sections)
    ledger = msgspec.structs.replace(ledger, items=records)
    picks, faults = read_picks(definition.picks_path, canonical_url)
    held = picked(items, picks, definition.cards.reading, ledger.header.namespace)
    items = starred(held, picks, ledger.header.namespace)
    problems = (*definition.notes, *merged, *given.problems, *faults)
    return Collected(
        input=given, items=tuple(items), picks=picks, ledger=ledger, sections=sections, problems=problems
    )


def _ledger(definition: Definition) -> tuple[Ledger, tuple[Problem, ...]]:
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
    path = str(definition.ledger_path)
    return DeckgenError((Problem(path=path, line=0, severity=Severity.ERROR, code="no-ledger", message=message),))


def plan_build(definition: Definition, options: Options, store: Store, progress: Progress = quiet) -> Plan:
    """Decide all that a build is going to do; writes nothing."""
    with no_collection():
        return _planned(definition, options, store, progress)


def _planned(definition: Definition, options: Options, store: Store, progress: Progress) -> Plan:
    found = collect(definition, store, progress)
    second = build_second()
    pages = link_pages(definition, store)
    record = read_cards(definition.cards_path)
    cards = write_cards(definition, found.items, found.ledger, store, pages)
    cards += _model_cards(definition, found.items, record)
    images = Images(definition.media, found.input.folders, definition.posts)
    rendered = render_cards(cards, _frame(definition, found.ledger.header, found.input.posts), images.name_of)
    rendered, missing = hold_without_images(rendered, images.reasons)
    keys = match_keys(rendered, found.ledger.notes)
    notes = found.ledger.notes
    standing, lost = _standing(definition, notes.keys() - set(keys), found, record)
    named = [Named(key=key, rendered=one) for key, one in zip(keys, rendered, strict=True)]
    named = hold_twins(named, notes, [notes[key] for key, here in standing.items() if here.hold is None])
    named = picked_notes(named, found.picks, notes, found.ledger.header.namespace)
    rules = Rules(
        second=second,
        newest_first=definition.order is Order.NEWEST,
        redeck=options.redeck,
        absent=found.input.absent,
        read=frozenset(post.path for post in found.input.posts) - found.input.absent,
        retire_nothing=not found.input.is_whole,
    )
    identified = identify(named, found.ledger, rules, standing)
    check_next(str(definition.ledger_path), found.ledger, identified.ledger)
    problems = [*found.problems, *missing, *lost, *_own_faults(definition, found.items, named)]
    return Plan(
        definition=definition,
        record=record,
        input=found.input,
        items=found.items,
        named=tuple(named),
        identified=identified,
        problems=tuple(sorted(problems)),
        second=second,
        media=images.files,
    )


def _own_faults(definition: Definition, items: Sequence[StudyItem], named: Sequence[Named]) -> list[Problem]:
    own = [one.rendered.card for one in named if one.rendered.card.aspect == OWN]
    return own_faults(items, own) if definition.cards.own else []


def _standing(
    definition: Definition, keys: Collection[str], found: Collected, written: Record
) -> tuple[dict[str, Standing], list[Problem]]:
    """Return the notes that no card words and that stay all the same, and what is wrong about that."""
    switches, items, sections = definition.cards, found.items, found.sections
    records = [found.ledger.notes[key] for key in sorted(keys)]
    others = [record for record in records if aspect_of(record.key) != GIVEN]
    off = {record.key for record in others if not may_ask(aspect_of(record.key), switches.forms)}
    standing = standing_notes(others, items, sections, off=off, switch=FORMS)
    model = [one for one in records if aspect_of(one.key) == GIVEN and one.mod and one.state is not State.RETIRED]
    if not model:
        return standing, []
    if definition.cards_path.exists():  # what it names has moved; what it does not name any more is gone
        moved = [record for record in model if record.key in written.cards]
        off = set() if switches.llm else {record.key for record in moved}
        return standing | standing_notes(moved, items, sections, off=off, switch="cards.llm"), []
    # The file is an input like any other: what is absent keeps the content last shipped.
    message = f"is missing: {counted(len(model), 'card')} of a model's stay as they were shipped; restore it from git"
    path = str(definition.cards_path)
    lost = Problem(path=path, line=0, severity=Severity.WARNING, code="cards", message=message)
    return standing | {record.key: Standing(record.place) for record in model}, [lost]


def link_pages(definition: Definition, store: Store) -> dict[str, Page] | None:
    """Return what the store knows of the links' pages; None where the deck may hold nothing of other people's."""
    if definition.audience is Audience.PUBLIC:
        return None
    return {
        url: Page(author=record.author, date=record.date, digest=record.digest)
        for url, record in Pages(store).records().items()
        if record.kept
    }


def write_cards(
    definition: Definition,
    items: Sequence[StudyItem],
    ledger: Ledger,
    store: Store,
    pages: Mapping[str, Page] | None,
) -> list[Card]:
    """Word the cards of all items, in reading order."""
    words = phrases(ledger.header.choices["language"])
    speech = Speech(words, items, ledger.notes, by_post=not definition.language)
    cards = reading_cards(items, speech, pages)
    by_topic = definition.cards.reading is ReadingCards.TOPIC
    if by_topic or any(record.type is NoteType.TOPIC for record in ledger.notes.values()):
        cards += topic_cards(items, speech, is_wanted=by_topic)
    own = gated(list(own_cards(items)))
    cards += own if definition.cards.own else [switched_off(card, "cards.own") for card in own]
    return cards + _rule_cards(definition, items, words, ledger, store)


def _model_cards(definition: Definition, items: Sequence[StudyItem], record: Record) -> list[Card]:
    """Return the cards that a model wrote, as they were recorded: nothing is asked here."""
    cards = gated(recorded_cards(record, items, is_public=definition.audience is Audience.PUBLIC))
    return cards if definition.cards.llm else [switched_off(card, "cards.llm") for card in cards]


def _rule_cards(
    definition: Definition, items: Sequence[StudyItem], words: Phrases, ledger: Ledger, store: Store
) -> list[Card]:
    """Word the cards of the forms; what a switch keeps out is worded too where learners may have it."""
    switches = definition.cards
    if not switches.forms and not any(is_text_card(record.type) for record in ledger.notes.values()):
        return []
    cards = worded_cards(items, words, store, definition.ledger_path.name)
    return [card if card.form in switches.forms else switched_off(card, FORMS) for card in cards]


def _frame(definition: Definition, header: LedgerHeader, posts: Sequence[Post]) -> Frame:
    site = find_site(definition.site, definition.permalink, definition.posts)
    return Frame(
        deck=definition.deck,
        subdecks=tuple(filter(None, header.choices["subdecks"].split(","))),
        reading_deck=header.choices["reading"],
        question_deck=header.choices["questions"],
        language=header.choices["language"],
        tags=definition.tags,
        sources=publish(posts, site),
    )


def apply_plan(plan: Plan, options: Options) -> Report:
    """Write what a plan decided: the ledger, then the package, each only if it is another file than before."""
    _guard(plan, options)
    with no_collection():
        return _applied(plan, options)


def _applied(plan: Plan, options: Options) -> Report:
    from deckgen.export.apkg import write_package  # genanki is heavy, and a diff does not need it

    definition, ledger = plan.definition, plan.identified.ledger
    target = update_path(definition) if options.since else definition.output_path
    notes = changed_since(ledger, second_of(options.since)) if options.since else live_notes(ledger)
    target.parent.mkdir(parents=True, exist_ok=True)
    if options.since and not notes:  # an empty pack would only take the place of a good one
        write_ledger(definition.ledger_path, ledger)
        return _report(plan, target)
    wanted = {name for note in notes for name in note.media}
    written = write_package(
        notes,
        target,
        media={name: path for name, path in plan.media.items() if name in wanted},
        conf=package_conf(ledger),
        stamp=max([plan.second, *(note.mod for note in notes)]),
        before_replace=lambda: write_ledger(definition.ledger_path, ledger),
    )
    return _report(plan, target, shipped=len(notes), written=written)


def _report(plan: Plan, target: Path, *, shipped: int = 0, written: bool = False) -> Report:
    return report_of(
        plan.identified.changes,
        plan.problems,
        deck=plan.definition.deck,
        output=str(target),
        shipped=shipped,
        written=written,
    )


def plan_report(plan: Plan) -> Report:
    """Count what a plan would do."""
    return _report(plan, plan.definition.output_path)


def update_path(definition: Definition) -> Path:
    """Return where an update pack goes: NAME-update.apkg; with a definition, ``-o`` may say otherwise."""
    if definition.path is not None and definition.output is not None:
        return definition.output
    return definition.home / f"{definition.name}-update.apkg"


def _guard(plan: Plan, options: Options) -> None:
    """Stop a build that would retire a large part of the deck."""
    too_much = retires_too_much(plan.identified.changes)
    if options.allow_retire or too_much is None:
        return
    message = (
        f"this build would retire {too_much[0]} of {too_much[1]} notes, because their posts no longer hold them. If "
        "that is meant, build with --allow-retire; if not, check `posts:`. Nothing was written"
    )
    path = str(plan.definition.path or plan.definition.output_path)
    problem = Problem(path=path, line=0, severity=Severity.ERROR, code="retire", message=message)
    raise DeckgenError((*plan.problems, problem))


def watch(definition: Definition) -> list[Seen]:
    """Look at the small files that a build depends on, before it reads them."""
    files = [definition.picks_path, definition.cards_path, *config_files(definition.posts)]
    if definition.path is not None:
        files.append(definition.path)
    return [see(file) for file in files]


def leave_stamp(
    plan: Plan, report: Report, store: Store, watched: Sequence[Seen], *, key: str, options: str
) -> None:
    """Note what this build depended on and made, so that the next one knows if there is anything to do."""
    definition = plan.definition
    stamp = make_stamp(
        version=__version__,
        options=options,
        looked_ns=plan.input.looked_ns,
        next_due=plan.input.next_due,
        patterns=definition.posts,
        posts=plan.input.seen,
        others=[*watched, *map(see, plan.media.values()), see(definition.ledger_path), see(report.output)],
    )
    if plan.input.is_whole:
        store.put_stamp(key, encode_stamp(stamp))
