"""The card of a rule that reads one sentence: what it says of a thing is the answer, in words of its own language."""

from __future__ import annotations

from deckgen.model import Card
from deckgen.writers.names import asked_by
from deckgen.writers.passages import Passage, ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.sentences import part, trimmed
from deckgen.writers.wording import question_card


def sentence_card(
    item: ReadItem, words: Phrases, aspect: str, thing: str, passage: Passage, place: tuple[int, int]
) -> Card:
    """Ask for an aspect of a thing; the answer stands at this place of the sentence, the phrase is named like it."""
    speak = phrases_of_text(passage.text, words)
    ask: str = getattr(speak, aspect)
    return question_card(
        item,
        aspect,
        thing,
        ask.format(thing=asked_by(thing, item, speak.in_topic)),
        trimmed(part(passage.run, *place), ends="。. ；;，,"),
        passage.text,
    )
