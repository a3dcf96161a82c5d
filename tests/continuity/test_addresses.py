"""A link whose address was put right keeps its note: its reviews, its picks, its page, and what a model wrote.

The first tests import every build into a real Anki; the others look at the ledger alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.files.ledger import write_ledger
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.records import State
from deckgen.files.store import open_store
from tests.anki_real import ImportLog
from tests.continuity.blog import DAY, FIRST, SECOND, THIRD, Blog, Learner, assert_nothing_lost

A, B, C = (f"https://{name}.example/page" for name in ("one", "two", "three"))


def link(url: str, title: str) -> str:
    return f"- [{title}]({url})\n"


def post(*links: str, topic: str = "Networks") -> str:
    return f"# {topic}\n\n{''.join(links)}"


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path / "blog")


class Course:
    """A blog whose builds a learner imports one after the other, each link studied when it is first met."""

    def __init__(self, blog: Blog, learner: Learner) -> None:
        self.blog, self.learner = blog, learner
        self.at = FIRST - DAY

    def build(self, **posts: str) -> ImportLog:
        """Write these posts, build, import and study; nothing that was learnt before is lost."""
        self.at += DAY
        for name, text in posts.items():
            self.blog.write(f"{name}.md", text, title=f"The post {name}")
        self.report = self.blog.build("--allow-retire", at=self.at)
        before = self.learner.snapshot()
        log = self.learner.take(self.blog.package)
        assert_nothing_lost(before, self.learner.snapshot(), log)
        return log

    def told(self) -> list[str]:
        return [problem["message"] for problem in self.report["problems"] if problem["code"] == "address"]


@pytest.fixture
def course(blog: Blog, learner: Learner) -> Course:
    return Course(blog, learner)


def test_a_link_whose_address_was_put_right_keeps_its_reviews(course: Course) -> None:
    """The note arrives with its new address, once, and the build says so once."""
    course.build(a=post(link(A, "How nets learn"), link(B, "How trees grow")))
    guid = course.blog.guid(A)
    course.learner.study()
    log = course.build(a=post(link(C, "How nets learn"), link(B, "How trees grow")))
    assert (log.new, log.updated, course.report["retired"]) == (0, 1, 0)
    assert course.learner.snapshot().field(guid, "URL") == C
    record = course.blog.note(A)
    assert (record.guid, record.aliases, record.state) == (guid, (f"link:{C}",), State.LIVE)
    [told] = course.told()
    assert all(word in told for word in (A, C, f"apart {A} {C}"))
    assert (course.build().updated, course.told()) == (0, [])


def test_an_address_that_changes_again_and_comes_back_is_one_note(course: Course) -> None:
    """A to B to C, then gone, then A again: one GUID all the way."""
    course.build(a=post(link(A, "How nets learn"), link("https://x.example", "Another")))
    guid = course.blog.guid(A)
    course.learner.study()
    for url in (B, C):
        log = course.build(a=post(link(url, "How nets learn"), link("https://x.example", "Another")))
        assert (log.new, log.updated) == (0, 1)
    assert course.blog.note(A).aliases == (f"link:{B}", f"link:{C}")
    course.build(a=post(link("https://x.example", "Another")))
    assert course.blog.note(A).state is State.RETIRED
    for url in (A, B):
        course.build(a=post(link(url, "How nets learn"), link("https://x.example", "Another")))
        assert (course.blog.note(A).guid, course.blog.note(A).state) == (guid, State.LIVE)
        assert course.learner.snapshot().field(guid, "URL") == url
    assert course.learner.snapshot().count == 2


def test_titles_that_are_exchanged_exchange_no_schedule(course: Course) -> None:
    """A link is its address: both stand in the posts, so no note goes on elsewhere."""
    course.build(a=post(link(A, "How nets learn"), link(B, "How trees grow")))
    guids = course.blog.guid(A), course.blog.guid(B)
    course.learner.study()
    course.build(a=post(link(B, "How nets learn"), link(A, "How trees grow")))
    assert (course.blog.guid(A), course.blog.guid(B)) == guids
    titles = [course.learner.snapshot().field(guid, "Title") for guid in guids]
    assert titles == ["How trees grow", "How nets learn"]
    assert not any(record.aliases for record in course.blog.ledger.notes.values())


def test_apart_takes_an_alias_back_and_the_picks_may_say_same_again(course: Course) -> None:
    """Two notes then, the old one retired; and what the posts and the picks say last holds."""
    text = post(link(C, "How nets learn"), link(B, "How trees grow"))
    course.build(a=post(link(A, "How nets learn"), link(B, "How trees grow")))
    course.learner.study()
    course.build(a=text)
    course.blog.picks.write_text(f"apart {A} {C}\n", encoding="utf-8")
    log = course.build(a=text)
    assert (log.new, course.blog.note(A).state, course.blog.note(C).state) == (1, State.RETIRED, State.LIVE)
    assert course.blog.note(A).aliases == ()
    guid = course.blog.guid(A)
    course.build(a=post(link(A, "How nets learn"), link(B, "How trees grow")))
    assert (course.blog.note(A).state, course.blog.note(A).guid) == (State.LIVE, guid)


def test_same_joins_across_topics_and_stays_when_the_line_is_gone(course: Course) -> None:
    course.build(a=post(link(A, "How nets learn")), b=post(link(B, "How trees grow"), topic="Trees"))
    guid = course.blog.guid(A)
    course.learner.study()
    course.blog.picks.write_text(f"same {A} {C}  # moved\n", encoding="utf-8")
    moved = post(link(B, "How trees grow"), link(C, "Learning by gradients"), topic="Trees")
    log = course.build(a=post("Nothing here.\n"), b=moved)
    assert (log.new, log.updated, course.report["retired"]) == (0, 1, 0)
    course.blog.picks.unlink()
    course.build()
    assert course.blog.note(A).guid == guid
    assert course.learner.snapshot().field(guid, "URL") == C


# --- What the ledger says, without Anki ------------------------------------------------------------------


def state(
    blog: Blog, *, posts: dict[str, str] | None = None, at: int = FIRST, picks: str = "", code: int = 0, **more: str
) -> dict[str, Any]:
    """Build these posts; a post without text is removed."""
    for name, text in {**(posts or {}), **more}.items():
        if text:
            blog.write(f"{name}.md", text, title=f"The post {name}")
        else:
            blog.remove(f"{name}.md")
    if picks:
        blog.picks.write_text(picks, encoding="utf-8")
    return blog.build("--allow-retire", at=at, code=code)


def live(blog: Blog) -> dict[str, tuple[str, ...]]:
    """Give the aliases of each live link, by its first address."""
    notes = blog.ledger.notes.items()
    return {key.removeprefix("link:"): note.aliases for key, note in notes if note.state is State.LIVE}


OLD = "https://github.com/one/nets/blob/master/notes.md"


@pytest.mark.parametrize(
    "new",
    [
        "https://github.com/one/nets/blob/main/notes.md",
        "https://github.com/two/nets/blob/master/notes.md",
        "https://www.github.com/one/nets/blob/master/notes.md",
        "https://github.com/one/nets/blob/master/notes.md#readme",
        "https://web.archive.org/web/2019/https://github.com/one/nets/blob/master/notes.md",
        "https://nets.example/",
        "https://nets.example/notes.pdf",
    ],
)
def test_what_people_do_to_addresses_is_seen(blog: Blog, new: str) -> None:
    state(blog, a=post(link(OLD, "Notes on nets"), link(B, "How trees grow")))
    before = blog.note(OLD)
    report = state(blog, at=SECOND, a=post(link(new, "Notes on nets"), link(B, "How trees grow")))
    after = blog.note(OLD)
    assert (after.guid, after.state, len(after.aliases)) == (before.guid, State.LIVE, 1)
    assert (after.fields["URL"], after.mod) == (new, SECOND)
    assert (report["new"], report["retired"], report["updated"]) == (0, 0, 1)


GLUED = [")에서", ")x", ")(https://three.example/x"]
"""What an earlier release read behind an address, as running text has it there."""


@pytest.mark.parametrize("glue", GLUED)
def test_an_address_that_is_read_to_its_end_keeps_its_note(blog: Blog, glue: str) -> None:
    """Whatever is called now, and whatever stands around it: nothing but the bracket was wrong."""
    state(blog, a=post(f"- [Notes on nets](<https://one.example/nets{glue}>)\n", link(B, "How trees grow")))
    before = {note.guid for note in blog.ledger.notes.values()}
    report = state(blog, at=SECOND, a=post(link("https://one.example/nets", "Nets"), link(B, "How trees grow")))
    assert (report["new"], report["retired"], report["updated"]) == (0, 0, 1)
    assert {note.guid for note in blog.ledger.notes.values()} == before


def test_an_address_below_another_is_another(blog: Blog) -> None:
    state(blog, a=post(link("https://one.example/nets/2", "Nets, two"), link(B, "How trees grow")))
    report = state(blog, at=SECOND, a=post(link("https://one.example/nets", "Nets"), link(B, "How trees grow")))
    assert (report["new"], report["retired"]) == (1, 1)


@pytest.mark.parametrize("new", [OLD.replace("https", "http"), OLD + "/", OLD + "#", OLD + "?utm_source=x"])
def test_another_spelling_is_the_same_address(blog: Blog, new: str) -> None:
    state(blog, a=post(link(OLD, "Notes on nets"), link(B, "How trees grow")))
    state(blog, at=SECOND, a=post(link(new, "Notes on nets"), link(B, "How trees grow")))
    assert live(blog) == {OLD: (), B: ()}


NETS, TREES = post(link(A, "How nets learn")), post(link(B, "How trees grow"), topic="Trees")


@pytest.mark.parametrize(
    ("posts", "is_kept"),
    [
        ({"a": "", "c": post(link(C, "How nets learn"))}, True),  # another post, the same topic
        ({"a": "", "c": post(link(C, "How nets learn"), topic="Networks (2)")}, True),
        ({"a": "", "b": TREES + link(C, "How nets learn")}, False),  # another post, another topic
        ({"a": post(link(C, "How networks learn"))}, False),  # another title
        ({"a": post(f"- {C}\n")}, False),  # no title of the author's
        ({"a": post(link(B, "How nets learn"))}, False),  # an address that has a note
        ({"a": NETS + link(C, "How nets learn")}, False),  # the old one is still there
        ({"a": post(), "b": TREES + link(A, "How nets learn") + link(C, "How nets learn")}, False),
        ({"a": post(link(C, "How nets learn"), link(C + "2", "How nets learn"))}, False),  # which one?
        ({"a": post(link("http://localhost/x", "How nets learn"))}, False),
    ],
)
def test_title_and_place_decide(blog: Blog, posts: dict[str, str], *, is_kept: bool) -> None:
    state(blog, a=NETS, b=TREES)
    before = blog.guid(A)
    state(blog, posts=posts, at=SECOND)
    aliases = [alias for note in blog.ledger.notes.values() for alias in note.aliases]
    assert aliases == ([f"link:{C}"] if is_kept else [])
    assert blog.guid(A) == before


def test_one_title_twice_is_no_sign(blog: Blog) -> None:
    """Two gone and two new of one title: nobody knows which is which."""
    blog.picks.write_text("star *\n", encoding="utf-8")  # each a card of its own
    state(blog, a=post(link(A, "Slides of the talk"), link(B, "Slides of the talk")))
    state(blog, at=SECOND, a=post(link(A + "2", "Slides of the talk"), link(B + "2", "Slides of the talk")))
    assert live(blog) == {A + "2": (), B + "2": ()}


def test_one_title_in_two_posts_goes_on_in_each(blog: Blog) -> None:
    blog.picks.write_text("star *\n", encoding="utf-8")
    state(blog, a=post(link(A, "Slides of the talk")), b=post(link(B, "Slides of the talk")))
    state(blog, at=SECOND, b=post(link(B + "2", "Slides of the talk")), a=post(link(A + "2", "Slides of the talk")))
    assert live(blog) == {A: (f"link:{A}2",), B: (f"link:{B}2",)}


def test_a_title_that_others_bear_too_says_something_only_under_the_same_headings(blog: Blog) -> None:
    def talks(first: str, second: str) -> str:
        return f"# Talks\n\n## {first}\n\n## {second}\n\n## Last\n\n{link(C, 'Slides of the talk')}"

    one, two = link(A, "Slides of the talk"), link(B, "Slides of the talk")
    state(blog, a=talks(f"Heaps\n\n{one}", "Sorts"))
    state(blog, at=SECOND, a=talks("Heaps", f"Sorts\n\n{two}"))
    assert live(blog) == {B: (), C: ()}
    state(blog, at=THIRD, a=talks("Heaps", f"Sorts\n\n{link(B + '2', 'Slides of the talk')}"))
    assert live(blog) == {B: (f"link:{B}2",), C: ()}


def retitled(blog: Blog) -> None:
    """Let the ledger be that of a release which read other titles for all links."""
    notes = {
        key: msgspec.structs.replace(note, fields={**note.fields, "Title": f"{note.fields['Title']} (PDF)"})
        for key, note in blog.ledger.notes.items()
    }
    write_ledger(blog.ledger_path, msgspec.structs.replace(blog.ledger, notes=notes))


@pytest.mark.parametrize(
    ("after", "is_kept"),
    [
        (post(link(C, "How nets learn"), link(B, "How trees grow")), True),
        (post(link(C, "How forests grow"), link(B, "How trees grow")), False),  # the author's words are others
        (post(link(C, "How nets learn"), link(C + "2", "How nets learn"), link(B, "How trees grow")), False),
        (post(f"- {C}\n", link(B, "How trees grow")), False),
    ],
)
def test_an_address_is_put_right_whatever_title_was_read_for_it(blog: Blog, after: str, *, is_kept: bool) -> None:
    """Where the author's words around it are those of before: that we title it otherwise is no edit."""
    state(blog, a=post(link(A, "How nets learn"), link(B, "How trees grow")))
    retitled(blog)
    state(blog, at=SECOND, a=after)
    assert (f"link:{C}" in blog.note(A).aliases) is is_kept


