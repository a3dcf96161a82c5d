"""The checks of many answers on all cores, in processes that know nothing but the checks."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

from deckgen.llm.answers import Draft
from deckgen.llm.judging import Judged, judge
from deckgen.llm.sources import Material

FEWEST_TASKS = 100
"""For fewer the processes are not worth their start."""
AHEAD = 4
"""Tasks a process, so that none waits for us."""


class Cores:
    """Checks drafts; to be used with ``with``, on whose end its processes end."""

    def __init__(self, tasks: int) -> None:
        count = os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        if tasks >= FEWEST_TASKS and count > 1:
            # A fork would take the store's connection and the thread of a progress bar along.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=_leave_ctrl_c)
        self.workers = count * AHEAD if self._pool is not None else 1

    def __enter__(self) -> Cores:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def judge(self, drafts: Sequence[Draft], material: Material) -> list[Judged]:
        """Return a verdict on each draft; here, where a process was ended by somebody else."""
        if self._pool is not None:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._pool, judge, drafts, material)
            except BrokenExecutor:
                self._pool = None
        return judge(drafts, material)


def _leave_ctrl_c() -> None:
    """Let Ctrl-C be the business of the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
