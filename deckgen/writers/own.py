"""Cards that the author writes for the purpose: Q:/A: paragraphs, ==gaps==, and ``<!-- deck: card ... -->``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.markdown import blocks_text, parse_markdown, plain_text
from deckgen.model import (
    Block,
    BlockKind,
    Card,
    Content,
    Inline,
    InlineKind,
    ItemKind,
    NoteType,
    Problem,
    Severity,
    StudyItem,
)
from deckgen.words import squeeze
from deckgen.writers.phrases import Phrases
from deckgen.writers.sentences import trimmed

ASPECT = "own"
MADE = "person"

_QUESTION = re.compile(r"^\s*(?:问|Q|Question)\s*[:：]\s*")
_ANSWER = re.compile(r"^\s*(?:答|A|Answer)\s*[:：]\s*")
_GAP_OPEN = re.compile(r"(?<![A-Za-z0-9=!<>])==(?=[^\s=])")
_GAP_CLOSE = re.compile(r"(?<=[^\s=!<>])==(?![A-Za-z0-9=])")
_GOES_ON = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.LIST, BlockKind.TABLE})


def own_cards(items: Sequence[StudyItem], _words: Phrases) -> Iterator[Card]:
    """Give the author's own cards of all sections, in reading order."""
    for item in items:
        if item.kind is ItemKind.SECTION:
            if may_hold_own(item):
                yield from _of_blocks(item, item.blocks)
            for directive in item.directives:
                if directive.verb == "card" and not directive.fault:
                    blocks, _ = parse_markdown(directive.text, first_line=directive.line)
                    yield from _of_blocks(item, blocks)


def unanswered(items: Sequence[StudyItem]) -> Iterator[Problem]:
    """Say which questions of the author's have no answer, and so give no card."""
    for item in items:
        for index, block in enumerate(item.blocks if item.kind is ItemKind.SECTION and may_hold_own(item) else ()):
            is_asked = block.kind is BlockKind.PARAGRAPH and _QUESTION.match(plain_text(block.inlines))
            if is_asked and not list(_of_paragraph(item, block, item.blocks[index + 1 :])):
                yield Problem(
                    path=item.sources[0].post,
                    line=block.first,
                    severity=Severity.WARNING,
                    code="own-card",
                    message="a question without an answer gives no card: begin the next line with A: or 答：",
                )


_ASKS = re.compile(r"^[^\S\n]*(?:问|Q|Question)\s*[:：]", re.M)


def may_hold_own(item: StudyItem) -> bool:
    """Say whether a section is worth a look for own cards: most are not."""
    text = item.text
    return "==" in text or (("问" in text or "Q" in text) and _ASKS.search(text) is not None)


def is_own(block: Block) -> bool:
    """Say whether a block is the author's own card, from which no rule takes another one."""
    if block.kind is BlockKind.PARAGRAPH:
        text = plain_text(block.inlines)
        return bool(_QUESTION.match(text) or _ANSWER.match(text)) or ("==" in text and bool(_gaps_of(block.inlines)[1]))
    return any(is_own(child) for child in block.children)


def _of_blocks(item: StudyItem, blocks: Sequence[Block]) -> Iterator[Card]:
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH:
            yield from _of_paragraph(item, block, blocks[index + 1 :])
        elif block.kind in (BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE):
            yield from _of_blocks(item, block.children)


def _of_paragraph(item: StudyItem, block: Block, behind: Sequence[Block]) -> Iterator[Card]:
    text = plain_text(block.inlines)
    if _QUESTION.match(text):
        pairs = list(_pairs(block))
        for pair in pairs:
            yield from _asked(item, pair, behind if pair is pairs[-1] else ())
    elif "==" in text:
        inlines, gaps = _gaps_of(block.inlines)
        if gaps:
            yield _gap_card(item, inlines, gaps)


