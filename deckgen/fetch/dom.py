"""HTML -> a tree, and parts of the tree -> plain text: paragraphs, lists, code fences, tables, formulas.

The walk goes once over the nodes with bounds on their number and on the text, and knows no recursion: pages are made
by strangers. A formula is given once, in TeX, however often the page draws it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from lxml import etree as etree
from lxml.html import HtmlElement as HtmlElement

from deckgen.fetch.plain_text import clean_lines, squeeze_line, without_chinese_breaks
from deckgen.patterns import regex

MAX_HTML = 8_000_000  # characters
MAX_NODES = 150_000
MAX_TEXT = 300_000  # characters

_SKIPPED = frozenset(
    """
    script style noscript template svg iframe frame object embed video audio canvas map select option button input
    textarea head link meta title mp-common-profile
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_PARAGRAPHS = frozenset(
    """
    p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol dl dd dt blockquote figure
    figcaption table form fieldset hr address details summary center body html pre
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_LINES = frozenset(["br", "li", "tr", "tbody", "thead", "tfoot", "caption"])
_DROPPED = frozenset(
    # Line numbers, copy buttons, and formulas drawn a second time.
    """
    gutter hljs-ln-numbers hljs-ln-n lineno linenos linenodiv line-numbers-rows pre-numbering blob-num rouge-gutter
    code-snippet__line-index crayon-nums hljs-button code-copy-btn copy-code-btn cnblogs_code_toolbar
    hide-preCode-box MathJax MathJax_Display MathJax_Preview MathJax_SVG MathJax_SVG_Display MathJax_CHTML
    MJX_Assistive_MathML mjx-chtml mw-editsection sr-only screen-reader-text
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SHIFTED = {"sup": (_RAISED, regex(r"[-+−]?(?:\d{1,4}|n)")), "sub": (_LOWERED, regex(r"\d{1,4}"))}
"""What is raised or lowered and says another thing on the line: 2⁶ is no 26. All else stands on the line."""
_SHIFTED_HTML = regex(r"(?<=[\w)\]])<(sup|sub)(?: [^<>]{0,200})?>([-+−\dn]{1,5})</\1>")
_GUTTER = regex(r"\d{1,4}")
_TEX_SIGNS = regex(r"[\\^_{}]")
_SPACES = regex(r"[ \t\r\f\v\n]+")
_BULLETS = frozenset({"- "} | {f"{number}. " for number in range(1, 100)})

_MAX_CELLS = 4000
_MAX_CELL = 500  # characters
_MAX_ATTRIBUTES = 200
_LONG_TAG = regex(r"<[a-zA-Z][^<>]{4000,}")
_ATTRIBUTE = regex(r"[^\s=\"'/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']*))?")

_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)
_MAX_BOXES = 50
_BY_ID = etree.XPath("descendant-or-self::*[@id=$name]")
_BY_CLASS = etree.XPath("descendant-or-self::*[contains(concat(' ', normalize-space(@class), ' '), $name)]")
_BY_ATTRIBUTE = etree.XPath("descendant-or-self::*[@*[local-name()=$name]=$value]")


def parse_html(html: str) -> HtmlElement:
    """Return the root of a page's tree; any text has one."""
    # A huge tree is at most 2,048 levels deep; old pages that never close a <font> need more than the usual 256.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    parser.set_element_class_lookup(_LOOKUP)
    data = _LONG_TAG.sub(_uncrowded, html[:MAX_HTML].replace("\x00", "")).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.LxmlError:
        root = None
    if root is None:
        root = etree.fromstring(b"<html><body></body></html>", parser)
    return root


def _uncrowded(found: re.Match[str]) -> str:
    """Cut a tag behind its first attributes: the parser takes seconds for 100,000 of them."""
    last = next(itertools.islice(_ATTRIBUTE.finditer(found[0]), _MAX_ATTRIBUTES, None), None)
    return found[0] if last is None else found[0][: last.start()]


def classes_of(node: HtmlElement) -> frozenset[str]:
    """Return the class names of an element."""
    return frozenset((node.get("class") or "").split())


