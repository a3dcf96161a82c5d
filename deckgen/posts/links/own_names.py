"""What an address says by itself: of what repository it is, what file, and the words that its path ends in."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import is_label
from deckgen.patterns import regex
from deckgen.posts.links.kinds import is_known_host, is_repository_host
from deckgen.urls import url_host

EXTENSION = regex(r"\.(?:html?|php|aspx?|md|pdf|git|ipynb|py|js|txt)$", re.I)
_BLANKS = regex(r"[-_+\s]+")
_HEX = regex(r"-(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6}")
_ID_AT_END = regex(r"-(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,14}$")
"""As sites add it to the words of an article."""
LETTERS = regex(r"[^\W\d_]{2}")
"""What any word has."""
_ODD = regex(r"^\W*(?=[a-z]*\d)[a-z\d]{8,}$")
"""An id, and no word of a page: letters with figures among them."""
_INNER_CAPITAL = regex("[a-z][A-Z]")
_PLAIN = regex(r"[a-z]{3,20}")
_WRITTEN = regex(r"https?://\S+|(?:[\w-]+\.){2,}[a-z]{2,8}/\S*")
_HUMP = regex(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")
_CAMEL = regex(r"(?:[A-Z]{2,}(?=[A-Z][a-z]{2})|[A-Z][a-z]+){3,}")
"""Words that are joined by their capitals: BoilingWaterFast."""
_MOST_FOLDERS = 2
_SHORTEST_PLAIN = 4
_LEAST_IN_ID = 3
"""Small letters before capitals in an id, at least: more than names have."""
_LEAST_SLUG = 3
_YEAR = 4
_LEAST_SPOKEN, _MOST_SPOKEN = 2, 14
"""Words of a part of an address that reads like a title."""
FOLDERS = ("tree", "blob")
"""They stand before a file or folder of a repository, which the label is of, and not of all the repository."""


def url_parts(url: str) -> list[str]:
    """Return the parts of an address behind its host, decoded, without query and fragment."""
    address = url.partition("://")[2].partition("#")[0].partition("?")[0]
    return [unquote(part) for part in address.split("/")[1:] if part]


def is_address(text: str) -> bool:
    """Return whether an anchor is an address itself, of this page or one that leads there ("pic.pots.example/x1")."""
    return "/" in text and _WRITTEN.fullmatch(text) is not None


def repository_name(url: str) -> str:
    """Return the name of the repository or file that an address is of (ann/kettle, ann/kettle #12, ann/kettle: lid.py).
    """
    parts = url_parts(url)
    if not (name := repository_root(url)):
        return ""
    if len(parts) == 2:
        return name
    if len(parts) > 4 and parts[2] in FOLDERS:
        return f"{name}: {parts[-1]}"
    return f"{name} #{parts[3]}" if len(parts) == 4 and parts[3].isdigit() else ""


def repository_root(url: str) -> str:
    """Return the name of the repository that an address lies in (ann/kettle), or an empty text."""
    parts = url_parts(url)
    return "/".join(parts[:2]).removesuffix(".git") if len(parts) > 1 and is_repository_host(url_host(url)) else ""


def own_name(url: str) -> str:
    """Return what an address says that it is of: its repository, or the words that it ends in; or an empty text."""
    name = repository_name(url)
    return name if name and name == repository_root(url) and "#" not in url else spoken_name(url) or name


def site_and_page(url: str) -> str:
    """Return the name of a site with the one word that its address ends in ("tokio tutorial"), or an empty text."""
    host, parts = url_host(url).removeprefix("www."), url_parts(url)
    word = EXTENSION.sub("", parts[-1]) if parts else ""
    if len(parts) > _MOST_FOLDERS or is_known_host(host) or not _PLAIN.fullmatch(word) or "?" in url:
        return ""
    return f"{host.split('.')[-2]} {word}" if "." in host else ""


@lru_cache(maxsize=4096)
def spoken_name(url: str) -> str:
    """Return the words of an address that read like a title ("how-to-pour-tea.html"), or an empty text."""
    part = _ID_AT_END.sub("", EXTENSION.sub("", spoken_part(url)))
    words = _BLANKS.sub(" ", part).split()
    if _CAMEL.fullmatch(part):
        words = _HUMP.findall(part)
    is_date = bool(words) and words[0].isdigit() and len(words[0]) == _YEAR
    while words and words[0].isdigit() and (is_date or len(words[0]) >= _YEAR or words[0][0] == "0"):  # a date, an id
        words.pop(0)
    if len(words) < _LEAST_SPOKEN:
        return ""
    plain = [word for word in words if word.isalpha() and not _is_id(word)]
    if len(plain) < _LEAST_SPOKEN or len(words) > _MOST_SPOKEN or len(plain) * 2 <= len(words):
        return ""
    while not words[-1].isalpha() and len(words[-1]) >= _SHORTEST_PLAIN:  # an id, a year
        words.pop()
    name = " ".join(words)
    return "" if is_generic_heading(name) or is_label(name) else name


def _is_id(word: str) -> bool:
    """Return whether letters are an id by their case ("EWaQZCZuGGfnuqUoHujw"), as no name of many parts has it."""
    return len(_INNER_CAPITAL.findall(word)) >= _LEAST_IN_ID and sum(map(str.isupper, word)) * 3 > len(word)


def slug_words(url: str) -> str:
    """Return the words of the last part of a path, three at least, where they are too odd for a name, or an empty text.
    """
    part = _HEX.split(EXTENSION.sub("", (url_parts(url) or [""])[-1]))[0]
    words = [word for word in part.split("-") if word]
    is_said = len(words) >= _LEAST_SLUG and sum(map(str.isalpha, words)) >= _LEAST_SPOKEN
    is_said = is_said and sum(map(str.isdigit, part)) * 2 < len(part) and not {".", "%"} & set(part)
    return " ".join(words) if is_said else ""


def spoken_part(url: str) -> str:
    """Return the fragment of an address, else the last part of its path that holds any words."""
    parts = [part for part in url_parts(url) if "=" not in part]  # what a shop's or a search's address passes on
    fragment = unquote(url.partition("#")[2].partition(":~:")[0])  # a browser's mark of words
    if not parts or (LETTERS.search(fragment) and not _ODD.search(fragment)):
        return fragment
    return parts[-2] if len(parts) > 1 and parts[-1].isdigit() else parts[-1]
