"""NAME.picks: what a person wants to skip, to see first, or has read already; one line a choice.

    skip  https://mp.weixin.qq.com/*     # a glob on the link's URL: only * makes one
    star  section:3f2a
    read  link:https://arxiv.org/abs/1706.03762
    same  https://old.example/a https://new.example/a    # one link, whose address was put right

A target is an item's key, a note's Key, `form:NAME`, a URL or a glob on the URL; the last line that matches wins.
`same` and `apart` say of two addresses whether they are one link or two.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from deckgen.files.regular import read_regular
from deckgen.model import Problem, Severity
from deckgen.patterns import regex

KEY = regex(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")  # of an item or a note, or a URL
FORM = "form:"
"""Begins a target that means all cards of a form."""
ALL = "all"
"""What means everything on the command line, where targets are read as here."""
GUID = regex(r"[a-z0-9]{26}")
LONGEST_LINE = 10_000
COMMENT = regex(r"(?:^|\s)#.*")  # x#y is a URL with a fragment


class Choice(enum.StrEnum):
    """What is wanted of an item."""

    SKIP = "skip"  # no note
    STAR = "star"  # first, and a reading note whatever is said of links
    READ = "read"  # no reading note, unless one was shipped


class Verb(enum.StrEnum):
    """What is said of two addresses."""

    SAME = "same"  # they are one link
    APART = "apart"  # they are two


class Pair(msgspec.Struct, frozen=True):
    """A line about two addresses, by what identifies them."""

    line: int
    verb: Verb
    old: str
    new: str


class _Pick(msgspec.Struct, frozen=True, order=True):
    """A line that counts."""

    line: int
    choice: Choice


class _Glob(msgspec.Struct, frozen=True):
    """A line whose target is a glob."""

    pick: _Pick
    parts: tuple[str, ...]  # what stands between the stars, at least two

    def matches(self, url: str) -> bool:
        """Match in one pass: a regular expression with many stars could take for ever."""
        first, *middle, last = self.parts
        at, end = len(first), len(url) - len(last)
        if at > end or not url.startswith(first) or not url.endswith(last):
            return False
        for part in middle:
            found = url.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


class Picks:
    """All choices of a file, ready to be asked for every item."""

    def __init__(self, canonical: Callable[[str], str] = str) -> None:
        self._canonical = canonical
        self.pairs: list[Pair] = []
        """What is said of two addresses, in the order of the lines; these are no choices."""
        self.addresses: dict[str, tuple[int, str]] = {}
        """The last line that means an address, and the address as it stands there, by what identifies it."""
        self._exact: dict[str, _Pick] = {}
        # By what a glob begins with, the last line first: of hundreds of globs a URL meets only a few.
        # Each with its longest part: most URLs do not hold it, and that is quick to see.
        self._globs: dict[str, list[tuple[str, _Glob]]] = {}
        self._lengths: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._exact or self._globs)

    @property
    def forms(self) -> dict[str, int]:
        """Return the names of forms that lines mean, each with the last of these lines."""
        return {name.removeprefix(FORM): pick.line for name, pick in self._exact.items() if name.startswith(FORM)}

    def choice(
        self, *, item_key: str = "", guid: str = "", form: str = "", url: str = "", others: Sequence[str] = ()
    ) -> Choice | None:
        """Return what the last line says that matches the item's key, the note's Key, the form or the URL.

        ``others`` are further keys of the same link.
        """
        if not self:
            return None
        forms = self._forms(item_key, url) + tuple(key.removeprefix("link:") for key in others)
        exact = [self._exact.get(name) for name in (item_key, guid, form, *others, *forms) if name]
        best = max((pick for pick in exact if pick), default=None)
        if self._globs:
            for form in forms:
                best = self._later_glob(form, best)
        return best.choice if best else None

    def names(self, *names: str) -> bool:
        """Return whether a line means one of these by itself, and not by a glob."""
        return any(name in self._exact for name in names)

    def _forms(self, item_key: str, url: str) -> tuple[str, ...]:
        """Return the URL as written and the canonical one, which the key of a link holds already."""
        if item_key.startswith("link:"):
            canonical = item_key.removeprefix("link:")
        else:
            canonical = self._canonical(url) if url else ""
        return tuple(dict.fromkeys(form for form in (url, canonical) if form))

    def _later_glob(self, url: str, best: _Pick | None) -> _Pick | None:
        for length in self._lengths:
            for part, glob in self._globs.get(url[:length], ()):
                if part in url and glob.matches(url):
                    best = max(best or glob.pick, glob.pick)
                    break
        return best

    def add(self, line: int, choice: Choice, target: str) -> None:
        """Take one more line, later than all before."""
        pick = _Pick(line, choice)
        if "*" in target:
            parts = tuple(target.removeprefix("link:").split("*"))
            self._globs.setdefault(parts[0], []).insert(0, (max(parts, key=len), _Glob(pick, parts)))
            self._lengths = tuple(sorted({len(start) for start in self._globs}))
            return
        self._exact[target] = pick
        if "://" in target:
            address = self._canonical(target.removeprefix("link:"))
            self._exact[address] = pick
            self.addresses[address] = line, target

    def add_pair(self, line: int, verb: Verb, targets: Sequence[str]) -> str:
        """Take one more line about two addresses; return what is wrong with it."""
        match [target.removeprefix("link:") for target in targets]:
            case [first, second]:
                odd = next((address for address in (first, second) if "://" not in address or "*" in address), "")
            case _:
                return f"{verb} needs two addresses, the old one and the new one"
        if odd:
            return f"{odd} is no address, and {verb} is about two of them"
        old, new = self._canonical(first), self._canonical(second)
        if old == new:
            return f"{first} and {second} are one link already"
        self.pairs.append(Pair(line, verb, old, new))
        return ""


def is_target(text: str) -> bool:
    """Return whether a text may mean items or notes: a key, a note's Key, a form, a URL, or a glob on it."""
    return bool(KEY.fullmatch(text) or GUID.fullmatch(text) or "*" in text)


