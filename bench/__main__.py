"""`python -m bench [GOAL...]`: all measurements in one table, or those of some goals or modules."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Iterator
from types import MappingProxyType

from rich.console import Console
from rich.table import Table

from bench.corpus import NoCorpusError
from bench.measure import Measure

MODULES = MappingProxyType(
    {
        "startup": ("P1", "B3", "B1"),
        "builds": ("B6", "B2"),
        "growth": ("B9",),
        "own_cards": ("B4",),
        "retired": ("B5",),
        "packaging": ("B7", "P7", "P8", "P15"),
        "parsing": ("B8",),
        "incremental": ("P10",),
        "fetching": ("P13",),
        "extraction": ("extraction",),
        "restamp": ("restamp",),
        "answering": ("export", "import"),
    }
)
"""Each module's goals; it is loaded only when one of them is asked for, and gives its Measures one by one."""


def chosen_goals(words: list[str]) -> dict[str, set[str]]:
    """Give the goals to measure, by module; a word is a goal or a module, none means all."""
    goals: dict[str, set[str]] = {}
    for name, known in MODULES.items():
        wanted = set(known) if not words or name in words else set(known) & set(words)
        if wanted:
            goals[name] = wanted
    unknown = [word for word in words if word not in MODULES and not any(word in known for known in MODULES.values())]
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; known are {', '.join(MODULES)} and their goals")
    return goals


def run(goals: dict[str, set[str]], log: Console) -> Iterator[Measure]:
    """Measure, saying what is under way."""
    for name, wanted in goals.items():
        if importlib.util.find_spec(f"bench.{name}") is None:
            log.print(f"{name}: left out: there is no bench/{name}.py")
            continue
        with log.status(f"measuring {name}"):
            try:
                for measure in importlib.import_module(f"bench.{name}").measures():
                    if measure.goal in wanted:
                        log.print(f"{measure.goal}: {measure.ratio:.2f}")
                        yield measure
            except NoCorpusError as exc:
                log.print(f"{name}: left out: {exc}")


def table_of(measures: list[Measure]) -> Table:
    """Put all measures into one table."""
    table = Table(title="deckgen: ratios of two things timed in the same run")
    for column in ("goal", "what", "ratio", "bar", "", "detail"):
        table.add_column(column, justify="right" if column in ("ratio", "bar") else "left")
    for measure in measures:
        met = "[green]ok[/]" if measure.is_met else "[red]missed[/]"
        table.add_row(measure.goal, measure.what, f"{measure.ratio:.2f}", f"{measure.bar:g}", met, measure.detail)
    return table


def main() -> int:
    """Print the table; with --check, fail if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help=f"a goal (B1, ...) or one of {', '.join(MODULES)}")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bar is missed")
    options = parser.parse_args()
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    measures = list(run(chosen_goals(options.goals), Console(stderr=True)))
    Console(width=None if sys.stdout.isatty() else 160).print(table_of(measures))
    return int(options.check and not all(measure.is_met for measure in measures))


if __name__ == "__main__":
    sys.exit(main())
