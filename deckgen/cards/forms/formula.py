"""A formula asked by its name: "X 的定义如下：" before it, or the heading where the words before it name nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.frame import (
    home_of,
    is_weak,
    language_of,
    lead_in,
    leans,
    name_of,
    question_card,
    shown,
    within,
)
from deckgen.cards.sentences import sentences
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Card, StudyItem

ASPECT = "formula"
_MOST_ROWS = 3
_MOST_TEX = 240
_MOST_SOURCE = 2_000
"""With its number and line breaks; what is longer is not even searched for them."""
_MOST_EQUALS = 3
_LONGEST_NAME = 24

_BARE_SYMBOLS = 6
_TOLD_SYMBOLS = 9
_COMMON = frozenset(
    [
        "e",
        "i",
        "d",
        "x",
        "y",
        "t",
        "n",
        "N",
        "f",
        "exp",
        "log",
        "ln",
        "sin",
        "cos",
        "tan",
        "max",
        "min",
        "lim",
        "det",
        "arg",
        "sqrt",
    ]
)
_GREEK = re.compile(
    r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi|rho|sigma|tau|phi|"
    r"psi|omega|"
    r"Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega)(?![a-zA-Z])"
)

_TAG = re.compile(r"\s*\\tag\*?\s*\{[^{}]*\}|\s*[（(]公式\s*\d+[)）]\s*$")
_ROW = re.compile(r"\\\\")
_MATRIX = re.compile(r"\\begin\{(?P<name>(?:[bBpvV]?matrix|array|cases|smallmatrix)\*?)\}.*?\\end\{(?P=name)\}", re.S)
_RELATION = re.compile(
    r"=|\\(?:le|ge|leq|geq|approx|equiv|sim|propto|to|rightarrow|leftarrow|in|subseteq|Leftrightarrow|"
    r"xrightarrow|xleftarrow)(?![a-zA-Z])|[<>]|:="
)
_DERIVES = re.compile(r"\\(?:Rightarrow|implies|therefore|because)(?![a-zA-Z])")
_SECOND = re.compile(r"[,，]\s*[A-Za-z]{2,}\([^()=]{1,20}\)\s*=")
"""A second thing is defined in the same line."""
_NUMBERS_ONLY = re.compile(r"^[\d\s+\-*/=.,()\\{}]+$")

_KIND = (
    "计算公式|迭代公式|更新公式|求和公式|递推公式|通项公式|概率密度函数|密度函数|分布函数|累积分布函数|"
    "概率质量函数|目标函数|损失函数|代价函数|似然函数|"
    "激活函数|核函数|误差函数|传递函数|数学表达式|表达式|数学定义|形式化定义|形式化描述|形式化表述|数学描述|"
    "数学表示|计算方法|公式|定义|方程|定理|不等式|恒等式|PDF|PMF|CDF|"
    "期望|方差|协方差|均值|梯度|导数|解|loss|一般形式|标准形式|矩阵形式"
)
_NAMED = re.compile(
    rf"^(?:其中，?|而|则|那么|因此，?|"
    rf"于是，?)?(?P<name>[^，,。；;：:]{{2,40}}?)(?P<kind>\s*的?(?:{_KIND}))?\s*(?:的(?:{_KIND}))?"
    r"(?P<says>(?:一般|通常|可以?|又)?(?:被)?(?:定义|表示|写|记|描述)(?:为|作|成|如下)|(?:如下|为|"
    r"是)(?:所示|式|式所示)?)?(?:如下)?(?:所示)?\s*[:：]?$"
)
_DEFINES = re.compile(
    r"^(?:首先|这里|我们|可以|再|现|并)*(?:定义|给出|引入)(?:了)?(?:如下的?|"
    r"以下的?)?(?P<name>[^，,。；;：:]{2,40}?)(?:如下|为|的定义)?\s*[:：]$"
)
_ENGLISH = re.compile(
    r"^(?:the\s+)?(?P<name>[\w’' ()-]{3,50}?)\s+(?:(?:formula|function|equation|loss|"
    r"distribution)\s+)?(?:is|are)\s+(?:(?:defined|given|computed|calculated|written)(?:\s+(?:as|by))?"
    r"(?:\s+follows)?)?\s*:?$|^(?:the )?(?:formula|definition|equation) (?:of|"
    r"for) (?:the )?(?P<of>[\w’' -]{3,50}?)(?: is)?:?$",
    re.I,
)
_ENGLISH_VERB = re.compile(r"\b(?:is|are|as|formula (?:of|for)|definition of|equation (?:of|for))\b")
_BARE_LABEL = re.compile(
    rf"^(?:其|它的|该\S{{1,6}}的|数学)?(?:{_KIND})(?:(?:一般|通常)?(?:被)?(?:为|是|如下|定义为|表示为|"
    rf"写为))?(?:所示)?\s*[:：]$|"
    r"^(?:其|它|一般|通常)*(?:被)?(?:定义|表示)(?:为|如下)(?:所示)?\s*[:：]$|^(?:formula|definition|equation)\s*:$",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:其|它|该|此|这|上|下|前|后|则|即|令|设|若|如|当|由|可|得|又|故|因|从|对|将|把|在|用|根据|利用|"
    r"使用|代入|我们|同理|最终|最后|首先|然后|整理|两边|显然|记|假设|"
    r"已知|求|证|例|比如|特别|一般|也|另|更|或|方法|步骤|结果|条件|约束|问题|算法|展开|化简|简化|变形|"
    r"其实|相应|对应|类似|之前|现在|输入|输出|解|注意|参考|如何|一个|一种|"
    r"某|某些|有|是|不|没|要|为了|前向|反向|更新|修正|预测|声明|第|公式|定义|表示|写|记作|所以|而|和|与|"
    r"但|并|还|还有|"
    r"(?:we|it|this|that|so|then|thus|where|let|for|if|which|there|and|or)\b)|"
    r"^为|设置|过程|综上|于是|讨论|仿照|类比|接着|先|基于|训练|任意|同时|使|让|说|\d|"
    r"[？?！!“”]|是|也|最终|另一|给出|概念|指$|则$|还|把|展开|[一-鿿）)A-Z](?:和|与|或|及)[一-鿿A-Za-z]|"
    r"[A-Za-z]\(|^[a-zA-Z](?=[一-鿿])(?!分布|检验|变换)|^\$\$[^$]*\$\$(?:的|$)|\d[)）]|推导|证明|可得|"
    r"得到|变成|变为|改写|成立|等价|步骤|相关|是否|计算过程|例如|之间|如下|以下|满足|使得|等于|作为|"
    r"有效|常用的?有|知道|"
    r"表明|看出|写成|不妨|只需|需要|考虑|引入|存在|服从|性质|分别|采用|主要有|包括|其中|自然|大致|前面|"
    r"相比|除了|那么|所谓|条件为|由于|因为|所以|称|区别|优点|缺点|"
    r"[一-鿿]{2,}(?:地|着|了)[一-鿿]|\$\$.*\$\$.*\$\$"
)
_ONLY_KIND = re.compile(rf"^(?:loss\s*function|Loss函数|(?:{_KIND}))$", re.I)
_SEVERAL = re.compile(r"[一-鿿]{2,}(?:与|和|vs)[一-鿿A-Za-z]")
_WHERE = re.compile(r"^(?:其中|这里|式中|where\b|here\b)[，,：:]?\s*", re.I)
_WHERE_LEANS = re.compile(r"公式\s*[（(]?\d|上[图式述文面]|下[图式文面]|《|参见|前[面文述]|之前|我们")
_HEADING_FORMULA = re.compile(
    r"(?:函数|分布|公式|系数|距离|定理|不等式|散度|熵|范数|变换|方程|矩阵|loss|entropy|distance|"
    r"divergence|distribution|function|score|"
    r"coefficient|norm|算子|率|误差|window|kernel|滤波|回归|估计|准则|恒等式|定律|激活|相似度|信息量|"
    r"增益|指数|指标|unit|error)(?:[（(].*[)）])?$|^[A-Za-z0-9 -]+$",
    re.I,
)


def formula_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each formula that the words before it, or its heading, name."""
    done: set[str] = set()
    for index, block in enumerate(item.blocks):
        if block.kind is not BlockKind.MATH or not _is_short(block.text) or not _stands_alone(item.blocks, index):
            continue
        name, lead = _name(item, index)
        if not name or fold(name) in done:
            continue
        detail = _symbols(item.blocks, index)
        if detail is None and _ONLY_KIND.match(name):
            continue
        if not _is_known(block.text, plain_text(detail.inlines) if detail else ""):
            continue
        done.add(fold(name))
        yield _card(item, name, lead, block, detail, words)


