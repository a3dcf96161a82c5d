"""``deckgen review``: a local page to decide about the cards."""

from __future__ import annotations

import sys
import webbrowser

import click

from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, NAME, examples
from deckgen.cli.output import Styled, progress_bar, refusals, say


@click.command(epilog=examples("deckgen review", "deckgen review decks/learn.yaml --port 8017 --no-browser"))
@DECKS
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The deck's .apkg, where DECK is posts.")
@NAME
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one by default.")
@click.option("--browser/--no-browser", default=None, help="Open the page, as is done on a terminal, or only print it.")
@click.option("-q", "--quiet", is_flag=True, help="Print the address and errors alone.")
def review(
    decks: tuple[str, ...], output: str | None, name: str | None, *, port: int, browser: bool | None, quiet: bool
) -> None:
    """Go through new, changed and held cards on a local page: accept, edit or reject each, star or skip links.

    Each decision is written at once, into NAME.cards.jsonl or NAME.picks, and holds for every later build. Only this
    machine reaches the page. Ctrl-C ends.
    """
    from deckgen.review.desk import Desk
    from deckgen.review.server import Server

    with refusals(as_json=False):
        definitions = load_targets(go_on(find_targets(decks, name=name, output=output)))
        with progress_bar(quiet=quiet) as tell:
            desks = {definition.name: Desk(definition, tell) for definition in definitions}
        try:
            server = Server(desks, port)
        except OSError as exc:
            message = f"port {port} is not free ({exc.strerror}); leave --port out to take one that is"
            raise click.UsageError(message) from None
        with server:
            try:
                say(server.address)
                sys.stdout.flush()
                if not quiet:
                    say(Styled("Ctrl-C ends; every decision is on the disk by then.", dim=True), err=True)
                if sys.stdout.isatty() if browser is None else browser:
                    webbrowser.open(server.address)
                server.serve_forever()
            except KeyboardInterrupt:
                say(err=True)
