"""Values as the store keeps them: encoded, packed where they are large, sealed with their key."""

from __future__ import annotations

import zlib
from typing import TypeVar

import msgspec

from deckgen.files.store import sealed, unsealed

T = TypeVar("T")
_ENCODE = msgspec.msgpack.Encoder().encode
_LEVEL = 6


def encoded(key: str, value: msgspec.Struct, *, is_packed: bool = False) -> bytes:
    """Return the bytes that a value is kept as."""
    data = _ENCODE(value)
    return sealed(key.encode(), zlib.compress(data, _LEVEL) if is_packed else data)


def decoded(
    key: str, value: object, decoder: msgspec.msgpack.Decoder[T], *, is_packed: bool = False
) -> T | None:
    """Return the value in what was kept; None where it is damaged, no bytes, or of another shape."""
    data = unsealed(key.encode(), value) if isinstance(value, bytes) else None
    if data is None:
        return None
    try:
        return decoder.decode(zlib.decompress(data) if is_packed else data)
    except (msgspec.MsgspecError, zlib.error):
        return None
