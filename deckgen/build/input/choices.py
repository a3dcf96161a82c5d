"""What a deck decides once, at its first build: namespace, language, topics, reading notes, subdecks, kinds' names.

It is recorded in the ledger's header and never flips by itself: a blog that grows past forty topics keeps its decks. A
ledger of a release that did not choose has notes and no choice, and gets what that release did.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.definition import Definition, ReadingCards, Subdeck, Topics
from deckgen.files.errors import LedgerError
from deckgen.files.ledger_text import FORMAT
from deckgen.files.records import Ledger, LedgerHeader
from deckgen.language.phrases import phrases
from deckgen.language.spoken import KANA_OR_HANGUL, NAMES, han_script, language_of_most
from deckgen.model import ItemKind, Post, Problem, Severity, Status, StudyItem
from deckgen.posts.asking.order import Shared
from deckgen.topics import topics_are_posts

MANY_TOPICS = 40
"""Up to so many topics make subdecks of their own; more would slow Anki's deck list down."""

MANY_LINKS = 1_000
"""Up to so many links are a card each; more are no queue that anybody comes to the end of."""

READING = "cards.reading"
TOPICS = "topics"
RECURRING = "topics.recurring"
"""Names of choices; `reading` is the name of a deck. The last one says what the topic is below a heading that recurs
from post to post: the post, and in decks of earlier releases the heading, with what stands below it in all of them."""

SHARED = ("asking.labels", "asking.folders")
"""Names of the choices that hold what posts share by which they ask, one a line (see ``posts/asking/order.py``)."""

_ITEMS, _LONG = 12, 300
"""So many items tell the language of a post beside its title, by so many characters of each."""
_NO_CHOICE = "en"
"""Of posts that show no language: English."""


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


def with_topics(ledger: Ledger, definition: Definition, posts: Sequence[Post]) -> Ledger:
    """Record what a topic is, which the items of the posts depend on."""
    topics = definition.topics
    if topics is Topics.AUTO and TOPICS in ledger.header.choices:
        return ledger
    if topics is Topics.AUTO:
        is_post = not ledger.notes and topics_are_posts(posts, definition.continuation_marks)
        topics = Topics.POST if is_post else Topics.HEADING
    first = {} if ledger.notes or TOPICS in ledger.header.choices else {RECURRING: Topics.POST.value}
    return _with_choices(ledger, {**ledger.header.choices, **first, TOPICS: topics.value})


def with_choices(
    ledger: Ledger, definition: Definition, posts: Sequence[Post], items: Sequence[StudyItem]
) -> Ledger:
    """Record what the definition says, and decide what neither it nor the ledger does."""
    choices = dict(ledger.header.choices)
    if definition.language:
        choices["language"] = definition.language
    if "language" not in choices:
        choices["language"] = _language_of(list(_samples(posts, items)))
    words = phrases(choices["language"])
    choices.setdefault("reading", words.reading)
    choices.setdefault("questions", words.questions)
    if definition.subdecks is not None:
        choices["subdecks"] = ",".join(definition.subdecks)
    choices.setdefault("subdecks", ",".join(_subdecks(items)))
    if definition.cards.reading is ReadingCards.AUTO:
        choices.setdefault(READING, (ReadingCards.ALL if ledger.notes else _reading(items)).value)
    return _with_choices(ledger, choices)


def _language_of(samples: Sequence[str]) -> str:
    """Return the language of most posts; of Chinese ones with the way in which they are written, if few write so."""
    language = language_of_most(samples) or _NO_CHOICE
    return "zh-Hant" if language == "zh" and han_script(" ".join(samples)) == "Hant" else language


def _with_choices(ledger: Ledger, choices: dict[str, str]) -> Ledger:
    if choices == ledger.header.choices:
        return ledger
    return msgspec.structs.replace(ledger, header=msgspec.structs.replace(ledger.header, choices=choices))


def shared_of(ledger: Ledger) -> Shared:
    """Return what the posts once shared by which they ask."""
    choices = ledger.header.choices
    return Shared(*(frozenset(filter(None, choices.get(name, "").split("\n"))) for name in SHARED))


def with_shared(ledger: Ledger, shared: Shared) -> Ledger:
    """Record what the posts share by which they ask: it goes on to decide when fewer of them do."""
    found = {name: "\n".join(sorted(values)) for name, values in zip(SHARED, shared, strict=True)}
    return _with_choices(ledger, ledger.header.choices | {name: text for name, text in found.items() if text})


def reading_of(definition: Definition, ledger: Ledger) -> ReadingCards:
    """Return which links become reading notes: as the definition says, else as was chosen."""
    reading = definition.cards.reading
    return ReadingCards(ledger.header.choices[READING]) if reading is ReadingCards.AUTO else reading


def _reading(items: Sequence[StudyItem]) -> ReadingCards:
    links = sum(item.kind is ItemKind.LINK and item.status is Status.OK for item in items)
    return ReadingCards.ALL if links <= MANY_LINKS else ReadingCards.DESCRIBED


def _samples(posts: Sequence[Post], items: Sequence[StudyItem]) -> Iterator[str]:
    """Yield of each post its title and some of what stands in it."""
    found: dict[str, list[str]] = {post.path: [post.title] for post in posts}
    for item in items:
        said = found.setdefault(item.sources[0].post, [])
        if len(said) <= _ITEMS:
            said.append(f"{item.title} {item.text[:_LONG]}")
    return map(" ".join, found.values())


def language_notes(
    ledger: Ledger, definition: Definition, posts: Sequence[Post], items: Sequence[StudyItem]
) -> list[Problem]:
    """Return a note with the line to add where a ledger took Japanese or Korean posts for Chinese, as releases did."""
    if definition.language or not ledger.notes or ledger.header.choices.get("language") != "zh":
        return []
    samples = list(_samples(posts, items))
    if not any(map(KANA_OR_HANGUL.search, samples)) or (spoken := language_of_most(samples)) not in NAMES:
        return []
    path = str(definition.path or definition.ledger_path)
    message = (
        f"the ledger says Chinese, but most posts are {NAMES[spoken]}: new cards ask in it where their post shows it; "
        f"for the names of decks and all the rest add the line `language: {spoken}`. No shipped note changes by that"
    )
    return [Problem(path=path, line=0, severity=Severity.NOTE, code="language", message=message)]


def _subdecks(items: Sequence[StudyItem]) -> tuple[Subdeck, ...]:
    topics = {item.topic for item in items}
    return (Subdeck.KIND, Subdeck.TOPIC if len(topics) <= MANY_TOPICS else Subdeck.CATEGORY)
