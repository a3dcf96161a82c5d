"""Prices: exact names and dated snapshots of a family are known, all else is not guessed."""

from __future__ import annotations

import re

import pytest

from deckgen.llm.prices import RATES, RATES_DATE, Rate, price_of
from deckgen.llm_settings import LlmSettings


@pytest.mark.parametrize(
    ("model", "rate"),
    [
        ("gpt-5-mini", Rate(0.25, 2.0)),
        ("gpt-5-mini-2025-08-07", Rate(0.25, 2.0)),
        ("GPT-5-mini ", Rate(0.25, 2.0)),
        ("gpt-5-2025-08-07", Rate(1.25, 10.0)),
        ("gpt-4o-2024-11-20", Rate(2.5, 10.0)),
        ("gpt-4o-2024-05-13", Rate(5.0, 15.0)),  # a snapshot with a price of its own
        ("claude-haiku-4-5-20251001", Rate(1.0, 5.0)),
        ("models/gemini-2.5-flash", Rate(0.3, 2.5)),
        ("o4-mini-2025-04-16", Rate(1.1, 4.4)),
    ],
)
def test_a_known_model_has_its_price(model: str, rate: Rate) -> None:
    assert price_of(model) == rate


@pytest.mark.parametrize(
    "model",
    [
        "",
        "-2025-08-07",
        "llama3.2",
        "gpt-5-mini-turbo",
        "gpt-5-minimal",
        "gpt-5-codex",
        "gpt-5-mini-2025-08",
        "gpt-5-mini-2025-08-07-preview",
        "my-gpt-5-mini",
        "openrouter/gpt-5-mini",  # others take other prices for it
        "mistral-large-2411",
    ],
)
def test_an_unknown_model_has_none(model: str) -> None:
    assert price_of(model) is None


def test_the_model_of_a_new_definition_has_a_price() -> None:
    assert price_of(LlmSettings().model) is not None


def test_the_table_is_sane_and_cannot_be_changed() -> None:
    """Output is never cheaper than input; a slip of the decimal point would leave these bounds."""
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", RATES_DATE)
    for name, rate in RATES.items():
        assert name == name.casefold().strip(), name
        assert 0.01 <= rate.input <= rate.output <= 12 * rate.input, name
        assert rate.output <= 30, name
    with pytest.raises(TypeError):
        RATES["gpt-5"] = Rate(0.0, 0.0)  # type: ignore[index]
