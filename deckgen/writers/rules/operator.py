"""What an operator, function, option or key does: "`-r`：递归", one of a run of such lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.markdown import plain_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, StudyItem
from deckgen.words import fold
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.command import ENGLISH_VERBS, VERBS
from deckgen.writers.rules.frame import (
    holds,
    home_of,
    is_plain_item,
    leans,
    lines_of,
    question_card,
    shown,
    within,
)
from deckgen.writers.sentences import cut_front, is_whole, length, part, sentences, trimmed

ASPECT = "use"
_SIBLINGS = 2
"""A line alone may be anything; two of one form are a list of what things do."""

_OPERATOR = re.compile(
    r"^(?:-{1,2}[A-Za-z0-9][\w-]*(?:[ =](?:<[^>]+>|[A-Z]\w*|\[[^\]]+\]))?|"
    r"[\w.:]+\((?:[\w\s,*.=\"'&]*)\)|[$@%&#:][A-Za-z_?$!*#@0-9][\w ]*|"
    r"__?\w+(?:__)?|[^\w\s一-鿿]{1,3}|[A-Za-z]{1,3}|[A-Z]+(?:_[A-Z0-9]+)+|[a-z0-9]+(?:_[a-z0-9]+)+|"
    r"[a-z]+[A-Z]\w*|:[a-z]+(?: \w+)*|"
    r"(?:Ctrl|Alt|Shift|Cmd|C|M|F\d{1,2})(?:[-+ ](?:Ctrl|Alt|Shift|\S{1,6})){0,3}|(?:git|docker|vim?|pacman|"
    r"npm|pip|conda|kubectl) .{1,50})$"
)
_SEPARATOR = re.compile(r"^\s*(?:：|:(?=\s|[一-鿿])|——|--|—|–|=>| - )\s*")
_CUE = re.compile("：|:[\\s*_`\u3400-\u9fff]|—|–|--|=>| - ")
"""What parts a name from its use; sections without it are passed over."""
_PLAIN = re.compile(r"^(?P<name>[^：:\s一-鿿，。][^：:一-鿿，。]{0,40}?)\s*(?:：|:(?=\s|[一-鿿])|——|\s--\s)\s*(?=\S)")
_NO_USE = re.compile(
    r"[：:]$|[？?]|^(?:例如|比如|如|见|参见|详见|和|与|同|等|类似|表示如下|https?:|\d+(?:\.\d+)*$|示例|"
    r"指(?!定|向|数|针|令)|[，,、])|https?://|^(?:最好|不要|推荐|强烈|没什么)|功能相同"
)
_IN_FULL = re.compile(r"^[a-z][\w-]+ -{0,2}\w")
"""A program with what it is given names itself; of "dd" alone one must know where it belongs."""
_BRACKETS = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_SHORT = 16
_CJK = re.compile("[\u3400-\u9fff]")
_ENGLISH_DEED = re.compile(
    rf"(?:(?:recursively|forcibly|only|always|also|automatically|do not|don't|never) )?(?:{ENGLISH_VERBS}|bypass|"
    r"ignore|skip|allow|force|include|exclude|omit|treat|use|assume|suppress|quit|exit|toggle|select|return|kill|hide|keep|"
    r"prompt|ask|raise|wait|call|execute|invert|invoke|load|store|put|yank|paste|leave|enter|retry|follow)(?:e?s)?\b",
    re.I,
)
"""An English line that names no deed says what something is, mostly a parameter of one function."""
_DEED = re.compile(rf"(?:{VERBS})|[A-Za-z][^\u3400-\u9fff]*$")
"""A use that names a deed can be asked for; "the variable" can be had in many ways."""


def operator_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each line of a run that explains an operator by a phrase."""
    if not _CUE.search(item.text):
        return
    done: set[str] = set()
    for run in _runs(item.blocks):
        if len(run) < _SIBLINGS:
            continue
        found = [pair for pair in map(_pair, run) if pair is not None]
        if len(found) < _SIBLINGS:
            continue
        home = home_of(item)
        uses = [fold(plain_text(use)) for _, use, _ in found]
        for name, use, quote in found:
            if fold(name) in done or not (home or _IN_FULL.match(name)):
                continue  # a key or an option of nobody knows what
            done.add(fold(name))
            is_only = uses.count(fold(plain_text(use))) == 1
            yield _card(item, name, use, quote, words, is_reversible=is_only and bool(home))


