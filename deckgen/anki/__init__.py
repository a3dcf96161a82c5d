"""A learner's side: what stands in Anki, what it means for a note, and what to write there."""
