"""The learner file is read whole or refused by its line; what is written is what is read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.files.errors import LearnerError
from deckgen.files.learner import Edit, Learner, LearnerNote, learner_bytes, read_learner, write_learner

KEYS = [f"{number:026d}" for number in range(4)]
texts = st.text(st.characters(codec="utf-8"), max_size=8)
notes = st.builds(
    LearnerNote,
    key=st.sampled_from(KEYS),
    mod=st.integers(0, 2_000_000_000),
    mine=texts,
    tags=st.lists(texts, max_size=2).map(tuple),
    edited=st.dictionaries(texts, st.builds(Edit, words=texts, was=texts), max_size=2),
    media=st.dictionaries(texts, texts, max_size=2),
    suspended=st.lists(st.integers(0, 9), max_size=2).map(tuple),
    deleted=st.integers(0, 9),
    read=st.booleans(),
)


def learner_of(*records: LearnerNote) -> Learner:
    return Learner(namespace="5f0c", notes={note.key: note for note in records})


SAMPLE = learner_of(*(LearnerNote(key=key, mod=7, mine=f"<b>{key}</b>") for key in KEYS))


def refusal(folder: Path, data: bytes) -> tuple[int, str]:
    path = folder / "x.learner.jsonl"
    path.write_bytes(data)
    with pytest.raises(LearnerError) as caught:
        read_learner(path, "5f0c")
    (problem,) = caught.value.problems
    assert problem.path == str(path)
    return problem.line, problem.message


@given(st.lists(notes, max_size=4))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, some: list[LearnerNote]) -> None:
    """Whatever text is in it, and in whatever order it was filled."""
    learner = learner_of(*some)
    backwards = msgspec.structs.replace(learner, notes=dict(reversed(list(learner.notes.items()))))
    path = tmp_path_factory.mktemp("l") / "x.learner.jsonl"
    assert write_learner(path, learner)
    assert not write_learner(path, backwards)
    assert read_learner(path, "5f0c") == learner


def test_no_file_is_nobody(tmp_path: Path) -> None:
    assert read_learner(tmp_path / "x.learner.jsonl", "5f0c") == Learner(namespace="5f0c")


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    """A person who changes a line by hand is told which one, and the way out."""
    data = learner_bytes(SAMPLE)
    for at in range(0, len(data), 7):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        line, message = refusal(tmp_path, changed)
        assert 1 <= line <= 7
        assert "deckgen pull" in message or "update deckgen" in message or "another deck" in message


@pytest.mark.parametrize("lost", range(6))
def test_a_lost_line_is_found(tmp_path: Path, lost: int) -> None:
    lines = learner_bytes(SAMPLE).splitlines(keepends=True)
    refusal(tmp_path, b"".join(lines[:lost] + lines[lost + 1 :]))
    doubled = b"".join([*lines[:lost], lines[lost], *lines[lost:]])
    refusal(tmp_path, doubled)


def test_a_cut_file_is_found(tmp_path: Path) -> None:
    data = learner_bytes(SAMPLE)
    assert refusal(tmp_path, data[:-20]) == (6, "the last line is cut off; " + WAY_OUT)
    assert refusal(tmp_path, b"") == (1, "the file is empty; " + WAY_OUT)
    lines = data.splitlines(keepends=True)
    assert refusal(tmp_path, b"".join(lines[:3]))[1].startswith("the file is cut off: 2 records are here of 4")
    assert refusal(tmp_path, b"".join([lines[0], lines[2], lines[1], *lines[3:]]))[1].startswith("a line is out of")


def test_a_newer_or_foreign_file_is_refused(tmp_path: Path) -> None:
    other = learner_bytes(msgspec.structs.replace(SAMPLE, namespace="abcd"))
    assert "it is of the deck with the id" in refusal(tmp_path, other)[1]


WAY_OUT = "move the file away; the next `deckgen pull` writes it anew from what stands in Anki"
