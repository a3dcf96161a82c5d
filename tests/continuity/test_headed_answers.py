"""What a folder's posts share decides what is asked; what learners have of it stays when fewer share it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog

PAIRS = (
    ("What does a kettle boil?", "It boils water for tea."),
    ("What does a pan fry?", "It fries eggs in oil."),
    ("What does an oven bake?", "It bakes bread and cakes."),
    ("What does a fridge cool?", "It cools milk and butter."),
    ("What does a mixer stir?", "It stirs flour and sugar."),
)
GUIDE = "# Topic {number}\n\n{question}\n\n## Answer guide\n\n{answer}\n"


def write(blog: Blog, number: int, text: str = GUIDE, *, title: str = "") -> None:
    question, answer = PAIRS[number]
    blog.write(f"q{number}.md", text.format(number=number, question=question, answer=answer), title=title or "A post")


@pytest.fixture
def folder(tmp_path: Path) -> Blog:
    """Five posts with a heading of their own for the answer; learners have their notes."""
    blog = Blog(tmp_path)
    for number in range(len(PAIRS)):
        write(blog, number)
    assert blog.build()["new"] == len(PAIRS)
    return blog


def live(blog: Blog) -> dict[str, str]:
    return {
        note.fields["Question"]: note.guid for note in blog.ledger.notes.values() if note.state is State.LIVE
    }


def test_posts_that_go_take_no_others_with_them(folder: Blog) -> None:
    before = live(folder)
    folder.remove("q4.md")
    folder.build(at=SECOND)
    assert live(folder) == {question: guid for question, guid in before.items() if "mixer" not in question}


def test_a_heading_that_is_renamed_in_one_post_costs_nothing(folder: Blog) -> None:
    before = live(folder)
    write(folder, 0, GUIDE.replace("Answer guide", "My guide"))
    folder.build(at=SECOND)
    assert live(folder) == before


def test_a_question_that_loses_its_mark_keeps_its_note(folder: Blog) -> None:
    before = live(folder)
    write(folder, 0, GUIDE.replace("{question}", "Explain what a kettle boils."))
    folder.build(at=SECOND)
    assert set(live(folder).values()) == set(before.values())


def test_other_posts_with_the_heading_take_nothing_and_ask_nothing(folder: Blog) -> None:
    before = live(folder)
    for name in ("x", "y", "z"):
        folder.write(f"{name}.md", f"# Notes {name}\n\nNothing.\n\n## Answer guide\n\nOther words of {name}.\n")
    folder.build(at=SECOND)
    assert live(folder) == before


def test_a_general_heading_labels_no_answer(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    text = "# Topic {number}\n\nWant to know more of it?\n\n## Links\n\n- [Page](https://p.example/{number})\n"
    for number in range(len(PAIRS)):
        write(blog, number, text)
    assert blog.build()["new"] == len(PAIRS)  # the links
    assert all(note.key.startswith("link:") for note in blog.ledger.notes.values() if note.state is State.LIVE)


ANSWER = "## Answer\n\n{answer}\n"


def titled(blog: Blog, *numbers: int) -> None:
    for number in numbers:
        write(blog, number, ANSWER, title=PAIRS[number][0])


def test_titles_that_ask_stay_asked_when_fewer_do(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    titled(blog, 0, 1, 2)
    assert blog.build()["new"] == 3
    before = live(blog)
    blog.remove("q2.md")
    blog.build(at=SECOND)
    assert live(blog) == {question: guid for question, guid in before.items() if "oven" not in question}


def test_a_title_that_is_reworded_above_its_answer_is_sent(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    titled(blog, 0, 1, 2)
    blog.build()
    before = live(blog)
    write(blog, 1, ANSWER, title="What is fried by a pan at noon?")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["new"], report["retired"]) == (1, 0, 0)
    assert set(live(blog).values()) == set(before.values())
    assert "What is fried by a pan at noon?" in live(blog)


LED = "## Bragg's law\n\nBragg's law is a rule for what reflects X-rays. It says:\n\n{}\n\nMore is said below.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$$n = 2d$$", "$$n = 4d$$"),
        ("- salt\n- water", "- pepper\n- water"),
        ("- salt\n- water", "- salt\n- water\n- oil"),
        ("```\nawait();\n```", "```\ncountDown();\n```"),
    ],
)
def test_what_a_definition_leads_to_is_sent_when_it_changes(old: str, new: str, tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("p.md", LED.format(old))
    assert blog.build()["new"] == 1
    blog.write("p.md", LED.format(new))
    report = blog.build(at=SECOND)
    assert (report["updated"], report["new"], report["retired"]) == (1, 0, 0)


def test_a_name_that_only_ends_like_a_language_is_no_translation(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    first, second = "Q: git stash?\nA: HEAD^2\n", "Q: git bisect?\nA: O(log n)\n"
    blog.write("git.md", f"# Git\n\n{first}\n{second}")
    blog.build()
    before = live(blog)
    blog.write("git.md", f"# Git\n\n{first}")
    blog.write("git-it.md", f"# Git\n\n{second}")
    blog.build(at=SECOND)
    assert live(blog) == before


TITLED = "## Answer guide\n\n{answer}\n"


@pytest.mark.parametrize(
    "text",
    [
        GUIDE,
        GUIDE.replace("{question}", "Q1. {question}"),
        GUIDE.replace("{question}\n", "{question}\n\n```\nprint({number})\n```\n"),
    ],
)
def test_what_was_shared_decides_on(text: str, tmp_path: Path) -> None:
    """Also where all questions are reworded after the others have gone."""
    blog = Blog(tmp_path)
    for number in range(len(PAIRS)):
        write(blog, number, text)
    blog.build()
    before = live(blog)
    for number in (2, 3, 4):
        blog.remove(f"q{number}.md")
    blog.build(at=SECOND)
    for number in (0, 1):
        write(blog, number, text.replace("# Topic", "# New topic"))
        path = blog.posts / f"q{number}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("What does", "What would"), encoding="utf-8")
    report = blog.build(at=SECOND + 9)
    assert (report["updated"], report["new"]) == (2, 0)
    assert set(live(blog).values()) <= set(before.values())
    assert len(live(blog)) == 2


def test_titles_above_a_shared_heading_stay_asked(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    for number in range(len(PAIRS)):
        write(blog, number, TITLED, title=PAIRS[number][0])
    assert blog.build()["new"] == len(PAIRS)
    before = live(blog)
    blog.remove("q4.md")
    write(blog, 0, TITLED, title="What does the kettle boil?")
    blog.build(at=SECOND)
    assert len(live(blog)) == 4
    assert set(live(blog).values()) <= set(before.values())


def test_what_is_held_while_fewer_share_it_comes_back(folder: Blog) -> None:
    before = live(folder)
    folder.picks.write_text("skip form:question\n", encoding="utf-8")
    folder.build(at=SECOND)
    assert live(folder) == {}
    folder.remove("q4.md")
    folder.build(at=SECOND + 5)
    folder.picks.unlink()
    folder.build(at=SECOND + 9)
    assert live(folder) == {question: guid for question, guid in before.items() if "mixer" not in question}


def test_code_that_the_paragraph_names_is_sent_when_it_changes(tmp_path: Path) -> None:
    text = "## Latch\n\nA latch is a gate that opens by await or countDown. It says:\n\n```\n{}\n```\n\nMore.\n"
    blog = Blog(tmp_path)
    blog.write("p.md", text.format("await"))
    assert blog.build()["new"] == 1
    blog.write("p.md", text.format("countDown"))
    assert blog.build(at=SECOND)["updated"] == 1
