"""A long source cut to what a request may hold: its beginning and its most central paragraphs, word for word.

A card must quote its source, so nothing is rephrased here: what is kept is kept as it stands, and a line ``[…]`` says
where something is left out. Menus and lines that come again are the first to go.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

from deckgen.language.scripts import CJK, HAN, KANA
from deckgen.llm.tokens import estimate_tokens
from deckgen.patterns import regex

GAP = "[…]"
"""The line that stands for what is left out."""

_HEAD_SHARE = 0.4
"""How much of the room goes to the beginning, which in most texts says what they are about."""
_GAP_TOKENS = 4
"""What GAP takes with the line breaks around it."""
_SHORT_LINE = 16
"""A line of fewer columns that ends no sentence may belong to a menu; a Chinese character takes two."""
_MENU_LINES = 3
"""How many short lines in a row are a menu."""
_MOST_TRIED = 50
"""How many paragraphs are looked at for a sentence that still fits."""

_END = regex(rf"[。！？!?]+[”’」』）)\"']*|(?<=[^\s.])\.[”\"')]*(?=\s+[A-Z\"“({HAN}]|\s*$)|\n+")
"""The end of a sentence or of a line."""
_CJK = regex(f"[{CJK}\uff00-\uffef]")
_WORD = regex(f"[{KANA}{HAN}]+|[A-Za-z][A-Za-z0-9+#_-]+")
_LINE = regex(r"[^\n]*\n?")

Span = tuple[int, int]
"""Where something begins and ends in the source."""


def excerpt(text: str, most: int) -> str:
    """Return a source cut to at most ``most`` tokens, as ``estimate_tokens`` counts them.

    Takes the text of a page or a section; gives it unchanged if it fits. Else the beginning (two fifths of the room)
    and the paragraphs that share most words with the others, in their order; what is left out is marked by GAP. Cuts
    inside a sentence only where no whole one fits; gives an empty text where not even a word does. Linear in the length
    of the text, and the same on every run.
    """
    if estimate_tokens(text) <= most:
        return text
    units = _units(text, 2 * max(most // 8, 40))
    order = _most_central(text, units)
    room = most
    for _ in range(5):
        result = _joined(text, units, _chosen(text, units, order, room))
        if not result:
            break
        length = estimate_tokens(result)
        if length <= most:
            return result
        # Parts are estimated one by one, and the whole may come out longer than their sum.
        room = min(room - 1, room * most // length)
    return _cut(text, units[0][0] if units else 0, most)


def _chosen(text: str, units: list[Span], order: list[int], room: int) -> dict[int, int]:
    """Return the numbers of the units to keep, each with where it ends."""
    kept: dict[int, int] = {}
    left = room - 2 * _GAP_TOKENS
    rest = left * (1 - _HEAD_SHARE)
    for number, (start, end) in enumerate(units):
        cost = _cost(text, start, end, left)
        if cost > left or (kept and left - cost < rest):
            break
        kept[number] = end
        left -= cost
    tries = 0
    for number in order:
        if number in kept:
            continue
        if left <= 0 or tries > _MOST_TRIED:
            break
        start, end = units[number]
        # A neighbour of what is kept needs no new mark, and what stands between two makes one needless.
        gap = _GAP_TOKENS * (1 - (number - 1 in kept) - (number + 1 in kept))
        cost = _cost(text, start, end, left) + gap
        if cost > left:
            tries += 1
            end = _last_end(text, start, end, left - _GAP_TOKENS)
            if end <= start:
                continue
            cost = _cost(text, start, end, left) + _GAP_TOKENS
        kept[number] = end
        left -= cost
    return kept


def _cost(text: str, start: int, end: int, left: int) -> int:
    """Return the tokens of a part, at least one; for a part that is far too long just more than is left."""
    if end - start > 100 * (left + 10):
        return left + 1 + _GAP_TOKENS
    return max(estimate_tokens(text[start:end]), 1)


def _last_end(text: str, start: int, end: int, left: int) -> int:
    """Return the last end of a sentence up to which a part fits, or its start if not even the first does."""
    end = min(end, start + 100 * (max(left, 0) + 10))
    ends = [found.end() for found in _END.finditer(text, start, end)]
    place = bisect_right(ends, left, key=lambda stop: estimate_tokens(text[start:stop]))
    return ends[place - 1] if place else start


def _cut(text: str, start: int, most: int) -> str:
    """Return the beginning of a text that has no sentence short enough, cut at the bound."""
    before = f"{GAP}\n" if text[:start].strip() else ""
    part = text[start : start + 100 * (max(most, 0) + 10)]

    def result(size: int) -> str:
        return f"{before}{part[:size].rstrip()}\n{GAP}"

    size = bisect_right(range(len(part) + 1), most, key=lambda size: estimate_tokens(result(size))) - 1
    while size > 0 and estimate_tokens(result(size)) > most:
        size -= 1
    return result(size) if part[: max(size, 0)].strip() else ""


def _joined(text: str, units: list[Span], kept: dict[int, int]) -> str:
    """Return the kept units with a mark for each gap; units that follow one another stand as in the source."""
    parts: list[str] = []
    at = 0
    numbers = sorted(kept)
    first = 0
    for place, number in enumerate(numbers):
        end = kept[number]
        following = numbers[place + 1] if place + 1 < len(numbers) else -1
        if following == number + 1 and not text[end : units[following][0]].strip():
            continue
        start = units[numbers[first]][0]
        first = place + 1
        if text[at:start].strip():
            parts.append(GAP)
        part = text[start:end].strip("\n")
        parts.append(part if start == 0 or text.endswith("\n", 0, start) else part.lstrip())
        at = end
    if parts and text[at:].strip():
        parts.append(GAP)
    return "\n".join(parts)


def _units(text: str, most: int) -> list[Span]:
    """Return the parts of a text that are kept or left out as a whole, without its boilerplate.

    Paragraphs; a paragraph of more than ``most`` characters is cut into its lines, and such a line after sentences.
    """
    lines = [found.span() for found in _LINE.finditer(text) if found.end() > found.start()]
    in_code = _in_code(text, lines)
    drop = _boilerplate(text, lines, in_code)
    units: list[Span] = []
    begin = -1
    for number, (start, end) in enumerate(lines):
        is_blank = text[start:end].isspace()
        if begin >= 0 and (drop[number] or (is_blank and not in_code[number])):
            units.extend(_split(text, begin, start, most))
            begin = -1
        elif begin < 0 and not drop[number] and not is_blank:
            begin = start
    if begin >= 0:
        units.extend(_split(text, begin, len(text), most))
    return units


def _split(text: str, start: int, end: int, most: int) -> list[Span]:
    if end - start <= most:
        return [(start, end)]
    out: list[Span] = []
    begin = last = start
    for found in _END.finditer(text, start, end):
        stop = found.end()
        if stop - begin > most and last > begin:
            out.append((begin, last))
            begin = last
        if found[0][0] == "\n" and stop > begin:
            out.append((begin, stop))
            begin = stop
        last = stop
    if last > begin and end - begin > most:
        out.append((begin, last))
        begin = last
    if begin < end:
        out.append((begin, end))
    return [span for span in out if not text[span[0] : span[1]].isspace()]


def _in_code(text: str, lines: list[Span]) -> list[bool]:
    """Return for each line whether it stands in a fence of code, whose short and blank lines mean nothing."""
    out: list[bool] = []
    is_open = False
    for start, _ in lines:
        is_fence = text.startswith("```", start)
        out.append(is_open or is_fence)
        is_open ^= is_fence
    return out


def _boilerplate(text: str, lines: list[Span], in_code: list[bool]) -> list[bool]:
    """Return for each line whether it belongs to a menu or stood before; all False if every line does."""
    drop = [False] * len(lines)
    seen: set[str] = set()
    run: list[int] = []
    for number, (start, end) in enumerate(lines):
        line = text[start:end].strip()
        if not line:
            continue
        if in_code[number] or text[start] in " \t":
            run.clear()
            continue
        drop[number] = line in seen
        seen.add(line)
        if not _is_short(line):
            run.clear()
            continue
        run.append(number)
        if len(run) == _MENU_LINES:
            drop[run[0]] = drop[run[1]] = True
        if len(run) >= _MENU_LINES:
            drop[number] = True
    is_any_kept = any(not dropped and not text[s:e].isspace() for dropped, (s, e) in zip(drop, lines, strict=True))
    return drop if is_any_kept else [False] * len(lines)


def _is_short(line: str) -> bool:
    if len(line) >= _SHORT_LINE or line[-1] in "。！？!?；;.：:…":
        return False
    return len(line) + len(_CJK.findall(line)) < _SHORT_LINE


def _most_central(text: str, units: list[Span]) -> list[int]:
    """Return the numbers of the units, first those whose words many others use too."""
    bags = [_words(text[start:end]) for start, end in units]
    spread = Counter(word for bag in bags for word in bag)
    total = len(units)
    # A word of one unit binds it to no other, and a word of all of them tells nothing apart.
    weights = {word: math.log(count) * math.log(1 + total / count) for word, count in spread.items() if count > 1}
    # Summed in the order of the text, not of a set: the last digits, and so ties, are the same on every run.
    scores = [round(sum(weights.get(word, 0.0) for word in bag) / (10 + len(bag)), 9) for bag in bags]
    return sorted(range(total), key=lambda number: (-scores[number], number))


def _words(text: str) -> dict[str, None]:
    """Return the words of a text, once each and in their order: Latin ones, and Chinese characters two by two."""
    found: dict[str, None] = {}
    for run in _WORD.findall(text):
        if run[0].isascii():
            found[run.casefold()] = None
        else:
            found.update(dict.fromkeys(map("".join, pairwise(run))))
    return found
