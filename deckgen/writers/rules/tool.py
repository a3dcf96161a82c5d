"""What a tool, library or data set is, where its section does not repeat its name: "一个……的库。", "这是……的工具。"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import is_generic_heading, squeeze, thing_of_heading
from deckgen.writers.names import is_clause, is_name, is_person, leans
from deckgen.writers.own_links import own_link
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import ASPECT, is_definition
from deckgen.writers.sentences import first_clause, is_whole, part, trimmed
from deckgen.writers.wording import question_card

_OPENS = re.compile(
    r"^(?:(?:这|它|该\w{2,3})(?:就|也)?是(?=[^，。]*(?:一[个种款套门项]|的))|(?=一[个种款套门项]))(?P<what>[^。]+)|"
    r"^(?:(?:This|It) is )?(?P<what2>(?:An?|a|an|The|the) (?:[\n\x20-\x2d\x2f-\x7e]|\.(?=\w))+)"
)
_KIND = re.compile(
    r"(?:库|包|工具|工具集|工具箱|软件|框架|系统|平台|引擎|插件|服务|服务器|编辑器|浏览器|客户端|语言|"
    r"协议|格式|标准|数据集|数据库|编译器|解释器|模拟器|播放器|"
    r"解析器|算法|模型|方法|library|tool|toolkit|framework|system|platform|engine|plugin|service|server|"
    r"editor|browser|client|language|protocol|format|"
    r"dataset|database|compiler|simulator)s?\b"
)
_ENGLISH_KIND = re.compile(rf"(?:an?|the) (?:[\w'’.+/-]+,? ){{0,7}}?{_KIND.pattern}(?<!s)", re.I)
"""The kind stands in the first words, before what it does."""
_READ = re.compile(
    r"文章|论文|blog|博客|博文|教程|书|例子|示例|问题|帖子|讲义|课程|主页|项目主页|链接|资料|文档|视频|入门|"
    r"article|tutorial|example|paper",
    re.I,
)


def tool_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word at most one card: the first sentence below the thing's own heading says what it is, without its name."""
    thing, first = thing_of_heading(item.title), item.opening
    found = _OPENS.match(first.text) if first is not None else None
    if first is None or found is None or not re.search(r"[A-Za-z]", thing):
        return
    if is_generic_heading(item.title) or not is_name(thing):
        return
    group = "what" if found["what"] else "what2"
    what = first_clause(found[group])
    place = (found.start(group), found.start(group) + len(what))
    is_said = _KIND.search(what) is not None and _READ.search(what) is None and is_definition(what)
    if group == "what2" and (is_clause(what) or _ENGLISH_KIND.match(what) is None):
        return
    if not is_said or is_person(what) or leans(what) or not is_whole(first.run, *place):
        return
    speak = phrases_of_text(first.text, words)
    url, title = own_link(item.labelled_links, item.title, thing)
    answer = trimmed(part(first.run, *place), ends="。. ；;，,")
    question = speak.what_is.format(thing=thing)
    yield question_card(item, ASPECT, thing, question, answer, squeeze(first.text), URL=url, LinkTitle=title)
