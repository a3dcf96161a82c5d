"""Killed at any moment, a run loses next to nothing: the next one goes on, and the store is sound."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deckgen.files.pages import Pages
from deckgen.files.store import open_store
from tests.fetch.servers import Asked, Server, answer, article, serving

HOSTS = 8
PAGES = 480
KILLS = 20
LATENCY = 0.03


async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(LATENCY)
    is_page = asked.path != "/robots.txt"
    writer.write(answer(article(f"Page {asked.path[1:]}")) if is_page else answer("", "404 X"))


def write_deck(folder: Path, servers: list[Server]) -> None:
    urls = [servers[number % HOSTS].url(f"/{number}") for number in range(PAGES)]
    (folder / "posts").mkdir()
    text = "# Links\n\n" + "".join(f"{url}\n\nPage number {number}\n\n" for number, url in enumerate(urls))
    (folder / "posts/2020-01-02-a.md").write_text(text, encoding="utf-8")
    (folder / "decks").mkdir()
    allowed = ", ".join(f'"{server.origin}"' for server in servers)
    settings = f"{{per_host_seconds: 0, max_pages: 10000, allow_hosts: [{allowed}]}}"
    (folder / "decks/a.yaml").write_text(f'deck: A\nid: "a"\nposts: ../posts\nfetch: {settings}\n', encoding="utf-8")


def start(folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "deckgen.cli", "fetch", "-q"]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE)


def hits(servers: list[Server]) -> int:
    return sum(sum(server.pages.values()) for server in servers)


def wait_for_work(servers: list[Server], before: int, process: subprocess.Popen[bytes], most: float) -> None:
    """Wait until the run asks for pages; for so many seconds at most, since it may only read what was fetched."""
    until = time.monotonic() + most
    while time.monotonic() < until and hits(servers) == before and process.poll() is None:
        time.sleep(0.005)


@pytest.mark.slow
def test_killed_twenty_times(tmp_path: Path) -> None:
    """Every page comes, none more than once and once more a kill, and hardly any of them twice."""
    dice = random.Random(5)
    with serving(*[slow] * HOSTS) as servers:
        write_deck(tmp_path, servers)
        kills = 0
        for _ in range(KILLS):
            before = hits(servers)
            process = start(tmp_path)
            if before < PAGES:
                wait_for_work(servers, before, process, 3)
            time.sleep(dice.uniform(0, 0.25))
            kills += process.poll() is None
            process.kill()
            process.communicate()
        process = start(tmp_path)
        _, said = process.communicate(timeout=600)
        assert (process.returncode, said) == (0, b"")
        pages = [server.pages for server in servers]
        assert kills >= KILLS // 2
    assert sum(len(one) for one in pages) == PAGES
    assert max(max(one.values()) for one in pages) <= 1 + kills
    # What a kill can cost: what came since the last flush, and what was on its way.
    assert sum(sum(one.values()) for one in pages) - PAGES <= kills * HOSTS * 8
    place = tmp_path / "decks/.deckgen/store.sqlite"
    connection = sqlite3.connect(place)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    store, problems = open_store(place)
    with store:
        found = Pages(store)
        records = found.records()
        assert (problems, found.bodies()) == ([], [])
        assert {one.status for one in records.values()} == {"ok"}
        assert {url.rsplit("/", 1)[1]: one.title for url, one in records.items()} == {
            str(number): f"Page {number}" for number in range(PAGES)
        }
        assert len(dict(found.contents(records))) == PAGES


@pytest.mark.slow
def test_ctrl_c_keeps_what_came(tmp_path: Path) -> None:
    """It says so, ends soon, and asks for nothing twice."""
    with serving(*[slow] * HOSTS) as servers:
        write_deck(tmp_path, servers)
        process = start(tmp_path)
        wait_for_work(servers, 0, process, 600)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=600)
        assert process.returncode == 0
        before = hits(servers)
        assert 0 < before < PAGES, "it does not ask for the rest first"
        process = start(tmp_path)
        process.communicate(timeout=600)
        again = hits(servers) - PAGES
    assert again <= HOSTS  # what was on its way
