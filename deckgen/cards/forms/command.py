"""Which command does a task: "撤销 add：" before `git rm --cached FILE`, a comment behind it, "To ..., run `...`"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.cards.forms.make import lead_in, lines_of, question_card, shown
from deckgen.cards.forms.names import home_of
from deckgen.cards.forms.passages import Paragraph, ReadItem
from deckgen.cards.leans import leans
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import HAN, cjk_share
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, Parts, Run

ASPECT = "command"
_MOST_WORDS = 12
_TASK_LENGTH = range(4, 61)
_IS_COMMAND = re.compile(
    rf"(?:sudo )?(?P<program>[a-z][\w+-]*)(?: (?P<sub>[a-z][a-z-]+))?(?: [^{HAN};{{}}]{{1,60}}| \w{{1,4}})?", re.ASCII
)
"""A program in small letters, and what it is given; no assignment, no call, no sentence."""
_CODE = re.compile(r"[=(]\s*[\"'{(]|\w\(|[:,;]$|=>|^\w+\s*=|://|\w\.\s|\binstall\b(?!.*[<A-Z])")
"""What shows code, or is given away by its task: "install X" is `... install X`."""
_COMMENT = re.compile(r"(?P<command>\S.*?)\s+(?:#|//)\s*(?P<task>[^#].*?)\s*")
_TASK = re.compile(
    r"(?:查[看询找]|列出|显示|打印|创建|新建|添加|增加|删除|移除|清[理空除]|设置|启[动用]|停[止用]|打开|关闭|重[启置]|"
    r"解?压缩|卸载|更新|升级|上传|推送|提交|撤[销消]|恢复|合并|切换|克隆|复制|移动|转换|导[出入]|备份|统计|比较|"
    r"替换|检[查测]|连接|断开|进入|退出)"
    r"[^，。；：？！,;:?!]+|"
    r"(?:list|show|display|print|create|make|add|delete|remove|clean|clear|change|set|start|stop|restart|enable|"
    r"disable|"
    r"open|close|run|build|compile|extract|compress|update|upgrade|download|upload|push|pull|commit|undo|revert|"
    r"restore|"
    r"merge|switch|copy|move|rename|convert|export|import|mount|count|compare|find|search|replace|filter|sort|check|"
    r"verify|generate|connect|kill|monitor|watch|send|get|save|split|join|view|inspect|see|apply|edit|test|deploy|"
    r"reload|"
    r"describe|trace|format|limit|scale|resize|rotate|roll back|look up|back up)\b [^.,;:?!]+",
    re.I,
)
"""A deed and its object: deeds that any tool does."""
_NO_DEED = re.compile("(?:[之以]?后|方法|方式|步骤)$")
_LEAD = re.compile(
    r"^\s*(?:\d{1,2}|[a-z])[.)）、]\s*|^(?:如果|若)?(?:想要?|要|需要)|^to (?=\w)|"
    r"(?:的话|时)?[，,]?\s*(?:就?可以?|you can)?\s*(?:使?用|执行|运行|use|run)?(?:以下|如下|"
    r"the following)?(?:的?命令|commands?)?(?:如下|是|为)?[：:。.]?\s*$",
    re.I,
)
"""What leads from a task to its command."""
_DO_BY = re.compile(
    r"To (?P<task>[a-z][^,.:;]{2,60}?), (?:you can |just |simply )?(?:run|use|type|execute|enter)\s*|"
    r"(?:如果)?(?:想要?|要|需要)?(?P<task2>[^，。；：]{4,30}?)(?:的话|时)?[，,]?(?:可以?|请)?(?:使用|用|运行|执行|"
    r"输入)(?:命令)?\s*"
)


class _Pair(NamedTuple):
    """What may be a task, the command below or beside it, and the passage that holds both."""

    task: str
    command: str
    quote: str


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each command that stands alone with the words of its task."""
    done: set[str] = set()
    for pair in _pairs(item):
        task = _task_of(pair.task)
        found = _IS_COMMAND.fullmatch(pair.command)
        if not task or fold(task) in done or found is None or not _is_worth(task, pair.command):
            continue
        done.add(fold(task))
        speak = phrases_of_text(task, words)
        home = found["program"] if found["sub"] else home_of(item)
        if not home.isascii() or (home.islower() and home not in pair.command):
            home = ""  # another program, or a topic that shows a command by the way
        answer = Run((Inline(InlineKind.CODE, pair.command),))
        parts = Parts(task=task, home=home)
        yield question_card(item, ASPECT, speak, parts, answer, pair.quote)


def _pairs(item: ReadItem) -> Iterator[_Pair]:
    for index, block in enumerate(item.blocks):
        lines = [line.removeprefix("$ ").strip() for line in _code_lines(block) if line.strip()]
        commented = [
            _Pair(found["task"], found["command"], line) for line in lines if (found := _COMMENT.fullmatch(line))
        ]
        yield from commented
        if len(lines) == 1 and not commented and not _goes_on(item.blocks, index):
            task = shown(lead_in(item.blocks, index)) or ("" if index else item.title)
            yield _Pair(task, lines[0], f"{task}\n{lines[0]}")
    for paragraph in item.paragraphs:
        if paragraph.is_near and len(paragraph.block.inlines) > 1:
            yield from _in_line(paragraph.block)
            yield from _in_sentences(paragraph)


def _code_lines(block: Block) -> Sequence[str]:
    """Return the lines of a block that is only code."""
    if block.kind is BlockKind.CODE:
        return block.text.split("\n")
    if block.kind is BlockKind.PARAGRAPH and len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.CODE:
        return [block.inlines[0].text]
    return ()


def _goes_on(blocks: Sequence[Block], index: int) -> bool:
    """Return whether code stands next to other code: a step of several is no answer."""
    return any(0 <= near < len(blocks) and bool(_code_lines(blocks[near])) for near in (index - 1, index + 1))


def _in_line(paragraph: Block) -> Iterator[_Pair]:
    """Yield the pairs of a paragraph whose lines are "task：`command`"."""
    for line in lines_of(paragraph.inlines):
        if [inline.kind for inline in line] == [InlineKind.TEXT, InlineKind.CODE]:
            task = line[0].text.strip()
            if task.endswith(("：", ":")):
                yield _Pair(task, line[1].text, shown(line))


def _in_sentences(paragraph: Paragraph) -> Iterator[_Pair]:
    """Yield the pairs of sentences that end in the command: "To ..., run `command`."."""
    for passage in paragraph.passages:
        kinds = [inline.kind for inline in passage.run]
        if kinds[:2] == [InlineKind.TEXT, InlineKind.CODE] and not shown(passage.run[2:]).strip("。. "):
            found = _DO_BY.fullmatch(passage.run[0].text)
            if found is not None:
                yield _Pair(found["task"] or found["task2"], passage.run[1].text, shown(passage.run))


def _task_of(text: str) -> str:
    """Return the task that a lead-in words, bare; empty if it words none."""
    task = _LEAD.sub("", text).strip("：: ") if len(text) <= 2 * _TASK_LENGTH.stop else ""
    is_task = len(task) in _TASK_LENGTH and _TASK.fullmatch(task) is not None and not _NO_DEED.search(task)
    return task if is_task and not leans(task) else ""


def _is_worth(task: str, command: str) -> bool:
    """Return whether a command is one that one can learn by heart, and not given away by its task."""
    if _CODE.search(command) or len(command.split()) > _MOST_WORDS or cjk_share(command) > 0:
        return False
    return " " in command and fold(command) not in fold(task)
