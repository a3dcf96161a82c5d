"""A ``---`` right below a marked card parts it from the next: CommonMark would take it for a heading's underline."""

from __future__ import annotations

from deckgen.language.labels import ANSWER_LABELS, asks
from deckgen.markdown.code_lines import fence_after
from deckgen.patterns import regex

_LINE = regex(r"^(?P<marks>(?:[ \t]|>){0,8})-{2,}[ \t]*$")
_MARKED = regex(
    rf"(?:^|\n)\s*(?:\*\*|__)?(?:{ANSWER_LABELS})\s*\d{{0,3}}\s*[:：]|(?<![:\s]):::?(?=[^:<])|"
    r"\n\s*\?\??[ \t]*\n|==[^\s=][^\n]*?==|\{\{c\d+::"
)


def with_separators(text: str) -> str:
    """Return a text of as many lines in which such a line is a rule whatever stands above it."""
    if "\n--" not in text and "> --" not in text:
        return text
    lines = text.split("\n")
    fence, start, is_changed = "", 0, False
    for number, line in enumerate(lines):
        before, fence = fence, fence_after(line, fence)
        if before or fence or not line.strip(" \t>"):
            start = number + 1
            continue
        found = _LINE.match(line)
        if found is not None and number > start:
            above = "\n".join(lines[start:number])
            if asks(above) or _MARKED.search(above):
                lines[number] = found["marks"] + "***"
                is_changed = True
            start = number + 1
    return "\n".join(lines) if is_changed else text