def read_picks(path: Path, canonical: Callable[[str], str]) -> tuple[Picks, list[Problem]]:
    """Read a file of picks; no file, no picks. A line with a problem does not count, the others do.

    ``canonical`` gives what identifies a link, so that any spelling of a URL is found.
    """
    picks = Picks(canonical)
    try:
        data = read_regular(path)
    except FileNotFoundError:
        return picks, []
    except OSError as exc:
        return picks, [_problem(path, 1, f"not readable: {exc.strerror or exc}")]
    problems = []
    for number, line in enumerate(data.split(b"\n"), 1):
        message = _add_line(picks, number, line)
        if message:
            problems.append(_problem(path, number, f"{message}; this line does nothing, all others hold"))
    return picks, problems


def _add_line(picks: Picks, number: int, line: bytes) -> str:
    """Take one line; give what is wrong with it."""
    try:
        words = COMMENT.sub("", line.decode("utf-8-sig")).split() if len(line) <= LONGEST_LINE else []
    except UnicodeDecodeError:
        return "not UTF-8; save the file as UTF-8"
    if len(line) > LONGEST_LINE:
        return f"a line of more than {LONGEST_LINE:,} bytes, so no choice"
    if not words:
        return ""
    verb, *targets = words
    if verb in list(Verb):
        return picks.add_pair(number, Verb(verb), targets)
    verbs = [*Choice, *Verb]
    if verb not in verbs:
        near = difflib.get_close_matches(verb, verbs, n=1)
        hint = f"did you mean {near[0]}?" if near else f"a line begins with {', '.join(verbs)}"
        return f"unknown word {verb}; {hint}"
    if not targets:
        return f"{verb} what? An item's key, a note's Key, a URL or a glob on the URL is missing"
    if len(targets) > 1:
        return f"one target a line; a comment begins with #, so what is {targets[1]}?"
    target = targets[0]
    if not is_target(target):
        return f"{target} is no item's key, no note's Key, no URL and no glob (with *)"
    picks.add(number, Choice(verb), target)
    return ""


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(path=str(path), line=line, severity=Severity.ERROR, code="picks", message=message)
