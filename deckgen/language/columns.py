"""What lists and tables say of each of their things, and names that name none: steps, dates, a mere series."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from deckgen.language.subjects import is_attribute
from deckgen.patterns import regex

PROPERTIES: tuple[tuple[str, str], ...] = (
    (r"含义|意[义味思]|解释|定义|意味|役割|定義", "含义"),
    (r"任务|作用|用途|功能|目的|角色|职责|用例|場面|用途|機能|使いどころ|使い道", "用途"),
    (r"[优缺]点|[优劣]势|特[点性征]|長所|短所|特徴|利点|欠点", "优点"),
    (r"格式|書式|形式|公式|表达式|依据|原理|条件|假设|场景|前提|数式|仕組み|根拠", "场景"),
    (r"의미|정의|목적|역할|기능|용도|장점|단점|특징|공식", "기능"),
    (r"meanings?|definitions?|explanations?|purposes?|roles?|responsibilit(?:y|ies)|functions?|effects?|"
     r"uses?|use cases?|usage|what it (?:does|is|means)|does|holds|contains|contents?|goals?|advantages?|"
     r"disadvantages?|pros|cons|strengths?|weakness(?:es)?|focal point|assumptions?|formula|derivative|criterion|"
     r"tasks?|conditions?|structure|characteristics?|features?|applications?", "purpose"),
    ("formate?", "Format"),
    (r"bedeutung|definition|erklärung|zweck|aufgaben?|rolle|funktion|inhalt|wirkung|verwendung|"
     r"anwendung|vorteile?|nachteile?|formel|ableitung|eigenschaft(?:en)?|merkmale?|ziel", "Zweck"),
    (r"signification|sens|rôle|fonction|but|contenu|usage|utilisation|tâches?|avantages?|inconvénients?|formule|effet",
     "rôle"),
    (r"significado|definición|propósito|función|contenido|uso|tareas?|ventajas?|"
     r"desventajas?|fórmula|efecto", "función"),
)  # fmt: skip
"""What is said of each of many things, with an example."""
_PROPERTY = regex(f"(?:{'|'.join(each for each, _ in PROPERTIES)})+", re.I)
_OF = regex(r" (?:of|von|der|des|de|du|del) (?:the |den |dem )?|の|的|의 ")
_JOINED = regex(r"(?<=\w )(?:or|and|oder|und|ou|et) (?=\w)|または|或者|또는")
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


def is_property(name: str) -> bool:
    """Return whether a name is of what tables and lists say of each of their things (Zweck, goal, 用途)."""
    return _PROPERTY.fullmatch(name) is not None


def names_property(name: str) -> bool:
    """Return whether a name says of what it is a property (環境の特徴, purpose of the tool), or is two."""
    return any(is_property(part) for part in _OF.split(name)) or _JOINED.search(name) is not None


def name_rows(names: Sequence[str]) -> bool:
    """Return whether texts name what their rows are about: no numbers, dates, steps, addresses, and no mere series."""
    stems = Counter(_NUMBER.sub("", name) for name in names)
    is_series = max(stems.values(), default=0) >= _SERIES
    return not is_series and not any(_NO_KEY.fullmatch(name) or is_attribute(name) for name in names)
