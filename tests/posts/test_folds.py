"""Folded parts that hold the answer to what stands above them, told by where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.cards.forms.own import own_cards
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.markdown.parser import parse_markdown
from deckgen.model import Block, BlockKind, Label
from deckgen.posts.asking.folds import with_answer_folds
from deckgen.posts.parse import make_post, parse_body
from tests.dialects.shown import shown


def labelled(text: str) -> list[bool]:
    return [block.label == Label.ANSWER for block in _folded(with_answer_folds(parse_markdown(text)[0]))]


def _folded(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is BlockKind.DETAILS:
            yield block
        yield from _folded(block.children)


def fold(shown: str, said: str = "It is so.") -> str:
    return f"<details><summary>{shown}</summary>\n\n{said}\n\n</details>\n\n"


def test_one_alone_below_a_question_answers_it() -> None:
    assert labelled(f"## What is DNS?\n\n{fold('Tap me')}## Other\n") == [True]
    assert labelled(f"Q: DNS\n\n```sh\ndig a\n```\n\n{fold('Tap me')}") == [True]
    assert labelled(f"1. What is DNS?\n\n   {fold('Tap me')}") == [True]


def test_one_behind_other_words_or_beside_another_does_not() -> None:
    assert labelled(f"## What is DNS?\n\nNames.\n\n{fold('More')}") == [False]
    assert labelled(f"## What is DNS?\n\n{fold('More')}Names.\n") == [False]
    assert labelled(f"## What is DNS?\n\n{fold('Hint')}{fold('Told')}") == [False, False]
    assert labelled(f"## DNS\n\n{fold('More')}") == [False]
    assert labelled(f"## What is DNS?\n\n{fold('A summary that says so much is no label at all')}") == [False]


def test_what_most_show_below_questions_is_their_label_everywhere() -> None:
    asking = f"## What is one?\n\n{fold('👉 Да')}## What is two?\n\n{fold('Да')}"
    assert labelled(f"{asking}## Name three.\n\nBriefly.\n\n{fold('**Да**')}") == [True, True, True]
    assert labelled(f"{asking}## Name three.\n\nBriefly.\n\n{fold('Нет')}") == [True, True, False]


def test_what_most_show_elsewhere_is_none() -> None:
    shown = "".join(f"## Version {number}\n\n{fold('Changes')}" for number in range(3))
    assert labelled(f"{shown}## What is new there?\n\nMuch.\n\n{fold('Changes')}") == [False] * 4


def test_what_the_folded_parts_of_a_folder_show_below_questions_is_their_label() -> None:
    asked = [f"## What is {name}?\n\n{fold('Tap me')}" for name in ("one", "two", "three")]
    rest = f"## Name four.\n\n{fold('Tap me')}"
    assert questions(*asked, rest) == ["Name four.", "What is one?", "What is three?", "What is two?"]
    assert questions(*asked[:2], rest) == ["What is one?", "What is two?"]


def questions(*texts: str) -> list[str]:
    posts = [make_post(f"{number}.md", parse_body(text.encode())) for number, text in enumerate(texts)]
    items = study_items(find_places(posts, Wanted()), Wanted())
    return sorted(shown(card).question for card in own_cards(items))
