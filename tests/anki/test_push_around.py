"""What stands around a push: windows, folders, profiles, switches, backups, and its command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from deckgen.anki.exported import read_exported
from deckgen.build.learner import pushing
from deckgen.cli import push as face
from deckgen.cli.__main__ import main
from deckgen.definition import load_definition
from deckgen.files.errors import DeckgenError
from deckgen.review.desk import Desk
from tests.anki.blog import Blog
from tests.anki.desks import FakeDesk
from tests.anki.fake_connect import FakeAnki

pytestmark = pytest.mark.anki

QUESTIONS = {"alpha": "The first.", "beta": "The second.", "gamma": "The third."}


class Run(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def desk(desktop: FakeAnki) -> FakeDesk:
    return FakeDesk(desktop)


@pytest.fixture
def blog(desk: FakeDesk, tmp_path: Path) -> Blog:
    """Give a blog of three questions."""
    found = Blog(tmp_path / "blog", desk)
    found.put(QUESTIONS)
    return found


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    """Give the same, pushed once."""
    blog.push()
    return blog


def run(blog: Blog, *arguments: str, answers: str = "", **environment: str) -> Run:
    """Run the command in this process."""
    given = {key: blog.environment()[key] for key in ("SOURCE_DATE_EPOCH", "ANKICONNECT_URL")}
    done = CliRunner().invoke(main, ["push", str(blog.path), *arguments], input=answers, env={**given, **environment})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout, done.stderr)


def files(folder: Path) -> dict[str, bytes]:
    """Give all that lies in a folder, but for the store and locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("store.sqlite") and path.suffix != ".lock"
    }


# --- the import of new notes ----------------------------------------------------------------------------


def test_the_dialog_imports_with_what_its_user_sees(blog: Blog, desktop: FakeAnki) -> None:
    """And leaves the options as they were."""
    before = blog.desk.act("remembered")
    done = blog.push(unattended=False)
    assert done.pushed is not None
    assert done.pushed.missing == ()
    assert "importPackage" not in desktop.log
    assert blog.desk.act("remembered") == before == [False, False, False]


def test_an_import_without_a_dialog_names_what_it_leaves_set(blog: Blog) -> None:
    """Nothing puts it back."""
    done = run(blog, "--yes", "--unattended")
    assert done.code == 0
    assert blog.desk.act("remembered") == [True, True, True]
    assert "learning progress, deck presets and merging of note types switched on" in done.out


def test_an_import_without_a_dialog_changes_no_note_type(shipped: Blog, desktop: FakeAnki) -> None:
    """It would merge ours with one to which the learner has added a field."""
    models = desktop.col.models
    kind = models.by_name("deckgen question")
    models.add_field(kind, models.new_field("My own"))
    models.update_dict(kind)
    shipped.put({"delta": "The fourth."})
    done = run(shipped, "--yes", "--unattended")
    assert done.code == 1
    assert 'note type "deckgen question" were changed in Anki' in done.err
    assert "importPackage" not in desktop.log[desktop.log.index("exportPackage", 20) :]
    assert models.field_names(models.by_name("deckgen question"))[-1] == "My own"
    assert shipped.push(unattended=False).plan.conflicts == ()


def test_a_dialog_that_is_closed_leaves_the_new_notes_missing(blog: Blog, desktop: FakeAnki) -> None:
    """They are named, and come with the next push."""
    desktop.answers_dialogs = False
    done = blog.push(unattended=False)
    assert done.pushed is not None
    assert [missing.reason for missing in done.pushed.missing] == ["it was not imported"] * 3
    assert desktop.clock.now > pushing.IMPORT_SECONDS / 2
    assert len(desktop.dialogs) == 1
    desktop.dialogs.clear()
    desktop.answers_dialogs = True
    again = blog.push(unattended=False)
    assert again.pushed is not None
    assert (len(again.plan.new), again.pushed.missing) == (3, ())


