"""What an author wrote for a card and gives none, with its line: nothing written for the purpose vanishes silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.cards.forms.asked import sources_of
from deckgen.cards.forms.marked import UNANSWERED, Marked
from deckgen.cards.forms.own import UNMEANT, Marks, marks_of, may_hold_own
from deckgen.cards.forms.own_gaps import has_marks, means_anki_gap
from deckgen.cards.forms.own_labels import QUESTION
from deckgen.language.labels import ANSWER_OF
from deckgen.language.scripts import cjk_share
from deckgen.language.spoken import language_of
from deckgen.markdown.text import means_gap, plain_text
from deckgen.model import Block, BlockKind, Card, Hold, ItemKind, Post, Problem, Section, Severity, StudyItem

_NO_CARDS = frozenset({BlockKind.TABLE, BlockKind.FOOTNOTE})
_ELSEWHERE = "a gap gives a card only in a paragraph, a list or a quote: not in a heading, table or footnote"


def own_faults(items: Sequence[StudyItem], cards: Sequence[Card], marks: Marks | None = None) -> list[Problem]:
    """Return what was meant for a card of the author's own and gave none; ``cards`` are their own, gated."""
    marks = marks_of(items) if marks is None else marks
    sections = (item for item in items if item.kind is ItemKind.SECTION)
    missing = (fault for item in sections for fault in _missing(item, marks.get(item.key, ())))
    return [*_held(cards), *_twice(cards), *missing]


def bare_questions(posts: Sequence[Post]) -> list[Problem]:
    """Return the headings labelled as questions with nothing below them: no item of the posts holds them."""
    return [
        _problem(post.path, section.first, UNANSWERED + _label_of(plain_text(section.title)))
        for post in posts
        for section in _sections(post.sections)
        if not (section.blocks or section.sections or section.below) and QUESTION.match(plain_text(section.title))
    ]


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _held(cards: Sequence[Card]) -> Iterator[Problem]:
    for card in cards:
        if card.hold in (Hold.FATAL, Hold.GATE) and card.reason not in UNMEANT:
            source = card.sources[0]
            yield _problem(source.post, source.line, f"your own card is held: {card.reason}")


def _twice(cards: Sequence[Card]) -> Iterator[Problem]:
    """Yield the cards whose block id another card of the file bears before them: which one is meant, nobody knows."""
    seen: set[tuple[str, str, str]] = set()
    for card in cards:
        source = card.sources[0]
        if card.block and (source.post, card.note_type, card.block) in seen:
            message = f"another card of this file ends with ^{card.block}, so it says nothing of either: name one anew"
            yield _problem(source.post, source.line, message)
        seen.add((source.post, card.note_type, card.block))


def _missing(item: StudyItem, marked: Sequence[Marked]) -> Iterator[Problem]:
    if item.hold is not None:
        return
    if means_gap(item.title) or means_anki_gap(item.title):
        yield _problem(item.sources[0].post, item.sources[0].line, _ELSEWHERE)
    for found in marked:
        if found.fault:
            beside = _label_of(f"{item.title} {item.text}") if found.fault == UNANSWERED else ""
            yield _at(item, found.block, found.fault + beside)
    holders = list(_holders(item.blocks))
    if not holders or not may_hold_own(item):
        return
    for holder in holders:
        gapped = next((leaf for leaf in _leaves(holder) if has_marks(leaf.inlines)), None)
        if gapped is not None:
            yield _at(item, gapped, _ELSEWHERE)


def _label_of(text: str) -> str:
    """Return the label of an answer in the language of a text, as another one than A:."""
    label = ANSWER_OF.get(language_of(text, cjk_share(text)), "")
    return label and f" or {label}"


def _holders(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the tables and footnotes: in these a gap gives no card."""
    for block in blocks:
        if block.kind in _NO_CARDS:
            yield block
        elif block.children:
            yield from _holders(block.children)


def _leaves(block: Block) -> Iterator[Block]:
    if block.inlines:
        yield block
    for child in block.children:
        yield from _leaves(child)


def _at(item: StudyItem, block: Block, message: str) -> Problem:
    source = sources_of(item, block)[0]
    return _problem(source.post, source.line, message)


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(path=path, line=line, severity=Severity.WARNING, code="own-card", message=message)
