"""What of the posts is wanted: the definition's switches and excludes, and the picks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from deckgen.build.input.choices import RECURRING, TOPICS
from deckgen.cards.aspects import FORMER_FORMS, FORMS
from deckgen.definition import OBSIDIAN, Definition, ReadingCards, Topics
from deckgen.files.picks import FORM, Choice, Picks
from deckgen.files.records import Ledger, NoteRecord
from deckgen.identity.guids import make_guid
from deckgen.identity.links import other_names
from deckgen.identity.notes import Named
from deckgen.identity.standing import Standing
from deckgen.kept_out import Wanted
from deckgen.model import Hold, ItemKind, Post, Problem, Severity, Status, StudyItem
from deckgen.posts.site import own_places

_SKIPPED = "skipped by the picks"
_LET_IN = frozenset({Hold.NO_READING, Hold.UNTITLED})
"""What keeps a link out as long as nobody asks for it by name."""
_STAYS_OUT = frozenset({Hold.EXCLUDED, Hold.SINCE, Hold.SKIPPED, Hold.NO_STUDY})
"""What keeps a link out whatever is asked for."""
_SWITCHED = {
    ReadingCards.NONE: "not starred, and reading cards are switched off (cards.reading: none)",
    ReadingCards.TOPIC: "stands on the card of its topic (cards.reading: topic)",
}


def wanted_of(definition: Definition, posts: Sequence[Post], ledger: Ledger) -> Wanted:
    """Return what the definition excludes, how the deck finds topics, and where the posts are published."""
    exclude = definition.exclude
    return Wanted(
        only_tags=definition.only.tags,
        globs=exclude.globs,
        categories=exclude.categories,
        tags=exclude.tags,
        headings=exclude.headings,
        hosts=exclude.hosts,
        since=definition.since,
        topic_is_post=ledger.header.choices[TOPICS] == Topics.POST,
        recurring_is_post=ledger.header.choices.get(RECURRING) == Topics.POST,
        marks=definition.continuation_marks,
        own=own_places("" if definition.site == OBSIDIAN else definition.site, definition.posts, posts),
        allow_hosts=frozenset(definition.fetch.allow_hosts),
    )


def former_excludes(definition: Definition, posts: Sequence[Post]) -> list[Problem]:
    """Return a warning for each excluded category that only matches as earlier releases read categories."""
    meant: dict[str, str] = {}
    for post in posts:
        for word in post.former_categories:
            if word in definition.exclude.categories and word not in post.categories:
                meant.setdefault(word, ", ".join(post.categories))
    path, line = str(definition.path or definition.ledger_path), definition.lines.get("exclude", 0)
    return [
        Problem(
            path=path,
            line=line,
            severity=Severity.WARNING,
            code="category",
            message=f"exclude.categories: {word} matches {whole} only as earlier releases read it, word by word; "
            f"write {whole}",
        )
        for word, whole in sorted(meant.items())
    ]


class Chosen:
    """What the picks say of items, by any address that means the same note."""

    def __init__(self, picks: Picks, items: Sequence[StudyItem], ledger: Ledger) -> None:
        self._picks = picks
        self._namespace = ledger.header.namespace
        self._others = other_names(items, ledger.notes) if picks else {}
        self._guids = {name: note.guid for note in ledger.notes.values() for name in note.aliases} if picks else {}

    def __bool__(self) -> bool:
        return bool(self._picks)

    def of(self, item: StudyItem) -> Choice | None:
        """Return what is chosen for an item."""
        if not self._picks:
            return None
        guid = self._guids.get(item.key) or make_guid(self._namespace, item.key)
        return self._picks.choice(item_key=item.key, guid=guid, url=item.url, others=self._others.get(item.key, ()))

    def is_starred_alone(self, item: StudyItem) -> bool:
        """Return whether a star is for this link, and not for all that a glob means."""
        if self.of(item) is not Choice.STAR:
            return False
        guid = self._guids.get(item.key) or make_guid(self._namespace, item.key)
        names = (item.key, *self._others.get(item.key, ()))
        return self._picks.names(guid, *names, *(name.removeprefix("link:") for name in names))

    def idle_stars(self, items: Sequence[StudyItem], path: str) -> Iterator[Problem]:
        """Yield a warning for each link that has a star of its own and yet no reading note, with the reason."""
        for item in items:
            if item.hold in _STAYS_OUT and item.url and self.is_starred_alone(item):
                line, _ = self._picks.addresses.get(item.key.removeprefix("link:"), (0, ""))
                message = f"the star gives {item.url} no reading note: {item.reason}"
                yield Problem(path=path, line=line, severity=Severity.WARNING, code="picks", message=message)


def picked(items: list[StudyItem], chosen: Chosen, reading: ReadingCards) -> list[StudyItem]:
    """Hold what the picks or the switches keep out."""
    switched = _SWITCHED.get(reading)

    def decide(item: StudyItem) -> tuple[Hold, str] | None:
        choice = chosen.of(item)
        if choice is Choice.SKIP:
            return Hold.PICKS, _SKIPPED
        if item.kind is not ItemKind.LINK:
            return None
        is_starred = choice is Choice.STAR or (item.star and choice is not Choice.READ)
        if switched is not None and not is_starred:
            return Hold.SWITCH, switched
        return (Hold.READ, "read already, say the picks") if choice is Choice.READ else None

    return _hold_items(items, decide) if chosen or switched else items


def starred(items: list[StudyItem], chosen: Chosen) -> list[StudyItem]:
    """Mark what the picks star; the author's own stars stay. A link with a star of its own needs no title."""
    if not chosen:
        return items
    marked = (
        msgspec.structs.replace(item, star=True) if not item.star and chosen.of(item) is Choice.STAR else item
        for item in items
    )
    return [
        msgspec.structs.replace(item, status=Status.OK, hold=None, reason="")
        if item.hold in _LET_IN and chosen.is_starred_alone(item)
        else item
        for item in marked
    ]


