"""The part of a definition about a language model: who is asked, who judges, with which prompts and for how much."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from deckgen.files.checked import (
    Check,
    Read,
    WrongError,
    keys_of,
    number_of,
    optional,
    switch_of,
    text_of,
    url_of,
)
from deckgen.files.yaml_tree import Mapping as Keys
from deckgen.files.yaml_tree import Scalar, Tree, plain_value

AUTO = 0
"""Cards of an item: as many as its source's length makes likely."""


class Prompts(msgspec.Struct, frozen=True, kw_only=True):
    """Names of our prompts, or absolute paths."""

    page: str = "qa"
    section: str = "section"
    repair: str = "repair"
    judge: str = "judge"


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """USD for a million tokens."""

    input: float
    output: float


class JudgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who judges a model's cards."""

    is_on: bool = True
    is_tried: bool = True  # asked the probes first
    model: str = ""  # empty: the one that writes
    price: Price | None = None


class LlmSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How LLM cards are written."""

    model: str = "gpt-5-mini"
    base_url: str | None = None
    prompts: Prompts = Prompts()
    cards_per_item: int = AUTO
    judge: JudgeSettings = JudgeSettings()
    calls: int | None = None  # at a time; None: as the server bears
    timeout: float | None = None  # seconds for an answer; None: ours
    extra: dict[str, Any] = {}  # goes into each request to the model as it is
    budget_usd: float = 2.0
    price: Price | None = None


def _prompt(check: Check, tree: Tree, name: str) -> str:
    text = text_of(check, tree, name)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else check.absolute(text)


_OURS = frozenset(
    {"messages", "model", "response_format", "max_tokens", "max_completion_tokens", "n", "stream", "tools"}
)
"""Parts of a request on which the reading of its answer rests."""

_PROMPT_KEYS = {"page": _prompt, "section": _prompt, "repair": _prompt, "judge": _prompt}
_PRICE_KEYS = {"input": number_of(0, 10_000), "output": number_of(0, 10_000)}
_JUDGE_KEYS = {"model": text_of, "price": keys_of(Price, _PRICE_KEYS, required=("input", "output"))}
_NUMBER = number_of(1, 50, whole=True)


def _cards_per_item(check: Check, tree: Tree, name: str) -> int:
    if isinstance(tree, Scalar) and tree.text == "auto":
        return AUTO
    count: int = _NUMBER(check, tree, name)
    return count


def _judge(check: Check, tree: Tree, name: str) -> JudgeSettings | None:
    if not isinstance(tree, Scalar):
        judge: JudgeSettings | None = keys_of(JudgeSettings, _JUDGE_KEYS, ("model",))(check, tree, name)
        return judge
    if tree.type == "bool":
        return JudgeSettings(is_on=switch_of(check, tree, name), is_tried=False)
    if tree.text != "auto":
        raise WrongError(tree.line, f"must be auto, true, false or {{model: NAME}}, not {tree.text}")
    return JudgeSettings()


def _or_auto(read_number: Read) -> Read:
    """Take ``auto`` for what is found while it runs."""

    def read(check: Check, tree: Tree, name: str) -> Any:
        if isinstance(tree, Scalar) and tree.text in ("auto", ""):
            return None
        return read_number(check, tree, name)

    return read


def _extra(_check: Check, tree: Tree, _name: str) -> dict[str, Any]:
    if not isinstance(tree, Keys):
        raise WrongError(tree.line, "must hold keys of a request, such as {temperature: 0}")
    for key, _ in tree.entries:
        if key.text in _OURS:
            raise WrongError(key.line, f"{key.text} is set by deckgen")
    try:
        value = plain_value(tree)
        json.dumps(value, allow_nan=False)
    except ValueError:
        raise WrongError(tree.line, "holds a number that JSON has no word for") from None
    return dict(value)


_KEYS: Mapping[str, Read] = {
    "model": text_of,
    "base_url": optional(url_of),
    "prompts": keys_of(Prompts, _PROMPT_KEYS),
    "cards_per_item": _cards_per_item,
    "judge": optional(_judge),
    "calls": _or_auto(number_of(1, 1_000, whole=True)),
    "timeout": _or_auto(number_of(1, 86_400)),
    "extra": optional(_extra),
    "budget_usd": number_of(0, 1_000_000),
    "price": keys_of(Price, _PRICE_KEYS, required=("input", "output")),
}

LLM: Read = keys_of(LlmSettings, _KEYS)
"""Reads the key ``llm``."""
