"""What a question or an answer says: its content words, its numbers with their units, what it denies.

Two models word one fact in two ways. What they share are numbers, names and most content words; what must not differ
are numbers, units and which side of a pair of opposites (highest, lowest) is meant.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType

import msgspec

from deckgen.language.folding import fold
from deckgen.language.negation import denies, without_negations
from deckgen.language.numerals import ENGLISH, ENGLISH_SCALES, HAN_MYRIADS, han_value
from deckgen.language.scripts import CJK
from deckgen.language.units import ALSO_WORDS, UNITS
from deckgen.patterns import regex

MAX_TEXT = 400
"""Characters of a question, an answer or a quote that are compared; a card's own are far shorter."""

_SCALES = MappingProxyType({**ENGLISH_SCALES, **HAN_MYRIADS, "千": 10**3})
_WORDED = MappingProxyType({**ENGLISH, "hundred": 100, "single": 1, "twice": 2, "double": 2, "a": 1})
_UNIT = "|".join(sorted(map(re.escape, UNITS.keys() - ALSO_WORDS), key=lambda name: (-len(name), name)))
_WORD = "|".join(word for word in _WORDED if word != "a")
_NUMERAL = "零〇一二两三四五六七八九十"
_NUMBER = regex(
    rf"(?:(?P<share>[{_NUMERAL}百千万]+)分之)?"
    rf"(?:(?P<digits>(?<![a-z\d.])\d+(?:[, ]\d{{3}}(?!\d))*(?:\.\d+)*)"
    rf"|(?P<han>[{_NUMERAL}][{_NUMERAL}百千万亿]*(?!分之))"
    rf"|(?P<word>\ba(?=\s(?:thousand|million|billion)\b)|\b(?:{_WORD})\b))"
    r"\s*(?P<scale>[万亿]|千(?!克|米|字)|\b(?:thousand|million|billion)\b)?[多余个\s]*"
    rf"(?P<unit>(?:{_UNIT})(?![a-z]))?"
)
_ORDER = regex(r"\bo\s?\(((?:[^()]|\([^()]*\))*)\)")
"""What grows how fast: O(n log n)."""

_LATIN = regex(r"[a-z_][a-z0-9_+#]*(?:[.\-][a-z0-9_]+)*")


def _opposites(*pairs: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(one), re.compile(two)) for one, two in (pair.split(" ~ ") for pair in pairs))


_CJK = regex(rf"[{CJK}]+")
_ENDING = regex(r"(?<=[a-z]{3})(?:'s|ings?|ed|es|s|ly)$")
_MARKS = regex(r"[*`^\\]+|~~+|(?<![a-z0-9])_+|_+(?![a-z0-9])")
_EMPTY_HAN = frozenset(
    "的了是在和与及会就都也被把将其它这那个而才则并所以于之中里上下时候为有因能可使让该些从由到对向等得着地"
)
_NAME = regex(r"\b[A-Z][A-Za-z0-9_+#]*(?:[.\-][A-Za-z0-9_]+)*")
_MAYBE = "可能"
"""Says much as a word, and nothing as two characters."""

