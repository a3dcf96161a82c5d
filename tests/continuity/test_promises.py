"""The promise, edit by edit: posts change, the deck is built again and imported, and the learner loses nothing.

Each test builds, imports into a real Anki with its default options, studies every card, types into every note
and tags it, then edits the posts, builds later and imports again.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from deckgen.files.ledger import ledger_bytes
from deckgen.files.records import State
from tests.anki_real import ImportLog
from tests.continuity.blog import SECOND, THIRD, Blog, Learner, Snapshot, assert_nothing_lost

ADAM = "https://one.example/adam"
CLIP = "https://two.example/clipping"
RELU = "https://three.example/relu"

ADAM_TEXT = "Adam is an optimizer that keeps a running average of the gradients and of their squares."
CLIP_TEXT = "Gradient clipping is a technique that limits the size of the gradient in each step of training."

TRAINING = f"""\
# Training

## Adam

{ADAM_TEXT}

{ADAM}

Adam explained

## Gradient clipping

{CLIP_TEXT}

{CLIP}

Why gradients explode
"""

LAYERS = f"""\
# Layers

{RELU}

The rectifier and its friends
"""


class Story:
    """A blog with two posts, and a learner who has studied, edited and tagged all of its notes."""

    def __init__(self, blog: Blog, learner: Learner) -> None:
        self.blog, self.learner = blog, learner
        blog.write("2020-01-01-training.md", TRAINING, title="Training", head="category: ML\n")
        blog.write("2020-02-01-layers.md", LAYERS, title="Layers", head="category: ML\n")
        self.start()

    def start(self) -> None:
        assert self.blog.build()["new"] > 0
        self.learner.take(self.blog.package)
        self.learner.study()
        self.before = self.learner.snapshot()
        for guid in self.before.notes:
            self.learner.edit(guid, Source="my own words")
            self.learner.tag(guid, "leech")
        self.before = self.learner.snapshot()
        self.records = {key: record.guid for key, record in self.blog.ledger.notes.items()}

    def go_on(self, *arguments: object, at: int = SECOND) -> ImportLog:
        """Build what became of the posts and import it; whatever the edit was, nothing is lost."""
        self.report = self.blog.build(*arguments, at=at)
        log = self.learner.take(self.blog.package)
        self.after: Snapshot = self.learner.snapshot()
        assert_nothing_lost(self.before, self.after, log)
        now = {key: record.guid for key, record in self.blog.ledger.notes.items()}
        assert {key: now[key] for key in self.records} == self.records, "a key has another GUID"
        return log

    def counts(self) -> dict[str, int]:
        """Give what the build reports, zeros aside."""
        names = ("new", "updated", "revived", "held", "retired")
        return {name: self.report[name] for name in names if self.report[name]}

    def kept_but(self, *changed: str) -> None:
        """All notes but these are as the learner left them: fields, tags, times and cards."""
        changed_guids = {self.blog.guid(what) for what in changed}
        kept = {guid: note for guid, note in self.before.notes.items() if guid not in changed_guids}
        assert {guid: self.after[guid] for guid in kept} == kept

    def all_kept(self) -> None:
        """The import changed no note and added none."""
        self.kept_but()
        assert self.after.count == self.before.count


@pytest.fixture
def story(blog: Blog, learner: Learner) -> Story:
    return Story(blog, learner)


def edit(story: Story, name: str, change: Callable[[str], str]) -> None:
    path = story.blog.posts / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the edit changed nothing"
    path.write_text(after, encoding="utf-8")


def test_a_link_keeps_its_progress_when_its_title_is_edited(story: Story) -> None:
    """The new title arrives, the schedule stays; all other notes are left alone."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace("Adam explained", "Adam, step by step"))
    log = story.go_on()
    assert (log.new, log.updated) == (0, 1)
    assert story.after.field(story.blog.guid(ADAM), "Title") == "Adam, step by step"
    story.kept_but(ADAM)


def test_nothing_is_touched_when_the_heading_over_links_is_renamed(story: Story) -> None:
    """A heading is context: a new one is not shipped, since the import would overwrite what the learner typed."""
    edit(story, "2020-02-01-layers.md", lambda text: text.replace("# Layers", "# Building blocks"))
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {})
    assert story.report["moved"] == 1
    story.all_kept()


