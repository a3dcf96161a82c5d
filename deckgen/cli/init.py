"""``deckgen init``: posts -> a commented definition."""

from __future__ import annotations

import os
import secrets
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.options import examples
from deckgen.cli.output import Styled, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.build.begin.scaffold import Draft
    from deckgen.build.input.site_kinds import Kind
    from deckgen.build.pipeline import Collected
    from deckgen.files.records import Ledger


@click.command(epilog=examples("deckgen init path/to/_posts", "deckgen build"))
@click.argument(
    "posts", nargs=-1, required=True, metavar="POSTS...", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The definition.  [default: decks/NAME.yaml]",
)
@click.option(
    "--ledger",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ledger of an earlier build, to go on with.  [default: one found beside its .apkg]",
)
def init(posts: tuple[Path, ...], output: Path | None, ledger: Path | None) -> None:
    """Write a commented definition for a folder of posts, a site or a vault.

    Jekyll, Hugo, Hexo, Astro, Docusaurus and Obsidian are known by their own files. The deck's name, the site's
    address, permalinks, images, subdecks and what is no post are found there, each with the reason beside it; nothing
    is asked. A deck built before from the same posts is taken over with all that belongs to it, so that every review
    is kept.
    """
    with refusals():
        _write(posts, output, ledger)


def _write(named: Sequence[Path], output: Path | None, given: Path | None) -> None:
    from deckgen.build.begin.earlier import check_place, is_of, take_along
    from deckgen.build.begin.scaffold import definition_text, file_stem
    from deckgen.build.input.naming import deck_of
    from deckgen.build.input.site_kinds import kind_of
    from deckgen.files.atomic import write_atomic
    from deckgen.files.ledger import read_ledger, write_ledger

    kinds = [kind_of(path) for path in named]
    posts = [kind.posts for kind in kinds]
    deck, reason = _name(posts, kinds[0])
    place = output or Path("decks", f"{file_stem(deck)}.yaml")
    _refuse_existing(place)
    earlier = given or _earlier_ledger(posts, place) or _earlier_ledger(named, place)
    known = read_ledger(earlier) if earlier else None
    if known is not None and not is_of(known, posts) and is_of(known, named):
        posts = list(named)  # a site that was built as it is named goes on so: the places of its notes begin there
    if known is not None and earlier is not None:
        deck, reason = (deck_of(known), "as it was shipped") if deck_of(known) else (deck, reason)
        place = output or Path("decks", f"{file_stem(deck)}.yaml")
        _refuse_existing(place)
    found = _collect(posts, deck)
    draft = _draft(posts, kinds[0], (deck, reason), place, known, found)
    if known is not None and earlier is not None:
        target = _ledger_of(place)
        _refuse_other(target, known)
        check_place(earlier, place)
        taken = take_along(earlier, place)
        write_ledger(target, known)
    else:
        taken = []
    _write_rules(place.parent)
    write_atomic(place, definition_text(draft, shlex.quote(str(place))).encode())
    _tell(place, draft, kinds[0], found, earlier, known, taken)


def _name(posts: Sequence[Path], kind: Kind) -> tuple[str, str]:
    """Return the deck's name, and why it is called so."""
    from deckgen.build.begin.given import site_title
    from deckgen.build.input.naming import folder_name

    title, reason = site_title(kind)
    return (title, reason) if title else (folder_name(posts[0].absolute()), "the folder's name")


def _draft(
    posts: Sequence[Path],
    kind: Kind,
    name: tuple[str, str],
    place: Path,
    known: Ledger | None,
    found: Collected,
) -> Draft:
    from deckgen.build.begin.earlier import ships_from
    from deckgen.build.begin.proposal import guess_marks, guess_subdecks, guess_tags, wanted_posts
    from deckgen.build.begin.scaffold import Draft, find_media, relative_path
    from deckgen.build.input.naming import usable_address
    from deckgen.build.input.picture_places import media_places

    is_vault = kind.name == "Obsidian"
    url = kind.url if is_vault else usable_address(kind.url)
    media = find_media(posts, media_places(posts))
    choices = (known or found.ledger).header.choices
    says = f"{kind.name}: {kind.config.name}" if kind.config is not None else ""
    wanted = wanted_posts(found.input.posts, kind)
    return Draft(
        deck=name[0],
        deck_reason=name[1],
        id=known.header.namespace if known is not None else secrets.token_hex(4),
        posts=tuple(relative_path(path, place.parent) for path in posts),
        posts_reason=says,
        site=url,
        site_reason=("a vault: cards open their note in Obsidian" if is_vault else says) if url else "",
        permalink=kind.permalink,
        permalink_reason=f"{says} says so{', and the build reads it there' if kind.is_read_by_build else ''}",
        is_permalink_read=kind.is_read_by_build,
        media=relative_path(media, place.parent) if media else "",
        media_reason="the pictures of the posts lie there" if media else "",
        subdecks=guess_subdecks(found, wanted, choices, is_old=known is not None),
        marks=guess_marks(wanted),
        tags=guess_tags(wanted, kind) if is_vault else None,
        skips=kind.skips,
        is_skip_asked=known is not None and ships_from(known, kind),
        is_old=known is not None,
        language=choices.get("language", ""),
    )