def _card(item: StudyItem, name: str, lead: str, block: Block, detail: Block | None, words: Phrases) -> Card:
    math = Block(BlockKind.MATH, block.first, block.last, text=_without_tag(block.text))
    speak = language_of(item, words)
    has_kind = re.search(rf"(?:{_KIND})$", name) is not None
    question = (speak.what_is if has_kind else speak.which_formula).format(thing=name)
    quote = f"{lead}\n$$\n{math.text}\n$$".strip()
    return question_card(
        item,
        ASPECT,
        name,
        within(question, _home(item, name), speak),
        (math,),
        quote,
        Detail=(detail,) if detail else (),
    )


def _without_tag(tex: str) -> str:
    bare = _TAG.sub("", tex).strip()
    # TeX reads a line break as a blank; a comment ends with its line.
    return bare if "%" in bare else re.sub(r"\s*\n\s*", " ", bare)


def _is_known(tex: str, told: str) -> bool:
    """Say whether a reader may know the symbols of a formula: few, or told in words."""
    bare = re.sub(r"\\(?:text|mathrm|operatorname|begin|end|mbox|mathop|rm)\*?\s*\{[^{}]*\}|\\(?![a-zA-Z])", " ", tex)
    symbols = set(re.findall(r"(?<![a-zA-Z\\])[a-zA-Z]+", bare)) | set(_GREEK.findall(bare))
    unknown = {one for one in symbols - _COMMON if one not in told}
    return len(unknown) <= (_TOLD_SYMBOLS if told else _BARE_SYMBOLS)


