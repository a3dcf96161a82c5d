"""R1: words that say the opposite of one another, and whether an answer uses the one where its quote uses the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from deckgen.writers.grounding.words import HAN_RUN, latin_words, stem

_HAN = tuple(
    tuple(pair.split("/"))
    for pair in """
    增加/减少 增大/减小 增长/下降 增长/减少 提高/降低 提高/下降 提升/降低 上升/下降 升高/降低 上升/降低
    升高/下降 扩大/缩小 膨胀/收缩 加快/减慢 加速/减速 加强/减弱 大于/小于 高于/低于 多于/少于 早于/晚于
    优于/劣于 最大/最小 最高/最低 最多/最少 最快/最慢 最长/最短 最早/最晚 最好/最差 至少/至多 以上/以下
    之前/之后 以前/以后 更大/更小 更快/更慢 更高/更低 更多/更少 更长/更短 更强/更弱 更好/更差 更早/更晚
    越大/越小 越高/越低 越多/越少 越快/越慢 越强/越弱 过大/过小 过高/过低 较快/较慢 较大/较小 较高/较低
    较多/较少 尽可能多/尽可能少 同步/异步 有监督/无监督 监督/无监督 必须/可以 需要/无需 有效/无效 有序/无序
    有状态/无状态 有损/无损 对称/非对称 静态/动态 显式/隐式 公有/私有 公共/私有 公钥/私钥 主动/被动
    正向/反向 前向/反向 前向/后向 编码/解码 编码器/解码器 加密/解密 压缩/解压 发送/接收 上传/下载 读取/写入
    只读/可写 输入/输出 入栈/出栈 打开/关闭 启用/禁用 开启/关闭 允许/禁止 客户端/服务器 客户端/服务端
    进入/离开 吸收/释放 吸热/放热 促进/抑制 支持/反对 肯定/否定 成功/失败 永久/临时 升序/降序 贫困/富裕
    开头/结尾 开始/结束 第一/最后 首次/最后 前面/后面 左侧/右侧 左边/右边 向左/向右 向上/向下 上层/下层
    上游/下游 相同/不同 相等/不等 优点/缺点 优势/劣势 收入/支出 进口/出口 过拟合/欠拟合 训练/推理 长辈/晚辈
    好处/坏处 好处/缺点 乘以/除以 训练时/测试时 训练集/测试集 起始/停止 起始/终止 强依赖/弱依赖 好于/差于
    初期/末期 前期/后期
    朝南/朝北 北坡/南坡 清明前/清明后 全部/部分 总是/从不 容易/困难 简单/复杂 顺时针/逆时针 纵向/横向
    水平/垂直 内部/外部 迅速/缓慢 快/慢 同一/不同 升为/降为 升至/降至 返程/去程 挂载/卸载 激活/阻断
    激活/抑制 最快/较慢 最慢/较快 最大/较小 最小/较大 最高/较低 最低/较高 精确/近似 已经/尚未 本地/远程
    硬件/软件 在线/离线
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_LATIN = tuple(
    tuple(pair.replace("_", " ").split("/"))
    for pair in """
    always/never always/sometimes never/sometimes increase/decrease increase/reduce rise/fall grow/shrink
    larger/smaller bigger/smaller largest/smallest larger/less greater/less max/min maximum/minimum
    maximal/minimal faster/slower fastest/slowest fast/slow quickly/slowly before/after first/last
    earlier/later early/late encode/decode encoder/decoder encrypt/decrypt send/receive sender/receiver
    client/server upper/lower higher/lower highest/lowest with/without include/exclude allow/forbid
    allow/prevent enable/disable add/remove insert/delete push/pop read/write reader/writer open/close
    start/stop start/end begin/end beginning/end left/right top/bottom front/back above/below over/under
    most/least more/less more/fewer majority/minority longer/shorter longest/shortest stronger/weaker
    strong/weak better/worse best/worst positive/negative true/false success/failure succeed/fail
    accept/reject import/export upload/download compress/decompress synchronous/asynchronous
    supervised/unsupervised static/dynamic explicit/implicit public/private local/global local/remote
    serial/parallel mutable/immutable ascending/descending same/different same/opposite equal/unequal
    internal/external inner/outer input/output horizontal/vertical row/column right/wrong exclusive/shared
    average/max buffered/unbuffered sorted/unsorted effective/ineffective kept/dropped keep/drop keep/remove
    promote/inhibit promote/block speed/slow lengthen/shorten double/halve flatten/sharpen north/south
    east/west eastern/western northern/southern heap/stack hot/cold heat/cool absorb/release next/previous
    ancient/modern at_least/at_most required/optional must/may all/none likely/unlikely
    advantage/disadvantage cheap/expensive simple/complex easy/hard easy/difficult apply/revert
    producer/consumer voluntary/compulsory
    large/small big/small long/short much/little many/few high/low
    rise/drop inside/outside upstream/downstream leading/trailing gain/lose
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_BOTH_AT_ONCE = re.compile(
    "左右|前后|大小|多少|高低|快慢|长短|上下|先后|早晚|强弱|轻重|快照|快速排序|快递|快捷|是否|开关"
)


_TELLS_WHETHER = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|may|has|have|should|must|will)\b|吗|是否|能否|\bthan\b|比", re.I
)


def opposite_word(question: str, answer: str, quote: str, whole: str) -> str:
    """Give a word of the answer of which the quote knows the opposite alone; empty if there is none.

    Takes a clause of the quote, and the whole of it: what the question is about is said of the opposite as well.
    """
    if _TELLS_WHETHER.search(question) or _TELLS_WHETHER.search(answer):
        question = ""  # it leaves open which of the two holds
    said, its, asked = (_BOTH_AT_ONCE.sub(" ", _without_bounds(text)).casefold() for text in (answer, quote, question))
    for one, other in _both_ways(_HAN):
        is_other = _has(one, other, said) and not _has(one, other, its) and _has(other, one, its)
        if is_other and not _has(one, other, asked) and not _has(other, one, said):
            return one
    mine, theirs, question_words, around = _latin(said), _latin(its), _latin(asked), _latin(whole.casefold())
    for one, other in _both_ways(_LATIN):
        is_other = _one_in(one, mine) and not _one_in(one, theirs) and _one_in(other, theirs)
        is_subject = _one_in(other, question_words) and _one_in(one, around)
        if is_other and not is_subject and not _one_in(one, question_words) and not _one_in(other, mine):
            return one
    return ""


_BOUNDS = (
    ("大于", re.compile("不小于|不短于")), ("小于", re.compile("不大于|不长于")),
    ("至少", re.compile("不少于|不低于")), ("至多", re.compile("不超过|不高于|不多于")),
)  # fmt: skip


def _without_bounds(text: str) -> str:
    """Spell out what a negated comparison says."""
    for word, bound in _BOUNDS:
        text = bound.sub(word, text)
    return text


_MOST_NAMES = 32
_TRANSLATED = (
    ("同步", "asynchronous"), ("异步", "synchronous"), ("至多", "at least"), ("至少", "at most"), ("增加", "decrease"),
    ("减少", "increase"), ("更快", "slower"), ("更慢", "faster"), ("更大", "smaller"), ("更小", "larger"),
    ("最大", "minimum"), ("最小", "maximum"), ("最大", "smallest"), ("最小", "largest"), ("之前", "after"),
    ("之后", "before"), ("上升", "fall"), ("下降", "rise"), ("总是", "never"), ("从不", "always"), ("客户端", "server"),
    ("服务器", "client"), ("编码器", "decoder"), ("解码器", "encoder"), ("提高", "reduce"), ("降低", "increase"),
)  # fmt: skip


def opposite_translated(answer: str, quote: str) -> str:
    """Give a Chinese word of the answer of which an English quote has the opposite, and not the word itself."""
    its = _latin(quote.casefold())
    for word, other in _TRANSLATED:
        same = [that for this, that in _TRANSLATED if _opposite_of(other, that) and this != word]
        if word in answer and _one_in(other, its) and not any(_one_in(that, its) for that in same):
            return word
    return ""


def _opposite_of(one: str, other: str) -> bool:
    return (one, other) in _LATIN or (other, one) in _LATIN


def opposite_in_context(answer: str, quote: str) -> str:
    """Give a word of the answer in whose place, after the same two characters, the quote has its opposite."""
    said, its = ("".join(text.casefold().split()) for text in (answer, quote))
    for one, other in _both_ways(_HAN):
        at = said.find(one)
        context = said[max(at - 2, 0) : at]
        if at > 1 and context + other in its and context + one not in its and context + other not in said:
            return context + one
    return _opposite_sign(said, its)


_SIGNS = MappingProxyType(
    {
        sign: other
        for pair in """
        东/西 南/北 左/右 上/下 前/后 内/外 大/小 多/少 高/低 快/慢 男/女 正/负 新/旧 早/晚 升/降 增/减 长/短 强/弱
        首/末
        """.split()  # noqa: SIM905 - a list of words is read as one
        for sign, other in (pair.split("/"), pair.split("/")[::-1])
    }
)
_NO_SIGN = frozenset({"大约", "大概", "多种", "多个", "以上", "以下", "上述", "大多", "至少", "至多", "前者", "后者"})


def _opposite_sign(said: str, its: str) -> str:
    """Give a character of the answer in whose place, next to the same two, the quote has its opposite."""
    for at, sign in enumerate(said):
        other = _SIGNS.get(sign, "")
        if not other or said[at : at + 2] in its or said[at : at + 2] in _NO_SIGN or said[at - 1 : at + 1] in _NO_SIGN:
            continue
        before, after = said[max(at - 2, 0) : at], said[at + 1 : at + 3]
        if len(after) > 1 and other + after in its and sign + after not in its and other + after not in said:
            return sign + after
        if len(before) > 1 and before + other in its and before + sign not in its and before + other not in said:
            return before + sign
    return ""


def _has(one: str, other: str, text: str) -> bool:
    """Say whether a word stands in a text for itself, not only inside its opposite (对称 in 非对称)."""
    if one not in text:
        return False
    return one not in other or text.count(one) > text.count(other)


def _latin(text: str) -> frozenset[str]:
    words = latin_words(text)
    return frozenset(stem(one.text) for one in words) | frozenset(one.text for one in words)


def _one_in(word: str, words: frozenset[str]) -> bool:
    return all(part in words or stem(part) in words for part in word.split())


def opposed(question: str, answer: str, part: str) -> int:
    """Count the words of a question of which a part of the quote knows the opposite alone, and not as the answer."""
    if _TELLS_WHETHER.search(question) or is_converse(question, part):
        return 0
    question, answer, part = (text.casefold() for text in (question, answer, part))
    found = 0
    for this, that in _both_ways(_HAN):
        if _has(this, that, question) and _has(that, this, part):
            found += not (_has(that, this, question) or _has(this, that, part) or _has(that, this, answer))
    asked, said, its = _latin(question), _latin(answer), _latin(part)
    for this, that in _both_ways(_LATIN):
        if _one_in(this, asked) and _one_in(that, its):
            found += not (_one_in(that, asked) or _one_in(this, its) or _one_in(that, said))
    return found


def is_converse(question: str, part: str) -> bool:
    """Say whether a part compares the same two things from the other end: A 高于 B is B 低于 A."""
    for this, that in _both_ways(_HAN):
        if this.endswith("于") and this in question and that in part:
            before, after = question.partition(this)[0], part.partition(that)[2]
            names = [*(one.text for one in latin_words(before)), *HAN_RUN.findall(before)]
            return any(one in after for one in names[:_MOST_NAMES])
    return False


def _both_ways(pairs: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, str]]:
    for one, other in pairs:
        yield one, other
        yield other, one
