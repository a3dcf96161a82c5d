"""Measurements of deckgen: always ratios of two things timed in the same run, since machines differ."""
