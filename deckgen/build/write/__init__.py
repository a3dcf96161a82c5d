"""The order of `deckgen write`: what there is to ask about, its cost, the run, and what came of each item."""
