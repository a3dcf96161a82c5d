"""The page of a review on the loopback interface, and the few things that it may ask for.

Who asks must know the token of this run, which stands in the address and nowhere else. A page elsewhere cannot know
it; and a name that was bent to this machine, a form or a script of another page is refused before anything is read.
"""

from __future__ import annotations

import html
import http.server
import json
import secrets
import urllib.parse
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from deckgen.files.errors import DeckgenError
from deckgen.review.desk import CHOICES, Desk, Refused
from deckgen.review.page import review_page

HOST = "127.0.0.1"
MOST_BYTES = 1024 * 1024
"""No decision that a person makes is as long."""
_NAMES = (HOST, "localhost")
_JSON = "application/json"


class _Asked(msgspec.Struct, frozen=True):
    """What a page asks for."""

    key: str = ""
    choice: str = ""
    fields: dict[str, str] = {}
    event: str = ""  # a name of its own, so that it may be sent twice
    tab: str = ""
    since: int = 0


_ASKED = msgspec.json.Decoder(_Asked)


class Server(http.server.ThreadingHTTPServer):
    """Answers several pages at once, for decks by their names; each with the token of this run.

    Port 0 takes a free one. Nobody else's machine reaches it.
    """

    daemon_threads = True

    def __init__(self, desks: Mapping[str, Desk], port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.desks = desks
        self.token = secrets.token_urlsafe(24)
        # A page elsewhere can point its own name at this address; the browser then says that name here.
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in _NAMES)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    @property
    def address(self) -> str:
        """Return the address that opens the review."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"


class _Refusal(Exception):  # noqa: N818
    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "deckgen", ""
    timeout = 10  # a connection that says nothing does not stay for ever

    def do_GET(self) -> None:
        """Answer with a page, or with the list of decks where there are several."""
        self._answered(self._page)

    def do_POST(self) -> None:
        """Answer what a page of ours asks."""
        self._answered(self._action)

    def _answered(self, answer: Callable[[], tuple[str, str]]) -> None:
        try:
            kind, text = answer()
        except _Refusal as exc:
            self._send(exc.status, "text/plain", str(exc))
        except Refused as exc:
            self._send(HTTPStatus.CONFLICT, _JSON, json.dumps({"refused": str(exc)}))
        except Exception as exc:  # of any kind: a post is being edited, the disk is full; said, and asked again
            said = str(exc) if isinstance(exc, DeckgenError | OSError) else f"{type(exc).__name__}: {exc}"
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", said)
        else:
            self._send(HTTPStatus.OK, kind, text)

    def _path(self) -> list[str]:
        """Return the parts of the path behind the token. Raise a _Refusal where Host or token is another's."""
        if self.headers.get("Host", "") not in self.server.hosts:
            raise _Refusal(HTTPStatus.FORBIDDEN, "This page is only for the machine that it is on.")
        parts = urllib.parse.urlsplit(self.path).path.removeprefix("/").split("/")
        if not secrets.compare_digest(parts[0].encode(), self.server.token.encode()):
            message = "This address is not the one that deckgen review printed; each run has its own."
            raise _Refusal(HTTPStatus.FORBIDDEN, message)
        return [urllib.parse.unquote(part) for part in parts[1:] if part]

    def _desk(self, name: str) -> Desk:
        if name not in self.server.desks:
            raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such deck here.")
        return self.server.desks[name]

    def _page(self) -> tuple[str, str]:
        match self._path():
            case [] if len(self.server.desks) == 1:
                return "text/html", review_page(next(iter(self.server.desks.values())))
            case []:
                return "text/html", "".join(map(_link, self.server.desks))
            case [name]:
                return "text/html", review_page(self._desk(name))
        raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such page.")

    def _action(self) -> tuple[str, str]:
        path = self._path()
        if self.headers.get("Origin", "") not in self.server.origins:
            raise _Refusal(HTTPStatus.FORBIDDEN, "Only the page of this review may ask for this.")
        if self.headers.get("Content-Type", "") != _JSON:
            raise _Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "JSON is asked for.")
        if len(path) != 2:
            raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such action.")
        desk = self._desk(path[0])
        return _JSON, json.dumps(_done(desk, path[1], self._asked()), ensure_ascii=False)

    def _asked(self) -> _Asked:
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            raise _Refusal(HTTPStatus.LENGTH_REQUIRED, "A length is asked for.") from None
        if not 0 <= length <= MOST_BYTES:
            raise _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long.")
        try:
            return _ASKED.decode(self.rfile.read(length))
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise _Refusal(HTTPStatus.BAD_REQUEST, f"This cannot be read: {exc}") from None

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode("utf-8", "backslashreplace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        # The page brings a policy of its own, which allows its script; this one only adds to it.
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base
        """Say nothing on the terminal."""


def _done(desk: Desk, action: str, asked: _Asked) -> dict[str, Any]:
    match action:
        case "card":
            return desk.detail(asked.key)
        case "sketch":
            return desk.sketch(asked.key, asked.fields)
        case "news":
            return desk.news(asked.since)
        case "undo":
            return {"key": desk.undo(event=asked.event, tab=asked.tab), **desk.news(asked.since)}
        case "decide" if asked.choice in CHOICES:
            desk.decide(asked.key, asked.choice, fields=asked.fields, event=asked.event, tab=asked.tab)
            return {"key": asked.key, **desk.news(asked.since)}
    raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such action.")


def _link(name: str) -> str:
    return f'<p><a href="{urllib.parse.quote(name)}">{html.escape(name)}</a></p>'
