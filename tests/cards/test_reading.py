"""What the front of a reading card asks, and when a link is described: by what the author says beside its title."""

from __future__ import annotations

import pytest

from deckgen.cards.reading import is_described, prompt_of
from deckgen.language.phrases import LANGUAGES, phrases, reading_prompts
from deckgen.model import ItemKind, LinkKind, Source, StudyItem


def link(title: str, comment: str = "", kind: LinkKind = LinkKind.ARTICLE) -> StudyItem:
    source = Source(post="a.md", line=1, headings=())
    return StudyItem(
        kind=ItemKind.LINK,
        key="link:https://a.example/",
        title=title,
        link_kind=kind,
        comment=comment,
        topic="T",
        sources=(source,),
    )


@pytest.mark.parametrize(
    ("kind", "prompt"),
    [
        (LinkKind.TOOL, "What is it for?"),
        (LinkKind.REPOSITORY, "What is it for?"),
        (LinkKind.PAPER, "What does it show?"),
        (LinkKind.COURSE, "What does it teach?"),
        (LinkKind.BOOK, "What does it teach?"),
        (LinkKind.ARTICLE, "What does it say?"),
        (LinkKind.VIDEO, "What does it say?"),
    ],
)
def test_a_link_is_asked_about_by_its_kind(kind: LinkKind, prompt: str) -> None:
    assert prompt_of(link("Kettles", kind=kind), phrases("en")) == prompt


def test_a_title_that_asks_is_the_question() -> None:
    assert prompt_of(link("Why do kettles whistle?", kind=LinkKind.PAPER), phrases("en")) == "Why do kettles whistle?"


def test_no_two_languages_share_a_prompt() -> None:
    """A shipped prompt tells in which language its card speaks."""
    prompts = [prompt for language in LANGUAGES for prompt in reading_prompts(phrases(language))]
    assert len(set(prompts)) == 5 * len(LANGUAGES)


@pytest.mark.parametrize(
    ("title", "comment"),
    [
        ("Kettles", "boils a litre of water in two minutes"),
        ("Kettles", "Kettles is a small library that boils water"),
        ("水壶", "两分钟烧开一升水的办法"),
        ("やかん", "二分で一リットルの湯を沸かす方法"),
        ("Kettles", "by Ann\nboils a litre of water"),
    ],
)
def test_words_beside_the_title_describe_a_link(title: str, comment: str) -> None:
    assert is_described(link(title, comment))


@pytest.mark.parametrize(
    ("title", "comment"),
    [
        ("Kettles", ""),
        ("Kettles", "by Ann"),
        ("Kettles", "2021 pdf"),
        ("Kettles", "Kettles"),
        ("Kettles", "A good read on all this is Kettles by Ann"),  # the sentence around it
        ("Kettles", "Some pieces that I liked this week:"),  # what leads over to it
        ("水壶", "好文推荐"),
    ],
)
def test_an_author_a_lead_in_or_the_sentence_around_it_do_not(title: str, comment: str) -> None:
    assert not is_described(link(title, comment))
