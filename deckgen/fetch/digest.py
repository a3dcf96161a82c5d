"""What a page is about, in its own sentences: an extract, and labelled so, never a summary.

The author's description if it is a real one, else the first sentences after greetings, credits and prefaces; then up
to two sentences that are central to the text and near to its title (by Chinese bigrams and Latin words).
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

from deckgen.fetch.plain_text import clean, fold, squeeze_line, unescape, visible_length
from deckgen.language.scripts import HAN, KANA, cjk_share
from deckgen.patterns import regex

_LEAD = 110  # Chinese characters; Latin letters count as 0.45
_MAX_LEAD = 200
_PICK = 90
_DESCRIPTION = 40
_MAX_SENTENCES = 70
_GAP = " … "

_END = regex(r"(?<=[。！？!?；])[”’」』）)\"']*|(?<=[^.\d]\.)[”\"')]*(?=\s+[A-Z\"“(])|\n+")
_TOKEN = regex(rf"[{HAN}{KANA}]+|[a-z][a-z0-9+#.-]*[a-z0-9+#]|[a-z]")
_STOP = frozenset(
    """
    the a an of to in on for and or is are was were be been it its this that these those with as by at from we you
    they he she i our your their not but can will would which who what when where how if then than so such also
    into more most may has have had do does did there here all any some no one about over out up 我们 你们 他们
    它们 这个 那个 一个 这些 那些 可以 因为 所以 但是 如果 就是 不是 没有 什么 怎么 自己 已经 进行 通过 以及 或者
    这样 这种 一种 一些 还是 时候 问题 需要 使用 的是 是一 们的 个人 了一 不能 的时 的一 在这
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_NO_SENTENCE = regex(
    r"^\W*(?:大家好|各位|hello\b|hi\b|嗨|哈喽|点击(?:上方|下方|蓝字|关注)|关注(?:我们|公众号|作者|本)|(?:长按|扫码|"
    r"扫描|识别)|欢迎(?:关注|转载|来到)|转载(?:请|自|于|本)|本文(?:转载|来源|转自|首发|已获|经授权|由.{0,20}翻译|"
    r"授权)|(?:文章)?来源\s*[:：|｜]|(?:原文|原文链接|原文地址|链接|地址|出处|原标题|选自|编译|编辑|翻译|译者?|作者|"
    r"撰文|整理|校对|责编|责任编辑|摄影|摄像|图片|题图|配图|图|文|出品|参与|微信公众号|公众号|微信|微博|知乎|公号|"
    r"授权|版权(?:声明)?|声明|时间|日期|标签|分类|目录|本文链接|免责声明|备注|作者单位|审核|策划|记者)\s*[:：|"
    r"｜丨/／]|(?:前言|序言|引言|写在前面|目录|导读|导语|摘要|概述|简介|正文|背景|table of contents|contents|"
    r"introduction|abstract|preface|overview|summary)\W*$|(?:by|author|posted|published|written by|photo|image|"
    r"source|credit|updated|share|follow|subscribe|sign up|click here|read more|copyright|©|all rights)\b.{0,80}$|"
    r"来自|仅供参考|未经(?:授权|许可)|如需转载|更多精彩|推荐阅读|往期|阅读原文|阅读本文|全文共|本文约?共?\s*\d+\s*字|"
    r"预计阅读|建议收藏|建议阅读|(?:原创|首发)\W|\d+\s*(?:阅读|评论|赞)|https?://\S+$|@\w+$|喜欢(?:就|请|的)|觉得|"
    r"记得|点赞|在看|求关注|别忘了)",
    re.I,
)
_MARK = regex(r"^(?:[-*•●▪◆■]\s+|\d{1,2}[.、)）]\s+|#{1,6}\s+|[（(]\d{1,2}[）)]\s*|>\s*)+")
_NO_DESCRIPTION = regex(
    r"文章浏览阅读|阅读\d+次|浏览阅读量|^\s*\d+(?:\s+\d+){4}|知乎，让每一次点击|有问题，就会有答案|中文互联网高质量|"
    r"写文章，分享|搜狐，是中国|Contribute to|GitHub is where people|^\s*(?:轻触|阅读原文|微信扫一扫)|"
    r"Enjoy the videos and music|javascript|您的浏览器|未知|博客园是|简书是|创作你的创作|^\s*(?:https?://|[\w./-]+$)|"
    r"@media|\{\s*[\w-]+\s*:|function\s*\(",
    re.I,
)


def make_digest(description: str, text: str, *, title: str = "") -> str:
    """Return the extract of a text, on one line; parts that do not follow one another are joined by "…"."""
    sentences = _sentences(text)
    lead = real_description(description, title=title)
    start = 0
    if not lead:
        start, lead = _lead(sentences)
    picks = _central(sentences, title, start, lead)
    return _GAP.join(part for part in (lead, *picks) if part)


def real_description(description: str, *, title: str = "") -> str:
    """Return a description that its author wrote; empty if it is a counter, code, the title again or the site's own."""
    line = squeeze_line(unescape(description[:8000]), 1000)
    words, name = fold(line), fold(title)
    if visible_length(line) < _DESCRIPTION or _NO_DESCRIPTION.search(line) or _is_odd(line):
        return ""
    if name and (name.startswith(words) or (words.startswith(name) and len(words) < len(name) + 20)):
        return ""
    pieces = _split(line)
    while pieces and _NO_SENTENCE.match(pieces[0]):
        pieces.pop(0)
    line = _joined(pieces)
    return _cut(line, _MAX_LEAD) if visible_length(line) >= _DESCRIPTION else ""


