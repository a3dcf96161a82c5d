"""What the thing that a heading names is: the sentence that opens its section, "X 是……", "X is ..."; whole or none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.aspects import WHAT_ARE, WHAT_IS
from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import QUOTES, things_of, without_article
from deckgen.cards.forms.own_links import own_link
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans
from deckgen.cards.sentences import is_whole, part, trimmed
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card, Parts, Run

ASPECT = "definition"
ENDS = "。. ；;，,"
_IS = re.compile(
    r"(?P<name>[^，。：；,;:？?!！\n]{1,80}?)(?:\s*[（(][^（）()\n]{1,80}[）)])?\s*"
    r"(?P<verb>是指|指的是|就?是|指|(?:is|are)(?= (?:an?|the|one of|any)\b)|refers to|means)\s*(?P<what>.+)",
    re.S,
)
_KIND = re.compile(
    r"(?:指|由|用于|用来|一[种个类款套门项组段条台])?.{2,}的.{2,}|一[种个类款套门项组段条台].{4,}|(?:an? |the |"
    r"one of |any )\S+ \S.*",
    re.I | re.S,
)
"""A kind, and what sets the thing apart from others of it."""
CHINESE_DEED = "提出|发明|开发|研发|推出|创[立建办]|编写|设计|发现|发布|开源|制定"
_MADE = re.compile(rf"(?:一[种个类款套门项])?(?!一)[^，。；的]{{2,40}}?(?:{CHINESE_DEED}|出品)的")
"""Who made it: another fact, asked for by another form."""
_TELLS_LITTLE = re.compile(
    r"重要|基本|常[用见]|主要|关键|核心的|经典|典型|简单|最|很|非常|比较|不同|之一|缩写|简称|统称|别[称名]|新颖|"
    r"^[另不否什如怎因为了]|"
    r"(?:吗|呢|吧|了|的|作品?|[：:])$|\b(?:the same|(?:very|most|important|basic|common|popular|useful|great|good|"
    r"nice|simple))\b",
    re.I,
)
"""A judgement, another name, or no statement."""
_CLAUSES = re.compile(
    r"[，；。：]|[,;:.]\s|^一[^的]{1,12}(?:可以|会|能|有|必须)|"
    r"^(?:an?|the) (?:(?!that\b|which\b|who\b|where\b|whose\b)\S+ ){1,6}?(?:is|are|was|were|can|will|must|has|"
    r"should|may) ",
    re.I,
)
"""A second clause, or a sentence that only begins like a kind."""
_PERSON = re.compile(r"(?:(?<!机器)人|学?家|师|员|教授|博士|\bperson)(?:之一)?$")
_SEVERAL = re.compile("[和与&、]|\\band\\b")


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word the card of a section that opens by saying what a thing of its headings is."""
    opening = item.opening
    found = _IS.fullmatch(opening.text) if opening is not None else None
    if opening is None or found is None:
        return
    article, name = without_article(found["name"].strip(QUOTES))
    subject = next((said for thing in things_of(item) if (said := name_for(name, thing))), "")
    start, end = found.start("what"), found.start("what") + len(found["what"].rstrip(ENDS))
    if not subject or _SEVERAL.search(subject) or not is_kind(found["what"]) or not is_whole(opening.run, start, end):
        return
    speak = phrases_of_text(opening.text, words)
    url, title = own_link(item.labelled_links, item.title, subject)
    parts = Parts(thing=subject, article=article if subject.isascii() else "")
    ask = WHAT_ARE if found["verb"] == "are" else WHAT_IS
    answer = trimmed(part(opening.run, start, end), ends=ENDS)
    yield question_card(item, ASPECT, speak, parts, Run(answer), opening.quote, ask=ask, URL=url, LinkTitle=title)


def is_kind(what: str) -> bool:
    """Return whether what is said of a thing tells its kind and more, in one clause that leans on nothing."""
    what = what.rstrip(ENDS)
    made = _MADE.match(what)
    if (
        _KIND.fullmatch(what[made.end() :] if made else what) is None
        or _TELLS_LITTLE.search(what)
        or _PERSON.search(what)
    ):
        return False
    return not leans(what) and _CLAUSES.search(what) is None


def name_for(name: str, thing: str) -> str:
    """Return the name to ask by, if a sentence's subject is the heading's thing; else an empty text.

    The sentence may use the whole name, the one in brackets, or a fuller one ("OpenAI Gym" below "Gym").
    """
    said, folded = fold(name), fold(thing)
    bare, _, inside = folded.rstrip(")）").partition("(")
    if said in (folded, bare.strip(), inside.strip()):
        return thing
    words = said.split()
    is_fuller = folded.isascii() and folded in (words[:1] + words[-1:]) and 1 < len(words) <= 3
    return name if is_fuller and said.isascii() else ""
