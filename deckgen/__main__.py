"""``python -m deckgen``: the command ``deckgen``, where its own name is not on the path."""

from deckgen.cli.__main__ import run

if __name__ == "__main__":
    run()
