"""Forms stay small: each at most 150 lines, and all of them with gates and engine."""

from __future__ import annotations

from pathlib import Path

import deckgen.cards
from deckgen.cards.aspects import FORMS

CARDS = Path(deckgen.cards.__file__).parent
OF_AUTHORS = frozenset(
    {"marked", "own", "own_faults", "own_gaps", "own_labels", "folded", "plugins", "plugin_notes", "asked", "question"}
    | {"term_list", "code_names", "code_signs", "callouts", "alone", "choices", "openings", "own_answers"}
    | {"long_answers"}
)
"""Files of what authors ask themselves, marked or laid out, and its reader of question and answer."""
GATES = ("aspects", "checks", "elsewhere", "gates", "leans", "recurring", "sentences")
MOST = 2_300


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_form_has_at_most_150_lines() -> None:
    counts = {form: lines(CARDS / "forms" / f"{form}.py") for form in FORMS if form not in OF_AUTHORS}
    assert {form: count for form, count in counts.items() if count > 150} == {}


def test_forms_gates_and_engine_stay_small() -> None:
    forms = [path for path in (CARDS / "forms").glob("*.py") if path.stem not in OF_AUTHORS]
    assert sum(map(lines, (*forms, *(CARDS / f"{name}.py" for name in GATES)))) <= MOST
