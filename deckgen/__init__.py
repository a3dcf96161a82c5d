"""deckgen turns Markdown posts into Anki decks that can be regenerated for years."""

__version__ = "0.1.0"
