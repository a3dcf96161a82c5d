"""Words that a learner wrote anew -> a unified diff against the posts, where the old words stand there verbatim.

Nothing is written into a post: the author looks at the diff and applies it, or not. A field is taken apart into its
runs of words between tags, gaps and formulas; only words may differ, and the old ones must stand once among the lines
of their card, line ends aside. What cannot be told so is listed with its reason.
"""

from __future__ import annotations

import difflib
import itertools
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from deckgen.anki.parsed_html import Piece, Tag, parse
from deckgen.anki.same_html import same_html
from deckgen.build.changes import title_of
from deckgen.build.pipeline import Plan
from deckgen.files.errors import refusal
from deckgen.files.learner import Learner
from deckgen.files.regular import read_regular
from deckgen.identity.notes import Named
from deckgen.patterns import regex

BEFORE_LINK, AFTER_LINK = 5, 10
"""So many lines around a link may hold its title and what is said of it."""

_MARK = regex(r"(\{\{c\d+::|::|\}\}|\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
"""What stands in a field's text and is no word of it: edges of gaps, formulas."""

_IN_WORD = regex(r"[A-Za-z0-9]")
"""Words of scripts with blanks between them are not looked for inside others."""

_BLANKS = regex(r"(\s+)")
_ESCAPED = regex(r"([\\*_`\[\]<>#|~])")
_CODE = frozenset({"code", "kbd", "pre"})
_MEANS_MORE = regex(r"\$|==|::|\{\{|\}\}|^(?:[-+>=]|\d+[.)])$")
"""Signs of Markdown and its dialects that a backslash does not silence everywhere."""


class Hunk(msgspec.Struct, frozen=True, order=True):
    """A place of a post's text with the words that are to stand there."""

    start: int
    end: int
    words: str


class Unpatched(msgspec.Struct, frozen=True, kw_only=True):
    """Words that no diff can bring into the posts, and why."""

    title: str  # of the note
    field: str
    reason: str


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """A diff that `git apply` and `patch -p1` take in this folder."""

    text: str
    folder: Path
    fields: int
    left: tuple[Unpatched, ...] = ()


class _LeftError(Exception):
    """Why words cannot be brought into a post."""


def patch_of(plan: Plan, learner: Learner) -> Patch:
    """Return the diff of all words that the learner wrote anew, against the posts that a plan has read."""
    named = {note.key: note for note in plan.named}
    texts: dict[Path, str] = {}
    hunks: dict[Path, list[Hunk]] = {}
    left, fields = [], 0
    for record in sorted(plan.identified.ledger.notes.values(), key=lambda record: record.guid):
        known = learner.notes.get(record.guid)
        for name, edit in sorted(known.edited.items()) if known is not None else ():
            old = record.fields.get(name, "")
            if edit.given_up or same_html(old, edit.words):
                continue
            try:
                path, found = _hunks(plan, named.get(record.key), texts, _runs(old, edit.words))
                _refuse_overlap([*hunks.get(path, []), *found])
            except _LeftError as exc:
                left.append(Unpatched(title=title_of(record), field=name, reason=str(exc)))
                continue
            hunks.setdefault(path, []).extend(found)
            fields += 1
    folder = _folder(list(hunks))
    diffs = [_diff(path.relative_to(folder), texts[path], hunks[path]) for path in sorted(hunks)]
    return Patch(text="".join(diffs), folder=folder, fields=fields, left=tuple(left))


def write_patch(path: Path, patch: Patch) -> None:
    """Write a diff to a file; raise a DeckgenError where another file is in its place."""
    if path.exists() and not read_regular(path).startswith(b"--- a/"):
        message = "is there and no diff of an earlier pull: nothing else is written over; name another file"
        raise refusal(path, "patch", message)
    path.write_bytes(patch.text.encode())


# --- What differs in a field ----------------------------------------------------------------------------


class _Run(NamedTuple):
    """A run of words of a field; the new ones as Markdown."""

    was: str
    now: str | None  # None: as it was


def _runs(old: str, new: str) -> list[_Run]:
    """Return the runs of words of a field; raise a _LeftError where anything but words differs."""
    first, second = (list(_pieces(field)) for field in (old, new))
    marks = [[None if isinstance(piece, str) else piece for piece in pieces] for pieces in (first, second)]
    if marks[0] != marks[1]:
        raise _LeftError("more than its words is another: markup, a gap or a formula")
    found = []
    depth = 0  # of code
    for was, now in zip(first, second, strict=True):
        if isinstance(was, Tag):
            depth += (-1 if was.is_end else 1) * (was.name in _CODE)
        elif isinstance(now, str) and was.split() == now.split():
            found += [_Run(was, None)] if was.strip() else []
        elif isinstance(now, str):
            if not was.strip():
                raise _LeftError("nothing stands in the post in its place")
            found.append(_Run(was, now if depth else " ".join(map(_escaped, now.split()))))
    return found


def _pieces(field: str) -> Iterator[Piece]:
    """Yield the pieces of a field, gaps' edges and formulas as tags."""
    for piece in parse(field):
        if not isinstance(piece, str):
            if piece.name != "tbody":
                yield piece
            continue
        for number, text in enumerate(_MARK.split(piece)):
            if number % 2:
                yield Tag(text)
            elif text:
                yield text.replace("\xa0", " ")


# --- Where it stands in a post --------------------------------------------------------------------------


def _hunks(
    plan: Plan, note: Named | None, texts: dict[Path, str], runs: Sequence[_Run]
) -> tuple[Path, list[Hunk]]:
    if note is None:
        raise _LeftError("its card is not in the posts any more")
    source = note.rendered.card.sources[0]
    path = Path(plan.input.folders[source.post]) / Path(source.post).name
    if path not in texts:
        texts[path] = _text_of(path)
    starts = [0, *(found.end() for found in re.finditer("\n", texts[path]))]
    first, last = _lines(plan, note)
    at, end = starts[min(max(first, 1), len(starts)) - 1], [*starts, len(texts[path])][min(last, len(starts))]
    places = [_places(texts[path], at, end, run.was) for run in runs]
    return path, [_hunk(texts[path], places, number, run) for number, run in enumerate(runs) if run.now is not None]


def _text_of(path: Path) -> str:
    if re.search(r'[\x00-\x1f"\\]', path.name):
        raise _LeftError("no diff can name its post")
    try:
        return read_regular(path).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _LeftError("its post cannot be read as UTF-8") from None


def _lines(plan: Plan, note: Named) -> tuple[int, int]:
    """Return the first and the last line in which the words of a card may stand."""
    card = note.rendered.card
    source = card.sources[0]
    if card.item.startswith("link:"):
        return source.line - BEFORE_LINK, source.line + AFTER_LINK
    item = next((item for item in plan.items if item.key == card.item), None)
    blocks = [*item.blocks, *item.below] if item is not None else []
    last = max((block.last for block in blocks if block.last >= source.line), default=source.line)
    others = (other.rendered.card.sources[0] for other in plan.named)
    begins = [other.line for other in others if other.post == source.post and source.line < other.line <= last]
    return source.line, min(begins, default=last + 1) - 1


def _places(text: str, start: int, end: int, was: str) -> list[tuple[int, int]]:
    """Return where a run of words stands in a post, between these two of its characters."""
    words = was.split()
    pattern = r"\s+".join(map(re.escape, words))
    before, after = (_IN_WORD.match(sign) is not None for sign in (words[0][0], words[-1][-1]))
    whole = f"{'(?<!{})' if before else ''}{pattern}{'(?!{})' if after else ''}".replace("{}", _IN_WORD.pattern)
    return [found.span() for found in re.compile(whole).finditer(text, start, end)]


def _hunk(text: str, places: Sequence[Sequence[tuple[int, int]]], number: int, run: _Run) -> Hunk:
    """Return the place of a run: of several the one between the runs around it that stand but once."""
    found = places[number]
    if not found:
        raise _LeftError("its old words do not stand in the post as they are on the card")
    if len(found) > 1:
        start = max((at[0][1] for at in places[:number] if len(at) == 1), default=0)
        end = min((at[0][0] for at in places[number + 1 :] if len(at) == 1), default=len(text))
        found = [place for place in found if start <= place[0] and place[1] <= end]
    if len(found) != 1:
        raise _LeftError("its old words stand there more than once")
    first, last = found[0]
    return Hunk(first, last, _reworded(text[first:last], run.was.split(), (run.now or "").split()))


def _reworded(source: str, was: Sequence[str], now: Sequence[str]) -> str:
    """Return a stretch of a post with other words, the blanks and line ends between those that stay as they are."""
    pieces = _BLANKS.split(source)  # words at even places, what parts them at odd ones
    out: list[str] = []
    for what, first, last, other, end in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        kept = "".join(pieces[2 * first : 2 * last - 1]) if what == "equal" else " ".join(now[other:end])
        if out and kept:
            out.append(pieces[2 * first - 1] if 0 < first < len(was) else " ")
        out += [kept] if kept else []
    return "".join(out)


def _escaped(word: str) -> str:
    if _MEANS_MORE.search(word):
        raise _LeftError("its new words hold signs that mean something in Markdown")
    return _ESCAPED.sub(r"\\\1", word)


def _refuse_overlap(hunks: Sequence[Hunk]) -> None:
    ordered = sorted(hunks)
    if any(earlier.end > later.start for earlier, later in itertools.pairwise(ordered)):
        raise _LeftError("other words of yours are to stand in the same place")


# --- The diff -------------------------------------------------------------------------------------------


def _folder(paths: Sequence[Path]) -> Path:
    """Return where a diff is applied: the repository of the posts, or the folder that holds them all."""
    if not paths:
        return Path()
    common = Path(os.path.commonpath([path.parent for path in paths]))
    return next((folder for folder in (common, *common.parents) if (folder / ".git").exists()), common)


def _diff(name: Path, text: str, hunks: Sequence[Hunk]) -> str:
    new = text
    for hunk in sorted(hunks, reverse=True):
        new = new[: hunk.start] + hunk.words + new[hunk.end :]
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", content) for content in (text, new))
    shown = name.as_posix() + ("\t" if " " in name.as_posix() else "")  # as git ends a name with a blank in it
    lines = difflib.unified_diff(before, after, f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


