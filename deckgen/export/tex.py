"""TeX of a post or a model -> what MathJax may be given, or nothing: then its source is shown.

In Anki, MathJax is a third interpreter beside HTML and Anki's own marks. A formula passes if all of its commands and
environments are listed in `tex_commands`, and if MathJax ends it where we end it. Macros of the post or the definition
are expanded here first, so that no definition reaches Anki, where it would outlive its card.

Outside facts (MathJax 3.2.2): a command is a backslash and ASCII letters, or one other character (`TexParser.GetCS`);
the closing delimiter is looked for outside braces, past each pair of a backslash and a character (`FindTeX.findEnd`),
so a brace that stays open lets a formula run on into the text behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html.entities import html5
from types import MappingProxyType

import msgspec

from deckgen.export.tex_commands import CHEMISTRY, COMMANDS, ENVIRONMENTS
from deckgen.model import Block, BlockKind, Inline, InlineKind, Post
from deckgen.patterns import regex
from deckgen.topics import all_sections

MAX_LENGTH = 5_000
"""Characters of a formula, as written and as expanded: MathJax's own buffer holds 5 kB where it expands macros."""

MAX_DEPTH = 50
"""Braces, environments and `\\left` inside one another: MathJax follows them by calling itself."""

MAX_STEPS = 1_000
"""Macros that one formula may expand; one that names itself comes to this end."""

_MAX_WORK = 50_000  # pieces that are moved while a formula is expanded

_FORMULAS = frozenset({BlockKind.MATH, InlineKind.MATH})
_PIECE = regex(r"\\(?:[a-zA-Z]+|.)?|%[^\n]*\n[ \t]*|\s+|.", re.DOTALL)
_MARK = regex(
    r"\\begin\s*\{(?P<begun>[a-zA-Z]+\*?)\}|\\end\s*\{(?P<ended>[a-zA-Z]+\*?)\}|"
    r"\\(?P<command>[a-zA-Z]+|.)?|[{}%#]|&(?P<entity>[a-zA-Z0-9]+;)",
    re.DOTALL,
)
_WORD = regex(r"\\([a-zA-Z]+)")
_BRACE = regex(r"[{}]")
_CHEMICAL = regex(rf"\\(?:{'|'.join(sorted(CHEMISTRY))})(?![a-zA-Z])")
_REASSEMBLED = regex(r"\\(?![a-zA-Z])|\$")
_ENDS = regex(r"\\\\(?=[)\]])")
_ODD_END = regex(r"(?<!\\)(?:\\\\)*\\\Z")

_NEW = frozenset(("newcommand", "renewcommand", "providecommand"))
_DEFINING = _NEW | {"def", "DeclareMathOperator"}
_DEFINES = regex(rf"\\(?:{'|'.join(sorted(_DEFINING))})(?![a-zA-Z])")


class Macro(msgspec.Struct, frozen=True):
    """What a command of the author's stands for."""

    body: str
    """TeX, with `#1` to `#9` where the arguments go."""

    arguments: int = 0
    default: str | None = None
    """Of the first argument, which then stands in brackets or not at all."""


Macros = Mapping[str, Macro]
"""By name, without the backslash."""

NO_MACROS: Macros = MappingProxyType({})
_OURS: Macros = MappingProxyType({"label": Macro("", 1)})  # shows nothing, and would be an id of Anki's page


class _RefusedError(Exception):
    """A formula that is not to be expanded."""


def typeset(tex: str, macros: Macros = NO_MACROS) -> str | None:
    """Return the TeX that MathJax may be given for a formula, macros expanded; None where its source is to be shown.

    What comes back holds listed commands alone, is closed in itself, and holds neither `\\)` nor `\\]`; it is empty for
    a formula that only defines macros.
    """
    if len(tex) > MAX_LENGTH:
        return None
    if "%" in tex or _DEFINES.search(tex) or not {*_OURS, *macros}.isdisjoint(_WORD.findall(tex)):
        try:
            tex = _expanded(tex, {**_OURS, **macros})
        except _RefusedError:
            return None
    tex = tex.strip()
    if _ODD_END.search(tex):
        tex += " "  # a blank after a backslash is a command, too
    tex = _ENDS.sub(r"\\\\ ", tex)  # "\\)" is no end to MathJax; to Anki's cloze filter it is one
    return tex if len(tex) <= MAX_LENGTH and is_harmless(tex) else None


