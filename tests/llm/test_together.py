"""Sections of a few words are asked about together, and each keeps its own cards and its own memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.llm.blog import Blog
from tests.llm.stub import Stub, output_lines

SHORT = {
    "网桥": "网桥的转发依据是 MAC 地址。",
    "集线器": "集线器的工作层次是物理层。",
    "中继器": "中继器的主要作用是放大信号。",
}


def sections(texts: dict[str, str]) -> str:
    return "# 网络设备\n\n" + "".join(f"## {name}\n\n{text}\n\n" for name, text in texts.items())


def cards_of(blog: Blog) -> dict[str, str]:
    """Give the question of each item's only card, by item."""
    return {card.item: card.question for card in blog.record().cards.values()}


def test_one_request_asks_about_them_all(blog: Blog, stub: Stub) -> None:
    """The cards stand with the sections that hold their quotes, and are shipped."""
    blog.put({}, sections=sections(SHORT))
    done = blog.write()
    assert (done["items"], done["requests"], done["cards"], done["exit"]) == (3, 1, 3, 0), done
    assert all(name in stub.sources()[0] for name in SHORT)
    assert len(cards_of(blog)) == len(blog.record().asked) == 3
    assert sum(entry.requests for entry in blog.record().asked.values()) == 1
    assert blog.write()["requests"] == 0
    built = blog.run("build")
    assert built.returncode == 0, built.stderr
    ledger = (blog.folder / "deck.ledger.jsonl").read_text(encoding="utf-8")
    assert all(f"{name}的" in ledger for name in SHORT)


def test_only_the_one_that_changed_is_asked_about_again(blog: Blog, stub: Stub) -> None:
    """The others are no part of that request, and keep what they have."""
    blog.put({}, sections=sections(SHORT))
    blog.write()
    before = cards_of(blog)
    changed = {"网桥": "网桥的学习方法是记录源地址。", "网关": "网关的用途是连接两种网络。"}
    blog.put({}, sections=sections(SHORT | changed))
    assert blog.write()["requests"] == 1
    assert "集线器" not in stub.sources()[-1]
    assert "网关的用途" in stub.sources()[-1]
    after = cards_of(blog)
    assert len(after) == 4
    assert sum(after.get(item) == question for item, question in before.items()) == 2


@pytest.mark.parametrize("text", ["见下。", "https://x.example/a", "待补充", "```\nls -l\n```"])
def test_a_section_that_states_nothing_is_not_asked_about(blog: Blog, text: str) -> None:
    """A pointer, a link, a promise, code."""
    blog.put({}, sections=sections({"网桥": text}))
    assert blog.write()["requests"] == 0


def test_sections_that_state_nothing_are_counted(blog: Blog) -> None:
    """Whoever looks what is left of the posts sees them too, in the dry run and in the next step of `status`."""
    silent = {"网桥": "待补充", "路由器": "```\nip route\n```"}
    blog.put({}, sections=sections(silent))
    assert blog.write("--dry-run")["silent"] == 2
    blog.put({}, sections=sections(silent | {"集线器": SHORT["集线器"], "中继器": SHORT["中继器"]}))
    offer = blog.write("--dry-run")
    assert (offer["items"], offer["requests"], offer["silent"]) == (2, 1, 2)
    said = blog.run("write", "--dry-run").stdout
    assert "2 sections state nothing to ask about" in said
    assert "2 sections state nothing to ask about" in blog.run("status").stdout
    assert "2 items to ask about" in said


def test_sections_of_two_topics_are_asked_about_apart(blog: Blog) -> None:
    """A topic is what tells a model what they are about."""
    two = "# 网络设备\n\n## 网桥\n\n" + SHORT["网桥"] + "\n\n# 信号\n\n## 中继器\n\n" + SHORT["中继器"] + "\n"
    blog.put({}, sections=two)
    assert blog.write()["requests"] == 2


def test_verdicts_that_come_later_find_the_sections_again(blog: Blog, stub: Stub) -> None:
    """An answer that is read again, because its judge had not answered, gives the same cards their verdicts."""
    blog.define({"model": "stub-1", "base_url": stub.url, "judge": True, "price": {"input": 1.0, "output": 4.0}})
    blog.put({}, sections=sections(SHORT))
    out = blog.folder / "out"
    for _ in range(3):
        blog.write("--export", str(out))
        answer(stub, out)
        blog.write("--import", str(out / "answers"))
    assert len(cards_of(blog)) == 3
    assert {card.judged for card in blog.record().cards.values()} == {"yes"}
    assert not any(entry.open for entry in blog.record().asked.values())


def answer(stub: Stub, where: Path) -> None:
    """Let the stub answer what is exported."""
    (where / "answers").mkdir(exist_ok=True)
    for number, path in enumerate(sorted(where.glob("*.jsonl"))):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        (where / "answers" / f"{len(list((where / 'answers').iterdir()))}-{number}.jsonl").write_bytes(
            output_lines(stub, rows)
        )
        path.unlink()
