"""What a call may end with, other than an answer.

    CallError           says what happened, without any key
    |- RefusedError     this request cannot be answered; the others may be
    |- BusyError        too many requests: wait, then ask again
    |  `- LoadingError  the model is not there yet: wait as long as that takes
    |- DownError        the server or the way to it failed: ask again later
    `- RunEndedError    nothing more will be answered: no quota, a wrong key, no such model, the budget
"""

from __future__ import annotations


class CallError(Exception):
    """A call without an answer."""


class RefusedError(CallError):
    """A request goes without an answer; ``about`` is what the server does not take: format, limit, or nothing known.

    ``may_be_paid`` if there was an answer, which we do not take.
    """

    def __init__(self, message: str, about: str = "", *, may_be_paid: bool = False) -> None:
        super().__init__(message)
        self.about = about
        self.may_be_paid = may_be_paid


class BusyError(CallError):
    """The server asks for a pause, of so many seconds if it says so."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class LoadingError(BusyError):
    """The server is there, and its model is not yet."""


class DownError(CallError):
    """The server failed; ``may_be_paid`` if it may have answered all the same, ``is_late`` if it took too long."""

    def __init__(self, message: str, *, may_be_paid: bool = False, is_late: bool = False) -> None:
        super().__init__(message)
        self.may_be_paid = may_be_paid
        self.is_late = is_late


class RunEndedError(CallError):
    """The run ends here; what was answered is kept, and the same command goes on."""

    def __init__(self, message: str, *, is_error: bool = True) -> None:
        super().__init__(message)
        self.is_error = is_error
