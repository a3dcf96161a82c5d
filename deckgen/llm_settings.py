"""The part of a definition about a language model: who is asked, with which prompts and for how much."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from deckgen.files.checked import (
    Check,
    Read,
    keys_of,
    number_of,
    optional,
    text_of,
    url_of,
)
from deckgen.files.yaml_tree import Tree


class Prompts(msgspec.Struct, frozen=True, kw_only=True):
    """Names of our prompts, or absolute paths."""

    page: str = "qa"
    section: str = "section"
    repair: str = "repair"


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """USD for a million tokens."""

    input: float
    output: float


class LlmSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How LLM cards are written."""

    model: str = "gpt-5-mini"
    base_url: str | None = None
    prompts: Prompts = Prompts()
    cards_per_item: int = 3
    budget_usd: float = 2.0
    price: Price | None = None


def _prompt(check: Check, tree: Tree, name: str) -> str:
    text = text_of(check, tree, name)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else check.absolute(text)


_PROMPT_KEYS = {"page": _prompt, "section": _prompt, "repair": _prompt}
_PRICE_KEYS = {"input": number_of(0, 10_000), "output": number_of(0, 10_000)}

_KEYS: Mapping[str, Read] = {
    "model": text_of,
    "base_url": optional(url_of),
    "prompts": keys_of(Prompts, _PROMPT_KEYS),
    "cards_per_item": number_of(1, 50, whole=True),
    "budget_usd": number_of(0, 1_000_000),
    "price": keys_of(Price, _PRICE_KEYS, required=("input", "output")),
}

LLM: Read = keys_of(LlmSettings, _KEYS)
"""Reads the key ``llm``."""
