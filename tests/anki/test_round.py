"""Build, import, study, change, export, pull, edit the posts, build, import: nothing of the learner's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.build.recover import recover_ledger
from deckgen.definition import load_definition
from deckgen.files.learner import Edit
from deckgen.files.ledger import ledger_bytes
from deckgen.review.desk import Desk
from tests.anki.conftest import LINK, QUESTIONS, WORDS, Home, Student
from tests.anki.exports import EXPORTS
from tests.anki_real import faults, fresh_collection, import_package, snapshot
from tests.continuity.blog import BETWEEN, DAY, SECOND, THIRD

PICTURE = b"\x89PNG\r\n\x1a\n a picture of the learner's"
MINE = 'In <b>my</b> words: <img src="paste-1.png">'


def live(home: Home, student: Student) -> None:
    """Do all that a learner does to notes, each to another one."""
    (Path(student.col.media.dir()) / "paste-1.png").write_bytes(PICTURE)
    student.edit(home.key("one"), Mine=MINE)
    student.edit(home.key("edited"), Answer="Green, as <i>I</i> say.")
    student.tag(home.key("tagged"), "hard")
    student.col.set_user_flag_for_cards(2, [card.id for card in student.cards(home.key("flagged"))])
    student.suspend(home.key("suspended"))
    student.move(home.key("moved"), "Mine")
    student.tag(home.key("leech"), "leech")
    student.suspend(home.key("leech"))
    student.suspend(home.key("two"))
    student.delete(home.key("deleted"))


def edit_posts(home: Home) -> None:
    """Change what the author says of every note but the edited one."""
    for name in QUESTIONS:
        if name != "edited":
            home.answers[name] += " So it is."
    home.comments = {word: f"What the author says of number {word} now." for word in WORDS}
    home.save()


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_whole_round(home: Home, learner: Student, kind: str) -> None:
    """Whatever the learner exports, within what it holds."""
    home.pull(learner.export())  # a first look, by which the notes were seen there
    live(home, learner)
    before = learner.snapshot()
    report = home.pull(learner.export(kind))
    choice = EXPORTS[kind]
    is_deck = not choice.is_whole
    assert (report["mine"], report["tags"], report["edited"]) == (1, 2 if choice.has_scheduling else 1, 1)
    assert report["suspended"] == (3 if choice.has_scheduling else 0)
    assert (report["read"], report["moved"]) == (int(choice.has_scheduling), int(choice.is_whole))
    assert (report["deleted"], report["missing"]) == ((1, 0) if choice.is_backup else (0, 1 + is_deck))
    edit_posts(home)
    home.build(at=SECOND)
    log = learner.take(home.package)
    after = learner.snapshot()
    assert log.conflicting == 0
    assert after.reviews == before.reviews
    assert before.cards().items() <= after.cards().items()
    # What the author wrote has arrived ...
    for name in ("tagged", "flagged", "suspended", "moved", "leech", "untouched"):
        assert after.field(home.key(name), "Answer").endswith("So it is.")
    assert after.field(home.key("one"), "Comment") == "What the author says of number one now."
    # ... and what the learner did is there.
    assert after.field(home.key("one"), "Mine") == MINE
    assert after.field(home.key("edited"), "Answer") == "Green, as <i>I</i> say."
    assert "hard" in after[home.key("tagged")].tags
    if choice.has_scheduling:
        assert "leech" in home.of("leech").tags  # Anki itself takes it off a note that it updates
        assert after.field(home.key("two"), "Comment") == ""  # read, so it is not sent any more
    if choice.is_backup:
        assert not learner.has(home.key("deleted"))
    assert faults(learner.col) == []
    # The next round finds nothing new, and builds nothing.
    package = home.package.read_bytes()
    again = home.pull(learner.export(kind))
    assert [again[name] for name in ("mine", "tags", "edited", "suspended", "moved")] == [0, 0, 0, 0, 0]
    assert (again["behind"], again["conflicts"]) == (0, [])
    home.build(at=THIRD)
    assert home.package.read_bytes() == package


def test_a_new_profile_gets_it_all(home: Home, learner: Student, tmp_path: Path) -> None:
    """The learner's own package has their takeaway with its picture, their words and their tags."""
    live(home, learner)
    home.pull(learner.export())
    home.build(at=SECOND)
    with fresh_collection(tmp_path / "other") as col:
        import_package(col, home.package)
        notes = snapshot(col)
        assert notes[home.key("one")].fields["Mine"] == MINE
        assert notes[home.key("edited")].fields["Answer"] == "Green, as <i>I</i> say."
        assert "hard" in notes[home.key("tagged")].tags
        assert (Path(col.media.dir()) / "paste-1.png").read_bytes() == PICTURE
        assert faults(col) == []