def is_harmless(tex: str) -> bool:
    """Whether MathJax may be given this TeX as it is: listed commands alone, and nothing left open."""
    apart = _chemistry_apart(tex)
    if apart is None:
        return False
    open_marks: list[str] = []
    lefts = 0
    for found in _MARK.finditer(apart):
        mark = found[0]
        if found["begun"] or mark == "{":
            if found["begun"] and found["begun"] not in ENVIRONMENTS:
                return False
            open_marks.append(found["begun"] or mark)
        elif found["ended"] or mark == "}":
            if not open_marks or open_marks.pop() != (found["ended"] or "{"):
                return False
        elif mark[0] != "\\":
            if mark in "%#" or found["entity"] in html5:
                return False
        elif found["command"] not in COMMANDS or found["command"] in ("begin", "end"):
            return False
        else:
            lefts += (found["command"] == "left") - (found["command"] == "right")
        if len(open_marks) + lefts > MAX_DEPTH:
            return False
    return not open_marks


def _chemistry_apart(tex: str) -> str | None:
    """Return a formula with the arguments of its chemistry as TeX that says no more; None if one of them is not safe.

    mhchem takes its arguments apart by rules of its own: of `\\ce{\\$href x$}` it makes the command `href` (seen in
    MathJax 3.2.2). So a backslash stands there before letters alone, and no dollar does.
    """
    if "\\ce" not in tex and "\\pu" not in tex:
        return tex
    out: list[str] = []
    at = 0
    for found in _CHEMICAL.finditer(tex):
        if found.start() < at:
            continue
        end = _group_end(tex, found.end())
        argument = tex[found.end() : end]
        if end < 0 or _REASSEMBLED.search(argument):
            return None
        out += (tex[at : found.end()], argument.replace("#", "="))  # a triple bond
        at = end
    return "".join(out) + tex[at:]


def _group_end(tex: str, start: int) -> int:
    """Return the place behind the group that begins here, -1 if none does or it does not end."""
    depth = 0
    for found in _BRACE.finditer(tex, start):
        depth += 1 if found[0] == "{" else -1
        if depth <= 0:
            return found.end() if tex.startswith("{", start) else -1
    return -1


def macros_of(post: Post, known: Macros) -> Macros:
    """Return `known` and the macros that a post's formulas define, wherever they stand; a later one wins."""
    sections = all_sections(post.sections)
    return defined((tex for section in sections for tex in _formulas_in((*section.title, *section.blocks))), known)


def defined(formulas: Iterable[str], known: Macros = NO_MACROS) -> Macros:
    """Return `known` and the macros that formulas define, a formula whose macros cannot be expanded left out."""
    found = dict(known)
    for tex in formulas:
        if _DEFINES.search(tex) and len(tex) <= MAX_LENGTH:
            trial = dict(found)
            try:
                _expanded(tex, trial)
            except _RefusedError:
                continue
            found = trial
    return found or NO_MACROS


def macro_fault(name: str, macro: Macro, others: Collection[str] = ()) -> str:
    """Return why nothing can be made of a macro, which may use `others`; empty if it can be used."""
    if not re.fullmatch(r"[a-zA-Z]+", name):
        return "must be letters alone, with or without a backslash before them"
    try:
        pieces = _checked(_pieces(macro.body), macro.arguments)
    except _RefusedError as exc:
        return str(exc)
    commands = [piece[1:] for piece in pieces if piece[0] == "\\"]
    unknown = [f"\\{one}" for one in commands if one not in COMMANDS and one not in _OURS and one not in others]
    return f"uses {unknown[0]}, which no formula on a card may hold" if unknown else ""


def _formulas_in(nodes: Iterable[Block | Inline]) -> Iterator[str]:
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        if node.kind in _FORMULAS:
            yield node.text
        stack += node.children[::-1]
        if isinstance(node, Block):
            stack += node.inlines[::-1]


# --- Macros ---------------------------------------------------------------------------------------------


def _pieces(tex: str) -> list[str]:
    """Take TeX apart: commands, blanks, single characters; without its comments."""
    return [piece for piece in _PIECE.findall(tex) if piece[0] != "%" or piece == "%"]


def _joined(pieces: Iterable[str]) -> str:
    out: list[str] = []
    for piece in pieces:
        if out and piece[0].isascii() and piece[0].isalpha() and _WORD.fullmatch(out[-1]):
            out.append(" ")  # a command ends where another's argument begins
        out.append(piece)
    return "".join(out)


