"""Every command that design.md lists without a socket opens none, nor does a process that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fetch.servers import article

NO_SOCKETS = """
import os, sys

def refuse(event, _arguments):
    if event.startswith("socket."):
        with open(os.environ["SOCKETS_LOG"], "a") as log:
            log.write(f"{event} {sys.argv}\\n")
        raise RuntimeError(f"a socket: {event}")

sys.addaudithook(refuse)
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A blog with a deck, a saved page, and a Python in which a socket is an error."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(NO_SOCKETS, encoding="utf-8")
    (tmp_path / "blog").mkdir()
    text = "# Compilers\n\nhttps://a.example/first\n\nThe first\n\nA **compiler** is a program for programs.\n"
    (tmp_path / "blog/2020-01-02-a.md").write_text(text, encoding="utf-8")
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks/a.yaml").write_text('deck: A\nid: "a"\nposts: ../blog\n', encoding="utf-8")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved/urls.tsv").write_text("a.html\thttps://a.example/first\n", encoding="utf-8")
    (tmp_path / "saved/a.html").write_text(article(), encoding="utf-8")
    return tmp_path


def deckgen(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(here / "site"), *filter(None, sys.path)]),
        "SOCKETS_LOG": str(here / "sockets.log"),
        "XDG_CACHE_HOME": str(here / "cache"),
    }
    command = [sys.executable, "-m", "deckgen.cli", *arguments]
    return subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, timeout=600, check=False)


def test_the_trap_works(here: Path) -> None:
    """A command that goes out does not get there."""
    assert deckgen(here, "fetch").returncode != 0
    assert "socket." in (here / "sockets.log").read_text()


@pytest.mark.slow
def test_no_offline_command_opens_a_socket(here: Path) -> None:
    """With a cold store and a warm one, with pages in it and without."""
    before = ("build",), ("items", "--json"), ("diff", "--exit-code"), ("status",), ("fetch", "--dry-run")
    saved = (("fetch", "--from-html", "saved", "--json"),)
    after = ("diff",), ("build",), ("build",), ("build", "--since", "2020-01-01"), ("status", "--json")
    others = ("status", "--retired"), ("init", "blog"), ("build", "blog", "-o", "my.apkg"), ("items", "blog")
    out = {}
    for arguments in (*before, *saved, *after, *others):
        done = deckgen(here, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
        out[arguments] = done.stdout
    assert '"title": "How compilers work"' in out[saved[0]]
    assert not (here / "sockets.log").exists()


@pytest.mark.slow
def test_what_reads_pages_loads_no_client(here: Path) -> None:
    """Building, listing and reporting load nothing that could open a socket; saved pages need no HTTP either."""
    code = (
        "import sys\nfrom deckgen.cli.__main__ import main\n"
        "try: main(sys.argv[1:], prog_name='deckgen')\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    deckgen(here, "fetch", "--from-html", "saved")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for arguments in (("build",), ("items",), ("diff",), ("status",), ("fetch", "--from-html", "saved")):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=here,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        modules = set(done.stderr.splitlines()[-1].split())
        assert not modules & {"httpx2", "httpcore2", "openai", "protego", "trafilatura"}, arguments
        if arguments[0] != "fetch":
            assert not modules & {"lxml", "pypdf"}