# --- The traps, each measured in Anki ---


@pytest.mark.parametrize("tag", ["hard", "leech", "marked"])
def test_what_anki_kept_out_arrives_with_the_build_after(home: Home, learner: Student, tag: str) -> None:
    """A tag that was set between build and import makes Anki drop the update in silence."""
    home.answers["tagged"] = "Green, too."
    home.save()
    home.build(at=SECOND)
    learner.tag(home.key("tagged"), tag, at=SECOND + DAY)
    assert learner.take(home.package).updated == 0
    assert home.pull(learner.export())["behind"] == 1
    assert home.build(at=SECOND + 1)["updated"] == 1  # a build second before Anki's time
    assert home.asking(QUESTIONS["tagged"]).mod == SECOND + DAY + 1
    assert home.build(at=THIRD)["updated"] == 0  # once is enough
    assert learner.take(home.package).updated == 1
    after = learner.snapshot()
    assert after.field(home.key("tagged"), "Answer") == "Green, too."
    assert (tag in after[home.key("tagged")].tags) == (tag == "hard")  # Anki's import takes its own tags away
    assert home.pull(learner.export())["behind"] == 0
    assert home.of("tagged").tags == (tag,)


def test_a_change_that_is_built_before_the_learners_time_arrives(home: Home, learner: Student) -> None:
    """As where the build second is that of a commit, or a clock is slow."""
    learner.tag(home.key("tagged"), "hard", at=SECOND + DAY)
    home.pull(learner.export())
    home.answers["tagged"] = "Green, too."
    home.save()
    home.build(at=SECOND)
    assert home.asking(QUESTIONS["tagged"]).mod == SECOND + DAY + 1
    assert learner.take(home.package).updated == 1
    assert "hard" in learner.snapshot()[home.key("tagged")].tags


def test_what_the_next_import_brings_needs_no_newer_stamp(home: Home, learner: Student) -> None:
    home.answers["tagged"] = "Green, too."
    home.save()
    home.build(at=SECOND)
    assert home.pull(learner.export())["behind"] == 0
    assert home.build(at=THIRD)["updated"] == 0


def test_an_edit_beside_what_did_not_arrive(home: Home, learner: Student) -> None:
    """The learner mended the question, the author the answer: both stand in the end."""
    home.answers["edited"] = "Green, mostly."
    home.save()
    home.build(at=SECOND)
    learner.edit(home.key("edited"), Question="Which colour has <b>grass</b>?", at=SECOND + DAY)
    learner.take(home.package)
    report = home.pull(learner.export())
    assert (report["edited"], report["behind"], report["conflicts"]) == (1, 1, [])
    home.build(at=THIRD)
    assert learner.take(home.package).updated == 1
    after = learner.snapshot()
    assert after.field(home.key("edited"), "Question") == "Which colour has <b>grass</b>?"
    assert after.field(home.key("edited"), "Answer") == "Green, mostly."


def test_an_edit_of_which_nothing_tells_what_it_was_made_of_is_not_called_one_of_both(
    home: Home, learner: Student
) -> None:
    """The author's change was imported and no pull has seen it there: that alone is no change of both."""
    home.answers["edited"] = "Green, says the author."
    home.save()
    home.build(at=SECOND)
    learner.take(home.package)
    learner.edit(home.key("edited"), Answer="Green, say I.", at=SECOND + DAY)
    (conflict,) = home.pull(learner.export())["conflicts"]
    assert (conflict["theirs"], conflict["ours"]) == ("Green, say I.", "Green, says the author.")
    assert not conflict["is_sure"]
    assert not home.pull(learner.export())["conflicts"][0]["is_sure"]


