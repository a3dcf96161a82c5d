"""TeX between Anki's delimiters -> MathML, which a browser shows without a script: the only importer of latex2mathml.

What latex2mathml makes of a formula is built anew from a list of elements and attributes, so that no command of
TeX can put a link or a style on the page. A formula that it does not understand, or that no card may hold
(`export/tex.py`), is shown as its source.
"""

from __future__ import annotations

import functools
import html
import re
from xml.etree import ElementTree

from deckgen.export.tex import is_harmless
from deckgen.patterns import regex

_MATH = regex(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_COMMAND = regex(r"\\[a-zA-Z]+")
_TAG = regex(r"\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b")

_UNKNOWN = regex(r"\\(arg|Pr|inf|injlim|projlim)(?![a-zA-Z])")  # to latex2mathml; TeX's own names of operators

_BRACKETS = frozenset("()[]{}|\u2016\u2225")

ELEMENTS = frozenset(
    ("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "msub", "msup", "msubsup", "munder", "mover",
     "munderover", "mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
     "mmultiscripts", "mprescripts", "none", "merror")
)  # fmt: skip
ATTRIBUTES = frozenset(
    ("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "displaystyle", "fence", "form",
     "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation",
     "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width")
)  # fmt: skip


def with_formulas(side: str) -> str:
    """Put MathML in place of each formula of a card's side."""
    if "\\(" not in side and "\\[" not in side:
        return side
    return _MATH.sub(lambda found: _shown(found[1] if found[1] is not None else found[2], found[1] is None), side)


def _shown(tex: str, is_display: bool) -> str:
    return formula(html.unescape(tex), is_display=is_display)


@functools.lru_cache(maxsize=4096)
def formula(tex: str, *, is_display: bool) -> str:
    """Return one formula as MathML; its source as code, if latex2mathml cannot read it or passes on a command."""
    from latex2mathml.converter import convert

    if not is_harmless(tex):
        return f"<code>{html.escape(tex)}</code>"
    source = _UNKNOWN.sub(r"\\operatorname{\1}", " ".join(_TAG.sub("", tex).split()))
    try:
        made = ElementTree.fromstring(convert(source, display="block" if is_display else "inline"))  # noqa: S314
        rebuilt = _rebuilt(made)
    except Exception:  # of any kind, also IndexError, for TeX that it does not know: that shows on the card itself
        return f"<code>{html.escape(tex)}</code>"
    rebuilt.set("display", "block" if is_display else "inline")
    return ElementTree.tostring(rebuilt, encoding="unicode")


def _rebuilt(node: ElementTree.Element) -> ElementTree.Element:
    name = node.tag.removeprefix(_NAMESPACE)
    if name not in ELEMENTS or _COMMAND.fullmatch((node.text or "").strip()):
        raise ValueError(name)  # or a command that it passed on as text
    known = {key: value for key, value in node.attrib.items() if key in ATTRIBUTES}
    made = ElementTree.Element(name, known)
    made.text = node.text
    made.extend([_rebuilt(child) for child in node])
    _stretch_around_tables(made)
    return made


def _stretch_around_tables(row: ElementTree.Element) -> None:
    """Let the brackets of a matrix grow with it: in the midst of a row a browser takes them for plain signs."""
    for before, table, behind in zip(row, row[1:], row[2:], strict=False):
        if table.tag == "mtable":
            for sign, form in ((before, "prefix"), (behind, "postfix")):
                if sign.tag == "mo" and (sign.text or "").strip() in _BRACKETS and "stretchy" not in sign.attrib:
                    sign.attrib |= {"stretchy": "true", "fence": "true", "form": form}
