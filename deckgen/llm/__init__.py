"""Cards from a language model: what is asked, what comes back, and what of it can be trusted."""
