"""The guard: what is missing or broken in the input retires nothing, and what a switch keeps out is only held."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deckgen.files.records import State
from tests.continuity.blog import SECOND, THIRD, Blog, Learner, assert_nothing_lost

MANY = 30


def links(count: int, *, without: int = 0, host: str = "one.example") -> str:
    """Write a section of links, the first ones left out."""
    return "# Links\n\n" + "\n".join(
        f"https://{host}/{number}\n\nArticle number {number}\n" for number in range(without, count)
    )


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    """A blog of two posts that is built, with thirty links and one more."""
    blog.write("2020-01-01-many.md", links(MANY), title="Many", head="category: ML\n")
    blog.write("2020-02-01-one.md", "# One\n\nhttps://two.example/a\n\nA single article\n", title="One")
    assert blog.build()["new"] == MANY + 1
    return blog


def assert_untouched(blog: Blog, before: dict[str, bytes]) -> None:
    """The ledger and the package hold what they held."""
    assert blog.files() == before


# --- the input is not there ---


def empty_folder(blog: Blog) -> str:
    blog.remove("2020-01-01-many.md")
    blog.remove("2020-02-01-one.md")
    return "../_posts"


def glob_without_match(blog: Blog) -> str:
    return "../_posts/*.adoc"


def missing_folder(blog: Blog) -> str:
    return "../nowhere"


@pytest.mark.parametrize("broken", [empty_folder, glob_without_match, missing_folder])
def test_posts_that_are_not_there_retire_nothing(shipped: Blog, broken: Callable[[Blog], str]) -> None:
    """No post at all is more often a wrong path than a wish: the build says so and leaves the deck as it is."""
    before = shipped.files()
    shipped.set(posts=broken(shipped))
    report = shipped.build(at=SECOND, code=1)
    assert (report["notes"], report["unchanged"], report["retired"]) == (MANY + 1, MANY + 1, 0)
    assert [problem["code"] for problem in report["problems"]] == ["no-posts"]
    assert "no note is retired" in report["problems"][0]["message"]
    assert shipped.files()["blog.apkg"] == before["blog.apkg"]
    assert shipped.files()["blog.ledger.jsonl"] == before["blog.ledger.jsonl"]


@pytest.mark.parametrize("missing", ["../more", "../more/*.md"])
def test_one_of_several_places_that_is_suddenly_empty_retires_nothing(blog: Blog, missing: str) -> None:
    """A few notes slip below the limit of the guard: here the empty place itself is the sign."""
    more = blog.folder / "more"
    more.mkdir()
    blog.set(posts=f"[../_posts, {missing}]")
    blog.write("2020-01-01-many.md", links(MANY))
    (more / "extra.md").write_text("# Extra\n\nhttps://three.example/\n\nOne more article\n", encoding="utf-8")
    assert blog.build()["notes"] == MANY + 1
    (more / "extra.md").unlink()
    report = blog.build(at=SECOND)
    assert (report["notes"], report["retired"]) == (MANY + 1, 0)
    assert [(problem["code"], problem["severity"]) for problem in report["problems"]] == [("no-posts", "warning")]


def test_a_post_that_cannot_be_opened_retires_nothing(shipped: Blog) -> None:
    """A link that leads nowhere, a file without rights: its notes stay as they are."""
    shipped.remove("2020-02-01-one.md")
    (shipped.posts / "2020-02-01-one.md").symlink_to("nowhere.md")
    report = shipped.build(at=SECOND, code=1)
    assert (report["notes"], report["retired"]) == (MANY + 1, 0)


def test_broken_bytes_retire_nothing_and_change_no_shipped_note(shipped: Blog) -> None:
    """Half a post is no post: what it still says is not taken for a change, what it lost is not taken for deleted."""
    text = "# One\n\nhttps://two.example/a\n\nA single \xff\xff\xff".encode("latin-1")
    (shipped.posts / "2020-02-01-one.md").write_bytes(text)
    before = shipped.note("https://two.example/a")
    report = shipped.build(at=SECOND, code=1)
    assert (report["notes"], report["updated"], report["retired"]) == (MANY + 1, 0, 0)
    assert shipped.note("https://two.example/a") == before
    (shipped.posts / "2020-02-01-one.md").write_bytes(b"# One\n\n\xff\xff\xff")
    assert shipped.build(at=THIRD, code=1)["retired"] == 0
    assert shipped.note("https://two.example/a") == before


CONFLICT = """\
# One

https://two.example/a

<<<<<<< HEAD
A single article
=======
The only article
>>>>>>> topic

https://two.example/b

