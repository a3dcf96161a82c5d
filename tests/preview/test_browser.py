"""The page in a real browser: what its keys and filters do, how quick it is, and that cards run nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.records import NoteRecord, State
from deckgen.identity.notes import Change
from deckgen.model import Note, NoteType, Problem, Severity
from deckgen.preview.page import Deck, preview_page
from tests.browser import MISSING, chromium, dump, result_of, shoot
from tests.specimens import SPECIMENS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason=MISSING)]

DRIVER = """
const log = {};
const byId_ = (id) => document.getElementById(id);
const press = (key, target = document.body) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const frame = (id) => byId_(id).contentDocument;
const look = () => ({
  place: byId_("place").textContent,
  title: (document.querySelector("[aria-selected=true]") || {}).innerText,
  front: !byId_("front").parentElement.hidden,
  back: !byId_("back").parentElement.hidden,
  ground: getComputedStyle(frame("front").body).backgroundColor,
  width: byId_("front").clientWidth,
  rows: document.querySelectorAll("[role=option]").length,
  focus: document.activeElement.id,
});
const pick = (id, value) => { byId_(id).value = value; byId_(id).dispatchEvent(new Event("change")); };
const wait = (time) => new Promise((done) => setTimeout(done, time));
addEventListener("load", async () => {
  await wait(50);
  log.ready = performance.now();
  log.start = look();
  STEPS
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(log);
  document.body.append(result);
});
"""


def drive(page: str, steps: str, folder: Path, *, width: int = 1300) -> dict[str, Any]:
    """Open a page with a script of the test's own, which its policy is made to allow; give what it saw."""
    script = DRIVER.replace("STEPS", steps)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    file = folder / "page.html"
    file.write_text(allowed.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    found: dict[str, Any] = json.loads(html.unescape(result_of(dump(file, width=width))))
    return found


def make_deck(*notes: Note, problems: tuple[Problem, ...] = ()) -> str:
    changes = [
        Change(
            before=None,
            after=NoteRecord(
                key=note.guid, guid=note.guid, type=note.note_type, state=State.LIVE, mod=note.mod, fields=note.fields
            ),
        )
        for note in notes
    ]
    return preview_page(Deck(name="Deck", changes=changes, counts=[("notes", len(notes))], problems=problems))


def test_keys(tmp_path: Path) -> None:
    steps = """
      press("j"); log.next = look(); press("ArrowUp"); log.previous = look(); press("End"); log.end = look();
      press("Home"); press(" "); log.turned_once = look(); press(" "); log.turned = look();
      press("b"); log.both = look();
      press("d"); log.dark = look(); press("p"); log.phone = look(); press("/"); log.search = look();
      press("j", document.activeElement); log.typed = look();
      press("Escape", document.activeElement); log.escaped = look();
      frame("front").body.dispatchEvent(new Event("focus")); press("j", frame("front").body); log.inside = look();
    """
    log = drive(make_deck(*SPECIMENS.values()), steps, tmp_path)
    count = int(log["start"]["place"].partition(" / ")[2])
    assert log["start"]["place"] == log["previous"]["place"] == f"1 / {count}"
    assert log["next"]["place"] == f"2 / {count}"
    assert log["end"]["place"] == f"{count} / {count}"
    sides = {name: (log[name]["front"], log[name]["back"]) for name in ("start", "turned_once", "turned", "both")}
    assert sides == {"start": (True, True), "turned_once": (True, False), "turned": (False, True), "both": (True, True)}
    assert log["start"]["ground"] == "rgb(252, 251, 248)"
    assert log["dark"]["ground"] == "rgb(28, 31, 35)"
    assert log["start"]["width"] > 480
    assert log["phone"]["width"] == 360
    assert log["search"]["focus"] == "text"
    assert log["typed"]["place"] == log["search"]["place"]
    assert log["escaped"]["focus"] == "list"
    assert log["inside"]["place"] == f"2 / {count}"


def test_it_opens_on_the_first_card_that_can_be_shown(tmp_path: Path) -> None:
    held = Change(
        before=None,
        after=NoteRecord(key="a", guid="a", type=NoteType.QUESTION, state=State.HELD, words={"Question": "Held?"}),
    )
    note = next(iter(SPECIMENS.values()))
    live = NoteRecord(
        key=note.guid, guid=note.guid, type=note.note_type, state=State.LIVE, mod=note.mod, fields=note.fields
    )
    page = preview_page(Deck(name="Deck", changes=[held, Change(before=None, after=live)], counts=[], problems=()))
    start = drive(page, "", tmp_path)["start"]
    assert start["place"].startswith("2 ")
    assert start["front"]


def test_filters(tmp_path: Path) -> None:
    problem = Problem(path="a.md", line=3, severity=Severity.WARNING, code="x", message="<b>bold</b>")
    steps = """
      pick("kind", "cloze"); log.cloze = look(); pick("kind", ""); pick("topic", "Git"); log.git = look();
      pick("topic", ""); byId_("text").value = "iMAGEnet 残差"; byId_("text").dispatchEvent(new Event("input"));
      await wait(300); log.text = look();
      byId_("text").value = "no such words"; byId_("text").dispatchEvent(new Event("input"));
      await wait(300); log.none = look(); byId_("all").click(); log.all = look();
      document.querySelector("#problems").open = true; await wait(50);
      log.problem = document.querySelector("#problems li").innerText;
    """
    log = drive(make_deck(*SPECIMENS.values(), problems=(problem,)), steps, tmp_path)
    assert log["cloze"]["place"] == "1 / 5"
    assert log["git"]["place"] == "1 / 2"
    assert log["text"]["place"] == "1 / 3"
    assert (log["none"]["place"], log["none"]["front"], log["none"]["rows"]) == ("0", False, 0)
    assert log["all"]["place"] == log["start"]["place"]
    assert log["problem"] == "warning a.md:3 <b>bold</b>"


def test_ten_thousand_cards_are_quick(tmp_path: Path) -> None:
    """The page answers in seconds, keeps but the rows that can be seen, and each key takes a moment."""
    fields = SPECIMENS["reading_full"].fields
    notes = [
        Note(
            guid=f"g{number}",
            note_type=NoteType.READING,
            fields=fields | {"Title": f"标题 {number}"},
            deck="d",
            mod=1,
            due=0,
        )
        for number in range(10_000)
    ]
    steps = """
      let start = performance.now(); for (let i = 0; i < 50; i++) press("j");
      log.keys = (performance.now() - start) / 50;
      start = performance.now(); byId_("text").value = "标题 9999"; byId_("text").dispatchEvent(new Event("input"));
      await wait(200); log.search = look();
    """
    log = drive(make_deck(*notes), steps, tmp_path)
    assert log["start"]["rows"] < 60
    assert log["search"]["place"] == "1 / 1"
    assert log["keys"] < 100


def test_a_card_runs_nothing(tmp_path: Path) -> None:
    """Even a field that is not ours by construction: the frames run no script, the page's policy forbids it too."""
    hostile = '<img src="data:," onerror="parent.hit=1"><svg onload="parent.hit=1"><script>parent.hit=1</script>'
    note = Note(
        guid="a",
        note_type=NoteType.READING,
        fields={"Title": hostile, "URL": "https://x.example"},
        deck="d",
        mod=1,
        due=0,
    )
    log = drive(
        make_deck(note), "await wait(200); log.hit = window.hit || 0; log.rel = frame('front').links[0].rel;", tmp_path
    )
    assert log["hit"] == 0
    assert log["rel"] == "noopener noreferrer"


def test_as_it_is(tmp_path: Path) -> None:
    """Without any help of a test: the page's own policy lets its script and its styles work."""
    page = tmp_path / "page.html"
    page.write_text(make_deck(*SPECIMENS.values()), encoding="utf-8")
    dom = dump(page, width=1300)
    assert dom.count('role="option"') > 5
    assert "1 / " in dom
    shoot(page, tmp_path / "page.png", width=1300, height=800)
    assert (tmp_path / "page.png").stat().st_size > 20_000
