"""The labels of the author's own cards, ``Q:`` and ``A:``: plain, bold, or in italics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from deckgen.cards.sentences import trimmed
from deckgen.language.labels import ANSWER_LABELS, ANSWER_WORDS, QUESTION_LABELS, SOLUTION_WORDS
from deckgen.language.scripts import ASKS
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex

_Q, _A = rf"(?:{QUESTION_LABELS})\s*\d{{0,3}}", rf"[【\[]?(?:{ANSWER_LABELS})\s*\d{{0,3}}"
QUESTION = regex(rf"^\s*{_Q}\s*[:：]\s*")
_RULE = r":?[ \t]*[=_*~-]{3,}[ \t]*$"
"""What some draw behind a label: "A:: =====", and answer in the next line."""
ANSWER = regex(rf"^\s*{_A}(?:\s*[:：](?:{_RULE})?|[】\]][:：]?)\s*|^\s*(?:{ANSWER_LABELS})\s?\d{{1,3}}[.)]\s*"
               rf"|^\s*(?:{ANSWER_WORDS})(?:\.|\s[-–—])\s+")
_LABEL = regex(rf"\s*(?:{_Q}|{_A}|{SOLUTION_WORDS})\s*(?:[:：]|[.)】\]]?\s*\Z)")
_ANSWER_BEHIND = regex(rf"(?<=[{ASKS}。!！.])\s*{_A}\s*[:：]\s*")
OPTION_B = regex(r"\bB\s?[:：.)]")
"""What says that "A:" before it is an option, where the answer stands on a line of its own."""
_MARKS = frozenset({InlineKind.STRONG, InlineKind.EMPH})
_ENDS = (*ASKS, "。", "!", "！", ".")


def plain_labels(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Take bold and italics off the labels, with all that is marked together with them."""
    out: list[Inline] = []
    line = ""
    for inline in inlines:
        opens = not line.strip() or line.rstrip().endswith(_ENDS)
        is_marked = opens and inline.kind in _MARKS and _LABEL.match(plain_text(inline.children)) is not None
        for part in plain_labels(inline.children) if is_marked else (inline,):  # bold inside italics
            if out and out[-1].kind is part.kind is InlineKind.TEXT:
                out[-1] = msgspec.structs.replace(out[-1], text=out[-1].text + part.text)
            else:
                out.append(part)
        line = "" if inline.kind is InlineKind.BREAK else line + plain_text([inline])
    return tuple(out)


def question_lines(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Cut a paragraph at its lines that open with a question; the first piece may be words before all of them."""
    start = 0
    for index in _breaks_before(inlines, QUESTION):
        yield tuple(inlines[start:index])
        start = index + 1
    yield tuple(inlines[start:])


def question_and_answer(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Split a question from its answer, which stands on a line of its own or behind it; empty if there is none."""
    end = next(_breaks_before(inlines, ANSWER), len(inlines))
    for index, inline in enumerate(inlines[:end]):
        found = _ANSWER_BEHIND.search(inline.text) if inline.kind is InlineKind.TEXT else None
        if found is not None and not (end < len(inlines) and OPTION_B.search(inline.text, found.end())):
            question = [*inlines[:index], msgspec.structs.replace(inline, text=inline.text[: found.start()])]
            answer = [msgspec.structs.replace(inline, text=inline.text[found.end() :]), *inlines[index + 1 :]]
            return without_label(question, QUESTION), trimmed(answer)
    return without_label(inlines[:end], QUESTION), without_label(inlines[end + 1 :], ANSWER)


def ends_in_label(inlines: Sequence[Inline]) -> bool:
    """Return whether the label of an answer stands alone on the last line: the answer is what follows."""
    line = plain_text(inlines).rpartition("\n")[2]
    found = ANSWER.match(line)
    return found is not None and not line[found.end() :].strip()


def leads_on(inlines: Sequence[Inline]) -> bool:
    """Return whether a text is links to other places of its page: contents, "[Q1: What is it?](#q1)"."""
    return all(each.url.startswith("#") for each in inlines if each.kind is not InlineKind.BREAK)


def without_label(inlines: Sequence[Inline], label: re.Pattern[str]) -> tuple[Inline, ...]:
    """Drop the label that a run opens with."""
    if not inlines or inlines[0].kind is not InlineKind.TEXT:
        return trimmed(inlines)
    first = msgspec.structs.replace(inlines[0], text=label.sub("", inlines[0].text, count=1))
    return trimmed([first, *inlines[1:]])


def _breaks_before(inlines: Sequence[Inline], label: re.Pattern[str]) -> Iterator[int]:
    """Yield the places of the line breaks that a label stands behind."""
    for index, (mark, following) in enumerate(pairwise(inlines)):
        if mark.kind is InlineKind.BREAK and following.kind is InlineKind.TEXT and label.match(following.text):
            yield index
