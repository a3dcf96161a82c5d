"""A card in a person's words: what may be edited of it, as Markdown, and the card that the edited text makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from deckgen.cards.forms.own_gaps import gaps_of, groups_of
from deckgen.cards.gates import gated
from deckgen.cards.reading import ASPECT as LINK
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.written import written, written_line
from deckgen.model import (
    EDITED,
    HARD,
    Block,
    BlockKind,
    Blocks,
    Card,
    Content,
    Hold,
    Inline,
    InlineKind,
    NoteType,
    Parts,
    Run,
    StudyItem,
)
from deckgen.patterns import regex

EDITABLE: Mapping[NoteType, tuple[str, ...]] = MappingProxyType(
    {
        NoteType.QUESTION: ("Question", "Answer", "Detail", "BackQuestion", "BackAnswer"),
        NoteType.CLOZE: ("Text", "Detail"),
        NoteType.READING: ("Title", "Comment"),
        NoteType.TOPIC: (),  # its list follows the posts, link by link
    }
)
"""The fields in which a card's words stand, by the type of its note."""
_OPTIONAL = frozenset({"Detail", "Comment", "BackQuestion", "BackAnswer"})
_TITLE = "Title"  # words alone: it names a link
_LIFTED = frozenset({Hold.GATE, Hold.FATAL, Hold.UNTITLED, Hold.IMAGE})
"""What a person's word overrules; a picture that is missing is looked for anew."""
_FOOTNOTE = regex(r"\[\^([^\]\s]{1,40})\]")
_OF_SOURCE = ("Kind", "Context", "Quote", "URL", "LinkTitle", "Image", "More")
"""Fields that a card keeps as they were shipped where nothing but a person words it any more."""


def editable(card: Card) -> dict[str, str]:
    """Return the fields that may be edited, as Markdown; empty where a card has none."""
    names = EDITABLE[card.note_type]
    backs = () if card.fields.get("BackQuestion") else ("BackQuestion", "BackAnswer")
    return {name: _as_text(card, name) for name in names if name not in backs}


def _as_text(card: Card, name: str) -> str:
    match card.fields.get(name, ""):
        case str() as text:
            return text
        case Run(inlines=inlines):
            return written_line(inlines, card.groups if name == "Text" else ())
        case Blocks(blocks=blocks):
            return written(blocks)


def fault_in(note_type: NoteType, fields: Mapping[str, str]) -> str:
    """Return why these words make no card; empty where they do."""
    names = EDITABLE[note_type]
    if not names:
        return "the note of a topic lists links, and has no words to edit"
    if unknown := fields.keys() - set(names):
        return f"{min(unknown)} is no field that can be edited"
    for name in names:
        if name not in _OPTIONAL and not fields.get(name, "").strip():
            return f"{name} is empty"
    if note_type is not NoteType.CLOZE:
        return ""
    inlines, gaps = gaps_of(_inlines(fields["Text"]))
    if any(gap.is_nested for gap in gaps):
        return "a gap inside a gap hides nothing that Anki could show"
    return "" if gaps and inlines else "Text has no gap: write ==words== around what it hides"


def edited_card(base: Card, fields: Mapping[str, str]) -> Card:
    """Return a card that says a person's words, for the card that its source would give.

    A field whose words are those of the source stays as the source has it.
    """
    known = editable(base)
    contents = {name: _content(name, text) for name, text in fields.items() if text.strip()}
    own = {name: base.fields[name] if text == known.get(name) else contents[name]
           for name, text in fields.items() if text.strip()}  # fmt: skip
    rest = {name: content for name, content in base.fields.items() if name not in EDITABLE[base.note_type]}
    if base.aspect == LINK and rest.get("Prompt") == base.fields.get(_TITLE):
        rest["Prompt"] = own[_TITLE]
    gaps, groups = base.gaps, base.groups
    if base.note_type is NoteType.CLOZE and own["Text"] is not base.fields.get("Text"):
        inlines, found = gaps_of(_inlines(fields["Text"]))
        own["Text"] = Run(inlines)
        gaps, groups = tuple(gap.hidden for gap in found), groups_of(found)
    edited = msgspec.structs.replace(
        base, fields={**rest, **own}, gaps=gaps, groups=groups, subject="", parts=Parts(), passage="", made=EDITED,
        is_split=False, block="",
    )  # fmt: skip
    return accepted_card(edited)


def accepted_card(card: Card) -> Card:
    """Return a card that a person has seen and wants: held only if it cannot be shown, or a switch keeps it out."""
    is_lifted = card.hold in _LIFTED
    free = msgspec.structs.replace(
        card, is_wanted=True, hold=None if is_lifted else card.hold, reason="" if is_lifted else card.reason
    )
    return gated([free])[0]


def lone_card(note_type: NoteType, aspect: str, key: str, item: StudyItem) -> Card:
    """Return the card of an item that only a person words: its source does not say any more what the card says."""
    fields: dict[str, Content] = {"Kind": aspect}
    if item.url:
        fields |= {"URL": item.url, "LinkTitle": item.title}
    return Card(
        note_type=note_type,
        item=item.key,
        note_key=key,
        aspect=aspect,
        subject="",
        fields=fields,
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        kept=_OF_SOURCE,
        hold=item.hold,
        reason=item.reason,
    )


def _content(name: str, text: str) -> Content:
    if name == _TITLE:
        return " ".join(text.split())
    blocks = _parsed(text)
    if len(blocks) == 1 and blocks[0].kind is BlockKind.PARAGRAPH and not blocks[0].label:
        return Run(blocks[0].inlines)
    return Blocks(blocks)


def _parsed(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text whose footnotes stand in its card's post: their marks are known here all the same."""
    marks = {mark for mark in _FOOTNOTE.findall(text) if f"[^{mark}]:" not in text}
    blocks = parse_markdown("\n\n".join([text, *(f"[^{mark}]: -" for mark in sorted(marks))]))[0]
    return tuple(block for block in blocks if block.kind is not BlockKind.FOOTNOTE or block.label not in marks)


def _inlines(text: str) -> tuple[Inline, ...]:
    """Return the words of a text with gaps as one run; its paragraphs begin on lines of their own."""
    return tuple(_joined(_parsed(text)))


def _joined(blocks: Sequence[Block]) -> Iterator[Inline]:
    for number, block in enumerate(blocks):
        if number:
            yield Inline(InlineKind.BREAK, HARD)
        if block.inlines:
            yield from block.inlines
        elif block.text:
            is_math = block.kind is BlockKind.MATH
            yield Inline(InlineKind.MATH if is_math else InlineKind.CODE, block.text.strip("\n"))
        else:
            yield from _joined(block.children)
