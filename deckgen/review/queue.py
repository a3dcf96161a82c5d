"""What there is to decide about the notes of a deck: the one table of the kinds of things that a review shows.

Each kind says of a note why it is to be looked at; the first kind that says something takes it. A further kind is one
more entry.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from deckgen.anki.merge import conflicts
from deckgen.build.decided import is_about
from deckgen.cards.points import in_words
from deckgen.cards.reading import STANDS
from deckgen.files.cards import CardRecord
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.learner import LearnerNote
from deckgen.files.picks import Choice
from deckgen.files.records import State
from deckgen.identity.notes import Change
from deckgen.llm.judge import NO
from deckgen.model import Hold, ItemKind, NoteType, Rendered, StudyItem

CONFLICT = "conflict"
_TO_JUDGE = frozenset({Hold.GATE, Hold.FATAL})
"""What holds a card that a person may let pass."""
_UNLISTED = frozenset({Hold.SWITCH, Hold.UNTITLED, Hold.NO_READING})
"""What keeps a link from having a card of its own, and a star or a title may give it one."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A note with all that is known of it."""

    change: Change  # what the next build does
    source: Rendered | None  # the card that its source gives now, whatever a person says
    base: Rendered | None  # the same; else a person's own card, of which its source says nothing any more
    written: CardRecord | None  # of a model's card
    decision: DecisionRecord | None
    item: StudyItem | None
    known: LearnerNote | None  # what its learner did to it in Anki, as far as pull and push saw it

    @property
    def hold(self) -> Hold | None:
        """What keeps the source's card out."""
        return self.source.card.hold if self.source is not None else None

    @property
    def fought(self) -> list[str]:
        """The fields that the learner wrote anew in Anki, and the posts have changed since."""
        is_live = self.change.after.state is State.LIVE
        return conflicts(self.change.after, self.known) if self.known is not None and is_live else []


class Kind(msgspec.Struct, frozen=True):
    """A reason to look at a note."""

    name: str
    label: str
    why: Callable[[Subject], str]
    """Say why this note is to be looked at; empty if it is not."""


def _two_versions(subject: Subject) -> str:
    decision = subject.decision
    if decision is None or decision.choice is not Decided.EDIT or is_about(decision, subject.source):
        return ""
    if subject.source is None:
        return "its source says nothing of it any more; your words ship until you decide"
    return "its source says otherwise than when you edited it; your words ship until you decide"


def _fought(subject: Subject) -> str:
    if not subject.fought:
        return ""
    fields = " and ".join(subject.fought)
    return f"you wrote {fields} anew in Anki, and the posts say otherwise now; yours ships until you decide"


def _leech(subject: Subject) -> str:
    if subject.known is None or not subject.known.is_leech or subject.change.after.state is not State.LIVE:
        return ""
    is_model = subject.written is not None
    model = f"let a model word it anew (deckgen write --rewrite {subject.change.after.guid})"
    way = model if is_model else "reword its post"
    return f"you forgot it again and again, so Anki made it a leech: edit or reject it, or {way}"


def _doubt(subject: Subject) -> str:
    written = subject.written
    return written.fault if written is not None and written.judged == NO and subject.hold in _TO_JUDGE else ""


def _held(subject: Subject) -> str:
    is_held = subject.hold in _TO_JUDGE and subject.source is not None
    return subject.source.card.reason if is_held and subject.source is not None else ""


def _new(subject: Subject) -> str:
    return "it ships with the next build for the first time" if subject.change.is_new else ""


def _unseen(subject: Subject) -> str:
    is_live = subject.change.after.state is State.LIVE
    is_unseen = subject.written is not None and subject.decision is None and is_live
    return "a model wrote it, it has shipped, and nobody has looked at it yet" if is_unseen else ""


def _changed(subject: Subject) -> str:
    change = subject.change
    if change.is_revived:
        return "it comes back with the next build"
    return "the next build sends it again, because its source changed" if change.is_updated else ""


def _link(subject: Subject) -> str:
    item, note = subject.item, subject.change.after
    if item is None or item.kind is not ItemKind.LINK or note.type is not NoteType.READING:
        return ""
    is_bare = note.state is State.HELD and subject.hold in _UNLISTED
    return ("its topic lists it" if subject.change.reason == STANDS else subject.change.reason) if is_bare else ""


KINDS = (
    Kind("both", "edited, and the source changed", _two_versions),
    Kind(CONFLICT, "written anew by you and by the posts", _fought),
    Kind("doubt", "the judge doubts it", _doubt),
    Kind("held", "held by a check", _held),
    Kind("leech", "forgotten again and again", _leech),
    Kind("new", "new", _new),
    Kind("changed", "changed", _changed),
    Kind("unseen", "a model's, shipped unseen", _unseen),
    Kind("link", "link without a card", _link),
)
"""In the order in which they are asked, and listed."""


def kind_of(subject: Subject) -> tuple[str, str]:
    """Return the kind of a note and why it is to be looked at; two empty words for one that is not."""
    return next(((kind.name, why) for kind in KINDS if (why := in_words(kind.why(subject)))), ("", ""))


def is_open(subject: Subject, kind: str, pick: Choice | None) -> bool:
    """Return whether a note is still to be decided about: nothing that was decided fits what it says now."""
    if not kind or pick is not None:
        return False
    decision = subject.decision
    if kind == CONFLICT and (decision is None or decision.choice is not Decided.REJECT):
        return bool(subject.fought)
    if decision is None:
        return True
    return decision.choice is not Decided.REJECT and not is_about(decision, subject.source)