def _runs(blocks: Sequence[Block]) -> Iterator[list[tuple[Inline, ...]]]:
    """Give the lines of neighbouring paragraphs, and those of each list."""
    run: list[tuple[Inline, ...]] = []
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            run += lines_of(block.inlines)
            continue
        if block.kind is BlockKind.LIST:
            yield [one.children[0].inlines for one in block.children if is_plain_item(one)]
        elif block.kind in (BlockKind.CODE, BlockKind.MATH):
            continue
        yield run
        run = []
    yield run


def _pair(line: tuple[Inline, ...]) -> tuple[str, tuple[Inline, ...], str] | None:
    """Give what a line explains, what it says of it, and the line; None if it explains no operator."""
    if not line:
        return None
    first = line[0]
    if first.kind in (InlineKind.CODE, InlineKind.STRONG) and len(line) > 1:
        name = plain_text([first]).strip()
        name = name if first.kind is InlineKind.CODE else name.rstrip(" ：:")
        mark = _SEPARATOR.match(plain_text(line[1:]))
        if mark is None and not plain_text([first]).rstrip().endswith(("：", ":")):
            return None
        use = trimmed(line[1:])
        use = cut_front(use, mark.end() - (len(mark[0]) - len(mark[0].lstrip()))) if mark else use
        is_operator = first.kind is InlineKind.CODE or _OPERATOR.match(name) is not None
    else:
        found = _PLAIN.match(plain_text(line))
        if found is None:
            return None
        name, use = found["name"], cut_front(line, found.end())
        is_operator = len(name) > 1 and not name.isalpha() and _OPERATOR.match(name) is not None
    if not is_operator or holds(line, InlineKind.LINK, InlineKind.IMAGE):
        return None
    use = trimmed(use, ends="。；;. ") if _TOLD_LATER.search(plain_text(use)) else _first(use)
    said = plain_text(use)
    if name.startswith("[") or (_CJK.search(said) is None and not _ENGLISH_DEED.match(said)):
        return None
    if len(name) > 50 or not said or _NO_USE.search(said) or leans(said) or length(said) > 1:
        return None
    return name, use, shown(line)


def _first(use: Sequence[Inline]) -> tuple[Inline, ...]:
    """Give the first sentence of an explanation, its examples left out."""
    first = next(iter(sentences(use)), ())
    example = _EXAMPLE.search(plain_text(first))
    if example is not None and is_whole(first, 0, example.start()):
        first = part(first, 0, example.start())
    return trimmed(first, ends="。；;. ")


_TOLD_LATER = re.compile(r"[。；，,.;]\s*(?:其中)?[A-Za-z](?:为|是|表示|代表| is | means )")
"""A letter of the operator is explained behind the first sentence: without it the answer would be unclear."""
_EXAMPLE = re.compile("[，,](?:例如|比如|如(?=[A-Za-z]))")


def _card(
    item: StudyItem, name: str, use: tuple[Inline, ...], quote: str, words: Phrases, *, is_reversible: bool
) -> Card:
    speak = phrases_of_text(quote, words)
    home = home_of(item)
    said = plain_text(use)
    back: dict[str, tuple[Inline, ...] | str] = {}
    if is_reversible and length(said) * 60 <= _SHORT and not _BRACKETS.search(said) and _DEED.match(said):
        back = {
            "BackQuestion": within(speak.which_does.format(use=said), home, speak),
            "BackAnswer": (Inline(InlineKind.CODE, name),),
        }
    question = (
        speak.what_does.format(thing=name)
        if _IN_FULL.match(name)
        else within(speak.what_does.format(thing=name), home, speak)
    )
    return question_card(item, ASPECT, name, question, use, quote, **back)
