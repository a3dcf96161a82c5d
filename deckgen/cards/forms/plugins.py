"""Cards in the syntax of flashcard plugins.

The capital of France::Paris       What is a stack?
Haus:::house (both ways)           ?
What is a tree? #card              Last in, first out.
A graph without circles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.forms.asked import Asked, asked, plain_question
from deckgen.cards.forms.choices import is_options
from deckgen.cards.forms.code_signs import Sign, is_code_name, is_property, is_sure_code, read_sign
from deckgen.cards.forms.long_answers import leads_over, paragraph
from deckgen.cards.forms.make import cut_lines, lines_joined, lines_of
from deckgen.cards.forms.own_labels import ANSWER, QUESTION, plain_labels, without_label
from deckgen.cards.sentences import trimmed
from deckgen.language.folding import fold
from deckgen.language.labels import asks
from deckgen.markdown.block_id import id_behind, id_of_comment
from deckgen.markdown.text import means_gap, plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

IN_PROSE = "`::` in a text may join two names, as code has it, and gives no card: put a blank on each side of it"
NO_ANSWER = "a question above a line ? gives no card without an answer below that line"
_PARAGRAPH, _TEXT = BlockKind.PARAGRAPH, InlineKind.TEXT
_TURN = regex(r"^\s*(\?\??)\s*$")
_CARD, _REVERSE = "#card", "#card-reverse"
_CARD_TAG = regex(r"(?:^|\s)(?P<kind>#card(?:[-/](?:reverse|spaced))?)(?:\s+#[\w/-]+)*\s*$")
_SIGN = regex(r"(?<!:)(:::?)(?![:<])")
_IDENTIFIER = regex(r"[A-Za-z\u00c0-\u024f0-9_.:~<>*&-]+")
_TYPE = regex(r"\b[A-Z]\w*$")
_NEAR = 3
"""Blocks behind a question that tell whether it is one: its options, its code, and the line below them."""
_WRAPPED = 40
"""Characters of a line that an editor wraps."""
_ONE_WORD = regex(r"[A-Za-z\u00c0-\u024f-]+[.!]?")

_Sides = tuple[Sequence[Inline], str, Sequence[Inline]]
"""What stands before the sign, the sign, and what stands behind it."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A card in a plugin's syntax."""

    says: Asked | None
    is_doubtful: bool = False  # it may be code in a text
    is_both_ways: bool = False
    key: str = ""  # what stands before ``::``, folded: it may recur as a property
    taken: tuple[Block, ...] = ()  # behind its paragraph


def is_turned(block: Block) -> bool:
    """Return whether a line ``?`` parts a paragraph: a label before it says nothing more."""
    return any(_TURN.match(plain_text(line)) for number, line in enumerate(lines_of(block.inlines)) if number)


def are_cards(found: Sequence[Found]) -> bool:
    """Return whether any of these was surely meant as a card."""
    return any(not each.is_doubtful for each in found)


def may_hold(text: str) -> bool:
    """Return whether a text may hold such a card: a cheap look."""
    return "::" in text or "\n?" in text or text.startswith("?") or _CARD in text


def cards_of(block: Block, behind: Sequence[Block], *, is_item: bool = False) -> list[Found]:
    """Return the cards of a paragraph; empty if it is none of a plugin's. ``is_item``: one of a list of such lines."""
    text = plain_text(block.inlines)
    if below := _turned_below(block, behind):
        return below
    if not may_hold(text) or "{{c" in text:
        return []
    lines = list(lines_of(block.inlines))
    turned = next((number for number, line in enumerate(lines) if _TURN.match(plain_text(line))), 0)
    if turned:
        is_both_ways = plain_text(lines[turned]).strip() == "??"
        return [_parted(block, lines[:turned], lines[turned + 1 :], behind, is_both_ways=is_both_ways)]
    for number, line in enumerate(lines):
        asking, kind = without_sign(line)
        if kind and "::" not in plain_text(line) and not means_gap(text):
            question, answer = [*lines[:number], asking], lines[number + 1 :]
            return [_parted(block, question, answer, behind, is_both_ways=kind == _REVERSE, opens=True)]
    return list(_signed(lines, block, is_item=is_item))


def without_sign(line: Sequence[Inline]) -> tuple[tuple[Inline, ...], str]:
    """Return a line without the tag #card at its end, and which one that is; empty if there is none."""
    found = _CARD_TAG.search(line[-1].text) if line and line[-1].kind is _TEXT and _CARD in line[-1].text else None
    if found is None:
        return tuple(line), ""
    left = msgspec.structs.replace(line[-1], text=line[-1].text[: found.start()])
    return trimmed([*line[:-1], left]), found["kind"].replace("/", "-")


