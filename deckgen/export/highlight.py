"""Code -> runs of it with what each is, for styling: the only importer of Pygments, which loads it when asked.

Gives text, never markup: who writes the runs escapes them. What a lexer changes, or takes too long for, stays plain.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CLASSES = frozenset(("k", "s", "c", "m", "nf", "nb", "nv", "gi", "gd"))
"""Keyword, string, comment, number; names of functions and classes, built-in ones, variables; lines of a diff."""

MAX_LENGTH = 20_000
"""Longer code stays plain: nobody learns it by heart, and a lexer may be slow."""

_CLASS_BY_TOKEN = (
    ("Comment.Preproc", "k"), ("Comment.PreprocFile", "s"), ("Comment", "c"), ("Keyword", "k"), ("Operator.Word", "k"),
    ("Literal.String", "s"), ("Literal.Number", "m"), ("Name.Function", "nf"), ("Name.Class", "nf"),
    ("Name.Decorator", "nf"), ("Name.Tag", "k"), ("Name.Attribute", "nb"), ("Name.Builtin", "nb"),
    ("Name.Exception", "nb"), ("Name.Variable", "nv"), ("Generic.Inserted", "gi"), ("Generic.Deleted", "gd"),
)  # fmt: skip


def highlighted(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield code as (class, text), an empty class for what needs none; it joins to exactly that code."""
    lexer = _lexer(language.strip().lower()) if language and len(code) <= MAX_LENGTH else None
    read = list(lexer.get_tokens(code)) if lexer is not None else []
    if language.strip().lower() == "json" and any(tuple(token) == ("Error",) for token, _ in read):
        read = []  # a log that is called JSON would be coloured in the midst of its words
    tokens = [(_class(token), text) for token, text in read]
    if "".join(text for _, text in tokens) != code:
        yield "", code
        return
    for name, group in groupby(tokens, key=lambda token: token[0]):
        yield name, "".join(text for _, text in group)


@functools.cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@functools.cache
def _class(token: _TokenType) -> str:
    path = f"{'.'.join(token)}."
    return next((name for start, name in _CLASS_BY_TOKEN if path.startswith(f"{start}.")), "")
