"""``^any-name`` at the end of a card: its author's word that it is the same card, and never a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen.files.records import NoteRecord, State
from deckgen.markdown.block_id import cut_block_id
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import plain_text
from tests.anki_real import snapshot
from tests.continuity.blog import FIRST, SECOND, THIRD, Blog, Learner, anki, assert_nothing_lost


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path / "blog")


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    with anki(tmp_path) as one:
        yield one


def built(blog: Blog, at: int = FIRST, **posts: str) -> list[NoteRecord]:
    """Build these posts and give the author's own cards, in order."""
    for name, text in posts.items():
        blog.write(f"{name}.md", f"# Things\n\n{text}\n")
    blog.build("--allow-retire", at=at)
    notes = [note for note in blog.ledger.notes.values() if note.key.startswith("card:own:") and note.mod]
    return sorted(notes, key=lambda note: note.due)


def guids(notes: list[NoteRecord]) -> list[str]:
    return [note.guid for note in notes if note.state is State.LIVE]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Paris ^capital", "capital"),
        ("Paris ^c", "c"),
        ("1958 ^q1", "q1"),
        ("Paris ^37066d", "37066d"),
        ("Paris ^370664", "370664"),
        ("巴黎 ^首都-1", "首都-1"),
        ("Paris\n^on-a-line", "on-a-line"),
        ("`tar` ^code", "code"),
        ("x ^2", ""),
        ("e ^x", ""),
        ("10 ^n", ""),
        ("$$e$$ ^x", ""),
        ("Paris ^1", ""),
        ("Paris^capital", ""),
        ("`Paris ^capital`", ""),
        ("Paris ^capital city", ""),
        ("Paris ^ab^", ""),
        ("Paris ^-a", ""),
    ],
)
def test_what_is_a_block_id_and_what_is_not(text: str, name: str) -> None:
    [block], _ = parse_markdown(text, first_line=1)
    left, found = cut_block_id(block.inlines)
    assert found == name
    whole = plain_text(block.inlines)
    assert plain_text(left) == (whole[: whole.rindex("^")].strip() if name else whole)


@pytest.mark.parametrize(
    "text",
    [
        "Q: Capital of France?\nA: Paris ^capital",
        "Q: Capital of France? ^capital\nA: Paris",
        "Q: Capital of France?\n\nA: Paris ^capital",
        "Q: Capital of France?\n\nA: Paris\n\n^capital",
        "**Q:** Capital of France?\n**A:** Paris ^capital",
        "- Q: Capital of France?\n- A: Paris ^capital",
        "> Q: Capital of France?\n> A: Paris ^capital",
        "问：Capital of France?\n答：Paris ^capital",
        "<!-- deck: card\nQ: Capital of France?\nA: Paris ^capital\n-->",
        "The capital of France is ==Paris==. ^capital",
        "- The capital of France is ==Paris==. ^capital",
    ],
)
def test_every_marked_form_takes_one_and_shows_it_nowhere(blog: Blog, text: str) -> None:
    [note] = built(blog, a=text)
    assert note.block == "capital"
    assert not any("^" in field for field in note.fields.values())


def test_each_question_of_a_paragraph_has_its_own(blog: Blog) -> None:
    notes = built(blog, a="Q: Capital of France?\nA: Paris ^f\nQ: Capital of Italy?\nA: Rome ^i")
    assert [(note.fields["Answer"], note.block) for note in notes] == [("Paris", "f"), ("Rome", "i")]


def test_an_answer_with_a_list_has_it_behind_the_list(blog: Blog) -> None:
    [note] = built(blog, a="Q: Which primes?\nA: These:\n\n- two\n- three\n\n^primes\n\nMore text.")
    assert note.block == "primes"


HOT, BIG = "Q: The opposite of hot?\nA: cold{}", "Q: The opposite of big?\nA: small{}"


def test_question_and_answer_may_change_at_once(blog: Blog, learner: Learner) -> None:
    """In a real Anki: with an id the reviews stay, without one the card is another."""
    [before] = built(blog, a=HOT.format(" ^hot"))
    learner.take(blog.package)
    learner.study()
    state = learner.snapshot()
    [after] = built(blog, SECOND, a=BIG.format(" ^hot"))
    log = learner.take(blog.package)
    assert (after.guid, log.new, log.updated) == (before.guid, 0, 1)
    assert_nothing_lost(state, learner.snapshot(), log)
    assert snapshot(learner.col)[before.guid].fields["Question"] == "The opposite of big?"
    others = built(blog, THIRD, a=HOT.format(""))
    assert [note.state for note in others] == [State.RETIRED, State.LIVE]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HOT.format(""), HOT.format(" ^hot")),  # added
        (HOT.format(" ^hot"), HOT.format("")),  # taken away
        (HOT.format(" ^hot"), HOT.format(" ^warm")),  # another one
    ],
)
def test_an_id_that_comes_or_goes_changes_nothing_else(blog: Blog, before: str, after: str) -> None:
    [known] = built(blog, a=before)
    [note] = built(blog, SECOND, a=after)
    assert (note.guid, note.mod, note.fields) == (known.guid, known.mod, known.fields)
    assert note.block != known.block


def test_a_card_that_is_copied_with_its_id_leaves_the_first_alone(blog: Blog) -> None:
    """Borne twice it says nothing; as soon as it is borne once it does again."""
    [before] = built(blog, a=HOT.format(" ^hot"))
    both = f"{BIG.format(' ^hot')}\n\n{HOT.format(' ^hot')}"
    notes = built(blog, SECOND, a=both)
    [told] = [problem for problem in blog.build(at=SECOND)["problems"] if problem["code"] == "own-card"]
    assert (told["line"], "^hot" in told["message"]) == (10, True)
    assert (len(notes), notes[0].guid, notes[0].mod) == (2, before.guid, before.mod)
    edited = "Q: The opposite of warm?\nA: cool ^hot"
    again = built(blog, THIRD, a=f"{BIG.format('')}\n\n{edited}")
    assert [note.guid for note in again[:2]] == [note.guid for note in notes]
    assert again[1].state is State.LIVE


def test_one_id_in_two_files_is_two(blog: Blog) -> None:
    notes = built(blog, a=HOT.format(" ^x1"), b=BIG.format(" ^x1"))
    edited = built(blog, SECOND, a="Q: The opposite of warm?\nA: cool ^x1")
    assert guids(edited) == guids(notes)
    assert [note.mod for note in edited] == [SECOND, FIRST]
