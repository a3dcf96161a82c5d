"""Pages on the loopback interface, made anew whenever they are asked for: a reload shows the posts as they are."""

from __future__ import annotations

import html
import http.server
import urllib.parse
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from deckgen.files.errors import DeckgenError

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")

Pages = Mapping[str, Callable[[], str]]


def make_server(pages: Pages, port: int = 0) -> http.server.HTTPServer:
    """Return a server of these pages by their names; port 0 takes a free one. Nobody else's machine reaches it."""
    return _Server(pages, port)


class _Server(http.server.HTTPServer):
    def __init__(self, pages: Pages, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.pages = pages
        # A page elsewhere can point its own name at this address; the browser then says that name here.
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in _NAMES)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "deckgen", ""
    timeout = 10  # a connection that says nothing does not keep the others waiting

    def do_GET(self) -> None:
        """Answer with a page, or with the list of them where there are several."""
        if self.headers.get("Host", "") not in self.server.hosts:
            self._answer(HTTPStatus.FORBIDDEN, "This page is only for the machine that it is on.")
            return
        pages = self.server.pages
        name = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).removeprefix("/")
        if not name and len(pages) == 1:
            name = next(iter(pages))
        if name in pages:
            self._page(pages[name])
        elif not name:
            self._answer(HTTPStatus.OK, "".join(map(_link, pages)))
        else:
            self._answer(HTTPStatus.NOT_FOUND, "There is no such page.")

    def _page(self, make: Callable[[], str]) -> None:
        try:
            text = make()
        except Exception as exc:  # a post is being edited: say it, and be there for the next reload
            said = str(exc) if isinstance(exc, DeckgenError) else f"{type(exc).__name__}: {exc}"
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, f"<pre>{html.escape(said)}</pre>")
        else:
            self._answer(HTTPStatus.OK, text, policy="")

    def _answer(self, status: HTTPStatus, text: str, *, policy: str = "default-src 'none'; ") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", f"{policy}frame-ancestors 'none'")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base
        """Say nothing on the terminal."""


def _link(name: str) -> str:
    return f'<p><a href="/{urllib.parse.quote(name)}">{html.escape(name)}</a></p>'
