"""Prompts: YAML files of ours or of the user's -> what is said to the model, checked before anything is paid for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

import deckgen
from deckgen.cards.points import POINTS
from deckgen.files.checked import Check, Read, WrongError, keys_of, list_of, number_of, switch_of, text_of
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.yaml_tree import Tree, key_lines, plain_value, read_tree
from deckgen.patterns import regex

NEEDED = MappingProxyType(
    {
        "page": frozenset({"source", "mark", "count"}),
        "section": frozenset({"source", "mark", "count"}),
        "repair": frozenset({"source", "mark", "card", "fault"}),
        "judge": frozenset({"source", "mark", "cards"}),
    }
)
"""The variables without which a prompt of each use makes no sense."""

KNOWN = MappingProxyType(
    {
        "page": NEEDED["page"] | {"title", "topic", "questions", "examples"},
        "section": NEEDED["section"] | {"title", "topic", "questions", "examples"},
        "repair": NEEDED["repair"] | {"title", "topic", "examples"},
        "judge": NEEDED["judge"] | {"title", "topic"},
    }
)
CARD_KEYS = ("question", "answer", "detail", "quote")
VERDICT_KEYS = ("card", "verdict", "wrong")
_VARIABLE = regex(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_BRACES = regex(r"\{\{[^{}\n]*\}\}")
_FOLDERS = (Path(deckgen.__file__).parent / "prompts", Path(deckgen.__file__).parents[1] / "prompts")
"""Inside of an installed package, and beside the package where it is developed."""


class PromptError(DeckgenError):
    """A prompt that cannot be used; ``problems`` holds all that is wrong with it."""


class BadCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card that nobody should write, and why."""

    question: str
    answer: str
    why: str


class GoodCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card as it should be."""

    quote: str
    question: str
    answer: str
    detail: str = ""
    kind: str = ""  # question | cloze; empty where the prompt knows one kind


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A source with what should come of it."""

    source: str
    good: tuple[GoodCard, ...] = ()
    bad: tuple[BadCard, ...] = ()
    no_card: str = ""


class ProbeCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card whose verdict is known."""

    quote: str
    question: str
    answer: str
    proved: bool


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """A source with cards by which a judge is tried."""

    title: str
    source: str
    cards: tuple[ProbeCard, ...]


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to the model, with holes to be filled in."""

    name: str
    version: int
    system: str
    user: str
    schema: dict[str, Any]  # JSON schema of the answer
    examples: tuple[Example, ...] = ()
    probes: tuple[Probe, ...] = ()  # of a judge
    remedies: dict[str, str] = {}  # of a repair: what to do about a fault, by its point of the rubric
    use: str = ""  # page | section | repair | judge
    digest: str  # of all that the model gets to see: a prompt that was changed is another one

    @property
    def title(self) -> str:
        """Return the name by which cards say what made them: ``qa/1``."""
        return f"{self.name}/{self.version}"

    def messages(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """Return the messages with the holes filled in; what is filled in is not looked at for further holes."""
        filled = {**values, "examples": "\n\n".join(map(_example_text, self.examples))}
        return [
            {"role": "system", "content": _VARIABLE.sub(lambda found: filled[found[1]], self.system).strip()},
            {"role": "user", "content": _VARIABLE.sub(lambda found: filled[found[1]], self.user).strip()},
        ]


def _mapping(value: Any, *keys: str) -> dict[str, Any]:
    """Return the mapping under these keys, an empty one where something else stands on the way."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _json(tree: Tree) -> Any:
    """Return a value as JSON has it."""
    try:
        return plain_value(tree)
    except ValueError:  # .inf, 1:30.5, thousands of digits
        raise WrongError(tree.line, "holds a number that JSON does not have") from None


def _schema(_check: Check, tree: Tree, _name: str) -> dict[str, Any]:
    """Return a JSON schema; raise a WrongError unless it asks for what we read: cards with these keys, and no_card."""
    schema = _json(tree)
    properties = _mapping(schema, "properties")
    card = _mapping(properties, "cards", "items", "properties")
    if not card:
        raise WrongError(tree.line, "must describe an object with `cards` (an array of objects) and `no_card`")
    missing = [key for key in CARD_KEYS if key not in card] + (["no_card"] if "no_card" not in properties else [])
    if missing:
        raise WrongError(tree.line, f"does not ask for {', '.join(missing)}")
    return dict(schema)


def _verdicts(_check: Check, tree: Tree, _name: str) -> dict[str, Any]:
    """Return a JSON schema; raise a WrongError unless it asks for verdicts with these keys."""
    schema = _json(tree)
    verdict = _mapping(schema, "properties", "verdicts", "items", "properties")
    if missing := [key for key in VERDICT_KEYS if key not in verdict]:
        raise WrongError(tree.line, f"must describe an object with `verdicts`, each with {', '.join(missing)}")
    return dict(schema)


_GOOD_KEYS: Mapping[str, Read] = dict.fromkeys(("quote", "question", "answer"), text_of)
_BAD_KEYS: Mapping[str, Read] = dict.fromkeys(("question", "answer", "why"), text_of)


def _maybe_empty(check: Check, tree: Tree, name: str) -> str:
    return "" if plain_value(tree) == "" else str(text_of(check, tree, name))


_CARD_KEYS: Mapping[str, Read] = {**_GOOD_KEYS, "answer": _maybe_empty, "detail": _maybe_empty, "kind": text_of}
_EXAMPLE_KEYS: Mapping[str, Read] = {
    "source": text_of,
    "good": list_of(keys_of(GoodCard, _CARD_KEYS, ("quote", "question"))),
    "bad": list_of(keys_of(BadCard, _BAD_KEYS, tuple(_BAD_KEYS))),
    "no_card": text_of,
}


def _name(check: Check, tree: Tree, name: str) -> str:
    text = str(text_of(check, tree, name))
    if not re.fullmatch(r"[\w.-]{1,40}", text, re.ASCII):
        raise WrongError(tree.line, "must be a short name of letters, digits, dots and hyphens")
    return text


_KEYS: Mapping[str, Read] = MappingProxyType(
    {
        "name": _name,
        "version": number_of(1, 1_000_000, whole=True),
        "variables": list_of(text_of),
        "system": text_of,
        "user": text_of,
        "schema": _schema,
        "examples": list_of(keys_of(Example, _EXAMPLE_KEYS, ("source",))),
    }
)


def _remedies(_check: Check, tree: Tree, _name: str) -> dict[str, str]:
    """Return what to do about a fault, by the points of the rubric."""
    value = plain_value(tree)
    if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise WrongError(tree.line, "must say for points of the rubric what to do, such as R3: name the thing")
    if strange := [str(point) for point in value if str(point) not in POINTS]:
        raise WrongError(tree.line, f"{strange[0]} is no point of the rubric; they are R1 to R12")
    return {str(point): text.strip() for point, text in value.items()}


_REPAIR_KEYS: Mapping[str, Read] = MappingProxyType({**_KEYS, "remedies": _remedies})
_PROBE_CARD: Mapping[str, Read] = {**_GOOD_KEYS, "proved": switch_of}
_PROBE: Mapping[str, Read] = {
    "title": text_of,
    "source": text_of,
    "cards": list_of(keys_of(ProbeCard, _PROBE_CARD, tuple(_PROBE_CARD))),
}
_JUDGE_KEYS: Mapping[str, Read] = MappingProxyType(
    {
        **{name: read for name, read in _KEYS.items() if name != "examples"},
        "schema": _verdicts,
        "probes": list_of(keys_of(Probe, _PROBE, tuple(_PROBE))),
    }
)


def load_prompt(name: str, use: str) -> Prompt:
    """Read a prompt of ours by its name, or the user's by its path; ``use`` is page, section, repair or judge.

    Raises a PromptError with everything that is wrong in the file.
    """
    path = _path_of(name)
    tree, problems = read_tree(path)
    check = Check(path, problems)
    keys = {"judge": _JUDGE_KEYS, "repair": _REPAIR_KEYS}.get(use, _KEYS)
    values = {} if problems else check.keys(tree, "", keys, required=("name", "version", "system", "user", "schema"))
    if not check.problems and tree is not None:
        _check_variables(check, values, key_lines(tree), use)
    if check.problems:
        raise PromptError(tuple(sorted(msgspec.structs.replace(problem, code="prompt") for problem in check.problems)))
    declared = values.pop("variables", ())
    seen = [values[key] for key in ("system", "user", "schema")] + [declared]
    told = json.dumps([*seen, *(values[key] for key in ("remedies",) if key in values)], sort_keys=True)
    examples = msgspec.json.encode([_as_told(example) for example in values.get("examples", ())])
    digest = hashlib.blake2b(told.encode() + examples, digest_size=8).hexdigest()
    return Prompt(**values, use=use, digest=digest)


def _path_of(name: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return Path(name)
    known = sorted({path.stem for folder in _FOLDERS for path in folder.glob("*.yaml")})
    for folder in _FOLDERS:
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    message = f"there is no prompt {name} (known: {', '.join(known)}); a file of yours is named with its ending"
    raise PromptError(refusal(name, "prompt", message).problems)


def _check_variables(check: Check, values: Mapping[str, Any], lines: Mapping[str, int], use: str) -> None:
    used = {name for key in ("system", "user") for name in _VARIABLE.findall(values[key])}
    declared = set(values.get("variables", ()))
    for key in ("system", "user"):
        for text in sorted(set(_BRACES.findall(values[key]))):
            if not _VARIABLE.fullmatch(text):
                check.error(lines[key], f"{key}: {text} is no variable")
        for name in sorted(set(_VARIABLE.findall(values[key])) - KNOWN[use]):
            check.error(lines[key], f"{key}: unknown variable {name}; known are {', '.join(sorted(KNOWN[use]))}")
    for name in sorted(NEEDED[use] - used):
        check.error(lines["user"], f"variable {name} is missing: put {{{{{name}}}}} into system or user")
    at = lines.get("variables", 1)
    for name in sorted(used & KNOWN[use] - declared):
        check.error(at, f"variables: {name} is used and not listed")
    for name in sorted(declared - used):
        check.error(at, f"variables: {name} is listed and not used")
    if values.get("examples") and "examples" not in used:
        check.error(lines["examples"], "examples are given, but {{examples}} stands nowhere")


def _as_told(example: Example) -> dict[str, Any]:
    """Return an example as a model is told it: a prompt that knows one kind of cards names none."""
    told: dict[str, Any] = msgspec.to_builtins(example)
    told["good"] = [_card_as_told(card) for card in told["good"]]
    return told


def _card_as_told(card: dict[str, str]) -> dict[str, str]:
    """Return a card with its kind, if it has one, where the schema has it: models write in that order."""
    kind = card.pop("kind")
    return {"quote": card["quote"], **({"kind": kind} if kind else {}), **card}


def _example_text(example: Example) -> str:
    lines = ["Example source:", example.source.strip(), "A good answer:"]
    cards = _as_told(example)["good"]
    lines.append(json.dumps({"cards": cards, "no_card": example.no_card}, ensure_ascii=False))
    lines += [f"A bad card: {bad.question} / {bad.answer} ({bad.why})" for bad in example.bad]
    return "\n".join(lines)
