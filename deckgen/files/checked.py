"""Readers of single values in a file that a person wrote: each checks one and says what is wrong, and where.

A reader takes the check, the value as written and its dotted name; it gives the value, or None where nothing
is said (so that the default holds). What is wrong is collected, so that a file is mended in one go.
"""

from __future__ import annotations

import datetime
import difflib
import enum
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deckgen.files import yaml_tree
from deckgen.files.yaml_tree import Items, Scalar, Tree
from deckgen.model import Problem, Severity


class WrongError(Exception):
    """A value that its key does not take; becomes a problem of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


class Check:
    """A file being checked: its folder, and the problems so far."""

    def __init__(self, path: Path, problems: Iterable[Problem] = ()) -> None:
        self.path = path
        self.folder = os.path.realpath(path.parent)
        self.problems = list(problems)
        self.notes: list[Problem] = []

    def error(self, line: int, message: str) -> None:
        """Note what is wrong, and go on."""
        error = Severity.ERROR
        self.problems.append(
            Problem(path=str(self.path), line=line, severity=error, code="definition", message=message)
        )

    def note(self, line: int, message: str) -> None:
        """Return what is read and does nothing."""
        self.notes.append(
            Problem(path=str(self.path), line=line, severity=Severity.NOTE, code="definition", message=message)
        )

    def keys(
        self, tree: Tree | None, prefix: str, readers: Mapping[str, Read], *, required: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Read the keys of a mapping; a wrong one is reported, and the others are read all the same."""
        if not isinstance(tree, yaml_tree.Mapping):
            self.error(
                tree.line if tree else 1,
                f"{prefix.removesuffix('.') or 'the file'} must hold keys: {', '.join(readers)}",
            )
            return {}
        values = {}
        for key, tree_value in tree.entries:
            value = self._value(key, tree_value, prefix, readers)
            if value is not None:
                values[key.text] = value
        given = {key.text for key, _ in tree.entries}
        for name in required:
            if name not in given:
                self.error(tree.line, f"{prefix}{name} is missing")
        return values

    def _value(self, key: Scalar, tree: Tree, prefix: str, readers: Mapping[str, Read]) -> Any:
        name = prefix + key.text
        if key.text not in readers:
            self.error(key.line, f"unknown key {name}{_nearest(key.text, readers)}")
            return None
        try:
            return readers[key.text](self, tree, name)
        except WrongError as exc:
            self.error(exc.line, f"{name}: {exc.message}")
            return None

    def absolute(self, text: str) -> str:
        """Return a path of the file, which is relative to the file's folder, as an absolute one."""
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(text)))  # noqa: PTH111, PTH118


Read = Callable[[Check, Tree, str], Any]
"""Checks one value; gives None where nothing is said, so that the default holds."""


