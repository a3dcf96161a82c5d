"""What a deck is made from: decks/NAME.yaml -> Definition.

Every key of the contract is known and checked here, whether or not this release uses it; all problems of a
file are reported at once, with their lines. Nothing but the definition itself is opened.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from deckgen.cards.aspects import FORMER_FORMS, FORMS
from deckgen.export.macros import macros_key
from deckgen.export.tex import Macro
from deckgen.files.checked import (
    Check,
    Read,
    WrongError,
    date_of,
    did_once,
    host_of,
    keys_of,
    list_of,
    number_of,
    one_of,
    optional,
    origin_of,
    scalar_of,
    switch_of,
    text_of,
    url_of,
    word_of,
)
from deckgen.files.errors import DeckgenError
from deckgen.files.store import store_path
from deckgen.files.yaml_tree import Items, Scalar, Tree, key_lines, read_tree
from deckgen.llm_settings import LLM, LlmSettings
from deckgen.model import GENERATED, Problem

PERMALINK_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})


OBSIDIAN = "obsidian"
"""The site of a vault: links open it."""

KEY_PLACE = "{key}"
"""In the address of `report`: what becomes the Key of a note."""


class DefinitionError(DeckgenError):
    """A definition that cannot be used; ``problems`` holds all that is wrong with it."""


class Topics(enum.StrEnum):
    """What a topic is."""

    AUTO = "auto"  # chosen at the first build
    HEADING = "heading"
    POST = "post"


class Subdeck(enum.StrEnum):
    """A level of decks under the deck."""

    KIND = "kind"
    CATEGORY = "category"
    FOLDER = "folder"
    TOPIC = "topic"
    POST = "post"


class Order(enum.StrEnum):
    """In which order new cards come."""

    POSTS = "posts"
    NEWEST = "newest"


class Audience(enum.StrEnum):
    """Who gets the deck."""

    PRIVATE = "private"
    PUBLIC = "public"


class ReadingCards(enum.StrEnum):
    """Which links become reading notes; a starred one does so whatever is said here."""

    AUTO = "auto"  # chosen at the first build
    ALL = "all"
    DESCRIBED = "described"  # those of which the back says more than the front; the rest stand on their topic's note
    TOPIC = "topic"  # all stand on their topic's note
    NONE = "none"


class Stage(enum.StrEnum):
    """What ``deckgen update`` can run, in this order whatever the definition's."""

    PULL = "pull"
    FETCH = "fetch"
    WRITE = "write"
    BUILD = "build"
    PUSH = "push"


class Only(msgspec.Struct, frozen=True, kw_only=True):
    """What alone is wanted; empty for all posts."""

    tags: tuple[str, ...] = ()


class Exclude(msgspec.Struct, frozen=True, kw_only=True):
    """What stays out of the deck."""

    globs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # lower case


