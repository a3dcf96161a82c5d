"""What `deckgen update` runs and in which order, and what a stage that failed keeps from running."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from deckgen.definition import Stage
from deckgen.files.errors import DeckgenError, not_given
from deckgen.model import Problem, Severity

NEEDS: Mapping[Stage, Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.BUILD: {Stage.PULL: "a package without what you did in Anki would write over it"},
        Stage.PUSH: {
            Stage.PULL: "what you did in Anki is not known",
            Stage.BUILD: "there is nothing new to bring there",
        },
    }
)
"""What a stage cannot do without, and why; fetch and write take what is there, and a build what they brought so far."""


class Outcome(enum.StrEnum):
    """How a stage ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"  # with Ctrl-C
    LEFT = "not run"


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage did."""

    words: str  # a line for people
    result: dict[str, Any] = {}  # the same for programs
    outcome: Outcome = Outcome.DONE
    is_error: bool = False  # it is done, and something of the input is not in the product


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of an update, and how it ended."""

    stage: Stage
    outcome: Outcome
    words: str
    result: dict[str, Any] = {}
    is_error: bool = False
    problems: tuple[Problem, ...] = ()


def run_stages(wanted: Collection[Stage], do: Callable[[Stage], Done]) -> Iterator[Ran]:
    """Run these stages in the order of Stage, and yield how each ended: an error ends a stage, Ctrl-C all of them."""
    failed: set[Stage] = set()
    stopped: Stage | None = None
    for stage in Stage:
        if stage not in wanted:
            continue
        missing = next((other for other in NEEDS.get(stage, {}) if other in failed), None)
        if stopped is not None:
            ran = Ran(stage=stage, outcome=Outcome.LEFT, words=f"{stopped} was stopped")
        elif missing is not None:
            words = f"{missing} did not go well: {NEEDS[stage][missing]}"
            ran = Ran(stage=stage, outcome=Outcome.LEFT, words=words)
        else:
            ran = _ran(stage, do)
        if ran.outcome is Outcome.STOPPED:
            stopped = stage
        if ran.outcome is not Outcome.DONE:
            failed.add(stage)
        yield ran


def _ran(stage: Stage, do: Callable[[Stage], Done]) -> Ran:
    try:
        done = do(stage)
    except DeckgenError as exc:
        return Ran(stage=stage, outcome=Outcome.FAILED, words=_why(exc.problems), problems=exc.problems)
    except OSError as exc:
        problems = not_given(exc).problems
        words = f"{problems[0].path}: {problems[0].message}"
        return Ran(stage=stage, outcome=Outcome.FAILED, words=words, problems=problems)
    except KeyboardInterrupt:
        return Ran(stage=stage, outcome=Outcome.STOPPED, words="stopped; nothing is lost, and the same command goes on")
    return Ran(
        stage=stage, outcome=done.outcome, words=done.words, result=done.result, is_error=done.is_error
    )


def _why(problems: tuple[Problem, ...]) -> str:
    """Return what stopped a stage: the last error, behind what else was found."""
    errors = [problem.message for problem in problems if problem.severity is Severity.ERROR]
    return errors[-1] if errors else "it could not go on"
