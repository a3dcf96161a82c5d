"""Laws of identity: what holds for any posts and any edits of them."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.files.records import RETIRED_TAG, Ledger, NoteRecord, State
from deckgen.identity.guids import make_guid
from deckgen.identity.keys import match_keys
from deckgen.identity.said import CONTEXT_FIELDS, context_of, own_tags
from deckgen.model import Hold, Rendered
from tests.identity.made import EMPTY, build, link_card, text_card

URLS = [f"https://{name}.example/" for name in "abcd"]
SUBJECTS = ["Adam", "AdaGrad", "YOLO v2", "YOLO v3", "支持向量机", "支持向量回归", "Adam optimizer"]
ANSWERS = [
    "a method that keeps a running average of the gradients",
    "a method that keeps a running average of all gradients",
    "something else",
    "一种在特征空间中寻找间隔最大的超平面的方法",
]
HOLDS = st.sampled_from([None, None, None, Hold.SWITCH, Hold.PICKS, Hold.GATE, Hold.EXCLUDED])
PLACES = {"post": st.sampled_from(["a.md", "b.md"]), "topic": st.sampled_from(["One", "Two"])}
TAGS = st.sampled_from([(), ("dl",)])
LINKS = st.builds(link_card, st.sampled_from(URLS), st.sampled_from(["One", "Two"]), tags=TAGS, hold=HOLDS, **PLACES)
TEXTS = st.builds(
    text_card, st.sampled_from(SUBJECTS), st.sampled_from(ANSWERS), tags=TAGS, hold=HOLDS, **PLACES
)
# Two cards of the same words at the same place are one to anybody who looks.
STATES = st.lists(
    LINKS | TEXTS, max_size=8, unique_by=lambda one: (one.card.item, one.fields.get("Answer"), one.card.sources)
)
HISTORIES = st.lists(STATES, min_size=1, max_size=5)


def ledgers(history: list[list[Rendered]]) -> list[Ledger]:
    """Build state after state, each a hundred seconds later."""
    out = [EMPTY]
    for number, rendered in enumerate(history, 1):
        out.append(build(rendered, out[-1], 1_000 + 100 * number).ledger)
    return out


def content(note: NoteRecord) -> tuple[object, ...]:
    fields = {name: text for name, text in note.fields.items() if name not in context_of(note.type)}
    return fields, own_tags(note.tags), RETIRED_TAG in note.tags


@given(HISTORIES)
def test_building_twice_changes_nothing(history: list[list[Rendered]]) -> None:
    """The same posts later: the same ledger to the last value, and no change to tell of."""
    ledger = ledgers(history)[-1]
    again = build(history[-1], ledger, 9_999)
    assert again.ledger == ledger
    told = [change for change in again.changes if change.is_new or change.is_updated or change.is_moved]
    assert told == []
    assert not any(change.is_retired or change.is_revived for change in again.changes)


def test_of_two_notes_that_retire_together_neither_is_found_later_by_their_answer() -> None:
    """At the next build there is nothing that told them apart when they retired."""
    both = [text_card(name, ANSWERS[0]) for name in ("Adam", "YOLO v2")]
    history = [both, [text_card("AdaGrad", ANSWERS[0], hold=Hold.SWITCH)]]
    test_building_twice_changes_nothing.hypothesis.inner_test(history)  # type: ignore[attr-defined]


def test_a_held_card_takes_no_retired_note_that_another_answer_sets_free() -> None:
    """Nothing changed between the card and its own record; that the answer stands nowhere else is no claim."""
    learned = [text_card("YOLO v2", ANSWERS[1], post="b.md")]
    live = text_card("Adam", ANSWERS[1])
    came = [text_card("Adam", ANSWERS[0]), text_card("AdaGrad", ANSWERS[1], post="b.md", hold=Hold.SWITCH)]
    test_building_twice_changes_nothing.hypothesis.inner_test([learned, [live], came])  # type: ignore[attr-defined]


PAIRS = list(itertools.permutations(["Adam", "AdaGrad", "支持向量机", "YOLO v3"], 2))


@pytest.mark.parametrize("hold", [Hold.SWITCH, Hold.GATE, None])
@pytest.mark.parametrize(("free", "kept_out"), PAIRS)
def test_a_held_card_keeps_the_note_that_it_found(free: str, kept_out: str, hold: Hold | None) -> None:
    """Also where a card that came with it ships the same answer: the note still says what it said when it was live."""
    came = [text_card(free, ANSWERS[0]), text_card(kept_out, ANSWERS[0], hold=hold)]
    test_building_twice_changes_nothing.hypothesis.inner_test([[text_card("YOLO v2", ANSWERS[0])], [], came])  # type: ignore[attr-defined]


@given(HISTORIES)
def test_no_key_and_no_guid_is_ever_lost_or_changed(history: list[list[Rendered]]) -> None:
    """What was shipped stays in the ledger for ever, and every GUID has one key."""
    states = ledgers(history)
    for before, after in itertools.pairwise(states):
        known = {key: note.guid for key, note in before.notes.items() if note.mod}
        now = {key: note.guid for key, note in after.notes.items()}
        assert {key: now[key] for key in known} == known
        assert len(set(now.values())) == len(now)


@given(HISTORIES)
def test_the_stamp_moves_exactly_with_content_tags_and_retirement(history: list[list[Rendered]]) -> None:
    """To the build second and never back; a change of context alone never moves it, and is never shipped."""
    states = ledgers(history)
    for number, (before, after) in enumerate(itertools.pairwise(states), 1):
        second = 1_000 + 100 * number
        for key, note in after.notes.items():
            old = before.notes.get(key)
            if old is None or not old.mod:
                assert note.mod in (0, second)
                continue
            moved = content(old) != content(note)
            assert note.mod == (second if moved else old.mod)
            if not moved:
                assert (note.fields, note.tags, note.due, note.deck) == (old.fields, old.tags, old.due, old.deck)


@given(HISTORIES, STATES)
def test_each_card_has_a_note_of_its_own(history: list[list[Rendered]], state: list[Rendered]) -> None:
    """One note stands for two cards of a build only where they ask and say the same; a link is its URL."""
    keys = match_keys(state, ledgers(history)[-1].notes)
    texts = [(key, one.fields) for key, one in zip(keys, state, strict=True) if one.card.aspect != "link"]
    said = {(fields["Question"], fields["Answer"]) for _, fields in texts}
    assert len({key for key, _ in texts}) == len(said)
    for key, one in zip(keys, state, strict=True):
        assert key == one.card.item if one.card.aspect == "link" else key.startswith("card:definition:")


@given(HISTORIES)
def test_what_comes_back_has_its_old_guid(history: list[list[Rendered]]) -> None:
    """After any history, the first state's links and cards are found again."""
    first = build(history[0])
    ledger = ledgers(history)[-1]
    back = build(history[0], ledger, 9_999).ledger
    for key, note in first.ledger.notes.items():
        if key.startswith("link:"):
            assert back.notes[key].guid == note.guid
            hold = next(one.card.hold for one in history[0] if one.card.item == key)
            if hold is None:
                assert (back.notes[key].state, RETIRED_TAG in back.notes[key].tags) == (State.LIVE, False)