class CardSwitches(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards are made."""

    reading: ReadingCards = ReadingCards.AUTO
    forms: tuple[str, ...] = FORMS  # the laid-out forms that word cards
    own: bool = True
    llm: bool = True  # ships what NAME.cards.jsonl holds; asks nobody


class FetchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How pages are fetched."""

    per_host_seconds: float = 3.0
    max_pages: int = 200
    allow_hosts: tuple[str, ...] = ()  # host:port, lower case


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A deck as its owner wants it. Paths that others read are absolute; ``home`` is as the user wrote it."""

    name: str  # the NAME of decks/NAME.yaml and of all files beside it
    home: Path  # the folder in which those files lie
    path: Path | None = None  # the file itself; None where posts were given directly
    output: Path | None = None  # as asked for with -o
    deck: str
    id: str = ""  # empty: the ledger's namespace, or a new one
    posts: tuple[str, ...]  # absolute files, folders or globs
    only: Only = Only()
    exclude: Exclude = Exclude()
    since: str = ""  # ISO date
    site: str = ""  # without a slash at its end; OBSIDIAN: links open the vault
    report: str = ""  # where mistakes are told, with KEY_PLACE
    media: Path | None = None
    language: str = ""
    permalink: str = ""
    topics: Topics = Topics.AUTO
    continuation_marks: tuple[str, ...] = ()
    subdecks: tuple[Subdeck, ...] | None = None  # None: chosen at the first build
    order: Order = Order.POSTS
    tags: tuple[str, ...] = ()
    post_tags: bool = True
    audience: Audience = Audience.PRIVATE
    cards: CardSwitches = CardSwitches()
    macros: dict[str, Macro] = {}  # TeX, by name without the backslash
    update: tuple[Stage, ...] = (Stage.BUILD,)
    fetch: FetchSettings = FetchSettings()
    llm: LlmSettings = LlmSettings()
    lines: dict[str, int] = {}  # where each key of the first level stands, for later problems
    notes: tuple[Problem, ...] = ()  # what of it does nothing
    site_files: tuple[Path, ...] = ()  # of posts given directly: what says of them what a definition would

    @property
    def ledger_path(self) -> Path:
        """``NAME.ledger.jsonl``."""
        return self.home / f"{self.name}.ledger.jsonl"

    @property
    def picks_path(self) -> Path:
        """``NAME.picks``."""
        return self.home / f"{self.name}.picks"

    @property
    def cards_path(self) -> Path:
        """``NAME.cards.jsonl``."""
        return self.home / f"{self.name}.cards.jsonl"

    @property
    def learner_path(self) -> Path:
        """``NAME.learner.jsonl``."""
        return self.home / f"{self.name}.learner.jsonl"

    @property
    def store_path(self) -> Path:
        """``.deckgen/store.sqlite``; the store itself knows where to go if this is not writable."""
        return store_path(self.home)

    @property
    def output_path(self) -> Path:
        """What ``-o`` says, else ``NAME.apkg``."""
        return self.output or self.home / f"{self.name}.apkg"


def deck_name_fault(deck: str) -> str:
    """Return why Anki would not keep a deck's name as it is; empty if it would."""
    if re.search(r"[\x00-\x1f\x7f]", deck):
        return "holds a control character"
    if any(not level or level != level.strip() for level in deck.split("::")):
        return "has an empty level, or a level with a space at its edge"
    return ""


def _deck(check: Check, tree: Tree, name: str) -> str:
    deck = text_of(check, tree, name)
    wrong = deck_name_fault(deck)
    if wrong:
        raise WrongError(tree.line, wrong)
    return deck


def _id(check: Check, tree: Tree, name: str) -> str:
    scalar = scalar_of(tree, "text in quotes")
    # 5e10 is text to PyYAML and a number to YAML 1.2: an id must not depend on who reads it.
    number_like = re.fullmatch(r"[-+]?[\d_.]+([eE][-+]?\d+)?", scalar.text)
    if not scalar.quoted and (scalar.type != "str" or number_like):
        raise WrongError(scalar.line, f'put it in quotes, it is no number: id: "{scalar.text}"')
    text = text_of(check, tree, name)
    if not re.fullmatch(r"[^\s\x00-\x1f\x7f]{1,64}", text):
        raise WrongError(scalar.line, "must be 1 to 64 characters without spaces")
    return text


def _tag(check: Check, tree: Tree, name: str) -> str:
    text = text_of(check, tree, name)
    if re.search(r"[\s\x00-\x1f\x7f\u3000]", text):
        raise WrongError(tree.line, f"a tag has no spaces: {text!r}")
    if text.lower().startswith(GENERATED):
        raise WrongError(tree.line, f"tags that begin with {GENERATED} are made by deckgen alone: {text}")
    return text


def _path(check: Check, tree: Tree, name: str) -> str:
    return check.absolute(text_of(check, tree, name))


def _media(check: Check, tree: Tree, name: str) -> Path:
    return Path(_path(check, tree, name))


def _language(check: Check, tree: Tree, name: str) -> str:
    text = text_of(check, tree, name)
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", text):
        raise WrongError(tree.line, f"must be a language such as zh or en, not {text}")
    return text


def _permalink(check: Check, tree: Tree, name: str) -> str:
    text = text_of(check, tree, name)
    if text not in PERMALINK_STYLES and not re.search(r"[/:]", text):
        styles = ", ".join(sorted(PERMALINK_STYLES))
        raise WrongError(tree.line, f"must be a pattern such as /:year/:title/ or one of {styles}")
    return text


def _form(check: Check, tree: Tree, name: str) -> str:
    """Take the name of a form; one of an earlier release is the form that took its place, or does nothing."""
    if isinstance(tree, Scalar) and tree.text in FORMER_FORMS:
        form = FORMER_FORMS[tree.text]
        check.note(tree.line, f"{name}: {tree.text} {f'is read as {form}' if form else 'does nothing any more'}")
        return form
    form_of: str = word_of(FORMS)(check, tree, name)
    return form_of


def _forms(check: Check, tree: Tree, name: str) -> tuple[str, ...]:
    if isinstance(tree, Items):
        named: tuple[str, ...] = tuple(list_of(_form)(check, tree, name) or ())
        return tuple(form for form in FORMS if form in named)
    return FORMS if switch_of(check, tree, name) else ()


def _switches(*, rules: tuple[str, ...] | None = None, **values: Any) -> CardSwitches:
    """Return the switches; ``rules`` is the earlier name of ``forms``."""
    if rules is not None:
        values.setdefault("forms", rules)
    return CardSwitches(**values)


def _reading(check: Check, tree: Tree, name: str) -> ReadingCards:
    if isinstance(tree, Scalar) and tree.text == "picked":
        check.note(tree.line, f"{name}: picked is read as none: a star gives a link its note whatever is said here")
        return ReadingCards.NONE
    reading: ReadingCards = one_of(ReadingCards)(check, tree, name)
    return reading


def _site(check: Check, tree: Tree, name: str) -> str:
    return OBSIDIAN if isinstance(tree, Scalar) and tree.text == OBSIDIAN else url_of(check, tree, name)


def _report(check: Check, tree: Tree, name: str) -> str:
    """Take the address where mistakes are told; {key} in it becomes the Key of the note."""
    text = url_of(check, tree, name)
    if KEY_PLACE not in text or re.search(r"[{}]", text.replace(KEY_PLACE, "")):
        raise WrongError(tree.line, f"must hold {KEY_PLACE}, for the note's Key, and no other braces: {text}")
    return text


def _order(check: Check, tree: Tree, name: str) -> Order | None:
    if isinstance(tree, Scalar) and tree.text == "interleaved":
        check.note(tree.line, f"{name}: interleaved does nothing any more; new cards come in the posts' order")
        return None
    order: Order = one_of(Order)(check, tree, name)
    return order


_FETCH_KEYS = {
    "per_host_seconds": number_of(0, 3_600),
    "max_pages": number_of(0, 1_000_000, whole=True),
    "allow_hosts": list_of(origin_of),
}
_CARD_KEYS = {
    "reading": _reading,
    "forms": _forms,
    "rules": _forms,
    "own": switch_of,
    "llm": switch_of,
    "people": did_once,
    "years": did_once,
}
_EXCLUDE_KEYS = {
    "globs": list_of(text_of),
    "categories": list_of(text_of),
    "tags": list_of(text_of),
    "headings": list_of(text_of),
    "hosts": list_of(host_of),
}
_KEYS: Mapping[str, Read] = MappingProxyType(
    {
        "deck": _deck,
        "id": _id,
        "posts": list_of(_path, or_one=True),
        "only": keys_of(Only, {"tags": list_of(text_of)}),
        "exclude": keys_of(Exclude, _EXCLUDE_KEYS),
        "since": optional(date_of),
        "site": optional(_site),
        "report": optional(_report),
        "media": optional(_media),
        "language": optional(_language),
        "permalink": optional(_permalink),
        "topics": one_of(Topics),
        "continuation_marks": list_of(text_of),
        "subdecks": list_of(one_of(Subdeck)),
        "order": _order,
        "tags": list_of(_tag),
        "post_tags": switch_of,
        "audience": one_of(Audience),
        "cards": keys_of(_switches, _CARD_KEYS),
        "macros": macros_key,
        "update": list_of(one_of(Stage)),
        "fetch": keys_of(FetchSettings, _FETCH_KEYS),
        "llm": LLM,
    }
)


def load_definition(path: Path, *, output: Path | None = None) -> Definition:
    """Read decks/NAME.yaml; raise a DefinitionError with everything that is wrong in it."""
    tree, problems = read_tree(path)
    check = Check(path, problems)
    values = {} if problems else check.keys(tree, "", _KEYS, required=("deck", "posts"))
    if check.problems:
        raise DefinitionError(tuple(sorted(check.problems)))
    return Definition(
        name=path.stem,
        home=path.parent,
        path=path,
        output=output,
        lines=key_lines(tree),
        notes=tuple(check.notes),
        **values,
    )
