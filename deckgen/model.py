"""The values that flow through deckgen, from a post's blocks to an Anki note.

They are frozen, know no file system and import nothing of ours; msgspec structs, since a post is some thousands.
"""

from __future__ import annotations

import enum

import msgspec

GENERATED = "deckgen::"  # every tag that deckgen makes by itself begins so; the definition's tags do not
PLACE_JOINT = " › "  # between a post's title and what stands below it
BELOW_JOINT = " » "  # between a topic and the headings below it
MOST_GAPS = 500  # of one note, those that are gone counted: Anki makes no card of a higher number
EDITED = "edited"  # what made a card that says a person's words in place of its source's
HARD = "\n"  # the text of a line break that the author asked for


class Severity(enum.StrEnum):
    """How much of the input a problem costs."""
    ERROR = "error"  # something of the input is not in the product
    WARNING = "warning"  # it is, but not as meant
    NOTE = "note"


class Problem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Something wrong in the input; printed as ``path:line: message``."""

    path: str
    line: int
    severity: Severity
    code: str
    message: str


class InlineKind(enum.StrEnum):
    """What a run of text is; modules that ask this of all keep names of their own: a look-up is dear (Python 3.11)."""

    TEXT = "text"
    CODE = "code"
    MATH = "math"
    STRONG = "strong"
    EMPH = "emph"
    STRIKE = "strike"
    LINK = "link"
    IMAGE = "image"
    BREAK = "break"  # a line break of the source; its text is HARD where the author asked for it
    HTML = "html"  # a raw tag, comment included
    FOOTNOTE = "footnote"
    GAP = "gap"  # of a cloze card: what is hidden
    PAGE = "page"  # a link to a page of the same blog or vault, by its name: its url is what the author wrote


class Inline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A run of text inside a block. ``text`` is literal for text, code, math and html, else empty."""

    kind: InlineKind
    text: str = ""
    url: str = ""  # links and images
    children: tuple[Inline, ...] = ()
    line: int = 0  # of the post, from 1
    number: int = 0  # of a gap, among the gaps of its card; its text is the hint
    title: str = ""  # that a link's author gave it beside its words


class Label(enum.StrEnum):
    """What a block is besides its kind."""
    TO_DO = "☐"  # an item with a box to tick
    DONE = "☑"
    TITLE = "title"  # a callout's first paragraph
    DEFINITIONS = "definitions"  # a list, the first paragraph of each item a TERM
    TERM = "term"
    ANSWER = "answer"  # what is folded answers what stands above it, and shows a mere label
    QUESTION = "question"  # a paragraph that opens with an entry of a bank of questions


class BlockKind(enum.StrEnum):
    """What a block of a post is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    MATH = "math"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    QUOTE = "quote"
    HTML = "html"
    RULE = "rule"
    FOOTNOTE = "footnote"
    DETAILS = "details"  # folded: its inlines are what shows, its children what unfolds


class Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A block of a post with the lines it stands on (from 1, both inclusive, of the file)."""

    kind: BlockKind
    first: int
    last: int
    level: int = 0  # of a heading
    language: str = ""  # of code
    text: str = ""  # code, math and html: the literal
    inlines: tuple[Inline, ...] = ()
    children: tuple[Block, ...] = ()
    start: int = 0  # the first number of an ordered list; 0: bullets
    label: str = ""  # of a footnote its name, of a quote that is a callout its kind, else a Label
    is_header: bool = False  # a table's first row


class LinkKind(enum.StrEnum):
    """What stands behind a link, by its host, path and label."""

    ARTICLE = "article"
    QUESTION = "question"
    PAPER = "paper"
    COURSE = "course"
    BOOK = "book"
    VIDEO = "video"
    REPOSITORY = "repository"
    TOOL = "tool"
    DATASET = "dataset"
    HOME = "home"
    DOWNLOAD = "download"


class TitleKind(enum.StrEnum):
    """Where a link's title was found; the last two are no titles that a reader would take for one."""
    TEXT = "text"  # a text line or an inline text of its own
    SHARED = "shared"  # one text for several links
    LABEL = "label"  # a label joined to the thing that it belongs to
    ADDRESS = "address"  # the page's readable name, host and path, which says what it is of
    BARE = "bare"  # a label alone
    PAGE = "page"  # the readable name of a page that says nothing


