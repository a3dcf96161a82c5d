"""Notes between marks, as Obsidian_to_Anki writes them: blocks of lines, or in the midst of a line.

    START                              STARTI [Basic] What is a queue? Back: First in, first out. ENDI
    Basic (and reversed card)
    Haus                               START
    Back: house                        Cloze
    Tags: nouns                        The capital of {{c1::France}} is {{c2::Paris}}.
    <!--ID: 1566-->                    END
    END
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.cards.forms.long_answers import paragraph
from deckgen.cards.forms.make import cut_lines, lines_joined, lines_of
from deckgen.cards.forms.own_gaps import Gapped, gapped, with_anki_marks
from deckgen.cards.sentences import part, trimmed
from deckgen.markdown.block_id import comment_id, id_of_comment
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

NO_END = "a card between START and END needs both, each on a line of its own, and no heading between them"
NO_BACK = "a card between START and END needs its type below START, a front, and a line that begins with Back:"
NO_HIDDEN = "a card of the type Cloze needs a gap, such as {{c1::words}}"
NO_INLINE_END = "a card behind STARTI needs its type in brackets, a front, Back: and ENDI, all in one paragraph"
_PARAGRAPH = BlockKind.PARAGRAPH
_OUT = frozenset({BlockKind.HEADING})
_START, _END = "START", "END"
_BOUND = regex(r"STARTI\s*\[(?P<kind>[^\]\n]+)\]\s*(?P<says>(?:(?!STARTI|\s*ENDI).)*)\s*ENDI", re.S)
_FIELD = regex(r"\s*(?P<name>Front|Back|Text|Back Extra|Extra|Add Reverse):\s*")
_ASIDE = regex(r"\s*(?:Tags:.*|ID: ?(?P<name>\d+))\s*")
_BACK_INSIDE = regex(r"\s*\bBack(?: Extra)?:\s*")
_TAGS_INSIDE = regex(r"\s*\bTags:.*", re.S)
_SIDE = {"Front": "front", "Text": "front", "Back": "back", "Back Extra": "back", "Extra": "back"}


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A note between marks: what it says, or why it says nothing."""

    says: Asked | Gapped | None
    fault: str = ""
    is_both_ways: bool = False


def may_be_noted(text: str) -> bool:
    """Return whether a text may hold such a note: a cheap look."""
    return _START in text or f"\n{_END}" in text


def inline_notes(block: Block) -> Iterator[Noted]:
    """Yield the notes in the midst of a paragraph's lines."""
    text = plain_text(block.inlines)
    found = list(_BOUND.finditer(text))
    for each in found:
        end = each.end("says")
        if aside := _TAGS_INSIDE.search(text, each.start("says"), end):
            end = aside.start()
        back = _BACK_INSIDE.search(text, each.start("says"), end)
        front = part(block.inlines, each.start("says"), back.start() if back else end)
        answer = part(block.inlines, back.end(), end) if back else ()
        name = _id_between(block.inlines, each.start(), each.end())
        noted = _note(each["kind"], [paragraph(front, block.first)], _as_blocks(answer, block), block, name)
        yield msgspec.structs.replace(noted, fault=noted.fault and NO_INLINE_END)
    if not found and re.search(r"^STARTI\b", text, re.M):
        yield Noted(says=None, fault=NO_INLINE_END)


def _as_blocks(run: tuple[Inline, ...], block: Block) -> list[Block]:
    return [paragraph(run, block.first)] if run else []


def _id_between(inlines: Sequence[Inline], start: int, end: int) -> str:
    at = 0
    for inline in inlines:
        if inline.kind is InlineKind.HTML and start <= at <= end and (name := comment_id(inline.text)):
            return name
        at += len(plain_text([inline]))
    return ""


def notes_between(block: Block, behind: Sequence[Block]) -> tuple[list[Noted], int]:
    """Read the notes that begin in a paragraph, and how many of the blocks behind it they take."""
    found: list[Noted] = []
    reader: _Reader | None = None
    taken = 0
    for number, each in enumerate((block, *behind)):
        if reader is None and number:
            break
        if each.kind in _OUT or _is_seam(each):
            break
        for line, of in _lines(each):
            text = plain_text(line).strip() if line is not None else ""
            if reader is None:
                reader = _Reader(each) if text == _START else None
            elif text == _END:
                found.append(reader.done())
                reader = None
            else:
                reader.take(line, of)
        else:
            taken = number
    if not found and reader is None and _ends_unbegun(block):
        return [Noted(says=None, fault=NO_END)], 0
    if reader is not None:
        return [*found, Noted(says=None, fault=NO_END)], 0
    return found, taken