def find_all(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements of ``#id``, ``.class``, ``tag.class``, ``tag`` or ``@attribute=value``, in page order.

    Several of these with blanks between mean the last inside the others, as in CSS.
    """
    outer, _, selector = selector.rpartition(" ")
    if outer:
        inside = [node for box in find_all(root, outer)[:_MAX_BOXES] for node in find_all(box, selector)]
        return list(dict.fromkeys(inside))
    if selector.startswith("#"):
        return list(_BY_ID(root, name=selector[1:]))
    if selector.startswith("@"):
        name, _, value = selector[1:].partition("=")
        return list(_BY_ATTRIBUTE(root, name=name, value=value))
    tag, dot, name = selector.partition(".")
    if not dot:
        return list(root.iter(tag))
    found = _BY_CLASS(root, name=f" {name} ")
    return [node for node in found if not tag or node.tag == tag]


def find(root: HtmlElement, *selectors: str) -> HtmlElement | None:
    """Return the first element of the first selector that finds one."""
    for selector in selectors:
        if found := find_all(root, selector):
            return found[0]
    return None


def first_line(root: HtmlElement, *selectors: str) -> str:
    """Return the words of the first element that has any, be it in its ``content``."""
    for selector in selectors:
        for node in find_all(root, selector)[:4]:
            if line := squeeze_line(text_of((node,)) or node.get("content") or "", 2000):
                return line
    return ""


def text_of(nodes: Iterable[HtmlElement], *, drop: frozenset[str] = frozenset()) -> str:
    """Return the plain text of elements; ``drop`` names classes and ids of what is no part of it."""
    writer = _Writer()
    left = MAX_NODES
    for node in nodes:
        left = _walk(node, writer, _DROPPED | drop, left)
        writer.break_(2)
    return clean_lines("".join(writer.pieces))[:MAX_TEXT].rstrip()


def _walk(top: HtmlElement, writer: _Writer, drop: frozenset[str], left: int) -> int:
    walk = etree.iterwalk(top, events=("start", "end"))
    skipped: HtmlElement | None = None
    for event, node in walk:
        left -= 1
        if left < 0 or writer.size > MAX_TEXT:
            break
        tag = node.tag if isinstance(node.tag, str) else "script"
        if event == "start":
            instead = _instead(node, tag, drop)
            if instead is not None:
                skipped = node
                walk.skip_subtree()
                writer.text(instead)
                continue
            writer.open(node, tag)
            if node.text:
                writer.text(node.text)
        else:
            if node is skipped:
                skipped = None
            else:
                writer.close(node, tag)
            if node.tail and node is not top:
                writer.text(node.tail)
    return left


def _instead(node: HtmlElement, tag: str, drop: frozenset[str]) -> str | None:
    """Return what stands for an element that is not walked; None if it is."""
    if tag == "script":
        kind = node.get("type") or ""
        return _formula(node.text or "") if kind.startswith("math/tex") else ""
    if tag in _SKIPPED:
        return ""
    if tag == "img":
        return _formula(node.get("alt") or "") if _is_formula_image(node) else ""
    if tag == "math":
        return _formula(_annotation(node) or "".join(node.itertext()))
    if tag == "mjx-container":
        return _formula(_annotation(node))
    tex = node.get("data-tex")
    if tex is not None and tag == "span":
        return _formula(tex)
    names = classes_of(node)
    if not names.isdisjoint(drop) or (drop and node.get("id") in drop):
        return ""
    if "katex" in names:
        return _katex(node)
    return shifted(tag, node.text or "") if tag in _SHIFTED and not len(node) else None


def shifted(tag: str, text: str) -> str | None:
    """Return the signs for a raised (``sup``) or lowered number; None for what has none, or is a mark of a footnote."""
    signs, shape = _SHIFTED[tag]
    return text.translate(signs) if shape.fullmatch(text) else None


def with_shifted(html: str) -> str:
    """Return HTML with signs for its raised and lowered numbers, for readers that put them on the line."""
    return _SHIFTED_HTML.sub(lambda found: shifted(found[1], found[2]) or found[0], html)


def _is_formula_image(node: HtmlElement) -> bool:
    if node.get("eeimg") is not None or "/equation?tex=" in (node.get("src") or ""):
        return True
    box = node.getparent()
    return "mwe-math" in (node.get("class") or "") and (box is None or find(box, "math") is None)


def _annotation(node: HtmlElement) -> str:
    """Return the TeX that MathML carries along."""
    notes = (note for note in node.iter("annotation") if "tex" in (note.get("encoding") or ""))
    return next(("".join(note.itertext()) for note in notes), "")


def _katex(node: HtmlElement) -> str:
    """Return a KaTeX formula once; CSDN lost the MathML tags, and left the TeX as the last line of their text."""
    if tex := _annotation(node):
        return _formula(tex)
    for part in find_all(node, ".katex-mathml"):
        lines = "".join(part.itertext()).strip().splitlines()
        if len(lines) > 1:
            return _formula(lines[-1])
    drawn = find(node, ".katex-html")
    return _formula("".join((drawn if drawn is not None else node).itertext()))


def _formula(tex: str) -> str:
    tex = squeeze_line(tex, 4000)
    tex = re.sub(r"^\{\\displaystyle\s?(.*)\}$|^\{\\textstyle\s?(.*)\}$", r"\1\2", tex).strip()
    return f"${tex}$" if _TEX_SIGNS.search(tex) else tex


class _Writer:
    """Puts pieces of text together: white space as a browser shows it, breaks between blocks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self._code: list[str] | None = None
        self._code_node: HtmlElement | None = None
        self._lists: list[int] = []  # the number of the next item; 0 for bullets
        self._tables: list[bool] = []  # whether its rows are written as rows
        self._cells = 0
        self._in_line = False  # something stands on the line
        self._after_space = False

    def text(self, text: str) -> None:
        if self._code is not None:
            self._code.append(text)
            self.size += len(text)
            return
        if "\n" in text:
            text = without_chinese_breaks(text)
        text = _SPACES.sub(" ", text)
        if not self._in_line or self._after_space:
            text = text.lstrip(" ")
        if not text:
            return
        self._put(text)
        self._in_line = True
        self._after_space = text[-1] == " "

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.size += len(piece)

    def break_(self, lines: int) -> None:
        if self._tables and self._tables[-1] and self._cells:
            self._space()
            return
        lines = 1 if self._lists else lines
        if self._in_line:
            self._put("\n" * lines)
        elif lines == 2 and self.pieces and not self.pieces[-1].endswith("\n\n"):
            self._put("\n")
        self._in_line = self._after_space = False

    def _space(self) -> None:
        if self._in_line and not self._after_space:
            self._put(" ")
            self._after_space = True

    def open(self, node: HtmlElement, tag: str) -> None:
        if self._code is not None:
            return
        if tag == "pre" or (tag == "td" and "code" in classes_of(node)):
            self.break_(2)
            self._code, self._code_node = [], node
        elif tag in _PARAGRAPHS:
            self._open_paragraph(node, tag)
        elif tag in _LINES:
            self.break_(1)
            if tag == "li":
                self._bullet()
            elif tag == "tr":
                self._cells = 0
        elif tag in ("td", "th"):
            self._open_cell()

    def _open_paragraph(self, node: HtmlElement, tag: str) -> None:
        is_first_of_item = not self._in_line or (self.pieces and self.pieces[-1] in _BULLETS)
        if not (self._lists and is_first_of_item and self._after_space):
            self.break_(2)
        if tag == "ul":
            self._lists.append(0)
        elif tag == "ol":
            self._lists.append(1)
        elif tag == "table":
            self._tables.append(_is_data_table(node))
            self._cells = 0

    def _bullet(self) -> None:
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        self._put(f"{number}. " if number else "- ")
        self._in_line = self._after_space = True

    def _open_cell(self) -> None:
        if not (self._tables and self._tables[-1]):
            self.break_(1)
        elif self._cells:
            self._space()
            self._put("| ")
            self._in_line = self._after_space = True
        self._cells += 1

    def close(self, node: HtmlElement, tag: str) -> None:
        if self._code is not None:
            self._close_in_code(node, tag)
        elif tag in _PARAGRAPHS:
            self._close_paragraph(tag)
        elif tag in _LINES:
            if tag == "tr":
                self._cells = 0
            self.break_(1)

    def _close_in_code(self, node: HtmlElement, tag: str) -> None:
        code = self._code or []
        if node is self._code_node:
            self._code = self._code_node = None
            if lines := _code_lines("".join(code)):
                self._put("```\n" + "\n".join(lines) + "\n```\n\n")
            self._in_line = self._after_space = False
        elif tag == "br" or (_is_code_line(node, tag) and code and not code[-1].endswith("\n")):
            code.append("\n")

    def _close_paragraph(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "table" and self._tables:
            self._cells = 0
            self._tables.pop()
        self.break_(2)


def _is_code_line(node: HtmlElement, tag: str) -> bool:
    """Return whether an element inside ``<pre>`` is a line of its own (WeChat makes each a ``<code>``)."""
    if tag in ("div", "p", "li", "tr", "section"):
        return True
    if tag != "code":
        return False
    other = node.getnext() if node.getnext() is not None else node.getprevious()
    return other is not None and other.tag == "code"


def _is_data_table(table: HtmlElement) -> bool:
    """Return whether a table holds data rather than the layout of the page, or code."""
    if next(itertools.islice(table.iter("table", "pre"), 1, None), None) is not None:
        return False
    cells = list(itertools.islice(table.iter("td", "th"), _MAX_CELLS + 1))
    texts = (itertools.islice(cell.itertext(), 200) for cell in cells)
    return len(cells) <= _MAX_CELLS and all(sum(map(len, parts)) <= _MAX_CELL for parts in texts)


def _code_lines(text: str) -> list[str]:
    """Return the lines of a code block, without the numbers that a page prints before them."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").replace("\r\n", "\n").split("\n")]
    lines = "\n".join(lines).strip("\n").split("\n")
    numbers = [line.split(None, 1)[0] for line in lines if line]
    if len(numbers) > 2 and all(map(_GUTTER.fullmatch, numbers)):
        first = int(numbers[0])
        if list(map(int, numbers)) == list(range(first, first + len(numbers))):
            lines = [re.sub(r"^\s*\d{1,4} ?", "", line) for line in lines]
    return lines if any(lines) else []
