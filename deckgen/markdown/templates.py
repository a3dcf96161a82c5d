"""What Jekyll, kramdown and Hugo add to Markdown, of sites that have them: Liquid, attribute lists, shortcodes.

Braces are words too (Elixir's ``{:ok, value}``, Vue's ``{{ name }}``), so each must prove what it is: a tag opens with
its name, an attribute list holds attributes alone, a variable is one that the site's generator or the post itself
defines. What proves nothing stays as it was written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from deckgen.markdown.shortcodes import OVER_LINES, closed_names, shortcode_at
from deckgen.patterns import regex

BRACES = r"\{[%{:#.]|(?<=\))\{[ \t]*[\w-]+="
_SHOWN_SHORTCODE = regex(r"\{\{(?P<mark>[<%])/\*(?P<inside>[^\n]{0,2000}?)\*/(?P<end>[>%])\}\}")
_TAG = regex(rf"\{{%-?\s*[a-z_]\w*\b(?:[^\n]{{0,2000}}?|{OVER_LINES})-?%\}}", re.I)
_COMMENT = regex(r"\{%-?\s*comment\b[^%]{0,200}%\}.{0,20000}?\{%-?\s*endcomment\s*-?%\}", re.S)
OPENS_COMMENT = regex(r"\s*\{%-?\s*comment\b[^%]{0,200}%\}(?!.*endcomment).*")
_RAW = regex(r"\{%-?\s*raw\s*-?%\}")
END_RAW = regex(r"\{%-?\s*endraw\s*-?%\}")
RAW_OR_END = regex(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_VARIABLE = regex(r"\{\{-?\s*(?:(?P<name>[A-Za-z_][\w-]*)(?P<rest>[^{}\n]{0,2000})|['\"][^{}\n]{0,2000})\}\}")
_DEFINED = regex(r"\{%-?\s*(?:assign|capture|for|tablerow|increment|decrement)\s+([\w-]+)")
_SITE_NAMES = frozenset(
    ("site", "page", "layout", "content", "include", "post", "paginator", "jekyll", "theme", "forloop")
)
"""What Jekyll defines (jekyllrb.com/docs/variables): of all other names, a page shows nothing."""
_ATTRIBUTE = r"(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w.%#/-]+))"
_ATTRIBUTES = regex(rf"\{{:?[ \t]*{_ATTRIBUTE}(?:[ \t]*{_ATTRIBUTE})*[ \t]*\}}")
_ATTRIBUTES_LINE = regex(rf"[ \t>]*\{{:[ \t]*(?:(?:{_ATTRIBUTE}|[\w-]+)[ \t]*)*\}}[ \t]*")
_HEADING_ID = regex(rf"[ \t]*\{{[ \t]*[#.][\w:.-]+(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}[ \t]*#*[ \t]*(?=\n|\Z)")
_TAG_LINE = regex(r"^[ \t>*-]*\{%-?[ \t]*([a-z][\w-]*)[^\n%]*%\}[ \t]*$", re.I | re.M)
_TAG_ALONE = regex(r"\{%-?[ \t]*(?P<name>[a-z][\w-]*)(?P<rest>[^\n%]*(?:%(?!\})[^\n%]*)*)%\}(?=[ \t]*(?:\n|\Z))", re.I)
_VALUE = regex(r"\b([\w-]+)=(?:\"([^\"\n]*)\"|'([^'\n]*)')")
_LEAD = regex(r"[ \t>*-]*")
_LINK_BEFORE, _FAR = regex(r"\]\([^()\n]*\)\Z"), 600
_HIDES = frozenset(("comment", "raw"))
_HEADING = regex(r"[ \t>]*#{1,6}[ \t]")
_TOC_MARK = regex(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+\S[^\n]*")

_OPENS_RAW, _ENDS_RAW = r"\{%-?\s*raw\s*-?%\}", r"\{%-?\s*endraw\s*-?%\}"
_OPEN_HIGHLIGHT = regex(
    rf"\s*(?:\{{%-?\s*highlight\b\s*([\w+#-]*)[^%]*%\}}\s*(?:{_OPENS_RAW})?|"
    r"\{%-?\s*codeblock\b(?:[^%\n]*?\blang:([\w+#-]+))?[^%\n]*%\}|"
    r"\{\{[<%]\s*highlight\s+([\w+#-]*)[^\n]*)\s*"
)
_CLOSE_HIGHLIGHT = regex(
    rf"\s*(?:(?:{_ENDS_RAW})?\s*\{{%-?\s*end(?:highlight|codeblock)\s*-?%\}}|"
    r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\})\s*"
)
_ONE_LINE_HIGHLIGHT = regex(
    rf"\{{%-?\s*highlight\b[^%\n]*%\}}(?:{_OPENS_RAW}([^\n]*?){_ENDS_RAW}|([^{{\n]*))\{{%-?\s*endhighlight\s*-?%\}}"
)
TEXT_FENCE = "~~~~~~~~"


class Found(NamedTuple):
    """A piece of a template in a text."""

    end: int  # where it ends
    shown: str = ""  # what a reader sees of it
    is_word: bool = False  # the page shows something in its place, which is lost here
    opens_raw: bool = False
    embeds: str = ""  # a shortcode's name, where its parameters say what the page shows


class Known(NamedTuple):
    """What a post says of its own templates."""

    names: frozenset[str]  # that stand for something in ``{{ ... }}``: the generator's, and those that the post gives
    closed: frozenset[str]  # shortcodes that hold what stands between


def known_templates(text: str) -> Known:
    """Return what a post says of its own templates."""
    names = _SITE_NAMES.union(_DEFINED.findall(text)) if "{%" in text else _SITE_NAMES
    return Known(names, closed_names(text))


def template_at(text: str, start: int, known: Known) -> Found | None:
    """Return the piece of a template that opens with the braces at ``start``; None if they are the author's words."""
    opener = text[start : start + 3]
    if opener in ("{{<", "{{%"):
        if (shown := _SHOWN_SHORTCODE.match(text, start)) is not None:
            return Found(shown.end(), f"{{{{{shown['mark']}{shown['inside']}{shown['end']}}}}}")
        shortcode = shortcode_at(text, start, known.closed)
        if shortcode is None:
            return None
        return Found(shortcode.end, shortcode.shown, is_word=shortcode.is_lost, embeds=shortcode.embeds)
    if opener.startswith("{%"):
        if (raw := _RAW.match(text, start)) is not None:
            return Found(raw.end(), opens_raw=True)
        if (code := _ONE_LINE_HIGHLIGHT.match(text, start)) is not None:
            return Found(code.end(), f"``` {(code[1] or code[2] or '').strip()} ```")
        if (hidden := _COMMENT.match(text, start)) is not None:
            return Found(hidden.end())
        tag = _TAG.match(text, start)
        return Found(tag.end(), is_word=True) if tag is not None else None
    if opener.startswith("{{"):
        variable = _VARIABLE.match(text, start)
        is_known = variable is not None and (variable["name"] is None or variable["name"] in known.names)
        return Found(variable.end(), is_word=True) if variable is not None and is_known else None
    return _attributes_at(text, start)


