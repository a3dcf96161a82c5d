"""The images of cards: looked for once each, and held cards where they are not there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from deckgen.export.media import MediaFile, Pictures, Roots, find_image, image_places, is_elsewhere
from deckgen.export.shipped import ShippedPictures
from deckgen.files.records import NoteRecord, State
from deckgen.language.folding import squeeze
from deckgen.language.labels import ends_in_colon
from deckgen.markdown.text import has_picture, text_of
from deckgen.model import (
    Block,
    Blocks,
    Card,
    Content,
    Hold,
    Inline,
    InlineKind,
    NoteType,
    Problem,
    Rendered,
    Run,
    Severity,
    Source,
    StudyItem,
)

_SIDES: Mapping[NoteType, tuple[str, ...]] = MappingProxyType(
    {
        NoteType.QUESTION: ("Question", "Answer"),
        NoteType.CLOZE: ("Text",),
        NoteType.READING: ("Title",),
        NoteType.TOPIC: ("Topic",),
    }
)
"""What a card asks by and answers with."""


class Images:
    """Finds the images that posts show, and remembers what it found."""

    def __init__(
        self, roots: Callable[[str, str], Roots], folders: Mapping[str, str], shipped: ShippedPictures
    ) -> None:
        """Look for pictures in what ``roots`` says of the folder of a post and an address in it."""
        self._roots, self._folders, self._shipped = roots, folders, shipped
        self._pictures = functools.cache(Pictures)
        self._names: dict[tuple[str, str], str | None] = {}
        self.files: dict[str, Path] = {}  # by the name in the fields
        self.reasons: dict[tuple[str, str], str] = {}  # why an image of a post is not there
        self.sought: set[Path] = set()  # where it would lie: the next build looks whether it came

    def name_of(self, source: Source, address: str) -> str | None:
        """Return the media name of an image as a post writes it, or None."""
        key = (source.post, address)
        if key not in self._names:
            self._names[key] = self._find(*key)
        return self._names[key]

    def _find(self, post: str, address: str) -> str | None:
        folder = self._folders.get(post, ".")
        roots = self._roots(folder, address)
        place = Path(folder, Path(post).name)
        found = find_image(address, post=place, roots=roots, pictures=self._pictures)
        sought = image_places(address, post=place, roots=roots)
        self.sought.update(sought if not isinstance(sought, str) else ())
        if isinstance(found, MediaFile):
            self.files[found.name] = found.path
            self.sought.discard(found.path)
            return found.name
        self.reasons[post, address] = found
        if roots.vault is not None:
            self.sought.update(self._pictures(roots.vault).folders)
        return None

    def keep_shipped(self, card: Rendered, record: NoteRecord) -> bool:
        """Show the pictures that a note was shipped with in place of those that are gone; say whether that can be.

        Which picture is which is told by their order, so that a card with more or fewer than before keeps none.
        """
        names = [name for name in record.media if name not in card.media]
        if len(names) != len(card.missing) or not all(map(self._add_shipped, names)):
            return False
        post = card.card.sources[0].post
        self._names |= {(post, address): name for address, name in zip(card.missing, names, strict=True)}
        return True

    def _add_shipped(self, name: str) -> bool:
        """Take a picture from the package, where no post gives it; say whether it is there now."""
        if name not in self.files and (path := self._shipped.find(name)) is not None:
            self.files[name] = path
        return name in self.files

    def look_in(self, items: Iterable[StudyItem], notes: Iterable[NoteRecord]) -> None:
        """Find the pictures of live notes that no card shows any more, where the sections of their posts show them."""
        live = [note for note in notes if note.state is State.LIVE and note.place]
        posts = {note.place[0] for note in live if any(name not in self.files for name in note.media)}
        wanted = {*self.files, *(name for note in live for name in note.media)}
        for item in items if posts else ():
            for source in item.sources:
                for address in _addresses(item.blocks) if source.post in posts else ():
                    self.name_of(source, address)
        self.files = {name: path for name, path in self.files.items() if name in wanted}

    def add_shipped(self, notes: Iterable[NoteRecord]) -> list[Problem]:
        """Take from the package what live notes show and no post gives; return an error for what is nowhere."""
        problems = []
        for note in notes:
            for name in note.media if note.state is State.LIVE else ():
                if not self._add_shipped(name):
                    message = f"the picture {name} of note {note.guid} is gone, also from the package beside the deck"
                    path = note.place[0] if note.place else ""
                    problems.append(Problem(path=path, line=0, severity=Severity.ERROR, code="image", message=message))
        return problems


def _addresses(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _addresses_of(block.inlines)
        yield from _addresses(block.children)


def _addresses_of(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.IMAGE:
            yield inline.url
        yield from _addresses_of(inline.children)


def hold_without_images(
    rendered: Sequence[Rendered], reasons: Mapping[tuple[str, str], str]
) -> list[Rendered]:
    """Hold the cards that show an image which is not there.

    One on another site is linked to from a card that says something without it.
    """
    return [
        one
        if not one.missing or one.card.hold is not None or _only_links(one)
        else one.with_hold(Hold.IMAGE, f"the image {one.missing[0]}: {_why(one, reasons)}")
        for one in rendered
    ]


def _only_links(one: Rendered) -> bool:
    """Return whether a card says all that it asks and an answer in words, and shows beside them what lies elsewhere."""
    asks, *answers = (one.card.fields.get(name, "") for name in _SIDES[one.card.note_type])
    if not all(map(is_elsewhere, one.missing)) or _shows(asks):
        return False
    said = [text_of(content).strip() for content in answers]
    return text_of(asks).strip() != "" and all(text and not ends_in_colon(text) for text in said)


def _shows(content: Content) -> bool:
    if isinstance(content, Blocks):
        return any(True for _ in _addresses(content.blocks))
    return isinstance(content, Run) and has_picture(content.inlines)


def _why(one: Rendered, reasons: Mapping[tuple[str, str], str]) -> str:
    return reasons.get((one.card.sources[0].post, one.missing[0]), "not there")


def with_shipped_images(
    rendered: Sequence[Rendered],
    before: Sequence[NoteRecord | None],
    images: Images,
    render: Callable[[Sequence[Card]], list[Rendered]],
) -> tuple[list[Rendered], list[Problem]]:
    """Let a shipped card keep its pictures where their files are gone, and say what is wrong at the post's line.

    ``before`` holds the records of the cards, in their order.
    """
    out: list[Rendered] = []
    problems: list[Problem] = []
    for one, record in zip(rendered, before, strict=True):
        is_held, is_shipped = one.card.hold is Hold.IMAGE, record is not None and record.mod > 0
        if not is_held and (not one.missing or one.card.hold is not None):
            out.append(one)
        elif record is not None and is_shipped and images.keep_shipped(one, record):
            again = render([one.with_hold(None).card])[0]
            out.append(msgspec.structs.replace(again, beneath=one.beneath))
            problems.append(_problem(one, "keeps the picture that was shipped"))
        else:
            out.append(one)
            end = "stays as it was shipped" if is_shipped else "is held"
            problems.append(_problem(one, end if is_held else "links to it"))
    return out, problems


def _problem(one: Rendered, end: str) -> Problem:
    source = one.card.sources[0]
    subject = one.card.subject or squeeze(one.words.get("Question", "") or one.words.get("Text", ""))
    name = f" “{subject}”" if subject else ""
    reason = one.card.reason or f"the image {one.missing[0]} lies on another site, and no picture is fetched"
    message = f"{reason}; its card{name} {end}"
    return Problem(path=source.post, line=source.line, severity=Severity.WARNING, code="image", message=message)
