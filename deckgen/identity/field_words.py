"""The words of a field: our own HTML read back, once and for all that compares cards.

Told apart are words, Han and kana signs, numbers, code, formulas and operators; markup, blanks and punctuation are
left out. `Words.line` writes them down exactly, so that a note that never shipped can be found again by them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property

import msgspec

from deckgen.files.field_text import without_hints
from deckgen.language.folding import nfkc
from deckgen.language.scripts import MARKS
from deckgen.patterns import regex

HAN = r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han and kana, as the inside of a character class."""

WORD, SIGN, NUMBER, CODE, FORMULA, OPERATOR = "w", "h", "n", "c", "f", "o"
"""Kinds of tokens; a sign is one Han or kana character."""

_LETTER = rf"[^\W\d{HAN}]"
_JOINED = rf"[^\W{HAN}]*(?:[{MARKS}]+[^\W{HAN}]*)*"
_TOKEN = regex(
    rf"(?P<signs>[{HAN}]+)"
    r"|(?P<quote>[\"“”„«»「」『』《》])"
    r"|(?P<option>(?<![\w-])--?[A-Za-z][A-Za-z0-9_-]*)"
    r"|(?P<number>(?:(?<![\w)\]-])-)?\d+(?:[.,:]\d+)*)"
    rf"|(?P<word>{_LETTER}{_JOINED}(?:[.'’]{_LETTER}{_JOINED})*(?:[+#]+(?!\w))?)"
    r"|(?P<operator>[=<>+*^%&|~!:/\\-]{2,}|[=<>+*^%&|~≤≥≠±×÷→←⇒⇔√∞°$€£¥])"
    r"|(?P<end>[.!?:;。…\n]+)"
)
_OPERATES = regex(r"[=<>+*^%&|~≤≥≠±×÷→←⇒⇔√∞°$€£¥]|^(?:::|//|->)$")
"""What tells an operator from a run of punctuation ("--", "...", "!!")."""

_TELLING_RUN = 5
"""So many words of an answer are what no other question goes on with by chance."""
_MARKED = regex(rf"[{MARKS}]")
_OPENING = frozenset("“„«「『《")
_CLOSING = frozenset("”»」』》")
_PART = regex(
    r"<pre\b[^>]*>(?P<block>.*?)</pre>|<code>(?P<code>.*?)</code>|\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]"
    r"|<img src=\"(?P<picture>[^\"]*)\"(?: alt=\"(?P<alt>[^\"]*)\")?[^>]*>|(?P<open>\{\{c#?\d+::)|(?P<close>\}\})",
    re.S,
)
_EDGE = regex(r"</?(?:blockquote|br|div|hr|li|ol|p|table|td|th|tr|ul)\b[^>]*>")
_TAG = regex(r"<[^>]*>")
_GAP_OPENS, _GAP_CLOSES, _CODE_MARK, _FORMULA_MARK, _QUOTE_MARK, _END_MARK = "⟦", "⟧", "`", "$", '"', "."