def _attributes_at(text: str, start: int) -> Found | None:
    if text.startswith("{:", start):
        found = _ATTRIBUTES.match(text, start)
        return Found(found.end()) if found is not None else None
    return _of_link(text, start) or _heading_id(text, start)


def _of_link(text: str, start: int) -> Found | None:
    """Return the attributes of the link or picture right before them, as kramdown, Pandoc and MkDocs have them."""
    found = _ATTRIBUTES.match(text, start) if text[start - 1 : start] == ")" else None
    is_behind = found is not None and _LINK_BEFORE.search(text, max(0, start - _FAR), start) is not None
    return Found(found.end()) if found is not None and is_behind else None


def paired_names(text: str) -> frozenset[str]:
    """Return the names of the tags of which one opens and one closes, each alone on its line: they prove each other.

    So GitBook writes ``{% hint style="info" %}`` (gitbook.com/docs/creating-content/blocks).
    """
    if "{% end" not in text and "{%- end" not in text:
        return frozenset()
    names = {name.lower() for name in _TAG_LINE.findall(text)}
    return frozenset(name for name in names if f"end{name}" in names) - _HIDES


def own_proof_at(text: str, start: int, paired: frozenset[str]) -> Found | None:
    """Return the piece of a template at ``start`` that needs no site to prove it.

    That is a heading's id, the attributes of the link or picture right before it, and a tag with a ``paired`` name.
    """
    if text.startswith("{%", start):
        return _block_tag_at(text, start, paired)
    return _of_link(text, start) or _heading_id(text, start)


def _block_tag_at(text: str, start: int, paired: frozenset[str]) -> Found | None:
    """Return the tag alone on its line that opens or closes a block of such a name, or embeds an address."""
    found = _TAG_ALONE.match(text, start)
    if found is None or not _LEAD.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
        return None
    values = {key: value or other for key, value, other in _VALUE.findall(found["rest"])}
    address = values.get("url", "")
    if address.startswith(("https://", "http://")) and not re.search(r"[\s<>]", address):
        return Found(found.end(), f"<{address}>")
    if found["name"].lower().removeprefix("end") not in paired:
        return None
    return Found(found.end(), f"**{title}**" if (title := values.get("title", "").strip()) else "")


def _heading_id(text: str, start: int) -> Found | None:
    """Return a heading's own id or class (``## Title {#name .wide}``), which all sites have."""
    found = _HEADING_ID.match(text, start)
    line = text.rfind("\n", 0, start) + 1
    return Found(found.end()) if found is not None and _HEADING.match(text, line) else None


def is_attributes_line(line: str) -> bool:
    """Return whether a line holds nothing but kramdown's attributes of the block beside it (``{: .note}``)."""
    return "{:" in line and _ATTRIBUTES_LINE.fullmatch(line) is not None


def is_toc_mark(line: str, attributes: str) -> bool:
    """Return whether a line is the list item that kramdown puts a table of contents in the place of."""
    return "toc" in attributes and _TOC_MARK.fullmatch(line) is not None


def highlight_language(line: str) -> str | None:
    """Return the language of the code that ``highlight`` or Hexo's ``codeblock`` opens here; None if none does."""
    found = _OPEN_HIGHLIGHT.fullmatch(line)
    return None if found is None else next(filter(None, found.groups()), "")


def closes_highlight(line: str) -> bool:
    """Return whether a line ends the code that ``highlight`` opened."""
    return _CLOSE_HIGHLIGHT.fullmatch(line) is not None
