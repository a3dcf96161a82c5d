"""Of posts that their names call translations of one another, the one in the deck's language stays.

Their names say so as X.de.md, de/X.md, X/de.md, X-de.md or X_DE.md. All but the first are believed only where the posts
are in that language: it/ may as well be about computers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice

import msgspec

from deckgen.build.input.read_posts import Input
from deckgen.definition import Definition
from deckgen.files.records import Ledger, State
from deckgen.language.plurals import counted, plural
from deckgen.language.scripts import CJK, LATIN, cjk_share
from deckgen.language.spoken import LATIN_SCRIPT, language_of, language_of_most
from deckgen.markdown.text import blocks_text
from deckgen.model import Post, Problem, Section, Severity
from deckgen.patterns import regex
from deckgen.topics import all_sections

_CODES = frozenset(
    """
    ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv ms nb nl nn no pl pt ro ru sk sl sr sv
    ta th tr uk ur vi zh
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""Languages that people translate posts into, by their codes of two letters (ISO 639-1)."""
_LANDS = {"cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs"}
"""Countries that people write for their languages, behind a hyphen."""
_ENDS_IN_TAG = regex(r"(.+?)[-_.]([A-Za-z]{2})(?:[-_](?:[A-Za-z]{2}|Hans|Hant))?")
_TAG = regex(r"([a-z]{2})(?:[-_](?:[A-Za-z]{2}|Hans|Hant))?")
_OTHER_LETTER = regex(rf"[^\W\d_{LATIN}{CJK}]")
_NAMED = 5
"""So many posts that are left out are named."""
_SECTIONS, _LONG = 12, 400
"""So much of a post tells its language."""
_TELLING = 300
"""Letters of a text that is in none of the languages known here, if it seems so."""


class _Version(msgspec.Struct, frozen=True):
    """A post as one of several languages."""

    post: Post
    language: str  # as its name says, lower case; empty where it says nothing


def without_translations(given: Input, definition: Definition, ledger: Ledger) -> Input:
    """Return the input without the translations, and with a note that counts them; shipped posts stay."""
    groups = _groups(given.posts)
    if not groups:
        return given
    language = definition.language or ledger.header.choices.get("language") or _language(given.posts, groups)
    shipped = _shipped(ledger)
    before = {record.place[0] for record in ledger.items.values() if record.place}
    known = shipped | set(filter(_is_ending, before))  # the last release read these as posts of their own
    here = {post.path for post in given.posts} | given.absent
    gone = {_without_mark(path)[0] for path in shipped - here}  # renamed, perhaps
    left_out: list[str] = []
    for base, versions in groups.items():
        if base not in gone:
            kept = {_chosen(versions, language.lower(), shipped).post.path} | known
            left_out += [version.post.path for version in versions if version.post.path not in kept]
    if not left_out:
        return given
    return msgspec.structs.replace(
        given,
        posts=tuple(post for post in given.posts if post.path not in set(left_out)),
        problems=(*given.problems, _note(definition, sorted(left_out), language)),
    )


def _groups(posts: Sequence[Post]) -> dict[str, list[_Version]]:
    """Return the posts of which there are several versions, by their name without its language."""
    found: dict[str, list[_Version]] = {}
    for post in posts:
        base, language = _without_mark(post.path)
        found.setdefault(base, []).append(_Version(post, language))
    groups: dict[str, list[_Version]] = {}
    for base, versions in found.items():
        true = [version for version in versions if len(versions) > 1 and _is_true(version)]
        if len({version.language for version in true}) > 1:
            groups[base] = true
    return groups


def _without_mark(path: str) -> tuple[str, str]:
    """Return a path without its ending and its language, and the language in lower case; empty if it has none."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    if folders and _is_language(stem):
        return "/".join([*folders, ""]), stem.lower().replace("_", "-")
    title, dot, last = stem.rpartition(".")
    if dot and title and _is_language(last):
        return "/".join([*folders, title]), last.lower().replace("_", "-")
    if (ending := _ENDS_IN_TAG.fullmatch(stem)) is not None:
        code = _LANDS.get(ending[2].lower(), ending[2].lower())
        if code in _CODES:
            return "/".join([*folders, ending[1]]), code
    for place, folder in enumerate(folders):
        if _is_language(folder):
            return "/".join([*folders[:place], *folders[place + 1 :], stem]), folder.lower().replace("_", "-")
    return "/".join([*folders, stem]), ""


