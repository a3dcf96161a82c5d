"""Laws of matching: best pairs first, each thing at most once, never by chance."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deckgen.identity.pairs import Pair, best_pairs, fresh_key

PAIRS = st.lists(
    st.builds(
        Pair,
        st.integers(0, 3),
        st.sampled_from([0.0, 0.1, 0.25, 0.5]),
        st.sampled_from(["n1", "n2", "n3", "n4"]),
        st.sampled_from(["o1", "o2", "o3", "o4"]),
    ),
    max_size=20,
)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_makes_no_difference(pairs: list[Pair], rng: object) -> None:
    """Two machines that look at the notes in another order match alike."""
    shuffled = list(pairs)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    one = best_pairs(pairs, used_new=set(), used_old=set())
    assert best_pairs(shuffled, used_new=set(), used_old=set()) == one


@given(PAIRS)
def test_no_thing_is_taken_twice(pairs: list[Pair]) -> None:
    """One old note for at most one new card."""
    chosen = best_pairs(pairs, used_new=set(), used_old=set())
    assert len(set(chosen.values())) == len(chosen)
    assert set(chosen.items()) <= {(pair.new, pair.old) for pair in pairs}


@given(PAIRS)
def test_what_is_left_has_no_better_partner(pairs: list[Pair]) -> None:
    """A pair is passed over only for one that is at least as good and shares a side with it."""
    used_new: set[str] = set()
    used_old: set[str] = set()
    chosen = best_pairs(pairs, used_new=used_new, used_old=used_old)
    taken = [pair for pair in sorted(pairs) if chosen.get(pair.new) == pair.old]
    for pair in pairs:
        if chosen.get(pair.new) != pair.old:
            assert any(other <= pair and (other.new == pair.new or other.old == pair.old) for other in taken)
    assert (used_new, used_old) == (set(chosen), set(chosen.values()))


@given(PAIRS)
def test_what_is_used_already_is_left_alone(pairs: list[Pair]) -> None:
    """A surer step's choice is never taken back."""
    chosen = best_pairs(pairs, used_new={"n1"}, used_old={"o1"})
    assert "n1" not in chosen
    assert "o1" not in chosen.values()


@given(st.lists(st.text(max_size=4), max_size=12))
def test_a_fresh_key_is_new_and_the_same_on_every_machine(seeds: list[str]) -> None:
    """The same seeds in the same order give the same keys, all of them different."""
    taken: set[str] = set()
    keys = [fresh_key("card:definition", seed, taken) for seed in seeds]
    assert len(set(keys)) == len(keys)
    assert [fresh_key("card:definition", seed, again) for again in [set[str]()] for seed in seeds] == keys
