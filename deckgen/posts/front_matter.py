"""Front matter: cut off, read as YAML or TOML or Pelican's lines, its known keys checked."""

from __future__ import annotations

import datetime
import html
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import yaml

from deckgen.files.yaml_tree import LOADER
from deckgen.language.labels import heads_question
from deckgen.patterns import regex

_YAML = regex(r"\A---[ \t]*\n(.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\n|\Z))", re.S | re.M)
_TOML = regex(r"\A\+\+\+[ \t]*\n(.*?)(?:^\+\+\+[ \t]*(?:\n|\Z))", re.S | re.M)
_PELICAN = regex(r"\A((?:[A-Za-z][\w-]{0,30}:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){1,40})(?:[ \t]*\n|\Z)")
"""Lines of "Key: value" up to an empty one, as Pelican and MultiMarkdown have them."""
_UNOPENED = regex(
    r"\A((?:[A-Za-z][\w-]{0,30}:(?:[ \t][^\n]*)?\n(?:(?:[ \t]+|-[ \t])[^\n]*\n)*){1,40})-{3,}[ \t]*(?:\n|\Z)"
)
"""YAML that a line ends and none opens, as Hexo has it (github.com/hexojs/hexo-front-matter)."""
_PELICAN_LINE = regex(r"^([A-Za-z][\w-]*):(.*(?:\n[ \t]+.*)*)$", re.M)
_HAS_TITLE = regex(r"^title:[ \t]*\S", re.I | re.M)
_SEPARATOR = regex(r"[,，;]")
_BLANKS_TOO = regex(r"[,，;]|\s+")
_LINE = regex(
    r"^(title|date|category|categories|tags|slug|permalink|url|draft|published|layout)[ \t]*[:=][ \t]*(.*)$", re.M
)
_SIMPLE = regex(
    r"([a-z]+):[ ]+([^\W\d_][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff:#'\"\[\]{}&*!|>%@`\\]*?)[ ]*"
)
_YAML_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_ALIAS = regex(r"(?:^|[\s\[{,:])\*[\w-]")
_YES = frozenset(("true", "yes", "on"))
_UNPUBLISHED = frozenset(("draft", "hidden", "skip"))
_NO = frozenset(("false", "no", "off"))
_NOTHING = frozenset(("", "~", "null"))
_KNOWN = frozenset(
    "title date slug permalink url categories category tags tag draft published layout deckgen noteId".split()  # noqa: SIM905
)
_MOST_ATTRIBUTES = 30
_IN_ADDRESS = regex(r"\S{1,100}")
_MAX_ALIASES = 20
"""YAML's aliases multiply: a few lines of them make gigabytes."""
_MAX_DEPTH = 100
"""Levels of YAML: no post has as many, and the C parser overflows its stack at some thousands."""

_MOST_NUMBER = 1 << 64  # TOML's go to 63 bits; Python writes out no number of thousands of digits


class _Loader(LOADER):  # type: ignore[misc]  # yaml has no types
    """Gives plain scalars as they are written: YAML 1.1 takes the title 1:30 for 90, and 012 for 10."""

    yaml_implicit_resolvers = {"<": LOADER.yaml_implicit_resolvers["<"]}  # noqa: RUF012 - merging of keys alone


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True):
    """What a post says of itself; empty where it says nothing."""

    title: str = ""
    question: str = ""  # that the body answers
    date: str = ""  # ISO date
    slug: str = ""
    url: str = ""  # permalink, as written
    categories: tuple[str, ...] = ()
    former_categories: tuple[str, ...] = ()  # as earlier releases read them, where they did so otherwise
    category: str = ""  # all of `categories:` that Jekyll takes for several words, and Hexo for one name
    tags: tuple[str, ...] = ()
    draft: bool = False
    attributes: tuple[tuple[str, str], ...] = ()  # names and numbers under other keys, which its address may hold
    has_layout: bool = False  # of a site whose generator lays pages out


def split_front_matter(text: str) -> tuple[str, str, int]:
    """Return the front matter's kind ("yaml", "toml", "pelican" or ""), its text, and where the body starts."""
    for kind, pattern in (("yaml", _YAML), ("toml", _TOML)):
        found = pattern.match(text)
        if found is not None:
            return kind, found[1], found.end()
    for kind, pattern in (("yaml", _UNOPENED), ("pelican", _PELICAN)):
        found = pattern.match(text)
        if found is not None and _HAS_TITLE.search(found[1]):
            return kind, found[1], found.end()
    return "", "", 0