def test_nothing_is_touched_when_the_topic_of_text_cards_is_renamed(story: Story) -> None:
    """Cards from text are found again below a topic of another name."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace("# Training", "# Optimization", 1))
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {})
    story.all_kept()


def test_links_keep_their_progress_when_they_move_to_another_post(story: Story) -> None:
    """A link is its URL, wherever it stands."""
    moved = f"{CLIP}\n\nWhy gradients explode\n"
    edit(story, "2020-01-01-training.md", lambda text: text.replace(moved, ""))
    edit(story, "2020-02-01-layers.md", lambda text: text + "\n" + moved)
    log = story.go_on()
    assert (log.new, log.updated, story.report["moved"]) == (0, 0, 1)
    story.all_kept()


def test_nothing_is_touched_when_a_post_is_renamed(story: Story) -> None:
    """The name and the date of a file are context."""
    story.blog.rename("2020-01-01-training.md", "2021-07-01-how-networks-learn.md")
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {})
    story.all_kept()


def test_a_text_card_keeps_its_progress_when_its_section_moves(story: Story) -> None:
    """The definition is found again in another post and under another topic."""
    section = f"## Gradient clipping\n\n{CLIP_TEXT}\n"
    edit(story, "2020-01-01-training.md", lambda text: text.replace(section, ""))
    edit(story, "2020-02-01-layers.md", lambda text: text + "\n" + section)
    log = story.go_on()
    assert (log.new, log.updated) == (0, 0)
    story.all_kept()


def test_a_text_card_keeps_its_progress_when_its_answer_is_edited(story: Story) -> None:
    """The new answer arrives under the old schedule."""
    old, new = "of the gradients and of their", "of gradients and their"
    edit(story, "2020-01-01-training.md", lambda text: text.replace(old, new))
    log = story.go_on()
    assert (log.new, log.updated) == (0, 1)
    answer = story.after.field(story.blog.guid("Adam"), "Answer")
    assert answer == "an optimizer that keeps a running average of gradients and their squares"
    story.kept_but("Adam")


@pytest.mark.parametrize("heading", ["Gradient clipping (GC)", "Gradient Clipping", "2. Gradient clipping"])
def test_a_text_card_keeps_its_progress_when_its_question_is_reworded_a_little(story: Story, heading: str) -> None:
    """A heading with a small addition still names the same thing."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace("## Gradient clipping", f"## {heading}"))
    log = story.go_on()
    assert log.new == 0
    assert [record.guid for record in story.blog.ledger.notes.values() if record.key.startswith("card:")] == sorted(
        (guid for key, guid in story.records.items() if key.startswith("card:")),
        key=lambda guid: next(key for key, other in story.records.items() if other == guid),
    )
    story.kept_but(*(name for name in subjects(story) if name.casefold().startswith("gradient")))


def subjects(story: Story) -> list[str]:
    return [record.subject for record in story.blog.ledger.notes.values() if record.subject]


def test_all_keep_their_progress_when_a_section_is_split_in_two(story: Story) -> None:
    """What goes to a section of its own goes on as it was; what is new there is new."""
    extra = "## Norm\n\nNorm is a measure that says how long a vector of numbers is.\n\n"
    edit(story, "2020-01-01-training.md", lambda text: text.replace(CLIP + "\n", extra + CLIP + "\n"))
    log = story.go_on()
    assert (log.new, log.updated) == (1, 0)
    story.kept_but("Norm")


def test_all_keep_their_progress_when_a_section_is_inserted_above(story: Story) -> None:
    """No note is known by its place."""
    extra = "## Momentum\n\nMomentum is a technique that lets each step remember the ones before it.\n\n"
    edit(story, "2020-01-01-training.md", lambda text: text.replace("## Adam", extra + "## Adam"))
    log = story.go_on()
    assert (log.new, log.updated) == (1, 0)
    story.kept_but("Momentum")


def test_a_link_keeps_its_progress_when_a_tracking_parameter_is_added(story: Story) -> None:
    """It is the same page; the URL as written arrives."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace(ADAM, ADAM + "?utm_source=feed"))
    log = story.go_on()
    assert (log.new, log.updated) == (0, 1)
    assert story.after.field(story.blog.guid(ADAM), "URL") == ADAM + "?utm_source=feed"
    story.kept_but(ADAM)


def test_a_link_that_is_removed_and_put_back_has_its_old_note(story: Story) -> None:
    """Retired, then revived: the same GUID, the same schedule, and never twice in Anki."""
    path = story.blog.posts / "2020-02-01-layers.md"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(RELU, "").replace("The rectifier and its friends", ""), encoding="utf-8")
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {"retired": 1})
    assert story.blog.note(RELU).state is State.RETIRED
    story.all_kept()
    path.write_text(before, encoding="utf-8")
    log = story.go_on(at=THIRD)
    assert (log.new, story.counts()) == (0, {"revived": 1})
    note = story.blog.note(RELU)
    assert (note.state, note.mod, "deckgen::retired" in note.tags) == (State.LIVE, THIRD, False)
    story.kept_but(RELU)


def test_nothing_is_touched_when_a_category_changes(story: Story) -> None:
    """Tags that deckgen makes are context; the learner's tags stay."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace("category: ML", "category: Deep learning"))
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {})
    story.all_kept()


def test_one_note_goes_on_when_a_url_is_edited_to_be_another_ones(story: Story) -> None:
    """Two links fall together: the one that stays keeps its note, the other one is known for ever."""
    story.blog.write("2020-02-01-layers.md", f"# Layers\n\n{ADAM}\n\nAdam explained\n", title="Layers")
    log = story.go_on()
    assert (log.new, log.updated, story.counts()) == (0, 0, {"retired": 1})
    story.all_kept()