def test_of_bare_addresses_none_goes_on_as_another(blog: Blog) -> None:
    state(blog, a=f"# Networks\n\nPapers:\n\n- {A}\n- {B}\n")
    state(blog, at=SECOND, a=f"# Networks\n\nPapers:\n\n- {B}\n- {C}\n")
    assert not any(note.aliases for note in blog.ledger.notes.values())


def test_a_renamed_post_is_the_same_post(blog: Blog) -> None:
    text = "# {}\n\nGradients flow backwards through all layers.\n\n{}"
    state(blog, a=text.format("Networks", link(A, "How nets learn")))
    state(blog, at=SECOND, a="", z=text.format("Networks", link(C, "How nets learn")))
    assert live(blog) == {A: (f"link:{C}",)}


def test_a_post_that_cannot_be_read_makes_nobody_sure(blog: Blog) -> None:
    """Its links may stand there still."""
    state(blog, a=NETS, b=TREES)
    (blog.posts / "a.md").write_bytes(b"# Networks\n\n\xff\xff\xff")
    blog.write("c.md", post(link(C, "How nets learn")))
    blog.build(at=SECOND, code=1)
    assert (blog.note(A).state, blog.note(A).aliases) == (State.LIVE, ())
    assert blog.note(C).guid != blog.note(A).guid


