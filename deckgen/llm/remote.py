"""Batches at the server: earlier ones are collected, new ones handed over, each recorded before anything else is done.

A batch is paid for whether or not anybody collects it, so its id is in the cards file; one that was handed over by a
run that was killed before it wrote that down is found again by its label.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from deckgen.files.answers import Answer
from deckgen.files.cards import BatchRecord
from deckgen.llm.batches import outputs_of
from deckgen.model import Problem, Severity

if TYPE_CHECKING:
    from deckgen.llm.client import Client

ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What the server had for us."""

    answers: dict[str, Answer]
    records: dict[str, BatchRecord]  # as they are now
    problems: tuple[Problem, ...]


async def collect(
    client: Client, known: Mapping[str, BatchRecord], *, label: str, server: str, date: str
) -> Collected:
    """Take the answers of the batches that have ended; those of a killed run are taken up, too."""
    answers: dict[str, Answer] = {}
    records = dict(known)
    problems: list[Problem] = []
    listed = await client.batches()
    for lost in sorted(_open_at(server, known) - {batch.id for batch in listed}):
        problems.append(_problem(lost, "is not known to the server any more: its requests are open again"))
        records[lost] = msgspec.structs.replace(records[lost], requests=())
    for batch in listed:
        record = records.get(batch.id)
        if (record is None and batch.label != label) or (record is not None and not record.requests):
            continue
        if batch.status not in ENDED:
            if record is None:
                ids = _ids(await client.content(batch.input_file))
                records[batch.id] = BatchRecord(batch=batch.id, server=server, date=date, requests=ids)
            continue
        for file in batch.outputs:
            found, faults = outputs_of(await client.content(file), f"batch {batch.id}", date)
            answers |= found
            problems += faults
        problems += [_problem(batch.id, f"was refused: {message}") for message in batch.errors]
        records[batch.id] = BatchRecord(batch=batch.id, server=server, date=record.date if record else date)
    return Collected(answers=answers, records=records, problems=tuple(problems))


def _open_at(server: str, known: Mapping[str, BatchRecord]) -> set[str]:
    return {batch for batch, record in known.items() if record.requests and record.server == server}


def _problem(batch: str, message: str) -> Problem:
    return Problem(path=f"batch {batch}", line=0, severity=Severity.ERROR, code="batch", message=message)


def _ids(data: bytes) -> tuple[str, ...]:
    """Return the ids of the requests in a shard of ours."""
    rows = (json.loads(line) for line in data.split(b"\n") if line.strip())
    return tuple(row["custom_id"] for row in rows)

