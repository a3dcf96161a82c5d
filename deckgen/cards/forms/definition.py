"""What the thing that a heading names is: "X 是……" below a heading X, or in a section further below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from deckgen.cards.forms.names import is_person, without_article
from deckgen.cards.forms.own_links import own_link
from deckgen.cards.forms.passages import Passage, ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import first_clause, is_whole, part, trimmed
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card, Inline, StudyItem

ASPECT = "definition"
_LOOKED_AT = 3
"""A definition opens its section: only the first paragraphs are read."""

_IS = re.compile(
    r"^(?P<name>[^，。：；,;:？?!！\n]{1,80}?)(?P<also>\s*[（(][^（）()\n]{1,80}[）)])?[，,]?\s*"
    r"(?P<verb>是指|指的是|就是|是|指|(?:is|are)(?= (?:an?|the|one of|any|some)\b)|refers to|means)\s*(?P<what>.+)$",
    re.S,
)
_HINT = re.compile("是|指|is|are|means|refers")
_NO_DEFINITION = re.compile(
    r"^(?:否|不是|个|一个是|由于|因为|为了|什么|如何|怎么|这样|那样|这|那|它|他|我|你|上|下|如下|指(?!一|"
    r"的|在|由|对|用|那|某)|"
    r"(?:the same|not|also|still|now|very|the (?:most|best|first|last|only)|a (?:bit|lot|good|great|must|nice))\b)|"
    r"^\d{2,4}年|[：:]$|(?:提出|发明|开发|推出|发布|创建|创立|建立|设计|编写|写)的[。.]?$|(?:吗|呢|吧|了)[。？?.]?$",
    re.I,
)
_A_KIND = re.compile(
    r"一[种个类款套门项本份名位家系组段条支台片张对]|[^。，]{2,}的[^。，]{2,}|指|用来|用于|an? |the |"
    r"one of |any |some ",
    re.I,
)
_SAYS_LITTLE = re.compile(
    r"^(?:一[个款种套项])?(?:开源|免费|跨平台|强大|通用|著名|国外|国内|商业|流行|新)*的?(?:软件|项目|工具|平台|框架|系统|网站|程序|服务|产品|方案){1,2}[。.]?$|"
    r"交叉的领域$|重要的(?:特征|性质)$|^(?:一[个种])?非常|^通用的|^某|课题项目$|威力加强版|"
    r"(?:中心|核心|相对|对应)的?概念$|(?:法宝|发明|竞争者|方面的网站)$|^(?:新晋|新出|新推出|最近|最早的)|"
    r"^一个[A-Za-z\u3400-\u9fff]{2,4}数据库$|"
    r"之一[。.]?$|^.{0,12}(?:一[个种]|很|非常|最|比较)?(?:基本|重要|常用|常见|有用|著名|经典|关键|核心|"
    r"热门|流行|简单|好用|不错|实用|典型|主要|基础)的?"
    r".{0,6}(?:概念|工具|方法|问题|领域|技术|部分|环节|模型|算法|手段|例子|指标|子领域|东西|内容|话题|"
    r"方向|应用|参考|教程|资料|技巧|词汇|trick)[。.]?$|"
    r"最[^，]{1,16}的[^，的]{0,4}[。.]?$|^一[个种款套类](?:\w{2,3}的)?[A-Za-z]* ?[\u3400-\u9fff]{1,4}[。.]"
    r"?$|^一款web应用|(?:用|用得|应用)[的得]?(?:比较|较|很|最)[^，]{0,3}的[^，]{1,6}[。.]?$|"
    r"^(?:an?|the|one of the) (?:\w+ )?(?:important|basic|common|popular|useful|key|main|great|powerful|"
    r"simple)(?: \w+)?[.]?$|"
    r"(?:作品|工作|新作|力作|杰作|大招|之作|产品|缩写|简称|简写|统称|别称|学名|东东|利器|神器)(?:（[^）]*）)?[。.]?$|"
    r"^.{0,8}(?:子领域|竞争者|东西|产物|结果|关键|代表|基础|基石|核心|前身|升级版?|加强版|续作|一员|一环|"
    r"热点)[。.]?$|不同|[例比]如[。.]?$|"
    r"^.{2,60}(?:提出|发明|推出|创建|发布|发起|打造|提供|写|开发)的(?:一[个种套款类])?新?(?:的)?(?:算法|"
    r"方法|模型|概念|算子|工具集?|框架|项目|协议|技术|语言|标准|系统)[。.]?$"
)
_MADE_BY = re.compile(
    r"^(?:由|是)?[^，。；]{1,60}?(?:19|20)\d\d[^，。；]{0,25}?(?:提出|发明|推出|给出|收集|开发|创建|设计|发布|开源)的(?=.{2})"
)
_RELATION = re.compile(r"^(?:曲线|图像?|结果|数据|上方|下方|左边|右边)")
"""A definition that opens so has lost the word that it hangs on ("曲线下方的面积")."""

_IS_VERB = re.compile(r"^(?:直接|要|很|非常|比较|最|可以|能|会|求|先|没有|不|参数化|同一|相同|相对|其|用的|好|真|挺)")


def definition_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word at most one card a thing: the first sentence that defines what the section's headings name."""
    things = things_of(item)
    if not things:
        return
    for passage in _first_sentences(item):
        subject, answer = _definition_of(things, passage)
        if answer:
            yield _card(item, subject, answer, squeeze(passage.text), words)
            return


