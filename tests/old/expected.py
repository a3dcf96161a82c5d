"""What may become of a note of the old release that is not its right: each entry with its reason.

Entries name a note by what it asks, as ``learned.asked`` gives it. An entry that is not true any more fails its test.
"""

from __future__ import annotations

GONE: dict[tuple[str, str], str] = {}
"""(deck, what a note asks): why it is not live any more though nobody touched the posts."""

STAMPED: dict[tuple[str, str], str] = {}
"""(deck, what a note asks): what changed in a note that is sent again though nobody touched the posts."""

BREAKS: dict[tuple[str, str], str] = {}
"""(edit, deck): why the edit costs a review today."""
