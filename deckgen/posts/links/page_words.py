"""What an address says of its page beside an anchor that says little: "Kettle docs · boiling water".

An anchor that names but the site, or is a word or two above an address that reads like a title, is right and still no
title: a year on nobody knows which page it was.
"""

from __future__ import annotations

import msgspec

from deckgen.language.folding import fold, without_accents
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import JOINT, counted, is_content_label, is_label, label_at_end
from deckgen.language.pointing import is_small, points_to_link
from deckgen.language.scripts import CJK
from deckgen.language.stems import stem
from deckgen.model import TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.found import Found
from deckgen.posts.links.kinds import article_name, is_known_host
from deckgen.posts.links.own_names import EXTENSION, FOLDERS, repository_root, spoken_name, url_parts
from deckgen.urls import is_root, url_host

_WORD = regex(r"[^\W_]+")
_CJK = regex(f"[{CJK}]")
_PLAIN = regex(r"[A-Z]?[a-z]{2,19}|[A-Z]{2,6}")
_MOST_SAID, _MOST_SIGNS, _MOST_BESIDE = 3, 6, 2
"""Words of an anchor that says little, signs of East Asia, and of these beside the name of a site."""
_LEAST_MORE = 3
"""Words that an address must say beside it, at least."""
_LEAST_BEHIND = 2
"""The same where it begins with the anchor's."""
_OWNER_AND_NAME = 2
"""Parts of the address of a repository itself."""
_LANGUAGE = 2
"""Letters of a language's code."""


def with_page_words(found: Found) -> Found:
    """Return a link under its title with what its address says of its page, where the title says little."""
    if not found.title or found.label or found.skip or found.title_kind is not TitleKind.TEXT or is_root(found.url):
        return found
    words = _repository(found) or _page(found)
    told = _words(words)
    if not words or (told and told <= _words(found.title)) or fold(words) == fold(found.title):
        return found
    return msgspec.structs.replace(found, title=f"{found.title}{JOINT}{words}", owner="")


def _repository(found: Found) -> str:
    """Return the repository that an address is of, if a title of a word, or of a word and labels, has none of its name.

    Of a folder or a file in one the title must name nothing.
    """
    root, said = repository_root(found.url), _words(found.title)
    parts = found.title.split()
    if not root or not said or len(url_parts(found.url)) > _OWNER_AND_NAME:
        return "" if said else root
    is_told = any(name in word or word in name for name in _words(root) if len(name) >= _LEAST_MORE for word in said)
    return "" if is_told or (len(parts) > 1 and not any(map(is_label, parts))) else root


def _page(found: Found) -> str:
    """Return the words in which an address tells more of its page than the title does."""
    url, title = found.url, found.title
    if repository_root(url) and (len(parts := url_parts(url)) <= _OWNER_AND_NAME or parts[2] in FOLDERS):
        return ""
    if article := article_name(url):
        is_other = _words(title).isdisjoint(_words(article)) and not _CJK.search(title + article)
        return article if is_other and "." not in article else ""
    spoken, said, signs = spoken_name(url), _words(title), len(_CJK.findall(title))
    is_little = len(said) <= _MOST_SAID and signs <= _MOST_SIGNS
    if is_little and signs <= _MOST_BESIDE and _names_site(url, title, said):
        return spoken or _end(url)
    told = _words(spoken)
    more = told - said
    if points_to_link(title) or (said and not signs and said <= told and len(more) >= _LEAST_BEHIND):
        return spoken
    is_more = len(more) >= _LEAST_MORE or (said.isdisjoint(told) and len(spoken.split()) >= _LEAST_MORE)
    return spoken if is_little and is_more else ""


def _names_site(url: str, title: str, said: frozenset[str]) -> bool:
    """Return whether a title names but the site that a page lies on, or that and of what sort it is."""
    host = "".join(url_host(url).split(".")[:-1])
    noun = label_at_end(title)[1]
    if (noun and not is_content_label(noun)) or counted(title) is not None:
        return True
    return bool(said) and all(len(word) > 1 and word in host for word in said) and not _is_account(url)


def _is_account(url: str) -> bool:
    return is_known_host(url_host(url)) and len(url_parts(url)) <= 1


def _end(url: str) -> str:
    """Return the plain words of the folder and the page that an address ends in, if it goes as deep."""
    parts = [EXTENSION.sub("", part) for part in url_parts(url)]
    if parts and not parts[2:] and len(parts[0]) == _LANGUAGE:  # /en/latest: the first page of all that are so
        return ""
    parts = parts[-2:]
    words = [part for part in parts if _PLAIN.fullmatch(part) and not (is_label(part) or is_generic_heading(part))]
    return " ".join(words) if len(parts) > 1 and words and words[-1] == parts[-1] else ""


def _words(text: str) -> frozenset[str]:
    """Return the words of a text that name something, without their inflection and the accents that addresses lack.

    Those of East Asia have no blanks between them: their signs are counted.
    """
    words = _WORD.findall(without_accents(_CJK.sub(" ", text)).casefold())
    return frozenset(stem(word, "en") for word in words if not (is_small(word) or is_label(word)))
