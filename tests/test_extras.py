"""Without the extras everything works that does not need them, and what does says in a sentence how to get it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from deckgen import extras
from deckgen.extras import DISTRIBUTION, EXTRAS
from deckgen.files.errors import MissingExtraError

ROOT = Path(__file__).parents[1]

WITHOUT = """
import sys
hidden = frozenset(sys.argv.pop(1).split(","))
class Hidden:
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden)
from deckgen.cli.__main__ import main
main(prog_name="deckgen")
"""
"""A process in which these packages cannot be imported, as if they were not installed."""

LLM = 'cards: {llm: true}\nllm: {model: m, base_url: "http://127.0.0.1:9/v1"}\n'
TEXT = "# Networks\n\n" + "A router sends each packet on to the next network by the longest prefix. " * 8


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog with something to ask, something to fetch and something to read, and its definition."""
    for name in ("posts", "decks", "saved"):
        (tmp_path / name).mkdir()
    (tmp_path / "posts/a.md").write_text(f"{TEXT}\n\nhttps://x.example/a\n\nAn article\n", encoding="utf-8")
    (tmp_path / "decks/a.yaml").write_text(f'deck: A\nid: "a"\nposts: ../posts\n{LLM}', encoding="utf-8")
    return tmp_path


def without(extras: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command where the libraries of these extras are not installed."""
    hidden = ",".join({name for extra in extras.split() for name in EXTRAS[extra]})
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, hidden, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


WORKING = {
    "items": ["items"],
    "build": ["build"],
    "diff": ["diff"],
    "status": ["status"],
    "preview": ["preview", "-o", "cards.html"],
    "init": ["init", "posts", "-o", "decks/b.yaml"],
    "review": ["review", "--help"],
    "push": ["push", "--help"],
    "fetch --dry-run": ["fetch", "--dry-run"],
    "write --dry-run": ["write", "--dry-run"],
    "write --export": ["write", "--export", "out"],
}


@pytest.mark.parametrize("name", WORKING)
def test_what_needs_no_extra_works_without(blog: Path, name: str) -> None:
    """A newcomer's commands ask for nothing more than the package itself."""
    done = without("fetch write pdf", blog, *WORKING[name])
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert "pip install" not in done.stderr


MISSING = {
    "fetch": ("fetch", ["fetch"]),
    "fetch --from-html": ("fetch", ["fetch", "--from-html", "saved"]),
    "write": ("write", ["write", "--yes", "--budget", "1"]),
    "write --batch": ("write", ["write", "--batch"]),
}


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_extra_is_named_in_a_sentence(blog: Path, name: str) -> None:
    """Before anything is asked, fetched or written: the command that installs it, from where the program is from."""
    extra, command = MISSING[name]
    done = without(extra, blog, *command)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"deckgen {extra}: error: " in last
    assert f'needs libraries that come with an extra: pip install "{ROOT}[{extra}]"' in last


@pytest.mark.parametrize("is_there", [True, False])
def test_an_extra_comes_from_where_the_program_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """The folder that it was installed from, as long as that is there; else the index."""
    sources, installed = tmp_path / "a copy", tmp_path / "site-packages"
    for folder in (sources, installed):
        folder.mkdir()
    if is_there:
        (sources / "pyproject.toml").write_text("", encoding="utf-8")
    about = installed / "deckgen_posts-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: 0.1.0\n", encoding="utf-8")
    (about / "RECORD").write_text(f"{about.name}/direct_url.json,,\n", encoding="utf-8")
    (about / "direct_url.json").write_text(json.dumps({"url": sources.as_uri(), "dir_info": {}}), encoding="utf-8")
    monkeypatch.syspath_prepend(installed)
    monkeypatch.setattr(extras, "__file__", str(installed / "deckgen" / "extras.py"))
    monkeypatch.setattr(extras, "EXTRAS", {"write": ("no_such_library",)})
    with pytest.raises(MissingExtraError) as caught:
        extras.require("write")
    assert f'pip install "{sources if is_there else DISTRIBUTION}[write]"' in str(caught.value)


def test_the_extra_of_one_command_is_none_of_the_other(blog: Path) -> None:
    """A model's client brings httpx2 too; what reads pages is missed all the same, before a page is asked for."""
    hidden = ",".join(name for name in EXTRAS["fetch"] if name != "httpx2")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, hidden, "fetch"],
        cwd=blog,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "(missing: httpcore2, lxml, protego, trafilatura)" in done.stderr


def test_a_pdf_says_what_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is kept as one that cannot be read, with the way to read it."""
    from deckgen.fetch.documents import read_pdf

    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert read_pdf(b"%PDF-1.4").remarks == ('a PDF, which needs more: pip install "deckgen-posts[pdf]"',)


def test_the_names_are_those_of_the_package() -> None:
    """What the sentence names can be installed, brings what is imported, and is part of `all`."""
    extras = project()["optional-dependencies"]
    assert project()["name"] == DISTRIBUTION
    for extra, names in EXTRAS.items():
        declared = {line.split(">")[0].split("=")[0].split("[")[0] for line in extras[extra]}
        assert declared == set(names)
    assert extras["all"] == [f"{DISTRIBUTION}[{','.join(sorted(EXTRAS))}]"]


def test_nothing_of_an_extra_is_needed_by_all() -> None:
    """Its libraries are no dependencies of the package itself."""
    needed = {line.split(">")[0].split("=")[0] for line in project()["dependencies"]}
    assert not needed & {name for names in EXTRAS.values() for name in names}


def test_the_sentence_comes_before_the_library() -> None:
    """Knowing what is missing loads nothing: the module imports none of the libraries itself."""
    tree = ast.parse((ROOT / "deckgen/extras.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported.isdisjoint(name for names in EXTRAS.values() for name in names)