def test_one_note_goes_on_when_the_ledger_notes_an_alias(story: Story) -> None:
    """The older GUID stays and the other one is held, for as long as the alias stands in the ledger."""
    note_alias(story.blog, ADAM, RELU)
    for second in (SECOND, THIRD):
        log = story.go_on(at=second)
        assert (log.new, log.updated, story.counts()) == (0, 0, {"held": 1})
        assert story.blog.note(RELU).state is State.HELD
        story.all_kept()


def test_an_alias_alone_in_the_posts_means_the_note(story: Story) -> None:
    """A link that is replaced by its alias goes on as the note that it was."""
    note_alias(story.blog, ADAM, "https://moved.example/adam")
    edit(story, "2020-01-01-training.md", lambda text: text.replace(ADAM, "https://moved.example/adam"))
    log = story.go_on()
    assert (log.new, log.updated) == (0, 1)
    assert story.after.field(story.blog.guid(ADAM), "URL") == "https://moved.example/adam"
    story.kept_but(ADAM)


def note_alias(blog: Blog, url: str, alias: str) -> None:
    ledger = blog.ledger
    record = msgspec.structs.replace(blog.note(url), aliases=("link:" + alias,))
    ledger = msgspec.structs.replace(ledger, notes={**ledger.notes, record.key: record})
    blog.ledger_path.write_bytes(ledger_bytes(ledger))


def test_text_cards_are_held_while_their_writer_is_off(story: Story) -> None:
    """cards.forms off and on again: the learner keeps the notes, and the schedule goes on."""
    story.blog.set("cards: {forms: false}")
    story.go_on()
    assert story.counts() == {"held": 2}
    story.all_kept()
    story.blog.set()
    log = story.go_on(at=THIRD)
    assert (log.new, log.updated, story.report["held"], story.report["retired"]) == (0, 0, 0, 0)
    story.all_kept()


def test_reading_cards_are_held_while_they_are_off(story: Story) -> None:
    """cards.reading none and all again: the same notes under the same schedule."""
    story.blog.set("cards: {reading: none}")
    story.go_on()
    assert story.counts() == {"held": 3}
    story.all_kept()
    story.blog.set()
    log = story.go_on(at=THIRD)
    assert (log.new, log.updated, story.report["held"], story.report["retired"]) == (0, 0, 0, 0)
    story.all_kept()


def test_topic_cards_come_and_go_and_come_back(story: Story) -> None:
    """cards.reading topic, all, topic: topic notes are new once, and held in between."""
    story.blog.set("cards: {reading: topic}")
    log = story.go_on()
    assert (log.new, story.report["held"], story.report["retired"]) == (2, 3, 0)
    story.learner.study(story.blog.guid("Training"))
    topics, story.before = story.after, story.learner.snapshot()
    story.blog.set()
    story.go_on(at=THIRD)
    assert (story.report["held"], story.report["retired"]) == (2, 0)
    story.all_kept()
    story.blog.set("cards: {reading: topic}")
    log = story.go_on(at=THIRD + 60)
    assert (log.new, log.updated, story.report["held"]) == (0, 0, 3)
    story.all_kept()
    assert topics.notes.keys() == story.after.notes.keys()


def test_a_topic_keeps_its_note_when_it_is_renamed(story: Story) -> None:
    """A topic note is known by its name, else by its links; its new name is content and arrives."""
    story.blog.set("cards: {reading: topic}")
    story.go_on()
    story.learner.study(story.blog.guid("Training"), story.blog.guid("Layers"))
    story.before = story.learner.snapshot()
    edit(story, "2020-01-01-training.md", lambda text: text.replace("# Training", "# Optimization", 1))
    log = story.go_on(at=THIRD)
    assert (log.new, log.updated) == (0, 1)
    assert story.after.field(story.blog.guid("Optimization"), "Topic") == "Optimization"
    story.kept_but("Optimization")


def test_nothing_is_written_when_nothing_changed(story: Story) -> None:
    """The same bytes, even a year later, and an import that finds nothing newer."""
    before = story.blog.files()
    times = [path.stat().st_mtime_ns for path in (story.blog.package, story.blog.ledger_path)]
    log = story.go_on(at=SECOND + 365 * 86_400)
    assert (log.new, log.updated, story.counts()) == (0, 0, {})
    assert story.blog.files() == before
    assert [path.stat().st_mtime_ns for path in (story.blog.package, story.blog.ledger_path)] == times
    story.all_kept()


def test_what_the_learner_typed_lasts_until_the_content_of_the_note_changes(story: Story) -> None:
    """Anki replaces the whole note then, tags too: the learner is told so, and the schedule still stays."""
    edit(story, "2020-01-01-training.md", lambda text: text.replace("Adam explained", "Adam, step by step"))
    story.go_on()
    guid = story.blog.guid(ADAM)
    assert (story.before.field(guid, "Source"), "leech" in story.before[guid].tags) == ("my own words", True)
    assert (story.after.field(guid, "Source"), "leech" in story.after[guid].tags) == ("Training › Adam", False)
