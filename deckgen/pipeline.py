"""The order of the stages: the only module that knows them all.

posts -> items -> cards -> fields -> notes -> package. The ledger is renamed before the package, so that a build
that is killed between the two is finished by the next one, to the same bytes.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from deckgen import __version__
from deckgen.choices import check_namespace, new_ledger, with_choices
from deckgen.definition import Definition, Order, ReadingCards, Topics
from deckgen.export.fields import Frame, render_cards
from deckgen.files.atomic import write_atomic
from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import ledger_bytes, read_ledger
from deckgen.files.picks import Choice, Picks, read_picks
from deckgen.files.stamp import Seen, encode_stamp, make_stamp, see
from deckgen.files.store import Store
from deckgen.identity import Identified, Named, Rules, identify, live_notes, make_guid, retiring
from deckgen.items import Wanted, find_places, hold_items, study_items
from deckgen.matching import match_keys
from deckgen.model import (
    Card,
    Hold,
    ItemKind,
    Ledger,
    LedgerHeader,
    NoteType,
    Post,
    Problem,
    Severity,
    Source,
    State,
    StudyItem,
)
from deckgen.posts.site import config_files, find_site, publish
from deckgen.read import Input, Progress, read_posts
from deckgen.urls import canonical_url
from deckgen.writers.phrases import phrases
from deckgen.writers.reading import reading_cards, topic_cards


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks of a build."""

    allow_retire: bool = False
    redeck: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a build is going to do, before anything is written."""

    definition: Definition
    input: Input
    items: tuple[StudyItem, ...]
    identified: Identified
    problems: tuple[Problem, ...]
    second: int
    media: dict[str, Path] = {}  # by the name in the fields


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did, or a diff would do, in numbers."""

    deck: str
    output: str
    notes: int
    new: int
    updated: int
    unchanged: int
    moved: int
    held: int
    retired: int
    revived: int
    retiring: int  # with this build
    written: bool  # whether the package is another file now
    problems: tuple[Problem, ...] = ()


def build_second() -> int:
    """Give the second of this build: SOURCE_DATE_EPOCH, else the clock's."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdigit() else int(time.time())


def today_of(second: int) -> datetime.date:
    """Give the day of a build second: by UTC where it is given, so that all machines agree, else the local one."""
    zone = datetime.UTC if os.environ.get("SOURCE_DATE_EPOCH", "").isdigit() else None
    return datetime.datetime.fromtimestamp(second, tz=zone).date()


def quiet(_step: str, _done: int, _all: int) -> None:
    """Report progress to nobody."""


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What the posts hold, before any card is worded."""

    input: Input
    items: tuple[StudyItem, ...]
    ledger: Ledger  # as the last build left it, with the choices of this one
    problems: tuple[Problem, ...]


def collect(definition: Definition, store: Store, progress: Progress = quiet) -> Collected:
    """Read the posts and give their study items, with picks and switches applied; writes nothing."""
    ledger = _ledger(definition)
    given = read_posts(definition, store, today_of(build_second()), progress)
    wanted = _wanted(definition)
    items = study_items(find_places(given.posts, wanted), wanted)
    ledger = with_choices(ledger, definition, given.posts, items)
    picks, faults = read_picks(definition.picks_path, canonical_url)
    held = _picked(items, picks, definition.cards.reading, ledger.header.namespace)
    return Collected(input=given, items=tuple(held), ledger=ledger, problems=(*given.problems, *faults))


def _ledger(definition: Definition) -> Ledger:
    try:
        ledger = read_ledger(definition.ledger_path)
    except FileNotFoundError:
        if definition.output_path.exists():
            raise _lost_ledger(definition) from None
        return new_ledger(definition)
    check_namespace(definition, ledger)
    return ledger


def _lost_ledger(definition: Definition) -> DeckgenError:
    message = (
        f"there is {definition.output_path.name} but no {definition.ledger_path.name}: built without it, reworded "
        "cards would lose their progress. Restore it from git; if this package is another one's, name another with -o"
    )
    path = str(definition.ledger_path)
    return DeckgenError((Problem(path=path, line=0, severity=Severity.ERROR, code="no-ledger", message=message),))


def _wanted(definition: Definition) -> Wanted:
    exclude = definition.exclude
    return Wanted(
        globs=exclude.globs,
        categories=exclude.categories,
        headings=exclude.headings,
        hosts=exclude.hosts,
        since=definition.since,
        topic_is_post=definition.topics is Topics.POST,
        marks=definition.continuation_marks,
    )


def _picked(
    items: list[StudyItem], picks: Picks, reading: ReadingCards, namespace: str
) -> list[StudyItem]:
    """Hold what the picks or the switches keep out."""
    switched = _SWITCHED.get(reading)

    def decide(item: StudyItem) -> tuple[Hold, str] | None:
        guid = make_guid(namespace, item.key)
        choice = picks.choice(item_key=item.key, guid=guid, url=item.url) if picks else None
        if choice is Choice.SKIP:
            return Hold.PICKS, "skipped by the picks"
        if item.kind is not ItemKind.LINK:
            return None
        if switched is not None and not (choice is Choice.STAR and reading is ReadingCards.PICKED):
            return Hold.SWITCH, switched
        return (Hold.READ, "read already, say the picks") if choice is Choice.READ else None

    return hold_items(items, decide) if picks or switched else items


_SWITCHED = {
    ReadingCards.PICKED: "not starred in the picks (cards.reading: picked)",
    ReadingCards.NONE: "reading cards are switched off (cards.reading: none)",
    ReadingCards.TOPIC: "stands on the card of its topic (cards.reading: topic)",
}


