"""What came of an item -> its lines in NAME.cards.jsonl: new words for the notes that still cover the same fact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from deckgen.cards.recorded import ASPECT, CLOZE, POLISH, READY, REWRITE, bare_text, stands_in, with_blanks
from deckgen.files.cards import AskedRecord, CardRecord, Record
from deckgen.files.field_text import bracketed, hidden, plain
from deckgen.files.records import NoteRecord
from deckgen.identity.facts import Fact, same_facts
from deckgen.llm.answers import Draft
from deckgen.llm.job import Outcome
from deckgen.llm.judge import NO
from deckgen.llm.judging import Judged
from deckgen.model import NoteType

PREFIX = f"card:{ASPECT}:"
_GOOD = (READY, POLISH)
_TOO_MANY = "R12: more cards than were asked for"


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one item after it was asked about."""

    asked: AskedRecord
    cards: tuple[CardRecord, ...]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The cards of all items so far."""

    record: Record
    by_item: dict[str, list[CardRecord]]
    shipped: dict[str, list[CardRecord]]  # by the item's part of the key: notes that no line of the record names


def item_mark(item: str) -> str:
    """Return the part of a card's key that stands for its item."""
    return hashlib.blake2b(item.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def shipped_cards(notes: Mapping[str, NoteRecord], record: Record) -> dict[str, list[CardRecord]]:
    """Return the shipped cards of a model that the cards file has lost, by the marks of their items."""
    found: dict[str, list[CardRecord]] = {}
    for key, note in notes.items():
        if key.startswith(PREFIX) and key not in record.cards and note.mod:
            words = {name: plain(note.fields.get(name, "")) for name in ("Question", "Answer", "Detail", "Quote")}
            text = note.fields.get("Text", "")
            if is_cloze := note.type is NoteType.CLOZE:
                words |= {"Question": bracketed(text), "Answer": " / ".join(hidden(text))}
            card = CardRecord(
                card=key,
                item="",
                kind=CLOZE if is_cloze else "",
                question=words["Question"],
                answer=words["Answer"],
                detail=words["Detail"],
                quote=words["Quote"],
                source="",
                made=note.fields.get("Made", ""),
                verdict=READY,
            )
            found.setdefault(mark_of(key), []).append(card)
    return found


def mark_of(key: str) -> str:
    """Return the part of a card's key that stands for its item, of any key at all."""
    return key.removeprefix(PREFIX).partition("-")[0]


def settle(outcome: Outcome, known: Known, taken: Iterable[str]) -> Settled:
    """Return the lines of an item; ``taken`` are keys of the item that stand for other facts.

    A new card that says what one of the item's notes says goes on as that note, and so does one that says what a
    person decided about: what was rejected does not come back under another key. Asked again by wish, the new words
    hold; asked because the source changed, a passage that still stands keeps its words, and its note. Read again for
    its repairs or verdicts, an answer's cards keep their keys, and what a check held is held but for a judge's yes.
    """
    task = outcome.task
    item = task.candidate.item
    outcome = _with_verdicts(outcome, known)
    decided = known.record.decisions
    own = [card for card in known.by_item.get(item, ()) if card.verdict in _GOOD or card.card in decided]
    before = known.record.asked.get(item)
    by_wish = before is not None and task.rewrites > before.rewrites
    good = [judged for judged in outcome.cards if judged.verdict in _GOOD]
    lost = known.shipped.get(item_mark(item), [])
    old = [*own, *lost]
    pairs = _pairs(good, old, outcome.text)
    bare = bare_text(outcome.text)
    standing = {card.card for card in own if not by_wish and stands_in(card, bare)}
    cards: dict[str, CardRecord] = {
        card.card: msgspec.structs.replace(card, source=task.candidate.source) for card in own if card.card in standing
    }
    used = {*taken, *(card.card for card in old)}
    again = _recorded(outcome, known)
    more: list[Judged] = []
    learners_first = sorted(enumerate(good), key=lambda numbered: numbered[0] not in pairs)
    for number, judged in learners_first:
        known_key = again.get(_words(judged.draft)) or (old[pairs[number]].card if number in pairs else "")
        key = known_key if known_key not in cards.keys() - standing else ""
        key = key or _fresh(item, judged, used)
        used.add(key)
        if key in standing:
            if judged.judged and again.get(_words(judged.draft)) == key:
                cards[key] = _card(key, outcome, judged)
            continue
        if len(cards.keys() - standing) < outcome.count:
            cards[key] = _card(key, outcome, judged)
        else:
            more.append(msgspec.structs.replace(judged, verdict=REWRITE, fault=_TOO_MANY))
    for judged in [*more, *outcome.cards]:
        if judged.verdict not in _GOOD and not _says_again(judged, cards.values(), outcome.text):
            key = again.get(_words(judged.draft), "")
            if not key or key in cards.keys() - standing:
                key = _fresh(item, judged, used)
            used.add(key)
            cards[key] = _card(key, outcome, judged)
    return Settled(asked=_asked(outcome, before), cards=tuple(cards.values()))


def _with_verdicts(outcome: Outcome, known: Known) -> Outcome:
    """Return the outcome with the recorded verdict on each draft of the same answer that was held before.

    Checks change, and a check that is gone must not ship what the author saw held: only other words are judged anew.
    """
    keys = _recorded(outcome, known).values()
    held = {_words(card): card for card in map(known.record.cards.__getitem__, keys) if card.verdict not in _GOOD}
    cards = [_as_recorded(judged, held.get(_words(judged.draft))) for judged in outcome.cards]
    return msgspec.structs.replace(outcome, cards=tuple(cards))


def _recorded(outcome: Outcome, known: Known) -> dict[tuple[str, ...], str]:
    """Return the keys of the item's cards by their words, where the same answer is read again."""
    item = outcome.task.candidate.item
    before = known.record.asked.get(item)
    if before is None or before.request != outcome.request:
        return {}
    return {_words(card): card.card for card in known.by_item.get(item, ())}


def _words(card: Draft | CardRecord) -> tuple[str, ...]:
    return card.question, card.answer, card.detail, card.quote


def _as_recorded(judged: Judged, held: CardRecord | None) -> Judged:
    if held is None or judged.verdict not in _GOOD or judged.program:
        return judged
    return msgspec.structs.replace(judged, verdict=held.verdict, fault=held.fault)


def _says_again(judged: Judged, cards: Iterable[CardRecord], source: str) -> bool:
    """Return whether a draft was refused only because a card of the item asks the same."""
    return judged.fault.startswith("R9") and bool(_pairs([judged], list(cards), source))


def with_settled(record: Record, settled: Iterable[Settled]) -> Record:
    """Return the record with the lines of these items in place of what it held of them."""
    done = list(settled)
    items = {lines.asked.asked for lines in done}
    cards = {key: card for key, card in record.cards.items() if card.item not in items}
    cards |= {card.card: card for lines in done for card in lines.cards}
    asked = record.asked | {lines.asked.asked: lines.asked for lines in done}
    return msgspec.structs.replace(record, asked=asked, cards=cards)


def released(record: Record) -> Record:
    """Return the record without the noes of judges that refused most of what they judged first."""
    stopped = {name for name, judge in record.judges.items() if judge.stopped}
    if not stopped:
        return record
    cards = {key: _released(card) if card.judge in stopped else card for key, card in record.cards.items()}
    asked = {
        key: msgspec.structs.replace(entry, judge="", yes=0, no=0) if entry.judge in stopped else entry
        for key, entry in record.asked.items()
    }
    return msgspec.structs.replace(record, cards=cards, asked=asked)


def _released(card: CardRecord) -> CardRecord:
    if card.judged != NO:
        return card
    return msgspec.structs.replace(card, verdict=card.program, fault="", judge="", judged="", program="")


def _asked(outcome: Outcome, before: AskedRecord | None) -> AskedRecord:
    task = outcome.task
    is_more = before is not None and before.request == outcome.request  # the same answer, with its repairs now
    return AskedRecord(
        asked=task.candidate.item,
        source=task.candidate.source,
        own=task.candidate.own,
        outcome=outcome.outcome,
        reason=outcome.reason,
        request=outcome.request,
        prompt=outcome.prompt,
        model=outcome.model,
        date=before.date if before is not None and is_more else outcome.date,
        requests=outcome.requests,
        input_tokens=outcome.input_tokens,
        output_tokens=outcome.output_tokens,
        rewrites=task.rewrites,
        again=task.again,
        open=outcome.open,
        judge=outcome.judge,
        yes=outcome.yes,
        no=outcome.no,
    )


def _card(key: str, outcome: Outcome, judged: Judged) -> CardRecord:
    draft = judged.draft
    return CardRecord(
        card=key,
        item=outcome.task.candidate.item,
        kind=draft.kind if draft.kind == CLOZE else "",
        question=draft.question,
        answer=draft.answer,
        detail=draft.detail,
        quote=draft.quote,
        source=outcome.task.candidate.source,
        made=f"{outcome.model} {outcome.prompt}",
        date=outcome.date,
        verdict=judged.verdict,
        fault=judged.fault,
        judge=judged.judge,
        judged=judged.judged,
        program=judged.program,
    )


def _fresh(item: str, judged: Judged, used: set[str]) -> str:
    draft = judged.draft
    told = "\x1f".join([item, draft.question, draft.answer, draft.quote])
    for key in _keys(item, told):
        if key not in used:
            return key
    raise AssertionError("numbers do not end")


def _keys(item: str, told: str) -> Iterator[str]:
    number = 0
    while True:
        seed = f"{told}\x1f{number}" if number else told
        digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        yield f"{PREFIX}{item_mark(item)}-{digest}"
        number += 1


def _fact(card: CardRecord) -> Fact:
    asked = with_blanks(card.question) if card.kind == CLOZE else card.question
    return Fact(question=asked, answer=card.answer, quote=card.quote)


def _fact_of(judged: Judged) -> Fact:
    draft = judged.draft
    return Fact(question=draft.asked, answer=draft.answer, quote=draft.quote)


def _pairs(new: Sequence[Judged], old: Sequence[CardRecord], source: str) -> dict[int, int]:
    """Return the old card that each new one goes on from, by their places; a gap card goes on from a gap card alone."""
    found: dict[int, int] = {}
    for is_cloze in (False, True):
        news = [at for at, judged in enumerate(new) if (judged.draft.kind == CLOZE) is is_cloze]
        olds = [at for at, card in enumerate(old) if (card.kind == CLOZE) is is_cloze]
        same = same_facts([_fact_of(new[at]) for at in news], [_fact(old[at]) for at in olds], source)
        found |= {news[new_at]: olds[old_at] for new_at, old_at in same.items()}
    return found
