"""Bold phrases as cloze in their sentence: what an author marks is what is to be remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.frame import cloze_card, gap, holds, home_of, leans, shown
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.sentences import length, trimmed
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.markdown.text import plain_text
from deckgen.model import Card, Inline, InlineKind, StudyItem

ASPECT = "cloze"
_MOST_GAPS = 3
_SENTENCE = range(12, 110)
_HIDDEN = 0.4
_SHOWN = 10
"""So many words or characters must stay to be seen, or nothing asks for the gap."""

_LABEL = re.compile(r"^\s*[：:。]")
_COMMON = re.compile(
    r"^(?:不|没|非|很|都|也|只|最|更|全部?|所有|每|各|同|相|一[个种定般些起样]|这|那|其|它|先|后|前|再|"
    r"并|且|可以|必须|应该|需要|注意|重要|主要|关键|核心|明显|显著|"
    r"不同|相同|相反|相等|大于|小于|等于|增加|减少|变化|序列|排序|发生|独立|随机|可能|一定|使用|方法|"
    r"问题|结果|数据|过程|左|右|上|下|大|小|多|少|高|低|正|负|强|弱|新|旧)"
    r"(?:的|了|地|是|个|为|向|侧|于)?$|^(?:not|all|every|each|any|only|never|always|must|same|different|"
    r"more|less|first|last|both|and|or|the|very|no|new|old|important|note|key)\b[\w ]{0,4}$",
    re.I,
)
_VERBAL = re.compile(
    r"[，。；：！？]|^(?:而|但|并|且|因为|由于|所以|如果|就|才|在|从|把|被|对|将)|[吗呢吧了]$|^(?:不|没|"
    r"无法)|后使用$|不同的|每一"
)
_GOVERNS = re.compile(
    r"(?:称为|称作|称之为|叫做?|名为|又名|记为|记作|译为|(?<!的)是(?:一种|一个)?|的是|就是|即|为|提供|"
    r"采用|使用|利用|基于|具有|存在|属于|引入|看[作做]|符合|服从|相当于|等价于|在于|不仅是|"
    r"解决|具备|依赖于?|位于|来自于?|源于|实现|进行|\b(?:is|are|called|named|known as|uses?|using|has|"
    r"provides?|by|into|as|means))(?:了|着|网络的|用户的|\$\$[^$]*\$\$的)?[：:，,]?\s*[“\"「]?\s*$",
    re.I,
)
_FOLLOWS = re.compile(
    r"^\s*(?:[”\"」]|[。，；、,.;：:（(]|$|的|和|与|并|等|两|算法|方法|模型|函数|问题|定理|机制|模式|" r"is\b)"
)
_DEFINED = re.compile(r"^\s*[，,]?\s*(?:是(?!由|说|从|在|因)|指(?!出)|表征|表示|用于|用来|(?:is|are|refers|means)\b)")
_LIFE = re.compile(r"(?:19|18|20)\d\d年?(?:生|[-~～–—])|博士|硕士|本科|教授")
_START = re.compile(
    r"^(?:比如|例如|然后|总之|理论上说?|顺便提一句|需要(?:特别)?注意的是|必须注意的是|值得注意的是|"
    r"[所因]以|因此|显然|综上|但|不过|然而|而且?|并且|同时|此外|另外|可见|注意|其实|实际上|一般来说|"
    r"通常|除了|除此|于是|那么|则|所谓)[，,]?\s*"
)
_HEADLESS = re.compile(
    r"^[a-zA-Z]被|^(?:假如|规则|数据在|开始|实际中|一般性|交易|其|它|他|她|前者|后者|两者|二者|称|可以|"
    r"也|就|都|只|还|有(?!效|限|向|序|理)|是|被|用|由于|为了|如果|当|从|在(?!线)|对(?!数|偶|称|抗|象)|把|将|若|设(?!备|计)|令(?!牌)|可|得|又|即|和|与|随着|随)|"
    r"^\*|[？?]$"
)
_SUBJECT = re.compile(
    r"^(?P<name>[^，,。；：]{2,24}?)(?:(?<!目)的(?=是))?(?:又|就|亦|也|还|都|所|经常|不)*(?:是|被|叫|称|"
    r"有|属于|分为|可以?|表现|表征|实际|一般|通常|主要|本质|在于|用来|用于|采用|使用|包含|包括|，|,|$)"
)


def bold_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:  # noqa: ARG001
    """Word a cloze for each sentence whose bold phrases can be asked for."""
    for paragraph in item.paragraphs:
        if paragraph.is_near and any(one.kind is InlineKind.STRONG for one in paragraph.block.inlines):
            for passage in paragraph.passages:
                card = _card(item, passage.run)
                if card is not None:
                    yield card


def _card(item: StudyItem, sentence: tuple[Inline, ...]) -> Card | None:
    bold = [one for one in sentence if one.kind is InlineKind.STRONG]
    if not bold or len(bold) > _MOST_GAPS:
        return None
    run = _without_opener(sentence)
    text = plain_text(run)
    if holds(run, InlineKind.LINK, InlineKind.IMAGE, InlineKind.BREAK, InlineKind.HTML):
        return None
    if len(text) not in _SENTENCE or leans(text) or _HEADLESS.search(text) or text.rstrip().endswith(("：", ":")):
        return None
    hidden = [shown(one.children) for one in bold]
    if _LIFE.search(text) or not all(_is_asked(run, one) for one in bold):
        return None
    if _is_label(run) or not _are_gaps(hidden, text) or not _is_enough(run):
        return None
    numbers = iter(range(len(bold)))
    gapped = tuple(gap(next(numbers), one.children) if one.kind is InlineKind.STRONG else one for one in run)
    found = _SUBJECT.match(text)
    name = squeeze(found["name"]) if found else ""
    home = home_of(item)
    subject = name if not home or fold(home) in fold(name) else f"{home} {name}".strip()
    return cloze_card(item, ASPECT, subject, gapped, hidden, squeeze(plain_text(sentence)))


def _without_opener(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Drop the word that joins a sentence to the one before it."""
    if not run or run[0].kind is not InlineKind.TEXT:
        return run
    text = _START.sub("", run[0].text)
    return trimmed((Inline(InlineKind.TEXT, text, line=run[0].line), *run[1:]))


