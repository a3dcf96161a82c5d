"""One call of a model; the only importer of openai. Its own retries are off: calls.py has one pause for all.

Facts about the package (3.54): without a key its constructor refuses even a local server; an insufficient quota comes
as a 429 with that code; a redirect would be followed, so that is switched off, and a key goes nowhere else.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Self

import openai

from deckgen.files.answers import Answer
from deckgen.writers.llm.answers import answer_of
from deckgen.writers.llm.batches import RemoteBatch
from deckgen.writers.llm.errors import BusyError, CallError, DownError, RefusedError, StopError

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 600.0
NO_KEY = "no-key"
LABEL = "deckgen"
MOST_MESSAGE = 300
_QUOTA = re.compile(r"insufficient_quota|billing|quota|credit|balance|余额|欠费", re.I)
_FORMAT = re.compile(r"response_format|json_schema|json_object|schema|structured|grammar|json mode", re.I)
_LIMIT = re.compile(r"max_completion_tokens|max_tokens", re.I)


class Client:
    """A server at ``base_url``; to be used with ``async with``, on whose end its connections close."""

    def __init__(self, base_url: str, key: str, date: str) -> None:
        self._key = key
        self._date = date  # of the answers
        self.open = openai.AsyncOpenAI(
            base_url=base_url or None,
            api_key=key or NO_KEY,
            max_retries=0,
            timeout=openai.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )

    async def __aenter__(self) -> Self:
        await self.open.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.open.close()

    async def send(self, body: Mapping[str, Any]) -> Answer:
        """Ask once; raises a CallError of the sort that says what to do next."""
        try:
            completion = await self.open.chat.completions.create(**body)
        except (openai.OpenAIError, ValueError) as exc:  # ValueError: a body that is no JSON
            raise self.told(exc) from None  # its cause may carry the request, and with it the key
        return _answer(completion, self._date)

    async def batches(self) -> list[RemoteBatch]:
        """Give the batches that the server knows, the newest first."""
        with self._telling():
            return [_remote(one) async for one in self.open.batches.list(limit=100)]

    async def content(self, file: str) -> bytes:
        """Give a file that the server holds."""
        with self._telling():
            return (await self.open.files.content(file)).content

    async def hand_over(self, data: bytes, name: str, label: str) -> str:
        """Upload a shard and start it; gives the batch's id. ``label`` is how it is found again."""
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
        """End the run with our words where the server does not do what a run needs."""
        try:
            yield
        except openai.OpenAIError as exc:
            raise StopError(str(self.told(exc))) from None

    def told(self, exc: Exception) -> CallError:
        """Turn an error of the package into ours."""
        message = self._said(exc)
        if isinstance(exc, openai.APITimeoutError):
            return DownError("no answer in time", may_be_paid=True)
        if isinstance(exc, openai.APIConnectionError):
            return DownError(f"no connection ({message})")
        if not isinstance(exc, openai.APIStatusError):
            return DownError(f"an answer that is none ({message})", may_be_paid=True)
        status = exc.status_code
        if status == 402 or (status == 429 and _QUOTA.search(f"{exc.code} {exc.type} {message}")):
            return StopError(f"no quota is left: {message}")
        if status == 429:
            return BusyError(message, _retry_after(exc))
        if status in (401, 403):
            return StopError(f"the server does not let us in ({status}): {message}; is OPENAI_API_KEY right?")
        if status == 404:
            return StopError(f"no such model or address ({status}): {message}")
        if 300 <= status < 400:
            return StopError(f"the address leads elsewhere ({status}); a key goes nowhere else: set llm.base_url")
        if status >= 500 or status in (408, 409):
            return DownError(f"{status}: {message}")
        about = "limit" if _LIMIT.search(message) else "format" if _FORMAT.search(message) else ""
        return RefusedError(f"{status}: {message}", about)

    def _said(self, exc: Exception) -> str:
        text = " ".join(str(getattr(exc, "message", "") or exc).split())
        return (text.replace(self._key, "...") if self._key else text)[:MOST_MESSAGE]


def _retry_after(exc: openai.APIStatusError) -> float | None:
    """Give the seconds of a Retry-After header; a date in it says no more than that there is one."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = exc.response.headers.get(name, "")
        if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
            return float(value) / unit
    return None


def _answer(completion: Any, date: str) -> Answer:
    """Take a completion as it came: servers that call themselves compatible leave things out."""
    choice = (getattr(completion, "choices", None) or [None])[0]
    message = getattr(choice, "message", None)
    if message is None:
        raise DownError("an answer without a message", may_be_paid=True)
    return answer_of(json.loads(completion.model_dump_json(warnings=False)), date)


def _remote(batch: Any) -> RemoteBatch:
    errors = getattr(batch.errors, "data", None) or []
    return RemoteBatch(
        id=batch.id,
        status=batch.status,
        label=(batch.metadata or {}).get(LABEL, ""),
        input_file=batch.input_file_id,
        outputs=tuple(file for file in (batch.output_file_id, batch.error_file_id) if file),
        errors=tuple(str(one.message) for one in errors),
    )
