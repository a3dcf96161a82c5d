"""What well-known models cost through their makers' own APIs: a dated table, for estimates only.

A definition's own price always comes before it, and so it does not try to be complete: what two independent tables did
not say alike is left out, and a model that is not here has no price rather than a guessed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from deckgen.patterns import regex

RATES_DATE = "2026-11-22"
"""When the table was last compared with its sources."""
_DATE = regex(r"-(?:20\d{2}-\d{2}-\d{2}|20\d{6})$")


MILLION = 1_000_000
"""Tokens that a rate is the price of."""


class Rate(msgspec.Struct, frozen=True):
    """USD for a million tokens, at the standard tier, without discounts for caches and batches."""

    input: float
    output: float

    def cost(self, input_tokens: float, output_tokens: float) -> float:
        """Return the price of tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / MILLION


# From the makers' price pages (developers.openai.com/api/docs/pricing, platform.claude.com/docs,
# ai.google.dev/gemini-api/docs/pricing, api-docs.deepseek.com/quick_start/pricing, docs.mistral.ai,
# www.alibabacloud.com/help/en/model-studio) as carried alike by genai-prices 0.2.3 and litellm 1.109.1.
RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "gpt-4.1": Rate(2.00, 8.00),
        "gpt-4.1-mini": Rate(0.40, 1.60),
        "gpt-4.1-nano": Rate(0.10, 0.40),
        "gpt-4o": Rate(2.50, 10.00),
        "gpt-4o-2024-05-13": Rate(5.00, 15.00),  # dearer than those that came after it
        "gpt-4o-mini": Rate(0.15, 0.60),
        "gpt-5": Rate(1.25, 10.00),
        "gpt-5-mini": Rate(0.25, 2.00),
        "gpt-5-nano": Rate(0.05, 0.40),
        "gpt-5.1": Rate(1.25, 10.00),
        "gpt-5.2": Rate(1.75, 14.00),
        "gpt-5.4": Rate(2.50, 15.00),
        "gpt-5.4-mini": Rate(0.75, 4.50),
        "gpt-5.4-nano": Rate(0.20, 1.25),
        "gpt-5.6-luna": Rate(0.20, 1.20),
        "gpt-5.6-terra": Rate(2.00, 12.00),
        "gpt-6-luna": Rate(0.10, 0.50),
        "gpt-6-sol": Rate(2.00, 10.00),
        "gpt-6.1-sol": Rate(2.00, 10.00),
        "gpt-6.1-terra": Rate(1.00, 5.00),
        "o3": Rate(2.00, 8.00),
        "o3-mini": Rate(1.10, 4.40),
        "o4-mini": Rate(1.10, 4.40),
        "claude-haiku-4-5": Rate(1.00, 5.00),
        "claude-haiku-5-5": Rate(0.10, 0.50),  # prompts up to 100,000 tokens
        "claude-sonnet-4-5": Rate(3.00, 15.00),
        "claude-sonnet-4-6": Rate(3.00, 15.00),
        "claude-sonnet-5": Rate(2.00, 10.00),
        "claude-sonnet-5-5": Rate(2.00, 10.00),
        "claude-opus-5-5": Rate(4.00, 20.00),
        "gemini-2.5-flash": Rate(0.30, 2.50),
        "gemini-2.5-flash-lite": Rate(0.10, 0.40),
        "gemini-2.5-pro": Rate(1.25, 10.00),  # prompts up to 200,000 tokens
        "gemini-3.5-flash": Rate(1.50, 9.00),
        "gemini-3.5-flash-lite": Rate(0.30, 2.50),
        "gemini-3.8-flash": Rate(0.75, 3.75),  # twice that from 2027 on
        # Weekday peak hours in China; all other hours cost half. deepseek-v4-flash is an old name of deepseek-flash.
        "deepseek-flash": Rate(0.30, 1.20),
        "deepseek-v4-flash": Rate(0.30, 1.20),
        "deepseek-v4-pro": Rate(1.32, 3.96),
        "mistral-large-2512": Rate(0.50, 1.50),
        "mistral-medium-3-5": Rate(1.50, 7.50),
        "mistral-medium-latest": Rate(1.50, 7.50),
        "mistral-small-2603": Rate(0.15, 0.60),
        "mistral-small-latest": Rate(0.15, 0.60),
        # International endpoint, without thinking.
        "qwen-plus": Rate(0.40, 1.20),
        "qwen-turbo": Rate(0.05, 0.20),
    }
)
"""Rates by the name of the model, as its maker's API takes it."""

def price_of(model: str) -> Rate | None:
    """Return what a model costs, in USD for a million tokens.

    Takes a name as an API takes it, also of a dated snapshot (gpt-5-mini-2025-08-07); returns None for a model that the
    table does not know. The table is of RATES_DATE.
    """
    # Google's OpenAI-compatible endpoint lists its models as models/NAME.
    name = model.strip().casefold().removeprefix("models/")
    return RATES.get(name) or RATES.get(_DATE.sub("", name))
