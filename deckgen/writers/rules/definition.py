"""What the thing that a heading names is: "X 是……" below a heading X, or in a section further below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    """Word at most one card a thing: the first sentence that defines what the section's headings name."""
    things = things_of(item)
    if not things:
        return
    for block in [block for block in item.blocks if block.kind is BlockKind.PARAGRAPH][:_LOOKED_AT]:
        for sentence in sentences(block.inlines):
            subject, answer = _definition_of(things, sentence)
            if answer:
                yield _card(item, subject, answer, squeeze(plain_text(sentence)), words)
                return


def things_of(item: StudyItem) -> tuple[str, ...]:
    """Give the things that a section's headings name, the nearest first.

    A heading moves up and down as a post grows ("Keras" > "概述"); what the text defines stays.
    """
    headings = [item.title, *reversed(item.sources[0].headings[:-1]), item.topic]
    things = [thing_of_heading(heading) for heading in headings if not is_generic_heading(heading)]
    return tuple(dict.fromkeys(thing for thing in things if 1 < len(thing) <= 60))


def _definition_of(things: Sequence[str], sentence: tuple[Inline, ...]) -> tuple[str, tuple[Inline, ...]]:
    """Give the thing that a sentence defines and what it says of it; empty if it defines another, or nothing."""
    found = _IS.match(plain_text(sentence))
    if found is None:
        return "", ()
    subject = next((name for thing in things if (name := _subject(found["name"], thing))), "")
    what = found["what"]
    if not subject or _NO_DEFINITION.search(what) or not _A_KIND.match(what):
        return "", ()
    return subject, trimmed(cut_front(sentence, found.start("what")), ends="。. ；;")


def _subject(name: str, thing: str) -> str:
    """Give the name to ask by, if a sentence's subject is the heading's thing; else an empty text.

    The sentence may use the whole name, the one in brackets, or a fuller one ("OpenAI Gym" below "Gym").
    """
    name = name.strip("“”\"'《》*` ")
    one, two = fold(name), fold(thing)
    bare = fold(re.sub(r"\s*[（(][^（）()]*[）)]", "", thing))
    if one in (two, bare) or one in [fold(part) for part in re.findall(r"[（(]([^（）()]+)[）)]", thing)]:
        return thing
    words = one.split()
    is_fuller = two.isascii() and two in (words[:1] + words[-1:]) and 1 < len(words) <= 3
    return name if is_fuller and one.isascii() else ""


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
