"""Abbreviation and full form: "Full Form (FF)", "FF (Full Form)", "全称（Full Form, FF）", "FF stands for Full Form".

Which words spell an abbreviation is found as Schwartz and Hearst do (A simple algorithm for identifying abbreviation
definitions in biomedical text, 2003). Whether the deck uses it elsewhere is asked later: `cards/elsewhere.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.aspects import SHORT_FORM
from deckgen.cards.forms.initials import LETTER, initials, spells
from deckgen.cards.forms.make import in_language, language_of, question_card, shows_language
from deckgen.cards.forms.names import is_name, topic_beside
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.shapes import Shapes
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN
from deckgen.model import Card, Parts, Run
from deckgen.patterns import regex

ASPECT = "abbreviation"
_WORD = rf"[{LETTER}][{LETTER}'’]*"
SHAPES = Shapes(
    r"""
    / en SHORT\s*[（(]\s*FULL\s*(?:[，,、]\s*HANNAME\s*)?[）)]
    Memory :: MVCC (‹multiversion concurrency control›) keeps versions. => What does MVCC stand for?
    网络 :: 先看URN（‹Uniform Resource Name›，统一资源名称）的写法。 => URN（网络）的全称是什么？
    Memory :: MVCC (see below) keeps versions.
    Memory :: Lists (Lots of small texts) are long.
    / en FULL\s*[（(]\s*(?:(?:HANNAME|kurz|auch|abbr\.|abgekürzt|ou|o)[,，]?\s*)?SHORT\s*[）)]
    Nets :: We train a ‹Long Short-Term Memory› (LSTM) for a week. => What does LSTM stand for?
    网络 :: 常见的做法是‹Long Short-Term Memory›（LSTM）。 => LSTM（网络）的全称是什么？
    ネット :: これは‹Long Short-Term Memory›（LSTM）と呼ばれます。 => LSTM（ネット）は何の略ですか？
    Nets :: We train a network (LSTM) for a week.
    Talks :: Jane Doe (JD) asks first.\n\nJD: What is new?
    / zh [SIGN]{3,14}\s*[（(]\s*FULL\s*[，,、；;/]\s*(?:简称|缩写为?)?\s*SHORT\s*[）)]
    网络 :: 支持向量机（‹Support Vector Machine›, SVM）画一条线。 => SVM（网络）的全称是什么？
    网络 :: 支持向量机（一种模型, SVM）画一条线。
    / zh SHORT\s*的?(?:英文)?全[称名](?:是|为|：|:)?\s*["“]?FULL
    网络 :: CDN的全称是‹Content Delivery Network›。 => CDN（网络）的全称是什么？
    网络 :: CDN的全称没有人知道。
    / zh SHORT\s*是\s*["“]?FULL["”]?\s*的(?:英文|首字母)?(?:缩写|简称)
    网络 :: CDN是‹Content Delivery Network›的缩写。 => CDN（网络）的全称是什么？
    / en ^SHORT\s*[：:]\s*FULL\s*(?:[，,、（(]\s*HANNAME\s*[）)]?)?\s*[。.]?$
    术语 :: AEB：‹Automatic emergency braking›，自动紧急刹车 => AEB 的全称是什么？
    / en SHORT (?:stands for|is short for) ["“]?(?:the )?FULL
    Nets :: CDN stands for ‹Content Delivery Network›. => What does CDN stand for?
    / de SHORT (?:steht für|ist die Abkürzung für) [„"“]?FULL
    Netze :: CDN steht für „‹Content Delivery Network›“. => Wofür steht CDN?
    / fr SHORT (?:signifie|est l[’']acronyme de) [«"]?\s*FULL
    Réseaux :: CDN signifie ‹Content Delivery Network›. => Que signifie l’abréviation CDN ?
    / es SHORT (?:significa|es la sigla de) [«"“]?FULL
    Redes :: CDN significa ‹Content Delivery Network›. => ¿Qué significan las siglas CDN?
    / ja SHORT(?:は|とは)[、,]?\s*[「"]?FULL[」"]?の略
    ネット :: CDNは‹Content Delivery Network›の略です。 => CDN（ネット）は何の略ですか？
    / ko SHORT(?:은|는)\s*["“]?FULL["”]?의 (?:약자|줄임말)
    네트워크 :: CDN은 ‹Content Delivery Network›의 약자이다. => CDN(네트워크), 무엇의 약자인가요?
    """,
    SHORT=r"(?P<short>(?<![A-Za-z0-9-])(?<![A-Za-z0-9] )[A-Za-z][A-Za-z0-9&/-]{1,9}(?![A-Za-z0-9]))",
    FULL=rf"(?P<full>(?<![{LETTER}0-9]){_WORD}(?:(?:[ ‐–—-]| & ){_WORD}){{1,9}}(?![{LETTER}]))",
    SIGN=HAN,
    HANNAME=rf"(?P<chinese>[{HAN}]{{3,14}})",
)
_HINT = regex(r"[（(：:]|全[称名]|缩写|简称|の略|의 | for | für |ignifi|sigla|acronyme")
_TWO_WORDS = regex(rf"[{LETTER}'’][ ‐–—-](?:& )?[{LETTER}]")
"""What every full form holds, and few sentences do."""
_MANY = regex(r"[A-Z]{2}s .*(?<!ie)(?<!sse)(?<![sc]he)(?<!xe)(?<![sui])s$")


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card an abbreviation: what it stands for; and back, where it has a name in Chinese too."""
    if not _TWO_WORDS.search(item.text):
        return
    seen: set[str] = set()
    for passage in item.passages(_TWO_WORDS, _HINT):
        for shape in SHAPES.within(passage.text):
            short, (start, end) = shape.match["short"], _full(shape.match)
            if start == end or fold(short) in seen or not is_whole(passage.run, start, end) or _speaks(short, item):
                continue
            seen.add(fold(short))
            is_told = shape.language != "en" and shows_language(shape.language, passage.text, item)
            speak = in_language(shape.language, words) if is_told else language_of(item, words)
            back = _back(shape.match.groupdict().get("chinese") or "", short, speak)
            is_many = _MANY.search(f"{short} {shape.match['full']}") is not None
            is_many = is_many and is_whole(passage.run, start, end - 1)
            parts = Parts(thing=short[:-1] if is_many else short, topic=topic_beside(short, item))
            answer = Run(part(passage.run, start, end - is_many))
            yield question_card(item, ASPECT, speak, parts, answer, passage.quote, subject=short, **back)


def _speaks(short: str, item: ReadItem) -> bool:
    """Return whether a speaker is called by an abbreviation in front of what they say."""
    return re.search(rf"^\W*{re.escape(short)}\W*[:：](?!\s*{re.escape(short[0])})", item.text, re.M) is not None


def _back(chinese: str, short: str, speak: Phrases) -> dict[str, str]:
    """Return the fields of the way back: by the Chinese name, or it would be a mere matter of initials."""
    if not chinese or not is_name(chinese, marked=True):
        return {}
    return {"BackQuestion": SHORT_FORM.by(speak).format(thing=chinese), "BackAnswer": short, "Detail": chinese}


def _full(found: re.Match[str]) -> tuple[int, int]:
    """Return where the full form stands: the fewest words before the abbreviation, or all behind it, that spell it."""
    short, full = found["short"], found["full"]
    starts = [0]
    if found.start("full") < found.start("short"):  # the words before it may be others
        starts = [place.start() for place in re.finditer(rf"(?<![{LETTER}'’])[{LETTER}]", full)][::-1]
    spelled = [start for start in starts if spells(short, full[start:])]
    exact = [start for start in spelled if initials(full[start:]) == fold(short)]
    return (found.start("full") + (exact or spelled)[0], found.end("full")) if spelled else (0, 0)
