"""Earlier releases showed nothing of names in angle brackets: what they shipped goes on, as the author left it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.markdown.elements import Elements
from tests.continuity.blog import DAY, FIRST, Blog

TEXT = """\
# Types

Q: What is a Vec<T> in Rust?
A: A growable array, on the heap <T>.

Q: Which field holds <your-name> at last?
A: The third one holds it.

A list has ==Vec<T>== and ==more words== of <it>.

- **Box<T>**: a pointer <owned> to the heap
- **Rc<T>**: a counted pointer to the heap, `Rc<T>`
- **Arc<T>**: an atomic pointer to the heap

[On Vec<T> and more](https://a.example/vec) is worth a look.
"""


def test_names_in_brackets_cost_no_review_and_edits_of_them_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", TEXT)
    with monkeypatch.context() as earlier:
        earlier.setattr(Elements, "is_html", lambda *_: True)
        assert blog.build()["notes"] == 7
    before = blog.ledger
    (tmp_path / "decks/.deckgen/store.sqlite").unlink()  # it remembers what was read
    report = blog.build(at=FIRST + DAY)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    assert {key: note.fields for key, note in blog.ledger.notes.items()} == {
        key: note.fields for key, note in before.notes.items()
    }
    assert blog.build(at=FIRST + 2 * DAY)["unchanged"] == 7
    blog.write("a.md", TEXT.replace("the heap <T>", "the heap <U>"))
    report = blog.build(at=FIRST + 3 * DAY)
    assert (report["new"], report["updated"], report["retired"]) == (0, 1, 0)
    assert "A growable array, on the heap &lt;U&gt;." in {
        note.fields.get("Answer") for note in blog.ledger.notes.values()
    }
