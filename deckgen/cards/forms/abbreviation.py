"""Abbreviation and full form, both ways: "X 是 Full Form 的缩写", "X（Full Form）", "X：Full Form，中文"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deckgen.cards.forms.names import asked_by, is_name
from deckgen.cards.forms.passages import Passage, ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card, StudyItem

ASPECT = "abbreviation"

_SHORT = r"(?P<short>(?<![A-Za-z0-9-])[A-Za-z][A-Za-z0-9&/-]{1,11}(?![A-Za-z0-9]))"
_WORDS = r"[A-Za-z][A-Za-z'’]*(?:(?:[ ‐–—-]| & )[A-Za-z][A-Za-z'’]*){1,9}"
_FULL = rf"(?P<full>(?<![A-Za-z0-9]){_WORDS}(?![A-Za-z]))"
_CHINESE = r"(?P<chinese>[\u3400-\u9fff]{3,14})"
_SAID = (  # where the text says that it is an abbreviation
    re.compile(
        rf"{_SHORT}(?:算法|模型|协议)?\s*[，,]?\s*(?:就|其实|也)?(?:是|即|为)(?:英文|英语|单词|"
        rf"词组)?\s*[\"“]?{_FULL}[\"”]?\s*(?:[(（][^()（）]*[)）])?\s*"
        r"(?:[这等]?[一二三四五六七几\d]个(?:单词|词组|词|英文单词))?的(?:英文)?(?:首字母)?(?:缩写|简称|简写)"
    ),
    re.compile(rf"{_SHORT}\s*(?:的)?(?:英文)?全[称名]\s*(?:是|为|叫做?|：|:)?\s*[\"“]?{_FULL}"),
    re.compile(rf"\b{_SHORT} (?:stands for|is short for|is an? (?:abbreviation|acronym) (?:of|for)) [\"“]?{_FULL}"),
    re.compile(rf"^(?:An? |The )?{_SHORT}, or (?:an? |the )?{_FULL}(?=, (?:is|are|was|were)\b)"),
    re.compile(
        rf"{_FULL}[”\"]?\s*[，,]?\s*[（(]?\s*(?:又|也)?被?(?:简称|简记|缩写|abbreviated(?: as)?)(?:为|作|"
        rf"是)?\s*{_SHORT}"
    ),
)
_SHOWN = (  # where the two only stand side by side
    re.compile(rf"{_SHORT}\s*[（(]\s*{_FULL}\s*(?:[，,、]\s*{_CHINESE}\s*)?[）)]"),
    re.compile(rf"{_SHORT}\s*[（(]\s*{_CHINESE}\s*[，,、]\s*{_FULL}\s*[）)]"),
    re.compile(rf"[（(]\s*{_FULL}\s*[，,;；]\s*{_SHORT}\s*[）)]"),
    re.compile(rf"[（(]\s*{_SHORT}\s*[，,;；]\s*{_FULL}\s*[）)]"),
    re.compile(rf"{_FULL}\s*[（(]\s*{_SHORT}\s*[）)]"),
    re.compile(rf"^{_SHORT}\s*[：:]\s*{_FULL}\s*(?:(?:[，,、]\s*|[（(]\s*){_CHINESE}\s*[）)]?)?\s*[。.]?$"),
)
_HINT = re.compile(
    r"缩写|简称|简写|全[称名]|stands for|short for|acronym|, or |[（(][^（）()]*[）)]|"
    r"^[A-Za-z][\w&/-]{1,11}\s*[：:]",
    re.M,
)
_SAYS_SO = re.compile("缩写|简称|简写|简记|全称|全名|stands for|short for|abbreviat|acronym|, or ")
_TWO_WORDS = re.compile(r"[ ‐–—-](?<=[A-Za-z'’].)(?:& )?[A-Za-z]")
"""What every full form holds, and few sentences do."""
_SMALL = frozenset({"of", "the", "and", "for", "in", "to", "on", "a", "an", "with", "by", "from", "or", "at"})


def abbreviation_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card an abbreviation: what it stands for, and back."""
    if not _TWO_WORDS.search(item.text) or not _HINT.search(item.text):
        return
    seen: set[str] = set()
    speak: Phrases | None = None
    for passage in item.passages(_TWO_WORDS, _HINT):
        for found, is_said in _found(passage.text):
            short, (start, end) = found["short"], _full(found, is_said=is_said)
            if start == end or fold(short) in seen or not is_whole(passage.run, start, end):
                continue
            full = passage.text[start:end]
            if _is_short_too(short, full) or _is_aside(short, full, item):
                continue
            seen.add(fold(short))
            # A line that holds only the two says nothing of the post's language, so all of the section is asked, once.
            speak = speak or phrases_of_text(f"{item.topic} {item.title} {item.text}", words)
            yield _card(item, passage, found, (start, end), speak)


