"""Cards -> cards with fields of HTML, their deck and their tags: what Anki will see, before anybody knows a GUID."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from deckgen.export.check import is_empty
from deckgen.export.escaped import text_html
from deckgen.export.footnotes import PostFootnotes
from deckgen.export.html import Html, blocks_html, inlines_html, link_html, url_html, words_html
from deckgen.export.names import MAX_LEVELS, deck_path, safe_deck_part, safe_tag
from deckgen.export.note_types import front_of
from deckgen.export.spoken import Languages
from deckgen.export.tex import NO_MACROS, Macro, Macros, macros_of
from deckgen.files.field_text import whole
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading
from deckgen.model import (
    BELOW_JOINT,
    GENERATED,
    PLACE_JOINT,
    Block,
    BlockKind,
    Blocks,
    Card,
    Hold,
    Inline,
    InlineKind,
    NoteType,
    Post,
    Problem,
    Published,
    Rendered,
    Run,
    Severity,
    Source,
)
from deckgen.patterns import regex

_OF_PAGES = frozenset(("Author", "Published", "Digest"))
_COPIED = frozenset(("Quote", "Detail"))
_WITH_TEX = frozenset({InlineKind.MATH, InlineKind.FOOTNOTE, BlockKind.MATH})
"""A formula, or a mark behind which a footnote with one may stand."""
_NEAREST = 2
"""So many headings above a question stand under it: a note called "Exam" says nothing, but "Sockets » API" does."""
_FOLDER_JOINT = regex(r"[-_\s]+")
_BARE_GAP = regex(r"\{\{c#\d+::(?:\s|<[^<>]*>)*(?:::[^{}]*)?\}\}")


def _no_page(_post: str, _target: str) -> str:
    return ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What all cards of a deck share."""

    deck: str
    subdecks: tuple[str, ...]
    reading_deck: str
    question_deck: str
    language: str
    languages: Languages | None = None  # of each card, where the deck's posts are in several
    tags: tuple[str, ...]
    sources: Mapping[str, Published]
    macros: PostMacros
    footnotes: PostFootnotes = PostFootnotes(())
    has_folders: bool = False  # whether the posts lie in several, so that one says something
    page: Callable[[str, str], str] = _no_page  # the address that a link of a post to another one has
    post_tags: bool = True  # whether notes bear the tags of their posts


class PostMacros:
    """The TeX macros that hold in each post: those that all posts share, and those that its own formulas define."""

    def __init__(self, posts: Sequence[Post] = (), shared: Mapping[str, Macro] = NO_MACROS) -> None:
        self._posts = {post.path: post for post in posts}
        self._shared = shared
        self._known: dict[str, Macros] = {}

    def of(self, sources: Sequence[Source]) -> Macros:
        """Return the macros of a card's posts; the first post's where two define the same."""
        found: Macros = NO_MACROS
        for path in reversed(list(dict.fromkeys(source.post for source in sources))):
            found = {**found, **self._of_post(path)}
        return found

    def _of_post(self, path: str) -> Macros:
        known = self._known.get(path)
        if known is None:
            post = self._posts.get(path)
            known = self._known[path] = macros_of(post, self._shared) if post else self._shared
        return known


class _Stand(msgspec.Struct, frozen=True):
    """What the place of a card lends to it; the cards of one section share it."""

    context: dict[str, str]
    tags: tuple[str, ...]
    deck: str


def render_cards(cards: Sequence[Card], frame: Frame, images: Callable[[Source, str], str | None]) -> list[Rendered]:
    """Turn the words of cards into fields; ``images`` gives the media name of an image of a post, or None."""
    stands: dict[tuple[object, ...], _Stand] = {}
    known: dict[str, str] = {}  # plain words as HTML: prompts, kinds and sites are those of many cards
    out: list[Rendered] = []
    for card in cards:
        source = card.sources[0]
        key = (source.post, source.headings, card.topic, card.category, card.note_type, card.made)
        stand = stands.get(key)
        if stand is None:
            stand = stands[key] = _Stand(_context(card, frame), _tags(card, frame), _deck(card, frame))
        out.append(_rendered(card, stand, frame, images, known))
    return out


