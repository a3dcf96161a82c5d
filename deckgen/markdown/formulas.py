r"""What is a formula: ``$x$``, ``$$x$$``, ``\(x\)``, ``\[x\]`` and, as Jekyll has it, ``\\(x\\)``, ``\\[x\\]``;
an environment of mathematics too, ``\begin{align}x\end{align}``, which MathJax typesets wherever it stands.

Prices, shell variables and escaped brackets look alike. A formula holds no code, no mark of a gap and no line that
labels a question or an answer; of what is left, the surer the marks are, the less their content has to prove.
"""

from __future__ import annotations

import re

from deckgen.language.labels import ANSWER_LABELS, QUESTION_LABELS
from deckgen.patterns import regex

MAX_FORMULA = 6000
"""Signs of the longest formula; the search for its end stops there."""

ENVIRONMENT = (
    r"\\begin\{(?:equation|eqnarray|(?:fl|xx?)?align(?:at|ed|edat)?|[lr]?gather(?:ed)?|multlined?|split|array|"
    r"[dr]{0,2}cases|(?:[pbBvV]|small)?matrix)\*?\}"
)
OPENER = rf"(?<!\$)\$\$(?!\$)|(?<!\$)\$(?![\s$])|\\\\[(\[]|\\[(\[]|(?<!\\){ENVIRONMENT}"
_ENDS = {"$$": "$$", "$": "$", "\\(": "\\)", "\\[": "\\]", "\\\\(": "\\\\)", "\\\\[": "\\\\]"}
_DOLLAR = regex(r"(?:[^$`\\]|\\.)+", re.S)
_GAP_MARK = regex(r"(?<![A-Za-z0-9=!<>])==(?=[^\s=])|(?<=[^\s=!<>])==(?![A-Za-z0-9=])|\{\{c\d+::")
_LABEL_LINE = regex(rf"\n[ \t>]*(?:[-+*][ \t]+)?[*_]*(?:{QUESTION_LABELS}|{ANSWER_LABELS})[*_]*[ \t]*[:：]")
_COMMAND = regex(r"\\[A-Za-z]+\*?(?:\{[^{}]*\})?")
TEX_COMMAND = regex(r"\\[A-Za-z]{2,}")
"""Where it stands outside of a formula's marks, a text was cut out of a formula."""
_TWO_WORDS = regex(r"[A-Za-z]{2,}[,;:]?\s+(?:[a-z]{1,3}\s+)?[A-Za-z]{2,}|[\u3040-\u30ff\u4e00-\u9fff]{2}")
_PRICES = regex(r"\d[\d.,]*\s*(?:[a-z]+|[\u4e00-\u9fff]+)\s*\d[\d.,]*")
_IS_PRICE = regex(r"[A-Za-z]\$\d")
"""US$5, R$5, A$5."""
_PATH = regex(r"[A-Za-z_{][^\s$]*[:/=]")
"""What stands between two of a shell's variables: ``$HOME/bin:$PATH``."""
_MATH_SIGN = regex(r"\\[A-Za-z,;!|{}]|[\^_=<>+*/|≤≥≠∈→]")
_LONE_SYMBOL = regex(r"[A-Za-zα-ωΑ-Ω]'{0,2}(?:\([^()]{1,20}\))?")
_VARIABLE = regex(r"\{?(?:[A-Za-z]\w|_[A-Za-z_])\w*\W*")
_LINE_OPENS_BLOCK = regex(r"\n[ \t>]*(?:[-+*][ \t]|#{1,6}[ \t]|\d{1,9}[.)][ \t])")
_LINK_BEHIND = ("(", "[", ":")
_CITES = regex(r"(?:\[[^\[\]\n]*\]\([^()\s]*[./#:][^()\s]*\)[,;\s]*)+")
"""Links in brackets that are escaped as Markdown asks: ``\\[[92](notes.md#92)\\]``."""
_ROW_END = "\\\\"
_LINE_INSIDE = regex(r"\n[ \t]+")
_COMMENT = regex(r"<!--.*?-->[ \t]*\n?", re.S)
"""What a plugin wrote below its card may stand in the card's last formula: it means nothing in TeX."""
_QUOTED_LINE = regex(r"\n[ \t]*(?:>[ \t]?)+")


