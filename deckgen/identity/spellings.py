"""Whether a word stands anywhere in the posts: asked of few words, so nothing is read until the first is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from deckgen.language.folding import fold
from deckgen.language.scripts import MARKS


class Spellings:
    """The words of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._known: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        """Return whether a folded word stands in them, whole."""
        if word not in self._known:
            whole = re.compile(rf"(?<!\w){re.escape(word)}(?![\w{MARKS}])")
            self._known[word] = word in self._everything and whole.search(self._everything) is not None
        return self._known[word]

    @cached_property
    def _everything(self) -> str:
        return "\n".join(map(fold.__wrapped__, self._texts))
