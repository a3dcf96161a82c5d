"""What rules that read the structure of a section share: the names around it, its lead-ins, the frames of cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Card, Content, Inline, InlineKind, NoteType, StudyItem

_NUMBER = re.compile(
    r"^(?:(?:step|part|round|case|chapter|section)\s*\d+(?:\s*[:：.、)）-]+\s*|\s*$)|"
    r"第[一二三四五六七八九十\d]+[步章节集部篇][:：\s]*|"
    r"[（(]?\d{1,2}(?:\.\d{1,2})*[.)）、:：](?!\d)\s*|[（(][一二三四五六七八九十][)）]\s*)",
    re.I,
)
_NO_NAME = re.compile(
    r"^[\W\d_]*$|^(?:19|20)\d\d\b|[?？!！。]|(?:方法|方案|例子?|示例|情况|问题|实验|练习|"
    r"说法)[一二三四五六七八九十\d]$|"
    r"[:：]$|^(?:如何|怎么|怎样|为什么|关于|从|在|使用|用|如果|当|对(?!数|偶|称|抗|象)|(?:how|why|when|"
    r"what|using)\b)|心得|杂谈|垃圾筐|笔记|随想|"
    r"的区别|的使用|注意事项|的问题|的解决|"
    r"世说新语|我的|[&/、]|\bvs\b",
    re.I,
)
_WEAK = re.compile(
    r"^(?:登录|安装|编译|扩展|调整|修改|查看|搭建|下载|制作|选择|生成|运行|启动|清理|常用|常见|基本|"
    r"基础|相关|主要|其他|其它|核心|各种|一些|具体|简单|几个|附|普通|时间的|数据的|部分|更多|重要)|"
    r"^.{0,6}(?:操作|命令|配置|设置|安装|编译|示例|分类|类型|步骤|流程|原理|方法|特点|特性|优点|缺点|"
    r"定义|说明|教程|工具|参数|性质|推导|"
    r"历史|进阶|术语|概念|格式|结构|组成|功能|作用|用途|对比|比较|测试|调试|实现|思想|思路|前言|命名|"
    r"语法|要点|技巧|处理|"
    r"使用|运行|改进|评价|总结|运算时|环境)$|^(?:commands?|options?|operators?|basics?|syntax|features?|"
    r"types?|steps?|api|setup|tips?|quick ?start|getting started|hello,? world|demo)$",
    re.I,
)
_LEANS = re.compile(
    r"本文|本节|本书|上文|下文|前文|后文|上节|前面|后面|上图|下图|左图|右图|上表|下表|如图|此图|图中|"
    r"表中|文中|上式|下式|公式\s*[（(]?\d|式[（(]?\d|"
    r"上述|前述|前者|后者|如上|上面|下面|上边|下边|以上|上例|前例|引例|之前提到|刚才|接上|"
    r"上一[节步篇个]|前一|下一[节步篇]|"
    r"该(?!死)|此(?!外|处省)|这|我|你|笔者|本人|咱|大家|"
    r"\b(?:this|these|those|above|below|following|former|latter|we|our|my|you|your|i|figure \d+|"
    r"fig\. ?\d+|previous)\b",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#.-]*")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff）》」]) (?=[\u3400-\u9fff（《「])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NO_WORDS = re.compile(r"\$\$.*?\$\$|`[^`]*`|https?://\S+", re.S)
_FEW_WORDS = 20
"""A section that is but a formula or a command does not tell the language of its post."""
_ENOUGH_TEXT = 1500
_CONTEXT_JOINT = " › "


def name_of(heading: str) -> str:
    """Give the thing that a heading names, without its number; empty if it names none that a card could ask by."""
    name = _NUMBER.sub("", thing_of_heading(heading)).strip(" ：:。.")
    if not 1 < len(name) <= 40 or is_generic_heading(name) or _NO_NAME.search(name):
        return ""
    return name


def names_around(item: StudyItem) -> tuple[str, ...]:
    """Give the things that the headings of a section and its topic name, the nearest first."""
    headings = [item.title, *reversed(item.sources[0].headings[:-1]), item.topic]
    return tuple(dict.fromkeys(name for name in map(name_of, headings) if name))


def home_of(item: StudyItem) -> str:
    """Give the nearest thing around a section that stands alone: "常用操作" does not, "Mysql" above it does."""
    names = [name for name in names_around(item) if not is_weak(name)]
    # "分栏显示" is a part of "Vi": the name that a reader looks up is the one in Latin letters.
    return next((name for name in names if _WORD.search(name)), names[0] if names else "")


def is_weak(name: str) -> bool:
    """Say whether a name tells nothing without the thing that it belongs to."""
    return _WEAK.search(name) is not None


def names_thing(text: str, name: str) -> bool:
    """Say whether a text names a thing: in whole, or by a Latin word of it."""
    folded = fold(text)
    return fold(name) in folded or any(fold(word) in folded for word in _WORD.findall(name) if len(word) > 2)


def leans(text: str) -> bool:
    """Say whether a text points at something that stands elsewhere, or speaks for its author."""
    return _LEANS.search(text) is not None


def language_of(item: StudyItem, words: Phrases) -> Phrases:
    """Give the words to ask in: a Latin name in a Chinese section is asked about in Chinese."""
    bare = _NO_WORDS.sub(" ", f"{item.title} {item.text[:_ENOUGH_TEXT]}")
    return phrases_of_text(bare, words) if len(bare.split()) >= _FEW_WORDS or _CHINESE.search(bare) else words


def within(question: str, home: str, words: Phrases) -> str:
    """Name the thing that a question is about, unless the question does so itself."""
    if home and not names_thing(question, home):
        question = words.within.format(home=home, question=question)
    return spaced(question)


def spaced(text: str) -> str:
    """Drop the blank that a phrase leaves between two Chinese words."""
    return _SPACED.sub("", text)


def lead_in(blocks: Sequence[Block], index: int) -> tuple[Inline, ...]:
    """Give the words right before a block: a paragraph, or the last item of a list; none at the ends."""
    if not 0 < index <= len(blocks):
        return ()
    block = blocks[index - 1]
    if block.kind is BlockKind.LIST and block.children and len(block.children[-1].children) == 1:
        block = block.children[-1].children[0]
    return block.inlines if block.kind is BlockKind.PARAGRAPH else ()



def holds(inlines: Sequence[Inline], *kinds: InlineKind) -> bool:
    """Say whether a run holds an inline of these kinds, at any depth."""
    return any(one.kind in kinds or holds(one.children, *kinds) for one in inlines)


def lines_of(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Cut a run at its line breaks."""
    run: list[Inline] = []
    for inline in inlines:
        if inline.kind is InlineKind.BREAK:
            yield tuple(run)
            run = []
        else:
            run.append(inline)
    yield tuple(run)


