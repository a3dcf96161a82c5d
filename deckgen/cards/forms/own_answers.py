"""Several answers of one question: "A: One." and "A: Another." below it are both its answer, each on its line.

A line belongs to them if it opens with the label of the first: "Answer: 42" below "A: Let us count." says what it says.
Where questions with numbers stand together above their answers, those from a question's own number on are its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.forms.choices import is_options
from deckgen.cards.forms.long_answers import paragraph
from deckgen.cards.forms.own_labels import plain_labels, without_label
from deckgen.cards.sentences import trimmed
from deckgen.language.labels import ANSWER_LABELS, QUESTION_LABELS
from deckgen.language.scripts import ASKS
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import HARD, Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_NUMBERED = rf"[【\[]?(?P<word>{ANSWER_LABELS})\s?(?P<number>\d{{0,3}})(?:[】\]]?\s?[:：]|[】\]])\s*"
_LABEL = regex(rf"\s*{_NUMBERED}")
_LINE = regex(rf"^\s*{_NUMBERED}", re.M)
_FIRST = regex(rf"(?:^[ \t-]*|(?<=[{ASKS}。!！.])\s*){_NUMBERED}", re.M)
_QUESTION = regex(rf"\s*(?:{QUESTION_LABELS})\s?(?P<number>\d{{1,3}})\s*[:：]")


def all_answers(asking: Block, behind: Sequence[Block], answered: Sequence[Block]) -> Sequence[Block]:
    """Return an answer with what stands behind further labels in it, without these.

    ``asking`` is the paragraph of the question, ``behind`` what follows it.
    """
    if not any(block.kind is BlockKind.PARAGRAPH and _LINE.search(plain_text(block.inlines)) for block in answered):
        return answered
    text = blocks_text((asking, *behind))
    first, own = _FIRST.search(text), _QUESTION.match(text)
    if first is None:
        return answered
    number = own["number"] if own is not None and first["number"] != own["number"] else ""
    out: list[list[Block]] = []  # lines of one paragraph, or a block alone
    for block in answered:
        if block.kind is not BlockKind.PARAGRAPH or is_options(block):
            out.append([block])
            continue
        for label, line in _parts(block, first):
            if label is not None and number and label["number"] == number:
                out, number = [], ""
            if label is not None and out and out[-1][0].kind is BlockKind.PARAGRAPH:
                out[-1].append(line)
            else:
                out.append([line])
    return [_joined(lines) for lines in out]


def _parts(block: Block, first: re.Match[str]) -> Iterator[tuple[re.Match[str] | None, Block]]:
    """Yield a paragraph cut at its lines that open with a label like the first, each without it."""
    inlines = plain_labels(block.inlines)
    starts = [0, *(at + 1 for at, inline in enumerate(inlines[:-1]) if inline.kind is InlineKind.BREAK)]
    found = {at: _LABEL.match(inlines[at].text) for at in starts if inlines[at].kind is InlineKind.TEXT}
    labels = {at: label for at, label in found.items() if label is not None and _are_alike(label, first)}
    places = sorted({0, *labels})
    for start, end in zip(places, [*places[1:], len(inlines)], strict=True):
        label = labels.get(start)
        run = without_label(inlines[start:end], _LABEL) if label is not None else trimmed(inlines[start:end])
        if run:
            yield label, paragraph(run, run[0].line or block.first)


def _are_alike(label: re.Match[str], first: re.Match[str]) -> bool:
    return label["word"] == first["word"] and bool(label["number"]) == bool(first["number"])


def _joined(lines: Sequence[Block]) -> Block:
    first, *more = lines
    if not more:
        return first
    inlines = list(first.inlines)
    for line in more:
        inlines += [Inline(InlineKind.BREAK, HARD, line=line.first), *line.inlines]
    return msgspec.structs.replace(first, last=lines[-1].last, inlines=tuple(inlines))
