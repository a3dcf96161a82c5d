"""`python -m bench.hosts`: what the rule of each host gives over the generic extractor, on the pages of tests/fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unittest import mock

from rich.console import Console
from rich.table import Table

from deckgen.fetch import reading
from deckgen.fetch.values import PageText
from tests.fetch.test_hosts import CASES, NOTHING, Case, bytes_of
from tests.fetch.test_statuses import DEAD, PAGES

COLUMNS = ("status", "title", "author", "date", "text", "furniture")


class Gain(NamedTuple):
    """A page as its rule and as the generic extractor reads it."""

    rule: str
    page: str
    ours: PageText
    generic: PageText


def read_both(rule: str, name: str, body: bytes, url: str) -> Gain:
    """Return a page read in both ways."""
    ours = reading.read_page(body, url=url)
    with mock.patch.object(reading, "host_of", return_value=None):
        return Gain(rule or ours.rule, name, ours, reading.read_page(body, url=url))


def judged(case: Case, page: PageText) -> list[str]:
    """Return a mark a column: whether it is as expected, how much of the text is there, what should not be."""
    found = (page.status, page.title, page.author, page.date)
    expected = (case.status, case.title, case.author, case.date)
    marks = ["yes" if ours == theirs else "no" for ours, theirs in zip(found, expected, strict=True)]
    said = sum(part in page.text for part in case.says)
    leaks = sum(part in page.text for part in (*case.lacks, *NOTHING))
    return [*marks, f"{said}/{len(case.says)}", str(leaks)]


def rows() -> Iterator[list[str]]:
    """Yield a row a page: with the rule -> without it, where the two differ."""
    for case in CASES:
        gain = read_both(case.rule, case.file, bytes_of(case), case.url)
        pairs = zip(judged(case, gain.ours), judged(case, gain.generic), strict=True)
        yield [gain.rule, gain.page, *(ours if ours == generic else f"{ours} -> {generic}" for ours, generic in pairs)]
    for file, url, status in DEAD:
        gain = read_both("", file, (PAGES / file).read_bytes(), url)
        told = [page.status.value for page in (gain.ours, gain.generic)]
        yield [gain.rule, file, status if told == [status] * 2 else " -> ".join(told), "", "", "", "", ""]


def main() -> None:
    """Print the table; a cell with an arrow is what a rule is there for."""
    table = Table("rule", "page", *COLUMNS, title="with the rule -> by the generic extractor")
    for row in rows():
        table.add_row(*row)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