def _ends_unbegun(block: Block) -> bool:
    """Return whether a paragraph has the lines of a note but for START."""
    lines = [plain_text(line).strip() for line in lines_of(block.inlines)]
    return len(lines) > 1 and lines[-1] == _END and any(line.startswith("Back:") for line in lines)


def _is_seam(block: Block) -> bool:
    """Return whether another post begins here."""
    return block.kind is BlockKind.RULE and not block.first


def _lines(block: Block) -> Iterator[tuple[tuple[Inline, ...] | None, Block]]:
    """Yield the lines of a paragraph; of another block all of it, then the marks that it swallowed at its end."""
    if block.kind is _PARAGRAPH:
        for line in lines_of(block.inlines):
            yield line, block
        return
    left, lines = cut_lines(block, _is_mark)
    yield None, left
    for line in lines:
        yield line, block


def _is_mark(text: str) -> bool:
    return text.strip() == _END or _ASIDE.fullmatch(text) is not None


class _Reader:
    """A note whose END is not read yet."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._kind = ""
        self._name = ""
        self._sides: dict[str, list[Block]] = {"front": [], "back": []}
        self._side = "front"
        self._is_reversed = False
        self._lines: list[Inline] = []  # of the paragraph that is being read

    def take(self, line: tuple[Inline, ...] | None, block: Block) -> None:
        """Read a line of a paragraph, or all of another block."""
        if line is None:
            self._close()
            self._name = self._name or id_of_comment(block)
            if block.kind is not BlockKind.HTML:
                self._sides[self._side].append(block)
            return
        text = plain_text(line)
        self._name = self._name or next(filter(None, (comment_id(inline.text) for inline in line)), "")
        if not self._kind:
            self._kind = text.strip()
        elif aside := _ASIDE.fullmatch(text):
            self._name = self._name or aside["name"] or ""
        else:
            self._take_line(line, block)

    def _take_line(self, line: tuple[Inline, ...], block: Block) -> None:
        field = _FIELD.match(plain_text(line))
        if field is not None and field["name"] not in _SIDE:
            self._is_reversed = bool(plain_text(line)[field.end() :].strip())
            return
        if field is not None:
            self._close()
            self._side = _SIDE[field["name"]]
            line = part(line, field.end(), len(plain_text(line)) + 1)
        side = self._sides[self._side]
        if line and side and side[-1].kind is _PARAGRAPH and side[-1].last == block.last and field is None:
            self._lines += [Inline(InlineKind.BREAK), *line]
        elif line:
            self._close()
            self._lines = list(trimmed(line))
            side.append(Block(_PARAGRAPH, block.first, block.last))

    def _close(self) -> None:
        """Put the lines that were read into their paragraph."""
        if self._lines:
            side = self._sides[self._side]
            side[-1] = msgspec.structs.replace(side[-1], inlines=tuple(self._lines))
            self._lines = []

    def done(self) -> Noted:
        """Return the note."""
        self._close()
        front, back = self._sides["front"], self._sides["back"]
        noted = _note(self._kind, front, back, self._block, self._name)
        return msgspec.structs.replace(noted, is_both_ways=noted.is_both_ways or self._is_reversed)


def _note(kind: str, front: Sequence[Block], back: Sequence[Block], block: Block, name: str) -> Noted:
    if "cloze" in kind.casefold():
        run = with_anki_marks(lines_joined([each.inlines for each in front if each.inlines]))
        rest = (*(each for each in front if not each.inlines), *back)
        found = gapped(run, name, detail=rest)
        return Noted(says=found, fault="" if found else NO_HIDDEN)
    question = front[0].inlines if front and front[0].kind is _PARAGRAPH else ()
    says = asked(plain_question(question), back, block.first, front=front[bool(question) :], block=name)
    is_both_ways = "reversed" in kind.casefold() and "optional" not in kind.casefold()
    return Noted(says=says, fault="" if says else NO_BACK, is_both_ways=is_both_ways)
