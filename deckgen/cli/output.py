"""Text for people on stderr and stdout, JSON for programs, progress for the patient.

All that a command prints goes through here, since posts, pages, file names, models and servers have their words in it:
a terminal obeys control characters, and shows a line turned round by a bidirectional override as it does not stand.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from deckgen.patterns import regex

if TYPE_CHECKING:
    from deckgen.model import Problem

QUIET_SECONDS = 1.0
"""Progress is shown for what takes longer."""

LONGEST = 2_000
"""Characters of a message for people: it may quote a line of megabytes."""

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
_TOLD: contextvars.ContextVar[set[str] | None] = contextvars.ContextVar("told", default=None)
_BREAKS = regex(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Controls, bidirectional embeddings, overrides and isolates (UAX 9), and what stands for a byte of a broken file name.
_OBEYED = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Return the text on one line, each character that a terminal would obey written out as its escape."""
    return _OBEYED.sub(lambda found: _escape(found[0]), _BREAKS.sub(" ", text))


def _escape(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a name that is not UTF-8 (PEP 383)
        number -= 0xDC00
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


class Styled(NamedTuple):
    """Words of a line in a colour or a weight of their own."""

    text: str
    colour: str | None = None
    bold: bool | None = None
    dim: bool | None = None


def say(*parts: str | Styled, err: bool = False) -> None:
    """Print one line, made of these parts."""
    click.echo("".join(map(_shown, parts)), err=err)


def _shown(part: str | Styled) -> str:
    if isinstance(part, str):
        return harmless(part)
    return click.style(harmless(part.text), fg=part.colour, bold=part.bold, dim=part.dim)


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
    told = _TOLD.get()
    for problem in problems:
        if told is not None:
            if (known := json.dumps(problem, sort_keys=True)) in told:
                continue
            told.add(known)
        if as_json:
            print_json(problem, err=True)
        elif not quiet or problem["severity"] == "error":
            place = f"{problem['path']}:{problem['line']}" if problem["line"] else problem["path"]
            severity = Styled(problem["severity"], _COLOURS[problem["severity"]])
            message = problem["message"]
            say(f"{place}: ", severity, ": ", message[:LONGEST], "…" if message[LONGEST:] else "", err=True)


@contextlib.contextmanager
def told_once() -> Iterator[None]:
    """Print a problem only once, though several commands find it."""
    token = _TOLD.set(set())
    try:
        yield
    finally:
        _TOLD.reset(token)


def print_json(value: object, *, err: bool = False) -> None:
    """Print one JSON object a line: on stdout, or else on stderr."""
    text = json.dumps(value, ensure_ascii=False)
    # JSON leaves these as they are, though a terminal does not; they stand in nothing but its texts.
    click.echo(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text), err=err)


def exit_code(problems: Sequence[dict[str, Any]], *, strict: bool = False) -> int:
    """Return 1 for an error (or with ``strict`` a warning), else 0."""
    bad = ("error", "warning") if strict else ("error",)
    return int(any(problem["severity"] in bad for problem in problems))


class View:
    """What the user sees of a command; ``worst`` is the exit code that comes of it."""

    def __init__(self, *, as_json: bool, quiet: bool, strict: bool = False) -> None:
        self.as_json = as_json
        self.is_quiet = quiet or as_json
        self.worst = 0
        self._strict = strict

    def say(self, *parts: str | Styled) -> None:
        """Tell people, not programs, on stderr."""
        if not self.is_quiet:
            say(*parts, err=True)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print problems, and let them count for the exit code."""
        objects = [problem_object(problem) for problem in problems]
        print_problems(objects, as_json=self.as_json, quiet=self.is_quiet)
        self.count(objects)

    def count(self, problems: Sequence[dict[str, Any]]) -> None:
        """Let problems count for the exit code that are printed otherwise."""
        self.worst = max(self.worst, exit_code(problems, strict=self._strict))


def is_terminal() -> bool:
    """Return whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


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
        name = os.fsdecode(exc.filename) if isinstance(exc.filename, (str, bytes, os.PathLike)) else "deckgen"
        _refuse(name, exc.strerror or str(exc), as_json=as_json)
    except MemoryError:
        _refuse("deckgen", "there is not enough memory for this", as_json=as_json)


def _refuse(path: str, message: str, *, as_json: bool) -> NoReturn:
    """End with what the system does not give, in the form of every problem."""
    if as_json:
        print_json({"path": path, "line": 0, "severity": "error", "code": "system", "message": message}, err=True)
    else:
        say(f"{path}: {message}", err=True)
    raise SystemExit(1) from None


@contextlib.contextmanager
def clean_usage() -> Iterator[None]:
    """Make harmless what click says of arguments, which shells take from file names."""
    try:
        yield
    except click.ClickException as exc:
        vars(exc)["message"] = harmless(exc.message)  # click says that it is final
        raise


def tell_of_fault(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Print a traceback, in place of Python's own ``sys.excepthook``: its last line may quote anybody."""
    import traceback

    for part in traceback.format_exception(kind, fault, trace):
        for line in part.splitlines():
            say(line, err=True)


def console(*, err: bool = False, width: int | None = None) -> Any:
    """Return a console of rich that takes brackets and colons in words for what they are."""
    from rich.console import Console

    return Console(stderr=err, width=width, markup=False, emoji=False, highlight=False)


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Return a function that shows progress on a terminal, once it takes longer than a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _all: None
        return
    started = time.monotonic()
    shown: list[Any] = []  # the bar and its task, once there is one

    def tell(step: str, done: int, everything: int) -> None:
        if time.monotonic() - started < QUIET_SECONDS:
            return
        if not shown:
            from rich.progress import Progress

            bar = Progress(console=console(err=True), transient=True)
            bar.start()
            shown.extend([bar, bar.add_task(harmless(step), total=everything)])
        shown[0].update(shown[1], description=harmless(step), completed=done, total=everything)

    try:
        yield tell
    finally:
        if shown:
            shown[0].stop()


def end_process(code: int) -> None:
    """End the process when all is said, but do not free what it holds: that takes a tenth of the time of a build.

    Where something cannot be said, this returns. mypy ends so too: https://github.com/python/mypy (util.hard_exit).
    """
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
