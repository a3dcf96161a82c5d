"""The lines of NAME.picks that a review writes, each marked as its own; what a person wrote there stays to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.files.picks import Choice
from deckgen.patterns import regex

MARK = "# review"
"""Stands behind each line that a review wrote, which only a review takes out again."""

_OWN = regex(r"[ \t]*(?P<verb>\w+)[ \t]+(?P<target>\S+)[ \t]+# review[ \t]*\r?")


def with_pick(data: bytes, choice: Choice | None, target: str) -> bytes:
    """Return the file with what is chosen of a target as its last line, in place of the review's line about it.

    With no choice that line only goes. ``target`` has no blank in it.
    """
    lines = data.split(b"\n")
    kept = [line for line in lines if (own := _own(line)) is None or own["target"] != target]
    if choice is None:
        return b"\n".join(kept)
    end = b"\r\n" if b"\r\n" in data else b"\n"
    text = b"\n".join(kept)
    if text and not text.endswith(b"\n"):
        text += end
    return text + f"{choice} {target}  {MARK}".encode() + end


def own_picks(data: bytes) -> Iterator[tuple[str, Choice]]:
    """Yield the target of each line that a review wrote, with what it says of it."""
    for line in data.split(b"\n"):
        if (own := _own(line)) is not None:
            yield own["target"], Choice(own["verb"])


def _own(line: bytes) -> re.Match[str] | None:
    found = _OWN.fullmatch(line.decode("utf-8", "replace"))
    return found if found is not None and found["verb"] in list(Choice) else None
