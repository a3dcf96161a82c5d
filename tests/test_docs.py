"""What the documents say is so: help texts, commands, options, links, examples, the tour of the READMEs.

`python -m tests.test_docs` writes the help texts into docs/cli.md.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bench.__main__ import chosen_goals
from deckgen.cli.__main__ import main
from deckgen.definition import load_definition

ROOT = Path(__file__).parents[1]
CLI = ROOT / "docs" / "cli.md"
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
DOCUMENTS = [
    *READMES,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
WIDTH = 100

TOURS = {
    "README.md": (
        ("The gradients of the last steps.", "All gradients so far, older ones less and less."),
        ("# Optimizers", "# How optimizers step"),
    ),
    "README.zh.md": (
        ("最近几步的梯度。", "到目前为止的所有梯度，越早的权重越小。"),
        ("# 优化器", "# 优化器怎么走"),
    ),
}
"""What each tour tells to edit, beside moving the last paragraph to the top and renaming the file."""

_HELP = re.compile(r"^## (deckgen[a-z ]*)\n\n```text\n(.*?)```$", re.MULTILINE | re.DOTALL)
_CODE_PATH = re.compile(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_COMMENT = re.compile(r"<!-- .*? -->")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_MEASURE = re.compile(r"python -m (bench(?:\.\w+)?)((?: [A-Z]\w*(?=[ ,`]))*)")


def read(document: Path) -> str:
    """Give a document as its readers see it."""
    return _COMMENT.sub("", document.read_text(encoding="utf-8"))


def outside_blocks(document: Path) -> str:
    return _BLOCK.sub("", read(document))


def blocks(document: Path, kind: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(read(document)) if name == kind]


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


COMMANDS = {
    " ".join(path): command
    for path in commands()
    if len(path) == 1 and (command := main.get_command(click.Context(main), path[0])) is not None
}


def help_text(path: tuple[str, ...]) -> str:
    """What a command says with --help in a terminal of a fixed width."""
    return CliRunner().invoke(main, [*path, "--help"], prog_name="deckgen", terminal_width=WIDTH).stdout


def full_name(path: tuple[str, ...]) -> str:
    return " ".join(("deckgen", *path))


def with_help(text: str) -> str:
    """Give docs/cli.md with the help texts of today."""
    known = {full_name(path): help_text(path) for path in commands()}
    return _HELP.sub(lambda found: f"## {found[1]}\n\n```text\n{known.get(found[1], '')}```", text)


def typed(document: Path) -> list[list[str]]:
    """Give the calls of deckgen that stand in a document to be typed, without their comments."""
    lines = "\n".join(blocks(document, "sh")).splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("deckgen ")]


def mentioned(document: Path) -> list[list[str]]:
    """Give what stands within the sentences of a document and begins with a command, with or without deckgen."""
    codes = _CODE.findall(outside_blocks(document))
    calls = [code.removeprefix("deckgen ").split() for code in codes]
    return [
        words
        for code, words in zip(codes, calls, strict=True)
        if words and (code.startswith("deckgen ") or words[0] in COMMANDS) and words[0] != "COMMAND"
    ]


def examples(command: click.Command) -> list[list[str]]:
    """Give the calls that stand below a command's help."""
    return [shlex.split(call) for call in re.findall(r"^  deckgen (.+)$", command.epilog or "", re.M)]


def parse(words: list[str], *, values: bool) -> None:
    """Let the command line read a call; ``values``: also what is given to its options, unless it names a file."""
    assert words[0] in COMMANDS or words[0] == "--help", words
    if words[0] == "--help":
        return
    command = COMMANDS[words[0]]
    context = click.Context(command)
    given, _, _ = command.make_parser(context).parse_args(words[1:])
    for param in command.params if values else ():
        if param.name in given and not isinstance(param.type, click.Path):
            param.type_cast_value(context, given[param.name])


def test_each_command_has_its_help_in_the_reference() -> None:
    """Every command, no other, and in its own words; mend it with `make docs`."""
    text = CLI.read_text(encoding="utf-8")
    assert {name for name, _ in _HELP.findall(text)} == {full_name(path) for path in commands()}
    assert text == with_help(text)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_and_its_options_do(name: str) -> None:
    """No option without a word of help, and the examples can be typed."""
    command = COMMANDS[name]
    assert command.help
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [param.name for param in options if not param.help] == []
    assert examples(command)
    for words in examples(command):
        parse(words, values=True)
    narrow = CliRunner().invoke(main, [*name.split(), "--help"], prog_name="deckgen", terminal_width=40).stdout
    assert all(f"  {line}\n" in narrow for line in (command.epilog or "").splitlines()[1:]), "a call is broken"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_to_be_typed_can_be_typed(document: Path) -> None:
    """The command line takes each call in a block of shell, options and values."""
    for words in typed(document):
        parse(words, values=True)


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.name != "CHANGELOG.md"], ids=lambda path: path.name
)
def test_commands_and_options_that_are_mentioned_exist(document: Path) -> None:
    """Also within a sentence."""
    for words in mentioned(document):
        try:
            parse(words, values=False)
        except click.BadOptionUsage:  # named without its value
            continue
    known = {name for command in COMMANDS.values() for param in command.params for name in param.opts}
    options = {code.split()[0] for code in _CODE.findall(outside_blocks(document)) if code.startswith("--")}
    if document in READMES:
        assert options <= known


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_each_command_is_in_the_readme(readme: Path) -> None:
    """A reader of a README meets each command, as it is typed."""
    text = read(readme)
    assert [name for name in COMMANDS if not re.search(rf"deckgen {name}\b", text)] == []