def test_a_conflict_is_shown_and_never_decided(home: Home, learner: Student) -> None:
    """The learner's words stay until both say the same; then all is quiet."""
    learner.edit(home.key("edited"), Answer="Green, say I.", at=BETWEEN)
    home.pull(learner.export())
    home.answers["edited"] = "Green, says the author."
    home.save()
    report = home.build(at=SECOND)
    (problem,) = report["problems"]
    assert (problem["severity"], problem["code"]) == ("warning", "conflict")
    assert "“Green, says the author.” in the posts and “Green, say I.” in your Anki" in problem["message"]
    assert learner.take(home.package).updated == 1
    assert learner.snapshot().field(home.key("edited"), "Answer") == "Green, say I."
    (conflict,) = home.pull(learner.export())["conflicts"]
    assert (conflict["field"], conflict["theirs"], conflict["ours"], conflict["is_sure"]) == (
        "Answer", "Green, say I.", "Green, says the author.", True,
    )  # fmt: skip
    learner.edit(home.key("edited"), Answer="Green, says the author.", at=SECOND + DAY)
    assert home.pull(learner.export())["conflicts"] == []
    assert home.of("edited").edited == {}
    assert home.build(at=THIRD)["problems"] == []


def test_a_card_that_was_moved_out_of_the_deck_is_not_deleted(home: Home, learner: Student) -> None:
    home.pull(learner.export())
    learner.move(home.key("moved"), "Elsewhere")
    report = home.pull(learner.export("a deck"))
    assert (report["deleted"], report["missing"]) == (0, 1)
    assert [problem["code"] for problem in report["problems"]] == ["missing"]
    home.build(at=SECOND)
    assert home.of("moved").deleted == 0


def test_a_build_that_was_never_imported_is_not_deleted(home: Home, learner: Student) -> None:
    home.pull(learner.export())
    home.write("more.md", f"# More\n\n{LINK.format('more')}\n\nThe article after it\n")
    home.build(at=SECOND)
    report = home.pull(learner.export())
    assert (report["deleted"], report["missing"]) == (0, 0)
    home.build(at=THIRD)
    learner.take(home.package)
    assert learner.has(home.key("more"))


def test_a_deleted_note_that_is_there_again_is_sent_again(home: Home, learner: Student) -> None:
    home.pull(learner.export())
    learner.delete(home.key("deleted"))
    first = home.package.read_bytes()
    assert home.pull(learner.export())["deleted"] == 1
    home.build(at=SECOND)
    assert home.package.read_bytes() != first
    old = home.folder / "old.apkg"
    old.write_bytes(first)
    learner.take(old)
    learner.col.db.execute("update col set mod = mod + 2000")  # some seconds later
    assert home.pull(learner.export())["deleted"] == 1
    assert home.of("deleted").deleted == 0
    home.build(at=THIRD)
    assert home.package.read_bytes() == first


def test_a_file_without_reviews_clears_nothing(home: Home, learner: Student) -> None:
    live(home, learner)
    home.pull(learner.export())
    known = home.known
    assert known.notes[home.key("suspended")].suspended == (0,)
    report = home.pull(learner.export("a deck without scheduling"))
    assert "no-reviews" in [problem["code"] for problem in report["problems"]]
    assert home.of("suspended").suspended == (0,)
    assert home.of("two").read
    assert home.of("leech").tags == ("leech",)
    assert home.of("moved") == known.notes[home.key("moved")]


def test_what_was_deleted_is_skipped_for_everybody_by_wish(home: Home, learner: Student) -> None:
    """The author who learns their own deck writes it into the picks; what stands there stays."""
    home.pull(learner.export())
    learner.delete(home.key("deleted"))
    learner.suspend(home.key("two"))
    home.picks.write_text("skip https://nobody.example/*  # mine", encoding="utf-8")
    file = learner.export()
    home.pull(file, "--picks")
    line = f"skip {home.key('deleted')}  # deleted in Anki: {QUESTIONS['deleted']}"
    assert home.picks.read_text(encoding="utf-8").splitlines() == ["skip https://nobody.example/*  # mine", line]
    home.pull(file, "--picks")
    assert len(home.picks.read_text(encoding="utf-8").splitlines()) == 2
    assert home.build(at=SECOND)["held"] == 1