def parse_front_matter(kind: str, text: str) -> tuple[FrontMatter, tuple[tuple[int, str], ...]]:
    """Return front matter and its faults, as (line within it from 1, message); what is broken is read line by line."""
    if not text.strip():
        return FrontMatter(), ()
    if kind == "pelican":
        return _checked(_read_pelican(text)), ()
    if kind == "yaml" and (simple := _read_simple(text)) is not None:
        return _checked(simple), ()
    try:
        values = tomllib.loads(text, parse_float=str) if kind == "toml" else load_yaml(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError, OverflowError) as exc:
        mark = getattr(exc, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        reason = getattr(exc, "problem", None) or str(exc).partition("\n")[0]
        fault = f"front matter is not {kind.upper()} ({reason}); read line by line"
        return _checked(_read_lines(text)), ((line, fault),)
    if not isinstance(values, Mapping):
        return FrontMatter(), ((1, "front matter is no mapping of keys to values; ignored"),)
    return _checked(values), ()


def _read_simple(text: str) -> dict[str, Any] | None:
    """Read front matter of plain words only, as most is, in a tenth of YAML's time; return None for any other."""
    values: dict[str, Any] = {}
    for line in text.rstrip("\n").split("\n"):
        found = _SIMPLE.fullmatch(line)
        if found is None or found[2].casefold() in _YAML_WORDS:
            return None
        values[found[1]] = found[2]
    return values


def load_yaml(text: str) -> Any:
    """Return YAML as mappings, lists and text. Raise a YAMLError or a ValueError."""
    if text.count("*") > _MAX_ALIASES and len(_ALIAS.findall(text)) > _MAX_ALIASES:
        raise ValueError("too many aliases")
    if _is_deep(text):
        raise ValueError("nested too deep")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one


def _is_deep(text: str) -> bool:
    """Return whether YAML may nest so deep that the C parser overflows its stack, which kills the process.

    A level takes a bracket, a column of indentation, or an indicator at the start of its line.
    """
    if text.count("[") + text.count("{") > _MAX_DEPTH:
        return True
    return any(
        len(line) - len(line.lstrip(" \t-?:!&*|>")) > _MAX_DEPTH for line in text.split("\n") if len(line) > _MAX_DEPTH
    )


def _read_lines(text: str) -> dict[str, Any]:
    return {found[1]: found[2].strip().strip("\"'") for found in _LINE.finditer(text)}


def _read_pelican(text: str) -> dict[str, Any]:
    found = {line[1].lower(): line[2].strip() for line in _PELICAN_LINE.finditer(text)}
    if found.get("status", "").lower() in _UNPUBLISHED:
        found["draft"] = "true"
    return found


def _checked(values: Mapping[Any, Any]) -> FrontMatter:
    draft = _text(values.get("draft")).lower() in _YES or _text(values.get("published")).lower() in _NO
    categories, former = _categories(values)
    return FrontMatter(
        title="" if (title := html.unescape(_text(values.get("title")))) in ("true", "false") else title,
        question=next((text for key, value in values.items() if _names_question(key) and (text := _text(value))), ""),
        date=iso_date(values.get("date")),
        slug=_text(values.get("slug")),
        url=_text(values.get("permalink") or values.get("url")),
        categories=categories,
        former_categories=former if former != categories else (),
        category=" ".join(categories) if _text(values.get("categories")) == " ".join(categories) else "",
        tags=_words(values.get("tags") or values.get("tag")),
        attributes=tuple(itertools.islice(_attributes(values), _MOST_ATTRIBUTES)),
        draft=draft,
        has_layout=bool(_text(values.get("layout"))),
    )


def _names_question(key: Any) -> bool:
    return isinstance(key, str) and len(key) > 1 and heads_question(key)


def _attributes(values: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        text = _text(value)
        if isinstance(key, str) and key not in _KNOWN and _IN_ADDRESS.fullmatch(text) is not None:
            yield key, text


def _text(value: Any) -> str:
    if isinstance(value, bool):  # of TOML
        return str(value).lower()
    if isinstance(value, str):
        return "" if value.lower() in _NOTHING else " ".join(value.split())
    return str(value) if isinstance(value, int) and abs(value) < _MOST_NUMBER else ""


def _categories(values: Mapping[Any, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the categories, and as earlier releases read them: every text word by word."""
    several, single = values.get("categories"), values.get("category")
    former = _words(several or single, _BLANKS_TOO)
    if several:
        return _words(several), former
    return (_words(single) if isinstance(single, (list, tuple)) else tuple(filter(None, [_text(single)]))), former


def _words(value: Any, separator: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """Return the words of a list, or of a text of words, which Jekyll takes as well; at its commas if it has some."""
    if isinstance(value, (list, tuple)):
        parts = (inner for part in value for inner in (part if isinstance(part, (list, tuple)) else [part]))  # Hexo's
        return tuple(text for text in map(_text, parts) if text)
    text = _text(value)
    separator = separator or (_SEPARATOR if _SEPARATOR.search(text) else _BLANKS_TOO)
    return tuple(part.strip() for part in separator.split(text) if part.strip())


def iso_date(value: Any) -> str:
    """Return the ISO date of a front matter's value or of a text that opens with a date, else an empty text."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    found = re.match(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", value) if isinstance(value, str) else None
    if found is None:
        return ""
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
