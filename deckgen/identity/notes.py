"""Cards with fields + ledger -> notes and the next ledger: keys, GUIDs, states, modification times.

A note keeps its GUID for ever and its content as last shipped until the content changes. Nothing here reads or
writes a file, and nothing looks at the clock: the build second comes from outside.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from deckgen.files.records import RETIRED_TAG, Ledger, NoteRecord, State
from deckgen.identity.asked import Asked, card_asks, note_asks, words_of
from deckgen.identity.cards import GIVEN
from deckgen.identity.said import (
    ADDRESS,
    cause_of,
    context_of,
    earlier_shippings,
    has_changed,
    has_other_page,
    own_tags,
    read_said,
    said_now,
)
from deckgen.identity.sections import Untouched
from deckgen.identity.standing import Standing
from deckgen.identity.stands import question_stands
from deckgen.identity.worded import WORN_OUT, numbered, reserved, with_kept
from deckgen.model import EDITED, Card, Hold, NoteType, Rendered, Source
from deckgen.urls import canonical_url

MAX_DUE = 999_999
_LIVE, _HELD, _RETIRED = State.LIVE, State.HELD, State.RETIRED
_NONE: Mapping[str, Standing] = MappingProxyType({})
_NEVER_WANTED = frozenset({Hold.NO_STUDY, Hold.NO_READING})


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A rendered card with the key that it goes by."""

    key: str
    rendered: Rendered


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How a build treats what the ledger knows."""

    second: int  # the build second, since 1970
    newest_first: tuple[str, ...] = ()  # posts, whose new cards come before all others; none: after them
    starred: frozenset[str] = frozenset()  # items whose new cards come before all others of a build
    redeck: bool = False
    absent: frozenset[str] = frozenset()  # posts that could not be read
    read: frozenset[str] = frozenset()  # posts that were read without error
    retire_nothing: bool = False  # part of the input is missing
    tags: str = ""  # hash of the tags that the definition asks for
    untouched: Untouched = Untouched()  # sections whose words are those of the last build
    resend: frozenset[str] = frozenset()  # keys of notes to send again whatever was changed
    unmoved: frozenset[str] = frozenset()  # keys of notes whose passage stands though their card rests on another one
    unfit: frozenset[str] = frozenset()  # keys of notes of which a field must not stay
    dead: frozenset[str] = frozenset()  # keys of notes that lead to an address of the posts that is gone


class Change(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a build does to one note."""

    before: NoteRecord | None
    after: NoteRecord
    reason: str = ""  # of a held note
    better: str = ""  # why a note that ships as it was would read better sent anew, a name of CAUSES

    @property
    def is_new(self) -> bool:
        """Whether it ships for the first time."""
        return self.after.state is _LIVE and (self.before is None or not self.before.mod)

    @property
    def is_revived(self) -> bool:
        """Whether it comes back after it was retired, or held though shipped before."""
        return (
            self.before is not None
            and bool(self.before.mod)
            and self.before.state is not _LIVE
            and self.after.state is _LIVE
        )

    @property
    def is_retired(self) -> bool:
        """Whether it retires with this build."""
        return self.before is not None and self.before.state is not _RETIRED and self.after.state is _RETIRED

    @property
    def is_withheld(self) -> bool:
        """Whether it is held from this build on, though it was shipped: learners keep it."""
        return self.before is not None and self.before.state is _LIVE and self.after.state is _HELD

    @property
    def is_updated(self) -> bool:
        """Whether a learner who has it gets it again."""
        return (
            self.before is not None
            and bool(self.before.mod)
            and self.after.state is _LIVE
            and self.before.mod != self.after.mod
            and not self.is_revived
        )

    @property
    def is_moved(self) -> bool:
        """Whether it stands elsewhere in the posts than before."""
        return self.before is not None and self.before.place != self.after.place


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """What identification gives."""

    ledger: Ledger
    changes: tuple[Change, ...]  # one a note of the posts or of the old ledger, in reading order