def test_a_mass_deletion_stops(home: Home, learner: Student) -> None:
    """And names the option; with it, it is taken."""
    home.pull(learner.export())
    names = [name for name in (*QUESTIONS, *WORDS) if name != "untouched"]
    for name in names:
        learner.delete(home.key(name))
    before = home.files()
    file = learner.export()
    problem = home.pull(file, code=1)
    assert "12 of 14 notes would count as deleted" in problem["message"]
    assert "--allow-deleted" in problem["message"]
    assert home.files() == before
    assert home.pull(file, "--allow-deleted")["deleted"] == 12


def test_another_profile_is_no_deletion(home: Home, learner: Student, tmp_path: Path) -> None:
    home.pull(learner.export())
    before = home.files()
    with fresh_collection(tmp_path / "other") as col:
        problem = home.pull(Student(col, tmp_path).export(), code=1)
    assert "holds none of its notes" in problem["message"]
    assert home.files() == before


def test_what_the_editor_writes_anew_is_no_edit(home: Home, learner: Student) -> None:
    """Opening and saving a field in Anki's editor turns a table into one with a body."""
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    home.write("t.md", f"# How do you read a queue?\n\nIt has two ends, and a table:\n\n{table}\n")
    home.build(at=SECOND)
    learner.take(home.package)
    guid = home.asking("How do you read a queue?").guid
    fields = {name: text for name, text in learner.snapshot()[guid].fields.items() if "<table>" in text}
    assert fields
    written = {
        name: text.replace("<table>", "<table><tbody>").replace("</table>", "</tbody></table>")
        for name, text in fields.items()
    }
    learner.edit(guid, at=SECOND + DAY, **written)
    assert home.pull(learner.export())["edited"] == 0


def test_an_older_file_says_nothing_of_what_a_later_one_said(home: Home, learner: Student, tmp_path: Path) -> None:
    older = tmp_path / "older.colpkg"
    older.write_bytes(learner.export().read_bytes())
    home.pull(older)
    live(home, learner)
    home.pull(learner.export())
    known = home.known
    home.pull(older)
    for name in ("one", "edited", "tagged", "deleted"):
        assert home.of(name) == known.notes[home.key(name)]


# --- What never happens ---


def test_the_ledger_holds_no_word_of_the_learners(home: Home, learner: Student) -> None:
    """Not a byte of it is another one for the learner file, but for a stamp that Anki's time asks for."""
    live(home, learner)
    ledger = home.ledger_path.read_bytes()
    home.pull(learner.export())
    assert home.ledger_path.read_bytes() == ledger
    home.build(at=SECOND)
    assert home.ledger_path.read_bytes() == ledger
    assert b"paste-1" not in ledger
    assert b"as <i>I</i>" not in ledger


def test_a_ledger_recovered_from_a_learners_package_is_the_authors(home: Home, learner: Student) -> None:
    home.pull(learner.export())
    live(home, learner)
    home.pull(learner.export())
    home.build(at=SECOND)
    recovered = recover_ledger(home.package)
    left_out = {home.key("deleted"), home.key("two")}
    records = {key: record for key, record in home.ledger.notes.items() if record.guid not in left_out}
    assert recovered.notes.keys() == records.keys()
    for key, record in records.items():
        assert (recovered.notes[key].fields, recovered.notes[key].tags) == (record.fields, record.tags)
    assert ledger_bytes(recovered)


def test_an_update_pack_has_it_too(home: Home, learner: Student) -> None:
    live(home, learner)
    home.pull(learner.export())
    edit_posts(home)
    home.build("--since", "2026-01-01", at=SECOND)
    learner.take(home.update)
    after = learner.snapshot()
    assert after.field(home.key("one"), "Mine") == MINE
    assert after.field(home.key("edited"), "Answer") == "Green, as <i>I</i> say."


