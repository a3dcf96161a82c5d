"""The cards of a deck as Anki shows them, on one page that needs nothing else."""
