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
    """The words of one language."""

    what_does_it_say: str
    which_links: str
    extract: str
    links: str
    one_link: str
    reading: str  # name of the subdeck of reading and topic notes
    questions: str  # name of the subdeck of all others
    what_is: str  # of {thing}
    what_are: str
    within: str  # {home}: {question}
    which_command: str  # for {task}
    what_does: str  # {thing} do
    which_formula: str  # of {thing}
    which_cell: str  # {column} of {row}
    which_number: str  # {column} of {row}
    which_partner: str  # {column} goes with {header} {row}
    which_beside: str  # the {column} stands beside {row} of {header}
    which_picture: str  # {picture} of {thing}
    full_form: str
    short_form: str
    alias: str
    difference: str  # of {one} and {other}
    differs: str  # {one} from {other}; the answer speaks of {one}
    who_made: str  # {thing}, {deed}
    when_made: str  # {thing}, {deed}
    whose: str
    in_topic: str  # {thing} of {topic}


_PHRASES = MappingProxyType(
    {
        "zh": Phrases(
            what_does_it_say="讲了什么？",
            which_links="这个主题的文章讲了什么？",
            extract="原文摘录：{text}",
            links="{count} 篇",
            one_link="1 篇",
            reading="阅读",
            questions="问题",
            what_is="{thing} 是什么？",
            what_are="{thing} 是什么？",
            within="{home}：{question}",
            which_command="{task}用什么命令？",
            what_does="{thing} 的作用是什么？",
            which_formula="{thing} 的公式是什么？",
            which_cell="{row} 的{column}是什么？",
            which_number="{row} 的{column}是多少？",
            which_partner="{header}“{row}”对应的{column}是什么？",
            which_beside="{header}的“{row}”在“{column}”一栏对应什么？",
            which_picture="{thing} 的{picture}是怎样的？",
            full_form="{thing} 的全称是什么？",
            short_form="{thing} 的缩写是什么？",
            alias="{thing} 又叫什么？",
            difference="{one} 与 {other} 的区别是什么？",
            differs="{one} 与 {other} 有何不同？",
            who_made="{thing} 是谁{deed}的？",
            when_made="{thing} 是哪一年{deed}的？",
            whose="{thing} 是谁的作品？",
            in_topic="{thing}（{topic}）",
        ),
        "en": Phrases(
            what_does_it_say="What does it say?",
            which_links="What do the pieces on this topic say?",
            extract="Extract: {text}",
            links="{count} links",
            one_link="1 link",
            reading="Reading",
            questions="Questions",
            what_is="What is {thing}?",
            what_are="What are {thing}?",
            within="{home}: {question}",
            which_command="{task}: which command?",
            what_does="What does {thing} do?",
            which_formula="What is the formula of {thing}?",
            which_cell="What is the {column} of {row}?",
            which_number="What is the {column} of {row}?",
            which_partner="Which {column} goes with {header} {row}?",
            which_beside="What stands beside {row} ({header}) under {column}?",
            which_picture="What does the {picture} of {thing} look like?",
            full_form="What does {thing} stand for?",
            short_form="What is {thing} abbreviated to?",
            alias="What is another name for {thing}?",
            difference="How do {one} and {other} differ?",
            differs="How does {one} differ from {other}?",
            who_made="Who {deed} {thing}?",
            when_made="When was {thing} {deed}?",
            whose="Whose work is {thing}?",
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
