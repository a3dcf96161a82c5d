"""What a target on the command line means: the notes and items that a line of picks with it would mean, or all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from deckgen.files.picks import ALL, FORM, Choice, Picks
from deckgen.files.records import NoteRecord
from deckgen.identity.guids import make_guid
from deckgen.identity.links import other_names
from deckgen.identity.notes import Named
from deckgen.model import Problem, Severity, StudyItem
from deckgen.urls import canonical_url

MOVED = "moved"
"""What means, where notes are sent again, those that lead to an address of the posts that is gone."""


class Target:
    """An item's key, a note's Key, `form:NAME`, a URL, a glob on the URL, or `all`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._picks = Picks(canonical_url)
        self._picks.add(1, Choice.STAR, text)

    @property
    def is_all(self) -> bool:
        """Whether everything is meant."""
        return self.text == ALL

    def means_note(self, named: Named, guid: str) -> bool:
        """Return whether a note is meant: by its Key, its form or its item."""
        card = named.rendered.card
        url = card.item.removeprefix("link:") if card.item.startswith("link:") else ""
        form = FORM + card.form if card.form else ""
        return (
            self.is_all
            or self._picks.choice(item_key=card.item, guid=guid, form=form, url=url) is not None
            or self._picks.choice(item_key=named.key) is not None
        )

    def means_item(self, item: StudyItem, others: Sequence[str] = ()) -> bool:
        """Return whether an item is meant; ``others`` are further keys of the same link."""
        return self.is_all or self._picks.choice(item_key=item.key, url=item.url, others=others) is not None


def targets_of(texts: Iterable[str]) -> list[Target]:
    """Return each of these targets once."""
    return [Target(text) for text in dict.fromkeys(texts)]


def no_such(option: str, target: Target, what: str) -> Problem:
    """Return the warning that a target means nothing."""
    message = f"{target.text}: {what} goes by this key or address"
    code = option.lstrip("-")
    return Problem(path=option, line=0, severity=Severity.WARNING, code=code, message=message)


def items_meant(
    targets: Sequence[Target],
    items: Sequence[StudyItem],
    named: Sequence[Named],
    notes: Mapping[str, NoteRecord],
    namespace: str,
) -> dict[str, frozenset[str]]:
    """Return the keys of the items that each target means, by its text: those of its notes, too."""
    if not targets:
        return {}
    names = other_names(items, notes)
    guids = {note.key: notes[note.key].guid if note.key in notes else make_guid(namespace, note.key) for note in named}
    return {
        target.text: frozenset(item.key for item in items if target.means_item(item, names.get(item.key, ())))
        | {note.rendered.card.item for note in named if target.means_note(note, guids[note.key])}
        for target in targets
    }
