"""What cards look like, measured in a real browser: nothing is too wide, and all can be read in both themes."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.export.note_types import NOTE_TYPES
from deckgen.preview.render import note_sides
from tests.browser import MISSING, card_page, chromium, dump, result_of
from tests.specimens import SPECIMENS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason=MISSING)]

WIDTHS = {"phone": 360, "desktop": 800}

MEASURE = """
const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
const linear = (part) => ((part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
function ground(node) {
  for (; node; node = node.parentElement) {
    const colour = numbers(getComputedStyle(node).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
}
const isSeen = (node) => node.getClientRects().length > 0;
function* texts(frame) {
  const walker = frame.createTreeWalker(frame.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    if (node.data.trim() && node.parentElement.tagName !== "STYLE" && isSeen(node.parentElement)) {
      yield [node.data.trim(), node.parentElement, getComputedStyle(node.parentElement)];
    }
  }
  for (const node of frame.body.querySelectorAll("*")) {
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(node, part);
      if (style.content !== "none" && style.content !== "normal" && isSeen(node)) yield [style.content, node, style];
    }
  }
}
function measure(frame) {
  for (const one of frame.querySelectorAll("details")) one.open = true;
  const root = frame.documentElement;
  const faint = [];
  let seen = 0;
  for (const [text, node, style] of texts(frame)) {
    seen += 1;
    const ratio = contrast(numbers(style.color), ground(node));
    if (ratio < 4.5) faint.push([text, ratio]);
  }
  const cut = [...frame.body.querySelectorAll("*")]
    .filter((node) => getComputedStyle(node).overflowY === "hidden" && node.scrollHeight > node.clientHeight + 1)
    .map((node) => `${node.className}: ${node.scrollHeight} > ${node.clientHeight}`);
  const outside = [...frame.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().left < -1).map((node) => node.outerHTML.slice(0, 80));
  const dir = getComputedStyle(frame.querySelector("main")).direction;
  return { wide: root.scrollWidth - root.clientWidth, faint, cut, outside, seen, dir };
}
addEventListener("load", () => {
  const found = {};
  for (const one of document.querySelectorAll("iframe")) found[one.id] = measure(one.contentDocument);
  document.getElementById("result").textContent = JSON.stringify(found);
});
"""


def sides() -> Iterator[tuple[str, str]]:
    for name, note in SPECIMENS.items():
        for card in note_sides(note):
            yield f"{name} {card.name} front", card.front
            yield f"{name} {card.name} back", card.back


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Measure every side of every specimen on every screen in one run of the browser."""
    frames = [
        f'<iframe id="{name} {screen} {theme}" style="width:{width}px;height:640px;border:0" '
        f'srcdoc="{html.escape(card_page(side, night=theme == "dark"))}"></iframe>'
        for name, side in sides()
        for screen, width in WIDTHS.items()
        for theme in ("light", "dark")
    ]
    page = tmp_path_factory.mktemp("look") / "cards.html"
    body = "".join(frames)
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><script>{MEASURE}</script>{body}<pre id="result"></pre>',
        encoding="utf-8",
    )
    found: dict[str, Any] = json.loads(html.unescape(result_of(dump(page, width=1000))))
    assert len(found) == len(frames) > 100
    return found


def test_every_template_is_looked_at() -> None:
    shown = {note.note_type: {card.name for card in note_sides(note)} for note in SPECIMENS.values()}
    names = {(note.note_type, card.name.split()[0]) for note in SPECIMENS.values() for card in note_sides(note)}
    assert set(shown) == {spec.name for spec in NOTE_TYPES}
    assert names == {(spec.name, template.name) for spec in NOTE_TYPES for template in spec.templates}


def test_nothing_is_wider_than_a_phone(measured: dict[str, Any]) -> None:
    """Tables, code and formulas scroll in their own boxes; the card itself never scrolls sideways."""
    assert {name: one["wide"] for name, one in measured.items() if one["wide"] > 0 or one["outside"]} == {}


def test_nothing_is_cut_off(measured: dict[str, Any]) -> None:
    """A box that scrolls sideways is as high as what it holds."""
    assert {name: one["cut"] for name, one in measured.items() if one["cut"]} == {}


def test_all_can_be_read_in_both_themes(measured: dict[str, Any]) -> None:
    """Every text, also that of the styling, stands out from its ground by 4.5 to 1."""
    assert sum(one["seen"] for one in measured.values()) > 1_000
    assert {name: one["faint"] for name, one in measured.items() if one["faint"]} == {}


def test_arabic_runs_from_the_right(measured: dict[str, Any]) -> None:
    directions = {name: one["dir"] for name, one in measured.items()}
    assert {direction for name, direction in directions.items() if name.startswith("arabic")} == {"rtl"}
    assert {direction for name, direction in directions.items() if not name.startswith("arabic")} == {"ltr"}


def test_the_browser_shows_a_card(tmp_path: Path) -> None:
    """A screenshot is made, and it is not blank."""
    from tests.browser import shoot

    page, target = tmp_path / "card.html", tmp_path / "card.png"
    card = next(note_sides(SPECIMENS["question"]))
    page.write_text(card_page(card.back, night=False), encoding="utf-8")
    shoot(page, target, width=800, height=600)
    assert target.read_bytes().startswith(b"\x89PNG")
    assert target.stat().st_size > 5_000
