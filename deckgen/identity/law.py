"""The law of identity for cards from text (design.md 7.2): which note goes on as which card.

A card is found again by its question. The answer vouches for a question that was reworded, the place for an answer
that was put right; nothing vouches for both. All pairs of a surer kind come before any of a less sure one:

(a) a block id that the author wrote;
(b) the question stands, with the answer, then with the place; where it asks of several things, or leans on its heading
    ("Who wrote it?"), the heading is a part of the place;
(c) the answer stands, and the questions are alike, mended or grown or, where the answer is telling, at the same place;
    or of a text with gaps all but function words and a gap stands, under the same heading;
(d) the question stands alone, once among the notes and once in the posts, under the same topic.

All else is another card: a lost review costs less than another question under an old schedule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from deckgen.identity.asked import Asked, words_of
from deckgen.identity.candidates import (
    by_answer,
    by_place,
    by_question,
    by_reworded_question,
    by_text_around_gaps,
    by_word_off_by_a_letter,
)
from deckgen.identity.content_words import differ_in_marks
from deckgen.identity.field_words import letters, runs_on
from deckgen.identity.headers import renamed_headers
from deckgen.identity.stands import (
    Posts,
    answer_stands,
    are_alike,
    has_grown,
    heading_stands,
    is_letter_mended,
    is_same_answer,
    is_same_post,
    is_telling,
    nearness,
    outline_stands,
    place_stands,
    question_stands,
    told_again,
)
from deckgen.language.folding import fold
from deckgen.language.subjects import stands_alone
from deckgen.patterns import regex

Pair = tuple[Asked, Asked]
"""A card and the note that may go on as it."""

_Groups = dict[tuple[Hashable, ...], list[Asked]]

_Counts = Counter[tuple[tuple[str, str], str]]

Ranked = tuple[tuple[int, ...], Asked, Asked]
"""A card and a note, with how sure the pair is within its kind: smaller goes first."""


def match_cards(cards: Sequence[Asked], notes: Sequence[Asked], posts: Posts) -> dict[str, str]:
    """Return the note that each card goes on from, by their names; every card and note at most once.

    A note that never shipped takes no card that a shipped one may claim; but where nothing changed between a card and
    such a note, one that is retired has no new claim.
    """
    cards, notes = (sorted(asked, key=lambda each: each.name) for asked in (cards, notes))
    found = _untouched(cards, notes)
    settled = _worded(cards, [note for note in notes if not note.is_shipped], found)
    taken = set(found.values())
    notes_left = [note for note in notes if note.name not in taken]
    for is_shipped in (True, False):
        left = [card for card in cards if card.name not in found]
        known = [note for note in notes_left if note.is_shipped is is_shipped]
        if left and known:
            found |= _Matching(left, known, cards, notes, posts, settled if is_shipped else {}).found()
    return found


def _untouched(cards: Sequence[Asked], notes: Sequence[Asked]) -> dict[str, str]:
    """Return the pairs of which nothing changed, field and place to the letter: (b) at its surest.

    Only where one card and one shipped note have them, and no block id speaks of another. A note that ships as it was
    goes on as the card that it went on as, by the words kept of that: else a card that came with it could part the two.
    """
    live = [note for note in notes if note.is_shipped and not note.is_retired]
    found = _alone(_by_fields(cards), _by_fields(live))
    taken = set(found.values())
    return found | _worded(cards, [note for note in live if note.words and note.name not in taken], found)


def _worded(cards: Sequence[Asked], notes: Sequence[Asked], found: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs of one card and one note that keeps its very words and place, among cards without a note."""
    if not notes:
        return {}
    left = [card for card in cards if card.name not in found]
    here = _grouped(left, lambda card: tuple(map(letters, words_of(card).values())))
    return _alone(here, _grouped(notes, lambda note: tuple(map(letters, note.words))))


def _alone(here: _Groups, there: _Groups) -> dict[str, str]:
    """Return the pairs of what stands alone on each side."""
    pairs = ((group, there.get(name, [])) for name, group in here.items())
    return {group[0].name: known[0].name for group, known in pairs if len(group) == len(known) == 1}