def picked_notes(
    named: Sequence[Named], picks: Picks, notes: Mapping[str, NoteRecord], namespace: str
) -> list[Named]:
    """Hold the cards that the picks skip by the Key of their note or by their form."""
    return [_held(note) if picks and _is_skipped(note, picks, notes, namespace) else note for note in named]


def skipped_notes(
    standing: Mapping[str, Standing], picks: Picks, notes: Mapping[str, NoteRecord]
) -> dict[str, Standing]:
    """Hold the notes that stand without a card and that the picks skip by their Key."""
    return {
        key: msgspec.structs.replace(here, hold=Hold.PICKS, reason=_SKIPPED)
        if here.hold is None and picks.choice(guid=notes[key].guid) is Choice.SKIP
        else here
        for key, here in standing.items()
    }


def _is_skipped(note: Named, picks: Picks, notes: Mapping[str, NoteRecord], namespace: str) -> bool:
    record = notes.get(note.key)
    guid = record.guid if record is not None else make_guid(namespace, note.key)
    card = note.rendered.card
    form = FORM + card.form if card.form else ""
    return card.hold is None and picks.choice(item_key=card.item, guid=guid, form=form) is Choice.SKIP


def skipped_forms(picks: Picks) -> frozenset[str]:
    """Return the forms that the picks take out."""
    return frozenset(form for form in (*FORMS, *FORMER_FORMS) if picks.choice(form=FORM + form) is Choice.SKIP)


def form_faults(picks: Picks, path: str) -> list[Problem]:
    """Return a warning for each form that the picks name and that deckgen has not, or that they do not skip."""
    problems = []
    for name, line in picks.forms.items():
        message = ""
        if name not in FORMS and name not in FORMER_FORMS:
            message = f"{FORM}{name} is no form; the forms are {', '.join(FORMS)}"
        elif picks.choice(form=FORM + name) is not Choice.SKIP:
            message = f"a form can only be skipped, and without a line for it {name} is not"
        if message:
            severity = Severity.WARNING
            problems.append(Problem(path=path, line=line, severity=severity, code="picks", message=message))
    return problems


def unknown_addresses(
    picks: Picks, items: Sequence[StudyItem], notes: Mapping[str, NoteRecord], path: str
) -> list[Problem]:
    """Return a note for each address that the picks name and that no post and no note of the ledger has."""
    if not picks.addresses:
        return []
    known = {item.key for item in items}.union(notes, *(record.aliases for record in notes.values()))
    return [
        Problem(
            path=path,
            line=line,
            severity=Severity.NOTE,
            code="picks",
            message=f"{target} stands in no post, so this line does nothing",
        )
        for address, (line, target) in picks.addresses.items()
        if f"link:{address}" not in known
    ]


def _held(note: Named) -> Named:
    return msgspec.structs.replace(note, rendered=note.rendered.with_hold(Hold.PICKS, _SKIPPED))


def _hold_items(
    items: Sequence[StudyItem], decide: Callable[[StudyItem], tuple[Hold, str] | None]
) -> list[StudyItem]:
    """Hold the items for which ``decide`` gives a reason."""
    out: list[StudyItem] = []
    for item in items:
        held = decide(item) if item.status is Status.OK else None
        if held is None:
            out.append(item)
        else:
            out.append(msgspec.structs.replace(item, status=Status.HELD, hold=held[0], reason=held[1]))
    return out
