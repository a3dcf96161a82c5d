"""What of the posts the definition keeps out: posts by date, place, category and tag, headings, hosts."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from deckgen.language.folding import fold
from deckgen.language.headings import without_continuation
from deckgen.language.labels import JOINT, bare_label
from deckgen.markdown.text import plain_text
from deckgen.model import BlockKind, Hold, Label, Link, Post, Section, TitleKind
from deckgen.urls import LOCAL, host_and_path, url_origin

OWN_POST = "a post of this blog: not to be studied as a link"
STANDING = "stands at the head or foot of most posts: not to be studied as a link"
_DETAILS = BlockKind.DETAILS
_LEAST_POSTS = 10
"""Posts from which on an address that most of them bear is taken for a template's."""
MOST_POSTS = 2
"""A heading or a title that more posts have recurs: it is a part of their plan, and no name."""
FREE: tuple[Hold | None, str] = (None, "")
"""Nothing keeps it out."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What of the posts is wanted: the definition's ``only``, ``exclude``, ``since`` and ``topics``."""

    only_tags: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    since: str = ""
    topic_is_post: bool = False
    recurring_is_post: bool = False  # below a heading that recurs from post to post
    marks: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()  # host and path below which the blog's own posts lie, and addresses of such posts
    allow_hosts: frozenset[str] = frozenset()  # host:port whose local address is a study link all the same


def post_held(post: Post, wanted: Wanted) -> tuple[Hold | None, str]:
    """Return what keeps all of a post out, and the same in words."""
    if wanted.since and post.date and post.date < wanted.since:
        return Hold.SINCE, f"older than {wanted.since} (since)"
    for pattern in wanted.globs:
        if fnmatch.fnmatch(post.path, pattern):
            return Hold.EXCLUDED, f"excluded by the glob {pattern}"
    for category in post.categories:
        if category in wanted.categories:
            return Hold.EXCLUDED, f"excluded with the category {category}"
    for word in post.former_categories:
        if word in wanted.categories:
            return Hold.EXCLUDED, f"excluded with the category {word}, as earlier releases read {post.categories[0]}"
    return _tag_held(post, wanted)


def _tag_held(post: Post, wanted: Wanted) -> tuple[Hold | None, str]:
    if wanted.tags and (tag := borne_tag(post.tags, wanted.tags)):
        return Hold.EXCLUDED, f"excluded with the tag {tag}"
    if wanted.only_tags and not borne_tag(post.tags, wanted.only_tags):
        return Hold.EXCLUDED, f"bears none of the tags {', '.join(wanted.only_tags)} (only)"
    return FREE


def borne_tag(tags: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the first wanted tag that a post bears, or that stands above one (a, of a/b); empty if none does."""
    borne = [fold(tag.lstrip("#")) for tag in tags]
    for name in wanted:
        folded = fold(name.lstrip("#"))
        if any(tag == folded or tag.startswith(folded + "/") for tag in borne):
            return name
    return ""


def heading_held(section: Section, wanted: Wanted) -> tuple[Hold | None, str]:
    """Return what keeps a section out for one of its headings, and the same in words."""
    if wanted.headings:
        names = {fold(heading) for heading in wanted.headings}
        for heading in section.headings:
            if fold(heading) in names or fold(without_continuation(heading)) in names:
                return Hold.EXCLUDED, f"excluded with the heading {heading}"
    return FREE


def is_own(url: str, wanted: Wanted) -> bool:
    """Return whether an address is one of the blog's own, by host and path."""
    place = host_and_path(url) if wanted.own else ""
    while place and place not in wanted.own:
        place = place.rpartition("/")[0]
    return bool(place)


def is_allowed(link: Link, wanted: Wanted) -> bool:
    """Return whether a link to this machine is a study link all the same."""
    return link.skip == LOCAL and url_origin(link.url) in wanted.allow_hosts


def excluded_host(host: str, wanted: Wanted) -> str:
    """Return the excluded host that a host is, or lies below; empty if it does not."""
    for pattern in wanted.hosts:
        name = pattern.removeprefix("www.")
        if host == name or host.endswith("." + name):
            return pattern
    return ""


def recurring_titles(sections: Iterable[Section]) -> frozenset[str]:
    """Return the titles, folded, that stand for other pages again and again, and so name none (在线阅读, live demo).

    The more words a title has the more often it must do so: "The talk on heaps" may well be given twice or thrice.
    """
    borne: dict[str, set[str]] = {}  # by title, the addresses under it
    for section in sections:
        for link in section.links:
            if link.owner:
                borne.setdefault(fold(link.title), set()).add(link.canonical)
    return frozenset(title for title, pages in borne.items() if len(pages) > MOST_POSTS * max(1, title.count(" ") - 1))


def labelled(link: Link, recurring: frozenset[str]) -> Link:
    """Return a link with what it is of before its title, where that recurs as a label of other pages does."""
    if not link.owner or fold(link.title) not in recurring:
        return link
    if link.owner == link.title:  # of what, is not known
        return msgspec.structs.replace(link, title_kind=TitleKind.BARE)
    return msgspec.structs.replace(link, title=link.owner + JOINT + link.title, title_kind=TitleKind.LABEL)


def recurring_folds(sections: Iterable[tuple[str, Section]]) -> frozenset[str]:
    """Return what folded parts show in more than two posts and, where they do, mostly right below a question."""
    shown: Counter[str] = Counter()
    answering: dict[str, list[str]] = {}  # the posts of those below a question
    for path, section in sections:
        for block in section.blocks:
            if block.kind is _DETAILS:
                label = bare_label(plain_text(block.inlines))
                shown[label] += 1
                if block.label == Label.ANSWER:
                    answering.setdefault(label, []).append(path)
    often = (label for label, posts in answering.items() if len(set(posts)) > MOST_POSTS)
    return frozenset(label for label in often if 2 * len(answering[label]) >= shown[label])


def with_answer_folds(section: Section, labels: frozenset[str]) -> Section:
    """Return a section with its folded parts that show one of these labels marked as answers."""
    if not any(block.kind is _DETAILS for block in section.blocks):
        return section
    blocks = (
        msgspec.structs.replace(block, label=Label.ANSWER)
        if block.kind is _DETAILS and bare_label(plain_text(block.inlines)) in labels
        else block
        for block in section.blocks
    )
    return msgspec.structs.replace(section, blocks=tuple(blocks))


def standing_links(sections: Iterable[tuple[str, Section]]) -> frozenset[str]:
    """Return the addresses that stand at the head or foot of most posts, as a template puts them there.

    ``sections`` are those of all posts in order, each with the path of its post.
    """
    ends: dict[str, tuple[Section, Section]] = {}
    for path, section in sections:
        ends[path] = ends[path][0] if path in ends else section, section
    if len(ends) < _LEAST_POSTS:
        return frozenset()
    counts = Counter(
        address
        for first, last in ends.values()
        for address in {link.canonical for section in (first, last) for link in section.links}
    )
    return frozenset(address for address, count in counts.items() if count * 2 > len(ends))