def _weight(text: str) -> float:
    """Return the length of a text as a reader feels it, in Chinese characters."""
    return sum(0.45 if ord(char) < 0x250 else 1 for char in text)


def _cut(text: str, limit: int) -> str:
    if _weight(text) <= limit:
        return text
    weights = itertools.accumulate(map(_weight, text))
    short = text[: sum(1 for _ in itertools.takewhile(lambda weight: weight <= limit, weights))]
    stop = max(short.rfind(sign) for sign in "。！？!?；，, ")
    return (short[:stop] if stop > len(short) // 2 else short).rstrip("，,；; ") + "…"


def _split(text: str) -> list[str]:
    return [part.strip() for part in _END.split(text) if part and part.strip()]


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text, without code, tables, formulas, headings and thanks."""
    found: list[str] = []
    in_code = False
    for line in text[:60_000].split("\n"):
        if line.startswith("```"):
            in_code = not in_code
            continue
        if in_code or " | " in line:
            continue
        line = _MARK.sub("", clean(line).strip())
        found.extend(part for part in _split(line) if 8 <= visible_length(part) <= 400 and not _is_odd(part))
        if len(found) > 4 * _MAX_SENTENCES:
            break
    return found


def _is_odd(sentence: str) -> bool:
    """Return whether something is no sentence of a language: code, numbers, formulas."""
    letters = sum(char.isalpha() for char in sentence)
    return letters < 0.6 * visible_length(sentence) or sentence.count("\\") > 2


def _is_whole(sentence: str) -> bool:
    return sentence[-1:] in "。！？!?；.”」）)…：:"


def _lead(sentences: list[str]) -> tuple[int, str]:
    """Return the number of the sentence behind the lead, and the lead: the first sentences that say something."""
    opening = itertools.takewhile(_says_nothing, sentences[:12])
    taken: list[str] = []
    number = sum(1 for _ in opening)
    while number < len(sentences) and _weight("".join(taken)) < _LEAD:
        if not _NO_SENTENCE.match(sentences[number]):
            if taken and _weight("".join((*taken, sentences[number]))) > _MAX_LEAD:
                break
            taken.append(sentences[number])
        number += 1
    return number, _cut(_joined(taken), _MAX_LEAD)


def _says_nothing(sentence: str) -> bool:
    """Return whether a sentence at the head of a text is a greeting, a credit or a heading."""
    return bool(_NO_SENTENCE.match(sentence)) or (not _is_whole(sentence) and _weight(sentence) < 30)


def _joined(sentences: list[str]) -> str:
    out = ""
    for sentence in sentences:
        if not _is_whole(sentence) and cjk_share(sentence) > 0.5 and sentence[-1:] not in "，,、：:":
            sentence += "。"
        out += (" " if out and ord(out[-1]) < 0x250 else "") + sentence
    return out.rstrip("：:")


def _central(sentences: list[str], title: str, start: int, lead: str) -> list[str]:
    """Return up to two sentences behind the lead, in the order of the text."""
    known = fold(lead)
    ranked = _rank(sentences[:_MAX_SENTENCES], title)
    picks: list[int] = []
    for number in ranked:
        sentence = sentences[number]
        if (
            number >= start
            and _is_whole(sentence)
            and not sentence.endswith(("：", ":", "？", "?"))
            and not _NO_SENTENCE.match(sentence)
            and 14 <= _weight(sentence) <= _PICK
            and fold(sentence)[:24] not in known
        ):
            picks.append(number)
            known += fold(sentence)
        if len(picks) == 2:
            break
    return [sentences[number] for number in sorted(picks)]


def _rank(sentences: list[str], title: str) -> list[int]:
    """Return the numbers of the sentences, those first that are nearest to all others, to the title, and to the top."""
    bags = [_tokens(sentence) for sentence in sentences]
    spread = Counter(token for bag in bags for token in bag)
    vectors = [_vector(bag, spread, len(bags)) for bag in bags]
    wanted = _vector(_tokens(title), spread, len(bags))
    middle: dict[str, float] = {}
    for vector in vectors:
        for token, weight in vector.items():
            middle[token] = middle.get(token, 0.0) + weight
    near = [_dot(vector, middle) - bool(vector) for vector in vectors]  # to the others, not to itself
    most = max(near, default=0.0) or 1.0
    scores = [
        near[place] / most + 1.5 * _dot(vector, wanted) + 0.3 / (1 + place / 5) for place, vector in enumerate(vectors)
    ]
    return sorted(range(len(scores)), key=lambda number: (-scores[number], number))


def _tokens(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for run in _TOKEN.findall(text.casefold()):
        parts = [run] if run[0].isascii() else [run[at : at + 2] for at in range(len(run) - 1)]
        found.update(part for part in parts if part not in _STOP and len(part) > 1)
    return found


def _vector(bag: Counter[str], spread: Counter[str], total: int) -> dict[str, float]:
    weights = {token: count * math.log(1 + total / (1 + spread[token])) for token, count in bag.items()}
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {token: weight / norm for token, weight in weights.items()}


def _dot(first: dict[str, float], second: dict[str, float]) -> float:
    if len(second) < len(first):
        first, second = second, first
    # The order of the sum must not depend on the set of words: digests are compared by their bytes.
    return round(sum(weight * second[token] for token, weight in first.items() if token in second), 9)
