"""Between a deck and one learner's Anki, both ways: the order of `deckgen push` and `deckgen pull`."""
