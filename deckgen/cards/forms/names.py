"""Which words of a sentence are a name that a card may ask by, and how to say it so that it stands alone.

A name is a thing that the section's headings name, or a short run of words that can be nothing else: Latin words, with
or without a Chinese noun behind them, or Chinese words that end in the name of a kind (算法, 协议, 函数).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.labels import is_label
from deckgen.model import Inline, InlineKind, StudyItem

if TYPE_CHECKING:
    from deckgen.cards.forms.passages import ReadItem

_LATIN = r"[A-Za-zΑ-ω][A-Za-z0-9Α-ω_.+#/*'’&-]*"
_LATIN_NAME = rf"(?:\d{{1,2}})?{_LATIN}(?: (?:{_LATIN}|\d[\d.]*)){{0,4}}"
_CJK = r"[\u3400-\u9fff·]"
_KIND = (
    "算法|方法|模型|协议|函数|网络|定理|公式|矩阵|分布|变换|滤波器?|语言|系统|框架|引擎|工具包?|软件|库|"
    "命令|机制|技术|标准|规范|格式|"
    "学习|神经元|激活|误差|学派|效应|原理|问题|检验|估计|回归|分析|编码|接口|模式|架构|曲线|距离|范数|"
    "空间|向量|张量|不等式|方程|"
    "猜想|悖论|定律|准则|结构|数据集|平台|策略|聚类|分类器?|卷积|池化|归一化|正则化|损失|梯度|积分|级数|"
    "随机过程|过程|概率|期望|"
    "方差|熵|密码|加密|签名|证书|总线|内核|驱动|进程|线程|指令集?|寄存器|缓存|中断|文件系统|数据库|索引|"
    "事务|锁|树|图|法|机|场|层|核|谱|数|率|集|域"
)
_MIXED = re.compile(
    rf"^(?:{_LATIN_NAME}) ?{_CJK}{{0,6}}(?:{_KIND})$|^{_CJK}{{0,6}} ?{_LATIN_NAME} ?{_CJK}{{0,4}}(?:{_KIND})?$"
)
_PLAIN_LATIN = re.compile(rf"^{_LATIN_NAME}$")
_CHINESE = re.compile(rf"^{_CJK}{{1,10}}(?:{_KIND})$")
_ALLUDES = re.compile(
    r"这|那|该|此|其|它|他|她|我|你|咱|谁|哪|什么|怎|本文|本书|本人|本节|上述|上面|下面|上图|下图|上式|"
    r"下式|上例|之前|以上|以下|前者|后者|"
    r"两者|二者|三者|一般|通常|目前|现在|主要|可以|能够|需要|应该|大家|人们|如果|因为|由于|所以|但是|然后|"
    r"首先|最后|一种|一个|例如|比如|"
    r"有时|很多|许多|大量|不同|这样|所谓|另一|另外|同样|的是|作者|文章|论文|参考|示例|例子|对于|关于|注意|"
    r"实际|本质|其中|过程中|"
    r"个人|网上|^公司|博客|^网站|年代?$|\d年|的时候"
)
_BAD_START = re.compile(
    r"^(?:在|从|对(?![数偶称抗象角流话比])|当|为|而|但|也|就|都|还|又|再|把|将|让|使|若|如|则|且|虽|既|与|和|或|及|每|各|所有|任何|"
    r"一些|有|没|几|以|基于|通过|根据|按照|"
    r"经过|利用|使用|采用|只|不过|因|由|于|被|给|叫|称|是|要|想|用|跟|比|一|两|三|四|五|多个|单个|全|常见|"
    r"常用|经典|传统|著名|最|更|很|较|"
    r"到|向|往|出|进|去|来|做|打|看|说|得|会|能|可(?!逆|信|测|微|数|达|编)|"
    r"(?:the|an?|if|when|while|we|i|you|it|they|he|she|this|that|these|those|in|on|at|for|to|from|by|with|"
    r"as|and|or|but|so|"
    r"there|here|one|some|any|all|each|every|both|another|other|such|what|which|who|how|why|where|not|no|"
    r"is|are|was|be|do|"
    r"does|can|will|may|then|also|however|because|since|its|their|our|my|your|his|her|note|see|first|"
    r"second|finally|use|"
    r"using|let|most|many|more|main|key|step|part|example|figure|table|section|chapter|version|after|before|once)\b)",
    re.I,
)
_CLAUSE = re.compile(
    r"[的了是着]|[A-Za-z]将|将[A-Za-z]|中(?![文心间值断国位继点介序])|负责|给出|属于|具有|包含|包括|分别|"
    r"推出|发布|提出|解读|一文|^(?:设|令|记|取|详解|详细|浅谈|初学|不止|怎样)|"
    r"(?:定理|推论|引理|命题|性质|公式|方法|方案|步骤|问题|例|problem|lemma|theorem|case|step|plan|"
    r"part) ?[\d一二三四五六A-D]+$|"
    r"^[\u3400-\u9fff]+[A-Za-z]$| -|^[.~]?/|/.*[./]",
    re.I,
)
_BAD_END = re.compile(
    r"(?:[的了着过中里上下时后前内外等们也都则就还又只却便才将是在有被把为和与或及并而且但一不]|一般|通常|"
    r"主要|作为|本身|最初|最早|最大|本来|虽然?|既|多|曾|仍|便|相关|实际上|同样|目前|"
    r"\b(?:is|are|was|were|be|and|or|of|in|to|the|a|an|which|that|it|also|not|often|usually|can|may|will))$",
    re.I,
)
_LABELS = re.compile(  # what heads a line without being a term
    r"^(?:优点|缺点|优势|劣势|好处|特点|特性|原因|目的|作用|用途|用法|定义|性质|定理|推论|引理|证明|推导|"
    r"公式|方法|方案|步骤|结果|结论|条件|"
    r"输入|输出|参数|注|备注|说明|问题|答案|解决方法|解决办法|解法|算法|模型|原理|思路|背景|功能|格式|"
    r"语法|命令|示例|代码|结构|流程|意义|"
    r"作者|译者|代表作|官网|网址|地址|下载|安装|运行|编译|配置|环境|数据|函数|系统|软件|工具|网络|过程|"
    r"机制|技术|标准|语言|平台|时间|"
    r"方程|矩阵|向量|分布|变换|距离|空间|概率|误差|结构体|接口|模式|"
    r"pros?|cons?|note|notes|ps|p\.s|todo|tip|tips|warning|input|output|usage|example|examples|return|returns|args|"
    r"参考|论文|图|表|第.+|_*x{2,}|step ?\d*|case ?\d*|q\d*|a\d*|\d+)$",
    re.I,
)
_QUOTES = "“”\"'《》*`「」 "
_BRACKET = re.compile(r"\s*[（(]([^（）()]*)[）)]\s*$")
_PERSON = re.compile(
    r"(?:人物?|家|(?<!竞争)者|员|师|教授|院士|博士|作家|将领|将军|皇帝|总统|首相|领袖|大臣|之子|之父|之弟|"
    r"之兄|妻子|儿子|创始人|CEO|军神|名将|大牛|大佬|大师|"
    r"选手|专家|少年|女子|国王|君主|后裔|弟子|学生|导师)(?:之一)?$"
)


def is_name(text: str, things: Sequence[str] = (), *, marked: bool = False) -> bool:
    """Say whether a text is a name; ``marked``: its author set it off (bold, code), so that any short words will do."""
    text = text.strip(_QUOTES)
    if fold(text) in [fold(thing) for thing in things]:
        return True
    if not 1 < len(text) <= _LONG or _LABELS.match(text) or is_label(text) or is_generic_heading(text):
        return False
    if _ALLUDES.search(text) or _BAD_START.match(text) or _BAD_END.search(text):
        return False
    bare = _BRACKET.sub("", text)
    if _CLAUSE.search(bare):
        return False
    if _PLAIN_LATIN.match(bare):
        return not bare.islower() or " " not in bare or marked
    if marked:
        return re.search(r"[，。：；、,;:?？!！=\n]", bare) is None
    return _MIXED.match(bare) is not None or _CHINESE.match(bare) is not None


_LONG = 40


def asked_by(name: str, item: StudyItem, in_topic: str) -> str:
    """Give a name as a question says it: with its topic where alone it could be many things."""
    topic = thing_of_heading(item.topic)
    is_weak = re.fullmatch(rf"[A-Za-z]{{1,4}}|[A-Z]?[a-z]+s?|{_CJK}{{1,5}}", name) is not None
    topic = _DATED.sub("", topic)
    if not is_weak or not topic or len(topic) > _LONG_TOPIC or is_generic_heading(topic) or _NO_TOPIC.search(topic):
        return name
    if fold(name) in fold(topic) or fold(topic) in fold(name) or fold(name) == fold(thing_of_heading(item.title)):
        return name
    return in_topic.format(thing=name, topic=topic)


_LONG_TOPIC = 20
_DATED = re.compile(r"\s*[（(]?(?:19|20)\d\d(?:[.年-]\d{1,2}月?)?[）)]?$")
_NO_TOPIC = re.compile(
    r"[?？!！，。,（(]|垃圾|杂|其[他它]|随笔|misc|术语|基本|框架|概念|原理|资料|基础|入门|介绍|常用|常见|资源|参考|之.+粗解|(?:19|20)\d\d",
    re.I,
)


def uncapitalised(name: str, item: ReadItem) -> str:
    """Give a name without the capital that it has only because it opens a sentence."""
    first, blank, rest = name.partition(" ")
    if first in ("A", "An", "The"):
        return first.lower() + blank + rest
    is_word = first.isalpha() and first[1:].islower() and first[:1].isupper()
    if not is_word or first in item.inner_words or not (rest or first.lower() in item.inner_words):
        return name
    return name if rest and not rest.islower() else first.lower() + blank + rest


_TOLD = re.compile(
    r"(?:an?|the) (?:(?!(?:that|which|who|whose|where|when)\b)[\w'.()/+-]+ ){1,9}?"
    r"(?:may|can|cannot|will|would|is|are|was|were|has|have|had|must|should|does|did)\b",
    re.I,
)


def is_clause(what: str) -> bool:
    """Say whether English words that begin like a noun phrase are a sentence: they tell a story and no kind."""
    return _TOLD.match(what) is not None


_ARTICLE = re.compile(r"(?:an?|the) (?=\w)", re.I)


def without_article(name: str) -> str:
    """Drop the article of an English name."""
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name


def marked_first(run: Sequence[Inline]) -> int:
    """Give the length of the bold or code word that opens a run; 0 if none does."""
    if run and run[0].kind in (InlineKind.STRONG, InlineKind.CODE):
        texts = [inline.text for inline in run[0].children] if run[0].children else [run[0].text]
        return len("".join(texts))
    return 0


def is_person(what: str) -> bool:
    """Say whether what is said of a thing makes it a person."""
    parts = [part for part in re.split(r"[，。；,;]", what) if part]
    return any(_PERSON.search(part) for part in (parts[:1] + parts[-1:]))


_LEANS = re.compile(
    r"这|那(?!么)|此(?!外)|该(?!死)|其(?!他|它|实|余|中)|它|他(?!们的)|她|我|你|上述|上面|下面|上图|下图|"
    r"如图|上式|下式|前面|后面|之前|上文|下文|如下|以上|以下|"
    r"本文|本书|本人|刚才|本(?=服务|系统|项目|模块|函数|算法|方法|例|节|章|篇|系列|机器|地址)|"
    r"第 ?\d+ ?(?:条|点|步|种|个问题)|\b(?:this|these|those|it|they|he|she|its|their|above|below|we|"
    r"you|I)\b|(?:^|\b(?:of|in|on|for|to|from|with|by|at|as|and|or|is|like|than) )that\b"
)


def leans(text: str) -> bool:
    """Say whether a text speaks of something that is not in it."""
    return _LEANS.search(text) is not None


