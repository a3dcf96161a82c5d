"""A local page on which a person goes through the cards of a deck: accepts, edits and rejects them, stars links."""