Another article
"""


def test_a_merge_that_is_not_finished_ships_nothing_and_retires_nothing(shipped: Blog) -> None:
    """A post with two versions in it is no post yet: an error names the line, and its notes stay as they are."""
    before = shipped.files()["blog.ledger.jsonl"]
    shipped.write("2020-02-01-one.md", CONFLICT, title="One")
    report = shipped.build(at=SECOND, code=1)
    assert [(found["code"], found["severity"], found["line"]) for found in report["problems"]] == [
        ("conflict", "error", 9)
    ]
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    assert shipped.files()["blog.ledger.jsonl"] == before


def test_a_post_that_the_parser_cannot_take_retires_nothing(shipped: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the parser is a problem of one post, never a reason to forget it."""
    from deckgen.posts import parse

    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    before = shipped.files()
    monkeypatch.setattr(parse, "parse_markdown", fail)
    shipped.write("2020-02-01-one.md", "# Another text\n")
    report = shipped.build(at=SECOND, code=1)
    assert (report["notes"], report["retired"]) == (MANY + 1, 0)
    assert shipped.files()["blog.apkg"] == before["blog.apkg"]


# --- too much at once ---


def test_a_build_that_would_retire_a_large_part_of_the_deck_stops(shipped: Blog) -> None:
    """More than a fifth and more than ten: nothing is written, and the message says what to do."""
    shipped.write("2020-01-01-many.md", links(MANY, without=11), title="Many", head="category: ML\n")
    problems = shipped.refused(at=SECOND)
    assert [problem["code"] for problem in problems] == ["retire"]
    assert "retire 11 of 31 notes" in problems[0]["message"]
    assert "--allow-retire" in problems[0]["message"]
    report = shipped.build("--allow-retire", at=SECOND)
    assert (report["notes"], report["retired"]) == (20, 11)


@pytest.mark.parametrize(("count", "gone"), [(MANY, 10), (60, 12)])
def test_a_build_that_retires_few_notes_goes_through(blog: Blog, count: int, gone: int) -> None:
    """Ten notes, or a fifth, may go without a word."""
    blog.write("2020-01-01-many.md", links(count))
    blog.build()
    blog.write("2020-01-01-many.md", links(count, without=gone))
    assert blog.build(at=SECOND)["retired"] == gone


def test_the_build_names_an_anki_search_for_what_it_retired(shipped: Blog, learner: Learner) -> None:
    """Pasted into Anki's browser, it finds the notes that the posts no longer hold."""
    shipped.build()
    learner.take(shipped.package)
    guid = shipped.guid("https://two.example/a")
    shipped.write("2020-02-01-one.md", "# One\n\nNothing left.\n", title="One")
    out = shipped.run("build", shipped.definition, at=SECOND).stdout
    search = next(line.strip() for line in out.splitlines() if line.strip().startswith("Key:"))
    (found,) = learner.col.find_notes(search)
    assert learner.col.get_note(found).guid == guid


# --- what keeps notes out holds them ---

DEFINED = """\
# Training

## Clipping

Clipping is a technique that limits the size of the gradient in each step of training.

https://one.example/a

The article
"""


@pytest.mark.parametrize(
    "settings",
    [
        "exclude: {globs: ['*.md']}",
        "exclude: {categories: [ML]}",
        "exclude: {headings: [Training]}",
        "since: 2021-01-01",
        "cards: {reading: none, forms: false}",
        "cards: {reading: picked, forms: false}",
    ],
)
@pytest.mark.parametrize("reading", ["all", "topic"])
def test_switches_and_excludes_hold_and_release(blog: Blog, learner: Learner, settings: str, reading: str) -> None:
    """Nothing is retired, and what is let in again has its old GUID and schedule."""
    start = f"cards: {{reading: {reading}}}"
    blog.set(start)
    blog.write("2020-01-01-post.md", DEFINED, head="category: ML\n")
    blog.build()
    learner.take(blog.package)
    learner.study()
    before, guids = learner.snapshot(), {key: note.guid for key, note in blog.ledger.notes.items()}
    live = {key for key, note in blog.ledger.notes.items() if note.state is State.LIVE}
    blog.set(settings if "cards" in settings else f"{settings}\n{start}")
    report = blog.build(at=SECOND)
    assert (report["notes"], report["retired"]) == (0, 0)
    assert {blog.ledger.notes[key].state for key in live} == {State.HELD}
    blog.set(start)
    report = blog.build(at=THIRD)
    assert (report["new"], report["updated"], report["retired"], report["revived"]) == (0, 0, 0, len(live))
    log = learner.take(blog.package)
    assert (log.new, log.updated) == (0, 0)
    assert_nothing_lost(before, learner.snapshot(), log)
    assert {key: note.guid for key, note in blog.ledger.notes.items() if key in guids} == guids


