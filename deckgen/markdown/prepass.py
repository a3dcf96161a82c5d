"""Makes a post's text fit for a CommonMark parser: text in, text of the same lines out.

Code comes first: nothing in it is touched. Formulas are put aside (see ``hidden``), since a parser takes a line of
theirs that begins with ``+ - # =`` or a number for a list or a heading (comrak issue 447). On a site that has them,
Liquid, attribute lists and shortcodes are taken out, see ``templates``; what the page shows in the place of a piece is
not known here, so what is taken out of a sentence is reported. Nesting that would overflow the parser's stack is cut.
No line is ever added or removed, so line numbers stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from deckgen.markdown import templates
from deckgen.markdown.admonitions import without_admonitions
from deckgen.markdown.code_lines import STARTS, CodeLines, opens_code, span_end
from deckgen.markdown.dotted_labels import with_colons
from deckgen.markdown.elements import ODD, Elements
from deckgen.markdown.formulas import OPENER, formula_end, long_formula_end, without_quotes
from deckgen.markdown.hidden import FILLER, GONE, hide, without_marks
from deckgen.markdown.list_fences import with_fences_in_items
from deckgen.markdown.nesting import cut_nesting
from deckgen.markdown.own_comments import CARD, END, card_end, ends_in_code
from deckgen.markdown.table_pipes import with_pipes_in_code
from deckgen.patterns import regex

MAX_COMMENT_LINES = 200
"""A comment that does not close within so many lines is none."""
MAX_FORMULA_LINES = 60
"""A formula that does not close within so many lines is none."""

_MARKS = ("$", "\\", "<!--", "{", "%%")
"""Without one of these a line has nothing to rewrite: a first sign of each is looked for, since that is quick."""
_OTHER_MARKS = regex(r"[`<\n]|\\[$(\[]|\]\(|://|%%|==|\{[{%:#.]")
"""Where none of these stands, a pair of ``$$`` is a formula: nothing is code, a gap or a label."""
_TOKEN = regex(
    rf"(?P<ticks>`+)|(?P<formula>{OPENER})|(?P<escape>\\[^\n])|(?P<tag><!--|<[A-Za-z/?!])"
    r"|(?P<url>https?://[^\s<>()\"'`{}\u3000-\u30ff\u4e00-\u9fff\uff00-\uffee]+)|(?P<target>\]\()"
    rf"|(?P<comment>(?<![\d%])%%)|(?P<braces>{templates.BRACES})"
)
_TAG = regex(
    r"<(?P<code>pre|code|script|style|kbd|samp|svg|math)\b[^<>]*>.*?</(?P=code)\s*>|<[A-Za-z/][^<>]{0,2000}>",
    re.I | re.S,
)
_TARGET = regex(r"\]\([^()]{0,2000}\)")
_GAP = regex(r"(?<![A-Za-z0-9=!<>])==[^\s=][^\n]{0,200}?(?<=[^\s=!<>])==(?![A-Za-z0-9=])")
_URL_BEFORE = regex(r"(?:https?://|www\.)[^\s<>]*\Z")
_LINE_LEAD = regex(r"\n((?:[ \t]|>(?!\}\}))*)")
_OPENS_LINE = regex(r"(?:\A|\n)[ \t>*-]*\Z")
_ENDS_LINE = regex(r"[ \t>*-]*(?:\n|\Z)")
_FAR = 300
_MOST_SHOWN = 80
_LESS = "&lt;"
"""What the parser takes for no tag, and every reader of HTML for a bracket."""

_COMMENT_LINE = regex(r"[ \t>]*%%(?![^\n]*%%)")
_COMMENT = regex(r"(?P<comment>%%(?!%).{0,2000}?(?<!%)%%)(?![\w%])[ \t]?", re.S)


class Cut(NamedTuple):
    """What the text lost on its way."""

    line: int  # from 1
    message: str
    code: str = "nesting"


class Prepared(NamedTuple):
    """A text to parse, the pieces that were put aside, and what was lost."""

    text: str
    hidden: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()


def prepare(text: str, *, has_templates: bool = False) -> Prepared:
    """Return the text to parse; ``has_templates``: the site has Liquid, attribute lists and shortcodes."""
    text = with_fences_in_items(with_pipes_in_code(without_admonitions(without_marks(with_colons(text)))))
    lines = text.split("\n")
    rewriter = _Rewriter(lines, text, has_templates=has_templates)
    rewriter.walk()
    changes = rewriter.changes
    cuts = [*rewriter.cuts, *(Cut(line, message) for line, message in cut_nesting(lines, changes, text))]
    if not changes:
        return Prepared(text)
    for index, line in changes.items():
        lines[index] = line
    return Prepared("\n".join(lines), tuple(rewriter.hidden), tuple(cuts))


class _Rewriter:
    """One text on its way."""

    def __init__(self, lines: list[str], text: str, *, has_templates: bool) -> None:
        self.lines = lines
        self._text = text
        self.changes: dict[int, str] = {}
        self.hidden: list[str] = []
        self.cuts: list[Cut] = []
        self._has_templates = has_templates
        self._known = templates.known_templates(text if has_templates else "")
        self._paired = frozenset() if has_templates else templates.paired_names(text)
        self._has_raw = has_templates and templates.END_RAW.search(text) is not None
        self._in_raw = False
        self._elements: Elements | None = None
        self._last_close = -1  # the last line that closes highlighted code, once it was looked for
        self._starts: list[int] = []  # of the lines, once a card is met
        self._no_card = False
        self._asked = ("", 0, -1, False)  # a run, the bounds of a line, and whether it has a gap
        self._embedded: set[str] = set()  # the names of shortcodes that were reported

    def walk(self) -> None:
        """Rewrite all runs of lines that are no code and hold anything to rewrite."""
        code = CodeLines()
        index = text_start = 0
        for candidate, is_marked in self._candidates():
            if candidate < index:
                continue
            if candidate > index:
                code.skip(self.lines[index:candidate])
            if is_marked and (end := self._special_end(candidate)) > candidate:
                code.is_code("")
                index = text_start = end
                continue
            index = candidate + 1
            if code.is_code(self.lines[candidate]):
                text_start = index
                if self._has_raw:
                    self._show_raw_in_code(candidate)
            elif is_marked:
                start = candidate
                while start > text_start and self.lines[start - 1].strip():
                    start -= 1
                index = self._run_end(candidate, code)
                self._rewrite(start, index)

    def _candidates(self) -> Iterator[tuple[int, bool]]:
        """Yield the indexes of the lines that may open or close code, or hold anything to rewrite, and which do."""
        marked = set(self._marked_lines())
        if not marked:
            return
        opening = {index for index, line in enumerate(self.lines) if line and line[0] in STARTS}
        for index in sorted(opening | marked):
            yield index, index in marked

    def _marked_lines(self) -> Iterator[int]:
        """Yield the indexes of the lines that hold anything to rewrite."""
        text = self._text
        starts = [start for mark in _MARKS for start in _on_each_line(text, mark)]
        starts += [found.start() for found in ODD.finditer(text)] if "<" in text else []
        line = position = 0
        for start in sorted(starts):
            line += text.count("\n", position, start)
            position = start
            yield line

    def _run_end(self, index: int, code: CodeLines) -> int:
        """Return the line behind the run of text that line ``index`` stands in."""
        while True:
            line = self.lines[index]
            if "$$" in line or "\\[" in line:
                index = long_formula_end(self.lines, index, MAX_FORMULA_LINES)
            index += 1
            if index >= len(self.lines):
                return index
            line = self.lines[index]
            if not line.strip() or opens_code(line) or self._special_end(index) > index:
                return index
            code.is_code(line)

    def _special_end(self, index: int) -> int:
        """Return the line behind the highlighted code or the author's card that opens here; else ``index``.

        Lines that open and close highlighted code prove one another, whatever is known of the site.
        """
        line = self.lines[index]
        if "<!--" in line and CARD.match(line.lstrip()) is not None:
            return self._own_card(index)
        if "%%" in line and _COMMENT_LINE.match(line) is not None:
            return self._comment(index, "%%")
        if self._has_templates and "comment" in line and templates.OPENS_COMMENT.fullmatch(line) is not None:
            return self._comment(index, "endcomment")
        if self._in_raw or not ("highlight" in line or "codeblock" in line):
            return index
        language = templates.highlight_language(line)
        if language is None:
            return index
        if self._last_close < 0:
            closing = (end for end in range(len(self.lines) - 1, 0, -1) if templates.closes_highlight(self.lines[end]))
            self._last_close = next(closing, 0)
        for end in range(index + 1, self._last_close + 1):
            if templates.closes_highlight(self.lines[end]):
                self.changes[index] = templates.TEXT_FENCE + language
                self.changes[end] = templates.TEXT_FENCE
                for inside in range(index + 1, end):
                    self._show_raw_in_code(inside)
                return end + 1
        if self._has_templates:
            self.changes[index] = ""
            return index + 1
        return index

    def _own_card(self, index: int) -> int:
        """Hide the ends of comments in the code of a ``deck: card``; return the line behind its own end."""
        if self._no_card:
            return index
        text = self._text
        if not self._starts:
            self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        first = self._starts[index]
        start = text.index("<!--", first)
        end = card_end(text, start)
        if end < 0:
            self._no_card = True
            return index
        behind = index + text.count("\n", first, end) + 1
        if inner := ends_in_code(text, start, end):
            out, position = [], first
            for place in inner:
                out += [text[position:place], hide(END, self.hidden)]
                position = place + len(END)
            card = "".join(out) + text[position : self._starts[behind] - 1]
            self.changes |= dict(enumerate(card.split("\n"), index))
        return behind

    def _comment(self, index: int, close: str) -> int:
        """Blank the lines of a comment (Obsidian's, Liquid's) that opens here and closes at the end of a later line."""
        for end in range(index + 1, min(index + MAX_COMMENT_LINES, len(self.lines))):
            if close in self.lines[end]:
                if self.lines[end].rstrip().endswith(("%%", "%}")):
                    self.changes |= dict.fromkeys(range(index, end + 1), "")
                    return end + 1
                break
        return index

    def _show_raw_in_code(self, index: int) -> None:
        """Take Liquid's ``raw`` off what it shows: a page has it nowhere, not even in code."""
        line = self.lines[index]
        if "raw" in line and (shown := templates.RAW_OR_END.sub("", line)) != line:
            self.changes[index] = shown if shown.strip() else GONE

    def _rewrite(self, start: int, end: int) -> None:
        """Rewrite the lines of a run of text."""
        text = "\n".join(self.lines[start:end])
        if self._has_templates and "{:" in text:
            text = self._without_attribute_lines(start, end)
        out = self._with_display_hidden(text) or "".join(self._rewritten(text, start))
        if out != text:
            self.changes |= dict(zip(range(start, end), out.split("\n"), strict=True))

    def _with_display_hidden(self, text: str) -> str:
        """Return a run whose only marks are pairs of ``$$``, as most are, with its formulas hidden; else nothing."""
        if text.count("$") != 2 * text.count("$$") or _OTHER_MARKS.search(text) is not None:
            return ""
        parts = text.split("$$")
        if len(parts) % 2 == 0 or "\\begin{" in "".join(parts[::2]) or not all(part.strip() for part in parts[1::2]):
            return ""
        parts[1::2] = [hide(f"$${part}$$", self.hidden) for part in parts[1::2]]
        return "".join(parts)

    def _without_attribute_lines(self, start: int, end: int) -> str:
        for index in range(start, end):
            if templates.is_attributes_line(self.lines[index]):
                if index > start and templates.is_toc_mark(self.lines[index - 1], self.lines[index]):
                    self.changes[index - 1] = ""
                self.changes[index] = ""
        return "\n".join(self.changes.get(index, self.lines[index]) for index in range(start, end))

    def _rewritten(self, text: str, start: int) -> Iterator[str]:
        """Yield a run of text piece by piece; ``start`` is the index of its first line."""
        position, line, counted = 0, start, 0
        no_span: set[int] = set()
        while (found := _TOKEN.search(text, position)) is not None:
            yield text[position : found.start()]
            kind, at, end, shown = found.lastgroup, found.start(), found.end(), found[0]
            if kind == "ticks" and len(shown) not in no_span:
                end = span_end(text, at, len(shown))
                if end == 0:
                    no_span.add(len(shown))
                end = end or found.end()
                shown = self._shown_span(text[at:end])
            elif kind == "formula":
                if (closed := formula_end(text, at, shown)) > 0:
                    end, shown = closed, hide(self._formula(text, at, closed), self.hidden)
                elif shown.startswith("\\"):
                    end, shown = at + 2, shown[:2]
            elif kind == "tag":
                end, shown = self._tag(text, at, end)
            elif kind == "target" and (target := _TARGET.match(text, at)) is not None:
                end, shown = target.end(), self._without_templates(target[0])
            elif kind == "comment":
                end, shown = _without_comment(text, at, end)
            elif kind == "braces":
                line, counted = line + text.count("\n", counted, at), at
                end, shown = self._braces(text, at, end, line)
            yield shown
            position = end
        yield text[position:]

    def _formula(self, text: str, at: int, end: int) -> str:
        line = text.rfind("\n", 0, at) + 1
        return without_quotes(text[at:end]) if text[line:at].lstrip().startswith(">") else text[at:end]

    def _shown_span(self, span: str) -> str:
        return templates.RAW_OR_END.sub("", span) if self._has_raw and "raw" in span else span

    def _tag(self, text: str, at: int, end: int) -> tuple[int, str]:
        if text.startswith("<!--", at):
            closed = text.find(END, at)
            end = len(text) if closed < 0 else closed + len(END)
            return end, text[at:end]
        found = _TAG.match(text, at)
        if self._elements is None:
            self._elements = Elements(self._text)
        if not self._elements.is_html(text, at, at if found is None else found.end()):
            is_behind_url = _URL_BEFORE.search(text, max(0, at - _FAR), at) is not None  # which would take it in
            return at + 1, " " + _LESS if is_behind_url else _LESS
        if found is None:
            return end, text[at:end]
        return found.end(), found[0] if found["code"] else self._without_templates(found[0])

    def _without_templates(self, text: str) -> str:
        """Return an address or a tag without Liquid: what stands in it is no sentence."""
        if not self._has_templates or self._in_raw or "{" not in text:
            return text
        parts: list[str] = []
        position = 0
        while (at := text.find("{", position)) >= 0:
            found = templates.template_at(text, at, self._known)
            parts += [text[position:at], "{" if found is None else "\n" * text.count("\n", at, found.end)]
            position = at + 1 if found is None else found.end
        return "".join(parts) + text[position:]

    def _braces(self, text: str, at: int, end: int, line: int) -> tuple[int, str]:
        """Return where the braces at this place end and what becomes of them."""
        if not self._has_templates:
            own = templates.own_proof_at(text, at, self._paired)
            return (end, text[at:end]) if own is None else (own.end, own.shown)
        if self._in_raw:
            closed = templates.END_RAW.match(text, at)
            self._in_raw = closed is None
            return (end, text[at:end]) if closed is None else (closed.end(), "")
        found = templates.template_at(text, at, self._known)
        if found is None:
            return end, text[at:end]
        if found.is_word and text.startswith("{{", at) and self._has_gap(text, at):
            return end, text[at:end]  # braces are words where the author makes a card of them
        self._in_raw = found.opens_raw and self._has_raw
        if found.is_word:
            piece = " ".join(text[at : found.end].split())[:_MOST_SHOWN]
            is_alone = bool(_OPENS_LINE.search(text[max(0, at - _FAR) : at]) and _ENDS_LINE.match(text, found.end))
            self._tell(piece, line + 1, found.embeds, is_alone=is_alone)
        return found.end, found.shown + _fillers(text[at : found.end])

    def _has_gap(self, text: str, at: int) -> bool:
        """Return whether a gap stands on the line of a place; the line that was asked for last is remembered."""
        run, start, end, has_gap = self._asked
        if run is not text or not start <= at <= end:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = end if end >= 0 else len(text)
            has_gap = _GAP.search(text, start, end) is not None
            self._asked = (text, start, end, has_gap)
        return has_gap

    def _tell(self, piece: str, line: int, embeds: str, *, is_alone: bool) -> None:
        """Report what is taken out of a sentence, and once a name what stands alone and shows something."""
        if not is_alone:
            message = f"left out of the sentence, as its page has something else there: {piece}"
            self.cuts.append(Cut(line, message, "template"))
        elif embeds and embeds not in self._embedded:
            self._embedded.add(embeds)
            message = f"no card can show what its page has there, nor at others of this name in the post: {piece}"
            self.cuts.append(Cut(line, message, "shortcode"))


def _fillers(piece: str) -> str:
    """Return the lines that a piece which is taken out went on over: as many, and each where it stood."""
    return "".join(f"\n{lead}{FILLER}" for lead in _LINE_LEAD.findall(piece))


def _without_comment(text: str, at: int, end: int) -> tuple[int, str]:
    """Return where the comment ends that may open here, and what is shown of it."""
    found = _COMMENT.match(text, at)
    if found is None:
        return end, text[at:end]
    fillers = _fillers(found[0])
    return found.end("comment") if fillers else found.end(), fillers


def _on_each_line(text: str, mark: str) -> Iterator[int]:
    """Yield the first place of a mark on each line that holds it."""
    start = text.find(mark)
    while start >= 0:
        yield start
        end = text.find("\n", start)
        start = text.find(mark, end) if end >= 0 else -1
