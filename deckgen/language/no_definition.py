"""What a sentence says of a thing that is no definition: praise, sameness, half a statement; and people.

Each entry stands with a predicate that is refused for it alone (`tests/language/test_word_tables.py`).
"""

from __future__ import annotations

import re
from functools import cache

from deckgen.language.asking import holds_mark
from deckgen.language.scripts import HAN
from deckgen.language.subjects import is_attribute
from deckgen.patterns import regex

NO_DEFINITION = (
    # praise and judgement
    (r"最(?!小|大|短|长|优|低|高|近|终|后)", "最早出现的网络框架"),
    (r"很|非常|十分|极其", "一个很小的网络框架"),
    (r"高性能(?!计算)|旗舰|解决方案|重要|著名|知名|流行|热门|强大|优秀|领先|经典|卓越|革命性|受欢迎",
     "一个重要的网络框架"),
    (r"作品|[新之]作|法宝|大招|[神利]器|号称|加强版|后起之秀", "某大学的研究小组的作品"),
    (r"[，。]\s*(?:也是|堪称)", "一种手写字符集，也是学习识别的入门数据"),
    # news, which tomorrow's reader cannot date
    (r"新(?:晋|推出|发布|出)|全新|^(?:an?|the|ein\w*|une?|una|el|la|le) (?:[\w-]+ )?(?:new|newly|latest|upcoming|"
     r"neue[rs]?|nouve(?:au|lle)|nuev[oa])\b|^新しい|^새로운", "一套全新的界面框架"),
    (r"人気|強力な|便利な|有名な", "人気のあるフレームワークのこと"),
    (r"중요한|인기|강력한|유명한", "인기 있는 프레임워크"),
    (r"\b(?:most(?! commonly| often)|very|best|great|good|nice|important|popular|powerful|famous|leading|modern|"
     r"well-known|beautiful|amazing|awesome|excellent|innovative|revolutionary|cutting-edge|state-of-the-art|world-class|"
     r"high-performance|integral part|essential|crucial|useful|vital|critical (?:part|aspect|component)|fundamental|"
     r"interesting|key (?:part|factor|concept|component|role))(?= [\w-])|\bcornerstone\b",
     "a popular framework of the web"),
    (r"\b(?:wichtig|beliebt|bekannt|leistungsstark)\w*", "ein beliebtes Werkzeug der Entwickler"),
    (r"\b(?:importante?s?|populaires?|puissante?s?|célèbres?)\b", "un outil populaire pour le web"),
    (r"\b(?:potente|famos[oa]|conocid[oa]|modern[oa])s?\b", "una herramienta potente de la web"),
    # one of many, and nothing else; a correction
    (r"^.{1,20}の(?:1つ|一つ|ひとつ)(?:です|である|だ)?$", "台所で使う道具の1つです"),
    (r"^(?:実は|厳密には)", "実は鍋と呼ばれる道具です"),
    # a demand
    (r"^(?:any|every|each|all) [^,;]{1,80}? (?:must|should|shall)\b", "every call from a client must be answered"),
    # an adjective where the kind should stand
    (r"(?:可能|必要|重要|有効|最適|不可欠|得意)(?:です|である|だ)?$", "ほぼすべての部品で利用可能です"),
    # another name, or that two are the same
    (r"同义词|缩写|简称|别[称名]|统称|の略|의 약자|\b(?:short for|abbreviation|acronym|synonym|alias (?:of|for)|"
     r"opposite of|short-?hand|the same|Abkürzung|abréviation|abreviatura|acrónimo|acronyme)\b",
     "the same thing as a pot"),
    # half a statement, a place in an order, a comparison
    (r"^(?:[另不否什如怎因为了]|the (?:reason|first|second|third|last|next|only|main|result|problem|goal|following|"
     r"case|time|question|answer)\b|a (?:lot|must|no-brainer)\b)", "the reason for all of this trouble"),
    (r"(?:吗|呢|吧|了|的|[:：])$", "用来写代码的"),
    (r"[，,；;](?:为了|因此|所以|但是?|不过|需要|后来|于是)|，而[^，]{1,10}(?:则|是|指)",
     "内存型的数据库，为了不丢失要写到硬盘"),
    (r", and (?:as|it|you|we|they|this|that)\b", "a layer of the system, and as a reader you see it"),
    # a list, a second statement
    (r"(?:、[^、]*){2}|(?:，[^，]*){2}", "包含栈、堆、队列的一种结构"),
    (r"等等?(?:$|[，。）)])", "一种记录温度等"),
    (r"など", "値などを保存する仕組み"),
    (r"[:;] |\s[—–-]\s|[。；：]|\w\. (?=[가-힣])", "a rule of the game: it never changes"),
    (r"\b(?:while|whereas|however)(?: [^\s,]+){1,6}? (?:is|are|means?|refers?|denotes?)\b",
     "to refuse, while rebut means to deny"),
    (r"^(?:(?!\b(?:where|when|who|whose|which|that)\b).)*?\b(?:and|but)(?: [^\s,]+){1,4}? (?:is|are|means?|refers?)\b",
     "a part of speech and B refers to wire"),
    # who made it, and nothing else
    (r"^.{1,40}(?:提出|发起|推出|开发|开源|主导|研发|出品|发明|设计)的(?:一[个种项套])?"
     r"(?:项目|概念|算法|算子|工具|方法|技术|产品|模型|平台|系统|深度模型)$", "某大学的两位老师发起的项目"),
    (r"^(?:an?|the) (?:[\w-]+ ){0,1}(?:project|product|tool|library|company|initiative|framework) "
     r"(?:by|from|created|founded|started|made|developed|built)\b[^,]{0,40}$", "an old project by two students"),
    (r"^ein\w* (?:Projekt|Produkt|Werkzeug|Bibliothek) (?:von|der|des)\b[^,]{0,40}$", "ein Projekt von zwei Studenten"),
    # an opening that broke, or stands twice; no noun
    (r"^个|^一([个种款套门类])是?(?:由[^，]{1,30}的)?一\1|^(?:an?|the) (?:an?|the) ", "个用来画图的库"),
    (r"^[^，]*的，[^的]*$", "基于日志开发的，日志存放事件"),
    (r"^having to |\bzu (?:haben|sein)\b", "having to do with words"),
    (r"^eine[rs]? (?:der|dieser|unserer|vieler) ", "einer dieser Bausteine aus Holz"),
    (r"^one of (?:the|these|those|our|my|many)\b|"
     r"\b(?:alternative (?:to|for)|(?:more recent|traditional|legendary) [\w-]+)\b",
     "one of the simplest in the engine"),
    # the field alone
    (r"[个的](?:子?领域|概念)$", "与规则相对的概念"),
    (r"^an? (?:type|kind|sort|form) of [\w-]+$", "a kind of constant"),
    (r"(?:领域|中|里)的?(?:一[个种项类])?(?:常[用见]|基本)?的?(?:技巧|方法|技术|概念|子领域|分支|工具|问题)$",
     "机器学习领域的一个常用技巧"),
    (r"^an? (?:[\w-]+ )?(?:concept|term|idea|topic|field|area|notion|part|branch|subfield|component|element) "
     r"(?:in|of|from|used|proposed|within|that comes)\b(?:(?!\b(?:that|which|whose|where|to)\b)[^,]){0,60}$",
     "a concept from learning theory"),
    # a rank, a figure of speech
    (r"^(?:the|der|die|das|le|la|el) (?:\w{3,}est|einfachste\w*|plus simple|más simple) "
     r"(?:case|form|kind|way|example|fall|cas|caso)\b", "the simplest case of a swing"),
    (r"^(?:der|die|das) (?:erste|zweite|dritte|letzte|nächste|einzige)\w* ", "der erste Schritt jeder langen Arbeit"),
    (r"^(?:the|der|die|das|le|la|el) [\"“„'‘«]", "die „Messlatte“ der ganzen Leistung"),
)  # fmt: skip
"""Patterns, each with an example."""

