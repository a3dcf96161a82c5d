"""What stops a command, as a short tree. Everything else that is wrong with the input is a Problem.

    DeckgenError        names the thing, the cause and the way out; carries Problems
    |- LedgerError      a ledger that is damaged, newer, contradictory or not whole
    |- CardsError       a cards file that is damaged, newer or full of conflict marks
    |- LearnerError     a learner file that is damaged, newer or another deck's
    |- LockError        another build holds the ledger
    |- MissingExtraError  a library that comes with an extra (extras.py)
    |- ClockError       a second of the build that is none
    |- DefinitionError  a deck definition that cannot be used (definition.py)
    |- PromptError      a prompt that cannot be used (llm/prompts.py)
    `- ConnectError     no Anki answers, or not as it should (anki/connect.py)

Nothing is imported here before something is wrong: a build that has nothing to do must be quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from deckgen.model import Problem


class DeckgenError(Exception):
    """A command cannot go on. ``problems`` says why, in the form that every command prints."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{problem.path}:{problem.line}: {problem.message}" for problem in problems))
        self.problems = problems


def refusal(path: str | os.PathLike[str], code: str, message: str, line: int = 0) -> DeckgenError:
    """Return what stops a command at one place, for one reason."""
    from deckgen.model import Problem, Severity

    problem = Problem(path=str(path), line=line, severity=Severity.ERROR, code=code, message=message)
    return DeckgenError((problem,))


def not_given(exc: OSError) -> DeckgenError:
    """Return the refusal of what the system does not give."""
    return refusal(str(exc.filename or "deckgen"), "system", exc.strerror or str(exc))


class _PlaceError(DeckgenError):
    """A refusal with one place and one message."""

    code = "refused"

    def __init__(self, path: str | os.PathLike[str], line: int, message: str) -> None:
        self.path, self.line, self.message = str(path), line, message
        super().__init__(refusal(path, self.code, message, line).problems)


class LedgerError(_PlaceError):
    """A ledger that cannot be taken as it is."""

    code = "ledger"


class CardsError(_PlaceError):
    """A cards file that cannot be taken as it is."""

    code = "cards"


class LearnerError(_PlaceError):
    """A learner file that cannot be taken as it is."""

    code = "learner"


class LockError(_PlaceError):
    """Another build holds the ledger, or the lock cannot be made."""

    code = "locked"


class MissingExtraError(_PlaceError):
    """A library that this command needs is not installed."""

    code = "extra"


class ClockError(_PlaceError):
    """The environment gives a time that no build can have."""

    code = "clock"
