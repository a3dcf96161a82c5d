"""Text for people on stderr and stdout, JSON for programs, progress for the patient."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from deckgen.model import Problem

QUIET_SECONDS = 1.0
"""Progress is shown for what takes longer."""

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def problem_object(problem: Problem) -> dict[str, Any]:
    """Return a problem as every command prints it in JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
    }


def print_problems(problems: Iterable[dict[str, Any]], *, as_json: bool = False, quiet: bool = False) -> None:
    """Print problems on stderr, one a line: ``path:line: message``; with ``quiet`` the errors alone."""
    for problem in problems:
        if as_json:
            click.echo(json.dumps(problem, ensure_ascii=False), err=True)
        elif not quiet or problem["severity"] == "error":
            place = f"{problem['path']}:{problem['line']}" if problem["line"] else problem["path"]
            severity = click.style(problem["severity"], fg=_COLOURS[problem["severity"]])
            click.echo(f"{place}: {severity}: {problem['message']}", err=True)


def print_json(value: object) -> None:
    """Print one JSON object a line on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))


def exit_code(problems: Sequence[dict[str, Any]], *, strict: bool = False) -> int:
    """Return 1 for an error (or with ``strict`` a warning), else 0."""
    bad = ("error", "warning") if strict else ("error",)
    return int(any(problem["severity"] in bad for problem in problems))


@contextlib.contextmanager
def refusals(*, as_json: bool = False) -> Iterator[None]:
    """Turn a refusal into text and exit code 1."""
    from deckgen.files.errors import DeckgenError

    try:
        yield
    except DeckgenError as exc:
        print_problems([problem_object(problem) for problem in exc.problems], as_json=as_json)
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise  # click ends quietly when the reader of a pipe goes away
    except OSError as exc:
        name = exc.filename or ""
        click.echo(f"{name}: {exc.strerror or exc}", err=True)
        raise SystemExit(1) from None


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Return a function that shows progress on a terminal, once it takes longer than a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _all: None
        return
    started = time.monotonic()
    shown: list[Any] = []

    def tell(step: str, done: int, everything: int) -> None:
        if time.monotonic() - started < QUIET_SECONDS:
            return
        if not shown:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            bar.start()
            shown.extend([bar, bar.add_task(step, total=everything)])
        shown[0].update(shown[1], description=step, completed=done, total=everything)

    try:
        yield tell
    finally:
        if shown:
            shown[0].stop()
