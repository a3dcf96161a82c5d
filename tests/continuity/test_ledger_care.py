"""A ledger that is damaged, merged, lost or in use: refused with the way out, and mended without a lost note."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import deckgen.files.lock
from deckgen.build.begin.scaffold import MERGE_RULES, with_rules
from deckgen.files.ledger_text import sign
from deckgen.files.records import State
from tests.continuity.blog import DAY, FIRST, SECOND, THIRD, Blog, Learner, assert_nothing_lost

POST = "2020-01-01-post.md"
TEXT = """\
# Training

## Clipping

Clipping is a technique that limits the size of the gradient in each step of training.

https://one.example/a

The first article

https://two.example/b

The second article
"""


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    blog.write(POST, TEXT)
    blog.build()
    return blog


def lines_of(blog: Blog) -> list[str]:
    return blog.ledger_path.read_text(encoding="utf-8").splitlines(keepends=True)


def write_lines(blog: Blog, lines: list[str]) -> None:
    blog.ledger_path.write_text("".join(lines), encoding="utf-8")


# --- refusals ---


def resigned(line: str) -> str:
    """Give a line of format 2 the sum of what it says now."""
    return sign((line[: line.rindex(',"sum"')] + "}\n").encode()).decode()


def with_a_truncated_line(lines: list[str]) -> tuple[list[str], int, str]:
    return [*lines[:-1], lines[-1][:20]], len(lines), "--recover"


def with_a_guid_twice(lines: list[str]) -> tuple[list[str], int, str]:
    copy = resigned(lines[-2].replace("https://two.example/b", "https://two.example/z"))
    return [*lines[:-1], copy, lines[-1], lines[-1]], len(lines), "has two keys"


def with_two_guids_for_a_key(lines: list[str]) -> tuple[list[str], int, str]:
    guid = lines[-2].partition('"guid":"')[2][:26]
    return [*lines, resigned(lines[-2].replace(guid, "a" * 26))], len(lines) + 1, "keep the line"


def with_a_changed_line(lines: list[str]) -> tuple[list[str], int, str]:
    return [*lines[:-2], lines[-2].replace("The second", "the second"), lines[-1]], len(lines) - 1, "was changed"


def with_a_lost_line(lines: list[str]) -> tuple[list[str], int, str]:
    records = len(lines) - 2
    return [*lines[:2], *lines[3:]], len(lines) - 1, f"{records - 1} records are here, and there were {records}"


def with_half_a_conflict(lines: list[str]) -> tuple[list[str], int, str]:
    return [*lines[:2], "=======\n", *lines[2:]], 3, "start the merge again"


def of_a_newer_version(lines: list[str]) -> tuple[list[str], int, str]:
    header = lines[0].replace('"deckgen":2', '"deckgen":99').replace(',"sum"', ',"sign"')
    return [header, *lines[1:]], 1, "update deckgen"


def with_nonsense(lines: list[str]) -> tuple[list[str], int, str]:
    return [lines[0], "nonsense\n", *lines[1:]], 2, "--recover"


@pytest.mark.parametrize(
    "damage",
    [
        with_a_truncated_line,
        with_a_guid_twice,
        with_two_guids_for_a_key,
        with_a_changed_line,
        with_a_lost_line,
        with_half_a_conflict,
        of_a_newer_version,
        with_nonsense,
    ],
)
def test_a_damaged_ledger_is_refused_with_its_line_and_the_way_out(
    shipped: Blog, damage: Callable[[list[str]], tuple[list[str], int, str]]
) -> None:
    """Nothing is written, by build and diff alike, and the message helps."""
    lines, number, way_out = damage(lines_of(shipped))
    write_lines(shipped, lines)
    (problem,) = shipped.refused(at=SECOND)
    assert (problem["path"], problem["line"], problem["code"]) == (str(shipped.ledger_path), number, "ledger")
    assert way_out in problem["message"]
    shown = shipped.run("diff", shipped.definition, at=SECOND)
    assert shown.exit_code == 1
    assert shown.stderr.startswith(f"{shipped.ledger_path}:{number}: error: ")


# --- merges ---

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@a.example")


def git(folder: Path, *words: str, code: int = 0) -> str:
    env = {
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@a.example",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@a.example",
    }  # fmt: skip
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, env=env)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def merged(blog: Blog, attributes: str, *, code: int, style: str = "merge", old: str = "") -> dict[str, str]:
    """Build on two branches, each with another edit and a link of its own, and merge them; gives GUIDs by key.

    The branch named by `old` is built by a release that wrote format 1, as what both came from was.
    """
    if old:
        as_format_1(blog)
    (blog.folder / ".gitignore").write_text("*.apkg\n.deckgen/\ncache/\n", encoding="utf-8")
    if attributes:
        (blog.folder / ".gitattributes").write_text(attributes, encoding="utf-8")
    git(blog.folder, "init", "-q", "-b", "main")
    git(blog.folder, "config", "merge.conflictStyle", style)
    git(blog.folder, "add", ".")
    git(blog.folder, "commit", "-q", "-m", "first")
    git(blog.folder, "checkout", "-q", "-b", "other")
    other = TEXT.replace("The second article", "The second article, retold")
    blog.write(POST, other)
    blog.write("2020-02-01-other.md", "# Other\n\nhttps://other.example/\n\nAnother article\n")
    blog.build(at=SECOND)
    guids = {key: note.guid for key, note in blog.ledger.notes.items()}
    if old == "other":
        as_format_1(blog)
    git(blog.folder, "add", ".")
    git(blog.folder, "commit", "-q", "-m", "other")
    git(blog.folder, "checkout", "-q", "main")
    blog.write("2020-03-01-main.md", "# Main\n\nhttps://main.example/\n\nThe main article\n")
    blog.write(POST, TEXT.replace("of training", "of the training").replace("The second article", "The second one"))
    blog.build(at=SECOND + 60)
    guids |= {key: note.guid for key, note in blog.ledger.notes.items()}
    if old == "main":
        as_format_1(blog)
    git(blog.folder, "add", ".")
    git(blog.folder, "commit", "-q", "-m", "main")
    git(blog.folder, "merge", "-q", "other", code=code)
    blog.write(POST, other)
    return guids


def assert_all_there(blog: Blog, guids: dict[str, str]) -> None:
    ledger = blog.ledger
    assert {key: note.guid for key, note in ledger.notes.items()} == guids
    assert {note.state for note in ledger.notes.values()} == {State.LIVE}


def as_format_1(blog: Blog) -> None:
    """Write the ledger as releases before format 2 did."""
    ledger = blog.ledger
    header = {"deckgen": 1, "namespace": ledger.header.namespace, "choices": ledger.header.choices}
    items, notes = (dict(sorted(records.items())).values() for records in (ledger.items, ledger.notes))
    encoder = msgspec.json.Encoder(order="deterministic")
    blog.ledger_path.write_bytes(msgspec.json.encode(header) + b"\n" + encoder.encode_lines([*items, *notes]))


def assert_joined_by_the_build(blog: Blog, learner: Learner, guids: dict[str, str]) -> None:
    """The next build says that it joined, ships every note of both, and its file is whole again."""
    before = learner.snapshot()
    report = blog.build(at=THIRD)
    assert [(one["severity"], one["path"]) for one in report["problems"] if one["code"] == "merged"] == [
        ("note", str(blog.ledger_path))
    ]
    assert_all_there(blog, guids)
    assert blog.ledger_path.read_bytes().count(b'{"end":') == 1
    log = learner.take(blog.package)
    assert_nothing_lost(before, learner.snapshot(), log)
    assert learner.snapshot().field(blog.guid("https://two.example/b"), "Title") == "The second article, retold"
    assert not blog.build(at=THIRD + DAY)["problems"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("old", ["", "main", "other"])
@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_real_conflict_is_joined_by_the_next_build(shipped: Blog, learner: Learner, style: str, old: str) -> None:
    """Both branches built, by this release or one before, and git has left its marks: no note is lost."""
    learner.take(shipped.package)
    learner.study()
    guids = merged(shipped, "", code=1, style=style, old=old)
    assert "<<<<<<<" in shipped.ledger_path.read_text(encoding="utf-8")
    assert_joined_by_the_build(shipped, learner, guids)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("old", ["", "main", "other"])
def test_a_union_merge_is_joined_by_the_next_build(shipped: Blog, learner: Learner, old: str) -> None:
    """With the line that `init` writes into .gitattributes git leaves no marks."""
    learner.take(shipped.package)
    learner.study()
    union = with_rules("", MERGE_RULES) + "_posts/* merge=union\n"
    guids = merged(shipped, union, code=0, old=old)
    assert_joined_by_the_build(shipped, learner, guids)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_merge_in_which_git_dropped_one_side_is_refused(shipped: Blog) -> None:
    """`-X ours` takes lines of theirs where no conflict was, and drops the others with their last line."""
    links = "".join(f"https://link{number}.example/\n\nArticle {number}\n\n" for number in range(10, 40))
    shipped.write("2020-02-01-links.md", f"# Links\n\n{links}")
    shipped.build()
    git(shipped.folder, "init", "-q", "-b", "main")
    git(shipped.folder, "add", "_posts", "decks/blog.ledger.jsonl")
    git(shipped.folder, "commit", "-q", "-m", "first")
    for branch, article in (("other", "Article 35"), ("main", "Article 11")):
        git(shipped.folder, "checkout", "-q", *(["-b", "other"] if branch == "other" else ["main"]))
        shipped.write("2020-02-01-links.md", f"# Links\n\n{links.replace(article, 'Told anew')}")
        shipped.build(at=SECOND)
        git(shipped.folder, "commit", "-q", "-a", "-m", branch)
    git(shipped.folder, "merge", "-q", "-X", "ours", "other")
    (problem,) = shipped.refused(at=THIRD)
    assert (problem["code"], "keep the lines of both sides" in problem["message"]) == ("ledger", True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("attributes", [with_rules("", MERGE_RULES), ""])
def test_many_merges_without_a_build_between_them(shipped: Blog, attributes: str) -> None:
    """Four branches with a link each, merged one after the other; then every note is there, with its own GUID."""
    git(shipped.folder, "init", "-q", "-b", "main")
    (shipped.folder / ".gitignore").write_text("*.apkg\n.deckgen/\ncache/\n", encoding="utf-8")
    (shipped.folder / ".gitattributes").write_text(attributes, encoding="utf-8")
    git(shipped.folder, "add", ".")
    git(shipped.folder, "commit", "-q", "-m", "first")
    guids: dict[str, str] = {}
    for number in range(4):
        git(shipped.folder, "checkout", "-q", "-b", f"b{number}", "main")
        text = f"# More\n\nhttps://more{number}.example/\n\nArticle {number}\n"
        shipped.write(f"2020-02-0{number + 1}-more.md", text)
        shipped.build(at=SECOND + number)
        guids |= {key: note.guid for key, note in shipped.ledger.notes.items()}
        git(shipped.folder, "add", ".")
        git(shipped.folder, "commit", "-q", "-m", f"b{number}")
    git(shipped.folder, "checkout", "-q", "main")
    for number in range(4):
        joining = ["git", "-C", str(shipped.folder), "merge", "-q", f"b{number}"]
        if subprocess.run([*joining[:3], *IDENTITY, *joining[3:]], capture_output=True).returncode:
            lines = [line for line in lines_of(shipped) if not line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]
            write_lines(shipped, lines)
            git(shipped.folder, "add", ".")
            git(shipped.folder, "commit", "-q", "-m", f"merge {number}")
    report = shipped.build(at=THIRD)
    assert (report["new"], report["retired"], report["notes"]) == (0, 0, len(guids))
    assert_all_there(shipped, guids)


def test_a_ledger_of_format_1_is_written_anew_by_the_first_build_with_something_to_write(shipped: Blog) -> None:
    """A build without a change leaves it as it is, and both are the same deck."""
    notes = shipped.ledger.notes
    as_format_1(shipped)
    before = shipped.files()
    assert shipped.build(at=SECOND)["unchanged"] == len(notes)
    assert shipped.files() == before
    shipped.write(POST, TEXT.replace("The first", "The very first"))
    assert shipped.build(at=SECOND)["updated"] == 1
    assert lines_of(shipped)[0].startswith('{"deckgen":2,')
    assert_all_there(shipped, {key: note.guid for key, note in notes.items()})


# --- two builds at once ---


def test_a_second_build_refuses_while_another_one_runs(shipped: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says who holds the ledger, and writes nothing."""
    lock = deckgen.files.lock.build_lock
    monkeypatch.setattr(deckgen.files.lock, "build_lock", functools.partial(lock, wait=0.1))
    shipped.write(POST, TEXT.replace("The first", "The very first"))
    with lock(shipped.ledger_path):
        (problem,) = shipped.refused(at=SECOND)
    assert problem["code"] == "locked"
    assert f"process {os.getpid()}" in problem["message"]
    assert shipped.build(at=SECOND)["updated"] == 1