def identify(
    named: Sequence[Named], ledger: Ledger, rules: Rules, standing: Mapping[str, Standing] = _NONE
) -> Identified:
    """Return each card its note; what the ledger has and the cards have not is retired.

    ``standing`` are the notes without a card whose passage is still in the posts: they stay as they are.
    """
    known = ledger.notes
    changes: list[Change] = []
    seen: set[str] = set()
    leads = _leads(named)
    for one in named:
        if leads[one.key] is not one:
            continue
        seen.add(one.key)
        before = known.get(one.key)
        if before is None and one.rendered.card.hold in _NEVER_WANTED:
            continue
        after, better = _next_record(one, before, ledger.header.namespace, rules)
        reason = (one.rendered.card.reason or WORN_OUT) if after.state is _HELD else ""
        changes.append(Change(before=before, after=after, reason=reason, better=better))
    aliases = {alias for record in known.values() for alias in record.aliases}
    for key in sorted([key for key in known if key not in seen]):
        before = known[key]
        if key in aliases and before.state is not _RETIRED:
            after = msgspec.structs.replace(before, state=State.HELD)
            changes.append(Change(before=before, after=after, reason="another note stands for the same link"))
        elif not before.mod and before.type.is_from_text:
            continue  # nobody has it, and the same words would give it the same GUID again
        elif key in standing:
            changes.append(_stays(before, standing[key], rules))
        else:
            changes.append(Change(before=before, after=_gone(before, rules)))
    first = frozenset(one.key for one in named if one.rendered.card.item in rules.starred)
    changes = _placed(changes, known.values(), rules.newest_first, first)
    notes = {change.after.key: change.after for change in changes}
    return Identified(ledger=msgspec.structs.replace(ledger, notes=notes), changes=tuple(changes))


def _leads(named: Sequence[Named]) -> dict[str, Named]:
    """Return the card that each note goes on as: of a link at several addresses what may ship, then the note's own."""
    leads: dict[str, tuple[tuple[bool, bool], Named]] = {}
    for one in named:
        rank = one.rendered.card.hold is not None, one.rendered.card.item != one.key
        if one.key not in leads or rank < leads[one.key][0]:
            leads[one.key] = rank, one
    return {key: one for key, (_, one) in leads.items()}


def _stays(record: NoteRecord, standing: Standing, rules: Rules) -> Change:
    """Keep a note that no card words any more, where its passage stands now."""
    said = "" if standing.passage else record.said  # mended: a form that words it again compares its words
    passage = standing.passage or record.passage
    here = msgspec.structs.replace(record, place=standing.place, passage=passage, said=said)
    if record.key in rules.unfit:
        after = msgspec.structs.replace(here, state=State.HELD)
        return Change(before=record, after=after, reason="what it shows may not be shown any more")
    if standing.hold is not None:
        after = msgspec.structs.replace(here, state=State.HELD)
    elif RETIRED_TAG in record.tags:
        tags = tuple(tag for tag in record.tags if tag != RETIRED_TAG)
        mod = max(rules.second, record.mod + 1)
        after = msgspec.structs.replace(here, state=State.LIVE, mod=mod, tags=tags)
    else:
        after = msgspec.structs.replace(here, state=State.LIVE)
    return Change(before=record, after=after, reason=standing.reason)


def _placed(
    changes: Sequence[Change], known: Iterable[NoteRecord], newest_first: Sequence[str], starred: frozenset[str]
) -> list[Change]:
    """Give the notes that ship for the first time their places among the new cards.

    These come after all that are known, in reading order; or, where posts are named newest first, before them, by post.
    Those whose keys are ``starred`` come first among them.
    """
    used = (record.due for record in known if record.mod)
    fresh = [number for number, change in enumerate(changes) if change.is_new]
    if newest_first:
        rank = {post: number for number, post in enumerate(newest_first)}
        fresh.sort(key=lambda number: rank.get(changes[number].after.place[0], len(rank)))
        first = min(used, default=MAX_DUE + 1) - len(fresh)
    else:
        first = max(used, default=-1) + 1
    fresh.sort(key=lambda number: changes[number].after.key not in starred)
    placed = list(changes)
    for due, number in enumerate(fresh, first):
        after = msgspec.structs.replace(changes[number].after, due=min(max(due, 0), MAX_DUE))
        placed[number] = msgspec.structs.replace(changes[number], after=after)
    return placed


