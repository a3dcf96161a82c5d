"""Nothing but the open web is ever called: by no spelling, on no hop, whatever a name says the second time."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.fetch.guard import is_public
from tests.fetch.conftest import VisitAll, status_of
from tests.fetch.servers import OTHER, PUBLIC, Net, answer, article, redirect, serving, site

LOOPBACKS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "127.0.1", "0177.0.0.1", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0", "0.0.0.0",
    "[::]", "localhost", "LOCALHOST", "127.0.0.1.", "127。0。0。1", "１２７.0.0.1", "127.255.255.254",
)  # fmt: skip

REFUSED = (
    "169.254.169.254", "100.100.100.200", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "0.1.2.3", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2001:10::1", "2002:7f00:1::", "3fff::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "", "localhost", "1.2.3",
)  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_the_open_web_is_refused(address: str) -> None:
    """Every network that only looks public, too."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, OTHER, "8.8.8.8", "223.255.255.254", "2606:2800:220:1::1", "::ffff:8.8.8.8", "2400:cb00::1"]
)
def test_the_open_web_is_open(address: str) -> None:
    """Also through a mapped address."""
    assert is_public(address)


@given(st.ip_addresses())
def test_python_never_knows_of_a_private_address_that_we_call(address: object) -> None:
    """The table is never laxer than the standard library's."""
    ip = ipaddress.ip_address(str(address))
    if is_public(str(ip)):
        ip = getattr(ip, "ipv4_mapped", None) or ip
        assert not [name for name in ("private", "multicast", "reserved", "loopback") if getattr(ip, f"is_{name}")]


@pytest.mark.parametrize("host", LOOPBACKS)
def test_loopback_by_any_spelling(host: str, visit: VisitAll) -> None:
    """As a link, and as a redirect from a page of the open web; a server that listens there hears nothing."""
    with serving(site({"/": answer("secret")})) as (inside,):
        inner = f"http://{host}:{inside.port}/"
        with serving(site({"/a": redirect(inner), "/b": redirect(f"http://{host}/")})) as (front,):
            net = _without_dns({"front.example": [[PUBLIC]]}, {(PUBLIC, 80): front.port})
            found = visit(
                inner, f"http://{host}/", "http://front.example/a", "http://front.example/b", net=net
            )
        assert [status_of(one) for one in found] == ["refused_address"] * 4
        assert inside.connections == 0
        assert set(net.dialled) == {(PUBLIC, 80)}


class _Numbers(Net):
    """Numbers are read as the system reads them; a name that the test does not know is none."""

    async def resolve(self, host: str, port: int) -> list[str]:
        from deckgen.fetch.guard import resolve_name

        if host in self._names:
            return await super().resolve(host, port)
        if host == "localhost" or not any(char in "ghijklmnopqrstuvwyz" for char in host):
            return await resolve_name(host, port)
        raise OSError(host)


def _without_dns(names: dict[str, list[list[str]]], servers: dict[tuple[str, int], int]) -> Net:
    return _Numbers(names, servers)


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "[fd00:ec2::254]", "192.168.1.1:8080", "[fe80::1]"])
def test_redirects_to_the_inside(address: str, visit: VisitAll) -> None:
    """The metadata service of clouds above all; nothing is dialled but the page that redirects."""
    with serving(site({"/": redirect(f"http://{address}/latest/meta-data/")})) as (front,):
        net = _without_dns({"front.example": [[PUBLIC]]}, {(PUBLIC, 80): front.port})
        assert [status_of(one) for one in visit("http://front.example/", net=net)] == ["refused_address"]
        assert set(net.dialled) == {(PUBLIC, 80)}


def test_a_name_that_changes_its_mind(visit: VisitAll) -> None:
    """A connection goes to the address that was checked; a second look-up is checked again."""
    with serving(site({"/": answer(article(), Connection="close")})) as (front,):
        net = Net({"rebind.example": [[PUBLIC], ["127.0.0.1"]]}, {(PUBLIC, 80): front.port})
        found = visit("http://rebind.example/robots.txt", net=net)
        assert status_of(found[0]) == "404"
        # One connection, one look-up: robots.txt and the page went through the same one.
        assert net.lookups["rebind.example"] == len(net.dialled) == 1
    closed = answer("x", "404 X", Connection="close")
    with serving(site({"/": answer(article(), Connection="close")}, robots=closed)) as (front,):
        net = Net({"rebind.example": [[PUBLIC], ["127.0.0.1"]]}, {(PUBLIC, 80): front.port})

        assert [status_of(one) for one in visit("http://rebind.example/", net=net)] == ["refused_address"]
        assert net.dialled == [(PUBLIC, 80)]
        assert net.lookups["rebind.example"] == 2


