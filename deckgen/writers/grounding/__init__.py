"""R1 in full: whether a card that a model wrote is true to its source, as far as a program can tell."""
