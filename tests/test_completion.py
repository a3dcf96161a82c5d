"""The shells complete commands and options, and `python -m deckgen` is the same program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHELLS = ("bash", "zsh", "fish")


def deckgen(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the module in a folder of its own."""
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, "-m", "deckgen", *arguments], cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_module_is_the_program(tmp_path: Path) -> None:
    """By its own name, with its exit codes."""
    assert deckgen(tmp_path, "--help").stdout.startswith("Usage: deckgen [OPTIONS] COMMAND")
    assert deckgen(tmp_path, "--version").stdout.startswith("deckgen, version ")
    done = deckgen(tmp_path, "build")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "Usage: deckgen build [OPTIONS] [DECK]...")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(tmp_path: Path, shell: str) -> None:
    """As docs/cli.md says how to ask for it; one that asks us back, and that the shell can read where it is here."""
    assert f"_DECKGEN_COMPLETE={shell}_source deckgen" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    done = deckgen(tmp_path, _DECKGEN_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert f"_DECKGEN_COMPLETE={shell}_complete" in done.stdout
    if program := shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.stdout, encoding="utf-8")
        subprocess.run([program, "-n", str(script)], check=True)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "offered"),
    [("deckgen up", "update"), ("deckgen update --wa", "--watch"), ("deckgen build --red", "--redeck")],
)
def test_what_is_completed(tmp_path: Path, shell: str, words: str, offered: str) -> None:
    """Commands, and the options of each."""
    count = str(len(words.split()) - 1)
    last = {"COMP_CWORD": words.split()[-1]} if shell == "fish" else {"COMP_CWORD": count}
    done = deckgen(tmp_path, _DECKGEN_COMPLETE=f"{shell}_complete", COMP_WORDS=words, **last)
    assert done.returncode == 0
    assert offered in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes(tmp_path: Path) -> None:
    """In the shell itself, with a program of that name on the path."""
    program = tmp_path / "deckgen"
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{path}" exec "{sys.executable}" -m deckgen "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(_DECKGEN_COMPLETE=bash_source deckgen)"; COMP_WORDS=(deckgen update --un); COMP_CWORD=2; '
        '_deckgen_completion deckgen; echo "${COMPREPLY[@]}"'
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["--unattended"]
