"""Which angle brackets of a text are HTML: the tags of its elements; others are words (``Vec<T>``, ``<your-name>``).

A tag that is no element's is one all the same where the text uses it as a component: with an attribute in quotes,
imported by its name, or closed on the line that it opens on.
"""

from __future__ import annotations

import re

from deckgen.patterns import regex

_ELEMENTS = frozenset(
    """
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas caption center
    cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure
    font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label
    legend li link main map mark marquee math menu meta meter nav nobr noframes noscript object ol optgroup option
    output p param picture pre progress q rb rp rt rtc ruby s samp script search section select slot small source span
    strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul
    var video wbr
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""HTML's elements (html.spec.whatwg.org, sections 4 and 16.2)."""
_NEVER_CLOSED = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())  # noqa: SIM905
_MAYBE_CLOSED = frozenset("body colgroup dd dt head html li option p rp rt tbody td tfoot th thead tr".split())  # noqa: SIM905
_NAME = regex(r"<(?P<slash>/?)(?P<name>[A-Za-z][\w.-]*)(?P<rest>[\s/>])")
_AUTOLINK = regex(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}://|mailto:|tel:|[\w.+-]+@)", re.I)
_CLOSING = regex(r"</([A-Za-z][\w.-]*)\s*>")
_COMPONENT = regex(r"<([A-Za-z][\w.-]*)(?:\s[^<>\"']*?)?=\s*[\"'][^<>]{0,2000}>")
_WORDS = regex(r"<\w(?:\s+[\w-]+)+\s*>")
"""A name of one letter with words behind it, as in a sum: `a <b and c> d`."""
_IMPORT = regex(r"^import[ \t]+([^\n]{1,200}?)[ \t]+from[ \t]+[\"']", re.M)
_DEFINES = regex(r"\]:[ \t]*\Z")
_NEAR = 600
"""Signs between the two tags of one pair, at most."""
_SURE = "|".join(sorted(_ELEMENTS - set("abipqsu")))
ODD = regex(rf"<(?=[A-Za-z/?!])(?!!--)(?:(?<=\w<)(?=[A-Za-z])|(?!/?(?:{_SURE})[ />\n]))")
"""What may be no tag, as far as a quick look tells: an element's name in small letters, behind no word, is one."""


class Elements:
    """The tags of one text: an element that it never closes is a word where it looks like one."""

    def __init__(self, text: str) -> None:
        self._closed = frozenset(name.lower() for name in _CLOSING.findall(text)) if "</" in text else frozenset()
        imported = [name for names in _IMPORT.findall(text) for name in re.findall(r"\w+", names)]
        self._components = frozenset([*_COMPONENT.findall(text), *imported])

    def is_html(self, text: str, at: int, end: int) -> bool:
        """Return whether the brackets from ``at`` to ``end`` are HTML, or an address that is a link."""
        found = _NAME.match(text, at)
        if found is None:
            return _AUTOLINK.match(text, at) is not None or _DEFINES.search(text, max(0, at - 80), at) is not None
        name = found["name"]
        lower = name.lower()
        if lower not in _ELEMENTS:
            is_used = name in self._components or _DEFINES.search(text, max(0, at - 80), at) is not None
            return is_used or (lower in self._closed and _is_paired(text, at, end, found))
        if found["slash"] or lower in self._closed or "=" in text[at:end]:
            return True
        is_behind_word = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
        if lower in _NEVER_CLOSED:
            return name in (lower, name.upper())
        if lower in _MAYBE_CLOSED:
            return name == lower or not is_behind_word
        return name == lower and not is_behind_word and (len(name) > 1 or _WORDS.fullmatch(text, at, end) is None)


def _is_paired(text: str, at: int, end: int, tag: re.Match[str]) -> bool:
    """Return whether the other tag of a pair stands on the same line, and it opens behind no word (``Vec<T>``)."""
    if tag["slash"]:
        before = text[max(0, at - _NEAR) : at].rpartition("\n")[2]
        return f"<{tag['name']}>" in before
    is_behind_word = at > 0 and text[at - 1].isascii() and text[at - 1].isalnum()
    return not is_behind_word and f"</{tag['name']}>" in text[end : end + _NEAR].partition("\n")[0]
