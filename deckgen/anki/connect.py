"""AnkiConnect: the only module that speaks to it, and so to a running Anki.

The add-on answers on a loopback address as long as Anki runs: one JSON object a connection, which it then closes.
Its actions: https://git.sr.ht/~foosoft/anki-connect, https://github.com/FooSoft/anki-connect (plugin/__init__.py).
Whatever answers there may be another program, so no answer is taken before its size and its types are known.
"""

from __future__ import annotations

import contextlib
import http.client
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, NoReturn, TypeVar

import msgspec

from deckgen.files.errors import DeckgenError, refusal

T = TypeVar("T")

ADDRESS = "http://127.0.0.1:8765"
"""Where the add-on listens unless its settings say otherwise."""

VERSION = 6
"""Of the interface; the add-ons of 2023 and of today both say so, and `apiReflect` tells them apart."""

NEEDED = frozenset({"apiReflect", "cardsInfo", "findCards", "findNotes", "getDecks", "multi", "notesInfo", "version"})
"""Without these no state can be read."""

WRITING = frozenset({
    "addTags", "changeDeck", "deleteNotes", "getMediaFilesNames", "guiBrowse", "guiImportFile", "guiSelectedNotes",
    "importPackage", "modelFieldNames", "modelNames", "removeTags", "storeMediaFile", "suspend", "unsuspend",
    "updateNoteFields",
})  # fmt: skip
"""Without these nothing can be written safely."""

SECONDS = 60.0
SLOW_SECONDS = 1_800.0
"""How long an answer may take, and that of an action that goes through the whole collection."""

MOST_BYTES = 256 << 20
"""Of one answer: 500 notes are a few megabytes."""

MOST_ASKED = 256 << 10
"""Bytes of one request: the add-on looks at all that it has of a request again with each kilobyte that comes."""

MOST_CALLS = 100
"""Of one `multi`, so that Anki's windows answer their user in between."""

_HEADERS = {"Content-Type": "application/json", "Connection": "close"}
_SLOW = frozenset({"exportPackage", "importPackage", "sync"})
_KEY_FAULT = "valid api key must be provided"
_CLOSED_FAULT = "collection is not available"
_UNKNOWN_FAULT = "unsupported action"
_LONGEST_FAULT = 300


def batches(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield values so many at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))