def _is_language(text: str) -> bool:
    found = _TAG.fullmatch(text)
    return found is not None and found[1] in _CODES


def _is_true(version: _Version) -> bool:
    """Return whether a post is in the language that its folder or whole name says, as far as its words tell."""
    name = version.post.path.rpartition("/")[2].rpartition(".")[0]
    if not version.language or "." in name:
        return True
    language, text = _primary(version.language), _text_of(version.post)
    if language not in (*LATIN_SCRIPT, "zh", "ja", "ko"):  # of which no word is known here: its letters tell
        is_long = len(text) >= _TELLING and not cjk_share(text)
        return _OTHER_LETTER.search(text) is not None or (is_long and language_of(text, 0.0) == "")
    return _spoken(version.post) in ((language,) if _is_ending(version.post.path) else ("", language))


def _is_ending(path: str) -> bool:
    """Return whether a path says its language at the end of its name alone, behind a hyphen or an underscore."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    is_marked = _is_language(stem) or "." in stem or any(map(_is_language, folders))
    return not is_marked and _ENDS_IN_TAG.fullmatch(stem) is not None


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower())[0]


def _spoken(post: Post) -> str:
    text = _text_of(post)
    return language_of(text, cjk_share(text))


def _text_of(post: Post) -> str:
    return f"{post.title} {_sample(post.sections)}"


def _sample(sections: Sequence[Section]) -> str:
    blocks = (block for section in all_sections(sections) for block in section.blocks[:_SECTIONS])
    return " ".join(blocks_text((block,))[:_LONG] for block in islice(blocks, _SECTIONS))


def _language(posts: Sequence[Post], groups: dict[str, list[_Version]]) -> str:
    """Return the language of a deck that has none yet: of the posts that are nobody's translation, else of most."""
    marked = {version.post.path for versions in groups.values() for version in versions if version.language}
    originals = [post for post in posts if post.path not in marked]
    if spoken := language_of_most(map(_text_of, originals)):
        return spoken
    count = Counter(version.language for versions in groups.values() for version in versions if version.language)
    most = max(count.values())
    of_most = sorted(language for language, number in count.items() if number == most)
    return "en" if "en" in map(_primary, of_most) else of_most[0]  # all are there as often: no text decides that


def _shipped(ledger: Ledger) -> frozenset[str]:
    """Return the posts that learners have notes of."""
    return frozenset(
        note.place[0] for note in ledger.notes.values() if note.mod and note.place and note.state is not State.RETIRED
    )


def _chosen(versions: Sequence[_Version], language: str, shipped: Collection[str]) -> _Version:
    """Return the version in a language; where there is none, a shipped one, the one without a mark, the first."""

    def rank(version: _Version) -> tuple[bool, bool, bool, bool, str]:
        spoken = _primary(version.language) if version.language else _spoken(version.post)
        return (
            version.language != language,
            spoken != _primary(language),
            version.post.path not in shipped,
            bool(version.language),
            version.post.path,
        )

    return min(versions, key=rank)


def _note(definition: Definition, left_out: Sequence[str], language: str) -> Problem:
    names = ", ".join(left_out[:_NAMED]) + (", ..." if len(left_out) > _NAMED else "")
    kind = "translation" if len(left_out) == 1 else plural("translation")
    verb = "is a" if len(left_out) == 1 else "are"
    message = (
        f"{counted(len(left_out), 'post')} {verb} {kind} by the names and left out ({names}): the deck's language is "
        f"{language}; `language:` chooses another one"
    )
    path, line = str(definition.path or definition.posts[0]), definition.lines.get("posts", 0)
    return Problem(path=path, line=line, severity=Severity.NOTE, code="translations", message=message)
