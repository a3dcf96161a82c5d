"""The text of an answer, whatever a model makes of it: whole cards are taken, nothing else is, and quickly."""

from __future__ import annotations

import json
import math
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.llm.answers import LONGEST_FIELD, MOST_CARDS, Draft, answer_of, read_answer

CARDS = [
    {"question": "电台的最大容量是什么？", "answer": "6096 字节", "quote": '容量是 {6096} "字节"。', "detail": ""},
    {"question": "What does `a[0]` give?", "answer": "the first {one}", "quote": "a[0] is\nthe first", "detail": "x"},
    {"question": "第三个？", "answer": "是 \\frac{a}{b}", "quote": "\\frac{a}{b}", "detail": "[ok]"},
]
DRAFTS = tuple(Draft(**card) for card in CARDS)
GOOD = json.dumps({"cards": CARDS, "no_card": ""}, ensure_ascii=False)
ONE = json.dumps({"cards": CARDS[:1], "no_card": ""}, ensure_ascii=False)
EMPTY = '{"cards": [], "no_card": "a menu"}'


def whole(**changes: Any) -> str:
    return json.dumps({"cards": [{**CARDS[0], **changes}], "no_card": ""})


FORMS = {
    "bare": GOOD,
    "indented": json.dumps({"cards": CARDS, "no_card": ""}, indent=2),
    "fence": f"```json\n{GOOD}\n```",
    "fence without a name": f"```\n{GOOD}\n```",
    "talk around a fence": f"Sure! Here they are:\n```json\n{GOOD}\n```\nEnjoy {{them}} [all].",
    "an open fence": f"```json\n{GOOD}",
    "thoughts": f"<think>Is {EMPTY} enough? No.</think>{GOOD}",
    "thoughts with cards": f"<think>{ONE}</think>\n{GOOD}",
    "thoughts in capitals": f"<THINKING>hm</THINKING>{GOOD}",
    "thoughts twice": f"<think>a</think><reasoning>b</reasoning>{GOOD}",
    "nested thoughts": f"<think>a<think>b</think>c {ONE}</think>{GOOD}",
    "thoughts without their opening tag": f"I should ask {ONE}\n</think>\n{GOOD}",
    "open thoughts after the answer": f"{GOOD}<think>Was that right? {EMPTY}",
    "an array": json.dumps(CARDS),
    "an empty one first": f"{EMPTY} Wait, there is more: {GOOD}",
    "brackets first": f"A `String[] args` and [] and {{}} [1, 2] {GOOD}",
    "formulas first": "\\frac{a}{b} " * 400 + GOOD,
    "another name around": json.dumps({"result": {"cards": CARDS, "no_card": ""}}),
    "a byte order mark": f"\ufeff{GOOD}",
    "no reason field": json.dumps({"cards": CARDS}),
    "two answers": GOOD + "\n" + EMPTY,
    "a card twice": json.dumps({"cards": [*CARDS, CARDS[0]]}),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_is_read_in_whatever_form_it_comes(form: str) -> None:
    """Fences, thoughts (open, closed, nested), several objects, arrays, talk: the cards are the same."""
    read = read_answer(FORMS[form])
    assert (read.drafts, read.broken, read.is_read) == (DRAFTS, (), True)


@pytest.mark.parametrize("text", [json.dumps(CARDS[0]), f"```json\n{json.dumps(CARDS[0])}\n```"])
def test_a_single_card_is_an_answer(text: str) -> None:
    read = read_answer(text)
    assert (read.drafts, read.broken, read.is_read) == (DRAFTS[:1], (), True)


def test_a_card_may_be_about_the_tags_of_thoughts() -> None:
    """What a card quotes is not taken for the model's own thoughts."""
    text = whole(question="What stands between <think> and </think>?", answer="the thoughts")
    assert read_answer(text).drafts[0].question == "What stands between <think> and </think>?"


NONE = {
    EMPTY: "a menu",
    '```json\n{"cards": [], "no_card": "a menu"}\n```': "a menu",
    '{"no_card": "a menu"}': "a menu",
    '{"cards": null, "no_card": "a menu"}': "a menu",
    "[]": "",
    "```json\n[]\n```": "",
}


@pytest.mark.parametrize("text", NONE)
def test_no_card_is_an_answer(text: str) -> None:
    read = read_answer(text)
    assert (read.drafts, read.broken, read.is_read, read.no_card) == ((), (), True, NONE[text])


NOTHING = [
    "", " ", "null", "3", '"cards"', "I am not sure.", "{}", '{"cards": 3}', '{"cards": {}}', "int[] a = []; so.",
    "<think>" + GOOD, "<think>a</think>", "</think>", "[[[]]]", '{"question"', "```json\n```",
    '{"type": "object", "properties": {"cards": {"type": "array"}, "no_card": {"type": "string"}}}',
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_answer_is_not_taken_for_one(text: str) -> None:
    """Neither cards nor "no card": talk, thoughts alone, the schema said back."""
    read = read_answer(text)
    assert (read.drafts, read.is_read) == ((), False)
    assert len(read.broken) == 1


@pytest.mark.parametrize("form", ["bare", "indented", "fence", "thoughts", "an array"])
def test_a_cut_answer_gives_its_whole_cards(form: str) -> None:
    """Cut at every place: the cards before it, as they were, and a word on the cut; never a part of one."""
    text = FORMS[form]
    count = 0
    for end in range(len(text)):
        read = read_answer(text[:end])
        if read.drafts != DRAFTS[: len(read.drafts)]:  # thoughts that are still open hold no cards
            pytest.fail(f"cut at {end}: {read.drafts}")
        assert len(read.drafts) >= count, end
        count = len(read.drafts)
        assert count == len(CARDS) or "cut off" in str(read.broken) or not read.is_read, (end, read)
    assert count == len(CARDS)


FIELDS = {
    "null detail": (whole(detail=None), ""),
    "number": (whole(answer=6096), "6096"),
    "fraction": (whole(answer=1.5), "1.5"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_that_are_nearly_text_are_taken(name: str) -> None:
    """A number is its digits, null is nothing: a paid card is not lost for that."""
    text, answer = FIELDS[name]
    (draft,) = read_answer(text).drafts
    assert draft.answer == (answer or CARDS[0]["answer"])
    assert draft.detail == ""


BROKEN: dict[str, Any] = {
    "question": [None, "", " \n\t", True, [], {}, ["text"], math.nan, math.inf, -math.inf, "Q:", "\u200b", "问题："],
    "answer": [None, "", False, ["a", "b"], math.nan, "A: ", "\u202e", "\ud800"],
    "quote": [None, "", {}, math.inf, "\ufeff\u2060"],
    "detail": [True, [], {}, math.nan, "x" * (LONGEST_FIELD + 1)],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in BROKEN.items() for value in values])
def test_a_broken_card_is_named_and_costs_no_other(field: str, value: Any) -> None:
    """Null, nothing but what nobody sees, lists, truth values, NaN, far too long."""
    text = json.dumps({"cards": [CARDS[1], {**CARDS[0], field: value}, CARDS[2]], "no_card": ""})
    read = read_answer(text)
    assert read.drafts == (DRAFTS[1], DRAFTS[2])
    assert len(read.broken) == 1
    assert re.match(rf"card 2: .*{field}.* (?:is|are) ", read.broken[0])


def test_the_last_of_two_values_of_a_field_holds() -> None:
    """As JSON readers do it; an answer is never refused as a whole for it."""
    text = '{"cards": [{"question": "a", "question": "b", "answer": "x", "quote": "y"}]}'
    assert [draft.question for draft in read_answer(text).drafts] == ["b"]


UNSEEN = "\x00\x1b\x7f\x85\u00ad\u061c\u200b\u200e\u202a\u202e\u2028\u2060\u2066\u2069\ufeff\ufff9\U000e0041\ud83d"


def test_what_nobody_sees_is_dropped() -> None:
    """Controls, marks that turn the direction, zero widths, tag characters, halves of surrogate pairs."""
    dirty = {name: f"{UNSEEN}{UNSEEN.join(value)}{UNSEEN}" for name, value in CARDS[1].items() if value}
    read = read_answer(json.dumps({"cards": [dirty], "no_card": f"no{UNSEEN}ne"}))
    assert read.drafts == (DRAFTS[1],)
    assert read.no_card == "none"
    json.dumps(str(read), ensure_ascii=False).encode()


def test_emoji_and_rare_characters_stay() -> None:
    text = whole(answer="🙂 𠮷 é \t x\ny")
    assert read_answer(text).drafts[0].answer == "🙂 𠮷 é \t x\ny"


def test_labels_are_no_part_of_a_card() -> None:
    for question, answer in (("Q: Why?", "A: so"), ("问题：Why?", "答案： so"), ("Question: Why?", "Answer: so")):
        (draft,) = read_answer(whole(question=question, answer=answer)).drafts
        assert (draft.question, draft.answer) == ("Why?", "so")


def test_a_flood_of_cards_is_cut() -> None:
    """A model that does not stop costs no minutes of judging."""
    many = [{**CARDS[0], "question": f"第 {number} 个？"} for number in range(900)]
    read = read_answer(json.dumps({"cards": many}))
    assert len(read.drafts) == MOST_CARDS
    assert "900 cards" in read.broken[0]


FLOODS = {
    "braces": "{",
    "brackets": "[",
    "objects": '{"a":',
    "keys": '{"',
    "arrays of objects": "[{},",
    "both": '[{"a":[',
    "empty arrays": "[] ",
    "open thoughts": "<think>",
    "closed thoughts": "</think>",
    "quotes": '"',
    "backslashes": "\\",
    "escapes": '{"\\"',
    "questions": '{"question":',
    "digits": "9",
    "blanks": "{ ",
    "fences": "```json\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_read_in_linear_time(name: str) -> None:
    """200 kB of what a model in a loop writes, with an answer behind it or not, is done with at once."""
    flood = FLOODS[name] * (200_000 // len(FLOODS[name]))
    started = time.process_time()
    for text in (flood, "[" * 150 + flood, '{"cards": [' + flood, flood + GOOD):
        read_answer(text)
    assert time.process_time() - started < 4


def test_long_thoughts_hide_no_answer() -> None:
    """However much a model thinks before it writes."""
    assert read_answer("<think>" + "so much to say " * 40_000 + "</think>" + GOOD).drafts == DRAFTS


PIECES = st.sampled_from(
    ["{", "}", "[", "]", '"', ",", ":", "\\", '"cards"', '"question": "q"', '"answer": "a"', '"quote": "c"',
     '"no_card": ""', "<think>", "</think>", "```json\n", "null", "NaN", "1e999", GOOD, ONE,
     EMPTY, "\ud800", "\u202e", " ", "x"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80)))
def test_nothing_that_a_model_says_raises(text: str) -> None:
    """And every card that is taken has words that can be written down."""
    read = read_answer(text)
    for draft in read.drafts:
        assert draft.question
        assert draft.answer
        assert draft.quote
        f"{draft}".encode()
    assert read.is_read or read.broken


BODIES = [
    {}, {"choices": None}, {"choices": []}, {"choices": [None]}, {"choices": [{}]}, {"choices": [{"message": None}]},
    {"choices": {"0": 1}}, {"choices": "text"}, {"choices": [{"message": "text"}]}, {"choices": [["message"]]},
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_a_body_without_an_answer_is_told_by_an_error_of_these(body: dict[str, Any]) -> None:
    with pytest.raises((KeyError, IndexError, TypeError, AttributeError)):
        answer_of(body, "")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""), (3, ""), ({"a": 1}, ""), (["x", 3, None], ""), ("half \ud83d pair", "half ? pair"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": ["b"]}, {"type": "image"}], "a"),
    ],
)  # fmt: skip
def test_a_body_of_odd_types_gives_text(content: object, text: str) -> None:
    """And counts of tokens that are none are as if the server did not count."""
    for count in (None, -1, "3", 1.5, True, 10**30):
        usage: Any = {"prompt_tokens": count, "completion_tokens": count} if count else []
        body = {"model": 3, "choices": [{"message": {"content": content}, "finish_reason": ["stop"]}], "usage": usage}
        answer = answer_of(body, "2026-01-01")
        assert (answer.text, answer.model, answer.finish) == (text, "", "")
        assert (answer.input_tokens, answer.output_tokens) == (None, None)
