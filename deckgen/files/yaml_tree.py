"""A small YAML file as a tree of values that know their lines.

Takes a file that a person wrote and gives mappings, lists and scalars as written (the text, and what YAML
takes it for); never builds an object, follows no alias and reads no more than a person would write.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from deckgen.files.regular import read_regular
from deckgen.model import Problem, Severity

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000
MAX_DEPTH = 20


class Scalar(msgspec.Struct, frozen=True):
    """A single value: its text, and the YAML type that an unquoted one is taken for."""

    line: int
    text: str
    type: str  # str, int, float, bool, null, timestamp, ...
    quoted: bool


class Items(msgspec.Struct, frozen=True):
    """A list."""

    line: int
    items: tuple[Tree, ...]


class Mapping(msgspec.Struct, frozen=True):
    """Keys with their values, in the order of the file; no key twice."""

    line: int
    entries: tuple[tuple[Scalar, Tree], ...]


Tree = Scalar | Items | Mapping


class _WrongError(Exception):
    """The file is no tree that we take."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def read_tree(path: Path) -> tuple[Tree | None, list[Problem]]:
    """Read a YAML file; None for an empty one and for one that is not readable, which has a problem."""
    try:
        return _tree(_text(path)), []
    except _WrongError as exc:
        line, message = exc.line, exc.message
    return None, [
        Problem(path=str(path), line=line, severity=Severity.ERROR, code="definition", message=message)
    ]


def key_lines(tree: Tree | None) -> dict[str, int]:
    """Return the line of each key of the first level."""
    return {key.text: key.line for key, _ in tree.entries} if isinstance(tree, Mapping) else {}


def plain_value(tree: Tree) -> Any:
    """Return a tree as dicts, lists, text, numbers and truth values; a date stays text."""
    if isinstance(tree, Items):
        return [plain_value(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.text: plain_value(value) for key, value in tree.entries}
    return tree.text if tree.quoted else _PLAIN.get(tree.type, str)(tree.text)


_PLAIN: dict[str, Callable[[str], Any]] = {
    "int": lambda text: int(text.replace("_", ""), 10) if text.replace("_", "").lstrip("+-").isdecimal() else text,
    "float": float,
    "bool": lambda text: text.lower() in {"true", "yes", "on"},
    "null": lambda _text: None,
}


def _text(path: Path) -> str:
    try:
        data = read_regular(path)
    except OSError as exc:
        raise _WrongError(1, f"not readable: {exc.strerror or exc}") from exc
    if len(data) > MAX_BYTES:
        raise _WrongError(1, f"larger than {MAX_BYTES:,} bytes, so no definition")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise _WrongError(line, "not UTF-8; save the file as UTF-8") from exc


def _tree(text: str) -> Tree | None:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.reader.ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        raise _WrongError(line, f"not readable as YAML ({exc.reason})") from exc
    except yaml.MarkedYAMLError as exc:
        raise _marked(exc, text) from exc
    except RecursionError as exc:
        raise _WrongError(1, "nested too deep") from exc
    return None if node is None else _value(node)


def _marked(exc: yaml.MarkedYAMLError, text: str) -> _WrongError:
    """Return what is wrong at a place of the text; the library's own words only stand behind ours, in brackets."""
    mark = exc.problem_mark or exc.context_mark
    line, column, index = (mark.line + 1, mark.column + 1, mark.index) if mark else (1, 1, 0)
    if _brackets(text[:index]) > MAX_DEPTH:  # the scanner looks ahead, and may stop before the depth is an event
        return _WrongError(line, "nested too deep")
    start = exc.context_mark.index if exc.context_mark else index
    hint = "; put a value that starts with * or & in quotes" if text[start : start + 1] in {"*", "&"} else ""
    what = ", ".join(part for part in (exc.context, exc.problem) if part)
    return _WrongError(line, f"not readable as YAML at column {column}{hint} ({what})")


def _brackets(text: str) -> int:
    """Return how many brackets are open at the end of a text."""
    return text.count("[") + text.count("{") - text.count("]") - text.count("}")


def _line(thing: Any) -> int:
    return int(thing.start_mark.line) + 1


def _check_events(text: str) -> None:
    """Refuse what would grow beyond the text (aliases) or beyond the stack (nesting) before it is built."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if getattr(event, "anchor", None):
            raise _WrongError(_line(event), "anchors (&) and aliases (*) are not taken; write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _WrongError(_line(event), "nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: Any) -> Tree:
    line = _line(node)
    if isinstance(node, yaml.SequenceNode):
        return Items(line, tuple(_value(item) for item in node.value))
    if isinstance(node, yaml.MappingNode):
        return Mapping(line, _entries(node))
    # Block scalars and quoted ones are text whatever they look like; only a plain one is guessed at.
    return Scalar(line, node.value, node.tag.rpartition(":")[2], bool(node.style))


def _entries(node: yaml.MappingNode) -> tuple[tuple[Scalar, Tree], ...]:
    first_line: dict[str, int] = {}
    entries = []
    for key_node, value_node in node.value:
        key = _value(key_node)
        if not isinstance(key, Scalar):
            raise _WrongError(key.line, "a key must be a word")
        if key.text in first_line:
            raise _WrongError(key.line, f"{key.text} stands here again, first in line {first_line[key.text]}")
        first_line[key.text] = key.line
        entries.append((key, _value(value_node)))
    return tuple(entries)
