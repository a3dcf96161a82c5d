"""How much of anything a page may cost, and what is counted against it."""

from __future__ import annotations

import zlib

import msgspec

from deckgen.fetch.values import PageError, PageStatus


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one page; each ends it with a status of its own."""

    hops: int = 5
    wire_bytes: int = 3 << 20
    decoded_bytes: int = 8 << 20
    error_bytes: int = 256 << 10  # of a page that says it is an error
    robots_bytes: int = 500 << 10
    total_seconds: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 10.0
    parse_seconds: float = 10.0


class Decoder:
    """Undoes gzip or deflate piece by piece, and never gives more than it may."""

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise PageError(PageStatus.UNSUPPORTED_TYPE, f"content encoding {name[:40]} was not offered")
        self._left = limit
        self._kind = {"x-gzip": "gzip", "identity": ""}.get(name, name)
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if self._kind == "gzip" else zlib.decompressobj()
        self._begun = False

    def feed(self, data: bytes) -> bytes:
        """Return what this piece holds; raise a PageError once there is too much of it."""
        out = self._inflated(data) if self._kind else data
        self._left -= len(out)
        if self._left < 0:
            raise TooLargeError(out[: self._left])
        return out

    def _inflated(self, data: bytes) -> bytes:
        try:
            out = self._inflate.decompress(data, self._left + 1)
        except zlib.error:
            if self._kind != "deflate" or self._begun:
                raise PageError(PageStatus.UNSUPPORTED_TYPE, f"no valid {self._kind}") from None
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send it without its header
            self._begun = True
            return self._inflated(data)
        self._begun = True
        return out


class TooLargeError(PageError):
    """More than the limit; ``rest`` is the part of the last piece that still fitted."""

    def __init__(self, rest: bytes = b"") -> None:
        super().__init__(PageStatus.TOO_LARGE, "more bytes than a page may have")
        self.rest = rest