def test_who_does_not_wait_for_the_dialog_loses_nothing(
    blog: Blog, desktop: FakeAnki, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the waiting, and what was written is looked at and known."""
    blog.push()
    blog.put({"beta": "Quite another.", "delta": "The fourth."})
    desktop.answers_dialogs = False
    sleep = desktop.clock.sleep

    def stop(seconds: float) -> None:
        if desktop.dialogs:
            desktop.dialogs.clear()
            raise KeyboardInterrupt
        sleep(seconds)

    monkeypatch.setattr(desktop.clock, "sleep", stop)
    done = blog.push(unattended=False)
    assert done.pushed is not None
    assert [missing.guid for missing in done.pushed.missing] == [blog.guid("delta")]
    assert blog.learner().notes[blog.guid("beta")].arrived == blog.record("beta").mod


def test_the_file_of_new_notes_replaces_no_collection(tmp_path: Path, desk: FakeDesk, desktop: FakeAnki) -> None:
    """Anki takes collection.apkg and backup-... for a whole one."""
    for name in ("collection", "backup-1"):
        blog = Blog(tmp_path / name, desk)
        blog.path = blog.path.with_name(f"{name}.yaml")
        blog.define(id=name, deck=name)
        blog.put(QUESTIONS)
        blog.push()
    packages = [path.name for path in tmp_path.rglob(".deckgen/**/*.apkg")]
    assert sorted(packages) == ["new-notes-of-backup-1.apkg", "new-notes-of-collection.apkg"]


def test_a_deck_gets_its_description_once(shipped: Blog, desktop: FakeAnki) -> None:
    """One that the learner wrote is not written over."""
    deck = desktop.col.decks.by_name("Top")
    assert deck["desc"]
    deck["desc"] = "My own."
    desktop.col.decks.save(deck)
    shipped.put({"delta": "The fourth."})
    shipped.push()
    assert desktop.col.decks.by_name("Top")["desc"] == "My own."


def test_without_a_shared_folder_the_new_notes_are_for_the_user(blog: Blog, desktop: FakeAnki) -> None:
    """No empty dialog opens; what is there is written all the same."""
    blog.push()
    blog.put({"beta": "Quite another.", "delta": "The fourth."})
    desktop.is_elsewhere = True
    done = run(blog, "--yes")
    assert done.code == 1
    assert desktop.dialogs == []
    assert "import the new notes there by hand" in done.out
    assert "it was not imported" in done.err
    assert "Quite another" in blog.desk.state()[blog.guid("beta")]["fields"]["Answer"]
    kept = list((blog.folder / ".deckgen" / "backups").glob("*.json"))
    assert [note["guid"] for note in json.loads(kept[0].read_bytes())] == [blog.guid("beta")]


# --- backups --------------------------------------------------------------------------------------------


def test_what_was_there_is_kept_and_the_last_ten_stay(shipped: Blog, desktop: FakeAnki) -> None:
    """One before each push that writes."""
    folder = shipped.folder / ".deckgen" / "backups"
    for number in range(12):
        desktop.clock.sleep(100)
        shipped.put({"beta": f"Quite another {number}."})
        shipped.push()
    kept = sorted(folder.glob("*"))
    assert len(kept) == 10
    last = read_exported(kept[-1]).notes[shipped.guid("beta")]
    assert "Quite another 10" in last.fields["Answer"]


def test_backups_of_a_deck_with_a_longer_name_stay(shipped: Blog) -> None:
    """They are another deck's."""
    other = shipped.folder / ".deckgen" / "backups" / "before-push-d-2-20200101-000000.apkg"
    other.write_bytes(b"PK")
    for number in range(12):
        shipped.put({"beta": f"Quite another {number}."})
        shipped.push()
    assert other.exists()
    assert len(list(other.parent.glob("before-push-d-2026*"))) <= 10


def test_a_note_outside_the_deck_is_kept_too(shipped: Blog) -> None:
    """The file does not hold it."""
    guid = shipped.guid("beta")
    shipped.desk.act("move", guid, "Favourites")
    shipped.put({"beta": "Quite another."})
    shipped.push()
    (kept,) = (shipped.folder / ".deckgen" / "backups").glob("*.json")
    (note,) = json.loads(kept.read_bytes())
    assert (note["guid"], "The second" in note["fields"]["Answer"]) == (guid, True)
    assert "Quite another" in shipped.desk.state()[guid]["fields"]["Answer"]


def test_nothing_is_left_of_what_was_only_read(shipped: Blog) -> None:
    """Neither of a dry run, nor of a push that stopped."""
    before = files(shipped.folder)
    shipped.put({"beta": "Quite another."})
    state = shipped.desk.state()
    done = shipped.push(dry_run=True)
    assert done.plan.updated == 1
    after = files(shipped.folder)
    assert {name for name in after if after[name] != before.get(name)} == {"posts/2020-01-01-a.md"}
    assert shipped.desk.state() == state


# --- what stops a push ----------------------------------------------------------------------------------


def test_another_profile_stops_it(blog: Blog, desktop: FakeAnki) -> None:
    """Most of the notes that were seen are gone: nobody deleted them."""
    blog.put({f"word{number}": f"It is {number}." for number in range(20)})
    blog.push()
    desktop.col.remove_notes(desktop.col.find_notes("deck:Top"))
    with pytest.raises(DeckgenError, match=r"23 of 23 notes .* another profile"):
        blog.push()
    assert desktop.col.find_notes("deck:Top") == []


@pytest.mark.parametrize(
    ("how", "said"),
    [("closed", "no profile is open"), ("key", "ANKICONNECT_KEY"), ("old", "too old: it lacks guiSelectedNotes")],
)
def test_an_anki_that_cannot_be_used_is_told(shipped: Blog, desktop: FakeAnki, how: str, said: str) -> None:
    """Nothing is written anywhere."""
    shipped.put({"beta": "Quite another."})
    before = files(shipped.folder)
    desktop.is_open = how != "closed"
    desktop.key = "secret" if how == "key" else ""
    desktop.lacks = frozenset({"guiSelectedNotes"}) if how == "old" else frozenset()
    done = run(shipped, "--yes", ANKICONNECT_KEY="")
    assert (done.code, files(shipped.folder)) == (1, before)
    assert said in done.err


def test_a_deck_for_everybody_is_nobodys(shipped: Blog) -> None:
    """It holds nothing of one learner, so there is nothing to merge with."""
    shipped.define(audience="public")
    done = run(shipped, "--yes")
    assert done.code == 1
    assert "use a definition of your own" in done.err


def test_a_large_part_of_the_posts_gone_stops_it(blog: Blog) -> None:
    """As a build does."""
    blog.put({f"word{number}": f"It is {number}." for number in range(20)})
    blog.push()
    blog.questions = {"alpha": "The first."}
    blog.put()
    done = run(blog, "--yes")
    assert done.code == 1
    assert "--allow-retire" in done.err
    assert run(blog, "--yes", "--allow-retire").code == 0


def test_what_another_program_writes_over_is_missing(shipped: Blog, desktop: FakeAnki) -> None:
    """Read back after the windows had their time: exit code 1, with the note's Key."""
    guid = shipped.guid("beta")
    shipped.put({"beta": "Quite another."})

    def spoil(action: str) -> None:
        if action == "notesInfo":
            shipped.desk.act("edit", guid, "Answer", "spoilt")

    desktop.before = spoil
    done = run(shipped, "--yes")
    assert done.code == 1
    assert f"Key:{guid}): Answer stands as before" in done.err


@pytest.mark.parametrize(
    "raw", [b"<html>", b'{"result": 6, "error": null}', b'{"result": {"actions": 5}, "error": null}']
)
def test_another_program_there_is_no_anki(shipped: Blog, desktop: FakeAnki, raw: bytes) -> None:
    """Nothing is written for it."""
    shipped.put({"beta": "Quite another."})
    before = files(shipped.folder)
    desktop.raw = raw
    done = run(shipped, "--yes")
    assert (done.code, files(shipped.folder)) == (1, before)
    assert "Traceback" not in done.err


# --- the command ----------------------------------------------------------------------------------------


def test_json_says_all(shipped: Blog) -> None:
    """One object a deck."""
    shipped.put({"beta": "Quite another.", "delta": "The fourth."})
    planned: dict[str, Any] = json.loads(run(shipped, "--json", "--dry-run").out)
    assert (planned["written"], planned["new"], planned["updated"], planned["unchanged"]) == (False, 1, 1, 2)
    done: dict[str, Any] = json.loads(run(shipped, "--json", "--unattended").out)
    assert (done["written"], done["new"], done["updated"], done["missing"]) == (True, 1, 1, [])
    assert Path(done["backup"]).is_file()
    assert done["requests"] < 40


@pytest.mark.parametrize(
    ("answers", "text"),
    [("a\ny\n", "As I say it."), ("p\ny\n", "Quite another"), ("l\ny\n", "As I say it.")],
)
def test_a_conflict_is_shown_and_asked_about(
    shipped: Blog, monkeypatch: pytest.MonkeyPatch, answers: str, text: str
) -> None:
    """Side by side; later means as before."""
    guid = shipped.guid("beta")
    shipped.desk.act("edit", guid, "Answer", "As I say it.")
    shipped.put({"beta": "Quite another."})
    monkeypatch.setattr(face, "is_terminal", lambda: True)
    done = run(shipped, answers=answers)
    assert done.code == 0
    for side in ("shipped  The second.", "in Anki  As I say it.", "posts  Quite another."):
        assert side in done.err
    assert text in shipped.desk.state()[guid]["fields"]["Answer"]
    assert len(shipped.push().plan.conflicts) == answers.startswith("l")


def test_no_means_nothing(shipped: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in Anki nor beside the deck."""
    shipped.put({"beta": "Quite another."})
    before, state = files(shipped.folder), shipped.desk.state()
    monkeypatch.setattr(face, "is_terminal", lambda: True)
    done = run(shipped, answers="n\n")
    assert "nothing was written" in done.err
    assert (files(shipped.folder), shipped.desk.state()) == (before, state)


def test_nothing_to_do_is_said(shipped: Blog) -> None:
    """And costs no request a note."""
    done = run(shipped, "--yes")
    assert done.code == 0
    assert "Nothing to write: Anki has all of it." in done.out


def test_anki_syncs_before_and_after(shipped: Blog, desktop: FakeAnki) -> None:
    """And is waited for."""
    shipped.put({"beta": "Quite another."})
    shipped.push(sync=True)
    assert desktop.log.count("sync") == 2
    assert desktop.log.index("sync") < desktop.log.index("exportPackage", desktop.log.index("sync"))


def test_no_request_for_a_note_that_is_as_it_was(blog: Blog, desktop: FakeAnki) -> None:
    """Three hundred notes and one change."""
    blog.put({f"word{number}": f"It is {number}." for number in range(300)})
    blog.push()
    blog.put({"word7": "Quite another."})
    before = len(desktop.log)
    done = blog.push()
    assert done.plan.updated == 1
    assert done.requests <= 25
    assert len(desktop.log) - before <= 60
    assert desktop.log[before:].count("updateNoteFields") == 1


@pytest.mark.parametrize("choice", ["accept", "take"])
def test_a_conflict_that_a_review_decided_is_none(shipped: Blog, choice: str) -> None:
    """What a push found is on the page; the next push writes what was taken there, and leaves what was kept."""
    guid = shipped.guid("beta")
    shipped.desk.act("edit", guid, "Answer", "As I say it.")
    shipped.put({"beta": "Quite another."})
    assert len(shipped.push().plan.conflicts) == 1
    desk = Desk(load_definition(shipped.path))
    (row,) = [row for row in desk.rows() if row["queue"] == "conflict" and row["open"]]
    desk.decide(row["id"], choice, fields={}, event="e", tab="t")
    assert shipped.push().plan.conflicts == ()
    answer = shipped.desk.state()[guid]["fields"]["Answer"]
    assert ("Quite another" in answer) == (choice == "take")
    assert shipped.learner().notes[guid].edited.keys() == ({"Answer"} if choice == "accept" else set())
    assert shipped.push().plan.is_empty
