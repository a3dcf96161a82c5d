from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from http.server import HTTPServer

import pytest

from deckgen.preview.serve import make_server

Ask = Callable[..., tuple[int, str, http.client.HTTPMessage]]


def broken() -> str:
    raise ValueError("a <post> is broken")


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    calls: list[None] = []

    def page() -> str:
        calls.append(None)
        return f"page {len(calls)}"

    with make_server({"数学": page, "broken": broken}) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def ask(server: HTTPServer) -> Ask:
    def get(path: str, host: str = "", method: str = "GET") -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=600)
        connection.request(method, path, headers={"Host": host or f"127.0.0.1:{server.server_port}"})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, answer.headers

    return get


def test_it_listens_to_this_machine_alone(server: HTTPServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.server_port > 0


def test_a_reload_makes_the_page_anew(ask: Ask) -> None:
    path = "/%E6%95%B0%E5%AD%A6"
    assert [ask(path)[:2], ask(path)[:2]] == [(200, "page 1"), (200, "page 2")]


def test_several_pages_are_listed(ask: Ask) -> None:
    status, body, headers = ask("/")
    assert status == 200
    assert body.count("<a href=") == 2
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_single_page_is_at_the_root() -> None:
    with make_server({"a": lambda: "page"}) as made:
        thread = threading.Thread(target=made.handle_request)
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", made.server_port, timeout=600)
        connection.request("GET", "/?x")
        assert connection.getresponse().read() == b"page"
        connection.close()
        thread.join()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.evil.example:{port}", "[::1]:{port}"]
)
def test_a_name_that_was_bent_to_this_machine_gets_nothing(server: HTTPServer, ask: Ask, host: str) -> None:
    """DNS rebinding: the page of another site reaches our port, but the browser says that site's name."""
    status, body, _ = ask("/%E6%95%B0%E5%AD%A6", host.format(port=server.server_port))
    assert status == 403
    assert "page 1" not in body


def test_localhost_is_this_machine(server: HTTPServer, ask: Ask) -> None:
    assert ask("/%E6%95%B0%E5%AD%A6", f"localhost:{server.server_port}")[0] == 200


def test_what_is_not_there(ask: Ask) -> None:
    assert ask("/../etc/passwd")[0] == 404
    assert ask("/", method="POST")[0] == 501


def test_a_post_in_the_making_is_said(ask: Ask) -> None:
    status, body, _ = ask("/broken")
    assert status == 500
    assert "ValueError: a &lt;post&gt; is broken" in body