_EMPTY_LATIN = frozenset(
    """a an the of in on at to for from by with as is are was were be been being it its they them their this that
    these those and or but so than then there do does did has have had which who whom whose what when where why how
    may can could will would shall should must might about around roughly approximately because since if after before
    into out up down any each every all some such one s t would just only also exactly""".split()  # noqa: SIM905
)
_SHARP = _opposites(
    "最坏|最差|\\bworst ~ 平均|均摊|最好|\\baverage|amorti[sz]ed|\\bbest\\b",
    "优点|优势|好处|\\badvantages?|\\bpros\\b ~ 缺点|劣势|坏处|\\bdisadvantages?|drawbacks?|\\bcons\\b",
    "大于|高于|多于|超过|\\bmore than|\\babove\\b ~ 小于|低于|少于|不足|\\bless than|\\bbelow\\b",
    "最大|最高|最多|最长|上限|\\bmax|\\bmost\\b|highest|largest|longest ~ "
    "最小|最低|最少|最短|下限|\\bmin(?:imum|imal)?\\b|lowest|smallest|shortest",
    "高位|高地址|大端 ~ 低位|低地址|小端",
    "增加|上升|提高|变大|\\bincreas|\\bris(?:e|ing)|\\bgrow ~ "
    "减少|下降|降低|变小|\\bdecreas|\\breduc|\\bfall|\\bshrink",
    "之前|以前|\\bbefore\\b|\\bprior ~ 之后|以后|\\bafter\\b|\\bsince\\b",
    "训练 ~ 测试|推理",
    "乐观 ~ 悲观",
    "经常|频繁|总是|\\boften\\b|\\balways\\b ~ 很少|偶尔|从不|\\brarely\\b|\\bnever\\b|\\bseldom",
    "可能|\\bmay\\b|possibly ~ 一定|必定|必然|肯定|certainly|definitely",
    "以内|之内|\\bwithin\\b|\\binside\\b ~ 以外|之外|\\bbeyond\\b|\\boutside\\b",
    "父进程|\\bparent ~ 子进程|\\bchild",
    "左|\\bleft\\b ~ 右|\\bright\\b",
    "更快|\\bfaster ~ 更慢|\\bslower",
    "前者|\\bformer\\b ~ 后者|\\blatter\\b",
    "只有|仅|\\bonly\\b ~ 任何|任意|\\bany\\b",
)
"""In questions and in answers."""

_LOOSE = _opposites(
    "第一|首次|\\bfirst\\b ~ 最后|末次|\\blast\\b",
    "输入|\\binputs?\\b ~ 输出|\\boutputs?\\b",
    "读取|\\bread ~ 写入|\\bwrit",
    "发送|\\bsend|\\bsent\\b ~ 接收|收到|\\breceiv",
    "允许|\\ballow|\\bpermit ~ 禁止|\\bforbid|\\bprohibit",
    "起点|开始|\\bstart|\\bbegin|\\bopen(?:ed|s)?\\b ~ 终点|结束|\\bfinish|\\bend(?:s|ed)?\\b|\\bclosed?\\b",
    "顶|\\btop\\b ~ 底|\\bbottom\\b",
    "\\bcommitted ~ \\bunfinished|\\buncommitted",
)
"""Two questions for one thing may look at it from both sides: who sends, when the receiver acknowledges."""


_NO = "¬"
"""Stands among the words of a text that denies something: 没有 and 无 are one word."""


class Wording(msgspec.Struct, frozen=True):
    """A text as it is compared."""

    text: str  # folded, without marks
    words: frozenset[str]  # single Chinese characters, Latin stems, numbers
    pairs: frozenset[str]  # neighbouring Chinese characters, Latin stems, numbers
    numbers: frozenset[str]  # surely counted or measured: "12", "0.5", "o(n)"
    counts: frozenset[str]  # small ones in words, which may only be a way of speaking: "one", 两
    units: frozenset[tuple[str, str]]  # number and unit
    names: frozenset[str]  # Latin words in a Chinese text, and those with a capital in a Latin one
    denies: bool


def bare(text: str) -> str:
    """Give a text as it is looked for and looked through: folded, without Markdown marks and white space."""
    # Not by ``fold``, which would keep every source that it has seen.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_MARKS.sub("", folded).split())


@lru_cache(maxsize=1024)
def wording(text: str) -> Wording:
    """Read what a text says."""
    folded = _MARKS.sub("", fold(text[:MAX_TEXT]))
    numbers, counts, units = _numbers(folded)
    rest = _ORDER.sub(" ", _NUMBER.sub(" ", folded))
    latin = {stem(word) for word in _LATIN.findall(rest) if word not in _EMPTY_LATIN}
    runs = _CJK.findall(rest)
    han = {sign for run in runs for sign in run if sign not in _EMPTY_HAN}
    twos = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    han |= {_MAYBE} if _MAYBE in rest else set()
    denied = denies(folded)
    spoken = counts - {"1"} if len(latin) > 2 or len(han) > 3 else counts  # 一方 and "the one that" count nothing
    said = latin | {f"#{one}" for one in numbers | spoken} | ({_NO} if denied else set())
    return Wording(
        text=folded,
        words=frozenset(said | han),
        pairs=frozenset(said | twos),
        numbers=numbers,
        counts=counts,
        units=units,
        names=frozenset(latin) if han else frozenset(stem(fold(word)) for word in _NAME.findall(text)),
        denies=denied,
    )