def _found(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    for patterns, is_said in ((_SAID if _SAYS_SO.search(text) else (), True), (_SHOWN, False)):
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield found, is_said


def _full(found: re.Match[str], *, is_said: bool) -> tuple[int, int]:
    """Give where the full form stands: the words whose initials are the abbreviation; nowhere, if it is none."""
    short, full = found["short"], found["full"]
    if not is_said and sum(char.isupper() for char in short) < 2:
        return 0, 0
    if fold(short) == fold(full) or _begins_in_mid_name(found):
        return 0, 0
    starts = [0]
    if found.start("full") < found.start("short"):  # the words before it may be others: take the shortest that fits
        starts = [place.start() for place in re.finditer(r"(?<![A-Za-z'’])[A-Za-z]", full)][::-1]
    for start in starts:
        if initials_fit(short, full[start:]) or (is_said and letters_fit(short, full[start:])):
            return found.start("full") + start, found.end("full")
    return 0, 0


_BODY = re.compile(
    r"\b(?:Institutes?|University|College|School|Academy|Laborator(?:y|ies)|Labs?|Department|Ministry|Cent(?:er|re)|Societ(?:y|ies)|"
    r"Association|Federation|Foundation|Committee|Council|Commission|Consortium|Corporation|Company|Conferences?|Symposium|"
    r"Workshop|Congress|Journal|Proceedings|Transactions|Principles)\b",
    re.I,
)


def _is_aside(short: str, full: str, item: StudyItem) -> bool:
    """Say whether an institution, conference or journal is only mentioned: where somebody works or publishes."""
    if _BODY.search(full) is None:
        return False
    headings = fold(f"{item.topic} {item.title} {' '.join(item.sources[0].headings)}")
    return fold(short) not in headings and fold(full) not in headings


def _is_short_too(short: str, full: str) -> bool:
    """Say whether a full form explains but one letter, the rest being a part of the abbreviation ("inverse FT")."""
    words = [word for word in re.split(r"[^A-Za-z]+", full) if word and word.lower() not in _SMALL]
    left = [word for word in words if not (word.isupper() and word in short.upper())]
    return len(left) < min(len(words), _SPELT)


_SPELT = 2


def _begins_in_mid_name(found: re.Match[str]) -> bool:
    """Say whether what looks like the abbreviation is only the last word of a longer name ("Deep CNN（...）")."""
    before = found.string[: found.start("short")]
    if before in ("A ", "An ", "The "):
        return False
    return found.start("short") < found.start("full") and re.search(r"[A-Za-z0-9][ -]$", before) is not None


def initials_fit(short: str, full: str) -> bool:
    """Say whether an abbreviation is made of the initials of a full form, first word and most others included."""
    letters = re.sub(r"[^a-z0-9]", "", short.lower())
    words = [word for word in re.split(r"[^A-Za-z'’]+", full) if word]
    if len(letters) < 2 or len(words) < 2 or len(full) <= len(short) + 3:
        return False

    @cache
    def fits(at: int, word: int, missed: int) -> bool:
        if at == len(letters):
            return missed + sum(one.lower() not in _SMALL for one in words[word:]) <= _MISSED
        if word == len(words) or missed > _MISSED:
            return False
        for taken in range(len(_taken(words[word], letters[at:])), 0, -1):
            if fits(at + taken, word + 1, missed):
                return True
        cost = 0 if words[word].lower() in _SMALL else 1
        return word > 0 and fits(at, word + 1, missed + cost)

    return fits(0, 0, 0)


_MISSED = 1


def letters_fit(short: str, full: str) -> bool:
    """Say whether an abbreviation runs through a full form, all initials among its letters."""
    letters = re.sub(r"[^a-z0-9]", "", short.lower())
    words = [word for word in re.split(r"[^a-z]+", full.lower()) if word not in _SMALL]
    rest = iter("".join(words))
    runs = all(letter in rest for letter in letters)
    return runs and words[0][:1] == letters[:1] and len(words) > 1 and all(word[:1] in letters for word in words)


def _taken(word: str, letters: str) -> str:
    """Give the letters that an abbreviation takes of a word: its first ones, or its capitals."""
    taken = 0
    while taken < min(len(word), len(letters)) and word[taken].lower() == letters[taken]:
        taken += 1
    capitals = "".join(char.lower() for char in word if char.isupper())
    more = 0
    while more < min(len(capitals), len(letters)) and capitals[more] == letters[more]:
        more += 1
    return letters[: max(taken, more)]


def _card(item: StudyItem, passage: Passage, found: re.Match[str], place: tuple[int, int], speak: Phrases) -> Card:
    short, full = found["short"], passage.text[slice(*place)]
    chinese = found.groupdict().get("chinese") or ""
    back = chinese if chinese and is_name(chinese, marked=True) else full
    return question_card(
        item,
        ASPECT,
        short,
        speak.full_form.format(thing=asked_by(short, item, speak.in_topic)),
        part(passage.run, *place),
        passage.text,
        BackQuestion=speak.short_form.format(thing=back),
        BackAnswer=short,
        Detail=chinese,
    )