def _is_short(tex: str) -> bool:
    """Say whether a formula is a statement to know, no derivation and no example of numbers."""
    bare = _without_tag(tex) if len(tex) <= _MOST_SOURCE else tex
    if len(bare) > _MOST_TEX:
        return False
    outside = _MATRIX.sub("M", bare)
    return (
        len(_ROW.findall(outside)) < _MOST_ROWS
        and len(_RELATION.findall(outside)) >= 1
        and outside.count("=") <= _MOST_EQUALS
        and not _SECOND.search(outside)
        and not _DERIVES.search(outside)
        and not _NUMBERS_ONLY.match(bare)
    )


def _stands_alone(blocks: Sequence[Block], index: int) -> bool:
    """Say whether no other formula stands right before or behind: then each is a step of something."""
    return all(blocks[near].kind is not BlockKind.MATH for near in (index - 1, index + 1) if 0 <= near < len(blocks))


def _name(item: StudyItem, index: int) -> tuple[str, str]:
    """Give what a formula is called and the words that call it so; empty if nothing does."""
    if index == 0:
        name = name_of(item.title)
        named = name and not is_weak(name) and not _SEVERAL.search(name) and _HEADING_FORMULA.search(name)
        return (name, "") if named else ("", "")
    parts = list(sentences(lead_in(item.blocks, index)))
    lead = shown(parts[-1]) if parts else ""
    said = re.sub(r"^(?:\d{1,2}|[a-z])[.)）、]\s*", "", lead)
    if not said.endswith(("：", ":", "为", "是")):
        return "", ""
    if _BARE_LABEL.match(said):
        return _heading_name(item, index, said), lead
    is_english = said.isascii() and _ENGLISH_VERB.search(said) is not None
    found = _ENGLISH.match(said) if is_english else _DEFINES.match(said) or _NAMED.match(said) or _ENGLISH.match(said)
    if found is None:
        return "", ""
    groups = found.groupdict()
    name = squeeze((groups["name"] or groups.get("of") or "") + (groups.get("kind") or "")).strip(" 的")
    return (name, lead) if _is_name(name) else ("", "")


def _heading_name(item: StudyItem, index: int, said: str) -> str:
    """Name a formula by its heading, where all that was said before it is about that thing."""
    name = name_of(item.title)
    if not name or is_weak(name) or leans(name) or _SEVERAL.search(name):
        return ""
    parts = list(sentences(lead_in(item.blocks, index)))[:-1]
    before = shown(parts[-1]) if parts else plain_text(item.blocks[index - 2].inlines) if index > 1 else name
    is_close = fold(before).startswith(fold(re.sub(r"\s*[（(].*", "", name)))
    kind = re.search(rf"(?:{_KIND})", said)
    if not is_close or kind is None:
        return ""
    word = kind[0]
    return (
        name
        if word in ("公式", "定义", "表达式", "计算公式", "数学表达式") or name.endswith(word)
        else f"{name}的{word}"
    )


def _home(item: StudyItem, name: str) -> str:
    """Give what to ask within; of a heading such as "线性函数" the topic has to say where."""
    home = home_of(item)
    is_short = len(home) <= _COMMON_NAME and not re.search("[A-Za-z]", home)
    is_common = (fold(home) in fold(name) and is_short) or _PART.search(name) is not None
    topic = name_of(item.topic)
    return topic if is_common and topic and not is_weak(topic) else home


_COMMON_NAME = 5
_PART = re.compile(r"(?:运算|步骤|阶段|操作)的?\S*$")


def _is_name(name: str) -> bool:
    """Say whether words name one thing rather than say something of it."""
    bare = re.sub(rf"的?(?:{_KIND})$", "", name)
    length = len(re.findall(r"[一-鿿]", name)) + len(re.findall(r"[A-Za-z]+", name)) * 2
    return (
        len(bare) > 1
        and length <= _LONGEST_NAME
        and not _NO_NAME.search(bare)
        and not leans(name)
        and not is_weak(bare)
    )


def _symbols(blocks: Sequence[Block], index: int) -> Block | None:
    """Give the paragraph behind a formula that says what its symbols mean."""
    if index + 1 >= len(blocks) or blocks[index + 1].kind is not BlockKind.PARAGRAPH:
        return None
    block = blocks[index + 1]
    text = plain_text(block.inlines)
    if not _WHERE.match(text) or text.rstrip().endswith(("：", ":", "，", ",")) or len(_WHERE.sub("", text)) < 4:
        return None
    if not _WHERE_LEANS.search(text):
        return block
    first = next(iter(sentences(block.inlines)), ())
    if _WHERE_LEANS.search(plain_text(first)):
        return None
    return Block(BlockKind.PARAGRAPH, block.first, block.last, inlines=first)
