"""Update packs: small packages of what is new, changed or retired since a day."""

from __future__ import annotations

import pytest

from tests.continuity.blog import SECOND, THIRD, Blog, Learner, assert_nothing_lost

A, B, C, D = (f"https://{name}.example/" + "x" for name in ("one", "two", "three", "four"))
SINCE = "2026-06-01"
"""A day between the first build and the second."""

POST = "2020-01-01-post.md"


def text(**titles: str) -> str:
    urls = {"a": A, "b": B, "c": C, "d": D}
    return "# Links\n\n" + "\n".join(f"{urls[name]}\n\n{title}\n" for name, title in titles.items())


@pytest.fixture
def shipped(blog: Blog, learner: Learner) -> Blog:
    """Three links that the learner has studied."""
    blog.write(POST, text(a="The first article", b="The second article", c="The third article"))
    blog.build()
    learner.take(blog.package)
    learner.study()
    return blog


def test_an_update_pack_holds_what_is_new_changed_and_retired(shipped: Blog, learner: Learner) -> None:
    """One note of each: the unchanged one is not in it, and every schedule is kept."""
    for guid in (shipped.guid(A), shipped.guid(C)):
        learner.tag(guid, "leech")
    before = learner.snapshot()
    shipped.write(POST, text(a="The first article", b="The second article, again", d="The fourth article"))
    report = shipped.build("--since", SINCE, at=SECOND)
    assert report["output"] == str(shipped.update)
    assert (report["notes"], report["new"], report["updated"], report["retired"]) == (3, 1, 1, 1)
    log = learner.take(shipped.update)
    assert log == (1, 2, 0, 0)
    after = learner.snapshot()
    assert_nothing_lost(before, after, log)
    assert after.field(shipped.guid(B), "Title") == "The second article, again"
    assert "deckgen::retired" in after[shipped.guid(C)].tags
    assert after[shipped.guid(A)] == before[shipped.guid(A)]


def test_the_full_package_leaves_retired_notes_out(shipped: Blog, learner: Learner) -> None:
    """A new learner is not taught what was withdrawn; who has the note keeps it, untouched."""
    before = learner.snapshot()
    shipped.write(POST, text(a="The first article", b="The second article"))
    shipped.build(at=SECOND)
    log = learner.take(shipped.package)
    assert (log.new, log.updated) == (0, 0)
    assert learner.snapshot().notes == before.notes


def test_a_revived_note_loses_the_tag(shipped: Blog, learner: Learner) -> None:
    """What was tagged as retired by one update pack is untagged by the next."""
    before = learner.snapshot()
    shipped.write(POST, text(a="The first article", b="The second article"))
    shipped.build("--since", SINCE, at=SECOND)
    learner.take(shipped.update)
    shipped.write(POST, text(a="The first article", b="The second article", c="The third article"))
    assert shipped.build("--since", "2026-06-10", at=THIRD)["revived"] == 1
    log = learner.take(shipped.update)
    after = learner.snapshot()
    assert_nothing_lost(before, after, log)
    assert "deckgen::retired" not in after[shipped.guid(C)].tags


def test_a_deleted_note_comes_back_only_if_it_changed(shipped: Blog, learner: Learner) -> None:
    """The learner threw two notes away; the posts changed one of them since."""
    for url in (A, B):
        learner.delete(shipped.guid(url))
    shipped.write(POST, text(a="The first article", b="The second article, again", c="The third article"))
    shipped.build("--since", SINCE, at=SECOND)
    log = learner.take(shipped.update)
    assert (log.new, log.updated) == (1, 0)
    assert learner.snapshot().notes.keys() == {shipped.guid(B), shipped.guid(C)}


def test_the_full_package_brings_deleted_notes_back(shipped: Blog, learner: Learner) -> None:
    """An import cannot know that a note was thrown away: that is why update packs are for every day."""
    learner.delete(shipped.guid(A))
    shipped.write(POST, text(a="The first article", b="The second article, again", c="The third article"))
    shipped.build(at=SECOND)
    assert learner.take(shipped.package).new == 1


def test_an_update_pack_and_the_full_package_share_one_ledger(shipped: Blog, learner: Learner) -> None:
    """After an update pack the full package has nothing newer to say."""
    shipped.write(POST, text(a="The first article", b="The second article, again", c="The third article"))
    shipped.build("--since", SINCE, at=SECOND)
    learner.take(shipped.update)
    before = learner.snapshot()
    report = shipped.build(at=THIRD)
    assert (report["new"], report["updated"]) == (0, 0)
    log = learner.take(shipped.package)
    assert (log.new, log.updated) == (0, 0)
    assert learner.snapshot().notes == before.notes


def test_an_update_pack_without_news_takes_no_good_ones_place(shipped: Blog) -> None:
    """Nothing since that day: no empty package is written over the last one."""
    shipped.update.write_bytes(b"the last pack")
    assert shipped.build("--since", SINCE, at=SECOND)["updated"] == 0
    assert shipped.update.read_bytes() == b"the last pack"
