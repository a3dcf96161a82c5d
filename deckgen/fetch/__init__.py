"""The pages behind the links: asked for politely, kept as clean text."""