def question_card(
    item: StudyItem,
    aspect: str,
    subject: str,
    question: str,
    answer: Content,
    quote: str,
    **more: Content,
) -> Card:
    """Frame a question; ``more`` are further fields, empty ones are left out."""
    fields: dict[str, Content] = {"Question": question, "Answer": answer, "Quote": quote, "Kind": aspect}
    fields |= {name: content for name, content in more.items() if content}
    return _card(item, NoteType.QUESTION, aspect, subject, fields, quote, ())


def cloze_card(item: StudyItem, aspect: str, subject: str, text: Content, gaps: Sequence[str], quote: str) -> Card:
    """Frame a text with gaps; where it stands is said above it, small."""
    fields: dict[str, Content] = {"Text": text, "Context": context_of(item), "Quote": quote, "Kind": aspect}
    return _card(item, NoteType.CLOZE, aspect, subject, fields, quote, tuple(gaps))


def context_of(item: StudyItem) -> str:
    """Give where a section stands: its topic, then its heading path."""
    path = [item.topic, *item.sources[0].headings]
    names = [squeeze(thing_of_heading(one)) for one in path]
    return _CONTEXT_JOINT.join(dict.fromkeys(name for name in names if name))


def gap(number: int, hidden: Sequence[Inline]) -> Inline:
    """Hide a run."""
    return Inline(InlineKind.GAP, line=number, children=tuple(hidden))





def shown(inlines: Sequence[Inline]) -> str:
    """Give a run as one line of plain text."""
    return squeeze(plain_text(inlines))


def _card(
    item: StudyItem,
    note_type: NoteType,
    aspect: str,
    subject: str,
    fields: dict[str, Content],
    quote: str,
    gaps: tuple[str, ...],
) -> Card:
    return Card(
        note_type=note_type,
        item=item.key,
        aspect=aspect,
        subject=subject,
        fields=fields,
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=quote,
        gaps=gaps,
        hold=item.hold,
        reason=item.reason,
    )
