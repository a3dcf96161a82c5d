"""Which of the names around a link its address holds: ``/openxla/iree`` is IREE, ``luarocks.org`` LuaRocks.

What is compared is letters and digits alone, in words without their inflection: case, hyphens, blanks, ``www.`` and
``.git`` make no other name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

import msgspec

from deckgen.language.folding import nfkc, without_accents
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import is_host_label, is_label
from deckgen.language.scripts import CJK, LATIN
from deckgen.language.small_words import LATIN as SMALL_WORDS
from deckgen.language.stems import stem
from deckgen.patterns import regex
from deckgen.posts.links.kinds import is_known_host, is_page_of, is_repository_host
from deckgen.posts.links.own_names import (
    EXTENSION,
    FOLDERS,
    own_name,
    repository_name,
    repository_root,
    spoken_name,
    spoken_part,
    url_parts,
)
from deckgen.urls import is_root, url_host

_WORD = regex(rf"[{LATIN}0-9]+")
_ANY_WORD = regex(rf"[{LATIN}0-9]+|[{CJK}]+")
_TOKEN = regex(rf"[{LATIN}0-9][{LATIN}0-9_+#]*(?:[.'’-][{LATIN}0-9_+#]+)*")
_AFFIX = regex(r"^get(?=....)|(?<=....)(?:web|app|lang|project|docs|js)$")
"""What a site adds to a name that is taken (teaweb.example)."""
_ADDRESS = regex(r"https?://\S+")
_ID = regex(r"\d{5}")
"""The number of an article, on a site that many people write for."""
_MOST_WORDS = 5
"""Words of one name, at most."""
_LONGEST_TERM = 4
_SHORTEST = 3
_SHORTEST_PLAIN = 4
"""Letters of a name that is written like any other word, at least."""
_SMALL_WORDS = frozenset[str]().union(*SMALL_WORDS.values())
"""They begin no name, however they are written ("The Kettle Project")."""
_MOST_BESIDE = 2
"""Signs of East Asia beside the name of a site that say no more (在 GitHub 上)."""
_FAR = 400
"""Letters of a text that are looked at."""
_LEAST_TOLD = 2
_SITE_JOINTS = regex(r"[\s:：的の()（）\[\]-]+")
_ON_SITE = regex(r"(?:[a-z]+ )?[a-z]+ (?:on|at) ")
"""What says but where a thing lies: "up on", "available at"."""
_SITE_AT_END = regex(rf"^[{LATIN}]+|[{LATIN}]+$")

_HOST, _MIDDLE, _FIRST, _LAST, _REPOSITORY = range(5)
"""Parts of an address, by how much they tell of what it is of."""


class Held(msgspec.Struct, frozen=True, order=True):
    """How an address holds a name: what is greater tells more of what the address is of."""

    place: int
    is_whole: bool  # all of a part of it, not its first words alone

    @property
    def is_firm(self) -> bool:
        """Whether a name is held even where it is a word of a longer one in the text."""
        return self.is_whole and self.place != _HOST


_NOT = Held(-1, False)


@lru_cache(maxsize=4096)
def _names(url: str) -> Mapping[str, Held]:
    """Return all that a name may be by an address, as it is compared."""
    host = url_host(url)
    found: dict[str, Held] = {}
    for place, part in _path_parts(url, host):
        _add(found, EXTENSION.sub("", part), place)
    if is_root(url) or not (is_known_host(host) or _ID.search(url)):
        for part in host.split(".")[:-1]:
            if len(part) >= _SHORTEST:
                _add(found, part, _HOST)
                if plain := _AFFIX.sub("", part):
                    _add(found, plain, _HOST)
    return found


def _path_parts(url: str, host: str) -> Iterator[tuple[int, str]]:
    """Yield the parts behind the host: of a repository its name and its file, not its owner and its folders."""
    parts = url_parts(url)
    if host.count(".") == 1 and len(parts) > 1 and is_known_host(host):
        if len(parts) > 3 and parts[2] in FOLDERS:
            yield _MIDDLE, parts[-1]
            return
        yield _REPOSITORY, parts[1]
        parts = parts[-1:] if len(parts) > 3 else []  # /releases is no name
    for number, part in enumerate(parts):
        yield _LAST if number == len(parts) - 1 else _FIRST if not number else _MIDDLE, part


def _add(found: dict[str, Held], part: str, place: int) -> None:
    words = _WORD.findall(nfkc(part).casefold())
    while len(words) > 1 and words[-1].isdigit():  # of a version or a date
        words.pop()
    for end in range(1, min(len(words), _MOST_WORDS) + 1):
        if place != _MIDDLE or end == len(words):
            for name in _spellings(words[:end]):
                found[name] = max(found.get(name, _NOT), Held(place, end == len(words)))


def _spellings(words: list[str]) -> tuple[str, str]:
    return "".join(words), "".join([stem(word, "en") for word in words])


@lru_cache(maxsize=4096)
def _words(url: str) -> frozenset[str]:
    """Return all words of an address, and all of them that stand side by side as one."""
    found: set[str] = set()
    for part in re.split(r"[/?#]", unquote(url.partition("://")[2]).partition("/")[2]) + url_host(url).split(".")[:-1]:
        words = _WORD.findall(nfkc(part).casefold())
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
                found.update(_spellings(words[start:end]))
    return frozenset(found)


def is_named(url: str, text: str) -> bool:
    """Return whether any words of a text stand in an address: those that name nothing aside."""
    words = _WORD.findall(nfkc(text).casefold())
    known = _words(url)
    return any(
        not known.isdisjoint(_spellings(said)) and not is_label(name := "".join(said)) and len(name) > 1
        and name not in SMALL_WORDS["en"]
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1)
        if (said := words[start:end])
    )


def is_shortened(url: str, text: str) -> bool:
    """Return whether an address has the beginning of a text for its word ("geolocation", ``/geo/api``)."""
    name = _letters(text)
    return any(
        len(part) >= _SHORTEST and name.startswith(part) and part not in SMALL_WORDS["en"]
        for part in map(_letters, url_parts(url))
    )


def is_named_by_path(url: str, text: str) -> bool:
    """Return whether any words of a text stand in an address behind its host, which many pages share."""
    return is_named("https://-/" + url.partition("//")[2].partition("/")[2], text)


def is_name_of(url: str, text: str) -> bool:
    """Return whether a text is the name of the repository or site that an address is of (2048, @scope/name)."""
    held = _lookup(_names(url), text)
    if held is None or not held.is_whole:
        return False
    return held.place in (_HOST, _REPOSITORY) or (text.startswith("@") and not is_page_of(url, text))


def is_home_of(url: str, text: str) -> bool:
    """Return whether an address is the home page of what a text says (GitHub: ``github.com``)."""
    parts = url_host(url).split(".")
    return is_root(url) and len(parts) > 1 and _letters(text) == _letters(parts[-2])


def is_kind_of(url: str, text: str) -> bool:
    """Return whether a word only says of what kind a page is, as its address does (issue: ``/owner/name/issues/3``)."""
    if not text.isalpha() or not is_known_host(url_host(url)):
        return False
    word, parts = stem(text.casefold(), "en"), url_parts(url)[2:]
    if len(parts) > 1 or not repository_root(url):
        parts = parts[:-1]
    return any(stem(part.casefold(), "en") == word for part in parts)


def held_name(url: str, texts: Iterable[str], *, is_whole: bool = False) -> str:
    """Return the name in these texts, nearest first, that an address holds, or an empty text.

    Of several it is the one that tells most of what the address is of, and of those the nearest. With ``is_whole`` a
    name counts only where it is all of a part of the path, or of a site's host.
    """
    if not (names := _names(url)):
        return ""
    best, name = _NOT, ""
    for text in texts:
        for held, found in _held(names, text[-_FAR:]):
            if held > best and (not is_whole or (held.is_whole and (held.place > _HOST or is_root(url)))):
                best, name = held, found
    return name


def name_above(url: str, texts: Iterable[str]) -> str:
    """Return the name in these texts, nearest first, that an address without words of its own ends in."""
    return "" if own_name(url) else held_name("https://-/" + spoken_part(url), texts, is_whole=True)


def opens_with_name(url: str, text: str) -> bool:
    """Return whether a text opens with a name that the address holds, as the title of its page does."""
    name = held_name(url, [text])
    return bool(name) and text.startswith(name)


def _held(names: Mapping[str, Held], text: str) -> Iterator[tuple[Held, str]]:
    for run in _runs(text):
        start = 0
        while start < len(run):
            for end in range(min(len(run), start + _MOST_WORDS), start, -1):
                said = text[run[start].start() : run[end - 1].end()]
                held = _lookup(names, said)
                if held is None or not (held.is_firm or _stands_alone(run, start, end)):
                    continue
                if _may_name(said, text, held):
                    yield held, _whole_term(run, text) or said
                    start = end
                    break
            else:
                start += 1


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the words of a text that only single blanks stand between."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and text[run[-1].end() : token.start()] != " ":
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _stands_alone(run: list[re.Match[str]], start: int, end: int) -> bool:
    """Return whether no other words of a longer name stand beside these ("Neural" in "Neural Turing Machine")."""
    beside = (*run[max(0, start - 1) : start], *run[end : end + 1])
    return not any(word[0][0].isupper() and word[0].casefold() not in _SMALL_WORDS for word in beside)


def _whole_term(run: list[re.Match[str]], text: str) -> str:
    """Return all Latin words that stand together in a text of East Asia: there they are one term."""
    term = text[run[0].start() : run[-1].end()]
    return term if 1 < len(run) <= _LONGEST_TERM and re.search(f"[{CJK}]", text) else ""


def _lookup(names: Mapping[str, Held], said: str) -> Held | None:
    words = _WORD.findall(nfkc(said).casefold())
    spellings = _spellings(words)
    found = [names[name] for name in spellings if name in names]
    if not found and len(words) == 1 and (versioned := names.get(words[0].rstrip("0123456789"))) is not None:
        return versioned if versioned.place == _HOST else None  # python3, python.example
    return max(found) if found else None


def _may_name(said: str, text: str, held: Held) -> bool:
    """Return whether words are written like a name, and are not what any text is made of."""
    if len(said) < _SHORTEST or said.casefold() in SMALL_WORDS["en"]:
        return False
    if said.isdigit() and held.place != _REPOSITORY:  # a date in the path
        return False
    if is_label(said) or is_host_label(said) or is_generic_heading(said):
        return False
    if any(letter.isupper() or letter.isdigit() for letter in said[1:]) or said == text.strip():
        return True
    if re.search(f"[{CJK}]", text):
        return len(said) >= _SHORTEST_PLAIN
    return held.is_whole and len(said) >= _SHORTEST_PLAIN and held.place in (_HOST, _REPOSITORY)


def name_borne(url: str, texts: Sequence[str]) -> str:
    """Return what an address alone is called, where one of the texts around bears that name."""
    texts = [_ADDRESS.sub("", text) for text in texts]
    found = held_name(url, texts, is_whole=True)
    if found and _is_own(url, _lookup(_names(url), found), found):
        page = repository_name(url)
        return page if "#" in page else found
    name = repository_name(url) or spoken_name(url)
    letters = _letters((name.partition(": ")[0]).rpartition("/")[2])
    name = name.rpartition("/")[2] if ": " in name else name  # the repository is spoken of, and this a file of it
    return name if len(letters) >= _SHORTEST_PLAIN and any(letters in _letters(text) for text in texts) else ""


def _is_own(url: str, held: Held | None, name: str) -> bool:
    """Return whether a name is that of a page: of its repository or site, of several words, or more than once there.

    Where an address ends in no words, several of one of its folders may be it too.
    """
    letters, is_said = _letters(name), " " in name and not spoken_name(url)
    if held is None and is_said:  # a term with the name in it
        return True
    if held is None or held.place == _HOST:
        return is_root(url) and letters == _letters(url_host(url).partition(".")[0])
    if held.place == _REPOSITORY or is_said:
        return True
    if held.place in (_FIRST, _MIDDLE):
        return False
    if "-" in spoken_part(url):
        return True
    return not url.endswith("/") and _letters(url).count(letters) > 1  # a folder may have the name of its folder


def _letters(text: str) -> str:
    return "".join(_WORD.findall(without_accents(text).casefold()))


def shows_host(url: str, text: str) -> bool:
    """Return whether a text only says on what site a page lies ("media.ccc.de", "Stackoverflow")."""
    name = _letters(text)
    host = url_host(url)
    parts = list(map(_letters, host.split(".")[:-1]))
    names = (_letters(host), *parts, *(_AFFIX.sub("", part) for part in parts))
    is_more = len(re.findall(f"[{CJK}]", text)) > _MOST_BESIDE
    is_host = name in names or ("." in text and host.endswith("." + text.casefold()))
    return not is_root(url) and len(name) > 1 and is_host and not is_more


def only_site(url: str, text: str) -> bool:
    """Return whether a text says of a page but its site, and of what sort it is ("repo on GitLab", "GitHub 仓库").

    So does a word with a hyphen that the address has not, as that of a language ("Medium-Türkçe").
    """
    said = " ".join(word for word in _SITE_JOINTS.split(text) if word and word.casefold() not in _SMALL_WORDS)
    return any(
        shows_host(url, name)
        and (
            is_label(sort := said.removeprefix(name).removesuffix(name).strip()) or is_kind_of(url, sort)
            or _ON_SITE.fullmatch(text.removesuffix(name))
            or (text == f"{name}-{sort}" and sort.isalpha() and not is_named_by_path(url, sort))
        )
        for name in _SITE_AT_END.findall(said)
    )


def is_told(url: str, text: str) -> bool:
    """Return whether an address holds, behind its host, half of the words of a text, or all of two."""
    if is_repository_host(url_host(url)):  # what lies there has a name of its own
        return False
    said = {word for word in _ANY_WORD.findall(nfkc(text).casefold()) if word not in _SMALL_WORDS}
    known = _words("https://-/" + url.partition("//")[2].partition("/")[2].partition("?")[0])
    held = sum(not known.isdisjoint(_spellings([word])) for word in said)
    return held * 4 >= len(said) * 3 if held == _LEAST_TOLD else held > _LEAST_TOLD and held * 2 >= len(said)
