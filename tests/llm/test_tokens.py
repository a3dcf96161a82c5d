"""Token estimates: near to a true tokenizer for the texts that are sent, and quick for any."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.llm.tokens import estimate_tokens, most_tokens
from tests.llm.sample_texts import SAMPLES


@pytest.mark.parametrize(("text", "true"), SAMPLES.values(), ids=SAMPLES)
def test_an_estimate_is_near_to_the_true_number(text: str, true: int) -> None:
    assert estimate_tokens(text) == pytest.approx(true, rel=0.1)


@pytest.mark.parametrize(("text", "true"), SAMPLES.values(), ids=SAMPLES)
def test_the_bound_holds(text: str, true: int) -> None:
    assert most_tokens(text) >= true


@pytest.mark.parametrize(
    ("text", "true"),  # counted as the samples were
    [
        ("", 0),
        ("Hello, world!", 4),
        ("人工智能", 2),
        ("今天天气很好，我们去公园散步吧。", 12),
        ("ニューラルネットワークは人間の脳を模倣したモデルです。", 20),
        ("신경망은 사람의 뇌를 본뜬 모델입니다.", 15),
        ("Нейронная сеть — это модель, похожая на мозг.", 15),
        ("3.14159265358979", 7),
    ],
)
def test_a_short_text_is_not_far_off(text: str, true: int) -> None:
    """Single words may differ, so a few tokens are allowed."""
    assert abs(estimate_tokens(text) - true) <= max(3, 0.3 * true)


def test_a_long_text_counts_as_the_sum_of_its_parts() -> None:
    whole = "\n\n".join(text for text, _ in SAMPLES.values())
    assert estimate_tokens(whole) == pytest.approx(sum(estimate_tokens(text) for text, _ in SAMPLES.values()), rel=0.02)


@given(st.text(st.characters(), max_size=300))
def test_any_text_has_an_estimate(text: str) -> None:
    assert 0 <= estimate_tokens(text) <= 3 * most_tokens(text) + 1
    assert most_tokens(text) >= len(text)


HOSTILE = {
    "blanks": " ",
    "line breaks": "\n",
    "blanks and breaks": " \n",
    "one letter": "a",
    "one capital": "A",
    "capital and letter": "Ab",
    "signs": "-",
    "signs and blanks": "- ",
    "accents": "é",
    "digits": "7",
    "Chinese": "的",
    "Chinese words": "我们，",
    "kana": "カ",
    "emoji": "🙂",
    "joiners": "\u200d",
    "nothing": "\0",
}


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_takes_well_under_a_second(pattern: str) -> None:
    text = pattern * (1_000_000 // len(pattern.encode()))
    begin = time.process_time()
    estimate_tokens(text)
    assert time.process_time() - begin < 1
