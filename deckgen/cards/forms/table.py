"""Rows of a table asked by their first column: row and header are the cue, the cell is the answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.forms.abbreviation import initials_fit, letters_fit
from deckgen.cards.forms.frame import (
    holds,
    home_of,
    is_weak,
    language_of,
    leans,
    lines_of,
    names_around,
    question_card,
    spaced,
    within,
)
from deckgen.cards.sentences import length, trimmed
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import cjk_share
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, StudyItem

ASPECT = "row"
ABBREVIATION = "abbreviation"
NUMBER = "number"
_ROWS = range(2, 200)
_COLUMNS = range(2, 8)
_MOST_CARDS = 40
"""So many a table may yield, long lists of abbreviations aside; a bigger one is for looking up."""
_LONGEST_KEY = 40
_SHORT = 24
_FOREIGN = 0.6
"""A cell with so much Chinese in it is no command."""

_ANY_NAME = re.compile(
    r"^(?:名称|名字|名|项目|项|算法|方法|模型|类别|类型|种类|分类|框架|工具|软件|数据集|语言|格式|平台|"
    r"场景|函数|网络|name|item|model|method|algorithm|"
    r"dataset|type|tool|framework|library|function)$",
    re.I,
)
_ABBREVIATION = re.compile(r"^(?:缩写|简称|缩略语|缩略词|abbreviation|acronym|abbr\.?)$", re.I)
_FULL = re.compile(r"^(?:全称|全名|英文全称|full (?:name|form)|meaning|stands for)$", re.I)
_COMMAND = re.compile(r"^(?:命令|操作|命令表达式|语句|指令|命令行|sql|command|syntax|写法)$", re.I)
_ATTRIBUTE = re.compile(
    r"次数|复杂度|特点|难点|程度|输入|输出|目标|优点|缺点|速度|大小|时间|成本|精度|性能|效率|价格|场景|"
    r"数量|用途|年份|作者|"
    r"\b(?:speed|size|cost|accuracy|complexity|input|output|year|price|memory|latency|pros|cons)\b",
    re.I,
)
_SAYS = re.compile(
    r"^(?:说明|描述|描述信息|含义|解释|意义|作用|功能|用途|description|meaning|explanation|definition|" r"purpose)$",
    re.I,
)
_UNIT = re.compile(
    r"[（(].+[)）]|[数率]$|%|端口号?$|年份?$|\bports?$|\byear\b|\b(?:number|count|bits?|size|rate)\b", re.I
)
_NO_HEADER = re.compile(
    r"^$|^[\d\W_]+$|^(?:符号|记号)$|概述|简介|备注|特点|^(?:特性|特征)$|^参数$|^说明$|参考|链接|网址|地址|官网|序号|编号|示例|例子|"
    r"^(?:no\.?|#|id|link|url|notes?|remarks?|references?|features?|characteristics?|comments?|details?|overview|paper|论文|demo|code|代码)$|^表\s*\d",
    re.I,
)
_NO_KEY = re.compile(
    r"^(?:特点|特性|特征|备注|说明|描述|概述|features?|notes?|remarks?|comments?|description|"
    r"第[一二三四五六七八九十百\d]+[步章节个名位条]?|(?:step|no\.?|#) ?\d+|\d+(?:st|nd|rd|th)|[①-⑳]|[ivx]+\.?|"
    r"总计|合计|平均|汇总|小计|total|sum|average|其他|其它|other|…|\.{2,}|-+|[\d.,%/\s年月日-]+)$|"
    r"^T\d+$",
    re.I,
)
_NO_CELL = re.compile(r"^[\s\-—–/×xX√✓✔✗?？.…无]*$|^(?:N/?A|none|null|tbd|同上|见.*|略|未知)$", re.I)
_NUMBER = re.compile(
    r"^[~～≈约]?\s*[\d.,]+\s*(?:[万亿千百]|[kKMGTB]{1,2})?\s*(?:[一-鿿]{1,4}|"
    r"[A-Za-z%°/]{1,6})?(?:\s*[-~～—]\s*[\d.,]+\s*[A-Za-z%]*)?$"
)
_GRADE = re.compile(
    r"^(?:很|较|非常|比较)?(?:大|小|高|低|快|慢|好|差|一般|强|弱|多|少|中等?|有|无|是|否|支持|不支持|" r"收敛)$"
)
_MOST_SHOWN = 160
_MOST_COMMAND = 64
_PROPER = re.compile(r"^[A-Z][\w .+/-]{2,}$")
_EXAMPLE = re.compile(
    r"例子|例如|引例|假设|如表|表\s*\d|实验|结果|对比如下|这里给出|我的|本人|举例|几组|试验|测试数据|"
    r"计算表|\b(?:example|suppose|results?|experiment|my)\b",
    re.I,
)
_SENTENCE = re.compile(r"[。；]")
_PRONOUN = re.compile(r"[它他她]|同上|如[下上]")


class Table(msgspec.Struct, frozen=True):
    """A table as rows of cells, the headers apart."""

    headers: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


def table_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each cell that can be asked for by its row and its header."""
    for index, block in enumerate(item.blocks):
        table = _table(block)
        if table is None or _holds_home(item, table) or not _is_knowledge(item, index, table):
            continue
        home = _home(item, table)
        if not home and not _ABBREVIATION.match(table.headers[0]) and not _are_commands(table):
            continue
        cards = list(_cards(item, table, home, words))
        if len(cards) <= _MOST_CARDS or _ABBREVIATION.match(table.headers[0]):
            yield from cards


