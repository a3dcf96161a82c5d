"""Ordered steps and short lists as cloze, one gap an item: "OpenGL 程序的创建步骤：…"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.markdown import plain_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, StudyItem
from deckgen.words import fold, squeeze
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.frame import (
    cloze_card,
    flat,
    gap,
    holds,
    home_of,
    is_plain_item,
    lead_in,
    leans,
    name_of,
    names_around,
    names_thing,
    shown,
    spaced,
)
from deckgen.writers.sentences import cut_front, length, sentences, trimmed

STEPS = "steps"
LIST = "list"
STEP_WORDS = re.compile(r"步骤|流程|过程|顺序|阶段如下|\b(?:steps?|procedure|workflow|process|pipeline|stages)\b", re.I)
_LIST = re.compile(
    r"优点|优势|缺点|缺陷|特点|特性|特征|作用|用途|功能|目标|要素|条件|原则|层次|性质|组件|元素|成分|"
    r"\b(?:advantages?|benefits?|drawbacks?|disadvantages?|features?|properties|principles|goals|"
    r"requirements|conditions|components|parts|layers)\b",
    re.I,
)
KINDS = re.compile(
    r"(?:分为|分成|划分为|可分|组成|构成|包含|包括|有)\S{0,8}?(?:[两二三四五六七2-7几]\s*(?:大|个|种|类|"
    r"部分|步)|[大]?类|部分)|\b(?:types|kinds|categories|classes) of\b|"
    r"(?:[两二三四五六七2-7])\s*(?:大)?(?:种|类)\S{0,6}[:：]$",
    re.I,
)
_STEP_ITEMS = range(3, 8)
_LIST_ITEMS = range(3, 6)
KIND_ITEMS = range(2, 8)
_GIST = 0.45
_ITEM = 1.6
"""Items may say more behind their gist; in whole they stand on the back."""

_POINTING = re.compile(r"如下(?:所示)?的?|以下的?|下列的?|下面的?|所示$")
_SUCH = re.compile(
    r"(?:主要|大致|一般|通常|大概|常|都)*(?:有|是|包括|包含|具有|存在)(?:着|了)?(?:如下|以下|下列|"
    r"下面)的?(?:[几一]\s?[个种点些项条类])?(?=[一-鿿]{2})"
)
_OPENER = re.compile(
    r"^(?:从中?(?:可以|可)看出|可以看出|可见|综上|总的来说|简单来说|一般来说|具体来说|因此|所以|"
    r"一个(?=[A-Z\s]))[，,]?\s*"
)
_VAGUE = re.compile(
    r"^(?:主要|大致|常用|常见|一般|大的来说|而|则|错误的|不显著|又|也)|^.{0,5}$|来看[，,]|的(?:部分|"
    r"情形|几种)$|方案[A-Z一二三四]|[，,]其|[它他]|例如|比如|^\d|^[^A-Za-z]{0,4}(?:有|分|"
    r"分为)[两二三四五六七几2-7][种类个]"
)
_COUNT = re.compile(r"([两二三四五六七2-7])\s*(?:大|个|种|类|步|点|部分|方面|层)")
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7} | {str(n): n for n in range(2, 8)}
_LONGEST_TITLE = 45
_PRONOUN = re.compile(r"^(?:其|它的|它|他的)(?:中|主要|具体|大致|实现|基本|整个)*")
_NO_LEAD = re.compile(
    r"注意|要点|参考|资料|区别|修改|改动|原因|方案|配置项|罗列|安装|环境|本机|编译|代码|调用|函数|如图|"
    r"教程|例如|比如|为例|经历|故事|说法|因素|误区|坑|bug|"
    r"\b(?:note|references?|install|code|changes|example)\b",
    re.I,
)
_NO_ITEM = re.compile(
    r"[：:]$|[？?]|^(?:然后|接着|这|那|它|其|此|如果|例如|比如|但|不过|所以|否则|同时|而)|https?:|"
    r"\.\.\.|…|@|\.[ch]\b|^\S+/\S+/|[{};]$|->"
)
_CLAUSE = re.compile(
    r"[。；;]|[：:](?=\s?\S{2})|——|，(?=其中|例如|比如|也就是|这|即|包括|也称|又称|也叫|又叫|亦称)|"
    r"(?<=[^，,]{2})[（(](?![^（）()]*[）)]\S*[，,])"
)
_LABELLED = re.compile(r"^[^：:，,。（(]{2,15}(?P<end>[：:])\s?(?=\S{2})")
_EXAMPLES = re.compile(r"(?P<end>[，,](?:比如|例如|如(?=[A-Z])|即|也就是))")
_MARKED = re.compile(r"^\s*(?:[a-hA-H\d一二三四五六七][)）.、]|[（(][a-h\d][)）]|step\s*\d+\s*[:：.])\s*", re.I)


def steps_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:  # noqa: ARG001
    """Word a cloze for each list that its lead-in names as steps, or as the points of one thing."""
    for index, block in enumerate(item.blocks):
        lead = lead_of(item, index) if block.kind is BlockKind.LIST else ""
        if not lead or _NO_LEAD.search(lead) or (KINDS.search(lead) and not STEP_WORDS.search(lead)):
            continue
        if STEP_WORDS.search(lead) and block.level == 1:
            aspect, sizes = STEPS, _STEP_ITEMS
        elif _LIST.search(lead) and not STEP_WORDS.search(lead):
            aspect, sizes = LIST, _LIST_ITEMS
        else:
            continue
        card = list_card(item, index, aspect, lead, sizes)
        if card is not None:
            yield card


def lead_of(item: StudyItem, index: int) -> str:
    """Give the words that name a list: the sentence right before it, or its heading; empty if nothing does."""
    blocks = item.blocks
    if blocks[index].kind is not BlockKind.LIST or not _is_whole(blocks, index):
        return ""
    if index == 0:
        return name_of(item.title)
    if blocks[index - 1].kind is not BlockKind.PARAGRAPH:
        return ""
    parts = list(sentences(lead_in(blocks, index)))
    lead = shown(parts[-1]) if parts else ""
    return lead if lead.endswith(("：", ":")) else ""


def _is_whole(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a list begins at one and does not go on behind what follows it."""
    block = blocks[index]
    rest = blocks[index + 1 : index + 4]
    goes_on = any(other.kind is BlockKind.LIST and other.level == block.level + len(block.children) for other in rest)
    return block.level in (0, 1) and not (block.level and goes_on)


