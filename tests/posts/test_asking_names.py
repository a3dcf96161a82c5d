"""In a folder of notes whose names ask, the name is the question and the note its answer."""

from __future__ import annotations

from pathlib import Path

from tests.continuity.blog import Blog

ASKED = {
    "What is a stack.md": "# Stacks\n\nA pile of plates.\n\n## Uses\n\nCalls of functions.\n\n"
    "## Links\n\nhttps://a.example/stacks\n",
    "01 Why does a heap help.md": "It finds the least.\n",
    "How do threads wait?.md": "# Waiting\n\nThey sleep.\n\n## What wakes them?\n\nA signal.\n",
}


def asked(folder: Path, posts: dict[str, str]) -> dict[str, str]:
    """Return what the questions of a folder's notes answer."""
    blog = Blog(folder / "blog")
    for name, text in posts.items():
        (blog.posts / name).write_text(text, encoding="utf-8")
    blog.build()
    notes = [note for note in blog.ledger.notes.values() if note.key.startswith("card:question")]
    return {note.fields["Question"]: note.fields["Answer"] for note in notes if note.mod}


def test_names_that_ask_are_asked_with_the_whole_note(tmp_path: Path) -> None:
    found = asked(tmp_path, ASKED)
    others = {"Why does a heap help?", "Waiting: What wakes them?"}
    assert set(found) == {"What is a stack?", "How do threads wait?"} | others
    assert "pile" in found["What is a stack?"]
    assert "functions" in found["What is a stack?"]
    assert "a.example" not in found["What is a stack?"]
    assert found["How do threads wait?"] == "They sleep."


def test_a_name_that_asks_among_others_is_a_title(tmp_path: Path) -> None:
    others = {f"Note {number}.md": "# Plates\n\nSome words.\n" for number in range(4)}
    assert asked(tmp_path, others | {"What is a stack.md": ASKED["What is a stack.md"]}) == {}


QUESTIONS = ("What is a stack", "What is a heap", "What is a queue", "What is a list")


def test_a_heading_or_a_label_that_asks_goes_before_the_name(tmp_path: Path) -> None:
    """Whatever stands before it answers nothing."""
    layouts = {
        "headed": "tags: x, y\n\n### {}\n\nA thing: {}.\n",
        "labelled": "**Question**\n\n{}?\n\n**Answer**\n\nA thing: {}.\n",
        "below headings": "# Question\n\n{}?\n\n# Answer\n\nA thing: {}.\n",
    }
    for layout, text in layouts.items():
        notes = {f"{number} - {name}.md": text.format(name, name[5:]) for number, name in enumerate(QUESTIONS)}
        wanted = {f"{name}?": f"A thing: {name[5:]}." for name in QUESTIONS}
        assert asked(tmp_path / layout, notes) == wanted, layout


def test_no_rule_ends_the_answer_to_what_a_posts_head_asks(tmp_path: Path) -> None:
    text = "---\nquestion: Why does login fail?\n---\n\n**Problem:** It says no.\n\n---\n\n**Solution:** Use a port.\n"
    [answer] = asked(tmp_path, {"a.md": text}).values()
    assert ("It says no." in answer, "Use a port." in answer) == (True, True)
