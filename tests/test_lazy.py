"""What is not needed is not loaded: `--help` and a build that changes nothing answer at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset({"openai", "httpx2", "genanki", "trafilatura", "comrak", "pygments", "latex2mathml"})

LIST_AT_EXIT = """
import atexit, sys
from pathlib import Path
atexit.register(lambda: Path(sys.argv[-1]).write_text("\\n".join(sys.modules)))
from deckgen.cli.__main__ import main
main(sys.argv[1:-1], prog_name="deckgen")
"""


def loaded(folder: Path, *arguments: str) -> tuple[str, frozenset[str]]:
    """Run a command in a process of its own; give its stdout and the packages loaded at its end."""
    listing = folder.parent / "modules"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", LIST_AT_EXIT, *arguments, str(listing)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout, frozenset(name.split(".")[0] for name in listing.read_text().splitlines())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A blog and its definition."""
    here = tmp_path / "here"
    (here / "decks").mkdir(parents=True)
    (here / "posts").mkdir()
    (here / "posts/a.md").write_text("# Networks\n\nhttps://x.example/a\n\nAn article\n", encoding="utf-8")
    (here / "decks/a.yaml").write_text('deck: A\nid: "a"\nposts: ../posts\n', encoding="utf-8")
    return here


def test_help_loads_nothing_heavy(folder: Path) -> None:
    """Nor what reads definitions, ledgers and posts."""
    out, modules = loaded(folder, "--help")
    assert "Commands:" in out
    assert "click" in modules
    assert not modules & (HEAVY | {"yaml", "msgspec", "rich", "rapidfuzz", "sqlite3"})


@pytest.mark.parametrize("deck", ["decks/a.yaml", "posts"])
def test_a_build_that_changes_nothing_loads_nothing_heavy(folder: Path, deck: str) -> None:
    """It looks at sizes and times, says so and ends; the build before loads what it needs."""
    first, needed = loaded(folder, "build", deck)
    assert "1 new" in first
    assert {"genanki", "comrak"} <= needed
    second, modules = loaded(folder, "build", deck)
    assert "1 unchanged" in second
    assert not modules & HEAVY
    assert not modules & {"yaml", "msgspec", "rich", "rapidfuzz"}


def test_no_build_loads_a_model_client_or_the_web(written: Path) -> None:
    """A build is offline: it does not even load what could open a socket, though it says what a model could do."""
    out, modules = loaded(written, "build")
    assert "Next: " in out
    assert not modules & {"openai", "httpx", "httpx2", "trafilatura", "asyncio", "socket", "ssl"}


def test_the_door_of_the_command_line_is_light(folder: Path) -> None:
    """Importing it loads click and nothing else of others."""
    code = "import sys, deckgen.cli.__main__; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    modules = {name.split(".")[0] for name in done.stdout.split()}
    assert not modules & (HEAVY | {"yaml", "msgspec", "rich"})


@pytest.fixture
def written(folder: Path) -> Path:
    """The blog with a section that a model may be asked about, and its definition."""
    text = "# Networks\n\n" + "A router sends each packet on to the next network by the longest prefix. " * 8
    (folder / "posts/a.md").write_text(text + "\n\nhttps://x.example/a\n\nAn article\n", encoding="utf-8")
    llm = 'cards: {llm: true}\nllm: {model: gpt-5-mini, base_url: "http://127.0.0.1:9/v1"}\n'
    (folder / "decks/a.yaml").write_text(f'deck: A\nid: "a"\nposts: ../posts\n{llm}', encoding="utf-8")
    answer = '{"custom_id": "x", "response": {"body": {"choices": [{"message": {"content": "hi"}}]}}}\n'
    (folder / "answers.jsonl").write_text(answer, encoding="utf-8")
    return folder


OFFLINE = {
    "dry run": ("write", "--dry-run"),
    "export": ("write", "--export", "out"),
    "import": ("write", "--import", "answers.jsonl"),
    "nothing to ask": ("write", "--max-items", "0"),
    "items": ("items",),
    "diff": ("diff",),
    "status": ("status",),
    "preview": ("preview",),
    "help": ("write", "--help"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OFFLINE)
def test_only_asking_a_model_loads_its_client(written: Path, name: str) -> None:
    """Half a second and 50 MB, and the only way to a model: nothing that asks nobody loads it."""
    out, modules = loaded(written, *OFFLINE[name])
    assert out
    assert not modules & {"openai", "httpx", "httpx2", "pydantic"}