def test_an_unchanged_build_stays_unchanged(home: Home, learner: Student) -> None:
    """The learner file is an input: another one is another package, the same one is nothing to do."""
    live(home, learner)
    home.pull(learner.export())
    home.build(at=SECOND)
    first = home.package.read_bytes()
    assert b"Nothing to import" in home.run("build", home.definition, at=SECOND).stdout.encode()
    home.learner_path.unlink()
    home.build(at=SECOND)
    assert home.package.read_bytes() != first
    home.pull(learner.export())
    home.build(at=SECOND)
    assert home.package.read_bytes() == first


def test_a_dry_run_writes_nothing(home: Home, learner: Student) -> None:
    live(home, learner)
    before = home.files()
    report = home.pull(learner.export(), "--dry-run")
    assert (report["mine"], report["edited"], report["written"]) == (1, 1, False)
    assert home.files() == before
    assert not (home.folder / "decks" / ".deckgen" / "media").exists()


def test_a_public_deck_has_nothing_of_a_learner(home: Home, learner: Student) -> None:
    live(home, learner)
    file = learner.export()
    home.pull(file)
    home.set("cards: {reading: all}\naudience: public")
    report = home.build(at=SECOND)
    assert [problem["code"] for problem in report["problems"]] == ["learner"]
    with fresh_collection(home.folder / "other") as col:
        import_package(col, home.package)
        assert snapshot(col)[home.key("one")].fields["Mine"] == ""
    problem = home.pull(file, code=1)
    assert (problem["path"], problem["line"]) == (str(home.definition), 7)
    assert "audience: public" in problem["message"]


def test_a_broken_learner_file_is_refused_with_its_line(home: Home, learner: Student) -> None:
    live(home, learner)
    file = learner.export()
    home.pull(file)
    lines = home.learner_path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b'"mod":', b'"mod":1')
    home.learner_path.write_bytes(b"\n".join(lines))
    (problem,) = home.refused(at=SECOND)
    assert (problem["path"], problem["line"], problem["code"]) == (str(home.learner_path), 3, "learner")
    assert home.pull(file, code=1)["line"] == 3


UNSAFE = {
    '<img src="paste-1.png" onerror="alert(1)"><script>alert(2)</script>ok': '<img src="paste-1.png">ok',
    r"\(\href{javascript:alert(1)}{x}\)": r"\<span></span>(\href{javascript:alert(1)}{x}\)",
    r"\(x^2\)": r"\(x^2\)",
}


@pytest.mark.parametrize("mine", UNSAFE)
def test_what_runs_is_not_taken(home: Home, learner: Student, mine: str) -> None:
    """Not even from the learner's own Anki: the file may be anybody's."""
    (Path(learner.col.media.dir()) / "paste-1.png").write_bytes(PICTURE)
    learner.edit(home.key("one"), Mine=mine)
    report = home.pull(learner.export())
    assert home.of("one").mine == UNSAFE[mine]
    assert [problem["code"] for problem in report["problems"]] == ["unsafe"] * (mine != UNSAFE[mine])


def test_what_is_no_picture_is_not_packed(home: Home, learner: Student) -> None:
    (Path(learner.col.media.dir()) / "paste-1.png").write_bytes(b"<script>alert(1)</script>")
    learner.edit(home.key("one"), Mine=MINE)
    report = home.pull(learner.export(), "--strict", code=1)
    assert "the picture paste-1.png is not taken: the file does not hold a picture" in report["problems"][0]["message"]
    assert (home.of("one").mine, home.of("one").media) == (MINE, {})
    home.build(at=SECOND)


def test_words_that_would_leave_no_card_are_not_packed(home: Home, learner: Student) -> None:
    learner.edit(home.key("edited"), Question="<br>")
    home.pull(learner.export())
    assert home.of("edited").edited == {"Question": Edit(words="<br>", was=QUESTIONS["edited"])}
    (problem,) = home.build(at=SECOND)["problems"]
    assert "would leave it without a card" in problem["message"]


def test_tags_that_no_package_may_hold_are_not_taken(home: Home, learner: Student) -> None:
    learner.col.db.execute("update notes set tags = ?, mod = mod + 9", " fine bad\x07tag ")
    home.pull(learner.export())
    assert home.of("edited").tags == ("fine",)
    home.build(at=SECOND)


