"""A learner's words as a diff against the posts: it applies, and then both say the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.anki.conftest import LINK, Home, Student
from tests.anki_real import snapshot
from tests.continuity.blog import SECOND, THIRD

POST = """# Reading

- [The first article](https://first.example/a): It is about seven kinds of trees.

Q: Which one comes
first?
A: The **first** one
in the row, `x < 1` & $a<b$.

The capital of Norway is ==Oslo==, they
say. #card

# How do you read a queue?

It has two ends, and a table:

| a | b |
|---|---|
| one | two |

第一句话说明这个词。

Q: 什么是队列？
A: 先进先出的结构，两端各有一个操作。

Q: Twice?
A: Same and same again.
"""

QUEUE = "How do you read a queue?"


@pytest.fixture
def blog(home: Home, learner: Student) -> Home:
    home.write("p.md", POST)
    home.build(at=SECOND - 1)
    learner.take(home.package)
    return home


def note_of(home: Home, words: str) -> str:
    """Find the Key of the one note that holds these words."""
    names = ("Title", "Comment", "Question", "Answer", "Text")
    notes = home.ledger.notes.values()
    (found,) = [note.guid for note in notes if any(words in note.fields.get(name, "") for name in names)]
    return found


TOOLS = {"git": ("git", "apply", "--check"), "patch": ("patch", "--dry-run", "-p1", "-i")}


def patched(home: Home, learner: Student, tool: str = "git") -> str:
    """Pull, apply the diff, and give what the pull said."""
    patch = home.folder / "words.diff"
    patch.unlink(missing_ok=True)
    result = home.run("pull", home.definition, "--from", learner.export(), "--patch", patch, at=SECOND)
    assert result.exit_code == 0, result.output
    if patch.exists():
        command = [*TOOLS[tool], str(patch)]
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here")
        subprocess.run(command, cwd=home.posts, check=True, capture_output=True)
        command = [word for word in command if word not in ("--check", "--dry-run")]
        subprocess.run(command, cwd=home.posts, check=True, capture_output=True)
    return result.stdout


EDITS = {
    "a comment": ("seven kinds", "Comment", "about seven kinds of trees.", "about eight kinds of old trees."),
    "words beside markup": (
        "in the row", "Answer",
        r"The <b>first</b> one in the row, <code>x &lt; 1</code> &amp; \(a&lt;b\).",
        r"The <b>very first</b> one in its row, <code>x &lt; 12</code> &amp; \(a&lt;b\).",
    ),
    "a question over two lines": ("in the row", "Question", "Which one comes first?", "Which of them comes first?"),
    "around a gap": ("Oslo", "Text", "The capital of Norway is", "The capital and seat of Norway is"),
    "in a gap": ("Oslo", "Text", "Oslo", "Oslo town"),
    "a heading": (QUEUE, "Question", QUEUE, "How do you read from a queue?"),
    "a cell": (QUEUE, "Answer", "<td>two</td>", "<td>two and a half</td>"),
    "a table that the editor wrote anew": (
        QUEUE, "Answer", "<table><tr><th>a</th><th>b</th></tr><tr><td>one</td>",
        "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td>",
    ),
    "words without blanks": ("先进先出", "Answer", "先进先出的结构，两端", "先进先出的数据结构，两端"),
    "signs of Markdown": ("seven kinds", "Comment", "seven kinds", "*seven* [kinds]_of_"),
    "a title": ("seven kinds", "Title", "The first article", "The very first article"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "tool"), [*((case, "git") for case in EDITS), ("a question over two lines", "patch")])
def test_a_diff_applies_and_ends_in_no_change(blog: Home, learner: Student, case: str, tool: str) -> None:
    """The next build says what the learner wrote, asks nobody, and sends them nothing that they do not have."""
    words, field, old, new = EDITS[case]
    guid = note_of(blog, words)
    before = snapshot(learner.col)[guid].fields[field]
    assert old in before
    learner.edit(guid, at=SECOND, **{field: before.replace(old, new)})
    said = patched(blog, learner, tool)
    assert "1 field; look at it, then in" in said
    report = blog.build(at=THIRD)
    assert [problem for problem in report["problems"] if problem["severity"] != "note"] == []
    assert (report["new"], report["retired"], report["updated"]) == (0, 0, 1)
    learner.take(blog.package)
    report = blog.pull(learner.export())
    assert (report["conflicts"], report["behind"]) == ([], 0)
    assert blog.known.notes[guid].edited == {}
    package = blog.package.read_bytes()
    assert blog.build(at=THIRD)["updated"] == 0
    assert blog.package.read_bytes() == package
    assert "No diff" in patched(blog, learner)


LEFT = {
    "other markup": ("in the row", "Answer", "one in", "<i>one</i> in", "more than its words is another"),
    "a formula": ("in the row", "Answer", r"\(a&lt;b\)", r"\(a&gt;b\)", "more than its words is another"),
    "words that stand twice": ("Same and", "Answer", "Same and same again.", "Same.", ""),
    "words of ours": ("seven kinds", "Prompt", "What does it say?", "What is said?", "do not stand in the post"),
    "an empty field": (QUEUE, "Detail", "", "More of it", "more than its words is another"),
    "a formula to be": ("seven kinds", "Comment", "seven", "$7$", "signs that mean something in Markdown"),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_what_cannot_be_brought_there_is_named(blog: Home, learner: Student, case: str) -> None:
    words, field, old, new, reason = LEFT[case]
    guid = note_of(blog, words)
    before = snapshot(learner.col)[guid].fields[field]
    learner.edit(guid, at=SECOND, **{field: before.replace(old, new) if old else new})
    said = patched(blog, learner)
    assert (f"not in the diff: {field} of" in said) == bool(reason)
    assert reason in said


def test_several_edits_are_one_diff(blog: Home, learner: Student) -> None:
    """Of two posts, and with a last line that has no end."""
    (blog.posts / "p.md").write_text(POST.rstrip("\n"), encoding="utf-8")
    learner.edit(note_of(blog, "seven kinds"), at=SECOND, Comment="It is about eight kinds of trees.")
    learner.edit(note_of(blog, "Same and"), at=SECOND, Answer="Same, and same again and again.")
    learner.edit(blog.key("edited"), at=SECOND, Answer="Green as grass.")
    assert "3 fields; look at it" in patched(blog, learner)
    text = (blog.posts / "p.md").read_text(encoding="utf-8")
    assert "eight kinds" in text
    assert text.endswith("A: Same, and same again and again.")
    assert "A: Green as grass." in (blog.posts / "colours.md").read_text(encoding="utf-8")


def test_a_repository_is_where_it_applies(blog: Home, learner: Student) -> None:
    (blog.folder / ".git").mkdir()
    blog.rename("p.md", "my post.md")
    learner.edit(note_of(blog, "seven kinds"), at=SECOND, Comment="It is about eight kinds of trees.")
    patch = blog.folder / "words.diff"
    said = blog.run("pull", blog.definition, "--from", learner.export(), "--patch", patch, at=SECOND).stdout
    assert f"then in {blog.folder}: git apply" in said
    assert patch.read_text(encoding="utf-8").startswith("--- a/_posts/my post.md\t\n+++ b/_posts/my post.md\t\n")


def test_posts_with_line_ends_of_windows_keep_them(blog: Home, learner: Student) -> None:
    place = blog.posts / "p.md"
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    learner.edit(note_of(blog, "in the row"), at=SECOND, Question="Which of them comes first?")
    assert "1 field; look at it" in patched(blog, learner)
    assert b"Q: Which of them comes\r\nfirst?\r\n" in place.read_bytes()


def test_nothing_else_is_written_over(blog: Home, learner: Student, tmp_path: Path) -> None:
    learner.edit(note_of(blog, "seven kinds"), at=SECOND, Comment="It is about eight kinds of trees.")
    place = tmp_path / "mine.txt"
    place.write_text("mine", encoding="utf-8")
    result = blog.run("pull", blog.definition, "--from", learner.export(), "--patch", place, at=SECOND)
    assert (result.exit_code, place.read_text(encoding="utf-8")) == (1, "mine")
    assert "nothing else is written over" in result.stderr
    result = blog.run("pull", blog.definition, "--from", learner.export(), "--dry-run", "--patch", tmp_path / "no.diff")
    assert not (tmp_path / "no.diff").exists()
    assert LINK not in result.stdout
