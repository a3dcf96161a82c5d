"""What a thing is for: "X 用于……", "X 的目的是……", "X 是……工具，主要用于……", "X is used to ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import cjk_share, fold
from deckgen.writers.names import asked_by, has_symbol, is_name, leans, marked_first, uncapitalised
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import things_of
from deckgen.writers.sentences import first_clause, is_whole, part, trimmed
from deckgen.writers.wording import question_card

ASPECT = "purpose"

_NAME = r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?P<also>\s*[（(][^（）()\n]{1,60}[）)])?"
_OFTEN = r"(?:主要|通常|一般|常常|常|多|专门|经常|往往|普遍|广泛|可以|可|能|被|也|则|只|仅)*"
_FOR = r"(?:用于|用来|用以|应用于)"
_PURPOSE = (
    re.compile(rf"^{_NAME}(?:这个|该)?(?:函数|命令|文件|指令|参数|选项)?{_OFTEN}{_FOR}(?P<what>[^。；]+)"),
    re.compile(rf"^{_NAME}(?:就|也)?是[^，。：；]{{2,40}}(?<!的)[，,]{_OFTEN}{_FOR}(?P<what>[^。；]+)"),
    re.compile(
        rf"^{_NAME}的?(?:主要|根本|最终|最初)?(?:目的|用途|作用)(?:就|主要)?(?:是|在于|为)(?:为了|用于|"
        rf"用来)?(?P<what>[^。；：:]+)"
    ),
    re.compile(
        rf"^{_NAME}\s*(?:[：:]|-{{2,4}}|——)\s*(?:这个|该)?(?:函数|命令|文件|指令|参数|"
        rf"选项)?{_OFTEN}{_FOR}(?P<what>[^。；]+)"
    ),
    re.compile(
        r"^(?:The |An? (?P<marked>))?(?P<name>[^,.:;?!\n()]{2,40}?)(?P<also>\s*\([^()\n]{1,60}\))? (?:is|are|was|"
        r"were) (?:\w+ly |often |also )?(?:used|designed|meant|intended) "
        r"(?P<what>(?:to (?!be\b)|for )[^.;]+)"
    ),
    re.compile(
        r"^The (?:main |sole )?(?:purpose|goal|aim|point) of (?:an? |the )?"
        r"(?P<name>[^,.:;?!\n()]{2,40}?) is (?P<what>to [^.;]+)"
    ),
)
_CUE = re.compile("用于|用来|用以|目的|用途|作用|used|designed|meant|intended|purpose of|goal of|aim of|point of")
_HINT = re.compile(
    rf"{_FOR}|的(?:主要|根本|最终|最初)?(?:目的|用途|作用)|\b(?:used|designed|meant|intended) (?:to|for)\b|"
    rf"(?:purpose|goal|aim|point) of"
)
_LOOSE = re.compile(
    r"^(?:的|上|中|了|做?一些|这|那|此|该|其|它|他|存放|很多|各种|所有|多种|其他|不同)|(?:的|等等|之类)$|的(?:时候|"
    r"场合|情况)$|^.{0,3}$"
)


def purpose_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a thing: what it serves for."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_CUE, _HINT):
        found = next((found for pattern in _PURPOSE if (found := pattern.match(passage.text))), None)
        if found is None:
            continue
        name = found["name"].strip('“”"「」《》 ')
        start = found.start("what")
        what = _ASIDE.sub("", first_clause(found["what"], enough=_ENOUGH))
        is_marked = marked_first(passage.run) == len(found["name"]) or found.groupdict().get("marked") is not None
        name = uncapitalised(name, item) if cjk_share(passage.text) == 0.0 else name
        if fold(name) in seen or not is_name(name, things, marked=is_marked) or not _is_use(what):
            continue
        if not is_whole(passage.run, start, start + len(what)) or _gives_away(name, what):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        yield question_card(
            item,
            ASPECT,
            name,
            _question(found, what, speak).format(thing=asked_by(name, item, speak.in_topic)),
            trimmed(part(passage.run, start, start + len(what)), ends="。. ；;，,"),
            passage.text,
        )


_ENOUGH = 0.05
_ASIDE = re.compile(r"[（(][^（）()]{12,}[）)]$|[中上里]$|[：:].*$", re.S)


def _gives_away(name: str, what: str) -> bool:
    """Say whether a Chinese name tells its use (关联规则挖掘: 找出强关联规则)."""
    runs = re.findall(r"[\u3400-\u9fff]{4,}", name)
    return any(run[at : at + 4] in what for run in runs for at in range(len(run) - 3))


def _question(found: re.Match[str], what: str, speak: Phrases) -> str:
    if what.endswith(("领域", "行业", "场景")):
        return speak.field
    return speak.aim if "目的" in found.string[found.end("name") : found.start("what")] else speak.purpose


def _is_use(what: str) -> bool:
    return _LOOSE.search(what.strip()) is None and not leans(what) and not has_symbol(what)