def _nearest(word: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and tree.type == "null" and not tree.quoted


def scalar_of(tree: Tree, wanted: str) -> Scalar:
    """Take one value, whatever its type."""
    if not isinstance(tree, Scalar):
        found = "a list" if isinstance(tree, Items) else "keys"
        raise WrongError(tree.line, f"must be {wanted}, not {found}")
    if _is_null(tree):
        raise WrongError(tree.line, f"must be {wanted}; leave the line out for the default")
    return tree


def text_of(_check: Check, tree: Tree, _name: str) -> str:
    """Take text that YAML does not read as something else."""
    scalar = scalar_of(tree, "text")
    if scalar.type != "str":
        what = {"int": "a number", "float": "a number", "bool": "true or false", "timestamp": "a date"}
        kind = what.get(scalar.type, "something else")
        raise WrongError(
            scalar.line, f'YAML reads {scalar.text} as {kind}; put it in quotes: "{scalar.text}"'
        )
    if not scalar.text.strip():
        raise WrongError(scalar.line, "is empty")
    return scalar.text


def date_of(_check: Check, tree: Tree, _name: str) -> str:
    """Take a date and give it in ISO form."""
    scalar = scalar_of(tree, "a date")
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", scalar.text):
            return datetime.date.fromisoformat(scalar.text).isoformat()
    except ValueError:
        pass
    raise WrongError(scalar.line, f"must be a date such as 2015-01-31, not {scalar.text}")


def url_of(check: Check, tree: Tree, name: str) -> str:
    """Take an http address and give it without a slash at its end."""
    text = text_of(check, tree, name)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        usable = False
    if not usable:
        raise WrongError(tree.line, f"must be an address such as https://blog.example, not {text}")
    return text.rstrip("/")


def host_of(check: Check, tree: Tree, name: str) -> str:
    """Take the name of a host and give it in lower case."""
    text = text_of(check, tree, name).strip()
    if "/" in text or re.search(r"[\s@]", text):
        raise WrongError(tree.line, f"must be a host such as pan.baidu.com, not {text}")
    return text.lower()


def origin_of(check: Check, tree: Tree, name: str) -> str:
    """Take a host with its port and give both in lower case."""
    text = text_of(check, tree, name).strip()
    if not re.fullmatch(r"(?:[^\s/@:\[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}", text):
        raise WrongError(tree.line, f"must be host:port such as localhost:8080, not {text}")
    return text.lower()


def switch_of(_check: Check, tree: Tree, _name: str) -> bool:
    """Take true or false."""
    scalar = scalar_of(tree, "true or false")
    if scalar.type != "bool":
        raise WrongError(scalar.line, f"must be true or false without quotes, not {scalar.text}")
    return scalar.text.lower() in {"true", "yes", "on"}


def did_once(check: Check, tree: Tree, name: str) -> None:
    """Read a switch of earlier releases, and say that it does nothing any more."""
    switch_of(check, tree, name)
    check.note(tree.line, f"{name} does nothing any more")


def number_of(low: int, high: int, *, whole: bool = False) -> Read:
    """Take a decimal number of this range, both ends included."""
    kind = "a whole number" if whole else "a number"
    wanted = f"{kind} from {low} to {high:,}"

    def read(_check: Check, tree: Tree, _name: str) -> float:
        scalar = scalar_of(tree, wanted)
        pattern = r"\d+" if whole else r"\d+(\.\d*)?([eE][-+]?\d+)?|\.\d+"
        if scalar.quoted or not re.fullmatch(pattern, scalar.text, re.ASCII) or len(scalar.text) > 30:
            raise WrongError(scalar.line, f"must be {wanted}, not {scalar.text}")
        number = int(scalar.text) if whole else float(scalar.text)
        if not low <= number <= high:
            raise WrongError(scalar.line, f"must be {wanted}, not {scalar.text}")
        return number

    return read


def one_of(choices: type[enum.StrEnum]) -> Read:
    """Take one of these words."""

    read_word = word_of([choice.value for choice in choices])

    def read(check: Check, tree: Tree, name: str) -> enum.StrEnum:
        return choices(read_word(check, tree, name))

    return read


def word_of(words: Sequence[str]) -> Read:
    """Take one of these words as it is."""

    def read(_check: Check, tree: Tree, _name: str) -> str:
        scalar = scalar_of(tree, f"one of {', '.join(words)}")
        if scalar.text not in words:
            raise WrongError(scalar.line, f"must be one of {', '.join(words)}, not {scalar.text}")
        return scalar.text

    return read


def list_of(read_item: Read, *, or_one: bool = False) -> Read:
    """Take a list without repetition; with ``or_one`` a single value too, and never an empty list."""

    def read(check: Check, tree: Tree, name: str) -> tuple[Any, ...] | None:
        if _is_null(tree) and not or_one:
            return None
        if or_one and isinstance(tree, Scalar):
            return (read_item(check, tree, name),)
        if not isinstance(tree, Items):
            raise WrongError(tree.line, "must be a list such as [a, b]")
        if or_one and not tree.items:
            raise WrongError(tree.line, "is empty")
        values = []
        for item in tree.items:
            value = read_item(check, item, name)
            if value in values:
                raise WrongError(item.line, f"names {value} twice")
            values.append(value)
        return tuple(values)

    return read


def optional(read_value: Read) -> Read:
    """Take an empty value for the default."""

    def read(check: Check, tree: Tree, name: str) -> Any:
        if _is_null(tree):
            return None
        return read_value(check, tree, name)

    return read


def keys_of(build: Callable[..., Any], readers: Mapping[str, Read], required: Sequence[str] = ()) -> Read:
    """Take a mapping of these keys and build a value from them."""

    def read(check: Check, tree: Tree, name: str) -> Any:
        if _is_null(tree):
            return None
        before = len(check.problems)
        values = check.keys(tree, f"{name}.", readers, required=required)
        return build(**values) if len(check.problems) == before else None

    return read
