"""A picture in raw HTML is a picture on the card, and a picture alone is an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialects.built import built

PNG = b"\x89PNG\r\n\x1a\n"

SHOWN = {
    "alone in a line": '<img src="a.png" alt="b">',
    "in a paragraph": '<p align="center"><img src="a.png" alt="b"></p>',
    "in a table": '<table>\n<tr><td align="center">\n<img src="a.png" alt= "b" width=7 />\n</td></tr>\n</table>',
    "over lines": '<div align="center">\n<img\n  src="a.png" alt="b"\n  width=300>\n</div>',
    "Markdown": "![b](a.png)",
}
"""What shows a picture, alone or behind words, the label of its answer aside."""


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("words", ["", "It is green.\n\n"], ids=["alone", "behind words"])
def test_a_picture_is_on_the_card(tmp_path: Path, shown: str, words: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_bytes(PNG)
    posts = {
        "folded.md": f"## Q: What is a frog?\n\n<details><summary>Answer</summary>\n\n{words}{shown}\n\n</details>\n",
        "laid.md": f"# Ponds\n\n## What is a frog like?\n\n{words}{shown}\n",
        "own.md": f"Q: What is a toad?\nA:\n\n{words}{shown}\n",
    }
    made = built(tmp_path, posts)
    assert made.problems == []
    for name in posts:
        (fields,) = made.fields[name]
        assert fields["Answer"].count('<img src="dg-') == 1, name
        assert 'alt="b"' in fields["Answer"]


def test_one_that_is_not_there_holds_its_card_as_in_markdown(tmp_path: Path) -> None:
    says = {}
    for name, shown in SHOWN.items():
        made = built(tmp_path / name, {"a.md": f"Q: A toad?\nA: It is green.\n\n---\n\nQ: And\nA:\n\n{shown}\n"})
        says[name] = [(problem["code"], problem["message"], problem["line"]) for problem in made.problems]
    assert len(says["Markdown"]) == 1
    assert all(said == says["Markdown"] for said in says.values())