PEOPLE = (
    (r"(?:(?<!机器)人|[学作画专]家|教授|博士|工程师|程序员|大[佬牛神])(?:之一)?$", "法国的一位数学家"),
    (r"^(?:an?|the|one of the) (?:[\w-]+ ){0,2}(?:mathematician|physicist|scientist|professor|author|writer|"
     r"engineer|developer|programmer|person|economist|philosopher|researcher|founder|designer)\b",
     "a French mathematician of the last century"),
)  # fmt: skip
"""Who, not what."""


_CLAUSE = regex(
    r"(?:an?|the|any|every|each) (?:(?!(?:that|which|who|where|whose|when|after|before|for|of|in|with|an?|the)\b|"
    r"\w+(?:ing|ed)\b)\S+ ){1,6}?"
    r"(?:is|are|was|were|can|could|will|would|may|might|must|has|should|"
    r"[a-z]{2,}[^s\W]s (?:only|the|an?|its|all|every|no|ideas?)) |一[^的]{1,12}(?:可以|会|能|有|必须)[^的]*$",
    re.I,
)
"""A sentence that only begins like a kind: an attempt was made, 一个节点可以."""
_COUNTED = regex(rf"[{HAN}][\d一二三四五六七八九十]+$")
"""A case, a step: 定义七."""
_DEED = regex(r"\w+ing (?:an?|the|your|with|to|of)\b|to \w+", re.I)
"""A deed: creating a table."""
_NO_THING = regex(
    r"\s[—–/]\s|\b(?:vs|and|und|et|y)\b|\w[.!]$|^[A-Z]{1,2}\d{1,3}$|^\d[A-Z]$|^(?:What|How|Why|Who|When|Where|Which)\s"
)
"""A sentence, two things, a number of one's own (K3), what asks ("What does deletion")."""
_BODY = regex(
    r"\b(?:Institut(?:e|o)?|Universit\w+|Universidad|Laborator(?:y|ies)|Corporation|Department|Ministry|Hochschule)\b"
)
_NO_FIELD = regex(
    r"(?:the|this|that|these|our|your|my|most|many|some|other|general|short|fact|addition)\b|[这该此本其]", re.I
)
"""With which the field of a definition does not begin: "In the code, ..."."""


def can_be_defined(name: str, field: str) -> bool:
    """Return whether a name is one of a thing, in a field that has a name too where one is said ("In algebra, ...")."""
    is_thing = any(map(str.isalpha, name)) and not is_attribute(name) and not _COUNTED.search(name)
    is_thing = is_thing and _DEED.match(name) is None and _NO_THING.search(name) is None
    return is_thing and _NO_FIELD.match(field) is None


def defines(what: str) -> bool:
    """Return whether a predicate may say what a thing is: it neither asks nor praises, and names no person."""
    if holds_mark(what) or _CLAUSE.match(what) is not None:
        return False
    return all(pattern.search(what) is None for pattern in _refused())


def names_body(text: str) -> bool:
    """Return whether a text names a body of people (an institute, a company), as an aside may."""
    return _BODY.search(text) is not None


@cache
def _refused() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern, _ in (*NO_DEFINITION, *PEOPLE))
