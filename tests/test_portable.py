"""It runs where its users are: text is UTF-8 whatever the system thinks, and no call is one that Windows lacks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("deckgen", "bench", "examples", ".ci") for path in (ROOT / folder).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]

TEXT_CALLS = frozenset({"open", "fdopen", "read_text", "write_text", "TextIOWrapper", "NamedTemporaryFile"})
PROCESS_CALLS = frozenset({"run", "Popen", "check_output", "check_call"})
MODE = re.compile(r"[rwaxbt+]{1,3}")

UNIX_MODULES = frozenset({"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"})
UNIX_CALLS = frozenset(
    """
    add_signal_handler alarm chmod chown fchmod fork forkpty getpgid getpgrp getuid geteuid getgid hardlink_to kill
    killpg lchown link mkfifo nice pthread_kill sched_getaffinity setitimer setpgid setsid symlink symlink_to sysconf
    umask uname waitpid
    """.split()  # noqa: SIM905 - a list of words is read as one
)
UNIX_SIGNALS = re.compile(r"signal\.(?:ITIMER_\w+|SIG(?:ALRM|CHLD|HUP|KILL|PROF|QUIT|STOP|TSTP|USR\d))")
UNIX_PLACES = re.compile(r"/(?:tmp|dev|proc|var|etc|usr|home)(?:/.*)?")

WAYS_ROUND = MappingProxyType(
    {
        "deckgen/fetch/reader.py": {"nice", "resource", "setitimer", "signal"},  # a clock of ours ends a reader
        "deckgen/files/atomic.py": {"chmod", "kill"},  # what was interrupted is known by its age
        "deckgen/files/lock.py": {"fcntl"},  # msvcrt
        "deckgen/llm/run.py": {"add_signal_handler"},  # Ctrl-C ends at once, and what was answered is kept
    }
)
"""The modules that use what Windows lacks, each with a way round it that the module itself chooses."""

BENCH = "bench/"  # measures on Linux, and says so
GUARDS = ("sys.platform", "IS_TIMED", "NotImplementedError", "hasattr", "FileNotFoundError")


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def calls(name: str) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree_of(name)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Give the last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def is_text(call: ast.Call) -> bool:
    """Tell whether a call opens, reads or writes text: an archive's `open` takes no mode, a binary mode has a b."""
    name, is_method = called(call), isinstance(call.func, ast.Attribute)
    if name in ("read_text", "write_text", "TextIOWrapper"):
        return True
    of_system = is_method and ast.unparse(call.func) in ("os.fdopen", "io.open", "tempfile.NamedTemporaryFile")
    place = 0 if (is_method and not of_system) or name == "NamedTemporaryFile" else 1
    given = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] or call.args[place : place + 1]
    mode = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if isinstance(mode, str) and MODE.fullmatch(mode):
        return "b" not in mode
    return not given and (not is_method or of_system) and name != "NamedTemporaryFile"


def without_encoding(name: str) -> Iterator[str]:
    for call in calls(name):
        keywords = {keyword.arg for keyword in call.keywords}
        is_process = called(call) in PROCESS_CALLS and keywords & {"text", "universal_newlines"}
        if ("encoding" not in keywords and called(call) in TEXT_CALLS and is_text(call)) or (
            is_process and "encoding" not in keywords
        ):
            yield f"{name}:{call.lineno}: {ast.unparse(call)[:80]}"


@pytest.mark.parametrize("name", NAMES)
def test_text_is_read_and_written_as_utf8(name: str) -> None:
    """What a system takes for its encoding differs: each call names it."""
    assert [*without_encoding(name)] == []


def test_the_check_sees_what_it_is_for() -> None:
    """And leaves bytes and archives alone."""
    seen = [is_text(call) for call in map(expression, ["open(p)", "p.open('w')", "p.open(mode='r')", "os.fdopen(n)"])]
    left = [
        is_text(call)
        for call in map(expression, ["p.open('rb')", "archive.open(info)", "os.fdopen(n, 'wb')", "open(p, 'xb')"])
    ]
    assert (seen, left) == ([True] * 4, [False] * 4)


def expression(text: str) -> ast.Call:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    return call


def unix_only(name: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield what Windows does not have, with the name by which it is allowed."""
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from ((node, module) for module in modules if module in UNIX_MODULES)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in UNIX_CALLS:
            # Popen.kill is everywhere.
            if node.func.attr != "kill" or ast.unparse(node.func) == "os.kill":
                yield node, node.func.attr
        elif isinstance(node, ast.Attribute) and UNIX_SIGNALS.fullmatch(ast.unparse(node)):
            yield node, "signal"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and UNIX_PLACES.fullmatch(node.value):
            yield node, node.value


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(BENCH)])
def test_what_windows_lacks_has_a_way_round(name: str) -> None:
    """It stands in a module that is known for it, in a function that looks first."""
    found = [(node, what) for node, what in unix_only(name)]
    allowed = WAYS_ROUND.get(name, set())
    assert {what for _, what in found} == allowed
    for node, what in found:
        assert any(guard in around(name, node) for guard in GUARDS), f"{what} without a look at the system"


def around(name: str, node: ast.AST) -> str:
    """Give the text of the function, or of the branch of the module, in which something stands."""
    line: int = node.lineno  # type: ignore[attr-defined]
    holders = [
        part
        for part in ast.walk(tree_of(name))
        if isinstance(part, ast.FunctionDef | ast.If) and part.lineno <= line <= (part.end_lineno or 0)
    ]
    return "\n".join(map(ast.unparse, holders))


def run(here: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command where the system's encoding is ASCII, and using it is an error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON"))}
    environment |= {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    environment |= {"SOURCE_DATE_EPOCH": "1780000000", "XDG_CACHE_HOME": str(here)}
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
    command = [sys.executable, *strict, "-m", "deckgen.cli", *arguments]
    return subprocess.run(command, cwd=here, env=environment, capture_output=True, timeout=60)


def test_a_system_that_speaks_ascii_builds_chinese_posts(tmp_path: Path) -> None:
    """Files in folders with blanks and umlauts; whatever is written is UTF-8."""
    here = tmp_path / "mein Büro 笔记"
    (here / "my posts").mkdir(parents=True)
    text = "# 网络\n\n## 什么是路由器？\n\n把每个数据包送往下一个网络的设备。\n\nhttps://x.example/\n\n一篇文章\n"
    (here / "my posts/路由 器.md").write_text(text, encoding="utf-8")
    for command in (
        ["init", "my posts"],
        ["build"],
        ["items", "--json"],
        ["diff"],
        ["status"],
        ["preview"],
        ["write", "--dry-run"],
        ["write", "--export", "aus gang"],
        ["fetch", "--dry-run"],
    ):
        done = run(here, *command)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), (command, done.stderr)
    (ledger,) = (here / "decks").glob("*.ledger.jsonl")
    assert "什么是路由器" in ledger.read_text(encoding="utf-8")
    (page,) = here.rglob("*preview.html")
    assert "什么是路由器" in page.read_text(encoding="utf-8")