def test_two_addresses_that_are_one_stand_as_one_note(blog: Blog) -> None:
    """Said before the first build, or later: the live one stays, the earlier of two, the other is held."""
    state(blog, picks=f"same {A} {C}\n", a=post(link(A, "How nets learn"), link(C, "How nets learn today")))
    assert live(blog) == {A: (f"link:{C}",)}
    state(blog, at=SECOND, picks=f"same {A} {C}\napart {A} {C}\n")
    assert live(blog) == {A: (), C: ()}
    report = state(blog, at=THIRD, picks=f"same {C} {A}\n")
    assert (live(blog), blog.note(C).state, report["held"]) == ({A: (f"link:{C}",)}, State.HELD, 1)
    state(blog, at=THIRD + DAY, a=post(link(C, "How nets learn today")))
    assert (blog.note(A).state, blog.note(A).fields["URL"]) == (State.LIVE, C)


def test_same_after_the_build_keeps_the_live_note(blog: Blog) -> None:
    state(blog, a=NETS)
    state(blog, at=SECOND, a=post(link(C, "Learning by gradients")))
    state(blog, at=THIRD, picks=f"same {A} {C}\n")
    assert (live(blog), blog.note(A).state) == ({C: (f"link:{A}",)}, State.RETIRED)


def test_a_line_about_links_that_nobody_knows_is_reported(blog: Blog) -> None:
    report = state(blog, code=1, a=NETS, picks=f"\nsame {B} {C}\nsame {A}\napart {A} *\nsame {A} {A}/\n")
    found = [(problem["line"], problem["severity"]) for problem in report["problems"] if problem["code"] == "picks"]
    assert sorted(found) == [(2, "warning"), (3, "error"), (4, "error"), (5, "error")]


