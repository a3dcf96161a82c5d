"""Notes to what Anki can take: note types, safe HTML, media names and the .apkg."""
