"""What deckgen itself says on a card, by the deck's language."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from deckgen.words import cjk_share


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language."""

    what_does_it_say: str
    which_links: str
    links: str
    reading: str  # name of the subdeck of reading and topic notes
    questions: str  # name of the subdeck of all others
    what_is: str  # of {thing}


_PHRASES = MappingProxyType(
    {
        "zh": Phrases(
            what_does_it_say="讲了什么？",
            which_links="这个主题的文章讲了什么？",
            links="{count} 篇",
            reading="阅读",
            questions="问题",
            what_is="{thing} 是什么？",
        ),
        "en": Phrases(
            what_does_it_say="What does it say?",
            which_links="What do the pieces on this topic say?",
            links="{count} links",
            reading="Reading",
            questions="Questions",
            what_is="What is {thing}?",
        ),
    }
)


def phrases(language: str) -> Phrases:
    """Give the words of a language; English for those that we do not speak."""
    return _PHRASES.get(language.split("-")[0].split("_")[0].lower(), _PHRASES["en"])


def phrases_of_text(text: str, default: Phrases) -> Phrases:
    """Give the words of the language that a text is written in; a card asks in the language of its post."""
    share = cjk_share(text)
    if share > _CHINESE_FROM:
        return _PHRASES["zh"]
    return _PHRASES["en"] if share == 0.0 and len(text) > _ENOUGH else default


_CHINESE_FROM = 0.2
_ENOUGH = 12
