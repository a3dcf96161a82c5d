"""Cards of a model's as they were recorded -> Cards: words only, nothing is asked here and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from deckgen.cards.forms import placed
from deckgen.files.cards import CardRecord, Record
from deckgen.language.folding import fold, squeeze
from deckgen.markdown.formulas import TEX_COMMAND
from deckgen.markdown.text import plain_text
from deckgen.model import Card, Content, Hold, Inline, InlineKind, ItemKind, NoteType, Run, StudyItem
from deckgen.patterns import regex

ASPECT = "llm"
QUESTION, CLOZE = "question", "cloze"
"""Kinds of a model's cards."""
READY, POLISH, REWRITE, REJECT = "ready", "polish", "rewrite", "reject"
_HOLDS = MappingProxyType({REJECT: Hold.FATAL, REWRITE: Hold.GATE})

_MARKUP = regex(
    r"\$\$(?P<math>.+?)\$\$|\\\((?P<round>.+?)\\\)|\\\[(?P<square>.+?)\\\]|"
    r"```[a-z]*\n(?P<fence>.+?)```|`(?P<code>[^`\n]+)`|\*\*(?P<strong>[^*\n]+)\*\*|(?P<break>\n)",
    re.S,
)


_GAP = regex(r"\[\[(.+?)\]\]", re.S)
"""The words that a gap card of a model's hides."""


def recorded_cards(record: Record, items: Sequence[StudyItem]) -> list[Card]:
    """Return the recorded cards of the items that there are, in reading order.

    A card whose passage left its section is not given: the section says it no more.
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
            cards.append(recorded_card(written, item))
    return cards


def _whole(quote: str) -> str:
    """Return a quote with marks around a formula in which it begins or ends, so that its words are not shown as one."""
    if "$$" in quote and TEX_COMMAND.search(quote[: quote.index("$$")]):
        quote = f"$${quote}"
    return quote if quote.count("$$") % 2 == 0 else f"{quote}$$"


def recorded_card(record: CardRecord, item: StudyItem) -> Card:
    """Return one recorded card as a Card, held if it was found wanting; the detail is copied from the source, too."""
    quote = _whole(squeeze(record.quote))
    is_cloze = record.kind == CLOZE
    fields: dict[str, Content] = {"Kind": ASPECT}
    if is_cloze:
        context = " › ".join(dict.fromkeys([item.topic, *item.sources[0].headings[1:]]))
        fields |= {"Text": gapped(record.question), "Context": context}
    else:
        fields |= {"Question": words_of(record.question), "Answer": words_of(record.answer)}
    if record.detail:
        fields["Detail"] = words_of(record.detail)
    if quote:
        fields["Quote"] = quote
    if item.kind is ItemKind.LINK:
        fields |= {"URL": item.url, "LinkTitle": item.title}
    hold = _HOLDS.get(record.verdict)
    card = Card(
        note_type=NoteType.CLOZE if is_cloze else NoteType.QUESTION,
        item=item.key,
        note_key=record.card,
        gaps=hidden_in(record.question) if is_cloze else (),
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


def stands_in(record: CardRecord, bare: str) -> bool:
    """Return whether what proves a card stands in a bare text; where a public deck does not keep it, the answer."""
    return bare_text(record.quote or record.answer) in bare


def gaps_in(text: str) -> list[str]:
    """Return what a gap card hides, as it is written."""
    return _GAP.findall(text)


def hidden_in(text: str) -> tuple[str, ...]:
    """Return what a gap card hides, as it is shown."""
    return tuple(plain_text(words_of(gap).inlines) for gap in gaps_in(text))


def with_blanks(text: str) -> str:
    """Return the text of a gap card, a sign for each gap."""
    return _GAP.sub("[…]", text)


def without_gap_marks(text: str) -> str:
    """Return all that the text of a gap card says."""
    return _GAP.sub(r"\1", text)


def gapped(text: str) -> Run:
    """Return the text of a gap card as inlines."""
    inlines: list[Inline] = []
    at = 0
    for number, gap in enumerate(_GAP.finditer(text)):
        inlines += [*_inlines(text[at : gap.start()])]
        inlines.append(Inline(InlineKind.GAP, children=words_of(gap[1]).inlines, number=number))
        at = gap.end()
    return Run((*inlines, *_inlines(text[at:])))


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

