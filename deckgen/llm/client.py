"""One call of a model; the only importer of openai. Its own retries are off: calls.py has one pause for all.

Facts about the package (3.54): without a key its constructor refuses even a local server; an insufficient quota comes
as a 429 with that code; a redirect would be followed, so that is switched off, and a key goes nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
import openai

from deckgen.files.answers import Answer
from deckgen.llm.answers import answer_of, shown
from deckgen.llm.batches import MOST_OUTPUT, RemoteBatch
from deckgen.llm.errors import BusyError, CallError, DownError, LoadingError, RefusedError, RunEndedError
from deckgen.llm.secret import Secret
from deckgen.patterns import regex

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 600.0
"""Models that think take minutes."""

MOST_BYTES = 20_000_000
"""An answer at its limit, with thoughts, is a hundredth of this."""

MOST_ERROR_BYTES = 65_536
"""Of an error; we show a line of it."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NO_KEY = "no-key"
LABEL = "deckgen"
MOST_MESSAGE = 300
"""Characters of what a server says that are passed on."""

_QUOTA = regex(r"insufficient_quota|billing|quota|credit|balance|余额|欠费", re.I)
_RATE = regex(r"rate.?limit|per (?:second|min|hour)|\b[RT]P[MS]\b|retry in|try again in|too many requests", re.I)
"""Also where the same words say how to pay for more: it is still only a matter of waiting."""
_FORMAT = regex(r"response_format|json_schema|json_object|schema|structured|grammar|json mode", re.I)
_LIMIT = regex(r"max_completion_tokens|max_tokens", re.I)
_TOO_MUCH = regex(r"too (?:large|long|many|high)|at most|maximum|exceed|context (?:length|window)", re.I)
_LOADING = regex(r"\bload(?:ing|s)?\b.*\bmodel|\bmodel\b.*\bload(?:ing|ed)?\b|warming up|starting up", re.I)
_VERSION = regex(r"/v\d+\w*(?:/|$)")
"""The part of an address that all compatible servers have."""
_NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
"""What the package's transport says before a request has left."""
_MAY_BE_PAID = frozenset({408, 502, 504, 520, 522, 524})
"""A gateway gave up waiting for a model that may have answered."""


