"""The end of a link that brings no page: an exception that carries the status."""

from __future__ import annotations

from deckgen.fetch.values import PageStatus


class StopError(Exception):
    """A link that ends here, with its status."""

    def __init__(self, status: PageStatus, remark: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{status}: {remark}")
        self.status = status
        self.remark = remark
        self.retry_after = retry_after
