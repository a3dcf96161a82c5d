"""What the thing that a heading names is: "X 是……" below a heading X."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.markdown import plain_text
from deckgen.model import BlockKind, Card, Inline, NoteType, StudyItem
from deckgen.words import fold, is_generic_heading, squeeze, thing_of_heading
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.sentences import cut_front, sentences, trimmed

ASPECT = "definition"
_LOOKED_AT = 3
"""A definition opens its section: only the first paragraphs are read."""

_IS = re.compile(
    r"^(?P<name>[^，。：；,;:？?!！\n]{1,80}?)(?P<also>\s*[（(][^（）()\n]{1,80}[）)])?[，,]?\s*"
    r"(?P<verb>是指|指的是|就是|是|指|(?:is|are)(?= (?:an?|the|one of|any|some)\b)|refers to|means)\s*(?P<what>.+)$",
    re.S,
)
_NO_DEFINITION = re.compile(
    r"^(?:否|不是|个|一个是|由于|因为|为了|什么|如何|怎么|这样|那样|这|那|它|他|我|你|上|下|如下|指(?!一|的|在|由|对|用|那|某)|"
    r"(?:the same|not|also|still|now|very|the (?:most|best|first|last|only)|a (?:bit|lot|good|great|must|nice))\b)|"
    r"^\d{2,4}年|[：:]$|(?:提出|发明|开发|推出|发布|创建|创立|建立|设计|编写|写)的[。.]?$|(?:吗|呢|吧|了)[。？?.]?$",
    re.I,
)
_A_KIND = re.compile(
    r"一[种个类款套门项本份名位家系组段条支台片张对]|[^。，]{2,}的[^。，]{2,}|指|用来|用于|an? |the |one of |any |some ", re.I
)


def definition_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word at most one card: the first sentence of the section that defines what its heading names."""
    thing = thing_of_heading(item.title)
    if is_generic_heading(item.title) or not 1 < len(thing) <= 60:
        return
    paragraphs = [block for block in item.blocks if block.kind is BlockKind.PARAGRAPH][:_LOOKED_AT]
    for block in paragraphs:
        for sentence in sentences(block.inlines):
            answer = _definition_of(thing, sentence)
            if answer:
                yield _card(item, thing, answer, squeeze(plain_text(sentence)), words)
                return


def _definition_of(thing: str, sentence: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Give what a sentence says that a thing is; empty if it defines something else, or nothing."""
    text = plain_text(sentence)
    found = _IS.match(text)
    if found is None or not _names(found["name"], thing):
        return ()
    what = found["what"]
    if _NO_DEFINITION.search(what) or not _A_KIND.match(what):
        return ()
    return trimmed(cut_front(sentence, found.start("what")), ends="。. ；;")


def _names(name: str, thing: str) -> bool:
    """Say whether a sentence's subject is the heading's thing, as a whole or by its name in brackets."""
    one, two = fold(name.strip("“”\"'《》*` ")), fold(thing)
    bare = fold(re.sub(r"\s*[（(][^（）()]*[）)]", "", thing))
    return one in (two, bare) or one in [fold(part) for part in re.findall(r"[（(]([^（）()]+)[）)]", thing)]


def _card(
    item: StudyItem, thing: str, answer: tuple[Inline, ...], quote: str, words: Phrases
) -> Card:
    speak = phrases_of_text(quote, words)
    return Card(
        note_type=NoteType.QUESTION,
        item=item.key,
        aspect=ASPECT,
        subject=thing,
        fields={
            "Question": speak.what_is.format(thing=thing),
            "Answer": answer,
            "Quote": quote,
            "Kind": ASPECT,
        },
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=quote,
        hold=item.hold,
        reason=item.reason,
    )