def _parted(
    block: Block,
    before: Sequence[tuple[Inline, ...]],
    below: Sequence[tuple[Inline, ...]],
    behind: Sequence[Block],
    *,
    is_both_ways: bool,
    opens: bool = False,
) -> Found:
    """Read the lines of a question and those of its answer; what stands on the next lines goes on with that.

    ``opens``: an answer that has no line yet may open behind an empty one.
    """
    question = without_label(plain_labels(lines_joined(before)), QUESTION)
    answer = without_label(plain_labels(lines_joined(below)), ANSWER)
    first = answer[0].line or block.first if answer else block.first
    blocks = [paragraph(answer, first)] if answer else []
    taken: list[Block] = []
    last = block.last
    for number, other in enumerate(behind):
        if other.kind in (BlockKind.HEADING, BlockKind.RULE) or id_of_comment(other):
            break
        if other.first != last + 1 and not _goes_on(blocks, other, behind[number + 1 :], opens=opens):
            break
        taken.append(other)
        blocks.append(other)
        last = other.last
    name = id_behind(behind[len(taken) :])
    if name:
        taken.append(behind[len(taken)])
    says = asked(plain_question(question), blocks, block.first, block=name)
    return Found(says=says, is_both_ways=is_both_ways, taken=tuple(taken))


def turned_by(heading: Block, behind: Sequence[Block]) -> Found | None:
    """Return the card of a heading right below which a line ``?`` opens the answer."""
    first = behind[0] if behind and behind[0].kind is _PARAGRAPH and behind[0].first == heading.last + 1 else None
    lines = list(lines_of(first.inlines)) if first is not None else []
    if first is None or not lines or _TURN.match(plain_text(lines[0])) is None:
        return None
    asking, is_both_ways = msgspec.structs.replace(heading, last=first.last), plain_text(lines[0]).strip() == "??"
    found = _parted(asking, [heading.inlines], lines[1:], behind[1:], is_both_ways=is_both_ways)
    return msgspec.structs.replace(found, taken=(first, *found.taken))


def _goes_on(blocks: Sequence[Block], other: Block, behind: Sequence[Block], *, opens: bool) -> bool:
    """Return whether a block behind an empty line is of the answer: a colon leads to it, or its numbers go on."""
    if not blocks:
        return opens
    if asks(plain_text(other.inlines)) or are_cards(cards_of(other, behind[:_NEAR])):
        return False
    lists = (block for block in reversed(blocks) if block.kind is BlockKind.LIST and block.start)
    next_number = next((block.start + len(block.children) for block in lists), 0)
    return leads_over(blocks[-1]) or (other.kind is BlockKind.LIST and other.start == next_number > 0)


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


def _signed(lines: Sequence[tuple[Inline, ...]], block: Block, *, is_item: bool) -> Iterator[Found]:
    """Read lines such as ``question::answer``; an ``id::`` line names the card before it."""
    lines = _unwrapped(lines)
    is_list = is_item or _are_lines(lines)
    if not is_list and any(map(_is_property, lines)):
        lines = [line for line in lines if (sides := _split(line)) is None or not _is_bare(sides)]
    found: list[Found] = []
    for line in lines:
        card = _line_card(line, block, is_list=is_list, is_own=len(lines) == 1)
        name = _logseq_id(line)
        if name and found and found[-1].says is not None:
            found[-1] = msgspec.structs.replace(found[-1], says=msgspec.structs.replace(found[-1].says, block=name))
        elif card is not None:
            found.append(card)
    yield from found


def _unwrapped(lines: Sequence[tuple[Inline, ...]]) -> Sequence[tuple[Inline, ...]]:
    """Return the lines of a card that an editor has wrapped as one, where one sign stands in all of them."""
    if len(lines) < 2 or sum(_split(line) is not None for line in lines) != 1 or any(map(_logseq_id, lines)):
        return lines
    out: list[tuple[Inline, ...]] = [lines[0]]
    for line in lines[1:]:
        if _runs_on(plain_text(out[-1]), plain_text(line)):
            first = msgspec.structs.replace(line[0], text=f" {line[0].text}") if line[0].kind is _TEXT else line[0]
            out[-1] = (*out[-1], first, *line[1:])
        else:
            out.append(line)
    return out


