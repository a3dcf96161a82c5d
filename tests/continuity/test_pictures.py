"""What was shipped with a picture keeps it, a picture that comes is seen, and what is no picture is said."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.records import State
from tests.continuity.blog import FIRST, SECOND, THIRD, Blog, Learner, assert_nothing_lost

PNG = b"\x89PNG\r\n\x1a\n a picture"
POST = "# Things\n\nQ: What does it look like?\n\nA: Like this: ![a dot](dot.png)\n"


def packed(package: Path) -> list[bytes]:
    """Give the pictures of a package."""
    with zipfile.ZipFile(package) as archive:
        return [archive.read(name) for name in archive.namelist() if name.isdigit()]


def pictured(blog: Blog) -> Any:
    """Give the note that shows, or is to show, the picture."""
    [note] = blog.ledger.notes.values()
    return note


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    """A blog whose picture was shipped."""
    (blog.posts / "dot.png").write_bytes(PNG)
    blog.write("a.md", POST)
    assert blog.build()["problems"] == []
    assert packed(blog.package) == [PNG]
    return blog


@pytest.mark.parametrize("left", [None, b"", b"<html>404</html>"], ids=["gone", "empty", "no picture"])
def test_a_picture_that_is_gone_stays_as_it_was_shipped(shipped: Blog, learner: Learner, left: bytes | None) -> None:
    """Its note is live, unstamped and whole, also for a new learner, and the build says that the file is gone."""
    learner.take(shipped.package)
    learner.study()
    before, was = learner.snapshot(), pictured(shipped)
    (shipped.posts / "dot.png").unlink()
    if left is not None:
        (shipped.posts / "dot.png").write_bytes(left)
    report = shipped.build(at=SECOND)
    [problem] = report["problems"]
    assert (problem["severity"], problem["code"], problem["path"]) == ("warning", "image", str(shipped.posts / "a.md"))
    assert (report["updated"], report["held"]) == (0, 0)
    assert pictured(shipped) == was
    assert packed(shipped.package) == [PNG]
    log = learner.take(shipped.package)
    assert_nothing_lost(before, learner.snapshot(), log)
    assert shipped.build(at=THIRD)["problems"] == report["problems"]
    assert packed(shipped.package) == [PNG]


def test_words_beside_a_picture_that_is_gone_are_shipped(shipped: Blog) -> None:
    """The picture stays, the rest is as the author has it now."""
    (shipped.posts / "dot.png").unlink()
    shipped.write("a.md", POST.replace("Like this", "Just like this"))
    assert shipped.build(at=SECOND)["updated"] == 1
    answer = pictured(shipped).fields["Answer"]
    assert "Just like this" in answer
    assert '<img src="dg-' in answer
    assert packed(shipped.package) == [PNG]


def test_a_picture_that_is_nowhere_is_an_error(shipped: Blog) -> None:
    """Without the file and without the package, a new learner gets the card without it: the build says so."""
    (shipped.posts / "dot.png").unlink()
    shipped.package.unlink()
    report = shipped.build(at=SECOND, code=1)
    assert {(one["severity"], one["code"], one["path"]) for one in report["problems"]} == {
        ("warning", "image", str(shipped.posts / "a.md")),
        ("error", "image", str(shipped.posts / "a.md")),
    }
    assert pictured(shipped).state is State.LIVE


def test_a_post_that_cannot_be_read_keeps_its_pictures(shipped: Blog) -> None:
    """Its notes stay as they were shipped, and so does what they show."""
    (shipped.posts / "a.md").write_bytes(b"\xff\xff\xff\x80\x81\xff")
    shipped.build(at=SECOND, code=1)
    assert pictured(shipped).state is State.LIVE
    assert packed(shipped.package) == [PNG]


def test_a_picture_that_comes_is_seen_by_the_next_build(blog: Blog) -> None:
    """Nothing else has changed since the build that missed it."""
    blog.write("a.md", POST)
    assert [one["severity"] for one in blog.build()["problems"]] == ["warning"]
    assert pictured(blog).state is State.HELD
    (blog.posts / "dot.png").write_bytes(PNG)
    assert blog.build(at=FIRST)["problems"] == []
    assert pictured(blog).state is State.LIVE
    assert packed(blog.package) == [PNG]


def test_a_damaged_package_gives_no_picture(shipped: Blog) -> None:
    """What does not have the content of its name is not taken."""
    (shipped.posts / "dot.png").unlink()
    with zipfile.ZipFile(shipped.package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(shipped.package, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, PNG + b" of another" if name == "0" else content)
    assert {one["severity"] for one in shipped.build(at=SECOND, code=1)["problems"]} == {"warning", "error"}


def test_words_beside_a_picture_on_another_site_are_asked(blog: Blog) -> None:
    """The card links to the picture, since none is fetched; a card that asks or answers by one alone is held."""
    there = "![a dot](https://pictures.example/dot.png)"
    blog.write("a.md", f"Q: What is a dot?\nA: A small mark.\n\n{there}\n")
    [problem] = blog.build()["problems"]
    assert "links to it" in problem["message"]
    note = pictured(blog)
    assert note.state is State.LIVE
    assert '<a href="https://pictures.example/dot.png">a dot</a>' in note.fields["Answer"]
    assert blog.build(at=FIRST)["updated"] == 0
    blog.write("b.md", f"Q: How does a line look?\nA: {there}\n\nQ: Whose mark is it?\n{there}\nA: A pen's.\n")
    assert blog.build(at=SECOND)["held"] == 2


def test_a_picture_that_moved_to_another_site_stays_as_it_was_shipped(shipped: Blog) -> None:
    shipped.write("a.md", POST.replace("dot.png", "https://pictures.example/dot.png"))
    shipped.build(at=SECOND)
    assert '<img src="dg-' in pictured(shipped).fields["Answer"]
    assert packed(shipped.package) == [PNG]