def stem(word: str) -> str:
    """Give a Latin word without its ending and without what two spellings differ in."""
    cut = _ENDING.sub("", word.replace("isation", "ization").replace("ise", "ize"))
    return cut[:_STEM] if cut.isalpha() else cut


_STEM = 6


def _numbers(folded: str) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
    orders = {"o(" + re.sub(r"[\s*]", "", inner) + ")" for inner in _ORDER.findall(folded)}
    numbers, units = set(orders), set()
    counts: set[str] = set()
    for found in _NUMBER.finditer(_ORDER.sub(" ", folded)):
        value = _value(found)
        unit = _label(found["unit"])
        if found["share"]:
            is_percent = found["share"] == "百"
            value, unit = (value, _label("%")) if is_percent else (f"{value}/{han_value(found['share'])}", "")
        sure = bool(found["digits"] or found["share"] or found["scale"] or unit) or len(value) > 1
        (numbers if sure else counts).add(value)
        if unit:
            units.add((value, unit))
    return frozenset(numbers), frozenset(counts - numbers), frozenset(units)


def _label(unit: str | None) -> str:
    """Return one name for a unit, whatever it is called: what it measures and how many base units it is."""
    what, factor = UNITS.get(unit or "", ("", 0))
    return f"{factor} {what}" if what else ""


def _value(found: re.Match[str]) -> str:
    if found["digits"]:
        digits = re.sub(r"[, ]", "", found["digits"])
        if not found["scale"]:
            whole, dot, part = digits.partition(".")
            return (whole.lstrip("0") or "0") + dot + part
        return f"{float(digits.replace('.', '', max(0, digits.count('.') - 1))) * _SCALES[found['scale']]:.10g}"
    value = han_value(found["han"]) if found["han"] else _WORDED[found["word"]]
    return str(value * _SCALES.get(found["scale"] or "", 1))


def other_numbers(one: Wording, two: Wording) -> bool:
    """Say whether two texts give different numbers; more numbers beside the same ones do no harm."""
    first, second = one.numbers | one.counts, two.numbers | two.counts
    if not first or not second:
        return False
    if one.numbers and two.numbers:
        return not (one.numbers <= second or two.numbers <= first)
    return not first & second


def other_units(one: Wording, two: Wording) -> bool:
    """Say whether two texts measure the same number in different units."""
    first, second = _by_number(one), _by_number(two)
    return any(not first[number] & second[number] for number in first.keys() & second.keys())


def _by_number(one: Wording) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, unit in one.units:
        found.setdefault(number, set()).add(unit)
    return found


def other_names(one: Wording, two: Wording, quoted: frozenset[str]) -> bool:
    """Say whether each of two texts has a name of the source that the other has not."""
    return bool((one.names - two.names) & quoted) and bool((two.names - one.names) & quoted)


def denies_the_other(one: Wording, two: Wording, *, part_by_part: bool = True) -> bool:
    """Say whether one text says of the same things what the other denies; a question is taken as a whole."""
    if one.denies == two.denies:
        return False
    denying, plain = (one, two) if one.denies else (two, one)
    said = plain.words - {_NO}
    clauses = _CLAUSE.split(denying.text) if part_by_part else [denying.text]
    affirmed = wording(" ".join(clause for clause in clauses if not denies(clause))).words
    if not said or len(affirmed & said) >= _MOST * len(said):  # "directly to the weights, not to the gradient"
        return False
    denied = [wording(without_negations(clause)).words for clause in clauses if denies(clause)]
    return any(2 * len(words & said) >= _MOST * (len(words) + len(said)) for words in denied)


_CLAUSE = regex(r"[,;:.()，；：。、（）]")
_MOST = 0.75


def are_opposed(one: str, two: str, *, sharply: bool = False) -> bool:
    """Say whether two folded texts stand on two sides of a pair of opposites."""
    for left, right in _SHARP if sharply else _SHARP + _LOOSE:
        first = bool(left.search(one)), bool(right.search(one))
        if first[0] != first[1] and first == (bool(right.search(two)), bool(left.search(two))):
            return True
    return False
