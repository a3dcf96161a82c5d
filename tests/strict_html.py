"""What a field may hold, to the character: our own tags as we write them, text, entities. All else is a fault."""

from __future__ import annotations

import html
import re
import unicodedata

from deckgen.export.highlight import CLASSES
from deckgen.export.html import TAGS

OUR_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(TAGS))})>"
    r'|<a href="(?:https?://|obsidian://open\?vault=)[^"<>\s]*">|<img src="dg-[0-9a-z.]*" alt="[^"<>]*">'
    rf'|<ol start="\d+">|<div class="math">|<pre class="code">|<span class="(?:same|{"|".join(sorted(CLASSES))})">',
    re.IGNORECASE,
)
ACTIVE = re.compile(r"\[sound:|\[anki:|\[/?latex\]|\[/?\$\$?\]|\[\[type:|\{\{", re.IGNORECASE)
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MATH = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
GAP = re.compile(r"\{\{c\d+::(.+?)\}\}", re.DOTALL)
_NAMED = re.compile(r"<(/?)(\w+)[^<>]*>")
_VOID = ("br", "hr", "img")


def faults_of(field: str, *, math: bool = False, gaps: bool = False) -> list[str]:
    """Say what a field holds that it must not; ``math`` and ``gaps`` are those that a post may ask for."""
    found = [f"no tag of ours: {rest!r}" for rest in re.findall(".{0,40}[<>].{0,40}", OUR_TAG.sub("", field))]
    text = GAP.sub(r"\1", field) if gaps else field
    found += [f"active: {one!r}" for one in ACTIVE.findall(text)]
    if UNWANTED.search(field):
        found.append("a control character or a mark that turns the reading direction")
    if not unicodedata.is_normalized("NFC", field):
        found.append("Anki would change it: not NFC")
    if re.search(r"\\[(\[]", MATH.sub("", text) if math else text):
        found.append("an opener of a formula")
    return found + _unbalanced(field)


def _unbalanced(field: str) -> list[str]:
    open_tags: list[str] = []
    for closing, tag in _NAMED.findall(field):
        if closing and (not open_tags or open_tags.pop() != tag):
            return [f"</{tag}> closes nothing"]
        if not closing and tag not in _VOID:
            open_tags.append(tag)
    return [f"<{tag}> stays open" for tag in open_tags]


def formulas_of(field: str) -> list[str]:
    """Give the formulas of a field as MathJax will read them."""
    return [html.unescape(one[0] or one[1]) for one in MATH.findall(field)]
