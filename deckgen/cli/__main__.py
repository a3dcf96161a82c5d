"""The command ``deckgen``: its commands by name, loaded only when they are called."""

from __future__ import annotations

import importlib
import sys
from types import MappingProxyType
from typing import Any

import click

from deckgen import __version__
from deckgen.cli.output import clean_usage, end_process, say, tell_of_fault

NAME = "deckgen"
"""However it is called: by `python -m`, too, it completes and shows its usage as this."""

# The words stand here so that --help loads no command: importing them all costs more than click itself.
COMMANDS = MappingProxyType(
    {
        "build": ("deckgen.cli.build:build", "Turn posts into a deck that Anki imports."),
        "diff": ("deckgen.cli.diff:diff", "Show what the next build would do."),
        "fetch": ("deckgen.cli.fetch:fetch", "Bring the pages of the links into the local store."),
        "init": ("deckgen.cli.init:init", "Write a commented definition for a folder of posts."),
        "items": ("deckgen.cli.items:items", "List what there is to study in the posts."),
        "preview": ("deckgen.cli.preview:preview", "Show the cards as Anki does, on one page."),
        "pull": ("deckgen.cli.pull:pull", "Bring home what a learner did in Anki."),
        "push": ("deckgen.cli.push:push", "Bring what changed into a running Anki."),
        "review": ("deckgen.cli.review:review", "Decide about the cards on a local page."),
        "status": ("deckgen.cli.status:status", "Show every item with its cards, or why it has none."),
        "update": ("deckgen.cli.update:update", "Run what a definition says, in order, or build on each save."),
        "write": ("deckgen.cli.write:write", "Let a language model write cards, within a budget."),
    }
)


class LazyGroup(click.Group):
    """Commands from the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names for --help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments of the program itself."""
        with clean_usage():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the arguments of a command, and run it."""
        sys.excepthook = tell_of_fault
        with clean_usage():
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt:
                say("Stopped. Nothing is lost, and every file is whole: run the same command again.", err=True)
                raise SystemExit(1) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Show the table without loading a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: deckgen build path/to/_posts -o my.apkg",
)
@click.version_option(__version__, prog_name=NAME)
def main() -> None:
    """Turn Markdown posts into an Anki deck that can be regenerated for years without losing a review."""


def run() -> None:
    """Run a command as the process that it is."""
    try:
        main(prog_name=NAME)
    except SystemExit as exc:
        if exc.code is None or isinstance(exc.code, int):
            end_process(exc.code or 0)
        raise


if __name__ == "__main__":
    run()
