"""A material and a prompt -> what is sent to a model, and the id that its answer is known by for ever."""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import lru_cache
from typing import Any

import msgspec

from deckgen.llm.excerpt import excerpt
from deckgen.llm.prompts import Prompt
from deckgen.llm.sources import Material
from deckgen.llm.tokens import estimate_tokens, most_tokens

MOST_SOURCE = 3_000
"""Tokens of a source that a request holds; of a longer one the head and the most central passages."""

MOST_QUESTIONS = 30
"""Questions of an item's other cards that a request lists."""

FRAME_TOKENS = 12
"""What a server adds around two messages (three or four tokens a message and the start of the answer)."""
LEVELS = ("json_schema", "json_object", "plain")
"""How an answer's form is asked for, the surest first."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a model."""

    id: str  # 32 hex digits; also the custom_id in a batch
    item: str
    prompt: str  # name/version
    model: str
    messages: tuple[dict[str, str], ...]
    schema: dict[str, Any]
    mark: str  # the line around the source
    count: int  # cards asked for
    most_output: int  # tokens that an answer may have

    @property
    def input_tokens(self) -> int:
        """Return the tokens of all that is sent, estimated."""
        # All but the last message is the same for thousands of requests.
        *others, last = self.messages
        fixed = [*(message["content"] for message in others), json.dumps(self.schema, ensure_ascii=False)]
        return sum(map(_fixed_tokens, fixed)) + estimate_tokens(last["content"]) + FRAME_TOKENS

    @property
    def most_input(self) -> int:
        """Return a number of tokens of all that is sent which no tokenizer exceeds."""
        return sum(most_tokens(text) for text in self._texts()) + FRAME_TOKENS

    def _texts(self) -> list[str]:
        # Servers that hold a model to a schema put it before the messages.
        return [*(message["content"] for message in self.messages), json.dumps(self.schema, ensure_ascii=False)]


@lru_cache(maxsize=16)
def _fixed_tokens(text: str) -> int:
    return estimate_tokens(text)


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Whom and how we ask, the same for all requests of a run."""

    model: str
    prompts: dict[str, Prompt]  # by use: page, section, repair
    count: int  # cards an item


def most_output(count: int) -> int:
    """Return the tokens that an answer may have: cards, and the thoughts of models that think before they write."""
    return 2_000 + 400 * count


def first_request(material: Material, asking: Asking, *, count: int, rewrites: int = 0) -> Request:
    """Return the request for the cards of a material."""
    prompt = asking.prompts[material.use]
    questions = "\n".join(f"- {question}" for question in material.questions[:MOST_QUESTIONS]) or "(none)"
    values = {"questions": questions, "count": str(count)}
    return _request(material, prompt, asking.model, values, count=count, why="", rewrites=rewrites)


def repair_request(
    material: Material, asking: Asking, *, card: dict[str, str], fault: str, rewrites: int = 0
) -> Request:
    """Return the request for another wording of a card that failed one check."""
    told = json.dumps(card, ensure_ascii=False, indent=1)
    values = {"card": told, "fault": fault, "questions": ""}
    why = f"{fault}\x1f{told}"
    return _request(material, asking.prompts["repair"], asking.model, values, count=1, why=why, rewrites=rewrites)


def _request(
    material: Material, prompt: Prompt, model: str, values: dict[str, str], *, count: int, why: str, rewrites: int
) -> Request:
    source = excerpt(material.text, MOST_SOURCE)
    most = most_output(count)
    identity = [f"{prompt.title}/{prompt.digest}", model, prompt.schema, source, {"most": most, "count": count}]
    name = json.dumps([*identity, why, rewrites], sort_keys=True, ensure_ascii=False)
    mark = _mark(source)
    filled = {**values, "source": source, "mark": mark, "title": material.title, "topic": material.topic}
    return Request(
        id=hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        item=material.item,
        prompt=prompt.title,
        model=model,
        messages=tuple(prompt.messages(filled)),
        schema=prompt.schema,
        mark=mark,
        count=count,
        most_output=most,
    )


def _mark(source: str) -> str:
    """Return a random line to stand around the source, so that nothing in it can pretend to be outside of it."""
    while True:
        mark = f"===== {secrets.token_hex(8)} ====="
        if mark not in source:
            return mark


def body_of(request: Request, *, level: int = 0, newer_limit: bool = True) -> dict[str, Any]:
    """Return the body of a Chat Completions call; ``level`` counts in LEVELS.

    ``newer_limit``: OpenAI's own models take max_completion_tokens alone; most other servers know max_tokens.
    """
    limit = "max_completion_tokens" if newer_limit else "max_tokens"
    messages = [dict(message) for message in request.messages]
    body: dict[str, Any] = {"model": request.model, "messages": messages, limit: request.most_output}
    if LEVELS[level] == "json_schema":
        schema = {"name": "cards", "strict": True, "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body
    if LEVELS[level] == "json_object":
        body["response_format"] = {"type": "json_object"}
    told = json.dumps(request.schema, ensure_ascii=False)
    messages[0]["content"] += f"\n\nAnswer with one JSON object of this schema and nothing else:\n{told}"
    return body
