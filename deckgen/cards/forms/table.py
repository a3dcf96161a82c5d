"""Cells of a reference table: the row's name and the column's header ask, the cell answers.

A reference table is small, its first column names things, its cells are words. Data (numbers, dates, plans), long lists
of options and tables with links are for looking up. That a table recurs is seen in `cards/elsewhere.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from deckgen.cards.aspects import FULL_FORM, WHICH_CELL, WHICH_COMMAND, Ask
from deckgen.cards.forms.abbreviation import spells
from deckgen.cards.forms.make import holds, language_of, question_card
from deckgen.cards.forms.names import field_of, says
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.shapes import Shapes
from deckgen.cards.leans import leans
from deckgen.cards.sentences import length, trimmed
from deckgen.language.columns import holds_commands, holds_full_forms, is_data, is_header, name_rows, spells_out
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import CJK
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, Parts, Run

ASPECT = "row"
SHAPES = Shapes(
    r"""
    / en WORDS
    Git :: | Area | Holds |\n|---|---|\n| index | ‹what the next commit takes› |\n| stash | ‹changes put aside› |
    => index (Git): Holds? => stash (Git): Holds?
    Runs :: | Model | Date |\n|---|---|\n| Foo | 2020-01-02 |\n| Bar | 2021-02-03 |
    Users :: | Mail | City |\n|---|---|\n| a@example.org | Ulm |\n| b@example.org | Bonn |
    Runs :: | Model | Accuracy |\n|---|---|\n| Foo | 91.2 % |\n| Bar | 94.0 % |
    Parts :: | Name | Page |\n|---|---|\n| Bolt | [seen](https://example.org/a) |\n| Nut | [made](/b) |
    Git :: | Area | City |\n|---|---|\n| index | where all of it stays |\n| stash | things put aside |
    Git :: | Area | Role |\n|---|---|\n| index | file |\n| stash | file |\n| tree | file |\n| head | file |
    / zh
    激活函数 :: | 函数 | 公式 |\n|---|---|\n| ReLU | ‹$max(0,x)$› |\n| Softplus | ‹$ln(1+e^x)$› |
    => ReLU（激活函数）：公式？ => Softplus（激活函数）：公式？
    / ja
    HTTP :: | 名前 | 意味 |\n|---|---|\n| GET | ‹資源を取得する› |\n| PUT | ‹資源を置き換える› |
    => GET（HTTP）：意味？ => PUT（HTTP）：意味？
    / ko
    HTTP :: | 이름 | 의미 |\n|---|---|\n| GET | ‹자원을 가져온다› |\n| PUT | ‹자원을 바꾼다› |
    => GET(HTTP): 의미? => PUT(HTTP): 의미?
    / de
    Git :: | Bereich | Inhalt |\n|---|---|\n| Index | ‹was der nächste Commit nimmt› |\n| Stash | ‹beiseite Gelegtes› |
    => Index (Git): Inhalt? => Stash (Git): Inhalt?
    / fr
    Git :: | Zone | Contenu |\n|---|---|\n| index | ‹ce que prend le commit› |\n| stash | ‹des choses mises de côté› |
    => index (Git) : Contenu ? => stash (Git) : Contenu ?
    / es
    Git :: | Zona | Contenido |\n|---|---|\n| index | ‹lo que toma el commit› |\n| stash | ‹los cambios apartados› |
    => index (Git): ¿Contenido? => stash (Git): ¿Contenido?
    """,
    WORDS=rf"(?=.*(?:[A-Za-zÀ-ɏ]{{2}}|[{CJK}]|\$)).+",
)
"""Of a cell: there are words, or a formula, in it."""
_ROWS, _COLUMNS = range(2, 13), range(2, 7)
_MOST_CARDS, _SORTED = 8, 4
_LONGEST_KEY = 40


class Table(msgspec.Struct, frozen=True):
    """A table as rows of cells, the headers apart."""

    headers: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]

    @property
    def keys(self) -> list[str]:
        """What the rows are named by."""
        return [squeeze(plain_text(row[0])) for row in self.rows]


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word the first cells of each reference table, column by column."""
    for number, block in enumerate(item.blocks):
        table = _table(block)
        field = field_of(item, number) if table is not None and _is_reference(table) else ""
        if table is not None and field:
            yield from islice(_of_table(item, table, field, language_of(item, words)), _MOST_CARDS)


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
    if not name_rows(keys) or any(len(key) > _LONGEST_KEY or leans(key) for key in keys):
        return False
    cells = [squeeze(plain_text(cell)) for row in table.rows for cell in row[1:]]
    return sum(not _says(cell) or length(cell) > 1 for cell in cells) * 3 <= len(cells)


def _says(cell: str) -> bool:
    return SHAPES.match(cell) is not None and not is_data(cell)


def _of_table(item: ReadItem, table: Table, field: str, speak: Phrases) -> Iterator[Card]:
    for column, header in list(enumerate(table.headers))[1:]:
        cells = [fold(plain_text(row[column])) for row in table.rows]
        if not _asks(header, field) or len(set(cells)) * 2 <= len(cells) >= _SORTED:
            continue  # or a mark by which rows are sorted
        for key, row in zip(table.keys, table.rows, strict=True):
            said = squeeze(plain_text(row[column]))
            if not _is_answer(key, said) or (holds_full_forms(header) and not spells(key, said)):
                continue
            quote = " | ".join(map(plain_text, row))
            answer = Run(trimmed(row[column], ends="。；;"))
            ask, parts = _asked(key, header, table.headers[0], "" if field == key else field)
            aspect = f"{ASPECT}:{fold(header)}"
            yield question_card(item, aspect, speak, parts, answer, quote, ask=ask, subject=key)


def _asked(key: str, header: str, first: str, field: str) -> tuple[Ask, Parts]:
    """Return how a cell is asked for, and by what."""
    if holds_commands(header):
        return WHICH_COMMAND, Parts(task=key, column=header, header=first, home=field)
    ask = FULL_FORM if holds_full_forms(header) else WHICH_CELL
    return ask, Parts(thing=key, column=header, header=first, topic=field)


def _asks(header: str, field: str) -> bool:
    """Return whether a header says what is to be recalled, and is not the thing that the table is about."""
    return is_header(header) and not says(field, header) and not leans(header)


def _is_answer(key: str, said: str) -> bool:
    """Return whether a cell says something that its row's name does not."""
    if not _says(said) or leans(said) or length(said) > 1:
        return False
    name, cell = (re.sub(r"[\W_]+", "", fold(text)) or fold(text) for text in (key, said))
    return name not in cell and cell not in name and not spells_out(key, said)
