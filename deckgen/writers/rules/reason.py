"""Why something is so: "X 之所以……，是因为……", "X 由于……，因此……", "……，因为……", "... because ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.model import Card
from deckgen.words import cjk_share, fold, squeeze
from deckgen.writers.names import is_name, leans, uncapitalised, without_article
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import things_of
from deckgen.writers.sentences import is_whole, part, trimmed
from deckgen.writers.wording import question_card

ASPECT = "reason"

_WHY = r"(?:因为|由于)"
_LEAD = (
    r"(?:注[：:]|PS[：:]|可见[，,]|从[^，。]{2,14}(?:来说|来看|看)[，,]|但是?|而|然而|不过|因此|所以|同时|"
    r"此外|另外|虽然)?"
)
_CLAUSE = r"[^。；：？！?!\n]"
_ZH = (
    re.compile(
        rf"^{_LEAD}(?P<subject>{_CLAUSE}{{2,30}}?)之所以(?P<rest>{_CLAUSE}{{2,50}}?)[，,]\s*(?:\w{{0,6}}?的"
        rf"?(?:原因|要害|关键|地方)?(?:就|主要|很大程度上|实)*"
        rf"(?:是因为|是由于|在于|是))(?P<why>{_CLAUSE}{{4,}})[。]?$"
    ),
    re.compile(
        rf"^{_LEAD}(?P<subject>[^，。；：？！?!\n]{{2,24}}?)[，,]?{_WHY}(?P<why>[^。；：？！?!\n，,]{{4,60}})["
        rf"，,]\s*(?:因此|所以|因而|故而?|从而|而)?(?P<rest>[^。；：？！?!\n]{{4,60}})[。]?$"
    ),
    re.compile(
        rf"^{_LEAD}(?P<rest>[^。；：？！?!\n，,]{{5,50}})[，,]\s*(?:这?(?:主要)?(?:就)?是)?{_WHY}(?P<why>[^。；"
        rf"：？！?!\n]{{4,80}})[。]?$"
    ),
    re.compile(
        rf"^{_LEAD}{_WHY}(?P<why>[^。；：？！?!\n，,]{{4,60}})[，,]\s*(?:因此|所以|因而|故|"
        rf"于是)?(?P<rest>[^。；：？！?!\n]{{5,60}})[。]?$"
    ),
)
_EN = re.compile(r"^(?P<rest>[A-Z][^.;:?!\n]{8,120}?),? because (?!of\b)(?P<why>[^.;:?!\n]{8,160})\.?$")
_DEFINES = re.compile(r"\b(?:is|are) (?:an?|the) .{3,60} (?:that|which|who|whose) ")
_CUE = re.compile("因为|由于|之所以|because")
_HINT = re.compile(r"因为|由于|之所以|\bbecause\b")
_BAD_MAIN = re.compile(
    r"我|你|他|她|咱|本人|这|那|该|此|它|其(?!他|它|实|余|中)|上面|下面|上述|前面|后面|上图|下图|如图|"
    r"就是|可以看出|需要注意|一般来说|大家|人们|老外|囧|吐槽|"
    r"个人|感觉|觉得|认为|可能|估计|大概|似乎|貌似|据说|应该|不妨|建议|推荐|请|昨天|今天|今年|去年|当时|"
    r"吧|呢|啊|哦|呵呵|参见|不再|不多说|略|"
    r"不足为奇|更进一步|亦|遂|显然|于是|只好|只能|不得不|必须得|没法|没有办法|目前|现在|最近|近来|最终|后来|直到|"
    r"前者|后者|两者|二者|原作者|作者|\b(?:I|you|we|this|it|they|he|she|these|those|my|our|your|important|useful|nice|bad|good|great|fun|"
    r"favou?rite|best)\b|(?:^|[,;] )that\b",
    re.I,
)
_CASE = re.compile(
    r"[上下左右]图|图中|如图|此时|这时|如果|假[设如]|若|当|in (?:the|this) (?:figure|case)|(?:if|when|suppose)\b", re.I
)
_NAME_FIRST = re.compile(r"^[A-Za-z][A-Za-z0-9.+#_-]*(?: [A-Z][A-Za-z0-9.+#_-]*){0,3}")


def reason_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a sentence that gives a reason for what it says of a named thing."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    of_a_case = {
        passage.text
        for paragraph in item.paragraphs
        if _CASE.match(paragraph.text)
        for passage in paragraph.passages
        if not passage.is_first
    }
    for passage in item.passages(_CUE, _HINT):
        if passage.text in of_a_case:
            continue  # what holds in a figure or under a condition is no property of the thing
        found = _found(passage.text, things)
        if found is None:
            continue
        subject, clause, (start, end) = found
        if not is_whole(passage.run, start, end):
            continue
        speak = phrases_of_text(passage.text, words)
        answer = trimmed(part(passage.run, start, end), ends="。. ；;，,")
        clause = uncapitalised(clause, item) if cjk_share(passage.text) == 0.0 else clause
        question = squeeze(
            speak.why.format(clause=f" {clause}" if clause[:1].isascii() and speak is not words else clause)
        )
        yield question_card(item, ASPECT, subject, question, answer, passage.text)


def _found(text: str, things: Sequence[str]) -> tuple[str, str, tuple[int, int]] | None:
    """Give the thing that a sentence gives a reason for, what is said of it, and where the reason stands."""
    for pattern in (*_ZH, _EN):
        found = pattern.match(text)
        if found is None:
            continue
        rest, why = found["rest"].strip(), found["why"]
        if "subject" in found.groupdict():
            subject = found["subject"].strip()
            clause = subject + (" " if subject[-1:].isascii() and rest[:1].isascii() else "") + rest
            subject = subject if is_name(subject, things) or _OF_NAME.match(subject) else _subject(subject, things)
        else:
            subject, clause = _subject(without_article(rest), things), rest
        if found.re is _EN and _DEFINES.search(clause):
            return None
        if _is_thing(subject) and not _BAD_MAIN.search(clause) and not _is_loose(why) and not leans(clause):
            return subject, clause.rstrip("。，, "), found.span("why")
        return None
    return None


def _subject(clause: str, things: Sequence[str]) -> str:
    """Give the name that a clause begins with."""
    for thing in things:
        after = clause[len(thing) : len(thing) + 1]
        is_whole_word = not (thing[-1:].isascii() and after.isascii() and after.isalnum())
        if fold(clause).startswith(fold(thing)) and is_whole_word:
            return clause[: len(thing)]
    found = _NAME_FIRST.match(clause)
    return found[0] if found is not None and is_name(found[0], things) else ""


_OF_NAME = re.compile(
    r"^[A-Za-z][\w.+# -]*的[\u3400-\u9fff]{1,6}$|^[\u3400-\u9fff]{1,6}的[A-Z][\w.+# -]*$|"
    r"^[\u3400-\u9fff]{0,4}[a-z]+ [a-z]+的[\u3400-\u9fff]{1,4}$"
)


def _is_thing(subject: str) -> bool:
    """Say whether a subject is more than a person's name: what a story tells of people needs the story."""
    return len(subject) > 1 and (re.search("[A-Za-z]", subject) is not None or len(subject) >= _LONG_NAME)


_LONG_NAME = 5


def _is_loose(why: str) -> bool:
    return (
        _BAD_MAIN.search(why) is not None
        or re.search(r"(?:原因|缘故|关系|之故)[。]?$|第 ?\d|所以|因此|就是|^(?:种种|各种|历史|某些)", why) is not None
    )
