"""Cards that a language model writes, and what must be known before one is asked."""