def _rendered(
    card: Card,
    stand: _Stand,
    frame: Frame,
    images: Callable[[Source, str], str | None],
    known: dict[str, str],
) -> Rendered:
    fields: dict[str, str] = {}
    media: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    for name, content in card.fields.items():
        if not content:
            continue
        if _is_of_page(card, name):
            text = text_html(content if isinstance(content, str) else _written(_nodes(content)))
        elif not isinstance(content, str):
            tree = _tree_html(content, card, frame, images)
            text, media, missing = tree.html, media + tree.media, missing + tree.missing
        elif name == "URL":
            text = url_html(content)
        elif "$$" in content:
            text = _with_math(content, card.sources, frame.macros)
        elif (text := known.get(content, "")) == "":
            text = known[content] = text_html(content)
        if text:
            fields[name] = text
    if card.note_type is NoteType.READING and fields.get("Prompt") == fields.get("Title"):
        # The title is the prompt: styling hides this one, so that no reader sees it twice.
        fields["Prompt"] = f'<span class="same">{fields["Prompt"]}</span>'
    language = frame.language if frame.languages is None else frame.languages.of(card, fields)
    context = {**stand.context, "Lang": text_html(language)}
    if headings := _headings(card, context.get("Topic", ""), fields, frame):
        context["Topic"] += headings
    return Rendered(
        card=_held_if_bare(card, fields),
        fields=fields | context,
        words=_words(card, fields),
        tags=stand.tags,
        deck=stand.deck,
        media=tuple(dict.fromkeys(media)),
        missing=tuple(dict.fromkeys(missing)),
    )


def _is_of_page(card: Card, name: str) -> bool:
    """Whether a field gives the words of somebody's page: no text of a page is ever TeX."""
    return name in _OF_PAGES or (name in _COPIED and card.item.startswith("link:"))


def _nodes(content: Run | Blocks) -> Sequence[Inline | Block]:
    return content.inlines if isinstance(content, Run) else content.blocks


def _written(nodes: Sequence[Inline | Block]) -> str:
    """Return the words of a page with its formulas as they were written."""
    parts = []
    for node in nodes:
        if node.kind is InlineKind.MATH:
            parts.append(f"$${node.text}$$")
        elif node.kind is InlineKind.BREAK:
            parts.append("\n")
        elif isinstance(node, Block) and node.inlines:
            parts.append(_written(node.inlines))
        else:
            parts.append(node.text or _written(node.children))
    return "".join(parts)


def _held_if_bare(card: Card, fields: Mapping[str, str]) -> Card:
    """Hold a card of which nothing is left to be asked: characters that no field may hold, or nothing but tags."""
    first = front_of(card.note_type, fields)
    if card.hold is not None or not (is_empty(first) or ("{{c#" in first and _BARE_GAP.search(first))):
        return card
    return msgspec.structs.replace(card, hold=Hold.FATAL, reason="nothing of it can be shown")


