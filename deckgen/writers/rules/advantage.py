"""What speaks for a thing and what against it: "X 的优点是……", "缺点：……" below a heading X."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.model import Card, StudyItem
from deckgen.words import fold, is_generic_heading, thing_of_heading
from deckgen.writers.names import has_symbol, is_name, leans
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.definition import things_of
from deckgen.writers.rules.one_sentence import sentence_card
from deckgen.writers.sentences import is_whole

ADVANTAGE = "advantage"
DRAWBACK = "drawback"

_GOOD = "优点|优势|好处|长处"
_BAD = "缺点|劣势|不足之处|不足|短处|弊端|局限性?"
_WORD = rf"(?P<word>{_GOOD}|{_BAD})"
_HOW = r"(?:的|最|主要|大|很|明显|突出|一|个|另|显著|根本|共同|唯一|较)*"
_WHAT = r"(?P<what>[^。]+)"
_OF = (
    re.compile(
        rf"^(?P<name>[^，。：；、,;:？?!！\n]{{2,40}}?)(?:最大|最主要|一个很大)?(?:的|"
        rf"有){_HOW}{_WORD}(?:之一)?(?:就|主要|则)?(?:是|在于|为)[，,：:]?{_WHAT}"
    ),
    re.compile(
        rf"^(?P<name>[^，。：；、,;:？?!！\n]{{2,30}}?)(?:是|相比)[^。：；]{{2,50}}?[，,](?:但是?|不过|而|其|"
        rf"它的|主要|最大|的)*{_WORD}(?:就)?(?:是|在于)[，,：:]?{_WHAT}"
    ),
    re.compile(
        r"^(?:An?|One|The|Another)(?: \w+)? (?P<word>advantage|benefit|strength|drawback|disadvantage|"
        r"downside|weakness|limitation) of "
        r"(?:an? |the )?(?P<marked>(?P<name>[^,.:;?!\n]{2,40}?)) is (?:that )?"
        r"(?:(?:it|they) (?:is |are )?)?(?P<what>[^.;]+)"
    ),
)
_LABEL = re.compile(
    rf"^{_WORD}\s*[：:]\s*{_WHAT}|^(?P<word2>Advantages?|Pros?|Drawbacks?|Disadvantages?|"
    rf"Cons?):\s*(?P<what2>[^.;]+)"
)
_HINT = re.compile(
    rf"{_GOOD}|{_BAD}|advantage of|benefit of|strength of|drawback of|downside of|weakness of|limitation of|"
    r"Advantages?:|Pros?:|Drawbacks?:|Disadvantages?:|Cons?:"
)
_OTHER_SIDE = re.compile(
    rf"[，,；;]\s*(?:但|而|不过|然而|同时|另外|此外)?(?:是)?(?:它的|其|主要|最大)*(?:{_GOOD}|{_BAD})|"
    rf"[，,]\s*(?:但|但是|不过|然而|因此|所以)|；"
)
_TAKES_BACK = re.compile(r"[，,]\s*(?:但|但是|不过|然而)[，,]?(?:在?(?:实际|现实|实践)|这|并不|并非|未必|往往不|其实)")
_NONE = re.compile(rf"^(?:{_GOOD}|{_BAD}|很多|如下|以下|显而易见|明显|没有|无(?!法)|有(?!效))|两种|[：:]$")


def _are_several(text: str, aspect: str) -> bool:
    """Say whether a section speaks of more than one advantage, so that asking for "the" one has several answers."""
    return len(re.findall(_GOOD if aspect == ADVANTAGE else _BAD, text)) > 1


def advantage_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word at most one advantage and one drawback a thing."""
    if not _HINT.search(item.text):
        return
    things = things_of(item)
    seen: set[tuple[str, str]] = set()
    several = {aspect for aspect in (ADVANTAGE, DRAWBACK) if _are_several(item.text, aspect)}
    passages = list(item.passages(_HINT))
    labels = [found for one in passages if (found := _LABEL.match(one.text))]
    for passage in passages:
        name, word, start, what = _found(passage.text, things, item, labels)
        aspect = DRAWBACK if re.match(rf"{_BAD}|drawback|disadv|downside|weak|limit|con", word, re.I) else ADVANTAGE
        place = (start, start + len(what))
        if aspect in several:
            continue
        if not name or (aspect, fold(name)) in seen or not _says(what) or not is_whole(passage.run, *place):
            continue
        seen.add((aspect, fold(name)))
        yield sentence_card(item, words, aspect, name, passage, place)


def _found(
    text: str, things: Sequence[str], item: StudyItem, labels: Sequence[re.Match[str]]
) -> tuple[str, str, int, str]:
    """Give the thing, the word for its good or bad side, and where and what is said of it."""
    for pattern in _OF:
        found = pattern.match(text)
        if found is not None:
            name = found["name"].strip('“”"「」《》 ')
            is_set_off = "marked" in found.groupdict()
            is_one = is_name(name, things, marked=is_set_off) and not re.search("[和与、]|相比", name)
            return (name if is_one else ""), found["word"], found.start("what"), _one_side(found["what"])
    found = _LABEL.match(text)
    title = thing_of_heading(item.title)
    if found is None or is_generic_heading(item.title) or not is_name(title) or _times(found, labels) != 1:
        return "", "", 0, ""
    group = "what" if found["what"] else "what2"
    return title, found["word"] or found["word2"], found.start(group), _one_side(found[group])


def _times(label: re.Match[str], labels: Sequence[re.Match[str]]) -> int:
    """Count how often a section has this label: twice means that it speaks of more than its heading's thing."""
    return sum((one["word"] or one["word2"]) == (label["word"] or label["word2"]) for one in labels)


def _one_side(what: str) -> str:
    """Cut what is said where it turns to the other side; nothing is left of a side that is taken back."""
    found = _OTHER_SIDE.search(what)
    if found is None:
        return what
    return "" if _TAKES_BACK.match(what, found.start()) else what[: found.start()]


def _says(what: str) -> bool:
    return len(what) >= _SHORT and _NONE.search(what.strip()) is None and not leans(what) and not has_symbol(what)


_SHORT = 4
