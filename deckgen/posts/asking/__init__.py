"""The questions of a post and where their answers stand: whatever the layout, brought to one that forms read."""
