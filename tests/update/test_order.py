"""What an update runs, in which order, and what a failed stage keeps from running."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.build.updating import Done, Outcome, run_stages
from deckgen.cli.__main__ import main
from deckgen.definition import Stage
from deckgen.files.errors import LockError

NOBODY = "http://127.0.0.1:9"
"""Where no Anki listens."""


def ran(wanted: str, *, failing: str = "", fault: BaseException | None = None) -> dict[str, str]:
    """Run stages by their names; one of them raises."""

    def do(stage: Stage) -> Done:
        if stage == failing:
            raise fault or LockError("x", 0, "process 1 is at it")
        return Done(words="well")

    return {each.stage.value: each.outcome.value for each in run_stages([Stage(name) for name in wanted.split()], do)}


def test_the_order_is_ours() -> None:
    """However the definition lists them, and each once."""
    assert list(ran("push build write fetch pull pull")) == ["pull", "fetch", "write", "build", "push"]


@pytest.mark.parametrize(
    ("failing", "left"),
    [("pull", "build push"), ("fetch", ""), ("write", ""), ("build", "push"), ("push", "")],
)
def test_what_needs_a_failed_stage_does_not_run(failing: str, left: str) -> None:
    """All others do."""
    expected = {stage.value: "done" for stage in Stage} | {failing: "failed"} | dict.fromkeys(left.split(), "not run")
    assert ran("pull fetch write build push", failing=failing) == expected


def test_a_stage_that_is_not_wanted_keeps_nothing() -> None:
    """A push alone needs no build."""
    assert ran("fetch push") == {"fetch": "done", "push": "done"}


@pytest.mark.parametrize("stage", list(Stage))
def test_ctrl_c_ends_all_that_follows(stage: Stage) -> None:
    """What was done before is told as done."""
    stages = [each.value for each in Stage]
    place = stages.index(stage.value)
    found = ran(" ".join(stages), failing=stage.value, fault=KeyboardInterrupt())
    assert list(found.values()) == ["done"] * place + ["stopped"] + ["not run"] * (len(stages) - place - 1)


def test_a_full_disk_is_a_failed_stage() -> None:
    """It is told with its path."""

    def full(_stage: Stage) -> Done:
        raise OSError(28, "No space left on device", "a.apkg")

    (each,) = run_stages([Stage.BUILD], full)
    assert (each.outcome, each.words) == (Outcome.FAILED, "a.apkg: No space left on device")
    assert each.problems[0].path == "a.apkg"


# --- the command ------------------------------------------------------------------------------------------------


class Deck:
    """A post with a question, and its definition."""

    def __init__(self, folder: Path, name: str = "d") -> None:
        self.folder, self.path = folder, folder / "decks" / f"{name}.yaml"
        self.posts = folder / name
        self.posts.mkdir(parents=True)
        self.path.parent.mkdir(exist_ok=True)
        self.ledger, self.package = self.path.with_name(f"{name}.ledger.jsonl"), self.path.with_name(f"{name}.apkg")
        (self.posts / "a.md").write_text("# T\n\nQ: What is a heap?\nA: A tree.\n", encoding="utf-8")
        self.define("build")

    def define(self, stages: str, **more: Any) -> None:
        name = self.path.stem
        values = {"deck": name, "id": name, "posts": f"../{name}", "update": stages.split(), **more}
        self.path.write_text(json.dumps(values), encoding="utf-8")


def update(*arguments: object) -> tuple[int, list[dict[str, Any]], str]:
    """Update; give the exit code, the summaries and stderr."""
    done = CliRunner().invoke(main, ["update", *map(str, arguments), "--json"], env={"ANKICONNECT_URL": NOBODY})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def outcomes(summary: dict[str, Any]) -> dict[str, str]:
    return {each["stage"]: each["outcome"] for each in summary["stages"]}


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return Deck(tmp_path)


def test_by_default_it_builds(deck: Deck) -> None:
    """One object a deck, with what a build says of itself in it."""
    code, (summary,), err = update(deck.path)
    assert (code, outcomes(summary), err) == (0, {"build": "done"}, "")
    assert summary["stages"][0]["result"]["new"] == 1
    assert deck.package.exists()


def test_the_summary_for_people(deck: Deck) -> None:
    """A line a stage, and why one did not run."""
    update(deck.path)
    deck.define("pull build push")
    done = CliRunner().invoke(main, ["update", str(deck.path)], env={"ANKICONNECT_URL": NOBODY})
    assert done.exit_code == 1
    first, pull, build, push = done.stdout.splitlines()
    assert (first, pull[:16], push) == (
        "d", "  pull   failed:", "  push   not run: pull did not go well: what you did in Anki is not known"
    )  # fmt: skip
    assert build == (
        "  build  not run: pull did not go well: a package without what you did in Anki would write over it"
    )
    assert "AnkiConnect" in done.stderr


def test_a_first_update_has_nothing_to_pull(deck: Deck) -> None:
    """Else no deck that is to be pulled would ever be built; that no Anki runs, the push says."""
    deck.define("pull build push")
    code, (summary,), err = update(deck.path)
    assert (code, outcomes(summary)) == (1, {"pull": "done", "build": "done", "push": "failed"})
    assert json.loads(err)["message"] == summary["stages"][-1]["message"]


def test_a_deck_that_fails_stops_no_other(tmp_path: Path) -> None:
    """Its push is left, and the other deck is built; the exit code says that something is wrong."""
    bad, good = Deck(tmp_path, "a"), Deck(tmp_path, "b")
    bad.define("build push")
    bad.ledger.write_text("no ledger\n", encoding="utf-8")
    code, (first, second), err = update(bad.path, good.path)
    assert (code, outcomes(first), outcomes(second)) == (
        1, {"build": "failed", "push": "not run"}, {"build": "done"}
    )  # fmt: skip
    assert json.loads(err)["path"] == str(bad.ledger)


def test_a_broken_post_is_an_error_that_stops_nothing(deck: Deck) -> None:
    """As in a build."""
    (deck.posts / "b.md").write_text("<<<<<<< a\n# B\n=======\n# C\n>>>>>>> b\n", encoding="utf-8")
    code, (summary,), _ = update(deck.path)
    assert (code, outcomes(summary)) == (1, {"build": "done"})
    assert summary["stages"][0]["result"]["problems"]


def test_an_unreadable_definition_stops_all(deck: Deck) -> None:
    """Before anything is begun, with file and line."""
    other = Deck(deck.folder, "z")
    deck.path.write_text("deck: D\nposts: a\nupdate: [publish]\n", encoding="utf-8")
    code, summaries, err = update(other.path, deck.path)
    assert (code, summaries, json.loads(err)["line"]) == (1, [], 3)
    assert not other.package.exists()


def test_posts_say_not_what_to_run(deck: Deck) -> None:
    """Wrong usage, as is a key that is none where a model is to be asked."""
    assert update(deck.posts)[0] == 2
    deck.define("build write")
    done = CliRunner().invoke(main, ["update", str(deck.path)], env={"OPENAI_API_KEY": "no key"})
    assert (done.exit_code, deck.package.exists()) == (2, False)


def test_an_update_right_behind_a_build_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ask for the same: what the one has left for the next is known to the other."""
    (tmp_path / "a.md").write_text("# Pots\n\nQ: What boils?\nA: Water.\n", encoding="utf-8")
    deck = tmp_path / "deck.yaml"
    deck.write_text('deck: Pots\nposts: "a.md"\nupdate: [build]\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["build", str(deck)]).exit_code == 0
    monkeypatch.setattr("deckgen.cli.build._build", lambda *_args, **_flags: pytest.fail("built anew"))
    assert CliRunner().invoke(main, ["update", str(deck)]).exit_code == 0
