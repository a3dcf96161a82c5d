"""Cards that the author writes for the purpose: Q:/A: paragraphs, ==gaps==, and ``<!-- deck: card ... -->``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from deckgen.cards.forms.own_gaps import gaps_of
from deckgen.cards.forms.own_labels import (
    ANSWER,
    QUESTION,
    plain_labels,
    question_and_answer,
    question_lines,
    without_label,
)
from deckgen.language.folding import squeeze
from deckgen.language.labels import asks
from deckgen.markdown.block_id import cut_block_id
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import (
    Block,
    BlockKind,
    Blocks,
    Card,
    Content,
    Inline,
    ItemKind,
    NoteType,
    Run,
    Source,
    StudyItem,
)

ASPECT = "own"
MADE = "person"

_GOES_ON = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.LIST, BlockKind.TABLE})


def own_cards(items: Sequence[StudyItem]) -> Iterator[Card]:
    """Yield the author's own cards of all sections, in reading order."""
    for item in items:
        if item.kind is ItemKind.SECTION:
            if may_hold_own(item):
                yield from _of_blocks(item, item.blocks)
            for directive in item.directives:
                if directive.verb == "card" and not directive.fault:
                    blocks, _ = parse_markdown(
                        directive.text, first_line=directive.line, has_templates=directive.has_templates
                    )
                    yield from _of_blocks(item, blocks)


def may_hold_own(item: StudyItem) -> bool:
    """Return whether a section is worth a look for own cards: most are not."""
    return "==" in item.text or asks(item.text)


def is_own(block: Block) -> bool:
    """Return whether a block is the author's own card, from which no rule takes another one."""
    if block.kind is BlockKind.PARAGRAPH:
        text = plain_text(block.inlines)
        return bool(QUESTION.match(text) or ANSWER.match(text)) or ("==" in text and bool(gaps_of(block.inlines)[1]))
    return any(is_own(child) for child in block.children)


def paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[Block, Sequence[Block]]]:
    """Yield the paragraphs that may be own cards, each with the blocks behind it: an item's answer may be the next."""
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH:
            yield block, blocks[index + 1 :]
        elif block.kind is BlockKind.LIST:
            yield from paragraphs([child for entry in block.children for child in entry.children])
        elif block.kind is BlockKind.QUOTE:
            yield from paragraphs(block.children)


def _of_blocks(item: StudyItem, blocks: Sequence[Block]) -> Iterator[Card]:
    for block, behind in paragraphs(blocks):
        yield from cards_of_paragraph(item, block, behind)


def cards_of_paragraph(item: StudyItem, block: Block, behind: Sequence[Block]) -> Iterator[Card]:
    """Yield the own cards of a paragraph."""
    text = plain_text(block.inlines)
    if QUESTION.match(text):
        asked = list(question_lines(plain_labels(block.inlines)))
        for number, inlines in enumerate(asked, 1):
            asking = msgspec.structs.replace(block, inlines=inlines)
            yield from _asked(item, asking, behind if number == len(asked) else ())
    elif "==" in text:
        left, name = cut_block_id(block.inlines)
        inlines, gaps = gaps_of(left)
        if gaps:
            yield msgspec.structs.replace(_gap_card(item, block, inlines, gaps), block=name or _id_behind(behind))


def _asked(item: StudyItem, block: Block, behind: Sequence[Block]) -> Iterator[Card]:
    """Read a question, and its answer beside it or in the next paragraph."""
    question, answer = question_and_answer(block.inlines)
    rest = list(behind)
    if not answer and rest and rest[0].kind is BlockKind.PARAGRAPH and ANSWER.match(plain_text(rest[0].inlines)):
        answer = without_label(plain_labels(rest.pop(0).inlines), ANSWER)
    question, asked_id = cut_block_id(question)
    answer, name = cut_block_id(answer)
    if not question or not answer:
        return
    answered: list[Block] = [Block(BlockKind.PARAGRAPH, block.first, block.last, inlines=answer)]
    if plain_text(answer).rstrip().endswith((":", "：")):
        while rest and rest[0].kind in _GOES_ON:
            answered.append(rest.pop(0))
    content: Content = Run(answer) if len(answered) == 1 else Blocks(tuple(answered))
    quote = squeeze(f"{plain_text(question)} {blocks_text(answered)}")
    card = _card(item, block, NoteType.QUESTION, {"Question": Run(question), "Answer": content}, quote)
    yield msgspec.structs.replace(card, block=name or asked_id or _id_behind(rest))


def _id_behind(behind: Sequence[Block]) -> str:
    """Return the block id in a paragraph of its own, as it stands behind a list, a table or code."""
    if not behind or behind[0].kind is not BlockKind.PARAGRAPH:
        return ""
    left, name = cut_block_id(behind[0].inlines)
    return "" if left else name


def _gap_card(item: StudyItem, block: Block, inlines: tuple[Inline, ...], gaps: tuple[str, ...]) -> Card:
    quote = squeeze(plain_text(inlines))
    context = " › ".join(dict.fromkeys([item.topic, *item.sources[0].headings[1:]]))
    card = _card(item, block, NoteType.CLOZE, {"Text": Run(inlines), "Context": context}, quote)
    return msgspec.structs.replace(card, gaps=gaps)


def _card(item: StudyItem, block: Block, note_type: NoteType, fields: dict[str, Content], quote: str) -> Card:
    return Card(
        note_type=note_type,
        item=item.key,
        aspect=ASPECT,
        subject="",
        fields={**fields, "Kind": ASPECT},
        sources=sources_of(item, block),
        topic=item.topic,
        category=item.category,
        quote=quote,
        made=MADE,
        hold=item.hold,
        reason=item.reason,
    )


def sources_of(item: StudyItem, block: Block) -> tuple[Source, ...]:
    """Return a section's sources, first the one that a block stands in, with the block's line."""
    number = 0
    if item.parts:
        text = squeeze(blocks_text([block]))
        number = next((place for place, part in enumerate(item.parts) if text in _on_one_line(part)), 0)
    own = msgspec.structs.replace(item.sources[number], line=block.first)
    return (own, *item.sources[:number], *item.sources[number + 1 :])


_on_one_line = lru_cache(maxsize=64)(squeeze)
"""All own cards of a section look for themselves in the same few texts."""
