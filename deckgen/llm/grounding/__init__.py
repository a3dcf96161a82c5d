"""R1 of a model's cards: the quote stands in the source, and figures, terms, words and negations follow from it."""
