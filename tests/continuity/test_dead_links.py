"""A shipped note that leads to an address which the posts have no more is told of, and can be sent again alone."""

from __future__ import annotations

import pytest

from tests.continuity.blog import DAY, SECOND, THIRD, Blog
from tests.continuity.test_said import forget, other_words, stamped

SITE = "site: https://blog.example\npermalink: /:title/\n"
MOONS, TIDES = "2020-01-01-moons.md", "2020-02-01-tides.md"

TEXT = """\
# Moons

## Phobos

Q: Who found Phobos?
A: Asaph Hall.

## Deimos

Q: What is Deimos?
A: A moon.
"""


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    """A blog with a site, whose notes learners have."""
    blog.set(SITE)
    blog.write(MOONS, TEXT)
    blog.write(TIDES, "# Tides\n\n## Spring\n\nQ: When is a spring tide?\nA: At full moon. See [[moons#Phobos]].\n")
    assert blog.build()["new"] == 3
    return blog


def edit(blog: Blog, old: str, new: str) -> None:
    path = blog.posts / MOONS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_renamed_heading_leaves_dead_links(shipped: Blog) -> None:
    """Also in the answer of another post's note that leads there; the other notes of the post are not meant."""
    before = shipped.ledger
    edit(shipped, "## Phobos", "## The larger one")
    said = shipped.run("build", shipped.definition, at=SECOND)
    assert "2 notes link to an address that your posts have no more" in said.stdout
    assert stamped(before, shipped.ledger) == set()
    assert shipped.build("--resend", "moved", at=THIRD)["updated"] == 2
    assert stamped(before, shipped.ledger) == {"Who found Phobos?", "When is a spring tide?"}


def test_a_renamed_post_leaves_dead_links(shipped: Blog) -> None:
    """All its notes are told of and sent again by one word; then nothing is left to say, and nothing to send."""
    before = shipped.ledger
    shipped.rename(MOONS, "2020-01-01-satellites.md")
    said = shipped.run("build", shipped.definition, at=SECOND)
    assert "notes link to an address that your posts have no more" in said.stdout
    assert "--resend moved" in said.stdout
    assert "would look" not in said.stdout
    report = shipped.build("--resend", "moved", at=THIRD)
    assert report["updated"] == len(stamped(before, shipped.ledger)) >= 2
    assert not [one for one in report["problems"] if one["code"] in ("better", "resend")]
    assert shipped.build("--resend", "moved", at=THIRD + DAY)["updated"] == 0


def test_a_note_that_moved_to_another_heading_of_its_post_links_to_what_is_there(shipped: Blog) -> None:
    """The old heading is still in the post, so nothing is dead, and nothing is said."""
    edit(shipped, "Q: Who found Phobos?\nA: Asaph Hall.\n", "A small moon.\n")
    edit(shipped, "A: A moon.\n", "A: A moon.\n\nQ: Who found Phobos?\nA: Asaph Hall.\n")
    said = shipped.run("build", shipped.definition, at=SECOND)
    assert "moved" in said.stdout
    assert "--resend" not in said.stdout


def test_nothing_is_dead_where_a_post_cannot_be_read(shipped: Blog) -> None:
    (shipped.posts / MOONS).unlink()
    (shipped.posts / MOONS).symlink_to("nowhere.md")
    said = shipped.run("build", shipped.definition, at=SECOND)
    assert "--resend" not in said.stdout


def test_a_few_notes_that_are_only_worded_otherwise_are_nobodys_concern(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of many is passed over; programs are told, and so is everybody where it is a large part of the deck."""
    facts = "".join(f"Q: Who wrote book {number}?\nA: Author {number}.\n\n" for number in range(8))
    blog.write(MOONS, f"# Books\n\n{facts}## Adam\n\nAdam is an optimizer with a running average of gradients.\n")
    assert blog.build()["new"] == 9, blog.ledger.notes
    other_words(monkeypatch)
    forget(blog)
    assert "would look" not in blog.run("build", blog.definition, at=SECOND).stdout
    assert [one["code"] for one in blog.build(at=SECOND)["problems"]] == ["better"]
