"""Replays the history of a blog through one ledger, and counts every promise that a build broke.

    python -m bench.replay --bundle posts.bundle --every 50
    python -m bench.replay --bundle posts.bundle --every 50 --skip 10      # other states of the same history
    python -m bench.replay --repo path/to/blog --posts _posts --every 20

Each state is a commit; its time is the build second. What is counted is read from the ledgers and items alone, so
that the replay does not trust the code that it checks.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from deckgen.build.begin.given import definition_for_posts
from deckgen.build.pipeline import Options, apply_plan, plan_build
from deckgen.definition import CardSwitches, Definition, ReadingCards
from deckgen.files.ledger import read_ledger
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.files.store import Store, open_store
from deckgen.model import NoteType

CONTEXT = frozenset({"Source", "Topic", "Context", "Kind", "More", "Made", "Lang"})


class Commit(msgspec.Struct, frozen=True):
    """One state of the blog."""

    name: str
    second: int


class Faults(msgspec.Struct):
    """Broken promises of one step, each with the words to look it up by."""

    links_lost: list[str] = []  # a link of both states has another GUID
    cards_lost: list[str] = []  # the same question of both states has another GUID
    hijacked: list[str] = []  # a GUID asks about another subject
    restamped: list[str] = []  # mod moved though no content changed
    unstamped: list[str] = []  # content changed though mod did not move
    duplicates: list[str] = []  # two notes of one GUID, or one question twice
    came_back: list[str] = []  # a link is back under another GUID


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one build did."""

    commit: str
    notes: int
    new: int
    updated: int
    moved: int
    retired: int
    renamed: tuple[tuple[str, str], ...]  # subjects of one GUID before and after, where they differ
    faults: Faults


def commits(repo: Path, every: int, skip: int = 0) -> list[Commit]:
    """Give every n-th commit of the first-parent history, oldest first, after ``skip`` of them."""
    log = _git(repo, "log", "--first-parent", "--reverse", "--format=%H %ct", "HEAD").splitlines()
    chosen = [line.split() for line in log[skip::every]]
    return [Commit(name, int(second)) for name, second in chosen]


def _git(repo: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(repo), *words], check=True, capture_output=True, encoding="utf-8").stdout


