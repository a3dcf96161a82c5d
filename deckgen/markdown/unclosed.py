"""What opens in a text and never ends: it swallows all that stands below it, on the author's page as well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.markdown.code_lines import closes_fence, fence_after
from deckgen.model import Block, BlockKind
from deckgen.patterns import regex

_SWALLOWS = regex(r"\s*<(?P<name>script|style|pre|textarea|!--)", re.I)
_MESSAGE = "{opener} opens here and does not end: all below it is read as {what}"


def unclosed(blocks: Sequence[Block], lines: Sequence[str]) -> tuple[int, str] | None:
    """Return the line of what opens a text's last block and never ends, and what to say of it; None if it ends.

    ``lines`` are those of the file.
    """
    last = blocks[-1] if blocks else None
    if last is None or last.last <= last.first:
        return None
    if last.kind is BlockKind.CODE and (fence := fence_after(lines[last.first - 1], "")):
        if not closes_fence(lines[last.last - 1].lstrip(" \t>"), fence):
            return last.first, _MESSAGE.format(opener=fence, what="code")
    elif last.kind is BlockKind.HTML and (found := _SWALLOWS.match(last.text)):
        closer = "-->" if found["name"] == "!--" else f"</{found['name']}".casefold()
        if closer not in last.text.casefold():
            return last.first, _MESSAGE.format(opener=f"<{found['name']}", what="HTML")
    return None
