"""Which addresses may be called: a table of networks, the rule of an origin, and a dialler that obeys both.

The address that is checked is the address that is called: a name is resolved once, every address it has must be
public, and the socket is opened to one of these very addresses. Nothing here knows HTTP.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from deckgen.fetch.values import PageError, PageStatus
from deckgen.fetch.web import httpcore2, httpx2
from deckgen.patterns import regex
from deckgen.urls import LOCAL, skip_reason

WEB_PORTS = frozenset({80, 443})
MAX_URL = 8_000
MAX_PORT = 65_535
MAX_ADDRESSES = 4  # of a name are tried
_HOST = regex(rb"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")

_NO_WEB_V4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
    "203.0.113.0/24 224.0.0.0/3"
)
_REFUSED_V4 = tuple(map(ipaddress.IPv4Network, _NO_WEB_V4.split()))
# Python's is_global takes NAT64, 6to4 and IPv4-compatible addresses for public: only what is surely so is named here.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NO_WEB_V6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
_REFUSED_V6 = tuple(map(ipaddress.IPv6Network, _NO_WEB_V6.split()))


def is_public(address: str) -> bool:
    """Return whether an address belongs to the open internet, and to nothing that only looks like it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return ip in _PUBLIC_V6 and ip.scope_id is None and not any(ip in net for net in _REFUSED_V6)
        ip = ip.ipv4_mapped
    return not any(ip in network for network in _REFUSED_V4)


def read_url(text: str) -> httpx2.URL:
    """Return a URL that may be asked for at all; raise a PageError for any other."""
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError, TypeError) as exc:
        raise _unreadable(text, exc) from None
    if len(text) > MAX_URL:
        raise PageError(PageStatus.BAD_URL, "longer than any address should be")
    if url.scheme not in ("http", "https"):
        raise PageError(PageStatus.BAD_URL, f"neither http nor https: {url.scheme or 'no scheme'}")
    if url.userinfo:
        raise PageError(PageStatus.BAD_URL, "a user name or password in the address")
    if not url.host:
        raise PageError(PageStatus.BAD_URL, "no host")
    if not _HOST.fullmatch(url.raw_host) or (url.port is not None and url.port > MAX_PORT):
        raise PageError(PageStatus.BAD_URL, f"no host name: {url.netloc.decode('ascii', 'replace')[:100]}")
    return url.copy_with(fragment=None) if url.fragment else url


def follow(url: httpx2.URL, location: str) -> httpx2.URL:
    """Return where a redirect leads; raise a PageError where nobody may go."""
    try:
        target = str(url.join(location))
    except (httpx2.InvalidURL, ValueError, TypeError) as exc:
        raise _unreadable(location, exc) from None
    return read_url(target)


def _unreadable(text: str, exc: Exception) -> PageError:
    """A number that is no address in one reading may be one in another: 0177.0.0.1, fullwidth digits."""
    is_local = skip_reason(unicodedata.normalize("NFKC", text)) == LOCAL
    status = PageStatus.REFUSED_ADDRESS if is_local else PageStatus.BAD_URL
    return PageError(status, f"no address: {text[:100]!r} ({exc})"[:200])


def port_of(url: httpx2.URL) -> int:
    """Return the port that a URL means."""
    return url.port or (443 if url.scheme == "https" else 80)


def origin_of(url: httpx2.URL) -> str:
    """Return host:port as `fetch.allow_hosts` names it."""
    return f"{_name(url)}:{port_of(url)}"


def host_key(url: httpx2.URL) -> str:
    """Return what politeness counts as one host: its name, with the port if it is not one of the web's."""
    return _name(url) if port_of(url) in WEB_PORTS else origin_of(url)


def _name(url: httpx2.URL) -> str:
    host = url.raw_host.decode("ascii").rstrip(".")
    return f"[{host}]" if ":" in host else host


def is_lifted(url: httpx2.URL, before: httpx2.URL | None, allowed: frozenset[str]) -> bool:
    """Return whether the rules are lifted for this hop; raise a PageError for one that may not be made.

    An allowed origin is open to the links of the posts and to itself; no other origin may send us there.
    """
    origin = origin_of(url)
    if origin in allowed:
        if before is None or origin_of(before) == origin:
            return True
        raise PageError(PageStatus.REFUSED_ADDRESS, f"{origin_of(before)} may not redirect to {origin}")
    if port_of(url) not in WEB_PORTS:
        raise PageError(PageStatus.REFUSED_ADDRESS, f"port {port_of(url)} is none of the web's")
    return False


Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # name and port -> addresses
Dial = Callable[[str, int, float | None], Awaitable[httpcore2.AsyncNetworkStream]]  # address, port, seconds


async def resolve_name(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name."""
    if re.fullmatch(r"[\d.]+\.", host):
        return [host.rstrip(".")]  # a number is no name, dot or not
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


async def dial_address(address: str, port: int, timeout: float | None) -> httpcore2.AsyncNetworkStream:
    """Open a connection to a numeric address: no name is looked up again."""
    return await httpcore2.AnyIOBackend().connect_tcp(str(ipaddress.ip_address(address)), port, timeout)


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """The only way out: resolves once, checks every address, calls one of these."""

    def __init__(self, *, lifted: bool, resolve: Resolve = resolve_name, dial: Dial = dial_address) -> None:
        self._lifted = lifted
        self._resolve = resolve
        self._dial = dial

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the backend's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to a host, or raise a PageError that says why not."""
        addresses = await self._addresses(host, port, timeout)
        failure: Exception = PageError(PageStatus.DNS_ERROR, f"{host} has no address")
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return await self._dial(address, port, timeout)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                failure = exc
        raise failure

    async def _addresses(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError:
            raise PageError(PageStatus.DNS_ERROR, f"no answer for the name {host}") from None
        except (OSError, UnicodeError) as exc:
            raise PageError(PageStatus.DNS_ERROR, f"{host} has no address ({exc})") from None
        if not self._lifted:
            for address in addresses:
                if not is_public(address):
                    raise PageError(PageStatus.REFUSED_ADDRESS, f"{host} is {address}")
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: no link leads to a file."""
        raise PageError(PageStatus.REFUSED_ADDRESS, path)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool asks between retries."""
        await asyncio.sleep(seconds)
