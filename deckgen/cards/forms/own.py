"""Cards that the author writes for the purpose: Q:/A:, ==gaps==, folded answers, and ``<!-- deck: card ... -->``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from deckgen.cards.forms.asked import content_of, fields_of, quote_of, sources_of
from deckgen.cards.forms.folded import says_answer
from deckgen.cards.forms.marked import Marked, holds_asking, marked_in, may_be_marked
from deckgen.cards.forms.own_gaps import Gapped, groups_of, is_highlight, without_marks
from deckgen.kept_out import MOST_POSTS
from deckgen.language.asking import is_marked
from deckgen.language.folding import squeeze
from deckgen.language.phrases import phrases
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import (
    Block,
    BlockKind,
    Blocks,
    Card,
    Content,
    Hold,
    ItemKind,
    NoteType,
    Run,
    StudyItem,
)

ASPECT = "own"
MADE = "person"
NO_CARD = "this comment gives no card: write Q: and A: in it, each on a line of its own, or a text with ==gaps=="
_TITLE = "R4: a folded part that shows no question is a title, in posts where few of them ask"
_HIGHLIGHT = "R4: a gap that is all of its text asks for nothing"
UNMEANT = frozenset({_TITLE, _HIGHLIGHT})
"""Reasons by which a card is held that its author hardly meant."""
_NO_CUE = phrases("en")
"""The author's own words get none."""


Marks = Mapping[str, Sequence[Marked]]
"""What is marked as a card in each section, by its key; sections in which nothing is are left out."""


def marks_of(items: Sequence[StudyItem]) -> Marks:
    """Return what is marked as a card: found once, for the cards, for the other forms and for the faults."""
    marked = ((item.key, tuple(_marked_of(item))) for item in items if item.kind is ItemKind.SECTION)
    return {key: found for key, found in marked if found}


def own_cards(items: Sequence[StudyItem], marks: Marks | None = None) -> Iterator[Card]:
    """Yield the author's own cards of all sections, in reading order; their ``marks`` may be known already."""
    marks = marks_of(items) if marks is None else marks
    found = [(item, each) for item in items for each in marks.get(item.key, ())]
    properties = recurring_keys(found)
    titled = _titled_posts(found)
    for item, each in found:
        if each.key not in properties:
            is_title = _shows(each) == "title" and item.sources[0].post in titled
            yield from (_held(card, _TITLE) if is_title else card for card in cards_of(item, each))


def _marked_of(item: StudyItem) -> Iterator[Marked]:
    """Yield what is marked as a card in a section, and in its comments."""
    if may_hold_own(item):
        yield from marked_in(item.blocks, item.heading, item.sources[0].line)
    for directive in item.directives:
        if directive.verb == "card" and not directive.fault:
            blocks, _ = parse_markdown(
                directive.text, first_line=directive.line, has_templates=directive.has_templates
            )
            found = list(marked_in(blocks))
            yield from found or [Marked(block=_line(directive.line), fault=NO_CARD, taken=())]


def _line(line: int) -> Block:
    return Block(BlockKind.HTML, line, line)


def recurring_keys(found: Sequence[tuple[StudyItem, Marked]]) -> set[str]:
    """Return what stands before ``::``, or is shown before a fold, in more than two posts.

    It is a property of notes, as Dataview has them, or a part of each page ("Attributions and licensing").
    """
    posts: dict[str, set[str]] = {}
    for item, each in found:
        if each.key:
            posts.setdefault(each.key, set()).update(source.post for source in item.sources)
    return {key for key, paths in posts.items() if len(paths) > MOST_POSTS}


def _titled_posts(found: Sequence[tuple[StudyItem, Marked]]) -> frozenset[str]:
    """Return the posts whose folded parts show titles, unless as many of them, or of all posts, ask."""
    asking: Counter[str] = Counter()
    titles: dict[str, set[str]] = {}
    for item, each in found:
        match _shows(each):
            case "question":
                asking[item.sources[0].post] += 1
            case "title":
                titles.setdefault(item.sources[0].post, set()).add(each.key)
    if asking.total() >= sum(map(len, titles.values())):
        return frozenset()
    return frozenset(post for post, shown in titles.items() if asking[post] < len(shown))


def _shows(found: Marked) -> Literal["question", "title", ""]:
    """Return what a folded part shows; nothing where another form is marked."""
    if found.block.kind is not BlockKind.DETAILS or says_answer(found.block) or found.says is None:
        return ""
    return "title" if found.key and not is_marked(found.key) else "question"


def _held(card: Card, reason: str) -> Card:
    return card if card.hold else msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)


def may_hold_own(item: StudyItem) -> bool:
    """Return whether a section is worth a look for own cards: most are not."""
    return may_be_marked(item.text) or may_be_marked(item.title) or holds_asking(item.blocks)


def cards_of(item: StudyItem, found: Marked) -> Iterator[Card]:
    """Yield the cards of one marked form."""
    if isinstance(found.says, Gapped):
        card = _gap_card(item, found.block, found.says)
        yield _held(card, _HIGHLIGHT) if is_highlight(found.says) else card
    elif found.says is not None:
        asked = msgspec.structs.replace(found.says, answer=without_marks(found.says.answer))
        fields = fields_of(asked, item, _NO_CUE, is_laid_out=False)
        if found.is_both_ways:
            fields |= {"BackQuestion": content_of(asked.answer), "BackAnswer": Run(asked.question)}
        card = _card(item, found.block, NoteType.QUESTION, fields, quote_of(found.says))
        yield msgspec.structs.replace(card, block=asked.block, is_split="Detail" in fields)


def without_own(item: StudyItem, marked: Sequence[Marked]) -> StudyItem:
    """Return a section without its own cards, from which no other form takes one; its heading asks once at most."""
    taken = {id(block) for found in marked for block in found.taken}
    left = tuple(_left(item.blocks, taken))
    is_asked = any(found.is_heading for found in marked)
    return msgspec.structs.replace(item, blocks=left, is_asked=is_asked) if marked else item


def _left(blocks: Sequence[Block], taken: set[int]) -> Iterator[Block]:
    """Yield the blocks that are not taken; of a list the items in which nothing is, each in its place."""
    for block in blocks:
        if not _is_taken(block, taken):
            yield block
        elif block.kind is BlockKind.LIST and id(block) not in taken:
            are_taken = [_is_taken(entry, taken) for entry in block.children]
            if not all(are_taken):
                kept = (
                    msgspec.structs.replace(entry, children=()) if is_taken else entry
                    for entry, is_taken in zip(block.children, are_taken, strict=True)
                )
                yield msgspec.structs.replace(block, children=tuple(kept))


def _is_taken(block: Block, taken: set[int]) -> bool:
    return id(block) in taken or any(_is_taken(child, taken) for child in block.children)


def _gap_card(item: StudyItem, block: Block, found: Gapped) -> Card:
    quote = squeeze(f"{plain_text(found.inlines)} {blocks_text(found.detail)}")
    context = " › ".join(dict.fromkeys([item.topic, *item.sources[0].headings[1:]]))
    fields: dict[str, Content] = {"Text": Run(found.inlines), "Context": context}
    if found.detail:
        fields["Detail"] = Blocks(found.detail)
    card = _card(item, block, NoteType.CLOZE, fields, quote)
    hidden = tuple(gap.hidden for gap in found.gaps)
    return msgspec.structs.replace(card, gaps=hidden, groups=groups_of(found.gaps), block=found.name)


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
