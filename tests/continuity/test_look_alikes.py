"""A card whose question and answer were both changed at once is two notes, and that is told while it can be mended."""

from __future__ import annotations

import pytest

from tests.continuity.blog import SECOND, THIRD, Blog

POST = """\
# Sounds

## Clicks

Q: Which langs have click consonants in most of their words?
A: Xhosa, with 1000 speakers of the whole of it.

## Tones

Q: How many tones does Mandarin have?
A: Four.
"""
BOTH = POST.replace("langs have", "languages have").replace("Xhosa, with 1000 speakers of the whole of it", "Taa")


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    blog.write("a.md", POST)
    assert blog.build()["new"] == 2
    return blog


def alike(blog: Blog, at: int = SECOND) -> list[dict[str, object]]:
    return [one for one in blog.build(at=at)["problems"] if one["code"] == "alike"]


def test_both_sides_changed_at_once_are_told_as_a_pair(shipped: Blog) -> None:
    """By diff before, and by the build once."""
    shipped.write("a.md", BOTH)
    told = shipped.run("diff", shipped.definition).stderr
    assert "“Which languages have click consonants in most of their words?” is a new card" in told
    assert "“Which langs have click consonants in most of their words?” is retired" in told
    assert len(alike(shipped)) == 1
    assert alike(shipped) == []


@pytest.mark.parametrize("is_named", [False, True])
def test_the_ways_that_are_named_keep_the_note(shipped: Blog, *, is_named: bool) -> None:
    """One change a build, or a name that stood there before."""
    name = " ^clicks" if is_named else ""
    guids = {note.guid for note in shipped.ledger.notes.values()}
    between = POST.replace("langs have", "languages have")
    for number, text in enumerate((POST, BOTH) if is_named else (POST, between, BOTH)):
        shipped.write("a.md", text.replace("whole of it.", f"whole of it.{name}").replace("Taa.", f"Taa.{name}"))
        assert alike(shipped, at=THIRD + number) == []
    assert {note.guid for note in shipped.ledger.notes.values()} == guids


def test_what_does_not_look_alike_is_no_pair(shipped: Blog) -> None:
    """Nor what stands under another heading, nor a card that only went or only came."""
    other = "Q: Who wrote the first grammar of Zulu?\nA: Nobody knows.\n"
    shipped.write("a.md", POST[: POST.index("Q: Which")] + other + POST[POST.index("## Tones") - 1 :])
    assert alike(shipped) == []
    shipped.write("a.md", BOTH.replace("## Clicks", "## Consonants").replace("# Sounds", "# Noise"))
    assert alike(shipped, at=THIRD) == []
