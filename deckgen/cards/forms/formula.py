"""A formula asked by its name: "X 的定义如下：" before it, or the heading, where "其公式为：" names nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.aspects import WHAT_IS, WHICH_FORMULA
from deckgen.cards.forms.make import language_of, lead_in, question_card, shown
from deckgen.cards.forms.names import home_of, is_name
from deckgen.cards.leans import leans
from deckgen.cards.sentences import sentences
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Blocks, Card, Parts, StudyItem

ASPECT = "formula"
_MOST_TEX, _MOST_EQUALS, _MOST_ROWS = 240, 3, 3
_MOST_SOURCE = 2_000
"""With its number and line breaks; what is longer is not even searched for them."""
_LONGEST_NAME = 12
"""Of a name in Chinese: more characters say something of it."""
_BARE_SYMBOLS, _TOLD_SYMBOLS = 5, 8
"""So many letters a reader may know by himself, and where the text tells some."""
_COMMON = frozenset("eidxytnNf")
_TAG = re.compile(r"\s*\\tag\*?\s*\{[^{}]*\}|\s*[（(]公式\s*\d+[)）]\s*$")
_SYMBOL = re.compile(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])")
_DERIVES = re.compile(rf"\\(?:[RL]ong)?(?:[rR]ightarrow|implies|therefore|because|iff)\b|[{HAN}]{{5}}")
_RELATION = re.compile(r"=|\\(?:le|ge|leq|geq|approx|equiv|propto|sim|triangleq)\b|[<>]")
_MATRIX = re.compile(r"\\begin\{(?P<kind>(?:[bpvV]?matrix|array|cases)\*?)\}.*?\\end\{(?P=kind)\}", re.S)
_KIND = (
    r"(?:(?:计算|数学|一般|标准)?(?:公式|定义|表达式|方程|定理|不等式|恒等式)|(?:概率密度|密度|分布|损失|目标|代价)函数|"
    r"formula|equation|function|distribution|loss)"
)
_SAID = r"(?:(?:一般|通常|可以?)?(?:被)?(?P<said>定义|表示)(?:为|成|如下)|如下|为|是)?(?:所示)?\s*[:：]?"
_NAMED = re.compile(rf"(?P<name>[^，,。；;：:]{{2,40}}?(?P<kind>的?\s*{_KIND})?){_SAID}")
_BARE = re.compile(rf"(?:其|它的)?{_KIND}?{_SAID}")
_ENGLISH = re.compile(
    r"(?:the )?(?P<name>[\w’' -]{3,50}?) (?:is|are) (?P<said>defined|given|computed)(?: as| by)?(?: follows)?\s*:?|"
    r"(?P<kind>the (?:formula|equation|definition)) (?:of|for) (?:the )?(?P<of>[\w’' -]{3,50}?)(?: is)?\s*:?",
    re.I,
)
_MATHS = re.compile(rf"(?:函数|系数|距离|变换|分布|算子|[率熵值]|指数|window|score|{_KIND})$", re.I)
"""How the name of a formula ends that no word around it calls one."""
_NO_NOUN = re.compile(
    r"^[则即令设若如当由可得又故因从将把在用根据可使为以不有是一]|^(?:最[后终]|首先|然后|那么|其中|仿照|讨论|[比例]如|相应)|还有|另一|"
    r"[？?！!“”\d]|[是也则还把得到使为等]$|\$\$|[和与或]|"
    r"^(?:we|it|so|then|thus|where|let|for|if|which|there|and|or|in|by|with|under|from|now|law|other)\b",
    re.I,
)
"""A connective, a verb, a symbol: not the name of a formula."""
_WHERE = re.compile(r"(?:其中|这里|式中|where\b|here\b)[，,：:]?\s*(?=\S{2})", re.I)


def cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each formula that the words before it, or its heading, name."""
    done: set[str] = set()
    for index, block in enumerate(item.blocks):
        if block.kind is not BlockKind.MATH or not _is_short(block.text) or not _stands_alone(item.blocks, index):
            continue
        name, lead = _name(item, index)
        detail = _symbols(item.blocks, index)
        if not name or fold(name) in done or not _is_known(block.text, plain_text(detail.inlines) if detail else ""):
            continue
        done.add(fold(name))
        math = Block(BlockKind.MATH, block.first, block.last, text=_without_tag(block.text))
        speak = language_of(item, words)
        ask = WHAT_IS if re.search(rf"{_KIND}$", name) else WHICH_FORMULA
        quote = f"{lead}\n$$\n{math.text}\n$$".strip()
        more = Blocks((detail,) if detail else ())
        parts = Parts(thing=name, home=home_of(item))
        yield question_card(item, ASPECT, speak, parts, Blocks((math,)), quote, ask=ask, Detail=more)


