"""Hugo's shortcodes: pictures, what stands between an opening and a closing one, and the rest, which no card can show.

    {{< figure src="a.png" caption="A frog" >}}       {{% notice tip %}} Its text is the page's too. {{% /notice %}}
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from deckgen.patterns import regex

OVER_LINES = r"(?:(?!\{[{%])[^\n]|\n(?![ \t>]*(?:\n|\Z))){0,2000}?"
"""What stands in a tag that goes on over lines: no other one, and no blank line."""
SHORTCODE = regex(
    rf"\{{\{{[<%][ \t]*(?P<closes>/?)[ \t]*(?P<name>[\w./-]*)(?P<rest>[^\n]{{0,2000}}?|{OVER_LINES})[>%]\}}\}}"
)
_CLOSED = regex(r"\{\{[<%][ \t]*/[ \t]*([\w./-]+)")
_NAMED = regex(r"([\w-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`>]+))")
_WORD = regex(r"\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|([^\s\"'`=>/][^\s\"'`=>]*)")
_PICTURE = regex(r"[^\n{}<>]+\.(?:png|jpe?g|gif|webp|avif|bmp|svg)(?:[?#]\S*)?", re.I)
_WORDS = ("alt", "title", "caption")
"""The names of what is said of a picture."""
_SHOWN_BELOW = ("title", "caption")
_ESCAPE = regex(r"\\(.)")
_IN_TEXT = regex(r"[\[\]]")


class Shortcode(NamedTuple):
    """A shortcode in a text."""

    end: int  # where it ends
    shown: str  # Markdown of what a reader sees of it
    is_lost: bool  # the page shows something in its place, which cannot be shown here
    embeds: str = ""  # its name, where its parameters say what the page shows


def closed_names(text: str) -> frozenset[str]:
    """Return the names of the shortcodes that a text closes: they hold what stands between."""
    return frozenset(_CLOSED.findall(text)) if "{{" in text else frozenset()


def shortcode_at(text: str, start: int, closed: Collection[str]) -> Shortcode | None:
    """Return the shortcode that opens at ``start``; None if none does. ``closed`` are the names that hold a text."""
    found = SHORTCODE.match(text, start)
    if found is None:
        return None
    shown = _picture(found["name"], found["rest"])
    holds = bool(found["closes"]) or found["name"] in closed
    is_lost = not shown and not holds
    embeds = found["name"] if is_lost and found["rest"].strip(" \t\n/>") else ""
    return Shortcode(found.end(), shown, is_lost, embeds)


def _picture(name: str, rest: str) -> str:
    """Return the picture that a shortcode's parameters name, with what is said of it; empty if there is none."""
    named: dict[str, str] = {}
    for key, *values in _NAMED.findall(rest):
        named.setdefault(key.casefold(), next(filter(None, values), ""))
    words = [_plain(next(filter(None, groups), "")) for groups in _WORD.findall(_NAMED.sub(" ", rest))]
    source = named.get("src", "")
    if not source and words and not named:
        source, words = words[0], words[1:]
    is_figure = name == "figure" and re.fullmatch(r"[^\s<>]+", source)
    if not is_figure and _PICTURE.fullmatch(source) is None:
        return ""
    said = [_plain(named[key]) for key in _WORDS if named.get(key)] or words[:1]
    below = [text for text in (_plain(named.get(key, "")) for key in _SHOWN_BELOW) if text]
    described = _IN_TEXT.sub("", said[0]) if said else ""
    return "<br>".join([f"![{described}](<{source}>)", *below])


def _plain(value: str) -> str:
    return " ".join(_ESCAPE.sub(r"\1", value).split())