def test_picks_of_the_old_address_hold_for_the_new_one(blog: Blog) -> None:
    state(blog, a=NETS, b=TREES)
    guid = blog.guid(A)
    state(blog, at=SECOND, a=post(link(C, "How nets learn")))
    for number, target in enumerate((A, f"link:{A}", guid, C, "https://one.example/*")):
        state(blog, at=THIRD + number, picks=f"skip {target}\n")
        assert blog.note(A).state is State.HELD, target
        blog.picks.unlink()
    state(blog, at=THIRD + DAY)
    assert blog.note(A).state is State.LIVE


def test_a_stored_page_of_the_old_address_is_that_of_the_new_one(blog: Blog) -> None:
    store, _ = open_store(blog.definition.parent / ".deckgen" / "store.sqlite")
    with store:
        pages = Pages(store)
        pages.make()
        record = PageRecord(status="ok", page_class="ok", kept="ok", author="Ada", next_try=2**40, etag="x")
        pages.put({A: record}, {A: PageContent("The text.", "")})
    state(blog, a=NETS)
    assert blog.note(A).fields["Author"] == "Ada"
    state(blog, at=SECOND, a=post(link(C, "How nets learn")))
    assert (blog.note(A).fields["Author"], blog.note(A).fields["URL"]) == ("Ada", C)
    fetched = blog.run("fetch", blog.definition, "--dry-run", at=THIRD)
    assert "three.example" not in fetched.output