def _first_sentences(item: ReadItem) -> Iterator[Passage]:
    top = (paragraph for paragraph in item.paragraphs if paragraph.is_top)
    for paragraph in islice(top, _LOOKED_AT):
        yield from (passage for passage in paragraph.passages if _HINT.search(passage.text))


def things_of(item: StudyItem) -> tuple[str, ...]:
    """Give the things that a section's headings name, the nearest first.

    A heading moves up and down as a post grows ("Keras" > "概述"); what the text defines stays.
    """
    return _things((item.title, *reversed(item.sources[0].headings[:-1]), item.topic))


@lru_cache(maxsize=1024)
def _things(headings: tuple[str, ...]) -> tuple[str, ...]:
    things = [thing_of_heading(heading) for heading in headings if not is_generic_heading(heading)]
    return tuple(dict.fromkeys(thing for thing in things if 1 < len(thing) <= 60))


def is_definition(what: str) -> bool:
    """Say whether what follows "X is" tells the kind of thing that X is, and more than that it is well known."""
    if (
        _RELATION.match(what)
        or _NO_DEFINITION.search(what)
        or _IS_VERB.match(what)
        or _A_KIND.match(what) is None
        or _SAYS_LITTLE.search(what)
    ):
        return False
    first = re.split("[，,；;]", what)[0]
    return re.search(r"的(?:[（(][^（）()]*[）)])?[。.]?$", first) is None and _SAYS_LITTLE.search(first) is None


def says_enough(what: str) -> bool:
    """Say whether a noun phrase tells more of a thing than that it is known, used or made."""
    return _SAYS_LITTLE.search(what) is None and _NO_DEFINITION.search(re.sub("^指", "", what)) is None


def _definition_of(things: Sequence[str], passage: Passage) -> tuple[str, tuple[Inline, ...]]:
    """Give the thing that a sentence defines and what it says of it; empty if it defines another, or nothing."""
    found = _IS.match(passage.text)
    if found is None:
        return "", ()
    subject = next((name for thing in things if (name := name_for(found["name"], thing))), "")
    start, what = found.start("what"), first_clause(found["what"])
    if what.startswith("另一"):  # a kind beside another that the text has named before
        start, what = start + 1, what[1:]
    if (made := _MADE_BY.match(what)) is not None:  # who and when is another fact, asked for by another card
        start, what = start + made.end(), what[made.end() :]
    is_one = re.search("[和与&、]", subject) is None
    if not subject or not is_one or not is_definition(found["what"]) or not is_definition(what) or is_person(what):
        return "", ()
    end = start + len(what)
    if not is_whole(passage.run, start, end):
        return subject, ()
    return subject, trimmed(part(passage.run, start, end), ends="。. ；;，,")


def name_for(name: str, thing: str) -> str:
    """Give the name to ask by, if a sentence's subject is the heading's thing; else an empty text.

    The sentence may use the whole name, the one in brackets, or a fuller one ("OpenAI Gym" below "Gym").
    """
    name = without_article(name.strip("“”\"'《》*` "))
    one, two = fold(name), fold(thing)
    bare = fold(re.sub(r"\s*[（(][^（）()]*[）)]", "", thing))
    if one in (two, bare) or one in [fold(part) for part in re.findall(r"[（(]([^（）()]+)[）)]", thing)]:
        return thing
    words = one.split()
    is_fuller = two.isascii() and two in (words[:1] + words[-1:]) and 1 < len(words) <= 3
    return name if is_fuller and one.isascii() else ""


_ARTICLE = re.compile(r"(?:An?|The) (?=\w)")


def _card(item: ReadItem, thing: str, answer: tuple[Inline, ...], quote: str, words: Phrases) -> Card:
    speak = phrases_of_text(quote, words)
    url, title = own_link(item.labelled_links, item.title, thing)
    ask = speak.what_are if quote[len(thing) :].lstrip("*_ ").startswith("are ") else speak.what_is
    article = _ARTICLE.match(quote)
    question = ask.format(thing=f"{article[0].lower()}{thing}" if article and thing[0].isascii() else thing)
    return question_card(item, ASPECT, thing, question, answer, quote, URL=url, LinkTitle=title)