def list_card(item: StudyItem, index: int, aspect: str, lead: str, sizes: range) -> Card | None:
    """Word the cloze of a list; None if its items are not short, parallel and clear by themselves."""
    block = item.blocks[index]
    if len(block.children) not in sizes or not all(is_plain_item(one) for one in block.children):
        return None
    runs = [trimmed(flat(one.children[0].inlines)) for one in block.children]
    gists = [_gist(run) for run in runs]
    hidden = [shown(gist) for gist in gists]
    title = _title(item, lead, _before(item, index))
    count = _COUNT.search(title)
    if count is not None and _NUMBERS[count[1]] != len(runs):
        return None
    if not title or not all(map(_is_item, runs, gists)) or not _are_apart(hidden, title):
        return None
    items = tuple(
        Block(BlockKind.ITEM, 0, 0, children=(Block(BlockKind.PARAGRAPH, 0, 0, inlines=(gap(number, gist),)),))
        for number, gist in enumerate(gists)
    )
    text = (
        Block(BlockKind.PARAGRAPH, 0, 0, inlines=(Inline(InlineKind.TEXT, title),)),
        Block(BlockKind.LIST, 0, 0, level=block.level, children=items),
    )
    quote = "\n".join([lead, *map(shown, runs)])
    card = cloze_card(item, aspect, _subject(title), text, hidden, quote)
    if any(shown(run) != said for run, said in zip(runs, hidden, strict=True)):
        card.fields["Detail"] = (block,)
    return card


