"""The words of tables: headers that are asked for in words of their own, names of rows that name nothing, mere data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from deckgen.language.asking import is_attribute
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import is_label

_COMMANDS = frozenset(
    {"命令", "操作", "语句", "指令", "コマンド", "명령", "sql", "command", "befehl", "commande", "comando"}
)
_FULL_FORMS = frozenset({"全称", "全名", "英文全称", "full form", "full name", "stands for", "正式名称", "langform"})

_HEADER = re.compile(r"(?![a-z]{1,3}$)[^，。：；,:;?？]{1,24}")
_NO_KEY = re.compile(
    r"[\W\d_年月日]*|[第#]?\s*[\d一二三四五六七八九十]+\s*[步章节个名位条轮次周天]?|"
    r"(?:step|no\.?|week|day|phase|part|chapter|lecture|version|v|q|schritt|woche|tag|étape|semaine|paso|semana)\s*\d.*|"
    r".|\d+ .*|(?:input|output|speed|cost|price|complexity)s?|(?:输[入出]|目标|入力|出力).*|"
    r".*(?:次数|复杂度|速度|价格)|"
    r"\S*\d{3,}\S*|\S*[@\\]\S*|[./~]\S*/\S*|v?\d+(?:\.\d+)+\S*|.*\b(?:19|20)\d\d\b.*",
    re.I,
)
_SERIES = 3
"""So many rows that differ only in their number (Gruppe 1, Gruppe 2) are a list of cases."""
_NUMBER = re.compile(r"[-_ ]?\d{1,3}$")
_DATA = re.compile(
    r"[~～≈约<>+-]*[\d.,:/ -]+(?:[xo]\d+)?\s*[A-Za-z%°年月日万亿个]{0,4}|"
    r".?[大小高低快慢好差多少强弱有无是否]|[^\w$]*|.*\b\d{1,2}:\d\d\b.*|.*(?:</?\w+ ?/?>|\[\[|\]\]).*|"
    r"N/?A|none|yes|no|同上|true|false|ja|nein|oui|non|sí|\S*@\S*",
    re.I,
)


def holds_commands(header: str) -> bool:
    """Return whether a column holds what is typed for the task that its row names."""
    return fold(header) in _COMMANDS


def holds_full_forms(header: str) -> bool:
    """Return whether a column holds what the abbreviations of the rows stand for."""
    return fold(header) in _FULL_FORMS


def is_header(text: str) -> bool:
    """Return whether a text may head a column that is asked for."""
    return _HEADER.fullmatch(text) is not None and not is_generic_heading(text) and not is_label(text)


def name_rows(names: Sequence[str]) -> bool:
    """Return whether texts name what their rows are about: no numbers, dates, steps, addresses, and no mere series."""
    stems = Counter(_NUMBER.sub("", name) for name in names)
    is_series = max(stems.values(), default=0) >= _SERIES
    return not is_series and not any(_NO_KEY.fullmatch(name) or is_attribute(name) for name in names)


def is_data(cell: str) -> bool:
    """Return whether a cell holds a figure, a mark or a grade."""
    return _DATA.fullmatch(cell) is not None
