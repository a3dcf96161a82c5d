"""Cards of a model's as they were recorded -> Cards: words only, nothing is asked here and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from deckgen.cards.forms import placed
from deckgen.files.cards import CardRecord, Record
from deckgen.language.folding import fold, squeeze
from deckgen.model import Card, Content, Hold, Inline, InlineKind, ItemKind, NoteType, Run, StudyItem
from deckgen.patterns import regex

ASPECT = "llm"
READY, POLISH, REWRITE, REJECT = "ready", "polish", "rewrite", "reject"
_HOLDS = MappingProxyType({REJECT: Hold.FATAL, REWRITE: Hold.GATE})

_MARKUP = regex(
    r"\$\$(?P<math>.+?)\$\$|\\\((?P<round>.+?)\\\)|\\\[(?P<square>.+?)\\\]|"
    r"```[a-z]*\n(?P<fence>.+?)```|`(?P<code>[^`\n]+)`|\*\*(?P<strong>[^*\n]+)\*\*|(?P<break>\n)",
    re.S,
)


def recorded_cards(record: Record, items: Sequence[StudyItem], *, is_public: bool = False) -> list[Card]:
    """Return the recorded cards of the items that there are, in reading order.

    A card whose passage left its section is not given: the section says it no more. Public decks hold no passages of
    other people's pages.
    """
    by_item = record.by_item()
    cards: list[Card] = []
    for item in items:
        bare = ""
        for written in by_item.get(item.key, ()):
            if item.kind is ItemKind.SECTION:
                bare = bare or bare_text(item.text)
                if bare_text(written.quote) not in bare:
                    continue
            cards.append(recorded_card(written, item, with_passages=item.kind is ItemKind.SECTION or not is_public))
    return cards


def recorded_card(record: CardRecord, item: StudyItem, *, with_passages: bool = True) -> Card:
    """Return one recorded card as a Card, held if it was found wanting; the detail is copied from the source, too."""
    quote = squeeze(record.quote)
    fields: dict[str, Content] = {
        "Question": words_of(record.question),
        "Answer": words_of(record.answer),
        "Kind": ASPECT,
    }
    if record.detail and with_passages:
        fields["Detail"] = words_of(record.detail)
    if quote and with_passages:
        fields["Quote"] = quote
    if item.kind is ItemKind.LINK:
        fields |= {"URL": item.url, "LinkTitle": item.title}
    hold = _HOLDS.get(record.verdict)
    card = Card(
        note_type=NoteType.QUESTION,
        item=item.key,
        note_key=record.card,
        aspect=ASPECT,
        subject="",
        fields=fields,
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=quote,
        made=record.made,
        hold=item.hold or hold,
        reason=item.reason if item.hold else record.fault if hold else "",
    )
    return placed(card, item)


def bare_text(text: str) -> str:
    """Return a text without white space and markup, folded, as quotes are looked for in it."""
    return re.sub(r"[\s*`_]+", "", fold(text))


def words_of(text: str) -> Run:
    """Return a model's words as inlines: formulas, code, bold and line breaks; all else is plain text."""
    return Run(tuple(_inlines(text)))


def _inlines(text: str) -> Iterator[Inline]:
    at = 0
    for found in _MARKUP.finditer(text):
        if found.start() > at:
            yield Inline(InlineKind.TEXT, text[at : found.start()])
        at = found.end()
        kind, inner = found.lastgroup, found[found.lastgroup or 0]
        if kind == "break":
            yield Inline(InlineKind.BREAK)
        elif kind == "strong":
            yield Inline(InlineKind.STRONG, children=(Inline(InlineKind.TEXT, inner),))
        else:
            is_code = kind in ("code", "fence")
            yield Inline(InlineKind.CODE if is_code else InlineKind.MATH, inner.strip("\n") if is_code else inner)
    if at < len(text):
        yield Inline(InlineKind.TEXT, text[at:])

