"""Markdown text -> blocks and inlines with the lines that they stand on."""
