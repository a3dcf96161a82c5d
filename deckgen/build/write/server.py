"""Whom a deck's requests go to."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from deckgen.definition import Definition
from deckgen.files.errors import refusal

OPENAI = "https://api.openai.com/v1"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Server(msgspec.Struct, frozen=True):
    """Whom we ask."""

    base_url: str
    host: str  # with its port, without the user and password that an address may hold

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, and so costs nothing."""
        return urlsplit(self.base_url).hostname in _LOOPBACK

    @property
    def name(self) -> str:
        """Return the address as it may be written down."""
        return urlsplit(self.base_url)._replace(netloc=self.host).geturl()


def server_of(definition: Definition, environment: str) -> Server:
    """Return the server of the definition, else of the environment, else OpenAI's; raise a DeckgenError for no URL."""
    base_url = (definition.llm.base_url or environment.strip() or OPENAI).rstrip("/")
    try:
        parts = urlsplit(base_url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or len(base_url.split()) != 1 or not base_url.isprintable():
        message = "must be an address such as http://localhost:8080/v1"
        path, line = "OPENAI_BASE_URL", 0
        if definition.llm.base_url:
            path, line = str(definition.path), definition.lines.get("llm", 0)
            message = f"llm.base_url: {message}"
        raise refusal(path, "llm", message, line)
    return Server(base_url, parts.netloc.rpartition("@")[2])