def test_a_second_build_waits_until_the_first_is_done(shipped: Blog) -> None:
    """The lock is free after a moment: the build goes on by itself."""
    lock = deckgen.files.lock.build_lock(shipped.ledger_path)
    lock.__enter__()
    timer = threading.Timer(0.3, lock.__exit__, (None, None, None))
    timer.start()
    shipped.write(POST, TEXT.replace("The first", "The very first"))
    assert shipped.build(at=SECOND)["updated"] == 1
    timer.join()


def test_two_builds_at_once_give_what_one_gives(shipped: Blog) -> None:
    """Both end well, and the files are those of one build."""
    shipped.write(POST, TEXT.replace("The first", "The very first"))
    command = [sys.executable, "-m", "deckgen.cli", "build", str(shipped.definition), "-q"]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(SECOND), "XDG_CACHE_HOME": str(shipped.folder / "cache")}
    running = [subprocess.Popen(command, env=env) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    together = shipped.files()
    note = shipped.note("https://one.example/a")
    assert (note.mod, note.fields["Title"]) == (SECOND, "The very first article")
    assert shipped.build(at=SECOND + 60)["updated"] == 0
    assert shipped.files() == together


# --- a lost ledger ---


def test_a_package_without_its_ledger_stops_and_names_the_way_out(shipped: Blog) -> None:
    """Built on as if it were the first time, reworded cards would lose their progress."""
    shipped.ledger_path.unlink()
    (problem,) = shipped.refused(at=SECOND)
    assert problem["code"] == "no-ledger"
    assert f"--recover {shipped.package}" in problem["message"]


@pytest.mark.parametrize("reading", ["all", "topic"])
def test_a_ledger_recovered_from_the_package_changes_nothing_in_anki(
    blog: Blog, learner: Learner, reading: str
) -> None:
    """The same GUIDs for links, topics and text cards; the next package has nothing newer to say."""
    blog.set(f"cards: {{reading: {reading}}}\ntags: [dl]")
    blog.write(POST, TEXT)
    blog.build()
    learner.take(blog.package)
    learner.study()
    for guid in learner.snapshot().notes:
        learner.tag(guid, "leech")
    before, package = learner.snapshot(), blog.package.read_bytes()
    guids = {key: note.guid for key, note in blog.ledger.notes.items() if note.state is State.LIVE}
    blog.ledger_path.unlink()
    report = blog.build("--recover", blog.package, at=SECOND)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    live = {key: note.guid for key, note in blog.ledger.notes.items() if note.state is State.LIVE}
    assert live == guids
    assert blog.package.read_bytes() == package
    log = learner.take(blog.package)
    assert (log.new, log.updated, learner.snapshot().notes) == (0, 0, before.notes)


def test_a_reworded_card_is_found_again_after_a_recovery(shipped: Blog, learner: Learner) -> None:
    """What the package holds is enough to find a card whose answer was edited since."""
    learner.take(shipped.package)
    learner.study()
    before, guid = learner.snapshot(), shipped.guid("Clipping")
    shipped.ledger_path.unlink()
    shipped.write(POST, TEXT.replace("in each step of training", "in every step"))
    report = shipped.build("--recover", shipped.package, at=SECOND)
    assert (report["new"], report["updated"], shipped.guid("Clipping")) == (0, 1, guid)
    log = learner.take(shipped.package)
    assert_nothing_lost(before, learner.snapshot(), log)


def test_recover_never_overwrites_a_ledger(shipped: Blog) -> None:
    """It is for a ledger that is gone."""
    before = shipped.files()
    done = shipped.run("build", shipped.definition, "--recover", shipped.package, at=SECOND)
    assert (done.exit_code, "move it away first" in done.stderr) == (2, True)
    assert shipped.files() == before


def test_recover_refuses_what_deckgen_did_not_make(shipped: Blog) -> None:
    """The message names the file; no ledger is made."""
    shipped.ledger_path.unlink()
    shipped.package.write_bytes(b"not a package")
    (problem,) = shipped.refused("--recover", shipped.package, at=SECOND)
    assert (problem["path"], problem["code"]) == (str(shipped.package), "recover")
    assert not shipped.ledger_path.exists()


def test_another_id_is_refused(shipped: Blog) -> None:
    """With it every note would be new to every learner."""
    text = shipped.definition.read_text(encoding="utf-8")
    shipped.definition.write_text(text.replace("0a1b2c3d", "ffffffff"), encoding="utf-8")
    (problem,) = shipped.refused(at=FIRST)
    assert (problem["line"], 'Put back id: "0a1b2c3d"' in problem["message"]) == (2, True)