@pytest.mark.parametrize(
    "target", ["https://one.example/a", "https://one.example/*", "link:https://one.example/a", "guid"]
)
def test_picks_hold_and_release(blog: Blog, target: str) -> None:
    """A skipped note that was shipped is held; without the line it is back as it was."""
    blog.write("2020-01-01-post.md", DEFINED)
    blog.build()
    note = blog.note("https://one.example/a")
    blog.picks.write_text(f"skip {note.guid if target == 'guid' else target}\n", encoding="utf-8")
    report = blog.build(at=SECOND)
    assert (report["held"], report["retired"]) == (1, 0)
    blog.picks.unlink()
    assert blog.build(at=THIRD)["revived"] == 1
    assert blog.note("https://one.example/a") == note


def test_a_pick_of_an_address_that_stands_nowhere_is_said(blog: Blog) -> None:
    """A slip of the hand does nothing; a link that left the posts is known, and so is any spelling of one there."""
    blog.write("2020-01-01-post.md", links(2))
    blog.build()
    blog.write("2020-01-01-post.md", links(1))
    known = "skip https://one.example/1\nread https://ONE.example/0\n"
    blog.picks.write_text(f"{known}read https://nowhere.example/zzz\nstar https://one.example/*\n", encoding="utf-8")
    problems = blog.build(at=SECOND)["problems"]
    assert [(one["line"], one["severity"], one["code"]) for one in problems] == [(3, "note", "picks")]
    assert "https://nowhere.example/zzz stands in no post" in problems[0]["message"]


@pytest.mark.parametrize("reading", ["all", "described", "topic"])
def test_a_skip_that_comes_and_goes_stamps_nothing(blog: Blog, reading: str) -> None:
    """No word of the author's changed: neither the link nor the topic that lists it is sent again."""
    blog.set(f"cards: {{reading: {reading}}}")
    blog.write("2020-01-01-post.md", links(3))
    blog.build()
    shipped = {key: (note.mod, note.fields) for key, note in blog.ledger.notes.items()}
    blog.picks.write_text("skip https://one.example/1\n", encoding="utf-8")
    assert blog.build(at=SECOND)["updated"] == 0
    blog.picks.unlink()
    assert blog.build(at=THIRD)["updated"] == 0
    assert {key: (note.mod, note.fields) for key, note in blog.ledger.notes.items()} == shipped


def test_a_read_link_is_held_only_if_it_was_never_shipped(blog: Blog) -> None:
    """What the learner studies already goes on."""
    blog.write("2020-01-01-post.md", DEFINED)
    blog.picks.write_text("read https://one.example/a\n", encoding="utf-8")
    assert blog.build()["held"] == 1
    blog.picks.unlink()
    assert blog.build(at=SECOND)["new"] == 1
    blog.picks.write_text("read https://one.example/a\n", encoding="utf-8")
    assert blog.build(at=THIRD)["held"] == 0


def test_what_was_retired_and_then_excluded_comes_back_without_the_tag(blog: Blog) -> None:
    """Held in between or not: a note that lives again is not marked as retired."""
    post = "2020-01-01-post.md"
    blog.write(post, DEFINED)
    blog.build()
    blog.write(post, DEFINED.replace("https://one.example/a\n\nThe article\n", ""))
    assert blog.build(at=SECOND)["retired"] == 1
    blog.write(post, DEFINED)
    blog.set("exclude: {hosts: [one.example]}")
    assert blog.build(at=SECOND + 60)["held"] == 1
    blog.set()
    blog.build(at=THIRD)
    note = blog.note("https://one.example/a")
    assert (note.state, note.mod, "deckgen::retired" in note.tags) == (State.LIVE, THIRD, False)


def test_a_note_whose_numbers_are_used_up_is_held(blog: Blog) -> None:
    """No number is given again, and Anki makes no card above 500: learners keep the note as it is, and we say why."""
    marked = [f"=={first}{second}{third}==" for first in "abcdefgh" for second in "abcdefgh" for third in "abcdefgh"]
    text = "# Topic\n\nThe words {} are many here.\n"
    blog.write("2020-01-01-post.md", text.format(" and ".join(marked[:500])))
    assert blog.build()["new"] == 1
    blog.write("2020-01-01-post.md", text.format(" and ".join(["aaa", *marked[1:500]])))
    assert blog.build(at=SECOND)["updated"] == 1
    blog.write("2020-01-01-post.md", text.format(" and ".join(["aaa", *marked[1:501]])))
    assert "more than the 500" in blog.run("diff", blog.definition, at=THIRD).output
    report = blog.build(at=THIRD)
    assert (report["held"], report["retired"]) == (1, 0)
