"""What a question is about: the words in it that name a thing, whether it stands alone, and what many things have.

Function and question words of the languages that set blanks stand in `small_words.py`; which of these languages a
question is in, its own such words tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from deckgen.language.asking import MARK
from deckgen.language.in_prose import spoken
from deckgen.language.small_words import LATIN
from deckgen.patterns import regex

_ATTRIBUTES = frozenset(
    """advantage advantages disadvantage disadvantages benefit benefits drawback drawbacks difference differences
    example examples use uses purpose purposes feature features type types kind kinds step steps reason reasons
    limitation limitations property properties pros cons main key common important best way ways work works used
    need needed mean meaning happens
    vorteil vorteile nachteil nachteile unterschied unterschiede beispiel beispiele arten schritte gründe
    funktioniert funktionierts funktionieren bedeutet heißt geht gibt braucht verwendet
    avantage avantages inconvénient inconvénients différence différences exemple exemples étapes raisons
    fonctionne sert servent signifie faire faut
    ventaja ventajas desventaja desventajas diferencia diferencias ejemplo ejemplos tipos pasos razones
    funciona funcionan sirve sirven significa usa hace puede""".split()  # noqa: SIM905 - a list of words is read as one
)
"""What many things have: a question of nothing else does not say of what."""

_HAN_ATTRIBUTES = regex(
    r"优缺?点|缺点|优势|劣势|好处|坏处|区别|特[点征性]|作用|用途|原理|步骤|流程|原因|例子|种类|类型|分类|方[法式]|主要|"
    r"常[见用]|的|含义|意思|使用|工作|它们?|其|这[个些种]?|该"
)
_PRONOUN = regex(
    r"\b(?:(?P<named>it|its|they|them|their|он|она|оно|они|его|её|ее|их)|this|that|these|those)\b|(?P<han>它|其(?![他它实余中]))|"
    r"这(?!么)|该|それ|これ|그것", re.I
)
"""What names no thing; what is in a group means what the same question has named before it."""
_PRONOUNS = MappingProxyType(
    {
        "de": regex(r"(?<!gibt )(?<!geht )\bes\b(?! (?:gibt|geht|sich)\b)|\b(?:ihn|ihm|ihnen)\b", re.I),
        "fr": regex(r"\b(?:ça|cela|ceci)\b|(?<!-)\b(?:ils?|elles?)\b(?! (?:y a|faut)\b)", re.I),
        "es": regex(r"\b(?:ello|eso|esto)\b|\blo\b(?! (?:que|m[aá]s|mejor|peor)\b)", re.I),
    }
)
"""The same in a question of one language alone."""
_CLAUSE = regex(r"[,，、;；?？]|\b(?:and|or|but|when|if)\b|和|及|以及|并", re.I)
_HAN_ASKING = regex(
    r"什么时候|为什么|什么|为何|如何|怎么样?|怎样|哪[些个种里儿年几]?|多少|几[个种]?|有|是|吗|呢|谁|何[为谓时处]?|会|"
    r"要|需要|和|与|在|用|可以|能"
)
_JAPANESE_ASKING = regex(
    r"とは|なぜ|何|なん|どう(?:して|やって)?|いつ|どこ|誰|どれ|どの(?:よう)?|ですか|ますか|でしょうか|[はがをにのでとか]"
)
_KOREAN_ASKING = regex(r"무엇\S*|뭐\S*|누구\S*|언제\S*|어디\S*|어떻게|어떤|왜|몇|인가요?|입니까|나요")
_ENGLISH_ASKING = frozenset(
    """what why how when where which who whom whose is are was were do does did can could should would will has have
    had may might must a an the of in on for to from and or there be by with you we one many much s t most some any
    not""".split()  # noqa: SIM905
)


def is_attribute(name: str) -> bool:
    """Return whether a name is of what many things have, and says of none what it is (Advantages, 优点)."""
    words = re.findall(r"[^\W_]+", _HAN_ATTRIBUTES.sub(" ", name))
    return all(word.casefold() in _ATTRIBUTES for word in words)


def stands_alone(question: str) -> bool:
    """Return whether a question says by itself what it is about: it names a thing, and leans on none."""
    question = spoken(question)
    own = _PRONOUNS.get(_language(_words(question)))
    if own is not None and own.search(question):
        return False
    is_named = all(
        (found["named"] or found["han"]) and _names_before(question[: found.start()])
        for found in _PRONOUN.finditer(question)
    )
    return is_named and bool(thing_words(question))


def _names_before(text: str) -> bool:
    """Return whether a clause before the last one names a thing."""
    joints = [found.start() for found in _CLAUSE.finditer(text)]
    return bool(joints) and bool(thing_words(text[: joints[-1]]))


def thing_words(question: str) -> list[str]:
    """Return the words of a question that name things, those left out that ask and those that many things have."""
    bare = MARK.sub("", question)
    for pattern in (_HAN_ATTRIBUTES, _HAN_ASKING, _JAPANESE_ASKING, _KOREAN_ASKING):
        bare = pattern.sub(" ", bare)
    words = _words(bare)
    small = (_ATTRIBUTES, _ENGLISH_ASKING, LATIN.get(_language(words), ()))
    return [word for word in words if not any(word.casefold() in each for each in small)]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w+#.-]*", text)


def _language(words: Sequence[str]) -> str:
    """Return the language that a question opens in and has most function words of; empty for English and others."""
    said = [word.casefold() for word in words]
    counts = {language: sum(word in small for word in said) for language, small in LATIN.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if best != "en" and not LATIN[best].isdisjoint(said[:2]) else ""
