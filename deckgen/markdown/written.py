"""Blocks and inlines -> Markdown that is read as the same: what a person edits of a card."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import plain_text
from deckgen.model import HARD, Block, BlockKind, Inline, InlineKind, Label
from deckgen.patterns import regex

_SIGNS = regex(r"[\\`*_~\[\]<>$=|^]|(?<=\{)\{|^[#+-]", re.M)
"""What may mean something to a reader of Markdown; a sign behind a backslash means itself."""
_WRAPS = {InlineKind.STRONG: "**", InlineKind.EMPH: "*", InlineKind.STRIKE: "~~"}
_NUMBER = regex(r"^(\d+)(?=[.)])", re.M)
_TICKS = regex(r"`+")


def written(blocks: Sequence[Block], groups: Sequence[int] = ()) -> str:
    """Return blocks as Markdown, with as few backslashes as can be; ``groups`` says which gaps go together."""
    plain = "\n\n".join(_Writer(groups, str).blocks(blocks))
    if not _reads_as(plain, blocks):
        careful = "\n\n".join(_Writer(groups, _escaped).blocks(blocks))
        return careful if _reads_as(careful, blocks) else plain
    return plain


def written_line(inlines: Sequence[Inline], groups: Sequence[int] = ()) -> str:
    """Return a run of inlines as Markdown."""
    return written((Block(BlockKind.PARAGRAPH, 0, 0, inlines=tuple(inlines)),), groups)


def _escaped(text: str) -> str:
    return _NUMBER.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", text))


def _reads_as(text: str, blocks: Sequence[Block]) -> bool:
    return list(map(_shape, parse_markdown(text)[0])) == list(map(_shape, blocks))


def _shape(block: Block) -> tuple[object, ...]:
    """Return what of a block tells it from others: not its lines, and not where a text is cut in two."""
    inlines = tuple(_run_shape(block.inlines))
    children = tuple(map(_shape, block.children))
    text = block.text.strip("\n")
    return block.kind, block.language, text, bool(block.start), block.label, block.is_header, inlines, children


def _run_shape(inlines: Sequence[Inline]) -> Iterator[tuple[object, ...]]:
    words = ""
    for inline in inlines:
        if inline.kind in (InlineKind.TEXT, InlineKind.GAP):  # the marks of a gap are text until a form reads them
            words += inline.text if inline.kind is InlineKind.TEXT else _Writer((), str).run((inline,))
            continue
        if words:
            yield InlineKind.TEXT, words
            words = ""
        yield inline.kind, inline.text, inline.url, tuple(_run_shape(inline.children))
    if words:
        yield InlineKind.TEXT, words


class _Writer:
    """Writes trees, their words by ``escape``."""

    def __init__(self, groups: Sequence[int], escape: Callable[[str], str]) -> None:
        self._groups, self._escape = groups, escape
        self._numbers = {group: number for number, group in enumerate(dict.fromkeys(groups), 1)}

    def run(self, inlines: Sequence[Inline]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        inside = self.run(inline.children)
        match inline.kind:
            case InlineKind.TEXT:
                return self._escape(inline.text)
            case InlineKind.CODE:
                return _code(inline.text)
            case InlineKind.MATH:
                return f"$${inline.text}$$"
            case InlineKind.LINK:
                is_bare = plain_text(inline.children) in ("", inline.url)
                return inline.url if is_bare else f"[{inside}]({_address(inline.url)})"
            case InlineKind.PAGE:
                return f"[[{inline.url}|{inside}]]" if inside and inside != inline.url else f"[[{inline.url}]]"
            case InlineKind.IMAGE:
                return f"![{inside or self._escape(inline.text)}]({_address(inline.url)})"
            case InlineKind.BREAK:
                return "\\\n" if inline.text == HARD else "\n"
            case InlineKind.FOOTNOTE:
                return f"^[{inside}]" if inline.children else f"[^{inline.text}]"
            case InlineKind.GAP:
                return self._gap(inline, inside)
            case InlineKind.HTML:
                return inline.text
        mark = _WRAPS[inline.kind]
        return f"{mark}{inside}{mark}"

    def _gap(self, inline: Inline, inside: str) -> str:
        if not inline.text and not self._groups:
            return f"=={inside}=="
        number = self._numbers[self._groups[inline.number]] if self._groups else inline.number + 1
        return f"{{{{c{number}::{inside}{'::' + inline.text if inline.text else ''}}}}}"

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield each block; a list right behind another one has the other sign, which parts them."""
        is_other = False
        before: Block | None = None
        for block in blocks:
            is_behind = before is not None and before.kind is BlockKind.LIST and bool(before.start) == bool(block.start)
            is_other = is_behind and not is_other
            yield self._list(block, is_other=is_other) if block.kind is BlockKind.LIST else self._block(block)
            before = block

    def _block(self, block: Block) -> str:
        match block.kind:
            case BlockKind.CODE:
                fence = "`" * max(3, _longest_ticks(block.text) + 1)
                text = block.text.rstrip("\n")
                return f"{fence}{block.language}\n{text}\n{fence}"
            case BlockKind.MATH:
                return f"$$\n{block.text}\n$$"
            case BlockKind.RULE:
                return "---"
            case BlockKind.HTML:
                return block.text.rstrip("\n")
            case BlockKind.HEADING:
                return f"{'#' * block.level} {self.run(block.inlines)}"
            case BlockKind.TABLE:
                return "\n".join(self._rows(block))
            case BlockKind.QUOTE:
                return self._quote(block)
            case BlockKind.FOOTNOTE:
                inside = "\n\n".join(self.blocks(block.children))
                return f"[^{block.label}]: " + inside.replace("\n", "\n    ")
            case BlockKind.DETAILS:
                inside = "\n\n".join(self.blocks(block.children))
                return f"<details><summary>{self.run(block.inlines)}</summary>\n\n{inside}\n\n</details>"
        return self.run(block.inlines) if block.inlines else "\n\n".join(self.blocks(block.children))

    def _list(self, block: Block, *, is_other: bool) -> str:
        bullet, point = ("* ", ") ") if is_other else ("- ", ". ")
        lines = []
        for number, entry in enumerate(block.children):
            mark = f"{block.start + number}{point}" if block.start else bullet
            box = {Label.TO_DO: "[ ] ", Label.DONE: "[x] "}.get(Label(entry.label)) if entry.label else None
            is_tight = [child.kind for child in entry.children[1:]] in ([], [BlockKind.LIST])
            inside = ("\n" if is_tight else "\n\n").join(self.blocks(entry.children))
            lines.append(mark + (box or "") + inside.replace("\n", "\n" + " " * len(mark)))
        return "\n".join(lines)

    def _rows(self, table: Block) -> Iterator[str]:
        for row in table.children:
            cells = [self.run(cell.inlines).replace("|", "\\|").replace("\n", " ") for cell in row.children]
            yield f"| {' | '.join(cells)} |"
            if row.is_header:
                yield "|" + " --- |" * len(cells)

    def _quote(self, block: Block) -> str:
        inside = list(self.blocks(block.children))
        if block.label:
            has_title = bool(block.children) and block.children[0].label == Label.TITLE
            title = f" {inside.pop(0)}" if has_title else ""
            inside = [f"[!{block.label}]{title}\n" + "\n\n".join(inside)]
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(inside).split("\n"))


def _code(text: str) -> str:
    ticks = "`" * (_longest_ticks(text) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def _longest_ticks(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _address(url: str) -> str:
    return f"<{url}>" if re.search(r"[\s()]", url) else url
