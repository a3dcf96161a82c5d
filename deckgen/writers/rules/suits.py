"""When a thing is the right choice, and what it does not mind: "X 适用于……", "X 对……不敏感"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.names import is_name, leans
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.definition import things_of
from deckgen.writers.rules.one_sentence import sentence_card
from deckgen.writers.sentences import first_clause, is_whole

ASPECT = "suits"
INSENSITIVE = "insensitive"

_NAME = r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?P<also>\s*[（(][^（）()\n]{1,60}[）)])?"
_EN_NAME = r"(?:[Tt]he |[Aa]n? )?(?P<name>[^,.:;?!\n()]{2,40}?)(?P<also>\s*\([^()\n]{1,60}\))?"
_HOW = r"(?:只|仅|比较|更|更加|最|非常|特别|主要|一般|通常|尤其|很|十分|较|往往|就|也|还|是|相对)*"
_PATTERNS = (
    (
        ASPECT,
        re.compile(
            rf"^{_NAME}(?:算法|方法)?[，,]?{_HOW}(?:适用于|适合于|适合|适于)(?:用于|用来|于)?(?P<what>[^。；]+)"
        ),
    ),
    (
        ASPECT,
        re.compile(
            rf"^{_NAME} ?是[^，。：；]{{2,40}}[，,]{_HOW}(?:适用于|适合于|适合|适于)(?:用于|用来|"
            rf"于)?(?P<what>[^。；]+)"
        ),
    ),
    (
        INSENSITIVE,
        re.compile(
            rf"^{_NAME}(?:是一[种个类])?[，,]?对于?(?P<what>[^。；，]{{2,30}}?){_HOW}(?:并?不太?敏感|具?有鲁棒性)"
        ),
    ),
    (
        INSENSITIVE,
        re.compile(
            rf"^{_NAME}(?:没有|具?有|是|采用|使用|基于)[^。；]{{2,60}}?[，,](?:且|并且|也|但|"
            rf"同时)?对于?(?P<what>[^。；，]{{2,30}}?){_HOW}"
            r"(?:并?不太?敏感|具?有鲁棒性)"
        ),
    ),
    (
        ASPECT,
        re.compile(
            rf"^{_EN_NAME} (?:is|are) (?:\w+ )?(?:well[- ])?(?:suited|suitable|appropriate|ideal) (?P<what>(?:to|"
            rf"for) [^.;]+)"
        ),
    ),
    (ASPECT, re.compile(rf"^Use (?!care|caution){_EN_NAME} (?P<what>(?:when|if) [^.;]+)")),
    (INSENSITIVE, re.compile(rf"^{_EN_NAME} (?:is|are) (?:\w+ )?(?:insensitive|robust|invariant) to (?P<what>[^.;]+)")),
)
_CUE = re.compile("适用于|适合|适于|敏感|鲁棒|suited|suitable|appropriate|ideal|insensitive|robust|invariant|Use")
_HINT = re.compile(
    r"适用于|适合|适于|不太?敏感|鲁棒|\b(?:suited|suitable|appropriate|ideal|insensitive|robust|invariant|"
    r"Use)\b"
)


def suits_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word at most one card of each sort a thing."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[tuple[str, str]] = set()
    for passage in item.passages(_CUE, _HINT):
        for aspect, pattern in _PATTERNS:
            found = pattern.match(passage.text)
            if found is None:
                continue
            name, start = found["name"].strip('“”"「」《》 '), found.start("what")
            what = first_clause(found["what"])
            place = (start, start + len(what))
            if (aspect, fold(name)) in seen or not is_name(name, things) or leans(what) or len(what) < _SHORT:
                continue
            if not is_whole(passage.run, *place):
                continue
            seen.add((aspect, fold(name)))
            yield sentence_card(item, words, aspect, name, passage, place)


_SHORT = 4