class _Images(dict[str, str]):
    """The media names of one post's images, looked up when they are asked for."""

    def __init__(self, source: Source, images: Callable[[Source, str], str | None]) -> None:
        super().__init__()
        self._source, self._images = source, images

    def get(self, address: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return self._images(self._source, address) or default


def _tree_html(content: Run | Blocks, card: Card, frame: Frame, images: Callable[[Source, str], str | None]) -> Html:
    source = card.sources[0]
    found = _Images(source, images)
    # A post is not looked through for its macros for the sake of a card without a formula.
    macros = frame.macros.of(card.sources) if _may_hold_tex(_nodes(content)) else NO_MACROS
    footnotes, page = frame.footnotes.of(source.post), partial(frame.page, source.post)
    if isinstance(content, Run):
        return inlines_html(content.inlines, found, macros, footnotes, page=page)
    return blocks_html(content.blocks, found, macros, footnotes, page=page)


def _may_hold_tex(nodes: Sequence[Inline | Block]) -> bool:
    return any(
        node.kind in _WITH_TEX
        or (node.children and _may_hold_tex(node.children))
        or (isinstance(node, Block) and _may_hold_tex(node.inlines))
        for node in nodes
    )


def _words(card: Card, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a card from text as the plain words that a record of them gives back."""
    return {name: whole(text) for name, text in fields.items()} if card.note_type.is_from_text else {}


def _context(card: Card, frame: Frame) -> dict[str, str]:
    """Return the fields that say where a note stands: a change of these alone never restamps it."""
    fields = {
        "Source": source_html(card.sources[0], frame),
        "Made": text_html(card.made),
    }
    if card.note_type is not NoteType.TOPIC and card.topic:
        fields["Topic"] = _with_math(_place(card, frame), card.sources, frame.macros)
    return {name: text for name, text in fields.items() if text}


def _place(card: Card, frame: Frame) -> str:
    """Return what stands small under a question: its topic, behind the title of its post where that says more.

    Where it does not, a note is called as what it is about: then the folder names the field, if there are several.
    """
    post = frame.sources.get(card.sources[0].post)
    if card.note_type is not NoteType.QUESTION or post is None or len({source.post for source in card.sources}) > 1:
        return card.topic
    beside = post.title if fold(post.title) not in fold(card.topic) else ""
    if not beside and fold(post.title) == fold(card.topic) and frame.has_folders:
        beside = _said_by_folder(post.folder)
    return f"{beside}{PLACE_JOINT}{card.topic}" if beside and fold(beside) not in fold(card.topic) else card.topic


def _said_by_folder(folder: str) -> str:
    """Return the field that the folder of a note names ("03_Graph-theory"); empty for a year or a site's own folder."""
    name = folder.rpartition("/")[2]
    words = _FOLDER_JOINT.sub(" ", name.lstrip("0123456789.-_ ")).strip()
    return "" if name.startswith("_") or is_generic_heading(words) else words


def _headings(card: Card, topic: str, fields: Mapping[str, str], frame: Frame) -> str:
    """Return the nearest headings above a question: each that says more than is there, and nothing of the answer."""
    is_of_several = len({source.post for source in card.sources}) > 1
    if card.note_type is not NoteType.QUESTION or not topic or is_of_several:
        return ""
    said, answer = fold(f"{topic}\n{fields.get('Question', '')}"), fold(fields.get("Answer", ""))
    out = ""
    for heading in card.sources[0].headings[-_NEAREST:]:
        name = fold(text_html(heading))
        if name and not is_generic_heading(heading) and not (name in said or name in answer or answer in name):
            out += BELOW_JOINT + _with_math(heading, card.sources, frame.macros)
    return out


def _with_math(text: str, sources: Sequence[Source], macros: PostMacros) -> str:
    return words_html(text, macros.of(sources)) if "$$" in text else text_html(text)


def about_html(words: str, name: str, url: str) -> str:
    """Return the description of a deck; ``words`` are ours with a place for the name of its blog."""
    before, _, behind = words.partition("{page}")
    page = link_html(url, name, NO_MACROS) if url else text_html(name)
    return text_html(before) + page + text_html(behind)


def source_html(source: Source, frame: Frame) -> str:
    """Name the post and heading of a source, as a link where the site is known."""
    post = frame.sources.get(source.post)
    if post is None:
        return text_html(source.post)
    words = PLACE_JOINT.join(dict.fromkeys(part for part in (post.title, *source.headings) if part))
    if not post.url:
        return _with_math(words, (source,), frame.macros)
    anchor = post.anchors.get(source.headings, "")
    macros = frame.macros.of((source,)) if "$$" in words else NO_MACROS
    return link_html(post.url + anchor, words, macros)


def _tags(card: Card, frame: Frame) -> tuple[str, ...]:
    post = frame.sources.get(card.sources[0].post)
    generated = [("topic", card.topic), ("category", card.category)]
    tags = [safe_tag(f"{GENERATED}{name}::{value.replace('::', '_')}") for name, value in generated if value]
    if post is not None and frame.post_tags:  # a/b is a tag below another one, as Obsidian has it
        tags += [safe_tag(f"{GENERATED}tag::{tag.replace('::', '_').replace('/', '::')}") for tag in post.tags]
    by_fold = {tag.casefold(): tag for tag in (*tags, *map(safe_tag, frame.tags)) if tag}
    return tuple(sorted(by_fold.values()))


def _deck(card: Card, frame: Frame) -> str:
    return deck_path(*_levels(card, frame)[:MAX_LEVELS])


def _levels(card: Card, frame: Frame) -> list[str]:
    is_reading = card.note_type in (NoteType.READING, NoteType.TOPIC)
    post = frame.sources.get(card.sources[0].post)
    names = {
        "kind": frame.reading_deck if is_reading else frame.question_deck,
        "topic": card.topic,
        "category": card.category,
        "folder": "",
        "post": post.title if post else "",
    }
    levels = _top_levels(frame.deck)
    for name in frame.subdecks:
        levels += map(safe_deck_part, post.folder.split("/") if post and name == "folder" else [names[name]])
    return [level for level in levels if level]


def deep_decks(rendered: Sequence[Rendered], frame: Frame) -> list[Problem]:
    """Return a warning for each deck of more levels than Anki takes, at the first card that stands in it."""
    found: dict[tuple[str, ...], Source] = {}
    for each in rendered:
        if each.card.hold is None and each.deck.count("::") + 1 == MAX_LEVELS:
            levels = tuple(_levels(each.card, frame))
            if len(levels) > MAX_LEVELS:
                found.setdefault(levels, each.card.sources[0])
    return [_too_deep(levels, source) for levels, source in found.items()]


def _too_deep(levels: Sequence[str], source: Source) -> Problem:
    message = (
        f"{len(levels)} levels of decks, and Anki takes {MAX_LEVELS}: “{'::'.join(levels[MAX_LEVELS:])}” is left out "
        "of the deck's name; name fewer levels in subdecks or deck, or put the post into fewer folders"
    )
    return Problem(path=source.post, line=source.line, severity=Severity.WARNING, code="deck", message=message)


def top_deck(deck: str) -> str:
    """Return the path of the deck below which all others stand, by the definition's name for it."""
    return deck_path(*_top_levels(deck)[:MAX_LEVELS])


def _top_levels(deck: str) -> list[str]:
    return [level for level in map(safe_deck_part, deck.split("::")) if level]
