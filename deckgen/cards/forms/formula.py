"""A formula asked by its name: "X is defined as" or "X 的定义如下：" before it, or the heading right above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.aspects import WHAT_IS, WHICH_FORMULA
from deckgen.cards.forms.make import in_language, language_of, lead_in, question_card, shown
from deckgen.cards.forms.names import home_of, is_name, nearest_thing
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.shapes import Shapes
from deckgen.cards.leans import leans
from deckgen.cards.sentences import sentences
from deckgen.language import formula_names as said_of
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Blocks, Card, Parts, StudyItem
from deckgen.patterns import regex

ASPECT = "formula"
SHAPES = Shapes(
    r"""
    / en (?:[Tt]he )?NAME (?:is|are) (?:defined|given|computed)(?: as| by)?(?: follows)?\s*:?
    Nets :: The cross entropy is defined as\n\n‹$$y=mx+b$$› => Nets: What is the formula of cross entropy?
    Nets :: The law would now give:\n\n$$y=mx+b$$
    / en (?:[Tt]he (?:formula|equation|definition) (?:of|for) )(?:the )?NAME(?: is)?\s*:?
    Nets :: The formula for the cross entropy is\n\n‹$$y=mx+b$$› => Nets: What is the formula of cross entropy?
    / zh CALLED(?:一般|可以?)?(?:被)?(?P<said>定义|表示)?(?:为|成|如下|是)(?:所示)?\s*[:：]?
    信息论 :: 交叉熵的定义为：\n\n‹$$y=mx+b$$› => 信息论：交叉熵的定义是什么？
    信息论 :: 交叉熵可表示为：\n\n‹$$y=mx+b$$› => 信息论：交叉熵的公式是什么？
    / zh (?P<name>[^，,。；;：:]{2,40}?(?P<kind>KIND|距离|系数|分布|熵))\s*[:：]
    信息论 :: 交叉熵公式：\n\n‹$$y=mx+b$$› => 信息论：交叉熵公式是什么？
    / ja NAME(?:の(?:定義|式))?は(?:次|以下)の(?:よう|式|通り)\S*\s*[:：]?
    情報理論 :: 交差エントロピーは次の式で定義されます：\n\n‹$$y=mx+b$$› => 情報理論：交差エントロピーの公式は何ですか？
    / ko NAME(?:은|는) 다음과 같\S*\s*(?:정의\S*)?\s*[:：]?
    정보이론 :: 교차 엔트로피는 다음과 같다:\n\n‹$$y=mx+b$$› => 정보이론: 교차 엔트로피의 공식은 무엇인가요?
    / de (?:[Dd](?:ie|er|as) )?NAME (?:ist|sind|wird) (?:definiert als|wie folgt definiert|gegeben durch)\s*:?
    Netze :: Die Kreuzentropie ist definiert als\n\n‹$$y=mx+b$$› => Netze: Wie lautet die Formel für Kreuzentropie?
    / fr (?:[Ll][ae] |[Ll][’'])?NAME est (?:définie?|donnée?) par\s*:?
    Réseaux :: La perte est définie par\n\n‹$$y=mx+b$$› => Réseaux : Quelle formule donne perte ?
    / es (?:[Ee]l |[Ll]a )?NAME (?:se define como|viene dad[oa] por)\s*:?
    Redes :: La entropía se define como\n\n‹$$y=mx+b$$› => Redes: ¿Cuál es la fórmula de entropía?
    """,
    NAME=r"(?P<name>[^，,。；;：:]{2,40}?)",
    CALLED=rf"(?P<name>[^，,。；;：:]{{2,40}}?(?P<kind>的?(?:{said_of.KIND}))?)",
    KIND=said_of.KIND,
)
"""What stands before a formula and names it."""
_MOST_TEX, _MOST_EQUALS, _MOST_ROWS = 240, 2, 3
_MOST_SOURCE = 2_000
"""With its number and line breaks; what is longer is not even searched for them."""
_LONGEST_NAME = 12
"""Of a name in Chinese: more characters say something of it."""
_BARE_SYMBOLS, _TOLD_SYMBOLS = 5, 8
"""So many letters a reader may know by himself, and where the text tells some."""
_COMMON = frozenset("eidxytnNfpq")
_TAG = regex(r"\s*\\tag\*?\s*\{[^{}]*\}|\s*[（(]公式\s*\d+[)）]\s*$")
_SYMBOL = regex(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])")
_DERIVES = regex(rf"\\(?:[RL]ong)?(?:[rR]ightarrow|implies|therefore|because|iff)\b|[{HAN}]{{5}}|(?<![\\a-z])sqrt\(")
_RELATION = regex(r"=|\\(?:le|ge|leq|geq|approx|equiv|propto|sim|triangleq)\b|[<>]")
_MATRIX = regex(r"[_^]\{[^{}]*\}|\\begin\{(?P<kind>(?:[bpvV]?matrix|array|cases)\*?)\}.*?\\end\{(?P=kind)\}", re.S)


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each formula that the words before it, or its heading, name."""
    done: set[str] = set()
    for index, block in enumerate(item.blocks):
        if block.kind is not BlockKind.MATH or not _is_short(block.text) or not _stands_alone(item.blocks, index):
            continue
        name, lead, language = _name(item, index)
        detail = _symbols(item.blocks, index)
        if not name or fold(name) in done or not _is_known(block.text, plain_text(detail.inlines) if detail else ""):
            continue
        home = home_of(item) or (nearest_thing(item) if said_of.says_no_more(name) else "")
        if not home and said_of.says_no_more(name):
            continue
        done.add(fold(name))
        math = Block(BlockKind.MATH, block.first, block.last, text=_without_tag(block.text))
        speak = in_language(language, words) if language not in ("", "en") else language_of(item, words)
        ask = WHAT_IS if said_of.says_its_kind(name) else WHICH_FORMULA
        quote = f"{lead}\n$$\n{math.text}\n$$".strip()
        more = Blocks((detail,) if detail else ())
        yield question_card(
            item, ASPECT, speak, Parts(thing=name, home=home), Blocks((math,)), quote, ask=ask, Detail=more
        )


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
    outside = _MATRIX.sub("M", bare)  # and the bounds of a sum are no second formula
    few = outside.count("=") <= _MOST_EQUALS and outside.count(r"\\") < _MOST_ROWS
    return few and _RELATION.search(outside) is not None


def _stands_alone(blocks: Sequence[Block], index: int) -> bool:
    """Return whether no other formula stands right before or behind: then each is a step of something."""
    return all(blocks[near].kind is not BlockKind.MATH for near in (index - 1, index + 1) if 0 <= near < len(blocks))


def _name(item: StudyItem, index: int) -> tuple[str, str, str]:
    """Return what a formula is called, the words that call it so, and their language; empty if nothing does."""
    heading, nothing = thing_of_heading(item.title), ("", "", "")
    if index == 0:
        is_called = said_of.is_maths(heading) and not said_of.says_no_more(heading)
        return (heading, "", "") if is_called and _is_noun(heading) else nothing
    runs = [shown(run) for run in sentences(lead_in(item.blocks, index))]
    lead = runs[-1] if runs else ""
    if said_of.points_up(lead):
        before = runs[-2] if len(runs) > 1 else shown(item.blocks[index - 2].inlines) if index > 1 else heading
        return (heading, lead, "zh") if fold(before).startswith(fold(heading)) and _is_noun(heading) else nothing
    found = SHAPES.match(lead)
    said = found.match.groupdict("") if found is not None else {}
    name = squeeze(said.get("name", "")).strip(" 的")
    is_called = "said" not in said or bool(said["said"] or said["kind"]) or said_of.is_maths(name) or is_name(name)
    return (name, lead, found.language) if found is not None and is_called and _is_noun(name) else nothing


def _is_noun(name: str) -> bool:
    """Return whether words name one thing rather than say something of it."""
    is_short = is_name(name) or len(name) <= _LONGEST_NAME or (name.isascii() and len(name.split()) <= 4)
    is_bare = is_short and len(name) > 1 and not said_of.is_connective(name)
    return is_bare and not leans(name) and not is_generic_heading(name)


def _symbols(blocks: Sequence[Block], index: int) -> Block | None:
    """Return the paragraph behind a formula that says what its symbols mean."""
    if index + 1 >= len(blocks) or blocks[index + 1].kind is not BlockKind.PARAGRAPH:
        return None
    told = said_of.told_symbols(text := plain_text(blocks[index + 1].inlines))
    is_whole = told and not text.rstrip().endswith(("：", ":", "，", ","))
    return blocks[index + 1] if is_whole and not leans(told) else None
