"""A material and a prompt -> what is sent to a model, and the id that its answer is known by for ever."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from deckgen.llm.answers import Draft
from deckgen.llm.excerpt import excerpt
from deckgen.llm.passages import passages_around
from deckgen.llm.prompts import Prompt
from deckgen.llm.sources import Material
from deckgen.llm.tokens import estimate_tokens, most_tokens

MOST_SOURCE = 3_000
"""Tokens of a source that a request holds; of a longer one the head and the most central passages."""

MOST_QUESTIONS = 30
"""Other cards of an item that a request lists."""

FRAME_TOKENS = 12
"""What a server adds around two messages (three or four tokens a message and the start of the answer)."""
LEVELS = ("json_schema", "json_object", "plain")
"""How an answer's form is asked for, the surest first."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a model."""

    id: str  # 32 hex digits; also the custom_id in a batch
    prompt: str  # name/version
    model: str
    messages: tuple[dict[str, str], ...]
    schema: dict[str, Any]
    count: int  # cards asked for
    most_output: int  # tokens that an answer may have
    use: str = ""  # page | section | repair | judge
    extra: dict[str, Any] = {}  # the user's own parts of the body

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
        # Servers that hold a model to a schema put it before the messages.
        texts = [*(message["content"] for message in self.messages), json.dumps(self.schema, ensure_ascii=False)]
        return sum(map(most_tokens, texts)) + FRAME_TOKENS


@lru_cache(maxsize=16)
def _fixed_tokens(text: str) -> int:
    return estimate_tokens(text)


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Whom and how we ask, the same for all requests of a run."""

    model: str
    prompts: dict[str, Prompt]  # by use: page, section, repair, judge
    count: int  # cards an item; 0: as its source's length has it
    judge: str = ""  # the model that judges; empty where none does
    extra: dict[str, Any] = {}  # more for the body of each request to the model that writes


def most_output(count: int) -> int:
    """Return the tokens that an answer may have: cards, and the thoughts of models that think before they write."""
    return 2_000 + 400 * count


def most_judged(count: int) -> int:
    """Return the tokens that a judgement of so many cards may have, thoughts included."""
    return 2_000 + 100 * count


def first_request(material: Material, asking: Asking, *, count: int, rewrites: int = 0) -> Request:
    """Return the request for the cards of a material."""
    prompt = asking.prompts[material.use]
    questions = "\n".join(f"- {card}" for card in material.told[:MOST_QUESTIONS]) or "(none)"
    values = {"questions": questions, "count": str(count)}
    source = excerpt(material.text, MOST_SOURCE)
    identity = [source, {"most": most_output(count), "count": count}, ""]
    return _request(material, prompt, asking, values, identity, rewrites, count=count)


def repair_request(
    material: Material, asking: Asking, *, card: dict[str, str], fault: str, rewrites: int = 0
) -> Request:
    """Return the request for another wording of a card that failed one check, from the passage that it rests on."""
    told = json.dumps(card, ensure_ascii=False, indent=1)
    values = {"card": told, "fault": _remedy(fault, asking.prompts["repair"].remedies), "questions": ""}
    source = _passages([card["quote"]], material)
    identity = [source, fault, told]
    return _request(material, asking.prompts["repair"], asking, values, identity, rewrites, count=1)


def _remedy(fault: str, remedies: Mapping[str, str]) -> str:
    """Return what to do about a fault, with the words in which it shows; the fault itself where nothing is known."""
    point, _, message = fault.partition(": ")
    if point not in remedies:
        return fault
    _, _, words = message.partition(": ")
    return f"{remedies[point]} It is about: {words}" if words else remedies[point]


def judge_request(material: Material, asking: Asking, cards: Sequence[Draft], *, rewrites: int = 0) -> Request:
    """Return the request for a verdict on each card of an item: whether its passage proves its answer."""
    told = [
        {"card": card_mark(card), "question": card.asked, "answer": card.answer, "quote": card.quote} for card in cards
    ]
    values = {"cards": json.dumps(told, ensure_ascii=False, indent=1)}
    source = _passages([card.quote for card in cards], material)
    identity = [source, values["cards"], material.title, material.topic]
    return _request(material, asking.prompts["judge"], asking, values, identity, rewrites, count=len(cards))


def card_mark(card: Draft) -> str:
    """Return the name by which a judge speaks of a card: a number could be another one's by mistake."""
    told = "\x1f".join((card.question, card.answer, card.quote))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


def _passages(quotes: Sequence[str], material: Material) -> str:
    return excerpt(passages_around(quotes, material.text) or material.text, MOST_SOURCE)


def _request(
    material: Material,
    prompt: Prompt,
    asking: Asking,
    values: dict[str, str],
    identity: list[Any],
    rewrites: int,
    *,
    count: int,
) -> Request:
    source = identity[0]
    model = asking.judge if prompt.use == "judge" else asking.model
    whole = [f"{prompt.title}/{prompt.digest}", model, prompt.schema, *identity, rewrites]
    name = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    filled = {**values, "source": source, "mark": _mark(source), "title": material.title, "topic": material.topic}
    return Request(
        use=prompt.use,
        id=hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        prompt=prompt.title,
        model=model,
        messages=tuple(prompt.messages(filled)),
        schema=prompt.schema,
        extra=asking.extra if model == asking.model else {},
        count=count,
        most_output=most_judged(count) if prompt.use == "judge" else most_output(count),
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
    body: dict[str, Any] = {**request.extra, "model": request.model, "messages": messages, limit: request.most_output}
    if LEVELS[level] == "json_schema":
        schema = {"name": "cards", "strict": True, "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body
    if LEVELS[level] == "json_object":
        body["response_format"] = {"type": "json_object"}
    told = json.dumps(request.schema, ensure_ascii=False)
    messages[0]["content"] += f"\n\nAnswer with one JSON object of this schema and nothing else:\n{told}"
    return body
