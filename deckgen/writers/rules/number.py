"""How many of something a thing has: "MNIST 包含了 6 万个训练样本和 1 万个测试样本"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card, Inline, InlineKind
from deckgen.words import fold, squeeze
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.frame import (
    language_of,
    leans,
    name_of,
    question_card,
    spaced,
)

ASPECT = "number"
_NUMBER = r"\d[\d,.]*\s*(?:多|余)?\s*(?:[万亿千百]+|[kKMB](?![a-zA-Z]))?(?:多|余)?"
_MEASURE = r"[个张条篇段部名种类幅份首句只套对组帧层小时行]{1,2}"
_HAS = re.compile(
    rf"(?:包含|包括|含有|收录|拥有|共有|总共有|一共有|由|有|提供|标注)(?:了|大约|约|近|超过|总共|"
    rf"共计)*\s*(?={_NUMBER}\s*{_MEASURE})"
)
_COUNT = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?P<measure>{_MEASURE})(?P<what>[一-鿿A-Za-z *×\d]{{2,16}}?)(?=$|"
    rf"[，,。；;、（(]|和|与|以及|及|组成|构成)"
)
_HAS_ENGLISH = re.compile("contains|has|includes|consists of|comprises")
_ENGLISH = re.compile(
    r"\b(?:contains|has|includes|consists of|comprises)\s+(?P<counts>(?:(?:about|over|around|" r"more than)\s+)?\d.*)$",
    re.I,
)
_ENGLISH_COUNT = re.compile(
    r"(?P<count>\d[\d,.]*(?:\s*(?:k|m|million|billion|thousand))?)\s+(?P<what>[a-z][a-z -]{3,30}?)(?=$|"
    r"[,.;(]| and | in | with | for | from )",
    re.I,
)
_DATA = re.compile(r"数据集|语料|图片库|图像库|词典|基准|题库|样本|图片|图像|dataset|corpus|benchmark|database", re.I)
_WHAT = re.compile(
    r"样本|图|照片|类|标注|词|句|数据|用户|视频|评分|评论|电影|商品|音频|录音|文档|文章|问答|问题|对话|"
    r"人脸|物体|目标|特征|属性|节点|边|实体|关系|标签|"
    r"\b(?:images?|examples?|samples?|classes|categories|words|sentences|videos?|users|ratings|"
    r"documents|questions|labels|objects|tokens|pairs|"
    r"rows|records|recordings|speakers|hours)\b",
    re.I,
)
_NO_WHAT = re.compile(r"^(?:的|是|为|不|都|左右|以上|以下|月|年|日|人的|方面|部分|步骤|问题|原因|方法|选项|参数|时)")


def number_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each count that a sentence gives of the data that the section's heading names."""
    thing = name_of(item.title)
    if not thing or not (_HAS.search(item.text) or _HAS_ENGLISH.search(item.text)) or not _DATA.search(item.text):
        return
    done: set[str] = set()
    for paragraph in item.paragraphs:
        for passage in paragraph.passages if paragraph.is_near else ():
            text = squeeze(passage.text)
            if not _is_about(text, thing) or leans(text):
                continue
            for what, count in _counts(text):
                if fold(what) in done:
                    continue
                done.add(fold(what))
                speak = language_of(item, words)
                question = spaced(speak.how_many.format(thing=thing, what=what))
                answer = (Inline(InlineKind.TEXT, count),)
                yield question_card(item, ASPECT, f"{thing} {what}", question, answer, text)


def _is_about(text: str, thing: str) -> bool:
    """Say whether a sentence speaks of the thing itself: it begins with its name."""
    bare = re.sub(r"\s*[（(].*", "", fold(thing))
    return fold(text).startswith(bare)


def _counts(text: str) -> Iterator[tuple[str, str]]:
    """Give what is counted and how many there are."""
    if (found := _HAS.search(text)) is not None:
        for one in _COUNT.finditer(text[found.end() :]):
            what = one["what"].strip()
            what = what.rpartition("的")[2] if re.match(r"\d", what) else what
            if not _NO_WHAT.match(what) and _WHAT.search(what):
                yield what, squeeze(one["count"]) + one["measure"]
    elif (found := _ENGLISH.search(text)) is not None:
        for one in _ENGLISH_COUNT.finditer(found["counts"]):
            if _WHAT.search(one["what"]):
                yield one["what"].strip(), one["count"]