class Client:
    """A server at ``base_url``; to be used with ``async with``, on whose end its connections close."""

    def __init__(self, base_url: str, key: str, date: str, seconds: float | None = None) -> None:
        parts = urlsplit(base_url)
        self._host = parts.netloc.rpartition("@")[2]
        self._hint = "" if _VERSION.search(parts.path) else "; most servers want /v1 at the end of llm.base_url"
        self._seconds = seconds or ANSWER_SECONDS
        self._secret = Secret(key)
        self._date = date  # of the answers
        self.open = openai.AsyncOpenAI(
            base_url=base_url or None,
            api_key=key or NO_KEY,
            max_retries=0,
            timeout=openai.Timeout(self._seconds, connect=CONNECT_SECONDS),
            # Packed answers could grow a thousandfold where the package unpacks them.
            default_headers={"Accept-Encoding": "identity"},
            # What runs on this machine is asked directly: the proxies of the environment cannot reach it.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False,
                trust_env=parts.hostname not in LOOPBACK,
                event_hooks={"response": [_limit]},
            ),
        )

    async def __aenter__(self) -> Self:
        await self.open.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.open.close()

    async def send(self, body: Mapping[str, Any]) -> Answer:
        """Ask once; raise a CallError of the sort that says what to do next."""
        try:
            async with asyncio.timeout(self._seconds):  # the package's own limit is that of one read
                data = await self._body(body)
        except TimeoutError:
            raise DownError("no answer in time", may_be_paid=True, is_late=True) from None
        except (openai.OpenAIError, ValueError) as exc:
            raise self.told(exc) from None  # its cause may carry the request, and with it the key
        return self._answer(data)

    async def _body(self, body: Mapping[str, Any]) -> bytes:
        """Return the body of an answer as it came: servers that call themselves compatible leave things out."""
        data = bytearray()
        # What the user adds to the body is none of the package's parameters.
        ask = self.open.chat.completions.with_streaming_response.create
        rest = {name: value for name, value in body.items() if name not in ("model", "messages")}
        async with ask(model=body["model"], messages=body["messages"], extra_body=rest) as response:
            try:
                async for part in response.iter_bytes():
                    data += part
                    if len(data) > MOST_BYTES:
                        raise DownError(f"an answer of more than {MOST_BYTES:,} bytes", may_be_paid=True)
            except (CallError, asyncio.CancelledError, TimeoutError):
                raise
            except Exception as exc:  # of the package's transport, which it does not wrap here
                said = f"{type(exc).__name__}: {self._said(exc)}"  # some of its errors have no words
                raise DownError(f"the answer broke off ({said})", may_be_paid=True) from None
        return bytes(data)

    def _answer(self, data: bytes) -> Answer:
        """Return the answer in these bytes; raise a CallError for an error, which some gateways send as 200."""
        try:
            body = json.loads(data)
            error = body.get("error")
            if not error:
                answer = answer_of(body, self._date)
                if self._secret.is_in(data.decode("utf-8", "replace")):
                    raise RefusedError("the answer holds your API key, so nothing of it is kept", may_be_paid=True)
                return answer
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            start = self._short(data[:MOST_ERROR_BYTES].decode("utf-8", "replace"))
            raise DownError(f"an answer that is none: {start}{self._hint}", may_be_paid=True) from None
        fields = error if isinstance(error, dict) else {"message": error}
        code, message = fields.get("code"), self._short(str(fields.get("message") or error))
        status = code if isinstance(code, int) and 400 <= code < 600 else 500
        raise self._by_status(status, f"{code} {fields.get('type')}", message, None)

    async def batches(self) -> list[RemoteBatch]:
        """Return the batches that the server knows, the newest first."""
        with self._telling():
            return [_remote(batch) async for batch in self.open.batches.list(limit=100)]

    async def content(self, file: str) -> bytes:
        """Return a file that the server holds."""
        with self._telling():
            data = (await self.open.files.content(file)).content
        # A line that holds the key is as good as none: nothing of it may reach a file.
        return b"\n".join(line for line in data.split(b"\n") if not self._secret.is_in(line.decode("utf-8", "replace")))

    async def hand_over(self, data: bytes, name: str, label: str) -> str:
        """Upload a shard and start it; return the batch's id. ``label`` is how it is found again."""
        with self._telling():
            file = await self.open.files.create(file=(name, data), purpose="batch")
            batch = await self.open.batches.create(
                input_file_id=file.id,
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={LABEL: label},
            )
            return batch.id

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Raise a RunEndedError in our words where the server does not do what a run needs."""
        try:
            yield
        except openai.OpenAIError as exc:
            raise RunEndedError(str(self.told(exc))) from None
        except DownError as exc:  # of our own limits
            raise RunEndedError(str(exc)) from None

    def told(self, exc: Exception) -> CallError:
        """Turn an error of the package into ours."""
        if isinstance(exc.__cause__, CallError):  # of our own limits
            return exc.__cause__
        message = self._said(exc)
        if isinstance(exc, openai.APITimeoutError):
            if type(exc.__cause__).__name__ in _NOT_SENT:
                return DownError(f"no connection to {self._host} in time; is it running?")
            return DownError("no answer in time", may_be_paid=True, is_late=True)
        if isinstance(exc, openai.APIConnectionError):
            is_sent = type(exc.__cause__).__name__ not in _NOT_SENT
            if not is_sent:
                return DownError(f"no connection to {self._host}; is it running? ({message})")
            return DownError(f"the connection to {self._host} broke off ({message})", may_be_paid=True)
        if not isinstance(exc, openai.APIStatusError):
            return DownError(f"an answer that is none ({message})", may_be_paid=True)
        return self._by_status(exc.status_code, f"{exc.code} {exc.type}", message, _retry_after(exc))

    def _by_status(self, status: int, code: str, message: str, wait: float | None) -> CallError:
        """Return the error that says what to do next, by status, the server's code and words, and its Retry-After."""
        is_rate = wait is not None or _RATE.search(f"{code} {message}")
        is_quota = "insufficient_quota" in code or (_QUOTA.search(f"{code} {message}") and not is_rate)
        if status == 402 or (status == 429 and is_quota):
            return RunEndedError(f"no quota is left: {message}")
        if status == 429:
            return BusyError(message, wait)
        if status in (401, 403):
            return RunEndedError(f"the server does not let us in ({status}): {message}; is OPENAI_API_KEY right?")
        if status == 404:
            return RunEndedError(f"no such model or address ({status}): {message}{self._hint}")
        if 300 <= status < 400:
            return RunEndedError(f"the address leads elsewhere ({status}); a key goes nowhere else: set llm.base_url")
        if status == 503 and _LOADING.search(message):
            return LoadingError(message, wait)
        if status >= 500 or status in (408, 409):
            return DownError(f"{status}: {message}", may_be_paid=status in _MAY_BE_PAID)
        is_limit = _LIMIT.search(message) and not _TOO_MUCH.search(message)
        about = "limit" if is_limit else "format" if _FORMAT.search(message) else ""
        return RefusedError(f"{status}: {message}", about)

    def _said(self, exc: Exception) -> str:
        text = str(getattr(exc, "message", "") or exc)
        return self._short(re.sub(r"^Error code: \d+ - ", "", text))

    def _short(self, text: str) -> str:
        """Return what a server says on one line, without the key and without what a terminal would obey."""
        return shown(self._secret.masked(text[:MOST_ERROR_BYTES]))[:MOST_MESSAGE]


class _Limited(httpx2.AsyncByteStream):
    """A body of at most so many bytes: what is more of an error is left, what is more of an answer refuses it."""

    def __init__(self, stream: Any, most: int, *, is_error: bool) -> None:
        self._stream, self._most, self._is_error = stream, most, is_error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for part in self._stream:
            if len(part) > left and not self._is_error:
                raise DownError(f"an answer of more than {self._most:,} bytes", may_be_paid=True)
            yield part[:left]
            left -= len(part)
            if left <= 0 and self._is_error:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _limit(response: Any) -> None:
    """Bound what is read of a response, before the package reads any of it."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise DownError("a packed answer, which was not asked for", may_be_paid=response.is_success)
    is_file = response.request.url.path.endswith("/content")
    most = MOST_OUTPUT if is_file else MOST_BYTES
    is_error = not response.is_success
    response.stream = _Limited(response.stream, MOST_ERROR_BYTES if is_error else most, is_error=is_error)


def _retry_after(exc: openai.APIStatusError) -> float | None:
    """Return the seconds of a Retry-After header; None if there is none, or a date in it."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = exc.response.headers.get(name, "")
        if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
            return float(value) / unit
    return None


def _remote(batch: Any) -> RemoteBatch:
    errors = getattr(batch.errors, "data", None) or []
    return RemoteBatch(
        id=batch.id,
        status=batch.status,
        label=(batch.metadata or {}).get(LABEL, ""),
        input_file=batch.input_file_id,
        outputs=tuple(file for file in (batch.output_file_id, batch.error_file_id) if file),
        errors=tuple(str(error.message) for error in errors),
    )
