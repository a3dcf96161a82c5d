"""The command line as a user meets it, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main

SECOND = "1780000000"
"""A build second that lies before every test run."""


class Said(NamedTuple):
    """What a command left on the screen."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The JSON objects on stderr, one a line."""
        return [json.loads(line) for line in self.err.splitlines()]


Deckgen = Callable[..., Said]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with a home of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SECOND)
    return folder


@pytest.fixture
def deckgen(here: Path) -> Deckgen:
    """Run a command; what it raises besides an exit fails the test."""

    def run(*arguments: object) -> Said:
        result = CliRunner().invoke(main, [str(one) for one in arguments], prog_name="deckgen")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


POST = """\
---
title: Learning
---

# Networks

https://one.example/a

The first article

https://two.example/b

The second article
"""


@pytest.fixture
def posts(here: Path) -> Path:
    """A blog with one good post of two links."""
    folder = here / "blog" / "_posts"
    folder.mkdir(parents=True)
    (folder / "2020-01-02-learning.md").write_text(POST, encoding="utf-8")
    return folder
