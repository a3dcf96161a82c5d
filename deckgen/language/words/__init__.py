"""What deckgen itself says on cards and decks: one file a language, named by its code; a new file adds a language."""
