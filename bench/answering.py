"""A run of 25,000 items in files: what exporting their requests and taking their answers needs.

    python -m bench answering                    both, of ITEMS items
    python -m bench.answering 2000               of so many
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.measure import Measure
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.store import open_store

ITEMS = 25_000
CORES = 2
MOST_SECONDS = 180.0
"""For taking the answers to ITEMS requests, on each of so many cores: CPU time, since the machine may be shared."""
MOST_MEGABYTES = 250.0
"""That an export holds, however long it is."""

_SUBJECTS = ("router", "kernel", "compiler", "scheduler", "cache", "parser", "allocator", "index", "queue", "codec")
_FACTS = (
    ("The default timeout of the {name} is {number} seconds.", "What is the default timeout of the {name}?", "seconds"),
    ("The {name} keeps its table in {number} buckets.", "In how many buckets does the {name} keep it?", "buckets"),
    ("The {name} takes packets of {number} bytes.", "How large a packet does the {name} take?", "bytes"),
)
_FILLER = (
    "People who run the {name} in large networks report that reading its log once a week is enough to find most "
    "faults, since every message names the part that wrote it and the request that led to it. Those who came from "
    "an older system were used to a console that showed all messages at once, and missed it for some days."
)
_PARAGRAPHS = 8


def page(number: int) -> tuple[str, list[dict[str, str]]]:
    """Return a page of about 3,000 characters, and the cards that a model writes on it."""
    name = f"{_SUBJECTS[number % len(_SUBJECTS)]} {number:05d}"
    parts, cards = [], []
    for place, (fact, question, unit) in enumerate(_FACTS):
        values = {"name": name, "number": str(1000 + number * 3 + place)}
        passage = fact.format(**values)
        parts.append(passage)
        answer = f"{values['number']} {unit}"
        cards.append({"question": question.format(**values), "answer": answer, "detail": "", "quote": passage})
    parts += [_FILLER.format(name=name)] * _PARAGRAPHS
    return "\n\n".join(parts), cards


def prepare(folder: Path, items: int) -> Path:
    """Write a deck of so many links, with their pages in its store; return its definition."""
    (folder / "posts").mkdir(parents=True)
    url = "https://x.example/{:05d}"
    lines = ["# Links", ""]
    for number in range(items):
        lines += [url.format(number), "", f"The page {number} about a thing", ""]
    (folder / "posts" / "a.md").write_text("\n".join(lines), encoding="utf-8")
    definition = folder / "deck.yaml"
    llm = 'llm: {model: m, judge: false, base_url: "http://127.0.0.1:9/v1"}'
    definition.write_text(f'deck: D\nid: "bench"\nposts: posts\n{llm}\n', encoding="utf-8")
    store, _ = open_store(folder / ".deckgen" / "store.sqlite")
    with store:
        table = Pages(store)
        table.make()
        records, contents = {}, {}
        for number in range(items):
            text, _ = page(number)
            records[url.format(number)] = PageRecord(
                status="ok", page_class="ok", kept="ok", title=f"Page {number}", text_hash=f"{number:064x}"
            )
            contents[url.format(number)] = PageContent(text, "")
        table.put(records, contents)
        table.tell_builds()
    return definition


def answer_all(requests: Path, answers: Path) -> int:
    """Answer each line of these files as a model that writes true cards; return how many there are."""
    answers.mkdir()
    count = 0
    for shard in sorted(requests.glob("*.jsonl")):
        with shard.open(encoding="utf-8") as lines, (answers / shard.name).open("w", encoding="utf-8") as out:
            for line in lines:
                row = json.loads(line)
                source = row["body"]["messages"][1]["content"]
                number = int(source.partition("The default timeout of the ")[2].split()[1])
                text = json.dumps({"cards": page(number)[1], "no_card": ""})
                usage = {"prompt_tokens": 1200, "completion_tokens": 300}
                body = {"choices": [{"finish_reason": "stop", "message": {"content": text}}], "usage": usage}
                out.write(json.dumps({"custom_id": row["custom_id"], "response": {"body": body}}) + "\n")
                count += 1
    return count


class Run(NamedTuple):
    """What a command took."""

    seconds: float
    cpu: float
    megabytes: float
    said: dict[str, int]


def run(*arguments: str | Path) -> Run:
    """Run a command of deckgen in a process of its own."""
    code = (
        "import resource, sys\nfrom deckgen.cli.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=False)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{arguments} failed: {done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stderr.split()[-1]) / 1024
    return Run(seconds, cpu, peak, json.loads(done.stdout.splitlines()[-1]))


def export_and_import(items: int) -> tuple[Run, Run]:
    """Run both commands on a deck of so many links."""
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as place:
        folder = Path(place)
        definition = prepare(folder / "blog", items)
        exported = run("write", definition, "--json", "--export", folder / "requests")
        count = answer_all(folder / "requests", folder / "answers")
        taken = run("write", definition, "--json", "--import", folder / "answers")
        if (count, taken.said["taken"]) != (items, items) or taken.said["cards"] < items:
            raise RuntimeError(f"of {items} items {count} were asked about: {taken.said}")
    return exported, taken


def measures() -> Iterator[Measure]:
    """Yield what both took, against what they may take."""
    exported, taken = export_and_import(ITEMS)
    what = f"--export of {ITEMS:,} requests"
    yield Measure("export", what, exported.megabytes, MOST_MEGABYTES, f"MB; {exported.seconds:.0f} s")
    what = f"--import of {ITEMS:,} answers"
    detail = f"s of CPU a core; {taken.seconds:.0f} s here, {taken.megabytes:.0f} MB, {taken.said['cards']:,} cards"
    yield Measure("import", what, taken.cpu / CORES, MOST_SECONDS, detail)


if __name__ == "__main__":
    for name, figures in zip(("export", "import"), export_and_import(int(sys.argv[1])), strict=True):
        print(f"{name}: {figures.seconds:.1f} s, {figures.cpu:.1f} s of CPU, {figures.megabytes:.0f} MB")
