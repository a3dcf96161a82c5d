"""Units -> runs: a section cut at everything that no title reaches over, and a run's rows of URLs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import msgspec

from deckgen.language.labels import is_label, label_at_end, without_colon
from deckgen.language.pointing import is_sentence, is_titlelike
from deckgen.model import InlineKind
from deckgen.posts.links.found import FAR, REACH
from deckgen.posts.links.units import Unit, UnitKind, said_of, section_units

_URL, _TEXT, _LEAD, _LIST, _MIXED = UnitKind.URL, UnitKind.TEXT, UnitKind.LEAD, UnitKind.LIST, UnitKind.MIXED


class Run(msgspec.Struct):
    """A stretch of URL lines and texts; ``lead`` is the lead-in right before it."""

    units: list[Unit]
    lead: Unit | None
    passed: list[Run | Unit]  # what the section has before it, and later what it has behind it too
    place: int  # how much of that stands before it
    outer: Sequence[str] = ()  # texts before the section itself, nearest first
    tail: Unit | None = None  # the lead-in right behind it

    @property
    def is_first(self) -> bool:
        """Whether nothing stands between the heading and the run."""
        return self.place == 0

    @property
    def follows_link(self) -> bool:
        """Whether a line that is all one link stands right before the run: what it says is that link's title."""
        above = self.passed[self.place - 1] if self.place else None
        return isinstance(above, Unit) and above.kind is _MIXED and len(above.inlines) == 1

    @property
    def before(self) -> list[str]:
        """Return the texts before the run that may name what it holds, nearest first."""
        texts: list[str] = []
        place = self.place
        while place > self.place - FAR and place and len(texts) < REACH:
            place -= 1
            above = self.passed[place]
            texts.extend(_names(above) if isinstance(above, Run) else _said(above))
        return [*texts[:REACH], *self.outer]


class Row(msgspec.Struct, frozen=True, gc=False):
    """URL lines that follow each other, with the texts around them in their run."""

    urls: Sequence[Unit]
    before: Sequence[Unit]
    after: Sequence[Unit]
    lead: Unit | None
    run: Run
    is_first: bool  # of its run


def split_runs(units: Sequence[Unit], outer: Sequence[str] = ()) -> Iterator[Run]:
    """Cut a section into runs at everything that no title reaches over."""
    passed: list[Run | Unit] = []
    run = Run([], None, passed, 0, outer)
    for unit in units:
        kind = unit.kind
        if kind is _URL or kind is _TEXT:
            run.units.append(unit)
            continue
        lead = unit if kind is _LEAD else None
        if run.units:
            run.tail = lead
            yield run
            passed.append(run)
        if kind is _LIST:
            item = _only_item(unit)
            lead = item if item is not None and item.kind is _LEAD else None
        passed.append(unit)
        place = len(passed) if lead is not unit else len(passed) - 1
        run = Run([], lead, passed, place, outer)
    if run.units:
        yield run


def _said(unit: Unit) -> Sequence[str]:
    """Return the texts of a unit between two runs that may name what follows."""
    if unit.kind is _LIST:
        item = _only_item(unit)
        return (item.text,) if item is not None else ()
    if unit.kind is _MIXED:
        return (said_of(unit),)
    if unit.kind is _LEAD and not is_label(without_colon(unit.text)) and not label_at_end(unit.text)[1]:
        return (unit.text,)
    return ()


def _only_item(unit: Unit) -> Unit | None:
    """Return the text of a list of one item: a numbered paragraph names what follows, a whole list does not."""
    if unit.block is None or len(unit.block.children) != 1:
        return None
    inner = section_units(unit.block.children[0].children)
    return inner[-1] if inner and inner[-1].text else None


def _names(run: Run) -> list[str]:
    """Return the texts of a run that may name what comes next, nearest first: no title of a URL is one."""
    has_url = has_url_line(run)
    names = (
        unit.text
        for unit in reversed(run.units)
        if unit.kind is _TEXT and (not has_url or is_sentence(unit.text) or "《" in unit.text)
    )
    return list(islice(names, REACH))


def has_url_line(run: Run) -> bool:
    """Return whether a run holds a URL line."""
    for unit in run.units:  # noqa: SIM110 - asked of every run, and a loop is twice as fast
        if unit.kind is _URL:
            return True
    return False


def url_rows(units: Sequence[Unit]) -> Iterator[tuple[int, int, int]]:
    """Yield where each row of URL lines starts and ends, and where the next one starts."""
    starts = [
        place
        for place, unit in enumerate(units)
        if unit.kind is _URL and (not place or units[place - 1].kind is not _URL)
    ]
    for start, next_start in zip(starts, [*starts[1:], len(units)], strict=True):
        end = start + 1
        while end < next_start and units[end].kind is _URL:
            end += 1
        yield start, end, next_start


def is_titled_before(run: Run) -> bool:
    """Return whether the titles of a run stand before their URLs."""
    units = run.units
    if units[0].kind is not _TEXT:
        return False
    texts = [unit for unit in units if unit.kind is _TEXT]
    pairs = [
        (title, url)
        for title, url in pairwise(units)
        if title.kind is _TEXT and url.kind is _URL
    ]
    if any(title.paragraph == url.paragraph for title, url in pairs):
        return all(is_titlelike(title.text) for title, _ in pairs)
    if units[-1].kind is not _URL:
        return False
    return len(pairs) == len(texts) and all(is_titlelike(unit.text) for unit in texts)


def is_set_above(units: Sequence[Unit], place: int) -> bool:
    """Return whether the line right above a URL, in its paragraph, is all bold: so nothing but titles are set."""
    above = units[place - 1]
    is_bold = [inline.kind for inline in above.inlines if inline.kind is not InlineKind.BREAK] == [InlineKind.STRONG]
    return is_bold and above.paragraph == units[place].paragraph


def is_told_before(run: Run) -> bool:
    """Return whether each URL of a run follows a text that leads to it, down to the last: no text is behind one."""
    kinds = [unit.kind for unit in run.units]
    return len(kinds) > 2 and kinds == [_TEXT, _URL] * (len(kinds) // 2)