def _collect(posts: Sequence[Path], deck: str) -> Collected:
    """Read the posts as a first build would, and leave nothing behind."""
    from deckgen.build.begin.given import definition_for_posts
    from deckgen.build.pipeline import collect
    from deckgen.files.errors import DeckgenError
    from deckgen.files.store import open_store

    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder, progress_bar(quiet=False) as tell:
        definition = definition_for_posts(posts, name=deck, output=Path(folder, "init.apkg"))
        store, _ = open_store(definition.store_path)
        with store:
            found = collect(definition, store, tell)
    if not found.input.is_whole:
        raise DeckgenError(tuple(problem for problem in found.problems if problem.code == "no-posts"))
    return found


def _ledger_of(place: Path) -> Path:
    from deckgen.build.begin.earlier import LEDGER_SUFFIX

    return place.with_name(place.stem + LEDGER_SUFFIX)


def _earlier_ledger(posts: Sequence[Path], place: Path) -> Path | None:
    """Find what an earlier build left: beside the definition to be, here or in a folder here, or beside the posts."""
    from deckgen.build.begin.earlier import find_ledgers, nearby

    if _ledger_of(place).exists():
        return _ledger_of(place)
    found = find_ledgers(posts, nearby(posts))
    if len(found) > 1:
        names = " and ".join(map(str, found))
        _refuse(found[0], f"{names} are both ledgers of these posts; say with --ledger which one counts")
    return found[0] if found else None


def _refuse_existing(place: Path) -> None:
    if place.exists():
        _refuse(place, "is there already, and init overwrites nothing; name another file with -o")


def _refuse_other(target: Path, known: Ledger) -> None:
    from deckgen.files.ledger import read_ledger

    if target.exists() and read_ledger(target) != known:
        _refuse(target, "is the ledger of another deck; name another definition with -o")


def _refuse(path: Path, message: str) -> None:
    from deckgen.files.errors import refusal

    raise refusal(path, "init", message)


def _write_rules(folder: Path) -> None:
    """Tell git how to join two ledgers, to leave their bytes alone, and to keep nothing of one learner."""
    from deckgen.build.begin.scaffold import IGNORE_RULES, MERGE_RULES, with_rules
    from deckgen.files.atomic import write_atomic

    for name, rules in ((".gitattributes", MERGE_RULES), (".gitignore", IGNORE_RULES)):
        file = folder / name
        before = file.read_bytes().decode("utf-8", "surrogateescape") if file.exists() else ""
        write_atomic(file, with_rules(before, rules).encode("utf-8", "surrogateescape"))


def _tell(
    place: Path,
    draft: Draft,
    kind: Kind,
    found: Collected,
    earlier: Path | None,
    known: Ledger | None,
    taken: Sequence[Path],
) -> None:
    from deckgen.build.begin.earlier import LEDGER_SUFFIX
    from deckgen.build.begin.proposal import wanted_posts
    from deckgen.files.records import State
    from deckgen.model import Status

    read = {post.path for post in (found.input.posts if draft.is_skip_asked else wanted_posts(found.input.posts, kind))}
    links = sum(
        item.url != "" and item.status is Status.OK and any(source.post in read for source in item.sources)
        for item in found.items
    )
    deck = Styled(draft.deck, bold=True)
    say(f"Wrote {place}: the deck ", deck, f" of {counted(len(read), 'post')} with {counted(links, 'link')}.")
    if known is not None:
        live = sum(record.state is State.LIVE for record in known.notes.values())
        words = f"It goes on with the {counted(live, 'note')} of {earlier}: every review is kept."
        say(words)
        if taken:
            say(f"Taken along: {', '.join(map(str, taken))}")
        if earlier is not None and earlier != _ledger_of(place):
            package = earlier.with_name(earlier.name.removesuffix(LEDGER_SUFFIX) + ".apkg")
            old = " and ".join([str(earlier), *([str(package)] if package.exists() else [])])
            is_one = old == str(earlier)
            gone = f"{old} {'is' if is_one else 'are'} not used any more and may be deleted once that is built"
            say(f"Its ledger is {_ledger_of(place)} from now on; {gone}.")
    if kind.publishes(place.parent):
        top = Path(os.path.relpath(place.parent, kind.root or Path())).parts[0]
        way = f"write `exclude: [{top}]` into its _config.yml" if kind.name == "Jekyll" else "put it elsewhere with -o"
        say(f"{kind.name} would publish what lies in {place.parent}, the ledger and what a learner did too: {way}.")
    for folder in kind.others:
        say(f"A deck of its own could be: deckgen init {shlex.quote(str(folder))}")
    say(f"Next: deckgen build {shlex.quote(str(place))}")