class Link(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """A link as one place of one post gives it."""

    url: str  # as written
    canonical: str  # what identifies it, see posts/urls.py
    title: str
    title_kind: TitleKind
    comment: str = ""  # the author's words on it
    kind: LinkKind
    first: int  # line of the URL
    last: int  # last line of what was said about it
    skip: str = ""  # why it is no study link; empty if it is one
    around: str = ""  # the author's words from the link before it to the one behind it
    owner: str = ""  # what it is of, should its title be a mere label


class Directive(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A comment of the author's for deckgen alone."""

    verb: str  # skip | star | card
    text: str = ""  # of a card
    line: int
    first: int  # the lines that it marks
    last: int
    is_section: bool = False  # it marks all of its section
    fault: str = ""  # why it asks for nothing
    has_templates: bool = False  # of its post, and so of its card: see markdown/templates.py


class Section(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """A heading and what stands under it, up to the next heading of any level."""

    headings: tuple[str, ...]  # the path as written, top level first; empty before the first heading
    level: int  # of its heading; 0 before the first
    first: int
    last: int
    title: tuple[Inline, ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    directives: tuple[Directive, ...] = ()
    sections: tuple[Section, ...] = ()  # below this one
    below: tuple[Block, ...] = ()  # what of the sections below belongs to the answer to its heading
    is_answer: bool = False  # it is a part of the answer to a heading above it
    is_listed: bool = False  # its heading asks as most beside it do, whatever its words
    has_parts: bool = False  # sections below it, or behind a post's opening, say more of what it is about


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the posts."""

    path: str  # relative to the posts folder, with "/"
    title: str
    date: str = ""  # ISO date, or empty
    slug: str = ""
    categories: tuple[str, ...] = ()
    former_categories: tuple[str, ...] = ()  # as earlier releases read them, where they did so otherwise
    tags: tuple[str, ...] = ()
    url: str = ""  # of the published post, where the site is known
    attributes: tuple[tuple[str, str], ...] = ()  # what else it says of itself, which its address may hold
    sections: tuple[Section, ...] = ()
    is_index: bool = False  # it is named by its folder, which it has for itself
    broken: bool = False  # it could not be read whole: nothing of it may be retired


class Source(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """A place of the posts that an item comes from."""

    post: str
    line: int
    headings: tuple[str, ...]
    url: str = ""  # as written there (links)


class ItemKind(enum.StrEnum):
    """What a study item comes from."""

    LINK = "link"
    SECTION = "section"


class Status(enum.StrEnum):
    """What becomes of an item."""

    OK = "ok"
    HELD = "held"  # wanted by the posts, kept out by a switch, a pick, a reviewer or a gate
    SKIPPED = "skipped"  # nothing to study


class Hold(enum.StrEnum):
    """What keeps an item or card out of the deck; some do so even after it was shipped."""

    EXCLUDED = "excluded"  # by the definition's exclude
    SINCE = "since"
    PICKS = "picks"
    SKIPPED = "skipped"  # by a comment in the post
    SWITCH = "switch"  # cards of this sort are switched off
    READ = "read"  # the learner has read it already
    UNTITLED = "untitled"  # no title that a reader would take for one
    NO_READING = "no-reading"  # a home page or a download
    NO_STUDY = "no-study"  # a local address, a part of a command
    GATE = "gate"  # a card that fails a structural check
    FATAL = "fatal"  # a card that fails a fatal one
    IMAGE = "image"  # an image is not there
    REJECTED = "rejected"  # by a person, in review
    WAITS = "waits"  # for a person, where a build ships only what was accepted

    @property
    def is_firm(self) -> bool:
        """Whether it takes back what was shipped."""
        return self not in (Hold.READ, Hold.UNTITLED, Hold.NO_READING, Hold.NO_STUDY, Hold.GATE, Hold.IMAGE, Hold.WAITS)


class StudyItem(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing worth knowing or reading, before any wording."""

    kind: ItemKind
    key: str  # link:CANONICAL or section:ID
    title: str
    title_kind: TitleKind = TitleKind.TEXT
    url: str = ""
    link_kind: LinkKind = LinkKind.ARTICLE
    comment: str = ""
    around: str = ""  # links: the author's words around each of its places
    topic: str
    category: str = ""
    sources: tuple[Source, ...]  # in post order, never empty
    heading: tuple[Inline, ...] = ()  # sections: as it is written
    post_title: str = ""  # of the first source
    blocks: tuple[Block, ...] = ()  # sections: what stands under the heading, continuations joined
    below: tuple[Block, ...] = ()  # sections whose heading asks: what of the sections below belongs to its answer
    is_answer: bool = False  # sections: it is a part of the answer to a heading above it
    is_listed: bool = False  # sections: the heading asks as most beside it do, whatever its words
    has_parts: bool = False  # sections: others say more of what the heading, or the post's title, is about
    is_asked: bool = False  # sections: a card of the author's own asks what its heading does
    text: str = ""  # sections: the source text
    parts: tuple[str, ...] = ()  # the same by source, where there are several
    skipped: str = ""  # sections: the part of it from which the author wants no card
    directives: tuple[Directive, ...] = ()
    star: bool = False  # picked out by the author or the picks
    status: Status = Status.OK
    hold: Hold | None = None  # what keeps it out
    reason: str = ""  # the same in words


class Page(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the page of a link says of itself."""
    title: str = ""
    author: str = ""
    date: str = ""  # ISO date, or empty
    digest: str = ""  # an extract of it


class NoteType(enum.StrEnum):
    """The four note types, by the name that Anki shows."""
    READING = "deckgen reading"
    TOPIC = "deckgen topic"
    QUESTION = "deckgen question"
    CLOZE = "deckgen cloze"
    @property
    def is_from_text(self) -> bool:
        """Whether its notes are of cards from text, which go by the law of identity."""
        return self in (NoteType.QUESTION, NoteType.CLOZE)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What Anki stores: fields of HTML under a note type, with everything the package needs to say of it."""

    guid: str  # [a-z0-9]{26}
    note_type: NoteType
    fields: dict[str, str]  # by field name, HTML; absent means empty; never Key (that is the guid)
    tags: tuple[str, ...] = ()
    deck: str  # full path, levels joined by "::"
    mod: int  # seconds since 1970
    due: int  # order of new cards, 0..999999
    media: tuple[str, ...] = ()  # names of the media files that the fields refer to


class Run(msgspec.Struct, frozen=True, array_like=True, tag="run"):
    """A field of one run of inlines."""

    inlines: tuple[Inline, ...]

    def __bool__(self) -> bool:
        return bool(self.inlines)


class Blocks(msgspec.Struct, frozen=True, array_like=True, tag="blocks"):
    """A field of blocks."""

    blocks: tuple[Block, ...]

    def __bool__(self) -> bool:
        return bool(self.blocks)


Content = str | Run | Blocks  # what a field says: plain words, a run of inlines, or blocks


class Parts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a form found, as the slots of the phrase by which its question is worded."""

    thing: str = ""
    article: str = ""  # of an English thing
    topic: str = ""  # said beside a thing that alone could be many


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card as a writer words it: fields still as text and Markdown trees, no HTML."""

    note_type: NoteType
    item: str  # key of the study item that it was written for
    aspect: str  # of the registry of aspects: what it asks about its subject
    form: str = ""  # by which the author laid it out; one of those of the table of aspects
    subject: str  # what it asks about, as a reader would say it
    parts: Parts = Parts()  # by which we worded its question; the author's and a model's words have none
    fields: dict[str, Content]
    sources: tuple[Source, ...]  # where it stands now, in post order
    copies: tuple[Source, ...] = ()  # cards from text: where else the very same is asked and said
    topic: str = ""
    category: str = ""
    quote: str = ""  # the passage that it rests on
    passage: str = ""  # the author's words where it stands: whole paragraphs, items or rows
    links: tuple[str, ...] = ()  # topic cards: canonical URLs, which identify it
    is_split: bool = False  # a long answer: its first block is the Answer, the rest the Detail
    made: str = "rules"  # rules, model and prompt version, person, or edited
    note_key: str = ""  # where the writer knows it; else identity finds it
    gaps: tuple[str, ...] = ()  # cloze: the hidden texts; the n-th is marked {{c#n:: in Text
    groups: tuple[int, ...] = ()  # a number for each gap, where some are hidden together: the same for those
    block: str = ""  # the id that the author gave it, without its mark
    kept: tuple[str, ...] = ()  # fields whose source is not at hand: they stay as last shipped
    is_wanted: bool = False  # a person edited or accepted it
    hold: Hold | None = None  # what keeps it out
    reason: str = ""  # the same in words


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a card says of the post that it comes from."""

    title: str
    slug: str
    tags: tuple[str, ...] = ()  # of its front matter and text
    folder: str = ""  # that it stands in, below the posts folder
    url: str = ""  # empty where the site is not known
    anchors: dict[tuple[str, ...], str] = {}  # of its headings, by their path, with the sign before them


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A card in Anki's terms, its identity aside."""

    card: Card
    fields: dict[str, str]  # HTML, filled ones only
    words: dict[str, str] = {}  # the same of a card from text in plain words, hidden ones in their places
    tags: tuple[str, ...]
    deck: str
    media: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # images that are not there, as written
    beneath: Rendered | None = None  # of a card that a person decided about: what its source gives, if it gives one

    def with_hold(self, hold: Hold | None, reason: str = "") -> Rendered:
        """Return the same, kept out for this reason; or let in."""
        return msgspec.structs.replace(self, card=msgspec.structs.replace(self.card, hold=hold, reason=reason))
