"""What all measurements share: the shape of a result, and a fair way to time two things side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """One goal and how far from it we are; met while `ratio` is not above `bar`."""

    goal: str
    what: str
    ratio: float
    bar: float
    detail: str

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.bar


class Pair(NamedTuple):
    """CPU seconds of two functions, run in turns."""

    first: list[float]
    second: list[float]

    @property
    def ratio(self) -> float:
        """Median of first / second, run by run: what slows the machine for a while slows both."""
        return statistics.median(a / b for a, b in zip(self.first, self.second, strict=True))

    @property
    def seconds(self) -> str:
        """Both medians, to be read only beside the ratio."""
        return f"{statistics.median(self.first):.3f} s / {statistics.median(self.second):.3f} s"


def paired(first: Callable[[], object], second: Callable[[], object], repeats: int = 5) -> float:
    """Median of the ratios of CPU times, `first` / `second`."""
    return timed(first, second, repeats).ratio


def timed(first: Callable[[], object], second: Callable[[], object], repeats: int = 5) -> Pair:
    """Time two functions in turns, each once unmeasured, and each first in every other turn."""
    first()
    second()
    pair = Pair([], [])
    for turn in range(repeats):
        order = ((first, pair.first), (second, pair.second))
        for function, seconds in order if turn % 2 == 0 else order[::-1]:
            seconds.append(_cpu_seconds(function))
    return pair


def _cpu_seconds(function: Callable[[], object]) -> float:
    gc.collect()  # what the other one left is not this one's cost
    start = time.process_time()
    function()
    return time.process_time() - start


def table(measures: Iterable[Measure]) -> str:
    """Measures as lines of a Markdown table."""
    rows = ["| goal | what | ratio | bar | met | detail |", "| --- | --- | --- | --- | --- | --- |"]
    for one in measures:
        met = "yes" if one.is_met else "NO"
        rows.append(f"| {one.goal} | {one.what} | {one.ratio:.2f} | {one.bar} | {met} | {one.detail} |")
    return "\n".join(rows)