def formula_end(text: str, start: int, opener: str) -> int:
    """Return where the formula ends that ``opener`` may open at ``start``; 0 if it opens none."""
    closer = _ENDS.get(opener) or opener.replace("begin", "end", 1)
    inside = start + len(opener)
    if _IS_PRICE.match(text, max(0, start - 1)):
        return 0
    if opener == "$":
        found = _DOLLAR.match(text, inside, inside + MAX_FORMULA)
        end = found.end() if found is not None else len(text)
    else:
        end = _closer(text, opener, closer, inside)
    if end < 0 or not text.startswith(closer, end):
        return 0
    content = text[inside:end]
    end += len(closer)
    if not content.strip() or "`" in content or _GAP_MARK.search(content) or _LABEL_LINE.search(content):
        return 0
    if opener == "$$":
        return end
    if opener.startswith("\\begin") and "\n" in content and not _opens_line(text, start):
        return 0  # a sentence that speaks of the command
    return end if _proves(opener, content, text[end : end + 1]) else 0


def _opens_line(text: str, at: int) -> bool:
    """Return whether no more than marks of quotes and lists stand before a place on its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t>-+*0123456789.)")


def _closer(text: str, opener: str, closer: str, inside: int) -> int:
    r"""Return the place of the closer; ``\]`` and ``\)`` are none behind another backslash (a row's end).

    One environment may stand in another of its name.
    """
    end = text.find(closer, inside, inside + MAX_FORMULA)
    while len(closer) == 2 and closer[0] == "\\" and end > 0 and text[end - 1] == "\\":
        end = text.find(closer, end + 1, inside + MAX_FORMULA)
    while len(closer) > 3 and end > 0 and text.count(opener, inside, end) > text.count(closer, inside, end):
        end = text.find(closer, end + 1, inside + MAX_FORMULA)
    return end


def _proves(opener: str, content: str, behind: str) -> bool:
    """Return whether the content is mathematics, as far as these marks leave it open."""
    words = _COMMAND.sub(" ", content)
    if opener == "$":
        if content[-1].isspace() or behind.isdigit() or behind == "$" or "\n\n" in content:
            return False
        if (behind.isalpha() or behind in ("{", "_")) and (_VARIABLE.fullmatch(content) or _PATH.fullmatch(content)):
            return False
        if _PRICES.fullmatch(content):
            return False
        if _TWO_WORDS.search(words):
            return not (content[0].isdigit() or "\n" in content) and bool(_MATH_SIGN.search(content))
        return not _LINE_OPENS_BLOCK.search(content) or bool(_MATH_SIGN.search(content))
    if opener.startswith("\\begin") and not any(map(str.isalnum, words)):
        return False
    if opener.startswith("\\") and _CITES.fullmatch(content):
        return False
    if opener.startswith(("\\\\", "\\begin")):
        return not _TWO_WORDS.search(words) or bool(_MATH_SIGN.search(content))
    if behind in _LINK_BEHIND and behind and "\\" not in content:
        return False
    if _MATH_SIGN.search(content) or content[0] == "\n":
        return not _TWO_WORDS.search(words) or "\\" in content
    return opener == "\\(" and _LONE_SYMBOL.fullmatch(content.strip()) is not None


def without_quotes(source: str) -> str:
    """Return a formula that stands in a quote without the marks of the quote at the head of its lines."""
    return _QUOTED_LINE.sub("\n", source)


def tex_of(source: str) -> str:
    """Return the TeX of a formula: without its own marks, comments of HTML and the indentation of its lines.

    Where nothing else marks a formula, its page is Markdown first, and four backslashes are its author's two.
    """
    marks = ("$$", "$", "\\\\(", "\\\\[", "\\(", "\\[")
    opener = next((mark for mark in marks if source.startswith(mark)), "")
    inside = source[len(opener) : -len(_ENDS[opener])] if opener else source.replace(_ROW_END * 2, _ROW_END)
    inside = _COMMENT.sub("", inside) if "<!--" in inside else inside
    return _LINE_INSIDE.sub("\n", inside).strip()


def long_formula_end(lines: list[str], index: int, limit: int) -> int:
    """Return the line that ends the formula which opens line ``index`` and goes on behind it; ``index`` if none does.

    Such a formula may hold empty lines, and lines that would open a list or a heading.
    """
    head = lines[index].lstrip(" \t>")
    opener = next((mark for mark in ("$$", "\\\\[", "\\[") if head.startswith(mark)), "")
    if not opener or "`" in head or _ENDS[opener] in head[len(opener) :]:
        return index
    for end in range(index + 1, min(index + limit, len(lines))):
        line = lines[end]
        if _ENDS[opener] in line:
            return end
        if line.lstrip(" \t>").startswith(("```", "~~~", "{%")):
            break
        if not lines[end - 1].strip() and line.startswith("#"):
            break
    return index
