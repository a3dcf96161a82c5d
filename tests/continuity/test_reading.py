"""Which links are a card each and which stand on the note of their topic: chosen once, and no review is lost by it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from deckgen.build.input.choices import MANY_LINKS
from deckgen.cards.reading import MOST_LISTED
from deckgen.files.field_text import plain
from deckgen.files.ledger import ledger_bytes
from deckgen.files.records import NoteRecord, State
from deckgen.model import NoteType
from tests.continuity.blog import SECOND, THIRD, Blog, anki, assert_nothing_lost

DESCRIBED = "cards: {reading: described}"


def links(first: int, count: int, host: str = "pages.example") -> str:
    return "\n\n".join(f"[Piece number {n}](https://{host}/{n})" for n in range(first, first + count))


def record(blog: Blog, key: str) -> NoteRecord:
    return blog.ledger.notes["link:https://" + key]


def topic(blog: Blog, name: str) -> NoteRecord:
    return next(one for one in blog.ledger.notes.values() if one.type is NoteType.TOPIC and one.subject == name)


def live(blog: Blog, note_type: NoteType) -> int:
    return sum(one.state is State.LIVE and one.type is note_type for one in blog.ledger.notes.values())


def listed(blog: Blog, name: str) -> list[str]:
    return plain(topic(blog, name).fields["Links"]).split("\n")


@pytest.mark.parametrize(("count", "chosen"), [(MANY_LINKS, "all"), (MANY_LINKS + 1, "described")])
def test_auto_chooses_once_at_the_first_build(tmp_path: Path, count: int, chosen: str) -> None:
    """Up to a thousand links are a card each; what was chosen never flips by itself."""
    blog = Blog(tmp_path)
    blog.write("a.md", "# Pieces\n\n" + links(0, count))
    blog.build()
    assert blog.ledger.header.choices["cards.reading"] == chosen
    assert live(blog, NoteType.READING) == (count if chosen == "all" else 0)
    blog.write("a.md", "# Pieces\n\n" + links(0, 2 * MANY_LINKS + 3 - count))
    blog.build("--allow-retire", at=SECOND)
    assert blog.ledger.header.choices["cards.reading"] == chosen
    assert live(blog, NoteType.READING) == (2 * MANY_LINKS + 3 - count if chosen == "all" else 0)


def test_a_ledger_that_chose_nothing_keeps_what_its_release_did(tmp_path: Path) -> None:
    """A deck built before has a card for every link, and its top-level headings are its topics."""
    blog = Blog(tmp_path)
    blog.write("a.md", "# Overview\n\n" + links(0, 3))
    blog.build()
    ledger = blog.ledger
    choices = {name: word for name, word in ledger.header.choices.items() if name not in ("cards.reading", "topics")}
    old = msgspec.structs.replace(ledger, header=msgspec.structs.replace(ledger.header, choices=choices))
    blog.ledger_path.write_bytes(ledger_bytes(old))
    blog.write("b.md", "# Overview\n\n" + links(10, MANY_LINKS))
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"], report["unchanged"]) == (MANY_LINKS, 0, 3)
    made = blog.ledger.header.choices
    assert (made["cards.reading"], made["topics"]) == ("all", "heading")


@pytest.mark.parametrize("choice", ["cards.reading", "topics"])
def test_a_choice_that_is_none_is_refused(tmp_path: Path, choice: str) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# Pieces\n\n" + links(0, 3))
    blog.build()
    ledger = blog.ledger
    header = msgspec.structs.replace(ledger.header, choices={**ledger.header.choices, choice: "auto"})
    blog.ledger_path.write_bytes(ledger_bytes(msgspec.structs.replace(ledger, header=header)))
    assert [problem["message"] for problem in blog.refused(at=SECOND)] == [
        f"the deck's choice {choice} has 'auto', which is none"
    ]


def test_what_the_author_describes_is_a_card_and_the_rest_stands_in_its_topic(tmp_path: Path) -> None:
    """The back says more than the front, or the link is starred; its topic lists the others."""
    blog = Blog(tmp_path, DESCRIBED)
    blog.write(
        "a.md",
        "# Brewing\n\n- [Kettles](https://a.example/k) - boils a litre of water in two minutes\n"
        "- [Cups](https://a.example/c)\n- [Pots](https://a.example/p) - by Ann\n"
        "- [Spoons](https://a.example/s) <!-- deck: star -->\n",
    )
    blog.picks.write_text("star https://a.example/t\n", encoding="utf-8")
    blog.write("b.md", "# Brewing\n\n- [Trays](https://a.example/t)\n")
    blog.build()
    states = {key: record(blog, f"a.example/{key}").state.value for key in "kcpst"}
    assert states == {"k": "live", "c": "held", "p": "held", "s": "live", "t": "live"}
    assert listed(blog, "Brewing") == ["Spoons", "Trays", "Cups", "Pots"]
    shown = blog.run("build", blog.definition).stdout
    assert "3 links are cards, 2 stand in 1 topic note; a line `star URL` in blog.picks makes one a card" in shown


def test_a_topic_lists_twenty_links_and_says_where_the_rest_stands(tmp_path: Path) -> None:
    """An old topic stays as it is: a link that comes behind the twentieth sends nothing."""
    blog = Blog(tmp_path, DESCRIBED + "\nsite: https://blog.example\npermalink: /:title/")
    blog.write("2020-01-02-a.md", "# Pieces\n\n" + links(0, MOST_LISTED + 5), title="First shelf")
    blog.build()
    lines = listed(blog, "Pieces")
    assert lines[:-1] == [f"Piece number {n}" for n in range(MOST_LISTED)]
    assert lines[-1] == "… and 5 more: First shelf"
    before = topic(blog, "Pieces")
    assert 'href="https://blog.example/a/#pieces"' in before.fields["Links"]
    blog.write("2020-01-03-b.md", "# Pieces\n\n" + links(90, 3), title="Second shelf")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["new"]) == (0, 0)
    assert topic(blog, "Pieces").fields == before.fields
    blog.write("2020-01-02-a.md", "# Pieces\n\n" + links(1, MOST_LISTED + 4), title="First shelf")
    assert blog.build(at=THIRD)["updated"] == 1
    assert listed(blog, "Pieces")[-1] == "… and 7 more: First shelf, Second shelf"


def test_a_star_and_a_digest_do_not_send_the_note_of_a_topic(tmp_path: Path) -> None:
    """That one of its links has a card of its own is nothing that the author changed."""
    blog = Blog(tmp_path, DESCRIBED)
    blog.write("a.md", "# Pieces\n\n" + links(0, MOST_LISTED + 5))
    blog.build()
    blog.picks.write_text(f"star https://pages.example/{MOST_LISTED + 2}\n", encoding="utf-8")
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"]) == (1, 0)


def test_a_shipped_reading_note_stays_while_its_link_does(tmp_path: Path) -> None:
    """From all to described: who has the cards keeps them, and new links go to their topics."""
    blog = Blog(tmp_path, "cards: {reading: all}")
    blog.write("a.md", "# Pieces\n\n" + links(0, 3))
    with anki(tmp_path) as learner:
        blog.build()
        learner.take(blog.package)
        learner.study()
        before = learner.snapshot()
        blog.set(DESCRIBED)
        blog.write("a.md", "# Pieces\n\n" + links(0, 5))
        report = blog.build(at=SECOND)
        log = learner.take(blog.package)
        assert_nothing_lost(before, learner.snapshot(), log)
    assert (log.new, log.updated, report["retired"]) == (1, 0, 0)
    assert listed(blog, "Pieces") == ["Piece number 3", "Piece number 4"]


def test_a_topic_whose_links_all_have_cards_is_held(tmp_path: Path) -> None:
    """It comes back with the next link that has none."""
    blog = Blog(tmp_path, DESCRIBED)
    blog.write("a.md", "# Pieces\n\n- [Kettles](https://a.example/k)\n")
    blog.build()
    blog.write("a.md", "# Pieces\n\n- [Kettles](https://a.example/k) - boils a litre of water in two minutes\n")
    report = blog.build(at=SECOND)
    assert (report["new"], report["held"], report["retired"]) == (1, 1, 0)
    blog.write("a.md", "# Pieces\n\n- [Kettles](https://a.example/k)\n- [Cups](https://a.example/c)\n")
    report = blog.build(at=THIRD)
    assert (report["revived"], report["retired"], listed(blog, "Pieces")) == (1, 0, ["Cups"])


@pytest.mark.parametrize("reading", ["all", "described", "topic", "none", "picked"])
def test_a_star_gives_a_link_its_note_in_every_mode(tmp_path: Path, reading: str) -> None:
    blog = Blog(tmp_path, f"cards: {{reading: {reading}}}")
    blog.write("a.md", "# Pieces\n\n" + links(0, 3))
    blog.picks.write_text("star https://pages.example/1\n", encoding="utf-8")
    blog.build()
    assert record(blog, "pages.example/1").state is State.LIVE
    assert live(blog, NoteType.READING) == (3 if reading == "all" else 1)


def test_a_pick_takes_a_form_out(tmp_path: Path) -> None:
    """Its notes are held, and back without the line; a name that is no form is told."""
    blog = Blog(tmp_path)
    blog.write("a.md", "# Kettles\n\n## What is a whistle?\n\nA hole in the lid that sings as the water boils.\n")
    assert blog.build()["new"] == 1
    blog.picks.write_text("skip form:question\nskip form:questoin\nstar form:table\n", encoding="utf-8")
    report = blog.build(at=SECOND)
    assert (report["held"], report["retired"]) == (1, 0)
    assert [(one["line"], one["severity"]) for one in report["problems"]] == [(2, "warning"), (3, "warning")]
    blog.picks.unlink()
    assert blog.build(at=THIRD)["revived"] == 1


def test_the_newest_posts_come_first_and_their_lines_in_order(tmp_path: Path) -> None:
    """order: newest turns the posts round, not what stands in them; later ones come before all."""
    blog = Blog(tmp_path, "order: newest")
    blog.write("2020-01-01-a.md", "# A\n\n" + links(10, 2))
    blog.write("2020-01-02-b.md", "# B\n\n" + links(20, 2))
    blog.build()
    blog.write("2020-01-03-c.md", "# C\n\n" + links(30, 2))
    blog.build(at=SECOND)
    notes = sorted(blog.ledger.notes.values(), key=lambda one: one.due)
    assert [one.key.rpartition("/")[2] for one in notes] == ["30", "31", "20", "21", "10", "11"]


@pytest.mark.parametrize(("order", "keys"), [("posts", "20 21 10 11 31 30"), ("newest", "31 30 20 21 10 11")])
def test_starred_links_come_first_among_new_cards(tmp_path: Path, order: str, keys: str) -> None:
    """Of those that ship with one build; what was shipped keeps its place."""
    blog = Blog(tmp_path, f"order: {order}")
    blog.picks.write_text("star https://pages.example/2*\nstar https://pages.example/31\n", encoding="utf-8")
    blog.write("2020-01-01-a.md", "# A\n\n" + links(10, 2))
    blog.write("2020-01-02-b.md", "# B\n\n" + links(20, 2))
    blog.build()
    before = {note.key: note.due for note in blog.ledger.notes.values()}
    blog.write("2020-01-03-c.md", "# C\n\n" + links(30, 2))
    blog.build(at=SECOND)
    notes = sorted(blog.ledger.notes.values(), key=lambda one: one.due)
    assert [one.key.rpartition("/")[2] for one in notes] == keys.split()
    assert {note.key: note.due for note in notes if note.key in before} == before


TWICE = "# Talks\n\n- [The talk on heaps](https://one.example/a)\n- [The talk on heaps](https://two.example/b)\n"


def test_links_of_one_title_in_a_topic_are_one_card(tmp_path: Path) -> None:
    """The first has it, and the others stand on it; another heading or topic means another thing."""
    blog = Blog(tmp_path)
    blog.write("a.md", TWICE + "\n## Later\n\n- [The talk on heaps](https://three.example/c)\n")
    blog.write("b.md", "# Other\n\n- [The talk on heaps](https://four.example/d)\n")
    assert blog.build()["new"] == 3
    assert record(blog, "two.example/b").state is State.HELD
    more = record(blog, "one.example/a").fields["More"]
    assert more == '<a href="https://two.example/b">The talk on heaps (two.example)</a>'
    assert "More" not in record(blog, "three.example/c").fields
    blog.picks.write_text("star https://two.example/b\n", encoding="utf-8")
    assert blog.build(at=SECOND)["new"] == 1


def test_a_link_of_a_title_that_goes_makes_room_for_the_next(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", TWICE)
    blog.build()
    blog.write("a.md", "# Talks\n\n- [The talk on heaps](https://two.example/b)\n")
    report = blog.build(at=SECOND)
    assert (report["new"], report["retired"], record(blog, "two.example/b").state) == (1, 1, State.LIVE)


def test_shipped_links_of_one_title_stay(tmp_path: Path) -> None:
    """What learners have is theirs, whichever comes first; a new one of that title stands on the shipped ones."""
    blog = Blog(tmp_path)
    blog.write("a.md", TWICE.replace("[The talk on heaps](https://two", "[A handout of it](https://two"))
    blog.build()
    new = "# Talks\n\n- [The talk on heaps](https://new.example/n)\n"
    blog.write("a.md", TWICE.replace("# Talks\n\n", new))
    report = blog.build(at=SECOND)
    assert (report["notes"], report["retired"]) == (2, 0)
    assert record(blog, "new.example/n").state is State.HELD
    assert {record(blog, key).state for key in ("one.example/a", "two.example/b")} == {State.LIVE}


@pytest.mark.parametrize(("reading", "state"), [("all", State.LIVE), ("described", State.LIVE), ("none", State.HELD)])
def test_what_was_read_leaves_only_with_the_switch(tmp_path: Path, reading: str, state: State) -> None:
    """`read` holds a note that nobody has; a shipped one goes where all go that are not starred."""
    blog = Blog(tmp_path, "cards: {reading: all}")
    blog.write("a.md", "# Pieces\n\n" + links(0, 2))
    blog.build()
    blog.set(f"cards: {{reading: {reading}}}")
    blog.picks.write_text("star https://pages.example/*\nread https://pages.example/1\n", encoding="utf-8")
    report = blog.build(at=SECOND)
    assert record(blog, "pages.example/1").state is state
    assert (record(blog, "pages.example/0").state, report["updated"]) == (State.LIVE, 0)


def test_a_read_link_of_a_topic_sends_nothing(tmp_path: Path) -> None:
    blog = Blog(tmp_path, DESCRIBED)
    blog.write("a.md", "# Pieces\n\n" + links(0, 4))
    blog.build()
    blog.picks.write_text("read https://pages.example/1\n", encoding="utf-8")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["retired"], len(listed(blog, "Pieces"))) == (0, 0, 4)


def test_the_top_deck_says_how_it_was_made_and_how_a_reading_card_ends(tmp_path: Path) -> None:
    """Anki takes the description of a deck in which cards lie; it links to the blog."""
    blog = Blog(tmp_path, "site: https://blog.example")
    text = blog.definition.read_text(encoding="utf-8").replace("[kind, topic]", "[]")
    blog.definition.write_text(text, encoding="utf-8")
    blog.write("a.md", "# Pieces\n\n" + links(0, 3))
    blog.build()
    with anki(tmp_path) as learner:
        learner.take(blog.package)
        described = {deck["name"]: deck["desc"] for deck in learner.col.decks.all() if deck["desc"]}
    assert list(described) == ["Blog"]
    assert '<a href="https://blog.example">Blog</a>' in described["Blog"]
    assert "field Mine" in described["Blog"]


BARE = (
    "# Pieces\n\nhttps://home.example/\n\nhttps://pages.example/1234\n\n[A talk](https://out.example/talk)\n\n"
    "[A tool](http://localhost:8000/tool)\n"
)


@pytest.mark.parametrize("reading", ["all", "none"])
def test_a_star_of_its_own_gives_any_link_a_note_or_says_why_not(tmp_path: Path, reading: str) -> None:
    """A home page and a link without a title too; what stays out all the same is told with its line."""
    blog = Blog(tmp_path, f"exclude: {{hosts: [out.example]}}\ncards: {{reading: {reading}}}")
    blog.write("a.md", BARE)
    blog.build()
    assert live(blog, NoteType.READING) == 0
    urls = [f"https://{page}" for page in ("home.example/", "pages.example/1234", "out.example/talk")]
    urls.append("http://localhost:8000/tool")
    blog.picks.write_text("".join(f"star {url}\n" for url in urls), encoding="utf-8")
    report = blog.build(at=SECOND)
    assert live(blog, NoteType.READING) == 2
    told = [(one["line"], one["message"]) for one in report["problems"] if one["code"] == "picks"]
    assert [line for line, _ in told] == [3, 4]
    assert "gives https://out.example/talk no reading note: excluded with the host out.example" in told[0][1]


def test_a_star_for_many_links_gives_no_card_without_a_title(tmp_path: Path) -> None:
    """A glob means what is worth a card; what it means besides is no fault."""
    blog = Blog(tmp_path)
    blog.write("a.md", BARE)
    blog.picks.write_text("star *example*\n", encoding="utf-8")
    report = blog.build()
    assert [one for one in report["problems"] if one["code"] == "picks"] == []
    assert live(blog, NoteType.READING) == 1
