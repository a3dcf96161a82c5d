"""What deckgen itself says on a card, by the deck's language."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from deckgen.language.scripts import cjk_share

_CHINESE_FROM = 0.2
"""Share of Chinese, Japanese and Korean letters above which a text is Chinese: it may be full of Latin terms."""
_ENGLISH_FROM = 12
"""Characters from which a text without any such letter is English; a shorter one may be a mere name."""


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language; the phrases of questions stand with their aspects (cards/aspects.py)."""

    language: str
    what_does_it_say: str
    which_links: str
    extract: str
    links: str
    one_link: str
    reading: str  # name of the subdeck of reading and topic notes
    questions: str  # name of the subdeck of all others
    within: str  # {home}: {question}
    in_topic: str  # {thing} of {topic}


_PHRASES = MappingProxyType(
    {
        "zh": Phrases(
            language="zh",
            what_does_it_say="讲了什么？",
            which_links="这个主题的文章讲了什么？",
            extract="原文摘录：{text}",
            links="{count} 篇",
            one_link="1 篇",
            reading="阅读",
            questions="问题",
            within="{home}：{question}",
            in_topic="{thing}（{topic}）",
        ),
        "en": Phrases(
            language="en",
            what_does_it_say="What does it say?",
            which_links="What do the pieces on this topic say?",
            extract="Extract: {text}",
            links="{count} links",
            one_link="1 link",
            reading="Reading",
            questions="Questions",
            within="{home}: {question}",
            in_topic="{thing} ({topic})",
        ),
    }
)


LANGUAGES = tuple(_PHRASES)


def phrases(language: str) -> Phrases:
    """Return our words in a language; the English ones for a language that we do not speak."""
    return _PHRASES.get(language.split("-")[0].split("_")[0].lower(), _PHRASES["en"])


def phrases_of_text(text: str, default: Phrases) -> Phrases:
    """Return our words in the language that a text is written in; ``default`` where it shows none."""
    share = cjk_share(text)
    if share > _CHINESE_FROM:
        return _PHRASES["zh"]
    return _PHRASES["en"] if share == 0.0 and len(text) > _ENGLISH_FROM else default
