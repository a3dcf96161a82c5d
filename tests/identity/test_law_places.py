"""What the law decides by place, header, block id and state: more than the words of one card."""

from __future__ import annotations

import pytest

from deckgen.identity.asked import Asked
from deckgen.identity.gaps import number_gaps
from deckgen.identity.law import match_cards
from deckgen.identity.stands import Posts
from tests.identity.test_law import asked


def found(cards: list[Asked], notes: list[Asked], **posts: object) -> list[int | None]:
    """Give the place of the note that each card goes on from."""
    names = match_cards(cards, notes, Posts(**posts))  # type: ignore[arg-type]
    return [int(names[card.name]) if card.name in names else None for card in cards]


def cells(header: str, rows: dict[str, str]) -> list[Asked]:
    return [
        asked(f"What is the {header} of {row}? | {cell}", f"{number:03d}", context="Sorts", header=header, subject=row)
        for number, (row, cell) in enumerate(rows.items())
    ]


def test_a_renamed_header_keeps_the_notes_of_the_same_cells() -> None:
    rows = {"heap sort": "1964", "quicksort": "1961", "merge sort": "1945"}
    assert found(cells("birth", rows), cells("year", rows)) == [0, 1, 2]
    others = {"heap sort": "Williams", "quicksort": "Hoare", "merge sort": "Neumann"}
    assert found(cells("author", others), cells("year", rows)) == [None, None, None]


def test_a_renamed_header_above_one_edited_cell_keeps_the_others() -> None:
    before = {"heap sort": "1964", "quicksort": "1961", "merge sort": "1945"}
    assert found(cells("birth", {**before, "quicksort": "1962"}), cells("year", before)) == [0, None, 2]


@pytest.mark.parametrize("cue", ["Sorting: ", "In Sorting, "])
def test_a_renamed_heading_in_a_cue_is_not_compared(cue: str) -> None:
    before = asked(f"{cue}What is a heap? | A tree", "000", headings=("Sorting",), context="Sorting")
    after = asked("Sorts: What is a heap? | A tree", "000", headings=("Sorts",), context="Sorts")
    assert found([after], [before]) == [0]


def test_a_renamed_heading_above_an_edited_answer_keeps_its_note_while_no_other_card_bears_it() -> None:
    def card(cue: str, answer: str, name: str = "000") -> Asked:
        return asked(f"{cue}: What is a heap? | {answer}", name, headings=(cue,), context=cue)

    assert found([card("Sorts", "An array")], [card("Sorting", "A tree")]) == [0]
    both = [card("Memory", "A pool", "001"), card("Sorting", "A tree")]
    assert found(both, [card("Sorting", "A tree")]) == [None, 0]
    assert found(both, [card("Sorting", "A row")]) == [None, 0]


def test_signs_tell_subjects_of_the_same_words_apart() -> None:
    def card(subject: str, answer: str, name: str) -> Asked:
        return asked(f"What is {subject}? | {answer}", name, context="Types", subject=subject)

    before = [card("'hello'", "char list", "000")]
    after = [card('"hello"', "binary string", "000"), card("'hello'", "charlist", "001")]
    assert found(after, before) == [None, 0]


def test_a_grown_answer_does_not_vouch_for_another_name() -> None:
    answer = "sets the variable to the value of another"
    before = asked(f"What does set:=b do? | {answer}", "000")
    assert found([asked(f"What does set:+b do? | {answer} if it has none", "000")], [before]) == [None]
    assert found([asked(f"What does set:+b do? | {answer}", "000")], [before]) == [0]


def test_a_block_id_decides_within_its_post_and_is_borne_once() -> None:
    def card(text: str, name: str, post: str = "a.md", block: str = "x") -> Asked:
        return asked(text, name, post=post, block=block)

    old = card("Opposite of hot? | cold", "000")
    assert found([card("Opposite of big? | small", "000")], [old]) == [0]
    assert found([card("Opposite of big? | small", "000", post="b.md")], [old]) == [None]
    twice = [card("Opposite of big? | small", "000"), card("Opposite of hot? | cold", "001")]
    assert found(twice, [old]) == [None, 0]
    assert found([card("Opposite of hot? | cold", "000", block="")], [old]) == [0]


def test_the_same_question_in_two_files_stays_where_it_is() -> None:
    def state(first: str, second: str) -> list[Asked]:
        text = "What is a kernel? | {}"
        return [
            asked(text.format(first), "000", post="a.md", headings=("Systems",), topics=frozenset({"systems"})),
            asked(text.format(second), "001", post="b.md", headings=("Learning",), topics=frozenset({"learning"})),
        ]

    before = state("The part that talks to the machine", "How alike two samples are")
    assert found(state("The part that owns the machine", "How alike two samples are"), before) == [0, 1]
    assert found(state("-", "A measure of two points")[1:], before[:1]) == [None]


def test_a_question_alone_needs_one_topic_with_a_name() -> None:
    before = [asked("Who wrote Faust? | Schiller", "000", post="a.md", headings=("Plays",))]
    after = [asked("Who wrote Faust? | Goethe", "000", post="b.md", headings=("Poets",))]
    assert found(after, before) == [0]
    assert found([asked("Who wrote Faust? | Goethe", "000", post="b.md", topics=frozenset())], before) == [None]
    assert found([*after, asked("Who wrote Faust? | Marlowe", "001", post="c.md")], before) == [None, None]


def test_a_shipped_note_goes_before_one_that_never_shipped() -> None:
    held = asked("Who wrote Faust? | Goethe", "000", is_shipped=False)
    shipped = asked("Who wrote Faust? | Schiller", "001")
    assert found([asked("Who wrote Faust? | Goethe", "000")], [held, shipped]) == [1]


def test_gaps_keep_their_numbers() -> None:
    known = {"Rome": 1, "755": 2}
    text = "{{c#0::Rome}} was founded in {{c#1::753}} BC"
    shipped = "{{c1::Rome}} was founded in {{c2::755}} BC"
    assert number_gaps(["Rome", "753"], known, text=text, shipped=shipped) == {"Rome": 1, "753": 2}
    assert number_gaps(["ancient Rome", "755"], known) == {"ancient Rome": 1, "755": 2}
    assert number_gaps(["Veii", "753"], known) == {"Veii": 3, "753": 4}


@pytest.mark.parametrize("answer", ["Run in the foreground", "ignore the header, as a rule"])
def test_a_note_whose_words_still_stand_is_no_card_of_the_same_name_elsewhere(answer: str) -> None:
    def card(place: str, answer: str, name: str) -> Asked:
        question = f"What does off ({place}) do?"
        return asked(f"{question} | {answer}", name, headings=(place,), context=place, subject="off")

    note, other = card("alias", "ignore the header", "000"), card("daemon", answer, "000")
    assert found([other], [note], keeps=lambda _: True) == [None]
    assert found([other], [note]) == [0]  # the heading was renamed and the answer put right
    moved = card("daemon", "ignore the header", "000")
    assert found([moved], [note], keeps=lambda _: True) == [0]