class Words(msgspec.Struct, frozen=True, dict=True):
    """What a field says, token by token.

    ``gaps`` and ``quoted`` are pairs of places (from, up to) in ``raw``; ``starts`` are the places at which a
    sentence begins, where a capital says nothing.
    """

    kinds: str
    raw: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...] = ()
    quoted: tuple[tuple[int, int], ...] = ()
    starts: frozenset[int] = frozenset()
    pictures: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The tokens without their case."""
        return tuple([token.casefold() for token in self.raw])

    @cached_property
    def key(self) -> str:
        """All tokens as one text: two fields of the same words have the same."""
        return " ".join(self.folded)

    @cached_property
    def line(self) -> str:
        """The words as one readable line, which `read_line` reads back."""
        return _line(self)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The places of the tokens in gaps."""
        return frozenset(place for first, last in self.gaps for place in range(first, last))

    def without(self, spans: tuple[tuple[int, int], ...]) -> Words:
        """Return the words outside of some spans, which do not overlap, with the gaps that are whole."""
        gone = {place for first, last in spans for place in range(first, last)}
        left = [place for place in range(len(self.raw)) if place not in gone]
        now = {place: number for number, place in enumerate(left)}

        def whole(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
            return tuple(
                (now[first], now[last - 1] + 1)
                for first, last in spans
                if first < last and all(place in now for place in range(first, last))
            )

        return Words(
            "".join([self.kinds[place] for place in left]),
            tuple([self.raw[place] for place in left]),
            whole(self.gaps),
            whole(self.quoted),
            frozenset(now[place] for place in self.starts if place in now),
            self.pictures,
        )


def runs_on(longer: Words, asked: Words, answered: Words) -> bool:
    """Return whether a question opens with the words of another, and goes on with those of that one's answer."""
    question, rest = asked.folded, longer.folded[len(asked.folded) :]
    shared = min(len(rest), len(answered.folded))
    if not question or longer.folded[: len(question)] != question or rest[:shared] != answered.folded[:shared]:
        return False
    return shared >= _TELLING_RUN or 0 < shared == len(answered.folded)


def letters(line: str) -> str:
    """Return a line of words by which it is known though an earlier release read no vowel signs (Hindi, Arabic)."""
    if _MARKED.search(line) is None:
        return line
    return "".join(char for char in line if char != " " and not unicodedata.category(char).startswith("M"))


def same_words(one: Words, two: Words) -> bool:
    """Return whether two fields say the same to the word; the case counts in code alone (`-d` and `-D`)."""
    if one.key != two.key:
        return False
    tokens = zip(one.raw, two.raw, one.kinds, two.kinds, strict=True)
    return all(first == second or not kind == other == CODE for first, second, kind, other in tokens)


def read_field(field: str, *, has_gaps: bool = False) -> Words:
    """Return the words of a field of HTML as `export/` makes it; with ``has_gaps`` its ``{{c1::...}}`` are gaps."""
    made = _Making()
    field = without_hints(field) if has_gaps else field
    at = 0
    for found in _PART.finditer(field):
        kind = found.lastgroup or ""
        kind = "picture" if kind == "alt" else kind
        if kind in ("open", "close") and not (has_gaps and made.takes(kind)):
            continue
        made.text(_plain(field[at : found.start()]))
        at = found.end()
        if kind in ("block", "code"):
            made.code(_plain(found[kind]))
        elif kind in ("inline", "display"):
            made.formula(_plain(found[kind]))
        elif kind == "picture":
            made.picture(found["picture"], _plain(found["alt"] or ""))
        else:
            made.gap(kind)
    made.text(_plain(field[at:]))
    return made.done()


def read_line(line: str) -> Words:
    """Return the words that `Words.line` wrote down."""
    made = _Making()
    for token in line.split():
        if token == _GAP_OPENS:
            made.gap("open")
        elif token == _GAP_CLOSES:
            made.gap("close")
        elif token == _QUOTE_MARK:
            made.quote(token)
        elif token == _END_MARK:
            made.end()
        elif token.startswith(_CODE_MARK) and len(token) > 1:
            made.add(CODE, token[1:])
        elif token.startswith(_FORMULA_MARK) and len(token) > 1:
            made.add(FORMULA, token[1:])
        else:
            made.text(token, is_open=True)
    return made.done()


def _plain(field: str) -> str:
    if "<" in field:
        field = _TAG.sub("", _EDGE.sub("\n", field))
    return nfkc(html.unescape(field) if "&" in field else field)


class _Making:
    """Words in the making."""

    def __init__(self) -> None:
        self._kinds: list[str] = []
        self._raw: list[str] = []
        self._gaps: list[tuple[int, int]] = []
        self._quoted: list[tuple[int, int]] = []
        self._starts: set[int] = {0}
        self._pictures: list[str] = []
        self._gap = -1
        self._quote = -1

    def done(self) -> Words:
        count = len(self._raw)
        return Words(
            "".join(self._kinds),
            tuple(self._raw),
            tuple(self._gaps),
            tuple(self._quoted),
            frozenset(place for place in self._starts if place < count),
            tuple(self._pictures),
        )

    def add(self, kind: str, token: str) -> None:
        self._kinds.append(kind)
        self._raw.append(token)

    def takes(self, mark: str) -> bool:
        """Return whether a gap may open or close here: they do not nest."""
        return (mark == "open") == (self._gap < 0)

    def gap(self, mark: str) -> None:
        if mark == "open":
            self._gap = len(self._raw)
        else:
            self._gaps.append((self._gap, len(self._raw)))
            self._gap = -1

    def end(self) -> None:
        self._starts.add(len(self._raw))

    def quote(self, mark: str) -> None:
        """Open a quoted term, or close the one that is open."""
        if mark in _OPENING or (mark not in _CLOSING and self._quote < 0):
            self._quote = len(self._raw)
        elif self._quote >= 0:
            if self._quote < len(self._raw):
                self._quoted.append((self._quote, len(self._raw)))
            self._quote = -1

    def picture(self, name: str, alt: str) -> None:
        self._pictures.append(name)
        self.text(alt)

    def code(self, text: str) -> None:
        for token in text.split():
            self.add(CODE, token)

    def formula(self, text: str) -> None:
        if tex := "".join(text.split()):
            self.add(FORMULA, tex)

    def text(self, text: str, *, is_open: bool = False) -> None:
        """Add plain text; ``is_open`` says that it is one token of a line."""
        for found in _TOKEN.finditer(text):
            kind, token = found.lastgroup, found[0]
            if kind == "signs":
                self._kinds += SIGN * len(token)
                self._raw += token
            elif kind == "word":
                self.add(WORD, token.replace("’", "'"))
            elif kind == "number":
                self.add(NUMBER, token)
            elif kind == "option":
                self.add(CODE, token)
            elif kind == "quote":
                self.quote(token)
            elif kind == "operator":
                if _OPERATES.search(token):
                    self.add(OPERATOR, token)
            elif not is_open:
                self.end()


def _line(words: Words) -> str:
    return " ".join(_written(words))


def _written(words: Words) -> Iterator[str]:
    opens = {first for first, _ in words.gaps}
    closes = {last for _, last in words.gaps}
    quotes = [place for span in words.quoted for place in span]
    signs = ""
    for place in range(len(words.raw) + 1):
        marks = [_GAP_CLOSES] * (place in closes)
        marks += [_END_MARK] * (place in words.starts and place > 0)
        marks += [_GAP_OPENS] * (place in opens)
        marks += [_QUOTE_MARK] * quotes.count(place)
        kind = words.kinds[place : place + 1]
        if signs and (marks or kind != SIGN):
            yield signs
            signs = ""
        yield from marks
        if kind == SIGN:
            signs += words.raw[place]
        elif kind:
            yield {CODE: _CODE_MARK, FORMULA: _FORMULA_MARK}.get(kind, "") + words.raw[place]
