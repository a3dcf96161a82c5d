"""What a term is, where its author sets it off in bold or as code: "**X**：……的库", "`X` - a command that ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.aspects import WHAT_ARE, WHAT_IS
from deckgen.cards.forms.definition import ASPECT, ENDS, is_kind, name_for
from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import is_name, things_of, topic_beside
from deckgen.cards.forms.own_links import own_link
from deckgen.cards.forms.passages import Passage, ReadItem
from deckgen.cards.sentences import is_whole, part, trimmed
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import HAN
from deckgen.markdown.text import plain_text
from deckgen.model import Card, Inline, InlineKind, Parts, Run

_SAYS = re.compile(
    r"(?:\s*[（(][^（）()\n]{2,80}[）)])?\s*(?:[：:]|-{2,4}|——|[-–—]\s|(?P<verb>是指|指的是|就?是|is|are|"
    r"refers to|means)\b)\s*"
    r"(?P<what>[^：:]+)",
    re.S,
)
_OPENS = re.compile(r"一[种个类款套门项组段条台]|指|(?:an?|one of) ", re.I)
_COUNTED = re.compile(rf"[{HAN}][\d一二三四五六七八九十]+$| -|[\[\]<>{{}}()]")
"""A case, a step, an option: "定义七", "ls -l"."""
_SET_OFF = frozenset({InlineKind.STRONG, InlineKind.CODE})


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a term that no heading of the section names; what they name is the definition's."""
    things = things_of(item)
    seen: set[str] = set()
    for paragraph in item.paragraphs:
        first = next(iter(paragraph.passages), None)
        if first is None or paragraph.is_title or first.is_aside or not first.is_first:
            continue
        name = _set_off(first.run)
        found = _SAYS.fullmatch(first.text, len(name)) if name else None
        if found is None or fold(name) in seen or not _is_term(name, found["what"], first, found.span("what")):
            continue
        if any(name_for(name, thing) for thing in things):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(first.text, words)
        url, title = own_link(item.labelled_links, item.title, name)
        parts = Parts(thing=name, topic=topic_beside(name, item))
        ask = WHAT_ARE if found["verb"] == "are" else WHAT_IS
        answer = trimmed(part(first.run, *found.span("what")), ends=ENDS)
        yield question_card(item, ASPECT, speak, parts, Run(answer), first.quote, ask=ask, URL=url, LinkTitle=title)


def _set_off(run: Sequence[Inline]) -> str:
    """Return the bold or code word that opens a run, and is not all of it."""
    return plain_text(run[:1]) if len(run) > 1 and run[0].kind in _SET_OFF else ""


def _is_term(name: str, what: str, passage: Passage, place: tuple[int, int]) -> bool:
    """Return whether a label is a term: what stands behind it opens with the kind of thing that it is."""
    if not is_name(name, marked=True) or _COUNTED.search(name) or not is_kind(what):
        return False
    return _OPENS.match(what) is not None and fold(name) not in fold(what) and is_whole(passage.run, *place)
