"""Builds the decks of this folder. It ran once, on the release that README.md names, and is kept to show how.

    python -m tests.old.make

``before/`` holds posts that the first of two builds had alone, and files that were others in it. The model was the
stub of tests/llm.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

import deckgen
from deckgen.cli.__main__ import main
from tests.llm.stub import Stub, output_lines

HERE = Path(__file__).parent
RELEASE = "0.1.0"
FIRST = 1_780_000_000
SECOND = FIRST + 5 * 86_400


def run(*arguments: object, at: int) -> str:
    """Run a command at this second, and give what it printed."""
    env = {"SOURCE_DATE_EPOCH": str(at), "OPENAI_BASE_URL": None, "OPENAI_API_KEY": None}
    done = CliRunner(env=env).invoke(main, [str(each) for each in arguments], prog_name="deckgen")
    if done.exit_code:
        raise RuntimeError(f"{arguments}: {done.output} {done.exception!r}")
    return done.output


def write(definition: Path, at: int) -> None:
    """Ask the stub by way of files, as one asks a batch."""
    requests, answers = definition.parent / "requests", definition.parent / "answers.jsonl"
    run("write", definition, "--export", requests, at=at)
    rows = [json.loads(line) for shard in sorted(requests.rglob("*.jsonl")) for line in shard.read_text().splitlines()]
    answers.write_bytes(output_lines(Stub(), rows))
    run("write", definition, "--import", answers, at=at)


def make(name: str) -> None:
    """Build one deck in a copy, and take what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        shutil.copytree(HERE / name, copy, ignore=shutil.ignore_patterns("*.apkg", "*.jsonl", "before"))
        definition, package = copy / f"{name}.yaml", copy / f"{name}.apkg"
        deck: tuple[object, ...] = (definition,)
        if not definition.exists():  # posts given directly, under a namespace that is the same each time
            deck = (copy / "posts", "-o", package)
            (copy / f"{name}.ledger.jsonl").write_text('{"deckgen":1,"namespace":"01dc0008"}\n')
        before = sorted((HERE / name / "before").glob("*"))
        for file in before:
            shutil.copy(file, copy / "posts" if file.suffix == ".md" else copy)
        if (copy / "pages").is_dir():
            run("fetch", definition, "--from-html", copy / "pages", at=FIRST)
        if definition.exists() and "llm: true" in definition.read_text(encoding="utf-8"):
            write(definition, FIRST)
        print(run("build", *deck, "--verbose", at=FIRST))
        if before:
            shutil.copy(package, HERE / name / f"{name}.first.apkg")
            for file in before:
                if file.suffix == ".md":
                    (copy / "posts" / file.name).unlink()
                else:
                    shutil.copy(HERE / name / file.name, copy)
            print(run("build", *deck, "--verbose", "--allow-retire", at=SECOND))
        for file in (*copy.glob("*.jsonl"), package):
            if file.name != "answers.jsonl":
                shutil.copy(file, HERE / name)


if __name__ == "__main__":
    if deckgen.__version__ != RELEASE:
        sys.exit(f"these decks were made by deckgen {RELEASE}; a newer one cannot make them")
    os.environ["TZ"] = "UTC"
    for each in sorted(path.parent.name for path in HERE.glob("*/posts")):
        if not (HERE / each / f"{each}.apkg").exists():  # what was shipped is never made again
            make(each)
