"""The faces of deckgen: one small file a command, loaded only when it is called."""
