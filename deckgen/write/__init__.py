"""Cards from a model, deck by deck: what to ask, the run, what is written down, what is told."""