def _next_record(one: Named, before: NoteRecord | None, namespace: str, rules: Rules) -> tuple[NoteRecord, str]:
    """Return the next record of a note, and why it would read better than it ships."""
    rendered = with_kept(one.rendered, None if one.key in rules.unfit else before)
    if rendered.card.gaps:
        rendered, before = numbered(rendered, before, namespace, one.key)
    place = _place_of(rendered.card.sources[0])
    shipped = before is not None and before.mod > 0
    hold = rendered.card.hold
    is_held = hold is not None and (hold.is_firm or not shipped)
    if before is None:
        before = reserved(one.key, rendered, namespace)
    card = (rendered.beneath or rendered).card
    subject = card.subject if card.note_type is not NoteType.READING else ""
    links = card.links or before.links
    words = _other_words(before, rendered)
    places = tuple(sorted({_place_of(source) for source in card.copies} - {place}))
    stays = msgspec.structs.replace(
        before, place=place, copies=places, links=links, subject=subject, block=card.block, words=words
    )
    if is_held:
        return msgspec.structs.replace(stays, state=State.HELD), ""
    if not shipped:
        said = said_now(rendered, one.key, rules.tags)
        return msgspec.structs.replace(_shipped(stays, rendered, rules.second, 0), said=said.line), ""
    if before.place[1:] != place[1:]:  # that the section where it stands now was not touched says nothing of it
        rules = msgspec.structs.replace(rules, untouched=Untouched())
    return _again(stays, rendered, rules)


def _other_words(record: NoteRecord, rendered: Rendered) -> dict[str, str]:
    """Return the words by which a note is found again as long as it is not shipped as it is worded now.

    The note of an edited card is found by what its source says.
    """
    if not rendered.card.note_type.is_from_text:
        return {}
    if rendered.card.made == EDITED:
        return words_of(card_asks(rendered.beneath, "")) if rendered.beneath is not None else record.words
    card = card_asks(rendered, "")
    return {} if record.fields and _is_told(record, rendered, card) else words_of(card)


def _is_told(record: NoteRecord, rendered: Rendered, card: Asked) -> bool:
    """Return whether the fields of a note that was shipped say enough for its card to find it."""
    aspect = rendered.card.aspect
    is_same = all(record.fields.get(name) == rendered.fields.get(name) for name in _SIDES)
    return is_same or aspect == GIVEN or question_stands(card, note_asks(record, aspect))


_SIDES = ("Question", "Answer", "Text")


def _place_of(source: Source) -> tuple[str, ...]:
    return (source.post, *source.headings)


def _shipped(record: NoteRecord, rendered: Rendered, mod: int, due: int) -> NoteRecord:
    return msgspec.structs.replace(
        record,
        state=State.LIVE,
        mod=mod,
        deck=rendered.deck,
        due=due,
        tags=rendered.tags,
        fields=rendered.fields,
        media=rendered.media,
        words=record.words if rendered.card.made == EDITED else {},
    )


def _again(record: NoteRecord, rendered: Rendered, rules: Rules) -> tuple[NoteRecord, str]:
    """Ship a note that was shipped before: as it was, unless the author changed it or it must be sent again.

    Return its record, and why it would read better sent anew, where it is not.

    The words of a post that could not be read whole are not to be trusted: its notes stay as they were.
    """
    rendered = _with_address(_with_back(rendered, record), record)
    deck = rendered.deck if rules.redeck else record.deck
    mod = max(rules.second, record.mod + 1)
    stays = msgspec.structs.replace(record, state=State.LIVE, deck=deck)
    if RETIRED_TAG in record.tags:  # held or not in between
        tags = tuple(tag for tag in record.tags if tag != RETIRED_TAG)
        stays = msgspec.structs.replace(stays, mod=mod, tags=tags)
    is_whole = _is_sendable(rendered.card) and rendered.card.sources[0].post not in rules.absent
    must_go = is_whole and (record.key in rules.resend or record.key in rules.unfit)
    before, is_other = read_said(record.said), _is_other(record, rendered)
    if before is not None and not is_other and not must_go:
        said = said_now(rendered, record.key, rules.tags, words=before.words)
        return msgspec.structs.replace(stays, said=said.line), _better(record, rendered, rules)
    said = said_now(rendered, record.key, rules.tags)
    if not is_whole and record.key in rules.unfit:
        return msgspec.structs.replace(record, state=State.HELD), ""
    if not is_whole:
        # What cannot be sent now is compared by its words once it can.
        is_known = rendered.card.hold is None or (before is not None and before.words == said.words)
        return (stays if is_known else msgspec.structs.replace(stays, said="")), ""
    is_live = record.state is _LIVE
    untouched = rules.untouched.of(record.place, rendered.card.item) if is_live else frozenset[str]()
    has_changes = is_other and (has_other_page(record, rendered) or has_changed(record, rendered, said, untouched))
    if not must_go and (not has_changes or record.key in rules.unmoved):
        return msgspec.structs.replace(stays, said=said.line), _better(record, rendered, rules)
    shipped = _shipped(record, rendered, mod, record.due)
    earlier = earlier_shippings(record, rendered.fields)
    return msgspec.structs.replace(shipped, deck=deck, said=said.line, earlier=earlier), ""