def test_posts_without_a_definition_have_a_learner_too(home: Home, tmp_path: Path) -> None:
    """The file lies beside the ledger, under the package's name."""
    package = tmp_path / "my.apkg"
    assert home.run("build", home.posts, "-o", package).exit_code == 0
    with fresh_collection(tmp_path / "other") as col:
        student = Student(col, tmp_path)
        student.take(package)
        file = student.export()
    result = home.run("pull", home.posts, "-o", package, "--from", file)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "my.learner.jsonl").exists()


def test_a_file_of_another_kind_is_refused(home: Home) -> None:
    problem = home.pull(home.package, code=1)
    assert problem["path"] == str(home.package)
    assert "not a file that Anki exported (deckgen wrote it" in problem["message"]


def test_what_a_person_reads(home: Home, learner: Student) -> None:
    live(home, learner)
    said = home.run("pull", home.definition, "--from", learner.export()).stdout
    assert "Blog: 13 of 14 notes in a .colpkg" in said
    assert "1  with a takeaway of yours" in said
    assert f"Written: {home.learner_path}. Next: deckgen build" in said


def decide(home: Home, name: str, choice: str) -> None:
    """Decide in a review."""
    desk = Desk(load_definition(home.definition))
    (key,) = [key for key, note in home.ledger.notes.items() if note.guid == home.key(name)]
    desk.decide(key, choice, fields={}, event="e", tab="t")


@pytest.mark.parametrize("is_imported", [False, True], ids=["decided before the import", "after it"])
def test_the_posts_words_that_a_review_takes_arrive(home: Home, learner: Student, is_imported: bool) -> None:
    """By a double-click, past the learner's own touch; then nobody knows of an edit, and the reviews are there."""
    home.pull(learner.export())
    learner.edit(home.key("edited"), Answer="Green, as I say.")
    home.pull(learner.export())
    home.answers["edited"] = "Green, in summer."
    home.save()
    home.build(at=SECOND)
    if is_imported:
        learner.take(home.package)
    decide(home, "edited", "take")
    assert "in your Anki" not in home.run("build", home.definition, at=SECOND + 10).stderr
    before = learner.snapshot()
    learner.take(home.package)
    assert learner.snapshot()[home.key("edited")].fields["Answer"] == "Green, in summer."
    assert learner.snapshot()[home.key("edited")].cards == before[home.key("edited")].cards
    report = home.pull(learner.export())
    assert (report["conflicts"], report["behind"], home.of("edited").edited) == ([], 0, {})


def test_a_pull_before_the_import_takes_nothing_back(home: Home, learner: Student) -> None:
    """The learner's words still stand in Anki then, and are not taken for new ones; what they write later is."""
    home.pull(learner.export())
    learner.edit(home.key("edited"), Answer="Green, as I say.")
    home.pull(learner.export())
    home.answers["edited"] = "Green, in summer."
    home.save()
    home.build(at=SECOND)
    decide(home, "edited", "take")
    assert home.pull(learner.export())["conflicts"] == []
    assert home.of("edited").edited["Answer"].given_up
    learner.edit(home.key("edited"), Answer="Quite green.")
    home.pull(learner.export())
    edit = home.of("edited").edited["Answer"]
    assert (edit.words, edit.given_up) == ("Quite green.", 0)


def test_what_a_review_keeps_is_no_conflict_any_more(home: Home, learner: Student) -> None:
    """Until the author changes it again."""
    home.pull(learner.export())
    learner.edit(home.key("edited"), Answer="Green, as I say.")
    home.pull(learner.export())
    home.answers["edited"] = "Green, in summer."
    home.save()
    decide(home, "edited", "accept")
    assert "in your Anki" not in home.run("build", home.definition, at=SECOND).stderr
    learner.take(home.package)
    assert learner.snapshot()[home.key("edited")].fields["Answer"] == "Green, as I say."
    assert home.pull(learner.export())["conflicts"] == []
    home.answers["edited"] = "Green, but not in winter."
    home.save()
    assert "in your Anki" in home.run("build", home.definition, at=THIRD).stderr
