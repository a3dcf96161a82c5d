"""The table of edits in a real Anki: each card is reviewed before its edit, and each row has its wanted outcome.

`tests/identity/edits.py` has the edits of single cards, `edits_of_posts.py` those of whole posts.
"""

from __future__ import annotations

import pytest

from deckgen.files.records import State
from tests.continuity import edits_of_posts
from tests.continuity.blog import anki
from tests.continuity.rows import Outcome, Row, Table, row_of
from tests.identity import edits

pytestmark = pytest.mark.anki

ROWS = [*(row_of(edit) for edit in edits.ALL), *edits_of_posts.ALL]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    folder = tmp_path_factory.mktemp("table")
    with anki(folder) as learner:
        return Table(ROWS, learner, folder / "decks")


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row.what for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_an_edit_has_its_wanted_outcome(row: Row, table: Table) -> None:
    outcome = table.outcomes[row.what]
    assert outcome.first.keys() == {*row.same, *row.gone}
    assert outcome.last.keys() == {*row.same.values(), *row.new}
    for first, last in row.same.items():
        assert outcome.last[last].guid == outcome.first[first].guid, f"{first} -> {last}"
        _is_kept(outcome, outcome.first[first].guid, is_sent=first != last if row.sent is None else row.sent)
    for name in row.new:
        guid = outcome.last[name].guid
        assert guid not in outcome.before, f"{name} took a note that was learned for something else"
        assert sum(card.revlog for card in outcome.after[guid].cards) == 0
    for name in row.gone:
        guid = outcome.first[name].guid
        assert outcome.records[guid].state is State.RETIRED
        assert outcome.after[guid] == outcome.before[guid], f"{name}: what was learned stays as it is"


def _is_kept(outcome: Outcome, guid: str, *, is_sent: bool) -> None:
    """The note has its reviews, intervals and cards; it says what the posts say, or was left alone."""
    before, after, record = outcome.before[guid], outcome.after[guid], outcome.records[guid]
    assert after.id == before.id
    assert all(card.revlog == 1 and card.interval > 0 for card in before.cards)
    assert set(before.cards) <= set(after.cards)
    if not is_sent:
        assert after == before, "sent again for nothing"
        return
    assert after.mod == record.mod > before.mod
    assert {name: text for name, text in after.fields.items() if text and name != "Key"} == record.fields
    assert after.tags == record.tags
