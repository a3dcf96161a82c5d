"""What is hardly meant as a card of the author's is held: what a folded part shows as a title, a highlight."""

from __future__ import annotations

from deckgen.cards.forms.own import own_cards
from deckgen.cards.forms.own_faults import own_faults
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.markdown.text import text_of
from deckgen.model import Hold
from deckgen.posts.parse import make_post, parse_body


def shown(*posts: str) -> dict[str, bool]:
    """Give what the folded parts of these posts show, with whether a card of it is held."""
    made = [make_post(f"{number}.md", parse_body(text.encode())) for number, text in enumerate(posts)]
    cards = own_cards(study_items(find_places(made, Wanted()), Wanted()))
    return {text_of(card.fields["Question"]): card.hold is Hold.GATE for card in cards}


def folds(*texts: str) -> str:
    inside = (f"## Part {number}\n\nWords.\n\n<details><summary>{text}</summary>\n\nFolded {text}.\n\n</details>\n"
              for number, text in enumerate(texts))  # fmt: skip
    return "\n".join(inside)


def test_titles_alone_are_held() -> None:
    titles = "Translations in progress:", "Python code for comparison", "データ整形用コード"
    assert shown(folds(*titles)) == {"Translations in progress:": True, titles[1]: True, titles[2]: True}


def test_in_a_list_of_questions_what_has_no_mark_asks() -> None:
    asking = "What is a heap?", "How does a queue work?", "State the law of Amdahl"
    assert not any(shown(folds(*asking)).values())
    assert shown(folds("What is a heap?", "Python code for comparison", "Some more notes")) == {
        "What is a heap?": False, "Python code for comparison": True, "Some more notes": True,
    }  # fmt: skip


def test_a_post_without_a_mark_asks_where_those_beside_it_do() -> None:
    asking = folds("What is a heap?", "How does a queue work?", "What is a stack?")
    assert not any(shown(asking, folds("Give two reasons for that", "State the law of Amdahl")).values())


def test_a_question_mark_is_enough() -> None:
    assert shown(folds("So, why is it useful when we learn it?")) == {"So, why is it useful when we learn it?": False}


def test_a_highlight_that_is_all_of_a_text_is_held_and_warned_of_nowhere() -> None:
    post = make_post("a.md", parse_body(b"# T\n\n==**Strike a balance**==\n\nA ==gap== here.\n"))
    items = study_items(find_places([post], Wanted()), Wanted())
    cards = list(own_cards(items))
    assert [card.hold for card in cards] == [Hold.GATE, None]
    assert own_faults(items, cards) == []
