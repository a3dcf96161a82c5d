"""A completion -> an answer; its text -> drafts of cards, one by one: what is whole is kept, whatever is not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from deckgen.cards.recorded import CLOZE, QUESTION, gaps_in, with_blanks, without_gap_marks
from deckgen.files.answers import Answer
from deckgen.patterns import regex

LONGEST = 200_000
"""Characters of an answer that are looked at, its thoughts aside."""

MOST_READING = 10 * LONGEST
"""Characters that the search for JSON reads in all: braces that open nothing are tried again and again."""

MOST_CARDS = 40
"""Cards of an answer that are looked at: nobody asks for as many."""

LONGEST_FIELD = 2_000
"""Characters."""

MOST_TOKENS = 1_000_000_000
"""What a server says beyond it is no count."""

_THOUGHTS = regex(r"<(/?)(?:think|thinking|reasoning)>", re.I)
_OPENING = regex(r'\{(?=\s*")|\[(?=\s*[{\]])')
"""Where JSON of ours may begin; braces of formulas and code mostly do not look so."""
_CONTROLS = regex(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What nobody sees, turns the reading direction, or is no character at all (half of a surrogate pair)."""
LONGEST_NAME = 80
"""Characters of the name that an answer gives its author."""
_VERSION = regex(r"(?:[-@:]\d[\d.-]*)?")
"""What stands behind a model's name in that of a version of its ("-2026-08-07")."""
_LABEL = regex(r"^\s*(?:Q|A|Question|Answer|问题?|答案?)\s*[:：]\s*", re.I)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A card as a model worded it."""

    question: str  # of a gap card: its text, the hidden words between GAP_MARKS
    answer: str  # of a gap card: the hidden words
    quote: str
    detail: str = ""
    kind: str = QUESTION  # question | cloze

    @property
    def asked(self) -> str:
        """Return what its reader sees first: the question, or the text with its gaps."""
        return with_blanks(self.question) if self.kind == CLOZE else self.question

    @property
    def said(self) -> str:
        """Return all that a gap card says; nothing of a question, whose answer says it."""
        return without_gap_marks(self.question) if self.kind == CLOZE else ""


class ReadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer holds."""

    drafts: tuple[Draft, ...] = ()
    no_card: str = ""  # why the model gives none
    broken: tuple[str, ...] = ()  # what of it cannot be read, in words
    is_read: bool = True  # it is an answer to what was asked, if only to say that there is no card


def read_answer(text: str) -> ReadAnswer:
    """Read an answer: JSON, with or without fences, thoughts, talk around it, or cut off in the middle."""
    value, is_whole = _json_of(text)
    if value is None:
        return ReadAnswer(broken=("the answer holds no JSON",), is_read=False)
    cards, no_card = _parts(value)
    if cards is None:
        return ReadAnswer(broken=("the answer holds no cards",), is_read=False)
    drafts: dict[Draft, None] = {}
    broken = [] if is_whole else ["the answer is cut off"]
    if len(cards) > MOST_CARDS:
        broken.append(f"{len(cards):,} cards; the first {MOST_CARDS} are looked at")
    for number, card in enumerate(cards[:MOST_CARDS], 1):
        draft = _draft(card)
        if isinstance(draft, Draft):
            drafts[draft] = None
        else:
            broken.append(f"card {number}: {draft}")
    return ReadAnswer(
        drafts=tuple(drafts), no_card=_clean(no_card), broken=tuple(broken), is_read=bool(drafts or is_whole)
    )


def rows_of(text: str, *names: str) -> Iterator[dict[str, Any]]:
    """Yield each JSON object of an answer that has these names, wherever it stands; one may come twice."""
    for value, _, _ in _values(_without_thoughts(text)[:LONGEST]):
        if isinstance(value, dict) and all(name in value for name in names):
            yield value


def _without_thoughts(text: str) -> str:
    """Drop a model's thoughts: what stands between their tags, before a lone closing one, behind a lone opening one."""
    kept: list[str] = []
    at, is_open = 0, False
    for tag in _THOUGHTS.finditer(text):
        if tag[1]:
            if not is_open:  # some servers cut the opening tag off
                kept.clear()
            at, is_open = tag.end(), False
        elif not is_open:
            kept.append(text[at : tag.start()])
            is_open = True
    return "".join(kept if is_open else [*kept, text[at:]])


