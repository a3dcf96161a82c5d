"""The garbage collector, kept from walking over a hundred thousand new values of which none is garbage."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Switch the collector off for a while, and on again only if it was on.

    What was made meanwhile goes to the oldest generation unseen: else the first walk after it would be over it all.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
