"""``NAME.cards.jsonl``: what a model was asked and what came of it, and what a person decided about cards of any kind.

JSON lines, one record a line, sorted by item. It is what was paid for, and a person's work, so it is read strictly: a
line that cannot be taken stops the command, with its number. Two lines that say something of one thing (both sides of
a merge) are joined: the later one goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from deckgen.files.decisions import DecisionRecord
from deckgen.files.errors import CardsError
from deckgen.files.ledger_text import MARK, content_of, newer_format, why_not_json

FORMAT = 2
"""Of a file that holds decisions; one without them is of format 1, which earlier releases read too."""
_WITHOUT_DECISIONS = 1
_RESTORE = "restore the file from git"


class AskedRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item that a model was asked about: it is not asked about again while its source stays as it is."""

    asked: str  # key of the item
    source: str  # hash of the source's text, as it was read
    own: str = ""  # hash of the source's own words, however they are read
    outcome: str  # cards | none | unusable
    reason: str = ""  # why there is no card
    request: str = ""  # id of the first request
    prompt: str = ""  # name/version
    model: str = ""
    date: str = ""  # ISO date of the answer
    requests: int = 1  # with those of repair
    input_tokens: int = 0
    output_tokens: int = 0
    rewrites: int = 0  # how often it was asked again by wish
    again: int = 0  # how many of these times by a wish for a few items, not for all
    open: int = 0  # repairs and judgements that were not answered yet
    judge: str = ""  # model and prompt, where the cards were judged
    yes: int = 0  # cards that the judge finds proved
    no: int = 0


class CardRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A card of a model's, as it was judged against its source."""

    card: str  # key of its note
    item: str
    question: str
    answer: str
    detail: str = ""
    quote: str
    source: str  # hash of the text that it was judged against
    made: str  # model and prompt
    date: str = ""
    verdict: str  # ready | polish | rewrite | reject, as card-rubric.md has them
    fault: str = ""  # the point that decided the verdict: "R1: ..."
    judge: str = ""  # model and prompt, where it was judged
    judged: str = ""  # yes | no
    program: str = ""  # the verdict of the checks alone, where the judge's changed it
    kind: str = ""  # cloze: the question is a text whose hidden words stand in double brackets, the answer these words


class JudgeRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A model that judges cards, or does not: it is asked the probes once."""

    judge: str  # model and prompt
    probes: int
    missed: int
    date: str = ""
    stopped: bool = False  # it refused most of what it judged first, so nothing of that counts


class BatchRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch that was handed to a server, and is paid for whether or not anybody collects it."""

    batch: str
    server: str
    date: str
    requests: tuple[str, ...] = ()  # ids; empty once it was collected


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    asked: dict[str, AskedRecord] = {}  # by item
    cards: dict[str, CardRecord] = {}  # by key
    batches: dict[str, BatchRecord] = {}  # by id
    judges: dict[str, JudgeRecord] = {}  # by model and prompt
    decisions: dict[str, DecisionRecord] = {}  # by the key of the note

    def under_names_of_now(self, names: Mapping[str, Sequence[str]]) -> Record:
        """Return the record with what it says of links whose address was put right under their keys of now.

        ``names`` are the further keys of such links, by those of now, the latest first.
        """
        now = {other: key for key, others in names.items() for other in others if other not in names}
        items = {record.item for record in self.cards.values()} | {record.item for record in self.decisions.values()}
        if now.keys().isdisjoint(self.asked.keys() | items):
            return self
        asked = {key: one for key, one in self.asked.items() if key not in now}
        for key, others in names.items():
            found = next((self.asked[other] for other in others if other in now and other in self.asked), None)
            if found is not None and key not in asked and now[found.asked] == key:
                asked[key] = msgspec.structs.replace(found, asked=key)
        cards = {key: _moved(card, now) for key, card in self.cards.items()}
        decisions = {key: _moved(decision, now) for key, decision in self.decisions.items()}
        return msgspec.structs.replace(self, asked=asked, cards=cards, decisions=decisions)

    def by_item(self) -> dict[str, list[CardRecord]]:
        """Return the cards of each item, by their keys."""
        found: dict[str, list[CardRecord]] = {}
        for key in sorted(self.cards):
            found.setdefault(self.cards[key].item, []).append(self.cards[key])
        return found


_OfItem = TypeVar("_OfItem", CardRecord, DecisionRecord)


def _moved(record: _OfItem, now: Mapping[str, str]) -> _OfItem:
    return msgspec.structs.replace(record, item=now[record.item]) if record.item in now else record


class _Header(msgspec.Struct, frozen=True):
    deckgen_cards: int


