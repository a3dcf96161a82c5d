"""Who a person is: "P，1934～2005，数理统计学家。" Off by default: a learner of the field may not want the people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.names import leans
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.sentences import is_whole, part, trimmed
from deckgen.writers.wording import question_card

ASPECT = "person"

_NAME = (
    r"(?P<name>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|la|di)){1,4}|"
    r"[\u3400-\u9fff·]{2,12})(?:\s*[（(][^（）()]*[）)])?"
)
_YEARS = (
    r"(?:公元前|前|约)?\d{3,4}\s*[～~—–-]+\s*(?:公元前|前|约)?(?:\d{3,4})?(?:年)?|\d{4}年生(?:于[^，。]*)?|"
    r"生于\d{4}年"
)
_BIO = (
    re.compile(
        rf"^(?:注[：:]|PS[：:]|作者[：:])?\s*{_NAME}\s*[，,（(]\s*(?:{_YEARS})\s*[）)]?\s*[，,是]\s*(?P<what>[^"
        rf"。；]+)"
    ),
    re.compile(
        rf"^(?:注[：:]|PS[：:])?\s*{_NAME}是(?P<what>[^。；，]+(?:之父|家|创始人|发明者|发明人|作者|"
        rf"奠基人))(?=[，。]|$)"
    ),
)
_HINT = re.compile(rf"{_YEARS}|是")
_KNOWN_FOR = re.compile(
    r"(?<![^，。；,是])[^，。；,是]{2,40}(?:之父|创始人|奠基人|发明人|发明者|提出者|开创者|缔造者|"
    r"(?<!本书的)作者)(?:之一)?(?=[，。；,]|$)|"
    r"(?<![^，。；,])(?:发明|提出|创立|开创|发现|开发|创建)了?[^，。；,]{3,40}(?=[，。；,]|$)"
)
"""What a person is known for; that somebody is an American mathematician tells too few apart."""
_NOT_A_NAME = re.compile(
    r"的|这|那|他|她|它|我|你|作者|下面|上面|毕竟|曾|在|和|与|可以|就|也|都|一|不|人$|者$|家$|们$|[之其该此]"
)


def people_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a person: what he or she is known as; never a birth year."""
    if not _HINT.search(item.text):
        return
    seen: set[str] = set()
    for passage in item.passages(_HINT):
        found = next((found for pattern in _BIO if (found := pattern.match(passage.text))), None)
        if found is None or fold(found["name"]) in seen or _NOT_A_NAME.search(found["name"]):
            continue
        known = next(_KNOWN_FOR.finditer(passage.text, found.start("what")), None)
        if known is None or leans(known[0]) or not is_whole(passage.run, *known.span()):
            continue
        seen.add(fold(found["name"]))
        speak = phrases_of_text(passage.text, words)
        answer = trimmed(part(passage.run, *known.span()), ends="。. ；;，,")
        question = speak.who_is.format(thing=found["name"])
        yield question_card(item, ASPECT, found["name"], question, answer, passage.text)
