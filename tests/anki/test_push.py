"""A push, case by case: what the posts changed arrives, and what the learner did stays.

Each case runs on the copy of AnkiConnect, and on the real desktop where that is there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.anki.blog import Blog
from tests.anki.desks import Desk, FakeDesk, RealDesk
from tests.anki.fake_connect import FakeAnki

pytestmark = pytest.mark.anki

QUESTIONS = {"alpha": "The first.", "beta": "The second.", "gamma": "The third."}
LINKS = {"https://distill.pub/2017/momentum/": "Why Momentum Really Works"}


def fields(desk: Desk, guid: str) -> dict[str, str]:
    found: dict[str, str] = desk.state()[guid]["fields"]
    return found


def new(desk: Desk, blog: Blog) -> None:
    """Notes that Anki never had are imported; a second push has nothing to do."""
    blog.put(QUESTIONS, LINKS)
    done = blog.push()
    assert done.pushed is not None
    assert (len(done.plan.new), done.pushed.missing) == (4, ())
    state = desk.state()
    assert set(state) >= {record.guid for record in blog.ledger().notes.values()}
    again = blog.push()
    assert again.plan.is_empty
    assert again.plan.unchanged == 4
    assert desk.state() == state
    assert all(note.seen and note.arrived for note in blog.learner().notes.values())


def updated(desk: Desk, blog: Blog) -> None:
    """A changed answer arrives, and costs no review."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("study", guid, 3)
    before = desk.state()
    blog.put({"beta": "Quite another."})
    done = blog.push()
    assert done.pushed is not None
    assert (done.plan.updated, done.pushed.missing) == (1, ())
    after = desk.state()
    assert "Quite another" in after[guid]["fields"]["Answer"]
    assert after[guid]["cards"] == before[guid]["cards"]
    assert {key: note for key, note in after.items() if key != guid} == {
        key: note for key, note in before.items() if key != guid
    }
    assert blog.push().plan.is_empty


def not_arrived(desk: Desk, blog: Blog) -> None:
    """A tag that was set before an import kept ours out for ever; a push brings it."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    blog.put({"beta": "Quite another."})
    blog.build()
    desk.act("tag", guid, "hard")
    desk.act("edit", guid, "Answer", fields(desk, guid)["Answer"])
    blog.push()
    assert "Quite another" in fields(desk, guid)["Answer"]
    assert "hard" in desk.state()[guid]["tags"]


def moved(desk: Desk, blog: Blog) -> None:
    """Cards follow a new path of the author's; those that the learner moved stay."""
    blog.define(subdecks=["topic"])
    blog.put(QUESTIONS)
    blog.push()
    own = blog.guid("alpha")
    desk.act("move", own, "Favourites")
    blog.topic = "Matters"
    blog.put()
    blog.push()
    decks = {guid: note["cards"][0]["deck"] for guid, note in desk.state().items()}
    assert decks[own] == "Favourites"
    assert decks[blog.guid("beta")] == "Top::Matters"
    assert blog.push().plan.is_empty


def edited(desk: Desk, blog: Blog) -> None:
    """A field that the learner wrote anew stays while the posts leave it; another one of the note arrives."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("edit", guid, "Detail", "My own remark.")
    desk.act("edit", guid, "Question", "What may beta be?")
    for answer in ("Quite another.", "A third one."):
        blog.put({"beta": answer})
        done = blog.push()
        assert done.plan.conflicts == ()
        assert answer in fields(desk, guid)["Answer"]
        assert fields(desk, guid)["Detail"] == "My own remark."
        assert fields(desk, guid)["Question"] == "What may beta be?"
        again = blog.push()
        assert again.plan.is_empty
        assert again.plan.conflicts == ()


def conflict(desk: Desk, blog: Blog) -> None:
    """A field that both changed stays, is shown, and is decided by nobody but the user."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("edit", guid, "Answer", "As I say it.")
    blog.put({"beta": "Quite another."})
    for _ in range(2):
        done = blog.push()
        (found,) = done.plan.conflicts
        assert (found.guid, found.field, found.theirs) == (guid, "Answer", "As I say it.")
        assert "Quite another" in found.ours
        assert fields(desk, guid)["Answer"] == "As I say it."
    blog.push(keep=True)
    assert fields(desk, guid)["Answer"] == "As I say it."
    assert blog.push().plan.conflicts == ()
    blog.put({"beta": "A third one."})
    assert len(blog.push().plan.conflicts) == 1
    blog.push(take=True)
    assert "A third one" in fields(desk, guid)["Answer"]
    assert blog.push().plan.is_empty


def retired(desk: Desk, blog: Blog) -> None:
    """What the posts no longer hold is tagged and suspended, and comes back when they do."""
    blog.put({**QUESTIONS, "delta": "The fourth."})
    blog.push()
    guid = blog.guid("delta")
    desk.act("study", guid, 3)
    reviews = desk.state()[guid]["cards"][0]["revlog"]
    blog.questions.pop("delta")
    blog.put()
    assert blog.push().plan.retired == 1
    note = desk.state()[guid]
    assert "deckgen::retired" in note["tags"]
    assert [card["queue"] for card in note["cards"]] == [-1]
    assert blog.push().plan.is_empty
    blog.put({"delta": "The fourth."})
    blog.push()
    note = desk.state()[guid]
    assert "deckgen::retired" not in note["tags"]
    assert note["cards"][0]["queue"] >= 0
    assert note["cards"][0]["revlog"] == reviews
    blog.questions.pop("delta")
    blog.put()
    done = blog.push(delete_retired=True)
    assert done.plan.deleted == 1
    assert guid not in desk.state()
    assert blog.push().plan.is_empty


