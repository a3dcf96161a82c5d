"""What the law of identity asks of a card and a note: whether question, answer and place stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from deckgen.identity.asked import Asked
from deckgen.identity.content_words import (
    TELLING,
    content_of,
    differ_in_marks,
    holds,
    is_mended,
    is_one_letter_off,
)
from deckgen.identity.field_words import Words, read_line, same_words
from deckgen.identity.gap_texts import changed_gaps
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.patterns import regex


class Posts(msgspec.Struct, frozen=True, kw_only=True):
    """What the law asks of the posts beside their cards."""

    renamed: Mapping[str, str] = {}  # path of a post that is gone -> the one that it is now
    says: Callable[[str], bool] = lambda _word: False  # whether a folded word stands anywhere in them
    keeps: Callable[[Asked], bool] = lambda _note: False  # whether a note's words stand in the section where it stood


def question_stands(card: Asked, note: Asked) -> bool:
    """Return whether both ask by the same words; of gap cards, by the same text less the gaps whose words changed."""
    if card.note_type is not note.note_type:
        return False
    if not card.has_gaps:
        return same_words(card.said, note.said)
    return _text_stands(card.said, note.said)


def _text_stands(new: Words, old: Words) -> bool:
    changed = changed_gaps(new, old)
    if changed is None:
        return False
    if not changed:
        return bool(new.raw)
    if any(len(gaps) > 1 and len(gaps) == len(changed) for gaps in (new.gaps, old.gaps)):
        return False
    return not content_of(new.without(tuple(changed.values()))).is_empty


def outline_stands(card: Asked, note: Asked) -> bool:
    """Return whether two texts with gaps are the same but for function words, and for gaps whose words changed."""
    return card.has_gaps and note.has_gaps and _text_stands(card.outline, note.outline)


def answer_stands(card: Asked, note: Asked) -> bool:
    """Return whether both answer by the same words, or one answer holds all that the other says."""
    if is_same_answer(card, note):
        return True
    return holds(card.tells, note.tells) or holds(note.tells, card.tells)


def is_same_answer(card: Asked, note: Asked) -> bool:
    """Return whether both answer by the same words; pictures count where there are none."""
    if not card.answered.raw:
        return not note.answered.raw and card.answered.pictures == note.answered.pictures
    return same_words(card.answered, note.answered)


def is_telling(asked: Asked) -> bool:
    """Return whether an answer has the content words to tell it from others."""
    return asked.tells.weight >= TELLING


def are_alike(card: Asked, note: Asked) -> bool:
    """Return whether one question holds all content words of the other, and no name, number or negation parts them."""
    one, two = card.about, note.about
    return (holds(one, two) or holds(two, one)) and not differ_in_marks(one, two)


def has_grown(card: Asked, note: Asked) -> bool:
    """Return whether one question says all that the other does, and names or counts something more."""
    one, two = card.about, note.about
    return any(
        holds(large, small)
        and large.negations == small.negations
        and small.marks <= large.words
        and all(term in large.joined for term in small.quoted)
        for large, small in ((one, two), (two, one))
    )


def is_letter_mended(card: Asked, note: Asked, posts: Posts) -> bool:
    """Return whether one letter of one word was put right, and the old spelling stands nowhere in the posts."""
    spelling = is_mended(note.asking, card.asking)
    return bool(spelling) and not posts.says(spelling)


def is_same_post(card: Asked, note: Asked, posts: Posts) -> bool:
    """Return whether both stand in one post; a renamed file is the same post."""
    return any(posts.renamed.get(at.post, at.post) == card.post for at in note.everywhere)


def place_stands(card: Asked, note: Asked, posts: Posts) -> bool:
    """Return whether both stand in the same post, or under the same topic and heading, neither generic."""
    if is_same_post(card, note, posts):
        return True
    return bool(card.heading) and any(
        card.heading == at.heading and bool(card.topics & at.topics) for at in note.everywhere
    )


def heading_stands(card: Asked, note: Asked, posts: Posts) -> bool:
    """Return whether both stand under the same headings, as they name things: numbers, brackets and slips aside."""
    here = _above(card)
    for at in note.everywhere:
        there = _above(at)
        is_post = posts.renamed.get(at.post, at.post) == card.post
        is_told = len(here) > 1 or is_post  # a heading alone says little in another post
        if is_told and len(here) == len(there) and all(map(_is_alike, here, there)) and (here or is_post):
            return True
    return False


def _above(asked: Asked) -> tuple[str, ...]:
    """Return the headings above a question that name something; the last may be the question itself."""
    *above, last = asked.headings or ("",)
    here = above if _bare(last) == asked.said.key else asked.headings
    return tuple(heading for heading in here if not is_generic_heading(heading))


def _is_alike(one: str, two: str) -> bool:
    first, second = (_ASIDE.sub(" ", _COUNT.sub("", heading)) for heading in (one, two))
    if _bare(first) == _bare(second):
        return True
    words = read_line(fold(first)).folded, read_line(fold(second)).folded
    others = [pair for pair in zip(*words, strict=False) if pair[0] != pair[1]]
    return len(words[0]) == len(words[1]) and len(others) == 1 and is_one_letter_off(*others[0])


def _bare(heading: str) -> str:
    return read_line(fold(thing_of_heading(heading))).key


_COUNT = regex(r"^\W*(?:[^\W\d_]+\s)?\d{1,4}(?:\.\d+)*\s*(?:[:：.)、]|\s[-–—])\s*(?=\S)")
"""What counts a heading: "Chapter 2: Nucleus", "1.2 Nucleus"."""
_ASIDE = regex(r"[\[(（【][^\[\]()（）【】]*[\])）】]")


def nearness(card: Asked, note: Asked, posts: Posts) -> int:
    """Return how near a card and a note stand: 0 under the same headings of a post, 4 in two topics."""
    return min(_nearness(card, at, posts) for at in note.everywhere)


def _nearness(card: Asked, at: Asked, posts: Posts) -> int:
    if posts.renamed.get(at.post, at.post) == card.post:
        return 0 if card.place == at.place else 1 if card.heading and card.heading == at.heading else 2
    if card.topics & at.topics:
        return 1 if card.heading and card.heading == at.heading else 3
    return 4


def told_again(card: Asked, note: Asked) -> bool:
    """Return whether an answer vouches for other words that ask; one that grew, not for another name or number."""
    return is_same_answer(card, note) or (answer_stands(card, note) and not differ_in_marks(card.about, note.about))
