"""The words of tables: headers that are asked for in words of their own, names of rows that name nothing, mere data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from deckgen.language.asking import is_attribute, is_marked
from deckgen.language.folding import fold
from deckgen.patterns import regex

_COMMANDS = frozenset(
    {"命令", "操作", "语句", "指令", "コマンド", "명령", "sql", "command", "befehl", "commande", "comando"}
)
_FULL_FORMS = frozenset({"全称", "全名", "英文全称", "full form", "full name", "stands for", "正式名称", "langform"})

PROPERTIES: tuple[tuple[str, str], ...] = (
    (r"含义|意[义味思]|解释|定义|意味|役割|定義", "命令的含义"),
    (r"任务|作用|用途|功能|目的|角色|职责|用例|場面|用途|機能|使いどころ|使い道", "主要用途"),
    (r"[优缺]点|[优劣]势|特[点性征]|長所|短所|特徴|利点|欠点", "优点"),
    (r"格式|書式|形式|公式|表达式|依据|原理|条件|假设|场景|前提|数式|仕組み|根拠", "使用场景"),
    (r"의미|정의|목적|역할|기능|용도|장점|단점|특징|공식", "주요 기능"),
    (r"meanings?|definitions?|explanations?|purposes?|roles?|responsibilit(?:y|ies)|functions?|effects?|"
     r"uses?|use cases?|usage|what it (?:does|is|means)|does|holds|contains|contents?|goals?|advantages?|"
     r"disadvantages?|pros|cons|strengths?|weakness(?:es)?|focal point|assumptions?|formula|derivative|criterion|"
     r"tasks?|conditions?|structure|characteristics?|features?|applications?", "main purpose"),
    ("formate?", "File Format"),
    (r"bedeutung|definition|erklärung|zweck|aufgaben?|rolle|funktion|inhalt|wirkung|verwendung|"
     r"anwendung|vorteile?|nachteile?|formel|ableitung|eigenschaft(?:en)?|merkmale?|ziel", "genauer Zweck"),
    (r"signification|sens|rôle|fonction|but|contenu|usage|utilisation|tâches?|avantages?|inconvénients?|formule|effet",
     "rôle"),
    (r"significado|definición|propósito|función|contenido|uso|tareas?|ventajas?|"
     r"desventajas?|fórmula|efecto", "función"),
)  # fmt: skip
"""What a reference table says of each of its rows, with an example; a column's header ends in one.

"Description" names no property: "X: Description?" asks nothing.
"""
_MOST_WORDS, _ALIKE = 3, 3
_SAYS_PROPERTY = regex(
    rf"(?:.*[^\W\d_]\W+|.*(?=[\u3040-\u9fff\uac00-\ud7a3]))?(?:{'|'.join(each for each, _ in PROPERTIES)})", re.I
)
_PROPERTY = regex("|".join(each for each, _ in PROPERTIES), re.I)
_HEADER = regex(r"(?![a-z]{1,3}$)[^，。：；,:;?？$]{1,24}")
_NO_KEY = regex(
    r"[\W\d_年月日]*|[第#]?\s*[\d一二三四五六七八九十]+\s*[步章节个名位条轮次周天]?|"
    r"(?:step|no\.?|week|day|phase|part|chapter|lecture|version|v|q|schritt|woche|tag|étape|semaine|paso|semana)\s*\d.*|"
    r".|\d+[.)）、]?\s.*|(?:input|output|speed|cost|price|complexity)s?|(?:输[入出]|目标|入力|出力).*|"
    r".*(?:次数|复杂度|速度|价格)|"
    r"\$[a-z_]\w*|\S*\d{3,}\S*|\S*[@\\]\S*|[./~]\S*/\S*|v?\d+(?:\.\d+)+\S*|.*\b(?:19|20)\d\d\b.*",
    re.I,
)
_SERIES = 3
"""So many rows that differ only in their number (Gruppe 1, Gruppe 2) are a list of cases."""
_NUMBER = regex(r"[-_ .]?\d{1,3}[a-z]?$")
_DATA = regex(
    r"[~～≈约<>+-]*[\d.,:/ -]+(?:[xo]\d+)?\s*[A-Za-z%°年月日万亿个]{0,4}|"
    r".?[大小高低快慢好差多少强弱有无是否]|[^\w$]*|.*\b\d{1,2}:\d\d\b.*|.*(?:</?\w+ ?/?>|\[\[|\]\]).*|"
    r"\$+\w{1,2}\$+|.*[$€¥£]\s?\d.*|.*\d\s?(?:ms|[GMK]B|[元円€万次回秒时時]|min|Uhr|分(?:[钟/]|$))(?!\w).*|"
    r"(?:the )?same\b.*|(?:die)?selbe.*|gleich\w* .*|[同一]じ?[上样样]?.{0,4}|"
    r"[.~]?/\S*/\S*|N/?A|none|yes|no|同上|true|false|ja|nein|oui|non|sí|\S*@\S*",
    re.I,
)


def is_property(name: str) -> bool:
    """Return whether a name is of what tables and lists say of each of their things (Zweck, goal, 用途)."""
    return _PROPERTY.fullmatch(name) is not None


def holds_commands(header: str) -> bool:
    """Return whether a column holds what is typed for the task that its row names."""
    return fold(header) in _COMMANDS


def holds_full_forms(header: str) -> bool:
    """Return whether a column holds what the abbreviations of the rows stand for."""
    return fold(header) in _FULL_FORMS


def is_header(text: str) -> bool:
    """Return whether a text may head a column that is asked for."""
    names_property = _SAYS_PROPERTY.fullmatch(text) is not None and len(text.split()) <= _MOST_WORDS
    return _HEADER.fullmatch(text) is not None and (names_property or holds_commands(text) or holds_full_forms(text))


def name_rows(names: Sequence[str]) -> bool:
    """Return whether texts name what their rows are about: no numbers, dates, steps, addresses, and no mere series."""
    stems = Counter(_NUMBER.sub("", name) for name in names)
    is_series = max(stems.values(), default=0) >= _SERIES
    return not is_series and not any(_NO_KEY.fullmatch(name) or is_attribute(name) for name in names)


def is_data(cell: str) -> bool:
    """Return whether a cell holds a figure, a mark or a grade, or asks."""
    return _DATA.fullmatch(cell) is not None or is_marked(cell)


def spells_out(name: str, cell: str) -> bool:
    """Return whether a cell only writes a row's name in another way: its letters, its words, its beginning."""
    words = re.findall(r"[a-z]+", fold(cell))
    told, letters = fold(name), re.sub(r"[^a-z]", "", fold(name))
    if not cell.isascii() or not words or not letters:
        return False
    is_short = len(words) == 1 and (told[:_ALIKE] == words[0][:_ALIKE] or _is_within(letters, words[0]))
    return is_short or all(len(word) > 1 and word in letters for word in words[-2:])


def _is_within(letters: str, word: str) -> bool:
    """Return whether a word holds these letters in their order, the first one first: gnd in ground."""
    rest = iter(word)
    return word[0] == letters[0] and all(letter in rest for letter in letters)
