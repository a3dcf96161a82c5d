"""Laws of cloze numbers: Anki knows a card by its number, so no number ever changes or goes to another gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deckgen.identity.gaps import number_gaps, remember_gaps

WORDS = st.sampled_from(["alpha", "alphas", "beta", "gamma", "2014", "2015", "卷积", "卷积核", "池化", "x"])
GAPS = st.lists(WORDS, unique=True, max_size=6)
HISTORY = st.lists(GAPS, min_size=1, max_size=8)


@given(HISTORY)
def test_a_gap_keeps_its_number_while_it_is_there(history: list[list[str]]) -> None:
    """From build to build, a gap that both texts have is the same card."""
    known: dict[str, int] = {}
    before: dict[str, int] = {}
    for gaps in history:
        numbers = number_gaps(gaps, known)
        assert {gap: numbers[gap] for gap in gaps if gap in before} == {
            gap: before[gap] for gap in gaps if gap in before
        }
        known, before = remember_gaps(numbers, known), numbers


@given(HISTORY)
def test_no_two_gaps_share_a_number_and_none_is_given_again(history: list[list[str]]) -> None:
    """A number that is gone comes back only with its own gap, or with one that is much alike."""
    known: dict[str, int] = {}
    owner: dict[int, str] = {}
    for gaps in history:
        numbers = number_gaps(gaps, known)
        assert set(numbers) == set(gaps)
        assert len(set(numbers.values())) == len(numbers)
        assert all(number >= 1 for number in numbers.values())
        for gap, number in numbers.items():
            last = owner.setdefault(number, gap)
            assert last == gap or set(last) & set(gap), f"{number} was {last} and is {gap}"
            owner[number] = gap
        known = remember_gaps(numbers, known)
        assert len(set(known.values())) == len(known)
        assert set(owner) == set(known.values())


@given(GAPS)
def test_numbering_twice_changes_nothing(gaps: list[str]) -> None:
    """The same text gives the same numbers, and the same record."""
    numbers = number_gaps(gaps, {})
    known = remember_gaps(numbers, {})
    assert number_gaps(gaps, known) == numbers
    assert remember_gaps(numbers, known) == known


def test_a_reworded_gap_goes_on_and_a_new_one_is_appended() -> None:
    """Old ones keep theirs, whatever the order in the text."""
    known = {"Adam": 1, "running average": 2, "gone for ever": 3}
    numbers = number_gaps(["momentum", "running averages", "Adam"], known)
    assert numbers == {"momentum": 4, "running averages": 2, "Adam": 1}
    assert remember_gaps(numbers, known) == {**numbers, "gone for ever": 3}


def test_gaps_of_one_group_are_hidden_together() -> None:
    """A new note takes its author's groups; what was shipped keeps its numbers, and a new gap joins its group."""
    gaps, groups = ["a", "b", "c"], (1, 2, 1)
    assert number_gaps(gaps, {}, groups=groups) == {"a": 1, "b": 2, "c": 1}
    assert number_gaps(gaps, {"a": 1, "b": 2, "c": 3}, groups=groups) == {"a": 1, "b": 2, "c": 3}
    assert number_gaps(gaps, {"a": 4, "b": 2}, groups=groups) == {"a": 4, "b": 2, "c": 4}
    assert number_gaps(["a", "x"], {"a": 1, "b": 1}, groups=(1, 2)) == {"a": 1, "x": 2}


def test_the_likest_gap_goes_on_not_the_first() -> None:
    """Two new gaps, one old one that is like both: the likelier takes its number."""
    numbers = number_gaps(["vanishing gradient", "exploding gradients"], {"exploding gradient": 1})
    assert numbers == {"exploding gradients": 1, "vanishing gradient": 2}


def test_under_a_name_no_number_stays_empty_while_there_is_a_gap_for_it() -> None:
    """What neither words nor place tell, the order does, group by group; a gap that was gone before has no number."""
    known, shipped = {"a": 1, "b": 2, "gone": 3, "c": 2}, "{{c1::a}} {{c2::b}} {{c2::c}}"
    numbers = number_gaps(["x", "y", "z"], known, groups=(1, 1, 2), shipped=shipped, is_named=True)
    assert numbers == {"x": 1, "y": 1, "z": 2}
    numbers = number_gaps(["x", "a", "z"], known, shipped=shipped, is_named=True)
    assert numbers == {"x": 2, "a": 1, "z": 4}
