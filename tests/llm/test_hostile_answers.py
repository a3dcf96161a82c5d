"""Answers and pages that mean harm, through judging, building and Anki's own renderer: nothing comes out alive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.anki_real import faults, fresh_collection, import_package
from tests.export.test_hostile import ALIVE, PAYLOADS, Package, check_card, read_package
from tests.llm.blog import Blog, page_text
from tests.llm.stub import running
from tests.strict_html import faults_of

MORE = {
    "surrogate": "a \ud83d b \udc00",
    "tags of language": "\U000e0041\U000e0042 x",
    "arabic mark": "\u061cx",
    "isolates": "\u2066a\u2069\u206b",
    "markup in code": "`<script>alert(1)</script>` **<img src=x onerror=alert(1)>**",
    "fence": "```html\n<iframe src=x>\n```",
    "math": r"$$\text{</script><script>alert(1)</script>}$$ \(x\) \[\href{javascript:alert(1)}{y}\]",
    "math with a cloze": "$$ {{c1::x}} $$ {{c2::y}}",
    "link": "[here](javascript:alert(1)) <https://evil.example> https://evil.example/?q=1",
    "sound in math": "$$[sound:a.mp3]$$",
}
ALL = PAYLOADS | MORE


class Made(NamedTuple):
    """A deck of hostile answers."""

    written: dict[str, Any]
    honest: Package
    """As a user gets it."""
    forced: Package
    """With every gate open: what a field would hold if all of them were deceived."""


def hostile(card: dict[str, str], payload: str) -> dict[str, str]:
    return {
        "question": f"{card['question']} {payload}",
        "answer": f"{payload} {card['answer']}",
        "detail": f"x {payload}",
        "quote": card["quote"],
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A page for each payload, which stands in the page, the question, the answer, the quote and the detail."""
    folder = tmp_path_factory.mktemp("answers")
    payloads = [payload.replace("\n", " ").replace("。", "") for payload in ALL.values()]
    with running() as stub, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        blog = Blog(folder / "blog", stub.url)
        blog.put(
            {
                f"p{number:02d}": page_text(f"设备{number}", 2, value=payload.encode("utf-8", "ignore").decode())
                for number, payload in enumerate(payloads)
            }
        )
        by_name = {f"设备{number}": payload for number, payload in enumerate(payloads)}
        stub.reword = lambda card: hostile(card, by_name[re.match(r"设备\d+", card["question"])[0]])  # type: ignore[index]
        written = blog.write("--budget", "100")
        assert blog.run("build").returncode == 0
        honest = read_package(blog.output)
        text = blog.cards_path.read_text(encoding="utf-8")
        blog.cards_path.write_text(re.sub(r'"verdict":"\w+"', '"verdict":"ready"', text), encoding="utf-8")
        patch.setattr("deckgen.build.cards.gated", list)
        built = blog.run("build")
        assert built.returncode == 0, built.stderr
        yield Made(written, honest, read_package(blog.output))


def test_every_answer_is_read_and_recorded(made: Made) -> None:
    """No payload stops a run, and each was asked about once."""
    assert len(ALL) >= 60
    assert (made.written["exit"], made.written["items"]) == (0, len(ALL)), made.written
    questions = [row for row in made.forced.rows if row.note_type == "deckgen question"]
    assert len(questions) >= len(ALL)


def test_most_of_it_is_held(made: Made) -> None:
    """Orders, addresses, tags and templates are a fault of their own."""
    questions = [row for row in made.honest.rows if row.note_type == "deckgen question"]
    assert len(questions) < len(ALL)
    shown = "\n".join(value for row in questions for name, value in row.fields.items() if name != "URL")
    assert not re.search(r"&lt;(?:script|img|iframe)|evil\.example|javascript:", shown)


@pytest.mark.parametrize("which", ["honest", "forced"])
def test_fields_of_a_model_hold_our_tags_alone(made: Made, which: str) -> None:
    """Every character of every field is text, an entity or a tag as we write it, whether or not a gate was deceived."""
    package: Package = getattr(made, which)
    found = {
        (row.fields["Key"], name): wrong
        for row in package.rows
        for name, field in row.fields.items()
        if (wrong := faults_of(field, math=name not in ("URL", "Key")))
    }
    assert found == {}


def test_the_bytes_hold_nothing_active(made: Made) -> None:
    data = made.forced.collection.decode("utf-8", "replace").lower()
    assert re.findall(rf"<(?:{'|'.join(ALIVE)})\b", data) == []
    assert re.findall(r"<[a-z][^<>]*\s(?:href|src)=\\?[\"']?\s*(?:javascript|data|vbscript|file):", data) == []
    assert not re.search(r"\[sound:|\[anki:|\[latex\]|\[\$\$?\]|\{\{", made.forced.shown)
    assert not re.search("[\u061c\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", made.forced.shown)


def test_links_are_those_of_the_posts(made: Made) -> None:
    """No address that a model wrote can be clicked."""
    links = set(re.findall(r'<a href="([^"]*)', made.forced.shown))
    assert all(link.startswith("https://x.example/p") for link in links), links
    assert links or "https://x.example/p00" in made.forced.shown


@pytest.mark.anki
def test_anki_shows_nothing_active(made: Made, tmp_path: Path) -> None:
    """As its reviewer gets them, the cards play nothing, run nothing, load nothing."""
    with fresh_collection(tmp_path / "anki") as col:
        assert import_package(col, made.forced.path).new == len(made.forced.rows)
        assert faults(col) == []
        for card_id in col.db.list("select id from cards"):
            check_card(col.get_card(card_id))