@pytest.mark.parametrize("ours", [True, False])
def test_branches_that_see_it_in_two_ways_are_joined(blog: Blog, *, ours: bool) -> None:
    """One put the address right, the other took it for another link: one note goes on, whichever side is first."""
    state(blog, a=NETS, b=TREES)
    base = blog.ledger_path.read_bytes()
    state(blog, at=SECOND, a=post(link(C, "How nets learn")))
    put_right = blog.ledger_path.read_bytes()
    blog.ledger_path.write_bytes(base)
    state(blog, at=SECOND + 1, picks=f"apart {A} {C}\n")
    apart = blog.ledger_path.read_bytes()
    blog.picks.unlink()
    blog.ledger_path.write_bytes(put_right + apart if ours else apart + put_right)
    state(blog, at=THIRD)
    first = live(blog)
    assert first.keys() == {B, C}
    assert (blog.note(A).state, first[C]) == (State.RETIRED, (f"link:{A}",))
    before = blog.files()
    state(blog, at=THIRD + DAY)
    assert blog.files() == before


def test_notes_that_one_branch_took_for_one_link_are_joined_with_those_of_the_other(blog: Blog) -> None:
    """Both sides of a merge may name an address as theirs, where they mean one link."""
    state(blog, a=post(link(A, "How nets learn"), link(B, "Learning by gradients")))
    state(blog, at=SECOND, a=post(link(A, "How nets learn"), link(C, "Learning by gradients")))
    base = blog.ledger_path.read_bytes()
    state(blog, at=THIRD, picks=f"same {A} {B}\n")
    one = blog.ledger_path.read_bytes()
    assert live(blog) == {A: (f"link:{B}", f"link:{C}")}
    blog.picks.unlink()
    blog.ledger_path.write_bytes(base)
    state(blog, at=THIRD + DAY, a=post(link(A, "How nets learn"), link(C, "Learning by gradient descent")))
    blog.ledger_path.write_bytes(blog.ledger_path.read_bytes() + one)
    state(blog, at=THIRD + 2 * DAY)
    assert {name: set(aliases) for name, aliases in live(blog).items()} == {A: {f"link:{B}", f"link:{C}"}}


def test_many_addresses_at_once_take_no_time_to_speak_of(blog: Blog) -> None:
    """A branch that is renamed changes every address of a repository: each note goes on as itself."""

    def page(branch: str) -> str:
        address = f"https://git.example/nets/{branch}"
        return post(*(link(f"{address}/{n}.md", f"Chapter {n} of the notes") for n in range(500)))

    state(blog, a=page("master"))
    before = {key: note.guid for key, note in blog.ledger.notes.items()}
    report = state(blog, at=SECOND, a=page("main"))
    assert (report["new"], report["retired"], report["updated"]) == (0, 0, 500)
    assert {key: note.guid for key, note in blog.ledger.notes.items()} == before


def test_who_wrote_same_is_not_told_of_it(blog: Blog) -> None:
    """What deckgen finds by itself is told once; what the picks say is known to who wrote them."""
    blog.write("a.md", f"# Nets\n\n[How nets learn]({A}) is one.\n\n[Nets]({C}) are two.\n")
    blog.build()
    blog.picks.write_text(f"same {A} {C}\n", encoding="utf-8")
    for number in range(1, 4):
        blog.write("a.md", f"# Nets\n\n[How nets learn]({A}) is one.\n\n[Nets]({C}) are {number}.\n")
        report = blog.build(at=SECOND + number)
        assert report["problems"] == []
        assert report["notes"] == 1
