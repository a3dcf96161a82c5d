"""A deck that somebody has studied hands its reviews over to ours, once, and is put away."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.anki.blog import Blog
from tests.anki.desks import Desk, FakeDesk, RealDesk
from tests.anki.fake_connect import FakeAnki

pytestmark = pytest.mark.anki
COUNT = 100
SAME = ("type", "queue", "due", "interval", "ease", "reps", "lapses")


def ask(blog: Blog, count: int = COUNT) -> None:
    blog.put({f"word{number:03}": f"The meaning of {number}." for number in range(count)})


def adopt(desk: Desk, blog: Blog) -> None:
    """A hundred reviewed cards: due, interval, lapses and history are the same afterwards."""
    desk.act("studied_foreign", COUNT, int(time.time()))
    ask(blog)
    done = blog.push(adopt='"deck:My own"')
    assert done.pushed is not None
    assert (done.pushed.missing, len(done.plan.adopted)) == ((), COUNT)
    pairs = desk.act("pairs")
    assert len(pairs) == COUNT
    assert sum(len(pair["history"]) for pair in pairs) > 2 * COUNT
    for pair in pairs:
        assert {name: pair["ours"][name] for name in SAME} == {name: pair["foreign"][name] for name in SAME}
        assert pair["our_history"] == pair["history"]
        assert pair["now"] == {"queue": -1, "tags": ["deckgen::adopted", "mine"]}
    again = blog.push(adopt='"deck:My own"')
    assert again.plan.adopted == ()
    assert again.plan.is_empty


def test_on_the_copy(desktop: FakeAnki, tmp_path: Path) -> None:
    desk = FakeDesk(desktop)
    adopt(desk, Blog(tmp_path / "blog", desk))


@pytest.mark.anki_desktop
@pytest.mark.parametrize("fsrs", [False, True])
def test_on_the_desktop(fresh_desk: RealDesk, tmp_path: Path, fsrs: bool) -> None:
    fresh_desk.act("set_fsrs", fsrs)
    adopt(fresh_desk, Blog(tmp_path / "blog", fresh_desk))


@pytest.fixture
def blog(desktop: FakeAnki, tmp_path: Path) -> Blog:
    found = Blog(tmp_path / "blog", FakeDesk(desktop))
    found.desk.act("studied_foreign", 6, int(time.time()))
    return found


def push(blog: Blog) -> Any:
    return blog.push(adopt='"deck:My own"')


def test_what_is_there_is_kept_first(blog: Blog) -> None:
    """The foreign notes with their schedule and history, in words that a person can read."""
    ask(blog, 6)
    push(blog)
    (kept,) = (blog.folder / ".deckgen" / "backups").glob("*.adopted.json")
    notes = json.loads(kept.read_bytes())
    assert len(notes) == 6
    assert all(note["cards"] and any(note["reviews"].values()) for note in notes)


def test_two_of_one_question_hand_over_nothing(blog: Blog) -> None:
    """Nobody can tell which is meant."""
    blog.desk.act("studied_foreign", 1, int(time.time()) - 10_000)
    ask(blog, 6)
    assert len(push(blog).plan.adopted) == 5


def test_a_card_that_was_reviewed_takes_nothing(blog: Blog) -> None:
    """Its own history is not mixed with another."""
    ask(blog, 6)
    blog.push()
    blog.desk.act("study", blog.guid("word003"), 3)
    assert len(push(blog).plan.adopted) == 5


def test_an_id_of_a_plugin_finds_its_note_whatever_the_words(blog: Blog) -> None:
    """Plugins write Anki's number of a note into the posts."""
    number = blog.desk.act("number_of", "What is word002?")
    text = f"# Things\n\nQ: Quite another question?\nA: Yes. <!--ID: {number}-->\n"
    (blog.folder / "posts" / "2020-01-01-a.md").write_text(text, encoding="utf-8")
    (adopted,) = push(blog).plan.adopted
    assert adopted.foreign.note_id == number


def test_what_anki_refuses_is_told_and_nothing_is_put_away(blog: Blog, desktop: FakeAnki) -> None:
    """The next push tries again."""
    ask(blog, 6)
    refuse = random.Random(3)

    def before(action: str) -> None:
        if action == "setSpecificValueOfCard" and refuse.random() < 0.5:
            raise ValueError("not now")

    desktop.before = before
    with pytest.raises(Exception, match="not now"):
        push(blog)
    desktop.before = lambda _action: None
    done = push(blog)
    assert done.pushed.missing == ()
    assert all(pair["our_history"] == pair["history"] for pair in blog.desk.act("pairs"))


def test_without_being_asked_no_foreign_note_is_looked_at(blog: Blog, desktop: FakeAnki) -> None:
    ask(blog, 6)
    before = blog.desk.act("rest")
    assert blog.push().plan.adopted == ()
    assert blog.desk.act("rest") == before