def _pairs(block: Block) -> Iterator[Block]:
    """Cut a paragraph at its lines that open with a question."""
    start = 0
    for index, inline in enumerate(block.inlines):
        following = block.inlines[index + 1] if index + 1 < len(block.inlines) else None
        opens = following is not None and following.kind is InlineKind.TEXT and _QUESTION.match(following.text)
        if inline.kind is InlineKind.BREAK and opens:
            yield msgspec.structs.replace(block, inlines=block.inlines[start:index])
            start = index + 1
    yield msgspec.structs.replace(block, inlines=block.inlines[start:])


def _asked(item: StudyItem, block: Block, behind: Sequence[Block]) -> Iterator[Card]:
    """Read a question, and its answer on the next lines or in the next paragraph."""
    question, answer = _split_lines(block.inlines)
    rest = list(behind)
    if not answer and rest and rest[0].kind is BlockKind.PARAGRAPH and _ANSWER.match(plain_text(rest[0].inlines)):
        answer = _without(rest.pop(0).inlines, _ANSWER)
    if not question or not answer:
        return
    answered: list[Block] = [Block(BlockKind.PARAGRAPH, block.first, block.last, inlines=answer)]
    if plain_text(answer).rstrip().endswith((":", "：")):
        while rest and rest[0].kind in _GOES_ON:
            answered.append(rest.pop(0))
    content: Content = answer if len(answered) == 1 else tuple(answered)
    quote = squeeze(f"{plain_text(question)} {blocks_text(answered)}")
    yield _card(item, NoteType.QUESTION, {"Question": question, "Answer": content}, quote)


def _split_lines(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Split a paragraph at the line that opens its answer."""
    for index, inline in enumerate(inlines):
        if inline.kind is InlineKind.BREAK and index + 1 < len(inlines):
            following = inlines[index + 1]
            if following.kind is InlineKind.TEXT and _ANSWER.match(following.text):
                return _without(inlines[:index], _QUESTION), _without(inlines[index + 1 :], _ANSWER)
    return _without(inlines, _QUESTION), ()


def _without(inlines: Sequence[Inline], mark: re.Pattern[str]) -> tuple[Inline, ...]:
    if not inlines or inlines[0].kind is not InlineKind.TEXT:
        return trimmed(inlines)
    first = msgspec.structs.replace(inlines[0], text=mark.sub("", inlines[0].text, count=1))
    return trimmed([first, *inlines[1:]])


def _gaps_of(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[str, ...]]:
    """Turn what stands between ``==`` and ``==`` into gaps; an opening mark without a closing one stays text."""
    out: list[Inline] = []
    gaps: list[str] = []
    hidden: list[Inline] | None = None
    for inline in inlines:
        if inline.kind is not InlineKind.TEXT:
            (out if hidden is None else hidden).append(inline)
            continue
        text = inline.text
        while text:
            found = (_GAP_OPEN if hidden is None else _GAP_CLOSE).search(text)
            head = text if found is None else text[: found.start()]
            if head:
                (out if hidden is None else hidden).append(msgspec.structs.replace(inline, text=head))
            if found is None:
                break
            text = text[found.end() :]
            if hidden is None:
                hidden = []
            else:
                out.append(Inline(InlineKind.GAP, children=tuple(hidden), line=len(gaps)))
                gaps.append(squeeze(plain_text(hidden)))
                hidden = None
    if hidden is not None:
        out += [Inline(InlineKind.TEXT, "=="), *hidden]
    return tuple(out), tuple(gaps)


def _gap_card(item: StudyItem, inlines: tuple[Inline, ...], gaps: tuple[str, ...]) -> Card:
    quote = squeeze(plain_text(inlines))
    context = " › ".join(dict.fromkeys([item.topic, *item.sources[0].headings[1:]]))
    card = _card(item, NoteType.CLOZE, {"Text": inlines, "Context": context}, quote)
    return msgspec.structs.replace(card, gaps=gaps)


def _card(item: StudyItem, note_type: NoteType, fields: dict[str, Content], quote: str) -> Card:
    return Card(
        note_type=note_type,
        item=item.key,
        aspect=ASPECT,
        subject="",
        fields={**fields, "Kind": ASPECT},
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=quote,
        made=MADE,
        hold=item.hold,
        reason=item.reason,
    )
