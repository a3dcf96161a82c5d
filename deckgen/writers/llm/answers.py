"""A completion -> an answer; its text -> drafts of cards, one by one: what is whole is kept, whatever is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from deckgen.files.answers import Answer

LONGEST = 200_000
"""Characters of an answer that are looked at."""

MOST_TRIES = 200
MOST_FIELD = 2_000
_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.S | re.I)
_OPEN_THOUGHTS = re.compile(r"<(?:think|thinking|reasoning)>", re.I)
_CLOSE_THOUGHTS = re.compile(r"</(?:think|thinking|reasoning)>", re.I)
_CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LABEL = re.compile(r"^\s*(?:Q|A|Question|Answer|问题?|答案?)\s*[:：]\s*", re.I)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A card as a model worded it."""

    question: str
    answer: str
    quote: str
    detail: str = ""


class ReadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer holds."""

    drafts: tuple[Draft, ...] = ()
    no_card: str = ""  # why the model gives none
    broken: tuple[str, ...] = ()  # what of it cannot be read, in words
    is_read: bool = True  # it is an answer to what was asked, if only to say that there is no card


def read_answer(text: str) -> ReadAnswer:
    """Read an answer: JSON, with or without fences, thoughts, talk around it, or cut off in the middle."""
    bare = _without_thoughts(text[:LONGEST])
    value, is_whole = _json_of(bare)
    if value is None:
        return ReadAnswer(broken=("the answer holds no JSON",), is_read=False)
    cards, no_card = _parts(value)
    if cards is None:
        return ReadAnswer(broken=("the answer holds no cards",), is_read=False)
    drafts: dict[Draft, None] = {}
    broken = [] if is_whole else ["the answer is cut off"]
    for number, card in enumerate(cards, 1):
        draft = _draft(card)
        if isinstance(draft, Draft):
            drafts[draft] = None
        else:
            broken.append(f"card {number}: {draft}")
    return ReadAnswer(
        drafts=tuple(drafts), no_card=_clean(no_card), broken=tuple(broken), is_read=bool(drafts or is_whole)
    )


def _without_thoughts(text: str) -> str:
    text = _THOUGHTS.sub("", text)
    closed = list(_CLOSE_THOUGHTS.finditer(text))
    if closed:  # some servers cut the opening tag off
        text = text[closed[-1].end() :]
    opened = _OPEN_THOUGHTS.search(text)
    return text if opened is None else text[: opened.start()]


def _json_of(text: str) -> tuple[Any, bool]:
    """Give the first JSON object or array that holds cards, or the whole cards of one that breaks off."""
    for place in _openings(text):
        value = _decoded(text, place)
        is_card = isinstance(value, dict) and "question" in value
        if value is not None and not is_card and _parts(value)[0] is not None:
            return value, True
    cards = list(_whole_cards(text))
    # One card without anything around it is an answer, too.
    is_whole = len(cards) == 1 and _decoded(text, text.find("{")) == cards[0]
    return (cards, is_whole) if cards else (None, False)


def _openings(text: str) -> Iterator[int]:
    for tries, found in enumerate(re.finditer(r"[{\[]", text)):
        if tries >= MOST_TRIES:
            return
        yield found.start()


def _decoded(text: str, place: int) -> Any:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, place)
    except (ValueError, RecursionError):
        return None
    return value


def _whole_cards(text: str) -> Iterator[dict[str, Any]]:
    end = 0
    for place in _openings(text):
        if place < end or text[place] != "{":
            continue
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and "question" in value:
            yield value


def _parts(value: Any) -> tuple[list[Any] | None, str]:
    """Give the cards of a JSON value and why there are none; None if it is something else."""
    if isinstance(value, list):
        return (value, "") if all(isinstance(one, dict) and "question" in one for one in value) else (None, "")
    if not isinstance(value, dict):
        return None, ""
    if "question" in value:
        return [value], ""
    cards, no_card = value.get("cards"), value.get("no_card")
    reason = no_card if isinstance(no_card, str) else ""
    if isinstance(cards, list):
        return cards, reason
    return ([], reason) if "no_card" in value and cards is None else (None, "")


def _draft(card: Any) -> Draft | str:
    """Give a draft, or what is wrong with it."""
    if not isinstance(card, dict):
        return "no object"
    values: dict[str, str] = {}
    for name in ("question", "answer", "quote", "detail"):
        value = card.get(name, "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return f"{name} is no text"
        values[name] = _clean(str(value))[: MOST_FIELD + 1]
        if len(values[name]) > MOST_FIELD:
            return f"{name} is longer than {MOST_FIELD:,} characters"
    missing = [name for name in ("question", "answer", "quote") if not values[name]]
    if missing:
        return f"{', '.join(missing)} is missing"
    question, answer = (_LABEL.sub("", values[name]) for name in ("question", "answer"))
    return Draft(question=question, answer=answer, quote=values["quote"], detail=values["detail"])


def _clean(text: str) -> str:
    """Drop what nobody sees, and blanks at the ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def answer_of(body: Mapping[str, Any], date: str) -> Answer:
    """Give the answer in the JSON of a chat completion; raises a KeyError, IndexError or TypeError if there is none."""
    choice = body["choices"][0]
    message = choice["message"]
    usage = body.get("usage") or {}
    return Answer(
        text=message.get("content") or "",
        model=str(body.get("model") or ""),
        finish=str(choice.get("finish_reason") or ""),
        refusal=str(message.get("refusal") or ""),
        input_tokens=_count(usage.get("prompt_tokens")),
        output_tokens=_count(usage.get("completion_tokens")),
        date=date,
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