def deleted(desk: Desk, blog: Blog) -> None:
    """What the learner deleted stays away, also when the posts change it."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("delete", guid)
    blog.put({"beta": "Quite another."})
    done = blog.push()
    assert (done.plan.gone, done.plan.new) == (1, ())
    blog.push()
    assert guid not in desk.state()


def suspended(desk: Desk, blog: Blog) -> None:
    """A suspended card stays so, and its note gets its new words."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("suspend", guid)
    blog.put({"beta": "Quite another."})
    blog.push()
    note = desk.state()[guid]
    assert [card["queue"] for card in note["cards"]] == [-1]
    assert "Quite another" in note["fields"]["Answer"]


def tagged(desk: Desk, blog: Blog) -> None:
    """The learner's tags stay, the author's follow, and one that the learner removed stays away."""
    blog.define(tags=["dl", "old"])
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("tag", guid, "mine", "old::mine")
    desk.act("untag", guid, "dl")
    blog.define(tags=["dl", "new"])
    blog.push()
    tags = set(desk.state()[guid]["tags"])
    assert {"mine", "old::mine", "new"} <= tags
    assert not {"old", "dl"} & tags
    assert {"dl", "new"} <= set(desk.state()[blog.guid("alpha")]["tags"])
    assert blog.push().plan.is_empty


def leech(desk: Desk, blog: Blog) -> None:
    """Anki's own tag moved the note's time; the correction of the failing card arrives all the same."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    blog.put({"beta": "Said more simply."})
    blog.build()
    desk.act("tag", guid, "leech")
    desk.act("suspend", guid)
    blog.push()
    note = desk.state()[guid]
    assert "Said more simply" in note["fields"]["Answer"]
    assert "leech" in note["tags"]
    assert note["cards"][0]["queue"] == -1


def mine(desk: Desk, blog: Blog) -> None:
    """The learner's takeaway is never touched, nor the card that it made."""
    blog.put(QUESTIONS, LINKS)
    blog.push()
    guid = blog.guid("Momentum")
    desk.act("edit", guid, "Mine", "It averages <b>gradients</b>.")
    before = desk.state()[guid]
    assert len(before["cards"]) == 2
    blog.put(links={"https://distill.pub/2017/momentum/": "Momentum really works, and why"})
    blog.push()
    after = desk.state()[guid]
    assert after["fields"]["Title"] != before["fields"]["Title"]
    assert after["fields"]["Mine"] == before["fields"]["Mine"]
    assert after["cards"] == before["cards"]
    assert blog.learner().notes[guid].mine


def filtered(desk: Desk, blog: Blog) -> None:
    """A card that is in a filtered deck stays there; its note gets its new words."""
    blog.define(subdecks=["topic"])
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.act("cram", guid)
    blog.put({"beta": "Quite another."})
    done = blog.push()
    assert done.plan.gone == 0
    note = desk.state()[guid]
    assert "Quite another" in note["fields"]["Answer"]
    assert note["cards"][0]["deck"] == "Cram"
    assert blog.push().plan.is_empty


def shown_in_browse(desk: Desk, blog: Blog) -> None:
    """An open Browse window writes nothing back."""
    blog.put(QUESTIONS)
    blog.push()
    guid = blog.guid("beta")
    desk.browse(guid)
    blog.put({"beta": "Quite another."})
    done = blog.push()
    assert done.pushed is not None
    assert done.pushed.missing == ()
    desk.sleep(3)
    assert "Quite another" in fields(desk, guid)["Answer"]


def foreign(desk: Desk, blog: Blog) -> None:
    """A thousand notes of somebody else's stay the same to the byte, and so do options and descriptions."""
    desk.act("foreign", 1_000)
    blog.put(QUESTIONS)
    blog.push()
    before, presets = desk.act("rest"), desk.act("presets_of_decks")
    blog.put({"beta": "Quite another.", "delta": "The fourth."})
    blog.questions.pop("alpha")
    blog.put()
    blog.push()
    blog.push(delete_retired=True)
    assert desk.act("rest") == before
    assert desk.act("presets_of_decks") == presets


TABLE: list[Callable[[Desk, Blog], None]] = [
    new, updated, not_arrived, moved, edited, conflict, retired, deleted, suspended, tagged, leech, mine, filtered,
    shown_in_browse, foreign,
]  # fmt: skip
CASES = pytest.mark.parametrize("case", TABLE, ids=[case.__name__ for case in TABLE])


@CASES
def test_on_the_copy(case: Callable[[Desk, Blog], Any], desktop: FakeAnki, tmp_path: Path) -> None:
    """What other tests rest on."""
    desk = FakeDesk(desktop)
    case(desk, Blog(tmp_path / "blog", desk))


@pytest.mark.anki_desktop
@CASES
def test_on_the_desktop(case: Callable[[Desk, Blog], Any], fresh_desk: RealDesk, tmp_path: Path) -> None:
    """The same, in the window."""
    case(fresh_desk, Blog(tmp_path / "blog", fresh_desk))


@pytest.mark.anki_desktop
def test_the_dialog_of_the_desktop(fresh_desk: RealDesk, tmp_path: Path) -> None:
    """Its Import button brings the new notes, and its options stay as they were."""
    fresh_desk.act("close_dialogs")
    before = fresh_desk.act("remembered")
    blog = Blog(tmp_path / "blog", fresh_desk)
    blog.put(QUESTIONS)
    fresh_desk.clicks_import = True
    try:
        done = blog.push(unattended=False)
    finally:
        fresh_desk.clicks_import = False
        fresh_desk.act("close_dialogs")
    assert done.pushed is not None
    assert (len(done.plan.new), done.pushed.missing) == (3, ())
    assert fresh_desk.act("remembered") == before
