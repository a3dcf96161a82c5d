"""One request to one URL, within all limits: the only module that speaks HTTP.

It follows no redirect, keeps no cookie, reads no proxy from the environment and tries nothing twice; whatever
ends a request is a PageError with a status.
"""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType

from deckgen import __version__
from deckgen.fetch.guard import Dial, GuardedBackend, Resolve, dial_address, resolve_name
from deckgen.fetch.limits import Decoder, Limits, TooLargeError
from deckgen.fetch.values import Answer, PageError, PageStatus
from deckgen.fetch.web import httpcore2, httpx2

TOKEN = "deckgen"  # noqa: S105 - no secret, the name by which robots.txt may speak to us
USER_AGENT = f"{TOKEN}/{__version__} (+https://pypi.org/project/deckgen-posts/; personal study tool)"
HEADERS = MappingProxyType(
    {
        "User-Agent": USER_AGENT,
        "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9, application/pdf;q=0.8",
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "zh-CN, zh;q=0.9, en;q=0.8, *;q=0.5",
    }
)
READABLE = frozenset(
    {
        "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/json",
        "application/pdf", "application/x-pdf", "application/octet-stream", "binary/octet-stream",
    }
)  # fmt: skip
"""What is worth reading: bytes without a type may be a PDF, JSON is how some hosts say no."""

KEEP_ALIVE_SECONDS = 20.0
POOLS = 64  # a pool looks at all its connections for each request: many small ones cost a third of one large
IDLE_CONNECTIONS = 2
FIRST_ERROR = 400
TOO_MANY_HEADERS = 431  # what h11 calls a head that does not end


class Clock:
    """The network time that a page has left; waiting for one's turn does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count the time of a request; raise a PageError when it is over."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(self._left, 0)):
                yield
        except TimeoutError:
            raise PageError(PageStatus.TIMEOUT, "not done within its time") from None
        finally:
            self._left -= time.monotonic() - started


class _Transport(httpx2.AsyncBaseTransport):
    """Pools of two kinds, so that no connection of an allowed origin is ever used for another's redirect."""

    def __init__(self, resolve: Resolve, dial: Dial) -> None:
        context = httpx2.create_ssl_context(trust_env=False)
        self._pools = {
            (lifted, number): httpcore2.AsyncConnectionPool(
                ssl_context=context,
                max_connections=None,
                max_keepalive_connections=IDLE_CONNECTIONS,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
                network_backend=GuardedBackend(lifted=lifted, resolve=resolve, dial=dial),
            )
            for lifted in (False, True)
            for number in range(POOLS)
        }

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request through the pool whose guard it is under."""
        url = request.url
        core_url = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        core = httpcore2.Request(
            "GET", core_url, headers=request.headers.raw, extensions={"timeout": request.extensions["timeout"]}
        )
        number = zlib.crc32(url.netloc) % POOLS
        answer = await self._pools[request.extensions["lifted"], number].handle_async_request(core)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()


class Client:
    """Asks for one URL at a time and host; used as an async context manager."""

    def __init__(
        self, limits: Limits | None = None, *, resolve: Resolve = resolve_name, dial: Dial = dial_address
    ) -> None:
        self.limits = limits or Limits()
        self._http = httpx2.AsyncClient(
            transport=_Transport(resolve, dial),
            headers=dict(HEADERS),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx2.Timeout(self.limits.read_seconds, connect=self.limits.connect_seconds),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._http.aclose()

    async def ask(
        self,
        url: httpx2.URL,
        clock: Clock,
        *,
        lifted: bool = False,
        headers: Mapping[str, str] = MappingProxyType({}),
        cut_at: int = 0,
    ) -> Answer:
        """Get one URL; with ``cut_at`` any type is read, and what is longer is cut instead of refused."""
        request = self._http.build_request("GET", url, headers=headers, extensions={"lifted": lifted})
        with _network_faults():
            async with clock.running():
                response = await self._http.send(request, stream=True)
                try:
                    body = await self._body(response, cut_at)
                finally:
                    await response.aclose()
        found = response.headers
        return Answer(
            url=str(url),
            http_status=response.status_code,
            content_type=found.get("content-type", ""),
            location=found.get("location", "") if response.has_redirect_location else "",
            etag=found.get("etag", ""),
            last_modified=found.get("last-modified", ""),
            retry_after=found.get("retry-after", ""),
            body=body,
        )

    async def _body(self, response: httpx2.Response, cut_at: int) -> bytes:
        """Read what is worth reading, counting each byte twice: as it came, and as it is."""
        if response.is_redirect or response.status_code in (204, 304):
            return b""
        limits = self.limits
        if response.status_code >= FIRST_ERROR:
            cut_at = cut_at or limits.error_bytes
        elif not cut_at:
            _check_head(response, limits)
        decoder = Decoder(response.headers.get("content-encoding", ""), cut_at or limits.decoded_bytes)
        pieces: list[bytes] = []
        wire = 0
        try:
            async for piece in response.aiter_raw():
                wire += len(piece)
                if wire > limits.wire_bytes:
                    raise TooLargeError
                pieces.append(decoder.feed(piece))
        except TooLargeError as exc:
            if not cut_at:
                raise
            pieces.append(exc.rest)
        return b"".join(pieces)


def _check_head(response: httpx2.Response, limits: Limits) -> None:
    """Leave unread what its head already tells to be of no use."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in READABLE:
        raise PageError(PageStatus.UNSUPPORTED_TYPE, kind[:60])
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > limits.wire_bytes:
        raise TooLargeError


@contextmanager
def _network_faults() -> Iterator[None]:
    """Turn what a network can do to a request into statuses."""
    try:
        yield
    except httpcore2.TimeoutException as exc:
        is_slow = isinstance(exc, httpcore2.ReadTimeout | httpcore2.WriteTimeout)
        status = PageStatus.TIMEOUT if is_slow else PageStatus.CONNECT_ERROR
        raise PageError(status, "no answer in time" if is_slow else "no connection in time") from None
    except httpcore2.ProtocolError as exc:
        if any(getattr(cause, "error_status_hint", 0) == TOO_MANY_HEADERS for cause in exc.args):
            raise PageError(PageStatus.TOO_LARGE, "headers without an end") from None
        raise PageError(PageStatus.CONNECT_ERROR, f"no valid HTTP ({exc})"[:200]) from None
    except httpcore2.NetworkError as exc:
        if any(isinstance(cause, ssl.SSLError) for cause in exc.args):
            raise PageError(PageStatus.TLS_ERROR, f"no safe connection ({exc})"[:200]) from None
        raise PageError(PageStatus.CONNECT_ERROR, f"the connection broke ({exc})"[:200]) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as exc:
        raise PageError(PageStatus.CONNECT_ERROR, f"no answer ({exc})"[:200]) from None
