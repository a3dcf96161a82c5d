"""Whether ``::`` parts a question from its answer, or is code, an address or a property: ``std::sort``, ``FE80::1``.

Told by what stands at both sides of it. Where that could be either, it makes no card, and is reported.
"""

from __future__ import annotations

import enum
import unicodedata

from deckgen.language.asking import is_marked
from deckgen.language.scripts import CJK
from deckgen.patterns import regex

_LAST, _FIRST = regex(r"[A-Za-z_]\w*$"), regex(r"[a-z_~]\w*|[A-Z]\w*(?=\(|::|->)")
_NAME, _CAPITALS = regex(r"~?[A-Za-z_]\w*"), regex(r"[a-z\d][A-Z]")
_LETTERS = regex(r"\w+$")
_JOINED, _NO_VOWEL = regex(r"[_~]|[a-z\d][A-Z]"), regex(r"[b-df-hj-np-tv-xz]+")
_INSIDE = regex(r"[.!?;]\s")
_CALL = regex(r"[\w~]+(?:[(\[]|\.\w|::|->)")
_OPEN_CALL = regex(r"\w[(<\[][^()<>\[\]]*[)>\]]$")
"""A call or a type with its arguments: no blank stands before its bracket."""
_SENTENCE_END = regex(r"[.!?…。！？]\W*$")
_ATTACHED = regex(r"[a-z0-9_-]")
_HEX_BEFORE = regex(r"(?:^|[\s(\[])((?:[0-9A-Fa-f]{1,4}:)*[0-9A-Fa-f]{1,4})$")
_HEX_BEHIND = regex(r"(?:[0-9A-Fa-f]{1,4}:)*[0-9A-Fa-f]{1,4}(?:[/%][\w.]+)?(?=[\s),.;\]]|$)")
_NAMED = regex(r"[A-Za-z_][\w-]*:[\w./-]+$")
_CJK = regex(rf"[{CJK}]")
_NETWORK = regex(r"(?:^|[\s(\[])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*$")
_LENGTH = regex(r"/\d{1,3}\b")
_DIRECTIVE = regex(r"(?:^|\s)\.\.\s+[\w:-]+$")
_FUNCTION, _TYPE = (
    regex(r"(?:^|[\s:])[a-z_][\w']*\s+$"),
    regex(r"(?=.*[-=]>)(?:[A-Z][\w.]*|[a-z]\d?|[-=]>|[()\[\],\s])+$"),
)
_KEY = regex(r"[^\W\d][\w-]*")
_VALUE = regex(r"\s+(?:\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d)?)?|#[\w/-]+(?:[\s,]+#[\w/-]+)*)\s*")
_NAME_IN_CJK = regex(rf"[A-Za-z_]\w*(?:\(\))?\s?[{CJK}]")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("（", "）"), ("【", "】"))
_OPENING = frozenset({"Ps", "Pi"})


class Sign(enum.Enum):
    """What the sign is."""

    CARD = enum.auto()
    CODE = enum.auto()
    EITHER = enum.auto()


def read_sign(left: str, right: str, *, is_own: bool) -> Sign:
    """Return what ``::`` is between these texts; ``is_own``: they are a line of their own, none of a text's lines."""
    if _is_quoted(left, right):
        return Sign.CODE  # the “::” of C++, or a name in quotation marks
    if is_sure_code(left, right):
        return Sign.CODE
    if right[:1].isspace() or is_marked(left):
        return Sign.CARD
    if left[-1:].isspace():
        return Sign.CODE if _ATTACHED.match(right) else Sign.CARD  # ::before
    before, behind = _HEX_BEFORE.search(left), _HEX_BEHIND.match(right)
    if before is not None and behind is not None and _is_address(before[1], behind[0], right):
        return Sign.CODE
    if _SENTENCE_END.search(left):
        return Sign.CARD
    if _CJK.search(left):  # 设为Qt::QueuedConnection
        return Sign.CODE if left[-1].isascii() and right[:1].isascii() else Sign.CARD
    if _LAST.search(left) and _NAME_IN_CJK.match(right):
        return Sign.EITHER  # Qt::AutoConnection 是默认值
    return _between_words(left, right, is_own=is_own)


def is_sure_code(left: str, right: str) -> bool:
    """Return whether no list of lines, and no third colon, makes a card of the sign between these texts."""
    return (
        _is_in_brackets(left, right)  # (key:: value), a[1::2]
        or _DIRECTIVE.search(left) is not None  # .. note::
        or (_NAMED.search(left) is not None and not right[:1].isspace())  # arn:aws:s3:::files
        or (_NETWORK.search(left) is not None and _LENGTH.match(right) is not None)  # 2001:db8::/32
        or (_FUNCTION.search(left) is not None and _TYPE.match(right) is not None)  # map :: (a -> b) -> [a] -> [b]
        or is_property(left, right)
        or is_code_name(left, right)
    )


def is_code_name(left: str, right: str) -> bool:
    """Return whether the sign joins two names of a program: ``Target::Target()``, ``NodeList::ForEach``."""
    last, name = _LAST.search(left), _NAME.match(right)
    if last is None or name is None:
        return False
    return last[0] == name[0].lstrip("~") or (_CAPITALS.search(last[0]) and _CAPITALS.search(name[0])) is not None


def is_property(left: str, right: str) -> bool:
    """Return whether a line says a property of its note as Dataview has them: ``due:: 2024-01-31``, ``tags:: #a``."""
    return _KEY.fullmatch(left.strip()) is not None and _VALUE.fullmatch(right) is not None


def _between_words(left: str, right: str, *, is_own: bool) -> Sign:
    whole, last, first = _LETTERS.search(left), _LAST.search(left), _FIRST.match(right)
    if whole is None and _OPEN_CALL.search(left) and first is not None:
        return Sign.CODE
    if whole is None or last is None or whole[0] != last[0]:
        return Sign.CARD  # Größe::
    if (name := _NAME.match(right)) and _CAPITALS.search(name[0]) and last[0].islower() and " " in right.strip():
        return Sign.EITHER  # util::BitVector is one
    if first is None:
        return Sign.CODE if _is_of_a_program(last[0]) and right[:1].isalpha() and right.isascii() else Sign.CARD
    if _CALL.match(right) or any(map(_is_of_a_program, (last[0], first[0]))):
        return Sign.CODE
    return Sign.CARD if is_own and not _INSIDE.search(left) else Sign.EITHER


def _is_quoted(left: str, right: str) -> bool:
    """Return whether the sign stands between the marks of one quotation, or right behind the mark that opens one."""
    if any(left.count(mark) % 2 and right.count(mark) % 2 for mark in '"`'):
        return True
    if left[-1] in "\"'":
        return left.count(left[-1]) % 2 == 1
    return unicodedata.category(left[-1]) in _OPENING or left[-1] in "《「『〈"


def _is_in_brackets(left: str, right: str) -> bool:
    """Return whether a bracket is open before the sign and closes behind it."""
    return any(
        left.count(opens) > left.count(closes) and right.count(closes) > right.count(opens)
        for opens, closes in _BRACKETS
    )


def _is_address(before: str, behind: str, right: str) -> bool:
    """Return whether two groups of hexadecimal digits are of an address; two numbers may ask and answer."""
    if not any(map(str.isdigit, before + behind)):
        return False
    return not (before + behind).isdecimal() or len(right.split()) > 1


def _is_of_a_program(word: str) -> bool:
    return _JOINED.search(word) is not None or _NO_VOWEL.fullmatch(word) is not None
