"""Regular expressions that are compiled when they are first used.

A command uses few of our patterns, and compiling all of them takes longer than the rest of its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, AnyStr, Generic, cast

_ATTRIBUTES = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what ``re.compile`` does, at no cost before its first use; a faulty pattern raises only then."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


def any_of(texts: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """Return the pattern that finds what any of these does, at the cost of one; see ``regex``."""
    return regex("|".join(f"(?:{text})" for text in texts), flags)


class _Pattern(Generic[AnyStr]):
    """A pattern that has none of its attributes before it is asked for the first of them."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._given: tuple[AnyStr, int] = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        vars(self).update((known, getattr(compiled, known)) for known in _ATTRIBUTES)
        return getattr(compiled, name)