class ConnectError(DeckgenError):
    """Anki cannot be reached, or answers what it should not; says what to do."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(refusal(place, "anki", message).problems)
        self.message = message


class RefusedError(ConnectError):
    """Anki answered that it cannot do what was asked; ``reason`` is its own word."""

    def __init__(self, place: str, action: str, reason: str) -> None:
        super().__init__(place, f"Anki refused {action}: {reason}")


class Call(msgspec.Struct, Generic[T], frozen=True):
    """An action, with the type that its answer must have; `object` takes any."""

    action: str
    shape: type[T]
    params: Mapping[str, Any] = {}


class _Answer(msgspec.Struct, frozen=True):
    result: msgspec.Raw
    error: str | None


class AnkiConnect:
    """A running Anki, by its add-on. Raises a ConnectError from every method where it does not answer as it should."""

    def __init__(self, url: str = "", key: str = "") -> None:
        self.place = url or ADDRESS
        parts = urllib.parse.urlsplit(self.place)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.query or parts.username:
            self._fail(f"ANKICONNECT_URL is no address such as {ADDRESS}")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port = str(parts.hostname), port
        self._path = parts.path or "/"
        self._key = key
        self.requests = 0
        """Sent so far."""

    def ask(self, action: str, shape: type[T], **params: Any) -> T:
        """Return the answer to one action."""
        call = Call(action, shape, params)
        return self._converted(call, self._sent(msgspec.json.encode(self._request(call)), action))

    def ask_all(self, calls: Sequence[Call[T]]) -> list[T]:
        """Return the answers to these, in as few requests as fit; raise where one is refused."""
        return [self._converted(call, answer) for call, answer in self._answers(calls)]

    def try_all(self, calls: Sequence[Call[Any]]) -> list[str]:
        """Do all of these and return, for each, why Anki refused it: empty where it did not."""
        return [answer.error[:_LONGEST_FAULT] if answer.error else "" for _, answer in self._answers(calls)]

    def actions(self, needed: frozenset[str] = NEEDED) -> frozenset[str]:
        """Return the actions that this add-on has; raise unless all that are needed are among them."""
        if self.ask("version", int) < VERSION:
            self._fail(_old("it speaks an older version of its interface"))
        try:
            reflected = self.ask("apiReflect", dict[str, list[str]], scopes=["actions"], actions=None)
        except RefusedError:
            self._fail(_old("it lacks apiReflect"))
        found = frozenset(reflected.get("actions", ()))
        if lacking := sorted(needed - found):
            self._fail(_old(f"it lacks {', '.join(lacking)}"))
        return found

    def _request(self, call: Call[Any]) -> dict[str, Any]:
        request = {"action": call.action, "version": VERSION, "params": call.params}
        return {**request, "key": self._key} if self._key else request

    def _answers(self, calls: Sequence[Call[T]]) -> Iterator[tuple[Call[T], _Answer]]:
        for batch, requests in self._batches(calls):
            params = b'{"actions":[' + b",".join(requests) + b"]}"
            whole = {**self._request(Call("multi", object)), "params": msgspec.Raw(params)}
            answer = self._sent(msgspec.json.encode(whole), "multi")
            answers = self._converted(Call("multi", list[_Answer]), answer)
            if len(answers) != len(batch):
                self._fail(f"{len(answers)} answers came to {len(batch)} actions; is another program listening there?")
            for part in answers:
                self._check(part, batch[0].action, is_part=True)
            yield from zip(batch, answers, strict=True)

    def _batches(self, calls: Sequence[Call[T]]) -> Iterator[tuple[list[Call[T]], list[bytes]]]:
        batch: list[Call[T]] = []
        requests: list[bytes] = []
        for call in calls:
            request = msgspec.json.encode(self._request(call))
            if batch and (len(batch) == MOST_CALLS or sum(map(len, requests)) + len(request) > MOST_ASKED):
                yield batch, requests
                batch, requests = [], []
            batch.append(call)
            requests.append(request)
        if batch:
            yield batch, requests

    def _sent(self, body: bytes, action: str) -> _Answer:
        """Send a request; return its answer once it is known to be one."""
        data = self._received(body, action)
        try:
            answer = msgspec.json.decode(data, type=_Answer)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            self._fail(f"what answers {action} there is not AnkiConnect; is ANKICONNECT_URL right?")
        self._check(answer, action)
        return answer

    def _received(self, body: bytes, action: str) -> bytes:
        seconds = SLOW_SECONDS if action in _SLOW else SECONDS
        self.requests += 1
        try:
            with contextlib.closing(self._kind(self._host, self._port, timeout=seconds)) as connection:
                connection.request("POST", self._path, body, _HEADERS)
                with connection.getresponse() as response:
                    data, status = response.read(MOST_BYTES + 1), response.status
                    if response.length and len(data) <= MOST_BYTES:  # less came than the header promised
                        raise http.client.IncompleteRead(data, response.length)
        except TimeoutError:
            self._fail(f"no answer to {action} within {seconds:g} s: is a question open in Anki that waits for you?")
        except ConnectionRefusedError:
            self._fail(
                "no Anki answers. Start it; if it runs, it lacks the add-on AnkiConnect (Tools > Add-ons > Get "
                "Add-ons, code 2055492159), or that listens elsewhere: then set ANKICONNECT_URL"
            )
        except (OSError, http.client.HTTPException) as exc:
            self._fail(f"the connection broke at {action} ({exc or type(exc).__name__}); is Anki still running?")
        if len(data) > MOST_BYTES:
            self._fail(f"the answer to {action} is larger than {MOST_BYTES >> 20} MB; is ANKICONNECT_URL right?")
        if status != http.HTTPStatus.OK:
            self._fail(f"HTTP {status} to {action}: what listens there is not AnkiConnect, or refuses programs")
        return data

    def _check(self, answer: _Answer, action: str, *, is_part: bool = False) -> None:
        """Raise for what the user has to put right; of a part of a ``multi`` all else is its own matter."""
        error = answer.error or ""
        if _KEY_FAULT in error:
            wants = "another" if self._key else "a"
            self._fail(f"AnkiConnect wants {wants} key: set ANKICONNECT_KEY to the apiKey in the add-on's settings")
        if _CLOSED_FAULT in error:
            self._fail("no profile is open in Anki: open yours, then run this again")
        if error and not is_part:
            if error.startswith(_UNKNOWN_FAULT) and action != "apiReflect":
                self._fail(_old(f"it lacks {action}"))
            raise RefusedError(self.place, action, error[:_LONGEST_FAULT])

    def _converted(self, call: Call[T], answer: _Answer) -> T:
        if answer.error:
            raise RefusedError(self.place, call.action, answer.error[:_LONGEST_FAULT])
        try:
            value: T = msgspec.json.decode(answer.result, type=call.shape)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as exc:
            self._fail(f"the answer to {call.action} is none of AnkiConnect's ({exc})")
        return value

    def _fail(self, message: str) -> NoReturn:
        raise ConnectError(self.place, message) from None


def _old(why: str) -> str:
    return f"this AnkiConnect is too old: {why}. Update it: Tools > Add-ons > Check for Updates"
