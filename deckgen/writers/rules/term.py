"""What a term is, where no heading names it: "**X**：……的库", "X（Full Name）是一种……", "……的误差，称为 X"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import cjk_share, fold, squeeze
from deckgen.writers.names import asked_by, has_symbol, is_clause, is_name, is_person, marked_first
from deckgen.writers.own_links import own_link
from deckgen.writers.passages import Passage, ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import ASPECT, is_definition, name_for, says_enough, things_of
from deckgen.writers.sentences import first_clause, is_whole, part, trimmed
from deckgen.writers.wording import question_card

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
_TAIL = (
    r"[“\"「《]?(?P<name>[^，。：；、,;:？?!！\n（）()“”\"「」《》]{2,30}?)[”\"」》]?(?P<also>\s*[（(][^（）()"
    r"\n]{2,80}[）)])?\s*(?:[。；;，,.]|$)"
)
_ASIDE = r"(?:(?:顺便提一句|此外|另外|注|PS|在[^，。]{1,10}中)[，,：:])?"
_CALLED = (
    re.compile(
        rf"^{_ASIDE}(?:我们|人们|一般|通常)*(?:把|将)(?P<what>[^，。；：]{{5,60}}?)[，,]?(?:称之为|称为|称作|"
        rf"叫[做作]|命名为){_TAIL}"
    ),
    re.compile(
        rf"^{_ASIDE}(?P<what>[^，。；：]{{5,60}}?)[，,]?(?:就|被|也|又|常|一般|通常)*(?:称之为|称为|称作|"
        rf"叫[做作]){_TAIL}"
    ),
)
_CUE = re.compile("是|指|称|叫|命名为|：|:|-|–|—|is|are|refers")
_CALLS = re.compile("称|叫|命名为")
_SAYS_IS = re.compile("是|指|is|are|refers")
_HINT = re.compile(r"是|指|称|叫|命名为|[：:]|--|——|\s[-–—]\s|\b(?:is|are|refers)\b")
_UNCLEAR = re.compile(
    r"这|那|该|此|其|它|他|我|你|上述|上面|下面|如图|上图|下图|之前|以上|^(?:如果|当|若|在|对|对于|从|"
    r"由于|因为|为了|有时|所以|因此|而|但|也|又|还|就|"
    r"除|上层|并|且|可以|后来|最后|然后|接着|由|通过|令|设|记|之|用|即|被|与|和)|也$|又$|还$|都$|可以$|"
    r"可$|常$|往往$|所$|后来$|习惯$|是|都|归为|学名|[中英]文名|有的|有些|\$\$|[“”\"]"
)
_THING = re.compile(
    r"(?:的|之)[^的，。]{1,10}$|(?:算法|方法|模型|函数|过程|技术|集合|误差|系统|曲线|问题|操作|变量|矩阵|"
    r"向量|现象|网络|数据|信息|部分|点|值|量|数|率|度)$"
)
_BESIDE = re.compile(r"曲线|上方|下方|[左右][边侧]|两[边侧]|中间")
"""What opens so has lost the thing beside or below which it is."""
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
        if not passage.is_first and not _CALLS.search(passage.text):
            continue
        name, place = _defined(passage, item)
        if not name or not _HINT.search(passage.text):
            continue
        if fold(name) in seen or any(name_for(name, thing) for thing in things):
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


def _defined(passage: Passage, item: ReadItem) -> tuple[str, tuple[int, int]]:
    """Give the term that a sentence defines and where its definition stands."""
    for find in (_called, _is, _labelled):
        found = find(passage, item)
        if found is not None and is_whole(passage.run, *found.span("what")):
            start = found.end("what") - len(found["what"].removeprefix("指"))
            end = start + len(first_clause(passage.text[start : found.end("what")]))
            if not is_person(passage.text[start:end]) and fold(found["name"]) not in fold(passage.text[start:end]):
                return found["name"].strip("“”\"'《》「」*` "), (start, end)
    return "", (0, 0)


def _called(passage: Passage, _item: ReadItem) -> re.Match[str] | None:
    for pattern in _CALLED if _CALLS.search(passage.text) else ():
        found = pattern.match(passage.text)
        if found is None:
            continue
        what = found["what"]
        if _UNCLEAR.search(what) or _BESIDE.match(what) or not _THING.search(what):
            return None
        if re.search(r"[和与、]|\$\$", found["name"]) or not is_name(found["name"], marked=True):
            return None
        return None if is_name(what) or has_symbol(what) or fold(found["name"]) in fold(what) else found
    return None


def _is(passage: Passage, item: ReadItem) -> re.Match[str] | None:
    found = _IS.match(passage.text) if passage.is_first and _SAYS_IS.search(passage.text) else None
    if found is None:
        return None
    name, is_marked = found["name"].strip(), marked_first(passage.run) == len(found["name"])
    if not is_name(name, marked=is_marked) or not is_definition(found["what"]):
        return None
    what = first_clause(found["what"])
    if _leans(what):
        return None
    if cjk_share(what) == 0.0:
        return found if is_marked or _is_proper(name, item) else None
    is_bracketed = found["also"] is not None and re.search(r"[A-Za-z]", found["also"]) is not None
    is_kind = re.match(r"一[种个类款套门项]", what) is not None and len(what) > _SHORT
    is_sure = is_kind or is_bracketed or is_marked
    return found if is_sure and _KIND_END.search(squeeze(what).rstrip("。.；; ")) else None


_SHORT = 6
_PLURAL = re.compile(r"^[^.]{0,40}? are (?:an?|the|one of)\b")


def _labelled(passage: Passage, _item: ReadItem) -> re.Match[str] | None:
    may_be = passage.is_first and not passage.is_aside and _MARK.search(passage.text, 0, _FRONT) is not None
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


def _is_proper(name: str, item: ReadItem) -> bool:
    """Say whether an English name is one wherever it stands, and not a word that opens a sentence."""
    if re.search(r"\d|[a-z][A-Z]|[A-Z]{2}", name):
        return True
    first = _FIRST_WORD.match(name)
    if not name[:1].isupper() or first is None or first[0] not in item.inner_words:
        return False
    return first[0] == name or re.search(rf"[a-z,] {re.escape(name)}\b", item.text) is not None


_FIRST_WORD = re.compile(r"\w+")
