"""Patterns are compiled when they are first used, and are then what ``re.compile`` gives."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import deckgen
from deckgen.patterns import regex


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    """All that a compiled pattern is asked for, whatever is asked first."""
    words, compiled = regex(r"(?P<word>\w+)", re.I), re.compile(r"(?P<word>\w+)", re.I)
    for method in ("search", "match", "fullmatch", "findall", "split"):
        assert str(getattr(words, method)("word")) == str(getattr(compiled, method)("word"))
    assert words.sub("-", "a b") == "- -"
    assert (words.pattern, words.flags, words.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    assert regex(rb"\d").findall(b"a1") == [b"1"]


def test_nothing_is_compiled_before_it_is_used() -> None:
    """So a faulty pattern says so at its first use; all of ours are used in tests."""
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.search("")


def test_every_pattern_compiles() -> None:
    """A faulty one would be found by the first user whose post needs it."""
    for module in pkgutil.walk_packages(deckgen.__path__, "deckgen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = [found for found in gc.get_objects() if type(found) is type(regex(""))]
    assert len(ours) > 100
    assert all(found.pattern is not None for found in ours)
