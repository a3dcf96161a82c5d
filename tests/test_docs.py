"""What the documents say is so: help texts, commands, links, examples.

`python -m tests.test_docs` writes the help texts into docs/cli.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main
from deckgen.definition import load_definition

ROOT = Path(__file__).parents[1]
CLI = ROOT / "docs" / "cli.md"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
WIDTH = 100

_HELP = re.compile(r"^## (deckgen[a-z ]*)\n\n```text\n(.*?)```$", re.MULTILINE | re.DOTALL)
_CODE_PATH = re.compile(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give each command with the groups above it."""
    context = click.Context(group)
    yield path
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def help_text(path: tuple[str, ...]) -> str:
    """What a command says with --help in a terminal of a fixed width."""
    return CliRunner().invoke(main, [*path, "--help"], prog_name="deckgen", terminal_width=WIDTH).stdout


def full_name(path: tuple[str, ...]) -> str:
    return " ".join(("deckgen", *path))


def with_help(text: str) -> str:
    """Give docs/cli.md with the help texts of today."""
    known = {full_name(path): help_text(path) for path in commands()}
    return _HELP.sub(lambda found: f"## {found[1]}\n\n```text\n{known.get(found[1], '')}```", text)


def test_each_command_has_its_help_in_the_reference() -> None:
    """Every command, no other, and in its own words; mend it with `make docs`."""
    text = CLI.read_text(encoding="utf-8")
    assert {name for name, _ in _HELP.findall(text)} == {full_name(path) for path in commands()}
    assert text == with_help(text)


@pytest.mark.parametrize(
    "name", [name for name in main.list_commands(click.Context(main)) if name != "ledger"]
)
def test_each_command_is_in_the_readme(name: str) -> None:
    """A reader of the README meets each command once."""
    assert f"deckgen {name} " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_local_links_lead_somewhere(document: Path) -> None:
    """No link to a file that is not there, no anchor without its heading."""
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in _LINK.findall(text):
        if link.startswith(("http:", "https:")):
            continue
        place, _, anchor = link.partition("#")
        target = document.parent / place if place else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}, (
                link
            )


def test_the_definition_in_the_readme_loads(tmp_path: Path) -> None:
    """What is there to be copied can be copied."""
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    path = tmp_path / "readme.yaml"
    path.write_text(found[1], encoding="utf-8")
    assert load_definition(path).deck == "深度学习"


def test_the_readme_begins_with_what_to_type() -> None:
    """Build first, then test, before any other words."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line.split("#")[0].strip() for line in lines[3:5]] == ["make deck", "make test"]


@pytest.mark.parametrize("target", ["deck", "test", "bench", "docs"])
def test_targets_are_in_the_makefile(target: str) -> None:
    """What the documents tell to type exists."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


if __name__ == "__main__":
    CLI.write_text(with_help(CLI.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_and_folders_are_there(document: Path) -> None:
    """A path in a document names something of the project: from its top, or from deckgen/."""
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for name in _CODE_PATH.findall(text):
        places = [ROOT / name, ROOT / "deckgen" / name, *sorted((ROOT / "deckgen").glob(f"*/{name}"))]
        assert any(place.exists() for place in places), name