_HEADER = msgspec.json.Decoder(_Header)
_Line = AskedRecord | CardRecord | BatchRecord | JudgeRecord | DecisionRecord
_DECODERS: tuple[tuple[str, msgspec.json.Decoder[_Line]], ...] = (
    ("decided", msgspec.json.Decoder(DecisionRecord)),
    ("asked", msgspec.json.Decoder(AskedRecord)),
    ("card", msgspec.json.Decoder(CardRecord)),
    ("batch", msgspec.json.Decoder(BatchRecord)),
    ("judge", msgspec.json.Decoder(JudgeRecord)),  # the others may name one, too
)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def read_cards(path: Path) -> Record:
    """Read the file; an absent one is empty. Raises a CardsError with the line that cannot be taken."""
    try:
        data = content_of(path, CardsError)
    except FileNotFoundError:
        return Record()
    asked: dict[str, AskedRecord] = {}
    cards: dict[str, CardRecord] = {}
    batches: dict[str, BatchRecord] = {}
    judges: dict[str, JudgeRecord] = {}
    decisions: dict[str, DecisionRecord] = {}
    for number, line in _numbered(path, data):
        match _record(path, number, line):
            case AskedRecord() as one:
                asked[one.asked] = max(asked.get(one.asked, one), one, key=_later)
            case CardRecord() as one:
                cards[one.card] = max(cards.get(one.card, one), one, key=_later)
            case BatchRecord() as one:
                known = batches.get(one.batch, one)
                batches[one.batch] = min(known, one, key=_collected_first)
            case JudgeRecord() as one:
                judges[one.judge] = max(judges.get(one.judge, one), one, key=_stopped_first)
            case DecisionRecord() as one:
                decisions[one.decided] = max(decisions.get(one.decided, one), one, key=_later)
    return Record(asked=asked, cards=cards, batches=batches, judges=judges, decisions=decisions)


def cards_bytes(record: Record) -> bytes:
    """Return the file of a record, the same for the same values; an item's cards stand below it."""
    lines: list[tuple[tuple[str, str, str], msgspec.Struct]] = [
        (("", "", batch.batch), batch) for batch in record.batches.values()
    ]
    lines += [(("", "judge", one.judge), one) for one in record.judges.values()]
    lines += [((one.asked, "", ""), one) for one in record.asked.values()]
    lines += [((one.item, "card", one.card), one) for one in record.cards.values()]
    lines += [((one.item, "decided", one.decided), one) for one in record.decisions.values()]
    lines.sort(key=lambda line: line[0])  # one record is one file, and git shows what changed
    header = _Header(FORMAT if record.decisions else _WITHOUT_DECISIONS)
    return _ENCODER.encode_lines([header, *(one for _, one in lines)])


def _later(one: AskedRecord | CardRecord | DecisionRecord) -> tuple[str, int, bytes]:
    rewrites = one.rewrites if isinstance(one, AskedRecord) else 0
    return one.date, rewrites, _ENCODER.encode(one)


def _collected_first(one: BatchRecord) -> tuple[int, bytes]:
    """Order batches so that a collected one comes before one that is on its way."""
    return len(one.requests), _ENCODER.encode(one)


def _stopped_first(one: JudgeRecord) -> tuple[bool, str, bytes]:
    return one.stopped, one.date, _ENCODER.encode(one)


def _numbered(path: Path, data: bytes) -> Iterator[tuple[int, bytes]]:
    lines = data.split(b"\n")
    seen = False
    if not data.strip():
        raise CardsError(path, 1, f"the file is empty; {_RESTORE}, or remove it if no model was ever asked")
    for number, line in enumerate(lines, 1):
        if MARK.match(line):
            raise CardsError(path, number, "a conflict mark of git; keep the lines of both sides and remove the marks")
        if number == len(lines) and line:
            raise CardsError(path, number, f"the last line is cut off; {_RESTORE}")
        if not line.strip():
            continue
        if not seen or line.startswith(b'{"deckgen_cards"'):  # again: of the other side of a merge
            _check_header(path, number, line)
            seen = True
        else:
            yield number, line


def _check_header(path: Path, number: int, line: bytes) -> None:
    try:
        version = _HEADER.decode(line).deckgen_cards
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CardsError(path, number, f"no header of a cards file in its first line; {_RESTORE}") from None
    if version > FORMAT:
        raise CardsError(path, number, newer_format(version, FORMAT))


def _record(path: Path, number: int, line: bytes) -> _Line:
    try:
        fields = msgspec.json.decode(line)
        names = fields if isinstance(fields, dict) else {}
        decoder = next((decoder for name, decoder in _DECODERS if name in names), None)
        if decoder is None:
            raise CardsError(path, number, f"no record of a cards file; {_RESTORE}")
        record = decoder.decode(line)
        unknown = names.keys() - set(record.__struct_fields__)
    except msgspec.ValidationError as exc:
        raise CardsError(path, number, f"a record with a wrong value ({exc}); {_RESTORE}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CardsError(path, number, f"{why_not_json(line)}; {_RESTORE}") from None
    if unknown:
        raise CardsError(path, number, f"unknown field {min(unknown)}: written by a newer deckgen; update deckgen")
    return record
