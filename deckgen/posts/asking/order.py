"""What is done about questions when a post is read, in its order: first to its blocks, then to its sections.

What only a folder can say comes after that, of all posts together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from deckgen.model import Block, Post, Section
from deckgen.posts.asking.answers import with_answers
from deckgen.posts.asking.banks import with_banks
from deckgen.posts.asking.disguised import with_disguised_read
from deckgen.posts.asking.folds import unfolded, with_answer_folds
from deckgen.posts.asking.headed_answers import answer_headings, with_headed_answers, with_shared_headings
from deckgen.posts.asking.keys import with_answer_keys
from deckgen.posts.asking.label_pairs import with_label_pairs
from deckgen.posts.asking.labels import with_labels_read
from deckgen.posts.asking.names import asked_by_names, asking_folders, with_asking_names
from deckgen.posts.asking.own_lists import with_lists_parted
from deckgen.posts.asking.places import with_answers_placed
from deckgen.posts.asking.posts import with_asking_posts


class Shared(NamedTuple):
    """What the posts of a folder share by which they ask."""

    labels: frozenset[str] = frozenset()  # headings, folded, of their answers
    folders: frozenset[str] = frozenset()  # in which names and titles ask, relative to the posts


def with_asked_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a post with its questions and answers written as forms read them."""
    blocks = with_lists_parted(with_label_pairs(with_disguised_read(blocks)))
    return tuple(unfolded(with_answer_folds(with_answers_placed(blocks))))


def with_asked_sections(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections of a post, marked where they ask or answer, each answer below its question."""
    return with_answers(with_banks(with_headed_answers(with_labels_read(with_answer_keys(sections)))))


def with_asked_posts(
    posts: Sequence[Post], known: Shared, shipped: Collection[str]
) -> tuple[tuple[Post, ...], Shared]:
    """Return the posts of a folder, with what they ask by what they share, and what that is.

    ``known`` is what they once shared: it decides on. ``shipped`` are the raw words of questions that learners have.
    """
    labels = answer_headings(posts, known.labels, shipped)
    asked = asked_by_names(posts, labels)
    folders = asking_folders(posts, asked) | known.folders
    posts = with_asking_names(with_shared_headings(posts, labels), asked, folders, shipped)
    return with_asking_posts(posts), Shared(labels.shared | labels.known, folders)