def _expanded(tex: str, known: dict[str, Macro]) -> str:
    """Expand the macros of a formula; those that it defines are added to `known`."""
    reader = _Reader(_pieces(tex))
    out: list[str] = []
    steps = 0
    while reader.pending:
        piece = reader.pending.pop()
        name = piece[1:] if piece[0] == "\\" else ""
        if name in _DEFINING:
            _define(reader, name, known)
        elif name in known:
            steps += 1
            if steps > MAX_STEPS:
                raise _RefusedError("it expands without an end")
            reader.put(_filled(known[name], reader))
        else:
            out.append(piece)
    return _joined(out)


class _Reader:
    """The pieces that are still to be read, the next one last; what is moved in them is counted."""

    def __init__(self, pieces: list[str]) -> None:
        self.pending = pieces[::-1]
        self._left = _MAX_WORK

    def put(self, pieces: list[str]) -> None:
        self._spend(len(pieces))
        self.pending += pieces[::-1]

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _RefusedError("it grows too long")

    def next_is(self, piece: str) -> bool:
        """Pass over blanks and say what stands behind them."""
        while self.pending and self.pending[-1].isspace():
            self.pending.pop()
        return bool(self.pending) and self.pending[-1] == piece

    def argument(self) -> list[str]:
        """Take a group without its braces, or one piece."""
        if self.next_is("{"):
            self.pending.pop()
            return self._until("}")
        if not self.pending or self.pending[-1] == "}":
            raise _RefusedError("an argument is missing")
        return [self.pending.pop()]

    def bracketed(self) -> list[str] | None:
        """Take what stands in brackets; None if nothing does."""
        if not self.next_is("["):
            return None
        self.pending.pop()
        return self._until("]")

    def _until(self, end: str) -> list[str]:
        taken: list[str] = []
        depth = 0
        while self.pending:
            piece = self.pending.pop()
            if piece == end and depth == 0:
                self._spend(len(taken))
                return taken
            depth += (piece == "{") - (piece == "}")
            taken.append(piece)
        raise _RefusedError(f"{end} is missing")


def _filled(macro: Macro, reader: _Reader) -> list[str]:
    """Take a macro's arguments and give its body with them in their places."""
    arguments: list[list[str]] = []
    if macro.default is not None:
        given = reader.bracketed()
        arguments.append(_pieces(macro.default) if given is None else given)
    while len(arguments) < macro.arguments:
        arguments.append(reader.argument())
    body = _pieces(macro.body)
    out: list[str] = []
    places = iter(body)
    for piece in places:
        out += arguments[int(next(places)) - 1] if piece == "#" else (piece,)
    return out


def _define(reader: _Reader, how: str, known: dict[str, Macro]) -> None:
    if how != "def" and reader.next_is("*"):
        reader.pending.pop()
        how += "*"
    name = _joined(reader.argument()).strip()
    if not _WORD.fullmatch(name):
        raise _RefusedError("only a command of letters can be defined")
    count, default = 0, None
    if how.rstrip("*") in _NEW:
        count = _number("".join(reader.bracketed() or "0"))
        default = reader.bracketed() if count else None
    elif how == "def":
        while reader.next_is("#"):
            reader.pending.pop()
            count += 1
            if not reader.next_is(str(count)):
                raise _RefusedError("its arguments are not #1, #2...")
            reader.pending.pop()
        if not reader.next_is("{"):
            raise _RefusedError("its arguments are delimited")
    body = _joined(_checked(reader.argument(), count))
    if how.startswith("DeclareMathOperator"):
        body = rf"\operatorname{'*' if how.endswith('*') else ''}{{{body}}}"
    if not (how.startswith("providecommand") and (name[1:] in known or name[1:] in COMMANDS)):
        known[name[1:]] = Macro(body, count, None if default is None else _joined(default))


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text.strip(), re.ASCII):
        raise _RefusedError("its number of arguments is none")
    return int(text)


def _checked(pieces: list[str], count: int) -> list[str]:
    """Return the pieces of a macro's body if braces and arguments are in order."""
    depth = 0
    for number, piece in enumerate(pieces):
        depth += (piece == "{") - (piece == "}")
        if piece == "#" and "".join(pieces[number + 1 : number + 2]) not in tuple("123456789"[:count]):
            raise _RefusedError(f"uses an argument that is not among its {count}")
        if depth < 0 or piece in ("%", "\\"):
            break
    if depth or (pieces and pieces[-1] == "\\") or "%" in pieces:
        raise _RefusedError("has a brace, a backslash or a comment without an end")
    return pieces
