"""What slow functions of a section gave, kept from build to build for as long as the code is the same.

The store keeps it as it keeps parsed posts; without it, all is worked out again, to the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec

from deckgen.files.own_code import code_version
from deckgen.files.store import Store

T = TypeVar("T")

_ENCODE = msgspec.msgpack.Encoder().encode


class Memory(Generic[T]):
    """Values of one kind, by a hash of all that decides them; what is not asked for again is forgotten."""

    def __init__(self, store: Store, name: str, kind: type[T] | Any) -> None:
        self._store, self._name, self._version = store, name, code_version()
        self._known = self._remembered(kind)
        self._asked: dict[bytes, T] = {}
        self._is_fresh = False

    def of(self, key: bytes, work_out: Callable[[], T]) -> T:
        """Return the value of a key, worked out where it is not known."""
        value = self._known.get(key)
        if value is None:
            self._is_fresh = True
            value = work_out()
        self._asked[key] = value
        return value

    def of_texts(self, work_out: Callable[..., T], *texts: str) -> T:
        """Return what a function makes of some texts, which alone decide it."""
        return self.of(hashlib.blake2b(_ENCODE(texts), digest_size=16).digest(), partial(work_out, *texts))

    def keep(self) -> None:
        """Keep what was asked for, if some of it is new."""
        if self._is_fresh:
            self._store.put_stamp(self._name, _ENCODE((self._version, self._asked)))

    def _remembered(self, kind: type[T] | Any) -> dict[bytes, T]:
        decoder = msgspec.msgpack.Decoder(tuple[str, dict[bytes, kind]])  # type: ignore[valid-type]
        try:
            version, values = decoder.decode(self._store.stamp(self._name) or b"")
        except msgspec.MsgspecError:
            return {}  # nothing, or of another shape
        return values if version == self._version else {}
