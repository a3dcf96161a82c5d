"""A small blog of links whose pages are in the store already, and a deck of it that asks the stub."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from deckgen.cli.__main__ import main
from deckgen.files.cards import Record, read_cards
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.store import open_store

SECOND = "1700000000"


def page_text(name: str, facts: int = 2, *, mode: str = "", value: str = "") -> str:
    """Give a page about a thing of this name: so many facts, and words around them."""
    properties = ["最大容量", "默认端口", "推荐温度", "典型延迟", "初始版本"]
    values = [f"{4 + len(name)}096 字节", f"{7000 + len(name)} 号", f"{20 + facts} 摄氏度", "15 毫秒", "2.1 版"]
    lines = [f"mode: {mode}"] if mode else []
    lines += [f"{name}的{one}是{value or other}。" for one, other in list(zip(properties, values, strict=True))[:facts]]
    lines += [f"关于{name}的介绍还有许多别的内容，这里只是一段说明文字，用来凑够长度，没有什么可以记住的东西。"] * 6
    return "\n\n".join(lines)


class Done(NamedTuple):
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


class Blog:
    """The folder of a deck; pages by the last part of their URL."""

    def __init__(self, folder: Path, url: str, **llm: Any) -> None:
        self.folder = folder
        self.definition = folder / "deck.yaml"
        self.cards_path = folder / "deck.cards.jsonl"
        self.output = folder / "deck.apkg"
        self.store_path = folder / ".deckgen" / "store.sqlite"
        (folder / "posts").mkdir(parents=True, exist_ok=True)
        settings = {"model": "stub-1", "base_url": url, "price": {"input": 1.0, "output": 4.0}, **llm}
        self.define(settings)

    def define(self, llm: Mapping[str, Any], **more: Any) -> None:
        # Most tests count requests for cards; those of the judge ask for it.
        settings = {"judge": False, "calls": 8, **llm}
        whole = {"deck": "D", "id": "d1", "posts": "posts", "cards": {"llm": True}, "llm": settings, **more}
        self.definition.write_text(json.dumps(whole), encoding="utf-8")

    def put(self, pages: Mapping[str, str], *, sections: str = "") -> None:
        """Write the post with its links, and their pages into the store."""
        lines = ["# 网络", ""]
        for name in pages:
            lines += [f"https://x.example/{name}", "", f"关于 {name} 的文章", ""]
        (self.folder / "posts" / "a.md").write_text("\n".join(lines) + sections, encoding="utf-8")
        store, _ = open_store(self.store_path)
        with store:
            table = Pages(store)
            table.make()
            records = {
                f"https://x.example/{name}": PageRecord(
                    status="ok",
                    page_class="ok",
                    kept="ok",
                    title=name,
                    text_hash=hashlib.sha256(text.encode()).hexdigest(),
                )
                for name, text in pages.items()
            }
            contents = {f"https://x.example/{name}": PageContent(text, "") for name, text in pages.items()}
            table.put(records, contents)
            table.tell_builds()

    def run(self, *arguments: str, **environment: str) -> Done:
        """Run a command in this process: openai takes most of a second to load."""
        first, *rest = arguments
        cleared: dict[str, str | None] = {name: None for name in os.environ if name.startswith("OPENAI_")}
        more = {"SOURCE_DATE_EPOCH": SECOND, "NO_PROXY": "*", **environment}
        done = CliRunner().invoke(main, [first, str(self.definition), *rest], env=cleared | more)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    def run_apart(self, *arguments: str, **environment: str) -> Done:
        """Run a command in a process of its own."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment(**environment), capture_output=True, text=True, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def command(self, *arguments: str) -> list[str]:
        first, *rest = arguments
        return [sys.executable, "-m", "deckgen.cli", first, str(self.definition), *rest]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        path = os.pathsep.join(filter(None, sys.path))
        return kept | {"PYTHONPATH": path, "SOURCE_DATE_EPOCH": SECOND, "NO_PROXY": "*"} | more

    def write(self, *arguments: str, **environment: str) -> dict[str, Any]:
        """Run `deckgen write --json`; give its summary with its exit code and what stood on stderr."""
        done = self.run("write", "--json", *arguments, **environment)
        lines = done.stdout.strip().splitlines()
        summary: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return summary | {"exit": done.returncode, "stderr": done.stderr}

    def record(self) -> Record:
        return read_cards(self.cards_path)
