"""Siblings of one run: text is gathered before it is escaped, raw tags are closed in their order."""

from __future__ import annotations

from deckgen.export import raw_html
from deckgen.export.escaped import add, escaped
from deckgen.patterns import regex

MAX_DEPTH = 40
"""Tags deeper than this are not opened."""

_WRAPPED = regex(r"(?<=[a-z,;]) ?\n(?=[a-z])")
_LINE_END = regex(r"[ \t]*[\n\r]\s*")
_BLANKS = regex(r"\s+")
_ITEM_ENDS = ("<li>", "</li>")
_BLOCK_EDGES = ("<div>", "<p>", "<li>", "<blockquote>", "<td>", "<th>", "<table>", "<tr>", "</tr>", "</td>", "</table>")


def says_nothing(out: list[str], start: int) -> bool:
    """Return whether the pieces from ``start`` on show nothing: blanks, line breaks, items of a list without words."""
    pieces = (out[place] for place in range(start, len(out)))
    return all(piece in _ITEM_ENDS or not piece.replace("<br>", "").strip() for piece in pieces)


class Run:
    """One run of siblings on its way to a field."""

    def __init__(self, out: list[str]) -> None:
        self._out = out
        self._text: list[str] = []
        self._open: list[str] = []
        self._dropped = ""

    @property
    def is_dropping(self) -> bool:
        """Whether what comes stands in a tag that is dropped with all that it holds."""
        return bool(self._dropped)

    def text(self, text: str) -> None:
        """Take words."""
        if not self._dropped:
            self._text.append(text)

    def flush(self) -> None:
        """Write the words that were gathered."""
        if self._text:
            text = _LINE_END.sub("\n", _WRAPPED.sub(" ", "".join(self._text)))
            if not self._out or self._out[-1].endswith(_BLOCK_EDGES):
                text = text.lstrip()
            add(self._out, escaped(text).replace("\n", "<br>"))
            self._text.clear()

    def line_break(self) -> None:
        """Take a line that the author asked for, whatever stands around it."""
        self.text("\r")

    def close(self) -> None:
        """Write what was gathered and close the tags that are open."""
        self.flush()
        self._close_down_to(0)

    def html(self, raw: str) -> None:
        """Take raw HTML, of which only our own small set of tags is kept."""
        for piece in raw_html.pieces(raw):
            if not piece.tag:
                self.text(_BLANKS.sub(" ", piece.text))
            elif self._dropped:
                self._dropped = "" if piece.closing and piece.tag == self._dropped else self._dropped
            elif piece.tag in raw_html.DROPPED:
                self._dropped = "" if piece.closing else piece.tag
            else:
                self._tag(piece.tag, closing=piece.closing)

    def _tag(self, name: str, *, closing: bool) -> None:
        tag = raw_html.KEPT.get(name, "")
        is_cut_off = tag in ("tr", "td", "th") and "table" not in self._open  # an empty line ends raw HTML
        if not tag or is_cut_off:
            self._gap(name)
        elif not closing:
            self._open_tag(tag)
        elif tag in self._open:
            self._close_down_to(len(self._open) - 1 - self._open[::-1].index(tag))

    def _open_tag(self, tag: str) -> None:
        if len(self._open) < MAX_DEPTH:
            self.flush()
            self._out.append(f"<{tag}>")
            self._open.append(tag)

    def _gap(self, name: str) -> None:
        """A tag that is left out still keeps two lines, or two cells, apart."""
        if name in raw_html.LINES:
            self._text.append("\r")  # a line that the post asked for, whatever stands around it
        elif name in ("td", "th"):
            self._text.append(" ")

    def _close_down_to(self, depth: int) -> None:
        self.flush()
        while len(self._open) > depth:
            tag = self._open.pop()
            if self._out[-1] == f"<{tag}>" and tag not in ("td", "th"):
                self._out.pop()  # it holds nothing
            else:
                self._out.append(f"</{tag}>")