def _runs_on(before: str, line: str) -> bool:
    """Return whether an editor may have wrapped a line here: it is long, ends no sentence, and none begins below it."""
    first = line.lstrip()[:1]
    return len(before) >= _WRAPPED and before[-1:] not in ".!?:;。！？：；" and first != "" and first == first.lower()


def _logseq_id(line: Sequence[Inline]) -> str:
    found = re.fullmatch(r"\s*id::\s*([\w-]+)\s*", plain_text(line))
    return found[1] if found else ""


def are_lines(entries: Sequence[Block]) -> bool:
    """Return whether the items of a list are such lines, in which a bare word on both sides is meant."""
    firsts = (entry.children[0] if entry.children else entry for entry in entries)
    return _are_lines([next(lines_of(first.inlines)) for first in firsts], is_bare=True)


def _are_lines(lines: Sequence[tuple[Inline, ...]], *, is_bare: bool = False) -> bool:
    """Return whether all lines have the sign; or all but one, which has lost it, and none of them is code.

    ``is_bare``: all may be code as well, but where a bare word stands before each sign.
    """
    signed = list(filter(None, map(_split, lines)))
    if len(signed) < 2 or len(signed) < len(lines) - 1 or any(map(_is_property, lines)):
        return False
    texts = [(plain_text(left), plain_text(right)) for left, _, right in signed]
    if any(is_code_name(*sides) for sides in texts) or len({left for left, _ in texts}) == 1:
        return False
    if len(signed) == len(lines) and (not is_bare or all(map(_is_bare, signed))):
        return True
    return all(_sign(left, right) is Sign.CARD for left, _, right in signed) and (
        len(signed) == len(lines) or not any(plain_text(right)[:1].isspace() for _, _, right in signed)
    )


def _is_property(line: Sequence[Inline]) -> bool:
    sides = _split(line)
    return sides is not None and is_property(plain_text(sides[0]), plain_text(sides[2]))


def _is_bare(sides: _Sides) -> bool:
    return _IDENTIFIER.fullmatch(plain_text(sides[0]).strip()) is not None


def two_sides(block: Block) -> tuple[Sequence[Inline], Sequence[Block]]:
    """Return what a paragraph that is meant as a card asks, and what stands behind its sign as the answer."""
    if block.kind is not _PARAGRAPH:
        return (), ()
    sides = _split(block.inlines)
    if sides is None:
        return block.inlines, ()
    question, _, answer = sides
    return trimmed(question), [paragraph(trimmed(answer), block.first)]


def _line_card(line: Sequence[Inline], block: Block, *, is_list: bool, is_own: bool) -> Found | None:
    sides = _split(line)
    if sides is None:
        return None
    question, sign, answer = sides
    left, right = plain_text(question), plain_text(answer)
    is_bare = all(_IDENTIFIER.fullmatch(side.strip()) for side in (left, right))
    if (is_bare and not is_list) or is_sure_code(left, right) or _is_type_beside_code(line, left):
        return None
    is_plain = is_list or len(sign) > 2 or (_ONE_WORD.fullmatch(right.strip()) is not None and left[-1:].isalpha())
    if not is_bare and not is_plain and (read := _sign(question, answer, is_own=is_own)) is not Sign.CARD:
        return Found(says=None, is_doubtful=True) if read is Sign.EITHER else None
    answered, _ = without_sign(trimmed(answer))
    says = asked(plain_question(question), [paragraph(answered, block.first)] if answered else [], block.first)
    return Found(says=says, is_both_ways=len(sign) > 2, key=fold(left)) if says is not None else None


def _is_type_beside_code(line: Sequence[Inline], left: str) -> bool:
    """Return whether a name with a capital stands before the sign in a line of which some code has the sign, too."""
    is_type = _TYPE.search(left) is not None
    return is_type and any(inline.kind is InlineKind.CODE and "::" in inline.text for inline in line)


def _sign(question: Sequence[Inline], answer: Sequence[Inline], *, is_own: bool = True) -> Sign:
    """Return what the sign between two runs is: names that it joins are words, and no code, bold or link."""
    left, right = (inlines for inlines in (_filled(question), _filled(answer)))
    if any(end.kind is not _TEXT for end in (*left[-1:], *right[:1])):
        return Sign.CARD
    return read_sign(plain_text(left), plain_text(right), is_own=is_own)


def _filled(inlines: Sequence[Inline]) -> list[Inline]:
    return [inline for inline in inlines if inline.kind is not _TEXT or inline.text]


def _split(line: Sequence[Inline]) -> _Sides | None:
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
