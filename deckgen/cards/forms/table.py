"""Cells of a reference table: row and header are the cue, the cell is the answer.

A reference table is small and its first column names things. Data (numbers, dates, plans), long lists and tables with
links are for looking up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from deckgen.cards.aspects import FULL_FORM, WHAT_DOES, WHAT_IS, WHICH_CELL, WHICH_COMMAND, WHICH_PARTNER
from deckgen.cards.forms.abbreviation import spells
from deckgen.cards.forms.make import holds, language_of, question_card
from deckgen.cards.forms.names import home_of
from deckgen.cards.leans import leans
from deckgen.cards.sentences import length, trimmed
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import is_label
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN, cjk_share
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, Parts, Run, StudyItem

ASPECT = "row"
ABBREVIATION = "abbreviation"
_ROWS = range(2, 13)
_COLUMNS = range(2, 7)
_MOST_CARDS = 8
_LONGEST_KEY = 40
_LONGEST_COMMAND = 64
_ANY_NAME = frozenset(
    "名称 名字 名 项目 算法 方法 模型 类型 种类 类别 name item model method algorithm type function".split()  # noqa: SIM905
)
_ABBREVIATION = frozenset({"缩写", "简称", "缩略语", "abbreviation", "acronym", "abbr", "abbr."})
_FULL = frozenset({"全称", "全名", "英文全称", "meaning", "full name", "full form", "stands for"})
_COMMAND = frozenset({"命令", "操作", "语句", "指令", "sql", "command", "syntax"})
_SAYS = frozenset(
    {"说明", "描述", "含义", "解释", "作用", "功能", "用途", "description", "meaning", "explanation", "purpose"}
)
"""Headers that say what stands below them."""
_HEADER = re.compile(r"[^，。：；,:;?？]{1,24}")
_NO_KEY = re.compile(
    r"[\W\d_年月日]*|[第#]?\s*[\d一二三四五六七八九十]+\s*[步章节个名位条轮次]?|(?:step|no\.?)\s*\d+|.", re.I
)
"""A number, a date, a step, a letter: nothing that is the name of a row."""
_ATTRIBUTE = re.compile(r"输[入出]|目标|[优缺特难]点|复杂度|次数|速度|价格|\b(?:input|output|speed|cost|price)\b", re.I)
"""What rows are headed by where the columns are the things."""
_DATA = re.compile(
    rf"[^A-Za-z{HAN}$]*|[~～≈约]?[\d.,:/ -]+(?:[xo]\d+)?\s*[A-Za-z%°年月日万亿个]{{0,4}}|"
    r".?[大小高低快慢好差多少强弱有无是否]|N/?A|none|同上",
    re.I,
)
"""A figure, a mark or a grade."""


class Table(msgspec.Struct, frozen=True):
    """A table as rows of cells, the headers apart."""

    headers: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]

    @property
    def keys(self) -> list[str]:
        """What the rows are named by."""
        return [squeeze(plain_text(row[0])) for row in self.rows]


def cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word the first cells of each reference table, column by column."""
    for block in item.blocks:
        table = _table(block)
        home = home_of(item)
        if table is None or not _is_reference(table) or fold(home) in map(fold, (*table.keys, *table.headers)):
            continue
        yield from islice(_of_table(item, table, home, language_of(item, words)), _MOST_CARDS)


def _table(block: Block) -> Table | None:
    if block.kind is not BlockKind.TABLE:
        return None
    rows = [tuple(trimmed(cell.inlines) for cell in row.children) for row in block.children]
    if len(rows) - 1 not in _ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) not in _COLUMNS:
        return None
    if any(holds(cell, InlineKind.LINK, InlineKind.IMAGE) for row in rows for cell in row):
        return None
    return Table(tuple(squeeze(plain_text(cell)) for cell in rows[0]), tuple(rows[1:]))


def _is_reference(table: Table) -> bool:
    """Return whether a table states facts: rows with names, and words in most cells."""
    headers, keys = [fold(header) for header in table.headers], table.keys
    if not all(headers) or len(set(headers)) < len(headers) or len(set(map(fold, keys))) < len(keys):
        return False
    if any(_NO_KEY.fullmatch(key) or _ATTRIBUTE.search(key) or len(key) > _LONGEST_KEY or leans(key) for key in keys):
        return False
    cells = [squeeze(plain_text(cell)) for row in table.rows for cell in row[1:]]
    odd = sum(_DATA.fullmatch(cell) is not None or length(cell) > 1 for cell in cells)
    return odd * 3 <= len(cells)


def _of_table(item: StudyItem, table: Table, home: str, speak: Phrases) -> Iterator[Card]:
    for column, header in list(enumerate(table.headers))[1:]:
        is_open = is_generic_heading(header) and fold(header) not in _SAYS
        if is_open or is_label(header) or leans(header) or _HEADER.fullmatch(header) is None:
            continue
        for key, row in zip(table.keys, table.rows, strict=True):
            card = _card(item, table, (key, header), home, speak, row[column], " | ".join(map(plain_text, row)))
            if card is not None:
                yield card


def _card(
    item: StudyItem,
    table: Table,
    place: tuple[str, str],
    home: str,
    speak: Phrases,
    cell: tuple[Inline, ...],
    quote: str,
) -> Card | None:
    key, header = place
    head, column, said = fold(table.headers[0]), fold(header), squeeze(plain_text(cell))
    if not _is_answer(key, said) or (head in _ABBREVIATION and not (column in _FULL and spells(key, said))):
        return None
    aspect, parts = f"{ASPECT}:{column}", Parts(row=key, column=header, header=table.headers[0], home=home)
    if head in _ABBREVIATION:
        aspect, ask, parts = ABBREVIATION, FULL_FORM, Parts(thing=key)
    elif column in _COMMAND:
        if len(said) > _LONGEST_COMMAND or cjk_share(said) > 0.5:
            return None
        ask, parts = WHICH_COMMAND, Parts(task=key, home=home)
    elif column in _SAYS:
        ask = WHAT_DOES if head in _COMMAND else WHAT_IS
        parts = Parts(thing=key, home=home)
    else:
        ask = WHICH_CELL if head in _ANY_NAME else WHICH_PARTNER
    return question_card(item, aspect, speak, parts, Run(trimmed(cell, ends="。；;")), quote, ask=ask, subject=key)


def _is_answer(key: str, said: str) -> bool:
    """Return whether a cell says something that its row's name does not."""
    if not said or _DATA.fullmatch(said) or leans(said) or length(said) > 1:
        return False
    name, cell = (re.sub(r"[\W_]+", "", fold(text)) or fold(text) for text in (key, said))
    return name not in cell and cell not in name
