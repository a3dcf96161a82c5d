"""All that deckgen knows of human languages, as data with examples."""