def _without_tag(tex: str) -> str:
    bare = _TAG.sub("", tex).strip()
    # TeX reads a line break as a blank; a comment ends with its line.
    return bare if "%" in bare else re.sub(r"\s*\n\s*", " ", bare)


def _is_known(tex: str, told: str) -> bool:
    """Return whether a reader may know the symbols of a formula: few, or told in words."""
    unknown = {symbol for symbol in set(_SYMBOL.findall(tex)) - _COMMON if symbol not in told}
    return len(unknown) <= (_TOLD_SYMBOLS if told else _BARE_SYMBOLS)


def _is_short(tex: str) -> bool:
    """Return whether a formula is a statement to know, no derivation and no example of numbers."""
    bare = _without_tag(tex) if len(tex) <= _MOST_SOURCE else tex
    if len(bare) > _MOST_TEX or _DERIVES.search(bare) or not _SYMBOL.search(bare):
        return False
    outside = _MATRIX.sub("M", bare)
    few = outside.count("=") <= _MOST_EQUALS and outside.count(r"\\") < _MOST_ROWS
    return few and _RELATION.search(outside) is not None


def _stands_alone(blocks: Sequence[Block], index: int) -> bool:
    """Return whether no other formula stands right before or behind: then each is a step of something."""
    return all(blocks[near].kind is not BlockKind.MATH for near in (index - 1, index + 1) if 0 <= near < len(blocks))


def _name(item: StudyItem, index: int) -> tuple[str, str]:
    """Return what a formula is called and the words that call it so; empty if nothing does."""
    heading = thing_of_heading(item.title)
    if index == 0:
        return (heading, "") if _is_named(heading) else ("", "")
    parts = [shown(run) for run in sentences(lead_in(item.blocks, index))]
    lead = parts[-1] if parts else ""
    if not lead.endswith(("：", ":", "为", "是", " is")):
        return "", ""
    if _BARE.fullmatch(lead):
        before = parts[-2] if len(parts) > 1 else shown(item.blocks[index - 2].inlines) if index > 1 else heading
        return (heading, lead) if fold(before).startswith(fold(heading)) and _is_noun(heading) else ("", "")
    found = _ENGLISH.fullmatch(lead) if lead.isascii() else None
    found = found or _NAMED.fullmatch(lead)
    name = squeeze(found["name"] or found["of"]).strip(" 的") if found else ""
    is_called = found is not None and bool(found["kind"] or found["said"])
    is_it = _is_noun(name) if is_called else _is_named(name) and lead.endswith(("：", ":"))
    return (name, lead) if is_it else ("", "")


def _is_named(name: str) -> bool:
    """Return whether words alone are the name of a formula, as its heading or label."""
    return _is_noun(name) and (_MATHS.search(name) is not None or is_name(name))


def _is_noun(name: str) -> bool:
    """Return whether words name one thing rather than say something of it."""
    bare = re.sub(rf"的?\s*{_KIND}$", "", name)
    is_short = is_name(bare) or len(bare) <= _LONGEST_NAME
    return len(bare) > 1 and is_short and not _NO_NOUN.search(bare) and not leans(name) and not is_generic_heading(bare)


def _symbols(blocks: Sequence[Block], index: int) -> Block | None:
    """Return the paragraph behind a formula that says what its symbols mean."""
    if index + 1 >= len(blocks) or blocks[index + 1].kind is not BlockKind.PARAGRAPH:
        return None
    text = plain_text(blocks[index + 1].inlines)
    found = _WHERE.match(text)
    if found is None or text.rstrip().endswith(("：", ":", "，", ",")) or leans(text[found.end() :]):
        return None
    return blocks[index + 1]
