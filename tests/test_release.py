"""What a release rests on: workflows that can be read, formats that are as they are told, one version everywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from deckgen import __version__
from deckgen.files import cards, learner, ledger_text, stamp, store

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def workflow(name: str) -> dict[str, Any]:
    text = (ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # another one takes the key `on` for a switch
    return found


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_little_and_ends(path: Path) -> None:
    """It reads, it has a limit of time, and each step does something; what it needs exists."""
    found = workflow(path.stem)
    assert found["permissions"] == {"contents": "read"}
    for name, job in found["jobs"].items():
        assert int(job["timeout-minutes"]) <= 90, name
        assert {*([job["needs"]] if "needs" in job else [])} <= found["jobs"].keys()
        assert all(("uses" in step) != ("run" in step) for step in job["steps"]), name


def test_every_python_that_is_promised_is_tried() -> None:
    """Classifiers, the tests of each push and those of a release name the same."""
    named = [line.rpartition(" ")[2] for line in project()["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert named == PYTHONS
    assert project()["requires-python"] == f">={PYTHONS[0]}"
    assert workflow("ci")["jobs"]["everything"]["strategy"]["matrix"]["python"] == PYTHONS
    matrix = workflow("release")["jobs"]["install"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}


def test_a_tag_builds_tests_installs_and_only_then_publishes() -> None:
    """By trusted publishing: the one job that publishes may ask for an identity, and no job has a secret."""
    found = workflow("release")
    assert found["on"] == {"push": {"tags": ["v*"]}}
    jobs = found["jobs"]
    assert [jobs["install"]["needs"], jobs["publish"]["needs"]] == ["build", "install"]
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "build": None, "install": None, "publish": {"id-token": "write"},
    }  # fmt: skip
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    steps = [step.get("run", step.get("uses", "")) for step in jobs["build"]["steps"]]
    words = ("version.py", ".ci/run", "hatchling build", "upload")
    order = [steps.index(step) for word in words for step in steps if word in step]
    assert order == sorted(order)
    assert len(order) == 4
    assert jobs["publish"]["steps"][-1]["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert jobs["publish"]["environment"]["url"].endswith(f"/{project()['name']}")
    assert "${{ github" not in "".join(steps), "a name of a tag is no part of a script"


def released(folder: Path, tag: str, version: str, heading: str) -> subprocess.CompletedProcess[str]:
    """Check a tag in a copy of the files that name the version."""
    for name in (".ci/version.py", "pyproject.toml", "deckgen/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    init = folder / "deckgen/__init__.py"
    init.write_text(init.read_text(encoding="utf-8").replace(__version__, version), encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(f"# Changes\n\n## {heading}\n", encoding="utf-8")
    command = [sys.executable, ".ci/version.py", tag]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "version", "heading", "said"),
    [
        (f"v{__version__}", __version__, f"{__version__} (2026-12-01)", ""),
        ("v9.9.9", __version__, f"{__version__} (2026-12-01)", "the tag is v9.9.9; pyproject.toml says"),
        (f"v{__version__}", "9.9.9", f"{__version__} (2026-12-01)", "deckgen/__init__.py says 9.9.9"),
        (f"v{__version__}", __version__, "9.9.9 (2026-12-01)", "CHANGELOG.md says 9.9.9"),
        (f"v{__version__}", __version__, f"{__version__} (not released yet)", "it is not released yet"),
    ],
)
def test_a_tag_names_what_is_built(tmp_path: Path, tag: str, version: str, heading: str, said: str) -> None:
    """A release under another number than its files say does not happen."""
    done = released(tmp_path, tag, version, heading)
    assert (done.returncode, said in done.stderr) == (int(bool(said)), True)


def test_the_formats_are_those_of_the_program() -> None:
    """docs/formats.md tells the number that each file bears."""
    text = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    told = {row[0].strip(" `"): row[1].strip() for row in re.findall(r"^\| (.+?) \| (.+?) \|", text, re.M)}
    assert told["NAME.ledger.jsonl"] == str(ledger_text.FORMAT)
    assert told["NAME.cards.jsonl"] == str(cards.FORMAT)
    assert told["NAME.learner.jsonl"] == str(learner.FORMAT)
    assert told[".deckgen/store.sqlite"] == str(store.FORMAT)
    assert told["the stamp in the store"] == str(stamp.FORMAT)


def test_the_lowest_versions_can_be_asked_for() -> None:
    """One line for each library that pyproject.toml names, with no word of ours among them."""
    done = subprocess.run([sys.executable, ROOT / ".ci/lowest.py"], capture_output=True, encoding="utf-8", check=True)
    lowest = dict(line.split("==") for line in done.stdout.splitlines())
    extras = project()["optional-dependencies"]
    wanted = [*project()["dependencies"], *(line for lines in extras.values() for line in lines)]
    names = {re.split(r"[\[><=;]", line)[0].strip() for line in wanted}
    assert lowest.keys() - {"hatchling"} == names - {project()["name"], "hatchling"}
