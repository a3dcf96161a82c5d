"""What asks in like words of two things asks twice; a heading that repeats another to the word asks the same."""

from __future__ import annotations

from pathlib import Path

from tests.continuity.blog import Blog

LIKE = """\
## What are rest parameters and how are they used?

They gather what is left of the arguments.

## What are default parameters and how are they used?

They stand in for what was not given.
"""


def test_questions_that_differ_by_a_word_are_both_asked(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    blog.write("2020-01-01-list.md", LIKE)
    assert blog.build()["new"] == 2


def test_a_heading_that_repeats_another_to_the_word_asks_the_same(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    again = "### 3. What are *rest parameters* and how are they used\n\nThe arguments behind the others, as a list.\n"
    blog.write("2020-01-01-list.md", LIKE)
    blog.write("2020-01-02-again.md", again)
    assert blog.build()["new"] == 2


def test_a_question_of_two_places_with_two_answers_is_asked_of_each(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    asked = "## What is a closure?\n\n{}\n\n## What is a list?\n\nValues in a row.\n"
    blog.write("2020-01-01-js.md", asked.format("A function with its scope."), title="JavaScript")
    blog.write("2020-01-02-py.md", asked.format("A nested def that keeps names alive."), title="Python")
    assert blog.build()["new"] == 3


TERMS = """\
## Stages of a managed background service in the cluster

- **start**: a command that wakes its process, which then takes work from the queue
- **status**: what it tells its supervisor once a minute about itself
- **px**: a pixel of the screen that a browser draws on
- **pc**: a pica, which is twelve points on paper
"""


def test_names_that_differ_are_both_asked_about_below_a_long_heading(tmp_path: Path) -> None:
    blog = Blog(tmp_path / "blog")
    blog.write("2020-01-01-terms.md", TERMS, title="Managed background services for people in a hurry")
    assert blog.build()["new"] == 4
