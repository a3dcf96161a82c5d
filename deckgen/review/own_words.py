"""What a learner wrote into their notes in Anki, and what a review decides where the posts say otherwise.

It goes into NAME.learner.jsonl, which pull and push write too: all of them hold the deck's lock meanwhile.
"""

from __future__ import annotations

import msgspec

from deckgen.anki.merge import conflicts
from deckgen.definition import Audience, Definition
from deckgen.files.learner import Learner, LearnerNote, read_learner, write_learner
from deckgen.files.lock import build_lock
from deckgen.files.records import NoteRecord
from deckgen.files.regular import state_of

_WAIT_SECONDS = 2.0
"""A page sends a decision again until it has arrived, so nobody waits here for a long build."""


class OwnWords:
    """The learner's file of a deck; nobody's where the deck is for everybody.

    What reads or writes it raises a LearnerError, a LockError or an OSError where that cannot be done.
    """

    def __init__(self, definition: Definition) -> None:
        self._path, self._ledger = definition.learner_path, definition.ledger_path
        self._is_used = definition.audience is not Audience.PUBLIC
        self._learner = Learner(namespace="")
        self._looked: tuple[int, int, int] | None = None

    def read(self, namespace: str) -> None:
        """Read the file of the deck with this namespace."""
        self._looked = state_of(self._path)
        self._learner = read_learner(self._path, namespace) if self._is_used else Learner(namespace=namespace)

    def is_other(self) -> bool:
        """Return whether somebody else has written it since."""
        return state_of(self._path) != self._looked

    def of(self, guid: str) -> LearnerNote | None:
        """Return what is known of a note."""
        return self._learner.notes.get(guid)

    def put(self, before: LearnerNote, after: LearnerNote) -> bool:
        """Write down what is decided; return whether it is, or Anki was read meanwhile and says otherwise."""
        with build_lock(self._ledger, wait=_WAIT_SECONDS):
            self.read(self._learner.namespace)
            if self.of(before.key) != before:
                return False
            learner = msgspec.structs.replace(self._learner, notes={**self._learner.notes, after.key: after})
            write_learner(self._path, learner)
            self._learner, self._looked = learner, state_of(self._path)
            return True


def settled(known: LearnerNote, record: NoteRecord, *, is_kept: bool) -> LearnerNote:
    """Return what is known of a note when its conflicts are decided: for the learner's words, or for the posts'."""
    edits = {
        name: msgspec.structs.replace(
            known.edited[name], was=record.fields.get(name, ""), given_up=0 if is_kept else max(record.mod, 1)
        )
        for name in conflicts(record, known)
    }
    return msgspec.structs.replace(known, edited={**known.edited, **edits})
