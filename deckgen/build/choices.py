"""What a deck decides once, at its first build: namespace, language, subdecks, names of the kinds.

It is recorded in the ledger's header and never flips by itself: a blog that grows past forty topics keeps its decks.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from deckgen.definition import Definition, Subdeck
from deckgen.files.errors import LedgerError
from deckgen.files.ledger_text import FORMAT
from deckgen.files.records import Ledger, LedgerHeader
from deckgen.language.phrases import phrases
from deckgen.language.scripts import cjk_share
from deckgen.model import Post, StudyItem

MANY_TOPICS = 40
"""Up to so many topics make subdecks of their own; more would slow Anki's deck list down."""

_CHINESE_FROM = 0.2
"""Share of Chinese characters from which a deck speaks Chinese: posts on technology are full of Latin terms."""


def new_ledger(definition: Definition) -> Ledger:
    """Return the empty ledger of a deck that was never built."""
    return Ledger(header=LedgerHeader(deckgen=FORMAT, namespace=definition.id or secrets.token_hex(4)))


def check_namespace(definition: Definition, ledger: Ledger) -> None:
    """Refuse an id that is not the ledger's: with it every note would be new to every learner."""
    known = ledger.header.namespace
    if definition.id and definition.id != known:
        line = definition.lines.get("id", 0)
        message = (
            f'id is "{definition.id}", but {definition.ledger_path} was made with "{known}": every note would be new '
            f'to every learner. Put back id: "{known}"'
        )
        raise LedgerError(definition.path or definition.ledger_path, line, message)


def with_choices(
    ledger: Ledger, definition: Definition, posts: Sequence[Post], items: Sequence[StudyItem]
) -> Ledger:
    """Record what the definition says, and decide what neither it nor the ledger does."""
    choices = dict(ledger.header.choices)
    if definition.language:
        choices["language"] = definition.language
    choices.setdefault("language", _language(posts, items))
    words = phrases(choices["language"])
    choices.setdefault("reading", words.reading)
    choices.setdefault("questions", words.questions)
    if definition.subdecks is not None:
        choices["subdecks"] = ",".join(definition.subdecks)
    choices.setdefault("subdecks", ",".join(_subdecks(items)))
    if choices == ledger.header.choices:
        return ledger
    return msgspec.structs.replace(ledger, header=msgspec.structs.replace(ledger.header, choices=choices))


def _language(posts: Sequence[Post], items: Sequence[StudyItem]) -> str:
    sample = " ".join([post.title for post in posts] + [item.title for item in items])
    return "zh" if cjk_share(sample) >= _CHINESE_FROM else "en"


def _subdecks(items: Sequence[StudyItem]) -> tuple[Subdeck, ...]:
    topics = {item.topic for item in items}
    return (Subdeck.KIND, Subdeck.TOPIC if len(topics) <= MANY_TOPICS else Subdeck.CATEGORY)
