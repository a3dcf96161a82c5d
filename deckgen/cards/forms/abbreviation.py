"""Abbreviation and full form: "Full Form (FF)", "FF（Full Form，中文）", "FF 的全称是 Full Form", "FF：Full Form"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.aspects import SHORT_FORM
from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import is_name, topic_beside
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import HAN
from deckgen.model import Card, Parts, Run

ASPECT = "abbreviation"
_SHORT = r"(?P<short>(?<![A-Za-z0-9-])(?<![A-Za-z0-9] )[A-Za-z][A-Za-z0-9&/-]{1,11}(?![A-Za-z0-9]))"
_FULL = r"(?P<full>(?<![A-Za-z0-9])[A-Za-z][A-Za-z'’]*(?:(?:[ ‐–—-]| & )[A-Za-z][A-Za-z'’]*){1,9}(?![A-Za-z]))"
_CHINESE = rf"(?P<chinese>[{HAN}]{{3,14}})"
_SAID = tuple(
    map(
        re.compile,
        (
            rf"{_SHORT}\s*的?(?:英文)?全[称名](?:是|为|：|:)?\s*[\"“]?{_FULL}",
            rf"{_SHORT}\s*是\s*[\"“]?{_FULL}[\"”]?\s*的(?:英文|首字母)?(?:缩写|简称)",
            rf"{_SHORT} (?:stands for|is short for) [\"“]?{_FULL}",
            rf"^{_SHORT}\s*[：:]\s*{_FULL}\s*(?:[，,、（(]\s*{_CHINESE}\s*[）)]?)?\s*[。.]?$",
        ),
    )
)
"""Where the text says that it is an abbreviation, or lists it as one."""
_SHOWN = tuple(
    map(
        re.compile,
        (
            rf"{_SHORT}\s*[（(]\s*{_FULL}\s*(?:[，,、]\s*{_CHINESE}\s*)?[）)]",
            rf"{_FULL}\s*[（(]\s*{_SHORT}\s*[）)]",
        ),
    )
)
"""Where the two stand side by side; the abbreviation is a thing of its own only if the text goes on to use it."""
_HINT = re.compile(r"[（(：:]|全[称名]|缩写|简称| for ")
_TWO_WORDS = re.compile(r"[A-Za-z'’][ ‐–—-](?:& )?[A-Za-z]")
"""What every full form holds, and few sentences do."""
_SMALL = frozenset({"of", "the", "and", "for", "in", "to", "on", "a", "an", "with", "by", "from", "or", "at"})
_MISSED = 1
"""So many words of a full form may lend no letter."""


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card an abbreviation: what it stands for; and back, where it has a name in Chinese too."""
    if not _TWO_WORDS.search(item.text):
        return
    seen: set[str] = set()
    speak: Phrases | None = None
    for passage in item.passages(_TWO_WORDS, _HINT):
        for found in _found(passage.text, item):
            short, (start, end) = found["short"], _full(found)
            if start == end or fold(short) in seen or not is_whole(passage.run, start, end):
                continue
            seen.add(fold(short))
            # A line that holds only the two says nothing of the post's language, so all of the section is asked, once.
            speak = speak or phrases_of_text(f"{item.topic} {item.title} {item.text}", words)
            chinese = found.groupdict().get("chinese") or ""
            back = _back(chinese, short, speak)
            parts = Parts(thing=short, topic=topic_beside(short, item))
            answer = part(passage.run, start, end)
            yield question_card(item, ASPECT, speak, parts, Run(answer), passage.quote, **back)


def _back(chinese: str, short: str, speak: Phrases) -> dict[str, str]:
    """Return the fields of the way back: by the Chinese name, or it would be a mere matter of initials."""
    if not chinese or not is_name(chinese, marked=True):
        return {}
    return {"BackQuestion": SHORT_FORM.by(speak).format(thing=chinese), "BackAnswer": short, "Detail": chinese}


def _found(text: str, item: ReadItem) -> Iterator[re.Match[str]]:
    for pattern in _SAID:
        yield from pattern.finditer(text)
    for pattern in _SHOWN:
        yield from (found for found in pattern.finditer(text) if _is_used(found["short"], item))


def _is_used(short: str, item: ReadItem) -> bool:
    """Return whether an abbreviation has capitals, and a heading or another place of the section uses it."""
    if sum(char.isupper() for char in short) < 2:
        return False
    headings = fold(f"{item.topic} {' '.join(item.sources[0].headings)}")
    return fold(short) in headings or item.latin_words[short] > 1


def _full(found: re.Match[str]) -> tuple[int, int]:
    """Return where the full form stands: the fewest words before the abbreviation, or all behind it, that spell it."""
    short, full = found["short"], found["full"]
    starts = [0]
    if found.start("full") < found.start("short"):  # the words before it may be others
        starts = [place.start() for place in re.finditer(r"(?<![A-Za-z'’])[A-Za-z]", full)][::-1]
    for start in starts:
        if spells(short, full[start:]):
            return found.start("full") + start, found.end("full")
    return 0, 0


def spells(short: str, full: str) -> bool:
    """Return whether a full form spells an abbreviation: its letters in their order, the first one opening a word.

    The letters are looked for from the end, as Schwartz and Hearst do (A simple algorithm for identifying abbreviation
    definitions in biomedical text, 2003); beyond that, all words but one and the small ones lend their first letter.
    """
    letters = re.sub(r"[^a-z0-9]", "", short.casefold())
    words = re.findall(r"[a-z0-9]+", full.casefold().replace("'", ""))
    capitals = [word for word in re.findall(r"[A-Za-z]+", full) if word.isupper() and word in short.upper()]
    if len(letters) < 2 or len(words) < 2 or words[0] in _SMALL or words[-1][0] not in letters:
        return False
    if letters in "".join(words) or "/" in full or len(words) - len(capitals) < 2 or len(full) <= len(short) + 3:
        return False
    text, at = full.casefold(), len(full)
    for number, letter in reversed(list(enumerate(letters))):
        at = text.rfind(letter, 0, at)
        while number == 0 and at > 0 and text[at - 1].isalnum():
            at = text.rfind(letter, 0, at)
        if at < 0:
            return False
    silent = [word for word in words if word not in _SMALL and word[0] not in letters]
    return at == 0 and len(silent) <= _MISSED