def _table(block: Block) -> Table | None:
    """Read a table, or a paragraph that is one but for the line below its headers."""
    if block.kind is BlockKind.TABLE:
        rows = [tuple(trimmed(cell.inlines) for cell in row.children) for row in block.children]
    elif block.kind is BlockKind.PARAGRAPH and _opens_row(block.inlines):
        rows = [_cells(line) for line in lines_of(block.inlines)]
    else:
        return None
    if len(rows) - 1 not in _ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) not in _COLUMNS:
        return None
    headers = tuple(squeeze(plain_text(cell)) for cell in rows[0])
    if any(holds(cell, InlineKind.LINK, InlineKind.IMAGE) for row in rows for cell in row):
        return None
    return Table(headers, tuple(rows[1:]))


def _opens_row(line: Sequence[Inline]) -> bool:
    return bool(line) and line[0].kind is InlineKind.TEXT and line[0].text.lstrip().startswith("|")


def _cells(line: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], ...]:
    """Cut a line at its bars; a line that has none at its edges is no row."""
    if not _opens_row(line):
        return ()
    cells: list[list[Inline]] = [[]]
    for inline in line:
        if inline.kind is not InlineKind.TEXT:
            cells[-1].append(inline)
            continue
        for number, part in enumerate(inline.text.split("|")):
            if number:
                cells.append([])
            if part:
                cells[-1].append(msgspec.structs.replace(inline, text=part))
    done = [trimmed(cell) for cell in cells[1:]]
    return tuple(done[:-1] if done and not done[-1] else done)


def _is_knowledge(item: StudyItem, index: int, table: Table) -> bool:
    """Say whether a table states facts: no data of an example, no numbers of the author's, no list of sentences."""
    before = plain_text(item.blocks[index - 1].inlines) if index else ""
    after = plain_text(item.blocks[index + 1].inlines) if index + 1 < len(item.blocks) else ""
    if _EXAMPLE.search(before[-60:]) or re.match(r"(?:从)?(?:上表|表中)", after):
        return False
    headers = [fold(one) for one in table.headers]
    if len(set(headers)) != len(headers) or any(_NO_HEADER.match(one) and one for one in headers[:1]):
        return False
    keys = [fold(plain_text(row[0])) for row in table.rows]
    if sum(_NO_KEY.match(key) is not None for key in keys) * 2 > len(keys):
        return False
    cells = [plain_text(cell) for row in table.rows for cell in row[1:]]
    long = sum(length(cell) > 1 or len(_SENTENCE.findall(cell)) > 1 for cell in cells)
    if long * 3 > len(cells) or not table.headers[0]:
        return False
    is_numbers = sum(_NUMBER.match(cell) is not None for cell in cells) * 2 > len(cells)
    return not is_numbers or all(_PROPER.match(plain_text(row[0])) for row in table.rows)


def _holds_home(item: StudyItem, table: Table) -> bool:
    """Say whether the headings' thing is but one of the rows: then it names no subject of all."""
    keys = {fold(plain_text(row[0])) for row in table.rows}
    return any(fold(name) in keys for name in names_around(item))


def _are_commands(table: Table) -> bool:
    """Say whether all rows are of commands that name their program ("git blame")."""
    is_said = _COMMAND.match(table.headers[0]) is not None
    return is_said and all(re.match(r"[a-z][\w-]+ \S", plain_text(row[0])) for row in table.rows)


def _home(item: StudyItem, table: Table) -> str:
    """Give what to ask within; never one of the columns, or another one would be asked for as a part of it."""
    home, headers = home_of(item), [fold(header) for header in table.headers]
    if fold(home) not in headers:
        return home
    return next((name for name in names_around(item) if fold(name) not in headers and not is_weak(name)), "")


