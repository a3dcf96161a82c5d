"""What others wrote reaches the terminal as text: it moves no cursor, turns no line round and makes no second line."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import deckgen
from deckgen.cli.output import Styled, harmless, say
from tests.cli.conftest import Deckgen

PACKAGE = Path(deckgen.__file__).parent
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066"
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
POST = f"""\
---
title: "Title \\e]0;owned\\a \\u202e"
categories: ["cat \\e[2J"]
---

# Topic {ESCAPES}

https://one.example/a{ESCAPES}

The first article {ESCAPES}

![shown {ESCAPES}](/missing{ESCAPES}.png)

Q: What is it {ESCAPES}?
A: An answer {ESCAPES}

<!-- deckgen: nonsense {ESCAPES} -->
"""
COMMANDS = {
    "items": ("items",),
    "build": ("build", "-v"),
    "diff": ("diff",),
    "status": ("status",),
    "retired": ("status", "--retired"),
    "preview": ("preview",),
    "fetch": ("fetch", "--dry-run"),
    "write": ("write", "--dry-run"),
    "init": ("init",),
}


@pytest.fixture
def hostile(here: Path) -> Path:
    """A folder of posts whose every word and name holds escapes."""
    folder = here / "blog\x1b[31m\u202e"
    folder.mkdir()
    (folder / "2020-01-02-a\x1b[2J\nb\u202e.md").write_text(POST, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/broken\xff\x9b.md")).write_bytes(b"# A\n\n\xff\xfe\xff\n")
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_command_prints_what_a_terminal_obeys(deckgen: Deckgen, hostile: Path, command: tuple[str, ...]) -> None:
    """For people and for programs, on both streams."""
    posts = [hostile] if command[0] == "init" else [hostile, "-o", "my.apkg"]
    for ways in ((), ("--json",)) if command[0] != "init" else ((),):
        said = deckgen(*command, *posts, *ways)
        assert said.out + said.err
        assert OBEYED.findall(said.out + said.err) == []


def test_a_problem_is_one_line(deckgen: Deckgen, hostile: Path) -> None:
    """Whatever breaks stand in a name or a message, nobody can write a problem of another file."""
    said = deckgen("build", hostile, "-o", "my.apkg")
    assert said.err
    assert all(re.match(r".*: (error|warning|note)", line) for line in said.err.splitlines())


def test_json_keeps_every_character(deckgen: Deckgen, hostile: Path) -> None:
    """Escapes of JSON, not ours: a program gets what was written."""
    said = deckgen("items", hostile, "--json")
    assert any(ESCAPES.replace("\x07", "")[:4] in str(one["topic"]) for one in said.objects)


def test_arguments_are_quoted_harmlessly(deckgen: Deckgen, here: Path) -> None:
    """A shell takes them from file names."""
    (here / "a\x1b[2J.yaml").write_text("deck: [\x1b[2J", encoding="utf-8")
    for arguments in ("build a\x1b[2J.yaml", "build gone\x1b[2J", "nothing\x1b[2J", "build --\x1b[2J"):
        said = deckgen(*arguments.split(" "))
        assert said.code in (1, 2)
        assert OBEYED.findall(said.out + said.err) == []


def test_a_fault_of_ours_is_quoted_harmlessly(tmp_path: Path) -> None:
    """A traceback may end in anybody's words."""
    code = "import sys; from deckgen.cli.output import tell_of_fault; sys.excepthook = tell_of_fault; raise ValueError"
    command = [sys.executable, "-c", f"{code}({ESCAPES!r})"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert OBEYED.findall(done.stderr) == []


def test_styles_are_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A part in a colour is made harmless before it is coloured; blanks and other scripts stay."""
    say("a\n\tb ", Styled("\x1b[2Jc", "red"))
    assert capsys.readouterr().out == "a b \\x1b[2Jc\n"
    assert harmless("深度 learning  é \u200f\u200d👩‍🚀") == "深度 learning  é \u200f\u200d👩‍🚀"
    assert harmless("a\udcffb\x85c\u202e") == "a\\xffb c\\u202e"


def test_everything_is_printed_at_one_place() -> None:
    """Only cli/output.py speaks to click's echo and style, to print, to rich's console and to the streams."""
    assert {name for name in map(_printer, PACKAGE.rglob("*.py")) if name} == {"output.py"}


def _printer(file: Path) -> str:
    """Give the name of a file that prints by itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if re.fullmatch(r"print|Console|click\.\w*(echo|style)|sys\.(stdout|stderr)\.write\w*", called):
            return file.name
    return ""


def test_a_process_ends_with_all_that_it_said(deckgen: Deckgen, here: Path) -> None:
    """Into a pipe, which takes it piece by piece, and with the code of the command."""
    links = "\n\n".join(f"https://x.example/{number}\n\nAn article number {number}" for number in range(3_000))
    (here / "post.md").write_text(f"# Links\n\n{links}\n", encoding="utf-8")
    command = [sys.executable, "-m", "deckgen.cli", "items", "post.md", "--json"]
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == deckgen("items", "post.md", "--json").out
    assert done.stdout.count("\n") >= 3_000
    assert subprocess.run([*command, "--gone"], env=environment, capture_output=True, check=False).returncode == 2
