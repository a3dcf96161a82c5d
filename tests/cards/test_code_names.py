"""Names in code that ask nothing, and those beside them that a learner may want to know."""

from __future__ import annotations

import pytest

from deckgen.cards.forms.code_names import ENDINGS, is_own_code


@pytest.mark.parametrize("ending", ENDINGS.split())
def test_a_file_of_ones_own_is_known_by_each_ending(ending: str) -> None:
    assert is_own_code(f"main_part.{ending}", "holds what opens first")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("apps/shared/", "what all parts use"), ("PUT /meals/<int:id>", "changes a meal"), (".env", "keeps secrets"),
        ("calories", "The energy of the food."), ("size", "Number of rows"), ("zahl", "Die Zahl der Zeilen"),
        ("admin createcachetable", "Creates the table that the cache needs."),
        ("listStreams", "Returns a list of all streams."),
        ("insertOne()", "inserts a single document"), ("find_and_update", "finds and updates a row at once"),
        ("__getitem__", "gets one item"), ("diffsettings", "Shows the difference between two settings."),
    ],
)  # fmt: skip
def test_code_that_says_nothing_of_use_is_refused(name: str, said: str) -> None:
    assert is_own_code(name, said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ls", "lists a folder"), ("git commit", "commits what is staged"), ("/etc/hosts", "names of hosts"),
        ("np.dot", "multiplies two matrices"), ("heap", "a tree whose root is its least value"),
        ("nn.Module", "The class that all layers are made from"), ("jq", "a filter for JSON"), ("-v", "prints more"),
        ("takeLatest", "runs only for the latest action"), ("theme", "sets the colours of all pages"),
    ],
)  # fmt: skip
def test_code_that_a_learner_may_ask_for_is_kept(name: str, said: str) -> None:
    assert not is_own_code(name, said)