def _cards(item: StudyItem, table: Table, home: str, words: Phrases) -> Iterator[Card]:
    keys = Counter(fold(plain_text(row[0])) for row in table.rows)
    rows_are_attributes = sum(_ATTRIBUTE.search(plain_text(row[0])) is not None for row in table.rows) * 2 > len(
        table.rows
    )
    is_abbreviation = _ABBREVIATION.match(table.headers[0]) is not None
    for row in table.rows:
        key = squeeze(plain_text(row[0]))
        if rows_are_attributes and len({fold(plain_text(cell)) for cell in row[1:]}) == 1 < len(row) - 1:
            continue  # what all have tells none from the others
        if not key or keys[fold(key)] > 1 or _NO_KEY.match(key) or len(key) > _LONGEST_KEY or leans(key):
            continue
        for column, cell in list(enumerate(row))[1:]:
            header = table.headers[column]
            said = squeeze(plain_text(cell))
            if _NO_HEADER.search(header) or not _is_answer(cell, key):
                continue
            if _NUMBER.match(said) and said.strip("~～≈约 ").replace(".", "").isdigit() and not _UNIT.search(header):
                continue
            if _COMMAND.match(header) and (cjk_share(said) > _FOREIGN or len(said) > _MOST_COMMAND or "+" in key):
                continue
            if is_abbreviation and not (_FULL.match(header) and _is_spelt_out(key, said)):
                continue
            yield _card(item, table, row, column, home, words, rows_are_attributes=rows_are_attributes)


def _is_spelt_out(short: str, full: str) -> bool:
    """Say whether a Latin full form holds the letters of its abbreviation, and is one name, not two at once."""
    if "/" in short or " / " in full:
        return False
    is_spelt = re.match(r"[A-Za-z][\w-]*[ -][A-Za-z]", full) is not None and cjk_share(full) == 0
    return not is_spelt or initials_fit(short, full) or letters_fit(short, full)


def _is_answer(cell: Sequence[Inline], key: str) -> bool:
    said = squeeze(plain_text(cell))
    return (
        bool(said)
        and not _NO_CELL.match(said)
        and not leans(said)
        and length(said) <= 1
        and not _PRONOUN.search(said)
        and not _GRADE.match(said)
        and len(said) <= _MOST_SHOWN
        and not _gives_away(key, said)
    )


def _gives_away(key: str, said: str) -> bool:
    """Say whether key and cell are one but for blanks ("DataNode", "HDFS Data Node"), or one holds the other."""
    one, two = (re.sub(r"[\W_]+", "", fold(text)) or fold(text) for text in (key, said))
    return one in two or two in one


def _card(
    item: StudyItem,
    table: Table,
    row: Sequence[tuple[Inline, ...]],
    column: int,
    home: str,
    words: Phrases,
    *,
    rows_are_attributes: bool,
) -> Card:
    speak = language_of(item, words)
    key, header, head = squeeze(plain_text(row[0])), table.headers[column], table.headers[0]
    answer = trimmed(row[column], ends="。；;")
    said = squeeze(plain_text(answer))
    aspect, subject = f"{ASPECT}:{fold(header)}", key
    back: dict[str, str | tuple[Inline, ...]] = {}
    is_number = _NUMBER.match(said) is not None
    if _ABBREVIATION.match(head):
        aspect, question = ABBREVIATION, speak.full_form.format(thing=key)
    elif _COMMAND.match(header):
        question = within(speak.which_command.format(task=key), home, speak)
    elif _COMMAND.match(head) and _SAYS.match(header):
        question = within(speak.what_does.format(thing=key), home, speak)
        if len(table.headers) == _PAIR and _is_reversible(table, column, row):
            back = {"BackQuestion": within(speak.which_command.format(task=said), home, speak), "BackAnswer": row[0]}
    elif rows_are_attributes:
        aspect, subject = f"{ASPECT}:{fold(key)}", header
        question = within(speak.which_cell.format(row=header, column=key), home, speak)
    elif _ANY_NAME.match(head) and _SAYS.match(header):
        question = within(speak.what_is.format(thing=key), home, speak)
    elif _ANY_NAME.match(head):
        wording = speak.which_number if is_number else speak.which_cell
        question = within(wording.format(row=key, column=header), home, speak)
    else:
        ask = speak.which_beside if _are_two_things(item, table) else speak.which_partner
        question = within(ask.format(header=head, row=key, column=header), home, speak)
        if len(table.headers) == _PAIR and _is_reversible(table, column, row):
            turned = ask.format(header=header, row=said, column=head)
            back = {"BackQuestion": within(turned, home, speak), "BackAnswer": row[0]}
    if is_number and aspect.startswith(ASPECT):
        aspect, subject = NUMBER, f"{key} {header}"
    quote = " | ".join(plain_text(cell) for cell in row)
    return question_card(item, aspect, subject, spaced(question), answer, quote, **back)


_PAIR = 2


def _are_two_things(item: StudyItem, table: Table) -> bool:
    """Say whether two columns are headed by things that the section is about, so that no cell is "a" header."""
    if len(table.headers) != _PAIR:
        return False
    said = fold(f"{item.topic} {item.title} {' '.join(plain_text(block.inlines) for block in item.blocks)}")
    return any(fold(header) in said for header in table.headers)


def _is_reversible(table: Table, column: int, row: Sequence[tuple[Inline, ...]]) -> bool:
    """Say whether a cell is short and stands in no other row."""
    said = [fold(plain_text(one[column])) for one in table.rows]
    mine = fold(plain_text(row[column]))
    return said.count(mine) == 1 and len(mine) <= _SHORT and not _SENTENCE.search(mine)
