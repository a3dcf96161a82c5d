"""Forms stay small: each at most 150 lines, and all of them with gates and engine."""

from __future__ import annotations

from pathlib import Path

import deckgen.cards
from deckgen.cards.aspects import FORMS

CARDS = Path(deckgen.cards.__file__).parent
MARKED = frozenset({"marked", "own", "own_faults", "own_gaps", "own_labels", "folded", "plugins", "asked"})
"""Files of the forms that are meant as cards, and the reader of question and answer that they share."""
ASKED = frozenset({"question", "term_list"})
"""What asks in several layouts: headings, bold paragraphs and items; three sorts of lists."""
GATES = ("aspects", "checks", "elsewhere", "gates", "leans", "recurring")
MOST = 2_650


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_form_has_at_most_150_lines() -> None:
    counts = {form: lines(CARDS / "forms" / f"{form}.py") for form in FORMS if form not in ASKED}
    assert {form: count for form, count in counts.items() if count > 150} == {}


def test_forms_gates_and_engine_stay_small() -> None:
    forms = [path for path in (CARDS / "forms").glob("*.py") if path.stem not in MARKED]
    assert sum(map(lines, (*forms, *(CARDS / f"{name}.py" for name in GATES)))) <= MOST