@contextlib.contextmanager
def build_time(second: int) -> Iterator[None]:
    """Build as if at this second."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(second)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def replay(repo: Path, posts: str, output: Path, states: Sequence[Commit]) -> Iterator[Step]:
    """Build each state with the ledger of the one before, and compare the two."""
    definition = definition_for_posts([repo / posts], name="replay", output=output)
    every_link = CardSwitches(reading=ReadingCards.ALL)
    definition = msgspec.structs.replace(definition, cards=every_link)
    before: Ledger | None = None
    guids: dict[str, str] = {}
    store, _ = open_store(definition.store_path)
    with store:
        for state in states:
            _git(repo, "checkout", "-q", "-f", state.name)
            if not (repo / posts).is_dir():
                continue
            step, before = _one(definition, store, state, before, guids)
            yield step


def _one(
    definition: Definition, store: Store, state: Commit, before: Ledger | None, guids: dict[str, str]
) -> tuple[Step, Ledger]:
    with build_time(state.second):
        options = Options(allow_retire=True)
        plan = plan_build(definition, options, store)
        report = apply_plan(plan, options)
    # A first build without a note writes no file.
    after = read_ledger(definition.ledger_path) if definition.ledger_path.exists() else plan.identified.ledger
    faults = compare(before, after, guids)
    step = Step(
        commit=state.name[:10],
        notes=report.notes,
        new=report.new,
        updated=report.updated,
        moved=report.moved,
        retired=report.retired,
        renamed=tuple(_renamed(before, after)),
        faults=faults,
    )
    return step, after


def _renamed(before: Ledger | None, after: Ledger) -> Iterator[tuple[str, str]]:
    old = {} if before is None else {record.guid: record for record in before.notes.values() if record.mod}
    for record in after.notes.values():
        known = old.get(record.guid)
        if known is not None and record.type is not NoteType.READING and known.subject != record.subject:
            yield known.subject, record.subject


def compare(before: Ledger | None, after: Ledger, guids: dict[str, str]) -> Faults:
    """Count what a step broke; ``guids`` remembers the GUID of every link that ever shipped."""
    faults = Faults()
    live = [record for record in after.notes.values() if record.state is State.LIVE]
    faults.duplicates += [guid for guid, count in Counter(record.guid for record in live).items() if count > 1]
    asked = Counter((record.fields.get("Question", ""), record.fields.get("Answer", "")) for record in live)
    faults.duplicates += [words[0] for words, count in asked.items() if words[0] and count > 1]
    for record in live:
        if record.type is NoteType.READING and guids.setdefault(record.key, record.guid) != record.guid:
            faults.came_back.append(record.key)
    if before is not None:
        _compare_links(before, after, faults)
        _compare_cards(before, after, faults)
        _compare_stamps(before, after, faults)
    return faults


def _compare_links(before: Ledger, after: Ledger, faults: Faults) -> None:
    for key, record in before.notes.items():
        if record.type is NoteType.READING:
            now = after.notes.get(key)
            if now is None or now.guid != record.guid:
                faults.links_lost.append(key)


def _compare_cards(before: Ledger, after: Ledger, faults: Faults) -> None:
    """A question that both states ask must have its GUID; a GUID must not ask about something else."""
    old = [record for record in before.notes.values() if record.state is State.LIVE and _question(record)]
    new = [record for record in after.notes.values() if record.state is State.LIVE and _question(record)]
    by_question: dict[str, set[str]] = {}
    for record in new:
        by_question.setdefault(_question(record), set()).add(record.guid)
    for record in old:
        now = by_question.get(_question(record))
        if now is not None and record.guid not in now:
            faults.cards_lost.append(_question(record))
    names = {record.guid: record for record in old}
    for record in new:
        known = names.get(record.guid)
        if known is not None and _is_another(known, record):
            faults.hijacked.append(f"{_shown(known)} -> {_shown(record)}")


def _is_another(before: NoteRecord, after: NoteRecord) -> bool:
    """Return whether a note asks something else: by another form, other words on both sides, or of another heading.

    A block id that the author wrote is the author's word for it; an edited note says a person's words.
    """
    if before.key.rpartition(":")[0] != after.key.rpartition(":")[0]:
        return True
    if (after.block and after.block == before.block) or before.type is NoteType.CLOZE:
        return False
    if _are_alike(before.fields.get("Answer", ""), after.fields.get("Answer", "")):
        return False
    return not _are_alike(_question(before), _question(after)) or not _are_alike(*map(_heading, (before, after)))


def _are_alike(before: str, after: str) -> bool:
    """Return whether two fields share half of the words of the shorter one."""
    one, two = (set(re.findall(r"[a-z0-9]+|[^\W_]", re.sub(r"<[^>]*>", " ", text).lower())) for text in (before, after))
    return len(one & two) * 2 >= min(len(one), len(two))


def _heading(record: NoteRecord) -> str:
    """Return the heading above a question; the last one may be the question itself."""
    *above, last = record.place
    return (above or [""])[-1] if _are_alike(last, _question(record)) else last


def _shown(record: NoteRecord) -> str:
    return f"{_question(record)} | {record.fields.get('Answer', '')}"


def _question(record: NoteRecord) -> str:
    return record.fields.get("Question") or record.fields.get("Text", "")


def _compare_stamps(before: Ledger, after: Ledger, faults: Faults) -> None:
    for key, record in after.notes.items():
        known = before.notes.get(key)
        if known is None or not known.mod:
            continue
        changed = _content(known) != _content(record)
        retired = (known.state is State.RETIRED) != (record.state is State.RETIRED)
        if record.mod != known.mod and not changed and not retired:
            faults.restamped.append(key)
        if record.mod <= known.mod and (changed or retired):
            faults.unstamped.append(key)


def _content(record: NoteRecord) -> dict[str, str]:
    context = CONTEXT - {"Topic"} if record.type is NoteType.TOPIC else CONTEXT
    return {name: text for name, text in record.fields.items() if name not in context}


def main() -> None:
    """Replay and print a table; exit 1 if any promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, help="a git bundle of the blog")
    parser.add_argument("--repo", type=Path, help="or a clone of it, which is checked out to and fro")
    parser.add_argument("--posts", default="_posts")
    parser.add_argument("--every", type=int, default=50)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        repo = asked.repo or Path(folder) / "blog"
        if asked.repo is None:
            subprocess.run(["git", "clone", "-q", str(asked.bundle), str(repo)], check=True)
        states = commits(repo, asked.every, asked.skip)
        total: Counter[str] = Counter()
        for step in replay(repo, asked.posts, Path(folder) / "replay.apkg", states):
            counts = {name: len(found) for name, found in msgspec.structs.asdict(step.faults).items()}
            total.update(counts)
            if asked.json:
                print(json.dumps(msgspec.to_builtins(step), ensure_ascii=False))
            else:
                broken = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
                print(
                    f"{step.commit} {step.notes:6} notes {step.new:5} new {step.updated:4} updated "
                    f"{step.moved:5} moved {step.retired:4} retired {len(step.renamed):3} renamed  {broken or 'kept'}",
                    flush=True,
                )
        print(json.dumps(dict(total)))
    raise SystemExit(1 if sum(total.values()) else 0)


if __name__ == "__main__":
    main()
