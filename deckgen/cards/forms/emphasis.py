"""A set-off term as the gap of the sentence that gives it its name: "... is called **X**", "……被称为**X**"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.make import cloze_card, holds, shown
from deckgen.cards.forms.names import home_of, is_name
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.shapes import Shapes
from deckgen.cards.leans import leans
from deckgen.cards.sentences import length
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.markdown.text import plain_text
from deckgen.model import Card, Inline, InlineKind, Run, StudyItem
from deckgen.patterns import regex

ASPECT = "cloze"
_SET_OFF = (InlineKind.STRONG, InlineKind.EMPH)
_SENTENCE = range(12, 200)
_HIDDEN = 0.4
_SHOWN = 0.2
"""So much of an answer's length must stay to be seen, or nothing asks for the gap."""
SHAPES = Shapes(
    r"""
    / en .+ (?:is|are) (?:also |often |usually )?(?:called|known as|termed|named)(?: an?| the)? QUOTE
    Nets :: The share of units that a pass switches off is called the **‹dropout rate›**. => Nets: dropout rate
    Nets :: It is called **dropout**.
    Nets :: However, what a pass switches off is called the **dropout rate**.
    / zh .+(?:[被又也][称叫]?(?:之?为|作|做)?|[称叫](?:之?为|作|做)) ?QUOTE
    网络 :: 一次训练中被关闭的单元所占的比例称为**‹丢弃率›**。 => 网络: 丢弃率
    网络 :: 这种比例称为**丢弃率**。
    / ja .+(?:を|は)[、]?QUOTE(?=)
    ネット :: 学習のたびに無効にするユニットの割合を**‹ドロップアウト率›**と呼びます。 => ネット: ドロップアウト率
    ネット :: 学習では**ドロップアウト率**が大切です。
    / ko .+[을를] QUOTE(?=)
    신경망 :: 학습할 때마다 끄는 유닛의 비율을 **‹드롭아웃 비율›**이라고 부른다. => 신경망: 드롭아웃 비율
    / de .+ (?:heißt|heissen|heißen|nennt man)(?: auch)?(?: eine?n?| die| der| das)? QUOTE
    Netze :: Der Anteil der Einheiten, die ein Durchlauf abschaltet, heißt **‹Dropout-Rate›**. => Netze: Dropout-Rate
    / fr .+ (?:s[’']appelle|est appelée?|se nomme)(?: une?| le| la)? QUOTE
    Réseaux :: La part des unités que chaque passage désactive s’appelle **‹taux de dropout›**.
    => Réseaux: taux de dropout
    / es .+ (?:se llaman?|se denominan?)(?: una?| el| la)? QUOTE
    Redes :: La parte de las unidades que cada paso desactiva se llama **‹tasa de dropout›**. => Redes: tasa de dropout
    """,
    QUOTE="[“\"「„«]?",
)
"""What stands before the name that a sentence gives; each example names the topic and the gap."""
_AFTER = regex(r"[”\"」“»]?(?:[。.．]|(?:と(?:呼|い|言)\S*|(?:이라고|라고) \S+)[。.]?)?\s*")
_JOINED = regex(
    r"其中|因此|所以|但|而|并|此外|同时|通常|一般|顺便|逆に|特に|つまり|また|さらに|ただし|一方|しかし|그러나|"
    r"(?:however|thus|so|but|and|also|aber|pero|mais)\b",
    re.I,
)
"""A sentence that goes on from another one."""


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:  # noqa: ARG001 - a gap asks in its own words
    """Word a gap for each sentence that names its only set-off term last."""
    for paragraph in item.paragraphs:
        if paragraph.is_near and any(inline.kind in _SET_OFF for inline in paragraph.block.inlines):
            for passage in paragraph.passages:
                card = _card(item, passage.run)
                if card is not None:
                    yield card


def _card(item: StudyItem, run: tuple[Inline, ...]) -> Card | None:
    places = [number for number, inline in enumerate(run) if inline.kind in _SET_OFF]
    if len(places) != 1 or holds(run, InlineKind.LINK, InlineKind.IMAGE, InlineKind.BREAK, InlineKind.HTML):
        return None
    at, text = places[0], plain_text(run)
    before, after = plain_text(run[:at]), plain_text(run[at + 1 :])
    if SHAPES.match(before) is None or _AFTER.fullmatch(after) is None or len(text) not in _SENTENCE:
        return None
    hidden = shown(run[at].children)
    if leans(text) or _JOINED.match(text) or not is_name(hidden, marked=True) or length(hidden) > _HIDDEN:
        return None
    if before.rstrip().endswith(("を", "을", "를")) and not after.strip("。. "):
        return None  # the verb that names is missing
    if fold(hidden) in fold(before) or length(before) < _SHOWN:
        return None
    gap = Inline(InlineKind.GAP, children=run[at].children)
    gapped = Run((*run[:at], gap, *run[at + 1 :]))
    return cloze_card(item, ASPECT, home_of(item) or item.topic, gapped, [hidden], squeeze(text))
