"""``deckgen init``: posts -> a commented definition."""

from __future__ import annotations

import secrets
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.output import Styled, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.build.pipeline import Collected
    from deckgen.build.scaffold import Draft
    from deckgen.files.records import Ledger


@click.command(epilog="Example: deckgen init path/to/_posts            then: deckgen build")
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
    """Write a commented definition for a folder of posts.

    The deck's name, the site's address, the folder of the images and the subdecks are found from the posts
    and from the Jekyll or Hugo config beside them; nothing is asked. A deck built before from the same posts
    is taken over with its ledger, so that every review is kept.
    """
    from deckgen.build.scaffold import narrow_posts

    with refusals():
        _write(tuple(map(narrow_posts, posts)), output, ledger)


def _write(posts: Sequence[Path], output: Path | None, given: Path | None) -> None:
    from deckgen.build.naming import deck_name, deck_of, read_site
    from deckgen.build.scaffold import definition_text, file_stem
    from deckgen.files.atomic import write_atomic
    from deckgen.files.ledger import read_ledger, write_ledger

    site = read_site(posts)
    deck = deck_name(posts, site)
    place = output or Path("decks", f"{file_stem(deck)}.yaml")
    _refuse_existing(place)
    earlier = given or _earlier_ledger(posts, place)
    known = read_ledger(earlier) if earlier else None
    if known is not None:
        deck = deck_of(known) or deck
        place = output or Path("decks", f"{file_stem(deck)}.yaml")
        _refuse_existing(place)
    found = _collect(posts, deck)
    draft = _draft(posts, deck, place, known, found)
    if known is not None:
        target = _ledger_of(place)
        _refuse_other(target, known)
        write_ledger(target, known)
    _write_rules(place.parent)
    write_atomic(place, definition_text(draft, shlex.quote(str(place))).encode())
    _tell(place, draft, found, earlier, known)


def _draft(posts: Sequence[Path], deck: str, place: Path, known: Ledger | None, found: Collected) -> Draft:
    from deckgen.build.naming import read_site
    from deckgen.build.scaffold import Draft, find_media, relative_path

    site = read_site(posts)
    media = find_media(posts, site.root)
    choices = (known or found.ledger).header.choices
    subdecks = choices.get("subdecks")
    return Draft(
        deck=deck,
        id=known.header.namespace if known is not None else secrets.token_hex(4),
        posts=tuple(relative_path(path, place.parent) for path in posts),
        site=site.url,
        media=relative_path(media, place.parent) if media else "",
        subdecks=None if subdecks is None else tuple(filter(None, subdecks.split(","))),
        language=choices.get("language", ""),
    )


def _collect(posts: Sequence[Path], deck: str) -> Collected:
    """Read the posts as a first build would, and leave nothing behind."""
    from deckgen.build.given import definition_for_posts
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
    from deckgen.build.scaffold import LEDGER_SUFFIX

    return place.with_name(place.stem + LEDGER_SUFFIX)


def _earlier_ledger(posts: Sequence[Path], place: Path) -> Path | None:
    """Find what an earlier build left: beside the definition to be, here, or beside the posts."""
    from deckgen.build.scaffold import beside, find_ledgers

    if _ledger_of(place).exists():
        return _ledger_of(place)
    found = find_ledgers(posts, beside(posts))
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
    from deckgen.files.errors import DeckgenError
    from deckgen.model import Problem, Severity

    problem = Problem(path=str(path), line=0, severity=Severity.ERROR, code="init", message=message)
    raise DeckgenError((problem,))


def _write_rules(folder: Path) -> None:
    """Tell git how to join two ledgers, to leave their bytes alone, and to keep nothing of one learner."""
    from deckgen.build.scaffold import IGNORE_RULES, MERGE_RULES, with_rules
    from deckgen.files.atomic import write_atomic

    for name, rules in ((".gitattributes", MERGE_RULES), (".gitignore", IGNORE_RULES)):
        file = folder / name
        before = file.read_bytes().decode("utf-8", "surrogateescape") if file.exists() else ""
        write_atomic(file, with_rules(before, rules).encode("utf-8", "surrogateescape"))


def _tell(place: Path, draft: Draft, found: Collected, earlier: Path | None, known: Ledger | None) -> None:
    links = sum(item.url != "" for item in found.items)
    posts = len(found.input.posts)
    deck = Styled(draft.deck, bold=True)
    say(f"Wrote {place}: the deck ", deck, f" of {counted(posts, 'post')} with {counted(links, 'link')}.")
    if known is not None:
        words = f"It goes on with the {counted(len(known.notes), 'note')} of {earlier}: every review is kept."
        say(words)
        if earlier is not None and earlier != _ledger_of(place):
            say(f"Its ledger is {_ledger_of(place)} from now on; {earlier} is not used any more.")
    say(f"Next: deckgen build {shlex.quote(str(place))}")
