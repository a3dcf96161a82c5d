"""Which command does a task: a heading or "Undo it:" above `git reset`, a comment behind it, "To ..., run `...`"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.cards.forms.make import lead_in, lines_of, question_card, shown
from deckgen.cards.forms.names import home_of
from deckgen.cards.forms.passages import Paragraph, ReadItem
from deckgen.cards.forms.shapes import Shapes
from deckgen.cards.leans import leans
from deckgen.language.deeds import is_deed
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import HAN, cjk_share
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, Parts, Run
from deckgen.patterns import regex

ASPECT = "command"
_MOST_WORDS, _TASK_LENGTH = 12, range(4, 61)
_IS_COMMAND = regex(
    rf"(?:sudo )?(?P<program>[a-z][\w+-]*)(?: (?P<sub>[a-z][a-z-]+))?(?: [^{HAN};{{}}]{{1,60}}| \w{{1,4}})?", re.ASCII
)
"""A program in small letters, and what it is given; no assignment, no call, no sentence."""
_CODE = regex(r"[=(]\s*[\"'{(]|\w\(|[:,;]$|=>|^\w+\s*=|://|\w\.\s|^make\b|\binstall\b(?!.*[<A-Z])|\+")
_COMMENT = regex(r"(?P<command>\S.*?)\s+(?:#|//)\s*(?P<task>[^#].*?)\s*")
SHAPES = Shapes(
    r"""
    / en (?:[Tt]o )?TASKEND
    Git :: List all remote branches:\n\n`‹git branch -r›` => git: List all remote branches: which command?
    Git :: To undo the last commit, use:\n\n`‹git reset --soft HEAD~1›` => git: undo the last commit: which command?
    Git > Show types :: ```\n‹git cat-file -t <object>›\n``` => git: Show types: which command?
    Git :: ```\n‹git tag›  # list the tags\n``` => git: list the tags: which command?
    Git :: The output is this:\n\n`git branch -r`
    Notes :: Clear the old cache:\n\n`foo -x all`
    Git :: List all branches with -a:\n\n`git branch -a`
    Git :: List all branches:\n\n`git branch`\n\n`git branch -r`
    Git :: To undo the last commit, run `‹git reset --soft HEAD~1›`. => git: undo the last commit: which command?
    / ko
    Git :: 원격 브랜치 목록 보기:\n\n`‹git branch -r›` => git: 원격 브랜치 목록 보기: 어떤 명령을 쓰나요?
    / de
    Git :: Entfernte Zweige anzeigen:\n\n`‹git branch -r›` => git: Entfernte Zweige anzeigen: Mit welchem Befehl?
    / fr
    Git :: Afficher les branches :\n\n`‹git branch -r›` => git : Afficher les branches : quelle commande ?
    / es
    Git :: Mostrar las ramas remotas:\n\n`‹git branch -r›` => git: Mostrar las ramas remotas: ¿con qué comando?
    / zh (?:如果|若)?(?:想要?|要|需要)?TASKHANEND
    Git :: 撤销add：\n\n`‹git rm --cached FILE›` => git：撤销add用什么命令？
    Git :: 如果想要查看远程分支，可以使用`‹git branch -r›`。 => git：查看远程分支用什么命令？
    Git :: 查看远程分支的方法：\n\n`git branch -r`
    / ja
    Git :: タグを表示する：\n\n`‹git tag -n›` => git：タグを表示する：どのコマンドを使いますか？
    """,
    HANEND=r"(?:的话|时)?[，,]?\s*(?:就?可以?|请)?\s*(?:使?用|执行|运行|输入)?(?:以下)?(?:的?命令)?(?:如下|是)?\s*[：:。.]?",
    END=r"(?:,? (?:you can |just |simply )?(?:use|run|type|enter)(?: the following)?(?: command)?| with)?\s*[：:.-]?",
    TASK=r"(?P<task>[^，、。；：？！,;:?!]{4,60}?)",
)
"""What leads from a task to its command."""


class _Pair(NamedTuple):
    """What may be a task, the command below or beside it, and the passage that holds both."""

    task: str
    command: str
    quote: str


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each command that stands alone with the words of its task."""
    done: set[str] = set()
    for pair in _pairs(item):
        found = _IS_COMMAND.fullmatch(pair.command)
        task = _task_of(pair.task) if found is not None else ""
        if not task or fold(task) in done or found is None or not _is_worth(task, pair.command):
            continue
        done.add(fold(task))
        home = found["program"] if found["sub"] else home_of(item)
        if not home.isascii() or (home.islower() and home not in pair.command):
            home = ""  # another program, or a topic that shows a command by the way
        if not home and found["program"] not in fold(task):
            continue  # of which program?
        answer = Run((Inline(InlineKind.CODE, pair.command),))
        parts = Parts(task=task, home=home)
        yield question_card(item, ASPECT, phrases_of_text(task, words), parts, answer, pair.quote)


def _pairs(item: ReadItem) -> Iterator[_Pair]:
    for index, block in enumerate(item.blocks):
        lines = [line.removeprefix("$ ").strip() for line in _code_lines(block) if line.strip()]
        found = [pair for line in lines if (pair := _COMMENT.fullmatch(line))]
        commented = [_Pair(pair["task"], pair["command"], pair[0]) for pair in found]
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
            text = passage.run[0].text.strip()
            if not text.endswith(("：", ":")):
                yield _Pair(text, passage.run[1].text, shown(passage.run))


def _task_of(text: str) -> str:
    """Return the task that a lead-in words, bare; empty if it words none."""
    text = re.sub(r"^\s*(?:\d{1,2}|[a-z])[.)）、]\s*", "", text)
    found = SHAPES.match(text) if len(text) <= 2 * _TASK_LENGTH.stop else None
    task = found.match["task"].strip() if found is not None else ""
    return task if len(task) in _TASK_LENGTH and is_deed(task) and not leans(task) else ""


def _is_worth(task: str, command: str) -> bool:
    """Return whether a command is one that one can learn by heart, and not given away by its task."""
    if _CODE.search(command) or len(command.split()) > _MOST_WORDS or cjk_share(command) > 0:
        return False
    return " " in command and fold(command) not in fold(task)
