"""What is published works where it is installed: the wheel, from any folder, without this tree."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from deckgen import __version__
from deckgen.extras import EXTRAS

ROOT = Path(__file__).parents[1]
POST = "# Networks\n\n## What is a router?\n\nA box that sends each packet on to the next network.\n\nhttps://x.example/a\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build what is published, as the release does."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel, which is all that an installation does with one that holds Python alone."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """Run the installed command in a folder; give its stdout."""
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": "1780000000"}
    command = [sys.executable, "-m", "deckgen.cli", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    """A name with blanks and Chinese too; prompts, templates and words come from the wheel."""
    here = tmp_path / "my notes 笔记"
    (here / "posts ü").mkdir(parents=True)
    (here / "posts ü/a b.md").write_text(POST, encoding="utf-8")
    where = [sys.executable, "-c", "import deckgen; print(deckgen.__file__)"]
    found = subprocess.run(
        where, cwd=here, env=os.environ | {"PYTHONPATH": str(installed)}, capture_output=True, encoding="utf-8"
    )
    assert Path(found.stdout.strip()).is_relative_to(installed)
    assert __version__ in run(installed, here, "--version")
    assert "2 new" in run(installed, here, "build", "posts ü", "-o", "out ö/my deck.apkg")
    assert (here / "out ö/my deck.ledger.jsonl").is_file()
    assert "Wrote " in run(installed, here, "init", "posts ü")
    run(installed, here, "preview", "posts ü", "-o", "out ö/my deck.apkg")
    assert "1 item" in run(installed, here, "write", "--dry-run", "posts ü", "-o", "out ö/my deck.apkg")


def test_what_it_says_of_itself(installed: Path) -> None:
    """The command, the extras, the Pythons, and one version."""
    (info,) = installed.glob("*.dist-info")
    said = Parser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
    assert said["Version"] == __version__
    assert {*EXTRAS, "all"} <= set(said.get_all("Provides-Extra", []))
    assert "Programming Language :: Python :: 3.14" in said.get_all("Classifier", [])
    assert (info / "entry_points.txt").read_text(encoding="utf-8").split() == [
        "[console_scripts]", "deckgen", "=", "deckgen.cli.__main__:run",
    ]  # fmt: skip
    assert {path.name for path in installed.iterdir()} == {"deckgen", info.name}


def test_the_source_can_be_built_and_tested(dist: Path) -> None:
    """Who packages it for a system has what the Makefile needs."""
    with tarfile.open(next(dist.glob("*.tar.gz"))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"Makefile", "constraints.txt", "LICENSE", "tests/conftest.py", "prompts/qa.yaml", ".ci/run"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/")) or name == "decks/sample.apkg"]
