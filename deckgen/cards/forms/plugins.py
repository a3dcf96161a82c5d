"""Cards in the syntax of flashcard plugins.

    The capital of France::Paris       What is a stack?
    Haus:::house (both ways)           ?
                                       Last in, first out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.forms.asked import Asked, asked, is_options, paragraph, plain_question
from deckgen.cards.forms.make import cut_lines, lines_joined, lines_of
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import is_marked
from deckgen.language.folding import fold
from deckgen.markdown.block_id import id_of_comment
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

NO_ANSWER = "a question above a line ? gives no card without an answer below that line"
_PARAGRAPH, _TEXT = BlockKind.PARAGRAPH, InlineKind.TEXT
_TURN = regex(r"^\s*(\?\??)\s*$")
_SIGN = regex(r"(?<!:)(:::?)(?![:<])")
_IDENTIFIER = regex(r"[A-Za-z\u00c0-\u024f0-9_.:~<>*&-]+")
_CODE_LEFT = regex(r"(?:^|[^\w])[a-z_]\w*$|[A-Z]\w*$|[>)\]]$")
_CODE_RIGHT = regex(r"[a-z_~]\w*|[A-Z]\w*\(|[A-Z]\w*::")
_QUOTED = frozenset("\"'“”‘’「」『』《》＜＞")
_ONE_WORD = regex(r"[A-Za-z\u00c0-\u024f-]+[.!]?")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A card in a plugin's syntax."""

    says: Asked | None
    is_both_ways: bool = False
    key: str = ""  # what stands before ``::``, folded: it may recur as a property
    taken: tuple[Block, ...] = ()  # behind its paragraph


def may_hold(text: str) -> bool:
    """Return whether a text may hold such a card: a cheap look."""
    return "::" in text or "\n?" in text


def cards_of(block: Block, behind: Sequence[Block]) -> list[Found]:
    """Return the cards of a paragraph; empty if it is none of a plugin's."""
    text = plain_text(block.inlines)
    if below := _turned_below(block, behind):
        return below
    if not may_hold(text) or "{{c" in text:
        return []
    lines = list(lines_of(block.inlines))
    turned = next((number for number, line in enumerate(lines) if _TURN.match(plain_text(line))), 0)
    if turned:
        return _turned(block, lines, turned, behind)
    return list(_signed(lines, block))


def _turned(block: Block, lines: Sequence[tuple[Inline, ...]], at: int, behind: Sequence[Block]) -> list[Found]:
    """Read a question and its answer parted by a line ``?``; what stands on the next lines goes on with the answer."""
    question = trimmed(lines_joined(lines[:at]))
    answer = trimmed(lines_joined(lines[at + 1 :]))
    last = block.last
    taken: list[Block] = []
    for other in behind:
        if other.first != last + 1 or other.kind in (BlockKind.HEADING, BlockKind.RULE) or id_of_comment(other):
            break
        taken.append(other)
        last = other.last
    first = answer[0].line or block.first if answer else block.first
    blocks = [*([paragraph(answer, first)] if answer else []), *taken]
    says = asked(plain_question(question), blocks, block.first)
    is_both_ways = plain_text(lines[at]).strip() == "??"
    return [Found(says=says, is_both_ways=is_both_ways, taken=tuple(taken))]


def _turned_below(block: Block, behind: Sequence[Block]) -> list[Found]:
    """Read a question whose options or code stand between it and the line that parts it from its answer."""
    front: list[Block] = []
    last = block.last
    for number, other in enumerate(behind):
        if other.first != last + 1 or not (other.kind is BlockKind.CODE or is_options(other)):
            break
        left, lines = cut_lines(other, lambda text: _TURN.match(text) is not None)
        front.append(left)
        if not lines and number + 1 < len(behind) and behind[number + 1].kind is _PARAGRAPH:
            lines = list(lines_of(behind[number + 1].inlines)) if behind[number + 1].first == other.last + 1 else []
            number += 1
        if lines and (turn := _TURN.match(plain_text(lines[0]))):
            answer = lines_joined(lines[1:])
            says = asked(plain_question(block.inlines), [paragraph(answer, other.last)], block.first, front=front)
            return [Found(says=says, is_both_ways=turn[1] == "??", taken=tuple(behind[: number + 1]))]
        last = other.last
    return []