def plan_build(definition: Definition, options: Options, store: Store, progress: Progress = quiet) -> Plan:
    """Decide all that a build is going to do; writes nothing."""
    found = collect(definition, store, progress)
    second = build_second()
    cards = write_cards(definition, found.items, found.ledger)
    frame = _frame(definition, found.ledger.header, found.input.posts)
    rendered = render_cards(cards, frame, _no_images)
    keys = match_keys(rendered, found.ledger)
    named = [Named(key=key, rendered=one) for key, one in zip(keys, rendered, strict=True)]
    rules = Rules(
        second=second,
        newest_first=definition.order is Order.NEWEST,
        redeck=options.redeck,
        absent=found.input.absent,
        read=frozenset(post.path for post in found.input.posts) - found.input.absent,
        retire_nothing=not found.input.is_whole,
    )
    return Plan(
        definition=definition,
        input=found.input,
        items=found.items,
        identified=identify(named, found.ledger, rules),
        problems=tuple(sorted(found.problems)),
        second=second,
    )


def _no_images(_source: Source, _address: str) -> str | None:
    return None


def write_cards(definition: Definition, items: Sequence[StudyItem], ledger: Ledger) -> list[Card]:
    """Word the cards of all items, in reading order."""
    words = phrases(ledger.header.choices["language"])
    cards = reading_cards(items, words)
    by_topic = definition.cards.reading is ReadingCards.TOPIC
    if by_topic or any(record.type is NoteType.TOPIC for record in ledger.notes.values()):
        cards += topic_cards(items, words, is_wanted=by_topic)
    return cards


def _frame(definition: Definition, header: LedgerHeader, posts: Sequence[Post]) -> Frame:
    site = find_site(definition.site, definition.permalink, definition.posts)
    return Frame(
        deck=definition.deck,
        subdecks=tuple(filter(None, header.choices["subdecks"].split(","))),
        reading_deck=header.choices["reading"],
        question_deck=header.choices["questions"],
        language=header.choices["language"],
        made="rules",
        tags=definition.tags,
        sources=publish(posts, site),
    )


def report_of(plan: Plan, *, written: bool = False) -> Report:
    """Count what a plan does."""
    changes = plan.identified.changes
    states = [change.after.state for change in changes]
    new = sum(change.is_new for change in changes)
    updated = sum(change.is_updated for change in changes)
    revived = sum(change.is_revived for change in changes)
    live = states.count(State.LIVE)
    return Report(
        deck=plan.definition.deck,
        output=str(plan.definition.output_path),
        notes=live,
        new=new,
        updated=updated,
        unchanged=live - new - updated - revived,
        moved=sum(change.is_moved for change in changes if change.after.state is State.LIVE),
        held=states.count(State.HELD),
        retired=states.count(State.RETIRED),
        revived=revived,
        retiring=sum(change.is_retired for change in changes),
        written=written,
        problems=plan.problems,
    )


def apply_plan(plan: Plan, options: Options) -> Report:
    """Write what a plan decided: the ledger, then the package, each only if it is another file than before."""
    from deckgen.export.apkg import write_package  # genanki is heavy, and a diff does not need it

    guard_retirement(plan, options)
    definition = plan.definition
    ledger = plan.identified.ledger
    definition.output_path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(definition.ledger_path, ledger_bytes(ledger))
    notes = live_notes(ledger)
    stamp = max([plan.second, *(note.mod for note in notes)])
    written = write_package(notes, definition.output_path, media=plan.media, conf=package_conf(ledger), stamp=stamp)
    return report_of(plan, written=written)


def package_conf(ledger: Ledger) -> dict[str, object]:
    """Give what a package carries so that a lost ledger can be rebuilt from it."""
    header = ledger.header
    return {"format": header.deckgen, "namespace": header.namespace, "choices": dict(header.choices)}


MAX_RETIRED_SHARE = 0.2
MAX_RETIRED = 10


def guard_retirement(plan: Plan, options: Options) -> None:
    """Stop a build that would retire a large part of the deck: more often a wrong path than a wish."""
    changes = plan.identified.changes
    going = sum(1 for _ in retiring(changes))
    live = sum(change.before is not None and change.before.state is State.LIVE for change in changes)
    if options.allow_retire or going <= MAX_RETIRED or going <= live * MAX_RETIRED_SHARE:
        return
    message = (
        f"this build would retire {going} of {live} notes, because their posts no longer hold them. If that is "
        "meant, build with --allow-retire; if not, check `posts:`. Nothing was written"
    )
    path = str(plan.definition.path or plan.definition.output_path)
    problem = Problem(path=path, line=0, severity=Severity.ERROR, code="retire", message=message)
    raise DeckgenError((*plan.problems, problem))


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Say whether problems make a command fail."""
    bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(problem.severity in bad for problem in problems)


def watch(definition: Definition) -> list[Seen]:
    """Look at the small files that a build depends on, before it reads them."""
    files = [definition.picks_path, definition.cards_path, *config_files(definition.posts)]
    if definition.path is not None:
        files.append(definition.path)
    return [see(file) for file in files]


def leave_stamp(plan: Plan, store: Store, watched: Sequence[Seen], key: str, options: str) -> None:
    """Note what this build depended on and made, so that the next one knows if there is anything to do."""
    definition = plan.definition
    stamp = make_stamp(
        version=__version__,
        options=options,
        looked_ns=plan.input.looked_ns,
        next_due=plan.input.next_due,
        patterns=definition.posts,
        posts=plan.input.seen,
        others=[*watched, see(definition.ledger_path), see(definition.output_path)],
    )
    if plan.input.is_whole:
        store.put_stamp(key, encode_stamp(stamp))