def _is_sendable(card: Card) -> bool:
    """Return whether a shipped note may take what its card says now.

    A check of what the author wrote decides about cards that never shipped: here the author's correction counts.
    """
    return card.hold is None or (card.hold is Hold.GATE and card.aspect != GIVEN)


def _better(record: NoteRecord, rendered: Rendered, rules: Rules) -> str:
    """Return why a note that ships as it was would read better sent anew; empty where it would not."""
    return ADDRESS if record.key in rules.dead else cause_of(record, rendered)


def _is_other(record: NoteRecord, rendered: Rendered) -> bool:
    """Return whether a note would say anything else than it does, or bear other tags of the definition's."""
    old, new = record.fields, rendered.fields
    if record.tags != rendered.tags and own_tags(record.tags) - {RETIRED_TAG} != own_tags(rendered.tags):
        return True
    names = (old.keys() | new.keys()) - context_of(record.type)
    return any(old.get(name, "") != new.get(name, "") for name in names)


def _with_address(rendered: Rendered, record: NoteRecord) -> Rendered:
    """Return a link that is held, and so stays as it was shipped, the address that was put right."""
    if rendered.card.hold is None or record.type is not NoteType.READING:
        return rendered
    old, new = (html.unescape(fields.get("URL", "")) for fields in (record.fields, rendered.fields))
    if canonical_url(old) == canonical_url(new):
        return rendered
    now = {name: rendered.fields[name] for name in ("URL", "Site") if name in rendered.fields}
    card = msgspec.structs.replace(rendered.card, hold=None)
    tags = tuple(tag for tag in record.tags if tag != RETIRED_TAG)
    return msgspec.structs.replace(rendered, card=card, fields={**record.fields, **now}, tags=tags, media=record.media)


def _with_back(rendered: Rendered, record: NoteRecord) -> Rendered:
    """Keep a back side that learners have: emptied, it would leave them a blank card."""
    kept = {name: record.fields[name] for name in ("BackQuestion", "BackAnswer") if name in record.fields}
    if not kept or "BackQuestion" in rendered.fields:
        return rendered
    return msgspec.structs.replace(rendered, fields={**rendered.fields, **kept})


def _gone(record: NoteRecord, rules: Rules) -> NoteRecord:
    """Retire a note that no post asks for any more, if it is sure that none does."""
    if record.state is _RETIRED or not record.mod:
        return record
    post = record.place[0] if record.place else ""
    if rules.retire_nothing or (rules.absent and post not in rules.read):
        return record
    if RETIRED_TAG in record.tags:  # it was retired before, then held
        return msgspec.structs.replace(record, state=State.RETIRED)
    return msgspec.structs.replace(
        record,
        state=State.RETIRED,
        mod=max(rules.second, record.mod + 1),
        tags=tuple(sorted({*record.tags, RETIRED_TAG})),
    )


_MOST_SHARE = 0.2
_MOST = 10


def is_too_much(going: int, whole: int) -> bool:
    """Return whether so many notes of these go at once as is more often a wrong path or profile than a wish."""
    return going > _MOST and going > whole * _MOST_SHARE


def retires_too_much(changes: Iterable[Change]) -> tuple[int, int] | None:
    """Return how many live notes of how many a build would retire, if that is more often a wrong path than a wish."""
    going = live = 0
    for change in changes:
        if change.before is not None and change.before.state is _LIVE:
            live += 1
            going += change.is_retired
    return (going, live) if is_too_much(going, live) else None