def _gist(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Give the first clause of an item, or all of a short one."""
    mark = _MARKED.match(plain_text(run))
    run = cut_front(run, mark.end()) if mark else run
    text = plain_text(run)
    label = _LABELLED.match(text) or _EXAMPLES.search(text)
    if label is not None:
        return trimmed(_front(run, label.start("end")), ends="。；;.,，")
    found = _CLAUSE.search(text)
    if found is None or (length(text) <= _GIST and "。" not in text.rstrip("。")):
        return trimmed(run, ends="。；;.,，")
    return trimmed(_front(run, found.start()), ends="。；;.,，")


def _front(run: Sequence[Inline], count: int) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for one in run:
        said = plain_text([one])
        if len(said) <= count:
            out.append(one)
        elif one.kind is InlineKind.TEXT and count > 0:
            out.append(Inline(InlineKind.TEXT, one.text[:count], line=one.line))
        count -= len(said)
        if count <= 0:
            break
    return tuple(out)


def _is_item(run: Sequence[Inline], gist: Sequence[Inline]) -> bool:
    said, whole = shown(gist), shown(run)
    return (
        len(said) > 1
        and length(said) <= _GIST
        and length(whole) <= _ITEM
        and not holds(run, InlineKind.LINK, InlineKind.IMAGE, InlineKind.BREAK)
        and not _NO_ITEM.search(said)
        and not leans(said)
        and not re.search(r"[我你]|本人|笔者", whole)
        and not whole.endswith(("：", ":"))
    )


def _are_apart(hidden: Sequence[str], title: str) -> bool:
    """Say whether no hidden text stands in another or in the title."""
    folded = [fold(one) for one in hidden]
    return all(
        one not in fold(title) and not any(one in other for other in folded if other is not one) for one in folded
    ) and len(set(folded)) == len(folded)


def _before(item: StudyItem, index: int) -> str:
    """Give the sentence before the one that leads over to a list."""
    parts = list(sentences(lead_in(item.blocks, index)))
    if len(parts) > 1:
        return shown(parts[0])
    return plain_text(item.blocks[index - 2].inlines) if index > 1 else ""


def _title(item: StudyItem, lead: str, before: str) -> str:
    """Give the words above a list: what it is a list of, and of which thing."""
    bare = _OPENER.sub("", _POINTING.sub("", _SUCH.sub("的", squeeze(lead)))).rstrip("：:，, ")
    bare = re.sub(r"(?:主要|大致|一般|通常)?(?:有|是|为|包括|在于)$", "", bare).rstrip("，, ")
    bare = re.sub(r"(?:一般|通常)?(?:包括|包含)的(?=\S{2,4}$)", "的", bare)
    is_pronoun = _PRONOUN.match(bare) is not None
    bare = _PRONOUN.sub("", bare).removeprefix("的")
    home = home_of(item)
    if not bare or leans(bare) or len(bare) > _LONGEST_TITLE or re.search(r"[。？！]|，.*，|，的", bare):
        return ""
    if is_pronoun:
        return spaced(f"{home} 的{bare}：") if home and _speaks_of(before, home) else ""
    if _VAGUE.search(bare):
        return ""
    is_named = _LATIN.search(bare) or any(names_thing(bare, name) for name in names_around(item))
    return f"{bare}：" if is_named or not home else f"{home}：{bare}："


_LATIN = re.compile(r"[A-Za-z]{3}")


def _speaks_of(text: str, name: str) -> bool:
    """Say whether a text begins with a name: then "it" behind it is that thing."""
    return fold(text).startswith(fold(re.sub(r"\s*[（(].*", "", name)))


def _subject(title: str) -> str:
    return title.rstrip("：:")