def test_one_bad_address_spoils_a_name(visit: VisitAll) -> None:
    """A name that is public and private at once is refused, in any order."""
    net = Net({"a.example": [[PUBLIC, "10.0.0.1"]], "b.example": [["::1", PUBLIC]], "c.example": [[]]}, {})
    found = visit("http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/", net=net)
    assert [status_of(one) for one in found] == ["refused_address", "refused_address", "dns_error", "dns_error"]
    assert net.dialled == []


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("ftp://front.example/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://front.example/", "bad_url"),
        ("javascript:alert(1)", "bad_url"),
        ("http:///path", "bad_url"),
        ("http://user@front.example/", "bad_url"),
        ("http://user:word@front.example/", "bad_url"),
        ("http://front.example\\@127.0.0.1/", "bad_url"),
        ("http://front example/", "bad_url"),
        ("http://front.example/a\nb", "bad_url"),
        ("http://front.example:99999/", "bad_url"),
        ("http://front.example/" + "a" * 9_000, "bad_url"),
        ("http://front.example:22/", "refused_address"),
        ("http://front.example:8080/", "refused_address"),
        ("https://front.example:8443/", "refused_address"),
    ],
)
def test_urls_that_nobody_is_asked_for(url: str, status: str, visit: VisitAll) -> None:
    """Other schemes, credentials and ports: as a link, and as where a page redirects to."""
    with serving(site({"/r": redirect(url.replace("\n", ""))})) as (front,):
        net = Net({"front.example": [[PUBLIC]]}, {(PUBLIC, 80): front.port})
        assert [status_of(one) for one in visit(url, net=net)] == [status]
        assert net.dialled == []
        if "\n" not in url and not url.startswith("http:///"):
            assert [status_of(one) for one in visit("http://front.example/r", net=net)] == [status]


def test_an_allowed_origin_is_open_to_links_alone(visit: VisitAll) -> None:
    """Its redirects to itself are followed; another origin, allowed or not, may not lead there."""
    inner = site({"/": redirect("/page"), "/page": answer(article())})
    with serving(inner, site({})) as (inside, other):
        paths = {"/in": redirect(inside.url("/page")), "/name": redirect(inside.url("/page", "localhost"))}
        with serving(site(paths)) as (front,):
            net = _without_dns(
                {"front.example": [[PUBLIC]]}, {(PUBLIC, 80): front.port, ("127.0.0.1", inside.port): inside.port}
            )
            allow = [inside.origin]
            good = visit(inside.url("/"), net=net, allow=allow)
            assert [status_of(one) for one in good] == ["200"]
            heard = len(inside.asked)
            # The connection to it is still open when another origin sends us there.
            found = visit(
                inside.url("/"),
                "http://front.example/in",
                "http://front.example/name",
                inside.url("/page", "localhost"),
                other.url("/"),
                net=net,
                allow=allow,
            )
            assert [status_of(one) for one in found] == ["200"] + ["refused_address"] * 4
            assert len(inside.asked) == 2 * heard
            assert other.connections == 0
    with serving(site({}), site({"/b": answer("b")})) as (first, second):
        first._handler = site({"/": redirect(second.url("/b"))})
        found = visit(first.url("/"), second.url("/b"), allow=[first.origin, second.origin])
        assert [status_of(one) for one in found] == ["refused_address", "200"]


def test_no_proxy_of_the_environment_is_used(visit: VisitAll, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would look names up itself, behind the guard."""
    with serving(site({"/": answer("proxy")}), site({"/": answer(article())})) as (proxy, front):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        net = Net({"front.example": [[PUBLIC]]}, {(PUBLIC, 80): front.port})
        assert [status_of(one) for one in visit("http://front.example/", net=net)] == ["200"]
        assert proxy.connections == 0


def test_tls_has_its_own_status(visit: VisitAll) -> None:
    """A server that speaks no TLS where it should."""
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-nothing of the web\r\n" * 10)
        await writer.drain()
        writer.close()

    with serving(site({}), talk=talk) as (front,):
        net = Net({"front.example": [[PUBLIC]]}, {(PUBLIC, 443): front.port})
        assert [status_of(one) for one in visit("https://front.example/", net=net)] == ["tls_error"]