@given(HISTORIES)
def test_the_states_say_what_they_mean(history: list[list[Rendered]]) -> None:
    """Live was shipped, retired carries its tag, a live note does not; a firm hold is never live."""
    for rendered, ledger in zip(history, ledgers(history)[1:], strict=True):
        firm = {one.card.item for one in rendered if one.card.hold is not None and one.card.hold.is_firm}
        free = {one.card.item for one in rendered if one.card.hold is None or not one.card.hold.is_firm}
        for key, note in ledger.notes.items():
            assert (note.state is State.LIVE) <= bool(note.mod)
            assert (note.state is State.RETIRED) <= (RETIRED_TAG in note.tags)
            assert (note.state is State.LIVE) <= (RETIRED_TAG not in note.tags)
            if key in firm - free and key.startswith("link:"):
                assert note.state is State.HELD


@given(STATES, st.permutations(range(8)))
def test_the_order_of_the_posts_gives_nobody_anothers_note(state: list[Rendered], order: list[int]) -> None:
    """Cards that come in another order keep the notes that they have."""
    before = build(state).ledger
    if len({one.card.item for one in state}) < len(state):
        return  # of one link that stands twice the first place counts
    shuffled = [state[number] for number in order if number < len(state)]
    after = build(shuffled, before, 2_000)
    assert after.ledger.notes == before.notes


@given(LINKS)
def test_context_alone_never_moves_the_stamp(card: Rendered) -> None:
    """Source, topic, kind and generated tags may say what they like."""
    free = msgspec.structs.replace(card, card=msgspec.structs.replace(card.card, hold=None))
    before = build([free]).ledger
    other = msgspec.structs.replace(
        free,
        fields={**free.fields, **dict.fromkeys(CONTEXT_FIELDS, "elsewhere")},
        tags=(*own_tags(free.tags), "deckgen::x"),
    )
    assert build([other], before, 2_000).ledger == before


def test_the_recipe_of_guids_is_frozen() -> None:
    """Every learner's notes hang on these values: they must never change."""
    assert make_guid("0a1b2c3d", "link:https://one.example/a") == "m2l2v2wmfjvsshbf7h63lo4zpi"
    assert make_guid("0a1b2c3d", "card:definition:0011223344556677") == "wgpebeuz35m3rqxqkxygyrpy2e"
    assert len({make_guid(namespace, key) for namespace in ("a", "ab") for key in ("bc", "c")}) == 4
