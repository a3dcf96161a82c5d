"""What a term is, where its author sets it off: "**X**：……的库", "**X** 是一种……", "X：……的库"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.definition import ASPECT, is_definition, name_for, says_enough, things_of
from deckgen.cards.forms.names import asked_by, is_clause, is_name, is_person, marked_first
from deckgen.cards.forms.own_links import own_link
from deckgen.cards.forms.passages import Passage, ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import first_clause, is_whole, part, trimmed
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import cjk_share
from deckgen.model import Card

_NAME = r"(?P<name>[^，。：；,;:？?!！\n（）()=]{2,40}?)(?P<also>\s*[（(][^（）()\n]{2,80}[）)])?"
_IS = re.compile(
    rf"^{_NAME}[，,]?\s*(?P<verb>(?:就|其实|本质上|实际上)?(?:是指|指的是|是|指)(?=一[种个类款套门项]|"
    rf"[^，。]{{2,}}的[^，。]{{2,}})|"
    r"(?:is|are)(?= (?:an?|the|one of) )|refers to|is defined as)\s*(?P<what>.+)$",
    re.S,
)
_LABEL = re.compile(rf"^{_NAME}\s*(?:[：:](?!//)|-{{2,4}}|——|\s[-–—]\s)\s*(?P<what>[^：:]+)$", re.S)
_MARK = re.compile("[：:—–-]")
_FRONT = 150
"""A name and its brackets are shorter: a mark behind them parts no label."""
_CUE = re.compile("[：:—–-]|是|指|is|are|refers")
_KIND_END = re.compile(
    r"(?:库|包|工具|软件|框架|协议|算法|模型|方法|函数|命令|变量|常量|结构|结构体|文件|接口|格式|语言|"
    r"系统|平台|引擎|插件|服务|服务器|组件|模块|程序|"
    r"标准|规范|机制|技术|数据集|数据库|集合|序列|操作|运算|过程|现象|状态|信息|参数|类|类型|对象|指标|"
    r"单元|网络|层|器|矩阵|向量|误差|概率|分布|距离|"
    r"策略|问题|学科|科学|理论|概念|环境|编辑器|浏览器|客户端|项目|芯片|设备|芯片组|总线|编码|字段|目录|"
    r"关系|属性|行为|任务|形式|方式|比例|数量|"
    r"次数|个数|值|量|数|率|度|点|线|面|图|树|表|栈|队列|锁|线程|进程|地址|标识|标识符|符号|用户|角色|"
    r"模式|架构|组织|公司|机构|联盟)(?:[（(][^（）()]*[）)])?(?:之一)?$"
)


def term_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a term that no heading of the section names; what they name is the definition rule's."""
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_CUE):
        name, place = _defined(passage) if passage.is_first else ("", (0, 0))
        if not name or fold(name) in seen or any(name_for(name, thing) for thing in things):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        answer = part(passage.run, *place)
        url, title = own_link(item.labelled_links, item.title, name)
        yield question_card(
            item,
            ASPECT,
            name,
            (speak.what_are if _PLURAL.search(passage.text[len(name) :]) else speak.what_is).format(
                thing=asked_by(name, item, speak.in_topic)
            ),
            trimmed(answer, ends="。. ；;，,"),
            passage.text,
            URL=url,
            LinkTitle=title,
        )


def _defined(passage: Passage) -> tuple[str, tuple[int, int]]:
    """Give the term that a sentence defines and where its definition stands."""
    for find in (_is, _labelled):
        found = find(passage)
        if found is not None and is_whole(passage.run, *found.span("what")):
            start = found.end("what") - len(found["what"].removeprefix("指"))
            end = start + len(first_clause(passage.text[start : found.end("what")]))
            if not is_person(passage.text[start:end]) and fold(found["name"]) not in fold(passage.text[start:end]):
                return found["name"].strip("“”\"'《》「」*` "), (start, end)
    return "", (0, 0)


def _is(passage: Passage) -> re.Match[str] | None:
    found = _IS.match(passage.text)
    if found is None or marked_first(passage.run) != len(found["name"]):
        return None
    is_term = is_name(found["name"].strip(), marked=True) and is_definition(found["what"])
    return found if is_term and not _leans(first_clause(found["what"])) else None


_SHORT = 6
_PLURAL = re.compile(r"^[^.]{0,40}? are (?:an?|the|one of)\b")


def _labelled(passage: Passage) -> re.Match[str] | None:
    may_be = not passage.is_aside and _MARK.search(passage.text, 0, _FRONT) is not None
    found = _LABEL.match(passage.text) if may_be else None
    if found is None:
        return None
    what = first_clause(found["what"]).rstrip("。.；; ")
    is_marked = marked_first(passage.run) == len(found["name"])
    if not is_name(found["name"].strip(), marked=is_marked) or _leans(what) or re.search(r"https?:|[=<>{}]", what):
        return None
    if cjk_share(what) == 0.0:
        is_phrase = _PHRASE.match(what) is not None and not is_clause(what)
        is_term = re.search(r"[\[\](){}<>_]|^[a-z]+(?:[A-Z]\w*)?$", found["name"].strip()) is None
        return found if is_marked and is_phrase and is_term else None
    is_kind = re.match(r"一[种个类款套门项]|指", what) is not None
    is_latin = re.search(r"[A-Za-z]", found["name"]) is not None
    if not (is_latin or is_marked or is_kind or what[-1:] == found["name"].strip()[-1:]):
        return None  # Chinese words before a colon are as often a case as a term
    has_shape = "的" in what or is_kind or is_marked
    is_noun = has_shape and len(what) > _SHORT and _KIND_END.search(what) is not None and says_enough(what)
    return found if is_noun and not _STARTS_LOOSE.match(what) and not re.search("是|都|归为", what) else None


_PHRASE = re.compile(r"(?:an?|the) \w+(?: \S+){2,}", re.I)
_STARTS_LOOSE = re.compile(
    r"用|除|若|一个完全|更新|更|求|给定|计算|描述|设|令|基于上|最|很|与|和|从|编码方案|构建|针对|提出|看|"
    r"解读|如何|用于|用来|可以|可|会|能|将|把|在|对|如果|当|由于|因为|使用|采用|通过|根据|按照|利用|是否|"
    r"表示|指定|设置|获取|返回|查看|显示|删除|添加|"
    r"创建|修改|打开|启动|实现|执行|有|没有|就|也|不|请|需要|注意|比如|例如|包括|包含|参见|见|支持|提供|"
    r"负责|为了|从|由|给|让|选择|运行|生成|解决|适"
)


def _leans(what: str) -> bool:
    return re.search(r"这|该|此|它|他|我|你|上述|上面|下面|图|前面|刚才|今天|昨天", what) is not None and not re.match(
        r"[^这该此它他我你]*图(?:像|形|片|论|结构|数据|计算)?[^这该此它他我你]*$", what
    )