def test_both_readmes_tell_the_same() -> None:
    """The same calls in the same order, the same commands and pages, as many sections, questions and rows."""
    english, chinese = READMES
    assert typed(english) == typed(chinese)
    assert {tuple(words) for words in mentioned(english)} == {tuple(words) for words in mentioned(chinese)}
    own = {"README.md", "README.zh.md", "docs/images/tour.png", "docs/images/tour.zh.png"}
    assert set(_LINK.findall(read(english))) - own == set(_LINK.findall(read(chinese))) - own
    for mark in ("## ", "**", "| ", "- "):
        counts = [sum(line.startswith(mark) for line in read(readme).splitlines()) for readme in READMES]
        assert counts[0] == counts[1], mark


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readme_leads_to_each_page(readme: Path) -> None:
    """The documents by task; none that nobody finds."""
    assert [name for name in PAGES if f"docs/{name}" not in _LINK.findall(read(readme))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_local_links_lead_somewhere(document: Path) -> None:
    """No link to a file that is not there, no anchor without its heading."""
    for link in _LINK.findall(outside_blocks(document)):
        if link.startswith(("http:", "https:")):
            continue
        place, _, anchor = link.partition("#")
        target = document.parent / place if place else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {
                re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
            }, link


def test_the_definition_in_the_documents_loads(tmp_path: Path) -> None:
    """What is there to be copied can be copied."""
    path = tmp_path / "readme.yaml"
    path.write_text(blocks(ROOT / "docs" / "definition.md", "yaml")[0], encoding="utf-8")
    assert load_definition(path).deck == "深度学习"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readme_begins_with_what_to_type(readme: Path) -> None:
    """Build first, then test, before any other words."""
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert [line.split("#")[0].strip() for line in lines[3:5]] == ["make deck", "make test"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_tour_loses_nothing(readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The post of the tour, built and edited as it tells: one note has new words, three have moved, none is another."""
    monkeypatch.chdir(tmp_path)
    posts = tmp_path / "blog" / "_posts"
    posts.mkdir(parents=True)
    first, second = posts / "2026-11-01-optimizers.md", posts / "2026-11-20-steps.md"
    text, told = blocks(readme, "markdown")[0], read(readme).replace("\n", " ")
    assert first.relative_to(tmp_path).as_posix() in told
    first.write_text(text, encoding="utf-8")
    assert counts_of_build("blog/_posts", "-o", "my.apkg", at=1_793_520_000) == {"notes": 3, "new": 3}
    for before, after in TOURS[readme.name]:
        assert before in text
        assert after.removeprefix("# ") in told
        text = text.replace(before, after)
    heading, *paragraphs, gaps = text.strip().split("\n\n")
    second.write_text("\n\n".join((heading, gaps, *paragraphs)) + "\n", encoding="utf-8")
    first.unlink()
    edited = counts_of_build("blog/_posts", "-o", "my.apkg", at=1_795_161_600)
    assert edited == {"notes": 3, "updated": 1, "unchanged": 2, "moved": 3}
    assert CliRunner().invoke(main, ["init", "blog/_posts"]).exit_code == 0
    assert counts_of_build(at=1_795_248_000).keys() & {"new", "updated", "retired"} == set()


def counts_of_build(*words: str, at: int) -> dict[str, int]:
    """Build at a second of 2026; give the counts that are not 0."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(at)}
    result = CliRunner().invoke(main, ["build", *words, "--json"], env=environment, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return {name: count for name, count in json.loads(result.stdout).items() if isinstance(count, int) and count}


@pytest.mark.parametrize("target", ["deck", "test", "bench", "docs"])
def test_targets_are_in_the_makefile(target: str) -> None:
    """What the documents tell to type exists."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_and_folders_are_there(document: Path) -> None:
    """A path in a document names something of the project: from its top, or from deckgen/."""
    for name in _CODE_PATH.findall(outside_blocks(document)):
        places = [ROOT / name, ROOT / "deckgen" / name, *sorted((ROOT / "deckgen").glob(f"*/**/{name}"))]
        assert any(place.exists() for place in places), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_measurements_can_be_run(document: Path) -> None:
    """A figure's command names a module of bench/ and goals that it knows."""
    for module, goals in _MEASURE.findall(document.read_text(encoding="utf-8")):
        assert importlib.util.find_spec(module) is not None, module
        if module == "bench":
            chosen_goals(goals.split())


if __name__ == "__main__":
    CLI.write_text(with_help(CLI.read_text(encoding="utf-8")), encoding="utf-8")