def _json_of(text: str) -> tuple[Any, bool]:
    """Return the first JSON object or array that holds cards, or the whole cards of one that breaks off.

    One that holds none is the answer only if nothing in the text holds any: models show an empty one while they talk.
    """
    start = text[:LONGEST].lstrip().removeprefix("```json").lstrip()
    if start.startswith(("{", "[")):  # a card may be about the very tags that others think between
        value, place, _ = next(_values(start), (None, 0, 0))
        if place == 0 and not _is_card(value) and _parts(value)[0]:
            return value, True
    bare = _without_thoughts(text)[:LONGEST]
    nothing: Any = None
    cards: list[Any] = []
    first = end = 0
    for value, place, stop in _values(bare):
        if _is_card(value):
            if place >= end:
                first = place if not cards else first
                cards.append(value)
                end = stop
            continue
        found = _parts(value)[0]
        if found:
            return value, True
        is_answer = isinstance(value, dict) or bare.strip().strip("`").removeprefix("json").strip() == "[]"
        if found is not None and nothing is None and is_answer:
            nothing = value
    if not cards:
        return nothing, nothing is not None
    # One card without anything around it is an answer, too.
    return cards, len(cards) == 1 and end - first == len(bare.strip().removeprefix("```json").strip("`").strip())


def _values(text: str) -> Iterator[tuple[Any, int, int]]:
    """Yield each JSON object and array in a text, those inside of others too, with where it begins and ends."""
    left = MOST_READING
    for found in _OPENING.finditer(text):
        place = found.start()
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, place)
        except json.JSONDecodeError as exc:
            # The lines up to the fault were counted, which is quick, but not for nothing.
            left -= (len(text) if exc.msg.startswith("Unterminated") else exc.pos) - place + exc.pos // 16
        except (ValueError, RecursionError):  # a number of thousands of digits; nesting that no answer has
            left -= LONGEST // 20
        else:
            left -= end - place
            yield value, place, end
        if left < 0:
            return


def _is_card(value: Any) -> bool:
    return isinstance(value, dict) and "question" in value


def _parts(value: Any) -> tuple[list[Any] | None, str]:
    """Return the cards of a JSON value and why there are none; None if it is something else."""
    if isinstance(value, list):
        return (value, "") if all(isinstance(card, dict) and "question" in card for card in value) else (None, "")
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
    """Return a draft, or what is wrong with it."""
    if not isinstance(card, dict):
        return "no object"
    values: dict[str, str] = {}
    for name in ("question", "answer", "quote", "detail"):
        value = card.get(name)
        value = "" if value is None else value
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number and not isinstance(value, str):
            return f"{name} is no text"
        values[name] = _clean(str(value))
        if len(values[name]) > LONGEST_FIELD:
            return f"{name} is longer than {LONGEST_FIELD:,} characters"
    for name in ("question", "answer"):
        values[name] = _LABEL.sub("", values[name])
    if card.get("kind") == CLOZE:
        values |= {"kind": CLOZE, "answer": " / ".join(gaps_in(values["question"]))}
    missing = [name for name in ("question", "answer", "quote") if not values[name]]
    if missing:
        return f"{', '.join(missing)} is missing"
    return Draft(**values)


def _clean(text: str) -> str:
    """Drop what nobody sees, and blanks at the ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def shown(text: str) -> str:
    """Return what others say on one line, as a terminal and a file can take it."""
    return " ".join(_CONTROLS.sub("", text).split())


def author_of(answer: Answer, model: str) -> str:
    """Return who wrote an answer that this model was asked for: another, where one out of a file says so.

    A dated version of the model is the model.
    """
    is_other = answer.signed and not _VERSION.fullmatch(answer.signed.removeprefix(model))
    return answer.signed if is_other else model


def answer_of(body: Mapping[str, Any], date: str) -> Answer:
    """Return the answer in the JSON of a chat completion.

    Raises a KeyError, IndexError, TypeError or AttributeError if there is none.
    """
    choice = body["choices"][0]
    message = choice["message"]
    usage = body.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Answer(
        text=text_of(message.get("content")),
        model=shown(text_of(body.get("model")))[:LONGEST_NAME],
        finish=text_of(choice.get("finish_reason")),
        refusal=text_of(message.get("refusal")),
        input_tokens=count_of(counts.get("prompt_tokens")),
        output_tokens=count_of(counts.get("completion_tokens")),
        date=date,
    )


def text_of(value: object) -> str:
    """Return a text, or the texts of a list of parts in one; halves of surrogate pairs are replaced."""
    if isinstance(value, list):
        return "".join(text_of(part.get("text")) for part in value if isinstance(part, dict))
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def count_of(value: object) -> int | None:
    """Return a number of tokens; None for what cannot be one, as if the server did not count."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    return value if is_count and isinstance(value, int) else None