def _signed(lines: Sequence[tuple[Inline, ...]], block: Block) -> Iterator[Found]:
    """Read lines such as ``question::answer``; an ``id::`` line names the card before it."""
    is_list = len(lines) > 1 and all(_split(line) for line in lines)
    found: list[Found] = []
    for line in lines:
        card = _line_card(line, block, is_list=is_list)
        name = _logseq_id(line)
        if name and found and found[-1].says is not None:
            found[-1] = msgspec.structs.replace(found[-1], says=msgspec.structs.replace(found[-1].says, block=name))
        elif card is not None:
            found.append(card)
    yield from found


def _logseq_id(line: Sequence[Inline]) -> str:
    found = re.fullmatch(r"\s*id::\s*([\w-]+)\s*", plain_text(line))
    return found[1] if found else ""


def lines_of_list(block: Block) -> Iterator[tuple[Block, Found]]:
    """Yield the cards of a list of such lines, in which a bare word on both sides is meant."""
    paragraphs = [entry.children[0] for entry in block.children if entry.children]
    are_lines = len(paragraphs) > 1 and all(
        each.kind is _PARAGRAPH and _is_bare(_split(each.inlines)) for each in paragraphs
    )
    for each in paragraphs if are_lines else ():
        card = _line_card(each.inlines, each, is_list=True)
        if card is not None:
            yield each, card


def _is_bare(sides: tuple[Sequence[Inline], str, Sequence[Inline]] | None) -> bool:
    return sides is not None and _IDENTIFIER.fullmatch(plain_text(sides[0]).strip()) is not None


def _line_card(line: Sequence[Inline], block: Block, *, is_list: bool) -> Found | None:
    sides = _split(line)
    if sides is None:
        return None
    question, sign, answer = sides
    left, right = plain_text(question), plain_text(answer)
    is_bare = all(_IDENTIFIER.fullmatch(side.strip()) for side in (left, right))
    if is_bare and not is_list:
        return None
    is_plain = is_list or len(sign) > 2 or _ONE_WORD.fullmatch(right.strip()) is not None
    if not is_bare and not is_plain and _is_code(left, right):
        return None
    answered = trimmed(answer)
    says = asked(plain_question(question), [paragraph(answered, block.first)] if answered else [], block.first)
    return Found(says=says, is_both_ways=len(sign) > 2, key=fold(left)) if says is not None else None


def _is_code(left: str, right: str) -> bool:
    """Return whether the signs join two names of a program in a sentence: "use std::sort for it"."""
    if left[-1:] in _QUOTED or right[:1] in _QUOTED:
        return True  # the “::” of C++
    if left[-1:].isspace() or right[:1].isspace() or is_marked(left):
        return False
    if ":" in left.split()[-1]:
        return True  # 2001:db8::1
    if not left.isascii():  # 设为Qt::QueuedConnection
        return left[-1].isascii() and right[:1].isascii()
    return _CODE_LEFT.search(left) is not None and _CODE_RIGHT.match(right) is not None


def _split(line: Sequence[Inline]) -> tuple[Sequence[Inline], str, Sequence[Inline]] | None:
    """Cut a line at its signs, which stand in no code and once; None where they do not."""
    places = [
        (number, found)
        for number, inline in enumerate(line)
        if inline.kind is _TEXT
        for found in _SIGN.finditer(inline.text)
    ]
    if len(places) != 1:
        return None
    number, found = places[0]
    inline = line[number]
    if found.end() == len(inline.text) and number + 1 < len(line) and line[number + 1].kind is InlineKind.HTML:
        return None  # collect::<Vec>
    before = [*line[:number], msgspec.structs.replace(inline, text=inline.text[: found.start()])]
    behind = [msgspec.structs.replace(inline, text=inline.text[found.end() :]), *line[number + 1 :]]
    has_sides = plain_text(before).strip() and (plain_text(behind).strip() or trimmed(behind))
    return (before, found[1], behind) if has_sides else None