def _is_label(run: Sequence[Inline]) -> bool:
    """Say whether the sentence begins with a bold label, which is its heading and no gap."""
    if run[0].kind is not InlineKind.STRONG:
        return False
    return plain_text([run[0]]).rstrip().endswith(("：", ":")) or _LABEL.match(plain_text(run[1:])) is not None


def _is_asked(run: Sequence[Inline], bold: Inline) -> bool:
    """Say whether the words around a bold phrase ask for it: "被称为 …", "采用 …", "… 是指"."""
    at = next(number for number, one in enumerate(run) if one is bold)
    before, after = plain_text(run[:at]), plain_text(run[at + 1 :])
    if not before.strip():
        return _DEFINED.match(after) is not None
    return _GOVERNS.search(before) is not None and _FOLLOWS.match(after) is not None


def _are_gaps(hidden: Sequence[str], text: str) -> bool:
    """Say whether each hidden text is a phrase of its own that the rest of the sentence does not give away."""
    rest = fold(text)
    for one in hidden:
        rest = rest.replace(fold(one), " ", 1)
    return len({fold(one) for one in hidden}) == len(hidden) and all(
        _is_rare(one) and length(one) <= _HIDDEN and fold(one) not in rest for one in hidden
    )


def _is_rare(hidden: str) -> bool:
    """Say whether a phrase is a term that one can fail to know."""
    if _COMMON.search(hidden) or _VERBAL.search(hidden):
        return False
    return len(re.findall(r"[一-鿿]", hidden)) > 1 or re.search(r"[A-Za-z]{2,}", hidden) is not None


def _is_enough(run: Sequence[Inline]) -> bool:
    seen = plain_text([one for one in run if one.kind is not InlineKind.STRONG])
    return len(re.findall(r"[一-鿿]|[A-Za-z]{2,}|\$\$", seen)) >= _SHOWN
