"""What an earlier release asked about is not asked about again, however today's prompts, limits and readings differ."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deckgen.llm.sources import FEWEST_CARDS, MOST_CARDS, likely_cards
from tests.conftest import ROOT
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub

BEFORE = Path(__file__).parent / "asked_before" / "deck.cards.jsonl"
"""As the release left it whose prompts were qa/1 and section/1, with three cards an item; one quote was invented."""

LONG = (
    "# 无线网络\n\n## 路由器\n\n" + page_text("路由器", 4)
    + "\n\n路由器的信道宽度是 80 MHz，更多细节见论文：\n\nhttps://x.example/paper\n\n某篇论文\n\n"
)
SHORT = "## 网桥\n\n网桥的转发依据是 MAC 地址。\n\n## 集线器\n\n集线器的工作层次是物理层。\n"
"""Sections that the earlier release did not ask about: it left out what had less than 60 tokens."""
PAGES = {"a": page_text("电台", 5), "b": page_text("天线", 1) + "\n\nmode: invented-quote"}

SETTINGS = {"model": "stub-1", "price": {"input": 1.0, "output": 4.0}}


@pytest.mark.parametrize("short", ["", SHORT])
def test_a_cards_file_of_before_asks_nothing(blog: Blog, stub: Stub, short: str) -> None:
    """Nor does it change what was paid for; by wish all is asked again."""
    blog.put(PAGES, sections=LONG + short)
    shutil.copy(BEFORE, blog.cards_path)
    before = blog.record()
    done = blog.write()
    assert (done["exit"], done["requests"]) == (0, bool(short))
    asked = [body for body in stub.asked if any(name in str(body) for name in ("电台", "天线", "信道宽度"))]
    assert not asked
    after = blog.record()
    assert {key: card for key, card in after.cards.items() if key in before.cards} == before.cards
    assert {key: entry.request for key, entry in after.asked.items() if key in before.asked} == {
        key: entry.request for key, entry in before.asked.items()
    }
    assert blog.write("--rewrite", "all")["requests"] >= len(before.asked)


@pytest.mark.parametrize("change", [{"cards_per_item": 7}, {"cards_per_item": "auto"}, {"prompts": "changed"}])
def test_another_limit_or_prompt_asks_nothing(blog: Blog, stub: Stub, change: dict[str, object]) -> None:
    """Not even about an item some of whose cards wait for another wording."""
    blog.define({**SETTINGS, "base_url": stub.url, "cards_per_item": 3})
    blog.put({"a": "mode: leaning\n\n" + page_text("电台", 5)})
    first = blog.write("--budget", "0.5")
    assert first["requests"] >= 1
    entry = blog.record().asked["link:https://x.example/a"]
    text = blog.cards_path.read_text(encoding="utf-8").replace('"requests":', '"open":1,"requests":')
    blog.cards_path.write_text(text, encoding="utf-8")
    if "prompts" in change:
        ours = (ROOT / "prompts" / "qa.yaml").read_text(encoding="utf-8")
        (blog.folder / "own.yaml").write_text(ours.replace("version: ", "version: 9"), encoding="utf-8")
        change = {"prompts": {"page": "./own.yaml"}}
    blog.define({**SETTINGS, "base_url": stub.url, "cards_per_item": 3, **change})
    assert blog.write()["requests"] == 0
    assert blog.record().asked["link:https://x.example/a"].request == entry.request


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("短", FEWEST_CARDS),
        ("字" * 240, 3),
        ("字" * 241, 4),
        ("word " * 200, 5),
        ("字" * 80 + " word" * 120, 4),
        ("字" * 5_000, MOST_CARDS),
        ("$$P(A \\mid B) = P(B)$$ " * 60, 7),
        ("| `--flag` | what it does |\n| --- | --- |\n" * 40, 4),
    ],
)
def test_the_limit_goes_by_the_length_of_the_source(text: str, count: int) -> None:
    """One for 80 Chinese characters or 40 words; formulas and tables are no empty space."""
    assert likely_cards(text) == count
