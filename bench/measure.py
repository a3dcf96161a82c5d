"""What all measurements share: the shape of a result, and a fair way to time two things side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """A goal and how far from it we are; met while `ratio` is not above `bar` and not below `least`."""

    goal: str
    what: str
    ratio: float
    bar: float
    detail: str
    least: float = 0

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.least <= self.ratio <= self.bar


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


def timed(first: Callable[[], object], second: Callable[[], object], repeats: int = 5) -> Pair:
    """Time two functions of this process in turns."""
    return in_turns(lambda: _cpu_seconds(first), lambda: _cpu_seconds(second), repeats)


def in_turns(first: Callable[[], float], second: Callable[[], float], repeats: int = 5) -> Pair:
    """Run two clocks in turns, each once before its seconds count, and each first in every other turn."""
    first()
    second()
    pair = Pair([], [])
    for turn in range(repeats):
        order = ((first, pair.first), (second, pair.second))
        for clock, seconds in order if turn % 2 == 0 else order[::-1]:
            seconds.append(clock())
    return pair


def _cpu_seconds(function: Callable[[], object]) -> float:
    gc.collect()  # what the other one left is not this one's cost
    start = time.process_time()
    function()
    return time.process_time() - start