def _grouped(asked: Sequence[Asked], key: Callable[[Asked], Hashable]) -> _Groups:
    found: _Groups = {}
    for each in asked:
        found.setdefault((each.note_type, key(each), each.post, each.headings, each.block), []).append(each)
    return found


def _by_fields(asked: Sequence[Asked]) -> _Groups:
    return _grouped(
        asked,
        lambda each: (
            _GAP_MARK.sub("{{", each.question) if each.has_gaps else each.question, each.answer, each.is_line
        ),
    )


_GAP_MARK = regex(r"\{\{c#?\d+::")


# --- The steps -------------------------------------------------------------------------------------------


class _Matching:
    """The cards and notes of one build; each step gives the pairs of one kind, among what is left."""

    def __init__(
        self,
        cards: Sequence[Asked],
        notes: Sequence[Asked],
        all_cards: Sequence[Asked],
        all_notes: Sequence[Asked],
        posts: Posts,
        settled: Mapping[str, str],
    ) -> None:
        self._settled = settled
        self._cards = {card.name: card for card in cards}
        self._notes = {note.name: note for note in notes}
        self._all_cards, self._all_notes = all_cards, [note for note in all_notes if note.is_shipped]
        self._posts = posts
        self._found: dict[str, str] = {}

    def found(self) -> dict[str, str]:
        surest = self._same_block, self._asked_and_said, self._asked_here, self._asked_further, self._asked_about
        for step in (*surest, self._asked_and_held, self._said_again, self._outlined, self._asked_once):
            if not self._cards or not self._notes:
                break
            self._take(step(list(self._cards.values()), list(self._notes.values())))
        return self._found

    def _take(self, ranked: Iterable[Ranked]) -> None:
        """Take pairs from the surest on, each card and each note once; a live note before a retired one."""
        order = sorted((rank, note.is_retired, note.name, card.name) for rank, card, note in ranked)
        for _, is_retired, note, card in order:
            is_free = note in self._notes and card in self._cards and not (is_retired and card in self._settled)
            if is_free and not self._stayed(self._cards[card], self._notes[note]):
                self._found[card] = note
                del self._cards[card], self._notes[note]

    def _stayed(self, card: Asked, note: Asked) -> bool:
        """Return whether a note's question and answer still stand where they stood, and a card elsewhere says more.

        A form that no longer words them gives the note to no card of the same name elsewhere (`off` of two commands).
        """
        if (card.post, card.headings) == (note.post, note.headings) or (card.block and card.block == note.block):
            return False
        return not is_same_answer(card, note) and self._posts.keeps(note)

    def _near(self, card: Asked, note: Asked) -> int:
        return nearness(card, note, self._posts)

    def _same_block(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(a) One block id, within its post and note type, borne once; by a retired note only if no live one has it."""
        here = _by_block(cards, lambda card: card.post)
        there = _by_block(notes, lambda note: self._posts.renamed.get(note.post, note.post))
        for block, bearers in here.items():
            known = there.get(block, [])
            known = [note for note in known if not note.is_retired] or known
            if len(bearers) == len(known) == 1:
                yield (0,), bearers[0], known[0]

    def _asked_and_said(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(b) The question stands, and the answer with it."""
        for card, note in self._standing(cards, notes):
            if is_same_answer(card, note) and (
                heading_stands(card, note, self._posts)
                or self._means_one_thing(card, note)
                or self._is_said_once(card, note)
            ):
                yield (self._near(card, note),), card, note

    def _asked_here(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(b) The question stands, and the place with it, the same heading first."""
        for card, note in self._standing(cards, notes):
            is_here = place_stands(card, note, self._posts) and self._ask_alike(card, note)
            if is_here and (answer_stands(card, note) or self._asks_of_one_thing(card, note)):
                yield (self._near(card, note), not answer_stands(card, note)), card, note

    def _asked_and_held(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(b) The question stands, and one answer holds all that the other says, wherever."""
        for card, note in self._standing(cards, notes):
            if answer_stands(card, note):
                yield (self._near(card, note),), card, note

    def _asks_of_one_thing(self, card: Asked, note: Asked) -> bool:
        """Return whether a question means the same with another answer: under its heading, or by its words alone.

        In a post that asks it of several things ("Who wrote it?") the heading says of which.
        """
        return heading_stands(card, note, self._posts) or (
            not note.is_retired and self._means_one_thing(card, note)
        )

    def _means_one_thing(self, card: Asked, note: Asked) -> bool:
        """Return whether a question says by its words alone what it is about, and its post asks it once."""
        if not card.has_gaps and not stands_alone(card.said.line):
            return False
        here, there = self._times
        is_one_of_them = not note.is_retired and self._posts.renamed.get(note.post, note.post) == card.post
        return here[_key(card), card.post] == 1 and there[_key(note), card.post] == is_one_of_them

    def _is_said_once(self, card: Asked, note: Asked) -> bool:
        """Return whether no other question of both posts has this answer, where that went to another post."""
        here, there = self._answers
        return (
            stands_alone(card.said.line)
            and not (note.is_retired or is_same_post(card, note, self._posts))
            and here[_answer_key(card), card.post] == 1
            and not there[_answer_key(note), card.post]
        )

    @cached_property
    def _times(self) -> tuple[_Counts, _Counts]:
        """How often each post asks each question now, and how often live notes of it do."""
        return self._counted(_key)

    @cached_property
    def _answers(self) -> tuple[_Counts, _Counts]:
        """How often each post gives each answer now, and how often live notes of it do."""
        return self._counted(_answer_key)

    def _counted(self, key: Callable[[Asked], tuple[str, str]]) -> tuple[_Counts, _Counts]:
        renamed = self._posts.renamed
        live = (note for note in self._all_notes if not note.is_retired)
        return (
            Counter((key(card), card.post) for card in self._all_cards),
            Counter((key(note), renamed.get(note.post, note.post)) for note in live),
        )

    def _asked_further(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(b) The question stands under its headings, and what answered it belongs to it now, or the other way round.

        Code below a question is its answer until an answer has a label.
        """
        for card, note in by_place(cards, notes, self._posts.renamed):
            if runs_on(card.said, note.said, note.answered) or runs_on(note.said, card.said, card.answered):
                yield (0,), card, note

    def _asked_about(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(b) A form asks the same of the same thing under the same headings, in another phrase of ours."""
        here, there = _by_subject(cards, self._posts), _by_subject(notes, self._posts)
        for about, bearers in here.items():
            known = [note for note in there.get(about, []) if not note.is_retired] or there.get(about, [])
            if len(bearers) == len(known) == 1 and bearers[0].signs == known[0].signs:
                yield (0,), bearers[0], known[0]

    def _standing(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Pair]:
        pairs = [*by_question(cards, notes), *by_text_around_gaps(cards, notes)]
        return ((card, note) for card, note in pairs if question_stands(card, note))

    def _said_again(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(c) The answer stands, and something vouches for the question."""
        for card, note in by_reworded_question(cards, notes):
            if answer_stands(card, note) and are_alike(card, note):
                yield self._said(card, note, 0), card, note
            elif has_grown(card, note) and self._vouches(card, note):
                yield self._said(card, note, 2), card, note
        for card, note in by_word_off_by_a_letter(cards, notes):
            if answer_stands(card, note) and is_letter_mended(card, note, self._posts):
                yield self._said(card, note, 1), card, note
        headed = renamed_headers(cards, notes, lambda card, note: is_same_post(card, note, self._posts))
        for rank, card, note in headed:
            yield (*self._said(card, note, 3), rank), card, note
        yield from self._told_here(cards, notes)

    def _told_here(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(c) The answer is telling, no other note has it, and it stands where it stood."""
        times = Counter((note.note_type, note.answered.key) for note in self._all_notes if not note.is_retired)
        for card, note in by_answer(cards, notes):
            is_known = is_telling(card) and is_telling(note) and times[note.note_type, note.answered.key] <= 1
            if is_known and told_again(card, note) and place_stands(card, note, self._posts):
                yield self._said(card, note, 4), card, note

    def _vouches(self, card: Asked, note: Asked) -> bool:
        """Return whether an answer tells for which question it stands in a post: no other one of it has that answer."""
        if note.is_retired or not is_same_answer(card, note) or not is_same_post(card, note, self._posts):
            return False
        here, there = self._answers
        return here[_answer_key(card), card.post] == there[_answer_key(note), card.post] == 1

    def _said(self, card: Asked, note: Asked, kind: int) -> tuple[int, ...]:
        is_near = place_stands(card, note, self._posts)
        others = len(card.about.units ^ note.about.units)
        return (not is_near, kind, not is_same_answer(card, note), self._near(card, note), others)

    def _outlined(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """A text of which small words and a gap changed at once, one to one under the same heading of its post.

        A text with gaps is all of its question: the rest of it vouches as the question does where a gap is put right.
        """
        pairs = [
            (card, note)
            for card, note in by_text_around_gaps(cards, notes)
            if outline_stands(card, note) and is_same_post(card, note, self._posts) and self._near(card, note) <= 1
        ]
        here, there = Counter(card.name for card, _ in pairs), Counter(note.name for _, note in pairs)
        for card, note in pairs:
            if here[card.name] == there[note.name] == 1 and not differ_in_marks(card.about, note.about):
                yield (0,), card, note

    def _asked_once(self, cards: Sequence[Asked], notes: Sequence[Asked]) -> Iterator[Ranked]:
        """(d) The question stands alone, once among the notes and once in the posts, under one topic with a name."""
        live = [note for note in notes if not note.is_retired]
        pairs = [pair for pair in self._standing(cards, live) if pair[0].topics & pair[1].topics]
        if not pairs:
            return
        asked = Counter(_key(card) for card in self._all_cards)
        known = Counter(_key(note) for note in self._all_notes if not note.is_retired)
        for card, note in pairs:
            is_lone = asked[_key(card)] == known[_key(note)] == 1 and not card.about.is_empty
            if is_lone and self._ask_alike(card, note) and self._asks_of_one_thing(card, note):
                yield (0,), card, note

    def _ask_alike(self, card: Asked, note: Asked) -> bool:
        """Return whether nothing beside the words makes two of one question: another cue of ours, picture or sign.

        A cue that came while another went, both of the same post, is that of a renamed heading.
        """
        pictures = card.said.pictures, note.said.pictures
        if all(pictures) and not set(pictures[0]) & set(pictures[1]):
            return False
        if card.subject and note.subject and card.signs != note.signs:
            return False
        if not (card.cue and note.cue) or card.cue == note.cue:
            return True
        here, there = self._cues
        return (card.post, note.cue) not in here and (note.post, card.cue) not in there

    @cached_property
    def _cues(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """The cues of the posts of now, and those of the live notes."""
        live = [note for note in self._all_notes if not note.is_retired]
        here, there = (frozenset((asked.post, asked.cue) for asked in side) for side in (self._all_cards, live))
        return here, there


def _answer_key(asked: Asked) -> tuple[str, str]:
    return asked.note_type, asked.answered.key


def _key(asked: Asked) -> tuple[str, str]:
    return asked.note_type, asked.asking.key


def _by_subject(asked: Sequence[Asked], posts: Posts) -> _Groups:
    found: _Groups = {}
    for each in asked:
        if each.subject:
            about = each.note_type, each.aspect, fold(each.header), fold(each.subject)
            found.setdefault((*about, posts.renamed.get(each.post, each.post), each.place), []).append(each)
    return found


def _by_block(asked: Sequence[Asked], post: Callable[[Asked], str]) -> dict[tuple[str, str, str], list[Asked]]:
    found: dict[tuple[str, str, str], list[Asked]] = {}
    for each in asked:
        if each.block:
            found.setdefault((each.block, post(each), each.note_type), []).append(each)
    return found
