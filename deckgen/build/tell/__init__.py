"""What a deck has to say of itself on one screen: `deckgen status`."""
